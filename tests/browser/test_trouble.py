"""A failing host, denied or damaged storage, a tab left open: the notes stay readable, and each message says what to do."""

import threading

import pytest
from playwright.sync_api import expect
from serving import serving

pytestmark = pytest.mark.thorough
PAGE, NAME = "how-transformers-work/attention/", "attention-by-hand"
FAULTS = [404, 500, "reset", "cut", "empty", "html", "type"]


@pytest.fixture
def troubled(site, browser):
    """(address, faults, fresh): a server with configurable faults; fresh() returns a page with an empty cache."""
    faults, pages = [], []

    def fresh():
        while pages:
            pages.pop().close()
        pages.append(browser.new_page())
        return pages[-1]

    with serving(site.folder, faults) as address:
        yield address, faults, fresh
        fresh().close()


def test_an_explorer_that_does_not_arrive_is_reported_and_opens_after_a_reload(troubled):
    address, faults, fresh = troubled
    for fault in FAULTS:
        faults[:] = [(f"{NAME}.js$", fault)]
        page = fresh()
        button, view = page.locator(f"{NAME} .explorer__open"), page.locator(f"{NAME} .explorer__view")
        page.goto(address + PAGE)
        button.click()
        expect(button, f"after {fault}").to_have_text("This couldn’t be loaded. Check the network and reload the page.")
        expect(page.locator(f"{NAME} .explorer__static")).to_be_visible()
        faults.clear()
        button.click()
        expect(view, f"a retry after {fault}").to_be_visible()


def test_an_explorer_that_never_arrives_says_that_it_takes_long(troubled):
    address, faults, fresh = troubled
    gate, page = threading.Event(), fresh()
    faults[:] = [(f"{NAME}.js$", gate)]
    page.clock.install()
    page.goto(address + PAGE, wait_until="domcontentloaded")
    button = page.locator(f"{NAME} .explorer__open")
    button.click()
    expect(button).to_have_text("Loading …")
    page.clock.run_for(15_000)
    expect(button).to_have_text("This is taking a while. Wait, or press here to reload the page.")
    gate.set()
    expect(page.locator(f"{NAME} .explorer__view")).to_be_visible()


def test_data_that_do_not_arrive_are_reported_and_fetched_again(troubled):
    address, faults, fresh = troubled
    for fault in (404, "reset", "cut", "empty", "html"):
        faults[:] = [("senses.json$", fault)]
        page = fresh()
        explorer = page.locator("sense-explorer").first
        page.goto(f"{address}nlp-and-llms/challenges/")
        explorer.locator(".explorer__open").click()
        expect(explorer.get_by_role("status"), f"after {fault}").to_have_text(
            "WordNet’s counts couldn’t be loaded. Check the network and try again."
        )
        faults.clear()
        explorer.get_by_role("button", name="Load WordNet’s counts again").click()
        expect(explorer.locator("svg").first, f"a retry after {fault}").to_be_visible()


def test_a_search_that_does_not_arrive_is_reported_and_loads_on_the_next_try(troubled):
    address, faults, fresh = troubled
    for fault, way in (
        (404, "Enter"),
        (500, "press"),
        ("html", "press"),
        ("cut", "Enter"),
        ("empty", "press"),
        ("reset", "Enter"),
        ("worker", "press"),
    ):
        faults[:] = [("workers/search", 404)] if fault == "worker" else [("search_index.json$", fault)]
        page, errors = fresh(), []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.goto(address + "errata/")
        page.keyboard.press("/")
        said = page.locator(".md-search-result__meta")
        expect(said, f"after {fault}").to_have_text("The search couldn’t be loaded. Check the network, then press Enter or try again")
        expect(page.locator("h1")).to_have_count(1)
        faults.clear()
        page.keyboard.type("whisper")
        if fault == "worker":
            with page.expect_navigation():
                said.get_by_role("button").click()
            page.keyboard.press("/")
            expect(page.locator("input.md-search__input")).to_be_focused()  # the key waits for the theme's script
            page.keyboard.type("whisper")
        elif way == "Enter":
            page.keyboard.press("Enter")
        else:
            said.get_by_role("button").click()
        expect(page.locator(".md-search-result__item").first, f"a retry after {fault}").to_contain_text("Capabilities")
        assert not errors, f"after {fault}: {errors}"


def test_a_key_pressed_while_the_themes_script_loads_counts(troubled):
    address, faults, fresh = troubled
    gate, page = threading.Event(), fresh()
    faults[:] = [(r"javascripts/bundle\..*\.js$", gate)]
    page.goto(address + "errata/")
    with page.expect_request("**/javascripts/bundle.*"):
        page.mouse.move(40, 40)
        page.mouse.move(300, 300)
    page.keyboard.press("/")
    gate.set()
    expect(page.locator("input.md-search__input"), "start.js keeps the keys until the theme listens").to_be_focused()


