"""task-explorer gives the same answers as the models in PyTorch (lab/results/tasks.json), and says what none of them can do."""

import json
import re

import pytest
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


def choose(view, task) -> None:
    view.get_by_role("button", name=task, exact=True).click()
    expect(view.get_by_role("button", name=task, exact=True)).to_have_attribute("aria-pressed", "true")


def answers(view, model, found) -> None:
    """Run the model and wait for what PyTorch gave."""
    view.get_by_role("button", name=f"Run {model}").click()
    if "answer" in found:
        text = found["answer" if model == "pocket-t5" else "written"]
        expect(view.get_by_role("status")).to_have_text(f"{model} answers: {text}", timeout=SLOW)
        return
    first = found["answers"][0]
    expect(view.get_by_role("status")).to_have_text(f"{model} answers: {first['name']}, {first['p']:.2f}", timeout=SLOW)
    rows = view.locator("table", has_text=f"What {model} answers").locator("tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [[one["name"], f"{one['p']:.2f}"] for one in found["answers"]]


@pytest.mark.parametrize("task", TASKS)
def test_the_answers_are_pytorchs(open_explorer, task):
    view = open_explorer(PAGE, NAME)
    model, part = TASKS[task]
    choose(view, task)
    view.get_by_role("button", name=FOUND[part]["own"]["text"], exact=True).click()
    expect(view.get_by_role("button", name=f"Run {model}: loads")).to_contain_text(" MB")
    answers(view, model, FOUND[part]["own"])
    view.get_by_role("button", name="The page’s sentence").click()
    expect(view.get_by_label("Text for the model")).to_have_value(FOUND[part]["page"]["text"])
    answers(view, model, FOUND[part]["page"])


def test_the_prediction_of_the_page_comes_true_by_touch(open_explorer):
    view = open_explorer(PAGE, NAME, has_touch=True, viewport={"width": 390, "height": 844})
    field = view.get_by_label("Text for the model")
    expect(field).to_have_value(FOUND["translation"]["own"]["text"])
    for found in (FOUND["translation"]["more"][0], FOUND["translation"]["page"]):
        field.fill(found["text"])
        view.get_by_role("button", name="Run pocket-t5").tap()
        expect(view.get_by_role("status")).to_have_text(f"pocket-t5 answers: {found['answer']}", timeout=SLOW)
        expect(view.locator(".ln-role-masked", has_text="unknown")).to_have_count(found["unknown"])
        expect(view).to_contain_text(f"it doesn’t know {found['unknown']} of these tokens")
    assert view.locator("tbody[lang=fr]").count() == 1


def test_the_guess_is_shown_beside_what_the_model_writes(open_explorer):
    view = open_explorer(PAGE, NAME)
    found = next(one for one in FOUND["translation"]["more"] if one["text"] == "the red bicycle")
    assert found["answer"] not in view.inner_text()
    view.get_by_role("button", name="The English word").click()
    expect(view.locator(".explorer__result").first).to_contain_text(
        f"Your guess: The English word. The model’s answer to “the red bicycle”: {found['answer']}.", timeout=SLOW
    )
    expect(view.get_by_role("button", name="The English word")).to_be_hidden()
    view.page.go_back()
    expect(view.get_by_role("button", name="The English word")).to_be_visible()


def test_one_sentence_fans_out_into_all_lanes(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="The page’s sentence").click()
    expect(view.get_by_role("button", name="Run all four: loads")).to_contain_text(" MB")
    view.get_by_role("button", name="Run all four").click()
    lane = lambda task: view.locator(".explorer__lane", has=view.page.get_by_role("button", name=task, exact=True)).locator("span")
    expect(lane("Translation")).to_have_text(FOUND["translation"]["page"]["answer"], timeout=4 * SLOW)
    for task, part in (("Sentence classification", "classification"), ("Word-level classification", "fill")):
        first = FOUND[part]["page"]["answers"][0]
        expect(lane(task)).to_have_text(f"{first['name']}, {first['p']:.2f}")
    expect(lane("Summarization")).to_have_text("no model on this page")
    choose(view, "Word-level classification")  # what was answered together stays
    expect(view.get_by_label("Text for the model")).to_have_value(FOUND["fill"]["page"]["text"])
    expect(lane("Translation")).to_have_text(FOUND["translation"]["page"]["answer"])
    view.get_by_label("Text for the model").fill("the old man")
    expect(lane("Translation")).to_have_text("pocket-t5")


def test_what_the_questions_ask_to_predict_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    field, status = view.get_by_label("Text for the model"), view.get_by_role("status")
    paul = next(one for one in FOUND["translation"]["more"] if one["text"].startswith("Paul"))
    field.fill(paul["text"])
    view.get_by_role("button", name="Run pocket-t5").click()
    expect(status).to_have_text(f"pocket-t5 answers: {paul['answer']}", timeout=SLOW)
    choose(view, "Sentence classification")
    found = next(one for one in FOUND["classification"]["more"] if one["text"] == "not an animal")
    field.fill(found["text"])
    answers(view, "pocket-bert-categories", found)


def test_what_the_page_on_challenges_says_comes_true(open_explorer):
    view = open_explorer("nlp-and-llms/challenges/", NAME)
    field, status = view.get_by_label("Text for the model"), view.get_by_role("status")
    expect(field).to_have_value("a mouse for a computer")
    found = {one["text"]: one for one in FOUND["classification"]["more"]}
    for text in ("a mouse for a computer", "a cat for a computer", "a hot dog with mustard", "a drink sold by a machine"):
        field.fill(text)
        answers(view, "pocket-bert-categories", found[text])
    choose(view, "Translation")
    student = next(one for one in FOUND["translation"]["more"] if "student" in one["text"])
    field.fill(student["text"])
    view.get_by_role("button", name="Run pocket-t5").click()
    expect(status).to_have_text(f"pocket-t5 answers: {student['answer']}", timeout=SLOW)


def test_tasks_without_a_model_say_so_and_load_nothing(open_explorer):
    view = open_explorer(PAGE, NAME)
    for task in ("Question answering", "Summarization"):
        view.get_by_role("button", name=task, exact=True).focus()
        view.page.keyboard.press("Enter")
        expect(view.get_by_role("status")).to_contain_text("No pocket model does this.")
        expect(view.get_by_role("button", name="Run pocket")).to_have_count(0)
    loaded = view.page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('safetensors'))"
    )
    assert loaded == []


