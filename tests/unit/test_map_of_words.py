"""What the Challenges page says about the map of words matches its file, and every word in it may be shown."""

import json

import numpy as np
import pytest
from building import ROOT

from llm_notes.publish.tensors import read_tensors

DATA = ROOT / "docs/assets/explorers/data"
TOLD = json.loads((ROOT / "lab/results/words-map.json").read_text(encoding="utf-8"))
LISTS = json.loads((DATA / "words-map.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def vectors() -> dict[str, np.ndarray]:
    """Each word's vector, of length 1."""
    tensors = read_tensors((DATA / "words-map.safetensors").read_bytes())
    words = tensors["words"].decode().split("\n")
    rows = np.frombuffer(tensors["vectors"], np.int8).reshape(len(words), -1).astype(float)
    assert rows.shape == (TOLD["words"], TOLD["width"])
    return dict(zip(words, rows / np.linalg.norm(rows, axis=1, keepdims=True)))


def test_no_word_is_there_that_is_not_offered(vectors):
    for name in ("blocked.txt", "left_out.txt"):
        lines = (ROOT / "lab" / name).read_text(encoding="utf-8").splitlines()
        left_out = {line for line in lines if line and not line.startswith("#")}
        assert len(left_out) > 20 and not left_out & set(vectors), f"lab/{name}:1: words from it are on the map"


def test_the_sums_come_out_as_told(vectors):
    words, rows = list(vectors), np.array(list(vectors.values()))
    right = [0, 0]
    for one in TOLD["analogies"]["rows"]:
        inputs = [one["a"], one["b"], one["c"]]
        order = [words[row] for row in np.argsort(-rows @ (vectors[one["b"]] - vectors[one["a"]] + vectors[one["c"]]))[:10]]
        nearest = [order[0], next(word for word in order if word not in inputs)]
        assert nearest == [one["any"], one["left_out"]]
        right = [count + (word == one["d"]) for count, word in zip(right, nearest)]
    assert right == [TOLD["analogies"]["with_inputs"], TOLD["analogies"]["without_inputs"]]


@pytest.mark.parametrize("way", ["pca", "tsne"])
def test_a_picture_keeps_as_many_neighbors_as_told(vectors, way):
    count = TOLD["picture"]["neighbors"]

    def nearest(places):
        apart = ((places[:, None] - places[None]) ** 2).sum(-1)
        np.fill_diagonal(apart, np.inf)
        return [set(row[:count]) for row in np.argsort(apart)]

    own = nearest(np.array([vectors[one["word"]] for one in LISTS["picture"]]))
    drawn = nearest(np.array([one[way] for one in LISTS["picture"]]))
    kept = np.mean([len(a & b) / count for a, b in zip(own, drawn)])
    # Positions are rounded to thousandths, so a neighbor may change.
    assert kept == pytest.approx(TOLD["picture"][way], abs=0.02) and LISTS["kept"][way] == pytest.approx(TOLD["picture"][way], abs=0.001)
