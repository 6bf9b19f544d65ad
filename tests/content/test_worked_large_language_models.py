"""Recomputes the worked numbers of docs/nlp-and-llms/large-language-models.md from their inputs."""

import re
from collections import Counter
from math import exp, log, sqrt

import numpy as np
from building import ROOT
from pages import WorkedPage, softmax

PAGE = "nlp-and-llms/large-language-models.md"
_page = WorkedPage(PAGE)
says, question, answer, wrong = _page.says, _page.question, _page.answer, _page.wrong
TOKENS = ["sat", "ran", "slept", "flew"]
LOGITS = np.array([2.0, 1.0, 0.0, -1.0])
FIRST = {"sat": 0.64, "ran": 0.24}
SECOND = {("sat", "down"): 0.30, ("sat", "still"): 0.25, ("ran", "away"): 0.90, ("ran", "off"): 0.08}
SIZES = {"GPT-2 small": (12, 768, 50257, 1024), "GPT-2 XL": (48, 1600, 50257, 1024), "GPT-3": (96, 12288, 50257, 2048)}
TEXT = {"cat": 3, "sat": 2, "car": 1}
TRAINED = {
    "GPT-3": (175, 300),
    "Gopher": (280, 300),
    "Chinchilla": (70, 1400),
    "Llama 7B": (6.7, 1000),
    "SmolLM2 1.7B": (1.7, 11_000),
}  # billions
FLORES = {"English": 52567, "French": 104971, "Burmese": 887930}  # GPT-2's tokens, petrov2023code


def kept(p, limit):
    """Return how many of the probabilities, largest first, it takes to reach the limit."""
    return int(np.searchsorted(np.cumsum(np.sort(p)[::-1]), limit)) + 1


def formula(L, d, V):
    return 12 * L * d**2 + V * d


def exact(L, d, V, n):
    return L * (12 * d**2 + 13 * d) + V * d + n * d + 2 * d


def parts(L, d, V, n):
    """Return the exact count, part by part."""
    return {
        "attention": L * (4 * d**2 + 4 * d),
        "feed-forward": L * (8 * d**2 + 5 * d),
        "normalization": L * 4 * d + 2 * d,
        "token table": V * d,
        "positions": n * d,
    }


def merge(word, pair):
    out, i = [], 0
    while i < len(word):
        joined = tuple(word[i : i + 2]) == pair
        out.append("".join(word[i : i + 2]) if joined else word[i])
        i += 2 if joined else 1
    return out


def learn(steps):
    words, merges = {w: list(w) for w in TEXT}, []
    for _ in range(steps):
        pairs = Counter()
        for w, pieces in words.items():
            for pair in zip(pieces, pieces[1:]):
                pairs[pair] += TEXT[w]
        (pair, count), second = pairs.most_common(2)[0], pairs.most_common(2)[1]
        assert count > second[1], f"{PAGE}: the merges by hand must not depend on a tie"
        words = {w: merge(pieces, pair) for w, pieces in words.items()}
        merges.append((pair, count, [" ".join(p) for p in words.values()]))
    return merges


def cut(word, merges):
    pieces = list(word)
    for pair, _, _ in merges:
        pieces = merge(pieces, pair)
    return pieces


def test_softmax_by_hand():
    total = np.exp(LOGITS).sum()
    for token, z, p in zip(TOKENS, LOGITS, softmax(LOGITS)):
        shown = f"{z:g}".replace("-", "−")
        says(f"| {token} | {shown} | {exp(z):.3f} | {exp(z):.3f} / {total:.3f} = {p:.3f} |", f"the row of {token}")
    says(f"| sum | | {total:.3f} | {softmax(LOGITS).sum():.3f} |", "the sum")
    shares = {token: f"{p:.3f}" for token, p in zip(TOKENS, softmax(LOGITS))}
    says("the probabilities " + ", ".join(f"*{token}* {share}" for token, share in shares.items()), "the text of the figure 'Once around'")
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", (ROOT / "docs/assets/images/large-language-models-once-around.svg").read_text("utf-8"))
    assert all(token in drawn and share in drawn for token, share in shares.items()), (
        f"the figure 'Once around' shows different numbers: {shares}"
    )


def test_temperature():
    for T in (0.5, 2):
        z = LOGITS / T
        shown = ", ".join(f"{v:g}" for v in z).replace("-", "−")
        says(f"become {shown}", f"the logits at T = {T}")
        says(f"gets {softmax(z)[0]:.3f}", f"sat at T = {T}")
        says(f"{exp(z[0]):.3f} / {np.exp(z).sum():.3f} = {softmax(z)[0]:.3f}", f"the formula for sat at T = {T}")
    for T in (0.5, 1, 2):
        says(f"At T = {T:g}: " + ", ".join(f"{p:.3f}" for p in softmax(LOGITS / T)), f"the figure's text at T = {T}")


