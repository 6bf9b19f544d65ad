"""parameter-counter counts what the page's program counts, exactly, for each preset and for any sizes."""

import pytest
from explorers import answered_question, box_of
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/large-language-models/", "parameter-counter"
MODELS = {
    "GPT-2 small": (12, 768, 50257, 1024),
    "GPT-2 medium": (24, 1024, 50257, 1024),
    "GPT-2 large": (36, 1280, 50257, 1024),
    "GPT-2 XL": (48, 1600, 50257, 1024),
    "GPT-3": (96, 12288, 50257, 2048),
}
LABELS = ("Blocks L", "Numbers per token d", "Tokens in the list V", "Positions n")
HUGE = (10_000, 1_000_000, 10_000_000, 10_000_000)  # beyond what a double counts exactly


def counted(L, d, V, n) -> dict[str, int]:
    """Return the parts of the exact count; layer by layer, like GPT-2's modules."""
    block = {"Attention": (d * 3 * d + 3 * d) + (d * d + d), "Feed-forward": (d * 4 * d + 4 * d) + (4 * d * d + d)}
    return {
        **{part: L * count for part, count in block.items()},
        "Normalization": (2 * L + 1) * 2 * d,
        "Token table": V * d,
        "Positions": n * d,
    }


def percent(share: float) -> str:
    return "under 0.01%" if share < 0.00005 else f"{share:.1%}" if share >= 0.01 else f"{share:.2%}"


