"""attention-by-hand computes what NumPy computes, shows each step, and answers the page's prediction."""

import numpy as np
import pytest
from explorers import drag
from pages import softmax
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/attention/", "attention-by-hand"
WORDS = ["the", "red", "car"]
Q = [[1, 1], [2, 0], [0, 2]]
K = [[0, 1], [1, 2], [2, 0]]
V = [[1, 1], [4, 0], [0, 4]]
NUMBERS = {"Query Q": Q, "Key K": K, "Value V": V}


def attend(q, k, v, scale=True, mask=True):
    """Return weights (3, 3) and output (3, 2), computed by the page's formula."""
    scores = np.array(q) @ np.array(k).T / (np.sqrt(2) if scale else 1)
    weights = softmax(np.where(np.triu(np.ones((3, 3), dtype=bool), 1), -np.inf, scores) if mask else scores)
    return weights, weights @ np.array(v)


def text(value, digits):
    """Return a number as the pages print it."""
    return (f"{value:.0f}" if value == round(value) else f"{value:.{digits}f}").replace("-", "−")


def table(view) -> list[list[str]]:
    """Return the shown weights and outputs, a list a row."""
    return [
        [cell.inner_text() for cell in row.locator("td").all()]
        for row in view.locator("table", has_text="Weights and output").locator("tbody tr").all()
    ]


def expected(weights, output) -> list[list[str]]:
    return [
        [*(text(weight, 3) for weight in line), f"({', '.join(text(value, 2) for value in out)})"]
        for line, out in zip(weights, output, strict=True)
    ]


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"mask": False},
        {"scale": False},
        {"scale": False, "mask": False},
        {"q": [[1.5, -2], [0, 0], [10, 10]], "k": [[-3, 0.25], [10, 10], [-10, -10]], "v": [[-1, 7], [0.5, 0], [3, 3]]},
    ],
)
def test_every_number_can_be_changed_and_the_result_is_numpys(open_explorer, case):
    view = open_explorer(PAGE, NAME)
    for name, part in zip(NUMBERS, ("q", "k", "v"), strict=True):
        for word, pair in zip(WORDS, case.get(part, []), strict=False):
            for place, value in zip(("first", "second"), pair, strict=True):
                view.get_by_label(f"{name} of {word}, {place} number").fill(str(value))
    view.get_by_label("Scale").set_checked(case.get("scale", True))
    view.get_by_label("Mask").set_checked(case.get("mask", True))
    weights, output = attend(**{"q": Q, "k": K, "v": V, **case})
    assert table(view) == expected(weights, output)


def test_the_prediction_of_the_page_comes_true(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.locator("th", has_text="changed")).to_have_count(0)
    view.get_by_role("button", name="Swap the keys of “the” and “car”").click()
    weights, output = attend(Q, K[::-1], V)
    assert table(view) == expected(weights, output)
    expect(view.locator("th", has_text="changed")).to_have_text(["red changed", "car changed"])
    expect(view.get_by_role("status")).to_have_text("Weights changed in the row of red, car.")
    see = view.page.locator(f"figure.explorer:has({NAME}) .explorer__see p").text_content()
    assert f"{weights[1, 0]:.3f}" in see and f"{weights[2, 2]:.3f}" in see


def test_the_arithmetic_is_written_out_as_on_the_page(open_explorer):
    view = open_explorer(PAGE, NAME)
    steps = view.locator(".explorer__sums li")
    for step, line in enumerate(
        [
            "car on red: 0·1 + 2·2 = 4",
            "(1.41, 2.83, 0)",
            "(1.41, 2.83, 0)",
            "4.113 + 16.919 + 1 = 22.032. Divided by that sum: (0.187, 0.768, 0.045)",
            "0.187·(1, 1) + 0.768·(4, 0) + 0.045·(0, 4) = (3.26, 0.37)",
        ]
    ):
        expect(steps.nth(step)).to_contain_text(line)
    view.get_by_role("button", name="red", exact=True).click()
    expect(steps.nth(2)).to_contain_text("(0, 1.41, −∞)")
    expect(steps.nth(3)).to_contain_text("1 + 4.113 = 5.113. Divided by that sum: (0.196, 0.804, 0)")
    expect(view.get_by_role("img", name="red looks at the 0.196, red 0.804, car 0")).to_be_visible()
    view.get_by_label("Mask").uncheck()
    expect(steps.nth(2)).to_contain_text("Left out")


