"""Plots: every mark is inside the drawing, axes are labeled at round numbers, names and bars don't overlap."""

import itertools
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_notes.blocks import plot
from llm_notes.blocks.scale import Scale, around, linear_ticks, log_ticks, short

TAGS = {"svg", "line", "rect", "circle", "polyline", "polygon", "path", "text"}


def marks(svg):
    """Yield (element, x, y) of every corner, center and end in a drawing. Letters count as LETTER_WIDTH wide."""
    for element in svg.iter():
        get = lambda name: float(element.get(name))  # noqa: B023, E731
        if element.tag == "line":
            yield from ((element, get("x1"), get("y1")), (element, get("x2"), get("y2")))
        elif element.tag == "circle":
            yield from ((element, get("cx") + sign * get("r"), get("cy") + sign * get("r")) for sign in (-1, 1))
        elif element.tag == "rect":
            yield from ((element, get("x"), get("y")), (element, get("x") + get("width"), get("y") + get("height")))
        elif element.tag in ("polyline", "polygon"):
            yield from ((element, *map(float, pair.split(","))) for pair in element.get("points").split())
        elif element.tag == "path":
            yield from ((element, float(x), float(y)) for x, y in re.findall(r"[ML](\S+) ([-\d.e+]+)", element.get("d")))
        elif element.tag == "text":
            start = {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
            width = plot.LETTER_WIDTH * len(element.text)
            yield from (
                (element, get("x") - start * width, get("y") - plot.LETTER * 0.75),
                (element, get("x") + (1 - start) * width, get("y")),
            )


def assert_inside(svg):
    """Fail for a mark outside the viewBox, and for anything that a drawing may not contain."""
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element, x, y in marks(svg):
        assert -0.1 <= x <= width + 0.1 and -0.1 <= y <= height + 0.1, (element.tag, element.attrib, element.text, x, y)
    assert {element.tag for element in svg.iter()} <= TAGS
    assert not any(name in element.attrib for element in svg.iter() for name in ("style", "fill", "stroke"))


def assert_apart(texts):
    """Fail when two of these texts of a drawing touch."""
    boxes = [[(x, y) for _, x, y in marks(text)] for text in texts]
    for (one, other), (a, b) in zip(itertools.combinations(texts, 2), itertools.combinations(boxes, 2)):
        apart = any(a[1][side] <= b[0][side] + 0.1 or b[1][side] <= a[0][side] + 0.1 for side in (0, 1))
        assert apart, f"'{one.text}' touches '{other.text}'"


NUMBER = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
POSITIVE = st.floats(1e-6, 1e12)
NAMES = st.text(st.characters(categories=("L",)), min_size=1, max_size=12)


def series(number):
    return st.dictionaries(NAMES, st.lists(st.builds(plot.Point, number, number), min_size=1, max_size=8), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(series(NUMBER))
def test_lines_lie_inside(rows):
    assert_inside(plot.lines(rows, "x", "y"))


@settings(max_examples=60, deadline=None)
@given(series(POSITIVE), st.sampled_from([("x",), ("y",), ("x", "y")]))
def test_lines_on_logarithmic_axes_lie_inside(rows, log):
    assert_inside(plot.lines(rows, "x", "y", log))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.builds(plot.Point, st.just(0), NUMBER)), min_size=1, max_size=12))
def test_bars_lie_inside_and_names_apart(rows):
    svg = plot.bars(rows, "y")
    assert_inside(svg)
    assert_apart([text for text in svg.iter("text") if text.get("text-anchor") == "end"])


@settings(max_examples=60, deadline=None)
@given(series(NUMBER))
def test_names_of_lines_and_numbers_of_axes_are_apart(rows):
    svg = plot.lines(rows, "x", "y")
    texts = list(svg.iter("text"))
    assert_apart([text for text in texts if text.get("text-anchor") == "end"])  # numbers beside
    assert_apart([text for text in texts if text.get("text-anchor") == "middle"])  # numbers below, and what they mean
    names = [text for text in texts if text.get("class") == "ln-text"]
    assert [name.text for name in names] and len(names) >= len(rows)
    assert_apart(names)


def test_error_bars_lie_inside_and_span_their_ends():
    points = [plot.Point(1, 5, 2, 9), plot.Point(2, 6, 4, 30)]
    svg = plot.lines({"a": points, "b": points}, "x", "y")
    assert_inside(svg)
    bars = [element.get("d") for element in svg.iter("path") if element.get("stroke-width") == "1"]
    assert len(bars) == 4
    (_, y1), (_, y2) = (map(float, pair) for pair in re.findall(r"[ML](\S+) ([\d.]+)", bars[0])[:2])
    (_, y3), (_, y4) = (map(float, pair) for pair in re.findall(r"[ML](\S+) ([\d.]+)", bars[1])[:2])
    assert (y1 - y2) / (y3 - y4) == pytest.approx(7 / 26, rel=0.05)
    assert_inside(plot.bars([("a", points[0]), ("b", points[1])], "y"))