@pytest.mark.parametrize("text", ["🙂", "שלום", "<img src=x onerror=alert(1)>", "the car " * 500])
def test_any_text_is_answered_or_declined(open_explorer, text):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Text for the model").fill(text)
    view.get_by_role("button", name="Run pocket-t5").click()
    expect(view.get_by_role("status")).to_have_text(re.compile("pocket-t5 answers: |longer than the model’s window"), timeout=SLOW)
    assert view.locator("img").count() == 0
    view.get_by_label("Text for the model").fill(" ")
    view.get_by_role("button", name="Run pocket-t5").click()
    expect(view.get_by_role("status")).to_have_text("Write some text first.")


def test_a_text_without_a_gap_gets_one_and_what_was_said_goes_with_the_text(open_explorer):
    view = open_explorer(PAGE, NAME)
    field, status = view.get_by_label("Text for the model"), view.get_by_role("status")
    choose(view, "Word-level classification")
    expect(field).to_have_value(FOUND["fill"]["own"]["text"])  # an example becomes the new task's own
    view.get_by_role("button", name="The page’s sentence").click()
    expect(field).to_have_value(FOUND["fill"]["page"]["text"])  # the page's sentence as this task needs it
    field.fill(FOUND["fill"]["own"]["text"].replace("[MASK]", "car"))
    view.get_by_role("button", name="Run pocket-bert").click()
    word = view.get_by_role("button", name="car", exact=True)
    expect(word).to_be_visible(timeout=SLOW)
    expect(status).not_to_be_empty()
    field.press("End")
    field.press("x")
    expect(word).to_have_count(0)
    expect(status).to_be_empty()
    field.press("Backspace")
    view.get_by_role("button", name="Run pocket-bert").click()
    word.click()
    expect(field).to_have_value(FOUND["fill"]["own"]["text"])
    first = FOUND["fill"]["own"]["answers"][0]
    expect(status).to_contain_text(f"{first['name']}, {first['p']:.2f}", timeout=SLOW)
    choose(view, "Translation")
    expect(status).not_to_contain_text(first["name"])


def test_a_text_is_gone_on_with_from_its_end(open_explorer):
    view = open_explorer(PAGE, NAME)
    choose(view, "Text generation")
    view.get_by_label("Text for the model").fill("a " * 300 + "é:")
    view.get_by_role("button", name="Run pocket-gpt").click()
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"answers: .*\b300\b.*\b302\b"), timeout=SLOW)
    tokens = view.locator(".explorer__token")
    expect(tokens.last).to_have_text(":")
    expect(tokens).to_have_count(64)
    expect(tokens.nth(-2)).to_contain_text("byte 2 of 2 of é")
    view.get_by_label("Text for the model").fill("x" * 290)
    view.get_by_role("button", name="Run pocket-gpt").click()
    expect(view.get_by_role("status")).to_contain_text("answers: ", timeout=SLOW)
    assert view.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a word without an end widens the page"
