"""Recomputes the worked numbers of docs/how-transformers-work/from-model-to-assistant.md from their inputs."""

import json
import re
from math import exp, log, log2
from statistics import mean, pstdev

import pytest
from building import ROOT
from pages import WorkedPage, minus, read_page

PAGE = "how-transformers-work/from-model-to-assistant.md"
_page = WorkedPage(PAGE)
says, numbers = _page.says, _page.numbers
ONE, MANY = 0.159, (250, 0.56)  # Brown 2024: share of issues resolved with one try; share by number of tries
DRAWING = "docs/assets/images/from-model-to-assistant-tries.svg"
PREFERENCE = "docs/assets/images/from-model-to-assistant-preference.svg"


def prefers(a, b):
    """Return Bradley-Terry's probability that the answer with reward a is preferred to the one with reward b."""
    return 1 / (1 + exp(b - a))


def tries(p, n):
    return 1 - (1 - p) ** n


def test_tokens_of_a_chat():
    listed = re.search(r"```text\n((?:\d+[ \n])+)```", read_page(PAGE))[1].split()
    says(f"Of these {len(listed)} tokens, two are yours", "the number of tokens")
    for mark, number in (("<|im_start|>", 1), ("<|im_end|>", 2)):
        shown = re.search(r"```text\n(<\|im_start\|>.*?)```", read_page(PAGE), re.DOTALL)[1].count(mark)
        assert listed.count(str(number)) == shown, (
            f"{PAGE}: {mark} is shown {shown} times; the listed numbers have {listed.count(str(number))}"
        )


def test_loss_of_an_answer():
    p = (0.5, 0.25, 0.9)
    says("the probabilities {}, {} and {}".format(*p), "the probabilities")
    losses = [-log(x) for x in p]
    says("({:.3f} + {:.3f} + {:.3f}) ÷ 3".format(*losses) + f" = {mean(losses):.3f}", "the loss")


def test_preference():
    a, b = 2, 1
    says(rf"\frac{{{exp(a):.3f}}}{{{exp(a):.3f} + {exp(b):.3f}}} = {prefers(a, b):.3f}$$", "the probability of a preference")
    assert exp(a) / (exp(a) + exp(b)) == pytest.approx(prefers(a, b))
    says(f"−ln {prefers(a, b):.3f} = {-log(prefers(a, b)):.3f}", "the loss of a preference")
    assert prefers(12, 11) == pytest.approx(prefers(a, b))


def test_figure_shows_the_curve_of_preferences():
    drawing = (ROOT / PREFERENCE).read_text(encoding="utf-8")
    left, right, bottom, top = 46, 466, 246, 46

    def place(difference):
        return left + (right - left) * (difference + 4) / 8, bottom - (bottom - top) * prefers(difference, 0)

    curve = " ".join("{:.1f},{:.1f}".format(*place(quarter / 4)) for quarter in range(-16, 17))
    assert f'points="{curve}"' in drawing, f"{PREFERENCE}: the curve isn't Bradley-Terry's"
    for difference, label in ((0, "equal rewards: {:.1f}"), (1, "A is 1 ahead: {:.3f}")):
        x, y = place(difference)
        assert f'cx="{x:.1f}" cy="{y:.1f}"' in drawing, f"{PREFERENCE}: no point for a difference of {difference}"
        assert f">{label.format(prefers(difference, 0))}<" in drawing, f"{PREFERENCE}: no label for a difference of {difference}"
    says(f"the probability is {prefers(0, 0):.1f}; if A is 1 ahead, it is {prefers(1, 0):.3f}", "the points of the curve")


def test_penalty():
    price, rewards, times = 0.3, (3.0, 3.2), (4, 16)  # for one doubling
    doublings = [log2(x) for x in times]
    fees = [price * n for n in doublings]
    says(f"Say it is {price} for each doubling", "the price of a doubling")
    says(f"so a fee of {price} means that $\\beta$ = {price / log(2):.2f}", "the same price as beta")
    says("| reward | {} | {} |".format(*rewards), "the rewards")
    says("| probability now ÷ at the start | {}, two doublings | {}, four doublings |".format(*times), "the drift")
    assert doublings == [2, 4]
    says("| fee | {} |".format(" | ".join(f"{n:g} · {price} = {fee:.1f}" for n, fee in zip(doublings, fees))), "the fees")
    left = [reward - fee for reward, fee in zip(rewards, fees)]
    says("| what counts | {:.1f} | {:.1f} |".format(*left), "what is left")
    assert rewards[0] < rewards[1] and left[0] > left[1], f"{PAGE}: the answer with the higher reward should lose"


