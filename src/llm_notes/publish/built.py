"""The built pages, as the steps read and change them. Whatever a step doesn't change stays the same, byte for byte.

A page is changed as text, because lxml writes names in drawings in lowercase, and SVG is case-sensitive.
"""

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

from lxml import etree, html

from llm_notes.publish.css import VARIABLE, Names

CONFIG = re.compile(r"<script id=\"?__config\"? type=\"?application/json\"?>(.*?)</script>", re.DOTALL)
ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
START = re.compile(r"<([\w-]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
MODULE_IMPORT = re.compile(r"^import\b[^;]*?[\"'](\.{1,2}/[^\"']+)[\"']", re.MULTILINE)


@dataclass
class Page:
    """A page of the built folder. file: of the HTML; site: the folder.

    A step changes the text. Once the page has been parsed, use `swap`, `add_after` or `add_to_head`, which keep the tree in sync.
    """

    file: Path
    site: Path

    @cached_property
    def text(self) -> str:
        """The HTML, at first as it was built."""
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The HTML as it is now, parsed."""
        return html.document_fromstring(self.text)

    @cached_property
    def names(self) -> Names:
        """The names that occur in the page, as of the first call."""
        names = Names(variables=set(VARIABLE.findall(self.text)))
        attributes = set()
        for element in self.tree.iter(etree.Element):
            names.elements.add(element.tag)
            attributes.update(element.items())
        for name, value in attributes:
            names.attributes.setdefault(name, set()).add(value)
        names.ids.update(names.attributes.get("id", ()))
        names.classes.update(name for value in names.attributes.get("class", ()) for name in value.split())
        return names

    @property
    def of_theme(self) -> bool:
        """Whether the theme made it; a redirect isn't one of its pages."""
        return bool(CONFIG.search(self.text))

    @cached_property
    def folder(self) -> str:
        """The page's address relative to the site's root: '' or with a slash at its end; a file other than index.html by its name."""
        return self.file.relative_to(self.site).as_posix().removesuffix("index.html")

    @cached_property
    def base(self) -> str:
        """The relative path from the page to the site's root, with a slash at the end: `../../`, or `/some/path/` on the 404 page."""
        config = CONFIG.search(self.text)
        assert config  # only called for pages of the theme
        base = json.loads(config[1])["base"]
        return base.rstrip("/") + "/" if base != "." else ""

    def path(self, address: str) -> str:
        """Return the path in the site that a link of the page leads to, or '' if it leads elsewhere."""
        address = address.split("?")[0].split("#")[0]
        if self.base.startswith("/"):
            return posixpath.normpath(address.removeprefix(self.base)) if address.startswith(self.base) else ""
        if ":" in address or address.startswith("/"):
            return ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.folder), address))
        return "" if path.startswith("..") else path

    def change(self, text: str) -> None:
        """Change the text, and forget what was parsed from the old one."""
        if text != self.text:
            self.text = text
            self.forget()

    def swap(self, old: str, new: str) -> None:
        """Replace an element with other HTML, or with nothing. old: the element's whole text; its first occurrence counts."""
        element = self._element(old)
        for part in reversed(html.fragments_fromstring(new) if new else []):
            element.addnext(part)
        element.drop_tree()
        self.text = self.text.replace(old, new, 1)

    def add_after(self, old: str, new: str) -> None:
        """Add HTML after an element. old: the element's whole text; its first occurrence counts."""
        element = self._element(old)
        for part in reversed(html.fragments_fromstring(new)):
            element.addnext(part)
        self.text = self.text.replace(old, old + new, 1)

    def _element(self, text: str) -> html.HtmlElement:
        tag = START.match(text)
        assert tag  # the text is an element's
        values = {name: unescape(value) for name, value in attributes(tag[0]).items()}
        return next(element for element in self.tree.iter(tag[1]) if dict(element.attrib) == values)

    def add_to_head(self, new: str) -> None:
        """Put elements at the end of the head."""
        self.text = self.text.replace("</head>", new + "</head>", 1)
        self.tree.find("head").extend(html.fragments_fromstring(new))

    def forget(self) -> None:
        """Free the memory of the parsed tree."""
        for name in ("tree", "names"):
            self.__dict__.pop(name, None)

    def write(self) -> None:
        """Write the page as it is now."""
        self.file.write_text(self.text, encoding="utf-8")


@dataclass(frozen=True)
class Head:
    """What a page's head says: its address, the site's name, its description, its background color; each may be ''."""

    address: str
    name: str
    description: str
    paper: str

    @classmethod
    def of(cls, page: Page) -> "Head":
        """Read it from a page."""
        values = {"canonical": "", "og:site_name": "", "description": "", "theme-color": ""}
        for element in reversed(page.tree.find("head")):
            name = element.get("rel") or element.get("property") or element.get("name")
            if name in values:
                values[name] = element.get("href") or element.get("content") or ""
        return cls(*values.values())


def html_files(site: Path) -> list[Page]:
    """Return every HTML file in the built folder, sorted."""
    return [Page(file, site) for file in sorted(site.rglob("*.html"))]


def pages(site: Path) -> list[Page]:
    """Return the pages of the theme in the built folder, sorted."""
    return [page for page in html_files(site) if page.of_theme]


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag, quoted or not; one without a value has ''."""
    inside = re.sub(r"^<[\w-]+|/?>$", "", tag)
    return {name.lower(): double or single or bare for name, double, single, bare in ATTRIBUTE.findall(inside)}


def scripts_of(page: Page) -> list[tuple[str, str, dict[str, str]]]:
    """Return (tag, path in the site, attributes) of each script that the page loads from the site."""
    tags = ((tag, attributes(tag.partition("</")[0])) for tag in re.findall(r"<script\b[^>]*\bsrc\b[^>]*></script>", page.text))
    return [(tag, page.path(values["src"]), values) for tag, values in tags if page.path(values["src"])]


def with_imports(site: Path, path: str) -> set[str]:
    """Return a module and everything that it imports statically, as paths in the site. Dynamic imports aren't included."""
    found, waiting = set(), [path]
    while waiting:
        path = waiting.pop()
        if path not in found and (site / path).is_file():
            found.add(path)
            text = (site / path).read_text(encoding="utf-8")
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in MODULE_IMPORT.findall(text)]
    return found
