"""What every explorer has to pass, including new ones: every reader can use it, it handles any input, and it cleans up after itself."""

import csv
import io

import pytest
from axe import violations
from explorers import COUNT_REQUESTS, choose, places, settle, use
from lxml import etree
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import expect
from serving import ALONE

pytestmark = pytest.mark.thorough
PLACES = places()
DESKTOP, SMALL = {"width": 1280, "height": 800}, {"width": 320, "height": 640}  # 320: also 1280 at 400% zoom
PHONE, READABLE = {"width": 390, "height": 844}, 11  # pixels of the smallest text in a picture
FETCHED = "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname.split('/assets/')[1] ?? '')"
# Scrolls until the explorer is about to come into view; returns the layout shift up to then.
NEAR = """async name => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.hadRecentInput ? 0 : entry.value))
    .observe({ type: "layout-shift", buffered: true });
  scrollTo(0, Math.max(1, scrollY + document.querySelector(name).closest("figure").getBoundingClientRect().top - innerHeight + 200));
  await customElements.whenDefined(name);
  await new Promise(done => setTimeout(done, 100));
  return sum;
}"""
# Controls that stick out of the window or whose text doesn't fit; scrolling boxes may.
CUT = """view => {
  const wide = document.documentElement.clientWidth, found = [], page = document.documentElement.scrollWidth;
  if (page > wide) {
    const last = [...view.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > wide && !one.closest(".explorer__scroll")).at(-1);
    found.push(`the page is ${page} px wide in a window of ${wide}, at ${last?.outerHTML.slice(0, 100)}`);
  }
  for (const control of view.querySelectorAll("button, input, select, textarea, summary, canvas, [tabindex], a[href]")) {
    const box = control.getBoundingClientRect();
    if (!box.width || control.closest(".explorer__scroll") && !control.matches(".explorer__scroll")) continue;
    const name = control.outerHTML.slice(0, 100);
    if (box.left < 0 || box.right > wide + 1) found.push(`${name} reaches from ${box.left} to ${box.right} in a window of ${wide}`);
    if (control.matches("button, .explorer__number") && control.scrollWidth > control.clientWidth + 1) found.push(`${name} cuts off its text`);
  }
  return found;
}"""
# Texts in pictures that are too small to read: those that would be less than `least` pixels high.
SMALL_PRINT = """(view, least) => [...view.querySelectorAll("svg text")].filter(one => one.checkVisibility() && one.textContent.trim()).flatMap(one => {
  const { a, b } = one.getScreenCTM(), size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(a, b);
  return size < least ? [`“${one.textContent.slice(0, 30)}” is ${size.toFixed(1)} px high`] : [];
})"""
REACHED = """view => {
  window.reached = [];
  addEventListener("focusin", ({ target }) => {
    if (target === view) return;
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    window.reached.push({ inside: view.contains(target), name: target.outerHTML.slice(0, 120), y: box.top + scrollY, x: box.left,
      after: !window.before || !!(window.before.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING),
      seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && box.bottom > 0 && box.top < innerHeight });
    window.before = target;
  });
  const able = "button, input, select, textarea, summary, a[href], [tabindex]";
  view.focus();
  return [...view.querySelectorAll(able)].filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility()).length;
}"""
# Members of the base class that the explorer has overridden with something else.
TAKEN = """element => {
  const own = customElements.get(element.localName), base = Object.getPrototypeOf(own).prototype, free = ["constructor", "disconnectedCallback"];
  const members = Object.getOwnPropertyNames(base).filter(name => !free.includes(name));
  return [...members.filter(name => Object.hasOwn(own.prototype, name) || Object.hasOwn(element, name)),
    ...(element.models instanceof Map ? [] : ["models"]), ...["view", "status", "waiting"].filter(
      name => !element[name]?.matches?.(`.explorer__${name}`))];
}"""
# Paragraphs that still tell readers to use a pointer when printed.
TOLD = """view => [...view.querySelectorAll("p")].filter(one => one.checkVisibility()).map(one => one.textContent)
  .filter(text => /(^|[.!?:,;] )(Drag|Tap|Press|Click|Choose|Point at|Point to|Type a)\\b/i.test(text)).map(text => `“${text.slice(0, 80)}” is printed`)"""
