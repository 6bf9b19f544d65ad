"""pocket-gpt's childhood: its weights at a few steps of its training, and what it writes at each of them.

`train` repeats the beginning of the training of lab/train_gpt.py and keeps the weights at the steps KEPT in build/lab/childhood/.
`run` stores some of these for childhood-explorer, rounded to 3 or 4 bits a weight, and measures what that costs. Writes
docs/assets/explorers/data/childhood-STEP.safetensors, data/childhood.json and lab/results/childhood.json.
"""

import contextlib
import json
import math
import os
import re
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from lab.export import BUILD, MODELS, manifest, read_result, write_json, write_manifest, write_result
from lab.train_gpt import STEPS, TOKENS, bits_per_character, encode, fitting, make_model, to_batch
from lab.training import TrainConfig, endless_batches, fingerprint, fit, pick_device
from lab.vocabulary import make_bpe
from lab.wordnet import split

FOLDER = BUILD / "childhood"
DATA = MODELS.parent / "explorers/data"
KEPT = (0, 1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000)
STORED = {30: 3, 100: 3, 500: 4, 2000: 4}  # step -> bits a weight; the early ones are so coarse that 3 bits do
BLOCK = 128  # weights that share a scale and a least value
WORDS = ("loudly", "physics", "dog")  # shown before readers choose their own
LINE = "red car: a car that is red"  # read by the heads before readers write their own
COMPARED = 50  # words of the test part, defined with the weights as trained and as stored
TRIES = 300  # roundings to choose from


class Grown(Exception):
    """The last step of KEPT is reached."""


def train(folder: Path = FOLDER, seed: int = 0) -> None:
    """Train as lab/train_gpt.py does, up to the last step of KEPT; from there on, it would be the training of pocket-gpt again.

    Weights go to folder/STEP.pt, held-out figures to folder/curve.json, and those of lab/train_gpt.py's steps to folder/log.jsonl.
    """
    parts = split()
    tokenizer = make_bpe([entry.line for entry in parts["train"]])
    rows = encode(tokenizer, [entry.line for entry in parts["train"]])
    dev_rows, characters = held_out(tokenizer)
    device = pick_device()
    model = make_model(len(tokenizer), seed=seed).to(device)
    batch_at = endless_batches([len(row) for row in rows], TOKENS, seed)
    folder.mkdir(parents=True, exist_ok=True)
    curve_file = folder / "curve.json"

    def keep(step: int) -> None:
        model.eval()
        torch.save(model.state_dict(), folder / "new.pt")
        os.replace(folder / "new.pt", folder / f"{step}.pt")
        curve = {row["step"]: row for row in json.loads(curve_file.read_text())} if curve_file.exists() else {}
        curve[step] = {"step": step, **bits_per_character(model, dev_rows, characters)}
        curve_file.write_text(json.dumps([curve[at] for at in sorted(curve)]))
        model.train()

    def loss_at(step: int) -> torch.Tensor:
        if step in KEPT:  # the weights after so many steps
            keep(step)
        if step == KEPT[-1]:
            raise Grown
        ids, labels = to_batch([rows[i] for i in batch_at(step)], device)
        return model(input_ids=ids, labels=labels).loss

    config = TrainConfig(STEPS, 100, muon_learning_rate=0.03, adam_learning_rate=8e-3, seed=seed, evaluations=22)
    key = fingerprint(model, tokenizer, config, {"rows": rows, "tokens": TOKENS}, (to_batch, endless_batches))
    with contextlib.suppress(Grown):
        fit(model, loss_at, config, folder, key, lambda: bits_per_character(model, dev_rows, characters), "childhood")


def held_out(tokenizer) -> tuple[list[list[int]], int]:
    """Return the development lines as ids, and their characters."""
    dev = [entry.line for entry in split()["dev"]]
    return fitting(encode(tokenizer, dev), dev)


