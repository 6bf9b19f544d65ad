"""A page as plain Markdown, for programs and people who want only the text.

Made from the page's source: what is plain Markdown there stays as it is, with numbers filled in and sources numbered; each
block provides its own form without blocks (`plain`). A question is printed with its answer, a figure as its words.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import all_blocks, find_fences
from llm_notes.content import bibliography
from llm_notes.content.lines import CODE_FENCE, INLINE_CODE, code_lines
from llm_notes.content.pages import HEADING, Page, address_of, read_page, target_of
from llm_notes.content.source import Source
from llm_notes.markup.citations import BIBLIOGRAPHY, CITATION, citations, footnote, keys
from llm_notes.markup.commonmark import whole_formulas
from llm_notes.markup.formulas import INLINE
from llm_notes.markup.inline_results import as_shown
from llm_notes.markup.plain import labeled, numbered, quoted

Link = Callable[[str], str]
# Code first, since its pattern refers to its group by number; code, escaped characters and formulas contain no citation and no link.
PARTS = re.compile(
    INLINE_CODE.pattern
    + r"|\\.|"
    + INLINE.pattern
    + r"|(?<![\w=])==(?P<marked>[^\s=](?:[^=]*[^\s=])?)==(?![\w=])"
    + rf"|[ ]?(?P<citation>{CITATION})"
    + r"|\]\((?P<target>[^)\s]+)(?P<title>[ ]+\"[^\"]*\")?\)"
)
BOX = re.compile(r"(?:!!!|\?\?\?\+?)[ ]+([\w-]*)[\w -]*?(?:[ ]*\"(.*)\")?[ ]*")  # an admonition
TITLE = re.compile(r"title=\"([^\"]*)\"")
RULE = re.compile(r"\|(-+\|)+")  # under the header of a table
NO_TEXT = re.compile(r"<!--.*-->|\{[ ]*[.#:][^{}]*\}")  # a comment, or attributes of the paragraph above


def to_markdown(page: Page, docs_dir: Path, link: Link) -> str:
    """Return a page as Markdown, ending in a newline. link: rewrites each link, which is relative to the page's address."""
    writer = Writer(page, docs_dir, link)
    first = writer.source.number(0)
    parts = [writer.between(range(first, first + len(writer.source.lines)))]
    if writer.numbers:
        references = bibliography.load(docs_dir / BIBLIOGRAPHY)
        parts += [f"## {strings.SOURCES}", numbered(footnote(references[key]) for key in writer.numbers)]
    return "\n\n".join(parts) + "\n"


