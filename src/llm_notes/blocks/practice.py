"""The `practice` block: every question of the sections, every drill and every term of the glossary, by section, as cards.

One page with all of them would be long, so a chapter FOLDER may have a page practice/FOLDER.md: there, the block lists the
chapter's cards, and the practice page lists the chapter's sections with links to it. On any other page the block lists everything.

Nothing is written twice: the cards are the pages' own blocks, inserted between this block's fences before they are read. The
lists are complete without JavaScript, answers folded; docs/assets/practice/ turns them into a deck, with the data that outputs/practice.py
writes beside the page, and in print the stylesheet puts the answers at the end.

A card is identified by its name: `question/` and the question's id, `drill/` and the drill's id, `term/` and the anchor of the
glossary's entry. None depends on the wording or the place, so a reader's progress on a card survives changes to both.
"""

import posixpath
import xml.etree.ElementTree as etree
from collections import Counter
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes import strings
from llm_notes.blocks.cards import DRILLS, PRACTICE, Card, list_of, read_cards
from llm_notes.blocks.cheat_sheet import from_here
from llm_notes.blocks.contents import listed
from llm_notes.blocks.drill import Drill
from llm_notes.blocks.fences import BlockCheck, DerivedBlock, all_blocks
from llm_notes.blocks.question import Question
from llm_notes.blocks.term import Term, term_id
from llm_notes.checks.findings import recording
from llm_notes.content.pages import Page, address_of, link_to, read_page
from llm_notes.engines import locate
from llm_notes.markup.inline_results import as_shown

FENCE = "/// practice"


class Practice(DerivedBlock):
    """The desk and the lists of cards; generates the practice page and the pages of its lists."""

    NAME = "practice"
    EXAMPLE = FENCE
    MADE_FROM = "the questions of the sections, the drills and the terms of the glossary"
    CONTAINS_BLOCKS = True

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the cards under headings, as their own blocks write them."""
        docs_dir, here, found = writer.docs_dir, writer.page, []
        cards = read_cards(docs_dir)
        for chapter in _shown(docs_dir, here):
            elsewhere = _elsewhere(chapter, docs_dir, here)
            if not _alone(chapter, docs_dir, here):
                found.append(f"## {read_page(docs_dir / chapter[0], docs_dir).title}")
            if elsewhere:
                found.append(
                    "\n".join(f"- [{_title(path, docs_dir)}]({writer.to(elsewhere)}): {_number(cards[path])}" for path in chapter[1:])
                )
                continue
            for path in chapter[1:]:
                level = "##" if _alone(chapter, docs_dir, here) else "###"
                found.append(f"{level} [{_title(path, docs_dir)}]({writer.to(path)})")
                found += [all_blocks()[card.card.partition("/")[0]].plain(card, writer) for card in cards[path]]
        return "\n\n".join(found)

    def on_create(self, parent):
        """Return the frame. The desk is where a script deals the cards; until then it shows how many there are."""
        docs_dir, here = locate(self.md)
        frame = etree.SubElement(parent, "div", {"class": "practice"})
        if not any(_alone(chapter, docs_dir, here) for chapter in listed(docs_dir)):
            etree.SubElement(etree.SubElement(frame, "div", {"class": "practice__desk"}), "p", {"class": "practice__count"})
        self.cards = etree.Element("div")
        return frame

    def on_add(self, block):
        """Return where the cards are collected: outside the page, since pymdownx walks the whole page for every part of a block."""
        return self.cards

    def on_end(self, block):
        """Put chapters and sections into frames, and fold the terms' definitions."""
        if not len(self.cards):
            return
        docs_dir, here = locate(self.md)
        cards, elements = read_cards(docs_dir), list(self.cards)
        for chapter in _shown(docs_dir, here):
            frame = etree.SubElement(block, "div", {"class": "practice__chapter"})
            if not _alone(chapter, docs_dir, here):
                frame.append(elements.pop(0))
                frame.append(_check(chapter, cards))
            if elsewhere := _elsewhere(chapter, docs_dir, here):
                self._link(frame, chapter, elsewhere)
                continue
            for path in chapter[1:]:
                section = etree.SubElement(frame, "div", {"class": "practice__section", "data-section": address_of(path)})
                section.append(elements.pop(0))
                for _ in cards[path]:
                    section.append(_as_card(elements.pop(0), docs_dir, here))
        if block.find(".//*[@data-card]") is not None:
            etree.SubElement(block, "p", {"class": "practice__solutions"}).text = strings.SOLUTIONS
        if block[0].get("class") == "practice__desk":
            block[0][0].text = _number([card for own in cards.values() for card in own])

    def _link(self, frame, chapter: list[str], elsewhere: str) -> None:
        """List a chapter's sections with links to their cards on another page."""
        docs_dir, here = locate(self.md)
        cards = read_cards(docs_dir)
        listing = etree.SubElement(frame, "ul", {"class": "practice__sections"})
        for path in chapter[1:]:
            name = Path(path).stem
            entry = etree.SubElement(listing, "li", {"id": name})  # where the section's cards used to be
            entry.text = f"[{_title(path, docs_dir)}]({link_to(elsewhere, here)}#{name}): {_number(cards[path])}"


