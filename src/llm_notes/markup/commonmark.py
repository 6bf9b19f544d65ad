"""Lists, tables and line breaks as CommonMark has them, which is what editors and other sites show their writers.

Python-Markdown requires an empty line before a list or a table and four spaces for each level, and it prints what doesn't have
them as text. So lines are converted to its form before it reads them: the page is what the writer saw.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.fences import all_blocks
from llm_notes.content.lines import CODE_FENCE, INLINE_CODE
from llm_notes.markup.formulas import INLINE

MARKER = re.compile(r"([-*+]|\d{1,9}[.)])([ ]+|$)")
RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$")
BOX = re.compile(r"(!!!|\?\?\?\+?)[ ]+[\w\"]")  # an admonition, whose text is indented by four
TABLE_RULE = re.compile(r"[ ]*\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")  # under the header of a table
HTML = re.compile(r"[ ]{0,3}<(pre|script|style|textarea)\b|[ ]{0,3}<!--", re.IGNORECASE)
BLOCK = re.compile(r"/{3,}[ ]*([\w-]*)")
HEAD = re.compile(r"#{1,6}[ ]")
CODE_OR_FORMULA = re.compile(f"{INLINE_CODE.pattern}|(?P<formula>{INLINE.pattern})")
BREAK = "<!-- -->"  # ends a list, so that one of another kind can begin


class CommonMark(Preprocessor):
    """Converts the lines to Python-Markdown's form. Runs after everything that relies on line numbers."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, perhaps more than before."""
        return as_python_markdown(lines)[0]


@dataclass
class Container:
    """A list item or an admonition that lines may belong to. at, inside: the columns of its mark and its text; mark: '-', '1' or '!'."""

    at: int
    inside: int
    mark: str


@dataclass
class Result:
    """What has been written so far. problems: (index of the line, rule, sentence) of what can't be converted."""

    lines: list[str] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)

    def apart(self) -> None:
        """Add an empty line, unless there is one."""
        if self.lines and self.lines[-1].strip():
            self.lines.append("")


def as_python_markdown(lines: list[str]) -> tuple[list[str], list[tuple[int, str, str]]]:
    """Return lines of CommonMark in a form that Python-Markdown reads the same way, and (index, rule, sentence) of what has none.

    Lines that are in its form already come back unchanged.
    """
    result, stack = Result(), list[Container]()
    loose = False  # whether the text above is a paragraph of its own inside an item
    last = ""  # what the line before is: '' for empty, 'text', 'item', 'table', 'head', 'block', 'other'
    unclosed: set[str] = set()  # patterns of ends that were searched for and not found
    index = 0
    while index < len(lines):
        line = lines[index]
        text = line.lstrip(" \t")
        indent = len(line[: len(line) - len(text)].expandtabs(4))
        if not text:
            result.lines.append("")
            last, index = "", index + 1
            continue
        if block := BLOCK.match(line):
            kind = all_blocks().get(block[1])
            end = (
                next((at for at in range(index + 1, len(lines)) if BLOCK.match(lines[at])), index + 1) if kind and kind.DATA else index + 1
            )
            result.lines += lines[index:end]
            stack, last, index = [], "block", end
            continue
        table = index + 1 < len(lines) and _table_begins(text, lines[index + 1]) and last != "table"
        lazy = last in ("text", "item") and not table and not _begins(text)  # it continues the paragraph above, whatever its indent
        before = None  # the item that ends here, if one at the same level may follow it
        while not lazy and stack and indent < stack[-1].inside:
            before = stack.pop()
        base = stack[-1].inside if stack else 0
        out = " " * 4 * len(stack)
        if last == "block" and indent >= 4 and not stack:  # an option of a block
            result.lines.append(line)
            index += 1
            continue
        end = _whole(lines, index, unclosed)
        formula = text.startswith(("$$", r"\["))
        if last == "formula" or before and not MARKER.match(text):
            result.apart()
        if end > index + 1:  # code, a formula, raw HTML
            if last in ("table", "quote") or formula and last not in ("block", "head"):
                result.apart()
            result.lines += _moved(lines, range(index, end), base, out, result)
            last, index = "formula" if formula else "other", end
            continue
        if text.startswith(">") and indent - base < 4:
            end = next((at for at in range(index, len(lines)) if not lines[at].lstrip(" ").startswith(">")), len(lines))
            if stack:
                result.apart()
            inner, problems = as_python_markdown([re.sub(r"^[ ]*>[ ]?", "", quoted) for quoted in lines[index:end]])
            result.lines += [f"{out}> {quoted}".rstrip() for quoted in inner]
            result.problems += [(index + at, rule, sentence) for at, rule, sentence in problems]
            last, index = "quote", end
            continue
        marker = MARKER.match(text)
        if marker and not RULE.match(line) and indent - base < 4 and _may_begin(marker, text, last, before):
            if last == "text" and loose:
                result.apart()
            _item(index, text, indent, marker, stack, before if before and before.mark != "!" else None, last, result)
            last = "item"
        elif BOX.match(text) and indent - base < 4:
            if last in ("text", "table", "quote"):
                result.apart()
            result.lines.append(out + text)
            stack.append(Container(indent, indent + 4, "!"))
            last = "box"
        elif table:
            if last not in ("", "block", "head"):
                result.apart()
            result.lines.append(out + _cells(text, index, result))
            last = "table"
        elif last == "table" and "|" in text:
            result.lines.append(out + _cells(text, index, result))
        elif HEAD.match(text) and indent - base < 4:
            if last == "table":
                result.apart()
            result.lines.append(out + text if stack else line)
            last = "head"
        else:
            code = indent - base >= 4 and last not in ("text", "item")
            if not stack:
                moved = line
            elif code:
                moved = line if indent >= 4 * (len(stack) + 1) else out + " " * (indent - base) + text
            else:
                moved = out + text
            broken = re.search(r"(?<!\\)(?:\\\\)*\\$", moved) if not code else None
            result.lines.append(moved[:-1] + "  " if broken and index + 1 < len(lines) and lines[index + 1].strip() else moved)
            loose = loose and last == "text" or not last
            last = "other" if code else "text"
        index += 1
    return result.lines, result.problems


