"""What is wrong with one page, for `llm-notes check` and `llm-notes status`.

The page is rendered as in a build of the site, but alone, which takes seconds. The checks in tests/checks that look at the
text of pages run too, the page's Python blocks included, if that folder is there, and the test that recomputes the page's numbers;
`not_checked` says what is left to `make check`.
"""

import contextlib
import dataclasses
import importlib
import importlib.util
import inspect
import logging
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import html
from markdown.extensions.toc import slugify
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from llm_notes.blocks import section_map
from llm_notes.blocks.fences import read_blocks
from llm_notes.checks import files, warned
from llm_notes.checks.findings import Finding, PageError, collecting, recording
from llm_notes.content.moved import hint
from llm_notes.content.pages import address_of, as_finished, is_draft, read_page
from llm_notes.preview.plugin import Warnings
from llm_notes.writing import addresses
from llm_notes.writing.changes import Changes
from llm_notes.writing.new import TEST, worked_test_of

# In tests/checks: (module, function), the most important one first. Each takes the repository's root and returns sentences
# about all pages, or takes the pages to look at as well, which saves time.
CHECKS = (
    ("code", "check"),
    ("assertions", "check"),
    ("outline", "check_navigation"),
    ("outline", "check_introductions"),
    ("anatomy", "check"),
    ("anatomy", "check_front_matter"),
    ("outline", "check_points"),
    ("anatomy", "check_worked_examples"),
    ("assertions", "check_comparisons"),
    ("results", "check"),
    ("cards", "check_ids"),
    ("cards", "check_wording"),
    ("giveaways", "check"),
    ("spelling", "check"),
)
CHEAT_SHEET = "cheat-sheet.md"
LEFT = (
    "Left to `make check`: links from other pages, old addresses, the built site, and what concerns all pages together. Code marked `lab` or "
    "`hub` isn't run there either."
)
DRAFT = "This is a draft: only links and what would stop a build were checked. `llm-notes status` says what it still lacks."
DRAFTS = "Of drafts, only links and what would stop a build were checked. `llm-notes status` says what they still lack."


def findings(root: Path, path: str) -> list[str]:
    """Return what is wrong with a page as `path:line: sentence`: what stops the build, then what the checks find.

    root: the repository's; path: the page's, under docs. Each check's findings are in the order of their lines. A draft is checked
    only for what stops the build: safety, links, and blocks that can't be read.
    """
    warnings = Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    with collecting() as found, recording():
        render(root, path)
    found |= _files_of(root / "docs", path) | _map_of(root / "docs", path)
    logging.getLogger("mkdocs").removeHandler(warnings)
    found |= {finding for finding in warned.findings(root / "docs", warnings.messages, found) if finding.path == f"docs/{path}"}
    said = {str(finding) for finding in found}
    ordered = _by_line(said)
    page = root / "docs" / path
    if not is_draft(page):
        with as_finished(page.with_name("index.md")):  # a chapter counts, even while its introduction is a draft
            for group in (worked(root, path), *_content(root, path)):
                ordered += [line for line in _by_line(group) if line not in said]
                said |= group
    return ordered


def worked(root: Path, path: str) -> set[str]:
    """Return what the test that recomputes a page's numbers says is wrong; nothing if there is no such test, or no pytest."""
    test = worked_test_of(path)
    if not (root / test).is_file() or not importlib.util.find_spec("pytest"):
        return set()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        options = ("-o", "addopts=", "-o", "junit_family=xunit1", "-p", "no:cacheprovider", f"--junitxml={report}")
        subprocess.run(
            [sys.executable, "-m", "pytest", *options, test],
            cwd=root,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONUTF8": "1"},  # without plugins it starts faster
            capture_output=True,
        )
        cases = etree.parse(report).iter("testcase") if report.is_file() else ()
        return {_failure(test, case, found) for case in cases for found in case if found.tag in ("failure", "error")}


def _failure(test: str, case: etree.Element, found: etree.Element) -> str:
    """Return a failed test of a page's numbers as a finding."""
    said = [line[1:].strip() for line in (found.text or "").split("\n") if re.match(r"E\s+\S", line)]  # pytest marks these lines
    message = (said[-1] if found.tag == "error" else said[0]) if said else found.get("message", "")
    message = message.removeprefix("AssertionError: ")
    return f"{test}:{int(case.get('line') or 0) + 1}: `{case.get('name')}` fails: {message}{'' if message.endswith('.') else '.'}"


def not_checked(root: Path, paths: Iterable[str]) -> str:
    """Return what `findings` leaves out of these pages, in lines: what no code recomputes, what isn't installed, the rest."""
    left = [line for path in paths for line in _not_recomputed(root, path)]
    with _importing(root / "tests"):
        for name in dict.fromkeys(name for name, _ in CHECKS):
            try:
                importlib.import_module(f"checks.{name}")
            except ImportError as error:
                left.append(f"Not checked: what tests/checks/{name}.py checks, as '{error.name}' isn't installed.")
    return "\n".join([*left, LEFT])


