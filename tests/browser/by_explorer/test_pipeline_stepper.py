"""pipeline-stepper shows what PyTorch computed (lab/results/pipeline.json) at each stage, and what follows from a change."""

import json
import re

import pytest
from building import ROOT
from explorers import drag
from pages import softmax
from playwright.sync_api import expect

PAGE, NAME = "transformer-capabilities/pipeline-function/", "pipeline-stepper"
FOUND = json.loads((ROOT / "lab/results/pipeline.json").read_text(encoding="utf-8"))
SLOW = 60_000  # the model is fetched and run


def says(view, label, score) -> None:
    """Wait for the answer."""
    expect(view.get_by_role("status")).to_contain_text(f"Label: {label}, score {score:.3f}.", timeout=SLOW)


def answer(view, name) -> None:
    says(view, FOUND[name]["labels"][0]["label"], FOUND[name]["labels"][0]["p"])


def opened(open_explorer, **context):
    view = open_explorer(PAGE, NAME, **context)
    answer(view, "right")
    view.get_by_text("The numbers", exact=True).click()
    return view


def take(view, name) -> None:
    """Choose a tokenizer, guessing first where a guess is asked for."""
    skip = view.get_by_role("button", name="Skip")
    if skip.is_visible():
        skip.click()
    view.get_by_role("button", name={"right": "Its own tokenizer", "wrong": "pocket-gpt’s"}[name], exact=True).click()


def read_tokens(view) -> list[str]:
    """Return the tokens that the model reads, as the picture shows them: each is a button that hides the token."""
    return [one.split(", position")[0] for one in view.locator("svg [role=button]").evaluate_all("all => all.map(one => one.ariaLabel)")]


def column(view, caption, at) -> list[str]:
    """Return a column of a table, as text or as the fields' values."""
    cells = view.locator("table", has_text=caption).locator(f"tbody tr > :nth-child({at})")
    return cells.evaluate_all(
        "cells => cells.map(cell => (cell.querySelector('input')?.value ?? cell.firstChild.textContent).replaceAll(',', ''))"
    )


@pytest.mark.parametrize("name", ["right", "wrong"])
def test_every_stage_is_pytorchs(open_explorer, name):
    view = opened(open_explorer)
    take(view, name)
    answer(view, name)
    expected = FOUND[name]
    assert column(view, "What goes to the model", 3) == [str(id_) for id_ in expected["ids"]]
    assert view.locator(".explorer__token").all_inner_texts() == expected["tokens"]
    view.get_by_label("All logits").check()
    shown = dict(zip(column(view, "Logits, the", 1), column(view, "Logits, the", 2), strict=True))
    assert list(shown) == [row["label"] for row in expected["labels"]]
    for row in expected["labels"]:
        assert abs(float(shown[row["label"]].replace("−", "-")) - row["logit"]) < 1e-3
    assert read_tokens(view) == expected["tokens"]
    drawn = view.locator("[role=img]").nth(1).get_attribute("aria-label")
    shown = {*(row["label"] for row in expected["labels"][:5]), FOUND["right"]["labels"][0]["label"]}
    for row in expected["labels"]:
        assert (f"{row['label']} {row['p']:.3f}" in drawn) == (row["label"] in shown) or row == expected["labels"][5], row


