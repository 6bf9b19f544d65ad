"""The built site passes every check, under a sub-path, as it is deployed."""

import copy
import gzip
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from building import REPO_URL, ROOT, SITE_URL, VERSION, built
from checks import landmarks, links, safety, structure
from checks.outline import read_outline
from lxml import html

from llm_notes import strings
from llm_notes.blocks.contents import beside, chapters
from llm_notes.content.pages import read_navigation, read_page
from llm_notes.content.reading import read_times

CHECKS = {
    "links, anchors, images, assets": links.check,
    "reachable from home": links.check_reachable,
    "tables of contents": structure.check_contents,
    "headings and ids": structure.check_headings,
    "text alternatives": structure.check_alternatives,
    "safety of content": safety.check,
    "landmarks": landmarks.check,
    "blocks outside paragraphs": landmarks.check_paragraphs,
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_the_site_passes(check, site):
    findings = check(site)
    assert not findings, "\n" + "\n".join(findings)


def test_with_an_address_pages_name_it(site):
    page = site.pages["how-transformers-work/attention/index.html"].tree
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE_URL}how-transformers-work/attention/"]
    assert page.xpath("//meta[@property='og:image']/@content") == [f"{SITE_URL}assets/images/social-card.png"]


def test_with_a_repository_pages_offer_to_edit_and_to_report(site):
    page = site.pages["how-transformers-work/attention/index.html"].tree
    (report,) = page.xpath(f"//a[starts-with(@href, '{REPO_URL}/issues/new?')]/@href")
    assert parse_qs(urlsplit(report).query)["body"][0].startswith(
        f"Page: how-transformers-work/attention/\nSection: \nVersion: {VERSION}\n"
    )
    assert page.xpath(f"//a[@href='{REPO_URL}/edit/main/docs/how-transformers-work/attention.md']")
    assert "Last reviewed" in page.text_content()


@pytest.mark.thorough
def test_without_them_pages_offer_neither_and_still_work(tmp_path):
    site = built(ROOT, tmp_path / "site", deploy=False, site_url="", repo_url="")
    findings = links.check(site)
    assert not findings, "\n" + "\n".join(findings)
    page = site.pages["how-transformers-work/attention/index.html"].tree
    assert not [address for address in page.xpath("//a/@href") if "issues/new" in address or "/edit/" in address]


def test_sections_lead_to_the_previous_and_the_next_of_the_navigation(site):
    for chapter in chapters(read_navigation(ROOT / "mkdocs.yml")):
        for before, here, after in zip(chapter, chapter[1:], chapter[2:]):
            page = f"{here.removesuffix('.md')}/index.html"
            for name, wanted in (("prev", before), ("next", after)):
                leads = site.pages[page].tree.xpath(f"//a[contains(@class, 'md-footer__link--{name}')]/@href")
                assert [site.source_of(links.target(site, page, address)) for address in leads] == [ROOT / "docs" / wanted], here


def test_the_home_page_has_the_whole_table_of_contents(site):
    assert len(site.pages["index.html"].article.xpath(".//ol[contains(@class, 'contents')]//a")) >= 14


def test_each_section_says_how_long_it_takes_under_its_title_and_on_the_home_page(site):
    docs = ROOT / "docs"
    paths = [*beside(docs), *(path for chapter in chapters(read_navigation(ROOT / "mkdocs.yml")) for path in chapter[1:])]
    on_home = {}
    for entry in site.pages["index.html"].article.xpath(".//ol[contains(@class, 'contents')]//li[p[contains(@class, 'contents__about')]]"):
        on_home[entry.xpath("string(./p/a)")] = entry.xpath("string(./p[@class='contents__time'])")
    assert len(paths) == len(on_home) >= 12
    for path in paths:
        page, wanted = read_page(docs / path, docs), str(read_times(read_page(docs / path, docs), docs))
        (time,) = site.pages[f"{path.removesuffix('.md')}/index.html"].article.xpath(".//h1/following-sibling::p[1][@class='reading-time']")
        assert time.text == on_home[page.title] == wanted, f"docs/{path}"
        assert time.text_content() == f"{wanted}. {strings.IN_SHORT}" and time.xpath(".//a/@href") == ["#in-short"], f"docs/{path}"
    others = [page for page in site.pages.values() if page.article is not None and site.where(page.path).split(":")[0][5:] not in paths]
    assert others and not [page.path for page in others if page.article.xpath(".//p[@class='reading-time']")]


