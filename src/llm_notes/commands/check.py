"""What is wrong with one page, for `llm-notes check` and `llm-notes status`.

The page is rendered as in a build of the site, but alone, which takes seconds. The checks in tests/checks that look at the
text of pages run too, the page's Python blocks included, if that folder is there; NOT_CHECKED says what is left to `make check`.
"""

import contextlib
import importlib
import inspect
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from llm_notes.blocks import section_map
from llm_notes.checks import files
from llm_notes.checks.findings import Finding, PageError, collecting, going_on
from llm_notes.content.moved import hint
from llm_notes.content.pages import is_draft, read_page
from llm_notes.preview.plugin import Warnings

# In tests/checks: (module, function), the most important one first. Each takes the repository's root and returns sentences
# about all pages, or takes the pages to look at as well, which saves time.
CHECKS = (
    ("code", "check"),
    ("assertions", "check"),
    ("outline", "check_navigation"),
    ("anatomy", "check"),
    ("anatomy", "check_front_matter"),
    ("outline", "check_points"),
    ("anatomy", "check_worked_examples"),
    ("assertions", "check_comparisons"),
    ("results", "check"),
    ("cards", "check_wording"),
    ("giveaways", "check"),
    ("spelling", "check"),
)
NOT_CHECKED = (
    "Not checked: code marked `lab` or `hub`, links from other pages, the chapter's introduction, and whether old addresses work. "
    "Run `make check` for all of these but the marked code."
)
DRAFT = "This is a draft: only what would stop a build and links were checked. `llm-notes status` says what it still lacks."
DRAFTS = "Of drafts, only what would stop a build and links were checked. `llm-notes status` says what they still lack."


def findings(root: Path, path: str) -> list[str]:
    """Return what is wrong with a page as `path:line: sentence`: what stops the build, then what the checks find.

    root: the repository's; path: the page's, under docs. Each check's findings are in the order of their lines. A draft is held
    to what stops the build alone: safety, links, and blocks that can't be read.
    """
    warnings = Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    with collecting() as found, going_on():
        render(root, path)
    found |= _files_of(root / "docs", path) | _map_of(root / "docs", path)
    logging.getLogger("mkdocs").removeHandler(warnings)
    said = {str(finding) for finding in found} | {str(Finding(f"docs/{path}", 1, "", message)) for message in warnings.messages}
    ordered = _by_line(said)
    for group in () if is_draft(root / "docs" / path) else _content(root, path):
        ordered += [line for line in _by_line(group) if line not in said]
        said |= group
    return ordered


def _files_of(docs: Path, path: str) -> set[Finding]:
    """Return what is wrong with the files that the page names, such as a picture with a space in its name."""
    text = ""
    with collecting() as found, going_on():
        files.check(docs)
        text = unquote(read_page(docs / path, docs).text)
    return {finding for finding in found if finding.path.rpartition("/")[2] in text}


def _map_of(docs: Path, path: str) -> set[Finding]:
    """Return what is wrong with what the page says it builds on, which shows on the pages with a map of the sections."""
    with collecting() as found, going_on():
        section_map.steps(section_map.sections(docs), lambda need: hint(docs, need))
    return {finding for finding in found if finding.path == f"docs/{path}"}


def render(root: Path, path: str) -> str:
    """Return a page's article as a build makes it, in HTML. root, path: as for `findings`. Raises PageError for what stops a build."""
    config = load_config(str(root / "mkdocs.yml"))
    read_page(root / "docs" / path, root / "docs")
    config = config.plugins.on_config(config)
    files = get_files(config)
    file = files.get_file_from_path(path)
    if file is None:
        raise SystemExit(f"docs/{path}: MkDocs leaves this file out, so it doesn't become a page of the site.")
    page = Page(None, file, config)
    page.read_source(config)
    page.render(config, files)
    page.validate_anchor_links(files=files, log_level=logging.WARNING)
    return page.content or ""


def _by_line(said: Iterable[str]) -> list[str]:
    return sorted(said, key=lambda line: (int((re.match(r"[^:]*:(\d+)", line) or [0, 0])[1]), line))


@contextlib.contextmanager
def _importing(folder: Path) -> Iterator[None]:
    """Let modules of a folder be imported until the end of the `with`."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _content(root: Path, path: str) -> Iterator[set[str]]:
    """Yield what each check of tests/checks says of the page; nothing where they aren't installed."""
    with _importing(root / "tests"), collecting():  # blocks with a mistake, which have been reported, are left out
        try:
            pages = [read_page(root / "docs" / path, root / "docs")]
        except PageError:  # it isn't text
            return
        for name, function in CHECKS:
            try:
                check = getattr(importlib.import_module(f"checks.{name}"), function)
            except ImportError:  # without the packages for tests
                continue
            said: list[str] = []
            with going_on():
                said = check(root, pages=pages) if "pages" in inspect.signature(check).parameters else check(root)
            yield {line for line in said if line.startswith(f"docs/{path}:")}