class PracticeCards(Preprocessor):
    """Writes the cards into the block, as the pages have them."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the cards between the block's fences. Raises PageError."""
        if FENCE not in lines:
            return lines
        docs_dir, here = locate(self.md)
        place = lines.index(FENCE)
        end = lines.index("///", place)
        with recording():
            return [*lines[:place], "//// practice", "", *self._cards(docs_dir, here), "////", *lines[end + 1 :]]
        return lines

    def _cards(self, docs_dir: Path, here: str) -> list[str]:
        cards, checked = read_cards(docs_dir), self.md.preprocessors["llm_notes_check"]
        assert isinstance(checked, BlockCheck)
        written = []
        for chapter in _shown(docs_dir, here):
            alone = _alone(chapter, docs_dir, here)
            if not alone:
                title = read_page(docs_dir / chapter[0], docs_dir).title
                written += [f"## {title} {{#{posixpath.dirname(chapter[0])}}}", ""]
            if _elsewhere(chapter, docs_dir, here):
                continue
            for path in chapter[1:]:
                level = "##" if alone else "###"
                written += [f"{level} [{_title(path, docs_dir)}]({link_to(path, here)}) {{#{Path(path).stem}}}", ""]
                for card in cards[path]:
                    written += from_here(card.page, _block(card), here).split("\n")
                    name, _, key = card.card.partition("/")
                    checked.keep(name, card.term if isinstance(card, Term) else key, card)
        return written


def _shown(docs_dir: Path, here: str) -> list[list[str]]:
    """Return the chapters that the block shows on a page: only that chapter on its own list, all of them elsewhere."""
    chapters = listed(docs_dir)
    return [chapter for chapter in chapters if _alone(chapter, docs_dir, here)] or chapters


def _alone(chapter: list[str], docs_dir: Path, here: str) -> bool:
    """Return whether a page is a chapter's own list."""
    return here == list_of(chapter, docs_dir) != PRACTICE


def _elsewhere(chapter: list[str], docs_dir: Path, here: str) -> str | None:
    """Return the list that the practice page links to instead of showing the chapter's cards."""
    page = list_of(chapter, docs_dir)
    return page if here == PRACTICE != page else None


def _title(path: str, docs_dir: Path) -> str:
    return as_shown(read_page(docs_dir / path, docs_dir), docs_dir).title


def _number(cards: list[Card]) -> str:
    """Return how many cards there are, by kind."""
    kinds = Counter(type(card) for card in cards)
    return strings.cards(kinds[Question], kinds[Drill], kinds[Term])


def _check(chapter: list[str], cards: dict[str, list[Card]]):
    """Return the button that asks a chapter's questions.

    It is shown only where scripts run, from the first paint on, so that nothing shifts when they arrive and enable it.
    """
    check = etree.Element("p", {"class": "practice__check"})
    questions = sum(isinstance(card, Question) for path in chapter[1:] for card in cards[path])
    attributes = {"type": "button", "disabled": "disabled", "data-chapter": address_of(chapter[0])}
    etree.SubElement(check, "button", attributes).text = strings.check_chapter(questions)
    return check


def _block(card: Card) -> str:
    """Return a card as the block that pymdownx reads; all but its text comes from the card itself when it is rendered."""
    match card:
        case Term(term=term, definition=text):
            return f"/// term | {term}\n\n{text}\n///\n"
        case Question(id=name, body=text):
            return f"/// question\n    id: {name}\n\n{text}\n///\n"
        case Drill(id=name, prompt=prompt, steps=steps):
            return f"/// drill\n    id: {name}\n\n{prompt}\n\n{steps}\n///\n"


def _as_card(element, docs_dir: Path, here: str):
    """Return the element as a card that a script finds by its name."""
    if element.tag == "llm-question":
        element.set("data-card", f"question/{element.get('data-question')}")
    elif element.tag == "llm-drill":
        return _exercise(element, read_page(docs_dir / DRILLS, docs_dir), here)
    elif element.get("class") == "term":
        _fold(element)
    return element


def _exercise(drill, page: Page, here: str):
    """Turn a drill into a card: its question, with a link to the drill's own place."""
    name, question = drill.get("data-drill"), drill.find("llm-question")
    question.set("data-card", f"drill/{name}")
    line = etree.SubElement(question.find("details"), "p", {"class": "question__reread"})
    line.text = strings.MORE_OF_THESE
    etree.SubElement(line, "a", {"href": f"{link_to(DRILLS, here)}#{name}"}).text = page.anchors[name]
    return question


def _fold(term) -> None:
    """Turn a glossary entry into a card: the word, and the definition in a <details>."""
    name, *definition = list(term)
    term.set("class", "practice__term")
    term.set("data-card", f"term/{term_id(name[0].text)}")
    del term.attrib["id"]
    details = etree.SubElement(term, "details", {"class": "question__answer"})
    etree.SubElement(details, "summary").text = strings.SHOW_DEFINITION
    for part in definition:
        term.remove(part)
        details.append(part)
