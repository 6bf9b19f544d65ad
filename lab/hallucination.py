"""Experiment: is pocket-gpt less sure of itself when it defines a word that doesn't exist?

Three kinds of words: real ones that it was trained on, real ones held out, and made-up ones that follow the same letter
patterns. For each the model writes a definition greedily; its confidence is the geometric mean probability of the
tokens that it wrote. The area under the ROC curve says how often the real word of a pair gets the higher confidence.
"""

import math
import random
from collections import defaultdict

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from transformers import AutoTokenizer, GPT2LMHeadModel

from lab.export import MODELS, write_result
from lab.wordnet import is_clean, read_entries, split

COUNT = 300
LONGEST = 32  # tokens of a definition


def make_words(count: int, seed: int = 0) -> list[str]:
    """Return made-up words of 6 to 12 letters: each letter drawn by how it follows the three before it in real words."""
    real = {entry.word.lower() for entry in read_entries()}
    follows = defaultdict(list)
    for entry in split()["train"]:
        if entry.word.isascii() and entry.word.isalpha() and entry.word.islower():
            padded = "^^^" + entry.word + "$"
            for i in range(3, len(padded)):
                follows[padded[i - 3 : i]].append(padded[i])
    random_source = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        word = "^^^"
        while not word.endswith("$") and len(word) < 16:
            word += random_source.choice(follows[word[-3:]])
        word = word[3:].rstrip("$")
        if 6 <= len(word) <= 12 and word not in real and word not in found and is_clean(word):
            found.append(word)
    return found


@torch.no_grad()
def define(model, tokenizer, word: str) -> dict:
    """Return the greedy definition of a word, the mean log-probability of its tokens (nats), and that of the word's own."""
    prompt = tokenizer(f"{word}:", return_tensors="pt")["input_ids"]  # (1, n) with END in front
    written = model.generate(prompt, max_new_tokens=LONGEST, do_sample=False, pad_token_id=0, attention_mask=torch.ones_like(prompt))
    log_p = torch.log_softmax(model(written).logits[0, :-1], dim=-1).gather(1, written[0, 1:, None])[:, 0]
    n = prompt.shape[1]
    return {
        "definition": tokenizer.decode(written[0, n:], skip_special_tokens=True).strip(),
        "definition_log_p": float(log_p[n - 1 :].mean()),
        "word_log_p": float(log_p[: n - 1].mean()),
    }


def run(count: int = COUNT) -> dict:
    """Define `count` words of each kind; write and return confidences, areas under the curve and the first samples."""
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "pocket-gpt")
    model = GPT2LMHeadModel.from_pretrained(MODELS / "pocket-gpt").eval()
    parts, words = split(), {}
    for name in ("train", "test"):
        real = sorted(
            {
                entry.word
                for entry in parts[name]
                if entry.word.isascii() and entry.word.isalpha() and entry.word.islower() and 6 <= len(entry.word) <= 12
            }
        )
        words[name] = random.Random(1).sample(real, count)
    words["made_up"] = make_words(count)
    true = defaultdict(set)
    for entry in read_entries():
        true[entry.word].add(entry.definition)
    kinds, raw = {}, {}
    for kind, chosen in words.items():
        rows = [{"word": word, **define(model, tokenizer, word)} for word in chosen]
        raw[kind] = rows
        confidence = [math.exp(row["definition_log_p"]) for row in rows]
        kinds[kind] = {
            "words": len(rows),
            "confidence_mean": round(float(np.mean(confidence)), 4),
            "confidence_quartiles": [round(float(q), 4) for q in np.quantile(confidence, (0.25, 0.5, 0.75))],
            "exactly_right": sum(row["definition"] in true[row["word"]] for row in rows),
            "samples": [
                {
                    "word": row["word"],
                    "definition": row["definition"],
                    "confidence": round(p, 3),
                    "right": row["definition"] in true[row["word"]],
                }
                for row, p in list(zip(rows, confidence))[:12]
            ],
        }
    areas = {}
    for part in ("train", "test"):
        for measure in ("definition_log_p", "word_log_p"):
            scores = [row[measure] for row in raw[part] + raw["made_up"]]
            areas[f"{part}_against_made_up_by_{measure.removesuffix('_log_p')}"] = round(
                float(roc_auc_score([1] * len(raw[part]) + [0] * len(raw["made_up"]), scores)), 4
            )
    result = {"kinds": kinds, "areas_under_curve": areas, "longest": LONGEST}
    write_result("hallucination", result)
    return result
