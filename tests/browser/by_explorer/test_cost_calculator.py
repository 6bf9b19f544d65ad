"""cost-calculator computes what the page's program computes, next to the reported figures, for each preset and any assumption."""

import math
import re

import pytest
from explorers import box_of, drag
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/limitations/", "cost-calculator"
MODELS = {  # N, D, peak operations per second, watts; reported hours and tonnes
    "Llama 2 7B": (7e9, 2e12, 312e12, 400, 184_320, 31.22),
    "Llama 2 70B": (70e9, 2e12, 312e12, 400, 1_720_320, 291.42),
    "Llama 3.1 405B": (405e9, 15.6e12, 989e12, 700, 30_840_000, 8_930),
}
CAR = 57  # tonnes that one car and its fuel cause over its lifetime, as the page says
PLACE = """one => {  // the scale of tonnes: where it begins, and its width, in pixels
    const [first, ...others] = [...one.querySelectorAll(".explorer__power")].map(part => [part.x.baseVal.value, part.width.baseVal.value]);
    return [first[0], others.at(-1)[0] + others.at(-1)[1] - first[0]];
}"""


def text(value: float) -> str:
    """Two decimals below a thousand, none above, none for whole numbers."""
    return f"{value:,.0f}" if value >= 1000 or value == round(value) else f"{value:.2f}"


def open_numbers(open_explorer, **more):
    """Open the explorer, skip the guess, go back to the first model, and unfold the numbers."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_label("Training of").select_option("Llama 2 7B")
    view.get_by_text("The numbers", exact=True).click()
    return view


def tonnes(model, utilization=0.40, pue=1.1, grid=0.385):
    """What the page's formula gives."""
    N, D, peak, watts, *_ = MODELS[model]
    return 6 * N * D / (peak * utilization) / 3600 * watts / 1000 * pue * grid / 1000


def check(view, model, utilization=0.40, pue=1.1, grid=0.385):
    """Compare the steps with the computation, and with what was reported: nothing for training on another grid."""
    N, D, peak, watts, hours, tonnes = MODELS[model]
    own = grid == 0.385
    computed = 6 * N * D / (peak * utilization) / 3600
    kwh = computed * watts / 1000 * pue
    expect(view.get_by_role("row", name="GPU hours")).to_contain_text(f"{text(computed)}{text(hours) if own else '—'}")
    expect(view.get_by_role("row", name="Energy")).to_contain_text(f"{text(kwh)} kWh")
    expect(view.get_by_role("row", name="Carbon")).to_contain_text(f"{text(kwh * grid / 1000)} t{text(tonnes) + ' t' if own else '—'}")
    implied = 6 * N * D / (peak * hours * 3600)
    expect(view.get_by_role("row", name="Utilization")).to_contain_text(f"{implied:.1%}, implied by the hours" if own else "—")
    expect(view.get_by_role("status")).to_have_text(
        f"{text(kwh * grid / 1000)} tonnes computed{', ' + text(tonnes) + ' reported' if own else ''}."
    )


@pytest.mark.parametrize("model", MODELS)
def test_each_preset(open_explorer, model):
    view = open_numbers(open_explorer)
    view.get_by_label("Training of").select_option(model)
    check(view, model)


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_numbers(open_explorer, whole=True)
    view.get_by_role("button", name="Llama 3.1 405B", exact=True).click()
    figure = view.page.locator("figure.explorer", has=view)
    predict, see = (figure.locator(f".explorer__{part}").text_content() for part in ("predict", "see p"))
    (n, d, *_, small), (N, D, *_, reported) = MODELS["Llama 2 7B"], MODELS["Llama 3.1 405B"]
    assert (
        f"{N / n:.0f} times as many parameters" in predict
        and f"{D / d:.1f} times as many tokens" in predict
        and f"{small:.0f} t" in predict
    )
    computed = tonnes("Llama 3.1 405B")
    assert f"reports {reported:,} t. The formula gives {computed:,.0f} t" in see
    assert f"{N * D / n / d:.0f} times as many operations" in see
    fold = view.page.locator("details.deeper", has=view.page.locator("#where-from")).text_content()
    assert "34.5% utilization" in fold and f"That is {computed / tonnes('Llama 2 7B'):.0f} times the carbon of 7B" in fold
    fold_of = f"{N * D / n / d:.0f} times the operations of 7B but makes {computed / tonnes('Llama 2 7B'):.0f} times the carbon"
    expect(view.locator(".explorer__result")).to_contain_text(fold_of)
    expect(view.locator("svg text", has_text=f"{computed:,.0f} t")).to_be_visible()
    view.get_by_role("button", name=re.compile("reported hours")).click()
    N, D, peak, _, hours, _ = MODELS["Llama 3.1 405B"]
    check(view, "Llama 3.1 405B", utilization=6 * N * D / (peak * hours * 3600))  # not rounded: the hours are those reported
    assert f"with these hours the formula gives {view.get_by_role('row', name='Carbon').locator('td').first.inner_text()}," in fold


