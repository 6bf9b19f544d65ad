"""How pages look with and without the publish step: pictures of what readers see, to compare."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

from explorers import settle
from quiet import wait_until_quiet

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ATTENTION, SECTION = "how-transformers-work/attention/", "nlp-and-llms/what-is-nlp/"


# The published search finds more than the theme's own, so the results are faked to be the same; only their look matters.
SAME_RESULTS = """() => {
  document.querySelector(".md-search-result__meta").textContent = "1 matching document";
  const list = document.querySelector(".md-search-result__list");
  list.replaceChildren(list.firstElementChild);
  list.querySelectorAll("details").forEach((more) => more.remove());
  list.querySelectorAll("h1, h2").forEach((title) => title.innerHTML = "The <mark>mask</mark>");
  list.querySelectorAll("article > :not(h1, h2, .md-search-result__icon)").forEach((teaser) => teaser.remove());
  list.querySelectorAll("article").forEach((article) => article.insertAdjacentHTML("beforeend", "<p>Who may see <mark>attention</mark> …</p>"));
}"""
# Options are shown in a different order on each visit; here, always in the same one.
UNSHUFFLED = "Math.random = () => .5"


def nothing(page) -> None:
    """Do nothing, just look."""


@dataclass(frozen=True)
class Look:
    """A page, what the reader does on it, and how it is seen. full: the whole page, not just the window."""

    path: str
    act: Callable = nothing
    viewport: tuple = tuple(DESKTOP.items())
    scheme: str = "light"
    scripts: bool = True
    full: bool = False

    def __str__(self) -> str:
        return f"{self.path or 'home'}, {self.act.__name__}, {self.scheme}, {dict(self.viewport)['width']} px"


def started(page) -> None:
    """Move the pointer and wait for the theme's script, so both kinds of page are at the same point."""
    page.mouse.move(30, 30)
    page.wait_for_function("() => window.component$ && document.querySelector('[data-md-component=palette] label:not([hidden])')")


def menu(page) -> None:
    """Open the menu on a phone."""
    page.locator(".md-header [for=__drawer]").click()


def search(page) -> None:
    """Open the search and find something."""
    if not page.locator("input.md-search__input").is_visible():
        page.locator(".md-header [for=__search]").first.click()
    page.locator("input.md-search__input").fill("attention mask")
    page.locator("input.md-search__input").press("End")
    page.locator(".md-search-result__item").first.wait_for()
    wait_until_quiet(page)
    page.evaluate(SAME_RESULTS)


def copy_button(page) -> None:
    """Point at the button that copies code."""
    block = page.locator(".highlight:visible").first
    block.scroll_into_view_if_needed()
    block.locator("button").first.hover()


def tooltip(page) -> None:
    """Point at a term."""
    page.locator("a.term-link:visible").first.hover()
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


# Counts the pixels of a picture that are unlike the same place in another, or a place next to it: where a box starts between
# two pixels, the same page is sometimes drawn with one, sometimes with the other.
UNLIKE = """async (files) => {
  const [a, b] = await Promise.all(files.map(async (file) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${file}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  }));
  if (a.width !== b.width || a.height !== b.height) return a.width * a.height;
  const near = (one, at, other) => [-1, 0, 1].some((row) => [-1, 0, 1].some((column) => {
    const there = at + 4 * (row * a.width + column);
    return [0, 1, 2].every((channel) => Math.abs(one.data[at + channel] - other.data[there + channel]) < 48);
  }));
  let unlike = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const same = a.data[at] === b.data[at] && a.data[at + 1] === b.data[at + 1] && a.data[at + 2] === b.data[at + 2];
    if (!same && !(near(a, at, b) && near(b, at, a))) unlike++;
  }
  return unlike;
}"""
# A table's box comes from Material's script or from the publish step; a page with neither gets it here, since that is how it should look.
BOX_TABLES = """() => document.querySelectorAll(".md-typeset table:not([class])").forEach((table) => {
  if (table.closest(".md-typeset__scrollwrap")) return;
  const [outer, inner] = ["scrollwrap", "table"].map((part) => Object.assign(document.createElement("div"), { className: `md-typeset__${part}` }));
  table.replaceWith(outer);
  outer.append(inner);
  inner.append(table);
})"""
FEWEST = 20  # so many such pixels are noticeable: fewer than any style rule would change


def differ(browser, before: bytes, after: bytes) -> bool:
    """Return whether someone looking at two pictures (PNG) of a page would see a difference."""
    if before == after:
        return False
    page = browser.new_page()
    unlike = page.evaluate(UNLIKE, [base64.b64encode(picture).decode() for picture in (before, after)])
    page.close()
    return unlike >= FEWEST


def settled(page, **options) -> bytes:
    """Return a picture (PNG) of a page once its fonts are loaded and it looks the same twice in a row."""
    page.evaluate("document.fonts.ready.then(() => true)")
    before, picture = None, page.screenshot(animations="disabled", **options)
    for _ in range(20):
        if picture == before:
            break
        page.wait_for_timeout(200)
        before, picture = picture, page.screenshot(animations="disabled", **options)
    return picture


def take(browser, address: str, look: Look) -> bytes:
    """Return a PNG of a page in the state that `look` describes."""
    context = browser.new_context(
        viewport=dict(look.viewport), color_scheme=look.scheme, java_script_enabled=look.scripts, reduced_motion="reduce"
    )
    context.add_init_script(UNSHUFFLED)
    page = context.new_page()
    page.goto(address + look.path)
    if look.scripts:
        started(page)
        look.act(page)
        wait_until_quiet(page)
    else:
        page.evaluate(BOX_TABLES)
    picture = settled(page, full_page=look.full)
    context.close()
    return picture


PHONE_SIZE = tuple(PHONE.items())
FEW = [
    Look(ATTENTION, full=True),
    Look(ATTENTION, search, scheme="dark"),
    Look(ATTENTION, copy_button),
    Look(ATTENTION, tooltip),
    Look(ATTENTION, printed, full=True),
    Look(SECTION, menu, PHONE_SIZE, "dark"),
    Look(SECTION, scripts=False, full=True),
    Look("no-such-page"),
    Look(ATTENTION, explorer, full=True),
    Look(ATTENTION, explorer, PHONE_SIZE, "dark", full=True),
]


def every(paths: list[str]) -> list[Look]:
    """Return the looks of all pages: both schemes, desktop and phone, printed, and without scripts."""
    looks = [
        Look(path, scheme=scheme, viewport=size, full=True)
        for path in paths
        for scheme in ("light", "dark")
        for size in (tuple(DESKTOP.items()), PHONE_SIZE)
    ]
    return looks + [Look(path, printed, full=True) for path in paths] + [Look(path, scripts=False, full=True) for path in paths]
