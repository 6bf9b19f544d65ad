"""What transfer-explorer trains on in the page, and what PyTorch and NumPy get with the same steps.

Writes docs/assets/explorers/data/transfer.json: labeled definitions, the measured curves, how the head is trained. The
training definitions are from the part that pocket-bert was pretrained on, the others from the test part. Writes
lab/results/transfer-live.json: how many of these the head classifies correctly, on pocket-bert's features and on those of
several untrained encoders.
"""

import json
from typing import Any

import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from lab import classify
from lab.export import MODELS, read_result, write_result
from lab.wordnet import Entry, categorized

TARGET = MODELS.parent / "explorers/data/transfer.json"
TRAIN, TEST = 512, 200
LONGEST = 10  # tokens, special tokens included: the page reads all of them
PICKED = 1  # seed of the choice
SIZES = (32, 64, 128, 256, 512)
SEEDS = (0, 1, 2, 3, 4)  # of the untrained encoders; the explorer begins with the first
# Full-batch gradient descent with momentum; the weight decay was the best of 0.01, 0.05 and 0.2 on 300 definitions of the dev part.
HEAD = {"steps": 60, "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.2}


def short(part: str, tokenizer) -> list[Entry]:
    """Return the short ones of a part's categorized definitions."""
    entries = categorized(part)
    return [entry for entry, ids in zip(entries, classify.encode(tokenizer, entries)) if len(ids) <= LONGEST]


def examples(tokenizer) -> dict[str, list[Entry]]:
    """Return the definitions by part: 'train' and 'test'."""
    return {part: classify.sample(short(part, tokenizer), count, PICKED) for part, count in (("train", TRAIN), ("test", TEST))}


def contents() -> dict:
    """Return the contents of transfer.json. Examples are [definition, number of its label], curves [labels, mean, low, high]."""
    chosen = examples(AutoTokenizer.from_pretrained(MODELS / "pocket-bert"))
    curves = {
        arm: [[row[key] for key in ("size", "mean", "low", "high")] for row in rows]
        for arm, rows in read_result("transfer")["arms"].items()
    }
    return {
        "source": "WordNet 3.0, Princeton University",
        "labels": classify.LABELS,
        "head": HEAD,
        "curves": curves,
        **{part: [[entry.definition, classify.LABELS.index(entry.category)] for entry in entries] for part, entries in chosen.items()},
    }


def chances(seed: int, count: int) -> np.ndarray:
    """Return the first `count` numbers of random(seed) in runtime/sampling.js (Mulberry32)."""
    state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
    t = (state ^ (state >> 15)) * (state | 1)
    t ^= t + (t ^ (t >> 7)) * (t | 61)
    return (t ^ (t >> 14)) / 2**32


def untrained(seed: int) -> BertForMaskedLM:
    """Return pocket-bert with random weights, number for number those of runtime/worker.js: matrices normal with the
    configuration's spread, drawn in the order of the file, gains 1, biases 0."""
    folder = MODELS / "pocket-bert"
    model = BertForMaskedLM.from_pretrained(folder)
    raw = (folder / "model.safetensors").read_bytes()
    header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
    shapes = {name: entry["shape"] for name, entry in header.items() if name != "__metadata__"}
    matrices = {name: int(np.prod(shape)) for name, shape in shapes.items() if len(shape) > 1}
    drawn = chances(seed, 2 * sum(matrices.values()))
    numbers = torch.from_numpy(model.config.initializer_range * np.sqrt(-2 * np.log(1 - drawn[::2])) * np.cos(2 * np.pi * drawn[1::2]))
    state, begin = model.state_dict(), 0
    for name, shape in shapes.items():
        if name in matrices:
            state[name].copy_(numbers[begin : begin + matrices[name]].view(shape))
            begin += matrices[name]
        else:
            state[name].fill_(float(name.endswith("weight")))
    return model


def features(bert: BertForMaskedLM, tokenizer, entries: list[Entry]) -> np.ndarray:
    """Return the mean of the last vectors of each definition, (count, d)."""
    return classify.features(bert.bert, tokenizer, entries)[:, bert.config.hidden_size :]


def train_head(x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (labels, d) and biases (labels) of a linear classifier on standardized features (n, d)."""
    count = len(classify.LABELS)
    W, b, dW, db = np.zeros((count, x.shape[1])), np.zeros(count), 0.0, 0.0
    for _ in range(int(HEAD["steps"])):
        z = x @ W.T + b
        p = np.exp(z - z.max(1, keepdims=True))
        wrong = (p / p.sum(1, keepdims=True) - np.eye(count)[labels]) / len(x)
        dW = HEAD["momentum"] * dW - HEAD["learning_rate"] * (wrong.T @ x + HEAD["weight_decay"] * W)
        db = HEAD["momentum"] * db - HEAD["learning_rate"] * wrong.sum(0)
        W, b = W + dW, b + db
    return W, b


def right(train_x, train_y, test_x, test_y) -> int:
    """Return how many of the test definitions a head trained on the others classifies correctly."""
    mean, scale = train_x.mean(0), train_x.std(0) + 1e-6
    W, b = train_head((train_x - mean) / scale, train_y)
    return int((((test_x - mean) / scale @ W.T + b).argmax(1) == test_y).sum())


def experiment() -> dict:
    """Return the counts for every size and draw, for every untrained encoder too, and some features. Draw k of size n has the
    examples from k·n on, so a larger draw consists of whole smaller ones, and the explorer moves between them."""
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "pocket-bert")
    chosen = examples(tokenizer)
    y = {part: classify.targets(entries).numpy() for part, entries in chosen.items()}
    encoders = {"pretrained": [BertForMaskedLM.from_pretrained(MODELS / "pocket-bert")], "untrained": [untrained(seed) for seed in SEEDS]}
    x = {
        name: [{part: features(bert, tokenizer, entries) for part, entries in chosen.items()} for bert in berts]
        for name, berts in encoders.items()
    }
    rows = []
    for size in SIZES:
        row: dict[str, Any] = {"size": size, "draws": TRAIN // size}
        for name, starts in x.items():
            counts = [
                [right(parts["train"][i : i + size], y["train"][i : i + size], parts["test"], y["test"]) for i in range(0, TRAIN, size)]
                for parts in starts
            ]
            means = [round(float(np.mean(draws)), 1) for draws in counts]
            row[name] = {
                "mean": round(float(np.mean(counts)), 1),
                "low": int(np.min(counts)),
                "high": int(np.max(counts)),
                "least_mean": min(means),  # over the draws, of the encoder that did worst
                "greatest_mean": max(means),
                "counts": counts,
            }
        rows.append(row)
    frequent = np.bincount(y["test"])
    return {
        "test": TEST,
        "untrained_encoders": len(SEEDS),
        "seeds": list(SEEDS),
        "longest": LONGEST,
        "majority": {"label": classify.LABELS[int(frequent.argmax())], "count": int(frequent.max())},
        "rows": rows,
        "features": {name: [[round(float(v), 5) for v in row] for row in starts[0]["test"][:3]] for name, starts in x.items()},
    }


def run() -> dict:
    """Write the data and the result; return the result."""
    TARGET.write_text(json.dumps(contents(), ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[") + "\n", encoding="utf-8")
    found = experiment()
    write_result("transfer-live", found)
    return found
