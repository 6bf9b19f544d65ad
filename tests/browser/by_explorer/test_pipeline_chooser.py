"""pipeline-chooser finds the page's own pipelines and the lines of the page's code that do the task."""

import ast
import itertools
import json
import re

import pytest
from building import ROOT
from explorers import box_of
from pages import read_page
from playwright.sync_api import expect

PAGE, NAME = "transformer-capabilities/modalities/", "pipeline-chooser"
SOURCE = read_page("transformer-capabilities/modalities.md")
MODELS = json.loads((ROOT / "docs/assets/models/manifest.json").read_text(encoding="utf-8"))


def table(head: str) -> list[list[str]]:
    """Return the rows of the page's table that begins with this header."""
    rows = SOURCE.split(head)[1].split("\n\n")[0].split("///")[0].strip().split("\n")[2:]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]


PIPELINES = {row[0]: row for row in table("| Pipeline | Goes in |")}
VERSIONS = {row[0]: row for row in table("| Pipeline of the notes |")}


def opened(open_explorer, **context):
    """Open the explorer and skip the guess."""
    view = open_explorer(PAGE, NAME, **context)
    view.get_by_role("button", name="Skip the guess").click()
    return view


def stops(view):
    """The pipelines on the map."""
    return view.get_by_role("group", name="Pipelines").get_by_role("button")


def stop(view, name):
    return view.locator(f'[data-name="{name}"]')


def kind(view, key, name):
    """What goes in or comes out, on the map."""
    return view.get_by_role("group", name={"in": "Goes in", "out": "Comes out"}[key]).locator(f'[data-kind="{name}"]')


def pressed(view) -> list[str]:
    return view.locator(".explorer__stop[aria-pressed=true]").evaluate_all("all => all.map(one => one.dataset.name)")


CHAIN = ["speech recognition", "translation", "text-to-speech"]


SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
# How much of a line is hidden behind a pipeline, in pixels.
BEHIND = """line => {
  const stops = [...line.ownerDocument.querySelectorAll(".explorer__stop")].map(one => one.getBoundingClientRect()), to = line.getScreenCTM();
  return Array.from({ length: Math.floor(line.getTotalLength()) }, (_, at) => line.getPointAtLength(at).matrixTransform(to))
    .filter(({ x, y }) => stops.some(box => x > box.left && x < box.right && y > box.top && y < box.bottom)).length;
}"""


def routes(view):
    """The routes below the map, each with its example at every stage."""
    return view.locator(".explorer__routes section")


def carried(route) -> list[str]:
    """Return what there is before each pipeline of a route, and at its end."""
    return route.locator(".explorer__carried > span").all_inner_texts()


@pytest.mark.parametrize("size", SIZES)
def test_the_prediction_of_the_page_comes_true(open_explorer, size):
    ends = [PIPELINES[name][1:3] for name in CHAIN]
    assert ends[0][0] == ends[-1][1] == "a sound" and all(one[1] == other[0] for one, other in itertools.pairwise(ends))
    view = open_explorer(PAGE, NAME, viewport=SIZES[size], reduced_motion="reduce")
    check = view.get_by_role("button", name="Check", exact=True)
    expect(check).to_be_disabled()  # there is no guess yet
    assert not pressed(view) and not view.locator("[data-gone], [data-sign], pre code").count(), "it shows the answer before the guess"
    for name in ("speech recognition", "text-to-speech"):
        stop(view, name).click()
    expect(routes(view)).to_have_count(1)
    expect(routes(view).locator(".explorer__via b")).to_have_text(["1", "2"])
    assert carried(routes(view)) == ["“the red car”", "?"]
    check.click()
    yours, answer = routes(view).all()
    expect(yours).to_have_attribute("data-sign", "false")
    expect(yours).to_contain_text("✗ Your route. Your friend hears English, because nothing was translated.")
    expect(answer).to_have_attribute("data-sign", "true")
    expect(answer).to_contain_text("✓ It takes three.")
    assert carried(yours) == ["“the red car”", "the red car", "“the red car”"]
    assert carried(answer) == ["“the red car”", "the red car", "la voiture rouge", "“la voiture rouge”"]
    top, bottom = view.locator(".explorer__metro").bounding_box()["y"], answer.bounding_box()["y"] + answer.bounding_box()["height"]
    assert top >= view.page.locator(".md-header").bounding_box()["height"] - 1 and bottom <= SIZES[size]["height"], (
        f"the map begins at {top} and the routes end at {bottom}: not in one window"
    )
    assert set(pressed(view)) == set(CHAIN)
    for turn, name in enumerate(CHAIN, 1):
        expect(stop(view, name)).to_contain_text(str(turn))
    expect(view.locator(".explorer__rail--back")).to_have_count(1)
    assert view.locator(".explorer__rail--back").evaluate(BEHIND) == 0
    for step in ("Misheard", "French"):
        view.get_by_role("button", name=step, exact=True).click()
    expect(yours).to_contain_text("✗ Your route.")  # it is still there when the reader comes back
    see = view.page.locator(".explorer__see p").text_content()
    assert re.match(rf"\W*Three\W+{', '.join(CHAIN)}", see)


