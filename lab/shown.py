"""What the explorers' static parts show, computed by PyTorch: the pages read it, the browser tests compare with it."""

import math

import torch
from transformers import AutoTokenizer, BertForMaskedLM, BertForSequenceClassification, GPT2LMHeadModel, T5ForConditionalGeneration

from lab.export import MODELS, write_result
from lab.hallucination import define

BEGINNING = "red car:"
QUESTION = "What is a car?"
FIRST = "sadness: the"
FEW_SHOT = "house => maison, apple => pomme, car =>"
MADE_UP, REAL = ("glorfish", "unplimbable", "zorbology", "snorbling"), ("violin", "volcano", "whale", "hypodermis")
TEMPERATURES = {"half": 0.5, "one": 1, "two": 2}
DEFINITION = "a vehicle with four wheels"
WHEELS = "a [MASK] with four wheels"  # the model's page shows what it gets wrong
GAP = "a city in the United [MASK]"
SENTENCE = "Anna Keller loves the red car that she bought in New York."
BEGUN = "Anna Keller loves the red car that she"
TRANSLATED = "she loves the red car"
SAID_WELL = ("she loves the red car", "the old man", "the old owl", "she does not love a red car")
SAID_OTHERWISE = ("the red bicycle", "Anna loves the red car", "Paul loves the red car", "the student is sad", "they are happy")
SORTED = (
    "a large wild cat",
    "a hat for cats",
    "not an animal",
    "a mouse",
    "a mouse for a computer",
    "a cat for a computer",
    "a hot dog with mustard",
    "a machine that sells drinks",
    "a drink sold by a machine",
)
OPPOSITES = ("a river in [MASK] France", "a [MASK] amount of money")
ANIMAL = {"plain": "an animal", "negated": "not an animal"}
BACKWARDS = " ".join(reversed(DEFINITION.split()))
REQUESTED = {"generation": "translate to French: the red car", "translation": "translate English to German: the red car"}
TOP_P = 0.9
UNICORNS = "In a shocking finding, scientists discovered a herd of unicorns"
PREFIXED = f"summarize: {TRANSLATED}"
SINGER = "a [MASK] who sings"


def load(kind, name: str):
    """Return (model, tokenizer) of a pocket model."""
    return kind.from_pretrained(MODELS / name).eval(), AutoTokenizer.from_pretrained(MODELS / name)


def probabilities(logits: torch.Tensor, temperature: float = 1) -> torch.Tensor:
    """Return the softmax of (V) logits, in 64 bits."""
    return (logits.double() / temperature).softmax(-1)


@torch.no_grad()
def next_tokens() -> dict:
    """Return what pocket-gpt considers likely after BEGINNING at each temperature, how many tokens top-p keeps, and after other texts."""
    model, tokenizer = load(GPT2LMHeadModel, "pocket-gpt")

    def after(text: str) -> torch.Tensor:
        return model(**tokenizer(text, return_tensors="pt")).logits[0, -1]

    logits = after(BEGINNING)
    order = logits.argsort(descending=True)[:20].tolist()
    temperatures = {name: probabilities(logits, t) for name, t in TEMPERATURES.items()}
    kept = {t: int((p.sort(descending=True).values.cumsum(0) < TOP_P).sum()) + 1 for t, p in temperatures.items()}
    return {
        "beginning": BEGINNING,
        "vocabulary": len(logits),
        "top_p": TOP_P,
        "kept": kept,
        "tokens": [{"token": tokenizer.decode([i]), **{t: round(float(p[i]), 6) for t, p in temperatures.items()}} for i in order],
        "question": {"text": QUESTION, "tokens": _likeliest(after(QUESTION), tokenizer, 5)},
        "first": {"text": FIRST, "tokens": _likeliest(after(FIRST), tokenizer, 6)},
        "few_shot": {"text": FEW_SHOT, "tokens": _likeliest(after(FEW_SHOT), tokenizer, 6)},
    }


def _likeliest(logits: torch.Tensor, tokenizer, n: int) -> list[dict]:
    """Return the n likeliest tokens with their probabilities at temperature 1, the likeliest first."""
    p = probabilities(logits)
    return [{"token": tokenizer.decode([i]), "one": round(float(p[i]), 6)} for i in logits.argsort(descending=True)[:n].tolist()]


def definitions() -> list[dict]:
    """Return pocket-gpt's greedy definitions of made-up and of real words, with its confidence."""
    model, tokenizer = load(GPT2LMHeadModel, "pocket-gpt")
    rows = []
    for kind, words in (("made-up", MADE_UP), ("real", REAL)):
        for word in words:
            found = define(model, tokenizer, word)
            rows.append(
                {"word": word, "kind": kind, "definition": found["definition"], "confidence": round(math.exp(found["definition_log_p"]), 6)}
            )
    return rows


