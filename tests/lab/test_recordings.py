"""The recordings that the page's runtime is compared with are what PyTorch computes from the committed models."""

import json

import pytest

from lab.export import MODELS
from lab.record import RECORDINGS, record

CLOSE = 1e-3  # the runtime's tolerance too: another kind of processor sums in a different order, which made a difference of 5e-4
NAMES = sorted(path.stem for path in RECORDINGS.glob("*.json"))


def compare(found, recorded, where: str) -> list[str]:
    """Return where two recordings differ: numbers by more than CLOSE of their size, everything else in any way."""
    if isinstance(recorded, dict):
        if not isinstance(found, dict) or found.keys() != recorded.keys():
            return [f"{where}: other keys"]
        return [line for key in recorded for line in compare(found[key], recorded[key], f"{where}.{key}")]
    if isinstance(recorded, list):
        if not isinstance(found, list) or len(found) != len(recorded):
            return [f"{where}: another length"]
        return [line for i, (one, other) in enumerate(zip(found, recorded)) for line in compare(one, other, f"{where}[{i}]")]
    if isinstance(recorded, float):
        return [] if abs(found - recorded) <= CLOSE * max(1, abs(recorded)) else [f"{where}: {found}, recorded {recorded}"]
    return [] if found == recorded else [f"{where}: {found!r}, recorded {recorded!r}"]


@pytest.mark.parametrize("name", NAMES)
def test_pytorch_computes_what_was_recorded(name, tmp_path):
    found = json.loads(record(name, MODELS / name, tmp_path).read_text())
    recorded = json.loads((RECORDINGS / f"{name}.json").read_text())
    for recording in (found, recorded):
        recording.pop("torch")  # the version is informational
    differences = compare(found, recorded, f"tests/recordings/{name}.json")
    assert not differences, f"{len(differences)} differ. Re-record with python -m lab.record {name}\n" + "\n".join(differences[:10])


def test_there_is_a_recording_of_each_model():
    assert sorted(path.name for path in MODELS.iterdir() if path.is_dir()) == NAMES


def test_a_difference_is_found():
    assert compare({"a": [1.0, 2.0]}, {"a": [1.0, 2.01]}, "x") == ["x.a[1]: 2.0, recorded 2.01"]
    assert not compare({"a": [1.0, 2.0005]}, {"a": [1.0, 2.0]}, "x")
