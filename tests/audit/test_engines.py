"""In Firefox and WebKit, the pages are shown, search finds things, readers can practice, and every explorer answers."""

import struct
import time

import pytest
from building import ROOT
from engines import Firefox, Noting, WebKit, missing
from explorers import COUNT_REQUESTS, SETTLED, places
from serving import serving
from test_lighthouse import PAGES

ATTENTION = "how-transformers-work/attention/"
PICTURES = ROOT / "build/engines"  # to look at
DESKTOP, PHONE = (1280, 800), (390, 844)
# Marks the element that a selector and a pattern for its text match, so that it can be clicked.
MARK = """([selector, pattern]) => {
  document.querySelector("[data-here]")?.removeAttribute("data-here");
  const found = [...document.querySelectorAll(selector)].find((one) => new RegExp(pattern).test(one.textContent));
  found?.setAttribute("data-here", "");
  return !!found;
}"""
NEAR = """async (name) => {
  document.querySelector(name).closest("figure").scrollIntoView({ behavior: "instant" });
  return !!customElements.get(name) && !!document.querySelector(`${name} .explorer__open`);
}"""
SHOWN = """(name) => {
  const view = document.querySelector(`${name} .explorer__view`);
  return [view.innerText, ...[...view.querySelectorAll("input, select, textarea")].map((one) => one.value)].join("|") + view.querySelectorAll("*").length
    + [...view.querySelectorAll("svg")].map((drawing) => drawing.innerHTML).join();
}"""
STATUS = "(name) => document.querySelector(`${name} .explorer__status`)?.textContent"
READY = f"(name) => ({SETTLED})(document.querySelector(`${{name}} .explorer__view`))"
# Does the first thing possible, like use() in tests/explorers.py; returns what it did, or null.
USE = """(name) => {
  const view = document.querySelector(`${name} .explorer__view`), change = (one) => {
    for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
    return one.outerHTML.slice(0, 100);
  };
  const runs = [...view.querySelectorAll("button")].find((one) => /^(Run|Write all|Train)/.test(one.textContent));
  const button = runs ?? view.querySelector("button[aria-pressed=false]"), list = view.querySelector("select");
  const slider = view.querySelector("input[type=range]");
  if (button) return button.click(), button.textContent;
  if (list) return (list.selectedIndex = list.selectedIndex === 1 ? 0 : 1), change(list);
  if (slider) return slider.stepUp(), change(slider);
  return null;
}"""


@pytest.fixture(scope="module")
def address(site):
    """The address of the served site; its pages note their problems."""
    with serving(site.folder, handler=Noting) as address:
        yield address


@pytest.fixture(scope="module", params=[Firefox, WebKit], ids=["Firefox", "WebKit"])
def engine(request):
    """A browser of each engine, one after the other."""
    lacks = missing(request.param)
    if lacks:
        pytest.skip(lacks)
    engine = request.param()
    yield engine
    engine.close()


@pytest.fixture
def visit(engine, address):
    """visit(path) opens a page as a reader does, moves the mouse, and returns the engine. No page may log a problem."""
    visited = []

    def leave():
        problems = engine.evaluate("() => window.problems")
        assert problems == [], f"{engine.evaluate('() => location.pathname')} in {type(engine).__name__}: {problems}"

    def visitor(path: str, size=DESKTOP):
        if visited:
            leave()
        visited.append(path)
        engine.open(address + path)
        engine.resize(*size)
        for step in range(60):  # a movement before the page listens is lost, and a reader's hand goes on
            engine.move(3 + step % 3, 4 + step % 2)
            if engine.evaluate("() => !!window.component$"):
                break
            time.sleep(1)
        else:
            raise AssertionError("the theme hasn't started a minute after the pointer began to move")
        return engine

    yield visitor
    leave()


def keep(engine, name: str) -> None:
    """Save a picture of the window; fails if it's empty."""
    picture = engine.picture()
    assert picture.startswith(b"\x89PNG") and struct.unpack(">I", picture[16:20])[0] >= 300, "the picture is empty"
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{type(engine).__name__}-{name}.png").write_bytes(picture)


def click(engine, selector: str, pattern: str) -> None:
    """Click the first element of a selector whose text fits a pattern; waits for it."""
    engine.wait(MARK, [selector, pattern])
    engine.click("[data-here]")


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_of_each_type(visit, kind):
    engine = visit(PAGES[kind])
    assert engine.evaluate("() => document.querySelector('article h1').checkVisibility()")
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert engine.evaluate(wide) <= 0, "the page scrolls sideways"
    keep(engine, kind)
    if isinstance(engine, WebKit):
        return  # its window can't be as narrow as a phone's
    visit(PAGES[kind], PHONE)
    assert engine.evaluate(wide) <= 0, "the page scrolls sideways in a narrow window"
    keep(engine, f"{kind}-narrow")


