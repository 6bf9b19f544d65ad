"""Recomputes the worked numbers of docs/how-transformers-work/history.md from their inputs."""

import contextlib
import io
import json
import re
from datetime import date
from math import log2

import yaml
from building import ROOT
from pages import WorkedPage, read_page

PAGE = "how-transformers-work/history.md"
_page = WorkedPage(PAGE)
says = _page.says
GPT, GPT2, GPT3 = (date(2018, 6, 11), 117e6), (date(2019, 2, 14), 1.5e9), (date(2020, 5, 28), 175e9)
BERT_LARGE = (date(2018, 10, 11), 340e6)


def growth(start, end):
    factor, days = end[1] / start[1], (end[0] - start[0]).days
    return factor, days, days / log2(factor)


def timeline():
    body = re.search(r"^/// timeline\n\n(.*?)^///$", read_page(PAGE), re.DOTALL | re.MULTILINE).group(1)
    return {event["title"]: event for event in yaml.safe_load(body)}


def test_table_of_growth():
    for label, start, end in [("GPT to GPT-2", GPT, GPT2), ("GPT-2 to GPT-3", GPT2, GPT3)]:
        factor, days, doubling = growth(start, end)
        scale = 1e6 if start == GPT else 1e9
        says(
            f"| {label} | {end[1] / scale:,.0f} ÷ {start[1] / scale:g} = {factor:.1f} | {days} | {doubling:.0f} days |",
            f"the row '{label}'",
        )
    first, second, both = growth(GPT, GPT2), growth(GPT2, GPT3), growth(GPT, GPT3)
    says(
        f"| both steps | {GPT3[1] / 1e6:,.0f} ÷ {GPT[1] / 1e6:g} = {both[0]:,.0f} | {both[1]} | {both[2]:.0f} days |",
        "the row of both steps",
    )
    says(f"{first[0]:.1f} × {second[0]:.1f} is about {both[0]:,.0f}", "the check of the factors")
    assert first[1] + second[1] == both[1], "the days of the two steps no longer add up to those of both"


def test_doublings_by_hand():
    first, second, both = growth(GPT, GPT2), growth(GPT2, GPT3), growth(GPT, GPT3)
    assert 2**3 < first[0] < 2**4, "the factor no longer lies between three and four doublings; rewrite that sentence"
    logs = [round(log2(step[0]), 2) for step in (first, second, both)]
    says(f"$\\log_2 {first[0]:.1f} = {logs[0]}$", "the logarithm of the first step")
    says(f"$2^{{{logs[0]}}} = {2 ** logs[0]:.1f}$", "the power that it undoes")
    says(f"{first[1]} days ÷ {logs[0]} = {first[2]:.0f} days", "the doubling time of the first step")
    says(f"{logs[0]} + {logs[1]} = {logs[2]} = $\\log_2 {both[0]:.0f}$", "the check")
    assert round(logs[0] + logs[1], 2) == logs[2], "the rounded doublings don't add up; use more digits"
    assert 2**10 < both[0] < 2**11, "the factor no longer lies between ten and eleven doublings; rewrite that sentence"
    says(f"GPT-3 came {both[1]} days after GPT and had {both[0]:,.0f} times its parameters", "the climb")
    says(f"{logs[2]}, to be exact. That is {both[1]} ÷ {logs[2]} = {both[2]:.0f} days for one doubling", "the doubling time of the climb")
    assert round(both[1] / logs[2]) == round(both[2]), "the printed digits give a different doubling time; use more of them"


def test_extrapolation():
    pace = round(growth(GPT, GPT3)[2])
    days = (timeline()["SmolLM2"]["date"] - GPT3[0]).days
    doublings = days / pace
    says(f"{days:,} days after GPT-3", "the days from GPT-3 to the last event")
    by_hand = round(doublings, 1)  # readers continue with the printed digits
    says(
        f"{days:,} ÷ {pace} = {by_hand} doublings, a factor of $2^{{{by_hand}}}$, or {2**by_hand / 1e6:.0f} million. "
        f"Times 175 billion, that is {GPT3[1] * 2**by_hand / 1e18:.1f}·10¹⁸ parameters, more than a billion times the 1.7 billion of SmolLM2",
        "the extrapolation",
    )
    assert 1e9 < GPT3[1] * 2**by_hand / 1.7e9 < 2e9, f"{PAGE}: the extrapolation is no longer a billion times SmolLM2"
    year = 365 / pace
    says(f"- [x] {GPT3[1] * 2**year / 1e12:.0f} trillion parameters", "the answer of history-extrapolate")
    says(
        f"365 ÷ {pace} = {year:.2f} doublings, a factor of {2**year:.0f}, and {2**year:.0f} × 175 billion is "
        f"{round(2**year) * GPT3[1] / 1e12:.1f} trillion",
        "its explanation",
    )
    says(f"- [ ] {GPT3[1] * 2 / 1e9:.0f} billion parameters", "its first wrong answer")
    says(f"- [ ] {round(GPT3[1] * year / 1e9, -1):.0f} billion parameters", "its second wrong answer")
    says(f"- [ ] {GPT3[1] * 365 / 1e12:.0f} trillion parameters", "its last wrong answer")


