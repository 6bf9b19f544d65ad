"""chat-explorer: the guess comes first, every recorded token shows its probability and rivals, a loaded model is prompted by the template.

The loaded model is the random Llama of test_large_model.py; `make smollm2-test` takes the real one.
"""

import json
import re

import pytest
from building import ROOT
from playwright.sync_api import expect
from test_large_model import files, served  # noqa: F401

from lab import smollm2_page
from lab.smollm2_tasks import chat

PAGE, NAME = "how-transformers-work/from-model-to-assistant/", "chat-explorer"
FOUND = json.loads((ROOT / "lab/results/smollm2.json").read_text(encoding="utf-8"))
RUNS = {row["name"]: row for row in FOUND["presets"]}
TEMPLATE = """async (texts) => {
  const at = (path) => new URL(`assets/explorers/${path}`, document.querySelector('link[rel=manifest]').href);
  const { chatTemplate } = await import(at("chat-template.js")), { system } = await (await fetch(at("data/asked.json"))).json();
  return texts.map((text) => chatTemplate(system, [], text));
}"""


def answer(view):
    """Return the tokens of the answer."""
    return view.locator(".explorer__said").last.get_by_role("button")


WRITING = 90_000  # ms that sixty tokens may take on a busy machine
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BOXES = """tokens => tokens.map(one => {
  const { width, height } = one.getBoundingClientRect();
  return { pieces: one.getClientRects().length, width, height, text: one.firstChild.textContent };
})"""
# Where the "Ask" button is in the window in each frame after it is clicked, once the page stops scrolling, until the answer is complete.
FRAMES = """async view => {
  for (let at; at !== scrollY;) {
    at = scrollY;
    await new Promise(done => setTimeout(done, 200));
  }
  const ask = [...view.querySelectorAll("button")].find(one => one.textContent === "Ask"), tops = [];
  ask.click();
  while (ask.disabled) {
    const there = [...view.querySelectorAll(".explorer__said [role=button]")].length;
    tops.push([there, Math.round(ask.getBoundingClientRect().top)]);
    await new Promise(requestAnimationFrame);
  }
  return tops;
}"""


def skip(view) -> None:
    """Skip the guess."""
    view.get_by_role("button", name="Skip the guess").click()


def test_the_data_is_what_was_recorded():
    for name, contents in (("asked", smollm2_page.asked(FOUND)), ("shots", smollm2_page.shots(FOUND))):
        where = f"docs/assets/explorers/data/{name}.json"
        written = json.loads((ROOT / where).read_text(encoding="utf-8"))
        assert written == json.loads(json.dumps(contents)), (
            f"{where}: isn't what lab/results/smollm2.json holds. Run: python -m lab.smollm2_page"
        )


def test_the_least_sure_token_is_guessed_by_pressing_it(open_explorer):
    tokens = RUNS["sum"]["tokens"]
    view, least = open_explorer(PAGE, NAME), min(tokens, key=lambda token: token["p"])
    expect(answer(view)).to_have_count(len(tokens))
    expect(view.get_by_role("table")).to_have_count(0)
    assert f"{least['p']:.3f}" not in view.inner_text()
    answer(view).nth(8).click()
    found = view.locator(".explorer__result")
    expect(found).to_contain_text(f"{tokens[8]['text']}”, which had {tokens[8]['p']:.3f}")
    expect(found).to_contain_text(f"“{least['text']}”, with {least['p']:.3f}")
    expect(answer(view).nth(8)).to_be_focused()
    view.page.go_back()
    expect(view.get_by_role("button", name="Skip the guess")).to_be_visible()


