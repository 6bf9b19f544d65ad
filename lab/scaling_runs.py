"""Experiment: pocket-gpt at four sizes and four amounts of text, each size at its own learning rate, with two seeds.

In: WordNet's definitions. Out: lab/results/scaling-runs.json with every run and a loss fitted to all of them as Hoffmann
2022 (arXiv 2203.15556) does, E + A/N^a + B/D^b. N counts every parameter, the table of positions too; D every token read.

What decides the outcome besides N and D is set for each run on its own: the warm-up is 5% of its steps, and the learning
rate of a size is the best of a grid on the development set, a grid that is widened until its best isn't at an edge. The
smallest size is also trained to 20 and to 40 tokens a parameter, the latter in more than one pass over the text.
"""

import time
from collections.abc import Callable

import numpy as np
import torch
from scipy.optimize import least_squares

from lab.export import BUILD, write_result
from lab.runs import code_digest, digest, origin, remembered, spread
from lab.train_gpt import TOKENS, bits_per_character, encode, fitting, make_model, train
from lab.training import length_batches
from lab.vocabulary import make_bpe
from lab.wordnet import split

SIZES = ((32, 2), (64, 3), (96, 4), (128, 4))  # d_model, layers
SHARES = (1 / 32, 1 / 16, 1 / 8, 1 / 4)  # of the training text
LONG = (20, 40)  # tokens a parameter, of the smallest size
SEEDS = (0, 1)
WARMUP = 0.05  # of a run's steps
GRID = (0.5, 1.0, 2.0)  # factors of pocket-gpt's learning rates; then by factors of 2 to either side
TUNING_SHARE, TUNING_SEED = 1 / 16, 100
CHINCHILLA = {"a": 0.34, "b": 0.28, "source": "arXiv 2203.15556"}


class Texts:
    """The lines of a seed and what they are measured on. All is computed once: tokenizing takes seconds."""

    def __init__(self):
        parts = split()
        self.lines = [entry.line for entry in parts["train"]]
        self.tokenizer = make_bpe(self.lines)
        self.lengths = [len(row) for row in encode(self.tokenizer, self.lines)]
        test = [entry.line for entry in parts["test"]]
        self.test, self.characters = fitting(encode(self.tokenizer, test), test)

    def order(self, seed: int) -> list[int]:
        """Return the indexes of all lines as a seed shuffles them; a share is its first part."""
        return np.random.default_rng(seed).permutation(len(self.lines)).tolist()


def count(model) -> tuple[int, int]:
    """Return (all parameters, those in the blocks). The table of tokens is used twice and counts once."""
    blocks = sum(parameter.numel() for name, parameter in model.named_parameters() if ".h." in name or "ln_f" in name)
    return sum(parameter.numel() for parameter in model.parameters()), blocks


def plan(lengths: list[int], seed: int, tokens: int | None = None) -> tuple[int, int, float]:
    """Return (steps, tokens read, epochs) of a run on lines of these lengths: one epoch, or until `tokens` are read.

    The tokens of a part of an epoch are its share of the whole, as batches come in random order."""
    epoch, per_epoch = len(length_batches(lengths, TOKENS, seed)), sum(lengths)
    steps = epoch if tokens is None else round(epoch * tokens / per_epoch)
    return steps, round(per_epoch * steps / epoch), round(steps / epoch, 4)


