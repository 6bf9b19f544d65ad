"""Search finds every section: by its title, by the terms in its points, and by the words people really type."""

import pytest
from building import ROOT
from checks.outline import groups, read_outline
from playwright.sync_api import expect
from searching import FIRST, ask, pages_of, read_queries

# What percentage of tests/browser/search_queries.yml must find their page among the first. bench/search.py shows each query.
FLOORS = {"keywords": 90, "questions": 65, "typos": 90, "other words": 40, "no answer": 60}
INPUT, META, HITS = "input.md-search__input", ".md-search-result__meta", ".md-search-result__item"
GENERAL = {"comput", "general", "human", "model"}  # fit no particular section: the point's own sentence is searched for instead
# What readers of the course ask in its forum and in search boxes, with the section that answers it.
ASKED = {
    "what is natural language processing": "What is NLP?",
    "ner": "What is NLP?",
    "sentiment analysis": "What is NLP?",
    "how many parameters does gpt-3 have": "Large Language Models (LLMs)",
    "temperature": "Large Language Models (LLMs)",
    "top-p sampling": "Large Language Models (LLMs)",
    "few shot prompting": "Large Language Models (LLMs)",
    "what is a token": "Large Language Models (LLMs)",
    "why do llms make things up": "Limitations of LLMs",
    "hallucinate": "Limitations of LLMs",
    "carbon footprint": "Limitations of LLMs",
    "context length": "Limitations of LLMs",
    "winograd": "Challenges in Language Processing",
    "sarcasm": "Challenges in Language Processing",
    "vision transformer": "Capabilities",
    "whisper": "Capabilities",
    "pipeline": "Pipeline Function",
    "logits to probabilities": "Pipeline Function",
    "wrong tokenizer": "Pipeline Function",
    "translation pipeline removed": "Modalities",
    "zero-shot classification": "Modalities",
    "speech recognition": "Modalities",
    "when was bert released": "History",
    "mistral 7b": "History",
    "timeline": "History",
    "encoder vs decoder": "Transformer Architecture",
    "kv cache": "Transformer Architecture",
    "feed-forward": "Transformer Architecture",
    "query key value": "Attention Mechanism",
    "causal mask": "Attention Mechanism",
    "multi-head attention": "Attention Mechanism",
    "self attention": "Attention Mechanism",
    "fine tuning": "Transfer Learning",
    "lora": "Transfer Learning",
    "masked language modeling": "Transfer Learning",
}


def queries() -> list[tuple[str, str]]:
    """Return (query, section title): titles, the combined terms of each point, and what people ask."""
    sections = [section for chapter in read_outline(ROOT) for section in chapter["sections"]]
    found = [(section["title"], section["title"]) for section in sections]
    for section in sections:
        for _, points in groups(section):
            for point in points:
                terms = [term.split("|")[0] for term in point["terms"]]
                query = point["says"] if terms[0] in GENERAL else " ".join(terms)
                found.append((query, section["title"]))
    return found + list(ASKED.items())


@pytest.fixture(scope="module")
def search(browser, address):
    """A function that takes a query and returns the titles of the pages found, in the order of the search box."""
    page = browser.new_page()
    page.goto(address)
    box = page.locator("input.md-search__input")
    box.click()

    def titles(query: str) -> list[str]:
        box.fill("")
        box.press("End")
        page.wait_for_function("() => !document.querySelector('.md-search-result__item')")
        box.fill(query)
        box.press("End")
        page.wait_for_function(
            "() => document.querySelector('.md-search-result__item') || "
            "/No matching/.test(document.querySelector('.md-search-result__meta').textContent)"
        )
        return page.locator(".md-search-result__item").evaluate_all("items => items.map(item => item.querySelector('h1, h2').textContent)")

    yield titles
    page.close()


