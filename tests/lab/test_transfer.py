"""lab/transfer.py: plain pretraining never sees the task; every run is kept; an interval covers what may vary."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lab import classify, train_bert, transfer, transfer_curve
from lab.vocabulary import make_wordpiece
from lab.wordnet import Entry

WORDS = ["dog", "cat", "cow", "hen", "fig", "pea", "nut", "ham"]
ENTRIES = [
    Entry(word, f"a kind of {'animal' if i < 4 else 'food'} number {word}", "animal" if i < 4 else "food", "")
    for i, word in enumerate(WORDS)
]


def test_the_plain_arm_asks_for_no_word_and_bares_every_labeled_definition(tmp_path, monkeypatch):
    calls = []

    def train(out, **settings):
        calls.append((out.name, settings))
        return train_bert.make_model(5, 0), None, []

    monkeypatch.setattr(transfer, "categorized", lambda part: ENTRIES)
    monkeypatch.setattr(train_bert, "train", train)
    transfer.pretrain("plain", 2)
    transfer.pretrain("headword", 2)
    (name, plain), (other, headword) = calls
    assert "plain" in name and plain["ways"] == (0, 0) and plain["seed"] == 2
    assert plain["bare"] == {entry.definition.lower() for entry in ENTRIES}
    assert other != name and headword["ways"] == train_bert.WAYS and not headword["bare"]


def test_a_second_call_reads_what_the_first_one_kept(tmp_path, monkeypatch):
    tokenizer = make_wordpiece([entry.line for entry in ENTRIES], size=120)
    monkeypatch.setattr(train_bert, "SHAPE", dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8))
    log = [{"step": 1, "loss": 1.0, "right": 0.5, "cpu_seconds": 1.0}]
    weights = {"plain": "p", "headword": "h"}

    def pretrain(arm, seed, steps=train_bert.STEPS):
        return transfer.Pretrained(train_bert.make_model(len(tokenizer), seed), tokenizer, log, f"{weights[arm]}{seed}{steps}")

    trained: list[int] = []
    real = classify.make_classifier

    def counted(bert, seed):
        trained.append(seed)
        return real(bert, seed)

    written = {}
    monkeypatch.setattr(transfer, "BUILD", tmp_path)
    monkeypatch.setattr(transfer, "categorized", lambda part: ENTRIES)
    monkeypatch.setattr(transfer, "pretrain", pretrain)
    monkeypatch.setattr(transfer, "write_result", written.__setitem__)
    monkeypatch.setattr(transfer, "origin", lambda *_: {})
    monkeypatch.setattr(transfer, "widen", lambda grid, loss_at: {setting: loss_at(setting) for setting in grid[:2]})
    monkeypatch.setattr(classify, "STEPS", {8: 2})
    for name, value in {"SIZES": (8,), "DRAWS": (1, 2), "PRETRAINING_SEEDS": (0, 1)}.items():
        monkeypatch.setattr(transfer, name, value)
    monkeypatch.setattr(transfer, "classify", SimpleNamespace(**{**vars(classify), "make_classifier": counted}))
    monkeypatch.setattr(transfer, "code_digest", lambda code: "code")
    first = transfer.run()
    tuning = 2 * len(transfer.TUNING_DRAWS)  # two settings
    assert len(trained) == 2 * (tuning + 2 * 2) + (tuning + 2)  # two arms with two seeds; and scratch
    trained.clear()
    second = transfer.run()
    assert not trained
    for arm in ("plain", "headword", "scratch"):
        assert second["arms"][arm] == first["arms"][arm]
    weights["headword"] = "other"
    transfer.run()
    assert len(trained) == tuning + 2 * 2  # other weights: only their runs are repeated
    trained.clear()
    for name, value in {
        "ARMS": ("plain", "headword"),
        "SIZE": 8,
        "SHORTER": (5,),
        "PRETRAINING_SEEDS": (0, 1),
        "pretrain": pretrain,
        "origin": lambda *_: {},
    }.items():
        monkeypatch.setattr(transfer_curve, name, value)
    monkeypatch.setattr(transfer_curve, "read_result", written.__getitem__)
    monkeypatch.setattr(transfer_curve, "write_result", written.__setitem__)
    curve = transfer_curve.run()
    assert len(trained) == 2 * (tuning + 2 * 2)  # the ends of the curves come from the previous experiment
    for arm, rows in curve["curves"].items():
        assert [row["steps"] for row in rows] == [0, 5, train_bert.STEPS]
        assert rows[-1]["mean"] == written["transfer"]["arms"][arm][0]["mean"]
    assert [(gain["from"], gain["to"]) for gain in curve["gains"]] == [(0, 5), (5, train_bert.STEPS)] * 2


def test_an_interval_holds_draws_pretrainings_and_the_test_set():
    draws = np.array([[50.0, 54.0, 46.0, 52.0, 48.0]])
    low, high = transfer.interval(draws, 0)
    assert high - low == pytest.approx(2 * 2.776 * draws.std(ddof=1) / np.sqrt(5), abs=0.02)  # Student's t, 4 degrees of freedom
    wider = transfer.interval(draws, 4.0)
    assert wider[1] - wider[0] == pytest.approx(2 * np.hypot((high - low) / 2, 1.96 * 2), abs=0.02)
    # Three pretraining runs that agree on the same draws don't count as more draws.
    again = transfer.interval(np.repeat(draws, 3, axis=0), 0)
    assert again == pytest.approx([low, high], abs=0.02)
    apart = transfer.interval(draws + np.array([[-5.0], [0.0], [5.0]]), 0)
    assert apart[1] - apart[0] > again[1] - again[0]


def test_differences_pair_the_draws():
    hard = np.array([[30.0, 40.0, 50.0, 60.0, 35.0]])
    better = np.stack([hard[0] + 10, hard[0] + 11, hard[0] + 9])
    found = transfer.difference(better, hard, 10**9)
    assert found["mean"] == 10 and found["low"] > 5  # the draws differ by 30 points, the differences by 2
    assert torch.tensor(found["seeds"]["values"]).tolist() == [10, 11, 9]
