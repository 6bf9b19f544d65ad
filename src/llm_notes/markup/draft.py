"""The mark of a draft, under its title. Only a preview shows it: a draft isn't on the published site."""

import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

from llm_notes import strings
from llm_notes.content.pages import is_draft
from llm_notes.engines import locate


class DraftMark(Treeprocessor):
    """Writes it on the pages whose front matter says `draft: true`."""

    def run(self, root) -> None:
        """Put the mark after the title, or at the top of a page without one."""
        docs_dir, path = locate(self.md)
        if path and is_draft(docs_dir / path):
            title = root.find("h1")
            mark = etree.Element("p", {"class": "draft"})
            mark.text = strings.DRAFT
            root.insert(0 if title is None else list(root).index(title) + 1, mark)
