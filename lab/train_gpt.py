"""pocket-gpt: a GPT-2 (Radford 2019) of 1.3 million parameters that continues `word: definition`."""

import math
from pathlib import Path

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from lab.training import TrainConfig, endless_batches, fingerprint, fit, pick_device
from lab.vocabulary import make_bpe
from lab.wordnet import split

NAME = "pocket-gpt"
WINDOW = 64  # n_positions: 97% of lines fit; longer ones are cut
STEPS = 11000
TOKENS = 1024  # per batch


def make_model(vocabulary: int, d_model: int = 128, layers: int = 4, seed: int = 0) -> GPT2LMHeadModel:
    """Return an untrained model. Weights start at .7/sqrt(d), smaller for those whose result is added to the residual stream."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=vocabulary,
        n_positions=WINDOW,
        n_embd=d_model,
        n_layer=layers,
        n_head=4,
        resid_pdrop=0,
        embd_pdrop=0,
        attn_pdrop=0,
        bos_token_id=0,
        eos_token_id=0,
        pad_token_id=0,
    )
    model = GPT2LMHeadModel(config)
    for name, parameter in model.named_parameters():
        if parameter.ndim == 2 and ".h." in name:
            torch.nn.init.normal_(parameter, std=0.7 / math.sqrt(d_model))
            if name.endswith("c_proj.weight"):
                parameter.data *= 0.3 / math.sqrt(2 * layers)
    return model


def encode(tokenizer, lines: list[str]) -> list[list[int]]:
    """Return each line's ids with the end token before and after it, at most WINDOW of them."""
    encoded = tokenizer(lines, truncation=False)["input_ids"]
    return [(ids + [tokenizer.eos_token_id])[:WINDOW] for ids in encoded]


def to_batch(rows: list[list[int]], device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids (B, n), padded at the right with 0, and labels (B, n), where -100 marks positions that aren't learned."""
    n = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), n, dtype=torch.long)
    labels = torch.full((len(rows), n), -100)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = labels[i, : len(row)] = torch.tensor(row)
    return ids.to(device), labels.to(device)


def bits_per_character(model, rows: list[list[int]], characters: int) -> dict:
    """Return held-out figures: nats per token, and bits per character (the sum of -log2 p over the characters).

    rows: encoded lines; the first token (END) isn't predicted, the closing one is. characters: of all lines,
    plus one per line for its end.
    """
    device = next(model.parameters()).device
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    nats, tokens = 0.0, 0
    with torch.no_grad():
        for start in range(0, len(order), 64):
            ids, labels = to_batch([rows[i] for i in order[start : start + 64]], device)
            count = int((labels[:, 1:] != -100).sum())
            # No mask: padding is on the right, and no position looks to its right.
            nats += float(model(input_ids=ids, labels=labels).loss) * count
            tokens += count
    return {"nats_per_token": round(nats / tokens, 4), "bits_per_character": round(nats / math.log(2) / characters, 4)}


def train(
    out: Path,
    seed: int = 0,
    steps: int = STEPS,
    lines: list[str] | None = None,
    d_model: int = 128,
    layers: int = 4,
    tokenizer=None,
    evaluations: int = 10,
    warmup_steps: int = 100,
    learning_rate_factor: float = 1.0,
):
    """Train; returns (model, tokenizer, log). out: folder for the checkpoint. lines: training text, else all of it.
    learning_rate_factor: factor of both learning rates."""
    parts = split()
    lines = lines or [entry.line for entry in parts["train"]]
    tokenizer = tokenizer or make_bpe([entry.line for entry in parts["train"]])
    rows = encode(tokenizer, lines)
    dev = [entry.line for entry in parts["dev"]]
    dev_rows, characters = fitting(encode(tokenizer, dev), dev)
    device = pick_device()
    model = make_model(len(tokenizer), d_model, layers, seed).to(device)
    batch_at = endless_batches([len(row) for row in rows], TOKENS, seed)

    def loss_at(step: int) -> torch.Tensor:
        ids, labels = to_batch([rows[i] for i in batch_at(step)], device)
        return model(input_ids=ids, labels=labels).loss

    train_config = TrainConfig(
        steps,
        warmup_steps,
        muon_learning_rate=0.03 * learning_rate_factor,
        adam_learning_rate=8e-3 * learning_rate_factor,
        seed=seed,
        evaluations=evaluations,
    )
    key = fingerprint(model, tokenizer, train_config, {"rows": rows, "tokens": TOKENS}, (loss_at, endless_batches))
    log = fit(model, loss_at, train_config, out, key, lambda: bits_per_character(model, dev_rows, characters), NAME)
    return model, tokenizer, log


def fitting(rows: list[list[int]], lines: list[str]) -> tuple[list[list[int]], int]:
    """Return the rows that weren't cut, and the characters of their lines plus one per line for its end."""
    whole = [(row, line) for row, line in zip(rows, lines) if row[-1] == 0]
    return [row for row, _ in whole], sum(len(line) + 1 for _, line in whole)
