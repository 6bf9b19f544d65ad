"""Recomputes the worked numbers of docs/basics/how-a-network-learns.md from their inputs."""

import re
from itertools import product
from math import sqrt

import numpy as np
import pytest
from building import ROOT
from pages import WorkedPage, minus

PAGE = "basics/how-a-network-learns.md"
_page = WorkedPage(PAGE)
says, answer = _page.says, _page.answer
GOODS, STARS, RATE = np.array([1, 2]), np.array([3, 5]), 0.1
WORDS = list(product((0, 1), repeat=2))  # (not, bad) of: good, bad, not good, not bad
COMPLAINS = [0, 1, 1, 0]


def errors(place):
    w, b = place
    return w * GOODS + b - STARS


def loss(place):
    return np.mean(errors(place) ** 2)


def slopes(place):
    return np.array([np.mean(2 * errors(place) * GOODS), np.mean(2 * errors(place))])


def descend(place, rate, steps):
    """Return the positions, starting with the first."""
    path = [np.array(place, float)]
    for _ in range(steps):
        path.append(path[-1] - rate * slopes(path[-1]))
    return path


PATH = descend((0, 0), RATE, 10)


def drawing(name):
    return (ROOT / f"docs/assets/images/{name}.svg").read_text(encoding="utf-8")


def labels(name):
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing(name))


def test_the_first_corrections():
    guesses = [(w * GOODS + b).round(1) for w, b in PATH]
    says(
        f"guesses again: {guesses[1][0]} and {guesses[1][1]}. Another correction, and it says {guesses[2][0]} and {guesses[2][1]}.",
        "guesses",
    )
    assert np.all(np.abs(errors(PATH[10])) < 0.1), "after ten corrections it should be within a tenth of a star"
    for step in (1, 2):
        (_, b), last = PATH[step], (PATH[step][0] * 2 + PATH[step][1])
        says(f"it rises from {b + 1e-9:.1f} to {last:.1f}", "the figure's words")  # 1.05 rounds up
    says(f'passing through {guesses[1][0]} at one "good"', "the figure's words about one good")


def test_the_figure_shows_these_lines():
    for w, b in PATH[:3]:
        assert f"{236 - 40 * b:.1f} L356 {236 - 40 * (2 * w + b):.1f}" in drawing("basics-two-corrections"), (
            "the figure's lines don't match the guesses; redraw them"
        )


def test_the_dot_product():
    once, twice = (np.dot(words, [1, 3]) for words in ([1, 1], [0, 2]))
    says(f'"not bad" gets 1·1 + 1·3 = {once}, and "bad, bad" gets 0·1 + 2·3 = {twice}.', "the dot products")
    bias = 0
    shown = ["weight 1", "weight 3", f"1·1 + 1·3 = {once}", f"bias {bias}", f"{once} + {bias} = {once + bias}", f"{once + bias}"]
    assert set(shown) <= set(labels("basics-neuron")), "the figure of the neuron doesn't match the page; redraw it"
    says(f"1·1 + 1·3 = {once}, and with the bias, {once} + {bias} = {once + bias}", "the figure's words")


def test_a_table_turns_a_vector_into_another():
    table = np.array([[1, 1], [3, 1]])  # a column for each neuron
    for name, row in zip(("not", "bad"), table):
        says(f"| *{name}* | {row[0]} | {row[1]} |", "a row of the table of weights")
    (harsh, many), other = np.array([1, 1]) @ table, np.array([0, 2]) @ table
    says(
        f"The first column gives 1·1 + 1·3 = {harsh}, the second 1·1 + 1·1 = {many}, so ({harsh}, {many}) comes out.",
        "what the table makes of 'not bad'",
    )
    says(f"goes in as (0, 2) and comes out as ({other[0]}, {other[1]})", "what it makes of 'bad, bad'")
    assert harsh > np.array([0, 1]) @ table[:, 0], "the page says that 'not bad' comes out harsher than 'bad'"


