"""architecture-explorer counts and draws what the Transformers library counts (lab/results/shapes.json), and computes what the model does."""

import json
import re
import struct

import pytest
from building import ROOT
from explorers import box_of
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/architecture/", "architecture-explorer"
SHAPES = json.loads((ROOT / "lab" / "results" / "shapes.json").read_text(encoding="utf-8"))
WEIGHTS = json.loads((ROOT / "lab" / "results" / "attention-example.json").read_text(encoding="utf-8"))["weights"]
ENGLISH, FRENCH = ["the", "red", "car"], ["la", "voiture", "rouge"]
READ = {"BERT": [*ENGLISH, *FRENCH], "GPT": [*ENGLISH, *FRENCH], "T5": [*ENGLISH, "[start]", *FRENCH], "Llama": [*ENGLISH, *FRENCH]}
SEES = {"BERT": lambda i, j: True, "GPT": lambda i, j: j <= i, "T5": lambda i, j: j < 3 if i < 3 else j <= i}
SEES["Llama"] = SEES["GPT"]
SLOW = 60_000  # the model is fetched and run
# Every area of the drawing by the name that a screen reader announces, as [name, width · height].
AREAS = """drawing => [...drawing.querySelectorAll('[data-box]')].map(one => {
  const box = one.querySelector('rect'); return [one.getAttribute('aria-label'), box.width.baseVal.value * box.height.baseVal.value] })"""


def opened(open_page, state="asked=0", **options):
    """Return the explorer's view, opened at an address."""
    page = open_page(f"{PAGE}#{NAME}:{state}", **options)
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).not_to_be_empty()
    return view


def with_numbers(view):
    """Unfold the numbers, unless they already are."""
    fold = view.locator("details", has_text="The numbers")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return view


def chips(view):
    return view.get_by_role("radiogroup", name="The word that looks")


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
def test_parameters_and_areas_are_those_of_the_library(open_page, name):
    view = with_numbers(opened(open_page, f"asked=0;model={name}"))
    expect(view.locator("details strong")).to_contain_text(f"{name}: {SHAPES[name]['parameters']:,} parameters, ")
    total = blocks = 0
    for part, weights, parameters, _ in cells(view):
        times = int(re.search(r", (\d+) times$", part)[1]) if part.endswith("times") else 1
        count = int(parameters.split("= ")[-1].replace(",", ""))
        assert count == times * size(weights), f"{part}: {weights} are {times * size(weights):,}, not {parameters}"
        total += count
        blocks += count if times > 2 or part.startswith(("Encoder:", "Decoder:")) else 0
    assert (total, blocks) == (SHAPES[name]["parameters"], SHAPES[name]["in_blocks"])
    drawn = [(label, area) for label, area in view.locator(".explorer__halves").evaluate(AREAS) if not label.startswith("Unembedding")]
    sizes = [int(re.search(r"([\d,]+) parameters", label)[1].replace(",", "")) for label, _ in drawn]
    units = [count / area for count, (_, area) in zip(sizes, drawn, strict=True)]
    assert max(units) == pytest.approx(min(units), rel=1e-3), "an area isn't in proportion to its parameters"
    share = float(re.search(r"([\d.]+)% of them as areas", view.locator("details").text_content())[1])
    assert sum(sizes) / total == pytest.approx(share / 100, abs=6e-4)
    assert share > 97, "too much of the model has no place in the drawing"


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


@pytest.mark.parametrize("kind", READ)
def test_who_may_see_whom(open_page, kind):
    view, words = opened(open_page), READ[kind]
    view.get_by_role("button", name=kind, exact=True).click()
    for i, word in enumerate(words):
        chips(view).get_by_role("radio", name=re.compile(rf"^{re.escape(word)},")).click()
        seen = [other for j, other in enumerate(words) if SEES[kind](i, j)]
        told = chips(view).get_by_role("radio").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
        assert told == [f"{other}, {'seen' if other in seen else 'hidden'}" for other in words]
        expect(view.locator(".explorer__result")).to_contain_text(f"{len(seen)} of {len(words)}: {', '.join(seen)}.")
        arcs = view.locator(".explorer__halves path.ln-line-query, .explorer__halves path.ln-line-cross[stroke-width='2.5']")
        expect(arcs).to_have_count(len(seen) - 1)  # one to each that it sees, none to itself


