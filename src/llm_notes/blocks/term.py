"""The `term` block: one entry of the glossary."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content.source import Source

LINK = re.compile(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Term:
    """One entry.

    page: path under docs; line: the block's line in the file; definition: Markdown, with its links as the page has them; forms:
    other forms of the word; also: other words for it; everyday: also a word of plain English, so it is linked only where a
    page sets it in bold.
    """

    page: str
    line: int
    term: str
    definition: str
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    everyday: bool = False

    @property
    def anchor(self) -> str:
        """The id of the entry in its page."""
        return term_id(self.term)

    @property
    def card(self) -> str:
        """The name of the card, which neither wording nor place changes."""
        return f"term/{self.anchor}"

    @property
    def links(self) -> list[str]:
        """The pages that the definition links to, as the links spell them."""
        return LINK.findall(self.definition)


def parse(fence: Fence, source: Source) -> Term:
    """Return the term. Raises PageError when it isn't explained or when `forms` or `also` isn't a list of words."""
    if not fence.text:
        raise source.error(fence.line, f"the term '{fence.argument}' isn't explained. Write a sentence under it.", "term-no-definition")
    for option, sample in (("forms", "[attends, attended]"), ("also", "[BPE]")):
        words = fence.options.get(option, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise source.error(fence.line, f"'{option}' is a list of words: {option}: {sample}", f"term-{option}")
    return Term(
        source.page,
        source.number(fence.line),
        fence.argument.strip(),
        fence.text,
        tuple(fence.options.get("forms", [])),
        tuple(fence.options.get("also", [])),
        bool(fence.options.get("everyday")),
    )


class TermBlock(NotesBlock):
    """Renders a term."""

    NAME = "term"
    RUNNING_TEXT = False
    ARGUMENT = True
    KNOWN = {
        "forms": "other forms of the word, as a list",
        "also": "other words for it, as a list: the search finds the term by them",
        "everyday": "true for a word that plain English uses too: pages link it only where it is bold",
    }
    EXAMPLE = "/// term | attention"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Term, writer) -> str:
        """Return the word, then its definition."""
        return f"**{value.term}**\n\n{writer.text(value.definition, value.page)}"

    def on_create(self, parent):
        """Return the frame with the term in it; its id is the term in lowercase with hyphens."""
        frame = etree.SubElement(parent, "div", {"class": "term", "id": self.parsed.anchor})
        name = etree.SubElement(frame, "p", {"class": "term__name"})
        etree.SubElement(name, "dfn").text = self.parsed.term
        return frame


def term_id(term: str) -> str:
    """Return the anchor of a glossary term: 'KV cache' -> 'kv-cache'."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
