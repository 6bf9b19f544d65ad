"""Trains pocket-t5 with its recipe and records what came out: `python -m lab.report_t5`.

In: nothing. Out: the folder docs/assets/models/pocket-t5/, and lab/results/t5.json and lab/results/attention.json. The
first seed's model is the published one, regardless of the others, which show the spread.
"""

import hashlib
import platform
from typing import Any

import torch
import transformers

from lab import attention_heads
from lab.export import BUILD, MODELS, write_result
from lab.grammar import sentences, split_of
from lab.lexicon import ADJECTIVES, NOUNS
from lab.train_t5 import NAME, evaluate, load, train, translate

SEEDS = (0, 1)
EXAMPLES = [
    "the red car",
    "the red cars",
    "the old friend",
    "the old owl",
    "some old houses",
    "my new school",
    "the red and green car",
    "the cat does not see a dog",
    "i did not see the big white horses",
    "the doctor sleeps near the garden",
    "this is not my key",
    "there are two cats under the bed",
]

# What a reader may try that the grammar never writes, with a correct translation. Kind -> (English, French).
OUTSIDE = {
    "unknown word": [
        ("the red bicycle", "le vélo rouge"),
        ("the purple car", "la voiture violette"),
        ("the cat sees the moon", "le chat voit la lune"),
        ("the girl reads a book", "la fille lit un livre"),
        ("every car is red", "chaque voiture est rouge"),
        ("the cat sat", "le chat s'est assis"),
        ("the car is red today", "la voiture est rouge aujourd'hui"),
    ],
    "known words, other shape": [
        ("red and green", "rouge et vert"),
        ("is the car red", "est-ce que la voiture est rouge"),
        ("the very old car", "la très vieille voiture"),
        ("the red car and the green car and the blue car", "la voiture rouge et la voiture verte et la voiture bleue"),
        ("the man and the woman of the house of the king", "l'homme et la femme de la maison du roi"),
        ("see the car", "voyez la voiture"),
        ("the girl sees her", "la fille la voit"),
        ("cats love houses", "les chats adorent les maisons"),
    ],
    "longer than any training sentence": [
        (
            "the old man does not see the big white horse of the young woman near the small house behind the green tree",
            "le vieil homme ne voit pas le grand cheval blanc de la jeune femme près de la petite maison derrière l'arbre vert",
        ),
        (
            "the dog sleeps under the bed near the door behind the chair with the cat in the house",
            "le chien dort sous le lit près de la porte derrière la chaise avec le chat dans la maison",
        ),
    ],
    "capital letters and punctuation": [
        ("The red car.", "la voiture rouge"),
        ("I have two cats!", "j'ai deux chats"),
        ("This is a red car.", "c'est une voiture rouge"),
    ],
}


def outside(model, tokenizer) -> dict:
    """Return kind -> list of {english, french, model, right} for the sentences of OUTSIDE."""
    found = {}
    for kind, pairs in OUTSIDE.items():
        outputs = translate(model, tokenizer, [english for english, _ in pairs])
        found[kind] = [
            {"english": english, "french": french, "model": output, "right": output == french}
            for (english, french), output in zip(pairs, outputs)
        ]
    return found


def pairs_by_split() -> dict:
    """Return how many (noun, adjective) pairs that the grammar can write belong to each split."""
    found = [
        split_of(noun.english, adjective.english) for noun in NOUNS for adjective in ADJECTIVES if adjective.people or noun.kind != "person"
    ]
    return {split: found.count(split) for split in ("train", "dev", "test")}


def best_head(folder, count: int = 1000) -> dict:
    """Return the head that aligns best on dev, and its score on test."""
    model, tokenizer = load(folder)
    hits, words = attention_heads.alignment(model, tokenizer, sentences("dev", count))
    layer, head = divmod(int(hits.argmax()), model.config.num_heads)
    hits, words = attention_heads.alignment(model, tokenizer, sentences("test", count))
    return {"layer": layer, "head": head, "share": round(int(hits[layer, head]) / words, 4)}


def report(seeds=SEEDS) -> dict:
    """Train once for each seed, publish the first, and write both result files. Returns the contents of t5.json."""
    found: dict[str, Any] = {}
    for index, seed in enumerate(seeds):
        folder = MODELS / NAME if index == 0 else BUILD / f"{NAME}-{seed}-model"
        training = train(folder, seed=seed)
        test = evaluate(folder)
        spread = {
            "seed": seed,
            "right": test["right"],
            "n": test["n"],
            "share": test["share"],
            "best_head": best_head(folder),
            "cpu_minutes": training["cpu_minutes"],
        }
        if index == 0:
            model, tokenizer = load(folder)
            files: dict[str, dict[str, Any]] = {
                path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
                for path in sorted(folder.iterdir())
                if path.name != "README.md"
            }  # not part of the model
            found = {
                "model": NAME,
                "training": training,
                "bytes": sum(file["bytes"] for file in files.values()),
                "files": files,
                "words": len(tokenizer) - 3,
                "pairs": pairs_by_split(),
                "dev": evaluate(folder, "dev", 1000),
                "test": test,
                "seeds": [],
                "outside": outside(model, tokenizer),
                "examples": [dict(zip(("english", "model"), pair)) for pair in zip(EXAMPLES, translate(model, tokenizer, EXAMPLES))],
                "made_with": {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__},
            }
            write_result("attention", attention_heads.experiment(folder))
        found["seeds"].append(spread)
        write_result("t5", found)
    return found


if __name__ == "__main__":
    report()