def test_links_in_the_text_are_underlined(visit):
    lines = visit(ATTENTION).evaluate(
        "() => ['p > a[href^=http]', 'a.term-link'].map((one) => getComputedStyle(document.querySelector(`article ${one}`)).textDecorationLine)"
    )
    assert lines == ["underline", "underline"]


def test_a_formula_is_set_and_a_figure_shown(visit):
    engine = visit(ATTENTION)
    assert engine.evaluate("""() => {
      const fraction = [...document.querySelectorAll("article mfrac")].find((one) => one.checkVisibility());
      const [over, under] = [...fraction.children].map((one) => one.getBoundingClientRect());
      return over.height > 0 && over.bottom <= under.top + 2;
    }"""), "the parts of a fraction aren't above each other"
    engine.evaluate("() => document.querySelector('article math[display=block]').scrollIntoView({ block: 'center', behavior: 'instant' })")
    keep(engine, "formula")
    sizes = engine.evaluate("""() => [...document.querySelectorAll("article figure")].map((figure) => {
      const drawing = figure.querySelector("svg, img");
      return drawing?.checkVisibility() ? drawing.getBoundingClientRect().height : null;
    }).filter((height) => height !== null)""")
    assert sizes and min(sizes) > 20, f"figures are {sizes} px high"
    engine.evaluate("() => document.querySelector('article figure :is(svg, img)').scrollIntoView({ block: 'center', behavior: 'instant' })")
    keep(engine, "figure")


# Whether an element has had the same text for two seconds; called until it has.
STILL = """(selector) => {
  const text = document.querySelector(selector)?.textContent ?? "", now = performance.now();
  if (window.stillText !== text) [window.stillText, window.stillSince] = [text, now];
  return text.length > 0 && now - window.stillSince > 2000;
}"""


def open_search(engine, visit):
    """Open a page's search and return the engine."""
    if isinstance(engine, Firefox):  # headless, it gets no focus events, which open the search on a wide page
        visit(ATTENTION, PHONE)
        engine.click("label[for='__search'].md-header__button")
    else:
        visit(ATTENTION)
        engine.type("/")
    engine.wait("() => document.querySelector('#__search').checked && document.activeElement.matches('.md-search__input')")
    return engine


def test_search(engine, visit):
    open_search(engine, visit).type("causal mask")
    engine.wait(STILL, ".md-search-result__list")  # hits that change while they are clicked miss the click
    click(engine, ".md-search-result__link", "mask")
    engine.wait("() => document.querySelector('#__search')?.checked === false && /mask/.test(location.href)")


def test_search_by_meaning(engine, visit):
    open_search(engine, visit).type("comedians")
    engine.wait("() => /umor/.test(document.querySelector('.by-meaning a')?.textContent)")
    keep(engine, "search-by-meaning")
    click(engine, ".by-meaning a", "umor")
    engine.wait("() => /challenges/.test(location.href) && !!window.problems")


def test_practice(visit):
    engine = visit("practice/")
    click(engine, ".practice__desk button", "Ten mixed cards")
    for number in range(1, 4):
        engine.wait(f"() => document.querySelector('.practice__place')?.textContent.includes('Card {number} of ')")
        engine.wait("() => document.activeElement?.matches('.practice__stage')")
        engine.type(" ")
        engine.wait("() => document.activeElement?.matches('button')")
        if number == 1:
            keep(engine, "practice-card")
        engine.type("3")
    click(engine, "button", "^End the session")
    engine.wait("() => document.querySelector('.practice__outcome').textContent.includes('3 of 3 remembered.')")


@pytest.mark.parametrize("name", places())
def test_an_explorer_answers(engine, visit, name):
    engine = visit(places()[name])
    engine.wait(NEAR, name)
    engine.evaluate(f"() => {COUNT_REQUESTS}")
    engine.click(f"{name} .explorer__open")
    said = engine.wait(STATUS, name, seconds=90)
    assert engine.evaluate(READY, name), f"it is still loading or writing: {said}"
    before = engine.evaluate(SHOWN, name)
    used = engine.evaluate(USE, name)
    assert used, "there is nothing to use"
    assert engine.evaluate(READY, name), f"it is still loading or writing after '{used}'"
    assert engine.evaluate(SHOWN, name) != before, f"'{used}' changes nothing"
    assert not engine.evaluate("(name) => document.querySelector(`${name} .explorer__waiting`).textContent", name)
    engine.evaluate("(name) => document.querySelector(name).scrollIntoView({ behavior: 'instant' })", name)
    keep(engine, name)
