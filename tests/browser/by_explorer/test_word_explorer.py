"""word-explorer defines words, and is as sure of them, as the lab recorded it; home shows three of them before anything else."""

import json
import math
import re

import pytest
from building import ROOT
from explorers import box_of, drag
from playwright.sync_api import expect

NAME = "word-explorer"
RESULTS = {name: json.loads((ROOT / f"lab/results/{name}.json").read_text("utf-8")) for name in ("gpt", "next_tokens", "hallucination")}
MADE_UP = {row["word"]: row["definition"] for row in RESULTS["gpt"]["samples"]["made_up"]}
SURE = {row["word"]: row["confidence"] for row in RESULTS["next_tokens"]["definitions"]}
EDGE = 16  # pixels off the line
SLOW = 60_000  # the model is fetched and run


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_three_definitions_and_then_the_button_are_in_the_first_window(open_page, size):
    page = open_page("", viewport={"width": size[0], "height": size[1]})
    cards, button = page.locator(f"{NAME} li"), page.locator(f"{NAME} .explorer__open")
    expect(cards).to_have_count(3)
    for card in cards.all():
        word, definition = card.inner_text().split(":", 1)
        assert MADE_UP[word.strip()] == definition.strip()
        assert box_of(card)["y"] < box_of(button)["y"], "the button comes before what the model wrote"
    box = box_of(button)
    assert box["y"] + box["height"] < size[1], "the button is below the first window"


def place(shape) -> float:
    """Return the position of the center of a mark or bar on the line, from 0 to 1."""
    return shape.evaluate(
        "(one, edge) => { const box = one.getBBox(); return (box.x + box.width / 2 - edge) / (one.ownerSVGElement.viewBox.baseVal.width - 2 * edge); }",
        EDGE,
    )


def test_the_guess_is_dragged_before_the_model_is_loaded_and_shown_beside_its_answer(open_explorer):
    view = open_explorer("", NAME, reduced_motion="reduce")
    line, picture = view.get_by_role("group", name="The definition"), view.get_by_role("img", name="How sure the model was")
    assert abs(place(picture.locator("> circle.ln-fill-decoder")) - SURE["whale"]) < 0.005
    assert f"{SURE['zorbology']:.2f}" not in view.inner_text()
    drag(picture.locator("[data-hold=guess]"), -0.4 * (box_of(picture)["width"] - 2 * EDGE), 0)
    expect(view.get_by_role("slider", name="Your guess")).to_have_value("10")
    fetched = "performance.getEntriesByType('resource').filter(one => one.name.includes('safetensors')).length"
    assert view.page.evaluate(fetched) == 0
    expect(line).to_be_hidden()
    before = box_of(picture)["y"]
    view.get_by_role("button", name="Check").click()
    expect(line).to_have_text(f"zorbology: {MADE_UP['zorbology']} (end)", timeout=SLOW)
    expect(view.get_by_text(re.compile(rf"0\.10.*{SURE['zorbology']:.2f}"))).to_be_visible()
    assert abs(box_of(picture)["y"] - before) < 1, "the line jumps"
    assert abs(place(picture.locator("> path.ln-soft-decoder")) - SURE["zorbology"]) < 0.005
    expect(picture).to_have_accessible_name(re.compile(f"whale {SURE['whale']:.2f}; zorbology {SURE['zorbology']:.2f}"))
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()
    expect(line).to_be_hidden()


def test_what_the_guided_steps_say_is_so(open_explorer):
    view = open_explorer("", NAME, reduced_motion="reduce")
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_text("The numbers", exact=True).click()
    for word in ("volcano", "Brindlewick"):
        view.get_by_role("button", name=word).click()
        expect(view.locator("tbody tr", has_text=word)).to_be_visible(timeout=SLOW)
    rows = {
        row.locator("th").inner_text(): float(row.locator("td").last.inner_text())
        for row in view.locator("table").first.locator("tbody tr").all()
    }
    assert set(rows) == {"whale", "zorbology", "volcano", "Brindlewick"}
    assert all(abs(rows[word] - SURE[word]) < 0.002 for word in rows if word in SURE)
    assert rows["zorbology"] > rows["whale"] and max(rows, key=rows.get) == "volcano"
    marks = (
        view.locator("svg")
        .first.locator("circle.ln-fill-decoder, path.ln-soft-decoder")
        .evaluate_all("all => all.map(one => one.getBBox()).map(({ x, y, width, height }) => [x + width / 2, y + height / 2])")
    )
    assert len(marks) == len(rows) + 2  # and two in the legend
    assert all(math.dist(one, other) > 14 for at, one in enumerate(marks) for other in marks[:at]), "a mark hides another"
    expect(view.get_by_text(re.compile(rf"{rows['Brindlewick']:.2f} is their typical length"))).to_be_visible()
    longest = view.locator(".explorer__sure").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundSize.split(', ').at(-1))")
    assert len(set(longest)) == 1, "bars from 0 to 1 differ in length"
    view.get_by_role("button", name="600 words").click()
    kinds = RESULTS["hallucination"]["kinds"]
    for bar, kind in zip(view.locator("svg rect").all(), ("train", "made_up"), strict=True):
        assert kinds[kind]["words"] == 300
        low, _, high = kinds[kind]["confidence_quartiles"]
        assert abs(place(bar) - (low + high) / 2) < 0.005


def test_a_word_is_defined_as_the_lab_recorded_it(open_explorer):
    view = open_explorer("", NAME)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_role("textbox").fill("glorfish")
    view.get_by_role("textbox").press("Enter")
    line = view.get_by_role("group", name="The definition")
    expect(line).to_have_text(f"glorfish: {MADE_UP['glorfish']} (end)", timeout=SLOW)
    expect(view.locator("svg text", has_text=f"glorfish {SURE['glorfish']:.2f}")).to_be_visible()
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