def _begins(text: str) -> bool:
    """Return whether a line begins something new, even right under a paragraph."""
    return bool(
        MARKER.match(text)
        or CODE_FENCE.match(text)
        or HEAD.match(text)
        or text.startswith((">", "$$"))
        or RULE.match(text)
        or BOX.match(text)
    )


def _may_begin(marker: re.Match, text: str, last: str, before: Container | None) -> bool:
    """Return whether a list item may begin: under a paragraph, only with text, and with the number 1 if it has one."""
    return last != "text" or bool(before) or bool(text[marker.end() :]) and (marker[1] in "-*+" or marker[1][:-1] == "1")


def _item(
    index: int, text: str, indent: int, marker: re.Match, stack: list[Container], before: Container | None, last: str, result: Result
):
    """Write the first line of a list item, and put it on the stack. before: the item at the same level, if there is one."""
    kind = "-" if marker[1] in "-*+" else "1"
    if before and before.mark != kind:
        if before.at < indent:
            result.problems.append(
                (
                    index,
                    "list-nesting",
                    f"this item is indented by {indent}, too little to be inside the item above it. Indent it by {before.inside}, as "
                    f"far as that item's text, or by {before.at} if it begins a list of its own.",
                )
            )
        elif stack:
            result.problems.append(
                (
                    index,
                    "list-two-kinds",
                    "a bulleted list and a numbered one follow each other inside an item. Write a line of text between them.",
                )
            )
        else:
            result.apart()
            result.lines += [BREAK, ""]
    elif not before and last in ("text", "table", "other", "quote"):
        result.apart()
    space = len(marker[2])
    inside = indent + len(marker[1]) + (space if 0 < space <= 4 and text[marker.end() :] else 1)
    rest = text[marker.end() :] if 0 < space <= 4 else marker[2][1:] + text[marker.end() :]
    mark = f"{marker[1][:-1]}." if kind == "1" else marker[1]
    result.lines.append(f"{' ' * 4 * len(stack)}{mark} {rest}".rstrip())
    stack.append(Container(indent, inside, kind))


def _whole(lines: list[str], index: int, unclosed: set[str]) -> int:
    """Return where lines that belong together end: code, a formula of several lines, raw HTML; else the next line."""
    text = lines[index].strip()
    fence = CODE_FENCE.match(text)
    if fence and "`" not in fence[2]:
        closing = re.compile(rf"[ \t]*{re.escape(fence[1])}[ ]*$")
    elif re.fullmatch(r"\$\$(?:(?!\$\$).)*", text):
        closing = re.compile(r".*\$\$[ ]*$")
    elif re.fullmatch(r"\\\[(?:(?!\\\]).)*", text):
        closing = re.compile(r".*\\\][ ]*$")
    elif html := HTML.match(lines[index]):
        closing = re.compile(rf".*</{html[1]}" if html[1] else r".*-->", re.IGNORECASE)
        if closing.match(lines[index]):
            return index + 1
    else:
        return index + 1
    if closing.pattern in unclosed:  # searched for before, and not found
        return index + 1
    for at in range(index + 1, len(lines)):
        if closing.match(lines[at]):
            return at + 1
    unclosed.add(closing.pattern)
    return index + 1


def _moved(lines: list[str], which: range, base: int, out: str, result: Result) -> Iterator[str]:
    """Yield lines that belong together, moved from one column to another."""
    if not base:
        yield from (lines[at] for at in which)
        return
    for at in which:
        line = lines[at].expandtabs(4) if lines[at].startswith(("\t", " ")) else lines[at]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent < base:
            result.problems.append(
                (
                    at,
                    "list-code",
                    f"this line is inside a list item, but not indented as far as the item's text. Put {base} spaces before it.",
                )
            )
        yield (out + line[min(indent, base) :]) if line.strip() else line


def _table_begins(text: str, following: str) -> bool:
    """Return whether a line is the header of a table, as the next one shows."""
    return "|" in text and "|" in following and bool(TABLE_RULE.match(following))


def _cells(row: str, index: int, result: Result) -> str:
    """Return a row of a table with the bars inside its formulas written as commands; Markdown would end the cell at each."""
    formula = whole_formulas(row)
    if any(match[1].count(r"\|") and not match[1].count(r"\|") % 2 for match in INLINE.finditer(INLINE_CODE.sub("", row))):
        result.problems.append(
            (index, "formula-bar", r"'\|' in a formula of a table may mean one bar or two. Write \mid or \vert for |, and \Vert for ‖.")
        )
    return formula


def whole_formulas(row: str) -> str:
    """Return a row of a table, with each bar in its formulas as a command."""
    return CODE_OR_FORMULA.sub(lambda match: re.sub(r"\\?\|\s?", r"\\vert ", match[0]) if match["formula"] else match[0], row)
