"""How pages look with the publish step and without it: states of a page that a reader meets, as pictures to compare."""

from collections.abc import Callable
from dataclasses import dataclass

from explorers import settle

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ATTENTION, SECTION = "how-transformers-work/attention/", "nlp-and-llms/what-is-nlp/"


def nothing(page) -> None:
    """Only look."""


@dataclass(frozen=True)
class Look:
    """A page, what the reader does on it, and how it is seen. full: the whole page, not the window alone."""

    path: str
    act: Callable = nothing
    viewport: tuple = tuple(DESKTOP.items())
    scheme: str = "light"
    scripts: bool = True
    full: bool = False

    def __str__(self) -> str:
        return f"{self.path or 'home'}, {self.act.__name__}, {self.scheme}, {dict(self.viewport)['width']} px"


def started(page) -> None:
    """Move the pointer and wait for the theme's script, so that both kinds of page stand at the same point."""
    page.mouse.move(30, 30)
    page.wait_for_function("() => window.component$ && document.querySelector('[data-md-component=palette] label:not([hidden])')")


def menu(page) -> None:
    """Open the menu of a phone."""
    page.locator(".md-header [for=__drawer]").click()


def search(page) -> None:
    """Open the search and find something."""
    if not page.locator("input.md-search__input").is_visible():
        page.locator(".md-header [for=__search]").first.click()
    page.locator("input.md-search__input").fill("attention mask")
    page.locator("input.md-search__input").press("End")
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(300)


def copy_button(page) -> None:
    """Point at the button that copies code."""
    block = page.locator(".highlight").first
    block.scroll_into_view_if_needed()
    block.locator("button").first.hover()


def tooltip(page) -> None:
    """Point at a term."""
    page.locator("a.term-link").first.hover()
    page.locator(".md-tooltip2--active").wait_for()


def explorer(page) -> None:
    """Open an explorer."""
    page.locator(".explorer__open").first.click()
    settle(page.locator(".explorer__view").first)
    page.mouse.move(5, 400)
    page.evaluate("scrollTo(0, 0)")


def printed(page) -> None:
    """Show the page as it is printed."""
    page.emulate_media(media="print")


def take(browser, address: str, look: Look) -> bytes:
    """Return a PNG of a page in the state that `look` describes."""
    context = browser.new_context(viewport=dict(look.viewport), color_scheme=look.scheme, java_script_enabled=look.scripts)
    page = context.new_page()
    page.goto(address + look.path)
    if look.scripts:
        started(page)
        look.act(page)
        page.wait_for_load_state("networkidle")
    picture = page.screenshot(animations="disabled", full_page=look.full)
    context.close()
    return picture


PHONE_SIZE = tuple(PHONE.items())
FEW = [Look(ATTENTION, full=True), Look(ATTENTION, search, scheme="dark"), Look(ATTENTION, copy_button), Look(ATTENTION, tooltip),
       Look(ATTENTION, printed, full=True), Look(SECTION, menu, PHONE_SIZE, "dark"),
       Look(SECTION, scripts=False, full=True), Look("no-such-page"),
       Look(ATTENTION, explorer, full=True), Look(ATTENTION, explorer, PHONE_SIZE, "dark", full=True)]


def every(paths: list[str]) -> list[Look]:
    """Return the looks of all pages: both schemes, desktop and phone, printed, and without scripts."""
    looks = [Look(path, scheme=scheme, viewport=size, full=True) for path in paths for scheme in ("light", "dark")
             for size in (tuple(DESKTOP.items()), PHONE_SIZE)]
    return looks + [Look(path, printed, full=True) for path in paths] + [Look(path, scripts=False, full=True) for path in paths]