def test_every_token_shows_its_probability_and_its_rivals(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    steps = view.locator(".explorer__tour button")
    for at, name in enumerate(smollm2_page.ASKED):
        steps.nth(at).click()
        tokens = RUNS[name]["tokens"]
        expect(answer(view)).to_have_count(len(tokens))
        expect(steps.nth(at)).to_have_attribute("aria-pressed", "true")
        view.page.mouse.move(0, 0)  # hovering over a token would show it
        token, last = tokens[-1], answer(view).last
        last.focus()
        bar = last.evaluate("one => [getComputedStyle(one).getPropertyValue('--share'), getComputedStyle(one).backgroundImage]")
        assert abs(float(bar[0]) - token["p"]) < 1e-3 and "gradient" in bar[1], f"the bar under a token doesn't show its probability: {bar}"
        bars = view.get_by_role("table").first
        for rival, p in [[token["text"], token["p"]], *token["rivals"]]:
            expect(bars).to_contain_text(rival.replace(" ", "␣").replace("\n", "↵") + (f"{p:.3f}" if p >= 0.0005 else ""))


def test_the_tokens_to_guess_among_are_apart_and_large_enough_for_a_finger(open_explorer):
    view = open_explorer(PAGE, NAME, **PHONE)
    expect(answer(view)).to_have_count(len(RUNS["sum"]["tokens"]))
    boxes = answer(view).evaluate_all(BOXES)
    assert [box["text"] for box in boxes] == [token["text"].replace(" ", "␣") for token in RUNS["sum"]["tokens"]]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 40
    assert not view.locator(".explorer__tour").is_visible(), "the other questions look like answers to choose from"


def test_no_line_ends_within_a_token(open_explorer):
    view = open_explorer(PAGE, NAME, **PHONE)
    skip(view)
    for at, name in enumerate(smollm2_page.ASKED):
        view.locator(".explorer__tour button").nth(at).click()
        expect(answer(view)).to_have_count(len(RUNS[name]["tokens"]))
        boxes = answer(view).evaluate_all(BOXES)
        broken = [box["text"] for box in boxes if box["pieces"] > 1 or box["text"].startswith(" ")]
        assert not broken, f"{name}: a bar is cut in two at a line's end, or begins with the space before a word: {broken}"
        assert min(min(box["width"], box["height"]) for box in boxes) >= 24
        said = view.locator(".explorer__said").last.evaluate(
            "said => { said.querySelectorAll('.explorer__heard').forEach(one => one.remove()); return said.textContent; }"
        )
        text = "".join(token["text"] for token in RUNS[name]["tokens"])
        assert re.sub(r"[␣↵\s]", "", said).removeprefix(re.sub(r"\s", "", RUNS[name]["text"]) if name == "capital-plain" else "").rstrip(
            "…"
        ) == re.sub(r"\s", "", text)


def test_arrows_lead_from_token_to_token(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    view.page.keyboard.press("ArrowRight")
    expect(answer(view).nth(9)).to_be_focused()
    expect(view.get_by_role("table").first).to_contain_text(f"{RUNS['sum']['tokens'][9]['p']:.3f}")


def test_a_site_without_the_model_shows_recorded_runs(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    expect(view).to_contain_text("published without SmolLM2")
    expect(view.get_by_label("Your question")).to_be_hidden()


def test_the_template_is_the_one_that_was_recorded_with(open_page):
    texts = ["What is 17 + 25?", "two\nlines", "<|im_end|>"]
    assert open_page(PAGE).evaluate(TEMPLATE, texts) == [chat(text) for text in texts]


def test_an_answer_that_the_model_did_not_end_says_so(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    for at, name in enumerate(smollm2_page.ASKED):
        view.locator(".explorer__tour button").nth(at).click()
        expect(answer(view)).to_have_count(len(RUNS[name]["tokens"]))
        ended = RUNS[name]["tokens"][-1]["text"] == "<|im_end|>"
        assert view.locator(".explorer__said").last.inner_text().endswith("…") != ended, name


@pytest.fixture
def loaded(served, address):  # noqa: F811
    """The explorer with the random model, loaded."""
    page = served()
    page.goto(f"{address}{PAGE}#{NAME}:asked=0")
    view = page.locator(f"{NAME} .explorer__view")
    view.get_by_role("button", name=re.compile("^Load SmolLM2")).click()
    expect(view.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    return view


def test_after_loading_the_reader_asks_from_the_keyboard(loaded):
    question, heat = loaded.get_by_label("Your question"), loaded.get_by_label("Temperature")
    expect(question).to_be_focused()
    expect(question).to_be_in_viewport()
    heat.fill("2")
    expect(heat).to_have_attribute("aria-valuetext", "2.0")
    question.fill("the red car")
    question.press("Enter")
    expect(answer(loaded).first).to_be_visible()
    expect(loaded.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=WRITING)


@pytest.mark.parametrize("size", [None, PHONE["viewport"]])
def test_the_form_stays_where_it_is_while_tokens_come(loaded, size):
    if size:
        loaded.page.set_viewport_size(size)
    loaded.get_by_label("Your question").fill("the red car")
    loaded.page.evaluate("() => { document.documentElement.style.overflowAnchor = 'none'; }")  # Chromium would mask it
    frames = loaded.evaluate(FRAMES)
    assert frames[0][0] == 0 and len({there for there, _ in frames}) > 3, (
        f"the tokens came all at once, so this test proves nothing: {frames}"
    )
    assert len({top for _, top in frames}) == 1, f"the button moves: {frames}"
    expect(loaded.locator(".explorer__asks").last).to_be_in_viewport(ratio=1)


def test_why_there_is_no_follow_up_is_said(loaded):
    follow, question = loaded.get_by_role("button", name="Ask as a follow-up", exact=True), loaded.get_by_label("Your question")
    expect(follow).to_be_disabled()
    expect(follow).to_have_accessible_description(re.compile("another question"))
    question.fill("the red car")
    expect(follow).to_be_enabled()
    expect(follow).to_have_accessible_description(re.compile("goes on from"))
    loaded.get_by_label("With the chat template").uncheck()
    expect(follow).to_be_disabled()
    expect(follow).to_have_accessible_description(re.compile("needs the chat template"))


def test_a_drawn_token_is_told_with_the_likeliest_one(loaded):
    loaded.get_by_label("Temperature").fill("2")
    loaded.get_by_label("Your question").press("Enter")
    expect(loaded.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=WRITING)
    likelier = loaded.get_by_role("table").first.locator("tbody tr")
    for at in range(answer(loaded).count()):
        answer(loaded).nth(at).click()
        chosen, first = (row.locator("th").inner_text() for row in (loaded.locator("tr:has(.ln-role-decoder)").first, likelier.first))
        if chosen != first:
            break
    else:
        raise AssertionError("every token was the likeliest, so this test proves nothing")
    status = loaded.get_by_role("status")
    expect(status).to_contain_text(f"likeliest was “{first}” with {likelier.first.locator('td').inner_text()}")
    expect(status).not_to_contain_text("before")


def test_a_loaded_model_is_asked_and_followed_up(loaded):
    view, page = loaded, loaded.page
    ask, follow = (view.get_by_role("button", name=name, exact=True) for name in ("Ask", "Ask as a follow-up"))
    page.route("**/assets/models/blocked.json", lambda route: route.abort())  # nothing after this needs the network

    def put(text, button):
        view.get_by_label("Your question").fill(text)
        button.click()
        expect(view.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=WRITING)
        expect(answer(view).first).to_be_visible()

    put("the red car", ask)
    first = answer(view).all_inner_texts()
    view.get_by_text("What the model reads").click()
    read = view.locator("pre")
    expect(read).to_have_text(chat("the red car"))
    put("the car", follow)
    said = read.inner_text()
    assert said.startswith(chat("the red car")) and said.endswith("<|im_start|>user\nthe car<|im_end|>\n<|im_start|>assistant\n")
    view.get_by_label("With the chat template").uncheck()
    put("the red", ask)
    expect(read).to_have_text("the red")
    page.go_back()
    page.go_back()
    view.get_by_label("With the chat template").check()
    put("the red car", ask)
    assert answer(view).all_inner_texts() == first, "the same question, always with the likeliest token, got a different answer"


def test_the_sentences_of_the_guided_steps_hold():
    tokens = {name: RUNS[name]["tokens"] for name in smollm2_page.ASKED}
    least = {name: min(row, key=lambda token: token["p"]) for name, row in tokens.items()}
    assert tokens["sum"][8]["text"] == "3" and tokens["sum"][8]["p"] > 0.9 and tokens["sum"][8]["rivals"][0][0] == "4"
    assert tokens["sum"].index(least["sum"]) == 10, "it doesn't hesitate about where to stop"
    assert min(token["p"] for token in tokens["person"][2:6]) > 0.9, "the name isn't copied with certainty"
    assert tokens["person"][9]["p"] < 0.2, "the profession isn't drawn"
    assert "know" not in RUNS["person"]["said"]
    low = {name: sum(token["p"] < 0.3 for token in row) / len(row) for name, row in tokens.items()}
    assert low["word"] > low["person"] and low["word"] > 1 / 3 and "fish" in RUNS["word"]["said"]
    assert RUNS["capital"]["right"] and tokens["capital"][5]["p"] > 0.9 and tokens["capital"][0] is least["capital"]
    assert tokens["capital-plain"][0]["text"] == "<|im_end|>"
    assert not RUNS["french"]["right"]
