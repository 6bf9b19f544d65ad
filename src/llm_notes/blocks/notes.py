"""The `notes` block: a section's own points ("In short")."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content.source import Source

HEADING = "In short"  # of the part that holds the block
POINT = re.compile(r"(?:-|\d+\.) (.*)")


@dataclass(frozen=True)
class Notes:
    """The points of one block. page: path under docs; line: the block's line in the file; points: the list in Markdown, line by line."""

    page: str
    line: int
    points: tuple[str, ...]


def parse(fence: Fence, source: Source) -> Notes:
    """Return the points. Raises PageError when the block isn't exactly one list."""
    if not any(POINT.match(line) for _, line in fence.body):
        raise source.error(fence.line, "the block 'notes' has no points. Write each as '- …' or '1. …'.", "notes-no-points")
    for index, line in fence.body:
        if line.strip() and not POINT.match(line) and not line.startswith("    "):
            raise source.error(
                index,
                "the block 'notes' may contain only list items. Begin this line with '- ' or '1. ', or indent it by four spaces.",
                "notes-prose",
            )
    return Notes(source.page, source.number(fence.line), tuple(fence.text.split("\n")))


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
