"""Records what PyTorch computes, as a reference for the page's runtime: `python -m lab.record pocket-gpt`.

Reads docs/assets/models/NAME (or the folder given with --folder) and writes tests/recordings/NAME.json.
"""

import argparse
import base64
import json
import math
import struct
from pathlib import Path

import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from transformers import BertForMaskedLM, BertForSequenceClassification, GPT2LMHeadModel, LlamaForCausalLM, T5ForConditionalGeneration
from transformers.generation.logits_process import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from lab.strings import checksum, varied_strings

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "docs" / "assets" / "models"
RECORDINGS = ROOT / "tests" / "recordings"
MOST_NEW = 16  # tokens of a greedy generation
MOST_NUMBERS = 250  # per value; longer ones are thinned out evenly
DETAILED = 5  # inputs for which q, k, v and the like are recorded too

COMMON = [
    "",
    " ",
    "   \t\n",
    "a",
    "A",
    "?",
    "...",
    "the red car",
    "The red car.",
    "THE RED CAR",
    "a small house",
    "unhappiness",
    "don't",
    "l'eau",
    "naïve café",
    "nai\u0308ve cafe\u0301",
    "Größe",
    "ΣΊΣΥΦΟΣ",
    "İstanbul",
    "3.14 and 42",
    "1,000,000",
    "e-mail: someone@example.org",
    "<b>bold</b>",
    "new\nline",
    "zero\u200bwidth",
    "\u202eright to left\u202c",
    "שלום עולם",
    "مرحبا بالعالم",
    "你好，世界",
    "こんにちは",
    "안녕하세요",
    "😀",
    "👩‍👩‍👧‍👦 family",
    "🇫🇷 🇬🇧",
    "e" * 120,
    "a\0b\ufffdc",
    "\u00a0\u3000x",
    "[MASK]",
    "<|endoftext|>",
    "</s>",
    "word " * 300,
    "the red car is small and the cat sees it " * 40,
]
ESPECIALLY = {
    "T5": [
        "the cat eats the fish",
        "the red cars are fast",
        "she does not see the small house",
        "the dog </s> the cat",
        "a zorbological car",
        "the old friend sleeps under the table",
        "we saw the white cats",
        "i like the water",
    ],
    "GPT2": [
        "hypodermis:",
        "glorfish: a",
        "zorbology:",
        "car: a motor vehicle with",
        "unplimbable: not",
        "red: of a color",
        "cat<|endoftext|>dog:",
        "brindlewick:",
    ],
    "Bert": [
        "a [MASK] with four wheels",
        "the [MASK] of a [MASK]",
        "[CLS] twice [SEP]",
        "a large fish of the [MASK] coast",
        "the act of eating",
        "a person who writes books",
        "[mask]",
        "[MASK][MASK] car",
    ],
}
ESPECIALLY["Llama"] = ESPECIALLY["GPT2"]  # they read the same text


def load(folder: Path):
    """Return the model of the folder, in 32 bits, with attention that returns its weights."""
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    with safe_open(folder / "model.safetensors", "pt") as file:
        classifies = "classifier.weight" in file.keys()  # noqa: SIM118 (no dictionary)
    loader = {
        "gpt2": GPT2LMHeadModel,
        "llama": LlamaForCausalLM,
        "t5": T5ForConditionalGeneration,
        "bert": BertForSequenceClassification if classifies else BertForMaskedLM,
    }[kind]
    return loader.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()


def architecture(model) -> str:
    """Return "T5", "GPT2", "Bert" or "Llama"."""
    return next(name for name in ESPECIALLY if type(model).__name__.startswith(name))


def window_of(model, folder: Path) -> int:
    """Return how many tokens the model reads. Raises ValueError if the folder's files don't agree on it."""
    config = model.config
    window = getattr(config, "n_positions", None) or getattr(config, "max_position_embeddings", None) or 512
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    if settings.get("model_max_length", window) != window:
        raise ValueError(
            f"{folder.name}/tokenizer_config.json: model_max_length is {settings['model_max_length']}, but by "
            f"config.json the model reads {window} tokens. Give both the same number (T5: n_positions)."
        )
    return window


