"""Search finds every section: by its title, by the terms of its points, by the words people really type."""

import pytest

from building import ROOT
from checks.outline import groups, read_outline

FIRST = 3
GENERAL = {"comput", "general", "human", "model"}  # ask for no section in particular: there the point's own sentence is asked
# What readers of the course ask in its forum and in search boxes, with the section that answers.
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
    """Return (query, section title): titles, the terms of each point together, and what people ask."""
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
    """A function from a query to the titles of the pages found, in order, as the search box shows them."""
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
        page.wait_for_function("() => document.querySelector('.md-search-result__item') || "
                               "/No matching/.test(document.querySelector('.md-search-result__meta').textContent)")
        return page.locator(".md-search-result__item").evaluate_all(
            "items => items.map(item => item.querySelector('h1, h2').textContent)")

    yield titles
    page.close()


def test_every_section_is_among_the_first_hits(search):
    missed = []
    for query, title in queries():
        hits = search(query)[:FIRST]
        if title not in hits:
            missed.append(f"'{query}' should find '{title}'; the first {FIRST} hits are {hits}. Use the words in that page's "
                          "headings, or lower another page's rank with 'search: boost:' in its front matter.")
    assert not missed, f"{len(missed)} of {len(queries())} queries:\n" + "\n".join(missed)
