"""Which files may be in docs/ and lab/results/. All of docs/ is served unchanged, so nothing in it may run by itself."""

import os
import re
import unicodedata
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.figure import read_svg
from llm_notes.checks.findings import PageError, located, recording
from llm_notes.content import results
from llm_notes.content.pages import LEFTOVER
from llm_notes.engines import locate

NAME = re.compile(r"[\w.-]+", re.ASCII)
TEXT = {".md", ".bib"}
ASSETS = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".css", ".js", ".json", ".safetensors", ".bin", ".txt", ".md"}


class Files(Preprocessor):
    """Checks the files once per build, while the home page is rendered. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        docs_dir, page = locate(self.md)
        if page == "index.md":
            check(docs_dir)
        return lines


def check(docs_dir: Path) -> None:
    """Raise PageError for a symbolic link, a file of an unknown kind, a name with odd characters, and a drawing that could run code."""
    for path in _walk(docs_dir):
        place = path.relative_to(docs_dir)
        allowed = ASSETS if place.parts[0] == "assets" else TEXT
        with recording():
            if path.suffix not in allowed:
                raise _error(
                    docs_dir,
                    path,
                    f"a file '{path.suffix or path.name}' would be published as it is. Remove it; only "
                    f"{', '.join(sorted(allowed))} files belong here.",
                    "file-kind",
                )
            if path.suffix == ".svg":
                try:
                    read_svg(path)
                except ValueError as error:
                    raise _error(docs_dir, path, str(error), "figure-drawing") from None
    if results.folder(docs_dir).is_dir():
        for _ in _walk(results.folder(docs_dir)):
            pass


def _walk(folder: Path):
    """Yield the files below the folder, except leftovers. Raises PageError for links and odd names, without following them."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not LEFTOVER.fullmatch(name)]
        files = [name for name in files if not LEFTOVER.fullmatch(name)]
        for name in sorted([*folders, *files]):
            path = Path(parent, name)
            sound = False
            with recording():
                if path.is_symlink():
                    raise _error(
                        folder,
                        path,
                        "this is a symbolic link, which may lead out of the repository. Put a copy of the file here.",
                        "file-link",
                    )
                if not NAME.fullmatch(name):
                    better = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()).strip("-")
                    raise _error(
                        folder,
                        path,
                        "the name has characters that addresses can't have. Use letters, digits, '-', '_' and '.'"
                        + (f", such as '{better.replace('-.', '.')}'." if better.strip(".") else "."),
                        "file-name",
                    )
                sound = True
            if sound and name in files:
                yield path


def _error(folder: Path, path: Path, message: str, rule: str) -> PageError:
    root = folder.parent if folder.name == "docs" else folder.parent.parent
    return located(ascii(path.relative_to(root).as_posix())[1:-1], 1, message, rule)
