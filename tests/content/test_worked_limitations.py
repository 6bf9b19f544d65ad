"""Recomputes the numbers of docs/nlp-and-llms/limitations.md from their inputs."""

from __future__ import annotations

import contextlib
import io
import math
import re

import pytest
from building import ROOT
from pages import WorkedPage, read_page

PAGE = "nlp-and-llms/limitations.md"
_page = WorkedPage(PAGE)
says, right = _page.says, _page.right
SOURCE = read_page(PAGE)

# Inputs: what sources report and what the page assumes. Everything else is computed from them.
DAYS = 365
A100_PEAK, H100_PEAK = 312e12, 989e12  # FLOPs a second, dense BF16
UTILIZATION, PUE, US_GRID = 0.40, 1.1, 0.385  # share, ratio, kg CO2 equivalent per kWh
A100_WATTS, H100_WATTS = 400, 700
LLAMA2_TOKENS = 2e12
REPORTED = {7e9: (184_320, 31.22), 70e9: (1_720_320, 291.42)}  # GPU hours, tonnes
LLAMA2_TOTAL_TONNES = 539
BLOOM_KWH, BLOOM_GRID, BLOOM_ALL = 433_196, 0.057, 50.5
POUNDS_NAS, POUNDS_BERT, POUNDS_CAR, KG_PER_POUND = 626_155, 1_438, 126_000, 0.45359237
LLAMA31 = dict(N=405e9, D=15.6e12, hours=30.84e6, tonnes=8_930)


def cost(N, D, peak, watts, grid=US_GRID, utilization=UTILIZATION):
    flops = 6 * N * D
    hours = flops / (peak * utilization) / 3600
    kwh = hours * watts / 1000 * PUE
    return flops, hours, kwh, kwh * grid / 1000


def tonnes_from_hours(hours, watts, grid=US_GRID, pue=PUE):
    return hours * watts / 1000 * pue * grid / 1000


def power(x: float) -> str:
    """Return 8.4e22 as the page prints it: 8.4·10²²."""
    mantissa, exponent = f"{x:.1e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def test_loss_of_the_two_guesses():
    flat = math.log(DAYS)
    favorite, rest = 0.9, 0.1 / (DAYS - 1)
    right, wrong = -math.log(favorite), -math.log(rest)
    mean = right / DAYS + wrong * (DAYS - 1) / DAYS
    says(f"−ln(1/{DAYS}) = {flat:.2f}", "the loss of the flat guess")
    says(f"−ln 0.9 = {right:.2f}; if it isn't, −ln(0.1/{DAYS - 1}) = {wrong:.2f}", "the losses of the favorite day")
    says(f"({right:.2f} + {DAYS - 1} · {wrong:.2f})/{DAYS} = {mean:.2f}", "their average")
    assert flat < mean, "the page says that training prefers the flat guess"


def test_declining():
    quiz = {"o4-mini": (24, 75), "GPT-5-thinking-mini": (22, 26)}
    for model, (good, bad) in quiz.items():
        says(f"{model}: right {good}%, wrong {bad}%, declined {100 - good - bad}%", f"the bar of {model} in words")
    ratio = quiz["GPT-5-thinking-mini"][1] / quiz["o4-mini"][1]
    assert abs(ratio - 1 / 3) < 0.05, f"{PAGE}: 'wrong only a third as often' no longer holds"
    says("wrong only a third as often", "what the two rows show")


def test_the_bars_of_declining():
    drawing = (ROOT / "docs/assets/images/limitations-declining.svg").read_text(encoding="utf-8")
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
    shares = [int(label.split()[-1].rstrip("%")) for kind in ("right", "wrong", "declined") for label in labels if label.startswith(kind)]
    for model, (good, bad, none) in zip((label for label in labels if "mini" in label), zip(shares[:2], shares[2:4], shares[4:])):
        says(f"{model}: right {good}%, wrong {bad}%, declined {none}%", f"the drawn bar of {model}")
        for kind, start, share in (("plain", 0, good), ("focus", good, bad), ("masked", good + bad, none)):
            bar = rf'class="ln-soft-{kind}" x="{10 + 4.6 * start:g}" y="\d+" width="{4.6 * share:g}"'
            assert re.search(bar, drawing), f"limitations-declining.svg: {share}% of {model} should be drawn as {bar}"


