"""The theme's script starts at the reader's first movement, key or touch; the search when it is opened.

`start.js` says how, `scheme.js` what has to be right before that: light or dark. Both stand in the page itself.
Other scripts are modules, which never block. Material's code is used as it is.
"""

import html
import re
from functools import cache
from pathlib import Path

from llm_notes.publish.built import Page, pages, scripts_of

PALETTE = re.compile(r"<form\b[^>]*data-md-component=\"?palette\b.*?</form>", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*|^\s+|\n", re.DOTALL | re.MULTILINE)


def start_late(site: Path, sheet: str) -> None:
    """Let each page start the theme's script later. sheet: path in the site of the styles that come with it.

    A published page has no such script any more, so a second run finds nothing to do.
    """
    for page in pages(site):
        theme = next(((tag, values) for tag, path, values in scripts_of(page) if path.startswith("assets/javascripts/bundle.")), None)
        if theme:
            tag, values = theme
            data = f'data-theme="{html.escape(values["src"])}" data-sheet="{html.escape(page.base + sheet)}"'
            text = page.text.replace(tag, f"<script {data}>{script('start.js')}</script>", 1)
            page.write(PALETTE.sub(lambda form: f"{form[0]}<script>{script('scheme.js')}</script>", text, count=1))


@cache
def script(name: str) -> str:
    """Return one of this package's scripts as it stands in a page: without comments and indentation."""
    return COMMENT.sub("", (Path(__file__).parent / name).read_text(encoding="utf-8"))
