"""next-token-explorer draws what PyTorch computed (lab/results/next_tokens.json), cuts it where the reader drags, writes and branches."""

import json
import re

import pytest
from building import ROOT
from explorers import box_of
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
    """Open the explorer, skip its guess and open both folds, the exact cuts and the numbers."""
    view = open_explorer(page, NAME, **context)
    view.get_by_role("button", name="Skip the guess").click(timeout=SLOW)
    for fold in view.locator("summary").all():
        fold.click()
    expect(view.locator(".explorer__bars tbody tr").first).to_be_visible(timeout=SLOW)
    view.locator("summary").last.blur()
    return view


def curve(view, lane=0):
    """Return the picture for one text."""
    return view.locator(".explorer__lanes svg").nth(lane)


def kept(view):
    """Return the sentence about how many tokens are kept."""
    return view.locator(".explorer__lanes .explorer__kept").first


def drag(view, grip, to):
    """Drag a handle of the picture to another place, [x, y] in its own units."""
    grip.scroll_into_view_if_needed()
    box, drawn = box_of(grip), box_of(curve(view))
    scale = drawn["width"] / curve(view).evaluate("svg => svg.viewBox.baseVal.width")
    mouse = view.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(drawn["x"] + to[0] * scale, drawn["y"] + to[1] * scale, steps=4)
    mouse.up()


def grip_at(grip):
    """Return where a handle is, [x, y] in the drawing's units."""
    return grip.evaluate("one => [Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))]")


def heights(view, lane=0):
    """Return the height of each step of the kept part, from 0 to 1, read off the drawing: its first and last gridlines are 0 and 1."""
    return curve(view, lane).evaluate("""svg => {
      const lines = [...svg.querySelectorAll("path.ln-axis")].map(one => one.getAttribute("d").match(/^M[\\d.]+ ([\\d.]+)H/)).filter(Boolean).map(found => Number(found[1]));
      const base = Math.max(...lines), top = Math.min(...lines), path = svg.querySelector("path.ln-fill-decoder").getAttribute("d");
      return [...path.matchAll(/V([\\d.]+)H/g)].map(([, y]) => (base - Number(y)) / (base - top));
    }""")


def test_the_numbers_and_the_curve_are_pytorchs(open_explorer):
    view = opened(open_explorer, reduced_motion="reduce")
    for temperature, name in ((1, "one"), (0.5, "half"), (2, "two")):
        view.get_by_role("slider", name="Temperature").fill(str(temperature))
        expect(view.locator(".explorer__bars td").first).to_contain_text(f"{NEXT['tokens'][0][name]:.3f}")
        shown = rows(view)
        assert [token for token, _ in shown] == [row["token"].replace(" ", "␣") for row in NEXT["tokens"]]
        for (_, text), row in zip(shown, NEXT["tokens"], strict=True):
            assert text == "under 0.0005" if row[name] < 0.0005 else abs(float(text) - row[name]) < 0.0011
        assert heights(view)[:20] == pytest.approx([row[name] for row in NEXT["tokens"]], abs=1e-4), "the axis isn't 0 to 1"


def test_the_curve_glides_unless_motion_is_unwanted(open_explorer):
    for motion in ("no-preference", "reduce"):
        view = opened(open_explorer, reduced_motion=motion)
        curve(view).evaluate("""svg => {
            let time; // each frame is 20 ms after the last one, however slow the machine
            const wait = window.requestAnimationFrame.bind(window), path = svg.parentElement;
            window.requestAnimationFrame = (draw) => { time ??= performance.now(); return wait(() => draw(time += 20)); };
            window.places = new Set();
            const note = () => places.add(path.querySelector("path.ln-fill-decoder").getAttribute("d"));
            new MutationObserver(note).observe(path, { subtree: true, childList: true, attributes: true });
        }""")
        view.get_by_role("slider", name="Temperature").fill("2")
        expect(view.locator(".explorer__bars td").first).to_contain_text(f"{NEXT['tokens'][0]['two']:.3f}")
        if motion == "reduce":
            view.page.wait_for_timeout(500)
            assert view.page.evaluate("places.size") == 1, "it moves although the reader wants no motion"
        else:
            view.page.wait_for_function("() => places.size > 5")  # it gets there in steps


