"""A new section: the page, its line in the navigation, its place in the chapter's introduction, and a test for its numbers."""

import itertools
import json
import re
from pathlib import Path, PurePosixPath

from llm_notes.checks.findings import PageError
from llm_notes.content.pages import DESCRIPTION, read_page
from llm_notes.writing import chapters
from llm_notes.writing.changes import Changes, Refused

TEST = '''"""Recomputes the worked numbers of docs/{path} from their inputs."""

from pages import WorkedPage

PAGE = "{path}"
says = WorkedPage(PAGE).says


def test_worked_numbers():
    """A line for each number that the page works out, such as: says(f"3 × 2 + 1 × 1 | {{3 * 2 + 1 * 1}} |", "red · crimson")."""
'''
SHORT = 40  # characters of a line that may be in two pages by chance


def new_section(root: Path, title: str, chapter: str, after: str = "", name: str = "", about: str = "", draft: bool = False) -> Changes:
    """Return what creates a section from the template. chapter: a folder, a title, or a new name; after: a page's path or file name, or ''.

    name: of the file, '' for one made from the title; about: what it answers, for its description and the introduction; draft: whether it starts as a draft. Raises Refused.
    """
    changes = Changes(root)
    place = chapters.find(changes, chapter)
    stem = name.removesuffix(".md") or chapters.slug(title)
    if not stem or chapters.slug(stem) != stem:
        raise Refused(f"'{name or title}' can't be turned into a file name. Add --name with lowercase words joined by hyphens.")
    path = f"{place.folder}/{stem}.md"
    text = changes.read(chapters.SECTION)
    text = text.replace(text[text.index("\n# ") : text.index("\n", text.index("\n# ") + 1)], f"\n# {title}", 1)
    text = chapters.reviewed_today(text.replace("    id: template-", f"    id: {stem}-"))
    if about := _sentence(about):
        if len(about) not in DESCRIPTION:
            raise Refused(
                f"what the section answers (--about) has {len(about)} characters. Write {DESCRIPTION.start} to {DESCRIPTION.stop - 1}: search "
                f"engines show it: “{about}”"
            )
        line = f"description: {json.dumps(about.replace(chr(34), chr(39)), ensure_ascii=False)}"
        text = re.sub(r"^description: .*$", lambda _: line, text, count=1, flags=re.MULTILINE)
    changes.create(f"docs/{path}", chapters.as_draft(text) if draft else text, "the page, a copy of the template" + " as a draft" * draft)
    place = chapters.add_section(changes, place, path, _above(place, after), draft)
    if not draft:
        chapters.introduce(changes, place, path)
    if changes.exists("tests/pages.py"):
        changes.create(worked_test_of(path), TEST.format(path=path), "an empty test for the numbers that you work out")
    changes.left = [
        f"Look at it: `llm-notes serve`, then the address that ends in /{place.folder}/{stem}/.",
        f"Replace docs/{path} from top to bottom; after each part, `llm-notes check {stem}`.",
        f"In docs/{place.folder}/index.md, say what the section answers, in one line." * (not about)
        if not draft
        else f"When it is ready, `llm-notes finish {stem}` puts it on the site; `llm-notes status` says what it lacks.",
        f"When its headings are final, `llm-notes check --fix {stem}` records their addresses, which are permanent from then on.",
    ]
    changes.left = [sentence for sentence in changes.left if sentence]
    return changes


def from_template(root: Path, path: str) -> list[str]:
    """Return which lines of a page are still those of the template, as '8' or '12–30'.

    Short lines, which others have too, don't count, nor do contributors' sample pages and files that can't be read.
    """
    try:
        page = read_page(root / "docs" / path, root / "docs")
    except PageError:  # it isn't text, which is reported where pages are checked
        return []
    if not page.derive or not (root / chapters.SECTION).is_file():
        return []
    template = set((root / chapters.SECTION).read_text(encoding="utf-8").split("\n"))
    lines = enumerate(page.text.split("\n"), start=1)
    runs = itertools.groupby(((number, line) for number, line in lines if len(line) > SHORT), lambda pair: pair[1] in template)
    same = [[number for number, _ in run] for known, run in runs if known]
    return [f"{run[0]}–{run[-1]}" if run[1:] else str(run[0]) for run in same]


def _sentence(text: str) -> str:
    """Return a text as a sentence: with a capital, unless it begins with a name such as `pocket-gpt`, and a period."""
    text = " ".join(text.split())
    first = text.partition(" ")[0]
    text = text[:1].upper() + text[1:] if first.rstrip(",;:").isalpha() and first.islower() else text
    return text if not text or text.rstrip("\"'”’)").endswith((".", "!", "?", "…")) else f"{text}."


def worked_test_of(path: str) -> str:
    """Return the path of the test that recomputes a page's numbers. path: the page's, under docs."""
    return f"tests/content/test_worked_{PurePosixPath(path).stem.replace('-', '_')}.py"


def _above(chapter: chapters.Chapter, after: str) -> str:
    if not after:
        return ""
    named = [path for path in chapter.pages if after.removeprefix("docs/").removesuffix(".md") in (path[:-3], PurePosixPath(path).stem)]
    if len(named) != 1:
        known = ", ".join(PurePosixPath(path).stem for path in chapter.pages) or "none yet"
        raise Refused(f"the chapter '{chapter.folder}' has no page '{after}'. Its pages: {known}.")
    return named[0]
