"""The chapters as the command sees them: found by folder or title, created if missing, their introductions kept up to date."""

import datetime
import difflib
import posixpath
import re
import unicodedata
from dataclasses import dataclass

from llm_notes.blocks.contents import chapters
from llm_notes.content.pages import Page, parse_navigation, parse_page
from llm_notes.writing import introduction, navigation
from llm_notes.writing.changes import Changes, Refused

TEMPLATE = "templates/chapter.md"
SECTION = "templates/section.md"
TO_SAY = "what it answers."  # in the introduction, until somebody says what a section answers


@dataclass(frozen=True)
class Chapter:
    """A chapter. folder: under docs; pages: their paths under docs, its index.md first; none for a chapter that doesn't exist yet."""

    folder: str
    title: str
    pages: tuple[str, ...] = ()

    @property
    def index(self) -> str:
        """The path of its introduction under docs."""
        return f"{self.folder}/index.md"


def known(changes: Changes) -> list[Chapter]:
    """Return the chapters of the navigation, drafts included, in order."""
    found = []
    for pages in chapters(parse_navigation(changes.read(navigation.CONFIG))):
        title = page_of(changes, pages[0]).title if changes.exists(f"docs/{pages[0]}") else pages[0]
        found.append(Chapter(posixpath.dirname(pages[0]), title, tuple(pages)))
    return found


def titles(changes: Changes) -> list[list[str]]:
    """Return the titles of each chapter's pages, its own first, drafts included, in order."""
    return [[page_of(changes, path).title for path in one.pages if changes.exists(f"docs/{path}")] for one in known(changes)]


def find(changes: Changes, name: str) -> Chapter:
    """Return the chapter with this folder or title; a new one that doesn't exist yet if there is none."""
    for chapter in known(changes):
        if name.strip("/").removeprefix("docs/").lower() in (chapter.folder.lower(), chapter.title.lower()):
            return chapter
    folder = slug(name)
    near = difflib.get_close_matches(name, [chapter.folder for chapter in known(changes)], n=1, cutoff=0.9) if name == folder else []
    if near:
        raise Refused(
            f"there is no chapter '{name}'; did you mean '{near[0]}'? To start a new one, write its title: \"Training in practice\"."
        )
    if not folder:
        raise Refused(f"'{name}' can't be a chapter's name: its folder would have no name. Use letters or digits.")
    if (changes.root / "docs" / folder).exists():
        raise Refused(f"docs/{folder} already exists, but the navigation has no chapter in it. Choose another name.")
    return Chapter(folder, name if name != folder else name.replace("-", " ").capitalize())


def add_section(changes: Changes, chapter: Chapter, path: str, after: str, draft: bool = False) -> Chapter:
    """Put a section into the navigation, and a new chapter with it; return the chapter as it is then. after: a page of it, or ''."""
    config = changes.read(navigation.CONFIG)
    if chapter.pages:
        changed = navigation.add_page(config, path, after or chapter.pages[-1])
        changes.change(navigation.CONFIG, changed, "its line in the navigation")
    else:
        _create(changes, chapter, draft)
        changed = navigation.add_chapter(config, chapter.title, [chapter.index, path])
        changes.change(navigation.CONFIG, changed, "the chapter in the navigation")
    return next(found for found in known(changes) if found.folder == chapter.folder)


def introduce(changes: Changes, chapter: Chapter, path: str) -> None:
    """List a section in its chapter's introduction, and count it there. The chapter: as the navigation has it, with the section."""
    page, place = page_of(changes, path), chapter.pages.index(path)
    shown = [other for other in chapter.pages[1:] if other != path and not page_of(changes, other).draft]
    after = next((other for other in reversed(chapter.pages[1:place]) if other in shown), "")
    index = f"docs/{chapter.index}"
    text = introduction.recounted(changes.read(index), len(shown), len(shown) + 1)
    template = changes.read(SECTION) if changes.exists(SECTION) else ""
    own = page.description and page.description not in template  # the template's is about something else
    about = page.description if own else TO_SAY
    text = introduction.with_section(text, page.title, posixpath.basename(path), about, posixpath.basename(after))
    changes.change(index, text, "the link to it, and the number of sections")


def forget(changes: Changes, chapter: Chapter, path: str) -> None:
    """Remove a section from its chapter's introduction, and from the counts there. The chapter: as it was, with the section."""
    index = f"docs/{chapter.index}"
    shown = [other for other in chapter.pages[1:] if other == path or not page_of(changes, other).draft]
    text = introduction.without_section(changes.read(index), posixpath.basename(path))
    changes.change(index, introduction.recounted(text, len(shown), len(shown) - 1), "without the link to it, and the number of sections")


def page_of(changes: Changes, path: str) -> Page:
    """Return a page as it will be. path: under docs."""
    return parse_page(path, changes.read(f"docs/{path}"))


def slug(title: str) -> str:
    """Return a name for a file or folder: 'Large Language Models (LLMs)' -> 'large-language-models', 'What is NLP?' -> 'what-is-nlp'."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", title)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _create(changes: Changes, chapter: Chapter, draft: bool) -> None:
    text = reviewed_today(changes.read(TEMPLATE).replace("# Title", f"# {chapter.title}"))
    if changes.exists("docs/practice.md") and not draft:
        text += f"\nTo see what has stuck, answer [the questions of this chapter](../practice.md#{chapter.folder}).\n"
    changes.create(f"docs/{chapter.index}", as_draft(text) if draft else text, "the chapter's introduction, to be written")


def reviewed_today(text: str) -> str:
    """Return a template's text with today's date as the day of its review."""
    return re.sub(r"^reviewed: .*$", f"reviewed: {datetime.date.today()}", text, count=1, flags=re.MULTILINE)


def as_draft(text: str) -> str:
    """Return a page's text with `draft: true` in its front matter."""
    return text.replace("---\n", "---\ndraft: true\n", 1)
