"""timeline-explorer reads the page's own timeline, and computes the growth between any two events as Python does."""

import csv
import io
import math
import re

import yaml
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


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.locator("p").first).to_contain_text(sentence("GPT", "GPT-2"))
    view.get_by_role("combobox", name="From").select_option("BERT")
    expect(view.locator("p").first).to_contain_text("BERT to GPT-2: 1,500 ÷ 340 " + sentence("BERT", "GPT-2"))
    expect(view.get_by_role("status")).to_have_text("126 ÷ 2.14 = 59 days for one doubling.")
    factor, days, doublings = growth("BERT", "GPT-2")
    assert f"{days / doublings:.0f} days" in view.page.locator(".explorer__see p").last.text_content()


def test_any_two_events(open_explorer):
    view = open_explorer(PAGE, NAME)
    for start, end in [
        ("GPT-2", "GPT-3"),
        ("Transformer", "T5"),
        ("SmolLM2", "GPT"),
        ("GPT-3", "SmolLM2"),
        ("T5", "T5"),
        ("GPT-3", "InstructGPT"),
    ]:
        view.get_by_role("combobox", name="From").select_option(start)
        view.get_by_role("combobox", name="To").select_option(end)
        factor, days, _ = growth(start, end)
        unit = 1e6 if max(largest(start), largest(end)) < 100e9 else 1e9
        if days > 0:
            expect(view.locator("p").first).to_contain_text(f"{largest(end) / unit:,g} ÷ {largest(start) / unit:,g} = ")
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
        expect(view.locator("p").first).to_contain_text(expected)


def test_every_event_shows_its_sources_and_what_the_record_says(open_explorer):
    view = open_explorer(PAGE, NAME)
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
    view = open_explorer(PAGE, NAME, has_touch=True)
    view.locator("[data-event='T5']").tap()
    expect(view.locator(".timeline strong")).to_have_text("T5")
    view.get_by_role("button", name="Gemma 2").focus()
    view.page.keyboard.press("Enter")
    expect(view.locator(".timeline strong")).to_have_text("Gemma 2")
    expect(view.get_by_role("button", name="Gemma 2")).to_be_focused()
    view.page.go_back()
    expect(view.locator(".timeline strong")).to_have_text("T5")


def test_architectures_are_left_out_and_the_notes_months_shown(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("decoder-only").uncheck()
    drawing = view.get_by_role("img")
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
        expect(view.locator("p").first).to_contain_text(sentence("GPT", "GPT-2"))
        assert "NaN" not in view.inner_text()


def test_it_fits_a_small_phone_and_no_titles_overlap(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
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
