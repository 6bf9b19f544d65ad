"""A real Chromium on the built site, served under its sub-path, and what no page may do there."""

import functools
import os
from pathlib import Path

import pytest
from building import SUB_PATH
from playwright.sync_api import expect, sync_playwright
from serving import ALONE, serving

from llm_notes.commands.browsers import ARGUMENTS, find_browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
BLOCKED = "Service Worker registration blocked by Playwright"  # see `browser`
PATIENCE = 60_000  # milliseconds that a page may take: it isn't to blame for a busy machine
expect.set_options(timeout=PATIENCE / 2)


def pytest_collection_modifyitems(items):
    """Mark everything in this folder as needing a browser, and tests of one explorer's inner workings as only for changes to it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if here / "by_explorer" in item.path.parents:
            item.add_marker(pytest.mark.thorough)


def patient(make):
    """Return a function that makes a context or a page like `make`, with PATIENCE, and without a service worker unless asked for one."""

    @functools.wraps(make)
    def made(**options):
        found = make(**{"service_workers": "block", **options})
        found.set_default_timeout(PATIENCE)
        return found

    return made


@pytest.fixture(scope="session")
def address(site):
    """The address of the served site, with the sub-path."""
    with serving(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def launch():
    """launch(*arguments, path) starts a Chromium, by default the one that all tests run in; it ends with the process."""
    tested = os.environ.get("LLM_NOTES_BROWSER") or find_browser()[0]
    with sync_playwright() as playwright:
        browsers = []

        def launched(*arguments, path=tested):
            browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
            # Only its own tests use the service worker: behind one, page.route and open_page's watch see little.
            browser.new_context = patient(browser.new_context)
            browser.new_page = patient(browser.new_page)
            browsers.append(browser)
            return browser

        yield launched
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def second_browser(launch):
    """A browser of a different kind from the one that all tests run in; tests that need it are skipped if there is none."""
    path = os.environ.get("LLM_NOTES_SECOND_BROWSER")
    if not path:
        pytest.skip(
            "Only one kind of browser is installed: install both Chromium and chromium-headless-shell to run the smoke tests in the second."
        )
    return launch(path=path)


@pytest.fixture(scope="session")
def browser(launch):
    """One Chromium a process."""
    return launch()


@pytest.fixture(scope="session")
def shared_context(launch, address):
    """(context, tidy): where open_page opens pages; tidy() closes them and clears their storage.

    All its pages share one renderer, and a page that stays open keeps it alive: the next one starts in half the time. In a browser
    of its own, since otherwise modules and the memory cache would be shared with tests that need a page of their own.
    """
    context = launch("--process-per-site").new_context()
    kept = context.new_page()
    kept.goto(f"{address}llms.txt")

    def tidy():
        for page in context.pages:
            if page is not kept:
                page.close()
        kept.evaluate("localStorage.clear()")

    return context, tidy


@pytest.fixture
def open_page(browser, shared_context, address):
    """Open pages of the site; by the end, no page may have contacted another host, missed a file or logged a problem.

    open_page(path, **options) returns a Playwright page; options as for browser.new_context, viewport DESKTOP. What a page
    can't be given on its own (touch, permissions, no JavaScript) opens a separate context. alone: the name of an explorer;
    pages that have it come with nothing else.
    """
    contexts, problems = [], []
    shared, tidy = shared_context

    def note(request):
        if not request.url.startswith((address.removesuffix(SUB_PATH), "data:", "blob:")):
            problems.append(f"asked another host for {request.url}")

    def answered(response):
        if response.status >= 400 and "no-such-page" not in response.url:
            problems.append(f"{response.status} for {response.url}")

    def opener(path: str = "", viewport=DESKTOP, color_scheme="light", reduced_motion="no-preference", alone=None, **context):
        if context:
            contexts.append(browser.new_context(viewport=viewport, **context))
            page = contexts[-1].new_page()
        else:
            page = shared.new_page()
            page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        if alone:
            page.set_extra_http_headers({ALONE: alone})
        page.on("request", note)
        page.on("response", answered)
        page.on("pageerror", lambda error: problems.append(f"error in the page: {error}"))
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning")
                and "no-such-page" not in str(message.location)
                and BLOCKED not in message.text
                and problems.append(f"console: {message.text}")
            ),
        )
        page.goto(address + path)
        if context.get("java_script_enabled", True):
            page.mouse.move(3, 3)  # the theme starts at the first movement; the test's next action shouldn't race with it
            page.wait_for_function("() => window.component$")
        return page

    yield opener
    for context in contexts:
        context.close()
    tidy()
    assert not problems, "\n".join(problems)


@pytest.fixture
def open_explorer(open_page):
    """Open a page and an explorer on it, as a reader does; what open_page watches is watched here too.

    open_explorer(path, name, **options) returns the locator of the open view; its `.page` is the page. whole: keep the text
    around the explorer, which is left out otherwise.
    """

    def opener(path: str, name: str, whole=False, **options):
        page = open_page(path, alone=None if whole else name, **options)
        page.locator(f"{name} .explorer__open").first.click()
        view = page.locator(f"{name} .explorer__view").first
        view.wait_for()
        return view

    return opener
