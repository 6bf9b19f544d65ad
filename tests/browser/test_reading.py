"""What a reader does: open pages, switch light and dark, use a phone, follow sources, copy code, get lost."""

import pytest
from axe import COLORS, CROWDED, violations
from playwright.sync_api import expect
from quiet import wait_until_quiet

ATTENTION = "how-transformers-work/attention/"
PHONE = {"width": 390, "height": 844}
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 800}
PARTS = 4  # groups of pages: a single test for all would still be running when the others are done
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value)).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 50);
})"""
OUT_OF_REACH = """() => [...document.querySelectorAll(".md-content *")].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.tabIndex !== 0
  && one.checkVisibility() && /auto|scroll/.test(getComputedStyle(one).overflowX)).map((one) => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_opens_cleanly_and_fits(open_page, site, part):
    """No other host, no missing file, no console message (the fixture's work), no sideways scrolling, little shift, axe at 0.

    A page is loaded narrow, where more can shift, and then widened. All of axe's rules are checked on each wide page and, narrow,
    on one page of each part: whatever else the width changes (menus and the header) is the same on every page.
    """
    page = open_page(viewport=NARROW, reduced_motion="reduce")
    broken: list[str] = []
    for index, path in enumerate(list(site.pages)[part::PARTS]):
        where, first = site.where(path), index == 0
        address = page.url.split("/some/path/")[0] + "/some/path/" + path.removesuffix("index.html")
        for size in (WIDE, NARROW) if first else (NARROW,):
            page.set_viewport_size(size)
            page.goto(address)
            wait_until_quiet(page)
            shift = page.evaluate(SHIFT)
            assert shift <= 0.01, f"{path} shifts by {shift:.3f} at {size['width']} px"
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            width = size["width"]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways at {width} px"
            broken += [
                f"{where}: at {width} px, before the theme starts, the keyboard can't reach what scrolls: {one}. "
                "See llm_notes/publish/html.py."
                for one in page.evaluate(OUT_OF_REACH)
            ]
        page.keyboard.press("Shift")  # the theme starts
        page.wait_for_function(
            "() => window.document$ && ![...document.querySelectorAll('.md-typeset table:not([class])')]"
            ".some((table) => !table.closest('.md-typeset__scrollwrap .md-typeset__scrollwrap'))"
        )
        for size, scheme, rules, without in (
            # Tap targets are crowded on the narrow page, if anywhere, and measuring them takes a third of the time.
            (WIDE, "light", None, () if first else (CROWDED,)),
            (NARROW, "dark", None if first else [*COLORS, CROWDED], ()),
        ):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            broken += [
                f"{where}: at {size['width']} px, {scheme}: {one}. The rule is explained at dequeuniversity.com/rules/axe; "
                "colors stand in docs/assets/stylesheets/notes.css."
                for one in violations(page, rules, without=without)
            ]
    assert not broken, "\n" + "\n".join(broken)


def test_light_and_dark_follow_the_system_and_the_switch(open_page):
    background = "getComputedStyle(document.body).backgroundColor"
    page = open_page(ATTENTION, color_scheme="dark")
    dark = page.evaluate(background)
    light = open_page(ATTENTION, color_scheme="light").evaluate(background)
    assert dark != light
    switch = page.locator("label[for^='__palette']:visible")
    switch.click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    assert page.evaluate(background) == light
    page.reload()
    assert page.evaluate(background) == light, "the choice is forgotten on reload"


def test_on_a_phone_the_menu_leads_to_every_chapter(open_page):
    page = open_page(ATTENTION, viewport=PHONE, has_touch=True, is_mobile=True)
    page.locator("label.md-header__button[for='__drawer']").tap()
    expect(page.locator(".md-nav--primary").first).to_be_in_viewport()
    page.wait_for_timeout(400)
    link = page.locator(".md-nav--primary a", has_text="Transfer Learning").first
    expect(link).to_be_visible()
    link.tap()
    expect(page.locator("h1")).to_contain_text("Transfer Learning")


def test_a_citation_shows_its_reference_leads_to_it_and_back(open_page):
    page = open_page(ATTENTION)
    mark = page.locator("a.footnote-ref").first
    mark.hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("arXiv")
    expect(page.locator(".md-tooltip2--active .footnote-backref").first).to_be_hidden()
    page.mouse.move(0, 0)
    expect(page.locator(".md-tooltip2--active")).to_have_count(0)
    page.keyboard.press("Tab")
    mark.focus()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("arXiv")
    mark.click()
    key = mark.get_attribute("href")
    assert page.url.endswith(key)
    page.locator(f"{key.replace(':', chr(92) + ':')} a.footnote-backref").first.click()
    assert "#fnref:" in page.url


def first_term(page):
    """Return (link, the beginning of its definition, the end of its address) of the first visible term outside folds."""
    link = page.locator("article a.term-link:visible").first
    # The theme removes the title once a tooltip is shown.
    return link, link.get_attribute("title")[:40], link.get_attribute("href").rsplit("../", 1)[-1]


def test_a_term_shows_its_definition_and_leads_to_its_entry(open_page):
    page = open_page(ATTENTION)
    link, definition, address = first_term(page)
    link.hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text(definition)
    page.mouse.move(0, 0)
    expect(page.locator(".md-tooltip2--active")).to_have_count(0)
    page.keyboard.press("Tab")
    link.focus()
    expect(page.locator(".md-tooltip2--active")).to_contain_text(definition)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")


def test_on_a_touch_screen_the_first_tap_shows_the_definition_and_the_second_follows(open_page):
    page = open_page(ATTENTION, viewport=PHONE, has_touch=True, is_mobile=True)
    link, definition, address = first_term(page)
    link.tap()
    expect(page.locator(".md-tooltip2--active")).to_contain_text(definition)
    assert ATTENTION in page.url
    link.tap()
    page.wait_for_url(f"**/{address}")


def test_code_is_copied_as_it_stands(open_page):
    page = open_page(ATTENTION, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".highlight:visible").first
    block.hover()
    block.locator("button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == block.locator("code").inner_text().strip()


def test_a_heading_has_a_permalink(open_page):
    page = open_page(ATTENTION)
    heading = page.locator("article h2").first
    heading.hover()
    heading.locator("a.headerlink").click()
    assert page.url.endswith("#" + heading.get_attribute("id"))


def test_a_wrong_address_offers_search_and_a_way_on(open_page, address):
    page = open_page("no-such-page/below/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("article").get_by_role("link", name="How do Transformers work?")).to_be_visible()
    page.get_by_label("Search the notes").fill("cross-attention")
    page.get_by_label("Search the notes").press("Enter")
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=30_000)  # the index is built first
    assert page.url.startswith(address)


def test_home_leads_through_the_table_of_contents(open_page):
    page = open_page()
    page.locator("ol.contents").get_by_role("link", name="History").click()
    expect(page.locator("h1")).to_contain_text("History")
    page.get_by_role("link", name="Next: Transformer Architecture").click()
    expect(page.locator("h1")).to_contain_text("Transformer Architecture")


def test_without_javascript_everything_reads(open_page):
    page = open_page(ATTENTION, java_script_enabled=False)
    question = page.locator("llm-question").first
    expect(question.locator("details")).to_be_visible()
    question.locator("summary").click()
    expect(question.locator("details li").first).to_be_visible()
    expect(page.locator("math").first).to_be_visible()
    expect(page.locator(".footnote li").first).to_be_visible()


def test_print_shows_answers_and_no_navigation(open_page):
    page = open_page(ATTENTION)
    page.emulate_media(media="print")
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator("article")).to_contain_text("is right.")


BLOCKS = "contributing/blocks/"
FOLD = ".example .deeper"


def test_a_report_of_an_error_names_section_and_version(open_page):
    page = open_page(f"{ATTENTION}#check-yourself")
    page.keyboard.press("Shift")
    page.wait_for_selector("#menu", state="attached")  # shared/theme-fixes.js has loaded
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    for words in ("Report an error on this page", "Edit this page"):
        page.locator(".page-end a", has_text=words).click()
    report, edit = page.eval_on_selector_all(
        ".page-end a", "links => links.map((link) => new URL(link.href)).map((link) => link.searchParams.get('body') ?? link.hash)"
    )
    assert "\nSection: #check-yourself\nVersion: " in report and edit == "#check-yourself"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_into_a_fold_opens_it(open_page, scripts):
    options = {} if scripts else {"java_script_enabled": False}
    page = open_page(BLOCKS, **options)
    expect(page.locator(FOLD)).not_to_have_attribute("open", "")
    page.locator("a[href='#sample-why-the-root']").first.click()
    expect(page.locator(FOLD)).to_have_attribute("open", "")
    expect(page.locator("#sample-why-the-root")).to_be_in_viewport()
    page = open_page(f"{BLOCKS}#sample-why-the-root", **options)
    expect(page.locator(FOLD)).to_have_attribute("open", "")
    expect(page.locator(f"{FOLD} > summary")).to_be_in_viewport()
