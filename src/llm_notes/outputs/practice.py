"""The cards as data, `practice/cards.json`: what the practice page's scripts know about each card in addition to its element.

    {"chapters": [{"title": …, "address": …, "list": address, "sections": [{"address": …, "title": …, "needs": [address, …], "cards": [
        {"name": "question/…", "diagnostic": true, "explained": {"address": …, "title": …}}, …]}]}]}

Addresses are relative to the site's root. `list` is the page that has the chapter's cards, each complete, in an element with
`data-card="name"`.
"""

import json
from pathlib import Path

from llm_notes.blocks.cards import Card, explained, list_of, read_cards
from llm_notes.blocks.contents import listed
from llm_notes.blocks.question import Question
from llm_notes.blocks.section_map import builds_on
from llm_notes.content.pages import address_of, read_page
from llm_notes.markup.glossary import plain
from llm_notes.markup.inline_results import as_shown

PAGE, FILE = "practice/index.html", "practice/cards.json"


def write_cards(site: Path, docs: Path) -> Path | None:
    """Write the file into the built folder and return it; None where the site has no practice page. Raises PageError."""
    if not (site / PAGE).is_file():
        return None
    (site / FILE).write_text(json.dumps(data(docs), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return site / FILE


def data(docs: Path) -> dict:
    """Return what the file holds. Raises PageError for a mistake in a card, unless a collection of findings is open."""
    cards = read_cards(docs)
    chapters = []
    for index, *sections in listed(docs):
        chapter = {
            "title": _title(index, docs),
            "address": address_of(index),
            "list": address_of(list_of([index, *sections], docs)),
            "sections": [_section(path, cards[path], docs) for path in sections],
        }
        chapters.append(chapter)
    return {"chapters": chapters}


def _section(path: str, cards: list[Card], docs: Path) -> dict:
    return {
        "address": address_of(path),
        "title": _title(path, docs),
        "needs": [address_of(need) for need in builds_on(read_page(docs / path, docs))],
        "cards": [_card(card, docs) for card in cards],
    }


def _card(card: Card, docs: Path) -> dict:
    found: dict = {"name": card.card}
    if isinstance(card, Question) and card.diagnostic:
        found["diagnostic"] = True
    place = explained(card, docs)
    if place:
        page, anchor, title = place
        found["explained"] = {"address": address_of(page) + (f"#{anchor}" if anchor else ""), "title": plain(title)}
    return found


def _title(path: str, docs: Path) -> str:
    return plain(as_shown(read_page(docs / path, docs), docs).title)
