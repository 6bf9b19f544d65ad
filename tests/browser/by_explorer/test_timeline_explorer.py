"""timeline-explorer reads the page's own timeline, and computes the growth between any two events as Python does."""

import csv
import io
import math
import re

import pytest
import yaml
from explorers import answered_question, box_of, drag
from pages import read_page
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/history/", "timeline-explorer"
BODY = re.search(r"^/// timeline\n\n(.*?)^///$", read_page("how-transformers-work/history.md"), re.DOTALL | re.MULTILINE)[1]
EVENTS = {event["title"]: event for event in yaml.safe_load(BODY)}


def amount(text: str) -> float:
    """Return the largest number in a text such as '65M to 213M'."""
    return max(float(digits) * {"M": 1e6, "B": 1e9, "T": 1e12}[unit] for digits, unit in re.findall(r"([\d.]+)([MBT])", text))


def largest(title: str) -> float:
    return amount(EVENTS[title]["parameters"])


def growth(start: str, end: str) -> tuple[float, int, float]:
    """Return the factor between the largest sizes, the days between, the doublings."""
    factor = largest(end) / largest(start)
    return factor, (EVENTS[end]["date"] - EVENTS[start]["date"]).days, math.log2(factor)


def sentence(start: str, end: str) -> str:
    factor, days, doublings = growth(start, end)
    number = f"{factor:,.1f}".removesuffix(".0") if factor == int(factor) else f"{factor:,.1f}"
    return f"= {number}, in {days:,} days. That is log₂ {number} = {doublings:.2f} doublings; {days:,} ÷ {doublings:.2f} = {days / doublings:,.0f} days"


def meet(a: dict, b: dict) -> bool:
    """Return whether two boxes overlap; a line of text isn't as tall as its box."""
    across = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    return across and a["y"] + a["height"] * 0.2 < b["y"] + b["height"] * 0.8 and b["y"] + b["height"] * 0.2 < a["y"] + a["height"] * 0.8


def drawn(view, what: str = "text, line[class^=ln-line]") -> list[tuple[str, dict]]:
    """Return the texts and the models' lines in the picture, with where they are in the window; read in one call, as it may be redrawn."""
    parts = view.locator("svg").first.evaluate(
        "(one, what) => [...one.querySelectorAll(what)].map(part => [part.textContent, part.getBoundingClientRect().toJSON()])", what
    )
    return [(text, box) for text, box in parts]


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
    assert view.inner_text().count("59 days") == 1, "it should be said once"
    figure = view.page.locator("figure.explorer", has=view)
    predict, see = (figure.locator(f".explorer__{part}").text_content() for part in ("predict", "see p"))
    (_, before, known), (_, later, _) = growth("GPT", "GPT-2"), growth("GPT-2", "GPT-3")
    assert f"one doubling took {before / known:.0f} days" in predict and f"{later} days after" in predict
    assert f"{later / (before / known):.2f} doublings" in see
    assert f"would have been {largest('GPT-2') * 2 ** (later * known / before) / 1e9:.0f}B" in see