def test_loss_of_copying_the_proportion():
    def mean(p):
        return -0.9 * math.log(p) - 0.1 * math.log(1 - p)

    assert min((p / 100 for p in range(1, 100)), key=mean) == 0.9, "the page says that the loss is lowest at 0.9"
    says('training teaches the model to give "she" 0.9', "the nurse example")
    says(
        f"−ln 0.9 = {-math.log(0.9):.3f} each and the tenth −ln 0.1 = {-math.log(0.1):.3f}. The average loss is {mean(0.9):.2f}.",
        "its loss",
    )
    says(f"At 0.8 the tenth costs less, but the nine cost more, and the average is {mean(0.8):.2f}.", "the loss at 0.8")
    says(f"At 0.99 it's the other way around, and the average is {mean(0.99):.2f}.", "the loss at 0.99")


def test_share_seen_once():
    statements = ["Ada"] * 4 + ["Ben"] * 3 + ["Cleo", "Dan", "Eve"]
    left_out = sum(person not in statements[:i] + statements[i + 1 :] for i, person in enumerate(statements))
    once = sum(statements.count(p) == 1 for p in set(statements))
    assert left_out == once, "leaving one out and counting the singletons must agree"
    share = once / len(statements)
    wrong, right = share * (DAYS - 1) / DAYS, share / DAYS
    says(f"Cleo, Dan or Eve, {once} times in {len(statements)}. ", "how often the last statement is about somebody new")
    says(f"So {once}/{len(statements)} is a good guess for it, too", "the Good-Turing estimate")
    says(f"{share} × {DAYS - 1}/{DAYS} = {wrong:.4f}", "the share of false statements")
    assert SOURCE.count(f"{wrong:.4f}") >= 2, f"docs/{PAGE}: formula and figure both say {wrong:.4f}"
    says("in about three cases out of ten", "the misconception's share")
    says(f"{wrong:.4f} is a wrong date and {right:.4f} is the right date", "the split in the figure's text")


def test_figure_of_growth():
    for word, n in (("four", 4), ("eight", 8)):
        says(f"{word} tokens: a square of {n} by {n} cells, labeled {n * n} scores", "the scores in the figure's text")


def test_most_probable_word():
    says("9 times in 10", "the proportion in the nurse example")
    says("A about 900 times, B 1,000 times", "drawing against taking the most probable word")
    assert right("limitations-most-probable") == f"A about {1000 * 9 // 10} times, B {1000:,} times"


def test_scores_and_cache():
    n, bytes_each = 4096, 2
    says(f"{n:,} tokens make {n * n:,} scores", "the number of scores")
    says(f"{n * n * bytes_each / 2**20:.0f} MiB for one head", "the memory of the scores")

    def cache(L, d_kv, n):
        return 2 * L * n * d_kv * bytes_each

    long = 131_072
    for name, L, tokens, d_kv in (
        ("Llama 2 7B", 32, n, 4096),
        ("Llama 2 70B", 80, n, 1024),
        ("Llama 3.1 8B", 32, long, 1024),
        ("Llama 3.1 405B", 126, long, 1024),
    ):
        says(f"| {name} | {L} | {tokens:,} | {d_kv:,} | {cache(L, d_kv, tokens) / 2**30:g} GiB |", f"the cache of {name}")
    says(f"need {cache(80, 8192, n) / 2**30:.0f} GiB", "the cache of Llama 2 70B if no heads shared")
    says(f"it would need {cache(32, 1024, 2**20) / 2**30:.0f} GiB", "a window of a million tokens")
    says(
        f"its full window of {long:,} tokens, that is {cache(32, 1024, long) / 1e9:.0f} gigabytes, about as much as its weights",
        "the cache in the main text",
    )
    says(f"The {cache(32, 1024, long) / 2**30:.0f} GiB of Llama 3.1 8B are the {cache(32, 1024, long) / 1e9:.0f} gigabytes", "both units")
    assert abs(cache(32, 1024, long) / (2 * 8.03e9) - 1) < 0.1, f"{PAGE}: the page says that the cache is about as large as the weights"
    xl = cache(48, 1600, 1024)
    assert float(right("limitations-kv-cache")) == xl / 2**20, "question limitations-kv-cache: correct its answer"
    says(f"2 · 48 · 1,024 · 1,600 · 2 = {xl:,} bytes = {xl / 2**20:.0f} MiB", "the explained answer")
    times = 8192 // 2048
    says(f"The KV cache becomes {times} times as large", "linear growth")
    says(f"{times**2} times as many scores are computed in each head", "quadratic growth")