def one_run(texts: Texts, d_model: int, layers: int, share: float, seed: int, rate: float, per_parameter: int | None = None) -> dict:
    """Train one model, or read what an earlier call of the same training gave, and return its figures.

    per_parameter: tokens to read for each parameter, on all lines; else the share of lines is read once."""
    chosen = texts.order(seed)[: int(len(texts.lines) * share)]
    lengths = [texts.lengths[i] for i in chosen]
    wanted = None if per_parameter is None else per_parameter * parameters(texts, d_model, layers)
    steps, tokens, epochs = plan(lengths, seed, wanted)
    name = f"d{d_model}-lines{len(chosen)}-steps{steps}-seed{seed}-rate{rate:g}"
    warmup_steps = max(1, round(WARMUP * steps))

    def make() -> dict:
        lines = [texts.lines[i] for i in chosen]
        model, _, log = train(
            BUILD / "scaling-runs" / name,
            seed,
            steps,
            lines,
            d_model,
            layers,
            texts.tokenizer,
            evaluations=1,
            warmup_steps=warmup_steps,
            learning_rate_factor=rate,
        )
        n, blocks = count(model)
        figures = bits_per_character(model, texts.test, texts.characters)
        return {
            "d_model": d_model,
            "layers": layers,
            "seed": seed,
            "learning_rate_factor": rate,
            "parameters": n,
            "parameters_in_blocks": blocks,
            "lines": len(chosen),
            "steps": steps,
            "warmup_steps": warmup_steps,
            "epochs": epochs,
            "tokens": tokens,
            "tokens_per_parameter": round(tokens / n, 2),
            "flops": 6 * n * tokens,
            "loss": figures["nats_per_token"],
            "bits_per_character": figures["bits_per_character"],
            "dev_loss": log[-1]["nats_per_token"],
            "cpu_seconds": log[-1]["cpu_seconds"],
        }

    key = digest(name, d_model, layers, warmup_steps, texts.tokenizer.backend_tokenizer.to_str(), chosen, code_digest([train, one_run]))
    found = remembered(BUILD / "scaling-runs" / f"{name}.json", key, make)
    print(f"{name}: dev {found['dev_loss']}, test {found['loss']}, {found['cpu_seconds']:.0f} s", flush=True)
    return found


def parameters(texts: Texts, d_model: int, layers: int) -> int:
    """Return how many parameters a size has, with the table of positions."""
    return count(make_model(len(texts.tokenizer), d_model, layers))[0]


def widen(grid, loss_at: Callable[[float], float], most: int = 8) -> dict[float, float]:
    """Return rate -> loss for the rates of a grid and for as many more as it takes that the best isn't at an edge.

    loss_at: rate -> loss. Raises ValueError when `most` rates don't suffice."""
    losses = {rate: loss_at(rate) for rate in grid}
    while (best := min(losses, key=losses.__getitem__)) in (min(losses), max(losses)):
        if len(losses) == most:
            raise ValueError(f"The best of {most} learning rates is still at an edge: {best:g}. Choose another grid.")
        rate = best / 2 if best == min(losses) else best * 2
        losses[rate] = loss_at(rate)
    return dict(sorted(losses.items()))


def predicted(theta, n, d) -> np.ndarray:
    """Return E + A/N^a + B/D^b for theta = (log E, log A, a, log B, b)."""
    e, big_a, a, big_b, b = theta
    return np.exp(e) + np.exp(big_a - a * np.log(n)) + np.exp(big_b - b * np.log(d))


def fit_surface(runs: list[dict], start=None) -> tuple[np.ndarray, np.ndarray]:
    """Return (theta, residuals of log loss) of the surface that fits best, by Huber's loss as in Hoffmann 2022.

    start: where to begin; None tries a grid of beginnings and keeps the best."""
    n, d, loss = (np.array([run[key] for run in runs], dtype=float) for key in ("parameters", "tokens", "loss"))
    beginnings = [start] if start is not None else [(e, a * 12, a, b * 12, b) for e in (-1, 0, 1) for a in (0.2, 0.5) for b in (0.2, 0.5)]
    scale = np.log(loss)

    def wrong(theta):
        return np.log(predicted(theta, n, d)) - scale

    bounds = ([-10, -5, 0.01, -5, 0.01], [3, 60, 3, 60, 3])
    found = [least_squares(wrong, begin, bounds=bounds, loss="huber", f_scale=1e-3, max_nfev=5000, x_scale="jac") for begin in beginnings]
    best = min(found, key=lambda one: one.cost)
    return best.x, -wrong(best.x)


def slopes(runs: list[dict]) -> dict:
    """Return the log-log slopes of the loss: over tokens for each size, over parameters for each amount of lines."""

    def slope(chosen, key):
        xs, ys = np.log([run[key] for run in chosen]), np.log([run["loss"] for run in chosen])
        return round(float(np.polyfit(xs, ys, 1)[0]), 4)

    single = [run for run in runs if "per_parameter" not in run]
    return {
        "over_tokens": {
            str(d): slope([run for run in single if run["d_model"] == d], "tokens") for d in sorted({r["d_model"] for r in single})
        },
        "over_parameters": {
            str(n): slope([run for run in single if run["lines"] == n], "parameters") for n in sorted({run["lines"] for run in single})
        },
    }


