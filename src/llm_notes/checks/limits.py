"""How large and how nested a page may be: enough for every page, too little to keep a build busy for minutes.

Python-Markdown's time grows with the square of an unclosed bracket's distance to the end of its paragraph, and its
depth with the nesting of lists and quotes. So each of these is limited here, before Markdown reads the page.
"""

import re

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import recording
from llm_notes.content.lines import prose_lines
from llm_notes.content.source import Source

PAGE, LINE, PARAGRAPH, ROW = 200_000, 5_000, 8_000, 20_000  # characters
BRACKETS = 40  # opened and not closed, in one paragraph
DEPTH = 8  # nested lists and quotes
INDENT = 4 * DEPTH  # spaces before text
MARKERS = re.compile(r"[ \t]*((?:>|[-+*][ ]|\d+\.[ ])[ \t]*)*")
ONE_MARKER = re.compile(r">|[-+*][ ]|\d+\.[ ]")


class Limits(Preprocessor):
    """Rejects pages that are too large or too deeply nested. Changes nothing, or leaves the page out if the build continues."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        source = Source(self.md, lines)
        with recording():
            self._check(source)
            return lines
        return []

    def _check(self, source: Source) -> None:
        lines = source.lines
        size = sum(map(len, lines))
        if size > PAGE:
            raise source.error(0, f"the page has {size:,} characters, more than {PAGE:,}. Split it into several pages.")
        for index, line in enumerate(lines):
            if row(line):
                if len(line) > ROW:
                    raise source.error(index, f"the row has {len(line):,} characters, more than {ROW:,}. Split the table.", "limit-row")
            elif len(line) > LINE:
                raise source.error(index, f"the line has {len(line):,} characters, more than {LINE:,}. Break it into paragraphs.")
        self._check_prose(source)

    def _check_prose(self, source: Source) -> None:
        length = opened = 0
        for index, line in prose_lines(source.lines):
            markers = MARKERS.match(line)  # always a match, perhaps an empty one
            if (
                len(ONE_MARKER.findall(markers[0] if markers else "")) > DEPTH
                or len(line.expandtabs(4)) - len(line.lstrip()) > INDENT
                and line.strip()
            ):
                raise source.error(index, f"lists and quotes are nested more than {DEPTH} deep here. Flatten them.")
            length, opened = (length + len(line), opened) if line.strip() and not row(line) else (0, 0)
            opened = max(opened + line.count("[") - line.count("]"), 0)
            if length > PARAGRAPH:
                raise source.error(index, f"the paragraph has more than {PARAGRAPH:,} characters. Split it with an empty line.")
            if opened > BRACKETS:
                raise source.error(index, f"more than {BRACKETS} brackets '[' are opened here and not closed. Close them, or write \\[.")


def row(line: str) -> bool:
    """Return whether a line is a row of a table, whose cells are read one by one."""
    return line.lstrip().startswith("|")
