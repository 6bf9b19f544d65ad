"""inside-explorer shows what lab/results/smollm2.json holds, and the answers only after a guess; with a model, what the model computes.

The model is a random Llama of two layers and four heads (tests/tiny_llama.py) under the large one's name, with as few measured heads.
"""

import hashlib
import json
import re

import numpy as np
import pytest
import tiny_llama
from building import ROOT, SUB_PATH
from explorers import settle
from playwright.sync_api import expect

from llm_notes.publish import smollm2

PAGE, NAME = "how-transformers-work/attention/", "inside-explorer"
INSIDE = json.loads((ROOT / "lab/results/smollm2.json").read_text(encoding="utf-8"))["inside"]
DATA = json.loads((ROOT / "docs/assets/explorers/data/inside.json").read_text(encoding="utf-8"))
COLORS = {"induction": "decoder", "previous": "encoder", "same": "cross", "sink": "value"}
# For each head: the class and the scale of its shape, whether it is crossed out, whether it is marked.
WALL = """wall => [...wall.querySelectorAll("[data-at]")].map(cell => {
  const shape = cell.querySelector("path[transform]");
  return { shape: shape?.getAttribute("class") ?? "", scale: Number(/scale\\(([^)]*)\\)/.exec(shape?.getAttribute("transform"))?.[1] ?? 0),
    off: Boolean(cell.querySelector(".explorer__crossed")), marked: Boolean(cell.querySelector(".explorer__guessed")) };
})"""
TOP = "wall => wall.getBoundingClientRect().top - wall.closest('.explorer__view').getBoundingClientRect().top"
METERS = (
    "view => [...view.querySelectorAll('.explorer__recalled .explorer__meter')].map(one => Number(one.style.getPropertyValue('--share')))"
)


def step(view, number: int):
    """Go to a step; return its text."""
    view.get_by_role("button", name=f"Step {number}:").click()
    return view.locator(".explorer__story")


def wall(view) -> list[dict]:
    return view.locator(".explorer__headwall").evaluate(WALL)


def show(view) -> None:
    view.get_by_role("button", name=re.compile("^(Show|Skip)")).click()


def whole_numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"(?<![\d.])\d+(?![\d.]*\d)", text)]


@pytest.fixture
def view(open_explorer):
    """The open explorer, with its data."""
    found = open_explorer(PAGE, NAME)
    found.locator("[data-at]").first.wait_for()
    return found


@pytest.mark.parametrize(("number", "measure"), [(1, "induction"), (4, "sink")])
def test_a_shapes_area_is_the_share_of_attention(view, number, measure):
    step(view, number)
    assert not any(cell["shape"] for cell in wall(view)), "the wall gives the answer away"
    show(view)
    expect(view.locator(".explorer__headwall path[transform]").first).to_be_visible()
    shares = np.array([row[measure] for row in INSIDE["all"]])
    cells = wall(view)
    areas = np.array([cell["scale"] for cell in cells]) ** 2
    assert not areas[shares < 0.005].any(), "zeros shouldn't be drawn"
    drawn = shares >= 0.006
    np.testing.assert_allclose(areas[drawn] / areas.max(), shares[drawn] / shares.max(), atol=0.002)
    least = DATA["least"][measure]
    for cell, share in zip(cells, shares):
        enough = share > least if measure == "sink" else share >= least
        assert not cell["shape"] or cell["shape"] == f"ln-{'fill' if enough else 'soft'}-{COLORS[measure]}"


def test_names_follow_from_the_measurements(view):
    """The rule again, written independently of the lab's."""
    step(view, 5)
    for cell, row in zip(wall(view), INSIDE["all"]):
        fits = [kind for kind in ("induction", "previous", "same") if row[kind] >= 0.3]
        name = max(fits, key=lambda kind: row[kind]) if fits else "sink" if row["sink"] > 0.5 else ""
        assert cell["shape"] == (f"ln-fill-{COLORS[name]}" if name else ""), row
        assert row["role"] == name


def test_marked_heads_are_counted_against_the_answer(view):
    copiers = [at for at, row in enumerate(INSIDE["all"]) if row["role"] == "induction"]
    other = next(at for at, row in enumerate(INSIDE["all"]) if row["role"] != "induction")
    before = view.locator(".explorer__headwall").evaluate(TOP)
    for at in (*copiers[:2], other, other + 1):
        view.locator(f'[data-at="{at}"]').click()
    assert view.locator(".explorer__headwall").evaluate(TOP) == before, "the wall moves under the finger"
    view.locator(f'[data-at="{other + 1}"]').press("Enter")  # removes the mark
    assert [at for at, cell in enumerate(wall(view)) if cell["marked"]] == sorted((*copiers[:2], other))
    show(view)
    assert whole_numbers(view.locator(".explorer__result").first.text_content())[:2] == [3, 2]
    assert sum(cell["marked"] for cell in wall(view)) == 3, "the guess stays beside the answer"