def test_changes_go_down_the_line(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("Id at position 2").fill(str(FOUND["wrong"]["ids"][2]))
    expect(view.locator(".explorer__token").nth(2)).to_have_text(FOUND["wrong"]["tokens"][2])
    # Both at once: the additions go to the logits of the answer that is still being computed.
    view.get_by_role("button", name=re.compile("^(Use the model’s own|Add 10)")).evaluate_all(
        "buttons => buttons.reverse().forEach((button) => button.click())"
    )
    answer(view, "right")  # the same label and score
    labels = [row["label"] for row in FOUND["right"]["labels"]]
    logits = [row["logit"] + 10 for row in FOUND["right"]["labels"]]
    view.get_by_label("All logits").check()
    expect(view.get_by_label(f"Logit of {labels[0]}", exact=True)).to_have_value(f"{logits[0]:.4f}".rstrip("0"))
    logits[3] = 20
    view.get_by_label(f"Logit of {labels[3]}", exact=True).fill("20")
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
    # All the others at once: each counts, even before the model has answered the previous one.
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


def test_a_guess_stays_beside_the_answer(open_explorer):
    view = opened(open_explorer)
    assert not view.get_by_role("button", name="pocket-gpt’s", exact=True).count(), "the answer is a click away before the guess"
    view.get_by_role("button", name="The same label").click()
    answer(view, "wrong")
    result = view.locator(".explorer__result")
    for name in ("wrong", "right"):
        expect(result).to_contain_text(f"{FOUND[name]['labels'][0]['label']}, {FOUND[name]['labels'][0]['p']:.3f}")
    expect(result).to_contain_text("the same label")
    view.page.go_back()
    answer(view, "right")
    expect(result).to_be_hidden()
    expect(view.get_by_role("button", name="The same label")).to_be_visible()


def test_a_link_to_a_changed_view_asks_nothing(open_page):
    view = open_page(f"{PAGE}#{NAME}:tokenizer=wrong").locator(f"{NAME} .explorer__view")
    answer(view, "wrong")
    expect(view.get_by_role("button", name="Skip")).to_have_count(0)
    expect(view.get_by_role("button", name="pocket-gpt’s", exact=True)).to_have_attribute("aria-pressed", "true")


def ways(view) -> list[float]:
    """Return how far down the model's list each token's line ends, from 0 to 1."""
    return view.locator("svg").first.evaluate("""svg => {
      const list = svg.querySelector(".explorer__list").getBoundingClientRect();
      return [...svg.querySelectorAll("[role=img] circle")].map(dot => dot.getBoundingClientRect())
        .map(dot => ((dot.top + dot.bottom) / 2 - list.top) / list.height);
    }""")


@pytest.mark.parametrize("name", ["right", "wrong"])
def test_the_ways_lead_to_the_rows_of_the_ids(open_explorer, name):
    view = opened(open_explorer, reduced_motion="reduce")
    take(view, name)
    answer(view, name)
    expected = [id_ / 4095 for id_ in FOUND[name]["ids"]]
    for _ in range(100):  # until the lines have moved
        off = max(abs(way - where) for way, where in zip(ways(view), expected, strict=True))
        if off < 0.02:
            break
        view.page.wait_for_timeout(100)
    assert off < 0.02, f"a line ends {off:.3f} of the list away from its row: {ways(view)} instead of {expected}"


def test_an_id_and_a_logit_are_dragged(open_explorer):
    view = opened(open_explorer, reduced_motion="reduce")  # what glides keeps being redrawn, so a test can't grab it
    grip = view.get_by_role("slider", name="Id of vehicle")
    for _ in range(3):  # each one counts: a picture may be redrawn under the pointer
        drag(grip, 0, -40)
    expect(view.get_by_label("Id at position 2")).not_to_have_value(str(FOUND["right"]["ids"][2]))
    assert int(view.get_by_label("Id at position 2").input_value()) < FOUND["right"]["ids"][2]
    view.get_by_role("button", name="Use the model’s own").click()
    answer(view, "right")
    second = FOUND["right"]["labels"][1]["label"]
    knob = view.get_by_role("slider", name=f"Bar of the logit of {second}")
    for _ in range(3):  # to the end of the scale, where it stays
        drag(knob, 400, 0)
    logits = [row["logit"] for row in FOUND["right"]["labels"]]
    logits[1] = 20  # the end of the scale
    says(view, second, softmax(logits)[1])


def test_the_picture_is_used_by_keyboard(open_explorer):
    view = opened(open_explorer)
    id_ = FOUND["right"]["ids"][2]
    view.get_by_role("slider", name="Id of vehicle").focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.get_by_label("Id at position 2")).to_have_value(str(id_ + 1))
    expect(view.get_by_role("slider", name="Id of vehicle")).to_be_focused()
    view.get_by_role("button", name="Use the model’s own").click()
    view.get_by_role("button", name="vehicle, position 2").focus()
    view.page.keyboard.press("Enter")
    expect(view.get_by_label("seen, position 2")).not_to_be_checked()
    expect(view.get_by_role("button", name="vehicle, position 2")).to_be_focused()


def test_each_step_changes_the_probabilities(open_explorer):
    view = opened(open_explorer)
    drawn = view.locator("[role=img]").nth(1)
    for step in view.locator(".explorer__guide button[aria-pressed]").all():
        before = drawn.get_attribute("aria-label")
        step.click()
        expect(step).to_have_attribute("aria-pressed", "true")
        expect(drawn).not_to_have_attribute("aria-label", before)
    view.locator(".explorer__guide button", has_text="Hide one word").click()
    expect(view.get_by_label("seen, position 2")).not_to_be_checked()
    expect(view.get_by_label(re.compile("seen, position")).and_(view.locator(":checked"))).to_have_count(len(FOUND["right"]["ids"]) - 1)


def test_an_address_with_nonsense_is_as_in_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:tokenizer=x;ids=1,2;mask=5;logits=a")
    answer(page.locator(f"{NAME} .explorer__view"), "right")


def test_what_is_cut_off_is_counted_as_a_reader_counts(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("Text", exact=True).fill("e\u0301🙂" * 200)  # é as two code points, as some keyboards write it
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b300\b.*\b100\b.*Label: "))
    view.get_by_label("Text", exact=True).fill("a " * 80)
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b64\b.*\b18\b.*Label: "))  # [CLS] and [SEP] make two
    expect(view.get_by_role("status")).not_to_contain_text("300")
