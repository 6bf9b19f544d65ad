"""Experiment: pocket-gpt at four sizes and four amounts of text, each line read once. Held-out loss against compute.

The question is that of Kaplan 2020 (arXiv 2001.08361) and Hoffmann 2022 (arXiv 2203.15556), at a millionth of the size.
"""

import numpy as np

from lab.export import BUILD, write_result
from lab.train_gpt import TOKENS, bits_per_character, encode, fitting, train
from lab.training import length_batches
from lab.vocabulary import make_bpe
from lab.wordnet import split

SIZES = ((32, 2), (64, 3), (96, 4), (128, 4))  # d_model, layers
SHARES = (1 / 32, 1 / 16, 1 / 8, 1 / 4)  # of the training text


def count(model) -> tuple[int, int]:
    """Return (parameters that are multiplied with, those in the blocks): the table of positions is only added."""
    blocks = sum(parameter.numel() for name, parameter in model.named_parameters() if ".h." in name or "ln_f" in name)
    return blocks + model.transformer.wte.weight.numel(), blocks


def run(sizes=SIZES, shares=SHARES, seed: int = 0) -> dict:
    """Train each model and return its figures: parameters, tokens, FLOPs (6·N·D), held-out loss and bits."""
    parts = split()
    lines = [entry.line for entry in parts["train"]]
    tokenizer = make_bpe(lines)
    shuffled = [lines[i] for i in np.random.default_rng(seed).permutation(len(lines))]
    test = [entry.line for entry in parts["test"]]
    test_rows, characters = fitting(encode(tokenizer, test), test)
    runs = []
    for d_model, layers in sizes:
        for share in shares:
            chosen = shuffled[: int(len(shuffled) * share)]
            lengths = [len(row) for row in encode(tokenizer, chosen)]
            steps = len(length_batches(lengths, TOKENS, seed))
            model, _, log = train(
                BUILD / "scaling" / f"{d_model}-{len(chosen)}", seed, steps, chosen, d_model, layers, tokenizer, evaluations=1
            )
            n, blocks = count(model)
            figures = bits_per_character(model, test_rows, characters)
            runs.append(
                {
                    "d_model": d_model,
                    "layers": layers,
                    "parameters": n,
                    "parameters_in_blocks": blocks,
                    "lines": len(chosen),
                    "tokens": sum(lengths),
                    "flops": 6 * n * sum(lengths),
                    "loss": figures["nats_per_token"],
                    "bits_per_character": figures["bits_per_character"],
                    "cpu_seconds": log[-1]["cpu_seconds"],
                }
            )
            write_result("scaling", {"runs": runs, "fit": fit_frontier(runs), "epochs": 1, "seed": seed})
    return {"runs": runs}


def fit_frontier(runs: list[dict]) -> dict:
    """Return the line through the best runs on log axes: loss ≈ scale · FLOPs^(-exponent), and how many runs made it.

    A run is on the frontier when no cheaper or equally cheap run has a lower loss.
    """
    best = [run for run in runs if not any(other["flops"] <= run["flops"] and other["loss"] < run["loss"] for other in runs)]
    if len(best) < 3:
        return {"runs": len(best)}
    slope, intercept = np.polyfit(np.log([run["flops"] for run in best]), np.log([run["loss"] for run in best]), 1)
    return {"runs": len(best), "exponent": round(-float(slope), 4), "scale": round(float(np.exp(intercept)), 2)}
