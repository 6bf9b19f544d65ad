"""task-explorer gives the same answers as the models in PyTorch (lab/results/tasks.json), and says what none of them can do."""

import json
import re

import pytest
from axe import violations
from building import ROOT
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/what-is-nlp/", "task-explorer"
FOUND = json.loads((ROOT / "lab/results/tasks.json").read_text(encoding="utf-8"))
TASKS = {
    "Sentence classification": ("pocket-bert-categories", "classification"),
    "Word-level classification": ("pocket-bert", "fill"),
    "Text generation": ("pocket-gpt", "generation"),
    "Translation": ("pocket-t5", "translation"),
}
SLOW = 60_000  # a model is fetched and run


FIELD = "Your own text"


def choose(view, task) -> None:
    view.get_by_role("button", name=task, exact=True).click()
    expect(view.get_by_role("button", name=task, exact=True)).to_have_attribute("aria-pressed", "true")


def lane(view, task):
    """The lane of a task, as it shows its answer."""
    return view.locator(".explorer__lane", has=view.page.get_by_role("button", name=task, exact=True)).locator(".explorer__told")


def word(view, text):
    """The button of a word of the sentence."""
    return view.locator(".explorer__words").get_by_role("button", name=text, exact=True)


def skipped(open_explorer, page=PAGE, **how):
    """The explorer after the reader has skipped its question."""
    view = open_explorer(page, NAME, **how)
    view.get_by_role("button", name="Skip the guess").click()
    expect(view.locator(".explorer__lane[data-live]")).to_have_count(1, timeout=SLOW)
    return view


def run(view, model) -> None:
    """Load a model, unless it already answers."""
    start = view.get_by_role("button", name=re.compile(f"Run {model}(: loads|$)"))
    if start.is_visible():
        start.click()


