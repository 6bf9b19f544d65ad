"""Readers answer questions by mouse and by keyboard, correctly, incorrectly and oddly."""

import re

import pytest
from playwright.sync_api import expect

SAMPLES = "contributing/blocks/"
WRITTEN = """async (id) => {
    const text = await (await fetch(location.pathname)).text(), question = new DOMParser().parseFromString(text, "text/html").getElementById(id);
    return [...question.querySelectorAll(".question__options > li")].map((option, place) => [option, question.querySelectorAll("details li")[place].lastElementChild].map((part) => part.textContent.trim()));
}"""  # [option, explanation] of each, as in the page's source
SHOWN = """question => [...question.querySelectorAll(".question__options > li")].map((option, place) => [option, question.querySelectorAll("details li")[place].lastElementChild].map((part) => part.textContent.trim()))"""


def question(page, kind: str):
    """Return the page's first question of a kind."""
    return page.locator(f"llm-question[data-kind='{kind}']").first


def right_and_wrong(element) -> tuple[int, int]:
    """Return the positions of a right and a wrong option, from the page's own answers."""
    marks = element.locator("details li").evaluate_all("items => items.map(item => item.dataset.right)")
    return marks.index("true"), marks.index("false")


def test_the_guides_sample_of_a_style_has_its_effect(open_page, root):
    guide = (root / "docs/contributing/extending.md").read_text(encoding="utf-8")
    sample = re.search(r"## Change how a question looks.*?```css\n(.*?)```", guide, re.DOTALL)[1]
    element, width = question(open_page(SAMPLES), "one"), "element => getComputedStyle(element).borderLeftWidth"
    before = element.evaluate(width)
    element.evaluate(
        "(_, css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", sample
    )
    assert (before, element.evaluate(width)) == ("1px", "4px")


def test_one_right_answer(open_page):
    page = open_page(SAMPLES)
    element = question(page, "one")
    right, wrong = right_and_wrong(element)
    options = element.get_by_role("radio")
    status = element.get_by_role("status")
    expect(status).to_have_text("")
    options.nth(wrong).check()
    element.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("Not")
    explanation = element.locator("details li span").nth(wrong).text_content()
    expect(status).to_contain_text(explanation.strip())
    options.nth(right).check()
    element.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("Right")


@pytest.mark.parametrize("name", ["q-attention-which-query", "q-attention-grouped-changes"])
def test_options_are_shuffled_with_their_explanations_and_stay_so_while_the_page_is_open(open_page, name):
    page = open_page("404.html")
    page.add_init_script("Math.random = () => 0.3")
    page.goto(page.url.replace("404.html", "how-transformers-work/attention/"))
    element = page.locator(f"#{name}")
    expect(element.get_by_role("button", name="Check")).to_be_attached()
    written, order = page.evaluate(WRITTEN, name), element.evaluate(SHOWN)
    assert order != written and sorted(order) == sorted(written)
    verdicts = element.locator("details li > strong").all_text_contents()
    assert [text[0] for text in verdicts] == list("ABCD"[: len(order)]), "a letter doesn't match the option shown"
    boxes = element.locator(".question__options input")
    for place, (_option, explanation) in enumerate(order):
        boxes.nth(place).check()
        if place == 0:
            boxes.nth(place).press("Enter")
            expect(element.get_by_role("status")).to_contain_text(f"{verdicts[0]} {explanation}")
            element.get_by_role("button", name="Try again").click()
            expect(boxes.first).to_be_focused()
    boxes.last.focus()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert element.evaluate(SHOWN) == written, "on paper the options should be in the written order"
    assert [text[0] for text in element.locator("details li > strong").all_text_contents()] == list("ABCD"[: len(order)])
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert element.evaluate(SHOWN) == order
    expect(boxes.last).to_be_focused()
    expect(boxes.last).to_be_checked()


