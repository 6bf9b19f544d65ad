"""Recomputes the worked numbers of docs/nlp-and-llms/what-is-nlp.md from their inputs."""

import re
from collections import Counter
from fractions import Fraction
from math import exp

from building import ROOT
from pages import WorkedPage, minus, read_page

PAGE = "nlp-and-llms/what-is-nlp.md"
_page = WorkedPage(PAGE)
says, question, answer = _page.says, _page.question, _page.answer
SENTENCE = "Anna Keller loves the red car that she bought in New York."
TAGS = ["B-PER", "I-PER", "O", "O", "O", "O", "O", "O", "O", "O", "B-LOC", "I-LOC", "O"]
WEIGHTS = {"not": -1, "good": 2, "bad": -2}
VOCABULARY = ["the", "car", "is", "not", "good", "bad"]


def words(text):
    return text.replace(",", "").split()


def score(text):
    return sum(WEIGHTS.get(word, 0) for word in words(text))


def probability(s):
    return 1 / (1 + exp(-s))


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


def test_tokens_and_tags():
    tokens = SENTENCE.replace(".", " .").split()
    assert len(tokens) == len(TAGS), f"{PAGE}: the worked example should have one tag per token"
    says(f"cut into {len(tokens)} tokens", "the number of tokens")
    says(f"{len(tokens) - 1} words and a period, which makes {len(tokens)} tokens", "the number of words and tokens")
    outside = TAGS.count("O")
    says(f"gets {outside} of {len(tokens)} tags right and finds nobody", "the share of O")
    for token, tag in zip(tokens, TAGS):
        assert re.search(rf"^{re.escape(token)} +{tag}\b", read_page(PAGE), re.M), (
            f"{PAGE}: the hand-written list should tag {token} as {tag}"
        )


def test_answer_span():
    start = SENTENCE.index("New York") + 1
    says(f"as a place in the text: characters {start} to {start + len('New York') - 1} |", "where New York stands, counted from 1")


def test_bag_by_hand():
    text = "the car is good"
    counts = [Counter(words(text))[word] for word in VOCABULARY]
    weights = [WEIGHTS.get(word, 0) for word in VOCABULARY]
    products = [c * w for c, w in zip(counts, weights)]
    says("The counts are " + ", ".join(map(str, counts)) + ".", "the counts")
    says("The weights are " + ", ".join(map(minus, weights)) + ".", "the weights")
    says("The products are " + ", ".join(map(minus, products)) + ",", "the products")
    says(f"The products add up to the score, {sum(products)},", "the sum")
    drawing = (ROOT / "docs/assets/images/what-is-nlp-score.svg").read_text(encoding="utf-8")
    drawn = [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawing) if text != "+"]
    rows = ["word", *VOCABULARY, "count", *counts, "× weight", *weights, "product", *products, "score", sum(products)]
    shown = [minus(cell) if isinstance(cell, int) else cell for cell in rows]
    assert drawn == [*shown, "above 0, so positive"], "the figure's numbers don't match the page; redraw it"
    says(f"$e^{{-{score(text)}}} = {exp(-score(text)):.3f}$", "the power of e")
    says(f"$1/(1 + e^{{-{score(text)}}}) = {probability(score(text)):.2f}$", "the probability")
    says(f"A score of 0 gives {probability(0)}", "the probability of score 0")


