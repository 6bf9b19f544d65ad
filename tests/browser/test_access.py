"""Nothing that opens on a page locks readers out: tooltips, answers, search and menu pass axe and work by keyboard."""

import contextlib

import pytest
from axe import COLORS, violations
from building import SUB_PATH
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

ATTENTION = "how-transformers-work/attention/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIX = "The rule is explained at dequeuniversity.com/rules/axe; what the theme makes in the browser is fixed in docs/assets/shared/theme-fixes.js."
# What has the focus, or null: { name, seen: with an outline, inside: in the window }. For a hidden box, the label that stands in
# for it is checked, or the open menu's edge.
FOCUSED = """() => { const target = document.activeElement;
  if (target === document.body || target === document.documentElement) return null;
  const outlined = (one, part) => { const { outlineStyle, outlineWidth } = getComputedStyle(one, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1; };
  const shown = (one) => one?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.offsetWidth;
  const menu = target.id === "menu" && target.ariaExpanded === "true" && document.querySelector(".md-sidebar--primary");
  const seen = menu ? outlined(menu, "::after") && menu : [target, target.nextElementSibling, ...target.labels ?? []].find((one) => shown(one) && outlined(one));
  const box = (seen || target).getBoundingClientRect();
  return { name: target.outerHTML.slice(0, 120), seen: !!seen, inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight };
}"""
# The same without pressing keys, for each control that Tab would reach.
EACH = f"""() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].map((one) => {{
  if (one.tabIndex < 0 || one.matches(".md-option:not(:checked)")) return null;
  one.focus({{ focusVisible: true }});
  return document.activeElement === one && !one.matches(".md-search *") ? ({FOCUSED})() : null; // the search opens as it takes the focus
}}).filter(Boolean)"""
STATE = "document.querySelector('#__drawer').checked + ' ' + document.activeElement.id"
NARROW = [{"width": 320, "height": 256}, {"width": 390, "height": 844}]  # the first is 1280 px at 400 %


def search(page) -> None:
    """Search for something and wait for the results."""
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
    found["with answers"] = violations(page)
    search(page)
    found["with the search"] = violations(page, within=".md-header")  # whose panel covers part of the text

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
    problems = [f"{ATTENTION}: {when}: {one}. {FIX}" for when, ones in found.items() for one in ones]
    assert not problems, "\n" + "\n".join(problems)


def wrong(where: str, reached: list[dict], least: int) -> list[str]:
    """Return a sentence for each Tab stop that isn't visible; least: how many stops there must be."""
    few = [f"{where}: Tab reaches {len(reached)} controls instead of {least} or more. Show what was hidden."] * (len(reached) < least)
    return few + list(
        dict.fromkeys(
            f"{where}: {one['name']} is reached but {'is outside the window' if one['seen'] else 'has no outline'}. Hide what isn't shown "
            "(docs/assets/stylesheets/notes.css), and give the rest the outline of :focus-visible."
            for one in reached
            if not (one["seen"] and one["inside"])
        )
    )


def walk(page, where: str, least: int, most: int = 400) -> list[str]:
    """Press Tab until the page is left, or `most` times; return what is wrong."""
    reached = []
    for _ in range(most):
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUSED)
        if one and not (one["seen"] and one["inside"]):  # the search opens when it gets the focus; the menu may still be sliding
            with contextlib.suppress(PlaywrightError):
                page.wait_for_function(f"() => {{ const one = ({FOCUSED})(); return !one || (one.seen && one.inside); }}", timeout=3_000)
            one = page.evaluate(FOCUSED)
        if one is None:
            return wrong(where, reached, least)
        reached.append(one)
    return wrong(where, reached, least) + [f"{where}: Tab doesn't reach the end in {most} steps. Fix what traps the focus."] * (most == 400)


def test_by_keyboard_every_stop_is_seen_and_none_is_a_trap(open_page):
    for path in ("", ATTENTION):
        page = open_page(path, reduced_motion="reduce")
        page.evaluate("document.activeElement.blur()")
        problems = walk(page, path or "home", 20)
        assert not problems, "\n" + "\n".join(problems)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash"), f"{path}: the first stop should skip to the content"


@pytest.mark.parametrize("size", NARROW, ids=["400 %", "phone"])
def test_on_a_narrow_screen_the_keyboard_opens_the_menu_and_nothing_hidden_takes_the_focus(open_page, size):
    page, problems = open_page("", viewport=size, reduced_motion="reduce"), []
    page.evaluate("document.activeElement.blur()")
    if size == NARROW[0]:
        problems += walk(page, "home at 320 px", 20)
    for path in (ATTENTION, "practice/", "no-such-page", ""):
        page.goto(page.url.split(SUB_PATH)[0] + SUB_PATH + path)
        page.wait_for_selector("#menu[aria-expanded]")
        problems += wrong(f"{path or 'home'} at {size['width']} px", page.evaluate(EACH), 6)
    assert not problems, "\n" + "\n".join(problems)

    menu = page.locator("#menu")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED)["seen"], "The open menu shows no focus. See 'The menu by keyboard' in notes.css."
    problems = walk(page, f"the open menu at {size['width']} px", 7)
    page.keyboard.press("Escape")
    assert page.evaluate(STATE) == "false menu", "Escape should close the menu and give the focus back: docs/assets/shared/theme-fixes.js"
    page.keyboard.press("Space")
    page.locator(".md-nav--primary .md-nav__link[href^='how-']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/how-transformers-work/")
    page.locator("#menu[aria-expanded='false']").focus()
    page.keyboard.press("Enter")
    problems += walk(page, f"the menu of a chapter at {size['width']} px", 5)
    page.locator("[id^='__nav']:checked").focus()
    page.keyboard.press("Enter")  # back to all chapters
    menu.focus()
    problems += walk(page, f"all chapters in the menu at {size['width']} px", 8)
    assert not problems, "\n" + "\n".join(problems)


