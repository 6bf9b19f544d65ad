"""cost-calculator computes what the page's program computes, next to the reported figures, for each preset and any assumption."""

import math
import re

import pytest
from explorers import drag
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/limitations/", "cost-calculator"
MODELS = {  # N, D, operations a second at best, watts; reported hours and tonnes
    "Llama 2 7B": (7e9, 2e12, 312e12, 400, 184_320, 31.22),
    "Llama 2 70B": (70e9, 2e12, 312e12, 400, 1_720_320, 291.42),
    "Llama 3.1 405B": (405e9, 15.6e12, 989e12, 700, 30_840_000, 8_930),
}


def text(value: float) -> str:
    """Two decimals below a thousand, none above, none for whole numbers."""
    return f"{value:,.0f}" if value >= 1000 or value == round(value) else f"{value:.2f}"


def open_numbers(open_explorer, **more):
    """Open the explorer, skip the guess, go back to the first model, and unfold the numbers."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_label("Training of").select_option("Llama 2 7B")
    view.get_by_text("The numbers", exact=True).click()
    return view


def tonnes(model, utilization=0.40, pue=1.1, grid=0.385):
    """What the page's formula gives."""
    N, D, peak, watts, *_ = MODELS[model]
    return 6 * N * D / (peak * utilization) / 3600 * watts / 1000 * pue * grid / 1000


def check(view, model, utilization=0.40, pue=1.1, grid=0.385):
    """Compare the steps with the computation."""
    N, D, peak, watts, hours, tonnes = MODELS[model]
    computed = 6 * N * D / (peak * utilization) / 3600
    kwh = computed * watts / 1000 * pue
    expect(view.get_by_role("row", name="GPU hours")).to_contain_text(f"{text(computed)}{text(hours)}")
    expect(view.get_by_role("row", name="Energy")).to_contain_text(f"{text(kwh)} kWh")
    expect(view.get_by_role("row", name="Carbon")).to_contain_text(f"{text(kwh * grid / 1000)} t{text(tonnes)} t")
    implied = 6 * N * D / (peak * hours * 3600)
    expect(view.get_by_role("row", name="Utilization")).to_contain_text(f"{implied:.1%}, implied by the hours")
    expect(view.get_by_role("status")).to_have_text(f"{text(kwh * grid / 1000)} tonnes computed, {text(tonnes)} reported.")


@pytest.mark.parametrize("model", MODELS)
def test_each_preset(open_explorer, model):
    view = open_numbers(open_explorer)
    view.get_by_label("Training of").select_option(model)
    check(view, model)


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_numbers(open_explorer)
    view.get_by_role("button", name="Llama 3.1 405B", exact=True).click()
    figure = view.page.locator("figure.explorer", has=view)
    predict, see = (figure.locator(f".explorer__{part}").text_content() for part in ("predict", "see p"))
    (n, d, *_, small), (N, D, *_, reported) = MODELS["Llama 2 7B"], MODELS["Llama 3.1 405B"]
    assert f"{N / n:.0f} times as many parameters" in predict and f"{D / d:.1f} times as many tokens" in predict and f"{small} t" in predict
    computed = tonnes("Llama 3.1 405B")
    assert f"reports {reported:,} t. The formula gives {computed:,.0f} t" in see and "34.5% utilization" in see
    assert f"{N * D / n / d:.0f} times the operations of 7B, but {computed / tonnes('Llama 2 7B'):.0f} times the carbon" in see
    expect(view.locator(".explorer__result")).to_contain_text(f"The formula gives {computed:,.0f} t.")
    view.get_by_role("button", name=re.compile("reported hours")).click()
    N, D, peak, _, hours, _ = MODELS["Llama 3.1 405B"]
    check(view, "Llama 3.1 405B", utilization=6 * N * D / (peak * hours * 3600))  # not rounded: the hours are the reported ones
    assert f"with these hours the formula gives {view.get_by_role('row', name='Carbon').locator('td').first.inner_text()}," in see