MOVING = "view => view.getAnimations({ subtree: true }).map(one => one.effect.target.outerHTML.slice(0, 100))"
# Puts each text into each field as typing or pasting would, and returns what went wrong.
ODD = """async (view, texts) => {
  const found = [], fields = () => [...view.querySelectorAll("input[type=text], textarea")].filter(one => one.checkVisibility());
  const wait = ms => new Promise(done => setTimeout(done, ms));
  for (let at = 0; at < fields().length; at++) {
    const number = fields()[at].matches(".explorer__number"), before = fields()[at].value;
    for (const text of [...texts[number ? "number" : "text"], before]) {
      const field = fields()[at];
      if (!field) break;
      field.focus();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await wait(number ? 0 : 100);
      const shown = view.textContent.replaceAll(text, ""), label = field.labels?.[0]?.textContent ?? field.ariaLabel;
      for (const odd of ["NaN", "undefined", "[object", "Infinity", "null"])
        if (shown.includes(odd)) found.push(`'${text.slice(0, 30)}' in '${label}' shows ${odd}`);
      if (view.querySelector("img, script")) found.push(`'${text.slice(0, 30)}' in '${label}' becomes markup`);
    }
  }
  if (window.ran) found.push("HTML from a field was run");
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page has become wider than the window");
  return found;
}"""
MARKUP = "<img src=x onerror='window.ran = 1'>"
TEXTS = {
    "text": ["", "x" * 10_000, f"🙂👩‍👩‍👧 שלום עולם {MARKUP}"],
    "number": ["", "9" * 10_000, "🙂", "שלום", MARKUP, "1e999", "-1", "NaN", "abc"],
}
SHOWN = """view => [...view.querySelectorAll("input, select, textarea")].map(one => one.type === "checkbox" ? one.checked : one.value).join("|")
  + [...view.children].filter(one => !one.matches(".explorer__status, .explorer__sharing")).map(one => one.innerText).join("\\n")"""
AGAIN = f"""([name, wanted]) => {{
  const view = document.querySelector(`${{name}} .explorer__view`);
  return view && ({SHOWN})(view) === wanted;
}}"""


class Findings(list):
    """What is wrong with an explorer, reported all at once."""

    def __init__(self, name: str):
        super().__init__()
        self.place = f"docs/assets/explorers/{name}.js:1"

    def note(self, when: str, problems, fix: str) -> None:
        """Add problems, each a string; fix says what to do."""
        self.extend(f"{self.place}: {when}: {problem}. {fix}" for problem in problems)

    def check(self) -> None:
        """Fail with everything found."""
        assert not self, "\n" + "\n".join(dict.fromkeys(self))


