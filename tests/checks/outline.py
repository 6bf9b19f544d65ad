"""The site has the study notes' outline: chapters, sections and points, with their terms, in order."""

import re
from datetime import date
from pathlib import Path

import yaml

from checks.anatomy import blocks, counted, fences, opened, parts
from llm_notes.blocks.contents import chapters
from llm_notes.blocks.notes import POINT
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import page_files, read_navigation, read_page
from llm_notes.writing.chapters import TO_SAY
from llm_notes.writing.outline import FILE as OUTLINE
from llm_notes.writing.outline import FOLLOWS


def read_outline(root) -> list[dict]:
    """Return the outline's chapters."""
    return yaml.safe_load((root / OUTLINE).read_text(encoding="utf-8"))["chapters"]


def groups(section: dict) -> list[tuple[str, list[dict]]]:
    """Return (group title, points) of a section; the title is '' where the section has no groups."""
    return [(group["title"], group["points"]) for group in section.get("groups", [])] or [("", section["points"])]


def check_navigation(root) -> list[str]:
    """Return how the navigation differs from the outline, the pages' titles and the files. A draft counts as its page."""
    docs = root / "docs"
    navigation = read_navigation(root / "mkdocs.yml", drafts=True)
    found = []
    listed = list(_paths(navigation))
    for path in listed:
        if not (docs / path).is_file():
            found.append(
                f"mkdocs.yml:{_line(root, path)}: the navigation names '{path}', but there is no such page. "
                "Correct the path, or add the page under docs/."
            )
    for file in page_files(docs, drafts=True):
        path = file.relative_to(docs).as_posix()
        if path not in listed:
            found.append(f"docs/{path}:1: the page isn't in the navigation. Add a line '- {path}' under nav in mkdocs.yml.")
    existing = [[path for path in chapter if (docs / path).is_file()] for chapter in chapters(navigation)]
    titles = [[read_page(docs / path, docs).title for path in chapter] for chapter in existing]
    found += _check_order(
        root, "chapter", [chapter["title"] for chapter in read_outline(root)], [chapter[0] for chapter in titles if chapter]
    )
    for chapter in read_outline(root):
        pages = next((names[1:] for names in titles if names and names[0] == chapter["title"]), None)
        if pages is not None:
            found += _check_order(root, "section", [section["title"] for section in chapter["sections"]], pages)
    for entry in navigation:
        for name, value in entry.items() if isinstance(entry, dict) else []:
            first = value[0] if isinstance(value, list) else ""
            if str(first).endswith("/index.md") and (docs / first).is_file():
                title = read_page(docs / first, docs).title
                if title != name:
                    found.append(
                        f"mkdocs.yml:{_line(root, name)}: the navigation calls the chapter '{name}', its "
                        f"page docs/{first} is titled '{title}'. Make them the same."
                    )
    return found


def check_introductions(root) -> list[str]:
    """Return the sections that their chapter's introduction doesn't link to, or for which it doesn't say what they answer."""
    docs = root / "docs"
    found = []
    for chapter in chapters(read_navigation(root / "mkdocs.yml")):
        pages = [read_page(docs / path, docs) for path in chapter if (docs / path).is_file()]
        for section in pages[1:]:
            name = section.path.rsplit("/", 1)[-1]
            if not re.search(rf"\]\({re.escape(name)}[)#]", pages[0].text):
                found.append(
                    f"docs/{pages[0].path}:1: the chapter's introduction doesn't link its section '{section.title}'. "
                    "Add it to the list there."
                )
            found += [
                f"docs/{pages[0].path}:{index + 1 + pages[0].offset}: the introduction doesn't say what the section '{section.title}' answers. "
                f"Write it in a line instead of '{TO_SAY}'"
                for index, line in prose_lines(pages[0].lines)
                if line.endswith(f"({name}): {TO_SAY}")
            ]
    return found


def check_points(root) -> list[str]:
    """Return the points of the outline that are missing from a page's "In short", or out of order there."""
    docs = root / "docs"
    by_title = {read_page(path, docs).title: read_page(path, docs) for path in page_files(docs)}
    found = []
    for chapter in read_outline(root):
        for section in chapter["sections"]:
            page = by_title.get(section["title"])
            # A block with a mistake is reported where blocks are checked.
            if page is not None and len(blocks(page, root, "notes")) == opened(page.lines, "notes"):
                found += _check_section(page, section)
    return found


