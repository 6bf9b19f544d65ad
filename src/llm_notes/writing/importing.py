"""Raw notes become drafts: a page for each section, whose "In short" contains the bullets; with chapters and bibliography."""

import copy
import html
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from llm_notes.blocks.notes import HEADING
from llm_notes.checks.safety import TEXT
from llm_notes.content.pages import Page, page_files, read_page
from llm_notes.markup.citations import CITATION
from llm_notes.writing import chapters, mojibake, outline, raw_notes, references
from llm_notes.writing.changes import Changes
from llm_notes.writing.raw_notes import Block, Chapter, Group, Notes, Section

TAG = re.compile(r"<(?!https?:)(/?)([A-Za-z!?][\w-]*)?")
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|!\[\[[^\]]*\]\]|<img\b[^>]*>", re.IGNORECASE)
LINKED = re.compile(r"\[\s*(?:!\[(?P<alt>[^\]]*)\]\([^)]*\)|<img\b[^>]*>)\s*\](?P<to>\([^)]*\))", re.IGNORECASE)
LOCAL = re.compile(r"\[([^\]]*)\]\((?!https?:|mailto:)([^)\s]*)[^)]*\)")


@dataclass
class Import:
    """What an import would do. tree: the chapters and sections as lines of text, to confirm; left: lines that it can't place."""

    changes: Changes
    tree: list[str]
    left: list[str]
    pages: int


def read_notes(root: Path, file: Path, chapter: str = "") -> Import:
    """Return what becomes of a file of raw notes. chapter: the one that all its sections go into, or ''. Raises Refused."""
    changes = Changes(root)
    text, encoding = mojibake.read(file.read_bytes())
    whole = mojibake.repaired(text.replace("\r\n", "\n").replace("\r", "\n"))
    named = chapters.find(changes, chapter).title if chapter else ""
    notes = raw_notes.read(whole, file.stem.replace("-", " ").replace("_", " "), named)
    reader = _Reader(changes, notes)
    for one in notes.chapters:
        reader.add(one)
    reader.finish()
    tree = reader.tree
    if encoding != "UTF-8":
        tree.insert(0, f"(read as {encoding})")
    wrong = sum(before != after for before, after in zip(text.split("\n"), mojibake.repaired(text).split("\n")))
    if wrong:
        tree.insert(0, f"(repaired in {wrong} line{'s' * (wrong > 1)}: characters that another program had read with the wrong encoding)")
    left = [f"{file.name}:{line}: {_short(words)} ({why})" for line, words, why in sorted(notes.left)]
    return Import(changes, tree, left, reader.pages)


