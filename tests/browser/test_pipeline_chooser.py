"""pipeline-chooser finds the page's own pipelines and the lines of the page's code that do the task."""

import ast
import json
import re

import pytest
from building import ROOT
from pages import read_page
from playwright.sync_api import expect

PAGE, NAME = "transformer-capabilities/modalities/", "pipeline-chooser"
SOURCE = read_page("transformer-capabilities/modalities.md")
MODELS = json.loads((ROOT / "docs/assets/models/manifest.json").read_text(encoding="utf-8"))


def table(head: str) -> list[list[str]]:
    """Return the rows of the page's table that begins with this head."""
    rows = SOURCE.split(head)[1].split("\n\n")[0].split("///")[0].strip().split("\n")[2:]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]


PIPELINES = {row[0]: row for row in table("| Pipeline | Goes in |")}
VERSIONS = {row[0]: row for row in table("| Pipeline of the notes |")}


def opened(open_explorer, **context):
    """Open the explorer and skip the guess."""
    view = open_explorer(PAGE, NAME, **context)
    view.get_by_role("button", name="Skip").click()
    return view


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.locator("pre code")).to_have_count(0)
    assert not view.locator(".explorer__gone").count(), "the map gives the answer away before the guess"
    view.get_by_role("button", name="2", exact=True).click()
    between = [name for name, row in PIPELINES.items() if row[1:3] == ["a text", "a text"]]
    kept = [name for name in between if VERSIONS[name][2].startswith("work")]
    assert view.get_by_role("group", name="Pipelines").get_by_role("button").all_inner_texts() == between
    expect(view.get_by_role("status")).to_have_text(f"{len(between)} of 14 pipelines; version 5 has {len(kept)}.")
    expect(view.locator(".explorer__result").first).to_contain_text(f"You guessed 2. Version 5 has {len(kept)} of the {len(between)}")
    assert kept == ["text generation"] and re.match(r"\W*One\W+text generation", view.page.locator(".explorer__see p").text_content())


def test_the_map_has_a_dot_for_each_pipeline_and_a_ring_for_each_that_is_gone(open_explorer):
    view = opened(open_explorer)
    for goes_in, comes_out in {tuple(row[1:3]) for row in PIPELINES.values()}:
        there = [name for name, row in PIPELINES.items() if row[1:3] == [goes_in, comes_out]]
        cell = view.get_by_role("button", name=f"From {goes_in} to {comes_out}:")
        expect(cell.locator("span")).to_have_count(len(there))
        expect(cell.locator(".explorer__gone")).to_have_count(sum(not VERSIONS[name][2].startswith("work") for name in there))
        cell.focus()
        view.page.keyboard.press("Enter")
        expect(cell).to_have_attribute("aria-pressed", "true")
        expect(cell).to_be_focused()
        expect(view.get_by_role("group", name="Pipelines").get_by_role("button")).to_have_text(there)


def test_each_step_shows_something_else(open_explorer):
    view = opened(open_explorer)
    for step in view.locator(".explorer__guide button").all():
        before = view.page.url
        step.click()
        expect(step).to_have_attribute("aria-pressed", "true")
        assert view.page.url != before, f"{step.text_content()} changes nothing"


def test_every_pipeline_has_its_call_which_is_whole(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("What goes in").select_option("anything")
    view.get_by_label("What comes out").select_option("anything")
    for name, (_, goes_in, comes_out, calls) in PIPELINES.items():
        view.get_by_role("button", name=name, exact=True).click()
        expect(view.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
        cells = view.locator("table", has_text="In Transformers 5.23.0").locator("td").all_inner_texts()
        assert cells == [", ".join(re.findall(r"`([^`]+)`", VERSIONS[name][1])), VERSIONS[name][2], goes_in, comes_out]
        code = view.locator("pre code").inner_text()
        for call in re.findall(r"`([^`]+)…\)`", calls):
            assert call.rstrip(" ,") in code, f"{name}: {call}"
        tree = ast.parse(code)
        known = {
            alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
        }
        known |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assert used - known <= {"print", "dict"}, f"{name}: the code needs {used - known}, which it doesn't set"


def test_choosing_by_keyboard_what_goes_in_and_comes_out(open_explorer):
    view = opened(open_explorer)
    view.get_by_label("What comes out").focus()
    view.page.keyboard.type("any")
    for goes_in in ("anything", "a text", "a picture", "a sound", "a picture and a text"):
        view.get_by_label("What goes in").select_option(goes_in)
        expected = [name for name, row in PIPELINES.items() if goes_in in ("anything", row[1])]
        expect(view.get_by_role("group", name="Pipelines").get_by_role("button")).to_have_text(expected)


def test_where_nothing_fits_it_says_so(open_page):
    view = open_page(f"{PAGE}#{NAME}:in=a%20sound;out=a%20sound").locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).to_contain_text("No pipeline in the notes turns a sound into a sound.")
    assert view.get_by_role("group", name="Pipelines").get_by_role("button").count() == 0


def test_any_address_gives_a_sound_view(open_explorer):
    view = opened(open_explorer)
    for state in ["in=<b>;out=🙂;pick=x", "pick=translation;in=a%20sound"]:
        view.page.evaluate("hash => location.hash = hash", f"{NAME}:{state}")
        expect(view.locator("pre code")).to_contain_text("pipeline")
        assert "undefined" not in view.inner_text()


RUNS = {
    "translation": ("pocket-t5", "the red car", "la voiture rouge"),
    "fill-mask": ("pocket-bert", "a [MASK] with four wheels", None),
    "text classification": ("pocket-bert-categories", "a small bird of the tropics with a long bill", None),
    "text generation": ("pocket-gpt", "violin:", "violin:"),
}


@pytest.mark.parametrize("name", [name for name, (model, _, _) in RUNS.items() if model in MODELS])
def test_some_run_here(open_page, name):
    model, text, answer = RUNS[name]
    view = open_page(f"{PAGE}#{NAME}:in=a%20text;out=anything;pick={name.replace(' ', '%20')}").locator(f"{NAME} .explorer__view")
    size = sum(file["bytes"] for file in MODELS[model].values())
    field = view.get_by_label(f"The same kind of pipeline with {model}")
    expect(field).to_have_value(text)
    view.get_by_role("button", name=f"Run it here: loads {model}, {size / 1e6:.1f} MB").click()
    expect(view.get_by_role("status")).to_contain_text(f"{model} answers: {answer or ''}", timeout=60_000)
    assert field.get_attribute("dir") == "auto" and view.locator("table bdi").count()
    field.fill("not run yet")
    view.page.wait_for_url("**text=not%20run%20yet*")
    view.page.reload()
    expect(field).to_have_value("not run yet")
    view.get_by_role("button", name="Start over").click()
    view.page.go_back()
    expect(field).to_have_value("not run yet")
    field.fill(" ")
    view.get_by_role("button", name="Run it").click()
    expect(view.get_by_role("status")).to_have_text("Write some text first.")


def test_it_fits_a_small_phone(open_explorer):
    view = opened(open_explorer, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    view.get_by_role("button", name="question answering").tap()
    expect(view.locator("pre code")).to_contain_text("AutoModelForQuestionAnswering")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator(":is(button, input, select):visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"
