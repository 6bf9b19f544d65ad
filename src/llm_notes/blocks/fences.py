"""What all `///` blocks of the notes share: their text with line numbers, and the check before they are rendered.

pymdownx Blocks silently drops what it doesn't understand: an unclosed block swallows the
headings after it, a misspelled name or option becomes plain text. So every fence is checked here
first, on the source text, where line numbers are known.
"""

import difflib
import pkgutil
import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import yaml
from markdown.preprocessors import Preprocessor
from pymdownx.blocks.block import Block

from llm_notes import blocks
from llm_notes.checks.findings import Finding, collecting, located, recording, report_again
from llm_notes.content import plain_yaml
from llm_notes.content.lines import code_lines, prose_lines
from llm_notes.content.pages import Page
from llm_notes.content.source import Source
from llm_notes.engines import locate

OPEN = re.compile(r"^(/{3,})[ ]*([^\s/|][^|]*?)[ ]*(?:\|[ ]*(.*?))?[ ]*$")
CLOSE = re.compile(r"^(/{3,})[ ]*$")
INDENTED = re.compile(r"^[ \t]+/{3,}[ ]*([\w-]+[ ]*(\|.*)?)?$")
LEFT_OUT = "<!-- left out -->"  # not an empty line: at the end of a page it would get lost, and the line numbers would be wrong


@dataclass
class Fence:
    """One block as an author wrote it. Lines are indexes (from 0) into the page's lines; end: its closing line."""

    name: str
    argument: str
    line: int
    slashes: int
    options: dict = field(default_factory=dict)
    body: list[tuple[int, str]] = field(default_factory=list)
    end: int = -1
    sound: bool = False

    @property
    def text(self) -> str:
        """The Markdown inside, without empty lines around it."""
        return "\n".join(line for _, line in self.body).strip("\n").rstrip()


BLOCKS: dict[str, type["NotesBlock"]] = {}  # by name, if their modules have been imported


@lru_cache(maxsize=1)
def all_blocks() -> dict[str, type["NotesBlock"]]:
    """Return the blocks by name. Each module of the package registers its own when it is imported."""
    for module in pkgutil.iter_modules(blocks.__path__):
        import_module(f"{blocks.__name__}.{module.name}")
    return BLOCKS


class NotesBlock(Block):
    """Base of the notes' blocks. A subclass says what it takes and how it is rendered.

    KNOWN: option name -> what it is, for messages. REQUIRED: options that must be there.
    CONTAINS_BLOCKS: whether other blocks may be inside. EXAMPLE: how to write one, for messages.
    DATA: whether its text is YAML, not Markdown.
    RUNNING_TEXT: whether its text is part of the page's running text, where terms lead to the glossary. If not, its element has
    the block's name as a class.
    """

    KNOWN: dict[str, str] = {}
    REQUIRED: tuple[str, ...] = ()
    CONTAINS_BLOCKS = False
    EXAMPLE = ""
    DATA = False
    RUNNING_TEXT = True

    def on_init(self):
        """Let pymdownx accept the options that have already been checked."""
        for name in self.KNOWN:
            self.option_spec[name] = (None, None)
        self._parsed = None

    @property
    def parsed(self):
        """What `parse` returned for this block when it was checked."""
        if self._parsed is None:
            self._parsed = self.md.preprocessors["llm_notes_check"].take(self.NAME, key_of(self.options, self.argument))
        return self._parsed

    def __init_subclass__(cls, **named):
        """Register each block by name as soon as its module is imported."""
        super().__init_subclass__(**named)
        if "NAME" in vars(cls):
            BLOCKS[cls.NAME] = cls

    @classmethod
    def parse(cls, fence: Fence, source: Source):
        """Return the block's content as a dataclass, or None for a block without content of its own.

        Raises PageError for a mistake inside the block; the fence and its options are already sound.
        """

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the block's content as Markdown without blocks, for the notes as plain text.

        value: as `parse` returns it; writer: llm_notes.outputs.markdown.Writer, which knows the page and its links.
        """
        raise TypeError(f"the block '{cls.NAME}' has no plain-text form")


class DerivedBlock(NotesBlock):
    """Base of the blocks without a text of their own. MADE_FROM: where their content comes from, for the message.

    A subclass has `make(parent)`, which works like `on_create`; if it finds a mistake, the block is left out.
    """

    ARGUMENT = False
    MADE_FROM = ""
    RUNNING_TEXT = False

    @classmethod
    def parse(cls, fence: Fence, source: Source) -> None:
        """Raise PageError when there is text inside."""
        for index, line in fence.body:
            if line.strip():
                raise source.error(
                    index,
                    f"the block '{cls.NAME}' can't contain text: it is made from {cls.MADE_FROM}. Remove this line.",
                    "derived-block-text",
                )

    def on_create(self, parent):
        """Return what `make` makes, or an empty frame when it found a mistake."""
        with recording():
            return self.make(parent)
        return etree.SubElement(parent, "div")


def key_of(options: dict, argument: str | None) -> str:
    """Return what distinguishes a block from others of its name on the page: its id, or else its text after the bar."""
    return str(options.get("id") or (argument or "").strip())


def suggestion(word: str, known, cutoff: float = 0.6) -> str:
    """Return '; did you mean 'x'?' when a known word is close, else '.'. cutoff: how close, as difflib measures it, from 0 to 1."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"; did you mean '{near[0]}'?" if near else "."


