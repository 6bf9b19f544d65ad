"""Drafts: which ones exist, what each lacks, and the step that puts one on the published site."""

import re
from dataclasses import dataclass
from pathlib import Path

from llm_notes.commands.check import findings
from llm_notes.content import bibliography
from llm_notes.content.pages import DRAFT, Page, as_finished, is_draft, page_files, read_page, short_name
from llm_notes.markup.citations import citations
from llm_notes.writing import chapters, outline
from llm_notes.writing.changes import Changes, Refused
from llm_notes.writing.references import FILE


@dataclass(frozen=True)
class Draft:
    """A draft. path: under docs; title: its own, or ''; lacks: what the checks would say about it as a page of the site."""

    path: str
    title: str
    lacks: tuple[str, ...]


def drafts(root: Path) -> list[Draft]:
    """Return the drafts, sorted by path, each judged as if it were finished."""
    docs = root / "docs"
    paths = [file.relative_to(docs).as_posix() for file in page_files(docs, drafts=True) if is_draft(file)]
    return [Draft(path, read_page(docs / path, docs).title, tuple(lacks(root, path))) for path in paths]


def lacks(root: Path, path: str) -> list[str]:
    """Return what the checks would say about a page if it and its chapter's introduction were finished, as `file:line: sentence`."""
    page = root / "docs" / path
    with as_finished(page, page.with_name("index.md")):
        found = findings(root, path)
    return [line for line in found if path == _index(path) or not line.startswith(f"docs/{_index(path)}:")]  # `finish` writes there


def _index(path: str) -> str:
    return Path(path).with_name("index.md").as_posix()


def finish(root: Path, path: str) -> tuple[Changes, list[str]]:
    """Return the changes that put a draft on the published site, and what it lacks there. Raises Refused, also if it cites a stub.

    Its mark is removed, its chapter's introduction lists and counts it, and its points are added to the outline, unless the page says
    that the notes don't have it (`status: added`).
    """
    changes = Changes(root)
    page = chapters.page_of(changes, path)
    if not page.draft:
        raise Refused(f"docs/{path} isn't a draft: its front matter has no 'draft: true'.")
    _refuse_stubs(root, page)
    chapter = next((one for one in chapters.known(changes) if path in one.pages), None)
    text = re.sub(rf"\A(---\n(?:.*\n)*?){DRAFT}:.*\n", r"\1", page.text)
    changes.change(f"docs/{path}", re.sub(r"\A---\n---\n", "", text), "no longer a draft")
    if chapter and path != chapter.index:
        if chapters.page_of(changes, chapter.index).draft:
            changes.left.append(
                f"Finish the chapter's introduction too: `llm-notes finish {chapter.index}`. The site doesn't have the chapter without it."
            )
        chapters.introduce(changes, chapter, path)
        if chapters.TO_SAY in changes.read(f"docs/{chapter.index}"):
            changes.left.append(f"In docs/{chapter.index}, say what the section answers, in one line.")
        if not page.added:
            outline.take(changes, chapters.titles(changes), page)
    name = short_name(path)
    lacking = lacks(root, path)
    if number := len(lacking):
        changes.left.append(f"Add what it lacks, {number} thing{'s' * (number > 1)}, or the checks fail: `llm-notes check {name}`.")
    changes.left.append(f"Record its addresses: `llm-notes check --fix {name}`.")
    return changes, lacking


def _refuse_stubs(root: Path, page: Page) -> None:
    """Raise Refused for a page that cites a reference without title and authors, which would stop the build of the site."""
    references = bibliography.load(root / FILE)
    for index, key in citations(page.lines):
        if key in references and references[key].stub:
            raise Refused(
                f"docs/{page.path}:{index + 1 + page.offset}: the reference '{key}' is a stub, and only a draft may cite one. "
                f"Complete it first: `llm-notes cite {references[key].where}`."
            )
