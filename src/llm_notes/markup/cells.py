"""A line break after each cell of a table, so that the search, which reads text without its tags, doesn't join words of two cells."""

from markdown.treeprocessors import Treeprocessor


class Cells(Treeprocessor):
    """Python-Markdown writes them itself, but not inside elements that it doesn't know."""

    def run(self, root) -> None:
        """Leave cells that are followed by something unchanged."""
        for element in root.iter():
            if element.tag in ("th", "td") and not element.tail:
                element.tail = "\n"
