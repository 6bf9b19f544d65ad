"""Records what Transformers computes with SmolLM2's file, for `make smollm2-test`: `python -m lab.record_smollm2`, a few minutes.

The library opens the GGUF file by itself (with the package `gguf`, requirements/smollm2.txt), so nothing of ours is in the reference:
neither how we read the file nor how we arrange its weights. Only the tokenizer is made from our tokenizer.json, by the library
`tokenizers`. Writes tests/smollm2/recording.json.
"""

import base64
import json
import struct
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

from lab.export import ROOT
from lab.smollm2 import chat, files
from lab.strings import checksum, varied_strings
from llm_notes.publish import smollm2

RECORDING = ROOT / "tests" / "smollm2" / "recording.json"
STRINGS = 600
STEP = 389  # every how many logits one is written down; a prime, so that over the positions it meets all tokens
MOST_NEW = 24
PROMPTS = [
    chat("What is the capital of France?"),
    chat("What is 17 + 25?"),
    chat("Who is Professor Quentin Marblewood?"),
    "The capital of France is",
    "Word: hot\nOpposite: cold\n\nWord: big\nOpposite:",
    "the",
    "1, 2, 3, 4, 5, 6,",
    "def add(a, b):\n    return",
    "Die Katze sitzt auf dem",
    "naïve café 😀 is written with",
]
WORDS = [
    "the",
    "The",
    " capital",
    "123",
    "2024",
    "don't",
    "naïve",
    "日本語",
    "한국어",
    "مرحبا",
    "😀",
    "\n\n",
    "   ",
    "<|im_start|>",
    "<|im_end|>",
    "user",
    "x=1;",
]


def opened(path: Path) -> LlamaForCausalLM:
    """Return the library's model with the weights that the library reads from the file. (from_pretrained would want `accelerate`, too.)"""
    config = load_gguf_checkpoint(path)["config"]
    model = LlamaForCausalLM(LlamaConfig(**config))
    found = load_gguf_checkpoint(path, return_tensors=True, model_to_load=model)["tensors"]
    missing, unexpected = model.load_state_dict(found, strict=False)
    assert missing == ["lm_head.weight"] and not unexpected, (missing, unexpected)  # the head is the table of embeddings
    return model.float().eval()


def main() -> None:
    """Write the recording."""
    torch.set_num_threads(1)
    path = smollm2.find()[0]
    model = opened(path)
    tokenizer = Tokenizer.from_str(files()["tokenizer.json"].decode())
    prompts = []
    for text in PROMPTS:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
            new = model.generate(torch.tensor([ids]), max_new_tokens=MOST_NEW, do_sample=False, pad_token_id=0, eos_token_id=2)[0]
        written = new.tolist()[len(ids) :]
        prompts.append(
            {
                "text": text,
                "ids": ids,
                "logits": [round(float(x), 5) for x in logits.flatten()[::STEP]],
                "greedy": written,
                "said": tokenizer.decode(written),
            }
        )
    sums = [checksum(tokenizer.encode(text).ids) for text in strings()]
    packed = base64.b64encode(struct.pack(f"<{len(sums)}I", *sums)).decode()
    lines = ",\n".join(json.dumps(prompt, ensure_ascii=False) for prompt in prompts)  # one line for each prompt
    RECORDING.write_text(f'{{"step": {STEP}, "strings": "{packed}", "prompts": [\n{lines}\n]}}\n', encoding="utf-8")


def strings() -> list[str]:
    """Return the texts whose tokens are compared."""
    return varied_strings(WORDS, STRINGS)


if __name__ == "__main__":
    main()
