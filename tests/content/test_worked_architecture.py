"""Recomputes the worked numbers of docs/how-transformers-work/architecture.md from their inputs."""

import json
import re

import numpy as np
from building import ROOT
from pages import WorkedPage, read_page

PAGE = "how-transformers-work/architecture.md"
_page = WorkedPage(PAGE)
says, numbers = _page.says, _page.numbers
GIB, MIB = 2**30, 2**20


def kv_cache(layers, tokens, kv_heads, d_head, size=2):
    """Bytes of keys and values for one text; size: bytes a number."""
    return 2 * layers * tokens * kv_heads * d_head * size


def test_order_blind_mixture():
    pairs = [(0.5, 4), (0.3, 6), (0.2, 10)]
    for order in ([0, 1, 2], [2, 0, 1]):
        terms = " + ".join(f"{pairs[i][0]}·{pairs[i][1]}" for i in order)
        says(f"{terms} = {sum(w * v for w, v in pairs):.1f}", "the mixture in either order")


def test_layer_norm():
    x = np.array([1.0, 3.0])
    y = (x - x.mean()) / x.std()
    says(f"({x[0]:.0f}, {x[1]:.0f}) becomes ({y[0]:.0f}, {y[1]:.0f})".replace("-", "−"), "the layer norm")


def test_parameters_of_a_block():
    d = 4
    attention, up, down = 4 * d * d, d * 4 * d, 4 * d * d
    says(f"{d}·{d} = {d * d} numbers: {attention}.", "the attention's parameters")
    says(f"{d}·{4 * d} = {up} up and {4 * d}·{d} = {down} down: {up + down}.", "the feed-forward parameters")
    total = attention + up + down
    says(f"Together {total}, which is {total // d**2}·d²", "the block's parameters")
    says(f"which have {4 * d * d // d**2}·d² more", "the cross-attention's parameters")
    assert numbers("architecture-cross-parameters") == [total + attention, total, 2 * total, total + d * d], (
        f"{PAGE}: an answer of architecture-cross-parameters differs from its computation; correct it there"
    )
    says(f"{attention} + {attention} + {up + down}, or {(total + attention) // d**2}·d²", "its explanation")


def test_gpt2_small():
    layers, d, vocabulary, positions = 12, 768, 50257, 1024
    says(f"{layers} blocks, d = {d}, V = {vocabulary:,} and {positions:,} positions", "GPT-2's shape")
    blocks = 12 * layers * d**2
    tables = (vocabulary + positions) * d
    says(f"12·{layers}·{d}² = {blocks:,}", "the blocks")
    says(f"({vocabulary:,} + {positions:,})·{d} = {tables:,}", "embeddings and positions")
    says(f"Sum: {blocks + tables:,}.", "the sum")
    per_block = (3 + 1 + 4 + 1) + 2 * 2  # biases of query-key-value, output, up, down; two norms, scale and shift
    rest = per_block * d * layers + 2 * d
    says(f"{per_block}·d a block and 2·d at the end, {rest:,}.", "biases and norms")
    says(f'it is {blocks + tables + rest:,}, the "{(blocks + tables + rest) // 10**6}M"', "all parameters")


def test_masks():
    source, target = 3, 3
    n = source + target
    says(f"all {n * n} cells", "the encoder's grid")
    says(f"{n * (n + 1) // 2} cells are marked. Encoder-decoder", "the decoder's grid")
    says(
        f"*la* sees {source + 1} tokens, *voiture* {source + 2} and *rouge* {source + 3}; "
        f"{source**2 + source * target + target * (target + 1) // 2} cells",
        "the encoder-decoder's grid",
    )


def test_kv_cache():
    layers, kv_heads, d_head, tokens = 32, 32, 128, 4096
    token = kv_cache(layers, 1, kv_heads, d_head)
    says(
        f"$L$ = {layers}, $h_{{kv}}$ = {kv_heads}, $d_{{\\mathrm{{head}}}}$ = {d_head} and reads up to {tokens:,}",
        "the shape of Llama 2 7B",
    )
    says(f"2 · {layers} · {kv_heads} · {d_head} · 2 = {token:,} bytes a token", "the cache of a token")
    assert token * 2 == MIB, f"{PAGE}: a token's cache is no longer half a MiB; change the words"
    says(f"a MiB is {MIB:,} bytes", "the size of a MiB")
    total = kv_cache(layers, tokens, kv_heads, d_head)
    says(f"{token:,} · {tokens:,} = {total:,} bytes = {total / GIB:.0f} GiB", "the cache of a text")
    says(f"Sixteen users at full length need {16 * total / GIB:.0f} GiB", "the cache of sixteen texts")


def test_question_kv_mistral():
    layers, heads, kv_heads, d_head, tokens = 32, 32, 8, 128, 4096
    right = kv_cache(layers, tokens, kv_heads, d_head)
    assert numbers("architecture-kv-mistral") == [right / GIB, kv_cache(layers, tokens, heads, d_head) / GIB, right / 2 / GIB], (
        f"{PAGE}: an answer of architecture-kv-mistral differs from its computation; correct it there"
    )
    says(f"2·{layers}·{tokens:,}·{kv_heads}·{d_head}·2 = {right:,} bytes", "the explanation of the right answer")


def test_the_line_that_try_it_adds_ends_the_blindness_to_order():
    """The block of the page, with the line that Try it adds, is no longer blind to order."""
    code = re.search(r"```python\n(.*?)```", read_page(PAGE), re.S)[1]
    line = re.search(r"Then add the line `(.+?)`", read_page(PAGE))[1]
    masked = re.sub(r"^(    scores = .*)$", rf"\1\n    {line}", code, flags=re.M)
    assert masked != code, f"{PAGE}: Try it names a line 'scores = …' that the code no longer has"
    for source, blind in ((code, True), (masked, False)):
        names = {"print": lambda *_: None}
        exec(source, names)  # the page's own listing
        block, words, order = names["block"], names["words"], names["order"]
        assert np.allclose(block(words[order]), block(words)[order]) == blind, (
            f"{PAGE}: Try it says that the mask ends the blindness to order; correct it"
        )


def test_try_it():
    says(f"the attention scores with n², from {12 * 12 * 3**2:,} to {12 * 12 * 300**2:,}", "Try it: the scores of BERT-base")
    shapes = json.loads((ROOT / "lab/results/shapes.json").read_text(encoding="utf-8"))
    assert shapes["BERT-base"]["in_blocks"] > shapes["BERT-base"]["parameters"] / 2, f"docs/{PAGE}: most parameters are elsewhere"
    says(f"it is {shapes['GPT-2']['parameters']:,}, the", "the count of GPT-2 by hand")
    english, words = 3, ["the", "red", "car", "la", "voiture", "rouge"]
    sees = {"BERT": lambda i, j: True, "GPT": lambda i, j: j <= i, "T5": lambda i, j: j < english if i < english else j <= i}
    for name, may in sees.items():
        red, voiture = (", ".join(word for j, word in enumerate(words) if may(i, j)) for i in (1, 4))
        says(f"| {name} | {red} | {voiture} |", f"Try it: the row of {name}")
