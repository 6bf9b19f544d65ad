"""next-token-explorer shows what PyTorch computed (lab/results/next_tokens.json), cuts it as the sliders say, and writes by seed."""

import json
import re

import pytest
from building import ROOT
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/large-language-models/", "next-token-explorer"
LIMITS = "nlp-and-llms/limitations/"
NEXT = json.loads((ROOT / "lab/results/next_tokens.json").read_text(encoding="utf-8"))
DEFINED = NEXT["definitions"]
SLOW = 60_000  # the model is fetched and run


def rows(view) -> list[list[str]]:
    """Return the bars as texts: token, number."""
    return [
        [row.locator("th").inner_text(), row.locator("td").inner_text().strip()] for row in view.locator(".explorer__bars tbody tr").all()
    ]


def opened(open_explorer, page=PAGE, **context):
    view = open_explorer(page, NAME, **context)
    expect(view.locator(".explorer__bars tbody tr")).to_have_count(20, timeout=SLOW)
    return view


def test_the_bars_are_pytorchs(open_explorer):
    view = opened(open_explorer)
    for temperature, name in ((1, "one"), (0.5, "half"), (2, "two")):
        view.get_by_role("slider", name="Temperature").fill(str(temperature))
        expect(view.locator(".explorer__bars td").first).to_contain_text(f"{NEXT['tokens'][0][name]:.3f}")
        shown = rows(view)
        assert [token for token, _ in shown] == [row["token"].replace(" ", "␣") for row in NEXT["tokens"]]
        for (_, text), row in zip(shown, NEXT["tokens"], strict=True):
            assert text == "under 0.0005" if row[name] < 0.0005 else abs(float(text) - row[name]) < 0.0011


