"""shots-explorer: the guess comes first, the picture has the recorded probabilities, and a loaded model reads the examples.

The loaded model is the random Llama of test_large_model.py; `make smollm2-test` takes the real one.
"""

import json
import re

from building import ROOT
from explorers import box_of, drag
from playwright.sync_api import expect
from test_large_model import files, served  # noqa: F401

from lab.smollm2_tasks import TASKS

PAGE, NAME = "nlp-and-llms/large-language-models/", "shots-explorer"
FOUND = json.loads((ROOT / "lab/results/smollm2.json").read_text(encoding="utf-8"))
SHOTS, CASES = FOUND["shots"], FOUND["cases"]


def cases(task: str, shots: int) -> list[dict]:
    """Return the tests of a task with this many examples."""
    return [case for case in CASES[task] if case["shots"] == shots]


def skip(view) -> None:
    """Skip the guess."""
    view.get_by_role("button", name="Skip the guess").click()


def test_the_mean_with_one_example_is_guessed_by_dragging(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess, mean = view.get_by_role("slider"), SHOTS["reviews"][1]["mean_p"]
    assert f"{mean:.2f}" not in view.inner_text()
    expect(view.locator(".explorer__curve circle[data-run]")).to_have_count(len(TASKS["reviews"].tests))
    guess.focus()
    view.page.keyboard.press("ArrowUp")
    expect(guess).to_have_attribute("aria-valuetext", "0.55")
    drag(guess, 0, -2000)
    expect(guess).to_have_attribute("aria-valuetext", "1.00")
    view.get_by_role("button", name="Check", exact=True).click()
    expect(view.locator(".explorer__result")).to_contain_text(f"You: 1.00. It is {mean:.2f}.")
    expect(view.get_by_role("slider")).to_be_focused()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check", exact=True)).to_be_visible()


def test_the_picture_has_what_was_recorded(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    for task, kind in TASKS.items():
        view.get_by_role("button", name=FOUND["tasks"][task]["title"], exact=True).first.click()
        label = view.locator(".explorer__curve").get_attribute("aria-label")
        assert [float(p) for p in re.findall(r", (\d\.\d\d)", label)] == [round(row["mean_p"], 2) for row in SHOTS[task]]
        filled = view.locator(".explorer__curve circle.ln-fill-plain")
        expect(filled).to_have_count(sum(row["right"] for row in SHOTS[task]))
        grip = view.get_by_role("slider")
        grip.focus()
        while int(grip.get_attribute("aria-valuenow")) < 3:
            view.page.keyboard.press("ArrowRight")
        view.get_by_role("combobox", name="The test").select_option(index=4)
        case = cases(task, 3)[4]
        expect(view.get_by_role("table").first).to_contain_text(f"{case['p']:.3f}")
        expect(view.locator("pre")).to_have_text(kind.shown(3) + kind.asked(case["given"]))


def test_a_click_on_a_dot_chooses_its_test(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    lowest = min(range(12), key=lambda at: cases("reviews", 2)[at]["p"])
    dot = view.locator(".explorer__curve circle[data-run]").nth(2 * 12 + lowest)
    dot.scroll_into_view_if_needed()
    box = box_of(dot)
    view.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(view.get_by_role("combobox", name="The test")).to_have_value(str(lowest))
    expect(view.get_by_role("slider")).to_have_attribute("aria-valuenow", "2")


def test_a_site_without_the_model_shows_recorded_runs(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    expect(view).to_contain_text("published without SmolLM2")
    expect(view.get_by_label("Your own input")).to_be_hidden()


def test_what_an_address_holds_is_checked(open_page):
    page = open_page(f"{PAGE}#{NAME}:task=toString;n=99;test=-1;asked=0;guess=x")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("slider")).to_have_attribute("aria-valuenow", "0")
    expect(view.locator("pre")).to_have_text(TASKS["reviews"].asked(TASKS["reviews"].tests[0][0]))


def test_a_loaded_model_reads_the_examples_and_the_readers_input(served, address):  # noqa: F811
    page = served()
    page.goto(f"{address}{PAGE}#{NAME}:asked=0;task=opposites;n=1")
    view = page.locator(f"{NAME} .explorer__view")
    view.get_by_role("button", name=re.compile("^Load SmolLM2")).click()
    view.get_by_label("Your own input").fill("red")
    expect(view.locator("pre")).to_have_text(TASKS["opposites"].shown(1) + TASKS["opposites"].asked("red"))
    view.get_by_label("Your own input").press("Enter")
    bars = view.locator(".explorer__bars")
    expect(bars.locator("tbody tr")).to_have_count(5)
    shares = [float(text.split()[-1]) for text in bars.locator("td").all_inner_texts()]
    assert shares == sorted(shares, reverse=True) and shares[0] > 0


def test_an_answer_can_be_stopped(served, address):  # noqa: F811
    page = served()
    page.goto(f"{address}{PAGE}#{NAME}:asked=0;task=opposites;n=1")
    view = page.locator(f"{NAME} .explorer__view")
    view.get_by_role("button", name=re.compile("^Load SmolLM2")).click()
    view.get_by_label("Your own input").fill("red")
    ask, stop = view.get_by_role("button", name=re.compile("^Ask it")), view.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_hidden()
    ask.focus()
    # Right away, as the random model finishes in a moment.
    seen = ask.evaluate(
        "ask => { ask.click(); const stop = document.activeElement, seen = [stop.textContent, stop.checkVisibility()]; stop.click(); return seen; }"
    )
    assert seen == ["Stop", True], "the focus doesn't move to Stop"
    expect(view.get_by_role("status")).to_have_text(re.compile("^Stopped"))
    expect(stop).to_be_hidden()
    expect(ask).to_be_focused()
    expect(view.locator(".explorer__bars")).to_have_count(0)
    ask.press("Enter")
    expect(view.locator(".explorer__bars tbody tr")).to_have_count(5)


def test_the_picture_names_both_axes(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.locator(".explorer__curve")).to_contain_text("probability of the right word")
    expect(view.get_by_role("button", name="Capitals", exact=True)).to_be_hidden()
    skip(view)
    expect(view.get_by_role("button", name="Capitals", exact=True)).to_be_visible()


def test_the_sentences_of_the_guided_steps_hold():
    means = {task: [row["mean_p"] for row in rows] for task, rows in SHOTS.items()}
    right = {task: [row["right"] for row in rows] for task, rows in SHOTS.items()}
    assert means["reviews"][1] - means["reviews"][0] > 0.5
    assert sum(case["top"] in (" Positive", " Negative") for case in cases("reviews", 0)) == 6 and right["reviews"][0] == 0
    assert means["reviews"][2] < means["reviews"][1] and TASKS["reviews"].examples[1][1] == "negative"
    assert {case["top"] for case in cases("reviews", 2) if not case["right"]} == {" negative"}
    assert means["capitals"][1] - means["capitals"][0] < means["reviews"][1] - means["reviews"][0]
    assert means["capitals"][0] > max(means[task][0] for task in ("reviews", "made_up"))
    assert {case["top"] for case in cases("made_up", 7)} == {" d"} and right["made_up"][7] == 6
    assert (right["made_up"][6], right["made_up"][8]) == (6, 10)
