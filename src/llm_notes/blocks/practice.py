"""The `practice` block: every question of the sections, every drill and every term of the glossary, by section, as cards.

Nothing is written twice: the cards are the pages' own blocks, put between this block's fences before they are read. The
list is complete without JavaScript, answers folded; docs/assets/practice/ makes a deck of it, with what outputs/practice.py
writes beside the page, and in print the stylesheet puts the answers at the end.

A card is known by its name: `question/` and the question's id, `drill/` and the drill's id, `term/` and the anchor of the
glossary's entry. None depends on the wording or the place, so what a reader has learned of a card outlives both.
"""

import posixpath
import xml.etree.ElementTree as etree
from collections import Counter
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes import strings
from llm_notes.blocks.cards import DRILLS, Card, read_cards
from llm_notes.blocks.cheat_sheet import from_here
from llm_notes.blocks.contents import listed
from llm_notes.blocks.drill import Drill
from llm_notes.blocks.fences import BlockCheck, DerivedBlock, all_blocks
from llm_notes.blocks.question import Question
from llm_notes.blocks.term import Term, term_id
from llm_notes.checks.findings import going_on
from llm_notes.content.pages import Page, address_of, link_to, read_page
from llm_notes.engines import locate
from llm_notes.markup.inline_results import as_shown

FENCE = "/// practice"


class Practice(DerivedBlock):
    """The list of cards; makes the practice page."""

    NAME = "practice"
    EXAMPLE = FENCE
    MADE_FROM = "the questions of the sections, the drills and the terms of the glossary"
    CONTAINS_BLOCKS = True

    @classmethod
    def plain(cls, value, writer) -> str:
        """Return the cards under headings, as their own blocks have them."""
        docs_dir, found = writer.docs_dir, []
        cards = read_cards(docs_dir)
        for chapter in listed(docs_dir):
            found.append(f"## {read_page(docs_dir / chapter[0], docs_dir).title}")
            for path in chapter[1:]:
                found.append(f"### [{as_shown(read_page(docs_dir / path, docs_dir), docs_dir).title}]({writer.to(path)})")
                found += [all_blocks()[card.card.partition("/")[0]].plain(card, writer) for card in cards[path]]
        return "\n\n".join(found)

    def on_create(self, parent):
        """Return the frame. The desk is where a script deals the cards; until then it holds their number."""
        frame = etree.SubElement(parent, "div", {"class": "practice"})
        etree.SubElement(etree.SubElement(frame, "div", {"class": "practice__desk"}), "p", {"class": "practice__count"})
        self.cards = etree.Element("div")
        return frame

    def on_add(self, block):
        """Return where the cards gather: beside the page, since pymdownx goes through the whole page at every part of a block."""
        return self.cards

    def on_end(self, block):
        """Put chapters and sections into frames, and fold the terms' definitions."""
        docs_dir, _ = locate(self.md)
        pages = [path for chapter in (listed(docs_dir) if len(self.cards) else []) for path in chapter[1:]]
        for element in self.cards:
            if element.tag == "h2":
                frame = chapter = etree.SubElement(block, "div", {"class": "practice__chapter"})
            elif element.tag == "h3":
                path = pages.pop(0)
                frame = etree.SubElement(chapter, "div", {"class": "practice__section", "data-section": address_of(path)})
            elif element.tag == "llm-question":
                element.set("data-card", f"question/{element.get('data-question')}")
            elif element.tag == "llm-drill":
                element = _exercise(element, read_page(docs_dir / DRILLS, docs_dir))
            elif element.get("class") == "term":
                _fold(element)
            frame.append(element)
        for chapter in block.findall("div[@class='practice__chapter']"):
            # Shown only where scripts run, from the first paint on, so that nothing shifts when they arrive and enable it.
            check = etree.Element("p", {"class": "practice__check"})
            etree.SubElement(check, "button", {"type": "button", "disabled": "disabled"}).text = strings.check_chapter(
                len(chapter.findall(".//llm-question[@data-question]"))
            )
            chapter.insert(1, check)
        etree.SubElement(block, "p", {"class": "practice__solutions"}).text = strings.SOLUTIONS
        kinds = Counter(card.get("data-card", "").split("/")[0] for card in block.iter())
        block[0][0].text = strings.cards(kinds["question"], kinds["drill"], kinds["term"])


class PracticeCards(Preprocessor):
    """Writes the cards into the block, as the pages have them."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the cards between the block's fences. Raises PageError."""
        if FENCE not in lines:
            return lines
        docs_dir, here = locate(self.md)
        place = lines.index(FENCE)
        end = lines.index("///", place)
        with going_on():
            return [*lines[:place], "//// practice", "", *self._cards(docs_dir, here), "////", *lines[end + 1 :]]
        return lines

    def _cards(self, docs_dir: Path, here: str) -> list[str]:
        cards, checked = read_cards(docs_dir), self.md.preprocessors["llm_notes_check"]
        assert isinstance(checked, BlockCheck)
        written = []
        for chapter in listed(docs_dir):
            title = read_page(docs_dir / chapter[0], docs_dir).title
            written += [f"## {title} {{#{posixpath.dirname(chapter[0])}}}", ""]
            for path in chapter[1:]:
                page = as_shown(read_page(docs_dir / path, docs_dir), docs_dir)
                written += [f"### [{page.title}]({link_to(path, here)}) {{#{Path(path).stem}}}", ""]
                for card in cards[path]:
                    written += from_here(card.page, _block(card), here).split("\n")
                    name, _, key = card.card.partition("/")
                    checked.keep(name, card.term if isinstance(card, Term) else key, card)
        return written


def _block(card: Card) -> str:
    """Return a card as the block that pymdownx reads; all but its text comes from the card itself when it is rendered."""
    match card:
        case Term(term=term, definition=text):
            return f"/// term | {term}\n\n{text}\n///\n"
        case Question(id=name, body=text):
            return f"/// question\n    id: {name}\n\n{text}\n///\n"
        case Drill(id=name, prompt=prompt, steps=steps):
            return f"/// drill\n    id: {name}\n\n{prompt}\n\n{steps}\n///\n"


def _exercise(drill, page: Page):
    """Make a card of a drill: its question, with a link to the drill's own place."""
    name, question = drill.get("data-drill"), drill.find("llm-question")
    question.set("data-card", f"drill/{name}")
    line = etree.SubElement(question.find("details"), "p", {"class": "question__reread"})
    line.text = strings.MORE_OF_THESE
    etree.SubElement(line, "a", {"href": f"{DRILLS}#{name}"}).text = page.anchors[name]
    return question


def _fold(term) -> None:
    """Make a card of a glossary's entry: the word, and the definition in a <details>."""
    name, *definition = list(term)
    term.set("class", "practice__term")
    term.set("data-card", f"term/{term_id(name[0].text)}")
    del term.attrib["id"]
    details = etree.SubElement(term, "details", {"class": "question__answer"})
    etree.SubElement(details, "summary").text = strings.SHOW_DEFINITION
    for part in definition:
        term.remove(part)
        details.append(part)
