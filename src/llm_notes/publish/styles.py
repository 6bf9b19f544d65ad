"""Each page contains the styles it needs to be displayed; the rest of the theme's rules wait for the first interaction.

The page's own sheet is inlined in its head, so nothing blocks its first paint. The rest is one file for the whole site:
every rule that matches some page, or something a script may add, in the theme's order. It comes
after the page's own sheet and repeats it, so no rule changes its precedence when it arrives (`start.js` loads it; without
scripts, the page loads it itself).
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from llm_notes.checks.findings import located
from llm_notes.publish.built import Page, attributes, scripts_of, with_imports
from llm_notes.publish.css import VARIABLE, Names, Stylesheet, read_rules

FOLDER = "assets/stylesheets"
LINK = re.compile(r"<link\b[^>]*>")
# What a script is likely to add to a page as it opens: a name in a string, or a property such as `.hidden`; not words in comments or paths.
SAID = re.compile(r"/\*.*?\*/|(?<![:\"'`\\/])//[^\n]*|\"\.{1,2}/[^\"\n]*\"|(?P<text>\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|\.[a-z]\w*)", re.DOTALL)
FILE = re.compile(r"url\((?!\s*[\"']?(?:data:|#))")  # a path that would break elsewhere


REST = f"{FOLDER}/rest.css"  # the common sheet's path until all pages have been seen; then its name gets a hash of its content


class Styles:
    """Goes through every page, puts the page's own styles into its head, then writes the common sheet."""

    def __init__(self, site: Path):
        self.site = site
        self.sheets: dict[tuple[str, ...], Stylesheet] = {}
        self.modules: dict[str, set[str]] = {}  # what each imports
        self.added: dict[frozenset[str], Names] = {}  # what modules add; many pages load the same ones
        self.everywhere = Names()

    def slim(self, page: Page) -> None:
        """Put the styles into the page's head. Raises PageError for a stylesheet that can't be read or that loads a file."""
        links = _sheets_of(page)
        if not links:
            return
        paths = tuple(path for _, path in links)
        if paths not in self.sheets:
            self.sheets[paths] = Stylesheet(rule for path in paths for rule in _read(self.site, path))
        self.everywhere.add(page.names)
        style = self.sheets[paths].select(page.names.joined(self._added_by(page)), at_first=True)
        for index, (tag, _) in enumerate(links):
            page.swap(tag, f"<style>{style}</style>" if index == 0 else "")

    def write_rest(self) -> str:
        """Write the common sheet; return its path in the site, or '' if no page had a stylesheet."""
        if not self.sheets:
            return ""
        self.everywhere.add(_words(self.site, {path.relative_to(self.site).as_posix() for path in self.site.glob("assets/**/*.js")}))
        for sheet in self.site.glob(f"{FOLDER}/*.css"):  # sheets that come later may read the theme's custom properties
            self.everywhere.variables.update(VARIABLE.findall(sheet.read_text(encoding="utf-8")))
        rest = "".join(rules.select(self.everywhere) for rules in self.sheets.values())
        path = f"{FOLDER}/rest.{hashlib.sha256(rest.encode()).hexdigest()[:8]}.css"
        (self.site / path).write_text(rest, encoding="utf-8")
        return path

    def _added_by(self, page: Page) -> Names:
        """Return what the page's modules may add to it."""
        loaded = [path for _, path, values in scripts_of(page) if values.get("type") == "module"]
        for path in loaded:
            if path not in self.modules:
                self.modules[path] = with_imports(self.site, path)
        modules = frozenset().union(*(self.modules[path] for path in loaded))
        if modules not in self.added:
            self.added[modules] = _words(self.site, modules, said=True)
        return self.added[modules]


def _sheets_of(page: Page) -> list[tuple[str, str]]:
    head = page.text.partition("</head>")[0]
    found = ((tag, attributes(tag)) for tag in LINK.findall(head))
    return [(tag, page.path(values["href"])) for tag, values in found if values.get("rel") == "stylesheet" and page.path(values["href"])]


def _read(site: Path, path: str):
    text = (site / path).read_text(encoding="utf-8")
    loads = FILE.search(text)
    if loads:
        line = text[: loads.start()].count("\n") + 1
        raise located(path, line, "a stylesheet loads a file, which breaks when it moves into the page. Write it as a data: address.")
    try:
        return read_rules(text)
    except ValueError as error:
        raise located(path, 1, f"this stylesheet can't be read: {error}. Write it without nesting.") from None


def _words(site: Path, paths: Iterable[str], said: bool = False) -> Names:
    """Return the words of scripts; with `said`, only those inside a string literal or naming a property."""
    found: set[str] = set()
    for path in paths:
        text = (site / path).read_text(encoding="utf-8")
        if said:
            text = " ".join(match["text"] or "" for match in SAID.finditer(text))
        found.update(re.findall(r"[\w-]+", text))
    return Names(words=found, variables={word for word in found if word.startswith("--")})