@torch.no_grad()
def classified() -> dict:
    """Return each stage of the pipeline for DEFINITION, and what the ids of pocket-gpt's tokenizer would give."""
    model, tokenizer = load(BertForSequenceClassification, "pocket-bert-categories")
    ids = tokenizer(DEFINITION)["input_ids"]

    def answer(ids: list[int]) -> dict:
        logits = model(input_ids=torch.tensor([ids])).logits[0]
        p = probabilities(logits)
        rows = [
            {"label": model.config.id2label[i], "logit": round(float(logits[i]), 5), "p": round(float(p[i]), 6)}
            for i in p.argsort(descending=True).tolist()
        ]
        tokens = tokenizer.convert_ids_to_tokens(ids)
        return {
            "ids": ids,
            "tokens": tokens,
            "labels": rows,
            "in_words": {"tokens": " ".join(tokens), "ids": " ".join(map(str, ids)), "mask": " ".join("1" for _ in ids)},
        }

    other = AutoTokenizer.from_pretrained(MODELS / "pocket-gpt")(DEFINITION, add_special_tokens=False)["input_ids"]
    more = {**ANIMAL, "backwards": BACKWARDS}
    return {
        "text": DEFINITION,
        "count": model.config.num_labels,
        "right": answer(ids),
        "wrong": answer([ids[0], *other, ids[-1]]),
        "more": {name: {"text": text, "labels": answer(tokenizer(text)["input_ids"])["labels"][:3]} for name, text in more.items()},
    }


def fill(model, tokenizer, text: str) -> dict:
    """Return the three likeliest tokens for the gap in a text."""
    inputs = tokenizer(text, return_tensors="pt")
    at = inputs["input_ids"][0].tolist().index(tokenizer.mask_token_id)
    p = probabilities(model(**inputs).logits[0, at])
    return {
        "text": text,
        "answers": [
            {"name": tokenizer.convert_ids_to_tokens(i), "p": round(float(p[i]), 6)} for i in p.argsort(descending=True)[:3].tolist()
        ],
    }


def write(model, tokenizer, text: str, most: int) -> dict:
    """Return what a model writes, always taking the likeliest token, and how many tokens of the text it doesn't know."""
    ids = tokenizer(text, return_tensors="pt")["input_ids"]
    written = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=most, do_sample=False, num_beams=1, pad_token_id=0)[0]
    continues = not model.config.is_encoder_decoder
    new = written[ids.shape[1] :] if continues else written
    unknown = ids[0].tolist().count(tokenizer.unk_token_id) if tokenizer.unk_token else 0
    answer = tokenizer.decode(new, skip_special_tokens=True)
    return {"text": text, "answer": answer.strip(), "unknown": unknown, **({"written": text + answer} if continues else {})}


@torch.no_grad()
def tasks() -> dict:
    """Return what the pocket models answer to the page's sentence and to texts of their own kind."""
    bert, bert_tokenizer = load(BertForMaskedLM, "pocket-bert")
    gpt, gpt_tokenizer = load(GPT2LMHeadModel, "pocket-gpt")
    t5, t5_tokenizer = load(T5ForConditionalGeneration, "pocket-t5")
    classifier, _ = load(BertForSequenceClassification, "pocket-bert-categories")

    def classify(text: str) -> dict:
        p = probabilities(classifier(**bert_tokenizer(text, return_tensors="pt")).logits[0])
        return {
            "text": text,
            "answers": [
                {"name": classifier.config.id2label[i], "p": round(float(p[i]), 6)} for i in p.argsort(descending=True)[:3].tolist()
            ],
        }

    return {
        "classification": {"own": classify(DEFINITION), "page": classify(SENTENCE), "more": [classify(text) for text in SORTED]},
        "fill": {
            "own": fill(bert, bert_tokenizer, GAP),
            "page": fill(bert, bert_tokenizer, SENTENCE.replace("car", "[MASK]")),
            "wheels": fill(bert, bert_tokenizer, WHEELS),
            "opposites": [fill(bert, bert_tokenizer, text) for text in OPPOSITES],
        },
        "generation": {
            "own": write(gpt, gpt_tokenizer, BEGINNING, 24),
            "page": write(gpt, gpt_tokenizer, BEGUN, 24),
            "requested": write(gpt, gpt_tokenizer, REQUESTED["generation"], 24),
        },
        "translation": {
            "own": write(t5, t5_tokenizer, TRANSLATED, 40),
            "page": write(t5, t5_tokenizer, SENTENCE, 40),
            "requested": write(t5, t5_tokenizer, REQUESTED["translation"], 40),
            "right": [write(t5, t5_tokenizer, text, 40) for text in SAID_WELL],
            "more": [write(t5, t5_tokenizer, text, 40) for text in SAID_OTHERWISE],
        },
    }


@torch.no_grad()
def predicted() -> dict:
    """Return what the pocket models do in questions that ask readers to predict it."""
    gpt, gpt_tokenizer = load(GPT2LMHeadModel, "pocket-gpt")
    t5, t5_tokenizer = load(T5ForConditionalGeneration, "pocket-t5")
    bert, bert_tokenizer = load(BertForMaskedLM, "pocket-bert")
    after_unicorns = gpt(**gpt_tokenizer(UNICORNS, return_tensors="pt")).logits[0, -1]
    return {
        "unicorns": {"tokens": _likeliest(after_unicorns, gpt_tokenizer, 5), **write(gpt, gpt_tokenizer, UNICORNS, 24)},
        "begun": write(gpt, gpt_tokenizer, BEGUN, 24),
        "prefix": write(t5, t5_tokenizer, PREFIXED, 40),
        "singer": fill(bert, bert_tokenizer, SINGER),
    }


PARTS = {  # by result
    "next_tokens": lambda: {**next_tokens(), "definitions": definitions()},
    "pipeline": classified,
    "tasks": tasks,
    "predicted": predicted,
}


def run() -> dict:
    """Compute all of it; write a result for each explorer, and return them by name."""
    found = {name: part() for name, part in PARTS.items()}
    for name, result in found.items():
        write_result(name, result)
    return found
