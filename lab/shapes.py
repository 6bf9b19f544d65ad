"""How many parameters the models of the page Transformer Architecture have, counted by the Transformers library.

In: the configurations of the published models, which are the library's own defaults, and those of the pocket models.
Nothing is downloaded and no weight is made: the classes are built on PyTorch's "meta" device, which keeps only shapes.
Out: a dict for `lab/results/shapes.json`: model -> {class, parameters, in_blocks}. in_blocks: the parameters of all
blocks, without T5's table of distances, which is in the first block and serves them all.
"""

import json
import re

import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
)

from lab.export import MODELS, write_result

PUBLISHED = {
    "BERT-base": (BertForMaskedLM, BertConfig()),
    "GPT-2": (GPT2LMHeadModel, GPT2Config()),
    "T5-small": (T5ForConditionalGeneration, T5Config()),
}
POCKET = {
    "pocket-bert": (BertForMaskedLM, BertConfig),
    "pocket-gpt": (GPT2LMHeadModel, GPT2Config),
    "pocket-t5": (T5ForConditionalGeneration, T5Config),
    "pocket-llama": (LlamaForCausalLM, LlamaConfig),
}


def count(kind, config) -> dict:
    """Return what the module's docstring names; a weight used twice counts once."""
    with torch.device("meta"):
        model = kind(config)
    sizes = {name: parameter.numel() for name, parameter in model.named_parameters()}
    blocks = sum(
        size for name, size in sizes.items() if re.search(r"\.(layers?|h|block)\.\d+\.", name) and "relative_attention_bias" not in name
    )
    return {"class": kind.__name__, "parameters": sum(sizes.values()), "in_blocks": blocks}


def experiment() -> dict:
    """Return the counts of all seven models."""
    pocket = {
        name: (kind, config(**json.loads((MODELS / name / "config.json").read_text(encoding="utf-8"))))
        for name, (kind, config) in POCKET.items()
    }
    return {name: count(*plan) for name, plan in {**PUBLISHED, **pocket}.items()}


def run() -> None:
    """Write lab/results/shapes.json."""
    write_result("shapes", experiment())