class BlockCheck(Preprocessor):
    """Checks every block of a page before anything else reads it. Leaves out those with mistakes, if the build continues."""

    def __init__(self, md):
        super().__init__(md)
        self._parsed: dict[tuple[str, str], list] = {}

    def keep(self, name: str, key: str, value) -> None:
        """Keep what a block says until it is rendered. key: as `key_of` returns it."""
        self._parsed.setdefault((name, key), []).append(value)

    def take(self, name: str, key: str):
        """Return what the next block with this name and key says. Raises PageError for a block that was never checked."""
        waiting = self._parsed.get((name, key))
        if not waiting:
            docs_dir, page = locate(self.md)
            raise located(
                f"{docs_dir.name}/{page}" if page else "text",
                0,
                f"the block '{name}' ('{key}') is inside a quotation or a list. Move its slashes to the start of the line.",
                "block-not-at-line-start",
            )
        return waiting.pop(0)

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines; their number stays the same. Raises PageError."""
        source = Source(self.md, lines)
        code, unclosed = code_lines(lines)
        if unclosed is not None:
            with recording():
                raise source.error(
                    unclosed, "this code block is never closed. Write the same fence on a line of its own where it ends.", "code-unclosed"
                )
        for index in sorted(code):
            if index - 1 not in code and not lines[index].startswith(" ") and _under_indented(lines, index):
                with recording():
                    raise source.error(
                        index,
                        "this code block comes right after an indented line and would be swallowed by it. Leave an empty line between them.",
                        "code-under-indented",
                    )
        self._parsed.clear()
        fences, stray = _read_fences(source)
        for fence in fences:
            if fence.sound:
                fence.sound = False
                with recording():
                    value = all_blocks()[fence.name].parse(fence, source)
                    fence.sound = True
                    if value is not None:
                        self.keep(fence.name, key_of(fence.options, fence.argument), value)
        lines = list(lines)
        for first, last in [*((fence.line, fence.end) for fence in fences if not fence.sound), *((index, index) for index in stray)]:
            lines[first : last + 1] = [""] * (last - first) + [LEFT_OUT]
        return lines


def _under_indented(lines: list[str], index: int) -> bool:
    """Return whether the line above, or the first line since the last gap or block above, is indented like code."""
    first = index
    while first and lines[first - 1].strip() and not lines[first - 1].startswith("///"):
        first -= 1
    return first < index and any(re.match(r"^( {4}|\t)", lines[i]) for i in (first, index - 1))


def find_fences(source: Source) -> list[Fence]:
    """Return the page's blocks in order, inner ones after the one that contains them.

    Raises PageError for an unknown block or option, a missing argument or option, options that
    aren't YAML, a block inside one that takes none, and a fence that isn't closed or opened.
    When a collection of findings is open, blocks with such a mistake are skipped instead.
    """
    fences, findings = _fences_of(source.docs_dir, source.page, source.number(0), "\n".join(source.lines))
    report_again(findings)
    return list(fences)


@lru_cache(maxsize=4096)
def _fences_of(docs_dir: Path, page: str, first: int, text: str) -> tuple[tuple[Fence, ...], tuple[Finding, ...]]:
    """Return the sound blocks of a text whose first line has this number in the file, and what is wrong with the others."""
    with collecting() as findings:
        fences = _read_fences(Source.of_page(Page(page, "\n" * (first - 1) + text, (), first - 1), docs_dir))[0]
    return tuple(fence for fence in fences if fence.sound), tuple(sorted(findings))


def read_blocks(page: Page, name: str | tuple[str, ...], docs_dir: Path) -> list:
    """Return what the page's blocks of this name, or of one of these, say, as their `parse` returns it. Raises PageError.

    When a collection of findings is open, blocks with a mistake are skipped instead.
    """
    source, found = Source.of_page(page, docs_dir), []
    for fence in find_fences(source):
        if fence.name in (name if isinstance(name, tuple) else (name,)):
            with recording():
                found.append(all_blocks()[fence.name].parse(fence, source))
    return found


def _read_fences(source: Source) -> tuple[list[Fence], list[int]]:
    """Return the page's blocks, including those that aren't sound, and the lines with slashes that belong to none."""
    stack: list[Fence] = []
    found: list[Fence] = []
    stray: list[int] = []
    doubted = 0
    outside_code = dict(prose_lines(source.lines))
    options_end = -1
    for index, line in enumerate(source.lines):
        text = outside_code.get(index)
        close = text is not None and CLOSE.match(text)
        opened = text is not None and not close and OPEN.match(text)
        if close:
            with recording():
                if not stack:
                    stray.append(index)
                    if doubted:  # it may belong to a block that was treated as ended where another began
                        doubted -= 1
                        continue
                    raise source.error(
                        index,
                        f"'{line.strip()}' closes a block, but none is open here. "
                        "Remove the line, or write '/// name' where the block begins.",
                        "block-never-opened",
                    )
                fence = stack.pop()
                fence.end = index
                if len(close.group(1)) != fence.slashes:
                    fence.sound = False
                    if any(outer.slashes == len(close.group(1)) for outer in stack):  # the line closes that one; this one is open
                        fence.end = index - 1
                        while (outer := stack.pop()).slashes != len(close.group(1)):
                            outer.sound, outer.end = False, index - 1
                        outer.end = index
                    raise source.error(
                        index,
                        f"the block '{fence.name}' was opened with {fence.slashes} slashes; close it with '{'/' * fence.slashes}'.",
                        "block-closing-slashes",
                    )
        elif opened:
            fence = Fence(opened.group(2), opened.group(3) or "", index, len(opened.group(1)))
            with recording():
                _check_name(source, fence)
                fence.sound = True
            if stack:
                depth = len(stack)
                with recording():
                    _check_nesting(source, fence, stack)
                doubted += depth - len(stack)
            if fence.sound:
                fence.sound = False
                with recording():
                    _check_argument(source, fence, all_blocks()[fence.name])
                    options_end = _read_options(source, fence, all_blocks()[fence.name])
                    fence.sound = True
            found.append(fence)
            for outer in stack:
                outer.body.append((index, line))
            stack.append(fence)
            continue
        elif text is not None and INDENTED.match(text):
            stray.append(index)
            with recording():
                raise source.error(
                    index,
                    f"'{line.strip()}' is indented, so it isn't a block. Move the slashes to the start of the line.",
                    "block-indented",
                )
        for fence in stack:
            if index >= options_end or fence is not stack[-1]:
                fence.body.append((index, line))
    for fence in stack:
        fence.sound, fence.end = False, len(source.lines) - 1
    if stack:
        fence = stack[-1]
        with recording():
            raise source.error(
                fence.line,
                f"the block '{fence.name}' is never closed. Write '{'/' * fence.slashes}' on a line of its own where it ends.",
                "block-never-closed",
            )
    return found, stray


def _check_name(source: Source, fence: Fence) -> None:
    if fence.name not in all_blocks():
        raise source.error(
            fence.line,
            f"there is no block '{fence.name}'{suggestion(fence.name, all_blocks())} The blocks are {', '.join(sorted(all_blocks()))}.",
            "block-unknown",
        )


def _check_nesting(source: Source, fence: Fence, stack: list[Fence]) -> None:
    """Raise PageError when the block can't be inside the last one on the stack, which then ends above it or is no longer sound."""
    outer, index = stack[-1], fence.line
    takes = all_blocks()[outer.name].CONTAINS_BLOCKS if outer.name in all_blocks() else outer.slashes > fence.slashes
    if not takes:
        stack.pop()
        outer.sound, outer.end = False, index - 1
        raise source.error(
            index,
            f"'{fence.name}' begins inside the block '{outer.name}' opened on line "
            f"{source.number(outer.line)}, which isn't closed yet. "
            f"Close that one with '{'/' * outer.slashes}' first.",
            "block-inside-block",
        )
    if fence.slashes >= outer.slashes:
        outer.sound = False
        raise source.error(
            index,
            f"'{outer.name}' contains the block '{fence.name}', so it needs more slashes "
            "than the inner one: open and close the outer with '////'.",
            "block-outer-slashes",
        )


