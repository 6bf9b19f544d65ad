"""A built site as the checks see it: its pages, parsed once, and how to get from a page back to its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree, html

NAMES = re.compile(r'\b(?:id|src|href|alt|for|name)="?([^">]+?)(?=["\s>])')  # values may be unquoted


@dataclass
class BuiltPage:
    """One HTML file of the site. path: relative to the site, like 'glossary/index.html'."""

    path: str
    tree: html.HtmlElement

    @property
    def article(self):
        """The page's own content, without the theme around it; None on 404."""
        found = self.tree.xpath("//article")
        return found[0] if found else None

    @cached_property
    def ids(self) -> set[str]:
        """Every id and anchor name of the page."""
        return set(self.tree.xpath("//@id")) | set(self.tree.xpath("//a/@name"))


class BuiltSite:
    """A folder that an engine has built from `root`. base: the path it is served under, like '/some/path/'."""

    def __init__(self, folder: Path, root: Path, base: str = "/"):
        self.folder, self.root, self.base = folder, root, base

    @cached_property
    def pages(self) -> dict[str, BuiltPage]:
        """Every HTML page by its path in the site."""
        return {
            file.relative_to(self.folder).as_posix(): BuiltPage(
                file.relative_to(self.folder).as_posix(), html.fromstring(file.read_bytes())
            )
            for file in sorted(self.folder.rglob("*.html"))
            if not file.relative_to(self.folder).as_posix().startswith("assets/")
        }

    def source_of(self, page: str) -> Path | None:
        """Return the Markdown file of a built page, None for 404 and redirects."""
        folder = page.removesuffix("index.html").strip("/")
        for candidate in (f"{folder}.md", f"{folder}/index.md" if folder else "index.md"):
            if folder or candidate == "index.md":
                file = self.root / "docs" / candidate
                if file.is_file():
                    return file
        return None

    def where(self, page: str, *texts: str) -> str:
        """Return 'file:line' of the first of the texts found in the page's source, else in a template.

        Falls back to the page's first line, so that a finding always names a file.
        """
        source = self.source_of(page)
        files = [source] if source else []
        files += sorted((self.root / "overrides").rglob("*.html")) + [self.root / "mkdocs.yml"]
        for text in texts:
            for file in files:
                if text and file.is_file():
                    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
                        if text in line:
                            return f"{file.relative_to(self.root).as_posix()}:{number}"
        first = source or self.root / "mkdocs.yml"
        return f"{first.relative_to(self.root).as_posix()}:1"


def names(tag: str) -> list[str]:
    """Return what an author may have written for an element, for `where`. tag: the element's start tag in the built page."""
    return [part for name in NAMES.findall(tag) for part in (name, name.split("/")[-1]) if len(part) > 2]


def loaded(tree) -> Iterator[tuple[html.HtmlElement, str]]:
    """Yield (element, address) of every file that the browser fetches automatically for a page."""
    for element in tree.iter(etree.Element):
        named: tuple[str, ...] = ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href") if element.tag in ("image", "use") else ()
        if element.tag == "link" and element.get("rel") not in ("canonical", "alternate", "prev", "next"):
            named = ("href",)
        if element.tag == "script":
            named = ("data-theme", "data-sheet", "data-search")  # what llm_notes/publish/start.js loads later
        for name in ("src", "poster", "data", *named):
            if element.get(name) is not None:
                yield element, element.get(name).strip()
        for choice in element.get("srcset", "").split(","):
            if choice.strip():
                yield element, choice.split()[0]
        for address in re.findall(r"""url\(\s*["']?([^"')]+)""", element.get("style", "")):
            yield element, address.strip()


def heading_text(element) -> str:
    """Return a heading's words without its permalink."""
    texts = element.xpath(".//text()[not(ancestor::a[contains(@class, 'headerlink')])]")
    return re.sub(r"\s+", " ", "".join(texts)).strip()
