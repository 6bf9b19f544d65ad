"""The text that is being rendered: its file, its lines, and errors that name both."""

from pathlib import Path

from llm_notes.checks.findings import PageError, located
from llm_notes.content.lines import without_tabs
from llm_notes.content.pages import is_draft
from llm_notes.engines import locate


class Source:
    """The file behind the Markdown that an engine is rendering.

    md: the Markdown instance; lines: the lines given to a preprocessor that runs before any
    other has changed them (both engines have removed the front matter by then).
    """

    def __init__(self, md, lines: list[str]):
        self.docs_dir, self.page = locate(md)
        self.lines = without_tabs(lines)
        self._offset = 0
        if self.page:
            raw = (self.docs_dir / self.page).read_text(encoding="utf-8-sig")
            self._offset = max(raw.rstrip().count("\n") - "\n".join(lines).rstrip().count("\n"), 0)

    @classmethod
    def of_page(cls, page, docs_dir: Path = Path("docs")) -> "Source":
        """Return the source of a page that was read from its file (llm_notes.content.pages.Page), outside any engine."""
        source = cls.__new__(cls)
        source.docs_dir, source.page, source.lines, source._offset = docs_dir, page.path, page.lines, page.offset
        return source

    @property
    def name(self) -> str:
        """The page's path as in the repository (docs/…), or 'text' when there is no file."""
        return f"{self.docs_dir.name}/{self.page}" if self.page else "text"

    @property
    def draft(self) -> bool:
        """Whether the text is a page that its front matter calls a draft: checked only for safety and links."""
        return bool(self.page) and is_draft(self.docs_dir / self.page)

    def number(self, index: int) -> int:
        """Return the number in the file (from 1) of the line with this index (from 0)."""
        return index + 1 + self._offset

    def error(self, index: int, message: str, rule: str = "") -> PageError:
        """Return the error for the line with this index (from 0). rule: the name of the broken rule."""
        return located(self.name, self.number(index), message, rule)
