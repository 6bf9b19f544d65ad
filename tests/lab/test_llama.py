"""lab/train_llama.py, lab/architectures.py, lab/architecture_changes.py: both ends are the library's models, all arms have the same size, an arm is trained once."""

import shutil

import pytest
import torch
from transformers import GPT2LMHeadModel

from lab import architecture_changes, architectures, train_gpt, train_llama, training
from lab.architectures import ENDS, Setting
from lab.train_llama import CHANGES, Decoder, Texts, make_config, make_model, to_llama
from lab.training import Muon, TrainConfig, make_optimizers
from lab.vocabulary import make_bpe

LINES = ["car: a motor vehicle with four wheels", "bird: an animal with wings", "red: of a color", "to eat: take in solid food"] * 20
SHAPE = {"d_model": 32, "layers": 2}
ARMS = {**ENDS, **architecture_changes.ARMS}
IDS = torch.randint(300, (3, 20), generator=torch.Generator().manual_seed(0))


@pytest.fixture
def texts():
    tokenizer = make_bpe(LINES, size=300)
    rows = train_gpt.encode(tokenizer, LINES)
    return Texts(tokenizer, rows, train_gpt.fitting(rows[:4], LINES[:4]), train_gpt.fitting(rows[1:3], LINES[1:3]))


def shaken(model):
    """Return the model with gains and biases other than 1 and 0, so that none can be missed unnoticed."""
    for parameter in model.parameters():
        if parameter.ndim == 1:
            torch.nn.init.normal_(parameter, mean=1, std=0.3)
    return model.eval()


def as_gpt2(model: Decoder) -> GPT2LMHeadModel:
    """Return the library's GPT-2 with the weights of a decoder without changes."""
    gpt = train_gpt.make_model(300, **SHAPE).eval()
    old, new = model.state_dict(), {}

    def turned(x):  # GPT-2 keeps its matrices as (in, out)
        return x.T if x.ndim == 2 else x

    new["wte.weight"], new["wpe.weight"] = old["model.embed_tokens.weight"], old["model.embed_positions.weight"]
    for part in ("weight", "bias"):
        new[f"ln_f.{part}"] = old[f"model.norm.{part}"]
        for layer in range(SHAPE["layers"]):
            a, b = f"model.layers.{layer}", f"h.{layer}"
            new[f"{b}.ln_1.{part}"] = old[f"{a}.input_layernorm.{part}"]
            new[f"{b}.ln_2.{part}"] = old[f"{a}.post_attention_layernorm.{part}"]
            new[f"{b}.attn.c_attn.{part}"] = turned(torch.cat([old[f"{a}.self_attn.{one}_proj.{part}"] for one in "qkv"]))
            new[f"{b}.attn.c_proj.{part}"] = turned(old[f"{a}.self_attn.o_proj.{part}"])
            new[f"{b}.mlp.c_fc.{part}"] = turned(old[f"{a}.mlp.up_proj.{part}"])
            new[f"{b}.mlp.c_proj.{part}"] = turned(old[f"{a}.mlp.down_proj.{part}"])
    gpt.transformer.load_state_dict(new)
    return gpt


