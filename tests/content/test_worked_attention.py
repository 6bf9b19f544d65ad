"""Recomputes the worked numbers of docs/how-transformers-work/attention.md from their inputs."""

import itertools
import json
import re

import numpy as np
from building import ROOT
from pages import WorkedPage, softmax

PAGE = "how-transformers-work/attention.md"
_page = WorkedPage(PAGE)
says, numbers = _page.says, _page.numbers
WORDS = ["the", "red", "car"]
Q = np.array([[1, 1], [2, 0], [0, 2]])
K = np.array([[0, 1], [1, 2], [2, 0]])
V = np.array([[1, 1], [4, 0], [0, 4]])
CROSS = {"la": (0, -1), "voiture": (2, 0), "rouge": (0, 2)}
FUTURE = np.triu(np.ones((3, 3), dtype=bool), 1)
SCALED = Q @ K.T / np.sqrt(K.shape[1])


def row(numbers, digits):
    """Format a row like (0.187, 0.768, 0.045); whole numbers without zeros after the point, −∞ for what is masked."""

    def one(x):
        return "−∞" if np.isneginf(x) else f"{x:.0f}" if x == round(x) else f"{x:.{digits}f}"

    return f"({', '.join(one(x) for x in numbers)})".replace("-", "−")


WEIGHTS = softmax(np.where(FUTURE, -np.inf, SCALED))
UNMASKED = softmax(SCALED)


def test_inputs():
    for word, q, k, v in zip(WORDS, Q, K, V, strict=True):
        says(f"| {word} | {row(q, 0)} | {row(k, 0)} | {row(v, 0)} |", f"the table's row of {word}")
        says(f"| *{word}* | {row(k, 0)} | {row(v, 0)} |", f"the first table's row of {word}")
    says(f"| {' | '.join(row(query, 0) for query in CROSS.values())} |", "the queries of la, voiture and rouge")
    assert CROSS["rouge"] == tuple(Q[2]), f"{PAGE}: the numbers of rouge are no longer those of car; correct 'Car asks as rouge did'"


def test_scores():
    terms = " + ".join(f"{q}·{k}" for q, k in zip(CROSS["rouge"], K[1], strict=True))
    says(f"{terms} = {np.array(CROSS['rouge']) @ K[1]}, the highest of the three", "the score of red for rouge")
    assert np.argmax(K @ CROSS["rouge"]) == 1, f"{PAGE}: red no longer has the highest score; correct step 1"
    says(f"the three scores are {row(K @ CROSS['rouge'], 0)}", "the scores of rouge")
    says(f"*red* scores the three words {row((Q @ K.T)[1], 0)}", "the scores of red")


def test_scaling_and_mask():
    says(f"√2 = {np.sqrt(2):.3f}", "the divisor")
    says(f"{row((Q @ K.T)[2], 0)} become {row(SCALED[2], 2)}", "the scaled scores of rouge")
    says(f"{row(SCALED[1], 2)}, becomes {row(np.where(FUTURE, -np.inf, SCALED)[1], 2)}", "the masked row of red")


def test_softmax():
    a, b, c = np.exp(SCALED[2])
    says(f"{a:.3f}, {b:.3f} and {c:.0f}, which add up to {a + b + c:.3f}", "the softmax of rouge")
    says(f"For *red*, {b:.3f} / {a + b + c:.3f} = {WEIGHTS[2, 1]:.3f}", "the weight of red for rouge")
    says(f"the weights are {row(WEIGHTS[2], 3)}", "the weights of rouge")
    says(f"the weights of *red* become {row(WEIGHTS[1], 3)}", "the weights of red")
    assert all(abs(sum(round(x, 3) for x in line) - 1) < 1e-9 for line in WEIGHTS), (
        f"{PAGE}: the rounded weights no longer add up to 1, though the page invites readers to check it; choose other inputs"
    )


def test_output():
    out = WEIGHTS @ V
    terms = " + ".join(f"{w:.3f}·{row(v, 0)}" for w, v in zip(WEIGHTS[2], V, strict=True))
    says(f"{terms} = {row(out[2], 2)}", "the output of rouge")


def drawn(name):
    """Return the drawing's source and its texts, in order."""
    source = (ROOT / f"docs/assets/images/{name}.svg").read_text(encoding="utf-8")
    return source, re.findall(r"<text[^>]*>([^<]*)</text>", source)


def bars(source, side):
    """Return the lengths of the drawing's bars. side: the attribute that holds them."""
    return [float(length) for length in re.findall(rf'<rect class="ln-fill-cross"[^>]* {side}="([\d.]+)"', source)]