class _Reader:
    """Turns the tree into pages."""

    def __init__(self, changes: Changes, notes: Notes):
        self.changes, self.notes = changes, notes
        self.tree: list[str] = []
        self.pages = 0
        self.stubs: dict[str, references.Entry] = {}
        files = page_files(changes.root / "docs", drafts=True)
        self.titles = {read_page(file, changes.root / "docs").title.lower() for file in files}

    def add(self, chapter: Chapter) -> None:
        """Add a chapter's sections, and the chapter if the site doesn't have it."""
        place = chapters.find(self.changes, chapter.title)
        there = [path for path in place.pages if (self.changes.root / "docs" / path).is_file()]  # not those of this import
        old = [chapters.page_of(self.changes, path) for path in there]
        is_new = not place.pages
        self.tree.append(f"{chapter.title}  ({f'new, docs/{place.folder}/' if is_new else f'docs/{place.folder}/'})")
        added = []
        for section in chapter.sections:
            if same := min((page for page in old if _named(page, section)), key=lambda page: (len(page.title), page.title), default=None):
                old.remove(same)  # the next section with this title is another page
                self._is_there(section, same)
                continue
            twin, section.title = section.title, self._own(section.title)
            path = self._free(place.folder, twin)
            self._clean(section)
            self.changes.create(f"docs/{path}", page(section), "a draft")
            place = chapters.add_section(self.changes, place, path, "", draft=True)
            added.append(section)
            count = sum(1 for group in section.groups for point in group.points if point.kind == "item")
            twice = f"; another page has the title '{twin}': rename or merge them" if twin != section.title else ""
            self.tree.append(f"  {section.title}  (docs/{path}, {count} point{'' if count == 1 else 's'}{twice})")
            self.tree += [f"    {group.title}" for group in section.groups if group.title]
        self.pages += len(added)
        if is_new and added:
            index = f"docs/{place.folder}/index.md"
            own = [self._text(block) for block in chapter.blocks]
            body = "".join(f"{f'- {text}' if block.kind == 'item' else text}\n\n" for block, text in zip(chapter.blocks, own))
            text = f"---\ndraft: true\n---\n# {chapter.title}\n\n{body}".rstrip("\n") + "\n"
            self.changes.change(index, text, "")
        else:
            self.notes.left += [(block.line, block.text, f"it belongs to no section of '{chapter.title}'") for block in chapter.blocks]

    def finish(self) -> None:
        """Add what all pages need together."""
        for key, entry in self.stubs.items():
            references.append(self.changes, key, references.stub(entry), "a stub to complete: " + entry.name)
            self.changes.left.append(f"Complete the reference: `llm-notes cite {entry.name}`.")

    def _is_there(self, section: Section, there: Page) -> None:
        """List what a section of the site lacks: points that its "In short" doesn't have in these words, and code, tables and images."""
        quiet = copy.copy(self)
        quiet.notes, quiet.stubs = Notes(), {}
        points = _words("\n".join(point for _, said in outline.points(there) for point in said))
        new = []
        for group in section.groups:
            for block in [*group.points, *group.told, *group.code]:
                words = _words(block.text if block.kind == "code" else quiet._text(block))
                if block.kind == "item" and (words not in points or not words.strip()):  # without words, it is an image
                    new.append((block.line, block.text, f"not among the points of docs/{there.path}"))
                elif block.kind == "code" or block.text.startswith(raw_notes.APART):
                    new += [(block.line, block.text, f"not on docs/{there.path}")] * (words not in _words(there.text))
        self.notes.left += new
        differs = f"; {len(new)} thing{'s' * (len(new) > 1)} in the notes {'are' if len(new) > 1 else 'is'} new" if new else ""
        self.tree.append(f"  {section.title}  (docs/{there.path} exists and stays as it is{differs})")

    def _free(self, folder: str, title: str) -> str:
        """Return a path for a page that no file has yet."""
        stem = chapters.slug(title) or "section"
        names = [f"{folder}/{stem}.md", *(f"{folder}/{stem}-{number}.md" for number in range(2, 99))]
        return next(name for name in names if not self.changes.exists(f"docs/{name}") and name != f"{folder}/index.md")

    def _own(self, title: str) -> str:
        """Return a title that no other page has: with a number where one does, since links and search couldn't tell the two apart."""
        names = [title, *(f"{title} ({number})" for number in range(2, 99))]
        own = next(name for name in names if name.lower() not in self.titles)
        self.titles.add(own.lower())
        return own

    def _clean(self, section: Section) -> None:
        for group in section.groups:
            for block in group.blocks:
                if block.kind != "code":
                    block.text = self._text(block)
            group.blocks = [block for block in group.blocks if block.text.strip() or block.kind == "code"]

    def _text(self, block: Block) -> str:
        """Return a piece of text as a page may have it: sources cited, tags and local links as plain words."""
        text, start, parts = block.text, 0, []
        for code in CODE.finditer(text):
            parts += [self._prose(text[start : code.start()], block.line), code[0]]
            start = code.end()
        return "".join([*parts, self._prose(text[start:], block.line)])

    def _prose(self, text: str, line: int) -> str:
        def image(found: re.Match) -> str:
            self.notes.left.append((line, found[0], "an image: show it with '/// figure'"))
            alt = "" if alone else found["alt"] or ""  # within a sentence, its words stay
            return f"[{alt}]{found['to']}" if alt and "to" in found.groupdict() else alt

        def words(link: re.Match) -> str:
            if not link[2].startswith("#"):
                self.notes.left.append((line, link[0], "it leads to a file next to the notes"))
            return link[1]

        alone = not re.search(r"\w", IMAGE.sub("", LINKED.sub("", text)))
        text = IMAGE.sub(image, LINKED.sub(image, text))
        text = references.stubs(self.changes, LOCAL.sub(words, text), self.stubs)
        return TAG.sub(lambda tag: tag[0] if (tag[2] or "").lower() in TEXT else html.escape(tag[0]), text)


def page(section: Section) -> str:
    """Return a section as a draft."""
    parts = [f"---\ndraft: true\n---\n# {section.title}"]
    told = [block.text for group in section.groups for block in group.told]
    if told:
        parts += ["## From the notes {#from-the-notes}", *told]
    parts.append(f"## {HEADING}")
    for group in section.pointed:
        parts += [f"### {group.title}"] * bool(group.title) + [_notes(group)]
    if not section.pointed:
        parts.append("/// notes\n- …\n///")
    code = [block for group in section.groups for block in group.code]
    if code:
        parts += ["## In code", *map(_fenced, code)]
    return "\n\n".join(parts) + "\n"


def _notes(group: Group) -> str:
    lines = []
    for point, mark in zip(group.points, _marks(group.points)):
        if point.kind == "code":
            lines += ["", textwrap.indent(_fenced(point), "    " * min(point.depth, 5)), ""]
        else:
            lines.append(f"{'    ' * min(point.depth, 4)}{mark} {point.text}")
    return "\n".join(["/// notes", *lines]).rstrip("\n") + "\n///"


def _marks(points: list[Block]) -> list[str]:
    """Return the sign of each point: a number where its whole list has numbers."""
    lists: list[list[int]] = []
    open_lists: list[list[int]] = []  # of the enclosing points, from the outermost
    for index, point in enumerate(points):
        if point.kind == "item":
            if point.depth >= len(open_lists):
                open_lists.append([])
                lists.append(open_lists[-1])
            del open_lists[point.depth + 1 :]
            open_lists[-1].append(index)
    marks = ["-"] * len(points)
    for each in lists:
        if all(points[index].mark[:1].isdigit() for index in each):
            for number, index in enumerate(each, start=1):
                marks[index] = f"{number}."
    return marks


def _named(there: Page, section: Section) -> bool:
    """Return whether a page has a section's title, or has it with the number that an import gave it."""
    return re.sub(r" \(\d+\)$", "", there.title).lower() == section.title.lower() or there.title.lower() == section.title.lower()


def _words(text: str) -> str:
    """Return the words of a text, without markup and citations, so that they can be found in those of another text."""
    return " ".join(["", *re.findall(r"\w+", html.unescape(re.sub(CITATION, "", text)).lower()), ""])


def _fenced(code: Block) -> str:
    return f"```{code.language}\n{code.text}\n```"


def _short(text: str, most: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
