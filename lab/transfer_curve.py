"""Experiment: how much of what pretraining saves is there after a part of its steps?

In: lab/results/transfer.json, whose draws, test set and seeds this goes on with. Out: lab/results/transfer-curve.json: what the network
pretrained on hidden words reaches with 512 labels without pretraining, after an eighth of the steps, after a third, and after all of
them. Each length is a training of its own, whose learning rate falls to zero at its own end; the moments of one long training would be
of models that nobody had finished.
"""

import itertools
import time

import numpy as np
import torch

from lab import classify, train_bert
from lab.export import read_result, write_result
from lab.runs import origin
from lab.transfer import PRETRAINING_SEEDS, Task, difference, fine_tuned, measured, pretrain

ARMS = ("plain",)  # what naming words adds is nearly the task, so its curve would say little of pretraining
SHORTER = (train_bert.STEPS // 8, train_bert.STEPS // 3)
SIZE = 512  # labels


def run() -> dict:
    """Pretrain for fewer steps, tune, fine-tune, write and return the result. An interrupted run goes on."""
    torch.set_num_threads(1)
    begun = time.process_time()
    task, whole = Task(), read_result("transfer")
    count = len(task.parts["test"])
    ends = {arm: next(row for row in rows if row["size"] == SIZE) for arm, rows in whole["arms"].items()}
    seconds: dict[str, float] = {}
    curves: dict[str, list[dict]] = {}
    gains: list[dict] = []
    for arm in ARMS:
        curve = [{"steps": 0, **ends["scratch"]}]
        tables = [np.array(ends["scratch"]["values"])]
        for steps in SHORTER:
            encoders = [pretrain(arm, seed, steps) for seed in PRETRAINING_SEEDS]
            seconds[f"{steps} steps of {arm}"] = sum(one.log[-1]["cpu_seconds"] for one in encoders)
            way = fine_tuned(task, f"{arm}{steps}", encoders)
            row, values = measured(way, classify.LEARNING_RATES, len(encoders), SIZE, count)
            curve.append({"steps": steps, **row})
            tables.append(values)
            print(arm, curve[-1], flush=True)
        curve.append({"steps": train_bert.STEPS, **ends[arm]})
        tables.append(np.array(ends[arm]["values"]))
        curves[arm] = [{"tokens": row["steps"] * train_bert.TOKENS, **row} for row in curve]
        gains += [
            {"arm": arm, "from": first["steps"], "to": second["steps"], **difference(after, before, count)}
            for (first, before), (second, after) in itertools.pairwise(zip(curve, tables))
        ]
    result = {
        "size": SIZE,
        "curves": curves,
        "gains": gains,
        "origin": origin(
            "python -m lab transfer_curve",
            [run, Task, train_bert.train, train_bert.Masker],
            PRETRAINING_SEEDS,
            {**seconds, "this call": time.process_time() - begun},
        ),
    }
    write_result("transfer-curve", result)
    return result
