"""The held-out sentences of attention-explorer follow from the grammar, and the recorded scores are what PyTorch computes today."""

import json

from lab import surgery
from lab.export import MODELS, read_result
from lab.grammar import belongs, sentences

FIX = "Run: python -m lab surgery"


def test_the_file_is_what_the_grammar_gives():
    written = json.loads(surgery.TARGET.read_text(encoding="utf-8"))
    assert surgery.contents() == written, f"docs/assets/explorers/data/surgery.json: isn't what lab/grammar.py gives. {FIX}"


def test_the_sentences_are_held_out():
    listed = {text for text, _ in surgery.contents()["sentences"]}
    chosen = [one for one in sentences("test", surgery.COUNT) if " ".join(one.english) in listed]
    assert len(listed) == len(chosen) == surgery.COUNT
    assert all(belongs(one, "test") and not belongs(one, "train") for one in chosen)


def test_numbers_are_read_off_the_words_before_nouns():
    assert surgery.number_of("le chat voit des chiens") == "SP"
    assert surgery.number_of("l'ami de leurs filles") == "SP"
    assert surgery.number_of("elle dort") == ""


def test_a_missing_or_repeated_word_is_no_mixed_number():
    right = "une chaise est sur les lits"
    assert surgery.is_mixed("des chaise est sur les lits", right)
    assert not surgery.is_mixed("une chaise est sur les lits sur les lits", right)
    assert not surgery.is_mixed("une chaise", right)
    assert not surgery.is_mixed(right, right)


def test_the_scores_and_translations_are_as_recorded():
    found, recorded = surgery.experiment(MODELS / surgery.NAME), read_result("surgery")
    for key in found:
        assert found[key] == recorded[key], f"lab/results/surgery.json: {key} differs. {FIX}"
