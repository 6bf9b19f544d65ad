"""Recomputes the numbers of docs/nlp-and-llms/challenges.md from their inputs."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import re

import numpy as np
from building import ROOT
from pages import WorkedPage, read_page

PAGE = "nlp-and-llms/challenges.md"
_page = WorkedPage(PAGE)
says, right = _page.says, _page.right
SOURCE = read_page(PAGE)

# Numbers of senses in WordNet 3.0 for the part of speech in the page's sentences
# (index.verb and index.noun, index.adj: third column).
SENSES = {"see": 24, "car": 5, "telescope": 1, "park": 6, "hill": 5, "red": 3}
# The page's table of company, in the order soup, tea, day.
COMPANY = {"hot": (2, 2, 1), "warm": (2, 1, 2), "cold": (1, 2, 2), "car": (0, 0, 3)}


def trees(phrases: int) -> int:
    """Count by brute force: each phrase attaches to the verb, the object or an earlier phrase; lines don't cross."""
    return len(hangings(phrases))


def hangings(phrases: int) -> list[tuple[int, ...]]:
    """Return, for each tree without crossing lines, what each phrase attaches to."""
    found = []
    # words: 0 verb, 1 object, 2... nouns of the phrases; phrase k brings word k + 2
    for heads in itertools.product(*[range(k + 2) for k in range(phrases)]):
        arcs = [(h, k + 2) for k, h in enumerate(heads)]
        crossing = any(a < c < b < d or c < a < d < b for (a, b), (c, d) in itertools.combinations(arcs, 2))
        if not crossing:
            found.append(heads)
    return found


def senses(*words: str) -> int:
    return math.prod(SENSES[w] for w in words)


def cosine(a: str, b: str) -> float:
    u, v = np.array(COMPANY[a]), np.array(COMPANY[b])
    return float(u @ v / np.linalg.norm(u) / np.linalg.norm(v))