def test_divergence():
    before, after = (0.5, 0.5), (0.9, 0.1)
    parts = [q * log(q / p) for p, q in zip(before, after)]
    says(f"= {parts[0]:.3f} - {-parts[1]:.3f} = {sum(parts):.3f}$$", "the divergence")
    says(f"the average penalty is {0.5 * sum(parts):.3f}", "the average penalty")


def test_dpo():
    better, worse = 2, 1 / 2  # factors by which the answers' probabilities have changed since the start
    odds = better / worse
    p = prefers(log(better), log(worse))
    assert abs(p - odds / (odds + 1)) < 1e-12
    says(f"gained by a factor of 2 ÷ ½ = {odds:g}", "the odds")
    says(rf"\frac{{{odds:g}}}{{{odds:g} + 1}} = {p:.1f}", "the model's own probability")
    says(f"from −ln 0.5 = {-log(0.5):.3f} to −ln {p:.1f} = {-log(p):.3f}", "the loss of DPO")
    says(f"ln 2 = {log(better):.2f} and ln ½ = {minus(f'{log(worse):.2f}')}", "the rewards")
    falling = prefers(log(1 / 2), log(1 / 8))
    says(f"½ ÷ ⅛ = {(1 / 2) / (1 / 8):g} to 1 and the loss is {-log(falling):.3f}", "the loss with both falling")
    small = prefers(0.1 * log(better), 0.1 * log(worse))
    says(f"0.1 · ln 4 = {0.1 * log(odds):.3f}, so P is {small:.3f}", "a smaller beta")


def test_advantages():
    rewards = (1, 0, 0, 1)
    assert mean(rewards) == pstdev(rewards) == 0.5
    right, wrong = (minus(f"{(reward - mean(rewards)) / pstdev(rewards):+.0f}") for reward in (1, 0))
    says(f"{right} for the right ones, {wrong} for the wrong ones", "the advantages")


def test_many_tries():
    says(f"1 − 0.8⁵ = {tries(0.2, 5):.3f}", "five tries")
    assert tries(ONE, MANY[0]) > 0.9995
    says(f"resolved {ONE:.1%} of the software issues", "the published share with one try")
    says(f"$p$ = {2 * ONE} and the others are hopeless", "the probability of the solvable half")
    says(f"reaches {tries(ONE, 10):.0%} with 10 tries", "the upper curve at ten")
    assert 0.99 < tries(ONE, 30) < 1


def test_figure_shows_the_curves_and_the_published_points():
    drawing = (ROOT / DRAWING).read_text(encoding="utf-8")
    left, right, bottom, top = 58, 388, 272, 52

    def place(n, share):
        return f"{left + (right - left) * log(n) / log(MANY[0]):.1f},{bottom - (bottom - top) * share:.1f}"

    for n in (1, 10, 250):
        for share in (tries(ONE, n), 0.5 * tries(2 * ONE, n)):
            assert place(n, share) in drawing, f"{DRAWING}: no curve passes {place(n, share)}, for {n} tries"
    for n, share in ((1, ONE), MANY):
        x, y = (float(number) - 6 for number in place(n, share).split(","))
        assert f'x="{x:.1f}" y="{y:.1f}"' in drawing, f"{DRAWING}: no square at {n} tries and {share:.1%}"


def test_the_least_sure_token_has_its_row():
    presets = json.loads((ROOT / "lab/results/smollm2.json").read_text(encoding="utf-8"))["presets"]
    (tokens,) = [preset["tokens"] for preset in presets if preset["name"] == "sum"]
    assert (tokens[10]["text"], tokens[10]["rivals"][0][0]) == (".", "\n"), f"{PAGE}: the period's row names a different token or rival"
    assert all(token["p"] > tokens[10]["p"] for token in tokens if token is not tokens[10]), (
        f"{PAGE}: the model was least sure of a different token"
    )


def test_tool_call():
    product = 4817 * 362
    says(f"tool:      {product}", "the tool's result")
    says(f"is {product:,}.", "the answer made of it")
    says(f"17 · 24 = {17 * 24}", "the product")


def test_answers():
    assert numbers("assistant-preference-probability") == [round(prefers(3, 1), 2), 0.75, round(prefers(1, 3), 2)]
    assert numbers("assistant-best-of-n") == [round(tries(0.3, 3), 2), 0.9, round(0.3**3, 2)]
    body = _page.question("assistant-average-p")
    assert f"1 − 0.8²⁰ = {tries(0.2, 20):.2f}" in body
