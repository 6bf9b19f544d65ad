"""The rows and columns that a `result` block shows, selected from a results file by its options."""

from dataclasses import dataclass

from llm_notes.blocks.fences import suggestion
from llm_notes.blocks.scale import short
from llm_notes.content import results

COLUMN = {"name": "its heading", "format": "of its numbers, like .1f"}
NAME = "name"  # the field added to each row of a mapping: the name that it was under


class Mistake(ValueError):
    """A mistake in a block, as a sentence. option: the option that holds it; rule: the name of the broken rule."""

    def __init__(self, option: str, message: str, rule: str):
        super().__init__(message)
        self.option, self.rule = option, rule


@dataclass(frozen=True)
class Column:
    """One column of the table. key: a path in each row; spec: the format of its numbers; number: whether it holds numbers."""

    key: str
    name: str
    spec: str
    number: bool

    def text(self, value) -> str:
        """Return a cell's text."""
        return "–" if value in (None, "") else results.text(value, self.spec if results.is_number(value) else "")

    def tick(self, value: float) -> str:
        """Return a number as an axis shows it."""
        return short(value * 100) + "%" if self.spec.endswith("%") else short(value)


def mapping(option: str, value, example: str) -> dict:
    """Return an option's mapping, its keys as text. example: for the message. Raises Mistake."""
    if not isinstance(value, dict) or not value:
        raise Mistake(option, f"'{option}' isn't a mapping. Write names with values, like {option}: {example}.", "result-no-mapping")
    return {str(key): part for key, part in value.items()}


def rows_of(data, path: str, options: dict, settings: dict) -> tuple[list[dict], dict[str, list[dict]]]:
    """Return the rows in order, and title -> rows of each series ({} for rows that aren't series). Raises Mistake."""
    try:
        found = results.look_up(data, path)
    except ValueError as error:
        raise Mistake("rows", str(error), "result-rows-path") from None
    if isinstance(found, dict) and path.endswith("]"):
        found = [found]
    if not isinstance(found, (dict, list)):
        raise Mistake(
            "rows",
            f"at '{path}' there is a single value. Name a list of rows, or a group of lists; the top level has {results.names(data)}.",
            "result-rows-single",
        )
    by = str(settings["by"]) if "by" in settings else None
    if isinstance(found, list):
        parts = _grouped(found, by) if by is not None else {"": found}
    else:
        parts = {
            name: part if isinstance(part, list) else [part if isinstance(part, dict) else {"value": part}] for name, part in found.items()
        }
    if not any(parts.values()):
        raise Mistake("rows", f"at '{path}' there are no rows. Run the experiment, or name another path.", "result-rows-none")
    for _name, part in parts.items():
        for row in part:
            if not isinstance(row, dict):
                raise Mistake(
                    "rows", f"at '{path}' the entry {row!r} isn't a row: it has no fields. Name a list of rows.", "result-row-no-fields"
                )
    titles = _titles(options, parts, isinstance(found, dict) or by is not None)
    if isinstance(found, dict):
        parts = {name: [{NAME: titles[name], **row} for row in parts[name]] for name in titles}
    rows = [row for name in titles for row in parts[name]]
    several = by is not None or (isinstance(found, dict) and any(isinstance(part, list) for part in found.values()))
    return rows, {titles[name]: parts[name] for name in titles} if several else {}


def _grouped(rows: list, by: str) -> dict[str, list]:
    groups: dict[str, list] = {}
    for row in rows:
        if not isinstance(row, dict) or by not in row:
            known = row if isinstance(row, dict) else {}
            raise Mistake(
                "plot",
                f"a row has no field '{by}' to tell lines apart{suggestion(by, known)} It has {results.names(known)}.",
                "result-by-no-field",
            )
        groups.setdefault(printed("plot", by, row[by]), []).append(row)
    return groups


def _titles(options: dict, parts: dict, named: bool) -> dict[str, str]:
    """Return name -> title of the parts to show, in order. Those that `series` doesn't name are left out."""
    if options.get("series") is None:
        return {name: name for name in parts}
    if not named:
        raise Mistake(
            "series",
            "these rows are one list without names. Remove 'series', or tell lines apart by a field: plot: {by: …}.",
            "result-series-unnamed",
        )
    titles = mapping("series", options["series"], "{frozen: Frozen encoder}")
    for name in titles:
        if name not in parts:
            raise Mistake(
                "series",
                f"there is no series '{name}'{suggestion(name, parts)} The series are {results.names(parts)}.",
                "result-series-unknown",
            )
    return {name: str(title) for name, title in titles.items()}


def columns_of(option, rows: list[dict]) -> list[Column]:
    """Return the columns that the option asks for. Raises Mistake for a field that no row has and a format that doesn't fit."""
    columns = []
    for key, wanted in mapping("columns", option, "{size: Labels}").items():
        wanted = wanted if isinstance(wanted, dict) else {"name": wanted}
        for part in wanted:
            if part not in COLUMN:
                raise Mistake(
                    "columns",
                    f"the column '{key}' has no '{part}'{suggestion(str(part), COLUMN)} It takes name and format.",
                    "result-column-part",
                )
        values = cells("columns", rows, key)
        spec = str(wanted.get("format") or _usual(values))
        column = Column(key, str(wanted.get("name") or key), spec, all(value is None or results.is_number(value) for value in values))
        for value in values:
            if value is not None:
                printed("columns", key, value, str(wanted.get("format") or ""))
        columns.append(column)
    return columns


def printed(option: str, key: str, value, spec: str = "") -> str:
    """Return the value of a field as text. Raises Mistake."""
    try:
        return results.text(value, spec)
    except ValueError as error:
        raise Mistake(option, f"the field '{key}': {error}", "result-field-text") from None


def with_names(columns: list[Column]) -> list[Column]:
    """Return the columns with one for the names of the series, if they have none."""
    return columns if any(column.key == NAME for column in columns) else [Column(NAME, "Series", "", False), *columns]


def cells(option: str, rows: list[dict], key: str) -> list:
    """Return what the rows have at the path, None where one has nothing. Raises Mistake when none has."""
    found, error = [], None
    for row in rows:
        try:
            found.append(results.look_up(row, key))
        except ValueError as problem:
            error = error or problem
            found.append(None)
    if all(value is None for value in found) and error:
        raise Mistake(option, f"no row has '{key}': in the first, {error}", "result-no-field") from None
    return found


def _usual(values: list) -> str:
    """Return a format with the decimals that the numbers have, at most four, so that they line up."""
    written = [repr(value) for value in values if isinstance(value, float)]
    if any("e" in number for number in written):
        return ".2e"
    decimals = max((len(number.partition(".")[2]) for number in written), default=0)
    return f",.{min(decimals, 4)}f" if decimals else ","