def probes(model) -> dict:
    """Return {runtime's name: (module path, what to take from its call: (inputs, output) -> tensor (n, d) or (n, h, d_k))}."""
    kind, config, found = architecture(model), model.config, {}
    d_k = config.d_kv if kind == "T5" else config.hidden_size // config.num_attention_heads

    def by_head(x):
        return x.view(x.shape[0], -1, d_k)  # Llama has fewer heads of keys and values than of queries

    def out(inputs, output):
        return output[0] if isinstance(output, tuple) else output

    def parts(prefix, paths):
        for key, path in zip("qkv", paths):
            found[f"{prefix}.{key}"] = (path, lambda i, o: by_head(o[0]))

    if kind == "Bert":
        base = "bert.encoder.layer"
        for layer in range(config.num_hidden_layers):
            name, path = f"encoder.{layer}", f"{base}.{layer}"
            parts(f"{name}.attention", [f"{path}.attention.self.{one}" for one in ("query", "key", "value")])
            found[f"{name}.attn_out"] = (f"{path}.attention.output.dense", lambda i, o: o[0])
            found[f"{name}.resid_mid"] = (f"{path}.attention.output", lambda i, o: o[0])
            found[f"{name}.mlp_post"] = (f"{path}.intermediate", lambda i, o: o[0])
            found[f"{name}.resid_post"] = (path, lambda i, o: out(i, o)[0])
        found["encoder.embeddings"] = ("bert.embeddings", lambda i, o: o[0])
    elif kind == "GPT2":
        for layer in range(config.n_layer):
            name, path = f"decoder.{layer}", f"transformer.h.{layer}"
            for part, key in enumerate("qkv"):
                found[f"{name}.attention.{key}"] = (f"{path}.attn.c_attn", lambda i, o, part=part: by_head(o[0].chunk(3, -1)[part]))
            found[f"{name}.attn_out"] = (f"{path}.attn.c_proj", lambda i, o: o[0])
            found[f"{name}.resid_mid"] = (f"{path}.ln_2", lambda i, o: i[0][0])
            found[f"{name}.mlp_post"] = (f"{path}.mlp.act", lambda i, o: o[0])
            found[f"{name}.resid_post"] = (path, lambda i, o: out(i, o)[0])
        found["decoder.embeddings"] = ("transformer.drop", lambda i, o: o[0])
        found["decoder.last_hidden_state"] = ("transformer.ln_f", lambda i, o: o[0])
    elif kind == "Llama":

        def turned(x):
            """Turn (n, h, d_k) by position: what q_proj and k_proj return isn't turned yet, the runtime's q and k are."""
            cos, sin = model.model.rotary_emb(x, torch.arange(len(x))[None])
            return apply_rotary_pos_emb(x[None], x[None], cos, sin, unsqueeze_dim=2)[0][0]

        for layer in range(config.num_hidden_layers):
            name, path = f"decoder.{layer}", f"model.layers.{layer}"
            for key in "qk":
                found[f"{name}.attention.{key}"] = (f"{path}.self_attn.{key}_proj", lambda i, o: turned(by_head(o[0])))
            found[f"{name}.attention.v"] = (f"{path}.self_attn.v_proj", lambda i, o: by_head(o[0]))
            found[f"{name}.attn_out"] = (f"{path}.self_attn.o_proj", lambda i, o: o[0])
            found[f"{name}.resid_mid"] = (f"{path}.post_attention_layernorm", lambda i, o: i[0][0])
            found[f"{name}.mlp_post"] = (f"{path}.mlp.down_proj", lambda i, o: i[0][0])
            found[f"{name}.resid_post"] = (path, lambda i, o: out(i, o)[0])
        found["decoder.embeddings"] = ("model.embed_tokens", lambda i, o: o[0])
        found["decoder.last_hidden_state"] = ("model.norm", lambda i, o: o[0])
    else:
        for side, layers in (("encoder", config.num_layers), ("decoder", config.num_decoder_layers)):
            for layer in range(layers):
                name, path = f"{side}.{layer}", f"{side}.block.{layer}.layer"
                parts(f"{name}.attention", [f"{path}.0.SelfAttention.{one}" for one in "qkv"])
                found[f"{name}.resid_mid"] = (f"{path}.0", lambda i, o: out(i, o)[0])
                if side == "decoder":
                    parts(f"{name}.cross", [f"{path}.1.EncDecAttention.{one}" for one in "qkv"])
                    found[f"{name}.resid_mid_cross"] = (f"{path}.1", lambda i, o: out(i, o)[0])
                last = f"{path}.{2 if side == 'decoder' else 1}"
                found[f"{name}.mlp_post"] = (f"{last}.DenseReluDense.wo", lambda i, o: i[0][0])
                found[f"{name}.resid_post"] = (f"{side}.block.{layer}", lambda i, o: out(i, o)[0])
            found[f"{side}.embeddings"] = (f"{side}.block.0.layer.0.layer_norm", lambda i, o: i[0][0])
            found[f"{side}.last_hidden_state"] = (f"{side}.final_layer_norm", lambda i, o: o[0])
    return found