def test_the_guess_is_a_point_on_the_axis_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME, reduced_motion="reduce")  # two positions are compared, so nothing may glide
    guess = view.get_by_label("Your guess")
    expect(guess).to_have_attribute("aria-valuetext", "1.6B")  # what is known, on the slider's steps
    assert "175" not in view.inner_text() and "GPT-3" not in view.locator("svg").first.text_content()
    assert not view.locator("[data-read]").count(), "what T5 and GPT-3 read would distract from the question"
    drag(view.locator("[data-hold=guess]"), 0, -262 / 5)  # one of five powers of ten
    expect(guess).to_have_attribute("aria-valuetext", "16B")
    steps = math.log2(16e9 / largest("GPT-2"))
    expect(view.locator("svg text", has_text=f"{steps:.1f} steps up")).to_be_visible()
    expect(view.get_by_role("status")).to_have_text(f"Your guess: 16B, {steps:.1f} doublings above GPT-2.")
    view.get_by_role("button", name="Check").click()
    (_, days, known), (_, later, _) = growth("GPT", "GPT-2"), growth("GPT-2", "GPT-3")
    expected = largest("GPT-2") * 2 ** (later * known / days) / 1e9
    expect(view.locator(".explorer__result")).to_contain_text(
        f"Your guess: 16B. GPT-3 has 175B; at the earlier pace, it would be {expected:.0f}B."
    )
    assert not view.locator("[data-read]").count(), "what the models read belongs to another step"
    ring, end = (box_of(view.locator(one)) for one in ("svg circle[r='16']", "[data-hold=to]"))
    high = math.log10(expected * 1e9 / largest("GPT-3")) * 262 / 5  # how much the prediction is above the answer
    assert ring["x"] + ring["width"] / 2 == pytest.approx(end["x"] + end["width"] / 2, abs=0.5)
    assert end["y"] + end["height"] / 2 - ring["y"] - ring["height"] / 2 == pytest.approx(high, abs=0.5)
    expect(view.locator("svg text", has_text=f"{expected:.0f}B at that pace")).to_be_visible()
    said = {text: box for text, box in drawn(view, "text") if text in ("your guess", "16B")}
    assert len(said) == 2
    for text, box in said.items():
        covered = [other for other, place in drawn(view) if other not in said and meet(box, place)]
        assert not covered, f"docs/assets/explorers/timeline-drawing.js:1: {text} covers {covered}. Fix guessMarks()."
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_the_ends_are_dragged_from_event_to_event_and_moved_by_keys(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    end, target = view.locator("[data-hold=to]"), view.locator("[data-event=Llama]")
    end.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box, there = box_of(end), box_of(target)
    view.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    view.page.mouse.down()
    view.page.mouse.move(there["x"] + 14, there["y"] + 14, steps=5)
    view.page.mouse.up()
    expect(view.get_by_role("combobox", name="To", exact=True)).to_have_value("Llama")
    expect(view.locator(".explorer__result")).to_contain_text(sentence("GPT", "Llama"))
    assert view.locator("svg circle.ln-fill-focus").count() == math.floor(growth("GPT", "Llama")[2])  # a dot for each doubling
    texts = view.locator("svg text").all_text_contents()
    factor, days, _ = growth("GPT", "Llama")
    for said in (f"× {factor:,.1f}", f"in {days:,} days"):
        assert said in texts
    view.get_by_role("slider", name="To:").press("ArrowLeft")
    expect(view.get_by_role("combobox", name="To", exact=True)).to_have_value("InstructGPT")
    expect(view.get_by_role("slider", name="To:")).to_be_focused()


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    steps = view.get_by_role("group", name="What to look at").get_by_role("button")
    pairs = [("GPT-2", "GPT-3"), ("GPT", "GPT-3"), ("GPT", "GPT-3"), ("GPT-3", "SmolLM2")]
    expect(steps).to_have_count(len(pairs))
    for at, (start, end) in enumerate(pairs):
        steps.nth(at).click()
        expect(steps.nth(at)).to_have_attribute("aria-pressed", "true")
        expect(view.get_by_role("combobox", name="From", exact=True)).to_have_value(start)
        expect(view.locator(".explorer__result")).to_contain_text(
            sentence(start, end) if growth(start, end)[0] > 1 else "the largest size fell"
        )
    factor, days, doublings = growth("GPT", "GPT-3")
    assert factor > 1000 and days < 2 * 365 and 55 < days / doublings < 70  # more than 1,000-fold in under two years; about two months
    assert growth("GPT-2", "GPT-3")[1] / growth("GPT-2", "GPT-3")[2] == pytest.approx(
        growth("GPT", "GPT-2")[1] / growth("GPT", "GPT-2")[2], rel=0.03
    )
    steps.nth(1).click()
    expect(view.locator(".explorer__result")).to_contain_text(f"all {math.floor(doublings)} steps are equally high")
    steps.nth(3).click()
    tokens = {title: amount(event["tokens"]) for title, event in EVENTS.items() if event.get("tokens")}
    assert largest("GPT-3") / largest("SmolLM2") > 100
    expect(view.locator(".explorer__result")).to_contain_text(
        f"less than a 100th of GPT-3’s parameters, but was trained on about {tokens['SmolLM2'] / tokens['GPT-3']:.0f} times as much text"
    )


def test_the_bars_below_are_the_tokens_of_the_timeline(open_explorer):
    view = open_answered(open_explorer)
    assert not view.locator("[data-read]").count(), "they should be shown only when both models report theirs"
    view.get_by_role("button", name="After the top").click()
    tokens = {title: amount(event["tokens"]) for title, event in EVENTS.items() if event.get("tokens")}
    high = {one.get_attribute("data-read"): float(one.get_attribute("height")) for one in view.locator("[data-read]").all()}
    assert set(high) == set(tokens) and {"GPT-3", "SmolLM2"} <= set(high)
    for title, count in tokens.items():
        assert high[title] / high["SmolLM2"] == pytest.approx(count / tokens["SmolLM2"], rel=1e-3), f"{title}: the bars aren't to one scale"


def heights(view) -> list[float]:
    """Return how high each doubling of the stairs is, in pixels."""
    dots = view.locator("svg circle[r='3.5'], svg circle[r='6'].ln-fill-focus").evaluate_all("all => all.map(one => one.cy.baseVal.value)")
    return [low - high for low, high in zip(dots, dots[1:])]


def test_a_doubling_is_equally_high_on_the_log_axis_and_twice_as_high_each_time_on_an_even_one(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    view.get_by_role("button", name="The whole climb").click()
    steps = heights(view)
    assert len(steps) == math.floor(growth("GPT", "GPT-3")[2]) - 1 and max(steps) == pytest.approx(min(steps), abs=0.1)
    view.get_by_label("Even axis").check()
    expect(view.get_by_role("button", name="An even axis")).to_have_attribute("aria-pressed", "true")
    for before, after in zip(heights(view), heights(view)[1:]):
        assert after == pytest.approx(2 * before, abs=0.1)
    assert "200B" in view.locator("svg text:visible").all_text_contents() and not view.get_by_text("10M", exact=True).is_visible()


def test_the_stairs_are_climbed_a_doubling_at_a_time(open_explorer):
    view = open_answered(open_explorer)
    view.get_by_role("button", name="The whole climb").click()
    climb = view.get_by_label("Climb")
    factor, days, doublings = growth("GPT", "GPT-3")
    expect(climb).to_have_attribute("aria-valuetext", f"{doublings:.2f} doublings, 117M × {factor:,.1f} = 175B")  # it ends at the ring
    for _ in range(7):
        climb.press("ArrowLeft")
    left = math.floor(doublings) - 6
    reached = largest("GPT") * 2**left / 1e9
    expect(climb).to_have_attribute("aria-valuetext", f"{left} doublings, 117M × {2**left} = {reached:.2f}B")
    expect(view.locator("svg text", has_text=f"{reached:.2f}B, day {left * days / doublings:.0f}")).to_be_visible()
    assert view.locator("svg circle.ln-fill-focus").count() == left


def test_an_answered_question_is_not_asked_again(open_explorer):
    view = open_explorer(PAGE, NAME)
    question = answered_question(view)
    view.get_by_role("button", name="GPT-2 to GPT-3").click()
    expect(view.locator(".explorer__result")).to_contain_text("Your guess: 1.6B.")  # kept in the meantime
    view.page.emulate_media(media="print")
    expect(question).to_be_visible()
    view.page.emulate_media(media="screen")
    view.get_by_role("button", name="Start over").click()
    expect(question).to_be_visible()


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
    view.get_by_text("The models one by one").click()
    for title, event in EVENTS.items():
        view.get_by_role("button", name=title, exact=True).click()
        expect(view.get_by_role("button", name=title, exact=True)).to_have_attribute("aria-pressed", "true")
        detail = view.locator(".timeline")
        expect(detail.locator("strong")).to_have_text(title)
        assert detail.locator("a.footnote-ref").count() >= event["text"].count("@")
        assert detail.locator(".timeline__record").count() == bool(event["record"])
    ids = view.page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids)), "the copied event brings its ids along"


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
    view.get_by_text("The models one by one").click()
    view.get_by_label("Dates in the study notes").check()
    differ = [title for title, event in EVENTS.items() if f"{event['date']:%Y-%m}" != event["notes"]]
    expect(view.get_by_role("status")).to_have_text(f"The study notes give a different month for {len(differ)} of 11: {', '.join(differ)}.")
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


@pytest.mark.parametrize("wide", [320, 390, 1280])
def test_no_texts_of_the_picture_overlap(open_explorer, wide):
    phone = {"has_touch": True, "is_mobile": True} if wide < 400 else {}
    view = open_answered(open_explorer, viewport={"width": wide, "height": 800}, reduced_motion="reduce", **phone)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= wide
    for step in view.get_by_role("group", name="What to look at").get_by_role("button").all():
        step.click()
        boxes = drawn(view, "text")
        for index, (first, a) in enumerate(boxes):
            for second, b in boxes[:index]:
                assert not meet(a, b), f"docs/assets/explorers/timeline-drawing.js:1: {first} and {second} overlap. Fix draw()."
