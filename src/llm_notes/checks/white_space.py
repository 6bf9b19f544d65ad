"""White space that editors leave and nobody sees: Windows line endings, a byte order mark, no-break spaces."""

import re

from markdown.preprocessors import Preprocessor

from llm_notes.content.source import Source

MARK = "\ufeff"  # the "byte order mark" that some editors write first
ODD = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# What a line may begin with that only counts with a plain space before or after it; in front matter, the field's name too.
MARKUP = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+\.)[ \t>]*)*(?:\[[ x]\]|#{1,6}|-{3,}|/{3,}[ \t]*[\w-]*)?[ \t]*| {4,}[\w-]+:[ \t]*")
FIELD = re.compile(r"[ \t]*(?:-+[ \t]*)?(?:\w+:[ \t]*)?")
LONGEST = 100  # characters of markup before a line's text; it also keeps the search short


class WhiteSpace(Preprocessor):
    """Gives every later step the same lines, whichever editor saved the page and whichever engine reads it."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines without carriage returns and the byte order mark. Raises PageError for a space that would hide markup."""
        lines = "\n".join(lines).removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for index, line in enumerate(lines):
            if problem := odd_space(line, MARKUP):
                raise Source(self.md, lines).error(index, problem)
        return lines


def odd_space(line: str, markup: re.Pattern) -> str:
    """Return what is wrong if a space that Markdown and YAML don't read as one follows the line's markup, as a sentence; else ''."""
    odd = ODD.search(line)
    if not odd or odd.start() > LONGEST or not markup.fullmatch(line[: odd.start()]):
        return ""
    return (
        f"the line begins with a special space (U+{ord(odd[0]):04X}, often typed with Alt or Option), which isn't read as a space. "
        "Replace it with a plain space."
    )