@pytest.mark.parametrize(
    ("route", "arrives", "told", "last"),
    [
        (CHAIN, True, "It arrives, and fewer than 3 wouldn’t do.", "“la voiture rouge”"),
        ([CHAIN[0], "summarization", *CHAIN[1:]], True, "It arrives, but 3 would do.", "“la voiture rouge”"),
        (["translation"], False, "It can’t begin: translation takes a text, but you have a sound.", "“the red car”"),
        (
            ["speech recognition", "image-to-text", "text-to-speech"],
            False,
            "It breaks after speech recognition: that gives a text, but image-to-text takes a picture.",
            "the red car",
        ),
        (["speech recognition", "translation"], False, "It ends with a text, but your friend wants a sound.", "la voiture rouge"),
    ],
)
def test_a_route_is_judged_by_what_fits(open_page, route, arrives, told, last):
    view = open_page(f"{PAGE}#{NAME}:asked=0;pick={'>'.join(CHAIN)};guess={'>'.join(route)}".replace(" ", "%20")).locator(".explorer__view")
    yours = routes(view).first
    expect(yours).to_contain_text(f"Your route. {told}")
    expect(yours).to_have_attribute("data-sign", str(arrives).lower())
    assert carried(yours)[-1] == last
    if "ends with a text" in told:
        expect(yours.locator(".explorer__carried").last).to_contain_text("friend gets")
    expect(routes(view)).to_have_count(1 if route == CHAIN else 2)
    missed = view.locator("[data-missed]").evaluate_all("all => all.map(one => one.dataset.name)")
    assert set(missed) == set(route) - set(CHAIN)
    expect(yours.locator("[data-broken]")).to_have_count(0 if arrives or "ends with" in told else 1)


