"""Counts the senses of WordNet's commonest words, for sense-explorer: writes docs/assets/explorers/data/senses.json.

How common a word is comes from WordNet's own cntlist.rev, the number of times that each sense was marked in texts
read by hand (cntlist(5WN)); how inflected words are traced to their base forms, from its lists of exceptions and from the rules of
morphy(7WN). Words on the reviewed list blocked.txt are left out.
"""

import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from lab.wordnet import find_wordnet, is_clean

TARGET = Path(__file__).parent.parent / "docs/assets/explorers/data/senses.json"
COMMONEST = 8000
# The content words of the sentences that sense-explorer offers; each of their senses comes with a definition.
EXPLAINED = {
    "see": "v",
    "car": "n",
    "park": "n",
    "hill": "n",
    "telescope": "n",
    "red": "a",
    "trophy": "n",
    "fit": "v",
    "suitcase": "n",
    "big": "a",
}
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
TYPES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}  # of a sense key; 5 is an adjective too (senseidx(5WN))
# An ending and its replacement, by part of speech; adverbs have only exceptions (morphy(7WN)).
ENDINGS = {
    "n": [["s", ""], ["ses", "s"], ["xes", "x"], ["zes", "z"], ["ches", "ch"], ["shes", "sh"], ["men", "man"], ["ies", "y"]],
    "v": [["s", ""], ["ies", "y"], ["es", "e"], ["es", ""], ["ed", "e"], ["ed", ""], ["ing", "e"], ["ing", ""]],
    "a": [["er", ""], ["est", ""], ["er", "e"], ["est", "e"]],
}


def read_counts(folder: Path) -> dict[str, dict[str, int]]:
    """Return word -> part of speech (n, v, a, r) -> number of senses, for single words in lowercase letters."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for part, name in FILES.items():
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if not line.startswith("  ") and re.fullmatch("[a-z]+", fields[0]):
                counts[fields[0]][part] = int(fields[2])
    return dict(counts)


def read_marked(folder: Path) -> Counter:
    """Return (word, part of speech) -> how often it was marked in texts, in all its senses."""
    marked: Counter[tuple[str, str]] = Counter()
    for line in (folder / "cntlist.rev").read_text(encoding="utf-8").splitlines():
        key, _, times = line.split()
        word, sense = key.split("%")
        marked[word, TYPES[sense[0]]] += int(times)
    return marked


def read_glosses(folder: Path, word: str, part: str) -> list[str]:
    """Return the definitions of a word's senses in WordNet's order, without their examples."""
    index = (folder / f"index.{FILES[part]}").read_text(encoding="utf-8").splitlines()
    fields = next(line.split() for line in index if line.startswith(f"{word} "))
    data = (folder / f"data.{FILES[part]}").read_text(encoding="utf-8").splitlines()
    lines = {line[:8]: line for line in data}
    return [
        re.split(r'[;,:]?\s*"', lines[offset].split(" | ", 1)[1], maxsplit=1)[0].strip().strip(";") for offset in fields[-int(fields[2]) :]
    ]


def build() -> dict:
    """Return the contents of senses.json.

    words: word -> "v24.9n1.0": for each part of speech the number of senses, and the whole logarithm to base 2 of one
    more than how often it was marked; the one marked most often first. irregular: form -> "v.see n.…". endings: as
    ENDINGS. glosses: "v.see" -> definitions, for EXPLAINED.
    """
    folder = find_wordnet()
    counts, marked = read_counts(folder), read_marked(folder)
    total: Counter[str] = Counter()
    for (word, _), times in marked.items():
        total[word] += times
    common = sorted((word for word in counts if total[word] and is_clean(word)), key=lambda word: (-total[word], word))
    listed, irregular = {*common[:COMMONEST], *EXPLAINED}, defaultdict(list)
    for part, name in FILES.items():
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            form, *bases = line.split()
            for base in bases:
                if form.isalpha() and form != base and is_clean(form) and part in counts.get(base, {}) and base in listed:
                    irregular[form].append(f"{part}.{base}")
    words = {}
    for word in sorted({*listed, *(form for form in irregular if form in counts)}):  # "saw" is see, and a saw
        parts = sorted(counts[word], key=lambda part: (-marked[word, part], part))
        words[word] = "".join(f"{part}{counts[word][part]}.{int(math.log2(marked[word, part] + 1))}" for part in parts)
    return {
        "source": "WordNet 3.0, Princeton University",
        "words": words,
        "endings": ENDINGS,
        "irregular": {form: " ".join(bases) for form, bases in sorted(irregular.items())},
        "glosses": {f"{part}.{word}": read_glosses(folder, word, part) for word, part in EXPLAINED.items()},
    }


def main() -> None:
    """Write the file."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(build(), separators=(",", ":")) + "\n", encoding="utf-8")