def test_a_bar_is_as_long_as_its_number():
    widths = [
        float(bar.get("width"))
        for bar in plot.bars([("a", plot.Point(0, 2)), ("b", plot.Point(0, 8)), ("c", plot.Point(0, 0))], "y").iter("rect")
    ]
    assert widths[1] == pytest.approx(4 * widths[0], rel=0.01) and widths[2] == 0


def test_lines_differ_by_color_and_by_dashes_and_points():
    svg = plot.lines({name: [plot.Point(1, 1), plot.Point(2, 2)] for name in "abcdef"}, "x", "y")
    looks = [(line.get("class"), line.get("stroke-dasharray")) for line in svg.iter("polyline")]
    assert len({role for role, _ in looks}) == len({dashes for _, dashes in looks}) == 6
    assert len({shape for _, shape, _ in plot.LOOKS}) == 6


def test_measured_places_are_marked_where_they_have_room():
    def below(sizes):
        svg = plot.lines({"": [plot.Point(size, 1) for size in sizes]}, "Labels", "y", ("x",))
        return [text.text for text in svg.iter("text") if text.get("text-anchor") == "middle"][:-1]

    assert below([32, 128, 512, 2048, 8192]) == ["32", "128", "512", "2,048", "8,192"]
    assert below([32, 33, 34, 8192]) == ["100", "1,000", "10,000"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 100, [0, 20, 40, 60, 80, 100]), (12, 84, [20, 40, 60, 80]), (-0.05, 0.3, [0, 0.1, 0.2, 0.3])],
)
def test_linear_axes_have_round_marks(low, high, ticks):
    assert linear_ticks(low, high) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1, 1000, [1, 10, 100, 1000]),
        (32, 8192, [100, 300, 1000, 3000]),
        (2.9, 5.2, [3, 4, 5]),
        (3e10, 9e12, [3e10, 1e11, 3e11, 1e12, 3e12]),
        (1e-3, 1e9, [1e-3, 1, 1e3, 1e6, 1e9]),
    ],
)
def test_logarithmic_axes_have_round_marks(low, high, ticks):
    assert log_ticks(low, high) == pytest.approx(ticks)


@settings(max_examples=150, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_any_linear_axis_has_one_to_six_marks_inside(low, span):
    found = linear_ticks(low, low + span) if low + span > low else [low]
    assert 1 <= len(found) <= 6 and all(low <= tick <= low + span for tick in found)


@settings(max_examples=150, deadline=None)
@given(st.floats(1e-9, 1e12), st.floats(1.05, 1e9))
def test_any_logarithmic_axis_has_marks_inside(low, factor):
    found = log_ticks(low, low * factor)
    assert 1 <= len(found) <= 6 and all(low <= tick <= low * factor for tick in found)


def test_a_logarithmic_scale_gives_equal_room_to_equal_factors():
    scale = Scale(1, 100, 0, 200, log=True)
    assert [scale(value) for value in (1, 10, 100)] == pytest.approx([0, 100, 200])
    assert math.isclose(Scale(0, 4, 100, 0)(1), 75)


def test_room_around_equal_values():
    assert around([3, 3], log=False) == pytest.approx((2.7, 3.3)) and around([0], log=False) == (-1, 1)
    assert around([4], log=True) == (2, 8)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (8192, "8,192"),
        (100000, "100k"),
        (2e7, "20M"),
        (1e9, "1B"),
        (3e12, "3·10¹²"),
        (1e-6, "10⁻⁶"),
        (-2, "−2"),
        (0, "0"),
        (0.30000000000000004, "0.3"),
    ],
)
def test_numbers_on_axes_are_short(value, text):
    assert short(value) == text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 200), min_size=1, max_size=6), st.data())
def test_names_are_spread_without_overlap(wanted, data):
    wanted = sorted(wanted)
    heights = data.draw(st.lists(st.sampled_from([16.0, 30.0]), min_size=len(wanted), max_size=len(wanted)))
    places = plot.spread(wanted, heights, 0, 220)
    for (a, b), (high, low) in zip(itertools.pairwise(places), itertools.pairwise(heights)):
        assert b - a >= (high + low) / 2 - 1e-6
    assert places[0] >= heights[0] / 2 - 1e-6 and places[-1] <= 220 - heights[-1] / 2 + 1e-6
