"""childhood-explorer: the guess comes first, the page's runtime writes what PyTorch wrote, and the heads are the stored models'."""

import json
import re

from building import ROOT
from explorers import box_of
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/transfer-learning/", "childhood-explorer"
FOUND = json.loads((ROOT / "lab/results/childhood.json").read_text(encoding="utf-8"))
DATA = json.loads((ROOT / "docs/assets/explorers/data/childhood.json").read_text(encoding="utf-8"))
STAGES = FOUND["stages"]
STEPS = [stage["step"] for stage in STAGES]
FIRST = next(at for at, stage in enumerate(STAGES) if "manner" in stage["words"]["loudly"])
SLOW = 60_000  # models are fetched

# What the models write in the page: [[definition of each word], …] by moment, without the random one.
WRITE = f"""async (names) => {{
  const {{ load }} = await import(new URL("assets/explorers/model-loader.js", document.querySelector('link[rel=manifest]').href)), found = [];
  for (const name of names) {{
    const model = await load(name), row = [];
    for (const word of {json.dumps(list(STAGES[0]["words"]))}) {{
      const {{ ids }} = await model.encode(`${{word}}:`);
      row.push((await model.generate({{ input_ids: ids, max_new_tokens: 24 }})).text.trim());
    }}
    model.close();
    found.push(row);
  }}
  return found;
}}"""


def definitions(view) -> list[str]:
    """Return the definitions shown, moment by moment."""
    return view.locator(".explorer__stages li > span").all_inner_texts()


def skip(view) -> None:
    """Skip the guess."""
    view.get_by_role("button", name="Skip the guess").click()


def test_the_guess_comes_before_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.locator(".explorer__stages li")).to_have_count(len(STAGES))
    assert definitions(view)[1:-1] == ["?"] * (len(STAGES) - 2)
    expect(view.get_by_text("The numbers")).to_be_hidden()
    guess = view.get_by_role("slider", name="Your guess")
    guess.focus()
    view.page.keyboard.press("ArrowRight")
    expect(guess).to_have_attribute("aria-valuenow", "1")
    view.get_by_role("button", name="Check", exact=True).click()
    expect(view.locator(".explorer__result")).to_contain_text(f"Your guess was step {STEPS[1]}; it is step {STEPS[FIRST]:,}.")
    assert definitions(view) == [stage["words"]["loudly"] for stage in STAGES]
    expect(view.locator(".explorer__stages li").nth(FIRST).get_by_role("button")).to_be_focused()
    view.page.go_back()
    expect(view.get_by_role("slider", name="Your guess")).to_be_visible()


def test_the_marker_is_dragged_along_the_curve(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    drawing = view.locator(".explorer__curve")
    drawing.evaluate("drawing => drawing.scrollIntoView({ block: 'center' })")
    box, (mouse, slider) = box_of(drawing), (view.page.mouse, view.get_by_role("slider"))
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2, steps=4)
    mouse.up()
    expect(slider).to_have_attribute("aria-valuenow", str(len(STAGES) - 1))
    expect(slider).to_be_focused()
    mouse.click(box["x"] + 40, box["y"] + 20)
    expect(slider).to_have_attribute("aria-valuetext", f"step 0, loss {STAGES[0]['loss']:.2f}")


def test_the_pages_runtime_writes_what_pytorch_wrote(open_page):
    page = open_page(PAGE)
    names = [f"pocket-gpt@{step}" for step in STEPS[1:-1]] + ["pocket-gpt"]
    written = page.evaluate(WRITE, names)
    for stage, row in zip(STAGES[1:], written, strict=True):
        assert row == list(stage["words"].values()), f"at step {stage['step']}"


def test_a_word_of_ones_own_is_defined_at_each_moment_reached(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    view.get_by_label("A word of your own").fill("sadly")
    rows, size = view.locator(".explorer__stages li"), f"{DATA['stages'][1]['bytes'] / 1e6:.1f} MB"
    expect(rows.nth(FIRST).locator("span")).not_to_contain_text(re.compile("written|loaded"), timeout=SLOW)
    expect(rows.nth(1)).to_contain_text(size)
    rows.nth(1).get_by_role("button").click()
    expect(rows.nth(1).locator("span")).to_contain_text("a a a", timeout=SLOW)
    view.get_by_role("button", name=re.compile("^Define it at every moment")).click()
    expect(view.get_by_text("not loaded yet")).to_have_count(0, timeout=SLOW)
    expect(view.get_by_text("is being written")).to_have_count(0, timeout=SLOW)
    assert len(set(definitions(view))) > 3


def test_the_heads_are_those_of_the_moment(open_page):
    for at in (0, FIRST, len(STAGES) - 1):
        page = open_page(f"{PAGE}#{NAME}:stage={at};view=heads;head=1.2;asked=0")
        view = page.locator(f"{NAME} .explorer__view")
        told = view.get_by_text("heads give more than half")
        if at:
            expect(view.get_by_text(re.compile(rf"^{STAGES[at]['pointed']} of 16 heads?"))).to_be_visible(timeout=SLOW)
        else:  # redrawn, and the reader is told
            expect(told).to_contain_text("drawn on this page", timeout=SLOW)
            assert int(told.inner_text().split()[0]) <= STAGES[0]["pointed"] + 1
        expect(view.get_by_label("A line for the heads to read")).to_have_value(FOUND["line"])
        view.get_by_text("The numbers").click()
        for row in view.locator(".explorer__scroll tbody tr").all():
            weights = [float(cell) for cell in row.locator("td").all_inner_texts() if cell != "–"]
            assert abs(sum(weights) - 1) < 0.005 * len(weights) + 1e-9
        expect(view.get_by_role("button", name="Layer 1, head 2")).to_have_attribute("aria-pressed", "true")


def test_what_an_address_holds_is_checked(open_page):
    page = open_page(f"{PAGE}#{NAME}:stage=99;view=toString;head=9.9;asked=0;guess=x;word=dog")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("slider")).to_have_attribute("aria-valuenow", "0")
    assert definitions(view) == [stage["words"]["dog"] for stage in STAGES]


def test_the_sentences_of_the_guided_steps_hold():
    texts = {word: [stage["words"][word] for stage in STAGES] for word in STAGES[0]["words"]}
    assert STAGES[0]["choices"] > FOUND["vocabulary"], "blind guessing would not beat random weights"
    assert all(set(text[1].replace(":", "").split()) == {"a"} for text in texts.values())
    assert "person" in texts["dog"][-1] and not any("animal" in text for text in texts["dog"])
    assert "manner" in texts["loudly"][3]
    for at, kind in ((3, "branch of"), (4, "branch of science"), (5, "branch of")):
        assert kind in texts["physics"][at]
    assert STAGES[0]["pointed"] == 0 and STAGES[-1]["pointed"] == 16


def test_the_definition_is_at_the_marker(open_explorer):
    view = open_explorer(PAGE, NAME)
    picture = view.locator(".explorer__curve")
    view.get_by_role("slider", name="Your guess").press("ArrowRight")
    expect(picture).to_contain_text("loudly: ?")
    skip(view)
    for at in (FIRST, 2):
        view.locator(".explorer__stages button").nth(at).click()
        expect(picture).to_contain_text(f"loudly: {STAGES[at]['words']['loudly']}")
