"""Helpers for explorers: which page each is on, waiting until one has answered, using one."""

import re

from building import ROOT
from playwright.sync_api import expect

# Counts pending requests, and calls that a model's Worker hasn't answered, for SETTLED; runs before the page's own scripts.
COUNT_REQUESTS = """{ const ask = window.fetch, { postMessage, terminate } = Worker.prototype, calls = new Map(); // Worker -> ids
  window.underWay = 0;
  window.fetch = (...given) => { window.underWay++; return ask(...given).finally(() => window.underWay--); };
  window.computing = () => [...calls.values()].some(ids => ids.size);
  Worker.prototype.postMessage = function (message, ...more) {
    if (message?.method && !calls.has(this)) {
      calls.set(this, new Set());
      this.addEventListener("message", ({ data }) => data.token === undefined && data.read === undefined && calls.get(this)?.delete(data.id));
    }
    if (message?.method) calls.get(this).add(message.id);
    if (message?.cancel) calls.get(this)?.delete(message.id);
    return postMessage.call(this, message, ...more);
  };
  Worker.prototype.terminate = function () { calls.delete(this); return terminate.call(this); };
}"""
# Resolves once nothing in the view has changed for 120 ms, nothing is being fetched and no model is writing.
SETTLED = """view => new Promise(done => {
  const busy = () => window.underWay > 0 || window.computing?.() || view.querySelector("[aria-busy=true]")
    || [...view.querySelectorAll("progress")].some(bar => bar.checkVisibility()) || [...view.querySelectorAll("button")].some(button =>
     button.textContent === "Stop" || button.disabled && /^(Run|Train) ./.test(button.textContent));
  const until = performance.now() + 90_000;
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => busy() && performance.now() < until ? again() : (watch.disconnect(), done(!busy())), 120);
  };
  const watch = new MutationObserver(again);
  watch.observe(view, { subtree: true, childList: true, characterData: true, attributes: true });
  again();
})"""


# Scrolls to an element and returns its center; in one call, as a redrawn picture has other elements a moment later.
MIDDLE = """one => {
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


def places() -> dict[str, str]:
    """Return element -> address of the first page with it, like {"task-explorer": "nlp-and-llms/what-is-nlp/"}."""
    found = {}
    for file in sorted((ROOT / "docs").rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        if "\nderive: false\n" in text.split("\n---\n")[0] + "\n":
            continue
        for name in re.findall(r"^/// explorer.*\n(?: {4}.*\n)*? {4}element: (\S+)$", text, re.MULTILINE):
            found.setdefault(name, f"{file.relative_to(ROOT / 'docs').with_suffix('').as_posix()}/".removeprefix("index/"))
    return found


def box_of(part) -> dict[str, float]:
    """Return x, y, width and height of what a Playwright locator finds, in the window's pixels.

    A picture that is redrawn between finding it and measuring it has no box; the next one has.
    """
    for _ in range(50):
        if box := part.bounding_box():
            return box
        part.page.wait_for_timeout(100)
    raise AssertionError(f"not visible for 5 s: {part}")


def drag(knob, right: float, down: float, steps: int = 4) -> None:
    """Drag what a Playwright locator finds by this many pixels, from its center."""
    x, y = knob.evaluate(MIDDLE)
    mouse = knob.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=steps)
    mouse.up()


def answered_question(view):
    """Answer the question above an open explorer, and return it (a locator) after checking that it stays hidden in every guided step."""
    question = view.page.locator("figure.explorer", has=view).locator(".explorer__predict")
    expect(question).to_be_visible()
    view.get_by_role("button", name="Check").click()
    for step in view.get_by_role("group", name="What to look at").get_by_role("button").all():
        expect(question).to_be_hidden()
        step.click()
    return question


def settle(view) -> None:
    """Wait until an open explorer (a Playwright locator of its view) shows its answer."""
    assert view.evaluate(SETTLED), f"the explorer is still loading or writing after 90 s: {view.inner_text()[:200]}"


def use(view) -> None:
    """Do the first thing possible: run what can be run, or else pick the first choice that isn't selected."""
    settle(view)
    running = re.compile("^(Run|Write all|Train)")
    skip = view.get_by_role("button", name="Skip the guess")
    if skip.count() and view.locator("button[hidden]", has_text=running).count() and not view.get_by_role("button", name=running).count():
        skip.click()  # what can be run waits for the guess
        settle(view)
    runs = view.get_by_role("button", name=running).all()
    for button in runs:
        if button.is_visible():  # not already run by an earlier one
            button.click()
            settle(view)
    if not runs:
        choose(view)
        settle(view)


def choose(view) -> None:
    """Pick a visible choice other than the selected one: a button, from the first list, on the first slider; or else skip the guess."""
    others, lists, sliders = (view.locator(f"{one}:visible") for one in ("button[aria-pressed=false]", "select", "input[type=range]"))
    if others.count():
        others.first.click()
    elif lists.count():
        lists.first.select_option(index=1 if lists.first.evaluate("list => list.selectedIndex") != 1 else 0)
    elif sliders.count():
        sliders.first.press("ArrowRight")
    else:
        view.get_by_role("button", name="Skip the guess").click()
