"""word-explorer defines words as the lab recorded them (lab/results/gpt.json), and home shows three of them before anything else."""

import json
import math
import re

import pytest
from building import ROOT
from playwright.sync_api import expect

NAME = "word-explorer"
MADE_UP = {row["word"]: row["definition"] for row in json.loads((ROOT / "lab/results/gpt.json").read_text("utf-8"))["samples"]["made_up"]}
SLOW = 60_000  # the model is fetched and run


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_three_definitions_and_then_the_button_are_in_the_first_window(open_page, size):
    page = open_page("", viewport={"width": size[0], "height": size[1]})
    cards, button = page.locator(f"{NAME} li"), page.locator(f"{NAME} .explorer__open")
    expect(cards).to_have_count(3)
    for card in cards.all():
        word, definition = card.inner_text().split(":", 1)
        assert MADE_UP[word.strip()] == definition.strip()
        assert card.bounding_box()["y"] < button.bounding_box()["y"], "the button comes before what the model wrote"
    box = button.bounding_box()
    assert box["y"] + box["height"] < size[1], "the button is below the first window"


def test_the_guess_comes_before_the_definition_and_before_the_model(open_explorer):
    view = open_explorer("", NAME)
    view.get_by_role("button", name="whale").click()
    fetched = "performance.getEntriesByType('resource').filter(one => one.name.includes('safetensors')).length"
    assert view.page.evaluate(fetched) == 0
    expect(view.get_by_role("group", name="The definition")).to_be_hidden()
    view.get_by_role("button", name="It won’t").click()
    line, found = view.get_by_role("group", name="The definition"), view.locator(".explorer__result")
    expect(line).to_have_text(re.compile(r"^whale: .+\(end\)$"), timeout=SLOW)
    expect(found).to_contain_text("You guessed that it wouldn’t define it, and it did all the same.")
    view.get_by_text("The numbers", exact=True).click()
    shares = [float(text) for text in view.locator("tbody td").all_inner_texts()][:-1]  # without the end
    expect(view.locator("p", has_text="How sure it was")).to_contain_text(f"{math.prod(shares) ** (1 / len(shares)):.2f} of 1")
    view.page.go_back()
    expect(view.get_by_role("button", name="It won’t")).to_be_visible()
    expect(line).to_be_hidden()


def test_a_word_is_defined_as_the_lab_recorded_it(open_explorer):
    view = open_explorer("", NAME)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_role("textbox").fill("glorfish")
    line = view.get_by_role("group", name="The definition")
    expect(line).to_have_text(f"glorfish: {MADE_UP['glorfish']} (end)", timeout=SLOW)
    view.get_by_role("button", name="Brindlewick").click()
    expect(view.get_by_role("textbox")).to_have_value("Brindlewick")
    expect(line).to_have_text(f"Brindlewick: {MADE_UP['Brindlewick']} (end)", timeout=SLOW)
    expect(line).to_have_attribute("aria-busy", "false")
    likeliest = line.inner_text()
    view.get_by_role("button", name="Draw another").click()
    expect(line).not_to_have_text(likeliest, timeout=SLOW)
    view.page.go_back()
    expect(line).to_have_text(re.compile(re.escape(MADE_UP["Brindlewick"])), timeout=SLOW)


def test_a_word_that_is_not_printed_here_is_not_defined(open_explorer):
    view = open_explorer("", NAME)
    view.get_by_role("button", name="Skip the guess").click()
    line = view.get_by_role("group", name="The definition")
    expect(line).to_contain_text("(end)", timeout=SLOW)
    view.get_by_role("textbox").fill("")
    expect(view.get_by_role("status")).to_have_text("Type a word.")
    expect(line).to_have_text("")