def test_the_arrow_keys_walk_over_the_wall(view):
    view.locator("[data-at][tabindex='0']").focus()
    view.page.keyboard.press("ArrowDown")
    at = int(view.locator("[data-at]:focus").get_attribute("data-at"))
    view.page.keyboard.press("ArrowRight")
    expect(view.locator(f'[data-at="{at + DATA["heads"]}"]')).to_be_focused()


def test_without_the_induction_heads(view):
    step(view, 2)
    assert not any(cell["off"] for cell in wall(view))
    before = view.locator(".explorer__result").first.text_content()
    assert not before, "the answer is given before the guess"
    view.get_by_label("Your guess").fill("40")
    show(view)
    found = whole_numbers(view.locator(".explorer__result").first.text_content())
    assert found == [40, INSIDE["without_induction"]["right"], INSIDE["without_induction"]["of"]]
    off = {(row["layer"], row["head"]) for row in INSIDE["best"]["induction"]}
    assert {divmod(at, DATA["heads"]) for at, cell in enumerate(wall(view)) if cell["off"]} == off
    runs = [INSIDE[name]["shown"] for name in ("second_time", "without_induction")]
    assert view.evaluate(METERS) == [word["p"] for pair in zip(*runs) for word in pair]
    right = [word["said"].strip() == listed for word, listed in zip(runs[1], INSIDE["list"][1:])]
    assert view.locator(".explorer__recalled .explorer__hit").count() == sum(right)


def test_a_draw_shows_its_heads_and_words(view):
    step(view, 3)
    view.get_by_label("Your guess").fill("20")
    assert not view.get_by_role("radiogroup", name=re.compile("others")).count()
    show(view)
    draws = INSIDE["without_others"]["draws"]
    dots = view.get_by_role("radiogroup", name=re.compile("others")).get_by_role("radio")
    expect(dots).to_have_count(len(draws))
    rights = [draw["right"] for draw in draws]
    found = whole_numbers(view.locator(".explorer__result").first.text_content())
    assert found[0] == 20 and {min(rights), max(rights)} <= set(found)
    order = sorted(range(len(draws)), key=lambda at: rights[at])
    near = order.index(min(range(len(draws)), key=lambda at: abs(rights[at] - np.mean(rights))))
    expect(dots.nth(order[near])).to_be_checked()  # a typical one
    dots.nth(order[near]).press("ArrowRight")
    expect(dots.nth(order[near + 1])).to_be_checked()
    expect(dots.nth(order[near + 1])).to_be_focused()
    picked = draws[order[near + 1]]
    assert [list(divmod(at, DATA["heads"])) for at, cell in enumerate(wall(view)) if cell["off"]] == sorted(picked["heads"])
    assert view.evaluate(METERS)[1::2] == [word["p"] for word in picked["shown"]]


def test_a_head_is_named_in_words(view):
    best = INSIDE["best"]["induction"][0]
    step(view, 4)
    show(view)
    story = view.locator(".explorer__story").text_content()
    assert f"layer {best['layer']}, head {best['head']}" in story
    view.get_by_text("The numbers").click()
    names = view.locator("details tbody th").all_inner_texts()
    assert names == [f"Layer {row['layer']}, head {row['head']}" for row in INSIDE["all"] if row["role"]]


def test_the_steps_say_what_they_are_and_the_status_does_not_repeat_the_story(view):
    for number, name in enumerate(("Find the copiers", "Switch them off", "Eight others"), 1):
        expect(view.get_by_role("button", name=f"Step {number}:")).to_have_text(name)
        story = step(view, number).text_content()
        expect(view.get_by_role("status")).to_contain_text(name)
        assert story not in view.get_by_role("status").text_content()


def test_a_head_is_large_enough_for_a_finger(open_explorer):
    found = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    found.locator("[data-at]").first.wait_for()
    boxes = found.locator("[data-at] > rect:first-child").evaluate_all(
        "cells => cells.map(one => one.getBoundingClientRect()).map(({ width, height }) => [width, height])"
    )
    assert len(boxes) == len(INSIDE["all"]) and min(map(min, boxes)) >= 24


def test_a_guess_can_be_made_again(view):
    step(view, 4)
    show(view)
    view.get_by_role("button", name="Guess again").click()
    assert not any(cell["shape"] for cell in wall(view))
    expect(view.get_by_label("Your guess")).to_be_visible()


def test_a_site_without_the_model_has_the_recorded_runs_only(view):
    step(view, 6)
    settle(view)
    expect(view.locator(".explorer__model")).to_contain_text("without SmolLM2")
    assert not view.get_by_label("Words of your list").is_visible()
    assert not view.get_by_role("switch").count()


