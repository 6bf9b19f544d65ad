"""The outline of the study notes, tests/content/outline.yml: the points that the site has to have.

Finishing a draft adds its points, marked `follows: true`: from then on a check reports missing ones. Such a section may
be smaller than those the notes began with, and when its writer changes the points of the page, the outline is updated.
"""

import json
import re
from collections.abc import Iterable, Sequence

import yaml

from llm_notes.blocks.notes import HEADING, POINT
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import Page
from llm_notes.writing.changes import Changes

FILE = "tests/content/outline.yml"
FOLLOWS = "follows"  # the field of a section that `llm-notes finish` added
CHAPTER, SECTION = re.compile(r"^  - title: ", re.MULTILINE), re.compile(r"^      - title: ", re.MULTILINE)
WORDS = 2  # by which a point without emphasis is recognized
SHORT = 4  # words before a colon, at most
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


def take(changes: Changes, order: Sequence[Sequence[str]], page: Page) -> bool:
    """Add or update a page's points; return whether the outline changes.

    order: for each chapter its title and those of its sections, as the navigation has them. A section of the outline that doesn't
    follow its page stays as it is, and so does the outline for a page without points.
    """
    chapter = next((one for one in order if page.title in one[1:]), None)
    if not changes.exists(FILE) or not chapter or not points(page) or follows(changes, page.title) is False:
        return False
    text = _without(changes.read(FILE), page.title).rstrip("\n") + "\n"
    new = "".join(_section(page))
    known = [match.start() for match in CHAPTER.finditer(text)]
    titles = [_title(text, start) for start in known]
    if chapter[0] in titles:
        start, end = [*known, len(text)][titles.index(chapter[0]) :][:2]
        at = _behind(text, [match.start() for match in SECTION.finditer(text[:end]) if match.start() > start], end, chapter[1:], page.title)
    else:
        new = f"  - title: {_quoted(chapter[0])}\n    sections:\n{new}"
        at = _behind(text, known, len(text), [one[0] for one in order if one], chapter[0])
    return changes.change(FILE, text[:at] + new + text[at:], "the points of its “In short”, which it has to have from now on")


def forget(changes: Changes, title: str, what: str = "without its points") -> bool:
    """Remove a section that follows its page, and its chapter if that has no other; return whether there was one."""
    return bool(follows(changes, title)) and changes.change(FILE, _without(changes.read(FILE), title), what)


def follows(changes: Changes, title: str) -> bool | None:
    """Return whether the outline's section follows its page; None where there is no such section."""
    return _sections(changes.read(FILE)).get(title) if changes.exists(FILE) else None


def points(page: Page) -> list[tuple[str, list[str]]]:
    """Return the groups of "In short", (title or '', its points), an item of the outermost list each with what is indented under it.

    Empty as long as one of them is still to be written.
    """
    found: list[tuple[str, list[str]]] = []
    inside, block, title = False, False, ""
    headings = {line: (level, text) for level, text, line in page.headings}
    for index, line in prose_lines(page.lines):
        level, words = headings.get(index + 1 + page.offset, (0, ""))
        if level in (1, 2):
            inside, title = words == HEADING, ""
        elif level == 3:
            title = words
        elif inside and re.match(r"/{3,} *notes\b", line):
            block = True
            found.append((title, []))
        elif block and re.match(r"/{3,} *$", line):
            block = False
        elif block and (point := POINT.match(line)):
            found[-1][1].append(point[1].strip())
        elif block and found[-1][1] and line.strip():
            found[-1][1][-1] += f" {line.strip()}"
    return found if all(said and all(re.search(r"\w", point) for point in said) for _, said in found) else []


def terms(point: str) -> list[str]:
    """Return the words that a point is recognized by: emphasized ones or code, those before a colon, or else its longest words."""
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


def _section(page: Page) -> Iterable[str]:
    yield f"      - title: {_quoted(page.title)}\n        {FOLLOWS}: true\n"
    groups = points(page)
    if len(groups) == 1 and not groups[0][0]:
        yield "        points:\n"
        yield from (_point(point, "          ") for point in groups[0][1])
        return
    yield "        groups:\n"
    for title, said in groups:
        yield f"          - title: {_quoted(title)}\n            points:\n"
        yield from (_point(point, "              ") for point in said)


def _point(point: str, indent: str) -> str:
    says = re.sub(r"[*`]|\[@[^\]]*\]", "", point)
    return f"{indent}- {{says: {_quoted(' '.join(says.split()))}, terms: [{', '.join(map(_quoted, terms(point)))}]}}\n"


def _sections(text: str) -> dict[str, bool]:
    """Return the title of each section -> whether it follows its page."""
    loaded = (yaml.safe_load(text) or {}).get("chapters") or []
    return {one["title"]: bool(one.get(FOLLOWS)) for chapter in loaded for one in chapter.get("sections") or []}


def _behind(text: str, starts: list[int], end: int, order: Sequence[str], title: str) -> int:
    """Return the place in the text for what has this title: after those that come before it in the order.

    starts: where the others begin; end: of the last of them.
    """
    above = order[: order.index(title)]
    after = max((place + 1 for place, start in enumerate(starts) if _title(text, start) in above), default=0)
    return [*starts, end][after]


def _without(text: str, title: str) -> str:
    """Return the text without a section, and without its chapter if that has no other."""
    starts = [match.start() for match in re.finditer(r"^ {2}(?: {4})?- title: ", text, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(text)]):
        if SECTION.match(text, start) and _title(text, start) == title:
            above = starts[starts.index(start) - 1]
            alone = CHAPTER.match(text, above) and (end == len(text) or CHAPTER.match(text, end))
            return text[: above if alone else start] + text[end:]
    return text


def _title(text: str, start: int) -> str:
    """Return the title in the line that begins at a place of the text."""
    return str(yaml.safe_load(text[start : text.index("\n", start)].strip())[0]["title"])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