def test_the_guess_is_made_on_the_lane_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess, picture = view.get_by_label("Your guess"), view.locator("svg").first
    expect(guess).to_have_value("30")  # what is known, 31 t: 1.5 powers of ten above 1 t
    assert "8,930" not in view.inner_text() and view.get_by_label("Training of").is_hidden()
    handle = view.locator("[data-hold=guess]")
    drag(handle, picture.evaluate(PLACE)[1] / 5 * 2, 0)  # two of five powers of ten
    expect(guess).to_have_attribute("aria-valuetext", "3,200 tonnes")
    view.get_by_role("button", name="Check").click()
    expect(view.locator(".explorer__result")).to_contain_text("Your guess: 3,200 t. Meta reports 8,930 t.")
    expect(view.locator("svg text", has_text="your guess: 3,200 t")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_a_report_is_shown_only_beside_what_it_reports_on(open_explorer):
    view = open_numbers(open_explorer)
    view.get_by_label("Training of").select_option("Llama 3.1 405B")
    mark, by_hours = view.locator("svg text", has_text="Meta: 8,930 t"), view.get_by_role("button", name=re.compile("reported hours"))
    expect(mark).to_be_visible()
    view.get_by_role("button", name=re.compile("of France")).click()  # nobody trained it there
    expect(mark).to_have_count(0)
    expect(by_hours).to_be_hidden()
    expect(view.get_by_role("status")).not_to_contain_text("reported")
    assert not [row for row in view.get_by_role("row").all() if "8,930" in row.inner_text()]
    view.get_by_role("button", name=re.compile("of the United States")).click()
    expect(mark).to_be_visible()


def ends(view) -> list[float]:
    """Return where the bars end, as powers of ten from 1 t."""
    start, wide = view.locator("svg").first.evaluate(PLACE)
    found = view.locator("svg circle.explorer__handle--thin").evaluate_all("all => all.map(one => one.cx.baseVal.value)")
    return [5 * (x - start) / wide for x in found]


def drawn(view, name: str = "now") -> float:
    """Return how many cars are drawn: the area filled with their icon, in icons."""
    return view.locator(f"path[fill='url(#cost-car-{name})']").last.evaluate(
        """(one, name) => {
        const sign = one.ownerSVGElement.querySelector(`pattern[id=cost-car-${name}]`), d = one.getAttribute("d");
        // The outline is made of rectangles; each begins with M and has its width after h or H, its height after v or V.
        const area = d.split("M").filter(Boolean).map(part => {
            const [x, y] = part.split(/[ HVhvz]/).map(Number), far = {};
            for (const [, way, to] of part.matchAll(/([HVhv])([-\\d.e]+)/g)) far[way.toLowerCase()] ??= way === way.toLowerCase() ? Number(to) : Number(to) - (way === "H" ? x : y);
            return far.h * far.v;
        });
        return area.reduce((sum, part) => sum + part, 0) / sign.width.baseVal.value / sign.height.baseVal.value;
    }""",
        name,
    )


def test_the_bars_multiply_the_carbon_on_a_scale_that_stays(open_explorer):
    view = open_numbers(open_explorer, reduced_motion="reduce")
    first, base = MODELS["Llama 2 7B"], tonnes("Llama 2 7B")
    for model, (N, D, peak, watts, *_) in MODELS.items():
        view.get_by_label("Training of").select_option(model)
        expect(view.get_by_role("status")).to_contain_text(f"{text(tonnes(model))} tonnes")
        so_far = base
        for at, times in enumerate([N / first[0], D / first[1], first[2] / peak, 1, watts / first[3], 1, 1]):
            so_far *= times
            assert ends(view)[at] == pytest.approx(math.log10(so_far), abs=0.01), f"{model}, factor {at}"
        assert so_far == pytest.approx(tonnes(model))
    # A bar whose end is dragged takes those below it along.
    before, grip = ends(view), view.locator("[data-hold='0']")
    drag(grip, -100, 0)
    moved = [one - other for one, other in zip(before, ends(view), strict=True)]
    assert moved[0] > 0.5 and moved == pytest.approx([moved[0]] * len(moved), abs=0.01)
    expect(view.get_by_label("Parameters N")).not_to_have_value("405")
    drag(view.locator("[data-hold='2']"), 60, 0)  # farther to the right: a slower chip
    peak = float(view.get_by_label("Peak operations").input_value())
    assert peak < 989


@pytest.mark.parametrize("wide", [1280, 390])
def test_the_two_numbers_of_the_sentence_are_brackets_over_the_bars(open_explorer, wide):
    view = open_explorer(PAGE, NAME, reduced_motion="reduce", viewport={"width": wide, "height": 844})
    view.get_by_label("Your guess").fill("60")
    expect(view.locator("svg text", has_text="operations")).to_have_count(0)  # they would give the answer away
    view.get_by_role("button", name="Check").click()
    (n, d, *_), (N, D, *_) = (MODELS[model] for model in ("Llama 2 7B", "Llama 3.1 405B"))
    for said, times, end in (
        ("operations", N * D / n / d, 1),
        ("carbon", tonnes("Llama 3.1 405B") / tonnes("Llama 2 7B"), 6),
    ):
        expect(view.locator("svg text", has_text=f"× {times:.0f} {said}")).to_be_visible()
        line = view.locator("svg path.ln-line-plain[stroke-width='1.5']").nth(0 if said == "operations" else 1)
        start, scale = view.locator("svg").first.evaluate(PLACE)
        box = line.evaluate("one => [one.getBBox().x, one.getBBox().x + one.getBBox().width]")
        from_, to = (5 * (x - start) / scale for x in box)
        assert from_ == pytest.approx(math.log10(tonnes("Llama 2 7B")), abs=0.3) and to == pytest.approx(ends(view)[end], abs=0.3), said
    guess = view.locator("svg circle.ln-line-focus")
    assert 5 * (guess.evaluate("one => one.cx.baseVal.value") - start) / scale == pytest.approx(3, abs=0.01)
    view.get_by_label("Training of").select_option("Llama 2 7B")
    expect(view.locator("svg text", has_text=re.compile(r"^× 1 (operations|carbon)"))).to_have_count(0)


@pytest.mark.parametrize("wide", [1280, 390])
def test_the_cars_are_as_many_as_the_result_is_worth(open_explorer, wide):
    view = open_numbers(open_explorer, whole=True, reduced_motion="reduce", viewport={"width": wide, "height": 844})
    known = view.page.locator("#cost ~ p").all_inner_texts()
    assert any("a little more than half of what an average car" in one for one in known) and 0.5 < tonnes("Llama 2 7B") / CAR < 0.6
    for model in MODELS:
        view.get_by_label("Training of").select_option(model)
        many = tonnes(model) / CAR
        expect(view.locator("svg text", has_text=re.compile(rf"^{many:.{0 if many >= 10 else 1}f} cars"))).to_be_visible()
        assert drawn(view) == pytest.approx(many, rel=0.01)
        assert drawn(view, "first") == pytest.approx(tonnes("Llama 2 7B") / CAR, rel=0.01)
    view.get_by_label("Parameters N").fill("100000")  # more than fit
    assert drawn(view) == pytest.approx(260)


def test_a_guess_is_counted_in_cars_while_it_is_made(open_explorer):
    view = open_explorer(PAGE, NAME, reduced_motion="reduce")
    view.get_by_label("Your guess").fill("60")  # 1,000 t
    expect(view.locator("svg text", has_text=re.compile(rf"^{1000 / CAR:.0f} cars"))).to_be_visible()
    assert drawn(view, "guess") == pytest.approx(1000 / CAR, rel=0.01)
    view.get_by_role("button", name="Check").click()
    assert drawn(view) == pytest.approx(tonnes("Llama 3.1 405B") / CAR, rel=0.01)


def texts_apart(view) -> None:
    """Check that no text of the picture covers another or is cut off."""
    wide, boxes = view.locator("svg").first.evaluate("""one => {
        const all = one.getBoundingClientRect(), texts = [...one.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
        return [all.width, texts.map(([words, box]) => [words, box.left - all.left, box.right - all.left, box.top + 3, box.bottom - 3])];
    }""")
    for at, (words, left, right, top, low) in enumerate(boxes):
        assert left >= -1 and right <= wide + 1, f"'{words}' is cut off"
        for others, start, stop, high, foot in boxes[at + 1 :]:
            assert right <= start or stop <= left or low <= high or foot <= top, f"'{words}' covers '{others}'"


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_no_text_of_the_picture_covers_another(open_explorer, size):
    view = open_explorer(PAGE, NAME, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    for guess in ("0", "30", "70", "79", "100"):
        view.get_by_label("Your guess").fill(guess)
        texts_apart(view)
        view.get_by_role("button", name="Check").click()
        texts_apart(view)
        view.page.go_back()
    view.get_by_role("button", name="Skip the guess").click()
    for label, value in {"Parameters N": "1000000", "Tokens D": "900000", "Utilization": "0.1"}.items():
        view.get_by_label(label, exact=False).first.fill(value)
        texts_apart(view)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_picture_and_answer_are_in_one_window(open_explorer, size):
    view = open_explorer(PAGE, NAME, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    picture, header = view.locator("svg").first, box_of(view.page.locator(".md-header"))["height"]
    check, answer = view.get_by_role("button", name="Check"), view.locator(".explorer__result")
    bottom = lambda one: box_of(one)["y"] + box_of(one)["height"]
    assert bottom(check) - box_of(picture)["y"] < size[1] - header
    check.click()
    assert bottom(answer) - box_of(view.get_by_role("button", name="In France"))["y"] < size[1] - header


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_numbers(open_explorer)
    _, _, peak, watts, *_ = MODELS["Llama 2 7B"]
    _, _, newer, more, *_ = MODELS["Llama 3.1 405B"]
    assert round(newer / peak) == 3 and more / watts < 2
    found, large = view.locator(".explorer__result"), "Llama 3.1 405B"
    older = tonnes(large) * newer / peak * watts / more
    for name, expected in [
        ("In France", tonnes(large, grid=0.057)),
        ("Older chips", older),
        ("Chips busy", tonnes(large, utilization=0.3)),
    ]:
        view.get_by_role("button", name=name).click()
        expect(found).to_contain_text(f"{expected:,.0f} t")


def test_thousands_are_read_as_the_field_prints_them(open_explorer):
    view = open_numbers(open_explorer)
    expect(view.get_by_label("Tokens D")).to_have_value("2,000")
    view.get_by_label("Tokens D").fill("4,000")
    expect(view.get_by_role("row", name="Operations, 6")).to_contain_text("1.68 · 10²³ FLOPs")


def test_every_assumption_can_be_changed(open_explorer):
    view = open_numbers(open_explorer)
    view.get_by_label("PUE of the data center").fill("1.5")
    view.get_by_label("Utilization", exact=False).first.fill("25")
    view.get_by_role("button", name="of France, 0.057").click()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5, grid=0.057)
    view.page.go_back()
    check(view, "Llama 2 7B", utilization=0.25, pue=1.5)


@pytest.mark.parametrize("text", ["0", "101", "-5", "forty"])
def test_an_impossible_utilization_is_refused(open_explorer, text):
    view = open_numbers(open_explorer)
    view.get_by_label("Utilization", exact=False).first.fill(text)
    expect(view.get_by_role("status")).to_contain_text("Utilization: enter a number from 0.1 to 100.")
    expect(view.get_by_role("row", name="Carbon")).to_contain_text("31.67 t")


def test_the_largest_numbers_fit_a_phone(open_explorer):
    view = open_numbers(open_explorer, viewport={"width": 390, "height": 844})
    for label, value in {"Parameters N": "1000000", "Tokens D": "10000000", "Peak operations": "0.01", "Utilization": "0.1"}.items():
        view.get_by_label(label, exact=False).first.fill(value)
    expect(view.get_by_role("row", name="GPU hours")).to_contain_text("1.67 · 10²¹")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390