def test_top_k_and_top_p():
    p = softmax(LOGITS)
    two = p[:2] / p[:2].sum()
    says(f"{p[0]:.3f} + {p[1]:.3f} = {p[:2].sum():.3f}, *sat* and *ran* get {two[0]:.3f} and {two[1]:.3f}", "top-k with k = 2")
    sums = np.cumsum(p)
    says(f"that takes three: {' + '.join(f'{v:.3f}' for v in p[:3])} = {sums[2]:.3f}", "the sum of top-p")
    assert kept(p, 0.9) == 3, f"{PAGE}: the page says that top-p with p = 0.9 keeps three"
    says("get {:.3f}, {:.3f} and {:.3f}.".format(*p[:3] / sums[2]), "top-p, rescaled")
    says(f"{p[0] * 100:.0f} times out of 100", "how often sampling takes sat")


def test_beam():
    assert [round(v, 2) for v in softmax(LOGITS)[:2]] == list(FIRST.values()), f"{PAGE}: the tree's first step should repeat the softmax"
    products = {pair: FIRST[pair[0]] * q for pair, q in SECOND.items()}
    greedy = max((pair for pair in products if pair[0] == "sat"), key=products.get)
    best = max(products, key=products.get)
    for pair, name in ((greedy, "greedy"), (best, "the beam")):
        says(
            f"*{' '.join(pair)}*, with probability ${FIRST[pair[0]]:.2f} \\cdot {SECOND[pair]:.2f} = {products[pair]:.3f}$",
            name,
        )
    for pair, value in products.items():
        says(f"({SECOND[pair]:.2f}), product {value:.3f}", f"the figure's text for {pair}")


def test_a_logit_is_a_dot_product():
    vector, row = (1, 2), (4, -1)
    logit = int(np.dot(vector, row))
    assert logit == LOGITS[TOKENS.index("sat")]
    says(f"With the vector {vector} and the row (4, −1), *sat* gets 1·4 + 2·(−1) = {logit}", "the logit as a dot product")


def test_parameters():
    d = 4
    says(rf"${d} \cdot {d} = {d * d}$ weights", "a table's weights")
    says(rf"${d} \cdot {4 * d} + {4 * d} \cdot {d} = {8 * d * d}$ weights", "the feed-forward part's weights")
    says(rf"$12 \cdot {d * d} = {4 * d * d + 2 * d * 4 * d}$ weights", "a tiny block's weights")
    L, d, V, n = SIZES["GPT-2 small"]
    says(f"{12 * L * d**2 / 1e6:.1f} million in the blocks and {V * d / 1e6:.1f} million in the table", "the two parts of GPT-2 small")
    small, large = (1 - formula(*SIZES[name][:3]) / exact(*SIZES[name]) for name in ("GPT-2 small", "GPT-3"))
    says(f"{small:.2%} of GPT-2 small and {large:.2%} of GPT-3", "what the formula misses")
    assert 0 < small < 0.01, f"{PAGE}: the page says that the sum is within 1% of the exact count"
    says(f"the {exact(L, d, V, n) / 1e6:.0f} million numbers of GPT-2 small", "the example of weights")
    assert 0.3 < V * d / exact(L, d, V, n) < 1 / 3, f"{PAGE}: the page says that the token table is almost a third"
    wider = exact(L, 2 * d, V, n) / exact(L, d, V, n)
    assert f"by about {wider:.1f}" in question("llm-predict-wider"), f"{PAGE}: doubling d multiplies the parameters by {wider:.2f}"
    L, d, V, hidden = 32, 4096, 32_000, 11_008  # Llama 7B; one norm weight per entry, no biases
    blocks = L * (4 * d**2 + 3 * d * hidden + 2 * d)
    says(f"should have {formula(L, d, V) / 1e9:.2f} billion; it has {(blocks + 2 * V * d + d) / 1e9:.2f} billion", "Llama 7B's count")
    assert V * d > blocks - 12 * L * d**2, f"{PAGE}: the page says that the second token table is most of the difference"
    L, d, V, n = SIZES["GPT-3"]
    says(f"{round(exact(L, d, V, n) / 1e6, -2):,.0f} million in the paper's appendix", "GPT-3's count in the paper")
    says(f"fill {exact(L, d, V, n) * 2 / 1e9:.0f} GB", "GPT-3 at 2 bytes a parameter")
    years = exact(L, d, V, n) / (365.25 * 24 * 3600)
    assert round(years, -2) == 5500, f"{PAGE}: reading them aloud takes {years:.0f} years"
    says(f"which makes {256 + 50_000 + 1:,} tokens in all", "GPT-2's list of tokens")


def test_merges():
    merges = learn(3)
    for step, (pair, count, words) in enumerate(merges, 1):
        says(f"| {step} | {' '.join(pair)} ({count} times) | {''.join(pair)} | {', '.join(words)} |", f"merge {step}")
    assert cut("cats", merges) == ["cat", "s"], f"{PAGE}: the page says that 'cats' becomes cat, s"
    assert len(cut("car", merges)) == 3, f"{PAGE}: the page says that 'car' stays three tokens"
    assert f"[x] {', '.join(cut('scat', merges))}\n" in question("llm-bpe-scat"), f"{PAGE}: correct the answer of llm-bpe-scat"


