"""Nothing that opens on a page keeps readers out: tooltips, answers, the search and the menu, by axe and by keyboard."""

from axe import COLORS, violations
from playwright.sync_api import expect

ATTENTION = "how-transformers-work/attention/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
MEND = "The rule is explained at dequeuniversity.com/rules/axe; what the theme makes in the browser is mended in docs/assets/explorers/theme-mends.js."
# Where Tab leads: { name, seen: with an outline, inside: in the window }; the label that stands for a hidden box is judged in its place.
REACHED = """() => { window.reached = []; addEventListener("focusin", ({ target }) => {
  const shown = target.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && target.offsetWidth ? target : target.nextElementSibling ?? target;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown), box = shown.getBoundingClientRect();
  window.reached.push({ name: target.outerHTML.slice(0, 120), seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight });
}); }"""


def search(page) -> None:
    """Ask for something, and wait for what is found."""
    box = page.locator("input.md-search__input")
    box.fill("attention mask")
    box.press("End")
    page.locator(".md-search-result__item").first.wait_for()


def test_axe_finds_nothing_when_something_is_open(open_page):
    page, found = open_page(ATTENTION, reduced_motion="reduce"), {}
    tip = page.locator(".md-tooltip2--active")
    for kind in ("a.footnote-ref", "a.term-link"):
        page.locator(kind).first.hover()
        expect(tip).to_be_visible()
        found[f"with the tooltip of {kind}"] = violations(page)
        page.mouse.move(0, 0)
        expect(tip).to_have_count(0)
    for question in page.locator("llm-question").all():
        question.locator("input").first.evaluate("box => box.type === 'text' || box.type === 'number' ? box.value = 7 : box.click()")
        question.get_by_role("button", name="Check").click()
    search(page)
    found["with answers and the search"] = violations(page)

    page = open_page(ATTENTION, color_scheme="dark", reduced_motion="reduce", **PHONE)
    page.locator("label[for='__drawer'].md-header__button").tap()
    expect(page.locator(".md-nav--primary").first).to_be_in_viewport(ratio=0.5)
    found["with the menu of a phone"] = violations(page)
    page.locator(".md-nav--primary .md-nav[data-md-level='1'] > .md-nav__title:visible").tap()
    expect(page.locator(".md-nav__source")).to_be_in_viewport(ratio=1)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default" if scheme == "light" else "slate")
        found[f"with the menu's upper level, {scheme}"] = violations(page, COLORS)
    page.locator(".md-overlay").tap(position={"x": 350, "y": 600})
    page.locator("label[for='__search'].md-header__button").tap()
    search(page)
    found["with the search of a phone"] = violations(page)
    problems = [f"{ATTENTION}: {when}: {one}. {MEND}" for when, ones in found.items() for one in ones]
    assert not problems, "\n" + "\n".join(problems)


def test_by_keyboard_every_stop_is_seen_and_none_is_a_trap(open_page):
    for path in ("", ATTENTION):
        page = open_page(path, reduced_motion="reduce")
        page.evaluate(REACHED)
        page.evaluate("document.activeElement.blur()")
        last = "document.activeElement === document.body || document.activeElement === document.documentElement"
        for step in range(400):
            page.keyboard.press("Tab")
            if step > 5 and page.evaluate(last):
                break
        reached = page.evaluate("window.reached")
        assert len(reached) > 20 and step < 399, f"{path}: Tab reaches {len(reached)} controls and doesn't come to the end"
        problems = [f"{path}: {one['name']} is reached and {'out of the window' if one['seen'] else 'has no outline'}"
                    for one in reached if not (one["seen"] and one["inside"])]
        assert not problems, "\n" + "\n".join(dict.fromkeys(problems)) + "\nHide what isn't shown, and give the rest the outline of :focus-visible."
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash"), f"{path}: the first stop should skip to the content"
