"""The pages as files: front matter, title, lines; and the navigation of mkdocs.yml."""

import itertools
import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify

from llm_notes.checks.findings import PageError, located
from llm_notes.content import plain_yaml
from llm_notes.content.lines import prose_lines, stamp, without_tabs

DRAFT = "draft"  # the front matter's field of a page that isn't on the published site yet
DESCRIPTION = range(55, 161)  # characters of a page's description, which a search engine shows
ADDED = "added"  # the front matter's `status` of a page that the study notes' outline doesn't have
FOLD, FOLD_ID = re.compile(r"^(/{3,})[ ]*deeper[ ]*\|[ ]*(.*?)[ ]*$"), re.compile(r"^ {4,}id:[ ]*([\w-]+)[ ]*$")  # of the block `deeper`
# What editors, sync programs and systems leave beside a file. MkDocs skips hidden files itself, and mkdocs.yml excludes the others;
# a hidden file with any other name (.htaccess) has no place in docs/.
LEFTOVER = re.compile(
    r"\.(DS_Store|localized|directory|fseventsd|Spotlight-.*|Trash.*|trash|nfs.*|fuse_hidden.*|goutputstream-.*|stfolder|sync.*|dropbox.*)"
    r"|\.(obsidian|logseq|vscode|idea|ipynb_checkpoints|gitkeep|keep|gitignore|editorconfig|prettier.*|markdownlint.*)"
    r"|\._.*|\.#.*|\.~.*|\..*\.sw[a-z]|\..*\.un~|.*~|#.*#|Thumbs\.db|ehthumbs\.db|desktop\.ini"
)
UTF16 = "the file is UTF-16. Save it as UTF-8; editors offer this under 'Save as' or 'Encoding'."
HEADING = re.compile(r"^(#{1,6})[ ]+(.*?)(?:[ ]+#+)?[ ]*(\{[^}]*\})?[ ]*$")


