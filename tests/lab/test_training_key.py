"""Only the same training resumes a checkpoint: everything that affects the outcome changes its key."""

import dataclasses

import pytest
import torch

from lab import train_bert, train_gpt, train_t5, training
from lab.training import TrainConfig, endless_batches, fingerprint, sources
from lab.vocabulary import make_bpe, make_wordpiece
from lab.wordnet import Entry

LINES = ["car: a motor vehicle with four wheels", "bird: an animal with wings", "red: of a color", "to eat: take in solid food"] * 5
ENTRIES = {part: [Entry(*line.split(": "), "animal", "00001740-n") for line in LINES] for part in ("train", "dev")}
TOKENIZER, WORDPIECE = make_bpe(LINES, size=300), make_wordpiece(LINES, size=200)
CONFIG = TrainConfig(steps=10)
DATA = {"rows": [[0, 5, 6], [0, 7]], "tokens": 64}
RATE = 0.5


def loss_at(step):
    """A loss that reads a constant and calls a function of its module."""
    return RATE * helper(step)


def helper(step):  # a comment
    """Some help."""
    return torch.tensor(float(step))


def key(config=CONFIG, data=DATA, tokenizer=TOKENIZER, code=(loss_at, endless_batches), **shape):
    return fingerprint(train_gpt.make_model(300, **({"d_model": 16, "layers": 1} | shape)), tokenizer, config, data, code)


def test_the_same_training_has_the_same_key():
    assert key() == key(data={"tokens": 64, "rows": [[0, 5, 6], [0, 7]]})
    TOKENIZER(LINES, truncation=True, padding=True)  # changes the tokenizer's state
    assert key() == key(config=TrainConfig(steps=10), code=(endless_batches, loss_at))


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(TrainConfig)])
def test_each_field_of_the_config_changes_the_key(field):
    assert key() != key(config=dataclasses.replace(CONFIG, **{field: getattr(CONFIG, field) + 1}))


@pytest.mark.parametrize(
    "change",
    [
        {"data": {**DATA, "rows": [[0, 5, 6], [0, 8]]}},
        {"data": {**DATA, "rows": DATA["rows"][::-1]}},
        {"data": {**DATA, "tokens": 65}},
        {"tokenizer": make_bpe(LINES, size=301)},
        {"seed": 1},
        {"layers": 2},
        {"d_model": 32},
        {"code": (helper, endless_batches)},
        {"code": (loss_at,)},
    ],
    ids=["a token", "order", "batch", "tokenizer", "first weights", "layers", "width", "loss", "batches"],
)
def test_data_tokenizer_model_and_code_change_the_key(change):
    assert key() != key(**change)


def test_dropout_changes_the_key_though_no_weight_tells_of_it():
    before = key()
    model = train_gpt.make_model(300, d_model=16, layers=1)
    model.config.resid_pdrop = 0.1
    assert fingerprint(model, TOKENIZER, CONFIG, DATA, (loss_at, endless_batches)) != before


def test_a_constant_and_a_called_function_change_the_key_and_a_comment_does_not(monkeypatch):
    before = key()
    monkeypatch.setitem(globals(), "RATE", 0.25)
    assert key() != before
    monkeypatch.undo()
    original = training.inspect.getsource

    def edited(old, new):
        monkeypatch.setattr(training.inspect, "getsource", lambda part: original(part).replace(old, new))

    edited("  # a comment", "  # another")
    assert key() == before
    edited('"""Some help."""', '"""Much help."""')
    assert key() == before
    edited("float(step)", "float(step + 1)")
    assert key() != before


def test_the_loop_and_the_optimizer_always_count():
    found = sources([training.take_step, training.make_optimizers])
    assert {f"lab.training.{name}" for name in ("take_step", "schedule", "make_optimizers", "Muon", "orthogonalize", "TrainConfig")} == set(
        found
    )


# What each training passes on: module, the setting changed in it -> another value.
CHANGES = [
    (train_gpt, "TOKENS", 512),
    (train_gpt, "WINDOW", 8),
    (train_bert, "TOKENS", 512),
    (train_bert, "MASK_RATE", 0.15),
    (train_bert, "COMMON_RATE", 0.3),
    (train_bert, "WAYS", (0.1, 0.1)),
    (train_bert, "LEARNING_RATE", 1e-3),
    (train_t5, "TOKENS", 512),
    (train_t5, "LEARNING_RATE", 1e-3),
    (train_t5, "SMOKE_SENTENCES", 60),
]


