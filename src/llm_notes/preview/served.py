"""What `mkdocs serve` serves: the newest pages without mistakes. As long as there is a mistake, it is shown at the top of each page."""

import html
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from mkdocs.exceptions import Abort, MkDocsException

from llm_notes.checks import warned

WORKER = Path(__file__).with_name("sw.js")
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
# White on dark red is readable in light and dark; nothing here depends on the theme, which may be what is broken.
STYLE = "flex: none; padding: 12px 16px; background: #8c1d18; color: #fff; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere"


class ServedSite:
    """A builder for MkDocs' server: builds, and puts what should be seen into the served folder.

    folder: what is served; builder: MkDocs' own, which fills the folder or raises; plugin: NotesPlugin, which knows what is wrong.
    """

    def __init__(self, folder: str, builder: Callable[[], None], plugin):
        self.folder, self.builder, self.plugin = Path(folder), builder, plugin
        self._place = tempfile.TemporaryDirectory(prefix="llm_notes_")
        self.kept = Path(self._place.name, "site")  # the pages to show, as they were built
        self.good = False  # whether those were built without a mistake
        self._show([])  # MkDocs has already built once

    def __call__(self) -> None:
        """Build again; mistakes are reported, never raised."""
        self.plugin.mistakes = set()
        self.plugin.warnings.messages.clear()
        trouble = []
        try:
            self.builder()
        except (Exception, SystemExit) as error:  # whatever it is, the preview keeps running
            if not isinstance(error, MkDocsException):
                traceback.print_exc()
            # MkDocs has logged the mistakes before it aborts, so they are among the warnings.
            if not (isinstance(error, Abort) and self.plugin.warnings.messages):
                trouble.append(f"{type(error).__name__}: {error}")
            self._show(trouble, broken=True)
        else:
            self._show(trouble)

    def _show(self, trouble: list[str], broken: bool = False) -> None:
        """Say what is wrong and put the pages into the folder. broken: the folder has no complete site."""
        own = [*map(str, sorted(self.plugin.mistakes)), *trouble]
        other = [message for message in dict.fromkeys(self.plugin.warnings.messages) if not warned.LINK.match(message)]
        logged = [*map(str, self.plugin.links()), *other]
        wrong = broken or bool(own)
        older = broken or wrong and self.good
        if older:
            _replace(self.folder, self.kept)
        else:
            _replace(self.kept, self.folder)
            self.good = not wrong
        if not wrong:
            state = "Built, with warnings"
        elif older:
            state = "Not built. The pages are as they were before"
        else:
            state = "Built without the parts that have mistakes"
        for line in trouble:
            print(line, file=sys.stderr)
        if wrong:
            print(f"{state}.", file=sys.stderr, flush=True)
        if own or logged:
            banner = _banner(state, own + logged)
            for page in self.folder.rglob("*.html"):
                text = page.read_bytes().decode()
                body = BODY.search(text)
                page.write_bytes((text[: body.end()] + banner + text[body.end() :] if body else banner + text).encode())
        shutil.copyfile(WORKER, self.folder / "sw.js")


def _replace(folder: Path, source: Path) -> None:
    """Make the folder a copy of the source."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)


def _banner(state: str, lines: list[str]) -> str:
    items = "".join(f'<li style="white-space: pre-line">{html.escape(line)}</li>' for line in lines)
    return (
        f'<div role="alert" style="{STYLE}"><details open><summary><strong>{state}: {len(lines)} to correct</strong></summary>'
        f'<ul style="margin: 8px 0; padding-left: 20px">{items}</ul></details></div>'
    )
