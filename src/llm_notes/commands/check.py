"""Say what is wrong with one page: `python -m llm_notes.commands.check docs/chapter/page.md`, from the repository's root.

The page is rendered as in a build of the site, but alone, which takes seconds. The checks in tests/checks that look at the
text of pages run too, if that folder is there; those that run code or compare pages are left to `make check`.
"""

import argparse
import importlib
import logging
import re
import sys
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from llm_notes.checks.findings import Finding, collecting, going_on
from llm_notes.content.pages import read_page
from llm_notes.preview.plugin import Warnings

# In tests/checks: the module and its functions, each from the repository's root to sentences about all pages.
CHECKS = {
    "anatomy": ("check", "check_front_matter"),
    "assertions": ("check", "check_comparisons"),
    "outline": ("check_points",),
    "references": ("check",),
    "cards": ("check_wording",),
    "spelling": ("check",),
}


def findings(root: Path, path: str) -> list[str]:
    """Return what is wrong with a page as `path:line: sentence`, in the order of its lines.

    root: the repository's; path: the page's, under docs.
    """
    config = load_config(str(root / "mkdocs.yml"))
    warnings = Warnings()
    logging.getLogger("mkdocs").addHandler(warnings)
    with collecting() as found, going_on():
        read_page(root / "docs" / path, root / "docs")
        config = config.plugins.on_config(config)
        files = get_files(config)
        file = files.get_file_from_path(path)
        if file is None:
            raise SystemExit(f"docs/{path}: MkDocs leaves this file out, so it is no page.")
        page = Page(None, file, config)
        page.read_source(config)
        page.render(config, files)
        page.validate_anchor_links(files=files, log_level=logging.WARNING)
    logging.getLogger("mkdocs").removeHandler(warnings)
    said = {str(finding) for finding in found} | {str(Finding(f"docs/{path}", 1, "", message)) for message in warnings.messages}
    if not found:  # they read the page's blocks too, so a block that can't be read would be reported twice
        said |= {line for line in _content(root) if line.startswith(f"docs/{path}:")}
    return sorted(said, key=lambda line: (int((re.match(r"[^:]*:(\d+)", line) or [0, 0])[1]), line))


def _content(root: Path) -> list[str]:
    """Return what the checks of tests/checks say of all pages; nothing where they aren't installed."""
    sys.path.insert(0, str(root / "tests"))
    said = []
    for name, functions in CHECKS.items():
        try:
            module = importlib.import_module(f"checks.{name}")
        except ImportError:  # without the packages for tests
            continue
        for function in functions:
            said += getattr(module, function)(root)
    return said


def main() -> None:
    """Print the findings; exit with 1 when there are some."""
    parser = argparse.ArgumentParser(prog="python -m llm_notes.commands.check", description="Say what is wrong with one page.")
    parser.add_argument("page", type=Path, help="its file, such as docs/how-transformers-work/attention.md")
    page, root = parser.parse_args().page.resolve(), Path.cwd()
    if not page.is_file() or not page.is_relative_to(root / "docs"):
        sys.exit(f"{page}: no such page. Name a Markdown file under docs/, from the repository's root.")
    found = findings(root, page.relative_to(root / "docs").as_posix())
    print("\n".join(found) or "Nothing is wrong with this page.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
