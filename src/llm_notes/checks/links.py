"""Links to pages and files of the notes that don't exist: each with its line, and where the page may be now."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from llm_notes.checks.findings import recording
from llm_notes.content.lines import prose_lines
from llm_notes.content.moved import hint
from llm_notes.content.source import Source

ADDRESSES = (("a", "href"), ("img", "src"))


class LinkLines(Preprocessor):
    """Keeps the lines for Links. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged."""
        self.source = Source(self.md, lines)
        return lines


class Links(Treeprocessor):
    """Finds such links. Runs before an engine turns the links to files into addresses."""

    def __init__(self, md, lines: LinkLines):
        super().__init__(md)
        self.lines = lines

    def run(self, root) -> None:
        """Raises PageError. Changes nothing."""
        source = self.lines.source
        if not source.page:
            return
        for link in dict.fromkeys(element.get(name) or "" for tag, name in ADDRESSES for element in root.iter(tag)):
            with recording():
                self._check(source, link)

    def _check(self, source: Source, link: str) -> None:
        try:
            parts = urlsplit(link)
        except ValueError:
            return
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source.page), unquote(parts.path)))
        if "." not in posixpath.basename(path) or path.startswith("..") or (source.docs_dir / path).exists():
            return
        index = next(iter(places(source.lines, link)), 0)
        if f"]({link}" in source.lines[index] and " " in link:  # an address with a space, which is reported separately
            return
        if path.endswith(".md"):
            raise source.error(
                index,
                f"the link '{link}' leads to no page: there is no '{source.docs_dir.name}/{path}'. Correct the path, which starts from this "
                f"page's folder.{hint(source.docs_dir, path, source.page)}",
                "link-page",
            )
        raise source.error(
            index,
            f"there is no file '{source.docs_dir.name}/{path}'. Add it, or correct the path: it starts from this page's folder.",
            "link-file",
        )


def places(lines: list[str], link: str) -> list[int]:
    """Return the indexes of the lines that contain a link, as an author writes it."""
    return [
        index
        for sign in ("[(<]", "]:")
        for index, line in prose_lines(lines)
        if re.search(rf"{sign}\s*{re.escape(link)}(?=[\s)>]|$)", line)
    ]
