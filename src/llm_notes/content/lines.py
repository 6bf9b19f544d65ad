"""The lines of a page: which are code, and which are prose; and how to tell that a file has changed."""

import re
from pathlib import Path

INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
CODE_FENCE = re.compile(r"^[ ]*(`{3,}|~{3,})(.*)$")


def without_tabs(lines: list[str]) -> list[str]:
    """Return the lines, with leading tabs expanded to spaces as Python-Markdown expands them."""
    return [re.sub(r"^[ \t]*\t[ \t]*", lambda tabs: tabs[0].expandtabs(4), line) if "\t" in line else line for line in lines]


def code_lines(lines: list[str]) -> tuple[set[int], int | None]:
    """Return the indexes of fenced code with its fences, and the index of a fence that is never closed, or None."""
    inside: set[int] = set()
    fence, opened = None, None
    for index, line in enumerate(lines):
        match = CODE_FENCE.match(line)
        if fence is None and match and "`" not in match.group(2):
            fence, opened = match.group(1), index
            inside.add(index)
        elif fence is not None:
            inside.add(index)
            if match and match.group(1) == fence and not match.group(2).strip():
                fence, opened = None, None
    return inside, opened


def prose_lines(lines: list[str]):
    """Yield (index, line) of the lines outside fenced code."""
    code, _ = code_lines(lines)
    for index, line in enumerate(lines):
        if index not in code:
            yield index, line


def stamp(file: Path) -> tuple[int, ...]:
    """Return a value that changes whenever a file's content does, even when a copy with an older time is restored."""
    about = file.stat()
    return about.st_mtime_ns, about.st_ctime_ns, about.st_size
