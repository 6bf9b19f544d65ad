"""lab/scaling_runs.py: steps from tokens, a grid that widens, complete parameter counts, and a fit that recovers made-up data's formula."""

import math
import shutil

import numpy as np
import pytest

from lab import scaling_runs, train_gpt
from lab.vocabulary import make_bpe
from lab.wordnet import Entry

LINES = ["car: a motor vehicle with four wheels", "bird: an animal with wings", "red: of a color", "to eat: take in solid food"] * 40
ENTRIES = [Entry(*line.split(": "), "", "") for line in LINES[:4]]


class Texts(scaling_runs.Texts):
    """A few short lines that stand in for WordNet's."""

    def __init__(self):
        self.lines, self.tokenizer = LINES, make_bpe(LINES, size=300)
        rows = train_gpt.encode(self.tokenizer, LINES)
        self.lengths = [len(row) for row in rows]
        self.test, self.characters = train_gpt.fitting(rows[:4], LINES[:4])


def test_every_parameter_counts_once():
    model = train_gpt.make_model(300, 16, 1)
    n, blocks = scaling_runs.count(model)
    assert n == blocks + 300 * 16 + train_gpt.WINDOW * 16


def test_a_run_reads_one_epoch_or_as_many_tokens_as_asked():
    lengths = [16] * 640  # ten batches of 1,024 tokens
    assert scaling_runs.plan(lengths, 0) == (10, 10240, 1.0)
    assert scaling_runs.plan(lengths, 0, 15770) == (15, 15360, 1.5)


@pytest.mark.parametrize(("best", "tried"), [(1, [0.5, 1, 2]), (0.2, [0.125, 0.25, 0.5, 1, 2]), (5, [0.5, 1, 2, 4, 8])])
def test_the_grid_is_widened_until_its_best_is_inside(best, tried):
    assert list(scaling_runs.widen((0.5, 1, 2), lambda rate: math.log(rate / best) ** 2)) == tried


def test_a_grid_without_a_best_is_given_up():
    with pytest.raises(ValueError, match="edge"):
        scaling_runs.widen((0.5, 1, 2), lambda rate: -rate)


def made_up():
    """Runs whose losses are 2 + 400 / N^0.4 + 600 / D^0.35, exactly."""
    sizes, tokens = (158_592, 416_320, 762_000, 1_325_824), (129_609, 258_751, 515_903, 1_031_914)
    return [
        {"parameters": n, "tokens": d, "lines": d, "d_model": n, "steps": 1, "flops": 6 * n * d, "loss": 2 + 400 / n**0.4 + 600 / d**0.35}
        for n in sizes
        for d in tokens
    ]


def test_the_fit_finds_what_made_the_losses():
    found = scaling_runs.fit(made_up(), resamples=3)
    assert found["values"] == pytest.approx({"E": 2, "A": 400, "a": 0.4, "B": 600, "b": 0.35}, rel=0.02)
    assert found["root_mean_square_residual"] < 1e-4
    assert len(found["residuals"]) == 16 and all(slope < 0 for kind in found["slopes"].values() for slope in kind.values())


def test_the_frontier_leaves_out_what_a_cheaper_run_beats():
    runs = made_up()
    worse = {**runs[-1], "flops": runs[-1]["flops"] * 2, "loss": runs[-1]["loss"] + 1, "lines": 1}
    assert scaling_runs.frontier([*runs, worse]) == scaling_runs.frontier(runs)
    assert scaling_runs.frontier(runs)["exponent"] > 0


def test_a_run_is_trained_once_in_a_folder_that_names_seed_and_rate(tmp_path, monkeypatch):
    monkeypatch.setattr(scaling_runs, "BUILD", tmp_path)
    monkeypatch.setattr(train_gpt, "split", lambda: {"dev": ENTRIES, "train": ENTRIES})
    texts = Texts()
    found = scaling_runs.one_run(texts, 16, 1, 0.5, 3, 0.5)
    folders = [path.name for path in (tmp_path / "scaling-runs").iterdir() if path.is_dir()]
    assert len(folders) == 1 and "seed3" in folders[0] and "rate0.5" in folders[0]
    assert (
        found["warmup_steps"] == max(1, round(0.05 * found["steps"]))
        and found["epochs"] == 1
        and found["tokens"] == sum(np.array(texts.lengths)[texts.order(3)[:80]])
    )
    shutil.rmtree(tmp_path / "scaling-runs" / folders[0])  # a second training would recreate it
    assert scaling_runs.one_run(texts, 16, 1, 0.5, 3, 0.5) == found
    assert not any(path.is_dir() for path in (tmp_path / "scaling-runs").iterdir())
