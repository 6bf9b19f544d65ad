"""Measures how often the search succeeds: `python bench/search.py [FOLDER]`, the folder of a published site; without it, one is built.

Sends the queries in tests/browser/search_queries.yml to the site's worker in a real browser and prints, by kind, how many find
their page first and among the first three; then each query that doesn't. A query without an answer should find nothing.
Asserts nothing.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from building import built  # noqa: E402
from searching import FIRST, ask, pages_of, read_queries  # noqa: E402
from serving import serving  # noqa: E402

from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402


def measure(folder: Path) -> list[tuple[str, str, list[str], list[str]]]:
    """Return (kind, query, pages that answer it, pages found) for each query. folder: a published site."""
    with serving(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        page = browser.new_page(service_workers="block")
        page.goto(address)
        queries = read_queries()
        answers = ask(page, [query for _, query, _ in queries])
        browser.close()
    return [(*query, pages_of(answer)) for query, answer in zip(queries, answers)]


def main() -> None:
    """Print the table and the failures."""
    parser = argparse.ArgumentParser(description="Measure how often the search succeeds.")
    parser.add_argument("folder", type=Path, nargs="?")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        if not folder:
            folder = built(ROOT, Path(temporary) / "site").folder
        found = measure(folder)
    print(f"| Kind | Queries | First | Among the first {FIRST} |\n|---|---|---|---|")
    missed = []
    for kind in dict.fromkeys(kind for kind, *_ in found):
        rows = [(query, pages, hits) for of, query, pages, hits in found if of == kind]
        counts = [sum(not hits if not pages else bool(set(hits[:depth]) & set(pages)) for _, pages, hits in rows) for depth in (1, FIRST)]
        print(f"| {kind} | {len(rows)} | {counts[0]} ({counts[0] / len(rows):.0%}) | {counts[1]} ({counts[1] / len(rows):.0%}) |")
        missed += [(kind, query, hits[:FIRST]) for query, pages, hits in rows if (set(hits[:FIRST]).isdisjoint(pages) if pages else hits)]
    print("\nNot found, with what came first:")
    for kind, query, hits in missed:
        print(f"- {kind}: '{query}': {', '.join(hits) or 'nothing'}")


if __name__ == "__main__":
    main()