def frontier(runs: list[dict]) -> dict:
    """Return the line through the best runs on log axes, loss ≈ scale · FLOPs^(-exponent), of losses averaged over seeds.

    A run is on it when none that costs as much or less has a lower loss."""
    groups: dict[tuple, list[dict]] = {}
    for run in runs:
        groups.setdefault((run["parameters"], run["lines"], run["steps"] if "per_parameter" in run else 0), []).append(run)
    points = [tuple(float(np.mean([run[key] for run in group])) for key in ("flops", "loss")) for group in groups.values()]
    best = [one for one in points if not any(other[0] <= one[0] and other[1] < one[1] for other in points)]
    slope, intercept = np.polyfit(np.log([x for x, _ in best]), np.log([y for _, y in best]), 1)
    return {"points": len(best), "exponent": round(-float(slope), 4), "scale": round(float(np.exp(intercept)), 3)}


def over_seeds(runs: list[dict]) -> list[dict]:
    """Return for each size and amount of text the losses of all seeds, with intervals, and what one seed costs."""
    groups: dict[tuple, list[dict]] = {}
    for run in runs:
        groups.setdefault((run["d_model"], run["lines"], run.get("per_parameter")), []).append(run)
    return [
        {
            "d_model": d_model,
            "lines": lines,
            "per_parameter": per_parameter,
            "loss": spread([run["loss"] for run in group]),
            "cpu_seconds": round(float(np.mean([run["cpu_seconds"] for run in group])), 1),
        }
        for (d_model, lines, per_parameter), group in groups.items()
    ]


def fit(runs: list[dict], resamples: int = 200) -> dict:
    """Return the surface with 95% intervals (runs drawn anew, percentiles), residuals, slopes and frontier."""
    theta, residuals = fit_surface(runs)
    rng = np.random.default_rng(0)
    drawn = np.array([fit_surface([runs[i] for i in rng.integers(len(runs), size=len(runs))], theta)[0] for _ in range(resamples)])
    exact: dict[str, Callable] = {"E": np.exp, "A": np.exp, "a": float, "B": np.exp, "b": float}
    values = {name: round(float(change(value)), 4) for (name, change), value in zip(exact.items(), theta)}
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    intervals = {name: [round(float(change(end)), 4) for end in ends] for (name, change), ends in zip(exact.items(), zip(low, high))}
    return {
        "form": "loss = E + A / N^a + B / D^b, in nats a token; Huber's loss on log loss, 0.001",
        "values": values,
        "intervals": intervals,
        "resamples": resamples,
        "residuals": [round(float(value), 5) for value in residuals],  # log of measured over predicted, in the order of runs
        "root_mean_square_residual": round(float(np.sqrt(np.mean(residuals**2))), 5),
        "chinchilla": CHINCHILLA,
        "slopes": slopes(runs),
        "frontier": frontier(runs),
    }


def run(sizes=SIZES, shares=SHARES, seeds=SEEDS, long=LONG) -> dict:
    """Tune, train all, fit, write and return the result. An interrupted run goes on; the file is written at the end."""
    torch.set_num_threads(1)
    begun = time.process_time()
    texts = Texts()
    tuning, rates = {}, {}
    for d_model, layers in sizes:

        def dev_loss(rate: float, d_model: int = d_model, layers: int = layers) -> float:
            return one_run(texts, d_model, layers, TUNING_SHARE, TUNING_SEED, rate)["dev_loss"]

        tried = widen(GRID, dev_loss)
        tuning[str(d_model)] = {f"{rate:g}": loss for rate, loss in tried.items()}
        rates[d_model] = min(tried, key=tried.__getitem__)
    runs = [one_run(texts, d_model, layers, share, seed, rates[d_model]) for seed in seeds for d_model, layers in sizes for share in shares]
    d_model, layers = sizes[0]
    for per_parameter in long:
        runs += [
            {**one_run(texts, d_model, layers, 1, seed, rates[d_model], per_parameter), "per_parameter": per_parameter} for seed in seeds
        ]
    result = {
        "runs": runs,
        "over_seeds": over_seeds(runs),
        "tuning": {"share": TUNING_SHARE, "seed": TUNING_SEED, "dev_loss": tuning, "chosen": {str(d): rate for d, rate in rates.items()}},
        "warmup_share": WARMUP,
        "fit": fit(runs),
        "origin": origin(
            "python -m lab scaling_runs",
            [run, one_run, train],
            seeds,
            {"training": sum(one["cpu_seconds"] for one in runs), "this call": time.process_time() - begun},
        ),
    }
    write_result("scaling-runs", result)
    return result
