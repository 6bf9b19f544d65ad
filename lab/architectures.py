"""Experiment: pocket-gpt's architecture against pocket-llama's.

In: WordNet's definitions. Out: lab/results/architectures.json. All models read the same lines in the same tokens and, for one
seed, in the same order; the width of the feed-forward part makes up for what a change adds or saves, so that all have about
the same number of parameters.

Both are trained for all of pocket-gpt's steps, each with the learning rate that was best for it on the development set in
short runs of a seed that isn't reported. The test set is looked at once per model, after its training. Each of the changes
alone: lab/architecture_changes.py.
"""

import time
from dataclasses import asdict, dataclass

import torch

from lab.export import BUILD, write_result
from lab.runs import code_digest, digest, origin, remembered, spread
from lab.scaling_runs import widen
from lab.train_gpt import STEPS, TOKENS, bits_per_character
from lab.train_llama import CHANGES, HEADS, Texts, fitting_width, make_config, read_texts, size, train

ENDS: dict[str, tuple[str, ...]] = {"gpt": (), "llama": CHANGES}
SEEDS = (0, 1, 2)
TUNING_STEPS, TUNING_SEED = STEPS // 10, 100
GRID = (0.5, 1.0, 2.0)  # factors of pocket-gpt's learning rates; then by factors of 2 to either side
CURVE = 11  # points of the curves of the full trainings
BYTES = 4  # of a number in the cache: the page computes in 32 bits


@dataclass(frozen=True)
class Setting:
    """One training. rate: factor of pocket-gpt's learning rates. tested: whether the test set is looked at."""

    arm: str
    changes: tuple[str, ...]
    seed: int
    steps: int
    rate: float
    tested: bool = True
    evaluations: int = 1  # on the development set, while training

    @property
    def name(self) -> str:
        """What the folder of its checkpoint is called."""
        return f"{self.arm}-steps{self.steps}-seed{self.seed}-rate{self.rate:g}"


def trained(texts: Texts, setting: Setting, **shape):
    """Return (model, log) of a training; one that has ended is read from its checkpoint. shape: see one_run()."""
    folder = BUILD / "architectures" / setting.name
    return train(folder, texts, setting.changes, setting.seed, setting.steps, setting.rate, setting.evaluations, **shape)


def one_run(texts: Texts, setting: Setting, **shape) -> dict:
    """Train one model, or read what an earlier call of the same training gave, and return its figures.

    shape: d_model and layers, where they aren't pocket-gpt's."""
    file = BUILD / "architectures" / f"{setting.name}.json"

    def make() -> dict:
        model, log = trained(texts, setting, **shape)
        print(f"{setting.name}: {log[-1]}", flush=True)
        return {
            "dev": {key: log[-1][key] for key in ("nats_per_token", "bits_per_character")},
            "test": bits_per_character(model, *texts.test) if setting.tested else None,
            "curve": [{key: row[key] for key in ("step", "nats_per_token")} for row in log],
            "cpu_seconds": log[-1]["cpu_seconds"],
        }

    key = digest(asdict(setting), shape, texts.digest, code_digest([train, bits_per_character]))
    return remembered(file, key, make)


def described(vocabulary: int, changes) -> dict:
    """Return what a decoder's configuration says of its size: parameters, width of the feed-forward part, heads, cache."""
    width = fitting_width(vocabulary, changes)
    config = make_config(vocabulary, changes, width)
    d_k = config.hidden_size // config.num_attention_heads
    parameters, base = (
        size(vocabulary, one, fitting_width(vocabulary, one), config.hidden_size, config.num_hidden_layers) for one in (changes, ())
    )
    return {
        "changes": sorted(changes, key=CHANGES.index),
        "parameters": parameters,
        "parameters_against_gpt": round(parameters / base - 1, 5),
        "feed_forward": width,
        "key_heads": config.num_key_value_heads,
        "cache_bytes_per_token": 2 * config.num_hidden_layers * config.num_key_value_heads * d_k * BYTES,
    }