class Stopped(Exception):
    """Raised where the training would begin; its argument is the key."""


def key_of(module, tmp_path, monkeypatch, **settings):
    """Return the key with which a module trains, on very little text."""

    def stop(model, loss_at, config, folder, key, *rest):
        raise Stopped(key)

    monkeypatch.setattr(module, "fit", stop)
    if module is train_t5:
        call = lambda: module.train(tmp_path, smoke=True, device="cpu")  # noqa: E731
    else:
        monkeypatch.setattr(module, "split", lambda: ENTRIES)
        call = lambda: module.train(tmp_path, tokenizer=TOKENIZER if module is train_gpt else WORDPIECE, **settings)  # noqa: E731
    with pytest.raises(Stopped) as stopped:
        call()
    return stopped.value.args[0]


@pytest.mark.parametrize(("module", "name", "value"), CHANGES, ids=[f"{module.__name__[4:]}.{name}" for module, name, _ in CHANGES])
def test_each_setting_of_a_training_changes_its_key(module, name, value, tmp_path, monkeypatch):
    monkeypatch.setattr(train_t5, "SMOKE_SENTENCES", 50)
    before = key_of(module, tmp_path, monkeypatch)
    assert key_of(module, tmp_path, monkeypatch) == before
    monkeypatch.setattr(module, name, value)
    assert key_of(module, tmp_path, monkeypatch) != before


def test_other_ways_rates_and_bare_definitions_change_the_key(tmp_path, monkeypatch):
    def bert(**settings):
        return key_of(train_bert, tmp_path, monkeypatch, **settings)

    assert len({bert(), bert(ways=(0, 0)), bert(ways=(0, 0), bare={"of a color"})}) == 3
    assert bert() == bert(ways=train_bert.WAYS)
    with pytest.raises(ValueError, match="bare"):
        bert(bare={"of a color"})
    keys = [key_of(train_gpt, tmp_path, monkeypatch, **settings) for settings in ({}, {"learning_rate_factor": 2.0}, {"warmup_steps": 5})]
    assert len(set(keys)) == 3 and keys[0] == key_of(train_gpt, tmp_path, monkeypatch, learning_rate_factor=1.0, warmup_steps=100)


def test_a_bare_definition_is_read_without_its_word(tmp_path, monkeypatch):
    made = []

    class Watched(train_bert.Masker):
        def __init__(self, *given):
            super().__init__(*given)
            made.append(self)

    # fingerprint() reads the class's source: hand it the real one.
    monkeypatch.setattr(train_bert, "fingerprint", lambda *_: "key")
    monkeypatch.setattr(train_bert, "Masker", Watched)
    monkeypatch.setattr(train_bert, "fit", lambda model, loss_at, *rest: loss_at(0))
    monkeypatch.setattr(train_bert, "split", lambda: ENTRIES)
    train_bert.train(tmp_path, tokenizer=WORDPIECE, ways=(0, 0), bare={"of a color"})
    texts = [WORDPIECE.decode(row, skip_special_tokens=True) for row in made[0].whole]
    assert "of a color" in texts and not any("red" in text for text in texts) and any("bird" in text for text in texts)
    generator = torch.Generator().manual_seed(0)
    assert all(int((made[0](list(range(20)), generator, (0, 0))[2][:, 0] != -100).sum()) == 0 for _ in range(5))  # [CLS] is never masked


def test_a_training_on_other_text_starts_at_its_first_step(tmp_path, capsys, monkeypatch):
    """Before the key included the text, training resumed from the old text's weights."""
    monkeypatch.setattr(train_gpt, "split", lambda: ENTRIES)
    make = dict(steps=4, tokenizer=TOKENIZER, d_model=16, layers=1, evaluations=1)
    train_gpt.train(tmp_path / "one", lines=LINES, **make)
    other, _, log = train_gpt.train(tmp_path / "one", lines=LINES[:7], **make)
    fresh, _, _ = train_gpt.train(tmp_path / "two", lines=LINES[:7], **make)
    assert "is of another training" in capsys.readouterr().out and len(log) == 1
    assert all(torch.equal(a, b) for a, b in zip(other.parameters(), fresh.parameters()))
    train_gpt.train(tmp_path / "two", lines=LINES[:7], **make)
    assert "is of another training" not in capsys.readouterr().out
