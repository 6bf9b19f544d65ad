"""The built pages, as the steps read and change them. What a step doesn't change keeps every byte."""

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CONFIG = re.compile(r"<script id=\"?__config\"? type=\"?application/json\"?>(.*?)</script>", re.DOTALL)
ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
MODULE_IMPORT = re.compile(r"^import\b[^;]*?[\"'](\.{1,2}/[^\"']+)[\"']", re.MULTILINE)


@dataclass
class Page:
    """A page of the theme. file: of the HTML; site: the built folder."""

    file: Path
    site: Path

    @cached_property
    def text(self) -> str:
        """The HTML as it was read."""
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def base(self) -> str:
        """What leads from the page to the site's root, with a slash at its end: `../../`, or `/some/path/` on the 404 page."""
        base = json.loads(CONFIG.search(self.text)[1])["base"]
        return base.rstrip("/") + "/" if base != "." else ""

    def path(self, address: str) -> str:
        """Return where a link of the page leads to inside the site, or '' if it leads elsewhere."""
        address = address.split("?")[0].split("#")[0]
        if self.base.startswith("/"):
            return posixpath.normpath(address.removeprefix(self.base)) if address.startswith(self.base) else ""
        if ":" in address or address.startswith("/"):
            return ""
        here = self.file.relative_to(self.site).parent.as_posix()
        path = posixpath.normpath(posixpath.join(here, address))
        return "" if path.startswith("..") else path

    def write(self, text: str) -> None:
        """Keep a changed page."""
        self.text = text
        self.file.write_text(text, encoding="utf-8")


def pages(site: Path) -> list[Page]:
    """Return the pages of the theme in the built folder, sorted; pages that only lead on to another aren't among them."""
    found = (Page(file, site) for file in sorted(site.rglob("*.html")))
    return [page for page in found if CONFIG.search(page.text)]


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag, quoted or not; one without a value has ''."""
    inside = re.sub(r"^<[\w-]+|/?>$", "", tag)
    return {name.lower(): double or single or bare for name, double, single, bare in ATTRIBUTE.findall(inside)}


def scripts_of(page: Page) -> list[tuple[str, str, dict[str, str]]]:
    """Return (tag, path in the site, attributes) of each script that the page loads from the site."""
    tags = ((tag, attributes(tag.partition("</")[0])) for tag in re.findall(r"<script\b[^>]*\bsrc\b[^>]*></script>", page.text))
    return [(tag, page.path(values["src"]), values) for tag, values in tags if page.path(values["src"])]


def with_imports(site: Path, path: str) -> set[str]:
    """Return a module and all that it imports at once, as paths in the site. Those it imports later aren't among them."""
    found, waiting = set(), [path]
    while waiting:
        path = waiting.pop()
        if path not in found and (site / path).is_file():
            found.add(path)
            text = (site / path).read_text(encoding="utf-8")
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in MODULE_IMPORT.findall(text)]
    return found
