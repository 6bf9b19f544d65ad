"""cost-calculator computes what the page's program computes, next to the reported figures, for each preset and any assumption."""

import re

import pytest
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
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Training of").select_option(model)
    check(view, model)


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Training of").select_option("Llama 3.1 405B")
    see = view.page.locator("figure.explorer", has=view).locator(".explorer__see p").text_content()
    expect(view.get_by_role("row", name="Computed", exact=False).last).to_contain_text("7,891 t")
    assert see.startswith("Below: 7,891 t") and "34.5% utilization" in see
    view.get_by_role("button", name=re.compile("reported hours")).click()
    N, D, peak, _, hours, _ = MODELS["Llama 3.1 405B"]
    check(view, "Llama 3.1 405B", utilization=6 * N * D / (peak * hours * 3600))  # not rounded: the hours are the reported ones
    assert f"with these hours the formula gives {view.get_by_role('row', name='Carbon').locator('td').first.inner_text()}," in see


def test_thousands_are_read_as_the_field_prints_them(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.get_by_label("Tokens D")).to_have_value("2,000")
    view.get_by_label("Tokens D").fill("4,000")
    expect(view.get_by_role("row", name="Operations, 6")).to_contain_text("1.68 · 10²³ FLOPs")


def test_every_assumption_can_be_changed(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("PUE of the data center").fill("1.5")
    view.get_by_label("Utilization", exact=False).first.fill("25")
    view.get_by_role("button", name="of France, 0.057").click()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5, grid=0.057)
    view.page.go_back()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5)


@pytest.mark.parametrize("text", ["0", "101", "-5", "forty"])
def test_an_impossible_utilization_is_refused(open_explorer, text):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Utilization", exact=False).first.fill(text)
    expect(view.get_by_role("status")).to_contain_text("Utilization: enter a number from 0.1 to 100.")
    expect(view.get_by_role("row", name="Carbon")).to_contain_text("31.67 t")


def test_the_largest_numbers_fit_a_phone(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844})
    for label, value in {"Parameters N": "1000000", "Tokens D": "10000000", "Peak operations": "0.01", "Utilization": "0.1"}.items():
        view.get_by_label(label, exact=False).first.fill(value)
    expect(view.get_by_role("row", name="GPU hours")).to_contain_text("1.67 · 10²¹")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390