def test_a_guess_is_dragged_and_set_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    grip = view.get_by_role("slider", name="Your guess")
    expect(grip).to_be_visible(timeout=SLOW)
    expect(view.locator(".explorer__view .explorer__bars, .explorer__flag")).to_have_count(0)  # nothing gives the answer away
    expect(view.get_by_role("slider", name="Temperature")).to_be_hidden()
    x, y = grip_at(grip)
    drag(view, grip, (x + 100, y - 30))
    guess = int(grip.get_attribute("aria-valuenow"))
    assert guess > 3
    grip.press("ArrowRight")
    expect(grip).to_be_focused()
    expect(grip).to_have_attribute("aria-valuenow", str(guess + 1))
    view.get_by_role("button", name="Check").click()
    expect(view).to_contain_text(re.compile(rf"You: {guess + 1} tokens, .*{NEXT['kept']['one']}, which hold 0\.9"))
    expect(curve(view)).to_contain_text(f"you: {guess + 1}")
    expect(curve(view)).to_contain_text(f"{NEXT['kept']['one']} kept")
    view.page.go_back()
    expect(grip).to_have_attribute("aria-valuenow", str(guess + 1))


def test_the_prediction_comes_true(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("textbox", name="Top-p").fill("0.9")
    for temperature, name in ((1, "one"), (2, "two"), (0.5, "half")):
        view.get_by_role("slider", name="Temperature").fill(str(temperature))
        expect(kept(view)).to_have_text(re.compile(rf"^{NEXT['kept'][name]:,} of 4,096 tokens (is|are) kept"))
    view.get_by_role("textbox", name="Top-p").fill("1")
    view.get_by_role("textbox", name="Top-k").fill("3")
    expect(kept(view)).to_have_text(re.compile("^3 of 4,096 tokens are kept"))
    expect(view.locator(".explorer__bars td", has_text="cut")).to_have_count(17)
    assert [("cut" in text) for _, text in rows(view)] == [False] * 3 + [True] * 17


def test_both_cuts_are_moved_on_the_picture(open_explorer):
    view = opened(open_explorer)
    p, k = view.get_by_role("slider", name="Top-p"), view.get_by_role("slider", name="Top-k")
    (start, y), (full, _) = (34, grip_at(p)[1]), grip_at(p)  # the bar begins at the axis, and p is 1
    drag(view, p, (start + 0.9 * (full - start), y))
    expect(p).to_have_attribute("aria-valuetext", "0.90")
    expect(kept(view)).to_have_text(re.compile(f"^{NEXT['kept']['one']} of 4,096 tokens are kept"))
    p.press("Shift+ArrowLeft")
    expect(p).to_have_attribute("aria-valuetext", "0.85")
    expect(p).to_be_focused()
    line = curve(view).locator("[data-hold=line]")
    middle = line.evaluate("one => Number(one.getAttribute('x')) + Number(one.getAttribute('width')) / 2")
    drag(view, line, (middle - 60, y + 200))
    assert int(re.match(r"[\d,]+", kept(view).inner_text())[0].replace(",", "")) < NEXT["kept"]["one"] / 1.5
    assert sum(height > 0 for height in heights(view)) > 20  # the cut part is still drawn
    view.get_by_role("textbox", name="Top-p").fill("1")
    drag(view, k, (start + 60, grip_at(k)[1]))
    few = int(k.get_attribute("aria-valuenow"))
    assert few < 10
    expect(kept(view)).to_have_text(re.compile(rf"^{few} of 4,096 tokens (is|are) kept"))
    k.press("ArrowUp")
    expect(kept(view)).to_have_text(re.compile(rf"^{few + 1} of 4,096 tokens are kept"))


def test_a_token_on_the_picture_is_written_and_branches_are_kept(open_explorer):
    view = opened(open_explorer)
    flags, written = curve(view).get_by_role("button"), view.locator(".explorer__lanes .explorer__token.ln-role-decoder")
    first, second = NEXT["tokens"][0], NEXT["tokens"][4]
    flags.first.focus()
    view.page.keyboard.press("Enter")
    expect(written).to_have_count(1)
    expect(written).to_contain_text(f"had {first['one']:.3f}")
    expect(flags.first).to_be_focused()
    view.page.keyboard.press("ArrowDown")
    expect(flags.nth(1)).to_be_focused()
    view.page.keyboard.press("Space")
    expect(written).to_have_count(2)
    written.first.click()  # back to just before it
    expect(written).to_have_count(0)
    expect(flags.first).to_have_accessible_name(re.compile("tried"))
    flags.nth(4).click()
    expect(written).to_have_text(re.compile(second["token"].strip()))
    expect(view.locator(".explorer__tree button")).to_have_count(2)
    address = view.page.url
    view.locator(".explorer__tree button").first.click()
    expect(written).to_have_count(2)
    view.page.go_back()
    expect(written).to_have_count(1)
    view.page.goto("about:blank")
    view.page.goto(address)
    expect(view.locator(".explorer__tree button")).to_have_count(2, timeout=SLOW)
    expect(written).to_have_text(re.compile(second["token"].strip()))


def test_a_written_token_shows_how_likely_it_was_before_any_cut(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("textbox", name="Top-k").fill("1")
    view.get_by_role("slider", name="Temperature").fill("2")
    view.get_by_role("button", name="Step").click()
    token = view.locator(".explorer__lanes .explorer__token.ln-role-decoder")
    expect(token).to_contain_text(f"had {NEXT['tokens'][0]['one']:.3f}")
    token.focus()
    assert box_of(token.locator(".explorer__heard"))["height"] > 12, "the number isn't visible on focus"
    share = token.evaluate("one => getComputedStyle(one).backgroundSize")
    assert float(share.split("%")[0]) == pytest.approx(100 * NEXT["tokens"][0]["one"], abs=0.1), "the bar's length doesn't match"


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


MADE_UP, REAL = DEFINED[0], DEFINED[4]


def test_real_and_made_up_words_are_defined_side_by_side(open_explorer):
    view = open_explorer(LIMITS, NAME, has_touch=True)
    fields = view.get_by_role("textbox", name="beginning")
    expect(fields).to_have_count(2, timeout=SLOW)
    expect(fields.nth(0)).to_have_value(f"{MADE_UP['word']}:")  # the page's own example
    expect(fields.nth(1)).to_have_value(f"{REAL['word']}:")
    expect(view.get_by_role("button", name="Skip the guess")).to_be_visible(timeout=SLOW)
    view.get_by_role("button", name=REAL["word"], exact=True).first.tap()  # for the guess; the one below defines it
    expect(view).to_contain_text(f"You: {REAL['word']}.", timeout=SLOW)
    expect(view).to_contain_text(f"{MADE_UP['word']} {MADE_UP['confidence']:.3f}, {REAL['word']} {REAL['confidence']:.3f}", timeout=SLOW)
    expect(view.get_by_role("button", name="Run")).to_be_visible(timeout=SLOW)
    for lane, row in enumerate((MADE_UP, REAL)):
        assert written(view, lane).strip() == row["definition"]
        expect(view.locator(".explorer__sureness").nth(lane)).to_contain_text(f"{row['confidence']:.3f}")
    meters = view.locator(".explorer__meter").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert meters[0] == pytest.approx(meters[1], abs=1), "the two scales differ"


def test_on_a_phone_both_definitions_are_in_one_window_and_pictures_fit_what_they_are_turned_to(open_explorer):
    view = open_explorer(LIMITS, NAME, viewport={"width": 390, "height": 844})
    skip = view.get_by_role("button", name="Skip the guess")
    expect(skip).to_be_visible(timeout=SLOW)
    expect(curve(view)).to_be_hidden()  # two words to choose from: the curve would be no help
    skip.click()
    view.get_by_role("button", name="Run").click()
    expect(view.locator(".explorer__meter")).to_have_count(2, timeout=SLOW)
    expect(view.get_by_role("button", name="Run")).to_be_visible(timeout=SLOW)
    top, bottom = box_of(view.get_by_label("A beginning")), box_of(view.locator(".explorer__meter").last)
    assert bottom["y"] + bottom["height"] - top["y"] < 844 - 48, "the two definitions aren't in one window, below the header"
    for width in (844, 390):
        view.page.set_viewport_size({"width": width, "height": 844})
        view.page.wait_for_function(
            "svg => svg.isConnected && Math.abs(svg.viewBox.baseVal.width - svg.parentElement.clientWidth) < 2 || !svg.isConnected",
            arg=curve(view).element_handle(),
        )
        expect(curve(view)).to_have_attribute(
            "viewBox", re.compile(f"^0 0 {curve(view).evaluate('one => one.parentElement.clientWidth')} ")
        )


@pytest.mark.parametrize("row", [DEFINED[0], DEFINED[5]], ids=lambda row: row["word"])
def test_words_are_defined_as_in_the_lab_with_the_same_confidence(open_explorer, row):
    view = opened(open_explorer, has_touch=True)
    view.get_by_role("button", name=row["word"], exact=True).tap()
    expect(view.get_by_role("status")).to_contain_text(f"The model ended its text. Confidence {row['confidence']:.3f}", timeout=SLOW)
    text = view.locator(".explorer__lanes .explorer__token.ln-role-decoder").evaluate_all(
        "all => all.map(one => one.firstChild.data).join('')"
    )
    assert text == f" {row['definition']} (end)"


def test_the_guided_steps_show_what_they_promise(open_explorer):
    view = open_explorer(PAGE, NAME)
    steps = view.locator(".explorer__guide button")
    expect(steps.first).to_be_visible(timeout=SLOW)
    assert 3 <= steps.count() <= 5
    for at in range(steps.count()):
        steps.nth(at).click()
        expect(steps.nth(at)).to_have_attribute("aria-pressed", "true")
        expect(view.get_by_role("button", name="Run")).to_be_visible(timeout=SLOW)
    steps.nth(1).click()
    expect(kept(view)).to_have_text(re.compile(f"^{NEXT['kept']['two']:,} of 4,096 tokens are kept"))
    steps.nth(2).click()
    expect(kept(view)).to_have_text(re.compile(f"^{NEXT['kept']['half']:,} of 4,096 tokens is kept"))


def test_what_left_the_window_is_struck_through(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("A beginning").fill("a very long beginning of a text " * 12)
    lost = view.locator(".explorer__lanes .explorer__token.ln-role-masked")
    expect(lost.first).to_be_visible()
    count = view.locator(".explorer__lanes .explorer__token").count()
    expect(lost).to_have_count(count - 64)
    expect(lost.first).to_contain_text("fallen out of the window")
    assert lost.first.evaluate("one => getComputedStyle(one).textDecorationLine") == "line-through"


def test_any_beginning_is_read(open_explorer):
    view = opened(open_explorer)
    tokens = view.locator(".explorer__lanes .explorer__token")
    for text in ["", "🙂🙂", "   ", "שלום", "<img src=x onerror=alert(1)>", "x" * 5000]:
        before = tokens.all_inner_texts()
        view.get_by_label("A beginning").fill(text)
        expect(tokens).not_to_have_text(before)
        expect(view.locator(".explorer__bars tbody tr")).to_have_count(20)
        expect(curve(view)).to_be_visible()
        expect(view.get_by_role("status")).to_contain_text("Most likely next")
        assert view.locator("img").count() == 0, text


def test_an_address_with_nonsense_is_as_in_the_beginning(open_page):
    page = open_page(f"{PAGE}#{NAME}:t=9;k=x;p=-1;seed=1e9;ids=9999999,a;tried=9999999.a..5,;paths=x;asked=0;guess=x;ask=x;other=%20")
    view = page.locator(f"{NAME} .explorer__view")
    expect(curve(view)).to_be_visible(timeout=SLOW)
    expect(view.locator(".explorer__tree")).to_have_count(0)
    expect(view.get_by_label("Seed")).to_have_value("9,999")


def written(view, lane=0) -> str:
    """Return what the model has written, without the end token."""
    return (
        view.locator(".explorer__lanes > section")
        .nth(lane)
        .locator(".explorer__token.ln-role-decoder")
        .evaluate_all("all => all.map(one => one.firstChild.data).join('')")
        .removesuffix(" (end)")
    )


def test_the_last_of_quick_choices_is_written(open_explorer):
    view = opened(open_explorer)
    view.evaluate("""view => {
        const status = view.querySelector(".explorer__status");
        window.said = [];
        new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    first, second, third, last = (view.get_by_role("button", name=DEFINED[at]["word"], exact=True) for at in (5, 0, 6, 1))
    first.click()
    second.click()
    expect(view.locator(".explorer__lanes .explorer__token.ln-role-decoder")).not_to_have_count(0)  # while it is still writing
    third.click()
    last.click()
    expect(view.get_by_label("A beginning")).to_have_value(f"{DEFINED[1]['word']}:")
    expect(view.get_by_role("status")).to_contain_text(f"Confidence {DEFINED[1]['confidence']:.3f}", timeout=SLOW)
    assert written(view).strip() == DEFINED[1]["definition"]
    assert not [sentence for sentence in view.page.evaluate("window.said") if "undefined" in sentence]


def test_what_the_reader_does_ends_a_run_and_is_shown(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("button", name="Run").click()
    expect(view.locator(".explorer__lanes .explorer__token.ln-role-decoder")).not_to_have_count(0)
    view.get_by_label("A beginning").fill("whale")
    expect(view.get_by_role("group", name="The text as tokens")).to_have_text(re.compile("start whale$"))
    expect(view.get_by_role("button", name="Run")).to_be_visible()


def test_the_end_of_a_long_beginning_counts(open_explorer):
    view = opened(open_explorer)
    tokens, status = view.locator(".explorer__lanes .explorer__token"), view.get_by_role("status")
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
    assert box_of(chips.nth(1).locator(".explorer__heard"))["height"] > 12, "the words aren't visible on focus"
    view.page.keyboard.press("Tab")
    assert not chips.nth(2).evaluate("one => one === document.activeElement"), "each byte is its own Tab stop"
    assert "\ufffd" not in view.inner_text()
    c3 = json.loads((ROOT / "docs/assets/models/pocket-gpt/tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]["Ã"]
    view.page.evaluate(f"location.hash = '#{NAME}:text=caf;ids={c3};asked=0'")
    expect(view.locator(".explorer__lanes .explorer__token.ln-role-decoder")).to_contain_text("byte\u00a0C3 (")
    # As a bar is named; the model has read ASCII alone, so no byte comes among its twenty likeliest.
    assert view.page.locator(NAME).evaluate("(element, id) => element.alone[id]", c3) == "byte\u00a0C3"
