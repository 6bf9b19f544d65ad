"""Nothing that was held out is trained on, and nothing on the reviewed list is used."""

from lab.wordnet import BLOCKED_GLOSS, CATEGORIES, blocked_words, categorized, is_clean, part_of, read_entries, split


def test_no_held_out_word_or_definition_is_trained_on():
    parts = split()
    for seen, held in (("train", "dev"), ("train", "test"), ("dev", "test")):
        for what in ("word", "definition"):
            shared = {getattr(entry, what).lower() for entry in parts[seen]} & {getattr(entry, what).lower() for entry in parts[held]}
            assert not shared, f"lab/wordnet.py: {held} shares {what}s with {seen}: {sorted(shared)[:5]}. Fix split()."


def test_the_check_for_leaks_can_fail():
    entry = split()["test"][0]
    assert part_of(entry.word) == "test" and part_of(entry.word.upper()) == "test"
    assert entry.definition.lower() in {e.definition.lower() for e in read_entries()}


def test_every_part_has_the_size_that_the_results_tell_of():
    sizes = {name: len(entries) for name, entries in split().items()}
    assert sizes["train"] > 180_000 and 5_000 < sizes["test"] < 7_000 and 2_000 < sizes["dev"] < 4_000


def test_classifier_definitions_are_held_out_too():
    train, test = ({entry.definition.lower() for entry in categorized(part)} for part in ("train", "test"))
    assert len(test) >= 4_000 and not train & test
    assert {entry.category for entry in categorized("train")} == set(CATEGORIES.values())


def test_no_entry_holds_a_word_of_the_reviewed_list():
    for entry in read_entries():
        assert is_clean(entry.word) and is_clean(entry.definition) and not BLOCKED_GLOSS.search(entry.definition), (
            f"lab/wordnet.py: the entry {entry.word!r} holds a blocked word. Fix read_entries()."
        )


def test_the_reviewed_list_is_in_order_and_is_found_in_any_form():
    words = sorted(blocked_words())
    assert words and all(word == word.lower().strip() for word in words)
    assert not is_clean(f"a line with {words[0].upper()}, in capitals") and is_clean("a red car")