def test_every_section_is_among_the_first_hits(search):
    missed = []
    for query, title in queries():
        hits = search(query)[:FIRST]
        if title not in hits:
            missed.append(
                f"'{query}' should find '{title}'; the first {FIRST} hits are {hits}. Use the words in that page's "
                "headings, or lower another page's rank with 'search: boost:' in its front matter."
            )
    assert not missed, f"{len(missed)} of {len(queries())} queries:\n" + "\n".join(missed)


@pytest.fixture(scope="module")
def plain(browser, address):
    """An open page whose theme hasn't started, from which to query the worker."""
    page = browser.new_page()
    page.goto(address)
    yield page
    page.close()


def test_queries_of_readers_find_their_page(plain):
    queries = read_queries()
    answers = ask(plain, [query for _, query, _ in queries])
    for kind, floor in FLOORS.items():
        found = [(query, pages, pages_of(answer)[:FIRST]) for (of, query, pages), answer in zip(queries, answers) if of == kind]
        missed = [(query, hits) for query, pages, hits in found if (not set(pages) & set(hits) if pages else hits)]
        assert len(found) - len(missed) >= len(found) * floor / 100, (
            f"tests/browser/search_queries.yml: of {len(found)} {kind}, {len(missed)} are missed; {floor}% should be found: {missed}"
        )


def test_punctuation_is_harmless(plain):
    queries = [
        "attention:",
        "<mask>",
        "word^",
        "+attention",
        "-attention",
        "attention~",
        '"attention',
        "attention*",
        "title:attention",
        "(attention)",
    ]
    missed = [query for query, answer in zip(queries, ask(plain, queries)) if not answer["items"]]
    assert not missed, f"{missed} find nothing. See llm_notes/publish/search_words.js."
    assert [answer["items"] for answer in ask(plain, ["*", "+", "~ ^", "", "\\"])] == [[]] * 5


def test_a_title_with_a_sign_stays_whole_where_it_is_marked(plain):
    docs = [{"location": "a/", "title": "Q&amp;A", "text": "<p>1 &lt; 2</p>"}]
    for query in ("q&a", "amp", "1"):
        for item in ask(plain, [query], docs)[0]["items"]:
            assert item[0]["title"].replace("<mark>", "").replace("</mark>", "") == "Q&amp;A"
            assert "&amp;" in item[0]["title"], f"'{query}' splits a character entity: {item[0]['title']}. See the separator in mkdocs.yml."
    assert not ask(plain, ["amp"], docs)[0]["items"]


def test_a_term_is_found_by_another_word_and_leads_to_the_term(plain):
    answer = ask(plain, ["skip connection"])[0]
    entry = next(hit for page in answer["items"] for hit in page if hit["location"].startswith("glossary/"))
    assert entry["location"] == "glossary/#residual-connection" and entry["title"].startswith("residual")


def test_the_search_says_what_the_notes_do_not_cover_and_how_it_read_a_typo(open_page):
    page = open_page("")
    box = page.locator(INPUT)
    box.click()
    box.press_sequentially("pizza")
    expect(page.locator(META)).to_contain_text("“pizza”")
    expect(page.locator(HITS)).to_have_count(0)
    box.fill("")
    box.press_sequentially("atention kubernetes")
    expect(page.locator(META)).to_contain_text("“attention”")
    expect(page.locator(META)).to_contain_text("“kubernetes”")
    expect(page.locator(HITS).first).to_be_visible()
    box.fill("")
    box.press_sequentially("residual conn")
    expect(page.locator("[data-md-component=search-suggest]")).to_contain_text("residual connection")
    box.press("ArrowDown")
    expect(page.locator(f"{HITS} a").first).to_be_focused()
    target = page.locator(f"{HITS} a[href$='#residual-connection']")
    target.press("Enter")
    page.wait_for_url("**/glossary/**")
    assert abs(page.locator("#residual-connection").bounding_box()["y"]) < page.viewport_size["height"], "the page doesn't open at the term"
    expect(page.locator("#residual-connection mark").first).to_be_visible()