def compared(vocabulary: int, runs: dict[str, list[dict]], arms: dict, rates: dict[str, float], base: str = "gpt") -> dict[str, dict]:
    """Return for each arm its size, its losses, and by how much they differ from the base's, seed by seed."""
    rows = {}
    for arm, found in runs.items():
        row = {**described(vocabulary, arms[arm]), "learning_rate_factor": rates[arm]}
        for part, figure in (("test", "nats_per_token"), ("test", "bits_per_character"), ("dev", "nats_per_token")):
            values = [run[part][figure] for run in found]
            row.setdefault(part, {})[figure] = spread(values)
            if arm != base:
                differences = [value - run[part][figure] for value, run in zip(values, runs[base])]
                row.setdefault("difference", {}).setdefault(part, {})[figure] = spread(differences)
        row["cpu_seconds"] = spread([run["cpu_seconds"] for run in found])
        rows[arm] = row
    return rows


def by_seed(runs: dict[str, list[dict]]) -> list[dict]:
    """Return the loss of both ends on the test set with each seed, in nats per token, and by how much the Llama's is higher."""
    rows = []
    for seed, *pair in zip(SEEDS, runs["gpt"], runs["llama"], strict=True):
        gpt, llama = (run["test"]["nats_per_token"] for run in pair)
        rows.append({"seed": seed, "gpt": gpt, "llama": llama, "difference": round(llama - gpt, 4)})
    return rows


def learning_curves(runs: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Return for each arm its losses on the development set while it was trained: mean, least and most over the seeds, by step."""
    found = {}
    for arm, some in runs.items():
        steps = zip(*(run["curve"] for run in some), strict=True)
        losses = [(rows[0]["step"], [row["nats_per_token"] for row in rows]) for rows in steps]
        found[arm] = [
            {"step": step, "mean": round(sum(every) / len(every), 4), "least": min(every), "most": max(every)} for step, every in losses
        ]
    return found


def tuning_run(texts: Texts, arm: str, rate: float) -> dict:
    """Return the figures of one end after a short training; the test set isn't looked at."""
    return one_run(texts, Setting(arm, ENDS[arm], TUNING_SEED, TUNING_STEPS, rate, tested=False))


def tuned(texts: Texts, arm: str) -> dict[float, float]:
    """Return factor of the learning rates -> loss on the development set after the short runs of one end."""
    return widen(GRID, lambda rate: tuning_run(texts, arm, rate)["dev"]["nats_per_token"])


def full_run(texts: Texts, arm: str, seed: int) -> Setting:
    """Return what one end is trained with at full length; pocket-llama is the arm "llama" with seed 0."""
    return Setting(arm, ENDS[arm], seed, STEPS, best(tuned(texts, arm)), evaluations=CURVE)


def run() -> dict:
    """Tune, train both ends, write and return the result. An interrupted run goes on; the file is written at the end."""
    torch.set_num_threads(1)
    begun = time.process_time()
    texts = read_texts()
    runs: dict[str, list[dict]] = {arm: [] for arm in ENDS}
    for seed in SEEDS:
        for arm in ("llama", "gpt"):  # the Llama with seed 0 first: it is pocket-llama
            runs[arm].append(one_run(texts, full_run(texts, arm, seed)))
    tuning = {arm: tuned(texts, arm) for arm in ENDS}
    rates = {arm: best(losses) for arm, losses in tuning.items()}
    vocabulary = len(texts.tokenizer)
    result = {
        "steps": STEPS,
        "arms": compared(vocabulary, runs, ENDS, rates),
        "seeds": by_seed(runs),
        "curves": learning_curves(runs),
        "tokens_per_batch": TOKENS,
        "heads": HEADS,
        "bytes_per_number_in_cache": BYTES,
        "tuning": {
            "steps": TUNING_STEPS,
            "seed": TUNING_SEED,
            "dev_loss": {arm: {f"{rate:g}": loss for rate, loss in losses.items()} for arm, losses in tuning.items()},
            "chosen": rates,
        },
        "origin": origin(
            "python -m lab architectures",
            [run, one_run, train],
            SEEDS,
            {
                "training": sum(one["cpu_seconds"] for some in runs.values() for one in some),
                "tuning": sum(tuning_run(texts, arm, rate)["cpu_seconds"] for arm, losses in tuning.items() for rate in losses),
                "this call": time.process_time() - begun,
            },
        ),
    }
    write_result("architectures", result)
    return result


def best(losses: dict[float, float]) -> float:
    """Return the factor with the lowest loss."""
    return min(losses, key=losses.__getitem__)
