"""The deck for Anki, opened with SQLite: all cards, ids that survive rewording, drawings and formulas, byte-for-byte reproducible."""

import dataclasses
import html
import json
import re
import sqlite3
import zipfile
from collections import Counter

import pytest
from building import ROOT, SITE_URL
from lxml import etree

from llm_notes.blocks.cards import read_cards
from llm_notes.blocks.contents import chapters
from llm_notes.content.pages import read_navigation, read_page
from llm_notes.outputs import anki

ATTENTION = "how-transformers-work/attention.md"


def opened(file, folder) -> tuple[sqlite3.Connection, dict[str, bytes]]:
    """Return the deck's database and its media by name."""
    with zipfile.ZipFile(file) as package:
        (folder / "collection.db").write_bytes(package.read("collection.anki2"))
        media = {name: package.read(number) for number, name in json.loads(package.read("media")).items()}
    return sqlite3.connect(folder / "collection.db"), media


@pytest.fixture
def deck(site, tmp_path):
    return opened(site.folder / anki.FILE, tmp_path)


def shown_cards(site) -> list:
    """Return the cards of the practice page's lists."""
    return [card for page in site.pages.values() if page.article is not None for card in page.article.xpath(".//*[@data-card]")]


def identities(made: anki.Deck) -> dict[str, list[str]]:
    """Return guid -> fields of every note."""
    return {note.guid: note.fields for notes in made.chapters.values() for note in notes}


def test_every_card_is_a_note_in_its_chapters_deck(deck, site):
    database, _ = deck
    decks = {number: entry["name"] for number, entry in json.loads(database.execute("SELECT decks FROM col").fetchone()[0]).items()}
    titles = [read_page(ROOT / "docs" / chapter[0], ROOT / "docs").title for chapter in chapters(read_navigation(ROOT / "mkdocs.yml"))]
    assert sorted(decks.values()) == sorted(["Default", "LLM Notes", *(f"LLM Notes::{title}" for title in titles)])
    cards = shown_cards(site)
    filed = Counter(decks[str(number)] for (number,) in database.execute("SELECT did FROM cards"))
    made = read_cards(ROOT / "docs")
    for title, (_, *sections) in zip(titles, chapters(read_navigation(ROOT / "mkdocs.yml")), strict=True):
        assert filed.pop(f"LLM Notes::{title}") == sum(len(made[path]) for path in sections)
    assert not filed
    notes = database.execute("SELECT guid, tags FROM notes").fetchall()
    assert len({guid for guid, _ in notes}) == len(notes) == len(cards) >= 160
    kinds = Counter(re.search(r"kind::(\w+)", tags)[1] for _, tags in notes)
    assert kinds == Counter(card.get("data-kind") or "term" for card in cards)


def test_fields_are_plain_html_with_formulas_and_drawings_that_are_there(deck, site):
    database, media = deck
    shown = set()
    for (text,) in database.execute("SELECT flds FROM notes"):
        front, options, back, figure, where = text.split("\x1f")
        assert front and back and where
        assert not re.search(r"<(math|a|svg|details|button|input|span)\b|class=|href=", front + options + back), text
        shown |= set(re.findall(r'<img src="([^"]+)"', figure))
    assert shown == set(media) and len(media) >= 8
    assert any(r"\(d_k\)" in text for (text,) in database.execute("SELECT flds FROM notes")), "no note has its formula as LaTeX"
    for card in shown_cards(site):
        kind, name = card.get("data-card").split("/")
        (fields,) = database.execute("SELECT flds FROM notes WHERE guid = ?", [anki.genanki.guid_for("LLM Notes", kind, name)]).fetchone()
        for latex in card.xpath(".//annotation/text()"):
            assert f"\\({html.escape(latex, quote=False)}\\)" in fields, f"{name} lacks the formula {latex}"
    for name, content in media.items():
        root = etree.fromstring(content)
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("viewBox"), name
        assert b"--ln-query: #" in content and b".ln-axis {" in content and b"light-dark" not in content, f"{name} has no colors of its own"


def test_a_question_for_a_number_asks_for_it_and_shows_no_options(deck, site):
    database, _ = deck
    cards = [card for card in shown_cards(site) if card.get("data-kind") == "number"]
    for card in cards:
        kind, name = card.get("data-card").split("/")
        (fields,) = database.execute("SELECT flds FROM notes WHERE guid = ?", [anki.genanki.guid_for("LLM Notes", kind, name)]).fetchone()
        _, asked, back, *_ = fields.split("\x1f")
        value = card.xpath(".//li[@data-right='true']/@data-value")[0]
        assert "<li>" not in asked and "Work out the number." in asked and value not in re.sub("up to .* off", "", asked)
        assert ("decimal" in asked) == ("." in value) and card.get("data-unit", "") in asked and back.startswith("<ul>")
    assert len(cards) > 20


def test_a_new_wording_keeps_a_notes_identity():
    reader, cards = anki.Reader(ROOT / "docs", SITE_URL), {ATTENTION: read_cards(ROOT / "docs")[ATTENTION]}
    before = identities(reader.read(cards))
    for own in cards.values():
        own[:] = [
            dataclasses.replace(card, prompt=f"A reworded question: {card.prompt}")
            if card.card == "question/attention-scaled-weight"
            else dataclasses.replace(card, line=card.line + 1)
            for card in reversed(own)
        ]
    after = identities(reader.read(cards))
    assert before.keys() == after.keys()
    assert [guid for guid in before if before[guid] != after[guid]] == [
        anki.genanki.guid_for("LLM Notes", "question", "attention-scaled-weight")
    ]


def test_equal_input_gives_equal_bytes(tmp_path, monkeypatch):
    cards = {path: own for path, own in read_cards(ROOT / "docs").items() if path.startswith("how-transformers-work/")}
    for name in ("one", "two"):
        anki.write_package(anki.Reader(ROOT / "docs", SITE_URL).read(cards), tmp_path / name, 1_700_000_000)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert anki.time_of(ROOT / "docs") == 1_700_000_000
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    newest = max(day for page in (ROOT / "docs").rglob("*.md") if (day := dict(read_page(page, ROOT / "docs").meta).get("reviewed")))
    assert anki.datetime.datetime.fromtimestamp(anki.time_of(ROOT / "docs"), anki.datetime.UTC).date() == newest


def test_the_practice_page_links_the_deck(site):
    (link,) = site.pages["practice/index.html"].article.xpath(".//a[contains(@href, 'llm-notes.apkg')]")
    assert link.tail.startswith(f" ({len(shown_cards(site))} cards, ")
