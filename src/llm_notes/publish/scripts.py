"""The theme's script starts at the reader's first movement, key or touch; the search when it is opened.

`start.js` does that; `scheme.js` sets what has to be right from the start, light or dark. Both are inlined in the page; `late_search.js`
is a file that is loaded along with the theme's script.
Other scripts are modules, which never block, and a page without work for one doesn't load it. Material's code is used as it is.
"""

import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path

from llm_notes import strings
from llm_notes.publish.built import Page, scripts_of
from llm_notes.publish.styles import REST

FOLDER = "assets/javascripts"
PALETTE = re.compile(r"<form\b[^>]*data-md-component=\"?palette\b.*?</form>", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*|^\s+|\n", re.DOTALL | re.MULTILINE)
NEEDED = re.compile(r"\bNeeded by: ([^\n]+?)\.?$", re.MULTILINE)  # in a module's first comment: elements, .classes


class Modules:
    """The modules in the folder, each read once."""

    def __init__(self, site: Path):
        self.site = site
        self.needed_by: dict[str, list[str]] = {}  # path of a module -> what it needs in a page

    def drop_idle(self, page: Page) -> None:
        """Remove a module from a page that has none of what the module's first comment lists after `Needed by:`."""
        for tag, path, _ in scripts_of(page):
            wanted = self._wanted(path)
            if wanted and not any(name[1:] in page.names.classes if name[0] == "." else name in page.names.elements for name in wanted):
                page.swap(tag, "")

    def _wanted(self, path: str) -> list[str]:
        if path not in self.needed_by:
            file = self.site / path  # if it is missing, the link check says so
            needed = NEEDED.search(file.read_text(encoding="utf-8").partition("*/")[0]) if file.is_file() else None
            self.needed_by[path] = needed[1].split(", ") if needed else []
        return self.needed_by[path]


def write_late_search(site: Path) -> None:
    """Write the script that delays the search."""
    (site / _late_search()).write_text(_late_text(), encoding="utf-8")


def _late_search() -> str:
    """Return its path in the site. Its name has a hash of its content."""
    return f"{FOLDER}/late-search.{hashlib.sha256(_late_text().encode()).hexdigest()[:8]}.js"


@cache
def _late_text() -> str:
    return f"const STRINGS = {json.dumps(strings.SEARCH, ensure_ascii=False)};{script('late_search.js')}"


def start_late(page: Page) -> None:
    """Make a page start the theme's script later, and load the styles that come with it."""
    theme = next(((tag, values) for tag, path, values in scripts_of(page) if path.startswith(f"{FOLDER}/bundle.")), None)
    if theme:
        tag, values = theme
        base = page.base or "./"  # an import needs a path that begins with a dot or a slash
        named = {"theme": values["src"], "sheet": base + REST, "search": base + _late_search()}
        data = " ".join(f'data-{name}="{html.escape(address)}"' for name, address in named.items())
        plain = f'<noscript><link rel="stylesheet" href="{html.escape(page.base + REST)}"></noscript>'
        page.swap(tag, f"<script {data}>{script('start.js')}</script>{plain}")
        form = PALETTE.search(page.text)
        if form:
            page.add_after(form[0], f"<script>{script('scheme.js')}</script>")


@cache
def script(name: str) -> str:
    """Return one of this package's scripts as it is inlined in a page: without comments and indentation."""
    return COMMENT.sub("", (Path(__file__).parent / name).read_text(encoding="utf-8"))
