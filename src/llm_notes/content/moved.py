"""Where a page that isn't there may be now: a page was renamed or moved, and something still names its old place."""

import difflib
from pathlib import Path

from llm_notes.content.pages import address_of, page_files, read_page

RECORD = "tests/site/addresses.txt"  # every address that the site has had


def hint(docs_dir: Path, path: str) -> str:
    """Return a sentence for the page at a path under docs that isn't there: where it may be, and what keeps its address; '' for no guess."""
    there = guess(docs_dir, path)
    if not there:
        return ""
    old = address_of(path)
    if old.strip("/") in _former(docs_dir, there):
        return f" It is '{docs_dir.name}/{there}' now."
    return (
        f" If it was moved to '{docs_dir.name}/{there}', name that, and write 'was: [{old}]' in the front matter there, so that its "
        "old address goes on working."
    )


def guess(docs_dir: Path, path: str) -> str:
    """Return the page that this one may be now, or ''."""
    pages = [file.relative_to(docs_dir).as_posix() for file in page_files(docs_dir)]
    old = address_of(path).strip("/")
    for page in pages:
        if old in _former(docs_dir, page):
            return page
    name = path.rpartition("/")[2]
    same_name = [page for page in pages if page.rpartition("/")[2] == name and name != "index.md"]
    record = docs_dir.parent / RECORD
    known = {line.strip("/") for line in record.read_text(encoding="utf-8").split("\n")} if record.is_file() else set()
    new = [page for page in pages if address_of(page).strip("/") not in known] if old in known else []
    for found in (same_name, new):
        if len(found) == 1:
            return found[0]
    return next(iter(difflib.get_close_matches(path, new or pages, n=1)), "")


def _former(docs_dir: Path, page: str) -> set[str]:
    former = dict(read_page(docs_dir / page, docs_dir).meta).get("was")
    return {str(address).strip("/") for address in former} if isinstance(former, list) else set()
