"""The `result` block: what an experiment found, from lab/results/, as a plot with words, the numbers and their source."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path

from markdown.util import AtomicString

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.blocks.figure import set_drawing
from llm_notes.blocks.result_plot import draw, settings_of
from llm_notes.blocks.result_rows import Column, Mistake, cells, columns_of, rows_of, with_names
from llm_notes.content import results
from llm_notes.content.source import Source
from llm_notes.markup.inline_results import escaped
from llm_notes.markup.plain import labeled, quoted, table


@dataclass(frozen=True)
class Result:
    """What an experiment found: a table, perhaps a plot, and words; caption and words are Markdown.

    page: path under docs; line: the block's line in the file; id: the result's name, as in lab/results/NAME.json; rows: one dict per
    row; drawing: the plot's root element, or None.
    """

    page: str
    line: int
    id: str
    caption: str
    columns: list[Column]
    rows: list[dict]
    drawing: etree.Element | None
    words: str


def parse(fence: Fence, source: Source) -> Result:
    """Return the result. Raises PageError for missing words and for options that don't fit the file."""
    if not fence.text.strip():
        raise source.error(
            fence.line,
            "the result has no words. Write under it what there is to see, for a reader who can't see the plot.",
            "result-no-words",
        )
    try:
        shown = _read(fence.options, results.folder(source.docs_dir))
    except Mistake as mistake:
        options = range(fence.line + 1, fence.body[0][0])
        at = next((index for index in options if re.match(rf" +\W?{mistake.option}\b", source.lines[index])), fence.line)
        raise source.error(at, str(mistake), mistake.rule) from None
    return Result(source.page, source.number(fence.line), str(fence.options["from"]), fence.argument.strip(), *shown, fence.text)


class ResultBlock(NotesBlock):
    """Renders a plot that is drawn at build time from a results file, and the numbers in a table."""

    NAME = "result"
    ARGUMENT = True
    KNOWN = {
        "from": "the result's name, as in lab/results/NAME.json",
        "rows": "the path of its rows",
        "columns": "field: heading of each column",
        "plot": "what to draw",
        "series": "name: title of each line, in order",
    }
    REQUIRED = ("from", "rows", "columns")
    EXAMPLE = "/// result | What the experiment found, in a sentence."

    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Result, writer) -> str:
        """Return a quotation: the caption, the words, the numbers and where they are from."""
        rows = zip(*(cells("columns", value.rows, column.key) for column in value.columns))
        numbers = [[escaped(column.text(cell)) for column, cell in zip(value.columns, row)] for row in rows]
        return quoted(
            labeled(strings.LABELS["figure"], writer.text(value.caption)),
            writer.text(value.words),
            table([[column.name for column in value.columns], *numbers]),
            f"{strings.FROM}`lab/results/{value.id}.json`",
        )

    def on_create(self, parent):
        """Return the figure with everything but the words."""
        found = self.parsed
        figure = etree.SubElement(parent, "figure", {"class": "figure result"})
        if found.drawing is not None:
            set_drawing(figure, self.md, found.drawing, found.caption)
        etree.SubElement(figure, "div", {"class": "result__words"})
        numbers = figure
        if found.drawing is not None:
            numbers = etree.SubElement(figure, "details", {"class": "figure__words"})
            etree.SubElement(numbers, "summary").text = strings.NUMBERS
        _table(numbers, found)
        origin = etree.SubElement(figure, "p", {"class": "result__source"})
        origin.text = strings.FROM
        etree.SubElement(origin, "code").text = AtomicString(f"lab/results/{found.id}.json")
        # HTML requires a caption first or last; notes.css shows it below the plot.
        etree.SubElement(figure, "figcaption").text = found.caption
        return figure

    def on_add(self, block):
        """The body goes below the caption."""
        return block.find("div[@class='result__words']")

    def on_markdown(self):
        """The body is Markdown blocks."""
        return "block"


def _read(options: dict, folder: Path) -> tuple[list[Column], list[dict], etree.Element | None]:
    """Return columns, rows and plot of a block with these options; folder: lab/results. Raises Mistake."""
    try:
        data = results.load(folder, str(options["from"]))
    except ValueError as error:
        raise Mistake("from", str(error), "result-from") from None
    settings = settings_of(options)
    rows, groups = rows_of(data, str(options["rows"]), options, settings)
    columns = columns_of(options["columns"], rows)
    if groups and "by" not in settings:
        columns = with_names(columns)
    return columns, rows, draw(settings, columns, rows, groups) if settings else None


def _table(parent, found: Result) -> None:
    table = etree.SubElement(parent, "table")
    head = etree.SubElement(etree.SubElement(table, "thead"), "tr")
    body = etree.SubElement(table, "tbody")
    for column in found.columns:
        etree.SubElement(head, "th", {"scope": "col", **_class(column)}).text = column.name
    for row in zip(*(cells("columns", found.rows, column.key) for column in found.columns)):
        line = etree.SubElement(body, "tr")
        for column, value in zip(found.columns, row):
            etree.SubElement(line, "td", _class(column)).text = AtomicString(column.text(value))


def _class(column: Column) -> dict[str, str]:
    return {"class": "result__number"} if column.number else {}
