"""The time that a section takes, under its title."""

import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from llm_notes.blocks.contents import beside, listed
from llm_notes.checks.findings import going_on
from llm_notes.content.pages import read_page
from llm_notes.content.reading import read_times
from llm_notes.engines import locate


class ReadingTime(Treeprocessor):
    """Writes it on the pages of the chapters, except their introductions, and on the added ones."""

    def run(self, root) -> None:
        """Put the time behind the title."""
        docs_dir, path = locate(self.md)
        title = root.find("h1")
        if title is None or not path or not (docs_dir.parent / "mkdocs.yml").is_file():
            return
        with going_on():
            if any(path in chapter[1:] for chapter in listed(docs_dir)) or path in beside(docs_dir):
                time = etree.Element("p", {"class": "reading-time", "data-search-exclude": ""})
                time.text = str(read_times(read_page(docs_dir / path, docs_dir), docs_dir))
                root.insert(list(root).index(title) + 1, time)