def test_the_guess_is_made_on_the_lane_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess, picture = view.get_by_label("Your guess"), view.locator("svg").first
    expect(guess).to_have_value("70")  # what is known, 31 t: 1.5 powers of ten above 1 t
    assert "8,930" not in view.inner_text() and view.get_by_label("Training of").is_hidden()
    handle = view.locator("[data-hold=guess]")
    drag(handle, (picture.bounding_box()["width"] - 28) / 4, 0)  # two of eight powers of ten
    expect(guess).to_have_attribute("aria-valuetext", "3,200 tonnes")
    view.get_by_role("button", name="Check").click()
    expect(view.locator(".explorer__result")).to_contain_text("Your guess: 3,200 t. Meta reports 8,930 t.")
    expect(view.locator("svg text", has_text="your guess: 3,200 t")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def dots(view) -> list[float]:
    """Where the path's points are, as powers of ten from the left end of their lanes."""
    wide = view.locator("svg").first.evaluate("one => one.viewBox.baseVal.width")
    found = view.locator("svg circle.ln-fill-query").evaluate_all("all => all.map(one => one.cx.baseVal.value)")
    return [8 * (x - 14) / (wide - 28) for x in found]


def test_the_path_is_at_the_numbers_on_scales_that_stay(open_explorer):
    view = open_numbers(open_explorer, reduced_motion="reduce")
    for model, (N, D, peak, watts, *_) in MODELS.items():
        view.get_by_label("Training of").select_option(model)
        expect(view.get_by_role("status")).to_contain_text(f"{text(tonnes(model))} tonnes")
        hours = 6 * N * D / (peak * 0.4) / 3600
        for at, (value, first) in enumerate([(6 * N * D, 19), (hours, 1), (hours * watts * 1.1 / 1e6, -2), (tonnes(model), -2)]):
            assert dots(view)[at] == pytest.approx(math.log10(value) - first, abs=0.01), f"{model}, lane {at}"
    # A point that is dragged takes the lanes below it along.
    before, grip = dots(view), view.locator("[data-hold='0']")
    drag(grip, -100, 0)
    moved = [one - other for one, other in zip(before, dots(view), strict=True)]
    assert moved[0] > 0.5 and moved == pytest.approx([moved[0]] * 4, abs=0.01)
    expect(view.get_by_label("Tokens D")).not_to_have_value("15,600")


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_numbers(open_explorer)
    _, _, peak, watts, *_ = MODELS["Llama 2 7B"]
    _, _, newer, more, *_ = MODELS["Llama 3.1 405B"]
    assert round(newer / peak) == 3 and more / watts < 2
    found, large = view.locator(".explorer__result"), "Llama 3.1 405B"
    older = tonnes(large) * newer / peak * watts / more
    for name, expected in [
        ("Trained in France", tonnes(large, grid=0.057)),
        ("On the older chips", older),
        ("Chips busy", tonnes(large, utilization=0.3)),
    ]:
        view.get_by_role("button", name=name).click()
        expect(found).to_contain_text(f"{expected:,.0f} t")


def test_thousands_are_read_as_the_field_prints_them(open_explorer):
    view = open_numbers(open_explorer)
    expect(view.get_by_label("Tokens D")).to_have_value("2,000")
    view.get_by_label("Tokens D").fill("4,000")
    expect(view.get_by_role("row", name="Operations, 6")).to_contain_text("1.68 · 10²³ FLOPs")


def test_every_assumption_can_be_changed(open_explorer):
    view = open_numbers(open_explorer)
    view.get_by_label("PUE of the data center").fill("1.5")
    view.get_by_label("Utilization", exact=False).first.fill("25")
    view.get_by_role("button", name="of France, 0.057").click()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5, grid=0.057)
    view.page.go_back()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5)


@pytest.mark.parametrize("text", ["0", "101", "-5", "forty"])
def test_an_impossible_utilization_is_refused(open_explorer, text):
    view = open_numbers(open_explorer)
    view.get_by_label("Utilization", exact=False).first.fill(text)
    expect(view.get_by_role("status")).to_contain_text("Utilization: enter a number from 0.1 to 100.")
    expect(view.get_by_role("row", name="Carbon")).to_contain_text("31.67 t")


def test_the_largest_numbers_fit_a_phone(open_explorer):
    view = open_numbers(open_explorer, viewport={"width": 390, "height": 844})
    for label, value in {"Parameters N": "1000000", "Tokens D": "10000000", "Peak operations": "0.01", "Utilization": "0.1"}.items():
        view.get_by_label(label, exact=False).first.fill(value)
    expect(view.get_by_role("row", name="GPU hours")).to_contain_text("1.67 · 10²¹")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390
