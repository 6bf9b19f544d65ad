"""Experiment: each of the changes between pocket-gpt's architecture and pocket-llama's alone, at a tenth of the steps.

In: WordNet's definitions. Out: lab/results/architecture-changes.json. Data, sizes and seeds are those of lab/architectures.py; what the
changes are compared with, the GPT, is trained for a tenth of the steps as well. All have the learning rate that was best for the GPT:
a change that would want another one is at a disadvantage.
"""

import time

import torch

from lab.architectures import SEEDS, Setting, best, compared, one_run, tuned
from lab.export import write_result
from lab.runs import origin
from lab.train_gpt import STEPS
from lab.train_llama import CHANGES, read_texts, train

ARMS: dict[str, tuple[str, ...]] = {"gpt": (), **{change: (change,) for change in CHANGES}}
TENTH = STEPS // 10


def run() -> dict:
    """Train all, write and return the result. An interrupted run goes on; the file is written at the end."""
    torch.set_num_threads(1)
    begun = time.process_time()
    texts = read_texts()
    rate = best(tuned(texts, "gpt"))
    runs: dict[str, list[dict]] = {arm: [] for arm in ARMS}
    *first, last = ARMS  # biases come last: of the changes, they are the one that nobody makes a point of
    for arms in (first, [last]):
        for seed in SEEDS:
            for arm in arms:
                runs[arm].append(one_run(texts, Setting(arm, ARMS[arm], seed, TENTH, rate)))
    result = {
        "steps": TENTH,
        "learning_rate_factor": rate,
        "arms": compared(len(texts.tokenizer), runs, ARMS, dict.fromkeys(ARMS, rate)),
        "origin": origin(
            "python -m lab architecture_changes",
            [run, one_run, train],
            SEEDS,
            {
                "training": sum(one["cpu_seconds"] for some in runs.values() for one in some),
                "this call": time.process_time() - begun,
            },
        ),
    }
    write_result("architecture-changes", result)
    return result
