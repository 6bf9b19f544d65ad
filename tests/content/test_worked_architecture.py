"""Recomputes the worked numbers of docs/how-transformers-work/architecture.md from their inputs."""

import json
import re

import numpy as np
from building import ROOT
from pages import WorkedPage, minus, read_page

PAGE = "how-transformers-work/architecture.md"
_page = WorkedPage(PAGE)
says, numbers = _page.says, _page.numbers
GIB = 2**30


def kv_cache(layers, tokens, kv_heads, d_head, size=2):
    """Return the bytes of keys and values for one text; size: bytes per number."""
    return 2 * layers * tokens * kv_heads * d_head * size


def test_order_blind_mixture():
    pairs = [(0.5, 4), (0.3, 6), (0.2, 10)]
    says("*dog* is 4, *bit* is 6 and *man* is 10", "what the numbers of the mixture are")
    for order in ([0, 1, 2], [2, 1, 0]):  # the dog bit the man, the man bit the dog
        terms = " + ".join(f"{pairs[i][0]}·{pairs[i][1]}" for i in order)
        says(f"{terms} = {sum(w * v for w, v in pairs):.1f}", "the mixture in either order")


def test_layer_norm():
    x, f = np.array([1.0, 3, 0]), np.array([0.2, -0.1, 0.4])
    mean, deviation = (x + f).mean(), (x + f).std()
    for name, row, digits in (
        ("x", x, ".0f"),
        ("f(x)", f, ".1f"),
        ("x + f(x)", x + f, ".1f"),
        ("after the layer norm", (x + f - mean) / deviation, ".2f"),
    ):
        says(f"| {name} | {', '.join(minus(f'{number:{digits}}') for number in row)} |", f"the row {name}")
    says(f"is {mean:.1f}, and their standard deviation is {deviation:.2f}", "the layer norm's mean and deviation")
    first = (x + f)[0]
    says(minus(f"({first:.1f} − {mean:.1f}) / {deviation:.2f} = {(first - mean) / deviation:.2f}"), "the first number after the norm")


def test_parameters_of_a_block():
    d = 4
    attention, up, down = 4 * d * d, d * 4 * d, 4 * d * d
    says(f"a weight for each pair, {d}·{d} = {d * d}.", "a table's parameters")
    says(f"That makes {attention}.", "the attention's parameters")
    says(f"{d}·{4 * d} = {up} up and {4 * d}·{d} = {down} down: {up + down}.", "the feed-forward parameters")
    total = attention + up + down
    says(f"Together that makes {total}, which is {total // d**2}·d²", "the block's parameters")
    says(f"which have {4 * d * d // d**2}·d² more", "the cross-attention's parameters")
    assert numbers("architecture-cross-parameters") == [total + attention, total, 2 * total, total + d * d], (
        f"{PAGE}: an answer of architecture-cross-parameters differs from its computation; correct it there"
    )
    says(f"{attention} + {attention} + {up + down}, or {(total + attention) // d**2}·d²", "its explanation")


def test_gpt2_small():
    layers, d, vocabulary, positions = 12, 768, 50257, 1024
    says(f"{layers} blocks, d = {d}, V = {vocabulary:,} and {positions:,} positions", "GPT-2's shape")
    says(f"{layers} blocks and d = {d}.", "GPT-2's shape on the main path")
    blocks = 12 * layers * d**2
    tables = (vocabulary + positions) * d
    says(f"12·{layers}·{d}² = {blocks:,}", "the blocks")
    says(f"({vocabulary:,} + {positions:,})·{d} = {tables:,}", "embeddings and positions")
    says(f"for a sum of {blocks + tables:,}.", "the sum")
    per_block = (3 + 1 + 4 + 1) + 2 * 2  # biases of query-key-value, output, up, down; two norms, scale and shift
    rest = per_block * d * layers + 2 * d
    says(f"{per_block}·d per block, and with 2·d at the end it comes to {rest:,}.", "biases and norms")
    says(f'the "{(blocks + tables + rest) // 10**6}M" of its name', "all parameters")
    shapes = json.loads((ROOT / "lab/results/shapes.json").read_text(encoding="utf-8"))
    assert blocks + tables + rest == shapes["GPT-2"]["parameters"], f"{PAGE}: the count of GPT-2 by hand isn't the library's"
    assert 0.65 < blocks / (blocks + tables + rest) < 0.69, f"{PAGE}: the blocks' matrices are no longer two thirds"


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


def test_the_code_shows_the_grids():
    """The short program's output says for each word what the figure marks."""
    code = re.search(r"```python\n(words = .*?)```", read_page(PAGE), re.S)[1]
    names = {"print": lambda *_: None}
    exec(code, names)  # the page's own listing
    marked = [
        sum(names["may_look"](kind, i, j) for i in range(6) for j in range(6))
        for kind in ("encoder-only", "decoder-only", "encoder-decoder")
    ]
    assert marked == [36, 21, 24], f"{PAGE}: the program and the grids differ"


