"""timeline-explorer reads the page's own timeline, and computes the growth between any two events as Python does."""

import csv
import io
import math
import re

import pytest
import yaml
from explorers import drag
from pages import read_page
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/history/", "timeline-explorer"
BODY = re.search(r"^/// timeline\n\n(.*?)^///$", read_page("how-transformers-work/history.md"), re.DOTALL | re.MULTILINE)[1]
EVENTS = {event["title"]: event for event in yaml.safe_load(BODY)}


def largest(title: str) -> float:
    return max(float(digits) * {"M": 1e6, "B": 1e9}[unit] for digits, unit in re.findall(r"([\d.]+)([MB])", EVENTS[title]["parameters"]))


def growth(start: str, end: str) -> tuple[float, int, float]:
    """Factor of the largest size, days between, doublings."""
    factor = largest(end) / largest(start)
    return factor, (EVENTS[end]["date"] - EVENTS[start]["date"]).days, math.log2(factor)


def sentence(start: str, end: str) -> str:
    factor, days, doublings = growth(start, end)
    number = f"{factor:,.1f}".removesuffix(".0") if factor == int(factor) else f"{factor:,.1f}"
    return f"= {number}, in {days:,} days. That is log₂ {number} = {doublings:.2f} doublings; {days:,} ÷ {doublings:.2f} = {days / doublings:,.0f} days"


