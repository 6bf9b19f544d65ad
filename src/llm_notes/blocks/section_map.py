"""The `section-map` block: what builds on what, from the front matter `builds_on` of the section pages."""

import xml.etree.ElementTree as etree
from collections.abc import Callable
from functools import partial
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.contents import listed
from llm_notes.blocks.fences import DerivedBlock
from llm_notes.checks.findings import PageError, located
from llm_notes.content.moved import hint
from llm_notes.content.pages import Page, link_to, read_page, target_of
from llm_notes.engines import locate
from llm_notes.markup.plain import item, numbered


class SectionMap(DerivedBlock):
    """Lists the sections in steps: each needs sections of earlier steps only."""

    NAME = "section-map"
    EXAMPLE = "/// section-map"
    MADE_FROM = "'builds_on' in the pages' front matter"

    def make(self, parent):
        """Return the map: a row per step, a card per section that names what it builds on."""
        docs_dir, here = locate(self.md)
        pages = sections(docs_dir)
        listing = etree.SubElement(parent, "ol", {"class": "section-map"})
        for step in steps(pages, partial(hint, docs_dir)):
            row = etree.SubElement(etree.SubElement(listing, "li"), "ul")
            for path in step:
                card = etree.SubElement(row, "li")
                etree.SubElement(card, "p").text = f"[{pages[path].title}]({link_to(path, here)})"
                needs = ", ".join(pages[need].title for need in builds_on(pages[path]))
                if needs:
                    etree.SubElement(card, "p", {"class": "section-map__needs"}).text = strings.builds_on(needs)
        return listing

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return a numbered list of the steps, with each step's sections nested in it."""
        pages = sections(writer.docs_dir)

        def section(path: str) -> str:
            needs = ", ".join(pages[need].title for need in builds_on(pages[path]))
            return item(f"[{pages[path].title}]({writer.to(path)}){f', {strings.builds_on(needs)}' if needs else ''}")

        return numbered("\n".join(map(section, step)) for step in steps(pages))


def sections(docs_dir: Path) -> dict[str, Page]:
    """Return the site's sections by their paths under docs, in the navigation's order."""
    return {
        path: read_page(docs_dir / path, docs_dir) for chapter in listed(docs_dir) for path in chapter[1:] if (docs_dir / path).is_file()
    }


def builds_on(page: Page) -> list[str]:
    """Return the paths (under docs) of the sections that a page builds on, as its front matter names them."""
    needs = dict(page.meta).get("builds_on")
    return [target_of(str(need), page.path) for need in (needs if isinstance(needs, list) else [])]


def steps(pages: dict[str, Page], moved: Callable[[str, str], str] = lambda path, here: "") -> list[list[str]]:
    """Return the paths in steps: a section is one step after the last of those it builds on.

    moved: returns a sentence that says which page a missing one may be now, for the page that names it. Raises PageError for each
    section that builds on a page that isn't a section, or for one that builds on itself.
    """
    found: list[list[str]] = []
    placed: set[str] = set()
    wrong = [
        _error(page, f"'builds_on' names '{need}', which isn't a section in the navigation. Correct the path.{moved(need, page.path)}")
        for page in pages.values()
        for need in builds_on(page)
        if need not in pages
    ]
    if wrong:
        raise PageError(*(finding for error in wrong for finding in error.findings))
    while len(placed) < len(pages):
        step = [path for path, page in pages.items() if path not in placed and set(builds_on(page)) <= placed]
        if not step:
            stuck = next(page for path, page in pages.items() if path not in placed)
            raise _error(stuck, "'builds_on' leads in a circle back to this section. Remove one of its entries.")
        found.append(step)
        placed |= set(step)
    return found


def _error(page: Page, message: str) -> PageError:
    line = next((number for number, text in enumerate(page.text.split("\n"), start=1) if text.startswith("builds_on:")), 1)
    return located(f"docs/{page.path}", line, message)