def _check_argument(source: Source, fence: Fence, block: type[NotesBlock]) -> None:
    if block.ARGUMENT and not fence.argument:
        raise source.error(fence.line, f"the block '{fence.name}' needs its text after a bar. Write: {block.EXAMPLE}", "block-no-argument")
    if block.ARGUMENT is False and fence.argument:
        raise source.error(fence.line, f"the block '{fence.name}' takes no text after a bar. Write: {block.EXAMPLE}", "block-argument")


def _read_options(source: Source, fence: Fence, block: type[NotesBlock]) -> int:
    """Fill in the fence's options; return the index of the first line after them."""
    end = fence.line + 1
    while end < len(source.lines) and re.match(r"^ {4,}\S", source.lines[end]):
        end += 1
    text = "\n".join(source.lines[fence.line + 1 : end])
    try:
        options = plain_yaml.load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        index = min(fence.line + 1 + (mark.line if mark else 0), end - 1)
        raise source.error(
            index,
            error.problem
            if isinstance(error, plain_yaml.NotPlain)
            else f"the options of the block '{fence.name}' aren't readable. Write each as '    name: value', and put quotes around a value "
            + ("that begins with '[@'." if ": [@" in text.split("\n")[index - fence.line - 1] else "with a colon."),
            "block-options-unreadable",
        ) from None
    if not isinstance(options, dict):
        raise source.error(
            fence.line + 1,
            f"the block '{fence.name}' has an option without a value. Write "
            "each as '    name: value', and leave an empty line before the text.",
            "block-option-form",
        )
    for name in options:
        if name not in block.KNOWN:
            known = f"It takes {', '.join(block.KNOWN)}." if block.KNOWN else "It takes no options."
            index = next(i for i in range(fence.line + 1, end) if source.lines[i].strip().startswith(str(name)))
            raise source.error(
                index,
                f"the block '{fence.name}' has no option '{name}'{suggestion(str(name), block.KNOWN)} {known}",
                "block-unknown-option",
            )
    for name in block.REQUIRED:
        if options.get(name) in (None, ""):
            below = source.lines[end] if end < len(source.lines) else ""
            if re.match(rf" {{0,3}}({'|'.join(block.KNOWN)}):", below):
                raise source.error(
                    end,
                    f"this option of the block '{fence.name}' isn't indented. Put four spaces before it: '    {below.strip()}'.",
                    "block-option-form",
                )
            raise source.error(
                fence.line,
                f"the block '{fence.name}' needs '{name}', {block.KNOWN[name]}. Add a line '    {name}: …' under the opening.",
                "block-missing-option",
            )
    fence.options = options
    return end
