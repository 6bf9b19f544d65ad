"""attention-explorer shows what PyTorch computed (lab/results/attention-example.json), by mouse, touch and keyboard."""

import json
import re

import pytest
from building import ROOT
from explorers import box_of
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


EXAMPLE, SURGERY = result("attention-example"), result("surgery")


@pytest.fixture
def view(open_explorer):
    """The open explorer, with the model loaded."""
    found = open_explorer(PAGE, NAME)
    found.get_by_role("radio").first.wait_for()
    return found


def switch(view, head: str):
    """Return the switch of a head by its name in the runtime: "decoder.1.cross.2"."""
    stack, layer, kind, number = head.split(".")
    return view.get_by_role("switch", name=f"{KIND[f'{stack}.{kind}']}, layer {layer}, head {number}", exact=True)


def shown(view) -> list[list[str]]:
    """Return the cells of the matrix."""
    return view.locator(".explorer__scroll tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.querySelectorAll('td'), cell => cell.textContent))"
    )


def words(text: str) -> list[str]:
    return text.replace("'", "' ").split()


def expect_written(view, whole: str, cut: str) -> None:
    """Wait until both translations are shown, and check that what differs is marked."""
    pairs = view.locator(".explorer__pairs > div")
    below = pairs.locator("[data-kind]:not([data-kind=gone])")
    expect(below).to_have_count(len(words(cut)))
    expect(view.get_by_role("status")).to_contain_text(f": {cut}.")
    found = pairs.evaluate_all(
        """pairs => pairs.map(pair => [pair.querySelector(".explorer__token:not([data-kind])")?.textContent ?? null,
          pair.querySelector("[data-kind]").dataset.kind, pair.querySelector("[data-kind]").lastChild.textContent])"""
    )
    assert [old for old, _, _ in found if old is not None] == words(whole)
    assert [new for _, kind, new in found if kind != "gone"] == words(cut)
    for old, kind, new in found:
        assert kind == ("added" if old is None else "same" if old == new else kind) and (kind == "same") == (old == new and kind != "gone")


def test_every_head_shows_the_weights_of_pytorch(view):
    view.get_by_label("English sentence").fill("the red car")
    expect(view.locator(".explorer__pairs button")).to_have_text(EXAMPLE["french"][:-1])
    for name, heads in EXAMPLE["weights"].items():
        for number, weights in enumerate(heads):
            switch(view, f"{name}.{number}").focus()
            cells = shown(view)
            for i, row in enumerate(weights):
                for j, weight in enumerate(row):
                    hidden = name.startswith("decoder") and name.endswith("attention") and j > i
                    where = f"{name}.{number}, row {i}, column {j}"
                    assert hidden == (cells[i][j] == "–"), where
                    assert hidden or abs(float(cells[i][j]) - weight) <= 0.0052, where


def test_the_small_maps_are_as_dark_as_the_weights(view):
    view.get_by_label("English sentence").fill("the red car")
    expect(view.locator(".explorer__pairs button")).to_have_text(EXAMPLE["french"][:-1])
    for name, heads in EXAMPLE["weights"].items():
        for number, weights in enumerate(heads):
            tile = switch(view, f"{name}.{number}").locator("..")
            drawn = tile.locator("rect").evaluate_all(
                "rects => rects.map(one => ['y', 'x', 'fill-opacity'].map(name => Number(one.getAttribute(name))))"
            )
            dark = {(int(i), int(j)): opacity for i, j, opacity in drawn}
            for i, row in enumerate(weights):
                for j, weight in enumerate(row):
                    assert abs(dark.get((i, j), 0) - weight) <= 0.006, f"{name}.{number}, row {i}, column {j}"
            assert min(dark.values()) > 0, "zeros shouldn't be drawn"


@pytest.mark.parametrize("number", range(len(SURGERY["steps"])))
def test_a_guided_step_shows_what_pytorch_writes_without_the_heads(view, number):
    step = SURGERY["steps"][number]
    view.get_by_role("button", name=f"Step {number + 1}:").click()
    expect(view.get_by_label("English sentence")).to_have_value(step["english"])
    expect(view.locator(".explorer__pairs button")).to_have_text(words(step["whole"]))
    question = view.locator(".explorer__story").text_content()
    view.get_by_role("button", name=re.compile("^Switch (it|them) off$")).click()
    expect_written(view, step["whole"], step["cut"])
    assert view.locator(".explorer__story").text_content() != question
    off = view.locator("[role=switch][aria-checked=false]")
    assert off.count() == len(step["off"])
    for head in step["off"]:
        expect(switch(view, head)).not_to_be_checked()
    view.get_by_role("button", name=re.compile("^Switch (it|them) on$")).click()
    expect(view.locator(".explorer__pairs button")).to_have_text(words(step["whole"]))


