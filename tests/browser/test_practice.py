"""Practice as readers do it: by keyboard, by touch, in two tabs, over weeks, with a broken or full storage."""

import re

import pytest
from playwright.sync_api import expect

PAGE = "practice/"
NOW = "2026-03-02T09:00:00"


def stored(page) -> dict[str, str]:
    """Return what the browser keeps of the practice."""
    return page.evaluate("Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('llm-notes/')))")


def reviews(page) -> list[str]:
    """Return the cards of the stored reviews."""
    return [key.split("/", 2)[2].rsplit("/", 1)[0] for key in stored(page) if key.startswith("llm-notes/review/")]


def test_a_session_by_keyboard_alone(open_page):
    page = open_page(PAGE)
    page.get_by_role("button", name="Mixed ten").focus()
    page.keyboard.press("Enter")
    stage = page.get_by_role("group", name=re.compile(r"^Card 1 of 10, a (term|question) from "))
    expect(stage).to_be_focused()
    for number in range(10):
        expect(page.locator(".practice__place")).to_contain_text(f"Card {number + 1} of 10")
        page.keyboard.press("Space")
        grades = page.get_by_role("group", name="How well did you know it?").get_by_role("button")
        expect(grades).to_have_text(["1 Again 10 minutes", "2 Hard 15 minutes", "3 Good 2 days", "4 Easy 8 days"])
        expect(grades.nth(2)).to_be_focused()
        page.keyboard.press("3")
    expect(page.locator(".practice__outcome")).to_be_focused()
    expect(page.locator(".practice__outcome")).to_contain_text("10 of 10 remembered.")
    expect(page.locator(".practice__today")).to_contain_text("156 of 166 are still new.")
    assert len(set(reviews(page))) == 10
