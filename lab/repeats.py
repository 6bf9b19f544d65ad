"""Experiment: the ten cheapest figures once more, with a seed that no experiment used. Do they fall where they should?

In: lab/results/scaling-runs.json and transfer.json, whose figures each have a 95% prediction interval for one new seed. Out:
lab/results/repeats.json with the new values and how many are inside. Nothing is widened afterward: for intervals that
are right, one in twenty falls outside on average.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from lab import classify, scaling_runs, train_bert, transfer
from lab.export import read_result, write_result
from lab.runs import origin

SEED = 2  # of the scaling runs, which used 0 and 1
DRAW = 6  # of labels, after 1 to 5
COUNT = 10


@dataclass(frozen=True)
class Figure:
    """A figure that can be had again. prediction: its interval; seconds: what one seed costs; again: computes it anew."""

    result: str
    name: str
    values: list[float]
    prediction: list[float]
    seconds: float
    again: Callable[[], float]


def scaling_figures() -> list[Figure]:
    """Return the test losses of the experiment with sizes and amounts of text."""
    found, texts = read_result("scaling-runs"), scaling_runs.Texts()
    layers = dict(scaling_runs.SIZES)

    def again(row: dict) -> float:
        share = 1 if row["per_parameter"] else row["lines"] / len(texts.lines)
        share = min(scaling_runs.SHARES + (1,), key=lambda one: abs(one - share))
        rate = found["tuning"]["chosen"][str(row["d_model"])]
        return scaling_runs.one_run(texts, row["d_model"], layers[row["d_model"]], share, SEED, rate, row["per_parameter"])["loss"]

    return [
        Figure(
            "scaling-runs",
            f"loss of width {row['d_model']} after {row['lines']} lines"
            + (f", {row['per_parameter']} tokens a parameter" if row["per_parameter"] else ""),
            row["loss"]["values"],
            row["loss"]["prediction"],
            row["cpu_seconds"],
            partial(again, row),
        )
        for row in found["over_seeds"]
    ]


def transfer_figures() -> list[Figure]:
    """Return the accuracies of the arms without pretraining, in percent: one new draw of labels each."""
    found, task = read_result("transfer"), transfer.Task()
    tokenizer = train_bert.make_wordpiece([entry.line for entry in train_bert.split()["train"]])
    config = train_bert.make_model(len(tokenizer)).config
    ways: dict[str, Callable[..., dict]] = {
        "scratch": lambda size, rate: task.fine_tune("scratch", config, tokenizer, "none", size, DRAW, rate, "test"),
        "bag of words": lambda size, strength: task.words(size, DRAW, strength, "test"),
    }

    def again(arm: str, row: dict) -> float:
        return 100 * ways[arm](row["size"], row["setting"])["accuracy"]

    return [
        Figure(
            "transfer",
            f"{arm} with {row['size']} labels, right in percent",
            row["seeds"]["values"],
            row["seeds"]["prediction"],
            row["cpu_seconds"],
            partial(again, arm, row),
        )
        for arm in ways
        for row in found["arms"][arm]
    ]


def run() -> dict:
    """Compute the cheapest figures again; write and return the result."""
    torch.set_num_threads(1)
    begun = time.process_time()
    cheapest = sorted(scaling_figures() + transfer_figures(), key=lambda figure: figure.seconds)[:COUNT]
    rows = []
    for figure in cheapest:
        value = round(figure.again(), 4)
        low, high = figure.prediction
        row = {"result": figure.result, "figure": figure.name, "seeds": figure.values, "low": low, "high": high}
        rows.append({**row, "new": value, "inside": low <= value <= high})
        print(rows[-1], flush=True)
    result = {
        "figures": rows,
        "count": len(rows),
        "inside": sum(bool(row["inside"]) for row in rows),
        "origin": origin(
            "python -m lab repeats",
            [run, scaling_runs.one_run, transfer.Task, classify.fine_tune],
            [SEED, DRAW],
            {"this call": time.process_time() - begun},
        ),
    }
    write_result("repeats", result)
    return result
