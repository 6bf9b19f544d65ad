"""attention-explorer shows what PyTorch computed (lab/results/attention-example.json), to the mouse, touch and the keyboard."""

import json
import re

import pytest
from building import ROOT
from playwright.sync_api import expect

from lab.grammar import vocabulary

PAGE, NAME = "how-transformers-work/attention/", "attention-explorer"
KIND = {
    "encoder.attention": "Encoder self-attention",
    "decoder.attention": "Masked decoder self-attention",
    "decoder.cross": "Cross-attention",
}


def result(name: str) -> dict:
    return json.loads((ROOT / "lab" / "results" / f"{name}.json").read_text(encoding="utf-8"))


EXAMPLE, BEST = result("attention-example"), result("attention")["best"]


@pytest.fixture
def view(open_explorer):
    """The open explorer, the model loaded."""
    found = open_explorer(PAGE, NAME)
    found.get_by_role("radio").first.wait_for()
    return found


def choose(view, head: str) -> None:
    """Go to a head by the runtime's name: "decoder.1.cross.2"."""
    stack, layer, kind, number = head.split(".")
    view.get_by_role("button", name=KIND[f"{stack}.{kind}"], exact=True).click()
    view.get_by_label("Layer").select_option(layer)
    view.get_by_label("Head").select_option(number)


def shown(view) -> list[list[str]]:
    """Return the cells of the matrix."""
    return view.locator(".explorer__scroll tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.querySelectorAll('td'), cell => cell.textContent))"
    )


def french(view) -> str:
    return " ".join(view.locator("[lang=fr] .explorer__token").all_inner_texts())


def test_every_head_shows_the_weights_of_pytorch(view):
    view.get_by_role("button", name="Write all").click()
    for name, heads in EXAMPLE["weights"].items():
        mean = [[sum(head[i][j] for head in heads) / len(heads) for j in range(len(row))] for i, row in enumerate(heads[0])]
        for number, weights in [*enumerate(heads), ("mean", mean)]:
            choose(view, f"{name}.{number}")
            cells = shown(view)
            for i, row in enumerate(weights):
                for j, weight in enumerate(row):
                    hidden = name.startswith("decoder") and name.endswith("attention") and j > i
                    where = f"{name}.{number}, row {i}, column {j}"
                    assert hidden == (cells[i][j] == "–"), where
                    assert hidden or abs(float(cells[i][j]) - weight) <= 0.0052, where


def test_it_begins_with_the_head_that_was_best_on_dev(view):
    expect(view.get_by_role("button", name="Cross-attention")).to_have_attribute("aria-pressed", "true")
    expect(view.get_by_label("Layer")).to_have_value(str(BEST["layer"]))
    expect(view.get_by_label("Head")).to_have_value(str(BEST["head"]))
    expect(view).to_contain_text(f"layer {BEST['layer']}, head {BEST['head']} looked at the translated word most often")


def test_word_by_word_the_prediction_comes_true(view):
    status = view.get_by_role("status")
    for count, row in enumerate(EXAMPLE["best"], 1):
        most = max(EXAMPLE["english"], key=row.get)
        named = {word: "[end]" if word == "end" else word for word in (row["writes"], most)}
        assert french(view) == " ".join(word if word != "end" else "[end]" for word in EXAMPLE["french"][:count])
        expect(status).to_have_text(f"The step that writes {named[row['writes']]} looks most at {named[most]}: {row[most]:.2f}.")
        if count < len(EXAMPLE["best"]):
            view.get_by_role("button", name="Write the next word").click()
    expect(view.get_by_role("button", name="Write the next word")).to_be_disabled()