@torch.no_grad()
def test_without_changes_it_is_the_library_s_gpt2():
    model = shaken(make_model(300, (), **SHAPE))
    found, wanted = (one(input_ids=IDS, labels=IDS) for one in (model, as_gpt2(model)))
    torch.testing.assert_close(found.logits, wanted.logits, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(found.loss, wanted.loss)


@torch.no_grad()
def test_with_all_changes_it_is_the_library_s_llama():
    model = shaken(make_model(300, **SHAPE))
    found, wanted = (one(input_ids=IDS, labels=IDS) for one in (model, to_llama(model)))
    torch.testing.assert_close(found.logits, wanted.logits, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(found.loss, wanted.loss)


def test_a_decoder_in_between_is_no_llama():
    with pytest.raises(ValueError, match="gated"):
        to_llama(make_model(300, ("gated",), **SHAPE))
    with pytest.raises(ValueError, match="rotated"):
        make_config(300, ("rotated",))


@torch.no_grad()
def test_each_change_alone_changes_what_is_computed():
    models = {arm: make_model(300, changes, **SHAPE) for arm, changes in ARMS.items()}
    for model in models.values():
        for i, (_, parameter) in enumerate(sorted(model.named_parameters())):
            torch.nn.init.normal_(parameter, std=0.3, generator=torch.Generator().manual_seed(i))
    logits = {arm: model(input_ids=IDS).logits for arm, model in models.items()}
    arms = list(ARMS)
    assert not [(a, b) for i, a in enumerate(arms) for b in arms[:i] if torch.allclose(logits[a], logits[b], atol=1e-3)]


@pytest.mark.parametrize("arm", ARMS)
def test_no_position_sees_a_later_one(arm):
    model = make_model(300, ARMS[arm], **SHAPE).eval()
    other = IDS.clone()
    other[:, 10:] = 7
    before, after = (model(input_ids=ids).logits for ids in (IDS, other))
    torch.testing.assert_close(before[:, :10], after[:, :10])
    assert not torch.allclose(before[:, 10:], after[:, 10:])


@pytest.mark.parametrize("arm", ARMS)
def test_all_arms_are_of_pocket_gpt_s_size(arm):
    wanted = sum(parameter.numel() for parameter in train_gpt.make_model(4096).parameters())
    found = sum(parameter.numel() for parameter in make_model(4096, ARMS[arm]).parameters())
    assert found == pytest.approx(wanted, rel=0.005)
    assert found == architectures.described(4096, ARMS[arm])["parameters"]
    if arm == "gpt":
        assert found == wanted


def test_sharing_keys_halves_the_cache():
    alone, shared = (architectures.described(4096, changes)["cache_bytes_per_token"] for changes in ((), ("grouped",)))
    assert alone == 2 * shared == 2 * 4 * 128 * 4  # keys and values, layers, numbers per position, bytes


@pytest.mark.parametrize("arm", ARMS)
def test_muon_takes_each_matrix_of_the_blocks_as_one(arm):
    model = make_model(4096, ARMS[arm])
    muon, adam = make_optimizers(model, TrainConfig(10))
    matrices = muon.param_groups[0]["params"]
    assert isinstance(muon, Muon) and len(matrices) == 4 * (7 if "gated" in ARMS[arm] else 6)
    assert not [matrix.shape for matrix in matrices if matrix.shape[1] == 3 * matrix.shape[0]]
    assert len(matrices) + len(adam.param_groups[0]["params"]) == len(list(model.parameters()))


def test_an_arm_is_trained_once_and_tested_if_asked(tmp_path, monkeypatch, texts):
    monkeypatch.setattr(architectures, "BUILD", tmp_path)
    setting = Setting("llama", CHANGES, 3, 4, 0.5)
    found = architectures.one_run(texts, setting, **SHAPE)
    assert 0 < found["test"]["bits_per_character"] < 20 and found["test"] != found["dev"]
    folder = tmp_path / "architectures"
    shutil.rmtree(folder / setting.name)  # a second training would recreate it
    assert architectures.one_run(texts, setting, **SHAPE) == found and not (folder / setting.name).exists()
    untested = architectures.one_run(texts, Setting("llama", CHANGES, 4, 4, 0.5, tested=False), **SHAPE)
    assert untested["test"] is None and len(list(folder.glob("*.json"))) == 2


def test_a_changed_step_counts_as_another_training(tmp_path, monkeypatch, texts):
    keys = []
    monkeypatch.setattr(train_llama, "fit", lambda *given: (keys.append(given[4]), [])[1])
    original = training.inspect.getsource
    train_llama.train(tmp_path, texts, **SHAPE)
    train_llama.train(tmp_path, texts, **SHAPE)
    train_llama.train(tmp_path, texts, CHANGES[1:], **SHAPE)
    train_llama.train(tmp_path, texts, learning_rate_factor=2.0, **SHAPE)
    monkeypatch.setattr(training.inspect, "getsource", lambda part: original(part).replace("silu", "gelu"))
    train_llama.train(tmp_path, texts, **SHAPE)
    assert keys[0] == keys[1] and len(set(keys)) == 4


@pytest.fixture
def asked(tmp_path, monkeypatch, texts) -> list[Setting]:
    """Shrink both experiments to a few steps of a small model; return the list of training runs they request."""
    found = []
    original = architectures.one_run

    def watched(texts, setting, **shape):
        found.append(setting)
        return original(texts, setting, **SHAPE)

    monkeypatch.setattr(architectures, "BUILD", tmp_path)
    monkeypatch.setattr(architectures, "widen", lambda grid, loss_at: {rate: loss_at(rate) for rate in grid[:1]})
    for name, steps in (("STEPS", 4), ("TUNING_STEPS", 2)):
        monkeypatch.setattr(architectures, name, steps)
    monkeypatch.setattr(architecture_changes, "TENTH", 3)
    for module in (architectures, architecture_changes):
        monkeypatch.setattr(module, "one_run", watched)
        monkeypatch.setattr(module, "read_texts", lambda: texts)
        monkeypatch.setattr(module, "write_result", lambda name, result: None)
    return found


@pytest.mark.parametrize("experiment", [architectures, architecture_changes])
def test_the_experiment_from_end_to_end(asked, experiment):
    """All training runs, a few steps each: the JSON has every arm, and the baseline comes first."""
    result = experiment.run()
    reported = [setting for setting in asked if setting.tested]
    assert {one.seed for one in reported}.isdisjoint({one.seed for one in asked if not one.tested})
    assert list(result["arms"]) == (["gpt", "llama"] if experiment is architectures else ["gpt", *CHANGES])
    assert {one.steps for one in reported} == {result["steps"]}
    if experiment is architecture_changes:
        assert {one.rate for one in reported} == {result["learning_rate_factor"]}
        assert {(one.arm, one.changes) for one in reported} == set(architecture_changes.ARMS.items())
    for arm in result["arms"]:
        assert [one.seed for one in reported if one.arm == arm] == list(architectures.SEEDS)
    base, *others = (row["test"]["nats_per_token"]["values"] for row in result["arms"].values())
    assert len(base) == 3 and "difference" not in next(iter(result["arms"].values()))
    for values, row in zip(others, list(result["arms"].values())[1:], strict=True):
        pairs = [one - without for one, without in zip(values, base, strict=True)]
        assert row["difference"]["test"]["nats_per_token"]["values"] == pytest.approx(pairs, abs=2e-4), (
            "each seed should be compared with its own baseline"
        )


@pytest.mark.parametrize("change", CHANGES)
def test_only_one_change_leaves_the_starting_weights_as_they_were(change):
    """The page about pocket-llama says so, because it narrows an interval."""

    def start(changes):
        torch.manual_seed(0)
        return {name: part for name, part in make_model(300, changes, **SHAPE).named_parameters() if part.dim() == 2}

    plain, changed = start(()), start((change,))
    same = plain.keys() == changed.keys() and all(torch.equal(part, changed[name]) for name, part in plain.items())
    assert same == (change == "rms_norm")


def test_pocket_llama_is_trained_first_and_the_rows_are_the_arms_values(asked):
    result = architectures.run()
    assert [(one.arm, one.seed) for one in asked if one.tested][:2] == [("llama", 0), ("gpt", 0)]
    gpt, llama = (result["arms"][arm]["test"]["nats_per_token"]["values"] for arm in ("gpt", "llama"))
    assert [(row["gpt"], row["llama"]) for row in result["seeds"]] == list(zip(gpt, llama))
    assert [row["difference"] for row in result["seeds"]] == pytest.approx([two - one for one, two in zip(gpt, llama)])


def test_a_learning_curve_spans_its_seeds():
    runs = {"gpt": [{"curve": [{"step": 5, "nats_per_token": loss}]} for loss in (2.0, 4.0, 3.0)]}
    assert architectures.learning_curves(runs) == {"gpt": [{"step": 5, "mean": 3.0, "least": 2.0, "most": 4.0}]}