def test_practice_modules_that_do_not_arrive_are_reported(troubled):
    address, faults, fresh = troubled
    for fault, file in (
        ("empty", "practice/practice.js"),
        ("html", "practice/deck.js"),
        ("html", "practice/cards.json"),
        ("reset", "practice/drill.js"),
    ):
        path, box = ("drills/", ".drill__more") if file == "practice/drill.js" else ("practice/", ".practice__desk")
        faults[:] = [(f"{file}$", fault)]
        page, errors = fresh(), []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.clock.install()
        page.goto(address + path)
        place = page.locator(box).first
        expect(place, f"after {fault} of {file}").to_contain_text("This couldn’t be loaded. Check the network and reload the page")
        expect(page.locator("llm-question, .practice__sections").first).to_be_visible()
        faults.clear()
        place.get_by_role("button", name="reload the page").click()
        expect(
            place.get_by_role("button", name="Other numbers" if path == "drills/" else "Ten mixed cards"), f"a retry after {fault}"
        ).to_be_visible()
        assert not errors, f"after {fault} of {file}: {errors}"


@pytest.mark.parametrize("file", ["practice/session.js", "shared/llm-question.js", "ts-fsrs.js", "practice/how-transformers-work/"])
def test_a_session_that_cannot_begin_is_reported(troubled, file):
    address, faults, fresh = troubled
    faults[:] = [(f"{file}$", "html")]
    page = fresh()
    page.goto(address + "practice/")
    page.get_by_role("button", name="Ten mixed cards").click()
    expect(page.locator(".practice__notice")).to_have_text("This couldn’t be loaded. Check the network, then reload the page.")
    faults.clear()
    page.reload()
    page.get_by_role("button", name="Ten mixed cards").click()
    expect(page.locator(".practice__stage")).to_be_visible()


def answer_one(page, address: str):
    """Open the page and answer one of its questions; return the question."""
    page.goto(address + PAGE)
    question = page.locator("#q-attention-which-query")
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check").click()
    return question


def test_an_answer_that_cannot_be_saved_is_reported(troubled):
    address, faults, fresh = troubled
    faults[:] = [("practice/record.js$", "reset")]
    page = fresh()
    question = answer_one(page, address)
    expect(question.get_by_role("status")).to_contain_text("No network: this answer wasn’t saved.")


def test_an_answer_is_kept_where_the_schedule_does_not_arrive(troubled):
    address, faults, fresh = troubled
    faults[:] = [("ts-fsrs.js$", "reset")]
    page = fresh()
    answer_one(page, address)
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('llm-notes:/some/path/:review/'))")
    faults.clear()
    page.goto(address + "practice/")
    expect(page.locator(".practice__today")).to_contain_text("are still new")


def test_without_styles_and_scripts_of_the_host_the_text_reads(troubled):
    address, faults, fresh = troubled
    for fault in FAULTS:
        faults[:] = [(r"\.(css|js|svg)$", fault)]
        page = fresh()
        page.goto(address + PAGE)
        expect(page.locator("h1"), f"with {fault}").to_be_visible()
        assert len(page.locator("article").inner_text()) > 5000, f"with {fault} the text isn't readable"


def test_where_storage_is_denied_or_damaged_the_page_works(browser, address):
    for how in (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } });"
        "Object.defineProperty(window, 'caches', { get() { throw new DOMException('denied', 'SecurityError') } });",
        "for (const key of ['__palette', '/some/path/.__palette', 'llm-notes/x', 'llm-notes:/some/path/:x', 'llm-notes offline']) localStorage.setItem(key, '{\"broken');",
    ):
        page = browser.new_page()
        errors = []
        page.on("pageerror", lambda error, errors=errors: errors.append(error.stack or str(error)))
        page.on("console", lambda message, errors=errors: message.type == "error" and errors.append(f"{message.text} {message.location}"))
        page.add_init_script(how)
        page.goto(address + PAGE)
        page.locator(f"{NAME} .explorer__open").click()
        expect(page.locator(f"{NAME} .explorer__view")).to_be_visible()
        question = page.locator("llm-question").first
        question.get_by_role("button", name="Check").click()
        expect(question.get_by_role("status")).not_to_have_text("")
        page.keyboard.press("Escape")
        scheme = page.locator("body").get_attribute("data-md-color-scheme")
        page.locator("[data-md-component=palette] label:visible").click()
        page.locator("[data-md-component=palette] label:visible").click()
        expect(page.locator("body"), f"after {how[:60]}").to_have_attribute(
            "data-md-color-scheme", "slate" if scheme == "default" else "default"
        )
        page.keyboard.press("/")
        page.keyboard.type("whisper")
        expect(page.locator(".md-search-result__item").first, f"after {how[:60]}").to_contain_text("Capabilities")
        page.goto(address + "practice/")
        page.get_by_role("button", name="Ten mixed cards").click()
        expect(page.locator(".practice__stage")).to_be_visible()
        page.goto(address + "offline/")
        expect(page.locator(".offline")).to_be_visible()
        assert not errors, f"after {how[:60]}: {errors}"
        page.close()


def test_a_tab_left_open_for_a_day_goes_on(browser, address):
    page = browser.new_page()
    page.clock.install()
    page.goto(address + PAGE)
    field = page.locator(f"{NAME} .explorer__view").get_by_label("Query Q of the, first number")
    page.locator(f"{NAME} .explorer__open").click()
    field.fill("5")
    page.clock.fast_forward("24:00:00")
    expect(field).to_have_value("5")
    field.fill("3")
    expect(field).to_have_value("3")
    page.close()
