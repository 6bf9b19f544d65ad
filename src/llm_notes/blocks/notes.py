"""The `notes` block: a section's own points ("In short")."""

import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content.source import Source


@dataclass(frozen=True)
class Notes:
    """The points of one block. page: path under docs; line: the block's in the file; points: Markdown, a line of the list each."""

    page: str
    line: int
    points: tuple[str, ...]


def parse(fence: Fence, source: Source) -> Notes:
    """Return the points. Raises PageError when the block is more or less than one list."""
    if not any(line.startswith("- ") for _, line in fence.body):
        raise source.error(fence.line, "the block 'notes' has no points. Write each as '- …'.", "notes-no-points")
    for index, line in fence.body:
        if line.strip() and not line.startswith(("- ", "    ")):
            raise source.error(
                index, "the block 'notes' holds list items only. Begin this line with '- ' or indent it by four spaces.", "notes-prose"
            )
    return Notes(source.page, source.number(fence.line), tuple(line for _, line in fence.body if line.strip()))


class NotesPoints(NotesBlock):
    """Renders the points."""

    NAME = "notes"
    RUNNING_TEXT = False
    ARGUMENT = False
    EXAMPLE = "/// notes"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Notes, writer) -> str:
        """Return the list."""
        return writer.text("\n".join(value.points))

    def on_create(self, parent):
        """Return the frame."""
        return etree.SubElement(parent, "div", {"class": "notes"})