def test_code_that_scrolls_stays_in_reach_when_the_theme_takes_it_out(open_page):
    page = open_page("contributing/blocks/", **PHONE)
    wide = page.locator(".md-content pre > code").evaluate_all("codes => codes.findIndex((code) => code.scrollWidth > code.clientWidth)")
    code = page.locator(".md-content pre > code").nth(wide)
    expect(code).to_have_attribute("tabindex", "0")
    code.evaluate("code => code.removeAttribute('tabindex')")  # as Material does on devices without hover
    expect(code).to_have_attribute("tabindex", "0")


def test_the_space_bar_chooses_the_scheme(open_page):
    page = open_page("", color_scheme="light")
    page.locator("[name=__palette]").first.focus()
    page.wait_for_function("() => window.component$")
    for scheme in ("default", "slate"):  # from the system's to light, then to dark
        page.keyboard.press("Space")
        expect(page.locator("[name=__palette]:checked")).to_have_attribute("data-md-color-scheme", scheme)
        expect(page.locator("[name=__palette]:checked")).to_be_focused()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate("scrollY") == 0


def test_a_definition_fits_a_narrow_screen_and_escape_closes_it(open_page):
    page = open_page("", viewport=NARROW[0])
    page.mouse.move(1, 1)
    page.wait_for_function("() => window.component$")
    page.locator("a.term-link").first.focus()
    tip = page.locator(".md-tooltip2--active")
    expect(tip).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert tip.evaluate("tip => Math.max(...[...tip.children].map((part) => part.getBoundingClientRect().right))") <= 320
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_without_scripts_the_space_bar_opens_the_menu(open_page):
    page = open_page("", viewport=NARROW[0], java_script_enabled=False)
    page.locator("#__drawer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.locator(".md-nav--primary :focus").count(), "Tab should go from the open menu's switch into the menu: notes.css"


@pytest.mark.parametrize("path", ["", ATTENTION, "practice/"])
def test_text_twice_as_large_fits_a_phone(open_page, path):
    page = open_page(path, viewport=NARROW[1])
    page.evaluate("document.documentElement.style.fontSize = `${2 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px`")
    wide = page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")].filter((one) =>
        one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 100)).slice(-5)""")
    assert not wide, f"{path}: with text at 200% the page scrolls sideways: {wide}. Let the row wrap."


def test_in_forced_colors_a_choice_is_seen(open_page):
    page = open_page(ATTENTION, forced_colors="active")
    page.locator("attention-by-hand").first.evaluate(
        "element => { element.scrollIntoView(); element.querySelector('.explorer__open').click(); }"
    )
    page.locator("attention-by-hand button[aria-pressed=true]").first.wait_for()
    colors = page.locator("attention-by-hand button[aria-pressed]").evaluate_all(
        "all => all.map(one => [one.ariaPressed, getComputedStyle(one).backgroundColor])"
    )
    assert len(dict(colors)) == 2 and len(set(map(tuple, colors))) == 2 == len(set(dict(colors).values())), (
        f"chosen and not chosen look the same: {colors}"
    )


def test_the_search_gives_the_focus_back_and_a_verdict_comes_into_view(open_page):
    page = open_page(ATTENTION, viewport={"width": 1280, "height": 800})
    page.mouse.move(5, 5)
    page.wait_for_function("() => window.component$")
    link = page.locator("article p > a[href^='../']:visible").first
    for way in ("field", "result"):
        link.focus()
        page.keyboard.press("/")
        expect(page.locator("input.md-search__input")).to_be_focused()
        page.keyboard.type("mask")
        page.locator(".md-search-result__item").first.wait_for()
        if way == "result":
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        expect(link, f"after Escape in the {way}").to_be_focused()
    field = page.locator("llm-question input[type=text], llm-question input:not([type])").first
    field.evaluate("field => { field.scrollIntoView({ block: 'end' }); field.focus({ preventScroll: true }); }")
    page.keyboard.type("0.88")
    page.keyboard.press("Enter")
    verdict = page.locator("llm-question", has=page.locator("[data-verdict]")).get_by_role("status")
    expect(verdict, "the verdict is below the window's edge").to_be_in_viewport(ratio=0.9)
