"""The time that a section takes, under its title, and a link to its points."""

import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from llm_notes import strings
from llm_notes.blocks.contents import beside, listed
from llm_notes.blocks.notes import HEADING
from llm_notes.checks.findings import recording
from llm_notes.content.pages import read_page
from llm_notes.content.reading import read_times
from llm_notes.engines import locate


class ReadingTime(Treeprocessor):
    """Writes them on the pages of the chapters, except their introductions, and on the added ones."""

    def run(self, root) -> None:
        """Put them after the title. The points come after the explanation; readers who return may want nothing else."""
        docs_dir, path = locate(self.md)
        title = root.find("h1")
        if title is None or not path or not (docs_dir.parent / "mkdocs.yml").is_file():
            return
        with recording():
            if any(path in chapter[1:] for chapter in listed(docs_dir)) or path in beside(docs_dir):
                time = etree.Element("p", {"class": "reading-time", "data-search-exclude": ""})
                page = read_page(docs_dir / path, docs_dir)
                time.text = str(read_times(page, docs_dir))
                if any((level, text) == (2, HEADING) for level, text, _ in page.headings):
                    more = etree.SubElement(time, "span", {"class": "reading-time__more"})  # no use on paper
                    more.text = ". "
                    etree.SubElement(more, "a", {"href": "#in-short"}).text = strings.IN_SHORT
                root.insert(list(root).index(title) + 1, time)