class Writer:
    """Writes one page; its blocks ask it for their texts. page: its path under docs; numbers: key -> number of each source."""

    def __init__(self, page: Page, docs_dir: Path, link: Link):
        shown = as_shown(page, docs_dir)
        self.docs_dir, self.page, self.link = docs_dir, page.path, link
        self.source = Source.of_page(shown, docs_dir)
        self.numbers = {key: number for number, key in enumerate(dict.fromkeys(key for _, key in citations(shown.lines)), start=1)}
        self._written = page
        self._fences = {fence.line: fence for fence in find_fences(self.source)}

    def written(self, lines: range) -> str:
        """Return lines, by their numbers in the file, as their author wrote them."""
        return "\n".join(self._written.text.split("\n")[lines.start - 1 : lines.stop - 1])

    def between(self, lines: range) -> str:
        """Return lines of the page, by their numbers in the file, blocks included."""
        found: list[str] = []
        start = index = lines.start - self.source.number(0)
        end = start + len(lines)
        while index < end:
            fence = self._fences.get(index)
            if fence is None:
                index += 1
                continue
            block = all_blocks()[fence.name]
            found += [
                self._prose(self.source.lines[start:index], self.page),
                block.plain(block.parse(fence, self.source), self),
            ]
            start = index = fence.end + 1
        found.append(self._prose(self.source.lines[start:end], self.page))
        return "\n\n".join(text for text in found if text)

    def text(self, markdown: str, page: str = "") -> str:
        """Return Markdown of a block. page: the page that it is on, this one if left out; citations of other pages are left out."""
        return self._prose(markdown.split("\n"), page or self.page)

    def to(self, path: str, anchor: str = "") -> str:
        """Return the link from here to a page under docs, or to a file there; anchor: the id of a heading."""
        if path == self.page and anchor:
            return self.link(f"#{anchor}")
        target = address_of(path) if path.endswith(".md") else path
        relative = posixpath.relpath(target or ".", address_of(self.page) or ".") + ("/" if path.endswith(".md") else "")
        return self.link(relative + (f"#{anchor}" if anchor else ""))

    def heading(self, path: str, anchor: str) -> str:
        """Return the text of a heading of a page under docs, or the page's title if it has no such heading."""
        page = self._read(path)
        return self.text(page.anchors.get(anchor, page.title), path)

    def folded(self, path: str, anchor: str) -> bool:
        """Return whether a heading or fold of a page under docs is seen only after opening a fold."""
        return anchor in self._read(path).folded

    def _read(self, path: str) -> Page:
        return self._written if path == self.page else read_page(self.docs_dir / path, self.docs_dir)

    def _prose(self, lines: list[str], page: str) -> str:
        code, _ = code_lines(lines)
        found: list[str] = []
        box = next((index for index, line in enumerate(lines) if index not in code and BOX.fullmatch(line)), None)
        if box is not None:
            end = next((index for index in range(box + 1, len(lines)) if re.match(r"\S", lines[index])), len(lines))
            return "\n\n".join(
                text for text in (self._prose(lines[:box], page), self._box(lines[box:end], page), self._prose(lines[end:], page)) if text
            )
        for index, line in enumerate(lines):
            if index in code:
                found += [line] if index - 1 in code else self._opening(line)
            elif not NO_TEXT.fullmatch(line.strip()) and (line.strip() or (found and found[-1])):
                heading = HEADING.match(line)
                line = whole_formulas(line) if line.startswith("|") else line
                line = f"{heading[1]} {heading[2]}" if heading else "| --- " * line.count("-|") + "|" if RULE.fullmatch(line) else line
                found.append(self._inline(line, page))
        return "\n".join(found).strip("\n")

    def _box(self, lines: list[str], page: str) -> str:
        """Return an admonition as a quotation."""
        about = BOX.fullmatch(lines[0])
        assert about  # _prose made sure of it
        title = about[2] if about[2] is not None else about[1].capitalize()
        text = self._prose([line.expandtabs(4)[4:] for line in lines[1:]], page)
        return quoted(labeled(self._inline(title, page).rstrip(".") + ".", text) if title else text)

    def _opening(self, line: str) -> list[str]:
        """Return the first line of code as Markdown has it everywhere, with its title above."""
        match = CODE_FENCE.match(line)
        assert match  # code_lines made sure of it
        fence, about = match.groups()
        indent, title, language = line[: line.index(fence)], TITLE.search(about), re.search(r"\w+", about)
        return [*([f"{indent}{title[1]}:", ""] if title else []), f"{indent}{fence}{language[0] if language else ''}"]

    def _inline(self, line: str, page: str) -> str:
        def changed(match: re.Match) -> str:
            if match["citation"]:
                numbers = [self.numbers[key] for key in keys(match["citation"][1:-1])] if page == self.page else []
                return f" [{', '.join(map(str, numbers))}]" if numbers else ""
            if match["target"]:
                return f"]({self._target(match['target'], page)}{match['title'] or ''})"
            return match["marked"] or match[0]

        return PARTS.sub(changed, line).rstrip()

    def _target(self, target: str, page: str) -> str:
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z][a-z+.-]*:", target) or (not path and page == self.page):
            return self.link(target)
        return self.to(target_of(path, page) if path else page, anchor)
