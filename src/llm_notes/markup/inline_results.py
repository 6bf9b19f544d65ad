"""Numbers in running text: `{=transfer:arms.frozen[size=32].mean|.1f}` is replaced by what the experiment found.

This happens before anything else reads the page, so a number can be wherever text can be: in tables, headings,
captions, questions. Each line stays one line, so that later messages name the right one.
"""

import dataclasses
import html
import re
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import going_on
from llm_notes.content import results
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import Page
from llm_notes.content.source import Source
from llm_notes.markup.citations import INLINE_CODE

MARK = re.compile(r"\{=([^{}\n]+)\}")
CODE_OR_MARK = re.compile(f"{INLINE_CODE.pattern}|(?P<mark>{MARK.pattern})")
SPECIAL = re.compile(r"([\\`*_{}\[\]#$])")


class InlineResults(Preprocessor):
    """Puts the numbers in. `written` keeps the page's lines as their author wrote them, for samples."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with marks replaced by numbers. Raises PageError."""
        self.written = lines
        return insert(Source(self.md, lines)) if any("{=" in line for line in lines) else lines


def insert(source: Source) -> list[str]:
    """Return the source's lines with marks outside code replaced by numbers. Raises PageError."""
    lines = list(source.lines)
    for index, line in prose_lines(source.lines):
        if "{=" in line:
            with going_on():
                try:
                    lines[index] = CODE_OR_MARK.sub(lambda match: _number(match, results.folder(source.docs_dir)), line)
                except ValueError as error:
                    raise source.error(index, str(error)) from None
    return lines


def as_shown(page: Page, docs_dir: Path) -> Page:
    """Return a page that was read from its file, with marks replaced by numbers. Raises PageError."""
    if "{=" not in page.text:
        return page
    source = Source.of_page(page)
    source.docs_dir = docs_dir
    front_matter = page.text.split("\n")[: page.offset]
    return dataclasses.replace(page, text="\n".join([*front_matter, *insert(source)]))


def _number(match: re.Match, folder: Path) -> str:
    if not match["mark"]:
        return match[0]
    mark = match["mark"]
    name, colon, rest = mark[2:-1].partition(":")
    path, _, spec = (part.strip() for part in rest.partition("|"))
    if not colon or not path:
        raise ValueError(f"{mark} names no number. Write {{=result:path}} or {{=result:path|format}}, like {{=t5:test.share|.1%}}.")
    try:
        return escaped(results.text(results.look_up(results.load(folder, name.strip()), path), spec))
    except ValueError as error:
        raise ValueError(f"{mark}: {error}") from None


def escaped(text: str) -> str:
    """Return the text so that Markdown prints it as it is, in one line and in one cell of a table."""
    one_line = " ".join(text.split())
    return SPECIAL.sub(r"\\\1", html.escape(one_line, quote=False)).replace("|", "&#124;")
