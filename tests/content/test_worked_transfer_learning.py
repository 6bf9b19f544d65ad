"""Recomputes the worked numbers of docs/how-transformers-work/transfer-learning.md from their inputs."""

import ast
import contextlib
import io
import json
import re

import numpy as np
from building import ROOT
from pages import WorkedPage, minus, read_page

PAGE = "how-transformers-work/transfer-learning.md"
_page = WorkedPage(PAGE)
says = _page.says
N, D = 7e9, 2e12  # Llama 2 7B: parameters, tokens
GPU_HOURS, PEAK = 184_320, 312e12  # as reported; an A100's peak FLOPs per second
SKIP = {"the", "a", "on", "at"}
LORA = "docs/assets/images/transfer-learning-lora.svg"
GAINS = "docs/assets/images/transfer-learning-gains.svg"


def power(number, digits):
    mantissa, exponent = f"{number:.{digits}e}".split("e+")
    return f"{mantissa}·10{str(int(exponent)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def latex(number):
    return f"{number:,}".replace(",", "{,}")


def neighbors(sentences, word):
    counts = {}
    for sentence in sentences:
        words = [w for w in sentence.lower().split() if w not in SKIP]
        for other in words if word in words else []:
            if other != word:
                counts[other] = counts.get(other, 0) + 1
    return counts


def similarity(sentences, one, other):
    a, b = neighbors(sentences, one), neighbors(sentences, other)
    dot = sum(a[w] * b.get(w, 0) for w in a)
    return dot, dot / np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))


def code():
    return re.search(r"```python\n(.*?)```\n+```text title=\"Output\"\n(.*?)```", read_page(PAGE), re.DOTALL).groups()


def code_sentences():
    listing = re.search(r'unlabeled = """(.*?)"""', code()[0], re.DOTALL).group(1)
    return listing.replace("\n", "|").split("|")


def run(source):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(source, {})
    return printed.getvalue()


def test_neighbors_by_hand():
    listed = re.search(r"Take six sentences: (.*?)\. Leave out \*the\*, \*a\* and \*on\*", read_page(PAGE)).group(1)
    sentences = listed.split("; ")
    assert len(sentences) == 6, f"{PAGE}: the text says six sentences but lists {len(sentences)}"
    for word in ("cat", "dog", "car"):
        row = ", ".join(f"{other} {count}" for other, count in neighbors(sentences, word).items())
        says(f"| {word} | {row} |", f"the row of '{word}'")
    dot, cosine = similarity(sentences, "cat", "dog")
    says(f"1·1 + 1·1 = {dot}", "the product of cat and dog")
    says("√(1 + 1 + 1 + 1) = √4", "the length of each word's counts")
    says(f"Since √4 · √4 = 4, the similarities are {cosine:g} and {similarity(sentences, 'cat', 'car')[1]:g}", "the similarities")


def test_head_and_lora():
    says(f"2 × 768 + 2 = {2 * 768 + 2:,}", "the new numbers of a classifier")
    d, r = 4096, 8
    says(f"$$2 \\cdot d \\cdot r = 2 \\cdot {d} \\cdot {r} = {latex(2 * d * r)}$$", "LoRA's count")
    says(f"$$d^2 = {d}^2 = {latex(d * d)}$$", "the count of the whole matrix")
    assert d * d / (2 * d * r) == 256, "the correction is no longer one 256th"
    side, top = (1, 3, -1), (2, 0, 1)
    says(f"| × | {' | '.join(f'**{one}**' for one in top)} |", "the top of the table of corrections")
    for one in side:
        says(minus(f"| **{one}** | {' | '.join(str(one * other) for other in top)} |"), "a row of the table of corrections")
    says(f"grows by {side[1]} · {top[0]} = {side[1] * top[0]}.", "one weight's correction")
    drawn = re.findall(r"<text[^>]*>([−0-9 ·=]+)</text>", (ROOT / LORA).read_text(encoding="utf-8"))
    products = [one * other for one in side for other in top]
    del products[3]  # highlighted, and written as a product
    shown = [*map(minus, map(str, (*top, *side, *products))), f"{side[1]} · {top[0]}", f"= {side[1] * top[0]}"]
    assert drawn == shown, f"{LORA}: shows {drawn}; the table on the page has {shown}"
    says(f"1/256 of the numbers, or {2 * d * r / d**2:.1%}", "LoRA's share")
    d, r = 2048, 4
    for mark, number in (("x", 2 * d * r), (" ", d * r), (" ", d * d)):
        says(f"- [{mark}] {number}\n", "an answer of transfer-lora-count")