def test_where_the_bag_fails():
    pair = "the car is good, not bad", "the car is bad, not good"
    assert Counter(words(pair[0])) == Counter(words(pair[1])), f"{PAGE}: the two sentences must have equal counts"
    n, g, b = WEIGHTS["not"], WEIGHTS["good"], -WEIGHTS["bad"]
    says(f"${n} + {g} - {b} = {score(pair[0])}$", "the score of both sentences")
    says(f"${n} + {g} = {score('not good')}$, probability {probability(score('not good')):.2f}", "the score of 'not good'")
    says(f"${n} - {b} = {score('not bad')}$", "the score of 'not bad'")
    says(f"must be under {minus(-WEIGHTS['good'])}", "the bound from 'not good'")
    says(f"must be over +{-WEIGHTS['bad']}", "the bound from 'not bad'")
    says(f"{len(VOCABULARY)} words make {len(VOCABULARY) ** 2} ordered pairs", "the number of pairs")
    says(f"50,000 words make {50_000**2 / 1e9:g} billion", "the number of pairs of 50,000 words")
    assert score("the car is bad") > score("the car is not bad"), f"{PAGE}: Try it says that 'bad' scores higher than 'not bad'"
    says(f"3 − {-WEIGHTS['bad']} = {3 + WEIGHTS['bad']} and is positive", "the score of 'not bad' with +3")
    says(f"gets 3 + {WEIGHTS['good']} = {3 + WEIGHTS['good']}: positive, and wrong", "the score of 'not good' with +3")
    assert 3 + WEIGHTS["bad"] > 0 and 3 + WEIGHTS["good"] > 0, (
        f"{PAGE}: Try it says that +3 for 'not' fixes 'not bad' and breaks 'not good'"
    )


def test_f1_by_hand():
    true = {("PER", "Anna Keller"), ("LOC", "New York")}
    returned = {("PER", "Anna Keller"), ("LOC", "York"), ("LOC", "New")}
    right = len(true & returned)
    p, r = Fraction(right, len(returned)), Fraction(right, len(true))
    says(f"${p} = {float(p):.2f}$", "the precision")
    says(f"${r} = {float(r):g}$", "the recall")
    for terms, value in (("2 \\cdot {p} \\cdot {r}", 2 * p * r), ("{p} + {r}", p + r)):
        latex = [f"\\frac{{{x.numerator}}}{{{x.denominator}}}" for x in (p, r, value)]
        says(f"${terms.format(p=latex[0], r=latex[1])} = {latex[2]}$", "a part of the F1")
    says(f"That gives {float(f1(p, r)):g}.", "the F1")
    p, r = 1, 0.1
    says(f"precision {p} with recall {r} gives {f1(p, r):.2f}, where the ordinary mean would be {(p + r) / 2:.2f}", "how F1 leans")


def test_bleu_words():
    reference = ["la", "voiture", "rouge"]
    wrong, fine = ["la", "voiture", "noire"], ["l'", "auto", "rouge"]
    shared = [len(set(c) & set(reference)) for c in (wrong, fine)]
    says(f"shares {shared[0]} of its {len(wrong)} words", "the words that the wrong translation shares")
    says(f'"l\'auto rouge" {shared[1]} of {len(fine)}', "the words that the other translation shares")


def test_questions():
    true, returned, right = 4, 6, 3
    p, r = right / returned, right / true
    answer("what-is-nlp-f1", f"{f1(p, r):.2f}")
    for value in (f"{p:.2f}", f"{r:.2f}", f"{(p + r) / 2:g}"):
        assert f"- [ ] {value}\n" in question("what-is-nlp-f1"), f"{PAGE}: {value} should be a wrong answer of what-is-nlp-f1"
    text = "not good, not good at all"
    answer("what-is-nlp-bag-score", f"{probability(score(text)):.2f}")
    for wrong in (probability(score("not good")), probability(-score(text))):
        assert f"- [ ] {wrong:.2f}" in question("what-is-nlp-bag-score"), (
            f"{PAGE}: {wrong:.2f} should be a wrong answer of what-is-nlp-bag-score"
        )
    tokens, in_names = 200, 10
    assert f"[x] {(tokens - in_names) / tokens:.0%} of tokens right, and a recall of 0." in question("what-is-nlp-always-o"), (
        f"{PAGE}: correct the share of right tokens in what-is-nlp-always-o"
    )
    assert f"{tokens - in_names} of {tokens} tags" in question("what-is-nlp-always-o"), (
        f"{PAGE}: correct the count of right tags in what-is-nlp-always-o"
    )
