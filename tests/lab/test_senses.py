"""senses.json matches WordNet's files, counted here in a different way; it is small and has no blocked words."""

import gzip
import json
import re

import pytest

from lab import senses
from lab.wordnet import find_wordnet, is_clean

WRITTEN = json.loads(senses.TARGET.read_text(encoding="utf-8"))
FIX = "Run: python -m lab senses"


def test_the_file_is_what_the_data_give():
    assert senses.build() == WRITTEN, f"docs/assets/explorers/data/senses.json: isn't what WordNet's files give. {FIX}"


def test_every_count_is_the_number_of_synsets_that_hold_the_word():
    counted = {}
    for part, name in senses.FILES.items():
        for line in (find_wordnet() / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith("  "):
                fields = line.split(" | ")[0].split()
                words = {fields[4 + 2 * i].split("(")[0].lower() for i in range(int(fields[3], 16))}
                for word in words:
                    counted[word, part] = counted.get((word, part), 0) + 1
    for word, parts in WRITTEN["words"].items():
        for part, count in re.findall(r"([nvar])(\d+)\.\d+", parts):
            assert counted[word, part] == int(count), f"docs/assets/explorers/data/senses.json: {word} has {count} senses as {part}. {FIX}"


@pytest.mark.parametrize(
    "word, entry",
    [("see", "v24n1"), ("car", "n5"), ("park", "n6v2"), ("hill", "n5v1"), ("telescope", "v2n1"), ("red", "a3n4"), ("saw", "v1n3")],
)
def test_the_page_s_words(word, entry):
    assert re.sub(r"\.\d+", "", WRITTEN["words"][word]) == entry


def test_each_explained_word_has_a_definition_a_sense():
    for word, part in senses.EXPLAINED.items():
        count = int(re.search(rf"{part}(\d+)", WRITTEN["words"][word])[1])
        assert len(WRITTEN["glosses"][f"{part}.{word}"]) == count


def test_forms_lead_to_words_that_are_there():
    assert WRITTEN["irregular"]["saw"] == "v.see" and "n.child" in WRITTEN["irregular"]["children"]
    for bases in WRITTEN["irregular"].values():
        for base in bases.split():
            assert base[0] in re.sub(r"[\d.]", "", WRITTEN["words"][base[2:]]), f"{base} leads to nothing. {FIX}"


def test_it_is_small_and_clean():
    assert len(gzip.compress(senses.TARGET.read_bytes())) <= 60_000
    for text in [*WRITTEN["words"], *WRITTEN["irregular"], *(gloss for glosses in WRITTEN["glosses"].values() for gloss in glosses)]:
        assert is_clean(text), f"docs/assets/explorers/data/senses.json: {text!r} holds a blocked word. {FIX}"