def test_flops():
    examples, length, passes = 10_000, 300, 3
    tokens = examples * length * passes
    says(f"{examples:,} texts of {length} tokens, read {passes} times | {tokens / 1e6:.0f} million", "the tokens of the fine-tuning")
    says(f"6 · 7·10⁹ · 2·10¹² = {power(6 * N * D, 1)}", "the FLOPs of the pretraining")
    says(f"6 · 7·10⁹ · 9·10⁶ = {power(6 * N * tokens, 2)}", "the FLOPs of the fine-tuning")
    ratio = D / tokens
    hours = GPU_HOURS / ratio
    says(f"{ratio:,.0f} to 1", "the ratio")
    says(f"{hours:.2f} hours, or {hours * 60:.0f} minutes", "the time of the fine-tuning")
    possible = GPU_HOURS * 3600 * PEAK
    says(f"{GPU_HOURS:,} hours are enough for {power(possible, 2)}; the run used {6 * N * D / possible:.0%}", "the check")
    says(f"16 bytes for each parameter, or {16 * N / 1e9:.0f} GB for {N / 1e9:g} billion", "the memory")


def test_calendar_and_carbon():
    seconds = 1.4e12 / (2048 * 380)
    says(f"1.4·10¹² ÷ (2,048 · 380) = {seconds / 1e6:.1f} million seconds, {seconds / 86400:.0f} days", "Llama's time")
    hours = 184_320 + 368_640 + 1_038_336 + 1_720_320
    says(f"for {hours / 1e6:.1f} million GPU hours", "Llama 2's GPU hours")
    electricity, grid = 1287 / 433.196, 429 / 57
    says(f"{electricity:.1f} × {grid:.1f} ≈ {electricity * grid:.0f}, and 552 ÷ 24.7 ≈ {552 / 24.7:.0f}", "the two factors")
    assert abs(433.196 * 57 / 1000 - 24.7) < 0.05 and abs(1287 * 429 / 1000 - 552) < 0.5, "the tonnes don't follow from the factors"
    says(f"1,438 pounds ({1438 * 0.45359237:.0f} kilograms)", "BERT-base's carbon")


def test_what_pocket_bert_guesses():
    found = json.loads((ROOT / "lab/results/predicted.json").read_text(encoding="utf-8"))["singer"]
    says(f'It reads "{found["text"]}".', "the text of transfer-predict-singer")
    says(f"- [x] {found['answers'][0]['name']}\n    - It gets {found['answers'][0]['p']:.0%}", "the answer of transfer-predict-singer")


def test_evidence():
    rows = re.findall(r"([A-Za-z0-9-]+) \(([0-9,]+)\) \| ([0-9.]+) \| ([0-9.]+) \|", read_page(PAGE))
    gains = {name: (labels, float(after) - float(before)) for name, labels, before, after in rows}
    says(f"{gains['MNLI'][1]:.1f} points with {gains['MNLI'][0]}", "MNLI's gain")
    assert 220 / 60 > 3, "the detector's steps: correct them here, or the sentence on the page"
    says("more than three times as many training steps", "the detector's steps")
    says(f"a gain of only {5.52 - 5.38:.2f} points", "ULMFiT's gain with many labels")
    says("cut the error from 10.67% to 5.69%", "the errors with few labels")


def test_figure_shows_the_gains_in_the_table():
    drawing = (ROOT / GAINS).read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]*\?) ([A-Z0-9-]+) \(([0-9,]+)\) \| ([0-9.]+) \| ([0-9.]+) \|$", read_page(PAGE), re.MULTILINE)[:3]
    shown, wanted = re.findall(r"<text[^>]*>([^<%]+)</text>", drawing), []
    for question, name, labels, *results in rows:
        words = ("from scratch {}", "{} pretrained") if not wanted else ("{}", "{}")
        wanted += [question, f"{name}, {labels} labeled examples", *(word.format(result) for word, result in zip(words, results))]
    assert shown == wanted, f"{GAINS}: shows {shown}; the table on the page has {wanted}"
    dots = [f"{30 + (404 - 30) * (float(result) - 50) / 50:.1f}" for row in rows for result in row[3:]]
    assert re.findall(r'cx="([0-9.]+)"', drawing) == dots, f"{GAINS}: a dot isn't where its number is on the scale"
    gains = {name: float(after) - float(before) for _, name, _, before, after in rows}
    assert sorted(gains, key=gains.get) == ["RTE", "MNLI", "SST-2"], (
        f"{PAGE}: 'SST-2 is the longest' or 'RTE … the shortest' no longer holds"
    )


