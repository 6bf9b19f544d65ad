"""loss-landscape steps as gradient descent does, by hand, by keyboard and by pointer; the guess comes before the answer."""

import re

import numpy as np
import pytest
from explorers import box_of, drag
from playwright.sync_api import expect

PAGE, NAME = "basics/how-a-network-learns/", "loss-landscape"
X, Y = np.array([1, 2]), np.array([3, 5])
# How many animations run in the frame after a button is clicked.
MOVING = """async (view, name) => {
  [...view.querySelectorAll("button")].find(button => button.textContent === name).click();
  await new Promise(requestAnimationFrame);
  return view.getAnimations({ subtree: true }).length;
}"""


def loss(w, b):
    return np.mean((w * X + b - Y) ** 2)


def descend(w, b, rate, steps):
    """Return the position after that many steps."""
    for _ in range(steps):
        error = w * X + b - Y
        w, b = w - rate * np.mean(2 * error * X), b - rate * np.mean(2 * error)
    return w, b


def shown(value, digits):
    return f"{round(value, digits):,}".removesuffix(".0").replace("-", "−")


def state(view, w, b):
    """Wait until the explorer says that it has arrived."""
    first, second = w * X + b
    said = f"w = {shown(w, 2)}, b = {shown(b, 2)}: it guesses {shown(first, 2)} and {shown(second, 2)} stars, loss {shown(loss(w, b), 3)}."
    expect(view.get_by_role("status")).to_have_text(said)


def test_the_guess_comes_before_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    expect(view.get_by_text("The numbers")).to_be_hidden()
    guess = view.get_by_role("slider", name="Your guess")
    guess.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        view.page.keyboard.press(key)
    expect(guess).to_have_attribute("aria-valuetext", "w = 0.2, b = 0.1")
    view.get_by_role("button", name="Check: take the step").click()
    w, b = descend(0, 0, 0.1, 1)
    state(view, w, b)
    away = np.hypot(w - 0.2, b - 0.1)
    expect(view.locator(".explorer__result")).to_have_text(
        f"Step 1: the loss falls from 17 to 1.685. Your guess was {shown(away, 2)} away."
    )


def test_without_a_guess_the_keyboard_keeps_its_place(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    expect(view.get_by_role("button", name="Step", exact=True)).to_be_focused()


@pytest.mark.parametrize("rate, steps", [(0.1, 10), (0.28, 1), (0.35, 3)])
def test_the_steps_are_those_of_gradient_descent(open_explorer, rate, steps):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_label("Learning rate").fill(str(rate))
    for _ in range(steps // 10):
        view.get_by_role("button", name="10 steps").click()
    for _ in range(steps % 10):
        view.get_by_role("button", name="Step", exact=True).click()
    before, after = loss(*descend(0, 0, rate, steps - 1)), loss(*descend(0, 0, rate, steps))
    expect(view.locator(".explorer__result")).to_contain_text(f"Step {steps}: the loss {'rises' if after > before else 'falls'} from")
    state(view, *descend(0, 0, rate, steps))


def test_a_rate_that_is_too_large_runs_away(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_label("Learning rate").fill("0.5")
    for _ in range(2):
        view.get_by_role("button", name="10 steps").click()
    expect(view.locator("svg.explorer__map")).to_contain_text("outside, at")
    expect(view.get_by_role("button", name="10 steps")).to_be_disabled()
    steps = next(step for step in range(20) if max(map(abs, descend(0, 0, 0.5, step))) > 1e6)
    expect(view.locator(".explorer__result")).to_contain_text(f"Step {steps}: the loss rises")


def test_a_pointer_moves_the_dot(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    box = box_of(view.locator("svg.explorer__map"))
    drag(view.get_by_role("slider", name="The dot"), box["width"] / 10, 0)
    expect(view.get_by_role("slider", name="The dot")).to_have_attribute("aria-valuetext", re.compile(r"w = (0\.[89]|1(\.\d+)?), b = 0"))
    expect(view.get_by_role("slider", name="The dot")).to_be_focused()


@pytest.mark.parametrize("window", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_picture_control_and_answer_are_in_one_window(open_explorer, window):
    view = open_explorer(PAGE, NAME, viewport=window)
    view.get_by_role("button", name="Take the step").click()
    view.locator("xpath=ancestor::figure").evaluate("figure => figure.scrollIntoView()")
    parts = (view.locator("svg.explorer__map"), view.get_by_role("button", name="Step", exact=True), view.locator(".explorer__result"))
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)


def test_nothing_moves_with_reduced_motion(open_explorer):
    for motion, moving in (("reduce", 0), ("no-preference", 1)):
        view = open_explorer(PAGE, NAME, reduced_motion=motion)
        expect(view.get_by_role("button", name="Take the step")).to_be_enabled()
        # checked in the frame after the click, as the dot arrives quickly
        assert view.evaluate(MOVING, "Take the step") == moving, motion
