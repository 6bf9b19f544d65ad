"""Search by meaning: what readers see of it, and that the page computes what the publish step computes."""

import json

import pytest
import yaml
from axe import violations
from building import ROOT
from playwright.sync_api import expect

from llm_notes.publish import meaning

pytestmark = pytest.mark.thorough
QUERIES = yaml.safe_load((ROOT / "tests/browser/meaning_queries.yml").read_text(encoding="utf-8"))
INPUT, GROUP = "input.md-search__input", ".by-meaning"
SEARCHED = """async queries => {
  const { base } = JSON.parse(document.querySelector("#__config").textContent), home = new URL(`${base}/`, location);
  const { Meaning } = await import(new URL("assets/search/meaning.js", home));
  const index = await (await fetch(new URL("search/search_index.json", home))).json(), meaning = await Meaning.load(home, index);
  return queries.map(query => [Array.from(meaning.vector(query)), meaning.search(query).slice(0, 3).map(({ entry, near }) => [index.docs[entry].location, near])]);
}"""


def ask(page, query):
    """Type a query as a reader does, after clearing the previous one."""
    box = page.locator(INPUT)
    box.click()
    box.fill("")
    box.press_sequentially(query)


def test_other_words_find_the_passage(open_page):
    page = open_page("")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    ask(page, "atten")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.wait_for_timeout(2000)
    ours = [name for name in fetched if "meaning" in name or name.endswith(".bin")]
    assert not ours, f"{ours} were fetched while the last word was still incomplete"
    ask(page, "prejudiced against women")
    group = page.get_by_role("region", name="By meaning")
    expect(group.get_by_role("link").first).to_be_visible()
    links = group.get_by_role("link")
    assert 1 <= links.count() <= 3 and "Limitations of LLMs" in group.inner_text()
    assert len(links.first.locator("p").inner_text()) > 20, "no passage is shown"
    above = group.evaluate(
        "one => [...document.querySelectorAll('.md-search-result__item')].filter(hit => hit.compareDocumentPosition(one) & 4).length"
    )
    assert above == 3, f"the group is below {above} word matches, not below the best three"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert not violations(page)
    links.first.click()
    page.wait_for_url("**/limitations/**")


def test_enter_opens_it_where_no_word_matches_and_arrows_reach_it(open_page):
    page = open_page("")
    ask(page, "comedians")
    expect(page.locator(GROUP)).to_be_visible()
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    page.locator(INPUT).press("ArrowDown")
    expect(page.locator(f"{GROUP} a").first).to_be_focused()
    assert "umor" in page.locator(GROUP).inner_text(), "the page should be found by its tag, with its nearest passage"
    page.keyboard.press("ArrowUp")
    target = page.locator(f"{GROUP} a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_nothing_is_shown_for_what_the_notes_dont_have(open_page):
    page = open_page("")
    for query in ("recipe for apple pie", "blorp zint", "repair a leaking faucet"):
        ask(page, "jokes and irony")
        expect(page.locator(GROUP)).to_be_visible()  # so everything is loaded
        ask(page, query)
        page.wait_for_timeout(2500)  # longer than the longest pause
        expect(page.locator(GROUP)).to_have_count(0)


def test_a_failed_load_is_reported_and_the_next_query_tries_again(open_page):
    page = open_page("", reduced_motion="reduce")
    page.route("**/passages.*.bin", lambda route: route.fulfill(status=200, body="a login page"))
    ask(page, "prejudiced against women")
    expect(page.locator(GROUP)).to_contain_text("couldn’t be loaded")
    page.unroute("**/passages.*.bin")
    ask(page, "jokes and irony")
    expect(page.locator(f"{GROUP} a").first).to_be_visible()


def test_the_page_computes_what_the_publish_step_computes(site, open_page):
    index = json.loads((site.folder / meaning.INDEX).read_text(encoding="utf-8"))
    table = meaning.Table.read((site.folder / index["meaning"]["table"]).read_bytes())
    passages = list(meaning.cut(index["docs"]))
    codes = [[code - 8 for byte in meaning.halves(table.vector(one.text)) for code in (byte >> 4, byte & 15)] for one in passages]
    queries = [one["query"] for some in QUERIES.values() for one in some][::6] + ["Größe café naïve", "", "?"]
    for query, (vector, found) in zip(queries, open_page("").evaluate(SEARCHED, queries), strict=True):
        own = table.vector(query)
        assert vector == pytest.approx(own, abs=1e-5), query
        best: dict[str, float] = {}
        for passage, row in zip(passages, codes):
            entry = index["docs"][passage.entry]
            near = sum(a * b for a, b in zip(own, row)) / (sum(b * b for b in row) ** 0.5 or 1) * (0.8 + 0.2 * entry.get("boost", 1))
            page = entry["location"].partition("#")[0]
            if near >= table.threshold:
                best[page] = max(near, best.get(page, 0))
        assert [near for _, near in found] == pytest.approx(sorted(best.values(), reverse=True)[:3], abs=1e-4), query