def forward(model, inputs: dict) -> dict:
    """Run the model once; return its logits and attention weights by the runtime's names."""
    with torch.no_grad():
        result = model(**inputs, output_attentions=True)
    values = {"logits": result.logits[0] if result.logits.dim() == 3 else result.logits}
    lists = {
        "decoder.{}.attention": getattr(result, "decoder_attentions", None),
        "decoder.{}.cross": getattr(result, "cross_attentions", None),
        "encoder.{}.attention": getattr(result, "encoder_attentions", None),
    }
    if architecture(model) != "T5":
        lists = {"encoder.{}.attention" if architecture(model) == "Bert" else "decoder.{}.attention": result.attentions}
    for name, layers in lists.items():
        for layer, weights in enumerate(layers or ()):
            values[f"{name.format(layer)}.weights"] = weights[0]
    return values


def probed(model, inputs: dict) -> dict:
    """Run the model once; return every value that probes() names, logits and weights too."""
    kept, hooks = {}, []
    for name, (path, take) in probes(model).items():

        def hook(module, args, output, name=name, take=take):
            kept[name] = take(args, output).detach()

        hooks.append(model.get_submodule(path).register_forward_hook(hook))
    values = forward(model, inputs)
    for one in hooks:
        one.remove()
    return {**kept, **values}


def without_head(model, inputs: dict, head: str) -> torch.Tensor:
    """Return the logits with one head's output set to 0. head: "decoder.1.cross.2", the runtime's name for it."""
    stack, layer, kind, number = head.split(".")
    path = {
        "Bert": f"bert.encoder.layer.{layer}.attention.output.dense",
        "GPT2": f"transformer.h.{layer}.attn.c_proj",
        "Llama": f"model.layers.{layer}.self_attn.o_proj",
        "T5": f"{stack}.block.{layer}.layer." + ("1.EncDecAttention.o" if kind == "cross" else "0.SelfAttention.o"),
    }[architecture(model)]

    def silence(module, args):
        x = args[0].clone()
        size = x.shape[-1] // model.config.num_attention_heads
        x[..., int(number) * size : (int(number) + 1) * size] = 0
        return (x, *args[1:])

    hook = model.get_submodule(path).register_forward_pre_hook(silence)
    values = forward(model, inputs)
    hook.remove()
    return values["logits"]


def greedy(model, ids: list[int], window: int) -> list[int]:
    """Return the new tokens of greedy decoding; a GPT whose window is full continues from the last tokens."""
    if architecture(model) == "T5" or len(ids) + MOST_NEW <= window:
        with torch.no_grad():
            written = model.generate(
                torch.tensor([ids]),
                attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                max_new_tokens=MOST_NEW,
                do_sample=False,
                num_beams=1,
                pad_token_id=model.config.pad_token_id or 0,
            )[0].tolist()
        return written[1:] if architecture(model) == "T5" else written[len(ids) :]
    new: list[int] = []
    while len(new) < MOST_NEW and (not new or new[-1] != model.config.eos_token_id):
        logits = forward(model, {"input_ids": torch.tensor([(ids + new)[-window:]])})["logits"]
        new.append(int(logits[-1].argmax()))
    return new


