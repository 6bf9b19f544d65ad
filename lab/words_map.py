"""Makes the map of words on the page Challenges: `python -m lab words_map`, a minute; needs the encoder's package as lab/meaning.py does.

The words are the most frequent ones of all-MiniLM-L6-v2's vocabulary. Each goes through the encoder alone; of its 384 numbers the 64
principal ones are kept, 8 bits each. What the page tells of neighbors, analogies, occupations and pictures is computed from the file.
"""

import json
import re
from functools import cache

import numpy as np
from safetensors.numpy import save

from lab.export import ROOT, write_result
from lab.meaning import FIRST_WORD, Encoder, kept, unit
from lab.wordnet import is_clean

DATA = ROOT / "docs" / "assets" / "explorers" / "data"
FILE, LISTS = DATA / "words-map.safetensors", DATA / "words-map.json"
WORDS, WIDTH, BASIS = 3900, 64, 16_000  # BASIS: the words that the principal directions are of
NEIGHBORS = 5
PAIRS = [("he", "she"), ("man", "woman"), ("his", "her"), ("male", "female")]
OCCUPATIONS = """
nurse secretary librarian teacher dancer model engineer carpenter soldier pilot captain scientist programmer mechanic lawyer doctor
surgeon boss cook chef artist writer farmer judge philosopher
"""
GROUPS = {
    "animals": "dog cat horse cow pig sheep lion tiger bird fish mouse rabbit bear wolf snake",
    "food": "bread butter cheese apple rice soup cake sugar salt meat egg milk coffee tea wine",
    "colors": "red green blue yellow black white brown pink purple orange grey",
    "family": "mother father brother sister uncle aunt son daughter wife husband grandmother cousin",
    "cities": "london paris berlin rome madrid tokyo moscow vienna dublin boston chicago",
    "numbers": "one two three four five six seven eight nine ten hundred thousand",
    "body": "hand foot head eye ear nose mouth arm leg finger heart knee",
    "vehicles": "car bus train truck bicycle boat ship plane taxi motorcycle",
    "weather": "rain snow wind storm sun cloud fog ice thunder",
    "feelings": "happy sad angry afraid proud jealous lonely tired love hate fear joy",
    "jobs": "doctor nurse teacher lawyer farmer soldier pilot cook engineer judge",
    "time": "monday tuesday sunday january june december morning evening year week hour minute",
}
ANALOGIES = [  # a is to b as c is to d
    *("man king woman queen", "man uncle woman aunt", "france paris italy rome", "france paris germany berlin", "japan tokyo spain madrid"),
    *("man actor woman actress", "boy brother girl sister", "big bigger small smaller", "good better bad worse", "walk walked run ran"),
    *("go went see saw", "dog dogs cat cats", "car cars house houses", "england english france french", "poland polish sweden swedish"),
    *("hot cold big small", "king queen prince princess", "father mother son daughter", "one two three four"),
    *("happy unhappy known unknown", "teacher school doctor hospital", "cow milk bee honey", "france euro japan yen"),
    *("swim swimming write writing", "high higher long longer"),
]
SHOWN = ("mouse", "apple", "computer", "rat", "hot", "cold", "warm", "king", "queen")


