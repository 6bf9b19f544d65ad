"""Experiment: what pretraining on masked words alone saves in labels, where it never meets the task.

pocket-bert's pretraining asks for the word that a definition defines, which is nearly the task of lab/transfer.py. Here
it doesn't: words are masked at random, nothing is asked of [CLS], and every definition that may be labeled later is
read without the word that it defines. Out: lab/results/transfer-plain.json with each pretraining seed's accuracies and
what three seeds tell of all.

The learning rate of each size is the best on dev of a grid, averaged over two draws of labels that no reported run
uses, and widened until its best isn't at an edge.
"""

import hashlib
import time

import numpy as np
import torch

from lab import classify, train_bert
from lab.export import BUILD, write_result
from lab.runs import code_digest, digest, origin, remembered, spread
from lab.scaling_runs import widen
from lab.train_t5 import wilson
from lab.wordnet import categorized

ARM = "plain"
WAYS = (0, 0)
SIZES = (32, 128, 512, 2048, 8192)
SEEDS = (1, 2, 3, 4, 5)  # draws of labels
PRETRAINING_SEEDS = (0, 1, 2)
TUNING_SEEDS = (100, 101)


def labeled() -> frozenset[str]:
    """Return every definition that a draw of labels can hold, in lower case."""
    return frozenset(entry.definition.lower() for entry in categorized("train"))


def pretrain(seed: int, steps: int = train_bert.STEPS):
    """Return (model, tokenizer, log) of the plain arm, trained now or read from the checkpoint of an earlier run."""
    return train_bert.train(BUILD / f"pocket-bert-{ARM}-{seed}-{steps}", seed=seed, steps=steps, ways=WAYS, bare=labeled())


def weights_digest(model) -> str:
    """Return the SHA-256 of a model's weights."""
    found = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode() + tensor.detach().cpu().contiguous().numpy().tobytes())
    return found.hexdigest()


def run(sizes=SIZES, seeds=SEEDS, pretraining_seeds=PRETRAINING_SEEDS) -> dict:
    """Pretrain, tune, fine-tune, write and return the result. An interrupted run goes on; the file is written at the end."""
    torch.set_num_threads(1)
    begun = time.process_time()
    parts = {part: categorized(part) for part in ("train", "dev", "test")}
    models = {seed: pretrain(seed) for seed in pretraining_seeds}
    weights = {seed: weights_digest(model) for seed, (model, _, _) in models.items()}
    code = code_digest([classify.make_classifier, classify.sample, classify.fine_tune, classify.accuracy])

    def accuracy(pretraining: int, size: int, seed: int, rate: float, part: str) -> dict:
        def make() -> dict:
            model, tokenizer, _ = models[pretraining]
            classifier = classify.make_classifier(model, seed)
            chosen = classify.sample(parts["train"], size, seed)
            seconds = classify.fine_tune(classifier, tokenizer, chosen, rate, classify.STEPS[size], seed)
            return {"accuracy": classify.accuracy(classifier, tokenizer, parts[part]), "cpu_seconds": seconds}

        name = f"{ARM}-{pretraining}-labels{size}-draw{seed}-rate{rate:g}-{part}"
        found = remembered(BUILD / "transfer-plain" / f"{name}.json", digest(name, weights[pretraining], code), make)
        print(f"{name}: {found['accuracy']:.4f}", flush=True)
        return found

    rows, tuned_on, fine_tuning = [], pretraining_seeds[0], 0.0
    for size in sizes:

        def wrong(rate: float, size=size) -> float:
            return 1 - float(np.mean([accuracy(tuned_on, size, seed, rate, "dev")["accuracy"] for seed in TUNING_SEEDS]))

        tried = widen(classify.LEARNING_RATES, wrong)
        rate = min(tried, key=tried.__getitem__)
        found = {one: [accuracy(one, size, seed, rate, "test") for seed in seeds] for one in pretraining_seeds}
        fine_tuning += sum(one["cpu_seconds"] for runs in found.values() for one in runs)
        shares = {one: [100 * run["accuracy"] for run in runs] for one, runs in found.items()}
        n = len(parts["test"])
        overall = float(np.mean([share for values in shares.values() for share in values])) / 100
        rows.append(
            {
                "size": size,
                "learning_rate": rate,
                "dev": {f"{tried_rate:g}": round(100 * (1 - loss), 2) for tried_rate, loss in tried.items()},
                "accuracy": {str(one): [round(share, 2) for share in values] for one, values in shares.items()},
                "over_pretraining_seeds": spread([float(np.mean(values)) for values in shares.values()]),
                # What another test sample of this size would change, for one run of mean accuracy.
                "test_sample_interval": [round(100 * end, 2) for end in wilson(round(overall * n), n)],
            }
        )
    result = {
        "arm": ARM,
        "ways": WAYS,
        "bare_definitions": len(labeled()),
        "task": {
            "labels": len(classify.LABELS),
            **{part: len(entries) for part, entries in parts.items()},
            "majority": round(100 * np.bincount(classify.targets(parts["test"])).max() / len(parts["test"]), 2),
        },
        "draws": list(seeds),
        "tuning_draws": list(TUNING_SEEDS),
        "pretraining": [
            {"seed": seed, "steps": train_bert.STEPS, "curve": [{key: row[key] for key in ("step", "loss", "right")} for row in log]}
            for seed, (_, _, log) in models.items()
        ],
        "sizes": rows,
        "origin": origin(
            "python -m lab transfer_plain",
            [run, train_bert.train, train_bert.Masker],
            pretraining_seeds,
            {
                **{f"pretraining {seed}": log[-1]["cpu_seconds"] for seed, (_, _, log) in models.items()},
                "fine-tuning of the reported runs": fine_tuning,
                "this call": time.process_time() - begun,
            },
        ),
    }
    write_result("transfer-plain", result)
    return result
