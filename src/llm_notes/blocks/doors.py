"""The `doors` block: a few places to go next, each a card with a drawing, a link and a sentence."""

import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.blocks.figure import read_svg
from llm_notes.content.source import Source


@dataclass(frozen=True)
class Doors:
    """Cards. page: path under docs; line: the block's line in the file; drawings: their root elements, in order; items: Markdown."""

    page: str
    line: int
    drawings: list[etree.Element]
    items: str


def parse(fence: Fence, source: Source) -> Doors:
    """Return the cards. Raises PageError for a drawing that is missing or unsafe, and when drawings and list items don't match."""
    pictures = fence.options["pictures"]
    items = [line for _, line in fence.body if line.startswith("- ")]
    if not isinstance(pictures, list) or len(pictures) != len(items):
        raise source.error(
            fence.line,
            f"the block has {len(items)} list items and {len(pictures) if isinstance(pictures, list) else 0} drawings. "
            "Give each item, '- [Title](page.md) A sentence.', one drawing: pictures: [assets/images/one.svg, …]",
            "doors-pictures",
        )
    drawings = []
    for name in pictures:
        path = (source.docs_dir / source.page).parent / str(name)
        if not path.resolve().is_relative_to(source.docs_dir.resolve()) or not path.is_file():
            raise source.error(
                fence.line, f"there is no drawing '{name}'. Correct the path: it starts from this page's folder.", "doors-missing"
            )
        try:
            drawings.append(read_svg(path))
        except ValueError as error:
            raise source.error(fence.line, str(error), "doors-drawing") from None
    return Doors(source.page, source.number(fence.line), drawings, fence.text)


class DoorsBlock(NotesBlock):
    """Renders the list as cards. The drawings are decorative: the link beside each says where it leads."""

    NAME = "doors"
    KNOWN = {"pictures": "the cards' drawings, as paths from this page, one for each list item"}
    REQUIRED = ("pictures",)
    RUNNING_TEXT = False
    EXAMPLE = "/// doors"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Doors, writer) -> str:
        """Return the list."""
        return writer.text(value.items)

    def on_create(self, parent):
        """Return the frame; the list goes into it."""
        return etree.SubElement(parent, "div", {"class": "doors"})

    def on_end(self, block):
        """Put each drawing before the words of its card."""
        for card, drawing in zip(block.iter("li"), self.parsed.drawings):
            drawing.set("aria-hidden", "true")
            holder = etree.Element("div", {"class": "doors__drawing", "data-search-exclude": ""})
            holder.text = self.md.htmlStash.store(etree.tostring(drawing, encoding="unicode"))
            words = etree.Element("div")
            words.text, card.text = card.text, None
            for child in list(card):
                card.remove(child)
                words.append(child)
            card.extend([holder, words])

    def on_markdown(self):
        """The list is Markdown blocks."""
        return "block"