def test_the_guess_is_beside_the_result(view):
    whole = view.locator(".explorer__pairs button")
    for word in ("la", "rouge"):
        whole.filter(has_text=re.compile(f"^{word}$")).click()
        expect(whole.filter(has_text=re.compile(f"^{word}$"))).to_have_attribute("aria-pressed", "true")
    switch(view, SURGERY["steps"][0]["off"][0]).click()
    expect_written(view, SURGERY["steps"][0]["whole"], SURGERY["steps"][0]["cut"])
    expect(view.locator(".explorer__token--marked")).to_have_text(["la", "rouge"])
    expect(view.locator(".explorer__result")).to_contain_text(re.compile(r"\b2 words differ.*marked 2 words; 1 of them"))


def test_a_cut_reaches_the_maps_after_it_and_none_before(view):
    """Heads see only what comes before them, so a cut in layer 1 of the encoder changes neither that layer's maps nor earlier ones."""
    drawn = "view => [...view.querySelectorAll('.explorer__tile')].map(tile => tile.querySelector('svg').outerHTML)"
    view.get_by_role("button", name="Step 2:").click()  # the text written doesn't change
    expect(view.locator(".explorer__pairs button")).to_have_text(words(SURGERY["steps"][1]["whole"]))
    before = view.evaluate(drawn)
    switch(view, "decoder.0.cross.0").click()
    expect(view.locator("[data-kind]").first).to_be_visible()
    assert [k for k, (one, other) in enumerate(zip(before, view.evaluate(drawn), strict=True)) if one != other] == []
    view.get_by_role("button", name="Switch all on").click()
    expect(view.locator(".explorer__pairs button").first).to_be_visible()
    switch(view, "encoder.0.attention.0").click()
    expect(view.locator("[data-kind]").first).to_be_visible()
    view.page.wait_for_timeout(100)
    changed = [k for k, (one, other) in enumerate(zip(before, view.evaluate(drawn), strict=True)) if one != other]
    assert changed and min(changed) >= 4, changed


def test_a_map_is_enlarged_by_mouse_and_by_keyboard(view):
    tile = switch(view, "decoder.0.cross.1").locator("..")
    tile.locator("svg").click()
    expect(switch(view, "decoder.0.cross.1")).to_be_focused()
    expect(view.get_by_role("group", name="Heat map of Cross-attention, layer 0, head 1")).to_be_visible()
    view.page.keyboard.press("ArrowRight")
    expect(view.get_by_role("group", name="Heat map of Cross-attention, layer 0, head 2")).to_be_visible()
    view.page.keyboard.press("ArrowUp")
    expect(switch(view, "decoder.1.attention.2")).to_be_focused()
    view.page.keyboard.press("Space")
    expect(switch(view, "decoder.1.attention.2")).not_to_be_checked()
    assert view.locator("[role=switch][tabindex='0']").count() == 1


def test_the_number_under_the_pointer(view):
    view.get_by_label("English sentence").fill("the red car")
    expect(view.locator(".explorer__pairs button")).to_have_text(EXAMPLE["french"][:-1])
    switch(view, "decoder.1.cross.0").focus()
    for i, row in enumerate(EXAMPLE["weights"]["decoder.1.cross"][0]):
        for j, weight in enumerate(row):
            view.locator(f"[data-row='{i}'][data-column='{j}']").hover()
            word, other = (f"[{one}]" if one == "end" else one for one in (EXAMPLE["french"][i], EXAMPLE["english"][j]))
            expect(view).to_contain_text(f"{word} → {other}: {weight:.2f}")