def _check_section(page, section) -> list[str]:
    start, under = parts(page).get("In short", (page.offset + 1, []))
    lists = [fence for fence in fences(page) if fence.name == "notes" and start <= fence.line + page.offset + 1 <= start + len(under)]
    found = []
    wanted = groups(section)
    or_follow = f" Or let the outline follow the page: `llm-notes check --fix {Path(page.path).stem}`." if section.get(FOLLOWS) else ""
    if len(lists) != len(wanted):
        return [
            f"docs/{page.path}:{start}: 'In short' has {counted(len(lists), '/// notes block')}, the outline has "
            f"{counted(len(wanted), 'group' if section.get('groups') else 'list')} for this section. Write as many.{or_follow}"
        ]
    for block, (title, points) in zip(lists, wanted):
        line = block.line + page.offset + 1
        if title and not any(text == title and level == 3 for level, text, number in page.headings if number < line):
            found.append(
                f"docs/{page.path}:{line}: the group '{title}' of the outline has no heading '### {title}' before its points. Add it.{or_follow}"
            )
        items = _items(block)
        if len(items) < len(points) and not section.get(FOLLOWS):
            items = _parted(items)
        if len(items) != len(points):
            found.append(
                f"docs/{page.path}:{line}: 'In short' has {counted(len(items), 'point')}, the outline has "
                f"{len(points)}. Write one list item per point, in the outline's order ({OUTLINE}), or several points in one item, "
                f"each beginning with its name in bold.{or_follow}"
            )
            continue
        for (item_line, item), point in zip(items, points):
            for term in point["terms"]:
                if term == _wrong_month(point) and term in page.text:
                    continue
                if not any(spelling.lower() in item.lower() for spelling in term.split("|")):
                    found.append(
                        f"docs/{page.path}:{item_line + page.offset + 1}: this point must say: "
                        f"{point['says']}. Its item doesn't say '{term.replace('|', chr(39) + ' or ' + chr(39))}'. "
                        f"Add the words.{or_follow}"
                    )
    return found


def _items(block) -> list[tuple[int, str]]:
    """Return (line index, text) of the block's list items, continuation lines joined."""
    items: list[tuple[int, str]] = []
    for index, line in block.body:
        if point := POINT.match(line):
            items.append((index, point[1]))
        elif items and line.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
    return items


def _parted(items: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the items; one that begins in bold is split into an item for each name in bold."""
    return [(line, part) for line, item in items for part in re.findall(r"\*\*[^*]+\*\*[^*]*", item) or [item]]


def _wrong_month(point: dict) -> str:
    """Return the notes' month ("January 2023") if the record has a different one, which may be given further down the page."""
    months = [term for term in point["terms"] if re.fullmatch(r"[A-Z][a-z]+ \d{4}", term)]
    return f"{date.fromisoformat(point['notes'] + '-01'):%B %Y}" if len(months) > 1 else ""


def _paths(navigation):
    for entry in navigation:
        values = entry.values() if isinstance(entry, dict) else [entry]
        for value in values:
            if isinstance(value, list):
                yield from _paths(value)
            else:
                yield value


def _check_order(root, kind: str, wanted: list[str], present: list[str]) -> list[str]:
    """The outline's titles must all be present, in order; there may be others in between."""
    missing = [title for title in wanted if title not in present]
    if missing:
        return [
            f"mkdocs.yml:{_line(root, 'nav:')}: the {kind} '{title}' of the outline is missing from the "
            f"navigation, or its page has another title. Add the page with exactly this title."
            for title in missing
        ]
    order = [title for title in present if title in wanted]
    if order != wanted:
        return [
            f"mkdocs.yml:{_line(root, 'nav:')}: the {kind}s are in the order {order}; the outline has {wanted}. "
            "Reorder the lines under nav."
        ]
    return []


def _line(root, text: str) -> int:
    lines = (root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
    return next((number for number, line in enumerate(lines, start=1) if re.search(re.escape(text), line)), 1)
