"""lab/transfer_plain.py: pretraining never pairs a definition that may be labeled with its word; every run is kept."""

from types import SimpleNamespace

import torch

from lab import classify, train_bert, transfer_plain
from lab.vocabulary import make_wordpiece
from lab.wordnet import Entry

WORDS = ["dog", "cat", "cow", "hen", "fig", "pea", "nut", "ham"]
ENTRIES = [
    Entry(word, f"a kind of {'animal' if i < 4 else 'food'} number {word}", "animal" if i < 4 else "food", "")
    for i, word in enumerate(WORDS)
]


def test_the_plain_arm_asks_for_no_word_and_bares_every_labeled_definition(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(transfer_plain, "categorized", lambda part: ENTRIES)
    monkeypatch.setattr(train_bert, "train", lambda out, **settings: calls.append((out.name, settings)))
    transfer_plain.pretrain(2)
    ((name, settings),) = calls
    assert "plain" in name and settings["ways"] == (0, 0) and settings["seed"] == 2
    assert settings["bare"] == {entry.definition.lower() for entry in ENTRIES}


def test_a_second_call_reads_what_the_first_one_kept(tmp_path, monkeypatch):
    tokenizer = make_wordpiece([entry.line for entry in ENTRIES], size=120)
    monkeypatch.setattr(train_bert, "SHAPE", dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8))
    models = {seed: train_bert.make_model(len(tokenizer), seed) for seed in (0, 1)}
    log = [{"step": 1, "loss": 1.0, "right": 0.5, "cpu_seconds": 1.0}]
    written, trained = {}, []
    monkeypatch.setattr(transfer_plain, "BUILD", tmp_path)
    monkeypatch.setattr(transfer_plain, "categorized", lambda part: ENTRIES)
    monkeypatch.setattr(transfer_plain, "pretrain", lambda seed: (models[seed], tokenizer, log))
    monkeypatch.setattr(transfer_plain, "write_result", written.__setitem__)
    monkeypatch.setattr(transfer_plain, "origin", lambda *_: {})
    monkeypatch.setattr(transfer_plain, "widen", lambda grid, loss_at: {rate: loss_at(rate) for rate in grid[:2]})
    monkeypatch.setattr(classify, "STEPS", {4: 2})
    real = classify.make_classifier

    def counted(bert, seed):
        trained.append(seed)
        return real(bert, seed)

    monkeypatch.setattr(transfer_plain, "classify", SimpleNamespace(**{**vars(classify), "make_classifier": counted}))
    monkeypatch.setattr(transfer_plain, "code_digest", lambda code: "code")
    first = transfer_plain.run((4,), (1, 2), (0, 1))
    assert len(trained) == 2 * len(transfer_plain.TUNING_SEEDS) + 2 * 2
    trained.clear()
    assert transfer_plain.run((4,), (1, 2), (0, 1)) == first and not trained
    assert written["transfer-plain"]["sizes"][0]["over_pretraining_seeds"]["n"] == 2
    with torch.no_grad():
        models[1].bert.embeddings.word_embeddings.weight += 1
    transfer_plain.run((4,), (1, 2), (0, 1))
    assert len(trained) == 2  # other weights: only their runs are made again