def test_flops_question():
    tokens = 5_000 * 200 * 2
    for mark, number in (("x", 1e12 / tokens), (" ", 1e12 / (tokens / 2)), (" ", 1e12 / 5_000)):
        says(f"- [{mark}] {number:.0f}\n", "an answer of transfer-flops-ratio")


def test_output_of_the_code():
    source, output = code()
    assert run(source) == output, f"{PAGE}: the output under 'In code' differs; paste what the code prints"
    assert len(code_sentences()) == 13, f"{PAGE}: the text says thirteen sentences; the code has {len(code_sentences())}"


def test_jaguar():
    sentences = code_sentences() + ["the jaguar ate the fish"]
    animal, vehicle = (similarity(sentences, "jaguar", other)[1] for other in ("cat", "car"))
    says(f"2 ÷ (2 · 2) = {animal:.2f} versus 2 ÷ (2 · √5) = {vehicle:.2f}", "the answer of Try it")
    says(f"its similarity is higher: {animal:.2f} versus {vehicle:.2f}", "the answer of transfer-jaguar-corpus")
    for added, label in [
        ("the jaguar is an animal", "vehicle"),
        ("the cat saw the jaguar", "vehicle"),
        ("the jaguar stopped at the light", "vehicle"),
        ("the jaguar sat on a mat", "animal"),
    ]:
        one, other = (similarity([*code_sentences(), added], "jaguar", word)[1] for word in ("cat", "car"))
        assert (one > other) == (label == "animal"), f"{PAGE}: transfer-jaguar-corpus: with '{added}' the jaguar isn't a(n) {label}"
        says(f"- [{'x' if label == 'animal' else ' '}] {added}\n", "an option of transfer-jaguar-corpus")
    changed = code()[0].replace("the driver parked the jaguar", "the driver parked the jaguar | the jaguar ate the fish")
    assert f"jaguar 0.00 0.00 no idea | {animal:.2f} {vehicle:.2f} animal" in run(changed), (
        "the code no longer turns 'jaguar' into an animal with that sentence"
    )


def test_how_often_the_networks_read_each_definition():
    code = (ROOT / "lab/classify.py").read_text(encoding="utf-8")
    steps = ast.literal_eval(re.search(r"^STEPS = (\{.*?\})", code, re.MULTILINE)[1])
    batch = int(re.search(r"len\(queue\) < (\d+)", code)[1])
    assert 2 < steps[8192] * batch / 8192 < 3, f"{PAGE}: the networks no longer read each definition two or three times; correct the text"
    says("they read each of the 8,192 definitions only two or three times", "how often the networks read the definitions")


def test_train_a_head():
    live = json.loads((ROOT / "lab/results/transfer-live.json").read_text(encoding="utf-8"))
    data = json.loads((ROOT / "docs/assets/explorers/data/transfer.json").read_text(encoding="utf-8"))
    train, test = ({text.lower() for text, _ in data[part]} for part in ("train", "test"))
    assert len(train) == 512 and len(test) == live["test"] and not train & test, (
        "docs/assets/explorers/data/transfer.json: training and held-out definitions overlap. Run python -m lab transfer_live."
    )
    arms = json.loads((ROOT / "lab/results/transfer.json").read_text(encoding="utf-8"))["arms"]
    for arm, rows in arms.items():
        assert data["curves"][arm] == [[row[key] for key in ("size", "mean", "low", "high")] for row in rows], (
            f"docs/assets/explorers/data/transfer.json: the curve '{arm}' isn't that in lab/results/transfer.json. Run python -m lab transfer_live."
        )
    few, many = live["rows"][0], live["rows"][-1]
    says(f"the first gets about {few['pretrained']['mean']:.0f} of {live['test']} definitions right", "the head of transfer-predict-gap")
    assert round(few["untrained"]["mean"]) == 38, f"{PAGE}: transfer-predict-gap says about 38 for {few['untrained']['mean']}"
    says(f"About {many['pretrained']['mean']:.0f} versus {many['untrained']['mean']:.0f}.", "the answer of transfer-predict-gap")
    gaps = [row["pretrained"]["mean"] - row["untrained"]["greatest_mean"] for row in (few, many)]
    assert gaps[1] > gaps[0], f"{PAGE}: transfer-predict-gap says that the gap doesn't get narrower"
    rows, goal = live["rows"], live["rows"][0]["pretrained"]["mean"]
    enough = next(row["size"] for row in rows if row["untrained"]["mean"] >= goal)
    assert enough == rows[3]["size"] == 8 * rows[0]["size"], f"{PAGE}: 'It takes {rows[3]['size']}, eight times as many' no longer holds"
    assert live["rows"][0]["untrained"]["mean"] > live["majority"]["count"], f"{PAGE}: 'more than that' no longer holds"
