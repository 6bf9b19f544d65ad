"""Recomputes the worked numbers of docs/transformer-capabilities/pipeline-function.md from their inputs."""

import numpy as np
from pages import WorkedPage, minus, softmax

PAGE = "transformer-capabilities/pipeline-function.md"
_page = WorkedPage(PAGE)
says, question, answer = _page.says, _page.question, _page.answer
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "red", "car", "is", "great", "awful"]
FEELING = {"great": 7, "awful": -6, "[PAD]": 1}  # of each token of the toy model; the others have 0
HEAD = np.array([-1, 2])  # feeling -> logits for NEGATIVE and POSITIVE
TEXTS = ["the red car is great", "the car is awful"]


def tokens(text):
    return ["[CLS]", *text.split(), "[SEP]"]


def mean(row):
    return sum(FEELING.get(token, 0) for token in row) / len(row)


def test_ids_and_mask():
    rows = [tokens(text) for text in TEXTS]
    longest = max(map(len, rows))
    for name, row in zip(("first", "second"), rows):
        padded = row + ["[PAD]"] * (longest - len(row))
        ids = " ".join(str(VOCABULARY.index(token)) for token in padded)
        mask = " ".join(str(int(token != "[PAD]")) for token in padded)
        says(f"| {name} | {ids} | {mask} |", f"the {name} row of the batch")
        says(" ".join(str(VOCABULARY.index(token)) for token in row), f"the ids of the {name} sentence")
    says(f"$(B, n) = ({len(rows)}, {longest})$", "the batch's shape")


def test_logits():
    first, second = (mean(tokens(text)) for text in TEXTS)
    says(f"| 7 / {len(tokens(TEXTS[0]))} = {first:g} | −6 / {len(tokens(TEXTS[1]))} = {minus(f'{second:g}')} |", "the means")
    for index, sign in enumerate(("−1: logit for NEGATIVE", "2: logit for POSITIVE")):
        says(f"| times {sign} | {minus(f'{HEAD[index] * first:g}')} | {minus(f'{HEAD[index] * second:g}')} |", "a row of logits")
    unmasked = mean([*tokens(TEXTS[1]), "[PAD]"])
    assert unmasked * 7 == -5
    says("(-6 + 1)/7 = -5/7", "the mean without the mask")
    says("the logits {} and {}".format(*(minus(f"{x:.3f}") for x in HEAD * unmasked)), "the logits without the mask")


def test_your_turn():
    row = tokens("the car is red")
    assert np.allclose(softmax(HEAD * mean(row)), 0.5), f"{PAGE}: the page says that 'The car is red' is a tie"
    long = tokens("the " * 10 + TEXTS[0])
    logits = HEAD * mean(long)
    says(f"make {len(long)} in all, so the mean shrinks to 7/{len(long)} = {mean(long):.3f}.", "the mean of the longer sentence")
    says("The logits become {} and {}, and".format(*(minus(f"{x:.3f}") for x in logits)), "its logits")
    says(f"the score falls to {softmax(logits)[1]:.3f}.", "its score")
    assert softmax(logits)[1] < softmax(HEAD * mean(tokens(TEXTS[0])))[1], f"{PAGE}: the page says that the score falls"


def test_softmax():
    logits = HEAD * mean(tokens(TEXTS[0]))
    powers = np.exp(logits)
    says("| logit | {} | {} | |".format(*(minus(f"{x:g}") for x in logits)), "the logits")
    says("| {:.3f} | {:.3f} | {:.3f} |".format(*powers, powers.sum()), "the powers of e")
    says("| {:.3f} | {:.3f} | 1 |".format(*softmax(logits)), "the probabilities")
    pairs = ((0, 3), (99, 102))
    for pair in pairs:
        assert np.allclose(softmax(np.array(pair) - max(pair)), softmax(logits)), (
            f"{PAGE}: the logits {pair} should give the same probabilities; choose two with the same difference"
        )
    says("Logits of {} and {}, or of {} and {}".format(*pairs[0], *pairs[1]), "the shifted logits")
    says("the same {:.3f} and {:.3f}".format(*softmax(logits)), "the probabilities of shifted logits")
    ahead = logits[1] - logits[0]
    says(f"$1/(1+e^{{-{ahead:g}}}) = {1 / (1 + np.exp(-ahead)):.3f}$", "the probability from the difference")
    says(f"or of {softmax(np.array([2.0, 10.0]))[0]:.4f}, if another label has a logit of 10", "the small probability")


def test_wrong_tokenizer():
    other = VOCABULARY[:4] + sorted(VOCABULARY[4:])
    says("ids 4 to 9 are " + ", ".join(other[4:]), "the sorted words")
    row = tokens("the car is great")
    misread = [VOCABULARY[other.index(token)] for token in row]
    wrong, right = softmax(HEAD * mean(misread)), softmax(HEAD * mean(row))
    says(f'"the" has id {other.index("the")}, and row {other.index("the")}', "the id of 'the'")
    says(f"gets `NEGATIVE`, {wrong[0]:.3f}, where the right tokenizer gives `POSITIVE`, {right[1]:.3f}", "both answers")
    says(f"$-6/{len(row)} = {mean(misread):g}$", "the mean with the wrong tokenizer")
    says(f"$7/{len(row)} = {mean(row):.3f}$", "the mean with the right tokenizer")


def test_answers():
    difference = softmax(np.array([0.5, -1.5]))
    answer("pipeline-function-softmax", f"{difference[0]:.2f}")
    assert f"- [ ] {difference[1]:.2f}\n" in question("pipeline-function-softmax"), (
        f"{PAGE}: one wrong answer of pipeline-function-softmax is the other label's {difference[1]:.2f}"
    )
    assert f"1/{1 + np.exp(-2):.3f}" in question("pipeline-function-softmax"), f"{PAGE}: the explanation should have 1/{1 + np.exp(-2):.3f}"
    lengths = (4, 9, 6)
    answer("pipeline-function-mask-zeros", str(len(lengths) * max(lengths) - sum(lengths)))