def thin(tensor: torch.Tensor) -> dict:
    """Return shape, step and every step-th number, rounded to 1e-6."""
    flat = tensor.flatten()
    step = -(-len(flat) // MOST_NUMBERS)
    while step > 1 and any(math.gcd(step, size) > 1 for size in tensor.shape):
        step += 1  # so that it covers all rows and columns
    return {"shape": list(tensor.shape), "step": step, "data": [round(float(x), 6) for x in flat[::step]]}


def cuts(logits: torch.Tensor) -> list[dict]:
    """Return what Transformers' own temperature, top-k and top-p make of a distribution over V tokens."""
    found = []
    for temperature, top_k, top_p in ((1, 0, 1), (0.7, 0, 0.9), (1.5, 20, 1), (1, 10, 0.5), (0.5, 5, 0.95), (2, 0, 0.99)):
        scores = TemperatureLogitsWarper(float(temperature))(None, logits[None].double())
        scores = TopKLogitsWarper(top_k)(None, scores) if top_k else scores
        scores = TopPLogitsWarper(top_p)(None, scores) if top_p < 1 else scores
        p = scores.softmax(-1)[0]
        found.append(
            {
                "temperature": temperature,
                "top_k": top_k,
                "top_p": top_p,
                "kept": int((p > 0).sum()),
                "ids": p.topk(5).indices.tolist(),
                "p": [round(x, 6) for x in p.topk(5).values.tolist()],
            }
        )
    return found


def record_input(model, tokenizer, text: str, number: int, window: int) -> dict:
    """Return everything about one input that the runtime must reproduce."""
    kind, encoding = architecture(model), tokenizer.encode(text)
    entry = {"text": text, "input_ids": encoding.ids}
    inputs = {"input_ids": torch.tensor([encoding.ids])}
    if kind != "Bert":
        new = greedy(model, encoding.ids, window)
        entry["greedy"] = {"ids": new, "text": tokenizer.decode(new, skip_special_tokens=True)}
    if kind == "T5":
        entry["decoder_input_ids"] = [model.config.decoder_start_token_id, *new[:-1]]
        inputs["decoder_input_ids"] = torch.tensor([entry["decoder_input_ids"]])
    values = (probed if number < DETAILED else forward)(model, inputs)
    entry["values"] = {name: thin(value) for name, value in values.items()}
    if number < DETAILED:
        weights = [name.removesuffix(".weights") for name in values if name.endswith(".weights")]
        head = f"{weights[number % len(weights)]}.{number % model.config.num_attention_heads}"
        entry["ablation"] = {"head": head, "logits": thin(without_head(model, inputs, head))}
        if kind != "Bert":
            entry["cuts"] = cuts(values["logits"][-1])
    return entry


def record(name: str, folder: Path, recordings: Path = RECORDINGS) -> Path:
    """Record one model folder; return the file written."""
    torch.set_num_threads(1)
    model = load(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    words = sorted(word for word in tokenizer.get_vocab() if word.isascii() and word.isalpha())
    strings = varied_strings(words)
    sums = [checksum(tokenizer.encode(text).ids) for text in strings]
    backs = [checksum(list(tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False).encode())) for text in strings]
    window = window_of(model, folder)
    tokenizer.enable_truncation(window)
    texts = [*ESPECIALLY[architecture(model)], *COMMON]
    assert len(texts) == 50, f"{len(texts)} inputs instead of 50"
    inputs = [record_input(model, tokenizer, text, number, window) for number, text in enumerate(texts)]
    pack = lambda numbers: base64.b64encode(struct.pack(f"<{len(numbers)}I", *numbers)).decode()  # noqa: E731
    recording = {
        "model": name,
        "class": type(model).__name__,
        "torch": torch.__version__,
        "model_max_length": window,
        "words": words,
        "strings": pack(sums),
        "decoded": pack(backs),
        "inputs": inputs,
    }
    recordings.mkdir(exist_ok=True)
    path = recordings / f"{name}.json"
    path.write_text(
        json.dumps(recording, ensure_ascii=True, separators=(",", ":")).replace('{"text"', '\n{"text"') + "\n", encoding="utf-8"
    )
    print(f"{path}: {len(inputs)} inputs, {len(strings)} strings, {path.stat().st_size:,} bytes")
    return path


def main() -> None:
    """Record the models named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="+")
    parser.add_argument("--models", type=Path, default=MODELS, help="the folder that contains the models' folders")
    parser.add_argument("--recordings", type=Path, default=RECORDINGS, help="the folder to write to")
    arguments = parser.parse_args()
    for name in arguments.names:
        record(name, arguments.models / name, arguments.recordings)


if __name__ == "__main__":
    main()
