"""Forms of plain Markdown that several blocks write: a quotation, an item of a list, a table."""

import textwrap
from collections.abc import Iterable

NO_PARAGRAPH = ("```", "|", "$$", "- ", "1. ")  # text that begins like this isn't a paragraph


def quoted(*blocks: str) -> str:
    """Return blocks of Markdown as one quotation."""
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(block for block in blocks if block).split("\n"))


def item(text: str, mark: str = "-") -> str:
    """Return Markdown as an item of a list."""
    return f"{mark} " + textwrap.indent(text, " " * (len(mark) + 1)).lstrip()


def numbered(texts: Iterable[str]) -> str:
    """Return Markdown as a numbered list."""
    return "\n".join(item(text, f"{number}.") for number, text in enumerate(texts, start=1))


def labeled(label: str, text: str) -> str:
    """Return Markdown with a bold label: in its first paragraph, or above it if it begins with something else."""
    return f"**{label}**" + ("\n\n" if text.startswith(NO_PARAGRAPH) else " ") + text


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return a table whose first row is its header. Cells are Markdown on one line, without bars."""
    lines = [list(cells) for cells in rows]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
