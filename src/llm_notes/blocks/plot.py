"""Draws plots as SVG: lines with error bars, or bars. Colors are classes of the stylesheet, so light and dark follow.

Series differ by color, by the shape of their points and by the dashes of their line, and their names are at their ends.
"""

import textwrap
import xml.etree.ElementTree as etree
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llm_notes.blocks.scale import Scale, around, short

WIDTH, HEIGHT = 360, 240
LETTER, LINE = 12, 14  # font size and line height
LETTER_WIDTH = 6.6  # of most letters at that size, wide fonts included
TOP, BOTTOM = 24, 38  # room for the names of the axes
LOOKS = (
    ("encoder", "circle", ""),
    ("decoder", "square", "7 3"),
    ("cross", "triangle", "2 3"),
    ("value", "diamond", "9 3 2 3"),
    ("key", "cross", "4 2"),
    ("plain", "ring", "1 2"),
)


@dataclass(frozen=True)
class Point:
    """One measured point. low, high: the ends of its error bar, or None."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None

    @property
    def reach(self) -> list[float]:
        """The y values that have to fit into the plot."""
        return [value for value in (self.y, self.low, self.high) if value is not None]


def lines(
    series: dict[str, list[Point]], x_name: str, y_name: str, log: tuple[str, ...] = (), x_text: Callable = short, y_text: Callable = short
) -> etree.Element:
    """Return the drawing of points joined by lines.

    series: name -> points (one or more; '' for a series without a name); log: which of 'x' and 'y' are logarithmic
    (their values must be above 0); x_text, y_text: how the axes print a number.
    """
    svg = _svg(HEIGHT)
    points = [point for row in series.values() for point in row]
    names = {name: textwrap.wrap(name, 14, break_on_hyphens=False) for name in series}
    right = max((_width(line) + 24 for wrapped in names.values() for line in wrapped), default=14)
    y_ends = around([value for point in points for value in point.reach], "y" in log)
    y = Scale(*y_ends, HEIGHT - BOTTOM, TOP, "y" in log)
    left = max(_width(y_text(tick)) for tick in y.ticks() or [0]) + 8
    x = Scale(*around([point.x for point in points], "x" in log, 0.05), left, WIDTH - right, "x" in log)
    _axes(svg, x, y, _x_ticks(x, points, x_text), x_text, y_text)
    _text(svg, x_name, (left + WIDTH - right) / 2, HEIGHT - 5, "middle", "ln-text-muted")
    _text(svg, y_name, 0, 12, "start", "ln-text-muted")
    ends = []
    for place, (name, row) in enumerate(series.items()):
        look = LOOKS[place % len(LOOKS)]
        apart = (place - (len(series) - 1) / 2) * 3 if any(point.low is not None for point in points) else 0
        spots = [(x(point.x) + apart, y(point.y), point) for point in sorted(row, key=lambda point: point.x)]
        _series(svg, spots, y, look)
        ends.append((spots[-1][0], spots[-1][1], names[name], look))
    _labels(svg, ends, WIDTH - right + 8)
    return svg


def bars(rows: list[tuple[str, Point]], y_name: str, y_text: Callable = short) -> etree.Element:
    """Return the drawing of one horizontal bar per row, from 0, with its number at the end. rows: (label, point)."""
    wrapped = [textwrap.wrap(label, 18) or [""] for label, _ in rows]
    left = max(_width(line) for lines_ in wrapped for line in lines_) + 8
    right = max(_width(y_text(point.y)) for _, point in rows) + 8
    reach = [value for _, point in rows for value in point.reach]
    x = Scale(min(0, *reach), max(0, *reach) or (0 if min(reach) < 0 else 1), left, WIDTH - right)
    heights = [max(22, LINE * len(lines_) + 6) for lines_ in wrapped]
    svg = _svg(TOP + sum(heights) + 6)
    _text(svg, y_name, left, 12, "start", "ln-text-muted")
    top = TOP
    for lines_, (_, point), height in zip(wrapped, rows, heights):
        middle = top + height / 2
        ends = sorted((x(0), x(point.y)))
        _element(svg, "rect", "ln-fill-encoder", x=ends[0], y=middle - 7, width=ends[1] - ends[0], height=14)
        if point.low is not None and point.high is not None:
            _error_bar(svg, "plain", [(x(point.low), middle), (x(point.high), middle)])
        for number, line in enumerate(lines_):
            _text(svg, line, left - 6, middle + 4 + LINE * (number - (len(lines_) - 1) / 2), "end", "ln-text")
        _text(svg, y_text(point.y), max(x(0), *(x(value) for value in point.reach)) + 5, middle + 4, "start", "ln-text")
        top += height
    _element(svg, "line", "ln-axis", x1=x(0), y1=TOP - 4, x2=x(0), y2=top + 2)
    return svg


def _svg(height: float) -> etree.Element:
    return etree.Element("svg", {"viewBox": f"0 0 {WIDTH} {_number(height)}"})


def _axes(svg, x: Scale, y: Scale, x_ticks, x_text, y_text) -> None:
    for tick in y.ticks():
        _element(svg, "line", "ln-axis", x1=x.start, y1=y(tick), x2=x.end, y2=y(tick))
        _text(svg, y_text(tick), x.start - 5, y(tick) + 4, "end", "ln-text-muted")
    _element(svg, "line", "ln-axis", x1=x.start, y1=y.start, x2=x.end, y2=y.start)
    for tick in x_ticks:
        _element(svg, "line", "ln-axis", x1=x(tick), y1=y.start, x2=x(tick), y2=y.start + 4)
        half = _width(x_text(tick)) / 2
        _text(svg, x_text(tick), min(max(x(tick), half), WIDTH - half), y.start + 16, "middle", "ln-text-muted")


def _x_ticks(x: Scale, points: list[Point], x_text) -> list[float]:
    """Return the measured x values if their labels fit, else round numbers whose labels do."""
    for ticks in (sorted({point.x for point in points}), x.ticks()):
        if _have_room(x, ticks, x_text):
            return ticks
    while len(ticks) > 1 and not _have_room(x, ticks, x_text):
        ticks = ticks[::2]
    return ticks


def _have_room(x: Scale, ticks: list[float], x_text) -> bool:
    return all(x(after) - x(before) > (_width(x_text(before)) + _width(x_text(after))) / 2 + 4 for before, after in zip(ticks, ticks[1:]))


def _series(svg, spots, y: Scale, look) -> None:
    role, shape, dashes = look
    if len(spots) > 1:
        line = _element(svg, "polyline", f"ln-line-{role}", points=" ".join(f"{_number(a)},{_number(b)}" for a, b, _ in spots))
        line.set("stroke-width", "2")
        if dashes:
            line.set("stroke-dasharray", dashes)
    for a, b, point in spots:
        if point.low is not None:
            _error_bar(svg, role, [(a, y(point.low)), (a, y(point.high))])
        _marker(svg, role, shape, a, b)


def _error_bar(svg, role: str, ends) -> None:
    (x1, y1), (x2, y2) = ends
    across = (3, 0) if x1 == x2 else (0, 3)
    caps = "".join(f"M{_number(x - across[0])} {_number(y - across[1])}L{_number(x + across[0])} {_number(y + across[1])}" for x, y in ends)
    bar = _element(svg, "path", f"ln-line-{role}", d=f"M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}{caps}")
    bar.set("stroke-width", "1")


def _marker(svg, role: str, shape: str, x: float, y: float) -> None:
    if shape in ("circle", "ring"):
        _element(svg, "circle", f"ln-{'fill' if shape == 'circle' else 'soft'}-{role}", cx=x, cy=y, r=4)
    elif shape == "square":
        _element(svg, "rect", f"ln-fill-{role}", x=x - 3.5, y=y - 3.5, width=7, height=7)
    elif shape == "cross":
        place = _element(svg, "path", f"ln-line-{role}", d=f"M{_number(x - 3.5)} {_number(y - 3.5)}l7 7m-7 0l7 -7")
        place.set("stroke-width", "2.5")
    else:
        corners = [(0, -4.5), (4.5, 3.5), (-4.5, 3.5)] if shape == "triangle" else [(0, -5), (5, 0), (0, 5), (-5, 0)]
        _element(svg, "polygon", f"ln-fill-{role}", points=" ".join(f"{_number(x + a)},{_number(y + b)}" for a, b in corners))


def _labels(svg, ends, left: float) -> None:
    """Write each series' name at its end, after a sample of its points, moved up or down where names would overlap."""
    ends = sorted((end for end in ends if end[2]), key=lambda end: end[1])
    heights = [LINE * len(lines_) + 2 for _, _, lines_, _ in ends]
    for (x, y, lines_, (role, shape, _)), middle in zip(ends, spread([end[1] for end in ends], heights, 2, HEIGHT - BOTTOM + LINE)):
        leader = _element(svg, "line", f"ln-line-{role}", x1=x + 6, y1=y, x2=left - 2, y2=middle)
        leader.set("stroke-width", "0.75")
        leader.set("stroke-dasharray", "1 3")
        _marker(svg, role, shape, left + 4, middle)
        for number, line in enumerate(lines_):
            _text(svg, line, left + 12, middle + 4 + LINE * (number - (len(lines_) - 1) / 2), "start", "ln-text")


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return middles near the wanted ones (in rising order) at which things of these heights don't overlap.

    They stay within top and bottom if there is enough room.
    """
    places = []
    edge = top
    for middle, height in zip(wanted, heights):
        edge = max(edge, middle - height / 2) + height
        places.append(edge - height / 2)
    edge = bottom
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], edge - heights[index] / 2)
        edge = places[index] - heights[index] / 2
    return places


def _element(parent, tag: str, role: str, **attributes) -> etree.Element:
    return etree.SubElement(
        parent, tag, {"class": role} | {name: value if isinstance(value, str) else _number(value) for name, value in attributes.items()}
    )


def _text(svg, words: str, x: float, y: float, anchor: str, role: str) -> None:
    _element(svg, "text", role, x=x, y=y, **{"font-size": str(LETTER), "text-anchor": anchor}).text = words


def _width(words: str) -> float:
    return LETTER_WIDTH * len(words)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
