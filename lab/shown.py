"""What the explorers' static parts show, computed by PyTorch: the pages read it, the browser tests compare with it."""

import math

import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from lab.export import MODELS, write_result
from lab.hallucination import define

BEGINNING = "red car:"
MADE_UP, REAL = ("glorfish", "unplimbable", "zorbology", "snorbling"), ("violin", "volcano", "whale", "hypodermis")
TEMPERATURES = {"half": 0.5, "one": 1, "two": 2}
TOP_P = 0.9


def load(kind, name: str):
    """Return (model, tokenizer) of a pocket model."""
    return kind.from_pretrained(MODELS / name).eval(), AutoTokenizer.from_pretrained(MODELS / name)


def probabilities(logits: torch.Tensor, temperature: float = 1) -> torch.Tensor:
    """Return the softmax of (V) logits, in 64 bits."""
    return (logits.double() / temperature).softmax(-1)


@torch.no_grad()
def next_tokens() -> dict:
    """Return what pocket-gpt holds for likely after BEGINNING at each temperature, and how many tokens top-p keeps."""
    model, tokenizer = load(GPT2LMHeadModel, "pocket-gpt")
    logits = model(**tokenizer(BEGINNING, return_tensors="pt")).logits[0, -1]
    order = logits.argsort(descending=True)[:20].tolist()
    temperatures = {name: probabilities(logits, t) for name, t in TEMPERATURES.items()}
    kept = {t: int((p.sort(descending=True).values.cumsum(0) < TOP_P).sum()) + 1 for t, p in temperatures.items()}
    return {"beginning": BEGINNING, "vocabulary": len(logits), "top_p": TOP_P,
            "kept": kept,
            "tokens": [{"token": tokenizer.decode([i]), **{t: round(float(p[i]), 6) for t, p in temperatures.items()}}
                       for i in order]}


def definitions() -> list[dict]:
    """Return pocket-gpt's greedy definitions of made-up and of real words, with its confidence."""
    model, tokenizer = load(GPT2LMHeadModel, "pocket-gpt")
    rows = []
    for kind, words in (("made-up", MADE_UP), ("real", REAL)):
        for word in words:
            found = define(model, tokenizer, word)
            rows.append({"word": word, "kind": kind, "definition": found["definition"],
                         "confidence": round(math.exp(found["definition_log_p"]), 6)})
    return rows


PARTS = {"next_tokens": lambda: {**next_tokens(), "definitions": definitions()}}  # by result


def run() -> dict:
    """Compute all of it; write a result for each explorer, and return them by name."""
    found = {name: part() for name, part in PARTS.items()}
    for name, result in found.items():
        write_result(name, result)
    return found