def test_the_static_form_is_complete_without_scripts(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    form = page.locator(NAME)
    form.locator("summary").first.click()
    for number in (INSIDE["second_time"]["right"], INSIDE["without_induction"]["right"]):
        expect(form.get_by_role("cell", name=str(number), exact=True).first).to_be_visible()
    names = page.locator("details:has(> #heads-with-a-name)")
    names.locator("summary").first.click()
    for count in INSIDE["roles"]["count"].values():
        expect(names.get_by_role("cell", name=str(count), exact=True).first).to_be_visible()


HEADS, LAYERS = tiny_llama.HEADS, tiny_llama.L
READ = """async ({ path, text, off }) => {
  const { load } = await import(path);
  const model = await load("smollm2"), { ids } = await model.encode(text);
  const { logits, ...weights } = await model.run({ input_ids: [...ids, ...ids], want: ["logits", "decoder.*.attention.weights"], ablated_heads: off });
  model.close();
  return { ids, logits: [...logits.data], weights: Object.values(weights).map(({ data }) => [...data]) };
}"""


def few() -> dict:
    """Return the measured data cut down to as many heads as the random model has."""
    count, run = HEADS * LAYERS, {**DATA["whole"], "off": [1, 6]}
    return DATA | {
        "heads": HEADS,
        "scores": {kind: values[:count] for kind, values in DATA["scores"].items()},
        "roles": ["induction", *DATA["roles"][1:count]],
        "induction": run,
        "others": [run, {**run, "off": [2, 3]}],
    }


@pytest.fixture
def live(browser, address):
    """The last step with the random model, loaded."""
    context = browser.new_context()
    page = context.new_page()
    parts = dict(smollm2.repacked(tiny_llama.made(2)[0]))
    listed = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in parts.items()}

    def answer(route):
        file = route.request.url.split("?")[0].rsplit("/", 1)[1]
        if file == "manifest.json":
            return route.fulfill(json={"smollm2": listed})
        return route.fulfill(body=parts[file]) if file in parts else route.continue_()

    page.route("**/assets/models/**", answer)
    page.route("**/explorers/data/inside.json", lambda route: route.fulfill(json=few()))
    page.goto(f"{address}{PAGE}#{NAME}:step=6;list=the red car the")
    found = page.locator(f"{NAME} .explorer__view")
    found.get_by_role("button", name="Load").click()
    found.locator(".explorer__recalled > div").first.wait_for()
    settle(found)
    yield found
    context.close()


def expected(page, text: str, off: list[int]) -> tuple[list[float], np.ndarray]:
    """Return how likely each token is the second time, and each head's share of attention on the token after its first occurrence."""
    names = [f"decoder.{at // HEADS}.attention.{at % HEADS}" for at in off]
    found = page.evaluate(READ, {"path": f"{SUB_PATH}assets/explorers/model-loader.js", "text": f" {text}", "off": names})
    n = len(found["ids"])
    logits = np.array(found["logits"], dtype=np.float64).reshape(2 * n, -1)
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    maps = np.array(found["weights"]).reshape(LAYERS * HEADS, 2 * n, 2 * n)
    return [p[n + at, found["ids"][at + 1]] for at in range(n - 1)], maps[:, np.arange(n, 2 * n), np.arange(1, n + 1)].mean(1)


def test_the_readers_list_is_read_by_the_model(live):
    whole, shares = expected(live.page, "the red car the", [])
    assert live.evaluate(METERS) == pytest.approx(whole, rel=1e-3)
    areas = np.array([cell["scale"] for cell in wall(live)]) ** 2
    np.testing.assert_allclose(areas / areas.max(), np.where(shares < 0.005, 0, shares) / shares.max(), atol=1e-3)


def test_a_head_that_is_switched_off_changes_the_probabilities(live):
    switch = live.locator('[data-at="5"]')
    switch.click()
    expect(live.locator(".explorer__meter[data-cut]").first).to_be_visible()
    settle(live)
    expect(switch).to_have_attribute("aria-checked", "false")
    whole, _ = expected(live.page, "the red car the", [])
    cut, _ = expected(live.page, "the red car the", [5])
    assert max(abs(a - b) / a for a, b in zip(whole, cut)) > 0.01, "the head changes nothing, so this test proves nothing"
    assert live.evaluate(METERS) == pytest.approx([p for pair in zip(whole, cut) for p in pair], rel=1e-3)
    live.get_by_role("button", name="All on").click()
    expect(live.locator(".explorer__meter[data-cut]")).to_have_count(0)


def test_freeing_the_memory_brings_the_recorded_wall_back(live):
    live.get_by_role("button", name="Free the memory").click()
    expect(live.get_by_role("switch")).to_have_count(0)
    assert not live.get_by_label("Words of your list").is_visible()
    assert any(cell["shape"] for cell in wall(live))
