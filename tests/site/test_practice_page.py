"""The practice page's cards come from the pages: each once, under its section, with links relative to the practice page."""

import json
import re

import markdown
import pytest
import yaml
from building import ROOT, copy, replace
from lxml import html

from llm_notes.checks.findings import PageError
from llm_notes.outputs import practice

PAGE = "docs/how-transformers-work/attention.md"


def cards(tree) -> dict[str, html.HtmlElement]:
    """Return the cards in a tree by name."""
    found = tree.xpath(".//*[@data-card]")
    named = {card.get("data-card"): card for card in found}
    assert len(named) == len(found), "a card is there twice"
    return named


@pytest.fixture(scope="module")
def built_cards(site) -> dict[str, html.HtmlElement]:
    """The cards of the built site, in order."""
    found: dict[str, html.HtmlElement] = {}
    for chapter in practice.data(ROOT / "docs")["chapters"]:
        own = cards(site.pages[f"{chapter['list']}index.html"].tree)
        assert not own.keys() & found.keys(), "a card is there twice"
        found |= own
    return found


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A copy of the repository to change, and cards_of(), which makes its cards without an engine."""
    root = copy(tmp_path)
    monkeypatch.chdir(root)

    def cards_of():
        text = markdown.markdown(
            "/// practice\n///",
            extensions=["attr_list", "toc", "pymdownx.superfences", "pymdownx.arithmatex", "llm_notes"],
            extension_configs={"pymdownx.arithmatex": {"generic": True}},
        )
        return cards(html.fromstring(f"<div>{text}</div>"))

    return root, cards_of


def test_every_question_and_term_is_a_card_under_its_section(built_cards):
    questions = {
        name: page
        for page in (ROOT / "docs").glob("*-*/*.md")
        for name in re.findall(r"^/{3,} question\n    id: (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    terms = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").count("\n/// term | ")
    assert {name for name in built_cards if name.startswith("question/")} == {f"question/{name}" for name in questions}
    assert sum(name.startswith("term/") for name in built_cards) == terms
    for name, page in questions.items():
        section = built_cards[f"question/{name}"].xpath("ancestor::div[@data-section]/@data-section")
        assert section == [page.relative_to(ROOT / "docs").as_posix().removesuffix(".md") + "/"]


def test_every_card_leads_to_what_explains_it(built_cards):
    """test_site checks that each link has its anchor; here, that there is one."""
    for name, card in built_cards.items():
        links = card.xpath(".//p[@class='question__reread']/a/@href" if name.startswith("question/") else ".//details//a/@href")
        assert any("/#" in link and link.startswith("../../") for link in links), f"{name}: {links}"
    reread = built_cards["question/attention-mask-late"].xpath(".//p[@class='question__reread']/a")[0]
    assert (reread.get("href"), reread.text) == ("../../how-transformers-work/attention/#without-the-mask", "Without the mask")


def test_the_data_beside_the_page_knows_every_card_and_where_it_leads(site, built_cards):
    file = site.folder / practice.FILE
    chapters = json.loads(file.read_text(encoding="utf-8"))["chapters"]
    assert chapters == practice.data(ROOT / "docs")["chapters"]
    sections = [section for chapter in chapters for section in chapter["sections"]]
    assert [card["name"] for section in sections for card in section["cards"]] == list(built_cards), "the data doesn't match the page"
    for section in sections:
        for card in section["cards"]:
            element = built_cards[card["name"]]
            assert element.xpath("ancestor::div[@data-section]/@data-section") == [section["address"]]
            assert f"../../{card['explained']['address']}" in element.xpath(".//details//a/@href"), card["name"]
        assert set(section["needs"]) <= {other["address"] for other in sections}


def test_the_diagnostic_asks_about_every_section_of_the_outline():
    outline = [
        section["title"]
        for chapter in yaml.safe_load((ROOT / "tests/content/outline.yml").read_text(encoding="utf-8"))["chapters"]
        for section in chapter["sections"]
    ]
    sections = [section for chapter in practice.data(ROOT / "docs")["chapters"] for section in chapter["sections"]]
    chosen = [section["title"] for section in sections for card in section["cards"] if card.get("diagnostic")]
    assert set(chosen) >= set(outline) and len(outline) <= len(chosen) < 2 * len(outline)


def test_a_reworded_and_moved_question_is_the_same_card_and_the_others_stay(planted, built_cards):
    root, cards_of = planted
    text = (root / PAGE).read_text(encoding="utf-8")
    start = text.index("/// question\n    id: attention-mask-late")
    end = text.index("\n///\n", start) + 5
    block = (
        text[start:end]
        .replace("Two decoders learn from", "Two models are trained on")
        .replace("- [x] B has the lower error", "- [x] B errs less")
    )
    (root / PAGE).write_text(text[:start] + text[end:] + "\n" + block, encoding="utf-8")
    after = cards_of()
    assert set(after) == set(built_cards)
    assert "Two models are trained on" in after["question/attention-mask-late"].text_content()
    assert "Two models are trained on" not in built_cards["question/attention-mask-late"].text_content()


def test_a_term_without_a_section_is_refused(planted):
    root, cards_of = planted
    replace(root / "docs/glossary.md", "(nlp-and-llms/challenges.md#many-readings)", "(errata.md)")
    with pytest.raises(PageError) as caught:
        cards_of()
    (finding,) = caught.value.findings
    line = (root / "docs/glossary.md").read_text(encoding="utf-8").split("\n").index("/// term | ambiguity") + 1
    assert (finding.path, finding.line, finding.rule) == ("docs/glossary.md", line, "term-leads-nowhere")
