"""architecture-explorer counts the same as the Transformers library (lab/results/shapes.json) and the model files."""

import json
import re
import struct

import pytest
from building import ROOT
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/architecture/", "architecture-explorer"
SHAPES = json.loads((ROOT / "lab" / "results" / "shapes.json").read_text(encoding="utf-8"))
WORDS = ["the", "red", "car", "la", "voiture", "rouge"]


def cells(view) -> list[list[str]]:
    """Return the table of parts, a list a row: part, weights, parameters, out."""
    return view.locator(".explorer__scroll tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.children, cell => cell.textContent))"
    )


def size(text: str) -> int:
    """The parameters of a weights cell: "4 × (768, 768) + 4 × (768)"."""
    total = 0
    for count, shape in re.findall(r"(?:(\d+) × )?\(([\d,\s]+)\)", text):
        product = int(count or 1)
        for number in re.split(r",\s", shape):
            product *= int(number.replace(",", ""))
        total += product
    return total


@pytest.mark.parametrize("name", SHAPES)
def test_parameters_are_those_of_the_library(open_explorer, name):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Model").select_option(name)
    expect(view.get_by_role("status")).to_contain_text(f"{SHAPES[name]['parameters']:,} parameters and ")
    total = blocks = 0
    for part, weights, parameters, _ in cells(view):
        times = int(re.search(r", (\d+) times$", part)[1]) if part.endswith("times") else 1
        count = int(parameters.split("= ")[-1].replace(",", ""))
        assert count == times * size(weights), f"{part}: {weights} are {times * size(weights):,}, not {parameters}"
        total += count
        blocks += count if times > 2 or part.startswith(("Encoder:", "Decoder:")) else 0
    assert (total, blocks) == (SHAPES[name]["parameters"], SHAPES[name]["in_blocks"])


@pytest.mark.parametrize("name", [name for name in SHAPES if (ROOT / "docs/assets/models" / name).is_dir()])
def test_a_pocket_model_s_file_holds_as_many(name):
    data = (ROOT / "docs/assets/models" / name / "model.safetensors").read_bytes()
    header = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
    header.pop("__metadata__", None)
    count = 0
    for tensor in header.values():
        product = 1
        for number in tensor["shape"]:
            product *= number
        count += product
    assert count == SHAPES[name]["parameters"], f"lab/results/shapes.json: {name} has {count:,} parameters. Run python -m lab shapes."


def test_who_may_see_whom(open_explorer):
    view = open_explorer(PAGE, NAME)
    expected = {"BERT": lambda i, j: True, "GPT": lambda i, j: j <= i, "T5": lambda i, j: j <= i or (i < 3 and j < 3)}
    for i, word in enumerate(WORDS):
        view.get_by_role("button", name=word, exact=True).click()
        for name, sees in expected.items():
            row = view.get_by_role("row", name=name)
            seen = [word for j, word in enumerate(WORDS) if sees(i, j) and not (name == "T5" and i < 3 <= j)]
            assert row.locator(".explorer__token:not(.ln-role-masked)").all_text_contents() == seen
            assert row.locator(".ln-role-masked").all_text_contents() == [f"{word} (hidden)" for word in WORDS if word not in seen]
            expect(row).to_contain_text(f"{len(seen)} of 6")


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    see = view.page.locator(f"figure.explorer:has({NAME}) .explorer__see p").text_content()
    for n in ("3", "300"):
        view.get_by_label("Tokens read, n").fill(n)
        scores = f"{12 * 12 * int(n) ** 2:,}"
        expect(view.locator("strong")).to_have_text(
            f"BERT-base: {SHAPES['BERT-base']['parameters']:,} parameters, {scores} attention scores with n = {n}."
        )
        assert cells(view)[0][3] == f"({n},\u00a0768)" and scores in see and f"({n}, 768)" in see
    view.get_by_label("Model").select_option("T5-small")
    view.get_by_label("Tokens written, m").fill("5")
    expect(view.locator("strong")).to_contain_text(f"{6 * 8 * (300**2 + 5**2 + 5 * 300):,} attention scores with n = 300, m = 5")


@pytest.mark.parametrize("state", ["word=x;model=__proto__;n=-1;m=1e9", "n=1.5;m=;model=%", "word=<img src=x>"])
def test_any_address_gives_a_sound_view(open_page, state):
    page = open_page(f"{PAGE}#{NAME}:{state}")
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.locator("strong")).to_have_text(re.compile(r"^BERT-base: 109,514,298 parameters, 1,296 attention scores with n = 3"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone(open_explorer, scheme):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, color_scheme=scheme)
    view.get_by_role("button", name="voiture").tap()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator("button:visible, input:visible, select:visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"


def test_the_wide_table_scrolls_in_a_box_of_its_own(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844})
    view.get_by_label("Model").select_option("T5-small")
    box = view.get_by_role("region", name="Shapes")
    wide = box.evaluate("one => one.clientWidth")
    assert box.evaluate("one => one.scrollWidth") > wide, "the table fits: this test shows nothing"
    assert box.locator("caption span").bounding_box()["width"] <= wide, "the caption is cut off"
    box.focus()
    view.page.keyboard.press("ArrowRight")
    view.page.wait_for_function("one => one.scrollLeft > 0", arg=box.element_handle())


def test_more_than_a_model_takes_is_told(open_explorer):
    view = open_explorer(PAGE, NAME)
    field, status = view.get_by_label("Tokens read, n"), view.get_by_role("status")
    field.fill("600")
    expect(status).to_contain_text("512")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("600")
    view.get_by_label("Model").select_option("GPT-2")
    field.fill("600")
    expect(field).to_have_attribute("aria-invalid", "false")
    view.get_by_label("Model").select_option("BERT-base")
    expect(field).to_have_value("512")
    expect(status).to_contain_text(re.compile(r"\b512\b.*In total"))
