"""Fine-tunes pocket-bert to name the category of a definition (animal, food, act, …), and the arms it is compared with."""

import time

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from transformers import BertForSequenceClassification

from lab.train_bert import scale_weights
from lab.training import pick_device
from lab.wordnet import CATEGORIES, Entry

LABELS = sorted(CATEGORIES.values())
CUT = 32  # tokens read per definition: nearly all are shorter, and short batches save half the time
STEPS = {32: 80, 128: 120, 512: 200, 2048: 350, 8192: 600}  # by number of labels
LEARNING_RATES = (5e-4, 1e-3, 2e-3)  # tried on the development set, for every arm and size


def sample(entries: list[Entry], count: int, seed: int) -> list[Entry]:
    """Return `count` training entries, drawn by seed; with one seed, a smaller sample is part of a larger one."""
    order = torch.randperm(len(entries), generator=torch.Generator().manual_seed(seed)).tolist()
    return [entries[i] for i in order[:count]]


def targets(entries: list[Entry]) -> torch.Tensor:
    """Return the label numbers of entries, (count,)."""
    return torch.tensor([LABELS.index(entry.category) for entry in entries])


def make_classifier(bert, seed: int) -> BertForSequenceClassification:
    """Return a classifier whose encoder is a copy of `bert` (a BertForMaskedLM), or untrained for a config."""
    torch.manual_seed(seed)
    config = type(bert.config)(**{**bert.config.to_dict(), "architectures": None}) if hasattr(bert, "bert") else bert
    config.id2label = dict(enumerate(LABELS))
    config.label2id = {label: number for number, label in enumerate(LABELS)}
    config.classifier_dropout = 0.1
    model = BertForSequenceClassification(config)
    scale_weights(model)
    if hasattr(bert, "bert"):
        model.bert.load_state_dict(bert.bert.state_dict(), strict=False)  # all but the pooler, which is new
    return model


def batches(rows: list[list[int]], indexes: list[int], device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and attention mask, (B, n) each, of some rows."""
    chosen = [rows[i] for i in indexes]
    ids = torch.zeros(len(chosen), max(map(len, chosen)), dtype=torch.long)
    for b, row in enumerate(chosen):
        ids[b, : len(row)] = torch.tensor(row)
    return ids.to(device), (ids != 0).long().to(device)


def encode(tokenizer, entries: list[Entry]) -> list[list[int]]:
    """Return the ids of the definitions, without the word they define, at most CUT of them."""
    return tokenizer([entry.definition for entry in entries], truncation=True, max_length=CUT)["input_ids"]


def fine_tune(model, tokenizer, entries: list[Entry], learning_rate: float, steps: int, seed: int) -> float:
    """Train all weights on labeled entries, batches of 32; the rate rises for a tenth, then falls to 0. Returns CPU seconds."""
    device = pick_device()
    model.to(device).train()
    rows, labels = encode(tokenizer, entries), targets(entries).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.01)
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    queue: list[int] = []
    begun = time.process_time()
    for step in range(steps):
        while len(queue) < 32:
            queue += torch.randperm(len(rows), generator=generator).tolist()
        chosen, queue = queue[:32], queue[32:]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * min((step + 1) / (steps / 10), (steps - step) / (steps * 0.9))
        ids, mask = batches(rows, chosen, device)
        loss = torch.nn.functional.cross_entropy(model(input_ids=ids, attention_mask=mask).logits, labels[chosen])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return time.process_time() - begun


@torch.no_grad()
def forward(model, tokenizer, entries: list[Entry], read) -> torch.Tensor:
    """Return `read(output, mask)` for all entries, in their order. read: gives (B, numbers) for a batch."""
    device = pick_device()
    model.to(device).eval()
    rows = encode(tokenizer, entries)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = [None] * len(rows)
    for start in range(0, len(order), 128):
        chosen = order[start : start + 128]
        ids, mask = batches(rows, chosen, device)
        for i, row in zip(chosen, read(model(input_ids=ids, attention_mask=mask), mask)):
            found[i] = row.cpu()
    return torch.stack(found)


def accuracy(model, tokenizer, entries: list[Entry]) -> float:
    """Return the share of entries whose category the classifier names, 0 to 1."""
    logits = forward(model, tokenizer, entries, lambda output, mask: output.logits)
    return float((logits.argmax(1) == targets(entries)).float().mean())


def features(bert, tokenizer, entries: list[Entry]) -> np.ndarray:
    """Return the frozen encoder's features (count, 2d): the last vector of [CLS], and the mean of all."""

    def read(output, mask):
        hidden = output.last_hidden_state  # (B, n, d)
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)  # (B, d)
        return torch.cat([hidden[:, 0], mean], dim=1)

    return forward(bert, tokenizer, entries, read).numpy()


def linear(train_x, train_y, strength: float) -> LogisticRegression:
    """Return a linear classifier on features; strength is the inverse of its penalty."""
    return LogisticRegression(C=strength, max_iter=500).fit(train_x, train_y)


def bag_of_words(entries: list[Entry]) -> TfidfVectorizer:
    """Return the baseline's features, fitted on the labeled entries alone: words and pairs of words, weighted by rarity."""
    return TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit([entry.definition for entry in entries])