def test_options_wait_out_of_sight_for_their_script_and_appear_without_it(open_page):
    page = open_page("404.html")
    page.route("**/llm-question*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(page.url.replace("404.html", "how-transformers-work/attention/#q-attention-which-query"))
    options = page.locator("#q-attention-which-query .question__options")
    assert (
        options.evaluate("""options => {
        options.style.animation = "none"; // from its beginning, whenever this test gets here
        options.getBoundingClientRect();
        options.style.animation = "";
        return getComputedStyle(options).visibility;
    }""")
        == "hidden"
    )
    expect(options).to_be_visible()


def test_what_a_reader_has_opened_already_is_not_shuffled(open_page):
    page = open_page("404.html")
    page.add_init_script(
        "addEventListener('readystatechange', () => document.querySelector('#q-attention-which-query details')?.setAttribute('open', ''), true)"
    )
    page.add_init_script("Math.random = () => 0.3")
    page.goto(page.url.replace("404.html", "how-transformers-work/attention/"))
    element = page.locator("#q-attention-which-query")
    expect(element.get_by_role("button", name="Check")).to_be_attached()
    assert element.evaluate(SHOWN) == page.evaluate(WRITTEN, "q-attention-which-query")


def test_nothing_chosen(open_page):
    element = question(open_page(SAMPLES), "one")
    element.get_by_role("button", name="Check").click()
    expect(element.get_by_role("status")).to_contain_text("Choose")


def test_several_right_answers(open_page):
    element = question(open_page(SAMPLES), "several")
    marks = element.locator("details li").evaluate_all("items => items.map(item => item.dataset.right)")
    boxes = element.get_by_role("checkbox")
    boxes.nth(marks.index("true")).check()
    element.get_by_role("button", name="Check").click()
    expect(element.get_by_role("status")).not_to_contain_text("Right.")
    for position, mark in enumerate(marks):
        boxes.nth(position).set_checked(mark == "true")
    element.get_by_role("button", name="Check").click()
    expect(element.get_by_role("status")).to_contain_text("Right")


@pytest.mark.parametrize("written", ["plain", "comma", "space"])
def test_a_number(open_page, written):
    element = question(open_page(SAMPLES), "number")
    answer = element.locator("details li[data-right='true']").get_attribute("data-value")
    text = {"plain": answer, "comma": answer.replace(".", ","), "space": f"  {answer} "}[written]
    element.get_by_role("textbox").fill(text)
    element.get_by_role("textbox").press("Enter")
    expect(element.get_by_role("status")).to_contain_text("Right")


@pytest.mark.parametrize("text", ["", "many", "🙂", "<b>1</b>", "1e999", "--3", "9" * 5000])
def test_what_is_no_right_number_gets_a_polite_answer(open_page, text):
    element = question(open_page(SAMPLES), "number")
    element.get_by_role("textbox").fill(text)
    element.get_by_role("textbox").press("Enter")
    expect(element.get_by_role("status")).not_to_have_text("")
    expect(element.get_by_role("status")).not_to_contain_text("Right")
    assert element.locator("b").count() == 0


def test_a_wrong_number_with_an_explanation_of_its_own(open_page):
    element = question(open_page(SAMPLES), "number")
    wrong = element.locator("details li[data-right='false']").first
    element.get_by_role("textbox").fill(wrong.get_attribute("data-value"))
    element.get_by_role("textbox").press("Enter")
    expect(element.get_by_role("status")).to_contain_text(wrong.locator("span").text_content().strip())


def test_by_keyboard_alone(open_page):
    page = open_page(SAMPLES)
    element = question(page, "one")
    right, _ = right_and_wrong(element)
    element.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(right):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(element.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(element.get_by_role("status")).to_contain_text("Right")


def test_the_status_is_announced(open_page):
    status = question(open_page(SAMPLES), "one").get_by_role("status")
    assert status.evaluate("element => element.getAttribute('aria-live') ?? 'polite'") == "polite"
