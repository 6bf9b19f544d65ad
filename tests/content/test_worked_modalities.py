"""Recomputes the worked numbers of docs/transformer-capabilities/modalities.md from their inputs."""

import re

import numpy as np
from pages import WorkedPage, minus, read_page, softmax

PAGE = "transformer-capabilities/modalities.md"
_page = WorkedPage(PAGE)
says, question, answer = _page.says, _page.question, _page.answer
LOGITS = {"travel": (-2, 3), "complaint": (-1, 2), "cooking": (3, -3)}  # contradiction, entailment; made up


def changes(reference, hypothesis):
    """Return the smallest number of words to substitute, delete and insert, by trying all three at each position."""
    if not reference or not hypothesis:
        return len(reference) + len(hypothesis)
    return min(
        changes(reference[1:], hypothesis[1:]) + (reference[0] != hypothesis[0]),
        changes(reference[1:], hypothesis) + 1,
        changes(reference, hypothesis[1:]) + 1,
    )


def word_error_rate(reference, hypothesis):
    return changes(reference.split(), hypothesis.split()) / len(reference.split())


def shifted_iou(shift, side=4):
    overlap = (side - shift) * side
    return overlap / (2 * side * side - overlap)


def test_zero_shot():
    for label, (contradiction, entailment) in LOGITS.items():
        says(f"| {label} | {minus(contradiction)} | {minus(entailment)} |", f"the logits of {label}")
    entailments = np.array([pair[1] for pair in LOGITS.values()])
    powers = np.exp(entailments)
    for value, power in zip(entailments, powers):
        says(f"$e^{{{value}}} = {power:.2f}$" if value < 0 else f"$e^{value} = {power:.2f}$", f"e to the power of {value}")
    says(f"sum {powers.sum():.2f}", "the sum")
    one = softmax(entailments)
    (first, second, third), (p1, p2, p3) = LOGITS, one
    says(f"So {first} gets {p1:.3f}, {second} {p2:.3f}, and {third} {p3:.3f}", "the scores with one right label")
    many = softmax(list(LOGITS.values()))[:, 1]
    for label, p in zip(LOGITS, many):
        sentence = re.search(rf"{label.capitalize()}: \$[^$]*= ([\d.]+)\$", read_page(PAGE))
        assert sentence and sentence[1] == f"{p:.3f}", f"{PAGE}: the score of {label} by itself should be {p:.3f}"
    for label, (contradiction, entailment) in LOGITS.items():
        yes, no = np.exp(entailment), np.exp(contradiction)
        says(f"{label.capitalize()}: ${yes:.2f} / ({yes:.2f} + {no:.2f}) =", f"the row of {label} by itself")
        if contradiction < 0:
            says(f"$e^{{{contradiction}}} = {no:.2f}$", f"the power of {label}'s contradiction")
    index = list(LOGITS).index("complaint")
    says(f'"complaint" has {one[index]:.3f} while the labels compete, and {many[index]:.3f} on its own', "the caption")
    says(f"cooking gets $1/(1 + e^{{-1}}) = {softmax([-3, -4])[0]:.3f}$", "the score among wrong labels")


def test_word_error_rate():
    rate = word_error_rate("the red car stopped", "the bread car has stopped")
    says(rf"\frac{{1 + 0 + 1}}{{4}} = {rate:g}", "the word error rate")
    says(f"$4/1 = {word_error_rate('stop', 'the red car stops'):g}$", "the rate above 1")


def test_iou():
    overlap = 2 * 4
    union = 16 + 16 - overlap
    says(rf"2 \cdot 4 = {overlap}", "the overlap")
    says(f"16 + 16 - 8 = {union}", "the union")
    says(f"{overlap}/{union} = {shifted_iou(2):.2f}", "the intersection over union")


def test_answers():
    answer("modalities-zero-shot-two", f"{softmax([1, -1])[0]:.2f}")
    wrong = f"{softmax([4, 1])[1]:.2f}"
    assert f"- [ ] {wrong}\n" in question("modalities-zero-shot-two"), (
        f"{PAGE}: one wrong answer of modalities-zero-shot-two is softmax of 1 against 4, {wrong}"
    )
    answer("modalities-wer", f"{word_error_rate('the cat sat on the mat', 'the cat sat on mat today'):.2f}")
    answer("modalities-iou-shift", f"{shifted_iou(1):.2f}")


def test_all_pipelines_of_the_notes():
    lists = re.findall(r"/// notes\n(.*?)///", read_page(PAGE), re.S)
    items = [name for block in lists for name in re.findall(r"\*\*(.+?)\*\*", block)]
    table = read_page(PAGE).split("| Pipeline of the notes |")[1].split("\n\n")[0].split("\n")[2:]
    assert len(items) == len(table), f"{PAGE}: {len(items)} pipelines in 'In short', {len(table)} in the table"
    for item, row in zip(items, table):
        assert row.startswith(f"| {item.lower()} |"), f"{PAGE}: the table's row {row!r} should be for {item}"
    says("Here are the fourteen from the notes" if len(items) == 14 else str(len(items)), "the number of pipelines")


def names(cell):
    """Return the pipelines in a cell of the map: "image-to-text; with a text as well, image-text-to-text" has two."""
    return [name for name in re.split(r"[,;] ", cell) if name not in ("–", "with a text as well")]


def test_try_it():
    """The explorer's table has the notes' pipelines in order; each call is in the page's code; the prediction holds."""
    source = read_page(PAGE)
    table = lambda head: [
        [cell.strip() for cell in row.strip("| ").split(" | ")]
        for row in source.split(head)[1].split("\n\n")[0].split("///")[0].strip().split("\n")[2:]
    ]
    versions, calls = table("| Pipeline of the notes |"), table("| Pipeline | Goes in |")
    assert [row[0] for row in calls] == [row[0] for row in versions], (
        f"{PAGE}: the explorer's table and the table of versions have different pipelines"
    )
    rows = table("| Comes out | from a text |")
    places = {
        name: (row[0], goes_in)
        for row in rows
        for cell, goes_in in zip(row[1:], ("a text", "a picture", "a sound"))
        for name in names(cell)
    }
    for name, goes_in, comes_out, _ in calls:
        assert places.pop(name) == (comes_out, goes_in.removesuffix(" and a text")), f"{PAGE}: {name} is in the wrong place on the map"
    assert not places, f"{PAGE}: the map has {list(places)}, which the explorer doesn't have"
    code = "\n".join(re.findall(r"^```\{\.python \.hub.*?\n(.*?)^```", source, re.DOTALL | re.MULTILINE))
    for row in calls:
        for call in re.findall(r"`([^`]+)…\)`", row[3]):
            assert call.rstrip(" ,") in code, f"{PAGE}: Try it names the call {call!r}, which no block has"
    chain = re.search(r'see: "Three: ([^."]+)\.', source)[1].split(", ")
    ends = [next((goes_in, comes_out) for other, goes_in, comes_out, _ in calls if other == name) for name in chain]
    assert ends == [("a sound", "a text"), ("a text", "a text"), ("a text", "a sound")], (
        f"{PAGE}: {chain} isn't a chain from sound to sound"
    )
    assert not any((goes_in, comes_out) == ("a sound", "a sound") for _, goes_in, comes_out, _ in calls), f"{PAGE}: one pipeline is enough"