def test_the_error_is_passed_back():
    def output(bad, weight=1):
        """Return the network's answer to a review without *not*. weight: the second neuron's weight for *bad*."""
        first, second = max(bad, 0), max(weight * bad - 1, 0)
        return first - 2 * second

    bad, wanted = 3, 1
    says(f"$h_1$ is {bad}, $h_2$ is {bad - 1}, and $h_1 - 2 h_2 = {output(bad)}$ comes out instead of {wanted}", "the wrong answer")
    error = output(bad) - wanted
    says(f"The error is {minus(error)}.", "its error")
    first, second = (weight * error for weight in (1, -2))
    says(f"$h_1$ gets back 1 · ({minus(error)}) = {minus(first)}", "the error of the first neuron")
    says(f"$h_2$ gets −2 · ({minus(error)}) = {second}", "the error of the second neuron")
    slope = 2 * second * bad
    says(f"the slope is 2 · {second} · {bad} = {slope}", "the slope of one weight")
    losses = [(output(bad, 1 + nudge) - wanted) ** 2 for nudge in (-1e-6, 1e-6)]
    assert (losses[1] - losses[0]) / 2e-6 == pytest.approx(slope), "the slope by the rule should be the slope of the loss"


def test_one_layer_is_not_enough_and_two_are():
    one = [np.dot((1, 1), words) for words in WORDS]
    assert one[:3] == COMPLAINS[:3]
    says(f"the fourth comes out as {one[3]}", "the fourth answer")
    hidden = np.array([(sum(words), sum(words) - 1) for words in WORDS])
    without = hidden @ (1, -2)
    says(f"that gives {', '.join(map(str, without))}", "the answers without the nonlinearity")
    assert list(without) == [2 - sum(words) for words in WORDS], "all three neurons together should be 2 - not - bad"
    bent = np.maximum(hidden, 0)
    assert list(bent @ (1, -2)) == COMPLAINS
    drawn = []
    for name, words, (h1, h2), after, out in zip(("good", "bad", "not good", "not bad"), WORDS, hidden, bent[:, 1], bent @ (1, -2)):
        shown = f"**{after}**" if h2 < 0 else str(after)
        says(f"- {name}: $h_1$ is {h1}, $h_2$ is {minus(h2)}, after the bend {shown}, output {out}\n", f"the line of {name}")
        drawn += [name, *map(minus, (*words, h1, h2, after, out))]
    assert {"each × 1", "bias −1", "× 1", "× −2"} <= set(labels("basics-two-layers")), (
        "the figure's weights don't match the page; redraw it"
    )
    assert labels("basics-two-layers")[-len(drawn) :] == drawn, "the figure's numbers don't match the page; redraw it"


def test_the_best_of_one_linear_neuron_is_a_half():
    inputs = np.array([(*words, 1) for words in WORDS])
    best = np.linalg.lstsq(inputs, COMPLAINS, rcond=None)[0]
    assert inputs @ best == pytest.approx([0.5] * 4)
    says("is to answer ½ for all four", "the textbook's result")


def test_the_loss():
    first, second = errors((0, 0))
    says(f"are {minus(first)} and {minus(second)}", "the errors")
    says(
        rf"\frac{{({first})^2 + ({second})^2}}{{2}} = \frac{{{first**2} + {second**2}}}{{2}} = {loss((0, 0)):.0f}", "the loss at the start"
    )
    assert loss((2, 1)) == 0
    says(f"2 · 3 + 1 = {2 * 3 + 1} stars out of 5", "a third review")
    says("With $w = 2$ and $b = 1$, both guesses are right and the loss is 0.", "the lowest point")


