"""chat-explorer: the guess comes first, every recorded token shows its probability and rivals, and a loaded model is asked as the template says.

The loaded model is the random Llama of test_large_model.py; `make smollm2-test` takes the real one.
"""

import json
import re

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


def skip(view) -> None:
    """Leave out the guess."""
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
    expect(found).to_contain_text(f"{tokens[8]['text']}, which had {tokens[8]['p']:.3f}")
    expect(found).to_contain_text(f"{least['text']}, with {least['p']:.3f}")
    expect(answer(view).nth(8)).to_be_focused()
    view.page.go_back()
    expect(view.get_by_role("button", name="Skip the guess")).to_be_visible()


def test_every_token_shows_its_probability_and_its_rivals(open_explorer):
    view = open_explorer(PAGE, NAME)
    skip(view)
    steps = view.locator(".explorer__guide button")
    for at, name in enumerate(smollm2_page.ASKED):
        steps.nth(at).click()
        tokens = RUNS[name]["tokens"]
        expect(answer(view)).to_have_count(len(tokens))
        expect(steps.nth(at)).to_have_attribute("aria-pressed", "true")
        view.page.mouse.move(0, 0)  # a token under the pointer would be shown
        token, last = tokens[-1], answer(view).last
        last.focus()
        bar = last.evaluate("one => [getComputedStyle(one).getPropertyValue('--share'), getComputedStyle(one).backgroundImage]")
        assert abs(float(bar[0]) - token["p"]) < 1e-3 and "gradient" in bar[1], f"the bar under a token doesn't show its probability: {bar}"
        bars = view.get_by_role("table").first
        for rival, p in [[token["text"], token["p"]], *token["rivals"]]:
            expect(bars).to_contain_text(rival.replace(" ", "␣").replace("\n", "↵") + (f"{p:.3f}" if p >= 0.0005 else ""))


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


def test_a_loaded_model_is_asked_and_followed_up(served, address):  # noqa: F811
    page = served()
    page.goto(f"{address}{PAGE}#{NAME}:asked=0")
    view = page.locator(f"{NAME} .explorer__view")
    view.get_by_role("button", name=re.compile("^Load SmolLM2")).click()
    ask, follow = (view.get_by_role("button", name=name, exact=True) for name in ("Ask", "Ask as a follow-up"))
    expect(ask).to_be_enabled()
    page.route("**/assets/models/blocked.json", lambda route: route.abort())  # what comes later needs no network

    def put(text, button):
        view.get_by_label("Your question").fill(text)
        button.click()
        expect(view.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
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
    assert answer(view).all_inner_texts() == first, "the same question, always the likeliest token: another answer"


def test_the_sentences_of_the_guided_steps_hold():
    tokens = {name: RUNS[name]["tokens"] for name in smollm2_page.ASKED}
    least = {name: min(row, key=lambda token: token["p"]) for name, row in tokens.items()}
    assert tokens["sum"][8]["text"] == "3" and tokens["sum"][8]["p"] > 0.9 and tokens["sum"][8]["rivals"][0][0] == "4"
    assert tokens["sum"].index(least["sum"]) == 10, "it doesn't hesitate where to stop"
    assert min(token["p"] for token in tokens["person"][2:6]) > 0.9, "the name isn't copied with certainty"
    assert tokens["person"][9]["p"] < 0.2, "the profession isn't drawn"
    assert "know" not in RUNS["person"]["said"]
    low = {name: sum(token["p"] < 0.3 for token in row) / len(row) for name, row in tokens.items()}
    assert low["word"] > low["person"] and low["word"] > 1 / 3 and "fish" in RUNS["word"]["said"]
    assert RUNS["capital"]["right"] and tokens["capital"][5]["p"] > 0.9 and tokens["capital"][0] is least["capital"]
    assert tokens["capital-plain"][0]["text"] == "<|im_end|>"
    assert not RUNS["french"]["right"]
