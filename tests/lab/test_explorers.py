"""The values that the attention and architecture explorers are compared with are what PyTorch and the library compute today."""

import pytest

from lab import attention_example, shapes
from lab.export import MODELS, read_result


def test_the_example_s_weights_and_translations():
    recorded, found = read_result("attention-example"), attention_example.experiment(MODELS / "pocket-t5")
    for key in ("english", "french", "off"):
        assert found[key] == recorded[key], f"lab/results/attention-example.json: {key} differs. Run python -m lab attention_example."
    assert found["weights"].keys() == recorded["weights"].keys()
    for name, heads in recorded["weights"].items():
        for one, other in zip(found["weights"][name], heads, strict=True):
            assert sum(one, []) == pytest.approx(sum(other, []), abs=1e-3), f"lab/results/attention-example.json: {name} differs"


def test_the_counts_of_parameters():
    assert shapes.experiment() == read_result("shapes"), "lab/results/shapes.json differs. Run python -m lab shapes."