def open_answered(open_explorer, **more):
    """Open the explorer, skip the guess, and go from GPT to GPT-2."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    for label, title in (("From", "GPT"), ("To", "GPT-2")):
        view.get_by_role("combobox", name=label, exact=True).select_option(title)
    return view


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_answered(open_explorer)
    expect(view.locator(".explorer__result")).to_contain_text(sentence("GPT", "GPT-2"))
    view.get_by_role("combobox", name="From", exact=True).select_option("BERT")
    expect(view.locator(".explorer__result")).to_contain_text("BERT to GPT-2: 1,500 ÷ 340 " + sentence("BERT", "GPT-2"))
    expect(view.get_by_role("status")).to_have_text("126 ÷ 2.14 = 59 days for one doubling.")
    figure = view.page.locator("figure.explorer", has=view)
    predict, see = (figure.locator(f".explorer__{part}").text_content() for part in ("predict", "see p"))
    factor, days, doublings = growth("BERT", "GPT-2")
    assert f"{days / doublings:.0f} days" in see
    (_, before, known), (_, later, _) = growth("GPT", "GPT-2"), growth("GPT-2", "GPT-3")
    assert f"one doubling took {before / known:.0f} days" in predict and f"{later} days after" in predict
    assert f"{later / (before / known):.2f} doublings" in see
    assert f"would have been {largest('GPT-2') * 2 ** (later * known / before) / 1e9:.0f}B" in see


def test_the_guess_is_a_point_on_the_axis_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess = view.get_by_label("Your guess")
    expect(guess).to_have_attribute("aria-valuetext", "1.6B")  # what is known, on the slider's steps
    assert "175" not in view.inner_text() and "GPT-3" not in view.locator("svg").first.text_content()
    drag(view.locator("[data-hold=guess]"), 0, -312 / 5)  # one of five powers of ten
    expect(guess).to_have_attribute("aria-valuetext", "16B")
    view.get_by_role("button", name="Check").click()
    (_, days, known), (_, later, _) = growth("GPT", "GPT-2"), growth("GPT-2", "GPT-3")
    expected = largest("GPT-2") * 2 ** (later * known / days) / 1e9
    expect(view.locator(".explorer__result")).to_contain_text(
        f"Your guess: 16B. GPT-3 has 175B; at the pace before it, it would be {expected:.0f}B."
    )
    expect(view.locator("svg text", has_text="your guess: 16B")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_the_ends_are_dragged_from_event_to_event_and_moved_by_keys(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    end, target = view.locator("[data-hold=to]"), view.locator("[data-event=Llama]")
    end.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box, there = end.bounding_box(), target.bounding_box()
    view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    view.page.mouse.down()
    view.page.mouse.move(there["x"] + 14, there["y"] + 14, steps=5)
    view.page.mouse.up()
    expect(view.get_by_role("combobox", name="To", exact=True)).to_have_value("Llama")
    expect(view.locator(".explorer__result")).to_contain_text(sentence("GPT", "Llama"))
    assert view.locator("svg circle.ln-fill-focus").count() == math.floor(growth("GPT", "Llama")[2])  # a dot for each doubling
    view.get_by_role("slider", name="To:").press("ArrowLeft")
    expect(view.get_by_role("combobox", name="To", exact=True)).to_have_value("InstructGPT")
    expect(view.get_by_role("slider", name="To:")).to_be_focused()


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_answered(open_explorer)
    for step in view.get_by_role("group", name="What to look at").get_by_role("button").all():
        step.click()
        start, end = step.inner_text().split(" to ")
        expect(view.get_by_role("combobox", name="From", exact=True)).to_have_value(start)
        expect(view.locator(".explorer__result")).to_contain_text(
            sentence(start, end) if growth(start, end)[0] > 1 else "the largest size fell"
        )
    days = {
        pair: growth(*pair)[1] / growth(*pair)[2]
        for pair in (("GPT-2", "GPT-3"), ("BERT", "GPT-2"), ("GPT", "GPT-2"), ("Transformer", "T5"))
    }
    assert days["BERT", "GPT-2"] < days["GPT", "GPT-2"] and days["Transformer", "T5"] > 2 * days["GPT-2", "GPT-3"]
    assert growth("BERT", "GPT-2")[1] == pytest.approx(growth("GPT", "GPT-2")[1] / 2, rel=0.05)


def test_any_two_events(open_explorer):
    view = open_answered(open_explorer)
    for start, end in [
        ("GPT-2", "GPT-3"),
        ("Transformer", "T5"),
        ("SmolLM2", "GPT"),
        ("GPT-3", "SmolLM2"),
        ("T5", "T5"),
        ("GPT-3", "InstructGPT"),
    ]:
        view.get_by_role("combobox", name="From", exact=True).select_option(start)
        view.get_by_role("combobox", name="To", exact=True).select_option(end)
        factor, days, _ = growth(start, end)
        unit = 1e6 if max(largest(start), largest(end)) < 100e9 else 1e9
        if days > 0:
            expect(view.locator(".explorer__result")).to_contain_text(f"{largest(end) / unit:,g} ÷ {largest(start) / unit:,g} = ")
        expected = (
            "Choose two different events."
            if start == end
            else f"{end} is older than {start}"
            if days < 0
            else f"Over {days:,} days, the largest size stayed the same."
            if factor == 1
            else f"Over {days:,} days, the largest size fell"
            if factor < 1
            else sentence(start, end)
        )
        expect(view.locator(".explorer__result")).to_contain_text(expected)


def test_every_event_shows_its_sources_and_what_the_record_says(open_explorer):
    view = open_answered(open_explorer)
    for title, event in EVENTS.items():
        view.get_by_role("button", name=title, exact=True).click()
        expect(view.get_by_role("button", name=title, exact=True)).to_have_attribute("aria-pressed", "true")
        detail = view.locator(".timeline")
        expect(detail.locator("strong")).to_have_text(title)
        assert detail.locator("a.footnote-ref").count() >= event["text"].count("@")
        assert detail.locator(".timeline__record").count() == bool(event["record"])
    ids = view.page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids)), "a copied event brings its ids along"


def test_marks_are_tapped_and_keys_choose(open_explorer):
    view = open_answered(open_explorer, has_touch=True)
    view.locator("[data-event='T5']").tap()
    expect(view.locator(".timeline strong")).to_have_text("T5")
    view.get_by_role("button", name="Gemma 2", exact=True).focus()
    view.page.keyboard.press("Enter")
    expect(view.locator(".timeline strong")).to_have_text("Gemma 2")
    expect(view.get_by_role("button", name="Gemma 2", exact=True)).to_be_focused()
    view.page.go_back()
    expect(view.locator(".timeline strong")).to_have_text("T5")


def test_architectures_are_left_out_and_the_notes_months_shown(open_explorer):
    view = open_answered(open_explorer)
    view.get_by_label("decoder-only").uncheck()
    drawing = view.locator("svg").first
    left = [title for title, event in EVENTS.items() if event["architecture"] != "decoder-only"]
    assert [mark.get_attribute("data-event") for mark in drawing.locator("[data-event]").all()] == left
    view.get_by_label("decoder-only").check()
    view.get_by_label("The notes’ months").check()
    differ = [title for title, event in EVENTS.items() if f"{event['date']:%Y-%m}" != event["notes"]]
    expect(view.get_by_role("status")).to_have_text(
        f"The record and the notes give different months for {len(differ)} of 11: {', '.join(differ)}."
    )
    assert drawing.locator(".ln-soft-masked").count() == len(differ) == 2


def test_the_data_are_those_of_the_timeline(open_explorer):
    view = open_explorer(PAGE, NAME, permissions=["clipboard-read", "clipboard-write"])
    view.get_by_role("button", name="Copy as CSV").click()
    expect(view.get_by_role("status")).to_have_text("Data copied.")
    rows = list(csv.reader(io.StringIO(view.page.evaluate("navigator.clipboard.readText()"))))[1:]
    assert [(row[0], row[1], row[2], float(row[5])) for row in rows] == [
        (title, f"{event['date']}", event["notes"], largest(title)) for title, event in EVENTS.items()
    ]


def test_any_address_gives_a_sound_view(open_explorer):
    view = open_explorer(PAGE, NAME)
    for state in ["from=<b>;to=🙂", "hide=decoder-only,x;notes=7", "event=" + "x" * 3000]:
        view.page.evaluate("hash => location.hash = hash", f"{NAME}:{state}")
        expect(view.locator(".explorer__result")).to_contain_text(sentence("GPT", "GPT-2"))
        assert "NaN" not in view.inner_text()


def test_it_fits_a_small_phone_and_no_titles_overlap(open_explorer):
    view = open_answered(open_explorer, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    boxes = [(text.text_content(), text.bounding_box()) for text in view.locator("svg text.ln-text").all()]
    for index, (first, a) in enumerate(boxes):
        for second, b in boxes[:index]:
            apart = (
                a["x"] + a["width"] <= b["x"]
                or b["x"] + b["width"] <= a["x"]
                or a["y"] + a["height"] * 0.8 <= b["y"]
                or b["y"] + b["height"] * 0.8 <= a["y"]
            )
            assert apart, f"docs/assets/explorers/timeline-explorer.js:1: {first} and {second} overlap. Fix placed()."