def test_worked_example_llama2_7b():
    flops, hours, kwh, tonnes = cost(7e9, LLAMA2_TOKENS, A100_PEAK, A100_WATTS)
    says(f"its training took {power(flops)} operations", "the operations in the main text")
    says(f"would need {hours / (365.25 * 24):.0f} years;", "the years of a single chip")
    says(f"are about {round(hours, -3):,.0f} hours. At {A100_WATTS / 1000} kilowatts each, plus a tenth more", "the hours in the main text")
    says(f"they use about {round(kwh, -3):,.0f} kilowatt-hours", "the energy in the main text")
    says(f"{US_GRID} kg per kilowatt-hour, about {tonnes:.0f} tonnes of CO₂ equivalent", "the carbon in the main text")
    car = POUNDS_CAR * KG_PER_POUND / 1000
    assert all(0.5 < one / car < 0.6 for one in (tonnes, REPORTED[7e9][1])), f"{PAGE}: 'a little more than half of a car' no longer holds"
    says(f"| {power(flops)} FLOPs |", "the operations of Llama 2 7B")
    shown = f"{round(hours, -3):,.0f}"
    says(f"| {power(flops)} / (312·10¹² · {UTILIZATION}) / 3,600 | about {shown} |", "the GPU hours of Llama 2 7B")
    says(f"| {shown} h · {A100_WATTS / 1000} kW · {PUE} | about {round(kwh, -3):,.0f} kWh |", "the energy of Llama 2 7B")
    says(f"| {round(kwh, -3):,.0f} kWh · {US_GRID} kg per kWh | about {tonnes:.0f} t |", "the carbon of Llama 2 7B")
    implied, exactly = (6 * N * LLAMA2_TOKENS / (A100_PEAK * REPORTED[7e9][0] * 3600) for N in (7e9, 6.74e9))
    says(f"Meta's own hours imply {implied:.1%}, or {exactly:.1%} with the exact 6.74 billion", "what the reported hours imply")


def test_one_prompt():
    says("took 0.24 watt-hours", "Google's figure")
    says(f"is enough for {round(1000 / 0.24, -2):,.0f} prompts", "prompts per kilowatt-hour")


@pytest.mark.parametrize("N", REPORTED)
def test_reported_tonnes_follow_from_reported_hours(N):
    hours, tonnes = REPORTED[N]
    assert round(tonnes_from_hours(hours, A100_WATTS), 2) == tonnes, (
        f"docs/{PAGE} claims that {hours} hours give {tonnes} t to the last digit; they don't, so reword it"
    )
    says(f"{hours:,}", "the reported hours")
    says(f"{tonnes}", "the reported tonnes")


def test_the_other_reported_rows_come_close():
    # 13B and 34B of the same table; the page claims the last digit for 7B and 70B only.
    assert tonnes_from_hours(368_640, 400) == pytest.approx(62.44, abs=0.01)
    assert tonnes_from_hours(1_038_336, 350) == pytest.approx(153.90, abs=0.01)
    total = 184_320 + 368_640 + 1_038_336 + 1_720_320
    says(f"{total:,} GPU hours and {LLAMA2_TOTAL_TONNES} t", "the total of the family")


