"""The `misconception` block: what people say, and what is true, with a source."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content.source import Source
from llm_notes.markup.plain import quoted

CITATION = re.compile(r"\[@[^\]]+\]")


@dataclass(frozen=True)
class Misconception:
    """A claim and its correction, both Markdown. page: path under docs; line: the block's line in the file."""

    page: str
    line: int
    claim: str
    correction: str


def parse(fence: Fence, source: Source) -> Misconception:
    """Return the misconception. Raises PageError when there is no correction or the correction cites nothing."""
    text = fence.text
    if not text:
        raise source.error(
            fence.line, "the misconception has no correction. Write what is true under the claim.", "misconception-no-correction"
        )
    if not CITATION.search(text):
        raise source.error(fence.line, "the correction cites no source. Add one, like [@vaswani2017].", "misconception-no-source")
    return Misconception(source.page, source.number(fence.line), fence.argument.strip(), text)


class MisconceptionBlock(NotesBlock):
    """Renders a misconception."""

    NAME = "misconception"
    ARGUMENT = True
    EXAMPLE = "/// misconception | The claim as people say it."
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Misconception, writer) -> str:
        """Return a quotation: the claim, then what is true."""
        return quoted(f"{strings.YOU_MAY_HEAR} {strings.quoted(writer.text(value.claim))}", writer.text(value.correction))

    def on_create(self, parent):
        """Return the frame with the claim in it."""
        frame = etree.SubElement(parent, "div", {"class": "misconception"})
        claim = etree.SubElement(frame, "p", {"class": "misconception__claim"})
        etree.SubElement(claim, "span", {"class": "misconception__label"}).text = strings.YOU_MAY_HEAR
        claim[0].tail = f" {strings.quoted(self.parsed.claim)}"
        return frame