def test_what_was_added_to_the_outline_says_so(site):
    """In the contents and in the navigation; the chapters and sections of the outline don't."""
    docs = ROOT / "docs"
    paths = [*beside(docs), *(path for chapter in chapters(read_navigation(ROOT / "mkdocs.yml")) for path in chapter)]
    added = {path: page.title for path in paths if (page := read_page(docs / path, docs)).added}
    entries = site.pages["index.html"].article.xpath(".//ol[@class='contents']//p[a]")
    marked = [entry.xpath("string(a)") for entry in entries if entry.xpath("span[@class='added']/text()") == ["added"]]
    assert sorted(marked) == sorted(added.values())
    outline = {
        title for chapter in read_outline(ROOT) for title in (chapter["title"], *(section["title"] for section in chapter["sections"]))
    }
    assert outline <= {entry.xpath("string(a)") for entry in entries} - set(marked)
    for path, title in added.items():
        links = site.pages[f"{path.removesuffix('.md')}/index.html"].tree.xpath("//nav[contains(@class, 'md-nav--primary')]//a")
        marks = [
            " ".join(link.xpath("string(span[1])").split()) for link in links if link.xpath(".//span[contains(@class, 'md-status--added')]")
        ]
        assert title in marks and set(marks) <= set(added.values()), f"docs/{path}: {marks}"


def test_deployed_pages_are_minified(site):
    assert "\n\n" not in (site.folder / "references/index.html").read_text(encoding="utf-8")


def packed(content: bytes) -> int:
    """Return the compressed size of a file, as a server sends it."""
    return len(gzip.compress(content, mtime=0))


def test_a_closed_explorer_costs_little(site):
    loader = packed((site.folder / "assets/explorers/explorers.js").read_bytes())
    assert loader <= 1024, f"docs/assets/explorers/explorers.js:1: the loader has {loader} compressed bytes. Cut it to 1,024."
    for path, page in site.pages.items():
        if page.article is not None and page.article.xpath(".//figure[@class='explorer']"):
            without = copy.deepcopy(page.tree)
            for figure in without.xpath("//figure[@class='explorer']"):
                figure.drop_tree()
            cost = packed(html.tostring(page.tree)) - packed(html.tostring(without)) + loader
            assert cost <= 5000, (
                f"{site.where(path, '/// explorer')}: with its explorers closed the page costs {cost} bytes "
                "more than without. Make their static content smaller, or move it into the text."
            )


OPENED = {"of its own": 25_000, "with its imports": 50_000}  # bytes of an explorer's code; models and data are loaded on demand


def imported(file, seen):
    """Return the sizes of a module and of everything it imports statically, by file."""
    if file not in seen:
        seen[file] = packed(file.read_bytes())
        for name in re.findall(r'\b(?:from|import)\s*"(\.[^"]+)"', file.read_text(encoding="utf-8")):
            imported((file.parent / name).resolve(), seen)
    return seen


def test_the_code_of_an_opened_explorer_is_small(site):
    elements = {
        element.tag
        for page in site.pages.values()
        if page.article is not None
        for element in page.article.xpath(".//figure[@class='explorer']/*[contains(name(), '-')]")
    }
    assert len(elements) > 15
    for element in sorted(elements):
        file = (site.folder / f"assets/explorers/{element}.js").resolve()
        costs = imported(file, {})
        assert len(costs) > 3, f"docs/assets/explorers/{element}.js:1: its imports weren't found. Fix imported()."
        for what, cost in zip(OPENED, (costs[file], sum(costs.values())), strict=True):
            assert cost <= OPENED[what], (
                f"docs/assets/explorers/{element}.js:1: {what} it has {cost} compressed bytes, {OPENED[what]} are allowed. Import on demand what it doesn't need at first."
            )


def test_practice_costs_a_first_visit_little(site):
    cost = packed((site.folder / "assets/practice/start.js").read_bytes())
    assert cost <= 1000, (
        f"docs/assets/practice/start.js:1: it has {cost} compressed bytes, on every page. Cut it to 1,000, or load it later."
    )