@pytest.mark.parametrize("guess", [ENGLISH, ["the", "red"], [*ENGLISH, "la"]])
def test_a_guess_and_the_mask_are_side_by_side_once_it_is_made(open_explorer, guess):
    view = open_explorer(PAGE, NAME)
    places = view.get_by_role("group", name="Words that it may look at")
    for answer in ("The numbers", "Worth finding"):
        expect(view.get_by_text(answer)).to_be_hidden()
    assert view.locator("[aria-label*=seen], [aria-label*=hidden]").count() == 0, "the drawing gives the answer away"
    for word in guess:
        places.get_by_role("checkbox", name=word, exact=True).press("Space")
        expect(places.get_by_role("checkbox", name=word, exact=True)).to_be_checked()
    view.get_by_role("button", name="Check").click()
    rows = view.locator("table", has_text="Your guess").get_by_role("row")
    for row, kept in ((1, guess), (2, ENGLISH)):
        assert rows.nth(row).locator(".explorer__token:not(.ln-role-masked)").all_text_contents() == kept
    wrong = [word for word in READ["T5"] if (word in guess) != (word in ENGLISH)]
    expect(view.locator("p", has_text=re.compile("^(Different|All right)"))).to_have_text(
        f"Different: {', '.join(wrong)}." if wrong else re.compile("right")
    )
    expect(chips(view)).to_be_visible()


