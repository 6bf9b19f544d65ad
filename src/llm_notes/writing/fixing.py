"""What can be fixed automatically on a page: white space, lists, front matter; then words that the writer confirms."""

import json
import re
from pathlib import Path

import yaml

from llm_notes.checks.white_space import FIELD, MARKUP, ODD
from llm_notes.content import plain_yaml
from llm_notes.content.lines import code_lines
from llm_notes.content.pages import parse_page
from llm_notes.writing.changes import Changes

ITEM = re.compile(r"^( *)([-*+]|\d{1,3}\.)( +)\S")
FIRST = re.compile(r"^(?:[-*+] +\S|1\. +\S)")  # what begins a list: a paragraph may continue with a line like '2017. '
NOT_PROSE = re.compile(r"\s|[|>#]|///|<!--|```|~~~|\$\$|---|===|\[[^\]]*\]:")
DATA = ("/// timeline",)  # blocks whose lists are YAML
WORDS = "tests/content/words.txt"
UNKNOWN = re.compile(
    r"^(?P<place>\S+): '(?P<word>[^']+(?:'\w+)?)' isn't in the dictionary\.(?: Did you mean (?P<near>[^?]*)\?)? Correct it"
)


def fix(root: Path, path: str) -> Changes:
    """Return the changes that fix a page without changing what it says. path: under docs. Raises Refused."""
    changes = Changes(root)
    name = f"docs/{path}"
    text = changes.read(name)
    for repair, what in (
        (_spaces, "special spaces"),
        (_tabs, "tabs"),
        (_quotes, "quotes in front matter"),
        (_nesting, "nested lists"),
        (_gaps, "an empty line above a list"),
    ):
        better = repair(text)
        if better != text:
            changes.done.append((name, what))
        text = better
    changes.change(name, text.rstrip("\n") + "\n", "" if changes.done or text.endswith("\n") else "the line break at its end")
    return changes


def unknown_words(findings: list[str]) -> list[tuple[str, str, str]]:
    """Return (word, where, similar words or '') of the words that these findings say aren't in the dictionary."""
    return [(found["word"], found["place"], found["near"] or "") for line in findings if (found := UNKNOWN.match(line))]


def add_words(root: Path, words: list[str]) -> Changes:
    """Return the changes that add words to the project's list, in its order."""
    changes = Changes(root)
    if words:
        lines = changes.read(WORDS).rstrip("\n").split("\n")
        comments = [line for line in lines if line.startswith("#") or not line]
        known = {line for line in lines if line not in comments} | set(words)
        text = "\n".join([*comments, *sorted(known, key=lambda word: (word.lower(), word))]) + "\n"
        changes.change(WORDS, text, "new words: " + ", ".join(words))
    return changes


def _prose(text: str) -> tuple[list[str], set[int]]:
    """Return a page's lines, and the indexes of those that may be changed: outside code, front matter, and blocks that contain data."""
    page = parse_page("", text)
    code, _ = code_lines(page.lines)
    data: set[int] = set()
    for index, line in enumerate(page.lines):
        if line.startswith(DATA):
            data.update(range(index, page.lines.index("///", index) if "///" in page.lines[index:] else len(page.lines)))
    return text.split("\n"), {index + page.offset for index in range(len(page.lines)) if index not in code | data}


def _spaces(text: str) -> str:
    lines, free = _prose(text)
    offset = parse_page("", text).offset
    for index, line in enumerate(lines):
        if index in free or index < offset:
            while (odd := ODD.search(line)) and (MARKUP if index in free else FIELD).fullmatch(line[: odd.start()]):
                line = line[: odd.start()] + " " + line[odd.end() :]
            lines[index] = line
    return "\n".join(lines)


def _tabs(text: str) -> str:
    lines, free = _prose(text)
    for index in free:
        head = re.match(r"[ \t]*(?:(?:[-*+]|\d+\.)[ \t]+)?", lines[index])
        if head and "\t" in head[0]:
            marker = head[0].strip()
            inside = head[0].partition(marker)[0].expandtabs(4) if marker else head[0].expandtabs(4)
            lines[index] = inside + (f"{marker} " if marker else "") + lines[index][head.end() :]
    return "\n".join(lines)


def _quotes(text: str) -> str:
    """Put quotes around a value of front matter that YAML reads as something else, or not at all."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in [line.rstrip() for line in lines[1:]]:
        return text
    for index in range(1, next(index for index, line in enumerate(lines) if index and line.rstrip() == "---")):
        field = re.match(r"^(description|title): +(.*\S)\s*$", lines[index])
        if field and not _reads_as(lines[index], field[1], field[2]):
            inner = re.sub(r"^[\"“”']+|[\"“”']+$", "", field[2]).replace('"', "'")
            lines[index] = f"{field[1]}: {json.dumps(inner, ensure_ascii=False)}"
    return "\n".join(lines)


def _reads_as(line: str, name: str, value: str) -> bool:
    """Return whether YAML reads a line as a field whose value is what is written."""
    try:
        said = (plain_yaml.load(line) or {}).get(name)
    except (yaml.YAMLError, AttributeError):
        return False
    return isinstance(said, str) and '"' not in said and said in (value, value[1:-1], value[1:-1].replace("''", "'").replace('\\"', '"'))


def _nesting(text: str) -> str:
    """Indent what is nested in a list by four spaces per level, as Python-Markdown reads it. What already is stays unchanged."""
    lines, free = _prose(text)
    open_items: list[tuple[int, int]] = []  # of the enclosing items: the indent of the mark, and of the text after it
    gap, shift = False, 0
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        item = ITEM.match(line) if index in free else None
        if not line.strip():
            gap = gap or index in free
            continue
        if index not in free:  # front matter, or code, which moves as a whole
            if index - 1 in free or not index:
                level = sum(1 for mark, _ in open_items if mark + 2 <= indent)
                shift = 4 * level - indent if level and not (indent % 4 == 0 and indent >= 4 * level) else 0
                open_items = open_items[:level]
            lines[index] = " " * max(indent + shift, 0) + line.lstrip(" ")
        elif item and (open_items or indent < 4):
            while open_items and indent < open_items[-1][0] + 2:
                open_items.pop()
            lines[index] = " " * 4 * len(open_items) + line.lstrip(" ")
            open_items.append((indent, indent + len(item[2]) + len(item[3])))
        elif level := sum(1 for mark, _ in open_items if mark + 2 <= indent):
            if indent % 4 or indent < 4 * level:
                deeper = indent - open_items[level - 1][1]
                lines[index] = " " * (4 * level + (deeper if deeper >= 4 else 0)) + line.lstrip(" ")
        elif gap or re.match(r"/{3}|#", line):
            open_items = []
        gap = False
    return "\n".join(lines)


def _gaps(text: str) -> str:
    """Put an empty line above a list that begins right under a paragraph, which would otherwise include it."""
    lines, free = _prose(text)
    found = []
    paragraph = False
    for index, line in enumerate(lines):
        if index in free and paragraph and FIRST.match(line):
            found.append("")
        paragraph = index in free and bool(line.strip()) and (paragraph or not NOT_PROSE.match(line)) and not ITEM.match(line)
        found.append(line)
    return "\n".join(found)
