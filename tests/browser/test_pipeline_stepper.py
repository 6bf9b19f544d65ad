"""pipeline-stepper shows what PyTorch computed (lab/results/pipeline.json) at each stage, and what follows from a change."""

import json
import re

import pytest
from building import ROOT
from pages import softmax
from playwright.sync_api import expect

PAGE, NAME = "transformer-capabilities/pipeline-function/", "pipeline-stepper"
FOUND = json.loads((ROOT / "lab/results/pipeline.json").read_text(encoding="utf-8"))
SLOW = 60_000  # the model is fetched and run


def says(view, label, score) -> None:
    """Wait for the answer."""
    expect(view.get_by_role("status")).to_have_text(f"Label: {label}, score {score:.3f}.", timeout=SLOW)


def answer(view, name) -> None:
    says(view, FOUND[name]["labels"][0]["label"], FOUND[name]["labels"][0]["p"])


def opened(open_explorer, **context):
    view = open_explorer(PAGE, NAME, **context)
    answer(view, "right")
    return view


def column(view, caption, at) -> list[str]:
    """Return a column of a table, as text or as the fields' values."""
    cells = view.locator("table", has_text=caption).locator(f"tbody tr > :nth-child({at})")
    return cells.evaluate_all(
        "cells => cells.map(cell => (cell.querySelector('input')?.value ?? cell.firstChild.textContent).replaceAll(',', ''))"
    )


@pytest.mark.parametrize("name", ["right", "wrong"])
def test_every_stage_is_pytorchs(open_explorer, name):
    view = opened(open_explorer)
    view.get_by_label("Tokenizer").select_option(name)
    answer(view, name)
    expected = FOUND[name]
    assert column(view, "What goes to the model", 3) == [str(id_) for id_ in expected["ids"]]
    assert view.locator(".explorer__token").all_inner_texts() == expected["tokens"]
    view.get_by_label("All logits").check()
    shown = dict(zip(column(view, "Logits, the", 1), column(view, "Logits, the", 2), strict=True))
    assert list(shown) == [row["label"] for row in expected["labels"]]
    for row in expected["labels"]:
        assert abs(float(shown[row["label"]].replace("−", "-")) - row["logit"]) < 1e-3
    bars = view.locator(".explorer__bars tbody tr")
    expect(bars).to_have_count(6)
    for bar, row in zip(bars.all(), expected["labels"], strict=False):
        assert bar.inner_text().split() == [row["label"], f"{row['p']:.3f}"]


def test_changes_go_down_the_line(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("Id at position 2").fill(str(FOUND["wrong"]["ids"][2]))
    expect(view.locator(".explorer__token").nth(2)).to_have_text(FOUND["wrong"]["tokens"][2])
    # Both at once: what is added to are the logits of the answer that is still under way.
    view.get_by_role("button", name=re.compile("^(Use the model’s own|Add 10)")).evaluate_all(
        "buttons => buttons.reverse().forEach((button) => button.click())"
    )
    answer(view, "right")  # the same label and score
    labels = [row["label"] for row in FOUND["right"]["labels"]]
    logits = [row["logit"] + 10 for row in FOUND["right"]["labels"]]
    view.get_by_label("All logits").check()
    expect(view.get_by_label(f"Logit of {labels[0]}")).to_have_value(f"{logits[0]:.4f}".rstrip("0"))
    logits[3] = 20
    view.get_by_label(f"Logit of {labels[3]}").fill("20")
    says(view, labels[3], softmax(logits)[3])
    view.page.go_back()
    answer(view, "right")


def test_the_mask_hides_tokens_by_keyboard_and_all_of_them_give_no_answer(open_explorer):
    view = opened(open_explorer)
    box = view.get_by_label("seen, position 2")
    box.focus()
    view.page.keyboard.press("Space")
    expect(view.locator(".explorer__token.ln-role-masked")).to_contain_text("hidden by the mask")
    expect(view.get_by_role("status")).not_to_contain_text(f"{FOUND['right']['labels'][0]['p']:.3f}")
    expect(box).to_be_focused()
    # All the others at once: each counts, also before the model has answered the one before.
    view.get_by_label(re.compile("seen, position")).evaluate_all("boxes => { for (const box of boxes) if (box.checked) box.click(); }")
    expect(view.get_by_role("status")).to_contain_text("there is nothing to attend to")
    assert "NaN" not in view.inner_text()


def test_any_text_is_read(open_explorer):
    view = opened(open_explorer)
    tokens = view.locator(".explorer__token")
    for text in ["", "🙂", "<img src=x onerror=alert(1)>", "שלום", "wheels " * 500]:
        before = tokens.all_inner_texts()
        view.get_by_label("Text").fill(text)
        expect(tokens).not_to_have_text(before)
        expect(view.get_by_role("status")).to_contain_text("Label: ")
        assert view.locator("img").count() == 0 and "NaN" not in view.inner_text(), text


def test_an_address_with_nonsense_is_as_in_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:tokenizer=x;ids=1,2;mask=5;logits=a")
    answer(page.locator(f"{NAME} .explorer__view"), "right")


def test_what_is_cut_off_is_counted_as_a_reader_counts(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("Text", exact=True).fill("e\u0301🙂" * 200)  # é of two code points, as some keyboards write it
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b300\b.*\b100\b.*Label: "))
    view.get_by_label("Text", exact=True).fill("a " * 80)
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b64\b.*\b18\b.*Label: "))  # [CLS] and [SEP] are two
    expect(view.get_by_role("status")).not_to_contain_text("300")