def answers(view, model, found) -> None:
    """Wait for what PyTorch computed, in the status and in the table of numbers."""
    if "answer" in found:
        text = found["answer" if model == "pocket-t5" else "written"]
        expect(view.get_by_role("status")).to_have_text(f"{model} answers: {text}", timeout=SLOW)
        return
    first = found["answers"][0]
    expect(view.get_by_role("status")).to_have_text(f"{model} answers: {first['name']}, {first['p']:.2f}", timeout=SLOW)
    numbers = view.locator("details", has_text="The numbers")
    numbers.evaluate("one => { one.open = true; }")
    rows = view.locator("table", has_text=f"What {model} answers").locator("tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [[one["name"], f"{one['p']:.2f}"] for one in found["answers"]]


@pytest.mark.parametrize("task", TASKS)
def test_the_answers_are_pytorchs(open_explorer, task):
    view = skipped(open_explorer)
    model, part = TASKS[task]
    choose(view, task)
    own = FOUND[part]["own"]["text"].replace("[MASK]", "States")  # its last word is hidden
    view.get_by_role("button", name=own, exact=True).click()
    if model != "pocket-t5":
        expect(view.get_by_role("button", name=f"Run {model}: loads")).to_contain_text(" MB")
    run(view, model)
    answers(view, model, FOUND[part]["own"])
    view.get_by_role("button", name="The page’s sentence").click()
    expect(view.get_by_label(FIELD)).to_have_value(FOUND["classification"]["page"]["text"])
    answers(view, model, FOUND[part]["page"])


def test_the_prediction_of_the_page_comes_true_by_touch(open_explorer):
    view = skipped(open_explorer, has_touch=True, viewport={"width": 390, "height": 844})
    field, bicycle = view.get_by_label(FIELD), FOUND["translation"]["more"][0]
    expect(field).to_have_value(bicycle["text"])
    for found in (bicycle, FOUND["translation"]["page"]):
        field.fill(found["text"])
        expect(view.get_by_role("status")).to_have_text(f"pocket-t5 answers: {found['answer']}", timeout=SLOW)
        expect(view.locator(".ln-role-masked", has_text="unknown")).to_have_count(found["unknown"])
        expect(view).to_contain_text(f"it doesn’t know {found['unknown']} of these tokens")
    assert view.locator("tbody[lang=fr]").count() == 1
    field.fill(bicycle["text"])
    expect(view.locator(".explorer__word--unknown")).to_have_text("bicycle")
    word(view, "bicycle").tap()
    expect(word(view, "bicycle")).to_have_attribute("aria-pressed", "true")
    expect(lane(view, "Translation")).not_to_contain_text(bicycle["answer"])


def test_the_guess_is_shown_beside_what_the_model_writes(open_explorer):
    view = open_explorer(PAGE, NAME)
    found = next(one for one in FOUND["translation"]["more"] if one["text"] == "the red bicycle")
    expect(view).to_contain_text("loads pocket-t5, ")
    assert found["answer"] not in view.inner_text()
    assert not view.get_by_label(FIELD).is_visible()
    view.get_by_role("button", name="The English word").click()
    expect(view).to_contain_text(f"✗ Your guess: The English word. The model: {found['answer']}.", timeout=SLOW)
    expect(view.locator(".explorer__miss")).to_have_text("✗ Your guess: The English word.")
    for step in ("Not", "Bicycle"):
        view.get_by_role("button", name=step, exact=True).click()
    expect(view.locator(".explorer__miss")).to_have_text("✗ Your guess: The English word.")  # still there when the reader comes back
    expect(lane(view, "Translation")).to_contain_text(f"{found['answer']}In English: “the red stars”.")
    assert float(re.search(r"(0\.\d+|1\.00) or more", lane(view, "Translation").inner_text())[1]) > 0.8, "the model wasn't sure"
    bars = lane(view, "Translation").locator(".explorer__sure").all_inner_texts()
    assert bars and all(one == one.strip() for one in bars), "a space has a bar"
    expect(view.get_by_role("button", name="The English word")).to_be_hidden()
    for _ in range(3):
        view.page.go_back()
    expect(view.get_by_role("button", name="The English word")).to_be_visible()
    expect(lane(view, "Translation")).to_be_hidden()
    view.get_by_role("button", name="Something else in French").click()
    expect(view.locator(".explorer__hit")).to_have_text("✓ Your guess: Something else in French.", timeout=SLOW)


# For each line from the sentence, the name at its end and how far it extends to the right of where the lanes begin.
ENDS = """fan => [...fan.children].map(one => {
  const mark = one.lastChild.getBoundingClientRect(), lanes = [...fan.nextElementSibling.children];
  const lane = lanes.find(({ offsetTop, offsetHeight }) => { const y = mark.top + mark.height / 2 - fan.nextElementSibling.offsetParent.getBoundingClientRect().top; return y > offsetTop && y < offsetTop + offsetHeight; });
  return [lane?.querySelector("button").textContent, one.getBoundingClientRect().right - lanes[0].getBoundingClientRect().left, lane?.hasAttribute("data-live") === one.matches(".explorer__line--live")];
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_line_leads_to_each_lane_and_none_to_what_has_no_model(open_explorer, width):
    view = skipped(open_explorer, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    fan = view.locator(".explorer__fan")
    found = fan.evaluate(ENDS)
    assert {name for name, _, _ in found} == set(TASKS) and len(found) == len(TASKS)
    assert all(over <= 0 for _, over, _ in found), "a line runs through the lanes"
    assert all(alike for _, _, alike in found), "a line doesn't show whether its lane is live"
    lanes = view.get_by_role("group", name="Task", exact=True)
    for task in ("Question answering", "Summarization"):
        expect(view.get_by_role("button", name=task, exact=True)).to_be_visible()
        expect(lanes.get_by_role("button", name=task, exact=True)).to_have_count(0)


def test_one_sentence_goes_into_all_lanes(open_explorer):
    view = skipped(open_explorer)
    view.get_by_role("button", name="The page’s sentence").click()
    expect(view.get_by_role("button", name="Run the other three: loads")).to_contain_text(" MB")
    view.get_by_role("button", name="Run the other three").click()
    expect(lane(view, "Translation")).to_contain_text(FOUND["translation"]["page"]["answer"], timeout=4 * SLOW)
    for task, part in (("Sentence classification", "classification"), ("Word-level classification", "fill")):
        first = FOUND[part]["page"]["answers"][0]
        expect(lane(view, task)).to_have_text(f"{first['name']}{first['p']:.2f}", timeout=4 * SLOW)
    expect(lane(view, "Text generation")).to_contain_text(FOUND["generation"]["page"]["answer"][4:], timeout=4 * SLOW)
    expect(view.get_by_role("button", name="Run the other")).to_be_hidden()
    view.page.emulate_media(reduced_motion="reduce")  # colors are compared at rest
    word(view, "car").click()  # all lanes follow
    for task, part in (("Sentence classification", "classification"), ("Translation", "translation")):
        found = FOUND[part]["page"]
        before = found["answer"] if "answer" in found else f"{found['answers'][0]['name']}{found['answers'][0]['p']:.2f}"
        expect(lane(view, task)).not_to_contain_text(before, timeout=SLOW)
    view.page.go_back()
    expect(lane(view, "Translation")).to_contain_text(FOUND["translation"]["page"]["answer"])
    assert not violations(view.page, within=f"figure.explorer:has({NAME})")


def test_where_a_word_is_guessed_the_reader_chooses_which(open_explorer):
    view = skipped(open_explorer)
    choose(view, "Word-level classification")
    view.get_by_role("button", name="a city in the United States", exact=True).click()
    run(view, "pocket-bert")
    first = FOUND["fill"]["own"]["answers"][0]
    expect(lane(view, "Word-level classification")).to_contain_text(first["name"], timeout=SLOW)
    expect(word(view, "States")).to_have_attribute("aria-pressed", "true")
    word(view, "city").press("Enter")
    expect(word(view, "city")).to_have_attribute("aria-pressed", "true")
    expect(word(view, "States")).to_have_attribute("aria-pressed", "false")
    expect(word(view, "city")).to_be_focused()
    expect(lane(view, "Word-level classification")).not_to_contain_text(first["name"])
    view.get_by_label(FIELD).fill(FOUND["fill"]["own"]["text"])  # a gap written by the reader
    expect(lane(view, "Word-level classification")).to_contain_text(first["name"])


def test_one_word_decides_that_a_hot_dog_is_an_animal(open_explorer):
    """What the guided steps ask the reader to find is there."""
    view = open_explorer("nlp-and-llms/challenges/", NAME)
    view.get_by_role("button", name="food", exact=True).click()
    told, best = lane(view, "Sentence classification"), lane(view, "Sentence classification").locator("li").first
    expect(best).to_contain_text("animal", timeout=SLOW)
    expect(told.locator("li", has_text="your guess")).to_contain_text("food")
    under = view.locator(".explorer__one > small")
    expect(under).to_have_text(
        [re.compile("0\\.[789]"), re.compile("0\\.[789]"), "artifact", re.compile("0\\.[789]"), re.compile("0\\.[789]")]
    )
    whole = next(one for one in FOUND["classification"]["more"] if one["text"] == "a hot dog with mustard")["answers"][0]["p"]
    marks = view.locator(".explorer__one .explorer__before").evaluate_all("all => all.map(one => parseFloat(one.style.left) / 100)")
    assert marks == pytest.approx([whole] * 5, abs=1e-3)
    shares = view.locator(".explorer__one .explorer__meter").evaluate_all(
        "all => all.map(one => Number(one.style.getPropertyValue('--share')))"
    )
    assert min(shares) == shares[2] < 0.5 * whole, "“dog” doesn't make the difference"
    word(view, "dog").click()
    expect(best).to_contain_text("artifact")
    for step, first, without in (
        ("Mouse", "artifact", {"computer": "artifact", "for": "artifact0.78", "a": "animal"}),
        ("Wild cat", "animal", {"wild": "artifact"}),
        ("Not", "animal0.88", {"not": "animal0.9"}),
    ):
        view.get_by_role("button", name=step, exact=True).click()
        expect(best).to_contain_text(first)
        for left_out, then in without.items():
            word(view, left_out).last.click()
            expect(best).to_contain_text(then)


def test_what_the_questions_ask_to_predict_comes_true(open_explorer):
    view = skipped(open_explorer)
    field, status = view.get_by_label(FIELD), view.get_by_role("status")
    paul = next(one for one in FOUND["translation"]["more"] if one["text"].startswith("Paul"))
    field.fill(paul["text"])
    expect(status).to_have_text(f"pocket-t5 answers: {paul['answer']}", timeout=SLOW)
    choose(view, "Sentence classification")
    found = next(one for one in FOUND["classification"]["more"] if one["text"] == "not an animal")
    field.fill(found["text"])
    run(view, "pocket-bert-categories")
    answers(view, "pocket-bert-categories", found)


def test_what_the_page_on_challenges_says_comes_true(open_explorer):
    view = skipped(open_explorer, "nlp-and-llms/challenges/")
    field, status = view.get_by_label(FIELD), view.get_by_role("status")
    found = {one["text"]: one for one in FOUND["classification"]["more"]}
    for text in ("a mouse for a computer", "a cat for a computer", "a hot dog with mustard", "a drink sold by a machine"):
        field.fill(text)
        answers(view, "pocket-bert-categories", found[text])
    choose(view, "Translation")
    student = next(one for one in FOUND["translation"]["more"] if "student" in one["text"])
    field.fill(student["text"])
    run(view, "pocket-t5")
    expect(status).to_have_text(f"pocket-t5 answers: {student['answer']}", timeout=SLOW)


def test_tasks_without_a_model_say_so_and_load_nothing(open_explorer):
    view = open_explorer(PAGE, NAME)
    for task in ("Question answering", "Summarization"):
        view.get_by_role("button", name=task, exact=True).focus()
        view.page.keyboard.press("Enter")
        expect(view.get_by_role("status")).to_contain_text("No pocket model does this.")
    loaded = view.page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('safetensors'))"
    )
    assert loaded == []


@pytest.mark.parametrize("text", ["🙂", "שלום", "<img src=x onerror=alert(1)>", "the car " * 500])
def test_any_text_is_answered_or_declined(open_explorer, text):
    view = skipped(open_explorer)
    view.get_by_label(FIELD).fill(text)
    expect(view.get_by_role("status")).to_have_text(
        re.compile("pocket-t5 answers: (?!les étoiles rouges)|longer than the model’s window"), timeout=SLOW
    )
    assert view.locator("img").count() == 0
    view.get_by_label(FIELD).fill(" ")
    expect(view.get_by_role("status")).to_have_text("Write some text first.")


def test_a_text_is_continued_from_its_end(open_explorer):
    view = skipped(open_explorer)
    choose(view, "Text generation")
    view.get_by_label(FIELD).fill("a " * 300 + "é:")
    run(view, "pocket-gpt")
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"answers: .*\b300\b.*\b302\b"), timeout=SLOW)
    tokens = view.locator(".explorer__token")
    expect(tokens.last).to_have_text(":")
    expect(tokens).to_have_count(64)
    expect(tokens.nth(-2)).to_contain_text("byte 2 of 2 of é")
    view.get_by_label(FIELD).fill("x" * 290)
    expect(view.get_by_role("status")).to_contain_text("answers: xxx", timeout=SLOW)
    assert view.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a word without an end widens the page"
