"""Record the site's addresses: `make addresses`. test_addresses.py checks every one that was ever recorded.

A page's address is its folder, a heading's is its id there. Recording adds; it never removes.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from building import ROOT, built  # noqa: E402
from checks.built import BuiltSite  # noqa: E402

from llm_notes.writing.addresses import anchors  # noqa: E402

RECORD = ROOT / "tests" / "site" / "addresses.txt"
RETIRED = RECORD.with_name("retired.txt")


def addresses(site: BuiltSite) -> set[str]:
    """Return every address of the notes' own pages and headings: 'glossary/', 'glossary/#attention'."""
    found = set()
    for path, page in site.pages.items():
        if site.source_of(path) is not None:
            folder = path.removesuffix("index.html")
            found.add(folder or "./")
            found |= {f"{folder or './'}#{name}" for name in anchors(page.article)}
    return found


def recorded() -> set[str]:
    """Return the addresses recorded so far."""
    return _lines(RECORD)


def retired() -> set[str]:
    """Return the addresses of questions and terms that were removed on purpose."""
    return _lines(RETIRED)


def _lines(file: Path) -> set[str]:
    lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
    return {line for line in lines if line and not line.startswith("# ")}


def main() -> None:
    """Build the site and add new addresses."""
    with tempfile.TemporaryDirectory() as folder:
        now = addresses(built(ROOT, Path(folder)))
    before = recorded()
    header = "# Every address the site has had: pages, headings, terms, questions. `make addresses` adds new ones.\n"
    RECORD.write_text(header + "\n".join(sorted(before | now)) + "\n", encoding="utf-8")
    print(f"{len(now - before)} new addresses, {len(before | now)} in all")


if __name__ == "__main__":
    main()
