"""The blocks that only frame their text: `notes`, `misconception` and `term`."""

import re
import xml.etree.ElementTree as etree

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content.source import Source

CITATION = re.compile(r"\[@[^\]]+\]")


class Notes(NotesBlock):
    """The notes' own points ("In short"), one list item each."""

    NAME = "notes"
    ARGUMENT = False
    EXAMPLE = "/// notes"

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError when the block is more or less than one list."""
        if not any(line.startswith("- ") for _, line in fence.body):
            raise source.error(fence.line, "the block 'notes' has no points. Write each as '- …'.")
        for index, line in fence.body:
            if line.strip() and not line.startswith(("- ", "    ")):
                raise source.error(index, "the block 'notes' holds list items only. Begin this line with '- ' or indent it by four spaces.")

    def on_create(self, parent):
        """Return the frame."""
        return etree.SubElement(parent, "div", {"class": "notes"})


class Misconception(NotesBlock):
    """What people say, and what is so, with a source."""

    NAME = "misconception"
    ARGUMENT = True
    EXAMPLE = "/// misconception | The claim as people say it."

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError when there is no correction or the correction cites nothing."""
        text = "\n".join(line for _, line in fence.body)
        if not text.strip():
            raise source.error(fence.line, "the misconception has no correction. Write what is so under the claim.")
        if not CITATION.search(text):
            raise source.error(fence.line, "the correction cites no source. Add one, like [@vaswani2017].")

    def on_create(self, parent):
        """Return the frame with the claim in it."""
        frame = etree.SubElement(parent, "div", {"class": "misconception"})
        claim = etree.SubElement(frame, "p", {"class": "misconception__claim"})
        etree.SubElement(claim, "span", {"class": "misconception__label"}).text = "You may hear:"
        claim[0].tail = f" “{self.argument.strip()}”"
        return frame


class Term(NotesBlock):
    """One entry of the glossary."""

    NAME = "term"
    ARGUMENT = True
    KNOWN = {
        "forms": "other forms of the word, as a list",
        "also": "other words for it, as a list: the search finds the term by them",
        "everyday": "true for a word that plain English uses too: pages link it only where it stands in bold",
    }
    EXAMPLE = "/// term | attention"

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError when the term isn't explained or `forms` or `also` is no list of words."""
        if not any(line.strip() for _, line in fence.body):
            raise source.error(fence.line, f"the term '{fence.argument}' isn't explained. Write a sentence under it.")
        for option, sample in (("forms", "[attends, attended]"), ("also", "[BPE]")):
            words = fence.options.get(option, [])
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise source.error(fence.line, f"'{option}' is a list of words: {option}: {sample}")

    def on_create(self, parent):
        """Return the frame with the term in it; its id is the term in lowercase with hyphens."""
        frame = etree.SubElement(parent, "div", {"class": "term", "id": term_id(self.argument)})
        name = etree.SubElement(frame, "p", {"class": "term__name"})
        etree.SubElement(name, "dfn").text = self.argument.strip()
        return frame


def term_id(term: str) -> str:
    """Return the anchor of a glossary term: 'KV cache' -> 'kv-cache'."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
