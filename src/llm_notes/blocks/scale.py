"""Axes: from numbers to places on a drawing, linear or logarithmic, and the round numbers to mark on them."""

import math
from dataclasses import dataclass

TICKS = 6  # at most, so that labels don't touch
# On a logarithmic axis these, times powers of ten; the first that gives three marks or more is taken.
ROUND = ((1,), (1, 3), (1, 2, 5), range(1, 10))
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Scale:
    """low, high: the numbers at the ends (low < high; both above 0 if log); start, end: where these are drawn."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return where a number is drawn."""
        low, high, value = (math.log(number) if self.log else number for number in (self.low, self.high, value))
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return the round numbers within the ends."""
        return log_ticks(self.low, self.high) if self.log else linear_ticks(self.low, self.high)


def around(values, log: bool, room: float = 0.06) -> tuple[float, float]:
    """Return ends that leave room on both sides of the values: a share of their span. All must be above 0 if log."""
    low, high = min(values), max(values)
    if log:
        factor = (high / low) ** room if high > low else 2.0
        return low / factor, high * factor
    margin = (high - low) * room or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def linear_ticks(low: float, high: float) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten within low and high: at most TICKS, as many as fit."""
    exponent = math.floor(math.log10((high - low) / TICKS))
    for power in (exponent, exponent + 1):
        for factor in (1, 2, 5):
            step = float(f"{factor}e{power}")
            # 0.3 / 0.1 is a little less than 3: a value that close to a whole number is meant to be one.
            first, last = math.ceil(round(low / step, 6)), math.floor(round(high / step, 6))
            if last - first < TICKS:
                return [min(max(float(f"{count * factor}e{power}"), low), high) for count in range(first, last + 1)]
    raise AssertionError("ten times the step always fits")


def log_ticks(low: float, high: float) -> list[float]:
    """Return round numbers within low and high, evenly dense on a logarithmic axis."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ROUND:
        found = [tick for power in powers for factor in factors if low <= (tick := float(f"{factor}e{power}")) <= high]
        if len(found) >= 3:
            return found[:: math.ceil(len(found) / TICKS)]
    return linear_ticks(low, high)


def short(value: float) -> str:
    """Return a round number as an axis shows it: 0.5, 8,192, 100k, 20M, 3·10¹²."""
    size = abs(value)
    if size and not 1e-4 <= size < 1e12:
        digits, power = f"{value:.0e}".split("e")
        digits = "" if digits == "1" else digits + "·"
        return f"{digits}10{str(int(power)).translate(SUPERSCRIPTS)}".replace("-", "−", 1)
    for unit, letter in ((1e9, "B"), (1e6, "M"), (1e5, "k")):
        if size >= unit:
            return f"{value / (1e3 if letter == 'k' else unit):g}{letter}".replace("-", "−")
    return f"{value:,.6g}".replace("-", "−")