@pytest.mark.parametrize("name", PLACES)
def test_all_that_is_asked_of_every_explorer(open_page, name):
    """Run all checks on one page, as opening a page costs more than any check: first the whole page, then the explorer alone."""
    found = Findings(name)
    page = open_page("404.html", permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(COUNT_REQUESTS)
    tools, empty = page.context.new_cdp_session(page), page.url
    tools.send("Performance.enable")
    before = memory(tools)
    page.goto(empty.replace("404.html", PLACES[name]))
    check_it_waits(page, name, found)
    page.set_extra_http_headers({ALONE: name})
    page.reload()
    page.locator(f"{name} .explorer__open").first.click()
    view = page.locator(f"{name} .explorer__view").first
    view.wait_for()
    taken = page.locator(name).first.evaluate(TAKEN)
    found.note("in its class", [f"'{member}' has another meaning in base.js" for member in taken], "Give yours another name.")
    expect(view.get_by_role("status")).not_to_be_empty(timeout=60_000)  # its first answer
    settle(view)
    page.emulate_media(media="print")
    found.note("in print", view.evaluate(TOLD), "Give it the class explorer__task, or explorer__hint.")
    page.emulate_media(media="screen")
    address, chosen = check_it_can_be_sent(view, found)
    use(view)
    check_everyone_can_use_it(view, name, tools, found)
    found.note("odd input", view.evaluate(ODD, TEXTS), "Read what is typed, check it, and show it as text.")

    view.evaluate("view => view.parentElement.remove()")
    for _ in range(600):  # a Worker that is still starting is closed once it answers, which takes a while on a busy machine
        left = [worker for worker in page.workers if "/explorers/" in worker.url]
        if not left:
            break
        page.wait_for_timeout(100)
    found.note(
        "after it was removed", [f"{worker.url.split('/')[-1]} is still running" for worker in left], "Close it in disconnectedCallback()."
    )
    page.goto(empty)
    for _ in range(100):  # the browser takes a while to release a page
        nodes, heap = (after - first for first, after in zip(before, memory(tools), strict=True))
        if heap < 2e6 and nodes < 500:
            break
        page.wait_for_timeout(100)
    found.note(
        "after the reader has left",
        [f"{heap / 1e6:.1f} MB and {nodes} nodes are kept"] if heap > 2e6 or nodes > 500 else [],
        "Find what holds them.",
    )
    page.goto(address)
    try:
        page.wait_for_function(AGAIN, arg=[name, chosen], timeout=180_000)
    except Late:
        shown = difference(chosen, view.evaluate(SHOWN)) if view.count() else f"{address} doesn't open the explorer"
        found.note("its address, reopened", [shown], "Keep it in the state.")
    found.check()


def check_it_waits(page, name, found) -> None:
    """Note anything that is fetched or moves before the reader asks for it."""
    own = [file for file in page.evaluate(FETCHED) if file.startswith(("explorers/base", f"explorers/{name}", "explorers/data", "models/"))]
    found.note("before the reader comes near", [f"{file} is fetched" for file in own], "Wait for the reader.")
    shift = page.evaluate(NEAR, name)
    found.note(
        "when it is loaded",
        [f"the layout shifts by {shift:.3f}"] if shift > 0.01 else [],
        "Leave the static content as it is until the reader opens.",
    )
    own = [file for file in page.evaluate(FETCHED) if file.startswith(("explorers/data", "models/"))]
    found.note("before the reader opens it", [f"{file} is fetched" for file in own], "Fetch it in build() or later.")


def check_it_can_be_sent(view, found) -> tuple[str, str]:
    """Choose something, copy, save and go back; return the choice's address and what it showed."""
    page, before, start = view.page, view.page.url, view.evaluate(SHOWN)
    choose(view)
    settle(view)
    stepped = view.locator("button[aria-pressed]:visible, select:visible").count()
    if not stepped:
        page.wait_for_timeout(450)  # small movements reach the address after 400 ms
    chosen, address = view.evaluate(SHOWN), page.url
    found.note("a choice", [] if address != before else ["the address stays the same"], "Change the state with set(…, { step: true }).")
    view.locator(".explorer__status").evaluate("""status => { // a later answer may replace what is said
      window.said = [];
      new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    view.get_by_role("button", name="Copy as CSV").click()
    page.wait_for_function("() => said.includes('Data copied.')")
    found.note("Copy as CSV", csv_problems(page.evaluate("navigator.clipboard.readText()")), "Return rows of one length from csv().")
    save = view.get_by_role("button", name="Save as SVG")
    if save.count():
        with page.expect_download() as download:
            save.click()
        found.note("Save as SVG", svg_problems(download.value.path()), "Draw with svg() from parts.js.")
        expect(view.get_by_text("Drawing saved.")).to_be_visible()
    if stepped and address != before:
        page.go_back()
        settle(view)
        back = view.evaluate(SHOWN)
        found.note("Back", [difference(start, back)] if back != start else [], "Show everything from this.state in update().")
    return address, chosen


def check_everyone_can_use_it(view, name, tools, found) -> None:
    """Note what axe finds, what doesn't fit, what moves and what the keyboard misses, in a view that has been used."""
    page = view.page
    # Two runs, not four: colors don't depend on the width, nor sizes on the scheme.
    for scheme, size in (("light", DESKTOP), ("dark", SMALL)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        problems = violations(page, within=f"figure.explorer:has({name})")
        found.note(f"{scheme}, {size['width']} px", problems, "The rule is explained at dequeuniversity.com/rules/axe.")
    found.note("320 px wide", view.evaluate(CUT), "Let it wrap, or put it into .explorer__scroll.")
    found.note("with reduced motion", [f"{one} moves" for one in view.evaluate(MOVING)], "Show the end at once.")
    page.set_viewport_size(PHONE)
    settle(view)
    found.note("390 px wide", view.evaluate(SMALL_PRINT, READABLE), "Draw it as wide as there is room for: roomFor() in guessing.js.")
    page.set_viewport_size(DESKTOP)
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    found.note("text enlarged to 200%", view.evaluate(CUT), "Give widths in em, and let it wrap.")
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    found.note("by keyboard", tab_through(view), "Keep the elements in reading order, with a visible outline.")


def memory(tools) -> tuple[int, int]:
    """Return (nodes, heap bytes) after garbage collection."""
    tools.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in tools.send("Performance.getMetrics")["metrics"]}
    return int(metrics["Nodes"]), int(metrics["JSHeapUsedSize"])


def tab_through(view) -> list[str]:
    """Walk through the view with Tab and out of it; return what is wrong on the way."""
    stops = view.evaluate(REACHED)
    for _ in range(stops + 1):
        view.page.keyboard.press("Tab")
    reached = view.page.evaluate("window.reached")
    inside = [one for one in reached if one["inside"]]
    problems = [f"no visible focus on {one['name']}" for one in inside if not one["seen"]]
    problems += [f"{one['name']} comes after what follows it" for one in inside if not one["after"]]
    if len(inside) != stops:
        problems.append(f"{len(inside)} of {stops} controls are reached, the last one {inside[-1]['name'] if inside else 'none'}")
    if reached[-1]["inside"]:
        problems.append(f"Tab doesn't leave it after {reached[-1]['name']}")
    return problems


def difference(wanted: str, shown: str) -> str:
    """Return a description of where two texts diverge."""
    at = next((i for i, (a, b) in enumerate(zip(wanted, shown)) if a != b), min(len(wanted), len(shown)))
    return f"{shown[max(0, at - 20) : at + 60]!r} instead of {wanted[max(0, at - 20) : at + 60]!r}"


def csv_problems(text: str) -> list[str]:
    """Return what is wrong with a table as CSV."""
    rows = list(csv.reader(io.StringIO(text)))
    widths = {len(row) for row in rows}
    return [
        problem
        for problem, wrong in [
            (f"{len(rows)} rows", len(rows) < 2),
            (f"rows of {sorted(widths)} cells", len(widths) > 1),
            ("a column without a name", not all(rows[:1] and rows[0])),
        ]
        if wrong
    ]


def svg_problems(path) -> list[str]:
    """Return what is wrong with a drawing saved as a file."""
    try:
        drawing = etree.parse(path).getroot()
    except etree.XMLSyntaxError as error:
        return [f"the file isn't well-formed: {error}"]
    tags = {etree.QName(one).localname for one in drawing.iter(etree.Element)}
    outside = [
        value
        for one in drawing.iter(etree.Element)
        for name, value in one.attrib.items()
        if (name.endswith("href") and not value.startswith(("#", "data:image/")))
        or "url(http" in value
        or etree.QName(name).localname.startswith("on")
    ]
    return [
        *(f"<{tag}> in it" for tag in tags & {"script", "foreignObject"}),
        *(f"it needs {value}" for value in outside),
        *([] if len(tags) > 1 else ["nothing is drawn"]),
    ]