def test_a_guess_stays_with_its_word_and_its_architecture(open_explorer):
    view = open_explorer(PAGE, NAME)
    for word in ENGLISH:
        view.get_by_role("checkbox", name=word, exact=True).press("Space")
    view.get_by_role("button", name="Check").click()
    compared, right = view.locator("table", has_text="Your guess"), view.get_by_text("All right.")
    at = view.locator("[data-box][aria-checked=true]")
    for word in ("car", "voiture"):  # looking at another word doesn't change the guess
        chips(view).get_by_role("radio", name=re.compile(f"^{word},")).click()
        expect(view.locator(".explorer__result")).to_contain_text(f"“{word}” may look at")
        expect(compared.locator("caption")).to_have_text("What “red” may look at")
        expect(right).to_be_visible()
    for _ in range(6):
        view.get_by_role("button", name="Step").click()
    expect(at).to_have_attribute("data-box", "decoder.0.self")
    expect(compared).to_have_count(0)
    view.page.evaluate("hash => location.hash = hash", f"{NAME}:asked=0;guess=0,1,2")
    expect(right).to_be_visible()
    view.page.evaluate("hash => location.hash = hash", f"{NAME}:asked=0;guess=0,1,2;model=pocket-gpt")
    expect(view.get_by_role("button", name="GPT", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(compared).to_have_count(0)


@pytest.mark.parametrize("kind", READ)
def test_what_is_said_on_an_architecture_leaves_the_question_open(open_explorer, kind):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name=kind, exact=True).click()
    expect(view.locator(".explorer__result")).to_contain_text(f"{kind} ")
    expect(view.locator(".explorer__result")).not_to_contain_text(re.compile("both sides|looks across"))
    view.get_by_role("button", name="Skip").click()
    if kind == "BERT":
        expect(view.locator(".explorer__result")).to_contain_text("every word sees both sides")


@pytest.mark.parametrize("wide", [1280, 390, 320])
def test_the_heads_are_one_row_of_small_buttons(open_page, wide):
    view = opened(open_page, "asked=0;word=red;step=encoder.0.self", viewport={"width": wide, "height": 800})
    boxes = [box_of(one) for one in view.get_by_role("group", name="Head").get_by_role("button").all()]
    assert len(boxes) == 4 and len({box["y"] for box in boxes}) == 1, f"the heads aren't in one row: {boxes}"
    assert all(24 <= box["width"] < 48 and box["height"] >= 24 for box in boxes), boxes


def test_without_a_guess_nothing_is_compared(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip").click()
    expect(view.locator("table", has_text="Your guess")).to_have_count(0)
    expect(view.get_by_role("button", name="Step")).to_be_focused()


STATIONS = {
    "BERT": ["table", *[f"encoder.{layer}.{what}" for layer in range(4) for what in ("self", "feed")], "out"],
    "T5": [
        "table",
        *[f"encoder.{layer}.{what}" for layer in range(2) for what in ("self", "feed")],
        *[f"decoder.{layer}.{what}" for layer in range(2) for what in ("self", "cross", "feed")],
        "out",
    ],
}


@pytest.mark.parametrize("kind", STATIONS)
def test_the_words_pass_through_every_part_and_back(open_page, kind):
    view = opened(open_page, reduced_motion="reduce")
    view.get_by_role("button", name=kind, exact=True).click()
    at = view.get_by_role("radiogroup", name="Parts").locator("[aria-checked=true]")
    for name in STATIONS[kind]:
        view.get_by_role("button", name="Step").click()
        expect(at).to_have_attribute("data-box", name)
        half = name.split(".")[0]
        on = view.evaluate(
            """view => {
              const box = view.querySelector('[aria-checked=true][data-box] rect').getBoundingClientRect();
              return [...view.querySelectorAll('[data-chip] rect')].map(chip => chip.getBoundingClientRect())
                .filter(chip => chip.bottom > box.top && chip.top < box.bottom && chip.left >= box.left - 3 && chip.right <= box.right + 3).length; }"""
        )
        wanted = {"encoder": 3 if kind == "T5" else 6, "decoder": 4, "out": 4 if kind == "T5" else 6}.get(half, len(READ[kind]))
        assert on == wanted, f"{on} chips are on {name}"
    expect(view.get_by_role("button", name="Step")).to_have_attribute("aria-disabled", "true")
    if kind == "T5":
        assert view.locator("[data-end]").all_text_contents() == [*FRENCH, "[end]"]
    view.get_by_role("button", name="Back", exact=True).click()
    expect(at).to_have_attribute("data-box", STATIONS[kind][-2])


def test_playing_goes_to_the_end_and_can_be_paused(open_page):
    view = opened(open_page, "asked=0;step=encoder.1.feed")
    at = view.locator("[data-box][aria-checked=true]")
    view.get_by_role("button", name="Play").click()
    expect(at).to_have_attribute("data-box", "decoder.0.self")
    view.get_by_role("button", name="Pause").click()
    where = at.get_attribute("data-box")
    view.page.wait_for_timeout(1500)
    expect(at).to_have_attribute("data-box", where)
    view.get_by_role("button", name="Play").click()
    expect(at).to_have_attribute("data-box", "out")
    expect(view.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_chips_and_parts_move_only_where_motion_is_wanted(open_page, motion):
    view = opened(open_page, reduced_motion=motion)
    page = view.page
    page.evaluate(
        "() => { window.moved = []; const animate = Element.prototype.animate;"
        " Element.prototype.animate = function (frames, how) { window.moved.push([this.dataset.chip ?? this.dataset.box ?? '', how.duration]);"
        " return animate.call(this, frames, how); } }"
    )
    view.get_by_role("button", name="Step").click()
    view.get_by_role("button", name="GPT", exact=True).click()
    expect(view.locator('[data-box="decoder.3.feed"]')).to_be_visible()
    moved = page.evaluate("window.moved")
    if motion == "reduce":
        assert moved == []
    else:
        assert {"0", "3", "decoder.0.self", "decoder.3.feed"} <= {name for name, _ in moved}
        assert all(200 <= duration <= 400 for _, duration in moved)
        expect(view.locator('.explorer__halves > [aria-hidden="true"]')).to_have_count(0)  # what has faded out is gone


def test_one_head_s_product_is_the_model_s(open_page):
    view = opened(open_page, "asked=0;word=voiture;step=decoder.1.cross")
    product = view.get_by_role("radiogroup", name="Scores")
    expect(product.get_by_role("radio")).to_have_count(16)  # before the model has loaded: the shapes
    expect(view.locator(".explorer__product")).to_contain_text("Q (4, 16)")
    assert not view.page.evaluate("performance.getEntriesByType('resource').some(one => one.name.includes('safetensors'))")
    load = view.get_by_role("button", name="Load pocket-t5")
    expect(load).to_contain_text(re.compile(r"\(0\.\d MB\)"))
    load.click()
    rows, columns = ["[start]", *FRENCH], [*ENGLISH, "[end]"]
    for head in range(4):
        view.get_by_role("button", name=f"head {head}").click()
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                weight = WEIGHTS["decoder.1.cross"][head][i][j]
                cell = product.get_by_role("radio", name=re.compile(rf"^{re.escape(row)} on {re.escape(column)}, weight "))
                expect(cell).to_have_count(1, timeout=SLOW)
                shown = float(cell.get_attribute("aria-label").split()[-1])
                assert shown == pytest.approx(weight, abs=0.0051), f"head {head}, {row} on {column}: {shown}, but {weight} in the lab"
    product.get_by_role("radio", name="la on car").click()
    expect(view.get_by_text(re.compile("“la” on “car”: .*16 products"))).to_be_visible()
    view.get_by_role("button", name="head 0").click()
    text = view.get_by_text(re.compile("16 products")).text_content()
    assert float(text.rsplit(": ", 1)[1].split(". ")[0]) == pytest.approx(WEIGHTS["decoder.1.cross"][0][1][2], abs=0.0051)


def test_scores_are_sums_of_products(open_page):
    """In each kind of attention: the products, scaled or with T5's distances, give the score whose softmax is the weight."""
    view = opened(open_page, "asked=0;word=voiture;step=decoder.0.self;model=pocket-gpt")
    view.get_by_role("button", name="Load pocket-gpt").click()
    product = view.get_by_role("radiogroup", name="Scores")
    expect(product.get_by_role("radio", name=re.compile("weight")).first).to_be_attached(timeout=SLOW)
    names = product.get_by_role("radio").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    size = round(len(names) ** 0.5)
    row = next(i for i in range(1, size) if "weight" in names[i * size + 1])
    scores, weights = [], []
    for j in range(row + 1):
        product.get_by_role("radio").nth(row * size + j).click()
        text = view.get_by_text(re.compile("32 products")).text_content().replace("−", "-")
        dot, score, weight = (
            float(re.search(pattern, text)[1]) for pattern in (r"products\) = (-?[\d.]+),", r"√32: (-?[\d.]+)\.", r"softmax: ([\d.]+)\. ")
        )
        assert score == pytest.approx(dot / 32**0.5, abs=0.01)
        scores.append(score)
        weights.append(weight)
    powers = [2.718281828**score for score in scores]
    assert weights == pytest.approx([power / sum(powers) for power in powers], abs=0.02)
    product.get_by_role("radio").nth(row * size + row + 1).click()
    expect(view.get_by_text(re.compile("The mask hides"))).to_be_visible()


def test_the_reader_s_own_sentence_is_translated_when_the_model_is_there(open_page):
    view = opened(open_page, "asked=0;text=the%20white%20house")
    assert chips(view).get_by_role("radio").count() == 4  # [start], and nothing invented
    view.get_by_role("button", name="Load pocket-t5").click()
    expect(chips(view).get_by_role("radio", name=re.compile("^maison"))).to_be_attached(timeout=SLOW)
    view.get_by_label("English sentence").fill("one two three four five six")
    expect(view.get_by_role("status")).to_contain_text("first 5 words")
    view.get_by_label("English sentence").fill("")
    expect(view.get_by_role("status")).to_contain_text("the red car")


def test_the_prediction_of_the_page_comes_true(open_page):
    view = with_numbers(opened(open_page, "asked=0;model=BERT-base"))
    see = view.page.locator(f"figure.explorer:has({NAME}) .explorer__see p").text_content()
    for n in ("3", "300"):
        view.get_by_label("Tokens read, n").fill(n)
        scores = f"{12 * 12 * int(n) ** 2:,}"
        expect(view.locator("details strong")).to_have_text(
            f"BERT-base: {SHAPES['BERT-base']['parameters']:,} parameters, {scores} attention scores with n = {n}."
        )
        assert cells(view)[0][3] == f"({n},\u00a0768)" and f"{int(n) ** 2:,}" in see and f"({n}, 768)" in see
    view.get_by_role("button", name="T5", exact=True).click()
    view.get_by_label("Model").select_option("T5-small")
    view.get_by_label("Tokens written, m").fill("5")
    expect(view.locator("details strong")).to_contain_text(f"{6 * 8 * (300**2 + 5**2 + 5 * 300):,} attention scores with n = 300, m = 5")


def test_each_find_shows_what_it_says(open_page):
    view = opened(open_page)
    finds = view.get_by_role("group", name="Worth finding").get_by_role("button")
    assert 3 <= finds.count() <= 5
    said = set()
    for find in finds.all():
        find.click()
        expect(find).to_have_attribute("aria-pressed", "true")
        said.add(view.locator(".explorer__result").text_content())
    assert len(said) == finds.count()
    names = {one.get_attribute("href") for one in view.page.locator(f"{NAME} a[href^='#']").all()}
    view.get_by_role("button", name="Llama", exact=True).click()
    names |= {one.get_attribute("href") for one in view.page.locator(f"{NAME} a[href^='#']").all()}
    assert len(names) == 4, "Llama's four changes aren't all named"
    assert all(view.page.locator(name).count() == 1 for name in names)


def test_the_keyboard_reaches_words_parts_and_scores(open_page):
    view = opened(open_page, "asked=0;step=encoder.0.self")
    word = chips(view).get_by_role("radio", name=re.compile("^red,"))
    word.focus()
    word.press("ArrowRight")
    expect(chips(view).get_by_role("radio", name=re.compile("^car,"))).to_be_focused()
    part = view.locator('[data-box="encoder.0.self"]')
    part.focus()
    part.press("ArrowDown")
    expect(view.locator('[data-box="encoder.0.feed"]')).to_be_focused()
    view.page.keyboard.press("ArrowUp")
    cell = view.locator(".explorer__product [aria-checked=true]")
    cell.focus()
    cell.press("ArrowRight")
    expect(view.locator(".explorer__product :focus")).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize(
    "state",
    [
        "word=x;model=__proto__;n=-1;m=1e9;step=x.y.z;head=x;key=-4",
        "n=1.5;m=;model=%;guess=99,x",
        "guess=0;guessed=t5.length",
        "word=<img src=x>",
    ],
)
def test_any_address_gives_a_sound_view(open_page, state):
    view = with_numbers(opened(open_page, f"asked=0;{state}"))
    expect(view.locator("details strong")).to_have_text(
        re.compile(rf"^pocket-t5: {SHAPES['pocket-t5']['parameters']:,} parameters, .* n = 3")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone(open_page, scheme):
    view = opened(open_page, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, color_scheme=scheme)
    chips(view).get_by_role("radio", name=re.compile("^voiture")).tap()
    expect(view.locator(".explorer__result")).to_contain_text("voiture")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator("button:visible, input:visible, select:visible").all():
        box = box_of(target)
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_picture_control_and_answer_are_in_one_window(open_page, size):
    view = opened(open_page, viewport=size)
    view.evaluate("view => view.querySelector('.explorer__halves').scrollIntoView()")
    height = view.evaluate("""view => {
      const [top, last] = [view.querySelector('.explorer__halves'), [...view.querySelectorAll('.explorer__result p')].at(1)];
      const button = [...view.querySelectorAll('button')].find(one => one.textContent === 'Step');
      return Math.max(last.getBoundingClientRect().bottom, button.getBoundingClientRect().bottom) - top.getBoundingClientRect().top; }""")
    assert height < size["height"] - 60


def test_the_wide_table_scrolls_in_a_box_of_its_own(open_page):
    view = with_numbers(opened(open_page, "asked=0;model=T5-small", viewport={"width": 390, "height": 844}))
    box = view.get_by_role("region", name="Shapes")
    wide = box.evaluate("one => one.clientWidth")
    assert box.evaluate("one => one.scrollWidth") > wide, "the table fits, so this test proves nothing"
    assert box_of(box.locator("caption span"))["width"] <= wide, "the caption is cut off"
    box.focus()
    view.page.keyboard.press("ArrowRight")
    view.page.wait_for_function("one => one.scrollLeft > 0", arg=box.element_handle())


def test_text_too_long_for_a_model_is_reported(open_page):
    view = with_numbers(opened(open_page, "asked=0;model=BERT-base"))
    field, status = view.get_by_label("Tokens read, n"), view.get_by_role("status")
    field.fill("600")
    expect(status).to_contain_text("512")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("600")
    view.get_by_role("button", name="GPT", exact=True).click()
    view.get_by_label("Model").select_option("GPT-2")
    field.fill("600")
    expect(field).to_have_attribute("aria-invalid", "false")
    view.get_by_role("button", name="BERT", exact=True).click()
    view.get_by_label("Model").select_option("BERT-base")
    expect(field).to_have_value("512")
    expect(status).to_contain_text("512")
