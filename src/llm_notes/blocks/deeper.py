"""The `deeper` block: what a first reading can skip, folded under the question that it answers.

It's a `<details>`, complete without scripts. What is in it counts as depth, not as the page's main path (content/reading.py).
"""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes.blocks.fences import OPEN, Fence, NotesBlock
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import HEADING
from llm_notes.content.source import Source

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
HIGHEST = 3  # the highest level of a heading inside


@dataclass(frozen=True)
class Deeper:
    """A fold. page: path under docs; line: the block's line in the file; title: what it answers; anchor: its id, or '';
    body: the numbers of the lines inside."""

    page: str
    line: int
    title: str
    anchor: str
    body: range


def parse(fence: Fence, source: Source) -> Deeper:
    """Return the fold. Raises PageError when it is empty, holds another fold or a chapter-size heading."""
    anchor = str(fence.options.get("id") or "")
    if anchor and not ID.fullmatch(anchor):
        raise source.error(fence.line, f"the id '{anchor}' must be lowercase words joined by hyphens, like 'why-the-root'.", "deeper-id")
    if not fence.text:
        raise source.error(fence.line, "the block 'deeper' is empty. Write what it answers inside, or remove it.", "deeper-empty")
    numbers, lines = [index for index, _ in fence.body], [line for _, line in fence.body]
    for place, line in prose_lines(lines):
        opened, heading = OPEN.match(line), HEADING.match(line)
        if opened and opened.group(2) == "deeper":
            raise source.error(
                numbers[place],
                f"'deeper' is inside the block 'deeper' opened on line {source.number(fence.line)}. "
                "Close that one first: put two folds one after the other, or everything in one.",
                "deeper-in-deeper",
            )
        if heading and len(heading.group(1)) < HIGHEST:
            raise source.error(
                numbers[place],
                f"the heading '{heading.group(2)}' is on the same level as those outside, so what follows the block would belong to it. "
                f"Begin it with '{'#' * HIGHEST}', or put it above the block.",
                "deeper-heading",
            )
    return Deeper(
        source.page, source.number(fence.line), fence.argument.strip(), anchor, range(source.number(numbers[0]), source.number(fence.end))
    )


class DeeperBlock(NotesBlock):
    """Renders a fold. Opened with four slashes when other blocks are inside."""

    NAME = "deeper"
    ARGUMENT = True
    CONTAINS_BLOCKS = True
    KNOWN = {"id": "a name for links that lead to it"}
    EXAMPLE = "/// deeper | What it answers"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Deeper, writer) -> str:
        """Return the title in bold, then what is inside."""
        return f"**{writer.text(value.title)}**\n\n{writer.between(value.body)}"

    def on_create(self, parent):
        """Return the fold with its title."""
        said = self.parsed
        fold = etree.SubElement(parent, "details", {"class": "deeper"})
        etree.SubElement(fold, "summary").text = said.title
        # The id is inside the fold: browsers open a fold for a link that leads into it, not for one that leads to it.
        etree.SubElement(fold, "div", {"class": "deeper__body", **({"id": said.anchor} if said.anchor else {})})
        return fold

    def on_add(self, block):
        """The content goes below the title."""
        return block.find("div")

    def on_markdown(self):
        """The content is Markdown blocks."""
        return "block"