def test_kv_cache():
    layers, kv_heads, d_head, tokens = 32, 32, 128, 4096
    token = kv_cache(layers, 1, kv_heads, d_head)
    for name, number in (
        ("blocks | $L$", layers),
        ("heads | $h_{kv}$", kv_heads),
        (r"numbers in each key or value | $d_{\mathrm{head}}$", d_head),
        ("tokens, at most | $n$", tokens),
    ):
        says(f"| {name} | {number:,} |", "the shape of Llama 2 7B")
    says(f"2 · {layers} · {kv_heads} · {d_head} · 2 = {token:,} bytes per token", "the cache of a token")
    says(f"a GiB is {GIB:,} bytes", "the size of a GiB")
    total = kv_cache(layers, tokens, kv_heads, d_head)
    says(f"{token:,} · {tokens:,} = {total:,} bytes = {total / GIB:.0f} GiB", "the cache of a text")
    says(f"bytes); sixteen take {16 * total / GIB:.0f} GiB", "the cache of sixteen texts")
    says(f"a full chat of {tokens:,} tokens fills {total / GIB:.0f} GiB", "a full chat on the main path")
    says(f"sixteen such chats fill [{16 * total / GIB:.0f} GiB](#kv-cache)", "the same on the main path")


def test_question_kv_mistral():
    layers, heads, kv_heads, d_head, tokens = 32, 32, 8, 128, 4096
    right = kv_cache(layers, tokens, kv_heads, d_head)
    assert numbers("architecture-kv-mistral") == [right / GIB, kv_cache(layers, tokens, heads, d_head) / GIB, right / 2 / GIB], (
        f"{PAGE}: an answer of architecture-kv-mistral differs from its computation; correct it there"
    )
    says(f"2·{layers}·{tokens:,}·{kv_heads}·{d_head}·2 = {right:,} bytes", "the explanation of the right answer")


def test_the_line_that_try_it_adds_ends_the_blindness_to_order():
    """The block of the page, with the line that Try it adds, is no longer blind to order."""
    code = re.search(r"```python\n(import numpy.*?)```", read_page(PAGE), re.S)[1]
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
    says(f"each token with each, ten-thousandfold, from {3**2} to {300**2:,}", "Try it: the pairs")
    assert 300**2 / 3**2 == 10_000 and 300 / 3 == 100
    says(f"| pairs of tokens, n · n | {3**2} | {300**2:,} |", "the same in the table")
    says(f"in each of 12 heads in each of 12 blocks | {12 * 12 * 3**2:,} | {12 * 12 * 300**2:,} |", "the scores of BERT-base")
    shapes = json.loads((ROOT / "lab/results/shapes.json").read_text(encoding="utf-8"))
    assert shapes["BERT-base"]["in_blocks"] > shapes["BERT-base"]["parameters"] / 2, f"docs/{PAGE}: most parameters are elsewhere"


def test_predicted_scores():
    ten, twenty = (12 * 12 * n**2 for n in (10, 20))
    says(f"For a text of 10 tokens, that makes {ten:,} attention scores", "architecture-predict-scores")
    assert numbers("architecture-predict-scores") == [twenty, 2 * ten, ten], f"{PAGE}: correct architecture-predict-scores"


def test_rotary_positions():
    def score(m, n, degrees=30):
        """Query and key (1, 0), each rotated by its position, multiplied."""
        turned = [np.array([np.cos(np.radians(degrees * p)), np.sin(np.radians(degrees * p))]) for p in (m, n)]
        return float(turned[0] @ turned[1])

    says(f"At positions 2 and 1 they end up 30° apart, and their dot product is cos 30° = {score(2, 1):.3f}", "one step apart")
    says(f"At positions 7 and 6 it is {score(7, 6):.3f} again. At positions 3 and 1 it is cos 60° = {score(3, 1):.1f}", "elsewhere")
    config = json.loads((ROOT / "docs/assets/models/pocket-gpt/config.json").read_text(encoding="utf-8"))
    n, d = config["n_positions"], config["n_embd"]
    says(f"pocket-gpt has {n} positions of {d} numbers, {n * d:,} in all", "pocket-gpt's table of positions")
    says(f"pocket-gpt's table of positions | {n * d:,} numbers", "the same in the table")
    says(f"learned numbers per norm, d = {d} | {2 * d} | {d} |", "the numbers of a norm")


def test_rms_norm():
    x = np.array([1.0, 3.0])
    root = np.sqrt((x**2).mean())
    y = x / root
    says(
        f"the mean square is (1 + 9) / 2 = {(x**2).mean():.0f} and its root is {root:.3f}, so the result is ({y[0]:.3f}, {y[1]:.3f})",
        "RMSNorm",
    )


