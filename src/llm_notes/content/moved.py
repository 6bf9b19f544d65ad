"""Which page is meant by a path that doesn't exist: the page was renamed or moved, or the path is misspelled."""

import difflib
from pathlib import Path

from llm_notes.content.pages import address_of, link_to, page_files, read_page

RECORD = "tests/site/addresses.txt"  # every address that the site has had


def hint(docs_dir: Path, path: str, here: str = "") -> str:
    """Return a sentence for the page at a path under docs that isn't there: which one may be meant, and what keeps its address.

    here: the page that names it, whose links start from its folder; '' for paths under docs. Returns '' if there is no guess.
    """
    there = guess(docs_dir, path)
    if not there:
        return ""
    old = address_of(path)
    if old.strip("/") in _former(docs_dir, there):
        return f" It is '{docs_dir.name}/{there}' now."
    if old.strip("/") not in _recorded(docs_dir):
        return f" Did you mean '{link_to(there, here)}'?"
    return (
        f" If it was moved to '{docs_dir.name}/{there}', name that, and write 'was: [{old}]' in the front matter there, so that its "
        "old address keeps working."
    )


def guess(docs_dir: Path, path: str) -> str:
    """Return the page that this one is now, or that is meant, or ''."""
    pages = [file.relative_to(docs_dir).as_posix() for file in page_files(docs_dir)]
    old = address_of(path).strip("/")
    for page in pages:
        if old in _former(docs_dir, page):
            return page
    name = path.rpartition("/")[2]
    same_name = [page for page in pages if page.rpartition("/")[2] == name and name != "index.md"]
    known = _recorded(docs_dir)
    new = [page for page in pages if address_of(page).strip("/") not in known] if old in known else []
    for found in (same_name, new):
        if len(found) == 1:
            return found[0]
    if old in known:
        return next(iter(difflib.get_close_matches(path, new or pages, n=1)), "")
    near = difflib.get_close_matches(name, [page.rpartition("/")[2] for page in pages], n=1, cutoff=0.8)
    alike = [page for page in pages if page.rpartition("/")[2] in near]
    return next(iter(difflib.get_close_matches(path, alike, n=1, cutoff=0)), "")


def _recorded(docs_dir: Path) -> set[str]:
    record = docs_dir.parent / RECORD
    return {line.strip("/") for line in record.read_text(encoding="utf-8").split("\n")} if record.is_file() else set()


def _former(docs_dir: Path, page: str) -> set[str]:
    former = dict(read_page(docs_dir / page, docs_dir).meta).get("was")
    return {str(address).strip("/") for address in former} if isinstance(former, list) else set()
