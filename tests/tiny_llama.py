"""A random Llama of two layers, as a GGUF file like those that LLM tools write: under 1 MB, identical for the same seed."""

import struct

import numpy as np

L, WIDTH, HEADS, KEY_HEADS, WIDE, WINDOW = 2, 64, 4, 2, 96, 128
BYTES = [chr(b) for b in (*range(33, 127), *range(161, 173), *range(174, 256))] + [
    chr(256 + i) for i in range(68)
]  # GPT-2's letters for bytes
MERGES = ["t h", "th e", "Ġ the", "r e", "re d", "Ġ red", "Ġ c", "Ġc a", "Ġca r"]
TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *BYTES, *(pair.replace(" ", "") for pair in MERGES)]
CONTROLS, END = 3, 2
FACTS = {
    "general.architecture": "llama",
    "llama.block_count": L,
    "llama.embedding_length": WIDTH,
    "llama.feed_forward_length": WIDE,
    "llama.attention.head_count": HEADS,
    "llama.attention.head_count_kv": KEY_HEADS,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "llama.rope.freq_base": 10000.0,
    "llama.context_length": WINDOW,
    "tokenizer.ggml.tokens": TOKENS,
    "tokenizer.ggml.token_type": [3 if i < CONTROLS else 1 for i in range(len(TOKENS))],
    "tokenizer.ggml.merges": MERGES,
    "tokenizer.ggml.eos_token_id": END,
    "tokenizer.ggml.unknown_token_id": 0,
}
D_K = WIDTH // HEADS
SHAPES = {  # of a layer's matrices, (out, in)
    "attn_q": (WIDTH, WIDTH),
    "attn_k": (KEY_HEADS * D_K, WIDTH),
    "attn_v": (KEY_HEADS * D_K, WIDTH),
    "attn_output": (WIDTH, WIDTH),
    "ffn_gate": (WIDE, WIDTH),
    "ffn_up": (WIDE, WIDTH),
    "ffn_down": (WIDTH, WIDE),
}


def permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """Return the rows of a head in the order that llama.cpp wants: row i next to row i + d_k / 2 (convert_hf_to_gguf.py, `permute`)."""
    return rows.reshape(heads, 2, len(rows) // heads // 2, -1).swapaxes(1, 2).reshape(rows.shape)


def blocks(rows: np.ndarray, bits: int) -> tuple[bytes, np.ndarray]:
    """Return rows as Q4_1 or Q8_0, and their values after quantization."""
    groups = rows.reshape(-1, 32).astype(np.float32)
    if bits == 8:
        scale = (np.abs(groups).max(1) / 127).astype(np.float16)[:, None]
        q = np.rint(groups / scale).astype(np.int8)
        data = b"".join(s.tobytes() + row.tobytes() for s, row in zip(scale, q))
        return data, (q * scale.astype(np.float32)).reshape(rows.shape)
    least = groups.min(1).astype(np.float16)[:, None]
    scale = ((groups.max(1) - groups.min(1)) / 15).astype(np.float16)[:, None]
    q = np.clip(np.rint((groups - least) / scale), 0, 15).astype(np.uint8)
    packed = q[:, :16] | (q[:, 16:] << 4)
    data = b"".join(s.tobytes() + low.tobytes() + row.tobytes() for s, low, row in zip(scale, least, packed))
    return data, (q * scale.astype(np.float32) + least.astype(np.float32)).reshape(rows.shape)


def made(seed: int) -> tuple[bytes, dict[str, np.ndarray]]:
    """Return the GGUF file, and its weights as floats, with the names and in the order of Transformers."""
    random = np.random.default_rng(seed)
    tensors: list[tuple[str, tuple[int, ...], int, bytes]] = []  # name, shape, kind, data
    worth: dict[str, np.ndarray] = {}

    def matrix(name: str, called: str, shape: tuple[int, int], bits: int = 4, heads: int = 0) -> None:
        rows = random.normal(0, 0.3, shape).astype(np.float32)
        if heads:  # blocks run along a row, so a row's values don't depend on its position
            worth[called] = blocks(rows, bits)[1]
            rows = permuted(rows, heads)
            data = blocks(rows, bits)[0]
        else:
            data, worth[called] = blocks(rows, bits)
        tensors.append((name, shape, 3 if bits == 4 else 8, data))

    def gain(name: str, called: str) -> None:
        worth[called] = random.normal(1, 0.2, WIDTH).astype(np.float32)
        tensors.append((name, (WIDTH,), 0, worth[called].tobytes()))

    matrix("token_embd.weight", "model.embed_tokens.weight", (len(TOKENS), WIDTH), bits=8)
    for layer in range(L):
        a, b = f"blk.{layer}.", f"model.layers.{layer}."
        gain(f"{a}attn_norm.weight", f"{b}input_layernorm.weight")
        gain(f"{a}ffn_norm.weight", f"{b}post_attention_layernorm.weight")
        for name, shape in SHAPES.items():
            kind, part = name.split("_")
            called = f"self_attn.{part[0]}_proj" if kind == "attn" else f"mlp.{part}_proj"
            matrix(f"{a}{name}.weight", f"{b}{called}.weight", shape, heads={"q": HEADS, "k": KEY_HEADS}.get(part, 0))
    gain("output_norm.weight", "model.norm.weight")
    return gguf(FACTS, tensors), worth


def gguf(facts: dict, tensors: list[tuple[str, tuple[int, ...], int, bytes]]) -> bytes:
    """Return a GGUF file of version 3."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def typed(value) -> bytes:
        if isinstance(value, list):
            return struct.pack("<I", 9) + typed(value[0])[:4] + struct.pack("<Q", len(value)) + b"".join(typed(one)[4:] for one in value)
        if isinstance(value, str):
            return struct.pack("<I", 8) + text(value)
        return struct.pack("<If", 6, value) if isinstance(value, float) else struct.pack("<II", 4, value)

    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)) + b"".join(text(name) + typed(value) for name, value in facts.items())
    body = b""
    for name, shape, kind, data in tensors:
        head += (
            text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape[::-1]) + struct.pack("<IQ", kind, len(body))
        )
        body += data + b"\0" * (-len(data) % 32)
    return head + b"\0" * (-len(head) % 32) + body
