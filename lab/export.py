"""Writes a trained model as a folder that Transformers opens and the page reads."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from lab.cards import write_card
from lab.wordnet import blocked_words

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "docs" / "assets" / "models"
RESULTS = ROOT / "lab" / "results"
BUILD = ROOT / "build" / "lab"  # checkpoints and logs, not committed
TOKENIZER_KEYS = (
    "bos_token",
    "eos_token",
    "pad_token",
    "unk_token",
    "cls_token",
    "sep_token",
    "mask_token",
    "model_max_length",
    "model_input_names",
)


def export(model, tokenizer, folder: Path) -> None:
    """Write the model, 16-bit floats, and its tokenizer into folder, with all that Transformers reads and a README.md.

    The configuration says 32 bits, so that Transformers computes in them, as the page does. The tokenizer's class
    is written under a name that both version 4.57 and 5 know. Exporting the contents of an exported folder gives the
    same files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model.config.dtype = torch.float32
    model.config.architectures = [type(model).__name__]  # what pipeline() looks for
    model.config.save_pretrained(folder)
    tied = model.all_tied_weights_keys if hasattr(model, "all_tied_weights_keys") else {}
    weights = {name: tensor.detach().cpu().half().contiguous().clone() for name, tensor in model.state_dict().items() if name not in tied}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # save_file makes it readable to its owner only
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    settings = {key: getattr(tokenizer, key) for key in TOKENIZER_KEYS if getattr(tokenizer, key, None) is not None}
    # Version 4.57 sets this in tokenizer.json back to its own default, False, unless it is set here.
    spaced = getattr(tokenizer.backend_tokenizer.pre_tokenizer, "add_prefix_space", None)
    if spaced is not None:
        settings["add_prefix_space"] = spaced
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **settings})
    if model.can_generate():
        if not model.config.is_encoder_decoder:
            # Text and continuation share the table of positions; the library's default runs past its end.
            model.generation_config.max_length = model.config.max_position_embeddings
        model.generation_config.save_pretrained(folder)
    write_card(folder)


def manifest() -> dict:
    """Return bytes and SHA-256 of every file that a page fetches, by model and name.

    pocket-gpt@STEP is pocket-gpt at a step of its training: weights of its own (lab/childhood.py), the other files are
    pocket-gpt's. Such a file also has its path from MODELS.
    """
    names = ("config.json", "tokenizer.json", "model.safetensors")
    places = {folder.name: {name: f"{folder.name}/{name}" for name in names} for folder in MODELS.iterdir() if folder.is_dir()}
    for file in (MODELS.parent / "explorers/data").glob("childhood-*.safetensors"):
        step = file.stem.removeprefix("childhood-")
        places[f"pocket-gpt@{step}"] = {**places["pocket-gpt"], names[-1]: f"../explorers/data/{file.name}"}
    return {
        model: {
            name: {
                "bytes": (MODELS / path).stat().st_size,
                "sha256": hashlib.sha256((MODELS / path).read_bytes()).hexdigest(),
                **({} if path == f"{model}/{name}" else {"path": path}),
            }
            for name, path in places[model].items()
        }
        for model in sorted(places)
    }


def write_manifest() -> None:
    """Write manifest.json beside the models."""
    write_json(MODELS / "manifest.json", manifest())


def fnv1a(word: str) -> int:
    """Return the 32-bit FNV-1a hash of a word, as docs/assets/explorers/blocked.js computes it."""
    hash_ = 0x811C9DC5
    for byte in word.encode():
        hash_ = (hash_ ^ byte) * 0x01000193 % 2**32
    return hash_


def write_blocked() -> None:
    """Write blocked.json beside the models: the reviewed list as hashes, so that a page can refuse its words."""
    (MODELS / "blocked.json").write_text(json.dumps(sorted(map(fnv1a, blocked_words()))) + "\n", encoding="utf-8")


def write_result(name: str, result: dict) -> None:
    """Write lab/results/NAME.json."""
    RESULTS.mkdir(exist_ok=True)
    write_json(RESULTS / f"{name}.json", result)


def read_result(name: str) -> dict:
    """Return the contents of lab/results/NAME.json."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def write_json(path: Path, data) -> None:
    """Write data as JSON that diffs line by line."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
