"""No two headings, folds or questions of a page have one id: a link to it could lead to one of them only. A copied part begins so."""

from collections.abc import Iterator

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.fences import find_fences
from llm_notes.checks.findings import collecting, going_on
from llm_notes.content.pages import read_page
from llm_notes.content.source import Source

PREFIX = {"question": "q-", "drill": "drill-", "deeper": ""}


class Ids(Preprocessor):
    """Compares the ids that a page's text gives. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines as they came. Raises PageError."""
        source = Source(self.md, lines)
        first: dict[str, int] = {}
        for index, name, what in _ids(source) if source.page and not source.draft else ():
            with going_on():
                if name in first:
                    raise source.error(
                        index,
                        f"the id '{what}' is in line {source.number(first[name])} already, and a link leads to one place. "
                        f"Give this one another{' at its end: {#other-words}' if source.lines[index].startswith('#') else ''}.",
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
