"""A tour of everything that pages do: no request to another host, no cookie, no violation of the page's own policy,
nothing stored but what KEPT lists, and no script run but the site's own."""

import re

from building import SUB_PATH
from playwright.sync_api import expect

KEPT = {
    re.escape(f"{SUB_PATH}.__palette"): "light or dark, as chosen with the switch in the header",
    r"llm-notes:/some/path/:(review|due)/(question|term|drill)/[a-z0-9-]+(/\d+)?": "a card's grades, and when it is due",
    r"llm-notes:/some/path/:read/.*": "when a section was read to its end",
    r"llm-notes:/some/path/:diagnostic": "the answers to the test of where to start",
}
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));"""
INJECTED = """() => {
  window.ran = [];
  const script = document.createElement("script");
  script.textContent = "ran.push('script')";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend", `<img src="x:" onerror="ran.push('handler')">
    <a id="planted" href="javascript:ran.push('link')">x</a> <svg onload="ran.push('drawing')"></svg>
    <iframe srcdoc="<script>parent.ran.push('frame')</script>"></iframe> <object data="data:text/html,x"></object>
    <form action="https://x.example/"><button id="sent">x</button></form>`);
  document.head.insertAdjacentHTML("beforeend", '<base href="https://x.example/">');
  planted.click();
  sent.click();
  setTimeout(() => { // what a test evaluates may evaluate text itself, what the page does later may not
    try { setTimeout("ran.push('text of a timer')", 0); } catch {}
    try { ran.push(new Function("return 'text'")()); } catch {}
  }, 0);
  return new Promise((done) => setTimeout(done, 300));
}"""
ASKS_ELSEWHERE = """async () => {
  const asked = await Promise.allSettled([fetch("https://x.example/"), import("https://x.example/x.js"),
    new Promise((done, failed) => Object.assign(new Image(), { onload: done, onerror: failed, src: "https://x.example/x.png" }))]);
  navigator.sendBeacon("https://x.example/", "x");
  return asked.filter((one) => one.status === "fulfilled").length;
}"""


def tour(page, address):
    """Use everything once; yields the name of each stop once it is done."""
    page.goto(address)
    switch = page.locator("label[for^='__palette']:visible")
    switch.click()
    expect(page.locator("label[for='__palette_2']")).to_be_visible()  # the theme puts the next switch in its place
    switch.click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(".md-search__input").click()
    page.keyboard.type("mask")
    result = page.locator(".md-search-result__item a").first
    expect(result).to_be_visible()
    result.click()
    yield "search, light and dark"
    page.goto(address + "how-transformers-work/attention/")
    page.locator("attention-by-hand .explorer__open").first.click()
    page.locator("attention-by-hand .explorer__view").first.wait_for()
    question = page.locator("llm-question:has(input[type=radio])").first
    question.locator("input").first.check()
    question.locator("button").first.click()
    page.locator(".term-link").first.hover()
    yield "explorer, question, term"
    page.pdf()
    page.emulate_media(media="screen")
    yield "print"
    page.goto(address + "nlp-and-llms/large-language-models/")
    page.locator("next-token-explorer .explorer__open").first.click()
    page.get_by_role("button", name="Skip the guess").click(timeout=60_000)
    expect(page.locator("next-token-explorer .explorer__bars tbody tr")).to_have_count(20)
    yield "model"
    page.goto(address + "practice/")
    page.get_by_role("button", name="Ten mixed cards").click()
    expect(page.locator(".practice__stage")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.locator(".practice__place")).to_contain_text("Card 2 of 10")
    yield "practice"
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + "glossary/")
    page.locator("label[for=__drawer].md-header__button").click()
    expect(page.locator(".md-nav--primary")).to_be_visible()
    yield "glossary, menu"


def test_a_tour_asks_no_other_host_and_keeps_what_is_listed(browser, address):
    context = browser.new_context()
    requests, problems = [], []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: "ecurity Policy" in message.text and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(WATCH)
    for stop in tour(page, address):
        assert not page.evaluate("violations"), f"{stop}: {page.evaluate('violations')}"
    host = address.removesuffix(SUB_PATH)
    assert len(requests) > 60 and any("safetensors" in url for url in requests), "the tour missed some of its stops"
    elsewhere = [url for url in requests if not url.startswith((host + "/", "data:", "blob:"))]
    assert not elsewhere, f"requests to other hosts: {elsewhere}"
    assert not context.cookies() and page.evaluate("document.cookie") == ""
    assert not page.evaluate("Object.keys(sessionStorage)"), "sessionStorage is used: list it in KEPT"
    keys = page.evaluate("Object.keys(localStorage)")
    unlisted = [key for key in keys if not any(re.fullmatch(pattern, key) for pattern in KEPT)]
    assert keys and not unlisted, f"stored but not listed in KEPT: {unlisted}"
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert not problems, problems
    context.close()


def test_no_script_but_the_sites_own_runs(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    asked = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: request.failure != "csp" and asked.append(f"{request.url} {request.failure}"))
    page.goto(address + "errata/")
    page.evaluate(INJECTED)
    assert page.evaluate("ran") == []
    assert page.evaluate(ASKS_ELSEWHERE) == 0
    assert page.url == address + "errata/" and page.evaluate("document.baseURI") == page.url
    directives = {entry.split()[0] for entry in page.evaluate("violations")}
    assert directives >= {"script-src-elem", "script-src-attr", "form-action", "base-uri", "connect-src", "img-src"}, directives
    assert not [url for url in asked if "x.example" in url], "the browser contacted another host"
    context.close()
