"""Experiment: do the heads of pocket-t5 do the same whatever the seed, and how many can go together?

In: the shipped pocket-t5 (seed 0, never written here) and three more trainings by the same recipe. Out: lab/results/heads.json,
with for each seed

- alignment: for each cross-attention head, the share of French content words whose largest weight lies on the English
  word that they translate; the best head is chosen on dev.
- ablation: the points of exact match that each of the 24 heads costs when its output is constant: zero, or its mean over
  training sentences. Zero is something that the layers after it may never have seen; the mean takes away only what the
  head tells about the sentence at hand.
- removal: heads taken away together, one more at a time, always the one whose loss costs least on dev, with the exact
  match on test after each; and how many were gone before 1, 5 and 20 points were lost.

and what the seeds have in common. Which head does what is drawn by the seed, so heads are compared by rank or by stack.
"""

import hashlib
import time
from pathlib import Path

import torch
from scipy.stats import spearmanr

from lab import attention_heads
from lab.attention_heads import heads, in_groups, projection, replaced
from lab.export import BUILD, MODELS, write_result
from lab.grammar import CONTENT, Sentence, sentences
from lab.runs import code_digest, digest, origin, remembered, spread
from lab.train_t5 import NAME, as_ids, load, to_batch, train

SEEDS = (1, 2, 3)  # besides the shipped one
SHIPPED = 0
FILLS = ("zero", "mean")
POINTS = (1, 5, 20)
COUNTS = {"means": 2000, "dev": 500, "test": 1000}  # sentences: of train for the mean outputs, to choose, to report


def batches(tokenizer, corpus: list[Sentence], device="cpu") -> list[dict]:
    """Return a corpus as batches for `score`, like lengths together to save padding."""
    ordered = sorted(corpus, key=lambda sentence: (len(sentence.english), len(sentence.french)))
    return [
        to_batch(as_ids(tokenizer, [one.english for one in group]), as_ids(tokenizer, [one.french for one in group]), device)
        for group in in_groups(ordered, 100)
    ]


@torch.no_grad()
def score(model, parts: list[dict]) -> tuple[float, float]:
    """Return (share of sentences right, mean loss a token in nats), each token read after the right ones before it.

    A greedy translation is right when, and only when, each of its tokens is the most probable one after the right ones
    before it. So this share is the exact match, at a tenth of the price of writing the translations."""
    right = count = 0
    loss = tokens = 0.0
    for batch in parts:
        logits, labels = model(**batch).logits, batch["labels"]
        asked = labels != -100
        right += int(((logits.argmax(-1) == labels) | ~asked).all(1).sum())
        count += len(labels)
        loss += float(torch.nn.functional.cross_entropy(logits[asked], labels[asked], reduction="sum"))
        tokens += int(asked.sum())
    return right / count, loss / tokens


@torch.no_grad()
def mean_outputs(model, parts: list[dict]) -> dict:
    """Return (stack, layer, head) -> its mean output, (d_kv,), over all positions that hold a token: no padding."""
    width = model.config.d_kv
    sums: dict = {}
    counts: dict = {}
    masks: dict = {}

    def watching(key):
        def hook(_, inputs):
            asked = masks["encoder" if key[0] == "encoder" else "decoder"]  # a query of cross-attention is a French position
            sums[key] = sums.get(key, 0) + inputs[0][asked].double().sum(0)  # (h * d_kv,)
            counts[key] = counts.get(key, 0) + int(asked.sum())

        return hook

    keys = sorted({place[:2] for place in heads(model)})
    handles = [projection(model, *key).register_forward_pre_hook(watching(key)) for key in keys]
    try:
        for batch in parts:
            masks.update(encoder=batch["attention_mask"].bool(), decoder=batch["labels"] != -100)
            model(**batch)
    finally:
        for handle in handles:
            handle.remove()
    return {place: (sums[place[:2]] / counts[place[:2]])[place[2] * width : (place[2] + 1) * width].float() for place in heads(model)}


def remove_greedily(model, dev: list[dict], test: list[dict], fills: dict | None) -> list[dict]:
    """Take all heads away, one more at a time, each time the one without which the loss on dev is lowest.

    Returns one dict a head in the order of going: stack, layer, head, loss on dev and share right on test without it
    and all before it."""
    gone: list = []
    left, found = heads(model), []
    while left:
        losses = {}
        for place in left:
            with replaced(model, [*gone, place], fills):
                losses[place] = score(model, dev)[1]
        best = min(left, key=losses.__getitem__)
        gone.append(best)
        left.remove(best)
        with replaced(model, gone, fills):
            share = score(model, test)[0]
        found.append(named(best) | {"dev_loss": round(losses[best], 4), "share": round(share, 4)})
    return found


def named(place) -> dict:
    """Return a place as {stack, layer, head}."""
    return dict(zip(("stack", "layer", "head"), place))


def spared(whole: float, removal: list[dict], points: float) -> int:
    """Return how many heads were gone when the exact match was, for the last time, never yet more than `points` lower."""
    for number, row in enumerate(removal):
        if (whole - row["share"]) * 100 > points + 1e-9:
            return number
    return len(removal)


def same_position(corpus: list[Sentence]) -> float:
    """Return what a head that looks at the position it writes would score as alignment: a floor to compare with."""
    hits = [t in gold for one in corpus for t, (gold, kind) in enumerate(zip(one.gold, one.kinds)) if kind in CONTENT]
    return round(sum(hits) / len(hits), 4)


