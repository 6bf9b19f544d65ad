"""lab/heads.py on models with a few thousand weights: replaced outputs, means, joint removal, and results across seeds."""

import json

import pytest
import torch

from lab import attention_heads, heads, runs, train_t5
from lab.export import MODELS
from lab.grammar import sentences

TINY = train_t5.SIZES | {"d_model": 16, "d_kv": 4, "d_ff": 16, "num_heads": 2}


@pytest.fixture(scope="module")
def tiny():
    torch.manual_seed(0)
    tokenizer = train_t5.make_tokenizer()
    return train_t5.make_model(tokenizer, TINY).eval(), tokenizer


def outputs(model, parts, place):
    """Return what reaches the projection from one head, (positions, d_kv), without padding."""
    found, width = [], model.config.d_kv
    masks = [(batch["attention_mask"].bool() if place[0] == "encoder" else batch["labels"] != -100) for batch in parts]
    handle = attention_heads.projection(model, *place[:2]).register_forward_pre_hook(lambda _, inputs: found.append(inputs[0]))
    with torch.no_grad():
        for batch in parts:
            model(**batch)
    handle.remove()
    return torch.cat([values[mask][:, place[2] * width : (place[2] + 1) * width] for values, mask in zip(found, masks)])


def test_mean_outputs_leave_padding_out(tiny):
    model, tokenizer = tiny
    parts = heads.batches(tokenizer, sentences("train", 150))
    means = heads.mean_outputs(model, parts)
    assert list(means) == attention_heads.heads(model)
    for place in (("encoder", 1, 0), ("decoder", 0, 1), ("cross", 1, 1)):
        assert torch.allclose(means[place], outputs(model, parts, place).mean(0), atol=1e-6)


def test_a_replaced_head_puts_out_its_constant_and_others_do_not_change(tiny):
    model, tokenizer = tiny
    parts = heads.batches(tokenizer, sentences("dev", 20))
    chosen, other = ("cross", 0, 1), ("cross", 0, 0)
    before, fill = outputs(model, parts, other), torch.arange(4.0)
    with attention_heads.replaced(model, [chosen, ("encoder", 1, 1)], {chosen: fill}):
        assert (outputs(model, parts, ("encoder", 1, 1)) == 0).all()
        # The observing hook comes after the replacing one.
        assert torch.equal(outputs(model, parts, chosen), fill.expand(len(before), 4))
    assert torch.equal(outputs(model, parts, other), before)
    with attention_heads.replaced(model, [chosen]):
        assert torch.equal(outputs(model, parts, other), before)


def test_the_share_of_sentences_right_is_the_exact_match_of_translations():
    model, tokenizer = train_t5.load(MODELS / "pocket-t5")
    corpus = sentences("dev", 60)
    parts = heads.batches(tokenizer, corpus)
    shares = []
    for places in ([], [("cross", 1, 0)], [("encoder", 0, 1), ("decoder", 1, 2)]):
        with attention_heads.replaced(model, places):
            shares.append(heads.score(model, parts)[0])
            assert shares[-1] == pytest.approx(train_t5.exact_match(model, tokenizer, corpus)[0] / len(corpus), abs=1.5 / len(corpus))
    assert min(shares) < shares[0]


def test_removal_takes_every_head_once_and_the_cheapest_first(tiny):
    model, tokenizer = tiny
    parts = heads.batches(tokenizer, sentences("dev", 20))
    rows = heads.remove_greedily(model, parts, parts, {})
    places = [(row["stack"], row["layer"], row["head"]) for row in rows]
    assert sorted(places) == sorted(attention_heads.heads(model))
    alone = {}
    for place in attention_heads.heads(model):
        with attention_heads.replaced(model, [place]):
            alone[place] = heads.score(model, parts)[1]
    assert places[0] == min(alone, key=alone.get)
    assert heads.score(model, parts)[1] != pytest.approx(rows[-1]["dev_loss"], abs=1e-6)


def test_heads_are_counted_until_the_loss_is_first_too_large():
    rows = [{"share": share} for share in (1.0, 0.99, 0.93, 0.99, 0.5)]
    assert [heads.spared(1.0, rows, points) for points in (0, 1, 5, 20, 100)] == [1, 2, 2, 4, 5]


def test_the_whole_measurement_gives_figures_for_each_seed(tiny, tmp_path):
    model, tokenizer = tiny
    train_t5.files.export(model, tokenizer, tmp_path / "pocket-t5")
    found = heads.measure(tmp_path / "pocket-t5", {"means": 10, "dev": 10, "test": 10})
    json.dumps(found)
    assert len(found["ablation"]) == 12 and 0 < found["same_position"] < 1
    assert all(isinstance(value, (int, float)) for value in heads.figures(found).values())


def test_intervals_over_seeds():
    # By hand: mean 2, sd 1, t(.975, 2) = 4.3027; 4.3027 / sqrt(3) = 2.4841; 4.3027 * sqrt(4 / 3) = 4.9683.
    found = runs.spread([1, 2, 3])
    assert (found["mean"], found["sd"], found["n"]) == (2, 1, 3)
    assert found["interval"] == pytest.approx([-0.4841, 4.4841], abs=1e-4)
    assert found["prediction"] == pytest.approx([-2.9683, 6.9683], abs=1e-4)
    assert runs.spread([5])["interval"] is None and runs.spread([5])["prediction"] is None


def test_a_result_is_remembered_for_its_key_only(tmp_path):
    calls = []

    def make():
        calls.append(1)
        return {1: len(calls)}

    path = tmp_path / "deep" / "one.json"
    assert [runs.remembered(path, key, make) for key in ("a", "a", "b", "b")] == [{"1": 1}, {"1": 1}, {"1": 2}, {"1": 2}]


def test_the_origin_names_command_code_and_seeds():
    found = runs.origin("python -m lab heads", [heads.measure], [0, 1], {"training": 1.234})
    assert found["command"] == "python -m lab heads" and found["seeds"] == [0, 1] and found["cpu_seconds"] == {"training": 1.2}
    assert found["sources_sha256"] != runs.origin("", [heads.score], [], {})["sources_sha256"]
