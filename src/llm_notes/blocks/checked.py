"""The `checked` block: counts of what can be checked in the notes, each with a link to where it can be seen."""

import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import DerivedBlock
from llm_notes.content.lines import INLINE_CODE, prose_lines
from llm_notes.content.pages import Page, link_to, read_pages
from llm_notes.engines import locate
from llm_notes.markup.citations import citations
from llm_notes.markup.inline_results import MARK, NO_CLAIM, assertions
from llm_notes.markup.plain import item


@dataclass(frozen=True)
class Counts:
    """What the pages contain. sources: cited ones; numbers: inserted by code; watched: sentences tied to measured data."""

    sources: int
    numbers: int
    watched: int


def count(pages: list[Page]) -> Counts:
    """Count over pages, without those for contributors, which show how such marks are written."""
    sources: set[str] = set()
    numbers = watched = 0
    for page in pages:
        if not page.derive:
            continue
        sources.update(key for _, key in citations(page.lines))
        for _, line in prose_lines(page.lines):
            numbers += len(MARK.findall(INLINE_CODE.sub("", line)))
            watched += sum(inside.partition(":")[0].strip() != NO_CLAIM for inside in assertions(line))
    return Counts(len(sources), numbers, watched)


class Checked(DerivedBlock):
    """Shows in one row, on the home page, what makes these notes checkable."""

    NAME = "checked"
    EXAMPLE = "/// checked"
    MADE_FROM = "the sources, the computed numbers and the assertions of all pages"

    def make(self, parent):
        """Return the row of counts."""
        docs_dir, here = locate(self.md)
        row = etree.SubElement(parent, "ul", {"class": "checked", "data-search-exclude": ""})
        for text in _said(docs_dir, lambda path: link_to(path, here)):
            etree.SubElement(row, "li").text = text
        return row

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the counts as a list."""
        return "\n".join(item(text) for text in _said(writer.docs_dir, writer.to))


def _said(docs_dir: Path, to) -> list[str]:
    """Return the counts as Markdown. to: the link's address for a path under docs."""
    found = count(read_pages(docs_dir))
    return strings.checked(found.sources, found.numbers, found.watched, to("references.md"), to("errata.md"))