def test_the_prediction_comes_true(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("slider", name="Top-p").fill("0.9")
    for temperature, name in ((1, "one"), (2, "two"), (0.5, "half")):
        view.get_by_role("slider", name="Temperature").fill(str(temperature))
        expect(view).to_contain_text(re.compile(rf"{NEXT['kept'][name]:,} of 4,096 tokens (is|are) kept"))
    view.get_by_role("slider", name="Top-p").fill("1")
    view.get_by_role("slider", name="Top-k").fill("3")
    expect(view).to_contain_text("3 of 4,096 tokens are kept.")
    assert [("cut" in text) for _, text in rows(view)] == [False] * 3 + [True] * 17


def test_steps_runs_undoes_and_repeats_by_seed(open_explorer):
    view = opened(open_explorer)
    tokens = view.get_by_role("group", name="The text as tokens").locator(".ln-role-decoder")
    view.get_by_role("button", name="Step").click()
    expect(tokens).to_have_count(1)
    view.get_by_role("button", name="Undo").click()
    expect(tokens).to_have_count(0)
    texts = []
    for seed in ("3", "4", "3"):
        view.get_by_label("Seed").fill(seed)
        view.get_by_role("button", name="Run").click()
        expect(view.get_by_role("button", name="Run")).to_be_visible(timeout=SLOW)
        expect(view).to_contain_text("Confidence")
        texts.append(tokens.all_inner_texts())
        view.page.go_back()
        expect(tokens).to_have_count(0)
    assert texts[0] == texts[2] != texts[1]


@pytest.mark.parametrize("row", [DEFINED[0], DEFINED[5]], ids=lambda row: row["word"])
def test_words_are_defined_as_in_the_lab_with_the_same_confidence(open_explorer, row):
    view = opened(open_explorer, LIMITS, has_touch=True)
    expect(view.get_by_label("A beginning")).to_have_value("glorfish:")  # the page's own example
    view.get_by_role("button", name=row["word"], exact=True).tap()
    expect(view.get_by_role("status")).to_contain_text(f"The model ended its text. Confidence {row['confidence']:.3f}", timeout=SLOW)
    written = view.locator(".explorer__token.ln-role-decoder").evaluate_all("all => all.map(one => one.firstChild.data).join('')")
    assert written == row["definition"].replace(" ", "␣").join(["␣", "end"])


def test_what_left_the_window_is_struck_through(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("A beginning").fill("a very long beginning of a text " * 12)
    lost = view.locator(".explorer__token.ln-role-masked")
    expect(lost.first).to_be_visible()
    count = view.locator(".explorer__token").count()
    expect(lost).to_have_count(count - 64)
    expect(lost.first).to_contain_text("fallen out of the window")
    assert lost.first.evaluate("one => getComputedStyle(one).textDecorationLine") == "line-through"


def test_any_beginning_is_read(open_explorer):
    view = opened(open_explorer)
    tokens = view.locator(".explorer__token")
    for text in ["", "🙂🙂", "   ", "שלום", "<img src=x onerror=alert(1)>", "x" * 5000]:
        before = tokens.all_inner_texts()
        view.get_by_label("A beginning").fill(text)
        expect(tokens).not_to_have_text(before)
        expect(view.locator(".explorer__bars tbody tr")).to_have_count(20)
        expect(view.get_by_role("status")).to_contain_text("Most likely next")
        assert view.locator("img").count() == 0, text


def test_an_address_with_nonsense_is_as_in_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:t=9;k=x;p=-1;seed=1e9;ids=9999999,a")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.locator(".explorer__bars tbody tr")).to_have_count(20, timeout=SLOW)
    expect(view.get_by_label("Seed")).to_have_value("9,999")


def written(view) -> str:
    """Return what the model has written, spaces as spaces and without its end."""
    return (
        view.locator(".explorer__token.ln-role-decoder")
        .evaluate_all("all => all.map(one => one.firstChild.data).join('')")
        .replace("␣", " ")
        .removesuffix("end")
    )


def test_the_last_of_quick_choices_is_written(open_explorer):
    view = opened(open_explorer, LIMITS)
    view.evaluate("""view => {
        const status = view.querySelector(".explorer__status");
        window.said = [];
        new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    first, second, third, last = (view.get_by_role("button", name=DEFINED[at]["word"], exact=True) for at in (5, 0, 6, 1))
    first.click()
    second.click()
    expect(view.locator(".explorer__token.ln-role-decoder")).not_to_have_count(0)  # in the middle of the writing
    third.click()
    last.click()
    expect(view.get_by_label("A beginning")).to_have_value(f"{DEFINED[1]['word']}:")
    expect(view.get_by_role("status")).to_contain_text(f"Confidence {DEFINED[1]['confidence']:.3f}", timeout=SLOW)
    assert written(view).strip() == DEFINED[1]["definition"]
    assert not [sentence for sentence in view.page.evaluate("window.said") if "undefined" in sentence]


def test_what_the_reader_does_ends_a_run_and_is_shown(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("button", name="Run").click()
    expect(view.locator(".explorer__token.ln-role-decoder")).not_to_have_count(0)
    view.get_by_label("A beginning").fill("whale")
    expect(view.get_by_role("group", name="The text as tokens")).to_have_text(re.compile("start␣whale$"))
    expect(view.get_by_role("button", name="Run")).to_be_visible()


def test_the_end_of_a_long_beginning_counts(open_explorer):
    view = opened(open_explorer)
    tokens, status = view.locator(".explorer__token"), view.get_by_role("status")
    for text, lost in (("a " * 346 + "violin:", 99), ("👩‍👩‍👧" * 600 + " violin:", 8)):
        view.get_by_label("A beginning").fill(text)
        expect(status).to_contain_text(re.compile(rf"\b600\b.*\b{lost}\b.*Most likely next"))
        expect(tokens.last).to_have_text(":")


def test_a_character_of_several_tokens_says_which_byte_each_is(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("A beginning").fill("中é🙂\u200b")
    chips = view.locator(".explorer__token--part")
    expect(chips).to_have_count(3 + 2 + 4 + 3)
    view.page.set_viewport_size({"width": 390, "height": 844})
    for at in range(3 + 2 + 4 + 3):
        chips.nth(at).focus()
        assert view.page.evaluate("document.documentElement.scrollWidth") <= 390, f"the words of chip {at} widen the page"
    expect(chips.nth(1)).to_have_text("中\u00a02/3 (byte 2 of 3 of 中)")
    expect(chips.nth(4)).to_contain_text("byte 2 of 2 of é")
    expect(chips.last).to_contain_text("byte 3 of 3 of U+200B")
    chips.first.focus()
    view.page.keyboard.press("ArrowRight")
    expect(chips.nth(1)).to_be_focused()
    assert chips.nth(1).locator(".explorer__heard").bounding_box()["height"] > 12, "the words can't be seen with the focus"
    view.page.keyboard.press("Tab")
    assert not chips.nth(2).evaluate("one => one === document.activeElement"), "each byte is a stop of its own"
    assert "\ufffd" not in view.inner_text()
    c3 = json.loads((ROOT / "docs/assets/models/pocket-gpt/tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]["Ã"]
    view.page.evaluate(f"location.hash = '#{NAME}:text=caf;ids={c3}'")
    expect(view.locator(".explorer__token.ln-role-decoder")).to_have_text("byte\u00a0C3 (written)")
    # As a bar is named; the model has read ASCII alone, so no byte comes among its twenty likeliest.
    assert view.page.locator(NAME).evaluate("(element, id) => element.alone[id]", c3) == "byte\u00a0C3"