@dataclass(frozen=True)
class Page:
    """One Markdown file. path: under docs; lines: the whole file's; offset: lines of front matter."""

    path: str
    text: str
    meta: tuple[tuple[str, object], ...]
    offset: int

    @cached_property
    def lines(self) -> list[str]:
        """The lines after the front matter."""
        return without_tabs(self.text.split("\n")[self.offset :])

    @cached_property
    def title(self) -> str:
        """The first heading of the first level, or ''."""
        return next((title for level, title, _ in self.headings if level == 1), "")

    @cached_property
    def _headings(self) -> list[tuple[int, str, int, str]]:
        """(level, text, line number from 1, id) of every heading, in order. One without an id of its own gets the build's."""
        found = []
        for index, line in prose_lines(self.lines):
            match = HEADING.match(line)
            if match:
                own = re.search(r"#([\w-]+)", match.group(3) or "")
                name = own.group(1) if own else slugify(match.group(2), "-")
                found.append((len(match.group(1)), match.group(2), index + 1 + self.offset, name))
        return found

    @property
    def headings(self) -> list[tuple[int, str, int]]:
        """(level, text, line number from 1) of every heading, in order."""
        return [(level, text, line) for level, text, line, _ in self._headings]

    @property
    def ids(self) -> list[str]:
        """The id of every heading, in order."""
        return [name for _, _, _, name in self._headings]

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Heading's id -> its text, and the same for folds. A heading without an id of its own gets the one that the build gives it."""
        return {**{name: text for _, text, _, name in self._headings}, **{name: title for title, name, _ in self._folds if name}}

    @cached_property
    def folded(self) -> frozenset[str]:
        """The ids of folds and of the headings in them: what a reader sees only after opening one."""
        inside = {line for _, _, lines in self._folds for line in lines}
        return frozenset({name for _, name, _ in self._folds if name} | {name for _, _, line, name in self._headings if line in inside})

    @cached_property
    def _folds(self) -> list[tuple[str, str, range]]:
        """(title, id or '', numbers of the lines inside) of every fold, in order."""
        found, lines = [], list(prose_lines(self.lines))
        for place, (first, line) in enumerate(lines):
            if opened := FOLD.match(line):
                options = itertools.takewhile(lambda one: one.startswith("    "), (later for _, later in lines[place + 1 :]))
                name = next((option.group(1) for one in options if (option := FOLD_ID.match(one))), "")
                last = next((index for index, later in lines[place + 1 :] if later.strip() == opened.group(1)), len(self.lines))
                found.append((opened.group(2), name, range(first + 1 + self.offset, last + 1 + self.offset)))
        return found

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Former id of a heading (`was="…"`) -> its id now."""
        found = {}
        for _, _, line, name in self._headings:
            former = re.search(r"\bwas=\"([^\"]*)\"|\bwas=([\w-]+)", self.lines[line - 1 - self.offset])
            found.update(dict.fromkeys((former[1] or former[2] or "").split(), name) if former else {})
        return found

    def part(self, anchor: str) -> range:
        """Return the numbers of the lines from the heading with this id, of level 2 or 3, to the next of these; empty if there is none."""
        starts = [(line, name) for level, _, line, name in self._headings if level in (2, 3)]
        ends = [*(line for line, _ in starts[1:]), len(self.lines) + self.offset + 1]
        return next((range(line, end) for (line, name), end in zip(starts, ends) if name == anchor), range(0))

    @property
    def derive(self) -> bool:
        """Whether its blocks are used on other pages (samples for contributors don't)."""
        return dict(self.meta).get("derive", True) is not False

    @property
    def added(self) -> bool:
        """Whether the page isn't in the study notes' outline, and says so (`status: added`)."""
        return dict(self.meta).get("status") == ADDED

    @property
    def draft(self) -> bool:
        """Whether the page is one for its writers only (`draft: true`)."""
        return dict(self.meta).get(DRAFT) is True

    @property
    def description(self) -> str:
        """The front matter's description, or ''."""
        return str(dict(self.meta).get("description", ""))


def read_page(path: Path, docs_dir: Path) -> Page:
    """Return the page of a Markdown file below docs_dir. Front matter that isn't a mapping is ignored.

    Raises PageError for a file that isn't UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(f"{docs_dir.name}/{path.relative_to(docs_dir).as_posix()}", error) from None
    if text.count("\0") > len(text) / 4:
        raise located(f"{docs_dir.name}/{path.relative_to(docs_dir).as_posix()}", 1, UTF16, "encoding")
    return parse_page(path.relative_to(docs_dir).as_posix(), text)


def not_utf8(name: str, error: UnicodeDecodeError) -> PageError:
    """Return the error for a file (as a contributor would type its path) with bytes that aren't UTF-8."""
    if error.object.startswith((b"\xff\xfe", b"\xfe\xff")):
        return located(name, 1, UTF16, "encoding")
    line = error.object.count(b"\n", 0, error.start) + 1
    byte = error.object[error.start]
    sign = bytes([byte]).decode("cp1252", "replace")
    return located(
        name,
        line,
        f"the byte 0x{byte:02X} (byte {error.start + 1} of the file, perhaps '{sign}') isn't UTF-8. Save the file as UTF-8.",
        "encoding",
    )


@lru_cache(maxsize=1024)
def parse_page(path: str, text: str) -> Page:
    """Return the page of a text. path: under docs. Front matter that isn't a mapping is ignored."""
    meta, offset = _front_matter(text)
    return Page(path, text, tuple(meta.items()), offset)


def _front_matter(text: str) -> tuple[dict, int]:
    """Return the fields at the beginning of a page's text, and the number of their lines."""
    match = re.match(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", text, re.DOTALL)
    if not match:
        return {}, 0
    try:
        loaded = plain_yaml.load(match.group(1))
    except yaml.YAMLError:
        loaded = None
    return loaded if isinstance(loaded, dict) else {}, match.group(0).count("\n")


def address_of(path: str) -> str:
    """Return the address of a page under docs, relative to the site's root: 'a/b.md' -> 'a/b/', 'index.md' -> ''."""
    folder, name = posixpath.split(path.removesuffix(".md"))
    folder = folder if name == "index" else posixpath.join(folder, name)
    return f"{folder}/" if folder else ""


def short_name(path: str) -> str:
    """Return what `llm-notes` may call a page under docs: 'a/b.md' -> 'b', 'a/index.md' -> 'a/index'."""
    name = path.removesuffix(".md")
    return name if posixpath.basename(name) == "index" else posixpath.basename(name)


def link_to(target: str, here: str) -> str:
    """Return the link from the page `here` to `target`, both paths under docs, as an author writes it: '../c/d.md'."""
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def target_of(link: str, here: str) -> str:
    """Return the path under docs that a link of the page `here` leads to: the inverse of `link_to`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(here), link))


def page_files(docs_dir: Path, drafts: bool = False) -> list[Path]:
    """Return the file of every page below docs_dir, sorted. Files in assets/ aren't pages (the models' README.md), nor are leftovers.

    drafts: whether to include them.
    """
    found = [
        path
        for path in sorted(docs_dir.rglob("*.md"))
        if (parts := path.relative_to(docs_dir).parts)[0] != "assets" and not any(map(LEFTOVER.fullmatch, parts))
    ]
    return [path for path in found if drafts or not is_draft(path)]


def read_pages(docs_dir: Path, drafts: bool = False) -> list[Page]:
    """Return every page below docs_dir, sorted by path. drafts: whether to include them."""
    return [read_page(path, docs_dir) for path in page_files(docs_dir, drafts)]


def is_draft(path: Path) -> bool:
    """Return whether a file is a page that its front matter calls a draft and that isn't being treated `as_finished` right now."""
    try:
        state = stamp(path)
    except OSError:
        return False
    return path not in _finished and _is_draft(path, state)


@lru_cache(maxsize=4096)
def _is_draft(path: Path, _state: tuple[int, ...]) -> bool:
    with path.open("rb") as file:
        start = file.read(4096).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return DRAFT in start and _front_matter(start)[0].get(DRAFT) is True


_finished: set[Path] = set()


@contextmanager
def as_finished(*paths: Path) -> Iterator[None]:
    """Treat these drafts as pages of the published site until the end of the `with`, to see what they lack."""
    new = set(paths) - _finished
    _finished.update(new)
    try:
        yield
    finally:
        _finished.difference_update(new)


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without acting on its tags (!ENV, !!python/name)."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def read_navigation(config: Path, drafts: bool = False) -> list:
    """Return the `nav` of mkdocs.yml: titles, paths and lists of them. drafts: whether to include them."""
    navigation = parse_navigation(config.read_text(encoding="utf-8"))
    return navigation if drafts else without_drafts(navigation, config.parent / "docs")


def parse_navigation(text: str) -> list:
    """Return the `nav` in a text of mkdocs.yml as it is written there."""
    return _config(text).get("nav") or []


def read_short_names(config: Path) -> dict[str, str]:
    """Return title -> short name for the header, for the chapters that mkdocs.yml gives one."""
    return (_config(config.read_text(encoding="utf-8")).get("extra") or {}).get("tabs") or {}


def without_drafts(navigation: list, docs_dir: Path) -> list:
    """Return a navigation without drafts, and without the groups that had nothing else."""
    kept: list = []
    for entry in navigation:
        name, value = next(iter(entry.items())) if isinstance(entry, dict) else ("", entry)
        if isinstance(value, list):
            inside = without_drafts(value, docs_dir)
            if inside or not value:
                kept.append({name: inside})
        elif not (isinstance(value, str) and is_draft(docs_dir / value)):
            kept.append(entry)
    return kept


def read_extensions(config: Path) -> dict[str, dict]:
    """Return the Markdown extensions of mkdocs.yml, name -> its options, in order."""
    named = _config(config.read_text(encoding="utf-8"))["markdown_extensions"]
    return {name: options for entry in named for name, options in ({entry: {}} if isinstance(entry, str) else entry).items()}


@lru_cache(maxsize=4)
def _config(text: str) -> dict:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
