"""The `references` block: the whole bibliography, each entry with the pages that cite it."""

import xml.etree.ElementTree as etree
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import DerivedBlock
from llm_notes.content import bibliography
from llm_notes.content.pages import Page, link_to, read_pages
from llm_notes.engines import locate
from llm_notes.markup.citations import BIBLIOGRAPHY, citations, footnote
from llm_notes.markup.plain import item


class References(DerivedBlock):
    """Lists docs/references.bib by author; generates the references page."""

    NAME = "references"
    EXAMPLE = "/// references"
    MADE_FROM = "docs/references.bib"

    def make(self, parent):
        """Return the list."""
        docs_dir, here = locate(self.md)
        listing = etree.SubElement(parent, "ul", {"class": "references"})
        for reference, pages in _cited(docs_dir):
            entry = etree.SubElement(listing, "li", {"id": reference.key})
            etree.SubElement(entry, "p").text = footnote(reference)
            if pages:
                links = ", ".join(f"[{other.title}]({link_to(other.path, here)})" for other in pages)
                etree.SubElement(entry, "p", {"class": "references__pages", "data-search-exclude": ""}).text = strings.cited_in(links)
        return listing

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the list."""

        def entry(reference: bibliography.Reference, pages: list[Page]) -> str:
            links = ", ".join(f"[{page.title}]({writer.to(page.path)})" for page in pages)
            return item(footnote(reference) + (f". {strings.cited_in(links)}" if links else ""))

        return "\n".join(entry(*cited) for cited in _cited(writer.docs_dir))


def _cited(docs_dir: Path) -> list[tuple[bibliography.Reference, list[Page]]]:
    """Return every entry, sorted by author, with the pages that cite it."""
    on: dict[str, list[Page]] = {}
    for page in read_pages(docs_dir):
        for key in dict.fromkeys(key for _, key in citations(page.lines)):
            on.setdefault(key, []).append(page)
    entries = sorted(bibliography.load(docs_dir / BIBLIOGRAPHY).values(), key=lambda entry: (entry.names.lower(), entry.date))
    return [(entry, on.get(entry.key, [])) for entry in entries if not entry.stub]
