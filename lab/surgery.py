"""What attention-explorer asks of pocket-t5 with heads switched off, and what PyTorch gets for the same.

Writes docs/assets/explorers/data/surgery.json: a hundred held-out sentences, and the French words before a noun that tell
its number. Writes lab/results/surgery.json: what the sentence of each guided step becomes without its heads, and for each
head how many of the hundred are still translated exactly, and in how many the number of a noun is wrong.
"""

import json
from typing import Any

import torch

from lab.attention_example import NAMES
from lab.attention_heads import heads, replaced, switched_off
from lab.export import MODELS, write_result
from lab.grammar import sentences
from lab.lexicon import DETERMINERS
from lab.train_t5 import NAME, load, spelled, translate

TARGET = MODELS.parent / "explorers/data/surgery.json"
COUNT = 100
# The guided steps: a sentence, and the heads to switch off by the runtime's names.
STEPS = (
    ("the old red car", ("encoder.1.attention.2",)),
    ("the red car", ("decoder.1.cross.0",)),
    ("the red car", tuple(f"decoder.1.cross.{head}" for head in range(4))),
    ("this old black bee worked under a chair", ("decoder.1.attention.3",)),
    ("the cat does not see a dog", ("encoder.0.attention.2",)),
)


def place_of(name: str) -> tuple[str, int, int]:
    """Return (stack, layer, head) of a head's name in the runtime: ("cross", 1, 0) for "decoder.1.cross.0"."""
    stack, layer, part, head = name.split(".")
    return ("cross" if part == "cross" else stack, int(layer), int(head))


def numbers() -> dict[str, list[str]]:
    """Return the French words that stand before a singular noun only, and before a plural noun only."""
    singular = {form for forms in DETERMINERS.values() for form in forms[:4] if form}
    plural = {forms[4] for forms in DETERMINERS.values() if forms[4]}
    return {"singular": sorted(singular - plural), "plural": sorted(plural - singular)}


def contents() -> dict[str, Any]:
    """Return the contents of surgery.json. sentences: [English, French]."""
    return {
        "sentences": [[" ".join(one.english), spelled(one.french)] for one in sentences("test", COUNT)],
        **numbers(),
    }


def number_of(french: str) -> str:
    """Return the numbers that a French sentence's words tell, in their order: "SP" for "le chat voit des chiens"."""
    known = numbers()
    words = french.replace("'", "' ").split()
    return "".join("S" if word in known["singular"] else "P" if word in known["plural"] else "" for word in words)


def is_mixed(written: str, right: str) -> bool:
    """Return whether a singular is written for a plural or the reverse. Words that are missing or repeated don't count."""
    found, wanted = number_of(written), number_of(right)
    return len(found) == len(wanted) and found != wanted


def experiment(folder) -> dict[str, Any]:
    """Return what lab/results/surgery.json holds."""
    model, tokenizer = load(folder)
    english, french = zip(*contents()["sentences"])

    def score() -> dict[str, int]:
        pairs = list(zip(translate(model, tokenizer, list(english)), french))
        return {
            "right": sum(written == right for written, right in pairs),
            "mixed": sum(is_mixed(written, right) for written, right in pairs),
        }

    steps = []
    for text, names in STEPS:
        whole = translate(model, tokenizer, [text])[0]
        with replaced(model, [place_of(name) for name in names]):
            steps.append({"english": text, "off": list(names), "whole": whole, "cut": translate(model, tokenizer, [text])[0]})
    rows = []
    for stack, layer, head in heads(model):
        with switched_off(model, stack, layer, head):
            rows.append({"head": f"{NAMES[stack].format(layer)}.{head}", **score()})
    return {"model": NAME, "sentences": COUNT, "steps": steps, "whole": score(), "heads": rows}


def run() -> None:
    """Write both files."""
    torch.set_num_threads(1)
    TARGET.write_text(json.dumps(contents(), ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[") + "\n", encoding="utf-8")
    write_result("surgery", experiment(MODELS / NAME))
