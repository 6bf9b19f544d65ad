"""Duplicate page titles: in navigation, search and links the pages couldn't be told apart. Copying a page causes them."""

from functools import lru_cache
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import collecting, recording
from llm_notes.content.lines import stamp
from llm_notes.content.pages import page_files, read_page
from llm_notes.content.source import Source


class Titles(Preprocessor):
    """Compares a page's title with those of all others. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        source = Source(self.md, lines)
        if source.page and not source.draft:
            page = read_page(source.docs_dir / source.page, source.docs_dir)
            others = [path for path in same_title(source.docs_dir, page.title) if path != source.page]
            line = next((line for level, _, line in page.headings if level == 1), 1)
            if page.title and others:
                with recording():
                    raise source.error(
                        line - 1 - page.offset,
                        f"the page '{others[0]}' has the title '{page.title}' too. Give one of them another title, or remove the copy.",
                        "title-twice",
                    )
        return lines


def same_title(docs_dir: Path, title: str) -> list[str]:
    """Return the pages with a title, by their paths under docs."""
    files = page_files(docs_dir)
    return _titles(docs_dir, tuple((file, stamp(file)) for file in files)).get(title.casefold(), [])


@lru_cache(maxsize=2)
def _titles(docs_dir: Path, files: tuple[tuple[Path, tuple[int, ...]], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file, _ in files:
        with collecting(), recording():  # a page that isn't text is reported where it is read
            page = read_page(file, docs_dir)
            found.setdefault(page.title.casefold(), []).append(page.path)
    return found
