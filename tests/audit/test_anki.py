"""Anki itself imports the deck, shows its cards, and accepts a newer one without losing the reader's progress."""

import dataclasses

import pytest
from building import ROOT, SITE_URL

from llm_notes.blocks.cards import read_cards
from llm_notes.outputs import anki as deck

collection = pytest.importorskip("anki.collection", reason="Anki's Python package is missing: make .venv/audit-ready")

DAY = 86_400


def imported(target, file):
    """Import a deck as Anki's window does; return what Anki reports about its notes."""
    options = collection.ImportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False)
    return target.import_anki_package(collection.ImportAnkiPackageRequest(package_path=str(file), options=options)).log


def test_anki_imports_the_deck_and_a_newer_one_keeps_the_history(tmp_path):
    reader, cards = deck.Reader(ROOT / "docs", SITE_URL), read_cards(ROOT / "docs")
    made = reader.read(cards)
    total = sum(len(notes) for notes in made.chapters.values())
    deck.write_package(made, tmp_path / "first.apkg", 1_700_000_000)
    target = collection.Collection(str(tmp_path / "collection.anki2"))
    try:
        log = imported(target, tmp_path / "first.apkg")
        assert len(log.new) == total and not log.conflicting and not log.duplicate
        assert target.note_count() == target.card_count() == total
        assert not target.media.check().missing, "a drawing is missing"
        names = {entry.name for entry in target.decks.all_names_and_ids()}
        assert names >= {"LLM Notes", *(f"LLM Notes::{title}" for _, title in made.chapters)}
        assert len(target.find_cards("tag:kind::term")) == (ROOT / "docs/glossary.md").read_text(encoding="utf-8").count("\n/// term | ")
        for number in target.find_cards("deck:LLM*"):
            card = target.get_card(number)
            assert len(card.question()) > 100 and "id=answer" in card.answer().replace('"', "")
            assert "{{" not in card.question() + card.answer()
        for number in target.find_cards("tag:kind::number"):
            question = target.get_card(number).question()
            assert "Work out the number." in question and "<li>" not in question
        assert target.find_cards(r'"\(d_k\)"'.replace("\\", "\\\\")), "no formula"

        target.decks.set_current(target.decks.id(f"LLM Notes::{next(iter(made.chapters))[1]}"))
        for _ in range(5):
            card = target.sched.getCard()
            card.start_timer()
            target.sched.answerCard(card, 4)
        history = dict(target.db.all("SELECT cid, count() FROM revlog GROUP BY cid"))
        assert len(history) == 5

        own = next(own for own in cards.values() if own)
        own[0] = dataclasses.replace(own[0], prompt=f"Reworded: {own[0].prompt}")
        deck.write_package(reader.read(cards), tmp_path / "second.apkg", 1_700_000_000 + DAY)
        log = imported(target, tmp_path / "second.apkg")
        assert not log.new and len(log.updated) + len(log.duplicate) == total
        assert target.note_count() == total and len(target.find_notes("Reworded")) == 1
        assert dict(target.db.all("SELECT cid, count() FROM revlog GROUP BY cid")) == history, "the import has lost reviews"
        assert len(target.find_cards("-is:new")) == 5
    finally:
        target.close()
