"""The stored checkpoints of pocket-gpt's training match the results, and rounding costs what they say."""

import json

import pytest
import torch
from transformers import AutoTokenizer

from lab import childhood
from lab.export import MODELS, manifest, read_result

FOUND = read_result("childhood")
STORED = [stage for stage in FOUND["stages"] if "bits" in stage]
FIX = "Run: python -m lab childhood"


def test_the_files_of_the_page_follow_from_the_results():
    where = "docs/assets/explorers/data/childhood.json"
    assert json.loads((childhood.DATA / "childhood.json").read_text(encoding="utf-8")) == childhood.contents(), f"{where}: outdated. {FIX}"
    assert json.loads((MODELS / "manifest.json").read_text(encoding="utf-8")) == manifest(), f"docs/assets/models/manifest.json: {FIX}"
    assert {stage["step"]: stage["bits"] for stage in STORED} == childhood.STORED, f"lab/results/childhood.json: {FIX}"


@pytest.mark.parametrize("bits", [3, 4, 5])
def test_what_is_packed_comes_back_within_half_a_level(bits):
    weights = torch.randn(6, 256, generator=torch.Generator().manual_seed(bits))
    packed = childhood.pack(weights, bits)
    assert packed["packed"].numel() == weights.numel() * bits // 8
    back, reach = childhood.unpack(**packed), packed["scale"].float().repeat_interleave(childhood.BLOCK, 1) / 2
    least = packed["least"].float().repeat_interleave(childhood.BLOCK, 1)
    most = least + 2 * reach * (2**bits - 1)
    inside = (weights >= least) & (weights <= most)
    assert inside.float().mean() > 0.9
    assert ((back - weights).abs() <= reach * 1.01)[inside].all()
    assert torch.equal(childhood.unpack(**childhood.pack(back, bits)).half(), back.half()) or bits == 3


@pytest.mark.parametrize("stage", STORED, ids=lambda stage: str(stage["step"]))
def test_a_stored_moment_writes_and_looks_as_recorded(stage):
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "pocket-gpt")
    model = childhood.model_with(childhood.read_stored(stage["step"]), len(tokenizer))
    for word, text in stage["words"].items():
        assert childhood.define(model, tokenizer, word) == text, f"step {stage['step']}: {FIX}"
    assert childhood.pointed(model, tokenizer) == stage["pointed"]
    assert childhood.stored_at(stage["step"]).stat().st_size == stage["bytes"]


def test_rounding_costs_little_and_the_training_is_pocket_gpts():
    for stage in STORED:
        assert abs(stage["stored_loss"] - stage["loss"]) < 0.05, f"step {stage['step']}: use more bits"
    assert FOUND["bits_a_character_apart_from_pocket_gpt"] < 0.01, "this training diverged from pocket-gpt's"
    losses = [row["loss"] for row in FOUND["curve"]]
    assert losses == sorted(losses, reverse=True) and FOUND["curve"][-1]["step"] == FOUND["steps"]
