"""What a `result` block's option `plot` says, checked, and the plot drawn from its rows."""

import xml.etree.ElementTree as etree

from llm_notes.blocks import plot
from llm_notes.blocks.fences import suggestion
from llm_notes.blocks.result_rows import Column, Mistake, cells, mapping, printed
from llm_notes.content import results

PLOT = {
    "kind": "lines or bars",
    "x": "what is on the horizontal axis",
    "y": "what is measured",
    "low": "the lower end of the error bar",
    "high": "the upper end of the error bar",
    "log": "axes that are logarithmic, like [x]",
    "by": "a field that tells the lines apart",
    "label": "the name of a bar",
}


def settings_of(options: dict) -> dict:
    """Return the option `plot` with its defaults, {} for none. Raises Mistake."""
    if options.get("plot") is None:
        return {}
    settings = mapping("plot", options["plot"], "{x: size, y: mean}")
    for name in settings:
        if name not in PLOT:
            raise Mistake("plot", f"a plot has no '{name}'{suggestion(name, PLOT)} It takes {', '.join(PLOT)}.", "result-plot-key")
    kind = settings.setdefault("kind", "lines")
    if kind not in ("lines", "bars"):
        raise Mistake("plot", f"there is no kind of plot '{kind}'. Write 'kind: bars', or leave it out for lines.", "result-plot-kind")
    for name in ("x", "y") if kind == "lines" else ("label", "y"):
        if name not in settings:
            raise Mistake(
                "plot", f"the plot needs '{name}', {PLOT[name]}. Write a field of the rows, like {name}: size.", "result-plot-lacks"
            )
    for name in ("label",) if kind == "lines" else ("x", "log", "by"):
        if name in settings:
            raise Mistake("plot", f"a plot of {kind} has no use for '{name}'. Leave it out.", "result-plot-extra")
    if ("low" in settings) != ("high" in settings):
        raise Mistake("plot", "an error bar has two ends. Write both 'low' and 'high', or neither.", "result-error-bar")
    log = settings.setdefault("log", [])
    if not isinstance(log, list) or not set(map(str, log)) <= {"x", "y"}:
        raise Mistake("plot", f"'log: {log}' isn't a list of axes. Write [x], [y] or [x, y].", "result-log-axes")
    return settings


def draw(settings: dict, columns: list[Column], rows: list[dict], groups: dict[str, list[dict]]) -> etree.Element:
    """Return the plot of the rows, or of the groups where there are some. Raises Mistake."""
    named = {column.key: column for column in columns}

    def column(axis: str) -> Column:
        key = str(settings[axis])
        if key not in named:
            raise Mistake(
                "plot",
                f"'{axis}: {key}' isn't one of the columns{suggestion(key, named)} Add it to 'columns': its heading names the axis.",
                "result-axis-no-column",
            )
        return named[key]

    def points(some: list[dict], x: str = "") -> list[plot.Point]:
        axes = {"x": x, **{axis: str(settings[axis]) for axis in ("y", "low", "high") if axis in settings}}
        found = {axis: _numbers(axis, key, some, settings) if key else [0] * len(some) for axis, key in axes.items()}
        return [plot.Point(**dict(zip(found, values))) for values in zip(*found.values())]

    y = column("y")
    if settings["kind"] == "bars":
        keys = settings["label"] if isinstance(settings["label"], list) else [settings["label"]]
        labels = [[printed("plot", str(key), "–" if part is None else part) for part in cells("plot", rows, str(key))] for key in keys]
        texts = [" ".join(parts) for parts in zip(*labels)]
        return plot.bars(list(zip(texts, points(rows))), y.name, y.text)
    x = column("x")
    series = {title: points(some, x.key) for title, some in (groups or {"": rows}).items()}
    return plot.lines(series, x.name, y.name, tuple(map(str, settings["log"])), x.tick, y.tick)


def _numbers(axis: str, key: str, rows: list[dict], settings: dict) -> list:
    values = cells("plot", rows, key)
    for value in values:
        if value is None and axis in ("low", "high"):
            continue
        if not results.is_number(value):
            raise Mistake("plot", f"'{axis}: {key}' has {value!r}, which isn't a number. Plot a field of numbers.", "result-axis-no-number")
        if value <= 0 and ("y" if axis in ("low", "high") else axis) in settings["log"]:
            raise Mistake(
                "plot",
                f"'{axis}: {key}' holds {value}, which a logarithmic axis can't show. Take the axis out of 'log'.",
                "result-log-not-positive",
            )
    return values