def test_the_gradient_step():
    start = slopes((0, 0))
    for nudge, name, slope in (((0.01, 0), f"from {loss((0, 0)):.0f} to", start[0]), ((0, 0.01), "falls to", start[1])):
        says(f"{name} {loss(nudge):.3f}", "the loss after a nudge")
        assert (loss(nudge) - loss((0, 0))) / 0.01 == pytest.approx(slope, rel=0.005)
        says(f"a rate of about {minus(round(slope))}", "the slope")
    parts = [(2 * e * x, 2 * e) for e, x in zip(errors((0, 0)), GOODS)]
    assert np.allclose(np.mean(parts, axis=0), start), "the rule should give the slopes"
    error, nudged = errors((0, 0))[1], errors((0.01, 0))[1]
    says(f"from {minus(error)} to {minus(round(nudged, 2))}, and its square from {error**2} to {nudged**2:.2f}", "the square after a nudge")
    rate = round((nudged**2 - error**2) / 0.01)
    assert rate == 2 * error * GOODS[1]
    says(f"a rate of about {minus(rate)}. That is 2 · ({minus(error)}) · {GOODS[1]}", "the slope of the square")
    says(f"(2 · (−3) · 1 + 2 · (−5) · 2) / 2 = {minus(round(start[0]))}", "the rule for w")
    says(f"(2 · (−3) + 2 · (−5)) / 2 = {minus(round(start[1]))}", "the rule for b")
    says(f"| slope | {minus(round(start[0]))} | {minus(round(start[1]))} |", "the table's slopes")
    says(f"| learning rate × slope | {minus(round(RATE * start[0], 1))} | {minus(round(RATE * start[1], 1))} |", "the step")
    slope, after = round(start[0]), round(PATH[1][0], 1)
    assert {f"start: loss {loss((0, 0)):.0f}", f"slope {minus(slope)}", f"{RATE} · {-slope} = {after}", f"w = {after}"} <= set(
        labels("basics-slope")
    ), "the figure of the step doesn't match the page; redraw it"
    w, b = PATH[1]
    says(f"| now minus that | **{w:.1f}** | **{b:.1f}** |", "the new place")
    says(f"{w:.1f} · 1 + {b:.1f} = {w + b:.1f} and {w:.1f} · 2 + {b:.1f} = {2 * w + b:.1f}", "the new guesses")
    first, second = errors(PATH[1])
    says(f"errors are {minus(round(first, 1))} and {minus(round(second, 1))}", "the new errors")
    says(f"({first**2:.2f} + {second**2:.2f}) / 2 = {loss(PATH[1]):.3f}", "the new loss")
    assert 0.9 < 1 - loss(PATH[1]) / loss(PATH[0]) < 0.95, "one step should remove nine tenths of the loss"
    for text, x, e in (("*good* once, 3 stars", 1, -3), ("*good* twice, 5 stars", 2, -5)):
        says(f"| {text} | {minus(e)} | {minus(2 * e * x)} | {minus(2 * e)} |", "a row of the rule")


def test_the_figure_shows_this_curve():
    def spot(w, height):
        return f"{70 + 120 * w:g} {268 - 13 * height:.1f}"

    curve = "L".join(spot(w / 10, loss((w / 10, 0))) for w in range(32))
    assert f'd="M{curve}"' in drawing("basics-slope"), "the curve isn't the loss; redraw it"
    start, slope = loss((0, 0)), slopes((0, 0))[0]
    assert f'd="M{spot(0, start)}L{spot(0.7, start + 0.7 * slope)}"' in drawing("basics-slope"), "the straight line hasn't the slope"
    lowest = -slopes((0, 0))[0] / (2 * np.mean(GOODS**2))
    assert slopes((lowest, 0))[0] == pytest.approx(0)
    says(f"is lowest at w = {lowest:g}", "the figure's words")


def test_the_table_of_learning_rates():
    for rate in (0.1, 0.2, 0.28, 0.3):
        losses = [loss(place) for place in descend((0, 0), rate, 10)]
        says(f"| {rate} | 17 | " + " | ".join(f"{losses[step]:.3f}" for step in (1, 2, 3, 10)) + " |", f"the losses with {rate}")


def test_where_learning_stops():
    across, along = (7 + sqrt(45)) / 2, (7 - sqrt(45)) / 2
    curvature = 2 * np.array([[np.mean(GOODS**2), np.mean(GOODS)], [np.mean(GOODS), 1]])
    assert sorted(np.linalg.eigvalsh(curvature)) == pytest.approx([along, across])
    says(f"grows by {across:.2f} for each unit", "the curvature across")
    says(f"2 / {across:.2f} = {2 / across:.2f}", "the border")
    says(f"grows by only {along:.2f}", "the curvature along")
    late = descend((4, -3), RATE, 100)[-1]
    says(f"at ({late[0]:.1f}, {late[1]:.1f})", "where the dot is after 100 steps")


def test_the_questions():
    answer("basics-neuron-answer", str(np.dot((2, -1), (3, 5)) + 1))
    answer("basics-one-step", f"{3 - 0.1 * 4:.1f}")
    w, b = slopes((1, 1))
    assert f"The slopes are {minus(round(w))} and {minus(round(b))}, so the step is ({-0.1 * w:.1f}, {-0.1 * b:.1f})" in _page.question(
        "basics-predict-first-step"
    )
    losses = [loss(place) for place in descend((0, 0), 0.28, 10)]
    assert all(later < earlier for earlier, later in zip(losses, losses[1:]))
    assert f"After ten steps the loss is {losses[10]:.3f}" in _page.question("basics-predict-rate")
    assert f"with 0.28 it is still {losses[1]:.3f}" in _page.question("basics-predict-rate")
    a, other = np.mean(np.array([1, 1]) ** 2), np.mean(np.array([0, 2]) ** 2)
    assert f"its mean of squares is {a:.0f}, B's is {other:.0f}" in _page.right("basics-loss-two-models")
