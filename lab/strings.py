"""Varied strings for comparing two tokenizers: the same for the same seed, in any version of Python.

Characters come from fixed ranges rather than from Python's Unicode tables, since those change between versions.
"""

import random
import zlib

RANGES = [  # first, last, how often
    (0x61, 0x7A, 30),
    (0x41, 0x5A, 10),
    (0x30, 0x39, 6),
    (0x20, 0x20, 30),
    (0x21, 0x2F, 8),
    (0x3A, 0x40, 4),
    (0x5B, 0x60, 3),
    (0x7B, 0x7E, 3),
    (0x00, 0x1F, 4),
    (0x7F, 0x9F, 3),
    (0x09, 0x0D, 3),  # control characters
    (0xA0, 0xFF, 8),
    (0x100, 0x24F, 4),
    (0x250, 0x2AF, 1),
    (0x1E00, 0x1EFF, 3),  # Latin
    (0x300, 0x36F, 8),
    (0x483, 0x489, 1),
    (0x1AB0, 0x1ABE, 1),
    (0x20D0, 0x20F0, 1),
    (0xFE20, 0xFE2F, 1),  # combining
    (0x391, 0x3A1, 2),
    (0x3A3, 0x3FF, 2),
    (0x1F00, 0x1F15, 1),
    (0x400, 0x4FF, 3),  # Greek, Cyrillic
    (0x5D0, 0x5EA, 3),
    (0x591, 0x5C7, 2),
    (0x620, 0x65F, 3),
    (0x660, 0x6FF, 2),  # Hebrew, Arabic
    (0x904, 0x939, 2),
    (0x93A, 0x94F, 2),
    (0x966, 0x96F, 1),
    (0xE01, 0xE3A, 2),
    (0xE40, 0xE5B, 1),  # Devanagari, Thai
    (0x1100, 0x1112, 1),
    (0x1161, 0x1175, 1),
    (0x11A8, 0x11C2, 1),
    (0xAC00, 0xD7A3, 2),  # Hangul, composed and not
    (0x3041, 0x3096, 1),
    (0x3099, 0x30FF, 1),
    (0x4E00, 0x9FCC, 3),
    (0xF900, 0xFA2D, 1),
    (0x20000, 0x200FF, 1),
    (0x1F300, 0x1F64F, 4),
    (0x1F680, 0x1F6C5, 2),
    (0x1F3FB, 0x1F3FF, 1),
    (0x1F1E6, 0x1F1FF, 1),
    (0x2600, 0x26FF, 1),
    (0xFE0E, 0xFE0F, 2),
    (0x200B, 0x200F, 3),
    (0x202A, 0x202E, 1),
    (0x2060, 0x2064, 1),
    (0xFEFF, 0xFEFF, 1),  # unseen
    (0x2000, 0x200A, 2),
    (0x2028, 0x2029, 1),
    (0x202F, 0x202F, 1),
    (0x205F, 0x205F, 1),
    (0x3000, 0x3000, 1),  # spaces
    (0x2010, 0x2027, 3),
    (0x2030, 0x205E, 1),
    (0x3001, 0x3003, 1),
    (0x20A0, 0x20BE, 1),
    (0x2070, 0x2071, 1),
    (0x2160, 0x2188, 1),
    (0x2190, 0x21FF, 1),
    (0x2200, 0x22FF, 1),
    (0xFB00, 0xFB06, 1),
    (0xFF01, 0xFF5E, 1),
    (0xFFFC, 0xFFFD, 1),
    (0xE000, 0xE010, 1),
    (0xF0000, 0xF0005, 1),
    (0x1D400, 0x1D454, 1),
    (0x10400, 0x1044F, 1),
]
SPECIAL = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<|endoftext|>", "</s>", "<pad>", "<unk>", "[mask]", "##s"]


def varied_strings(words: list[str], count: int = 10_000, seed: int = 5) -> list[str]:
    """Return `count` strings: words of the model, special tokens, and characters of every kind, mixed.

    words: some that the tokenizer knows. A third of the strings are mostly words, so long tokens occur too.
    """
    chance = random.Random(seed).random  # the one method that Python promises never to change

    def pick(options):
        return options[int(chance() * len(options))]

    weighted = [span[:2] for span in RANGES for _ in range(span[2])]

    def character():
        first, last = pick(weighted)
        return chr(first + int(chance() * (last - first + 1)))

    def piece(wordy):
        if chance() < 0.05:
            return pick(SPECIAL)
        if chance() < wordy:
            word = pick(words)
            word = word.upper() if chance() < 0.1 else word.capitalize() if chance() < 0.2 else word
            return word + pick([" ", " ", " ", "  ", "'", "'s ", ", ", "-", ": ", ""])
        return "".join(character() for _ in range(1 + int(chance() * 6)))

    return ["".join(piece(0.9 if number % 3 == 0 else 0.2) for _ in range(int(chance() * 12))) for number in range(count)]


def checksum(ids: list[int]) -> int:
    """Return a 32-bit hash of a list of ids."""
    return zlib.crc32(",".join(map(str, ids)).encode())
