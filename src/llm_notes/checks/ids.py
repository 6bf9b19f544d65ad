"""Duplicate ids of a page's headings, folds and questions: a link could lead to only one of them. Copying a part causes them."""

from collections.abc import Iterator

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.fences import find_fences
from llm_notes.checks.findings import collecting, recording
from llm_notes.content.pages import read_page
from llm_notes.content.source import Source

PREFIX = {"question": "q-", "drill": "drill-", "deeper": ""}


class Ids(Preprocessor):
    """Compares the ids in a page's text. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        source = Source(self.md, lines)
        first: dict[str, int] = {}
        for index, name, what in _ids(source) if source.page and not source.draft else ():
            with recording():
                if name in first:
                    raise source.error(
                        index,
                        f"the id '{what}' is already used on line {source.number(first[name])}, and a link can lead to only one place. "
                        f"Give this one another id{' at its end: {#other-words}' if source.lines[index].startswith('#') else ''}.",
                        "id-twice",
                    )
            first.setdefault(name, index)
        return lines


def _ids(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield (line's index, id in the page, id as it is written), from the top of the page to its end."""
    page = read_page(source.docs_dir / source.page, source.docs_dir)
    lines = {name: line - 1 - page.offset for (_, _, line), name in zip(page.headings, page.ids, strict=True)}
    found = [(line - 1 - page.offset, name, name) for (_, _, line), name in zip(page.headings, page.ids, strict=True)]
    found += [(lines[name], former, former) for former, name in page.renamed.items()]
    with collecting():  # blocks with a mistake are reported where they are checked
        for fence in find_fences(source):
            name = str(fence.options.get("id") or "")
            if name and fence.name in PREFIX:
                found.append((fence.line, PREFIX[fence.name] + name, name))
    yield from sorted(found)