def test_cost_by_language():
    says(f"ကြောင်, is {len('ကြောင်'.encode())} bytes", "the length of the Burmese word")
    french, burmese = (FLORES[language] / FLORES["English"] for language in ("French", "Burmese"))
    says(f"{french:.1f} times as many tokens in French as in English, and {burmese:.1f} times as many in Burmese", "the cost of both")
    says("needs {English:,} tokens in English, {French:,} in French and {Burmese:,} in Burmese".format(**FLORES), "the counts")


def test_scaling():
    chances = (0.9, 0.5, 0.03)
    says(f"| probability $p$ | {' | '.join(map(str, chances))} |", "the three probabilities")
    says(f"| loss, −ln $p$ | {' | '.join(f'{-log(p):.2f}' for p in chances)} |", "the loss of each")
    says(f"since $e^{{{-0.69}}} = {exp(-0.69):.1f}$, ln 0.5 is −{-log(0.5):.2f}", "what ln undoes")
    says(f"1 nat is {1 / log(2):.2f} bits", "nats in bits")
    for name, (N, D) in TRAINED.items():
        ratio = f"{D / N:.1f}" if D / N < 10 else f"{round(D / N, -2 if D / N > 1000 else 0):,.0f}"
        says(f"| {name} | {N:g}B, {D:,}B | {ratio} | {6 * N * D * 1e18 / 1e23:.2f} · 10²³ |", f"the row of {name}")
    N, D = TRAINED["GPT-3"]
    says(f"= {6 * N * D * 1e18 / 1e23:.2f} \\cdot 10^{{23}}$", "GPT-3's training compute")
    says(f"bought {10**0.73:.1f} times the parameters and {10 ** (1 - 0.73):.1f} times the text", "Kaplan's split")
    says(f"{sqrt(10):.1f} times each, since {sqrt(10):.1f} · {sqrt(10):.1f} is about 10", "the even split")
    gopher, chinchilla = (6 * np.prod(TRAINED[name]) for name in ("Gopher", "Chinchilla"))
    says(f"gives Chinchilla {chinchilla / gopher - 1:.0%} more work than Gopher", "what the formula says of both")
    says(f"$10^{{0.73}} = {10**0.73:.1f}$ times the parameters, which leaves {10 ** (1 - 0.73):.1f} times the tokens", "its reason")
    says(f"(${10**0.73:.1f} \\cdot {10 ** (1 - 0.73):.1f} \\approx 10$)", "the check of Kaplan's split")
    says(f"$\\sqrt{{10}} = {sqrt(10):.1f}$", "Hoffmann's split")


def test_exact_match():
    says("| $p^5$ | " + " | ".join(f"{p**5:.2f}" for p in (0.5, 0.7, 0.9)) + " |", "the shares of right answers")


def test_questions():
    two = np.array([3.0, 1.0])
    answer("llm-temperature-two", f"{softmax(two / 2)[0]:.2f}")
    for value in (softmax(two)[0], softmax(two * 2)[0], two[0] / two.sum()):
        wrong("llm-temperature-two", f"{value:.2f}")
    L, d, V = 6, 512, 32_000
    answer("llm-count-parameters", f"{formula(L, d, V) / 1e6:.1f}")
    for value in (12 * L * d**2, formula(1, d, V), formula(L, d, 2 * V)):
        wrong("llm-count-parameters", f"{value / 1e6:.1f}")
    N, D = 70, 1.4
    assert f"[x] {N * 2} billion parameters, {D * 2:g} trillion tokens" in question("llm-chinchilla-budget"), (
        f"{PAGE}: in llm-chinchilla-budget, four times the compute is twice of each"
    )
    answer("llm-top-p-cold", f"{kept(softmax(LOGITS / 0.5), 0.9)}")
    cold = np.cumsum(softmax(LOGITS / 0.5))
    assert f"{cold[0]:.3f} for sat" in question("llm-top-p-cold") and f"{cold[1]:.3f}" in question("llm-top-p-cold"), (
        f"{PAGE}: correct the sums in llm-top-p-cold"
    )


def test_try_it_parts():
    counted = {model: parts(*sizes) for model, sizes in SIZES.items()}
    for part in counted["GPT-3"]:
        says(f"| {part} | {' | '.join(f'{of[part]:,}' for of in counted.values())} |", f"Try it: the row {part}")
    assert all(sum(counted[model].values()) == exact(*sizes) for model, sizes in SIZES.items()), "the parts must add up to the exact count"
    says(f"| all | {' | '.join(f'{exact(*sizes):,}' for sizes in SIZES.values())} |", "Try it: the sums")
    small, large = (counted[model]["token table"] / exact(*SIZES[model]) for model in ("GPT-2 small", "GPT-3"))
    says(f"In GPT-2 small the token table is {small:.1%} of all parameters; in GPT-3 it is {large:.2%}", "Try it: what there was to see")
