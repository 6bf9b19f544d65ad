"""What the explorers' static parts show, computed by PyTorch: the pages read it, the browser tests compare with it."""

import math

import torch
from transformers import (AutoTokenizer, BertForMaskedLM, BertForSequenceClassification, GPT2LMHeadModel,
                          T5ForConditionalGeneration)

from lab.export import MODELS, write_result
from lab.hallucination import define

BEGINNING = "red car:"
MADE_UP, REAL = ("glorfish", "unplimbable", "zorbology", "snorbling"), ("violin", "volcano", "whale", "hypodermis")
TEMPERATURES = {"half": 0.5, "one": 1, "two": 2}
DEFINITION = "a vehicle with four wheels"
GAP = "a [MASK] with four wheels"
SENTENCE = "she loves the red car"
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


@torch.no_grad()
def classified() -> dict:
    """Return each stage of the pipeline for DEFINITION, and what the ids of pocket-gpt's tokenizer would give."""
    model, tokenizer = load(BertForSequenceClassification, "pocket-bert-categories")
    ids = tokenizer(DEFINITION)["input_ids"]

    def answer(ids: list[int]) -> dict:
        logits = model(input_ids=torch.tensor([ids])).logits[0]
        p = probabilities(logits)
        rows = [{"label": model.config.id2label[i], "logit": round(float(logits[i]), 5), "p": round(float(p[i]), 6)}
                for i in p.argsort(descending=True).tolist()]
        tokens = tokenizer.convert_ids_to_tokens(ids)
        return {"ids": ids, "tokens": tokens, "labels": rows,
                "in_words": {"tokens": " ".join(tokens), "ids": " ".join(map(str, ids)), "mask": " ".join("1" for _ in ids)}}

    other = AutoTokenizer.from_pretrained(MODELS / "pocket-gpt")(DEFINITION, add_special_tokens=False)["input_ids"]
    return {"text": DEFINITION, "count": model.config.num_labels, "right": answer(ids), "wrong": answer([ids[0], *other, ids[-1]])}


@torch.no_grad()
def tasks() -> dict:
    """Return what the pocket models do with their sentences: fill a gap, continue, translate."""
    bert, bert_tokenizer = load(BertForMaskedLM, "pocket-bert")
    inputs = bert_tokenizer(GAP, return_tensors="pt")
    at = inputs["input_ids"][0].tolist().index(bert_tokenizer.mask_token_id)
    p = probabilities(bert(**inputs).logits[0, at])
    t5, t5_tokenizer = load(T5ForConditionalGeneration, "pocket-t5")
    ids = t5_tokenizer(SENTENCE, return_tensors="pt")["input_ids"]
    written = t5.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=32, do_sample=False, num_beams=1)[0]
    return {"gap": GAP, "sentence": SENTENCE,
            "fillers": [{"token": bert_tokenizer.decode([i]), "p": round(float(p[i]), 6)}
                        for i in p.argsort(descending=True)[:5].tolist()],
            "translation": t5_tokenizer.decode(written, skip_special_tokens=True)}


PARTS = {"next_tokens": lambda: {**next_tokens(), "definitions": definitions()}, "pipeline": classified, "tasks": tasks}  # by result


def run() -> dict:
    """Compute all of it; write a result for each explorer, and return them by name."""
    found = {name: part() for name, part in PARTS.items()}
    for name, result in found.items():
        write_result(name, result)
    return found