def open_numbers(open_explorer, **more):
    """Open the explorer, skip the guess, go to the first model, and unfold the numbers."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_label("Model").select_option("GPT-2 small")
    view.get_by_text("The numbers", exact=True).click()
    return view


def areas(view) -> dict[str, float]:
    """Return the area of each part in the picture, as a share of the square."""
    boxes = view.locator("[data-part]").evaluate_all(
        "all => all.map(one => [one.dataset.part, one.width.baseVal.value * one.height.baseVal.value])"
    )
    return {part: area / sum(area for _, area in boxes) for part, area in boxes}


def check(view, sizes):
    """Compare everything shown with the count."""
    parts = counted(*sizes)
    exact, rule = sum(parts.values()), 12 * sizes[0] * sizes[1] ** 2 + sizes[2] * sizes[1]
    for part, count in parts.items():
        expect(view.get_by_role("row", name=part)).to_contain_text(f"{percent(count / exact)}, {count:,}")
    expect(view.get_by_role("row", name="Exact")).to_contain_text(f"{exact:,}")
    expect(view.get_by_role("row", name="By the rule")).to_contain_text(f"{rule:,}")
    expect(view.get_by_role("row", name="Missing from the rule")).to_contain_text(f"{exact - rule:,}, {(exact - rule) / exact:.2%}")
    expect(view.get_by_role("status")).to_contain_text(f"{exact:,} parameters.")
    expect(view.locator("svg").first).to_contain_text(percent(parts["Token table"] / exact))


def test_each_preset(open_explorer):
    view = open_numbers(open_explorer)
    for model, sizes in MODELS.items():
        view.get_by_label("Model").select_option(model)
        check(view, sizes)
    see = view.page.locator("figure.explorer", has=view).locator(".explorer__see p").text_content()
    for model in ("GPT-2 small", "GPT-3"):
        parts = counted(*MODELS[model])
        assert percent(parts["Token table"] / sum(parts.values())) in see
    view.page.go_back()
    expect(view.get_by_label("Model")).to_have_value("GPT-2 XL")


def test_areas_are_parameters(open_explorer):
    view = open_numbers(open_explorer)
    keys = {"Attention": "attention", "Feed-forward": "feedForward", "Normalization": "normalization", "Token table": "tokenTable"}
    for model in ("GPT-2 small", "GPT-3"):
        view.get_by_label("Model").select_option(model)
        expect(view.get_by_role("status")).to_contain_text(model)
        parts, drawn = counted(*MODELS[model]), areas(view)
        for part, key in keys.items():
            assert drawn[key] == pytest.approx(parts[part] / sum(parts.values()), abs=1e-4), f"{model}: {part}"


@pytest.mark.parametrize("width", [1280, 390])
def test_two_models_are_compared_in_squares_of_one_size(open_explorer, width):
    view = open_explorer(PAGE, NAME, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    view.get_by_role("button", name="Skip the guess").click()
    table = view.locator("rect.explorer__share")
    expect(table).to_have_count(2)
    boxes = table.evaluate_all("all => all.map(one => [one.width.baseVal.value, one.height.baseVal.value])")
    for (wide, high), name in zip(boxes, ("GPT-2 small", "GPT-3"), strict=True):
        parts = counted(*MODELS[name])
        assert wide == boxes[0][0] and high / wide == pytest.approx(parts["Token table"] / sum(parts.values()), abs=1e-4), name
        expect(view.locator("svg text").get_by_text(name, exact=True)).to_have_count(1)
    times = sum(counted(*MODELS["GPT-3"]).values()) / sum(counted(*MODELS["GPT-2 small"]).values())
    expect(view.locator(".explorer__result")).to_contain_text(f"{times:,.0f} times as many parameters")
    view.get_by_role("button", name="Double d").click()
    expect(table).to_have_count(2 + 3)  # one row's width next to twice as much
    expect(view.locator("svg text", has_text="×4")).to_be_visible()
    assert view.locator("svg").first.evaluate("""all => [...all.querySelectorAll("text")].every(one => {
      const { x, width } = one.getBBox();
      return x >= 0 && x + width <= all.viewBox.baseVal.width;
    })"""), "a label is cut off"


def test_the_guess_is_made_first_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess, parts = view.get_by_label("Your guess"), counted(*MODELS["GPT-3"])
    answer = percent(parts["Token table"] / sum(parts.values()))
    expect(guess).to_have_value("31")
    assert answer not in view.inner_text() and view.get_by_label("Model").is_hidden()
    picture = view.locator("svg").first
    picture.scroll_into_view_if_needed()
    box = box_of(picture)
    view.page.mouse.move(box["x"] + 60, box["y"] + box["height"] * 0.7)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + 60, box["y"] + box["height"] * 0.5)
    view.page.mouse.up()
    assert int(guess.input_value()) > 40  # dragged in the picture
    guess.fill("12")
    view.get_by_role("button", name="Check").click()
    expect(view.locator(".explorer__result")).to_contain_text(f"Your guess was 12%; it is {answer}.")
    expect(view.get_by_role("button", name="GPT-3")).to_have_attribute("aria-pressed", "true")
    view.page.reload()
    expect(view.locator("svg text", has_text="your guess: 12%")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_numbers(open_explorer)
    tables = {}
    for step in view.get_by_role("group", name="What to look at").get_by_role("button").all():
        step.click()
        expect(step).to_have_attribute("aria-pressed", "true")
        sizes = tuple(int(view.get_by_label(label).input_value().replace(",", "")) for label in LABELS)
        parts = counted(*sizes)
        tables[step.inner_text()] = parts["Token table"], sum(parts[part] for part in ("Attention", "Feed-forward")), sum(parts.values())
    first = counted(*MODELS["GPT-2 small"])
    small = first["Token table"], first["Attention"] + first["Feed-forward"], sum(first.values())
    large, wide, tiny = (tables[name] for name in ("GPT-3", "Double d", "Tiny model, long list"))
    assert (large[1] - small[1]) / (large[2] - small[2]) > 0.99, "the new parameters aren't in the blocks"
    assert wide[0] == 2 * small[0] and wide[1] == pytest.approx(4 * small[1], rel=0.01)
    assert 0.3 < small[0] / small[2] < 1 / 3 and tiny[0] / tiny[2] > 0.8 and tiny[2] < small[2] / 10


@pytest.mark.parametrize("sizes", [(2, 4, 10, 8), (1, 1, 1, 1), HUGE])
def test_any_sizes(open_explorer, sizes):
    view = open_numbers(open_explorer)
    for label, size in zip(LABELS, sizes, strict=True):
        view.get_by_label(label).fill(f"{size:,}")
    check(view, sizes)
    expect(view.get_by_label("Model")).to_have_value("Your own sizes")


@pytest.mark.parametrize("text", ["0", "2.5", "10001", "twelve"])
def test_a_size_that_cannot_be_is_refused(open_explorer, text):
    view = open_numbers(open_explorer)
    view.get_by_label("Blocks L").fill(text)
    expect(view.get_by_role("status")).to_contain_text("Blocks L: enter a whole number from 1 to 10,000.")
    expect(view.get_by_role("row", name="Exact")).to_contain_text("124,439,808")


def test_your_own_sizes_go_on_from_the_numbers_that_are_shown(open_explorer):
    view = open_numbers(open_explorer)
    model = view.get_by_label("Model")
    model.select_option("GPT-2 XL")
    model.select_option("Your own sizes")
    expect(model).to_have_value("Your own sizes")
    for label, size in zip(LABELS, MODELS["GPT-2 XL"], strict=True):
        expect(view.get_by_label(label)).to_have_value(f"{size:,}")
    view.get_by_label("Blocks L").fill("12")
    view.get_by_label("Blocks L").fill("48")
    expect(model).to_have_value("Your own sizes")
    view.page.reload()
    expect(model).to_have_value("Your own sizes")
    model.select_option("GPT-2 small")
    expect(model).to_have_value("GPT-2 small")
    view.get_by_text("The numbers", exact=True).click()  # folded again by the reload
    check(view, MODELS["GPT-2 small"])


def test_large_numbers_are_not_cut_off_on_a_phone(open_explorer):
    view = open_numbers(open_explorer, viewport={"width": 320, "height": 640})
    for label, size in zip(LABELS, HUGE, strict=True):
        field = view.get_by_label(label)
        field.fill(f"{size:,}")
        assert field.evaluate("one => one.scrollWidth <= one.clientWidth"), f"{label} cuts off {size:,}"
    check(view, HUGE)
    for table in view.locator("table").all():
        assert table.evaluate("one => one.parentElement.matches('[role=region][tabindex=\"0\"][aria-label]')")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_answered_question_is_not_asked_again(open_explorer):
    view = open_explorer(PAGE, NAME)
    question = answered_question(view)
    view.page.evaluate("hash => location.hash = hash", f"{NAME}:L=13")  # a model of the reader's own, from an address
    view.get_by_label(LABELS[0]).fill("12")  # now as large as the one asked about
    expect(view.get_by_label(LABELS[0])).to_be_visible()
    expect(question).to_be_hidden()
