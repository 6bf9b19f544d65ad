"""What transfer-explorer trains on follows from the data, is held out where it says so, and reproduces the recorded counts."""

import json

import pytest

from lab import transfer_live
from lab.export import read_result
from lab.train_bert import split

WRITTEN = json.loads(transfer_live.TARGET.read_text(encoding="utf-8"))
WHERE, FIX = "docs/assets/explorers/data/transfer.json", "Run: python -m lab transfer_live"


def test_the_file_is_what_the_data_give():
    assert transfer_live.contents() == WRITTEN, f"{WHERE}: isn't what WordNet and lab/results/transfer.json give. {FIX}"


def test_no_pretraining_line_has_a_held_out_definition():
    held = {text.lower() for text, _ in WRITTEN["test"]}
    seen = {entry.definition.lower() for entry in split()["train"]}
    assert not held & seen, f"{WHERE}: pocket-bert was pretrained on {sorted(held & seen)[:3]}. {FIX}"
    assert {text.lower() for text, _ in WRITTEN["train"]} <= seen


def test_the_counts_and_features_are_as_recorded():
    found, recorded = transfer_live.experiment(), read_result("transfer-live")
    for one, other in zip(found["rows"], recorded["rows"], strict=True):
        for kind in ("pretrained", "untrained"):
            assert sum(one[kind]["counts"], []) == pytest.approx(sum(other[kind]["counts"], []), abs=1), (
                f"lab/results/transfer-live.json: {one['size']} labels differ. {FIX}"
            )
    for kind, rows in recorded["features"].items():
        assert sum(found["features"][kind], []) == pytest.approx(sum(rows, []), abs=1e-3)
