"""Experiment: what pretraining saves in labels. Four arms name the category of a definition, from 32 to 8,192 labels.

Every arm is tuned the same way: three settings are tried at each size on the development set, with a separate seed, and the
best is kept. The reported accuracy is on the test set, whose words and definitions appear in no pretraining line.
"""

import time
from typing import Any

import numpy as np
from scipy.stats import t as student

from lab import classify, train_bert
from lab.export import BUILD, write_result
from lab.wordnet import categorized

SIZES = (32, 128, 512, 2048, 8192)
SEEDS = (1, 2, 3, 4, 5)
PRETRAINING_SEEDS = (0, 1)
STRENGTHS = (0.1, 1.0, 10.0)  # of the linear arms: the inverse of the penalty
TUNING_SEED = 100
ARMS = ("scratch", "pretrained", "frozen", "bag of words")
SHORTER = (train_bert.STEPS // 8, train_bert.STEPS // 3)  # pretrainings of fewer steps, for accuracy against minutes
WATTS = 15  # a core under load, assumed: laptops and servers use between 5 and 25


def pretrained(seed: int, steps: int = train_bert.STEPS):
    """Return (model, tokenizer, CPU seconds), trained now or read from the checkpoint of an earlier run."""
    model, tokenizer, log = train_bert.train(BUILD / f"pocket-bert-{seed}-{steps}", seed=seed, steps=steps)
    return model, tokenizer, log[-1]["cpu_seconds"]


def summary(values: list[float]) -> dict:
    """Return mean, standard deviation and the 95% interval of the mean (Student's t) of accuracies in percent."""
    percent = np.array(values) * 100
    half = student.ppf(0.975, len(values) - 1) * percent.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return {
        "mean": round(percent.mean(), 2),
        "sd": round(percent.std(ddof=1), 2) if len(values) > 1 else 0.0,
        "low": round(percent.mean() - half, 2),
        "high": round(percent.mean() + half, 2),
        "runs": len(values),
    }


class Arms:
    """The four ways from labeled definitions to a classifier; each returns (accuracy, CPU seconds)."""

    def __init__(self, tokenizer, train, dev, test):
        self.tokenizer, self.train, self.parts = tokenizer, train, {"dev": dev, "test": test}
        self.features = {}

    def fine_tune(self, start, size, seed, rate, part):
        """All weights trained, from a pretrained model or (start a configuration) from random ones."""
        model = classify.make_classifier(start, seed)
        chosen = classify.sample(self.train, size, seed)
        seconds = classify.fine_tune(model, self.tokenizer, chosen, rate, classify.STEPS[size], seed)
        return classify.accuracy(model, self.tokenizer, self.parts[part]), seconds

    def frozen(self, bert, size, seed, strength, part):
        """A linear head on features of a frozen encoder."""
        key = id(bert)
        if key not in self.features:
            self.features[key] = {name: classify.features(bert, self.tokenizer, entries) for name, entries in self.parts.items()}
        begun = time.process_time()
        chosen = classify.sample(self.train, size, seed)
        inputs = classify.features(bert, self.tokenizer, chosen)
        mean, scale = inputs.mean(0), inputs.std(0) + 1e-6
        head = classify.linear((inputs - mean) / scale, classify.targets(chosen).numpy(), strength / 100)
        seconds = time.process_time() - begun
        right = head.predict((self.features[key][part] - mean) / scale) == classify.targets(self.parts[part]).numpy()
        return float(right.mean()), seconds

    def words(self, _, size, seed, strength, part):
        """Counts of words, weighted by rarity, and a linear classifier: no network."""
        begun = time.process_time()
        chosen = classify.sample(self.train, size, seed)
        vectorizer = classify.bag_of_words(chosen)
        head = classify.linear(
            vectorizer.transform([entry.definition for entry in chosen]), classify.targets(chosen).numpy(), strength * 10
        )
        seconds = time.process_time() - begun
        found = head.predict(vectorizer.transform([entry.definition for entry in self.parts[part]]))
        return float((found == classify.targets(self.parts[part]).numpy()).mean()), seconds


def run(names=ARMS, sizes=SIZES, seeds=SEEDS, pretraining_seeds=PRETRAINING_SEEDS, shorter=SHORTER) -> dict:
    """Run every arm at every size; write and return the result. Shorter pretrainings give accuracy against minutes."""
    train, dev, test = (categorized(part) for part in ("train", "dev", "test"))
    models = [pretrained(seed) for seed in pretraining_seeds]
    tokenizer = models[0][1]
    arms = Arms(tokenizer, train, dev, test)
    kinds = {
        "scratch": (arms.fine_tune, classify.LEARNING_RATES, [models[0][0].config]),
        "pretrained": (arms.fine_tune, classify.LEARNING_RATES, [model for model, _, _ in models]),
        "frozen": (arms.frozen, STRENGTHS, [model.bert for model, _, _ in models]),
        "bag of words": (arms.words, STRENGTHS, [None]),
    }
    begun = time.process_time()
    result: dict[str, Any] = {
        "task": {
            "labels": len(classify.LABELS),
            "train": len(train),
            "dev": len(dev),
            "test": len(test),
            "majority": round(100 * np.bincount(classify.targets(test)).max() / len(test), 2),
        },
        "seeds": len(seeds),
        "pretraining_seeds": len(pretraining_seeds),
        "watts_assumed": WATTS,
        "pretraining_cpu_seconds": [seconds for _, _, seconds in models],
        "arms": {},
        "minutes": [],
    }
    for kind in names:
        arm, settings, starts = kinds[kind]
        rows = []
        for size in sizes:
            tuned = {setting: arm(starts[0], size, TUNING_SEED, setting, "dev")[0] for setting in settings}
            best = max(tuned, key=tuned.__getitem__)
            runs = [arm(start, size, seed, best, "test") for start in starts for seed in seeds]
            seconds = float(np.mean([spent for _, spent in runs]))
            rows.append(
                {
                    "size": size,
                    **summary([right for right, _ in runs]),
                    "setting": best,
                    "dev": {str(setting): round(100 * right, 2) for setting, right in tuned.items()},
                    "cpu_seconds": round(seconds, 1),
                    "watt_hours": round(seconds * WATTS / 3600, 3),
                }
            )
            result["arms"][kind] = rows
            write_result("transfer", result)
    if {"scratch", "pretrained"} <= set(names):
        result["minutes"] = against_minutes(arms, result, models[0], pretraining_seeds[0], seeds, shorter)
    result["cpu_seconds"] = round(time.process_time() - begun, 1)
    write_result("transfer", result)
    return result


def against_minutes(arms: Arms, result: dict, longest, pretraining_seed: int, seeds, shorter) -> list[dict]:
    """Return accuracy with 512 labels after no, short and full pretraining, all fine-tuned with the full one's learning rate."""
    size, rows = 512, []
    rate = next(row["setting"] for row in result["arms"]["pretrained"] if row["size"] == size)
    for steps in shorter:
        model, _, seconds = pretrained(pretraining_seed, steps)
        values = [arms.fine_tune(model, size, seed, rate, "test")[0] for seed in seeds]
        rows.append({"minutes": round(seconds / 60, 1), "steps": steps, "size": size, **summary(values)})
    for name, minutes, steps in (("scratch", 0.0, 0), ("pretrained", round(longest[2] / 60, 1), train_bert.STEPS)):
        row = next(row for row in result["arms"][name] if row["size"] == size)
        rows.append({"minutes": minutes, "steps": steps, "size": size, **{key: row[key] for key in ("mean", "sd", "low", "high", "runs")}})
    return sorted(rows, key=lambda row: row["minutes"])
