"""The navigation in mkdocs.yml, changed as text: comments and everything else in the file stay as they are.

A function takes the file's text and returns the new one. Paths are under docs.
"""

import json
import re

import yaml

from llm_notes.blocks.contents import chapters, paths_of
from llm_notes.content.pages import parse_navigation
from llm_notes.writing.changes import Refused

CONFIG = "mkdocs.yml"
ENTRY = re.compile(r"^(?P<indent> *)- +(?P<text>\S.*?) *$")
FORM = "Write it as a list, one page per line: '  - page.md'."


def add_page(text: str, path: str, after: str) -> str:
    """Put a page in the line below another page's."""
    lines = text.split("\n")
    place = _line_of(lines, after)
    lines.insert(place + 1, f"{_indent(lines[place])}- {path}")
    return "\n".join(lines)


def add_chapter(text: str, title: str, paths: list[str]) -> str:
    """Put a chapter below the last one, or below the first page if there is none. paths: of its pages, its index.md first."""
    navigation = parse_navigation(text)
    if not navigation:
        raise Refused(f"{CONFIG}: the navigation is empty. {FORM}")
    known = chapters(navigation)
    lines = text.split("\n")
    place = _line_of(lines, known[-1][-1] if known else paths_of(navigation)[0])
    outer = _indent(lines[_entries(lines)[0]])
    step = "    " if not known else " " * max(len(_indent(lines[_line_of(lines, known[-1][0])])) - len(outer), 2)
    lines[place + 1 : place + 1] = [f"{outer}- {in_yaml(title)}:", *(f"{outer}{step}- {path}" for path in paths)]
    return "\n".join(lines)


def remove_page(text: str, path: str) -> str:
    """Remove a page's line, and its chapter's if that has no other page."""
    lines = text.split("\n")
    place = _line_of(lines, path)
    indent = len(_indent(lines[place]))
    del lines[place]
    above = next((entry for entry in reversed(_entries(lines)) if entry < place), None)
    below = next((entry for entry in _entries(lines) if entry >= place), None)
    alone = below is None or len(_indent(lines[below])) < indent
    if alone and above is not None and lines[above].partition(" #")[0].rstrip().endswith(":") and len(_indent(lines[above])) < indent:
        del lines[above]
    return "\n".join(lines)


def rename_page(text: str, old: str, new: str) -> str:
    """Give a page's line another path."""
    lines = text.split("\n")
    place = _line_of(lines, old)
    lines[place] = re.sub(rf"(?<=[\s'\"]){re.escape(old)}", lambda _: new, lines[place], count=1)
    return "\n".join(lines)


def rename_chapter(text: str, old: str, new: str) -> str:
    """Give a chapter another title."""
    lines = text.split("\n")
    for place in _entries(lines):
        entry = ENTRY.match(lines[place])
        if entry and entry["text"].endswith(":") and yaml.safe_load(entry["text"]) == {old: None}:
            lines[place] = f"{entry['indent']}- {in_yaml(new)}:"
            return "\n".join(lines)
    raise Refused(f"{CONFIG}: the navigation has no chapter '{old}'.")


def in_yaml(title: str) -> str:
    """Return a title as a key of YAML, in quotes if it needs them."""
    try:
        return title if yaml.safe_load(f"{title}:\n- x") == {title: ["x"]} else json.dumps(title, ensure_ascii=False)
    except yaml.YAMLError:
        return json.dumps(title, ensure_ascii=False)


def _entries(lines: list[str]) -> list[int]:
    """Return the indexes of the navigation's lines."""
    start = next((index for index, line in enumerate(lines) if re.match(r"nav:\s*(#.*)?$", line)), None)
    if start is None:
        raise Refused(f"{CONFIG}: there is no line 'nav:'. {FORM}")
    end = next((index for index in range(start + 1, len(lines)) if re.match(r"[^\s#-]", lines[index])), len(lines))
    return [index for index in range(start + 1, end) if ENTRY.match(lines[index])]


def _line_of(lines: list[str], path: str) -> int:
    for index in _entries(lines):
        entry = ENTRY.match(lines[index])
        value = re.sub(r"\s+#.*$", "", entry["text"]) if entry else ""
        if re.fullmatch(rf"(?:.*:\s+)?['\"]?{re.escape(path)}['\"]?", value):
            return index
    raise Refused(f"{CONFIG}: the navigation has no line for '{path}'. Add it first: - {path}")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]