def test_bloom():
    says(f"{BLOOM_KWH:,} kWh in France at {BLOOM_GRID} kg per kWh: {BLOOM_KWH * BLOOM_GRID / 1000:.1f} t", "BLOOM in France")
    says(f"it would be {BLOOM_KWH * PUE * US_GRID / 1000:.0f} t", "BLOOM at the American average")
    says(f"{BLOOM_ALL} t", "BLOOM with idle machines and hardware")
    ratio = BLOOM_GRID / US_GRID
    says(f"{BLOOM_GRID}/{US_GRID} = {ratio:.3f}", "the ratio of the grids")
    assert right("limitations-grid") == f"Energy stays the same, carbon falls to about {ratio:.0%}"
    says(f"It falls to about {ratio:.0%}, that is, by about {1 - ratio:.0%}", "the explanation of the wrong option")


def test_strubell_and_patterson():
    nas = POUNDS_NAS * KG_PER_POUND / 1000
    says(f"estimated {nas:.0f} t for the automatic search", "the estimate of 2019 in the text")
    says(f"arrived at 1/88 of that: {nas / 88:.1f} t", "the corrected estimate")
    says(f"lists {POUNDS_BERT * KG_PER_POUND / 1000:.2f} t for one training run of BERT", "one training of BERT")
    words = {4: "four", 5: "five", 6: "six"}
    says(f"as much carbon as {words[round(POUNDS_NAS / POUNDS_CAR)]} cars", "the search in cars")


def test_try_it():
    _, hours, _, tonnes = cost(LLAMA31["N"], LLAMA31["D"], H100_PEAK, H100_WATTS)
    says(f"you get {tonnes:,.2f} t from {hours:,.0f} GPU hours", "the estimate for Llama 3.1 405B")
    says(f"Meta reports {LLAMA31['tonnes']:,} t. The formula gives {tonnes:,.0f} t.", "the answer of Try it")
    small = cost(7e9, LLAMA2_TOKENS, A100_PEAK, A100_WATTS)
    says(f"There are {6 * LLAMA31['N'] * LLAMA31['D'] / small[0]:.0f} times as many operations", "the operations of both")
    says(f"That is {tonnes / small[3]:.0f} times the carbon of 7B", "the carbon of both")
    implied = 6 * LLAMA31["N"] * LLAMA31["D"] / (H100_PEAK * LLAMA31["hours"] * 3600)
    says(
        f"Meta's {LLAMA31['hours'] / 1e6:.2f} million GPU hours imply {implied:.1%} utilization instead of 40%",
        "its implied utilization",
    )
    with_hours = tonnes_from_hours(LLAMA31["hours"], H100_WATTS)
    says(f"with these hours the formula gives {with_hours:,.0f} t", "the estimate from reported hours")
    assert tonnes < LLAMA31["tonnes"] < with_hours < 1.05 * LLAMA31["tonnes"], f"{PAGE}: 'a little too much' no longer holds"
    flops, hours, kwh, tonnes = cost(7e9, LLAMA2_TOKENS, A100_PEAK, A100_WATTS)
    says(f"| GPU hours | {hours:,.0f} | {REPORTED[7e9][0]:,} |", "Try it: the hours of Llama 2 7B")
    says(f"| Energy | {kwh:,.0f} kWh |", "Try it: its energy")
    says(f"| Carbon | {tonnes:.2f} t | {REPORTED[7e9][1]} t |", "Try it: its carbon")
    says(f"| Operations | {flops / 1e22:.2f} · 10²² FLOPs |", "Try it: its operations")


def test_question_seen_once():
    share = 6 / 40
    assert float(right("limitations-seen-once")) == round(share * (DAYS - 1) / DAYS, 2)
    says(
        f"6/40 = {share} goes to new people, and {DAYS - 1}/{DAYS} of that is false: {share * (DAYS - 1) / DAYS:.4f}",
        "the explained answer",
    )
    says(f"- [ ] {1 - share:.2f}\n", "the wrong option that takes the other share")
    says(f"- [ ] {(DAYS - 1) / DAYS:.4f}\n", "the wrong option that takes one person")


def test_listing_prints_what_the_page_shows():
    code = re.search(r"```python\n(.*?)```", SOURCE, re.S)[1]
    shown = re.search(r'```text title="Output"\n(.*?)```', SOURCE, re.S)[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, PAGE, "exec"), {})
    assert printed.getvalue() == shown, f"docs/{PAGE}: the listing doesn't print the output shown; paste the new output"
