"""What a page's HTML may contain: an allowlist. Everything else stops the build, so that text never runs as code.

The check reads the finished HTML of a page with a stricter grammar than a browser's: every `<` has to begin an
allowed tag or a plain comment, to its end. As there is no other `<`, not even inside an attribute, a browser can't
see an element that this check hasn't seen, whatever state its parser is in. So it isn't a sanitizer, which would have to
guess what a browser does, and it changes nothing.
"""

import html
import re
from functools import lru_cache
from urllib.parse import urlsplit

from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from llm_notes.blocks.fences import LEFT_OUT
from llm_notes.checks.findings import PageError, recording
from llm_notes.content.lines import prose_lines
from llm_notes.content.source import Source

TEXT = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
}
# Nothing that runs, links or loads. The block `figure` takes these too.
DRAWING = {
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "ellipse",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "marker",
    "title",
    "desc",
}
MATH = {
    "annotation",
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "mprescripts",
    "none",
    "semantics",
}
CUSTOM = re.compile(r"(?!annotation-|font-|color-|missing-)[a-z]+(-[a-z]+)+")  # our elements; the four prefixes are SVG's or MathML's
ANYWHERE = {"class", "dir", "hidden", "id", "lang", "role", "title", "style"}
OF_ELEMENT = {
    "a": {"href", "rel"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
    "time": {"datetime"},
    "annotation": {"encoding"},
    "button": {"type", "disabled"},
    "details": {"open"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope", "abbr"},
    "col": {"span"},
    "colgroup": {"span"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
}
OF_DRAWINGS = {
    "cx",
    "cy",
    "d",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerheight",
    "markerwidth",
    "opacity",
    "orient",
    "points",
    "preserveaspectratio",
    "r",
    "refx",
    "refy",
    "rotate",
    "rx",
    "ry",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "textlength",
    "transform",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "xmlns",
    "y",
    "y1",
    "y2",
    "dominant-baseline",
    "alignment-baseline",
    "pathlength",
    "markerunits",
}
OF_FORMULAS = {
    "accent",
    "accentunder",
    "columnalign",
    "columnlines",
    "columnspacing",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "linethickness",
    "lspace",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowalign",
    "rowlines",
    "rowspacing",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
    "xmlns",
    "frame",
    "largeop",
}
ADDRESSES = {"href", "src", "srcset", "cite"}
SCHEMES = {"http", "https", "mailto"}
STYLE = re.compile(r"\s*text-align:\s*(left|right|center)\s*;?\s*")  # what Markdown writes into tables
# Names that the theme's script looks for.
THEMES_NAMES = re.compile(r"(__|md-)|mermaid$", re.IGNORECASE)
THEMES_DATA = re.compile(r"data-(md|clipboard|tab|copy)", re.IGNORECASE)

NAME, VALUE = r"[A-Za-z_:][\w:.-]*", r"""\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'=<>`]+)"""
ATTRIBUTE = re.compile(rf"\s+({NAME})({VALUE})?", re.ASCII)
TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+{NAME}(?:{VALUE})?)*)\s*/?>", re.ASCII)
COMMENT = re.compile(r"<!--(?![->])(?:(?!--)[^<>])*-->")
CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


class Unsafe(ValueError):
    """What isn't allowed, as a sentence. at: how it may be written in the source, most likely first."""

    def __init__(self, message: str, *at: str):
        super().__init__(re.sub(r"\s+", " ", message))
        self.at = at


@lru_cache(maxsize=1024)  # in a preview, most of it hasn't changed since the last build
def check_html(text: str) -> None:
    """Raise Unsafe for the first thing in the HTML that isn't on the lists above."""
    position = text.find("<")
    while position >= 0:
        tag = TAG.match(text, position) or COMMENT.match(text, position)
        if not tag:
            piece = re.split(r"[>\n]", text[position : position + 60])[0]
            raise Unsafe(
                f"'{piece}' doesn't begin a tag that every browser reads the same way. Write &lt; for a less-than sign, and write "
                "tags out in full: attributes in double quotes, with a space between them.",
                piece,
                html.unescape(piece),
                piece.split()[0],
            )
        if tag.re is TAG:
            _check_tag(tag)
        position = text.find("<", tag.end())


def _check_tag(tag: re.Match) -> None:
    written, name = tag[0], tag[2].lower()
    if name not in TEXT | DRAWING | MATH and not CUSTOM.fullmatch(name):
        raise Unsafe(
            f"<{name}> isn't allowed in content. Remove it; CONTRIBUTING.md lists the available blocks.", written, f"<{tag[2]}", name
        )
    for attribute, value in ATTRIBUTE.findall(tag[3]):
        value = html.unescape(value.partition("=")[2].strip().strip("\"'")) if value else ""
        _check_attribute(name, attribute.lower(), value, written, attribute)


def _check_attribute(element: str, name: str, value: str, tag: str, written: str) -> None:
    at = (tag, f"{written}=", value, value[:12], written)
    if name.startswith("on"):
        raise Unsafe(f'the event handler {name}="{value}" isn\'t allowed in content. Remove it.', *at)
    known = (
        ANYWHERE
        | OF_ELEMENT.get(element, set())
        | (OF_DRAWINGS if element in DRAWING else set())
        | (OF_FORMULAS if element in MATH else set())
    )
    if THEMES_DATA.match(name) or not (name in known or re.fullmatch(r"(aria|data)-[a-z-]+", name)):
        raise Unsafe(f"<{element}> takes no attribute '{name}' in content. Remove it.", *at)
    if name in ("id", "class") and any(THEMES_NAMES.match(word) for word in value.split()):
        raise Unsafe(f"the {name} '{value}' belongs to the theme. Choose another.", *at)
    if name == "style" and not STYLE.fullmatch(value):
        raise Unsafe(f'style="{value}" isn\'t allowed in content. Remove it; styles belong in the stylesheets.', *at)
    if element in DRAWING and re.search(r"url\((?!#)", value):
        raise Unsafe(f'{name}="{value}" loads something into a drawing. Remove it.', *at)
    if name in ADDRESSES:
        for address in re.split(r",\s+", value) if name == "srcset" else [value]:
            _check_address(address, name in ("src", "srcset"), at)


def _check_address(address: str, loads: bool, at: tuple[str, ...]) -> None:
    if re.search(r"[\x00-\x1f\x7f]", address.strip()):
        raise Unsafe(f"the address '{address[:40]}' contains a line break or a control character. Remove it.", *at)
    address = address.strip()
    scheme = re.match(r"([^/?#]*?):", address)
    if scheme and scheme[1].lower() not in SCHEMES:
        raise Unsafe(f"the address '{address[:40]}' isn't allowed in content. Link to a page.", *at)
    if loads and (scheme or re.match(r"[/\\]{2}", address)):
        raise Unsafe(f"'{address}' would be loaded from another host. Put the file into docs/assets/ and name it there.", *at)


def safe_link(address: str) -> bool:
    """Return whether it is the https or http address of a page, with nothing in it that ends a link in Markdown or HTML."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"'`\\{}|^\x00-\x20\x7f]", address)


class SafeCharacters(Preprocessor):
    """Rejects control characters and those that change the direction of text, before anything else; keeps the lines for Safety."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        self.source = Source(self.md, lines)
        return [self._checked(index, line) for index, line in enumerate(lines)]

    def _checked(self, index: int, line: str) -> str:
        with recording():
            odd = CONTROL.search(line)
            if odd:
                raise self.source.error(index, f"the character U+{ord(odd[0]):04X} can't be seen and may hide something. Remove it.")
            return line
        return LEFT_OUT


class Safety(Postprocessor):
    """Checks a page's finished HTML, after every other step."""

    def __init__(self, md, characters: SafeCharacters):
        super().__init__(md)
        self.characters = characters

    def run(self, text: str) -> str:
        """Return the HTML unchanged, or '' if unsafe and the build continues. Raises PageError with the most likely line of the source."""
        with recording():
            try:
                check_html(text)
            except Unsafe as unsafe:
                raise _located(self.characters.source, unsafe) from None
            return text
        return ""


def _located(source: Source, unsafe: Unsafe) -> PageError:
    lines = [*prose_lines(source.lines), *enumerate(source.lines)]
    for text in unsafe.at:
        for index, line in lines:
            if text and text.lower() in line.lower():
                return source.error(index, str(unsafe))
    return source.error(0, str(unsafe))