def test_tokens_for_each_parameter():
    for model, tokens, said, parameters, digits in [
        ("GPT-3, 175B (2020)", 300e9, "300 billion", 175e9, 1),
        ("Chinchilla, 70B (2022), from that study", 1.4e12, "1.4 trillion", 70e9, 0),
        ("Llama, 13B (2023)", 1e12, "1 trillion", 13e9, 0),
        ("SmolLM2, 135M (2024)", 2e12, "2 trillion", 135e6, 0),
    ]:
        says(f"| {model} | {said} | {tokens / parameters:,.{digits}f} |", f"the tokens for each parameter of {model}")
    for mark, number in (("x", 20 * 30 / 300), (" ", 20 * 30)):
        says(f"- [{mark}] {number:g}\n", "an answer of history-tokens-per-parameter")
    says(f"- [ ] {30 / 175:.2f}\n", "a wrong answer of history-tokens-per-parameter")


def test_what_pocket_models_were_predicted_to_do():
    found = json.loads((ROOT / "lab/results/predicted.json").read_text(encoding="utf-8"))
    says(found["begun"]["text"], "the beginning of history-predict-she")
    says(f"`{found['begun']['answer']}`", "what pocket-gpt writes in history-predict-she")
    says(found["prefix"]["text"], "the request of history-predict-prefix")
    says(f"`{found['prefix']['answer']}`", "what pocket-t5 writes in history-predict-prefix")
    assert found["prefix"]["unknown"] == 1, f"{PAGE}: history-predict-prefix says that one word is unknown"
    size = json.loads((ROOT / "lab/results/gpt.json").read_text(encoding="utf-8"))["parameters"]
    assert 800 < 1_557_611_200 / size < 1_250, f"{PAGE}: pocket-gpt no longer has 'a thousandth of GPT-2's parameters'"
    says(f"{size / 1e6:.1f} million parameters", "the size of pocket-gpt in history-predict-she")


def test_try_it():
    factor, days, doubling = growth(BERT_LARGE, GPT2)
    before = growth(GPT, GPT2)
    says(f"{before[1]} ÷ {log2(before[0]):.2f} = {before[2]:.0f} days", "the row of GPT in Try it")
    says(f"| 1,500 ÷ 340 = {factor:.1f} | {days} | {days} ÷ {log2(factor):.2f} = {doubling:.0f} days |", "the row of BERT in Try it")


def test_doubling_time_question():
    factor = 6.4e9 / 100e6
    says(f"- [x] {18 / log2(factor):.1f}\n", "the answer of history-doubling-time")
    says(f"- [ ] {18 / 2:g}\n", "a wrong answer of history-doubling-time")
    says(f"- [ ] {18 / factor:.2f}\n", "a wrong answer of history-doubling-time")


def test_count_from_the_shape():
    layers, width, vocabulary, window = 48, 1600, 50_257, 1_024
    biases_and_norms = layers * 13 * width + 2 * width
    count = 12 * layers * width**2 + biases_and_norms + (vocabulary + window) * width
    says(f"the largest GPT-2 has {count:,}", "GPT-2's count")
    factor, _, doubling = growth(GPT, (GPT2[0], count))
    says(f"With that count the first factor is {factor:.1f} and the doubling takes {doubling:.0f} days", "the growth with it")


def test_gpt_from_its_shapes():
    layers, width, vocabulary, window = 12, 768, 40_478, 512
    count = layers * (12 * width**2 + 13 * width) + (vocabulary + window) * width  # without a final norm
    says(f"add up to {count:,}", "GPT's count")


def test_output_of_the_code():
    code, output = re.search(r"```python\n(.*?)```\n+```text title=\"Output\"\n(.*?)```", read_page(PAGE), re.DOTALL).groups()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() == output, f"{PAGE}: the output under 'In code' differs; paste what the code prints"


def figure_words(name):
    figures = re.findall(r"^/// figure.*?^///$", read_page(PAGE), re.DOTALL | re.MULTILINE)
    return next(figure for figure in figures if f"{name}.svg" in figure)


def test_figure_words_carry_the_timeline():
    words, hill = figure_words("history-parameters"), figure_words("history-hill")
    for title, event in timeline().items():
        assert f"{title} ({event['date']:%B %Y}) {event['parameters']}" in words, (
            f"{PAGE}: the figure's words and the timeline differ for {title}"
        )
        largest = re.split(r" to | and ", event["parameters"])[-1]
        assert f"{title} {largest}" in hill, f"{PAGE}: the hill's words and the timeline differ for {title}"
