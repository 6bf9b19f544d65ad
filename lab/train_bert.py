"""pocket-bert: a BERT (Devlin 2018, arXiv 1810.04805) of 1.3 million parameters, trained to fill in masked words.

It reads the same text as pocket-gpt, one line `word: definition` at a time, in three ways: with the defined word
masked, with other words masked, or as a definition alone. In the last case, the position of [CLS] must predict a
piece of the word that was left out. BERT trained this position on whether two sentences follow each other;
lines of a dictionary don't, and the defined word sums up its definition.
"""

import math
from pathlib import Path

import torch
from transformers import BertConfig, BertForMaskedLM

from lab.training import TrainConfig, endless_batches, fingerprint, fit, pick_device
from lab.vocabulary import make_wordpiece
from lab.wordnet import split

NAME = "pocket-bert"
WINDOW = 64
STEPS = 4000
TOKENS = 1024
LEARNING_RATE = 2e-3
MASK_RATE = 0.3  # of ordinary words; BERT's 0.15 learns from half as many
COMMON_RATE = 0.08  # of the 40 commonest tokens, which are easy to guess
WAYS = (0.4, 0.4)  # shares of lines with the defined word masked, and without it; the rest is masked at random
SHAPE = dict(hidden_size=128, num_hidden_layers=4, num_attention_heads=4, intermediate_size=512)


def make_model(vocabulary: int, seed: int = 0) -> BertForMaskedLM:
    """Return an untrained model; dropout 0, as the text is seen about twice."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=vocabulary,
        max_position_embeddings=WINDOW,
        pad_token_id=0,
        hidden_dropout_prob=0,
        attention_probs_dropout_prob=0,
        **SHAPE,
    )
    model = BertForMaskedLM(config)
    scale_weights(model)
    return model


def scale_weights(model) -> None:
    """Initialize the weights for a width of 128; BERT's .02 is for 768.

    The blocks' matrices get .7/sqrt(d), and less for those whose result is added to the residual stream. The table of
    positions starts as the original Transformer's sine waves (Vaswani 2017, arXiv 1706.03762, section 3.5), so
    nearby positions are alike from the first step on; it is trained like the rest.
    """
    layers = model.config.num_hidden_layers
    for name, parameter in model.named_parameters():
        if parameter.ndim == 2 and ".layer." in name:
            torch.nn.init.normal_(parameter, std=0.7 / math.sqrt(parameter.shape[1]))
            if name.endswith("output.dense.weight"):
                parameter.data *= 0.3 / math.sqrt(2 * layers)
    table = model.bert.embeddings.position_embeddings.weight.data  # (n, d)
    n, d = table.shape
    angle = torch.arange(n)[:, None] / 10000 ** (torch.arange(0, d, 2) / d)  # (n, d/2)
    table[:, 0::2], table[:, 1::2] = 0.03 * torch.sin(angle), 0.03 * torch.cos(angle)


class Masker:
    """Makes batches to predict from. tokenizer: pocket-bert's. lines: (word, definition) pairs, the training text."""

    def __init__(self, tokenizer, lines: list[tuple[str, str]]):
        self.whole = tokenizer([f"{word}: {text}" for word, text in lines], truncation=True)["input_ids"]
        self.alone = tokenizer([text for _, text in lines], truncation=True)["input_ids"]
        self.heads = tokenizer([word for word, _ in lines], add_special_tokens=False)["input_ids"]
        counts = torch.bincount(torch.tensor([token for row in self.whole for token in row]), minlength=len(tokenizer))
        self.rate = torch.full((len(tokenizer),), MASK_RATE)
        self.rate[counts.topk(40).indices] = COMMON_RATE
        names = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        self.starts = torch.tensor([not name.startswith("##") for name in names])
        self.mask = tokenizer.mask_token_id

    def __call__(self, indexes: list[int], generator: torch.Generator, ways=WAYS) -> tuple[torch.Tensor, ...]:
        """Return (ids, attention mask, labels), each (B, n), for lines; -100 where nothing is to be predicted."""
        way = torch.rand(len(indexes), generator=generator)
        masked_head, left_out = way < ways[0], way >= 1 - ways[1]
        rows = [self.alone[i] if out else self.whole[i] for i, out in zip(indexes, left_out)]
        n = max(len(row) for row in rows)
        ids = torch.zeros(len(rows), n, dtype=torch.long)  # 0 is [PAD]
        heads = torch.zeros(len(rows), dtype=torch.long)  # pieces of the defined word, after [CLS]
        for b, (i, row) in enumerate(zip(indexes, rows)):
            ids[b, : len(row)] = torch.tensor(row)
            heads[b] = len(self.heads[i])
        position = torch.arange(n)
        word = self.starts[ids].cumsum(1)  # which word a piece belongs to, from 1 on
        draw = torch.rand(len(rows), n + 1, generator=generator).gather(1, word)  # one number per word
        starts = self.starts[ids]
        rate = torch.zeros(len(rows), n + 1).scatter_(1, torch.where(starts, word, 0), self.rate[ids]).gather(1, word)
        is_head = (position >= 1) & (position <= heads[:, None])
        chosen = torch.where(masked_head[:, None], is_head | (draw < rate / 2), draw < rate)
        chosen &= ids > 4  # 0 to 4 are the special tokens
        # BERT's 80/10/10: mostly [MASK], sometimes another token, sometimes the same.
        kind = torch.rand(ids.shape, generator=generator)
        other = torch.randint(5, len(self.rate), ids.shape, generator=generator)
        seen = torch.where(chosen & (kind < 0.8), self.mask, torch.where(chosen & (kind > 0.9), other, ids))
        labels = torch.where(chosen, ids, -100)
        for b in left_out.nonzero().flatten().tolist():
            pieces = self.heads[indexes[b]]
            labels[b, 0] = pieces[int(torch.randint(len(pieces), (), generator=generator))]
        return seen, (ids != 0).long(), labels


