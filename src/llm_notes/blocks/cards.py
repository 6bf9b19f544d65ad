"""All cards of the site, in order: what readers practice and what goes into the Anki deck."""

import posixpath
import re
from pathlib import Path

from llm_notes.blocks.contents import listed
from llm_notes.blocks.drill import Drill
from llm_notes.blocks.fences import read_blocks
from llm_notes.blocks.question import Question
from llm_notes.blocks.term import LINK, Term
from llm_notes.checks.findings import located, recording
from llm_notes.content.pages import Page, read_page, target_of
from llm_notes.markup.glossary import GLOSSARY
from llm_notes.markup.inline_results import as_shown

DRILLS = "drills.md"
PRACTICE = "practice.md"
SEE = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<page>[^)#\s]+\.md)(?:#(?P<anchor>[^)]*))?\)")  # a link to a page
Card = Question | Drill | Term


def read_cards(docs_dir: Path) -> dict[str, list[Card]]:
    """Return section -> its questions, drills and terms; sections in the navigation's order. Raises PageError.

    A drill belongs to the first section that the text between its heading and itself links to, a term to the first one that
    its definition links to. When a collection of findings is open, cards with a mistake are skipped instead.
    """
    cards: dict[str, list[Card]] = {path: [] for chapter in listed(docs_dir) for path in chapter[1:]}
    for path in cards:
        cards[path] += read_blocks(as_shown(read_page(docs_dir / path, docs_dir), docs_dir), "question", docs_dir)
    drills, glossary = (as_shown(read_page(docs_dir / path, docs_dir), docs_dir) for path in (DRILLS, GLOSSARY))
    for drill in read_blocks(drills, "drill", docs_dir):
        section = _section(_above(drills, drill), drill, cards)
        with recording():
            if section is None or drill.id not in drills.anchors:
                raise located(
                    f"{docs_dir.name}/{drill.page}",
                    drill.line,
                    f"the drill '{drill.id}' can't be practiced. Put it under a heading with the id "
                    f"'{{#{drill.id}}}' and a sentence that links to the section it drills.",
                    "drill-leads-nowhere",
                )
            cards[section].append(drill)
    for term in read_blocks(glossary, "term", docs_dir):
        section = _section(term.definition, term, cards)
        with recording():
            if section is None:
                raise located(
                    f"{docs_dir.name}/{term.page}",
                    term.line,
                    f"the term '{term.term}' links to no section, so it can't "
                    "be practiced. End it with a link to the section that explains it.",
                    "term-leads-nowhere",
                )
            cards[section].append(term)
    return cards


def list_of(chapter: list[str], docs_dir: Path) -> str:
    """Return the path of the page that lists a chapter's cards: practice/FOLDER.md, or the practice page if there is none.

    chapter: as `listed` returns it.
    """
    own = f"{PRACTICE.removesuffix('.md')}/{posixpath.dirname(chapter[0])}.md"
    return own if (docs_dir / own).is_file() else PRACTICE


def explained(card: Card, docs_dir: Path) -> tuple[str, str, str] | None:
    """Return where a card's subject is explained: (page's path under docs, heading's id or '', its name), or None."""
    match card:
        case Question():
            if not card.reread:
                return None
            path, anchor = card.reread
        case Drill():
            path, anchor = card.page, card.anchor
        case Term():
            link = SEE.search(card.definition)
            return (target_of(link["page"], card.page), link["anchor"] or "", link["text"]) if link else None
    page = read_page(docs_dir / path, docs_dir)
    return path, anchor, page.anchors.get(anchor, page.title)


def _section(text: str, card: Card, sections) -> str | None:
    """Return the first section that a text of the card's page links to."""
    paths = (target_of(path, card.page) for path in LINK.findall(text))
    return next((path for path in paths if path in sections), None)


def _above(page: Page, drill: Drill) -> str:
    """Return the text between the heading above a drill and the drill."""
    first = drill.line - 1 - page.offset
    heading = next((line for line in range(first, 0, -1) if page.lines[line].startswith("## ")), 0)
    return "\n".join(page.lines[heading:first])