def test_a_word_is_pointed_at_and_reached_by_keyboard(view):
    view.get_by_role("button", name="Write all").click()
    words = view.get_by_role("radio")
    expect(words.nth(2)).to_be_checked()  # rouge
    words.nth(1).hover()
    expect(words.nth(1)).to_be_checked()
    expect(view.get_by_role("status")).to_have_text(re.compile("voiture looks most at car"))
    words.nth(1).focus()
    view.page.keyboard.press("ArrowUp")
    expect(words.nth(0)).to_be_focused()
    expect(words.nth(0)).to_be_checked()
    expect(words.nth(0)).to_have_accessible_name(re.compile("^la looks at the 1.00, red 0.00"))
    view.page.keyboard.press("ArrowUp")
    expect(words.nth(0)).to_be_focused()


@pytest.mark.parametrize("number", range(len(EXAMPLE["off"])))
def test_an_example_is_translated_and_a_head_can_be_switched_off(view, number):
    example = EXAMPLE["off"][number]
    view.get_by_role("button", name="Write all").click()
    view.get_by_role("button", name=example["english"], exact=True).click()
    words = lambda text: text.replace("'", "' ")  # noqa: E731
    expect(view.locator("[lang=fr] .explorer__token").nth(-1)).to_have_text("[end]")
    expect(view.locator("span[lang=fr]")).to_have_text(re.compile(words(example["french"]).replace(" ", "") + r"\[end\]"))
    for head in example["changed"] or ["decoder.1.cross.0"]:
        choose(view, head)
        view.get_by_label("Switched off").check()
        without = example["changed"].get(head)
        says = f"{without}; with all heads: {example['french']}." if without else f"{example['french']}, the same as with all heads."
        stack, layer, part, at = head.split(".")
        expect(view).to_contain_text(f"Without head {at} of layer {layer} ({KIND[f'{stack}.{part}'].lower()}): {says}")
        view.get_by_label("Switched off").uncheck()


def test_a_word_outside_the_vocabulary_is_named_and_others_are_offered(view):
    view.get_by_label("English sentence").fill("the red bicycle, and the <b>hous</b>")
    expect(view).to_contain_text("bicycle isn’t among the English words")
    assert view.locator("b").count() == 0
    listed = view.locator("details p").text_content().split(", ")
    assert listed == vocabulary()[: vocabulary().index("et")]
    view.get_by_label("English sentence").fill("the red hous")
    view.get_by_role("button", name="house", exact=True).click()
    expect(view.get_by_label("English sentence")).to_have_value("the red house")
    expect(view.locator("details")).to_have_count(0)
    view.page.go_back()
    expect(view.get_by_label("English sentence")).to_have_value("the red hous")


@pytest.mark.parametrize("text", ["", " ?!", "🙂", "voiture", "</s>", "שלום עולם", "the " * 66])
def test_any_text_gets_a_polite_answer(view, text):
    view.get_by_label("English sentence").fill(text)
    expect(view.get_by_role("status")).to_have_text(re.compile("looks most at|Write a sentence"))
    view.get_by_role("button", name="Encoder self-attention", exact=True).click()
    assert 1 <= len(shown(view)) <= 21 and "NaN" not in view.inner_text()


def test_an_address_that_makes_no_sense_shows_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:view=all;layer=9;head=x;off=zzz,__proto__;row=99;written=-3")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).to_contain_text("The step that writes rouge looks most at red: 1.00.", timeout=30_000)


def test_on_a_small_phone_each_word_can_be_tapped(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    view.get_by_role("button", name="Write all").tap()
    word = view.get_by_role("radio").nth(1)
    word.tap()
    expect(word).to_be_checked()
    assert word.bounding_box()["height"] >= 24
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_only_words_that_are_spelled_nearly_so_are_offered(view):
    view.get_by_label("English sentence").fill("the bicycle عليكم hous")
    offers = view.locator(".explorer__row", has=view.page.locator("strong"))
    expect(offers).to_have_count(3)
    assert [row.get_by_role("button").all_inner_texts() for row in offers.all()] == [[], [], ["house"]]


def test_what_is_cut_off_is_told(view):
    view.get_by_label("English sentence").fill("the " * 30 + "\u200a" * 90)
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b200\b.*\b10\b.*\b20\b.*\b10\b.*looks most at"))
