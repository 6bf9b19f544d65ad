"""Experiment: what pretraining saves in labels. Five arms name the category of a definition, from 32 to 8,192 labels.

In: WordNet's definitions of nouns. Out: lab/results/transfer.json with every run, intervals and paired differences. The arms:

plain         pretrained on masked words alone: nothing is asked of [CLS], and a definition that may be labeled later is
              always read without the word that it defines
headword      pretrained like pocket-bert: two of five lines ask for the word that a definition defines, nearly the later task
frozen        a linear classifier on what the encoder of `headword` computes
bag of words  words and pairs of words, weighted by rarity (TF-IDF), and a linear classifier
scratch       the same network from random weights

All read the same draws of labels. An arm's setting for a size is the best on the development set, averaged over two draws
that no reported run uses, from a grid that is widened until its best isn't at an edge.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import t as student

from lab import classify, train_bert
from lab.export import BUILD, write_result
from lab.runs import code_digest, digest, origin, remembered, spread
from lab.scaling_runs import widen
from lab.wordnet import categorized

SIZES = (32, 128, 512, 2048, 8192)
DRAWS = (1, 2, 3, 4, 5)
TUNING_DRAWS = (100, 101)
PRETRAINING_SEEDS = (0, 1, 2)
STRENGTHS = {"frozen": (0.0025, 0.005, 0.01), "bag of words": (10.0, 20.0, 40.0)}  # inverse of the linear arms' penalty
WAYS = {"plain": (0, 0), "headword": train_bert.WAYS}
ARMS = ("plain", "headword", "frozen", "bag of words", "scratch")
PAIRS = (
    ("plain", "scratch"),
    ("headword", "scratch"),
    ("headword", "plain"),
    ("plain", "bag of words"),
    ("headword", "bag of words"),
    ("frozen", "headword"),
)


@dataclass(frozen=True)
class Pretrained:
    """An encoder and where it comes from. log: of its training; weights: their SHA-256."""

    model: torch.nn.Module
    tokenizer: object
    log: list[dict]
    weights: str


def labeled() -> frozenset[str]:
    """Return every definition that a draw of labels can hold, in lower case."""
    return frozenset(entry.definition.lower() for entry in categorized("train"))


def pretrain(arm: str, seed: int, steps: int = train_bert.STEPS) -> Pretrained:
    """Return the encoder of arm `plain` or `headword`, trained now or read from the checkpoint of an earlier run."""
    bare = labeled() if arm == "plain" else frozenset()
    folder = BUILD / f"pocket-bert-{arm}-{seed}-{steps}"
    model, tokenizer, log = train_bert.train(folder, seed=seed, steps=steps, ways=WAYS[arm], bare=bare)
    found = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode() + tensor.detach().cpu().contiguous().numpy().tobytes())
    return Pretrained(model, tokenizer, log, found.hexdigest())


class Task:
    """The definitions, and the ways from labeled ones to a classifier. Every run is kept, so a second call reads it."""

    def __init__(self):
        self.parts = {part: categorized(part) for part in ("train", "dev", "test")}
        self.code = code_digest([classify.make_classifier, classify.sample, classify.fine_tune, classify.accuracy])
        self.features = {}

    def fine_tune(self, name: str, start, tokenizer, weights: str, size: int, draw: int, rate: float, part: str) -> dict:
        """Return accuracy (0 to 1) and CPU seconds with all weights trained. start: a pretrained model, or a configuration."""

        def make() -> dict:
            classifier = classify.make_classifier(start, draw)
            chosen = classify.sample(self.parts["train"], size, draw)
            seconds = classify.fine_tune(classifier, tokenizer, chosen, rate, classify.STEPS[size], draw)
            return {"accuracy": classify.accuracy(classifier, tokenizer, self.parts[part]), "cpu_seconds": seconds}

        name = f"{name}-labels{size}-draw{draw}-rate{rate:g}-{part}"
        found = remembered(BUILD / "transfer" / f"{name}.json", digest(name, weights, self.code), make)
        print(f"{name}: {found['accuracy']:.4f}", flush=True)
        return found

    def frozen(self, start: Pretrained, size: int, draw: int, strength: float, part: str) -> dict:
        """Return accuracy and CPU seconds of a linear head on standardized features of a frozen encoder."""
        if (start.weights, part) not in self.features:
            self.features[start.weights, part] = classify.features(start.model.bert, start.tokenizer, self.parts[part])
        begun = time.process_time()
        chosen = classify.sample(self.parts["train"], size, draw)
        inputs = classify.features(start.model.bert, start.tokenizer, chosen)
        mean, scale = inputs.mean(0), inputs.std(0) + 1e-6
        head = classify.linear((inputs - mean) / scale, classify.targets(chosen).numpy(), strength)
        seconds = time.process_time() - begun
        return self._judged(head, (self.features[start.weights, part] - mean) / scale, part, seconds)

    def words(self, size: int, draw: int, strength: float, part: str) -> dict:
        """Return accuracy and CPU seconds of words and pairs of words with a linear classifier: no network."""
        begun = time.process_time()
        chosen = classify.sample(self.parts["train"], size, draw)
        vectorizer = classify.bag_of_words(chosen)
        inputs = vectorizer.transform([entry.definition for entry in chosen])
        head = classify.linear(inputs, classify.targets(chosen).numpy(), strength)
        seconds = time.process_time() - begun
        return self._judged(head, vectorizer.transform([entry.definition for entry in self.parts[part]]), part, seconds)

    def _judged(self, head, inputs, part: str, seconds: float) -> dict:
        right = head.predict(inputs) == classify.targets(self.parts[part]).numpy()
        return {"accuracy": float(right.mean()), "cpu_seconds": seconds}


def interval(values: np.ndarray, test_variance: float) -> list[float]:
    """Return the 95% interval of the mean of values (pretrainings, draws), in percent.

    It holds three samplings: of pretraining seeds and draws of labels, which are crossed (a random-effects analysis of
    variance with Satterthwaite's degrees of freedom), and of the test set. test_variance: of the mean, by the test set."""
    count_p, count_d = values.shape
    mean, rows, columns = values.mean(), values.mean(1), values.mean(0)
    of_draws = count_p * columns.var(ddof=1)
    if count_p == 1:
        squares, degrees = of_draws, count_d - 1
    else:
        of_pretrainings = count_d * rows.var(ddof=1)
        rest = ((values - rows[:, None] - columns + mean) ** 2).sum() / ((count_p - 1) * (count_d - 1))
        squares = max(of_pretrainings + of_draws - rest, of_pretrainings, of_draws)
        parts = of_pretrainings**2 / (count_p - 1) + of_draws**2 / (count_d - 1) + rest**2 / ((count_p - 1) * (count_d - 1))
        degrees = max(squares**2 / parts if parts else 0, min(count_p, count_d) - 1)
    reach = student.ppf(0.975, degrees) * np.sqrt(squares / values.size)
    half = float(np.hypot(reach, 1.96 * np.sqrt(test_variance)))
    return [round(float(mean) - half, 2), round(float(mean) + half, 2)]


def sampling(percent: float, count: int) -> float:
    """Return the most that the choice of `count` test examples adds to the variance of an accuracy, in percent squared."""
    return percent * (100 - percent) / count


def summary(values: np.ndarray, count: int) -> dict:
    """Return what is reported of accuracies (pretrainings, draws), in percent, on `count` test examples."""
    mean = float(values.mean())
    low, high = interval(values, sampling(mean, count))
    found = {"mean": round(mean, 2), "low": low, "high": high, "values": values.round(2).tolist(), "runs": values.size}
    # What one more pretraining would give; without pretraining, one more draw.
    seeds = values.mean(1) if len(values) > 1 else values[0]
    return {**found, "over": "pretrainings" if len(values) > 1 else "draws", "seeds": spread(seeds.tolist())}


def difference(first: np.ndarray, second: np.ndarray, count: int) -> dict:
    """Return by how many points the first arm is ahead, draw by draw. The two may share pretrainings or have none.

    The test set's part takes their answers as independent; they aren't, so the interval is rather too wide."""
    values = first - second  # (pretrainings, draws): an arm without pretraining is the same for all
    low, high = interval(values, sampling(float(first.mean()), count) + sampling(float(second.mean()), count))
    return {
        "mean": round(float(values.mean()), 2),
        "low": low,
        "high": high,
        "seeds": spread(values.mean(1 if len(values) > 1 else 0).tolist()),
    }


def fine_tuned(task: Task, name: str, encoders: list[Pretrained]) -> Callable[..., dict]:
    """Return run(pretraining, size, draw, rate, part): one fine-tuning of one of these encoders, kept under `name`."""

    def one(i: int, size: int, draw: int, rate: float, part: str) -> dict:
        start = encoders[i]
        return task.fine_tune(f"{name}-{PRETRAINING_SEEDS[i]}", start.model, start.tokenizer, start.weights, size, draw, rate, part)

    return one


def measured(way: Callable[..., dict], grid, starts: int, size: int, count: int) -> tuple[dict, np.ndarray]:
    """Tune one arm at one size and return its row and its accuracies (pretrainings, draws) in percent.

    way: run(pretraining, size, draw, setting, part). starts: how many pretrainings. count: examples of the test set."""

    def wrong(setting: float) -> float:
        return 1 - float(np.mean([way(0, size, draw, setting, "dev")["accuracy"] for draw in TUNING_DRAWS]))

    tried = widen(grid, wrong)
    best = min(tried, key=tried.__getitem__)
    runs = [[way(i, size, draw, best, "test") for draw in DRAWS] for i in range(starts)]
    values = 100 * np.array([[one["accuracy"] for one in row] for row in runs])
    row = {
        "size": size,
        **summary(values, count),
        "setting": best,
        "dev": {f"{setting:g}": round(100 * (1 - loss), 2) for setting, loss in tried.items()},
        "cpu_seconds": round(float(np.mean([one["cpu_seconds"] for row in runs for one in row])), 1),
    }
    return row, values


def run() -> dict:
    """Pretrain, tune, fine-tune, write and return the result. An interrupted run goes on; the file is written at the end."""
    torch.set_num_threads(1)
    begun = time.process_time()
    task = Task()
    count = len(task.parts["test"])
    encoders = {arm: [pretrain(arm, seed) for seed in PRETRAINING_SEEDS] for arm in WAYS}
    tokenizer = encoders["plain"][0].tokenizer

    def from_scratch(i: int, size: int, draw: int, rate: float, part: str) -> dict:
        return task.fine_tune("scratch", encoders["plain"][0].model.config, tokenizer, "none", size, draw, rate, part)

    ways: dict[str, tuple[Callable[..., dict], tuple[float, ...], int]] = {
        "plain": (fine_tuned(task, "plain", encoders["plain"]), classify.LEARNING_RATES, len(PRETRAINING_SEEDS)),
        "headword": (fine_tuned(task, "headword", encoders["headword"]), classify.LEARNING_RATES, len(PRETRAINING_SEEDS)),
        "frozen": (lambda i, *what: task.frozen(encoders["headword"][i], *what), STRENGTHS["frozen"], len(PRETRAINING_SEEDS)),
        "bag of words": (lambda i, *what: task.words(*what), STRENGTHS["bag of words"], 1),
        "scratch": (from_scratch, classify.LEARNING_RATES, 1),
    }

    found = {arm: [measured(*ways[arm], size, count) for size in SIZES] for arm in ARMS}
    values = {arm: {row["size"]: table for row, table in rows} for arm, rows in found.items()}
    result = {
        "task": {
            "labels": len(classify.LABELS),
            **{part: len(entries) for part, entries in task.parts.items()},
            "majority": round(100 * np.bincount(classify.targets(task.parts["test"])).max() / count, 2),
        },
        "draws": list(DRAWS),
        "tuning_draws": list(TUNING_DRAWS),
        "pretraining": {
            "seeds": list(PRETRAINING_SEEDS),
            "steps": train_bert.STEPS,
            "tokens_a_batch": train_bert.TOKENS,
            "bare_definitions": len(labeled()),
            "asked_for_the_word": WAYS["headword"],
        },
        "arms": {arm: [row for row, _ in rows] for arm, rows in found.items()},
        "differences": [
            {"arm": first, "against": second, "size": size, **difference(values[first][size], values[second][size], count)}
            for first, second in PAIRS
            for size in SIZES
        ],
        "origin": origin(
            "python -m lab transfer",
            [run, Task, train_bert.train, train_bert.Masker],
            PRETRAINING_SEEDS,
            {
                **{f"pretraining of {arm}": sum(one.log[-1]["cpu_seconds"] for one in rows) for arm, rows in encoders.items()},
                "this call": time.process_time() - begun,
            },
        ),
    }
    write_result("transfer", result)
    return result
