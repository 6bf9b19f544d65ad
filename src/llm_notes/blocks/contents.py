"""The `contents` block: the table of contents, made from the navigation of mkdocs.yml."""

import xml.etree.ElementTree as etree
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import DerivedBlock
from llm_notes.checks.findings import PageError, located
from llm_notes.content.moved import hint
from llm_notes.content.pages import Page, link_to, read_navigation, read_page
from llm_notes.content.reading import Reading, read_times, together
from llm_notes.engines import locate
from llm_notes.markup.plain import numbered


class Contents(DerivedBlock):
    """Lists the chapters and their sections, each with its description and the time it takes; first, the added pages outside them."""

    NAME = "contents"
    EXAMPLE = "/// contents"
    MADE_FROM = "the navigation in mkdocs.yml"

    def make(self, parent):
        """Return the list. A chapter is an entry of the navigation whose first page is an index.md."""
        docs_dir, here = locate(self.md)
        listing = etree.SubElement(parent, "ol", {"class": "contents"})
        for path in beside(docs_dir):
            self._entry(etree.SubElement(listing, "li"), read_page(docs_dir / path, docs_dir), docs_dir, here, "contents__chapter")
        for chapter in listed(docs_dir):
            index, *sections = [read_page(docs_dir / path, docs_dir) for path in chapter]
            item = etree.SubElement(listing, "li")
            etree.SubElement(item, "p", {"class": "contents__chapter"}).text = f"[{index.title}]({link_to(index.path, here)})"
            time = etree.SubElement(item, "p", {"class": "contents__time", "data-search-exclude": ""})
            inner = etree.SubElement(item, "ol")
            time.text = str(together([self._entry(etree.SubElement(inner, "li"), section, docs_dir, here) for section in sections]))
        return listing

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return a numbered list of the added pages and the chapters, with each chapter's sections nested in it."""
        found = []
        for path in beside(writer.docs_dir):
            found.append(_in_words(read_page(writer.docs_dir / path, writer.docs_dir), writer))
        for chapter in listed(writer.docs_dir):
            index, *sections = [read_page(writer.docs_dir / path, writer.docs_dir) for path in chapter]
            inner = numbered(_in_words(section, writer) for section in sections)
            found.append(f"[{index.title}]({writer.to(index.path)})\n{inner}")
        return numbered(found)

    def _entry(self, item: etree.Element, page: Page, docs_dir: Path, here: str, name: str = "") -> Reading:
        """Write a page's title, mark, description and time into a list item; return its reading times."""
        title = etree.SubElement(item, "p", {"class": name} if name else {})
        title.text = f"[{page.title}]({link_to(page.path, here)})"
        if page.added:
            etree.SubElement(title, "span", {"class": "added"}).text = strings.ADDED
        etree.SubElement(item, "p", {"class": "contents__about", "data-search-exclude": ""}).text = page.description
        reading = read_times(page, docs_dir)
        etree.SubElement(item, "p", {"class": "contents__time", "data-search-exclude": ""}).text = str(reading)
        return reading


def _in_words(page: Page, writer) -> str:
    """Return a page's title, mark and description for the notes as plain text."""
    mark = f" ({strings.ADDED})" if page.added else ""
    return f"[{page.title}]({writer.to(page.path)}){mark}. {page.description}"


def listed(docs_dir: Path) -> list[list[str]]:
    """Return the chapters (as `chapters` does) of the mkdocs.yml above docs_dir. Raises PageError for pages that aren't there."""
    config = docs_dir.parent / "mkdocs.yml"
    found = chapters(read_navigation(config))
    missing = [navigation_error(config, path) for chapter in found for path in chapter if not (docs_dir / path).is_file()]
    if missing:
        raise PageError(*(finding for error in missing for finding in error.findings))
    return found


def beside(docs_dir: Path) -> list[str]:
    """Return the paths of the added pages that are outside the chapters in the navigation."""
    navigation = read_navigation(docs_dir.parent / "mkdocs.yml")
    inside = {path for chapter in chapters(navigation) for path in chapter}
    paths = [path for path in paths_of(navigation) if path not in inside]
    return [path for path in paths if (docs_dir / path).is_file() and read_page(docs_dir / path, docs_dir).added]


def paths_of(navigation: list) -> list[str]:
    """Return the paths of all pages of the navigation, in order."""
    found: list[str] = []
    for entry in navigation:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            found += paths_of(value) if isinstance(value, list) else [value]
    return found


def navigation_error(config: Path, path: str) -> PageError:
    """Return the error for an entry of the navigation whose page doesn't exist."""
    lines = config.read_text(encoding="utf-8").split("\n")
    line = next((number for number, text in enumerate(lines, start=1) if path in text), 1)
    return located(
        config.name,
        line,
        f"the navigation names '{path}', but there is no such page. Correct the path, or add the page under docs/.{hint(config.parent / 'docs', path)}",
    )


def chapters(navigation: list) -> list[list[str]]:
    """Return the paths of each chapter's pages, its index.md first, in the navigation's order."""
    found = []
    for entry in navigation:
        for value in entry.values() if isinstance(entry, dict) else []:
            if isinstance(value, list):
                paths = [next(iter(page.values())) if isinstance(page, dict) else page for page in value]
                if paths and str(paths[0]).endswith("/index.md") and len(paths) > 1:
                    found.append(paths)
    return found
