"""The theme's script starts at the reader's first movement, key or touch; the search when it is opened.

`start.js` says how, `scheme.js` what has to be right before that: light or dark. Both stand in the page itself; `late_search.js`
is a file that comes with the theme's script.
Other scripts are modules, which never block, and a page without work for one doesn't load it. Material's code is used as it is.
"""

import hashlib
import html
import re
from functools import cache
from pathlib import Path

from llm_notes.publish.built import pages, scripts_of
from llm_notes.publish.styles import names_of

FOLDER = "assets/javascripts"
PALETTE = re.compile(r"<form\b[^>]*data-md-component=\"?palette\b.*?</form>", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*|^\s+|\n", re.DOTALL | re.MULTILINE)
NEEDED = re.compile(r"\bNeeded by: ([^\n]+?)\.?$", re.MULTILINE)  # in a module's first comment: elements, .classes


def drop_idle(site: Path) -> None:
    """Take a module out of each page that has none of what the module's first comment names behind `Needed by:`."""
    for page in pages(site):
        names, text = names_of(page), page.text
        for tag, path, _ in scripts_of(page):
            if not (site / path).is_file():
                continue  # the check of links tells it
            needed = NEEDED.search((site / path).read_text(encoding="utf-8").partition("*/")[0])
            wanted = needed[1].split(", ") if needed else []
            if wanted and not any(name[1:] in names.classes if name[0] == "." else name in names.elements for name in wanted):
                text = text.replace(tag, "", 1)
        if text != page.text:
            page.write(text)


def start_late(site: Path, sheet: str) -> None:
    """Let each page start the theme's script later. sheet: path in the site of the styles that come with it.

    A published page has no such script any more, so a second run finds nothing to do.
    """
    program = script("late_search.js")
    search = f"{FOLDER}/late-search.{hashlib.sha256(program.encode()).hexdigest()[:8]}.js"
    (site / search).write_text(program, encoding="utf-8")
    for page in pages(site):
        theme = next(((tag, values) for tag, path, values in scripts_of(page) if path.startswith(f"{FOLDER}/bundle.")), None)
        if theme:
            tag, values = theme
            base = page.base or "./"  # an import needs a path that says that it is one
            named = {"theme": values["src"], "sheet": base + sheet, "search": base + search}
            data = " ".join(f'data-{name}="{html.escape(address)}"' for name, address in named.items())
            plain = f'<noscript><link rel="stylesheet" href="{html.escape(page.base + sheet)}"></noscript>'
            text = page.text.replace(tag, f"<script {data}>{script('start.js')}</script>{plain}", 1)
            page.write(PALETTE.sub(lambda form: f"{form[0]}<script>{script('scheme.js')}</script>", text, count=1))


@cache
def script(name: str) -> str:
    """Return one of this package's scripts as it stands in a page: without comments and indentation."""
    return COMMENT.sub("", (Path(__file__).parent / name).read_text(encoding="utf-8"))