def test_a_word_is_pointed_at_and_reached_by_keyboard(view):
    view.get_by_role("button", name="Step 2:").click()
    rows = view.get_by_role("radio")
    expect(rows).to_have_count(4)
    rows.nth(1).hover()
    expect(rows.nth(1)).to_be_checked()
    expect(view.get_by_role("status")).to_have_text(re.compile("voiture looks most at car"))
    rows.nth(1).focus()
    view.page.keyboard.press("ArrowUp")
    expect(rows.nth(0)).to_be_focused()
    expect(rows.nth(0)).to_be_checked()
    expect(rows.nth(0)).to_have_accessible_name(re.compile("^la looks at the 1.00, red 0.00"))
    view.page.keyboard.press("ArrowUp")
    expect(rows.nth(0)).to_be_focused()


@pytest.mark.parametrize("number", range(len(EXAMPLE["off"])))
def test_a_sentence_is_translated_and_a_head_can_be_switched_off(view, number):
    example = EXAMPLE["off"][number]
    view.get_by_label("English sentence").fill(example["english"])
    expect(view.locator(".explorer__pairs button")).to_have_text(words(example["french"]))
    for head in example["changed"] or ["decoder.1.cross.0"]:
        switch(view, head).click()
        expect_written(view, example["french"], example["changed"].get(head, example["french"]))
        switch(view, head).click()
        expect(view.locator(".explorer__pairs button")).to_have_text(words(example["french"]))


def test_the_hundred_sentences_give_what_pytorch_counts(view):
    head = SURGERY["heads"][6]
    assert head["head"] == "encoder.1.attention.2"
    view.get_by_label("Still right, your guess").fill("80")
    view.get_by_role("button", name="Run the 100 sentences").click()
    rows = view.get_by_role("region", name="The heads tested").locator("tbody tr")
    expect(rows).to_have_count(2, timeout=90_000)
    for row, score, guess in zip(rows.all(), (SURGERY["whole"], head), ("–", "80"), strict=True):
        expect(row.locator("td")).to_have_text([str(score["right"]), guess, str(score["mixed"])])
    expect(view.get_by_role("status")).to_contain_text(re.compile(rf"\b{head['right']} of 100.*\b80\b"))
    view.get_by_text(re.compile("mistakes without")).click()
    expect(view.get_by_role("table", name="Mistakes").locator("tbody tr")).to_have_count(100 - head["right"])
    view.get_by_label("Head to test").select_option("decoder.1.attention.3")
    view.get_by_role("button", name="Run the 100 sentences").click()
    expect(rows).to_have_count(3, timeout=90_000)
    other = next(row for row in SURGERY["heads"] if row["head"] == "decoder.1.attention.3")
    expect(rows.nth(2).locator("td")).to_have_text([str(other["right"]), "–", str(other["mixed"])])


def test_testing_all_heads_can_be_stopped(view):
    view.get_by_role("button", name="Run the 100 sentences").click()
    view.get_by_role("button", name="Test all other heads").click(timeout=90_000)
    view.get_by_role("button", name="Stop").click()
    expect(view.get_by_role("button", name="Run the 100 sentences")).to_be_enabled()
    assert view.get_by_role("region", name="The heads tested").locator("tbody tr").count() < 24


def test_sentences_that_cannot_be_loaded_are_reported(view):
    view.page.route("**/surgery.json", lambda route: route.fulfill(status=200, body="{"))
    view.get_by_role("button", name="Run the 100 sentences").click()
    expect(view.get_by_role("status")).to_contain_text("couldn’t be loaded")
    view.page.unroute("**/surgery.json")
    view.get_by_role("button", name="Run the 100 sentences").click()
    expect(view.get_by_role("region", name="The heads tested").locator("tbody tr")).to_have_count(2, timeout=90_000)


def test_a_word_outside_the_vocabulary_is_named_and_others_are_offered(view):
    view.get_by_label("English sentence").fill("the red bicycle, and the <b>hous</b>")
    expect(view).to_contain_text("bicycle isn’t among the English words")
    assert view.locator("b").count() == 0
    listed = view.locator("details p").text_content().split(", ")
    assert listed == vocabulary()[: vocabulary().index("et")]
    view.get_by_label("English sentence").fill("the red hous")
    view.get_by_role("button", name="house", exact=True).click()
    expect(view.get_by_label("English sentence")).to_have_value("the red house")
    expect(view.locator("details p")).to_have_count(0)
    view.page.go_back()
    expect(view.get_by_label("English sentence")).to_have_value("the red hous")