def measure(folder, counts: dict = COUNTS) -> dict:
    """Return all that is measured of one model: alignment, ablation and removal, and the processor seconds it took."""
    begun = time.process_time()
    model, tokenizer = load(folder)
    corpora = {"means": sentences("train", counts["means"]), **{part: sentences(part, counts[part]) for part in ("dev", "test")}}
    parts = {name: batches(tokenizer, corpus) for name, corpus in corpora.items()}
    whole = score(model, parts["test"])[0]

    hits, words = attention_heads.alignment(model, tokenizer, corpora["dev"])
    best = divmod(int(hits.argmax()), model.config.num_heads)
    hits, words = attention_heads.alignment(model, tokenizer, corpora["test"])
    shares = {("cross", i, j): round(int(hits[i, j]) / words, 4) for i in range(hits.shape[0]) for j in range(hits.shape[1])}

    fills = {"zero": {}, "mean": mean_outputs(model, parts["means"])}
    ablation, removal = [], {}
    for place in heads(model):
        row = named(place)
        for name in FILLS:
            with replaced(model, [place], fills[name]):
                row[name] = round((whole - score(model, parts["test"])[0]) * 100, 2)
        ablation.append(row | ({"alignment": shares[place]} if place in shares else {}))
    for name in FILLS:
        rows = remove_greedily(model, parts["dev"], parts["test"], fills[name])
        removal[name] = {"spared": {str(points): spared(whole, rows, points) for points in POINTS}, "order": rows}
    return {
        "whole": round(whole, 4),
        "content_words": words,
        "same_position": same_position(corpora["test"]),
        "best": named(("cross", *best)) | {"share": shares["cross", *best], "chosen_on": "dev"},
        "ablation": ablation,  # points of exact match lost, by what takes the place of the head's output
        "removal": removal,
        "cpu_seconds": round(time.process_time() - begun, 1),
    }


def figures(one: dict) -> dict[str, float]:
    """Return the figures of one seed that are compared across seeds, by name."""
    rows = one["ablation"]
    cross = [row for row in rows if row["stack"] == "cross"]
    last = [row["alignment"] for row in cross if row["layer"] == max(row["layer"] for row in cross)]
    pointed = [row["alignment"] for row in cross]
    best = next(row for row in cross if all(row[key] == one["best"][key] for key in ("layer", "head")))
    found = {
        "exact match, %": one["whole"] * 100,
        "alignment of the best head, %": one["best"]["share"] * 100,
        "layer of the best head": one["best"]["layer"],
        "mean alignment of the last layer, %": 100 * sum(last) / len(last),
        "heads that align more than half": sum(share > 0.5 for share in pointed),
    }
    for fill in FILLS:
        costs = [row[fill] for row in rows]
        found |= {f"{fill}: heads that cost more than {points} points": sum(cost > points for cost in costs) for points in POINTS}
        found[f"{fill}: points that the best-aligned head costs"] = best[fill]
        found[f"{fill}: heads that cost more than the best-aligned one"] = sum(cost > best[fill] for cost in costs)
        for stack in attention_heads.STACKS:
            of_stack = [row[fill] for row in rows if row["stack"] == stack]
            found[f"{fill}: mean cost of a head, {stack}"] = sum(of_stack) / len(of_stack)
        gone = one["removal"][fill]["order"][: one["removal"][fill]["spared"]["20"]]  # what can go before 20 points are lost
        found[f"{fill}: points that these cost together"] = 100 * (one["whole"] - gone[-1]["share"]) if gone else 0.0
        alone = {(row["stack"], row["layer"], row["head"]): row[fill] for row in rows}
        found[f"{fill}: points that these cost one by one"] = sum(alone[row["stack"], row["layer"], row["head"]] for row in gone)
        found[f"{fill}: points that the head costs which aligns best on test"] = max(cross, key=lambda row: row["alignment"])[fill]
        lost = [row[fill] for row in cross]
        if len(set(pointed)) > 1 and len(set(lost)) > 1:
            found[f"{fill}: rank correlation of alignment and cost, cross-attention"] = float(spearmanr(pointed, lost).statistic)
        found |= {
            f"{fill}: heads gone together before {points} points are lost": one["removal"][fill]["spared"][str(points)] for points in POINTS
        }
    return found


def folder_of(seed: int) -> Path:
    """Return where the exported model of a seed is, or will be."""
    return MODELS / NAME if seed == SHIPPED else BUILD / f"{NAME}-{seed}-model"


def measured(seed: int) -> dict:
    """Return what `measure` gives for the trained model of a seed, kept for later calls, with the hash of its weights."""
    folder = folder_of(seed)
    weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    found = remembered(BUILD / "heads" / f"{seed}.json", digest(weights, COUNTS, code_digest([measure])), lambda: measure(folder))
    return {"seed": seed, "weights_sha256": weights, **found}


def run(seeds=SEEDS) -> dict:
    """Train the seeds that aren't trained yet, measure all, write and return the result. An interrupted run goes on."""
    torch.set_num_threads(1)
    found, seconds = [], {}
    for seed in (SHIPPED, *seeds):
        if seed != SHIPPED:
            seconds[f"training {seed}"] = train(folder_of(seed), seed=seed, device="cpu")["log"][-1]["cpu_seconds"]
        found.append(measured(seed))
        seconds[f"measuring {seed}"] = found[-1]["cpu_seconds"]
        print(f"seed {seed}: {found[-1]['whole']:.4f} right, best head {found[-1]['best']}", flush=True)
    by_seed = [figures(one) for one in found]
    names = [name for name in by_seed[0] if all(name in figure for figure in by_seed)]
    result = {
        "model": NAME,
        "shipped_seed": SHIPPED,
        "sentences": COUNTS,
        "confidence": 0.95,
        "over_seeds": {name: spread([figure[name] for figure in by_seed]) for name in names},
        "seeds": found,
        "origin": origin("python -m lab heads", [measure, figures, train], [SHIPPED, *seeds], seconds),
    }
    write_result("heads", result)
    return result
