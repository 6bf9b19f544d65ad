"""Where the text that is being rendered comes from: its file, its lines, and errors that name both.

Python-Markdown doesn't tell an extension which file it renders. MkDocs keeps the file on its
private `relpath` tree processor, Zensical on a preprocessor of its own; both are there only after
the extensions were set up. This is the one module that knows those internals.
"""

from pathlib import Path

from llm_notes.findings import PageError, located


class Source:
    """The file behind the Markdown that an engine is rendering.

    md: the Markdown instance; lines: the lines given to a preprocessor that runs before any
    other has changed them (both engines have removed the front matter by then).
    """

    def __init__(self, md, lines: list[str]):
        self.docs_dir, self.page = locate(md)
        self.lines = lines
        self._offset = 0
        if self.page:
            raw = (self.docs_dir / self.page).read_text(encoding="utf-8-sig")
            self._offset = max(raw.rstrip().count("\n") - "\n".join(lines).rstrip().count("\n"), 0)

    @classmethod
    def of_page(cls, page) -> "Source":
        """Return the source of a page that was read from its file (llm_notes.pages.Page), outside any engine."""
        source = cls.__new__(cls)
        source.docs_dir, source.page, source.lines, source._offset = Path("docs"), page.path, page.lines, page.offset
        return source

    @property
    def name(self) -> str:
        """The page's path as in the repository (docs/…), or 'text' when there is no file."""
        return f"{self.docs_dir.name}/{self.page}" if self.page else "text"

    def number(self, index: int) -> int:
        """Return the number in the file (from 1) of the line with this index (from 0)."""
        return index + 1 + self._offset

    def error(self, index: int, message: str) -> PageError:
        """Return the error for the line with this index (from 0)."""
        return located(self.name, self.number(index), message)

    def link(self, target: str) -> str:
        """Return the link from this page to `target` (a path under docs), as an author would write it."""
        depth = self.page.count("/") if self.page else 0
        return "../" * depth + target


def locate(md) -> tuple[Path, str]:
    """Return the documentation folder and the page's path in it; ('docs', '') for bare text.

    Works from the first preprocessor on, not yet in `extendMarkdown`.
    """
    relpath = md.treeprocessors["relpath"] if "relpath" in md.treeprocessors else None
    file = getattr(relpath, "file", None)  # MkDocs
    if file is not None and file.abs_src_path:
        page = file.src_uri
        return Path(file.abs_src_path[: -len(page)]), page
    for processor in md.preprocessors:  # Zensical
        page = getattr(processor, "page", None)
        if getattr(page, "path", None):
            config = processor.config
            return Path(config["root_dir"], config["docs_dir"]), page.path
    return Path("docs"), ""