@pytest.mark.parametrize("text", ["", " ?!", "🙂", "voiture", "</s>", "שלום עולם", "the " * 66])
def test_any_text_gets_a_polite_answer(view, text):
    view.get_by_label("English sentence").fill(text)
    expect(view.get_by_role("status")).to_have_text(re.compile("looks most at|Write a sentence"))
    switch(view, "encoder.0.attention.0").focus()
    assert 1 <= len(shown(view)) <= 21 and "NaN" not in view.inner_text()


def test_an_address_that_makes_no_sense_shows_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:step=9;view=all;layer=9;head=x;off=zzz,__proto__;row=99;guess=-1,x,99;bet=1e9")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).to_contain_text("With all heads: la vieille voiture rouge. the looks most at car", timeout=30_000)
    expect(switch(view, "encoder.1.attention.2")).to_have_attribute("tabindex", "0")


def test_an_address_carries_the_cut_and_the_guess(open_page):
    page = open_page(f"{PAGE}#{NAME}:off=encoder.1.attention.2;guess=1;row=2")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("radio").first).to_be_visible(timeout=30_000)
    expect_written(view, SURGERY["steps"][0]["whole"], SURGERY["steps"][0]["cut"])
    expect(view.locator(".explorer__token--marked")).to_have_text(["vieille"])
    expect(view.get_by_role("radio").nth(2)).to_be_checked()


def test_on_a_small_phone_each_word_can_be_tapped(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    word = view.get_by_role("radio").nth(1)
    word.tap()
    expect(word).to_be_checked()
    for box in (box_of(word), box_of(switch(view, "encoder.0.attention.0"))):
        assert box["height"] >= 24 and box["width"] >= 24
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_only_words_that_are_spelled_nearly_so_are_offered(view):
    view.get_by_label("English sentence").fill("the bicycle عليكم hous")
    offers = view.locator(".explorer__row", has=view.page.locator("strong"))
    expect(offers).to_have_count(3)
    assert [row.get_by_role("button").all_inner_texts() for row in offers.all()] == [[], [], ["house"]]


def test_what_is_cut_off_is_reported(view):
    view.get_by_label("English sentence").fill("the " * 30 + "\u200a" * 90)
    expect(view.get_by_role("status")).to_contain_text(re.compile(r"\b200\b.*\b10\b.*\b20\b.*\b10\b.*looks most at"))


def test_a_guided_step_chooses_the_row_that_it_is_about(view):
    words_asked = {1: "the", 2: "rouge", 3: "voiture", 4: "sous", 5: "not"}
    chosen = view.get_by_role("radio", checked=True)
    for step, word in words_asked.items():
        view.get_by_role("button", name=f"Step {step}:").click()
        expect(view.locator(".explorer__pairs button")).to_have_text(words(SURGERY["steps"][step - 1]["whole"]))
        expect(chosen).to_have_accessible_name(re.compile(f"^{word} looks at"))
    view.get_by_role("button", name="Step 4:").click()
    view.get_by_role("button", name="Switch it off").click()
    rows = view.get_by_role("radio")
    expect(rows).to_have_count(32)
    again = [at for at, row in enumerate(rows.all()) if row.get_attribute("aria-label").startswith("sous ")][1]
    expect(rows.nth(again)).to_be_checked()


def test_a_guess_waits_for_the_head_that_is_tested(view):
    guess = view.get_by_label("Still right, your guess")
    guess.fill("70")
    view.get_by_label("Head to test").select_option("decoder.1.attention.3")
    expect(guess).to_have_value("70")
    expect(view).not_to_contain_text("none yet")


def test_the_map_of_a_head_that_is_off_is_struck_out(view):
    faint = "map => map.querySelector('.explorer__unused')?.getAttribute('opacity') ?? '1'"
    shown, struck = view.get_by_role("group", name="Heat map of"), view.locator(".explorer__struck")
    expect(struck).to_have_count(0)
    switch(view, "encoder.1.attention.2").click()
    expect(struck).to_be_visible()
    expect(shown).to_have_accessible_name(re.compile("switched off$"))
    expect(view.locator(".explorer__operation")).to_contain_text("Switched off: it still looks")
    assert float(shown.evaluate(faint)) < 0.5
    view.page.emulate_media(forced_colors="active")
    assert struck.evaluate("line => getComputedStyle(line).stroke") == view.evaluate("view => getComputedStyle(view).color")
    view.page.emulate_media(forced_colors="none")
    switch(view, "encoder.1.attention.3").focus()
    expect(struck).to_have_count(0)