def masked_loss(model, ids, mask, labels) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (mean loss, share guessed right) over the positions to predict; the head runs on these alone."""
    hidden = model.bert(input_ids=ids, attention_mask=mask).last_hidden_state  # (B, n, d)
    asked = labels != -100
    logits = model.cls(hidden[asked])  # (masked, V)
    targets = labels[asked]
    return torch.nn.functional.cross_entropy(logits, targets), (logits.argmax(1) == targets).float().mean()


def held_out(model, masker: Masker, ways) -> dict:
    """Return loss (nats) and share guessed right on a held-out part, masked by a fixed seed."""
    device = next(model.parameters()).device
    generator, loss_sum, hits, count = torch.Generator().manual_seed(1), 0.0, 0.0, 0
    with torch.no_grad():
        for start in range(0, len(masker.whole), 100):
            indexes = list(range(start, min(start + 100, len(masker.whole))))
            ids, mask, labels = (t.to(device) for t in masker(indexes, generator, ways))
            asked = int((labels != -100).sum())
            loss, right = masked_loss(model, ids, mask, labels)
            loss_sum, hits, count = loss_sum + float(loss) * asked, hits + float(right) * asked, count + asked
    return {"loss": round(loss_sum / count, 4), "right": round(hits / count, 4), "masked": count}


def train(out: Path, seed: int = 0, steps: int = STEPS, tokenizer=None, evaluations: int = 10, ways=WAYS, bare=frozenset()):
    """Train; returns (model, tokenizer, log). out: folder for the checkpoint. ways: as in WAYS.

    bare: definitions in lower case that are read without the word that they define; this takes ways (0, 0), where no
    line asks for its word. Raises ValueError for other ways."""
    if bare and tuple(ways) != (0, 0):
        raise ValueError(f"Ways {ways} ask for defined words, so no definition can be bare. Give ways (0, 0).")
    parts = split()
    lines = [(entry.word, entry.definition) for entry in parts["train"]]
    tokenizer = tokenizer or make_wordpiece([entry.line for entry in parts["train"]])
    masker = Masker(tokenizer, lines)
    for i, (_, definition) in enumerate(lines):
        if definition.lower() in bare:
            masker.whole[i], masker.heads[i] = masker.alone[i], []
    dev = Masker(tokenizer, [(entry.word, entry.definition) for entry in parts["dev"]])
    dev.rate = masker.rate
    device = pick_device()
    model = make_model(len(tokenizer), seed).to(device)
    batch_at = endless_batches([len(row) for row in masker.whole], TOKENS, seed)

    def loss_at(step: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(seed * 1_000_003 + step)
        return masked_loss(model, *(t.to(device) for t in masker(batch_at(step), generator, ways)))[0]

    # Muon, so good for pocket-gpt, fell behind here: BERT normalizes after each block, not before it.
    train_config = TrainConfig(
        steps=steps,
        warmup_steps=300,
        muon_learning_rate=0,
        adam_learning_rate=LEARNING_RATE,
        seed=seed,
        weight_decay=0.01,
        evaluations=evaluations,
    )
    data = {
        "whole": masker.whole,
        "alone": masker.alone,
        "heads": masker.heads,
        "rate": masker.rate.tolist(),
        "tokens": TOKENS,
        "ways": ways,
    }
    key = fingerprint(model, tokenizer, train_config, data, (loss_at, endless_batches, Masker))
    return model, tokenizer, fit(model, loss_at, train_config, out, key, lambda: held_out(model, dev, (0, 0)), NAME)