@pytest.mark.parametrize("text", ["", "11"])
def test_a_field_that_cannot_count_says_so_in_sight_and_gets_its_number_back(open_explorer, text):
    view = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844})
    field, status = view.get_by_label("Query Q of the, first number"), view.get_by_role("status")
    field.fill(text)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(status).to_contain_text("empty" if not text else "enter a number")
    expect(status).to_be_in_viewport(ratio=0.9)
    field.press("Tab")
    expect(field).to_have_value("1")
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(status).to_contain_text("back to 1,")
    field.fill(text)
    view.get_by_role("button", name="Start over").click()  # one press is enough
    expect(field).to_have_value("1")
    assert view.page.evaluate("location.hash") == f"#{NAME}:"


def test_the_guess_is_a_place_in_the_plane_and_shown_beside_the_output(open_explorer):
    view = open_explorer(PAGE, NAME)
    ring = view.get_by_role("slider", name="Your guess of the output")
    expect(ring).to_have_attribute("aria-valuetext", "(3.3, 0.4)")  # to a tenth
    scale = ring.evaluate("one => one.getBoundingClientRect().width / 44")
    drag(ring, -40 * scale, -80 * scale)  # one to the left, two up
    expect(ring).to_have_attribute("aria-valuetext", "(2.3, 2.4)")
    expect(ring).to_be_focused()
    view.page.keyboard.press("ArrowDown")
    expect(ring).to_have_attribute("aria-valuetext", "(2.3, 2.3)")
    view.get_by_role("button", name="Check").click()
    output = attend(Q, K[::-1], V)[1][2]
    far = np.hypot(*(output - [2.3, 2.3]))
    expect(view.locator(".explorer__result")).to_contain_text(
        f"Your guess: (2.3, 2.3). The output is ({', '.join(text(value, 2) for value in output)}), {far:.1f} away."
    )
    assert table(view) == expected(*attend(Q, K[::-1], V))
    view.page.go_back()
    expect(ring).to_be_visible()


def test_the_guided_steps_are_what_their_sentences_say(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    found = view.locator(".explorer__result")
    before, _ = attend(Q, K, V)
    swapped, turned = attend(Q, K[::-1], V)[0][2], attend([*Q[:2], [2, 0]], K, V)[0][2]
    unmasked, unscaled = attend(Q, K, V, mask=False)[0][0], attend(Q, K, V, scale=False)[0][2]
    assert (
        swapped.argmax() == 1
        and swapped[2] > before[2][2]
        and turned.argmax() == 2
        and unmasked.argmax() == 1
        and unscaled[1] > before[2][1]
    )
    for name, weight in [
        ("Swap two keys", swapped[2]),
        ("Turn the query", turned[2]),
        ("Take off the mask", unmasked[1]),
        ("Leave out the scaling", unscaled[1]),
    ]:
        view.get_by_role("button", name=name, exact=True).click()
        expect(found).to_contain_text(f"{weight:.2f}")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_labels_cover_each_other(open_explorer, width):
    view = open_explorer(PAGE, NAME, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    view.get_by_role("button", name="Skip the guess").click()
    for step in view.get_by_role("group", name="What to look at").get_by_role("button").all():
        step.click()
        for row in WORDS:
            view.get_by_role("button", name=row, exact=True).click()
            boxes = view.locator("svg text[font-size='15']").evaluate_all(
                "all => all.map(one => [one.textContent, one.ownerSVGElement.ariaLabel, one.getBoundingClientRect().toJSON()])"
            )
            for index, (first, _, a) in enumerate(boxes):
                for second, _, b in boxes[:index]:
                    across = min(a["right"], b["right"]) - max(a["left"], b["left"])
                    down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
                    assert across <= 1 or down <= 5, (
                        f"docs/assets/explorers/labels.js:1: “{first}” covers “{second}”, {row}. Fix placeLabels()."
                    )
