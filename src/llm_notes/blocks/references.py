"""The `references` block: the whole bibliography, each entry with the pages that cite it."""

import xml.etree.ElementTree as etree

from llm_notes.blocks.fences import DerivedBlock
from llm_notes.content import bibliography
from llm_notes.content.pages import Page, link_to, read_pages
from llm_notes.engines import locate
from llm_notes.markup.citations import BIBLIOGRAPHY, citations, footnote


class References(DerivedBlock):
    """Lists docs/references.bib by author; makes the references page."""

    NAME = "references"
    EXAMPLE = "/// references"
    MADE_FROM = "docs/references.bib"

    def make(self, parent):
        """Return the list."""
        docs_dir, here = locate(self.md)
        listing = etree.SubElement(parent, "ul", {"class": "references"})
        cited_on: dict[str, list[Page]] = {}
        for other in read_pages(docs_dir):
            if other.derive:
                for _, key in citations(other.lines):
                    if other not in cited_on.setdefault(key, []):
                        cited_on[key].append(other)
        for reference in sorted(bibliography.load(docs_dir / BIBLIOGRAPHY).values(), key=lambda entry: (entry.names.lower(), entry.date)):
            item = etree.SubElement(listing, "li", {"id": reference.key})
            etree.SubElement(item, "p").text = footnote(reference)
            pages = cited_on.get(reference.key, [])
            if pages:
                links = ", ".join(f"[{other.title}]({link_to(other.path, here)})" for other in pages)
                etree.SubElement(item, "p", {"class": "references__pages", "data-search-exclude": ""}).text = f"Cited in {links}"
        return listing