def _not_recomputed(root: Path, path: str) -> Iterator[str]:
    """Yield sentences that say which numbers of a page no code recomputes."""
    test, questions = root / worked_test_of(path), []
    with collecting(), recording():
        page = read_page(root / "docs" / path, root / "docs")
        questions = read_blocks(page, "question", root / "docs") if page.derive else []
    if test.is_file() and not importlib.util.find_spec("pytest"):
        yield f"Not checked: {worked_test_of(path)}, as 'pytest' isn't installed."
    text = test.read_text(encoding="utf-8") if test.is_file() else ""
    parts = []
    if questions and text in ("", TEST.format(path=path)):
        parts.append(f"the numbers worked out in docs/{path}, as {'its test is empty' if text else 'it has no test'}")
    alone = [f"'{each.id}'" for each in questions if each.is_number and not each.numbers and each.id not in text]
    if alone:
        parts.append(f"the answer{'s' * (len(alone) > 1)} of {' and '.join(alone)} in docs/{path}")
    if parts:
        or_numbers = ", or give the question 'numbers'" if alone else ""
        yield f"No code recomputes {', and '.join(parts)}. Add a line to {worked_test_of(path)}{or_numbers}."


def unrecorded(root: Path, path: str) -> Changes:
    """Return the changes that record a page's new addresses, including its heading on the cheat sheet; none for a draft."""
    changes = Changes(root)
    if not is_draft(root / "docs" / path):
        ends = ["", *(f"#{name}" for name in sorted(_anchors(root, path)))]
        known = addresses.recorded(changes, path)
        new = [end for end in ends if end not in known]
        addresses.record(changes, path, new, f"{len(new)} address{'es' * (len(new) > 1)} of docs/{path}")
        name = slugify(read_page(root / "docs" / path, root / "docs").title, "-")
        if path != CHEAT_SHEET and (root / "docs" / CHEAT_SHEET).is_file() and name in _anchors(root, CHEAT_SHEET):
            addresses.record(changes, CHEAT_SHEET, [f"#{name}"], f"its heading on the cheat sheet ({address_of(CHEAT_SHEET)}#{name})")
    return changes


def _anchors(root: Path, path: str) -> set[str]:
    return addresses.anchors(html.fromstring(f"<div>{render(root, path)}</div>"))


def _files_of(docs: Path, path: str) -> set[Finding]:
    """Return what is wrong with the files that the page names, such as a picture with a space in its name."""
    text = ""
    with collecting() as found, recording():
        files.check(docs)
        text = unquote(read_page(docs / path, docs).text)
    named = {}
    for finding in found:
        name = finding.path.rpartition("/")[2]
        if lines := [number for number, line in enumerate(text.split("\n"), 1) if name in line]:
            named[finding] = f"{finding.sentence} Line {lines[0]} of docs/{path} names it."
    return {dataclasses.replace(finding, sentence=sentence) for finding, sentence in named.items()}


def _map_of(docs: Path, path: str) -> set[Finding]:
    """Return what is wrong with the page's `builds_on`, which shows on the pages with a map of the sections."""
    with collecting() as found, recording():
        section_map.steps(section_map.sections(docs), lambda need, here: hint(docs, need, here))
    return {finding for finding in found if finding.path == f"docs/{path}"}


def render(root: Path, path: str) -> str:
    """Return a page's article in HTML, as a build produces it. root, path: as for `findings`. Raises PageError for what stops a build."""
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
    for other, links in (page.links_to_anchors or {}).items():
        if other.page is None and other.is_documentation_page() and _unknown(root, other.src_uri, links):
            with collecting(), recording():  # mistakes there don't concern this page
                linked = Page(None, other, config)
                linked.read_source(config)
                linked.render(config, files)
    page.validate_anchor_links(files=files, log_level=logging.WARNING)
    return page.content or ""


def _unknown(root: Path, path: str, ids: Iterable[str]) -> bool:
    """Return whether one of the ids isn't in a page's source: either a block generates it, or it doesn't exist."""
    with collecting(), recording():
        return not set(ids) <= set(read_page(root / "docs" / path, root / "docs").anchors)
    return False


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
    """Yield what each check of tests/checks says about the page; nothing if they aren't installed."""
    with _importing(root / "tests"), collecting():  # blocks with a mistake, which have been reported, are left out
        try:
            pages = [read_page(root / "docs" / path, root / "docs")]
        except PageError:  # it isn't text
            return
        above = f"docs/{Path(path).with_name('index.md').as_posix()}:"  # findings in the chapter's introduction about the page
        for name, function in CHECKS:
            try:
                check = getattr(importlib.import_module(f"checks.{name}"), function)
            except ImportError:  # without the packages for tests
                continue
            said: list[str] = []
            with recording():
                said = check(root, pages=pages) if "pages" in inspect.signature(check).parameters else check(root)
            yield {line for line in said if line.startswith(f"docs/{path}:") or line.startswith(above) and f"'{pages[0].title}'" in line}