def test_gated_feed_forward():
    numbers_, gates = np.array([3, 3]), np.array([0.5, 0])
    made = numbers_ * gates
    says(f"gives (3, 3) and the gates are (0.5, 0), then ({made[0]:.1f}, {made[1]:.0f}) is passed on", "the gates")
    d = 4096
    says(
        f"d = {d:,} gives {8 * d / 3:,.0f}; the model has {-(-8 * d // 3 // 256) * 256:,}, the next multiple of 256, and not {4 * d:,}",
        "Llama",
    )
    says(f"its width in Llama 7B | {4 * d:,} | {-(-8 * d // 3 // 256) * 256:,} |", "the same in the table")


def test_sliding_window():
    token, window, tokens = kv_cache(32, 1, 8, 128), 4096, 32768
    says(f"a token takes {token:,} bytes", "Mistral's cache of a token")
    says(
        f"For {tokens:,} tokens that is {tokens * token / GIB:.0f} GiB; with the window, the cache stops at {window * token / GIB:.1f} GiB",
        "its cache",
    )
    says(f"cache for {tokens:,} tokens | {tokens * token / GIB:.0f} GiB | {window * token / GIB:.1f} GiB |", "the same in the table")
    says(f"32 · {window:,} = {32 * window:,} tokens", "how far information travels")


def test_latent_attention():
    own, latent = kv_cache(61, 1, 128, 128), 61 * (512 + 64) * 2
    says(f"2 · 61 · 128 · 128 · 2 = {own:,} bytes", "keys and values for each head")
    says(f"61 · 576 · 2 = {latent:,} bytes, {own / latent:.0f} times fewer", "the short vector")
    says(f"DeepSeek-V3's cache per token | {own:,} bytes | {latent:,} bytes |", "the same in the table")
    says(f"takes {kv_cache(126, 1, 8, 128):,}, according to the same source", "Llama 3.1 405B: 126 layers, 8 sets")


def test_mixture_of_experts():
    d, experts, picked = 4, 8, 2
    attention, expert, router = 4 * d * d, 8 * d * d, d * experts
    says(f"The router scores the {experts} experts with {d}·{experts} = {router} weights", "the router")
    says(f"{attention} + {experts}·{expert} + {router} = {attention + experts * expert + router:,} parameters", "total")
    says(f"{attention} + {picked}·{expert} + {router} = {attention + picked * expert + router}", "active")


def test_implied_utilization():
    active, total, tokens, hours, best = 37e9, 671e9, 14.8e12, 2.664e6, 989e12
    flops, seconds = 6 * active * tokens, hours * 3600
    assert abs(flops - 3.29e24) < 0.005e24 and abs(seconds - 9.59e9) < 0.005e9
    says("| 6 · 37·10⁹ · 14.8·10¹² | 3.29·10²⁴ FLOPs |", "the work")
    says("| 2.664·10⁶ hours · 3,600 | 9.59·10⁹ seconds |", "the time")
    says(f"| FLOPs per second | {flops / seconds / 1e12:.0f}·10¹² |", "the speed")
    says(f"| of 989·10¹² at best | {flops / seconds / best:.0%} |", "the share")
    says(f"would have run at {6 * total * tokens / seconds / best:.0%} of their top speed", "the share with all parameters")
    assert f"{385 / 989:.0%}" == "39%" and round(432 / 0.4373, -1) == 990, f"{PAGE}: the authors' speed, share and best no longer fit"


def test_quantization():
    weights = np.array([0.62, -0.31, 0.05, -0.93])
    step = np.abs(weights).max() / 7
    says(f"so a step is 0.93 / 7 = {step:.3f}", "the step")

    def cells(values, digits):
        return " | ".join(f"{value:.0f}" if digits is None else f"{value:.{digits}f}" for value in values).replace("-", "−")

    in_steps = cells(weights[:3] / step, 2) + " | −7"
    says(f"| in steps | {in_steps} |", "the weights in steps")
    stored = np.round(weights / step)
    says(f"| stored | {cells(stored, None)} |", "the codes")
    says(f"| read back | {cells(stored * step, 2)} |", "what is read back")
    d, width, vocabulary = 4096, 11008, 32000
    exact = 32 * (4 * d * d + 3 * d * width + 2 * d) + 2 * vocabulary * d + d  # blocks, tables for input and output, last norm
    parameters = round(exact, -7)
    says(f"Llama 2 7B has {parameters / 1e9:.2f} billion parameters", "Llama 2 7B's parameters")
    says(f"At 16 bits they fill {parameters * 2 / 1e9:.1f} GB, and at 4 bits {parameters / 2 / 1e9:.1f} GB", "Llama 2 7B")
    says(f"Llama 2 7B's weights | {parameters * 2 / 1e9:.1f} GB | {parameters / 2 / 1e9:.1f} GB |", "the same in the table")
    says(f"Its weights fill {parameters * 2 / GIB:.1f} GiB", "the same where the chats are")