@cache
def left_out() -> frozenset[str]:
    """Return the words that aren't slurs, but that a reader shouldn't meet unasked beside others."""
    lines = (ROOT / "lab" / "left_out.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


class Map:
    """The words of the file and their vectors, each of length 1."""

    def __init__(self, words: list[str], vectors: np.ndarray):
        self.words, self.vectors = words, vectors
        self.at = {word: row for row, word in enumerate(words)}

    def of(self, word: str) -> np.ndarray:
        """Return a word's vector."""
        return self.vectors[self.at[word]]

    def near(self, vector: np.ndarray, count: int, without: tuple[str, ...] = ()) -> list[tuple[str, float]]:
        """Return the nearest words and their cosines."""
        cosines = self.vectors @ unit(vector)
        order = [row for row in np.argsort(-cosines) if self.words[row] not in without][:count]
        return [(self.words[row], round(float(cosines[row]), 3)) for row in order]


def choose(names: list[str]) -> list[int]:
    """Return which rows of the vocabulary the map has: all words that the page needs, then the most frequent ones."""
    listed = [*SHOWN, *OCCUPATIONS.split(), *(word for pair in PAIRS for word in pair)]
    listed += [word for some in [*GROUPS.values(), *ANALOGIES] for word in some.split()]
    row = {name: number for number, name in enumerate(names)}
    needed = {row[word] for word in listed if word in row}
    for number in range(FIRST_WORD, len(names)):
        if len(needed) == WORDS:
            break
        if re.fullmatch(r"[a-z]{2,}", names[number]) and is_clean(names[number]) and names[number] not in left_out():
            needed.add(number)
    return sorted(needed)


def pictures(vectors: np.ndarray) -> dict[str, np.ndarray]:
    """Return the words' places in two pictures, each from 0 to 1."""
    from sklearn.manifold import TSNE

    centered = vectors - vectors.mean(0)
    flat = {
        "pca": centered @ np.linalg.svd(centered, full_matrices=False)[2][:2].T,
        "tsne": TSNE(perplexity=12, init="pca", learning_rate="auto", random_state=1).fit_transform(vectors),
    }
    return {name: (places - places.min(0)) / (places.max(0) - places.min(0)) for name, places in flat.items()}


def nearest(places: np.ndarray) -> list[set[int]]:
    """Return each point's nearest others."""
    apart = ((places[:, None] - places[None]) ** 2).sum(-1)
    np.fill_diagonal(apart, np.inf)
    return [set(row[:NEIGHBORS]) for row in np.argsort(apart)]


def run() -> None:
    """Make the file, the lists beside it, and what is told of them."""
    encoder = Encoder()
    names = sorted(encoder.vocabulary, key=encoder.vocabulary.__getitem__)
    ends = encoder.vocabulary["[CLS]"], encoder.vocabulary["[SEP]"]
    raw = kept("vocabulary", lambda: encoder.pooled([[ends[0], one, ends[1]] for one in range(len(names))]))
    frequent = [number for number in range(FIRST_WORD, len(names)) if re.fullmatch(r"[a-z]{2,}", names[number])][:BASIS]
    mean = raw[frequent].mean(0)
    basis = np.linalg.svd(raw[frequent] - mean, full_matrices=False)[2][:WIDTH].T
    chosen = choose(names)
    rows = unit((raw[chosen] - mean) @ basis)
    codes = np.round(rows / np.abs(rows).max() * 127).astype(np.int8)
    words = [names[number] for number in chosen]
    FILE.write_bytes(save({"vectors": codes, "words": np.frombuffer("\n".join(words).encode(), np.uint8)}))
    table = Map(words, unit(codes.astype(np.float64)))

    solved: list[dict] = []
    for line in ANALOGIES:
        a, b, c, d = line.split()
        if not {a, b, c, d} <= set(table.at):
            continue
        vector = table.of(b) - table.of(a) + table.of(c)
        solved.append(
            {"a": a, "b": b, "c": c, "d": d, "left_out": table.near(vector, 1, (a, b, c))[0][0], "any": table.near(vector, 1)[0][0]}
        )
    axes = {name: unit(sum(table.of(she) - table.of(he) for he, she in some)) for name, some in (("one", PAIRS[:1]), ("four", PAIRS))}
    jobs: list[dict] = [
        {"word": word, **{name: round(float(table.of(word) @ axis), 3) for name, axis in axes.items()}}
        for word in OCCUPATIONS.split()
        if word in table.at
    ]
    shown = [(group, word) for group, some in GROUPS.items() for word in some.split() if word in table.at]
    vectors = np.array([table.of(word) for _, word in shown])
    flat, own = pictures(vectors), nearest(vectors)
    parts = {name: [len(one & other) / NEIGHBORS for one, other in zip(own, nearest(places))] for name, places in flat.items()}
    LISTS.write_text(
        json.dumps(
            {
                "pairs": PAIRS,
                "occupations": [job["word"] for job in jobs],
                "groups": list(GROUPS),
                "picture": [
                    {
                        "word": word,
                        "group": list(GROUPS).index(group),
                        **{name: [round(float(x), 3) for x in flat[name][at]] for name in flat},
                    }
                    for at, (group, word) in enumerate(shown)
                ],
                "kept": {name: round(float(np.mean(part)), 3) for name, part in parts.items()},
            },
            separators=(",", ":"),
        )
        + "\n",
        encoding="utf-8",
    )
    result = {
        "words": len(words),
        "width": WIDTH,
        "bytes": FILE.stat().st_size,
        "neighbors": {
            word: [{"word": one, "cosine": cosine} for one, cosine in table.near(table.of(word), 8, (word,))]
            for word in SHOWN
            if word in table.at
        },
        "hot": {word: round(float(table.of("hot") @ table.of(word)), 3) for word in ("warm", "cold", "car")},
        "analogies": {
            "count": len(solved),
            "without_inputs": sum(one["left_out"] == one["d"] for one in solved),
            "with_inputs": sum(one["any"] == one["d"] for one in solved),
            "input_itself": sum(one["any"] in (one["a"], one["b"], one["c"]) for one in solved),
            "rows": solved,
        },
        "occupations": {
            "rows": sorted(jobs, key=lambda job: job["four"]),
            "change_sides": [job["word"] for job in jobs if job["one"] * job["four"] < 0],
        },
        "picture": {"words": len(shown), "neighbors": NEIGHBORS, **{name: float(np.mean(part)) for name, part in parts.items()}},
    }
    write_result("words-map", result)
    print({key: value for key, value in result.items() if key not in ("neighbors",)})
