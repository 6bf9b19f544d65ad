"""The outline of the study notes, tests/content/outline.yml, to which imported notes are added: what the site has to have from then on."""

import json
import re
from collections.abc import Iterable

import yaml

from llm_notes.writing.changes import Changes
from llm_notes.writing.raw_notes import Block, Chapter, Section

FILE = "tests/content/outline.yml"
WORDS = 2  # that a point without emphasis is known by
SHORT = 4  # words, at most, of what stands before a colon
COMMON = {
    "about",
    "after",
    "because",
    "before",
    "between",
    "could",
    "every",
    "other",
    "should",
    "their",
    "there",
    "these",
    "those",
    "which",
    "while",
    "without",
    "would",
}


def extend(changes: Changes, chapter: Chapter, sections: list[Section]) -> None:
    """Add sections, which are new to the site, at the end of their chapter in the outline; the chapter too where it isn't there."""
    sections = [section for section in sections if section.pointed]
    if not changes.exists(FILE) or not sections:
        return
    text = changes.read(FILE).rstrip("\n") + "\n"
    known = [one["title"] for one in (yaml.safe_load(text) or {}).get("chapters") or []]
    new = "".join(line for section in sections for line in _section(section))
    if chapter.title in known:
        starts = [match.start() for match in re.finditer(r"^  - title: ", text, re.MULTILINE)] + [len(text)]
        end = starts[known.index(chapter.title) + 1]
        text = text[:end] + new + text[end:]
    else:
        text += f"  - title: {_quoted(chapter.title)}\n    sections:\n{new}"
    changes.change(FILE, text, f"{len(sections)} section{'s' * (len(sections) > 1)} added to the outline")


def terms(point: str) -> list[str]:
    """Return the words that a point is known by: what is emphasized or code, or stands before a colon, or else its longest words."""
    marked = re.findall(r"\*\*(.+?)\*\*|`([^`]+)`", point)
    if marked:
        found = [bold or code for bold, code in marked][:3]
    else:
        plain = re.sub(r"\[@[^\]]*\]|\]\([^)]*\)|https?://\S+|[*_\[\]]", " ", point)
        before = plain.partition(":")[0].strip() if ":" in plain else ""
        words = [word for word in re.findall(r"[^\W\d_][\w-]{3,}", plain) if word.lower() not in COMMON]
        longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:WORDS]
        found = [before] if before and len(before.split()) <= SHORT else [word for word in words if word in longest]
    kept = [term for term in dict.fromkeys(found) if "|" not in term and term.lower() in point.lower()]
    return kept or [point.split("|")[0].split()[0]] if point.split("|")[0].strip() else []


def _section(section: Section) -> Iterable[str]:
    yield f"      - title: {_quoted(section.title)}\n"
    groups = section.pointed
    if len(groups) == 1 and not groups[0].title:
        yield "        points:\n"
        yield from (_point(point, "          ") for point in _outermost(groups[0].points))
        return
    yield "        groups:\n"
    for group in groups:
        yield f"          - title: {_quoted(group.title)}\n            points:\n"
        yield from (_point(point, "              ") for point in _outermost(group.points))


def _point(point: Block, indent: str) -> str:
    says = re.sub(r"[*`]|\[@[^\]]*\]", "", point.text)
    return f"{indent}- {{says: {_quoted(' '.join(says.split()))}, terms: [{', '.join(map(_quoted, terms(point.text)))}]}}\n"


def _outermost(points: list[Block]) -> list[Block]:
    return [point for point in points if point.depth == 0]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
