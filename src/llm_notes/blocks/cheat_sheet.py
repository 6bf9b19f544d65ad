"""The `cheat-sheet` block: the points of every section's "In short", and the tables that pages mark for it.

A page marks a table with the line `<!-- cheat sheet: Its title -->` above it. Nothing is written twice.
"""

import re
import xml.etree.ElementTree as etree
from pathlib import Path

from llm_notes.blocks.contents import listed
from llm_notes.blocks.fences import DerivedBlock, read_blocks
from llm_notes.content.pages import Page, link_to, read_page, target_of
from llm_notes.engines import locate
from llm_notes.markup.citations import CITATION
from llm_notes.markup.inline_results import as_shown

MARKED_TABLE = re.compile(r"^<!-- cheat sheet: (.+?) -->$")


class CheatSheet(DerivedBlock):
    """Summarizes all of the notes; generates the cheat sheet."""

    NAME = "cheat-sheet"
    EXAMPLE = "/// cheat-sheet"
    MADE_FROM = "the pages' 'In short' and marked tables"

    def make(self, parent):
        """Return the sheet: a heading per chapter, a heading per section, its points and marked tables."""
        docs_dir, here = locate(self.md)
        sheet = etree.SubElement(parent, "div", {"class": "cheat-sheet"})
        for chapter in listed(docs_dir):
            etree.SubElement(sheet, "h2").text = read_page(docs_dir / chapter[0], docs_dir).title
            for path in chapter[1:]:
                page = as_shown(read_page(docs_dir / path, docs_dir), docs_dir)
                section = etree.SubElement(sheet, "div", {"class": "cheat-sheet__section"})
                etree.SubElement(section, "h3").text = f"[{page.title}]({link_to(path, here)})"
                self.md.parser.parseChunk(section, from_here(path, points(page, docs_dir), here))
                for title, table in tables(page):
                    etree.SubElement(section, "p", {"class": "cheat-sheet__title"}).text = title
                    self.md.parser.parseChunk(section, from_here(path, table, here))
        return sheet

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the sheet."""
        docs_dir, found = writer.docs_dir, []
        for chapter in listed(docs_dir):
            found.append(f"## {read_page(docs_dir / chapter[0], docs_dir).title}")
            for path in chapter[1:]:
                page = as_shown(read_page(docs_dir / path, docs_dir), docs_dir)
                found += [f"### [{page.title}]({writer.to(path)})", writer.text(points(page, docs_dir), path)]
                for title, table in tables(page):
                    found += [title, writer.text(table, path)]
        return "\n\n".join(found)


def points(page: Page, docs_dir: Path) -> str:
    """Return the list items of all of a page's `notes` blocks as one Markdown list."""
    return "\n".join(point for notes in read_blocks(page, "notes", docs_dir) for point in notes.points)


def tables(page: Page) -> list[tuple[str, str]]:
    """Return (title, Markdown table) of each table that the page marks."""
    found = []
    lines = page.lines
    for index, line in enumerate(lines):
        mark = MARKED_TABLE.match(line)
        if mark:
            rows = []
            for row in lines[index + 1 :]:
                if row.startswith("|"):
                    rows.append(row)
                elif rows or row.strip():
                    break
            found.append((mark.group(1), "\n".join(rows)))
    return found


def from_here(page: str, text: str, here: str) -> str:
    """Return Markdown from the page with this path, without citations and with its links relative to the page `here`."""

    def moved(match: re.Match) -> str:
        return f"]({link_to(target_of(match.group(1), page), here)}{match.group(2) or ''})"

    text = re.sub(r"[ ]?" + CITATION, "", text)
    return re.sub(r"\]\(((?!https?:)[^)#\s]+\.md)(#[^)]*)?\)", moved, text)