def test_drawing_of_the_steps():
    source, texts = drawn("attention-steps")
    scores, scaled, weights = K @ CROSS["rouge"], K @ CROSS["rouge"] / np.sqrt(2), WEIGHTS[2]
    wanted = [row(CROSS["rouge"], 0), *(row(k, 0) for k in K), *map(str, scores), *(row([x], 2)[1:-1] for x in scaled)]
    wanted += [*(f"{w:.3f}" for w in weights), *(row(v, 0) for v in V), row(weights @ V, 2)]
    found = [text for text in texts if re.search(r"\d", text) and not re.match(r"\d [A-Z]|÷", text)]
    assert found == wanted, f"attention-steps.svg: the numbers should be {wanted}; correct the drawing, or the inputs in this test"
    lines = [float(width) for width in re.findall(r'ln-line-value"[^>]* stroke-width="([\d.]+)"', source)]
    assert np.allclose(bars(source, "height"), 90 * weights, atol=0.05), "attention-steps.svg: a bar isn't 90 times its weight high"
    assert np.allclose(lines, np.maximum(14 * weights, 1), atol=0.05), "attention-steps.svg: a line isn't 14 times its weight thick"


def test_drawing_of_the_scaling():
    source, texts = drawn("attention-scaling")
    weights = [softmax([8, 0]), softmax([1, 0])]
    raised = [softmax([8.1, 0])[0], softmax([8.1 / 8, 0])[0]]
    assert texts == [
        *("Without scaling", "score 8", f"{weights[0][0]:.4f}", "score 0", f"{weights[0][1]:.4f}"),
        f"A nudge from 8 to 8.1: still {raised[0]:.4f}",
        *("With scaling: scores divided by 8", "score 1", f"{weights[1][0]:.2f}", "score 0", f"{weights[1][1]:.2f}"),
        f"The same nudge: from {weights[1][0]:.4f} to {raised[1]:.4f}",
    ], "attention-scaling.svg: a number differs from its computation; correct the drawing"
    assert np.allclose(bars(source, "width"), 300 * np.concatenate(weights), atol=0.05), "attention-scaling.svg: a bar has the wrong length"


def test_figures_in_words():
    for word, query in CROSS.items():
        weights = softmax(np.array(query) @ K.T / np.sqrt(2))
        first, second, third = (f"{w:.2f}" for w in weights)
        says(f"for *{word}*, {first}, {second} and {third}", f"the first figure's weights of {word}")
    says(
        f"the scaled scores are {SCALED[1, 0]:.2f} and {SCALED[1, 1]:.2f}, "
        f"and the weights are {WEIGHTS[1, 0]:.3f} for *the* and {WEIGHTS[1, 1]:.3f} for *red*",
        "the second figure's row of red",
    )
    says(
        f"scaled scores {SCALED[2, 0]:.2f}, {SCALED[2, 1]:.2f} and {SCALED[2, 2]:.2f}, weights *the* "
        f"{WEIGHTS[2, 0]:.3f}, *red* {WEIGHTS[2, 1]:.3f}, *car* {WEIGHTS[2, 2]:.3f}",
        "its row of car",
    )


def test_without_mask():
    says(f"*car* gets a weight of {UNMASKED[1, 2]:.3f}", "the weight without the mask")
    zero = softmax(np.where(FUTURE, 0, SCALED))
    says(f"give {zero[1, 2]:.3f} to *car*", "the weight with a score of 0 in place of the mask")
    says(f"the row of *red* would add up to {UNMASKED[1, :2].sum():.3f}", "the sum of a row masked after the softmax")


