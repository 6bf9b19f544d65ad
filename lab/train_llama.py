"""pocket-llama: pocket-gpt's text, tokens, steps and size in the architecture of Llama (Touvron 2023, arXiv 2302.13971).

`Decoder` is pocket-gpt's GPT-2 without any of CHANGES and a Llama with all of them; the models in between have some. So
each change can be measured alone, and both ends are trained by the same code. tests/lab/test_llama.py holds the ends
against the library's GPT2LMHeadModel and LlamaForCausalLM.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.modeling_outputs import CausalLMOutput

from lab.runs import digest
from lab.train_gpt import STEPS, TOKENS, WINDOW, bits_per_character, encode, fitting, to_batch
from lab.training import TrainConfig, endless_batches, fingerprint, fit, pick_device
from lab.vocabulary import make_bpe
from lab.wordnet import split

NAME = "pocket-llama"
CHANGES = ("rotary", "rms_norm", "gated", "grouped", "unbiased")
"""What Llama changes in GPT-2:
rotary: queries and keys are turned by their position (Su 2021, arXiv 2104.09864) instead of adding a table of positions;
rms_norm: vectors are divided by their root mean square (Zhang 2019, arXiv 1910.07467) instead of LayerNorm;
gated: the feed-forward part is SwiGLU (Shazeer 2020, arXiv 2002.05202) instead of two matrices around a GELU;
grouped: two heads share keys and values (Ainslie 2023, arXiv 2305.13245) instead of each having its own;
unbiased: the linear maps add no bias."""
HEADS = 4
HEADS_PER_GROUP = 2  # with "grouped": heads that share keys and values
ROTARY_BASE = 10000.0
EPSILON = 1e-5  # of both norms, as in GPT-2
WIDTH_STEP = 8  # the width of the feed-forward part is a multiple of it


@dataclass(frozen=True)
class Texts:
    """Encoded lines for training and, with the characters they stand for, for development and for the test."""

    tokenizer: PreTrainedTokenizerFast
    rows: list[list[int]]
    dev: tuple[list[list[int]], int]
    test: tuple[list[list[int]], int]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all of it."""
        return digest(self.tokenizer.backend_tokenizer.to_str(), self.rows, self.dev, self.test)


def read_texts() -> Texts:
    """Return WordNet's lines in pocket-gpt's tokens. Takes seconds."""
    lines = {part: [entry.line for entry in entries] for part, entries in split().items()}
    tokenizer = make_bpe(lines["train"])
    held_out = {part: fitting(encode(tokenizer, lines[part]), lines[part]) for part in ("dev", "test")}
    return Texts(tokenizer, encode(tokenizer, lines["train"]), held_out["dev"], held_out["test"])


def turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Return x (B, h, n, d_k) with each pair (i, i + d_k/2) turned by its angle; cos and sin are (n, d_k/2)."""
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


class Block(nn.Module):
    """Attention, then the feed-forward part; each reads the normed residual stream and adds to it. Names are the library's for Llama."""

    def __init__(self, config: LlamaConfig):
        super().__init__()
        d, width, changes = config.hidden_size, config.intermediate_size, config.changes
        d_kv = d // config.num_attention_heads * config.num_key_value_heads
        self.rotary, self.gated = "rotary" in changes, "gated" in changes
        self.heads, self.groups = config.num_attention_heads, config.num_key_value_heads

        def linear(inputs: int, outputs: int) -> nn.Linear:
            return nn.Linear(inputs, outputs, bias="unbiased" not in changes)

        self.input_layernorm = make_norm(config)
        self.self_attn = nn.ModuleDict(
            {"q_proj": linear(d, d), "k_proj": linear(d, d_kv), "v_proj": linear(d, d_kv), "o_proj": linear(d, d)}
        )
        self.post_attention_layernorm = make_norm(config)
        self.mlp = nn.ModuleDict({"up_proj": linear(d, width), "down_proj": linear(width, d)})
        if self.gated:
            self.mlp["gate_proj"] = linear(d, width)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        """Return the residual stream (B, n, d) after this block. cos, sin: (n, d_k/2), see turned()."""
        batch, n, d = x.shape
        normed = self.input_layernorm(x)
        q, k, v = (
            self.self_attn[name](normed).view(batch, n, heads, d // self.heads).transpose(1, 2)  # (B, h, n, d_k)
            for name, heads in (("q_proj", self.heads), ("k_proj", self.groups), ("v_proj", self.groups))
        )
        if self.rotary:
            q, k = turned(q, cos, sin), turned(k, cos, sin)
        if self.groups < self.heads:
            k, v = (part.repeat_interleave(self.heads // self.groups, 1) for part in (k, v))
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.self_attn["o_proj"](mixed.transpose(1, 2).reshape(batch, n, d))
        normed = self.post_attention_layernorm(x)
        wide = self.mlp["up_proj"](normed)
        hidden = functional.silu(self.mlp["gate_proj"](normed)) * wide if self.gated else functional.gelu(wide, approximate="tanh")
        return x + self.mlp["down_proj"](hidden)


def make_norm(config: LlamaConfig) -> nn.Module:
    """Return RMSNorm or LayerNorm, as the changes say."""
    return nn.RMSNorm(config.hidden_size, eps=EPSILON) if "rms_norm" in config.changes else nn.LayerNorm(config.hidden_size, eps=EPSILON)


class Decoder(nn.Module):
    """A decoder with the changes named in config.changes; the table of tokens is also the output matrix."""

    def __init__(self, config: LlamaConfig):
        super().__init__()
        self.config = config
        self.model = nn.ModuleDict(
            {
                "embed_tokens": nn.Embedding(config.vocab_size, config.hidden_size),
                "layers": nn.ModuleList(Block(config) for _ in range(config.num_hidden_layers)),
                "norm": make_norm(config),
            }
        )
        if "rotary" not in config.changes:
            self.model["embed_positions"] = nn.Embedding(WINDOW, config.hidden_size)
        pairs = config.hidden_size // config.num_attention_heads // 2
        angles = torch.outer(torch.arange(WINDOW), ROTARY_BASE ** (-torch.arange(pairs) / pairs))
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def forward(self, input_ids: torch.Tensor, labels: torch.Tensor | None = None) -> CausalLMOutput:
        """Return logits (B, n, V) and, with labels (B, n), the mean loss of the next token where it isn't -100."""
        n = input_ids.shape[1]
        table = self.model["embed_tokens"]
        x = table(input_ids)
        if "embed_positions" in self.model:
            x = x + self.model["embed_positions"].weight[:n]
        for block in self.model["layers"]:
            x = block(x, self.cos[:n], self.sin[:n])
        logits = functional.linear(self.model["norm"](x), table.weight)
        loss = None if labels is None else functional.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
        return CausalLMOutput(loss=loss, logits=logits)


def make_config(vocabulary: int, changes=CHANGES, width: int = 0, d_model: int = 128, layers: int = 4) -> LlamaConfig:
    """Return the configuration of a decoder. width: of the feed-forward part; 0 makes it as large as a GPT-2 in which it is 4d."""
    unknown = set(changes) - set(CHANGES)
    if unknown:
        raise ValueError(f"These changes aren't known: {', '.join(sorted(unknown))}. There are: {', '.join(CHANGES)}.")
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=d_model,
        intermediate_size=width or fitting_width(vocabulary, changes, d_model, layers),
        num_hidden_layers=layers,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS // HEADS_PER_GROUP if "grouped" in changes else HEADS,
        max_position_embeddings=WINDOW,
        rms_norm_eps=EPSILON,
        rope_parameters={"rope_type": "default", "rope_theta": ROTARY_BASE},
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=0,
        pad_token_id=0,
        changes=sorted(changes),
    )


def size(vocabulary: int, changes, width: int, d_model: int, layers: int) -> int:
    """Return the number of parameters; a table used twice counts once."""
    with torch.device("meta"):
        model = Decoder(make_config(vocabulary, changes, width, d_model, layers))
    return sum(parameter.numel() for parameter in model.parameters())


def fitting_width(vocabulary: int, changes, d_model: int = 128, layers: int = 4) -> int:
    """Return the width of the feed-forward part with which a decoder has about as many parameters as a GPT-2 in which it is 4d.

    A width of 3d is passed over: Muon would take that matrix for queries, keys and values side by side."""
    wanted = size(vocabulary, (), 4 * d_model, d_model, layers)
    narrow, wide = (size(vocabulary, changes, width, d_model, layers) for width in (WIDTH_STEP, 2 * WIDTH_STEP))
    width = WIDTH_STEP * (1 + round((wanted - narrow) / (wide - narrow)))  # parameters grow evenly with it
    return width + WIDTH_STEP if width == 3 * d_model else width


def make_model(vocabulary: int, changes=CHANGES, seed: int = 0, d_model: int = 128, layers: int = 4) -> Decoder:
    """Return an untrained decoder whose weights start as pocket-gpt's do."""
    torch.manual_seed(seed)
    model = Decoder(make_config(vocabulary, changes, 0, d_model, layers))
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.zeros_(parameter)
        elif parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.7 / math.sqrt(d_model) if ".layers." in name else 0.02)
            if "o_proj" in name or "down_proj" in name:
                parameter.data *= 0.3 / math.sqrt(2 * layers)
    return model


def train(
    out: Path,
    texts: Texts,
    changes=CHANGES,
    seed: int = 0,
    steps: int = STEPS,
    learning_rate_factor: float = 1.0,
    evaluations: int = 1,
    d_model: int = 128,
    layers: int = 4,
) -> tuple[Decoder, list[dict]]:
    """Train a decoder as pocket-gpt is trained; returns (model, log). out: folder for the checkpoint.
    learning_rate_factor: factor of both of pocket-gpt's learning rates."""
    device = pick_device()
    model = make_model(len(texts.tokenizer), changes, seed, d_model, layers).to(device)
    batch_at = endless_batches([len(row) for row in texts.rows], TOKENS, seed)

    def loss_at(step: int) -> torch.Tensor:
        ids, labels = to_batch([texts.rows[i] for i in batch_at(step)], device)
        return model(input_ids=ids, labels=labels).loss

    train_config = TrainConfig(
        steps,
        muon_learning_rate=0.03 * learning_rate_factor,
        adam_learning_rate=8e-3 * learning_rate_factor,
        seed=seed,
        evaluations=evaluations,
    )
    key = fingerprint(model, texts.tokenizer, train_config, {"rows": texts.rows, "tokens": TOKENS}, (loss_at, endless_batches, Decoder))
    log = fit(model, loss_at, train_config, out, key, lambda: bits_per_character(model, *texts.dev), out.name)
    return model, log


def to_llama(model: Decoder) -> LlamaForCausalLM:
    """Return the library's own model with the weights of a decoder that has all changes. Raises ValueError for any other."""
    if set(model.config.changes) != set(CHANGES):
        raise ValueError(f"Only a decoder with all changes is a Llama; this one has {', '.join(model.config.changes) or 'none'}.")
    config = LlamaConfig(**{key: value for key, value in model.config.to_dict().items() if key != "changes"})
    llama = LlamaForCausalLM(config)
    weights = model.state_dict()
    llama.load_state_dict({**weights, "lm_head.weight": weights["model.embed_tokens.weight"]})
    return llama.eval()