def test_trees_are_catalan_numbers():
    catalan = [math.comb(2 * k, k) // (k + 1) for k in range(1, 7)]
    assert [trees(k) for k in range(6)] == catalan
    says(f"With three phrases there are {trees(3)}, and with four, {trees(4)}", "the number of trees")
    says(f"four phrases has {trees(4)} trees", "the number of trees in the misconception")
    says(f"2 + 3 = {trees(2)} trees", "the count by hand")


def test_readings_of_the_table():
    rows = [("see", "car"), ("see", "car", "telescope"), ("see", "car", "park", "telescope")]
    for phrases, words in enumerate(rows):
        product = " · ".join(str(SENSES[w]) for w in words)
        n = senses(*words)
        says(f"| {product} = {n} | {trees(phrases)} | {n * trees(phrases):,} |", f"the row with {phrases} phrases")
    n = senses("see", "car", "telescope")
    says(f"{n} · {trees(1)} = {n * trees(1)} readings", "the readings of the first sentence")


def test_try_it():
    n = senses("see", "car", "park", "hill", "telescope")
    says(f"{n:,} · {trees(3)} = {n * trees(3):,}", "the readings with the hill")
    before = senses("see", "car", "park", "telescope")
    says(
        f"the {SENSES['hill']} senses of *hill* bring the {before} combinations to {n:,}, and the third phrase raises the number of trees "
        f"from {trees(2)} to {trees(3)}",
        "what there was to see",
    )
    assert abs(n * trees(3) - 50_000) < abs(n * trees(3) - 10_000), "the guess offered no longer fits"


def test_child_and_model():
    by_12 = 7_000_000 * 12
    says(f"7 · 12 = {by_12 // 10**6} million by age 12", "the words that a child hears")
    times = 2e12 / by_12
    assert 23_500 < times < 24_000, f"'nearly 24,000 times' is {times:,.0f}; correct the page"
    says("nearly 24,000 times as many", "the ratio of tokens to words")


def test_company():
    for word, row in COMPANY.items():
        says(f"| {word} | {row[0]} | {row[1]} | {row[2]} |", "the table of company")
        assert np.linalg.norm(row) == 3, f"docs/{PAGE} says that every row has length 3; {word} hasn't"
    for other in ("warm", "car", "cold"):
        terms = " + ".join(f"{x}·{y}" for x, y in zip(COMPANY["hot"], COMPANY[other]))
        dot = int(np.dot(COMPANY["hot"], COMPANY[other]))
        says(f"- hot and {other}: ({terms}) / (3·3) = {dot}/9 = {cosine('hot', other):.2f}", f"the cosine of hot and {other}")
    assert cosine("hot", "cold") == cosine("hot", "warm") > cosine("hot", "car")
    says(f'"hot" and "cold" have a cosine of {cosine("hot", "cold"):.2f}', "the cosine in the misconception")


def test_the_drawn_angles():
    drawing = (ROOT / "docs/assets/images/challenges-angles.svg").read_text(encoding="utf-8")
    arrows = [[float(number) for number in line] for line in re.findall(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)M', drawing)]
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
    assert len(arrows) == 6 and len(labels) == 9
    for k, other in enumerate(("warm", "cold", "car")):
        assert labels[3 * k : 3 * k + 3] == ["hot", other, f"cosine {cosine('hot', other):.2f}"]
        (x0, y0, x1, y1), (x2, y2, x3, y3) = arrows[2 * k : 2 * k + 2]
        hot, its = np.array((x1 - x0, y1 - y0)), np.array((x3 - x2, y3 - y2))
        assert np.isclose(np.linalg.norm(hot), np.linalg.norm(its), atol=0.1), (
            f"challenges-angles.svg: hot and {other} should be equally long"
        )
        drawn = hot @ its / np.linalg.norm(hot) / np.linalg.norm(its)
        assert np.isclose(drawn, cosine("hot", other), atol=0.002), (
            f"challenges-angles.svg: the angle of hot and {other} isn't that of the page"
        )
        says(f"Hot and {other}: ", f"the angle of hot and {other} in words")


def test_the_drawn_clocks():
    drawing = (ROOT / "docs/assets/images/challenges-half-seven.svg").read_text(encoding="utf-8")
    hands = re.findall(r'class="ln-line-focus"[^>]* d="M(\d+) (\d+)L([\d.]+) ([\d.]+)"', drawing)
    times = re.findall(r">(\d+):30</text>", drawing)
    assert len(hands) == len(times) == 2
    for hour, hand in zip(times, hands):
        x0, y0, x1, y1 = map(float, hand)
        assert np.isclose(math.atan2(x1 - x0, y0 - y1) / math.tau * 12 % 12, int(hour) + 0.5, atol=0.05), (
            f"the hour hand of {hour}:30 is off"
        )
        says(f"{hour}:30: the hour hand is halfway between {hour} and {int(hour) + 1}", "the clock in words")


def test_guessing():
    says(f"guessing gives {1 / 5:.0%}", "the score of guessing among five captions")


def test_questions():
    on_the_verb = sum(heads[-1] == 0 for heads in hangings(3))
    assert int(right("challenges-three-phrases")) == on_the_verb == trees(2)
    says(f"- [ ] {trees(3)}\n    - Those are all the trees", "the wrong option that counts all trees")
    says(f"- [ ] {trees(3) // 2}\n    - That is half of {trees(3)}", "the wrong option that halves")
    with_red = senses("see", "red", "car", "telescope")
    assert int(right("challenges-readings")) == with_red * trees(1)
    says(f"{with_red} combinations of senses, times {trees(1)} trees", "the explained answer")
    added = SENSES["see"] + SENSES["red"] + SENSES["car"] + SENSES["telescope"] + trees(1)
    says(f"- [ ] {added}\n", "the wrong option that adds")
    assert float(right("challenges-cosine")) == round(cosine("cold", "car"), 2)
    doubled = 2 * np.array(COMPANY["hot"])
    cold = np.array(COMPANY["cold"])
    same = float(doubled @ cold / np.linalg.norm(doubled) / np.linalg.norm(cold))
    assert right("challenges-twice-as-often") == f"It stays at {same:.2f}"
    says(f"It doubles to {2 * round(same, 2):.2f}", "the wrong option that doubles")
    says(f"It falls to {same / 2:.2f}", "the wrong option that halves")


def test_pairs():
    # always the first noun; the right answers of a pair differ
    pairs = [("trophy", "suitcase"), ("trophy", "suitcase")]
    said = "trophy"
    by_sentence = np.mean([right == said for pair in pairs for right in pair])
    by_pair = np.mean([all(right == said for right in pair) for pair in pairs])
    assert right("challenges-pairs") == f"{by_sentence:.0%} by sentence, {by_pair:.0%} by pair"


def test_listing_prints_what_the_page_shows():
    code = re.search(r"```python\n(.*?)```", SOURCE, re.S)[1]
    shown = re.search(r'```text title="Output"\n(.*?)```', SOURCE, re.S)[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, PAGE, "exec"), {})
    assert printed.getvalue() == shown, f"docs/{PAGE}: the listing doesn't print the output shown; paste the new output"


def test_sarcasm():
    sarcastic, sincere = 70, 30
    assert int(right("challenges-sarcasm-clue")) == max(sarcastic, sincere)
    says(f"- [ ] {0.7 * sarcastic + 0.3 * sincere:.0f}\n", "the wrong option that guesses in proportion")