def test_without_scaling():
    raw = softmax((Q @ K.T).astype(float))
    says(f"*red* {raw[2, 1]:.3f} instead of {WEIGHTS[2, 1]:.3f}", "the weight without the scaling")
    coins = [sum(fall) for fall in itertools.product([1, -1], repeat=4)]
    ways = [(coins.count(total), total) for total in (4, 2, 0, -2, -4)]
    names = {1: "one", 4: "four", 6: "six"}
    told = [f"{names[n]} {'gives' if n == 1 else 'give'} {total}".replace("-", "−") for n, total in ways]
    says(f"Of the {len(coins)} ways they can fall, {', '.join(told[:-1])} and {told[-1]}", "four coins")
    mean = np.mean(np.square(coins))
    says(f"({' + '.join(f'{n}·{total**2}' for n, total in ways)}) / {len(coins)} = {mean:.0f}", "the mean of their squares")
    d_k = 64
    spread = np.sqrt(d_k)
    says(f"With {d_k} coins it is about √{d_k} = {spread:.0f}", "the spread of a dot product")
    p_raw, p = softmax(np.array([spread, 0.0])), softmax(np.array([1.0, 0.0]))
    says(f"the scores are {spread:.0f} and 0, and the weights {p_raw[0]:.4f} and {p_raw[1]:.4f}", "the unscaled weights")
    says(f"1 and 0, and the weights {p[0]:.2f} and {p[1]:.2f}", "the scaled weights")
    step = 0.1
    raised_raw, raised = softmax(np.array([spread + step, 0])), softmax(np.array([1 + step / spread, 0]))
    says(
        f"Raise the score of {spread:.0f} by {step}: its weight goes from {p_raw[0]:.5f} to {raised_raw[0]:.5f}",
        "the unscaled weight after a nudge",
    )
    says(f"from {spread:.0f} to {spread + step}, and the weight is still {raised_raw[0]:.4f}.", "the same in the figure")
    assert f"{raised_raw[0]:.4f}" == f"{p_raw[0]:.4f}", f"{PAGE}: 'still' no longer holds"
    says(f"With the scaling, it goes from {p[0]:.4f} to {raised[0]:.4f}.", "the scaled weight after a nudge")
    says(f"The same nudge raises the weight from {p[0]:.4f} to {raised[0]:.4f}.", "the same in the figure")
    nudge_raw, nudge = p_raw[0] * p_raw[1], p[0] * p[1] / spread
    says(f"times the nudge: {nudge_raw:.4f}", "the unscaled effect of a nudge")
    says(f"p·(1 − p)/{spread:.0f} = {nudge:.4f}, about {nudge / nudge_raw:.0f} times more", "the scaled effect")


def test_price():
    n, heads, size = 4096, 32, 2
    says(f"{len(WORDS) ** 2} for three words and {n**2:,} for {n:,}", "the number of scores")
    says(f"{n**2 * heads * size / 2**30:.0f} GiB for a single layer", "the memory of the scores")
    says(f"Getting from word 1 to word 100 takes {100 - 1} steps", "the recurrent path")
    says(f"4,096 · 128 = {n * 128:,} are left", "the scores with a window")
    words, d, r = 1000, 512, 10
    says(f"n²·d = {words**2 * d:,}", "the work of self-attention")
    says(f"n·d² = {words * d**2:,}", "the work of a recurrent network")
    says(f"r·n·d = {r * words * d:,}, but a message that travels {r} words per layer needs {words // r} layers", "the work of a window")
    d_model, h = 512, 8
    says(f"$h$ = {h} heads of $d_k$ = {d_model // h}", "the size of a head")


def test_length_of_values():
    lengths = np.linalg.norm(V, axis=1)
    weights, parts = WEIGHTS[2], WEIGHTS[2] * lengths
    says(f"*the* has a weight of {weights[0]:.3f} and *car* itself {weights[2]:.3f}, about a quarter of that", "two weights")
    says(f"a length of √2 = {lengths[0]:.2f}, and that of *car*, (0, 4), a length of {lengths[2]:.0f}", "two lengths")
    says(f"Weight times length gives {parts[0]:.2f} and {parts[2]:.2f}", "two contributions")
    assert 3.8 < weights[0] / weights[2] < 4.2 and 1.4 < parts[0] / parts[2] < 1.6, f"{PAGE}: How long is the value? Correct the ratios"


def test_first_step_sees_the_start_mark_only():
    weights = json.loads((ROOT / "lab/results/attention-example.json").read_text(encoding="utf-8"))["weights"]
    heads = [head for layer in (0, 1) for head in weights[f"decoder.{layer}.attention"]]
    assert len(heads) == 8 and all(head[0] == [1, 0, 0, 0] for head in heads), f"{PAGE}: attention-predict-first-step says 1 in eight heads"


def test_one_head_off_changes_nothing_in_the_red_car():
    off = json.loads((ROOT / "lab/results/attention-example.json").read_text(encoding="utf-8"))["off"]
    (red,) = [item for item in off if item["english"] == "the red car"]
    assert red["french"] == "la voiture rouge" and "decoder.1.cross.0" not in red["changed"], (
        f"{PAGE}: attention-predict-head-off says that the translation stays the same; correct it"
    )


