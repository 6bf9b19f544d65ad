"""The `letters` block: one link for each letter that a term of the page begins with, to the first such term."""

import xml.etree.ElementTree as etree

from llm_notes import strings
from llm_notes.blocks.fences import DerivedBlock, read_blocks
from llm_notes.blocks.term import Term
from llm_notes.content.pages import read_page
from llm_notes.engines import locate


def first_terms(terms: list[Term]) -> dict[str, Term]:
    """Return letter -> the first of the terms that begins with it, in the terms' order."""
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.term[0].upper(), term)
    return first


class Letters(DerivedBlock):
    """Links to the first term of each letter, at the top of the glossary."""

    NAME = "letters"
    EXAMPLE = "/// letters"
    MADE_FROM = "the page's terms"

    def make(self, parent):
        """Return the row of links."""
        docs_dir, here = locate(self.md)
        row = etree.SubElement(parent, "p", {"class": "letters", "role": "group", "aria-label": strings.LETTERS, "data-search-exclude": ""})
        terms = read_blocks(read_page(docs_dir / here, docs_dir), "term", docs_dir) if here else []
        for letter, term in first_terms(terms).items():
            etree.SubElement(row, "a", {"href": f"#{term.anchor}"}).text = letter
        return row

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return nothing: in plain text, there is nowhere to jump to."""
        return ""
