"""A smoke test in the second browser: Chromium or its headless shell, whichever the other tests don't use."""

import pytest
from playwright.sync_api import expect
from quiet import wait_until_quiet

ATTENTION = "how-transformers-work/attention/"
pytestmark = pytest.mark.smoke


@pytest.fixture
def visit(second_browser, address):
    """visit(path) opens a page and moves the mouse as a reader does; no page may log an error."""
    context, errors = second_browser.new_context(viewport={"width": 1280, "height": 800}), []

    def opener(path: str):
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + path)
        page.mouse.move(3, 3)
        page.wait_for_function("() => window.component$")
        return page

    yield opener
    context.close()
    assert not errors, "\n".join(errors)


def test_the_first_movement_starts_the_theme_and_a_mouse_at_rest_does_not(visit):
    page = visit("")
    page.goto(page.url)  # under a resting mouse
    wait_until_quiet(page)
    assert page.evaluate("typeof window.component$") == "undefined"
    page.mouse.move(4, 3)
    page.wait_for_function("() => window.component$")


def test_search(visit):
    page = visit("")
    page.keyboard.press("/")
    page.keyboard.type("causal mask")
    expect(page.locator(".md-search-result__item").first).to_contain_text("Attention Mechanism")


def test_a_question_and_an_explorer(visit):
    page = visit(ATTENTION)
    page.locator("attention-by-hand .explorer__open").first.click()
    mask = page.locator("attention-by-hand").first.get_by_label("Mask")
    mask.uncheck()
    expect(mask).not_to_be_checked()
    page.wait_for_url("**/#attention-by-hand:mask=0")
    question = page.locator("article > llm-question[data-kind=one]").first
    right = question.locator("details li").evaluate_all("all => all.findIndex((one) => one.dataset.right === 'true')")
    question.get_by_role("radio").nth(right).check()
    question.get_by_role("button", name="Check").click()
    expect(question.get_by_role("status")).to_contain_text("Right")
