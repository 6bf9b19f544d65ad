"""What a browser fetches for a page and when: the text first, the theme's script at the first movement, search once it is opened."""

import gzip
import json

import pytest
from playwright.sync_api import expect
from quiet import wait_until_quiet

FIRST_VISIT = 60_000  # compressed bytes
TYPES = ["", "how-transformers-work/attention/", "glossary/", "no-such-page"]
ATTENTION = "how-transformers-work/attention/"
SHIFTS = """() => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted = (window.shifted ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true })"""
# What Chromium and Safari send when a page opens under a resting mouse; the headless shell's mouse rests in the corner.
REST = "for (const time of [1, 2]) dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', clientX: 0, clientY: 0 }))"
INPUT = "input.md-search__input"


def files(log: list, start: int = 0) -> list[str]:
    """Return the names of the files requested since `start`."""
    return [response.url.split("?")[0].rsplit("/", 1)[-1] for response in log[start:]]


@pytest.fixture
def watched(browser, address):
    """watched(path, **context) opens a page as on a first visit and returns it with the log of all responses."""
    contexts = []

    def opener(path: str, **context):
        contexts.append(browser.new_context(**context))
        page, log = contexts[-1].new_page(), []
        page.on("response", lambda response: log.append(response))
        page.goto(address + path)
        wait_until_quiet(page)
        return page, log

    yield opener
    for context in contexts:
        context.close()


def asked_for_theme(page) -> int:
    """Return how many of the theme's late files a page references by now."""
    return page.locator("script[src*='/bundle.'], link[href*='/bundle.']").count()


@pytest.mark.parametrize("path", TYPES)
def test_a_first_visit(watched, path):
    page, log = watched(path)
    page.evaluate(SHIFTS)
    page.evaluate(REST)
    assert not asked_for_theme(page), "a mouse at rest starts the theme"
    size = sum(len(gzip.compress(response.body(), mtime=0)) for response in log)
    assert size <= FIRST_VISIT, f"{path}: {size} compressed bytes for {files(log)}; {FIRST_VISIT} are allowed. Load something later."
    assert len(log) <= 12, f"{path}: {len(log)} requests: {files(log)}. Merge some, or load them later."
    early = [name for name in files(log) if name.startswith(("bundle.", "search.", "search_index", "rest.", "late-search."))]
    assert not early, f"{path}: {early} are fetched before the reader does anything. See llm_notes/publish/start.js."
    blocking = page.evaluate(
        "performance.getEntriesByType('resource').filter((file) => file.renderBlockingStatus === 'blocking').map((file) => file.name)"
    )
    assert not blocking, f"{path}: {blocking} block the first paint. See llm_notes/publish."
    dialog = page.evaluate("getComputedStyle(document.querySelector('.md-dialog')).opacity")
    assert dialog == "0", (
        f"{path}: the theme's empty message box would visibly fade out when its styles arrive. Leave them in the page: css.py."
    )
    before = len(log)
    page.mouse.move(640, 300)
    page.mouse.wheel(0, 600)
    page.wait_for_function("() => window.component$")
    wait_until_quiet(page)
    later = files(log, before)
    assert {name.partition(".")[0] for name in [name for name in later if "." in name][:3]} == {"rest", "late-search", "bundle"}, later
    assert not [name for name in later if name.startswith("search")], f"{path}: {later} load at the first movement, not with the search."
    shifted = page.evaluate("window.shifted ?? 0")
    assert shifted <= 0.01, f"{path}: the layout shifts by {shifted:.3f}. Reserve space for what loads later."


def test_a_pages_first_real_movement_starts_the_theme_though_it_names_no_distance(watched):
    page, _ = watched("")
    page.mouse.move(3, 3)  # one event; the full browser gives a page's first event no distance, the headless shell does
    page.wait_for_function("() => window.component$")
    page, _ = watched("")
    page.evaluate(REST)
    assert not asked_for_theme(page)
    page.evaluate(
        "dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', clientX: 1, clientY: 0 }))"
    )  # without a pointerrawupdate, as in Safari
    assert asked_for_theme(page)


def test_search_comes_when_it_is_opened_and_misses_no_letter(watched):
    page, log = watched(ATTENTION)
    before = len(log)
    page.locator(INPUT).click()
    page.keyboard.type("mask")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    later = files(log, before)
    assert len([name for name in later if name.startswith("search")]) == 2, f"worker and index should load once each, not {later}"


def test_search_opens_by_its_key_and_by_address(watched):
    page, _ = watched("")
    page.keyboard.press("/")
    expect(page.locator(INPUT)).to_be_focused()
    page, _ = watched("?q=mask")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page, _ = watched(f"{ATTENTION}?h=mask")
    expect(page.locator("mark").first).to_be_visible()


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_scheme_is_right_before_the_first_paint_and_the_first_click_changes_it(watched, system):
    page, _ = watched("", color_scheme=system)
    shown = "document.body.dataset.mdColorScheme"
    assert page.evaluate(shown) == {"light": "default", "dark": "slate"}[system]
    for leads_to, scheme in (("__palette_1", "default"), ("__palette_2", "slate")):
        page.locator("[data-md-component=palette] label:visible").click()
        expect(page.locator(f"[for={leads_to}]")).to_be_hidden()
        assert page.evaluate(shown) == scheme
    page.wait_for_function("() => window.component$")
    page.reload()
    assert page.evaluate(shown) == "slate" and page.evaluate("typeof window.component$") == "undefined"
    stored = page.evaluate("Object.entries(localStorage)")
    assert json.loads(dict(stored)[next(key for key, _ in stored if key.endswith(".__palette"))])["index"] == 2