def test_a_mistake_at_the_start_is_carried_to_the_end(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("button", name="Misheard", exact=True).click()
    assert carried(routes(view)) == ["“the red car”", "the red cat", "le chat rouge", "“le chat rouge”"]
    expect(routes(view)).to_have_attribute("data-sign", "false")
    field = view.get_by_label("What speech recognition wrote down")
    expect(field).to_have_value("the red cat")
    field.fill("the red boat")
    expect(routes(view)).to_contain_text("“the red boat” in French")
    view.get_by_role("button", name="Run it here: loads pocket-t5").click()
    expect(routes(view).locator(".explorer__carried").nth(2)).to_have_text("le bateau rouge", timeout=60_000)
    field.fill("the old car")
    expect(routes(view).locator(".explorer__carried").last).to_contain_text("“la vieille voiture”")
    stop(view, "translation").click()  # the strings say about the cat what the model writes
    view.get_by_label("The same kind of pipeline").fill("the red cat")
    view.get_by_role("button", name="Run it").click()
    expect(view.get_by_role("status")).to_have_text("pocket-t5 answers: le chat rouge")


def test_a_photo_is_the_same_one_all_the_way(open_explorer):
    view = opened(open_explorer)
    view.get_by_role("button", name="Photo", exact=True).click()
    assert carried(routes(view)) == ["a photo of two parrots", "a photo of two birds", "“a photo of two birds”"]
    expect(routes(view).locator(".explorer__photo")).to_have_count(1)
    for way in ("speech recognition>named entity recognition", "image-text-to-text>text classification", "translation>text-to-speech"):
        first, *_ = way.split(">")
        view.page.evaluate("hash => location.hash = hash", f"{NAME}:asked=0;pick={way}")
        expect(view.get_by_role("status")).to_contain_text(f"{first}, then")
        assert len(carried(routes(view))) == 3 and all(carried(routes(view))), way


def test_the_map_has_all_of_the_page_and_a_line_on_each_side_of_a_pipeline(open_explorer):
    view = opened(open_explorer)
    expect(stops(view)).to_have_count(len(PIPELINES))
    assert sorted(view.locator("[data-name]").evaluate_all("all => all.map(one => one.dataset.name)")) == sorted(PIPELINES)
    expect(view.locator(".explorer__rail:not(.explorer__rail--lit)")).to_have_count(2 * len(PIPELINES))
    gone = view.locator("[data-gone]").evaluate_all("all => all.map(one => one.dataset.name)")
    assert sorted(gone) == sorted(name for name, row in VERSIONS.items() if not row[2].startswith("work"))


def test_what_is_pressed_lights_up_what_fits(open_explorer):
    view = opened(open_explorer)
    for goes_in in {row[1] for row in PIPELINES.values()}:
        kind(view, "in", goes_in).focus()
        view.page.keyboard.press("Enter")
        expect(kind(view, "in", goes_in)).to_have_attribute("aria-pressed", "true")
        fit = {name for name, row in PIPELINES.items() if row[1] == goes_in}
        assert set(view.locator("[data-lit]").evaluate_all("all => all.map(one => one.dataset.name)")) == fit
        kind(view, "in", goes_in).press("Enter")
    kind(view, "in", "a picture").click()
    kind(view, "out", "a sound").click()
    expect(view.get_by_role("status")).to_have_text("image-to-text, then text-to-speech.")
    assert set(pressed(view)) == {"image-to-text", "text-to-speech"}
    kind(view, "out", "a picture").click()
    expect(view.get_by_role("status")).to_have_text("No way leads from a picture to a picture.")
    expect(kind(view, "out", "a picture")).to_have_attribute("data-empty", "")
    kind(view, "in", "a text").click()
    kind(view, "out", "places with labels").click()
    assert pressed(view) == ["named entity recognition"]


def test_every_example_is_told_in_the_pages_with_its_source(open_explorer):
    view = opened(open_explorer)
    words = lambda text: set(re.findall(r"\d\.\d+|[a-z]{3,}", text.lower()))
    said = words(SOURCE) | words(read_page("transformer-capabilities/pipeline-function.md"))
    for name in PIPELINES:
        stop(view, name).click()
        given, told = carried(routes(view))
        assert given and told, name
        assert words(f"{given} {told}") <= said, f"{name}: the pages don't have {words(f'{given} {told}') - said}"


def test_each_step_shows_something_else(open_explorer):
    view = opened(open_explorer)
    steps = view.get_by_role("group", name="What to look at").get_by_role("button")
    expect(steps.first).to_have_attribute("aria-pressed", "true")
    for step in steps.all()[1:]:
        before = view.page.url
        step.click()
        expect(step).to_have_attribute("aria-pressed", "true")
        assert view.page.url != before, f"{step.text_content()} changes nothing"


def test_every_pipeline_has_its_call_which_is_whole(open_explorer):
    view = opened(open_explorer)
    for name, (_, goes_in, comes_out, calls) in PIPELINES.items():
        stop(view, name).click()
        expect(stop(view, name)).to_have_attribute("aria-pressed", "true")
        view.locator("details", has_text="The call in Python").evaluate("one => { one.open = true; }")
        cells = view.locator("table", has_text="In Transformers 5.23.0").locator("td").all_inner_texts()
        assert cells == [", ".join(re.findall(r"`([^`]+)`", VERSIONS[name][1])), VERSIONS[name][2], goes_in, comes_out]
        code = view.locator("pre code").inner_text()
        assert code.strip(), f"{name}: give its call as code in the table of the page, as in a block of code above it"
        for call in re.findall(r"`([^`]+)…\)`", calls):
            assert call.rstrip(" ,") in code, f"{name}: {call}"
        tree = ast.parse(code)
        known = {
            alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
        }
        known |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assert used - known <= {"print", "dict"}, f"{name}: the code needs {used - known}, which it doesn't set"


def test_any_address_gives_a_sound_view(open_explorer):
    view = opened(open_explorer)
    for state, lit in [("in=<b>;out=🙂;pick=x", 0), ("pick=translation;in=a%20sound", 1), ("in=a%20sound;out=a%20sound", 2)]:
        view.page.evaluate("hash => location.hash = hash", f"{NAME}:{state}")
        expect(view.locator(".explorer__stop[aria-pressed=true]")).to_have_count(lit)
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
    view = open_page(f"{PAGE}#{NAME}:pick={name.replace(' ', '%20')}").locator(f"{NAME} .explorer__view")
    size = sum(file["bytes"] for file in MODELS[model].values())
    field = view.get_by_label(f"The same kind of pipeline with {model}")
    expect(field).to_have_value(text)
    view.get_by_role("button", name=f"Run it here: loads {model}, {size / 1e6:.1f} MB").click()
    expect(view.get_by_role("status")).to_contain_text(f"{model} answers: {answer or ''}", timeout=60_000)
    assert field.get_attribute("dir") == "auto" and view.locator("table bdi").count()
    field.fill("not run yet")
    expect(view.locator("table bdi")).to_have_count(0)  # the answer to another text
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
    stop(view, "question answering").tap()
    expect(view.locator("pre code")).to_contain_text("AutoModelForQuestionAnswering")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator(":is(button, input, select):visible").all():
        box = box_of(target)
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"