def test_try_it():
    swapped = softmax(np.where(FUTURE, -np.inf, Q @ K[[2, 1, 0]].T / np.sqrt(2)))
    assert np.allclose(swapped[0], WEIGHTS[0]), f"{PAGE}: Try it says that the row of the stays as it is; correct it"
    gains = [WORDS[column] for column in (swapped - WEIGHTS)[1:].argmax(axis=1)]
    assert gains == ["the", "car"], f"{PAGE}: Try it says which word gains in the rows of red and car; correct it"
    says(f"*the* rises from {WEIGHTS[1, 0]:.3f} to {swapped[1, 0]:.3f}", "Try it: the row of red")
    says(f"*car* itself rises from {WEIGHTS[2, 2]:.3f} to {swapped[2, 2]:.3f}", "Try it: the row of car")
    for word, weights, output in zip(WORDS, WEIGHTS, WEIGHTS @ V, strict=True):
        says(f"| *{word}* | {' | '.join(row(weights, 3)[1:-1].split(', '))} | {row(output, 2)} |", f"Try it: the row of {word}")


def test_try_it_with_the_trained_model():
    result, heads = (
        json.loads((ROOT / "lab/results" / f"{name}.json").read_text(encoding="utf-8")) for name in ("attention-example", "attention")
    )
    best, weights = heads["best"], result["weights"]

    def looks(head, row):
        """Return the word to which a head gives the largest weight. head: "decoder.1.cross.2"; row: its number."""
        part, number = head.rsplit(".", 1)
        return result["english"][int(np.argmax(weights[part][int(number)][row]))]

    said = [(f"decoder.{best['layer']}.cross.{best['head']}", row, word) for row, word in enumerate(["the", "car", "red", "end"])]
    said += [(f"decoder.{best['layer']}.cross.2", 0, "car"), ("encoder.1.attention.2", 0, "car")]
    for head, row, word in said:
        assert looks(head, row) == word, f"docs/{PAGE}: Try it says that row {row} of {head} looks at {word}; correct 'see' and the text"
    assert result["french"] == ["la", "voiture", "rouge", "end"]
    assert (best["layer"], best["head"]) == (1, 0), f"docs/{PAGE}: Try it gives the share without layer 1, head 0; name the best head"
    (old,) = [item for item in result["off"] if item["english"] == "the old red car"]
    assert "encoder.1.attention.2" in old["changed"], f"docs/{PAGE}: 'see' says what that head's absence changes; correct it"


def test_try_it_without_heads():
    found = json.loads((ROOT / "lab/results/surgery.json").read_text(encoding="utf-8"))
    number, pointing, blind, stutter, vowel = (step["cut"].split(" ") for step in found["steps"])
    whole = [step["whole"].split(" ") for step in found["steps"]]
    told = "docs/assets/strings/attention-explorer.js: the answer to step"
    assert [new for old, new in zip(whole[0], number, strict=True) if old != new] == ["les", "vieilles"], f"{told} 1 names other words"
    assert pointing == whole[1], f"{told} 2 says that nothing changes"
    assert blind == ["ils", "ont", "trouvé", "notre", "bateau"], f"{told} 3 translates the output as 'they found our boat'"
    assert stutter.count("chaise") > 3 * whole[3].count("chaise") > 0, f"{told} 4 says that the same word is written again and again"
    assert vowel == " ".join(whole[4]).replace("ne voit", "n'voit").split(" "), f"{told} 5 says that n’ comes before a consonant"
    rows = sorted(found["heads"], key=lambda row: row["right"])
    assert rows[0]["right"] < rows[1]["right"], f"docs/{PAGE}: 'see' says that no other head is missed as much; correct it"


def test_question_scaled_weight():
    score, d_k = 8, 16

    def weight(s):
        return round(1 / (1 + np.exp(-s)), 2)

    assert numbers("attention-scaled-weight") == [weight(score / np.sqrt(d_k)), weight(score / d_k), weight(score), weight(0)], (
        f"{PAGE}: an answer of attention-scaled-weight differs from its computation; correct it there"
    )
    power = np.exp(score / np.sqrt(d_k))
    says(f"{power:.3f}/{power + 1:.3f} = {weight(score / np.sqrt(d_k)):.2f}", "the explanation of the right answer")
    says(f"= {1 / (1 + np.exp(-score)):.4f}.", "the explanation of the unscaled answer")


def test_question_window():
    n, r = 8000, 200
    assert numbers("attention-window-saves") == [n / r, (n / r) ** 2, r], (
        f"{PAGE}: an answer of attention-window-saves differs from its computation; correct it there"
    )
    says(f"n² = {n * n:,} versus n·r = {n:,}·{r} = {n * r:,}: {n // r} times fewer", "the explanation of the answer")
