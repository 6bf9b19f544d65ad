"""Reads WordNet's definitions and splits them, so nothing held out by word or by definition is trained on.

The data are the files of WordNet 3.0 (Miller 1995, doi 10.1145/219717.219748) as Debian's package
`wordnet-base` installs them. Their format is described in WordNet's manual page wndb(5WN).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACES = ("/usr/share/wordnet",)
SHA256 = {
    "data.noun": "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2",
    "data.verb": "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2",
    "data.adj": "c89120dfc1f046ddff4a631bf9b7e9fa1a36b5e86565a23bf82dbe14f30b88a7",
    "data.adv": "444a63bf3955080ab7524f5079cfc07ff9bc682cb98bdb1db73b0fb9829f1139",
}
# The lexicographer files of nouns, by number (lexnames(5WN)); 03, "Tops", holds the roots of the others.
CATEGORIES = {
    4: "act",
    5: "animal",
    6: "artifact",
    7: "attribute",
    8: "body",
    9: "cognition",
    10: "communication",
    11: "event",
    12: "feeling",
    13: "food",
    14: "group",
    15: "location",
    16: "motive",
    17: "object",
    18: "person",
    19: "phenomenon",
    20: "plant",
    21: "possession",
    22: "process",
    23: "quantity",
    24: "relation",
    25: "shape",
    26: "state",
    27: "substance",
    28: "time",
}
BLOCKED_DOMAINS = {"disparagement", "ethnic_slur", "obscenity"}
BLOCKED_GLOSS = re.compile(
    r"\b(obscene|vulgar|ethnic slur|slur|derogatory|disparaging|offensive (term|name|word|expression)s?"
    r"|sexual intercourse|genitals?|pubic|prostitut\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Entry:
    """One sense of one word. word: as WordNet spells it, spaces for underscores. category: of a noun, else ''."""

    word: str
    definition: str
    category: str
    synset: str

    @property
    def line(self) -> str:
        """The entry as pocket-gpt reads it: 'word: definition'."""
        return f"{self.word}: {self.definition}"


def find_wordnet() -> Path:
    """Return the folder of WordNet 3.0's files: $WORDNET, Debian's, or (as root on Debian) a fresh installation.

    Raises SystemExit with what to do when there is none, or when the files aren't those of version 3.0.
    """
    named = os.environ.get("WORDNET")
    places = [Path(named)] if named else [Path(place) for place in PLACES]
    folder = next((place for place in places if (place / "data.noun").is_file()), None)
    if folder is None and not named and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("WordNet: none found; installing Debian's package wordnet-base", flush=True)
        subprocess.run("(apt-get update -qq && apt-get install -y -qq wordnet-base) >/dev/null", shell=True, check=False)
        folder = next((place for place in places if (place / "data.noun").is_file()), None)
    if folder is None:
        sys.exit(
            "WordNet 3.0 isn't here. Install Debian's or Ubuntu's package wordnet-base, or unpack that package "
            "and name the folder that holds data.noun: WORDNET=path make models"
        )
    for name, expected in SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            sys.exit(
                f"{folder / name} isn't the file of WordNet 3.0 that the models were trained on. Take Debian's "
                "package wordnet-base, version 3.0, or unset WORDNET."
            )
    return folder


@cache
def blocked_words() -> frozenset[str]:
    """Return the reviewed list of blocked words, in lower case."""
    lines = (Path(__file__).parent / "blocked.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_clean(text: str) -> bool:
    """Return whether no word of the text is on the reviewed list."""
    return blocked_words().isdisjoint(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())) and blocked_words().isdisjoint(
        re.findall(r"[a-z]+", text.lower())
    )


@cache
def read_entries() -> tuple[Entry, ...]:
    """Return every clean sense of every word, in the files' order (nouns, verbs, adjectives, adverbs)."""
    folder = find_wordnet()
    raw, words_of = [], {}
    for name in SHA256:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):  # the license
                continue
            data, gloss = line.split(" | ", 1)
            fields = data.split()
            count = int(fields[3], 16)
            words = [fields[4 + 2 * i].split("(")[0] for i in range(count)]
            pointers = fields[5 + 2 * count :]
            usage = [(pointers[i + 2], pointers[i + 1]) for i in range(0, 4 * int(fields[4 + 2 * count]), 4) if pointers[i] == ";u"]
            part = name.removeprefix("data.")
            words_of[part[0], fields[0]] = words
            raw.append((part, fields[0], int(fields[1]), words, gloss, usage))
    entries = []
    for part, offset, file_number, words, gloss, usage in raw:
        definition = re.split(r'[;,]?\s*"', gloss, maxsplit=1)[0].strip().strip(";").strip()
        labeled = {word for key in usage for word in words_of.get(key, ())} & BLOCKED_DOMAINS
        if not definition or labeled or BLOCKED_GLOSS.search(gloss) or not is_clean(definition):
            continue
        category = CATEGORIES.get(file_number, "") if part == "noun" else ""
        for word in words:
            spelled = word.replace("_", " ")
            if is_clean(spelled):
                entries.append(Entry(spelled, definition, category, f"{part}.{offset}"))
    return tuple(entries)


def part_of(word: str) -> str:
    """Return 'test' (3% of words), 'dev' (1.5%) or 'train' for a word: decided by its letters alone, so it never changes."""
    number = int(hashlib.md5(f"held out 1|{word.lower()}".encode()).hexdigest(), 16) % 200
    return "test" if number < 6 else "dev" if number < 9 else "train"


@cache
def split() -> dict[str, tuple[Entry, ...]]:
    """Return the entries by part. A training entry shares neither its word nor its definition with dev or test,
    and a dev entry shares neither with test: a synonym of a test word goes nowhere."""
    parts: dict[str, list[Entry]] = {"train": [], "dev": [], "test": []}
    for entry in read_entries():
        parts[part_of(entry.word)].append(entry)
    taken = {entry.definition.lower() for entry in parts["test"]}
    parts["dev"] = [entry for entry in parts["dev"] if entry.definition.lower() not in taken]
    taken |= {entry.definition.lower() for entry in parts["dev"]}
    parts["train"] = [entry for entry in parts["train"] if entry.definition.lower() not in taken]
    return {name: tuple(entries) for name, entries in parts.items()}


def categorized(part: str) -> list[Entry]:
    """Return one entry for each noun definition of a part ('train', 'dev', 'test') that has a category.

    Where several words share a definition, the first represents it: the classifier reads only the definition.
    """
    seen: dict[str, Entry] = {}
    for entry in split()[part]:
        if entry.category:
            seen.setdefault(entry.definition.lower(), entry)
    return list(seen.values())