def pack(weights: torch.Tensor, bits: int, chance: torch.Generator | None = None) -> dict[str, torch.Tensor]:
    """Round a matrix (n, m), m a multiple of BLOCK, to 2**bits levels a block, evenly spaced from its least value.

    Returns packed: the levels, bit by bit, the lowest first; scale and least: 16-bit floats (n, m / BLOCK), where a weight is
    least + scale * level. Of several ranges of levels, each block takes the one with the smallest squared error: the largest
    weights are few, and cutting them off makes the levels finer. chance: takes a range that is nearly as good now and then.
    """
    blocks = weights.detach().float().reshape(-1, BLOCK)
    low, high = blocks.min(1, keepdim=True).values, blocks.max(1, keepdim=True).values
    best: list[torch.Tensor] = []  # error (blocks, 1), level (blocks, BLOCK), scale and least (blocks, 1)
    for share in torch.linspace(1, 0.6, 17):
        scale = ((high - low) * share / (2**bits - 1)).half()
        least = ((high + low) / 2 - (high - low) / 2 * share).half()
        level = ((blocks - least.float()) / scale.float().clamp_min(1e-12)).round().clamp(0, 2**bits - 1)
        error = (least.float() + scale.float() * level - blocks).square().sum(1, keepdim=True)
        if chance:
            error *= 1 + 0.2 * torch.rand(error.shape, generator=chance)
        tried = [error, level, scale, least]
        best = [torch.where(error < best[0], new, old) for new, old in zip(tried, best)] if best else tried
    _, level, scale, least = best
    shape = (weights.shape[0], weights.shape[1] // BLOCK)
    places = (level.to(torch.int64).reshape(-1, 1) >> torch.arange(bits)) & 1
    packed = (places.reshape(-1, 8) << torch.arange(8)).sum(1).to(torch.uint8)
    return {"packed": packed, "scale": scale.reshape(shape), "least": least.reshape(shape)}


def unpack(packed: torch.Tensor, scale: torch.Tensor, least: torch.Tensor) -> torch.Tensor:
    """Return the matrix (n, m) that `pack` stored, as docs/assets/explorers/runtime/packed.js does."""
    bits = packed.numel() * 8 // (scale.numel() * BLOCK)
    places = (packed.to(torch.int64).reshape(-1, 1) >> torch.arange(8)) & 1
    level = (places.reshape(-1, bits) << torch.arange(bits)).sum(1).reshape(-1, BLOCK).float()
    return (least.float().reshape(-1, 1) + scale.float().reshape(-1, 1) * level).reshape(scale.shape[0], -1)


def stored_at(step: int) -> Path:
    """Return where the weights at a step are stored for the page."""
    return DATA / f"childhood-{step}.safetensors"


def store(step: int, bits: int, chance: torch.Generator | None = None) -> None:
    """Write the weights at a step for the page: matrices in `bits` bits, everything else in 16-bit floats. chance: see pack."""
    tensors: dict[str, torch.Tensor] = {}
    for name, weights in torch.load(FOLDER / f"{step}.pt").items():
        if name == "lm_head.weight":  # the table of tokens, which is used twice
            continue
        parts = pack(weights, bits, chance) if weights.ndim == 2 else {}
        tensors |= {f"{name}.{part}": tensor for part, tensor in parts.items()} or {name: weights.half()}
    note = {"format": "pt", "license": "MIT; learned from WordNet, see docs/assets/models/WORDNET-LICENSE.txt"}
    save_file(tensors, stored_at(step), metadata=note)
    stored_at(step).chmod(0o644)


def read_stored(step: int) -> dict[str, torch.Tensor]:
    """Return the weights that `store` wrote, by name."""
    tensors = load_file(stored_at(step))
    names = {name.removesuffix(".packed") for name in tensors if name.endswith(".packed")}
    found = {name: unpack(*(tensors[f"{name}.{part}"] for part in ("packed", "scale", "least"))) for name in names}
    return found | {name: weights.float() for name, weights in tensors.items() if name.rpartition(".")[0] not in names}


def store_well(step: int, bits: int, tokenizer) -> int:
    """Store the weights at a step so that WORDS keep their definitions, and return how many roundings it took.

    The most probable token wins by a hair now and then, and any rounding turns some of these cases. Roundings that differ a
    little turn different ones. Raises SystemExit when none of TRIES keeps all.
    """
    model = model_with(torch.load(FOLDER / f"{step}.pt"), len(tokenizer))
    wanted = [define(model, tokenizer, word) for word in WORDS]
    for attempt in range(TRIES):
        store(step, bits, torch.Generator().manual_seed(attempt))
        rounded = model_with(read_stored(step), len(tokenizer))
        if all(define(rounded, tokenizer, word) == text for word, text in zip(WORDS, wanted)):
            print(f"step {step}: rounding {attempt + 1} keeps the definitions", flush=True)
            return attempt + 1
    raise SystemExit(
        f"step {step}: no rounding to {bits} bits keeps the definitions of {', '.join(WORDS)}. Take other words, or more bits."
    )


def model_with(weights: dict[str, torch.Tensor], vocabulary: int):
    """Return a pocket-gpt with these weights."""
    model = make_model(vocabulary)
    model.load_state_dict({"lm_head.weight": weights["transformer.wte.weight"], **weights})
    return model.eval()


def pointed(model, tokenizer) -> int:
    """Return how many heads give more than half of their attention to one token, on average over the tokens of LINE after the first two."""
    model.set_attn_implementation("eager")
    with torch.no_grad():
        layers = model(**tokenizer(LINE, return_tensors="pt"), output_attentions=True).attentions  # of each (1, heads, n, n)
    heads = torch.cat(layers, 1)[0]  # (layers * heads, n, n)
    return int((heads.amax(2)[:, 2:].mean(1) > 0.5).sum())


def whole_curve(rows: list[list[int]], characters: int) -> tuple[list[dict], float]:
    """Return the loss by step, and how far this training is from pocket-gpt's where both were measured, in bits a character.

    What comes after the last step of KEPT is pocket-gpt's, whose log has bits a character: the same sum, divided by something else.
    """
    log = [json.loads(line) for line in (FOLDER / "log.jsonl").read_text().splitlines()]
    others = {row["step"]: row["bits_per_character"] for row in read_result("gpt")["curve"]}
    apart = max(abs(row["bits_per_character"] - others[row["step"]]) for row in log)
    factor = math.log(2) * characters / sum(len(row) - 1 for row in rows)
    own = {row["step"]: row["nats_per_token"] for row in json.loads((FOLDER / "curve.json").read_text()) if row["step"] in KEPT}
    later = {step: round(bits * factor, 4) for step, bits in others.items() if step > KEPT[-1]}
    return [{"step": step, "loss": loss} for step, loss in (own | later).items()], apart


def run() -> None:
    """Store the stages, and write what is known of each."""
    if not (FOLDER / f"{KEPT[-1]}.pt").exists():
        train()
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "pocket-gpt")
    rows, characters = held_out(tokenizer)
    words = list(dict.fromkeys(entry.word for entry in split()["test"]))
    others = words[:: len(words) // COMPARED][:COMPARED]
    stages = []
    for step in (0, *STORED, STEPS):
        if step == STEPS:
            model = AutoModelForCausalLM.from_pretrained(MODELS / "pocket-gpt").eval()
        else:
            model = model_with(torch.load(FOLDER / f"{step}.pt"), len(tokenizer))
        stage = {"step": step, "loss": bits_per_character(model, rows, characters)["nats_per_token"]}
        if step in STORED:
            tries = store_well(step, STORED[step], tokenizer)
            kept = model_with(read_stored(step), len(tokenizer))
            stage |= {
                "bits": STORED[step],
                "bytes": stored_at(step).stat().st_size,
                "roundings_tried": tries,
                "stored_loss": bits_per_character(kept, rows, characters)["nats_per_token"],
                "same_definitions": sum(define(model, tokenizer, word) == define(kept, tokenizer, word) for word in others),
            }
            model = kept
        definitions = {word: define(model, tokenizer, word) for word in WORDS}
        stages.append(stage | {"choices": round(math.exp(stage["loss"])), "pointed": pointed(model, tokenizer), "words": definitions})
    curve, apart = whole_curve(rows, characters)
    drawn, layer = make_model(len(tokenizer)).state_dict(), "transformer.h.0."
    matrices = ("attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight")
    write_result(
        "childhood",
        {
            "steps": STEPS,
            "vocabulary": len(tokenizer),
            "compared": len(others),
            "bits_a_character_apart_from_pocket_gpt": apart,
            "line": LINE,
            # The spread of the first weights, by the end of their names; 0.02 for all others.
            "spreads": {part: round(float(drawn[layer + part].std()), 4) for part in matrices},
            "stages": stages,
            "curve": curve,
        },
    )
    write_manifest()
    write_json(DATA / "childhood.json", contents())


def define(model, tokenizer, word: str) -> str:
    """Return a model's definition of a word, always taking the most probable token, 24 of them at most; · is a byte that isn't a character."""
    prompt = tokenizer(f"{word}:", return_tensors="pt")
    with torch.no_grad():
        written = model.generate(**prompt, max_new_tokens=24, do_sample=False, pad_token_id=0)
    text = tokenizer.decode(written[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True).strip()
    return re.sub("[\x00-\x1f\x7f-\x9f\ufffd]", "·", text)


def contents() -> dict:
    """Return the contents of data/childhood.json: what the page needs of the results, and how many bytes it fetches for each stage."""
    found, files = read_result("childhood"), manifest()
    fetched = {step: sum(file["bytes"] for file in files[f"pocket-gpt@{step}"].values()) for step in STORED}
    fetched[STEPS] = sum(file["bytes"] for file in files["pocket-gpt"].values())
    return {
        "source": "pocket-gpt, trained on WordNet 3.0, Princeton University",
        "spreads": found["spreads"],
        "curve": [[row["step"], row["loss"]] for row in found["curve"]],
        "stages": [
            {
                "step": stage["step"],
                "loss": stage["loss"],
                "choices": stage["choices"],
                "bytes": fetched.get(stage["step"], 0),
                "words": stage["words"],
            }
            for stage in found["stages"]
        ],
    }
