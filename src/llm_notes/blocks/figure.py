"""The `figure` block: an SVG file inlined in the page, with a caption and the same content in words."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.checks.safety import DRAWING
from llm_notes.content.source import Source
from llm_notes.markup.plain import labeled, quoted

SVG = "{http://www.w3.org/2000/svg}"
XML_LINE = re.compile(r"\s*<\?xml version=[\"']1\.0[\"'](\s+encoding=[\"']utf-8[\"'])?\s*\?>", re.IGNORECASE)
FORBIDDEN_ATTRIBUTE = re.compile(r"^(on.*|style|href|\{.*\}.*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A drawing with a caption and the same content in words, both Markdown.

    page: path under docs; line: the block's line in the file; id: the drawing's file name without its extension; drawing: the root element.
    """

    page: str
    line: int
    id: str
    caption: str
    drawing: etree.Element
    words: str


def parse(fence: Fence, source: Source) -> Figure:
    """Return the figure. Raises PageError when the file is missing, unsafe or not SVG, or the text alternative is missing."""
    if not fence.text.strip():
        raise source.error(
            fence.line,
            "the figure has no text alternative. Write under it, in words, what a reader who can't see it needs.",
            "figure-no-words",
        )
    path = (source.docs_dir / source.page).parent / str(fence.options["src"])
    if not path.resolve().is_relative_to(source.docs_dir.resolve()):
        raise source.error(
            fence.line,
            f"the drawing '{fence.options['src']}' is outside {source.docs_dir.name}/. Move it to {source.docs_dir.name}/assets/images/.",
            "figure-outside",
        )
    if not path.is_file():
        raise source.error(
            fence.line,
            f"there is no drawing '{fence.options['src']}'. Add the file, or correct the path: it starts from this page's folder.",
            "figure-missing",
        )
    try:
        drawing = read_svg(path)
    except ValueError as error:
        raise source.error(fence.line, str(error), "figure-drawing") from None
    return Figure(source.page, source.number(fence.line), path.stem, fence.argument.strip(), drawing, fence.text)


class FigureBlock(NotesBlock):
    """Renders a figure, which adapts to light and dark mode because its colors are classes of the site's stylesheet."""

    NAME = "figure"
    ARGUMENT = True
    KNOWN = {"src": "the drawing's file, as a path from this page"}
    REQUIRED = ("src",)
    EXAMPLE = "/// figure | What there is to see, in a sentence."

    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Figure, writer) -> str:
        """Return a quotation: the caption, then the words."""
        return quoted(labeled(strings.LABELS["figure"], writer.text(value.caption)), writer.text(value.words))

    def on_create(self, parent):
        """Return the element for the words; the drawing comes from the page's figures, in order."""
        figure = etree.SubElement(parent, "figure", {"class": "figure"})
        set_drawing(figure, self.md, self.parsed.drawing, self.parsed.caption)
        words = etree.SubElement(figure, "details", {"class": "figure__words"})
        etree.SubElement(words, "summary").text = strings.FIGURE_IN_WORDS
        # HTML requires a caption first or last; notes.css shows it below the drawing.
        etree.SubElement(figure, "figcaption").text = self.parsed.caption
        return figure

    def on_add(self, block):
        """The body goes below the summary."""
        return block.find("details")

    def on_markdown(self):
        """The body is Markdown blocks."""
        return "block"


def set_drawing(parent, md, svg: etree.Element, name: str) -> None:
    """Add the drawing to the parent, as one image with this name. Markdown leaves it as it is."""
    svg.set("role", "img")
    svg.set("aria-label", name)
    holder = etree.SubElement(parent, "div", {"class": "figure__drawing", "data-search-exclude": ""})  # its labels would run together
    holder.text = md.htmlStash.store(etree.tostring(svg, encoding="unicode"))


def read_svg(path: Path) -> etree.Element:
    """Return the drawing's root element, with the namespace removed from the names.

    Raises ValueError with a sentence when the file isn't SVG or contains something that could run or load.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if re.search(r"<\?|<!(?!--)", XML_LINE.sub("", text, count=1)):
            raise ValueError(
                f"{path.name} contains <! or <?, which can define or load things in a drawing. Remove everything that begins that way, except comments."
            )
        root = etree.fromstring(text)
    except (etree.ParseError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.name} isn't readable as SVG ({error}). Fix the file.") from None
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.removeprefix(SVG) not in DRAWING:
            raise ValueError(
                f"{path.name} has <{str(element.tag).removeprefix(SVG)}>, which a drawing may not: use only {', '.join(sorted(DRAWING))}."
            )
        element.tag = element.tag.removeprefix(SVG)
        for name, value in element.attrib.items():
            if FORBIDDEN_ATTRIBUTE.match(name) or re.search(r"url\((?!#)|javascript:", value, re.IGNORECASE):
                raise ValueError(
                    f'{path.name} contains the attribute {name}="{value}", which a drawing may not: '
                    "color it with the classes of the style guide, and link nowhere."
                )
    if root.tag != "svg" or "viewBox" not in root.attrib:
        raise ValueError(f'{path.name} needs <svg viewBox="0 0 width height"> as its outermost element.')
    return root
