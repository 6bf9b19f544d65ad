"""What pages tell other programs about themselves: JSON-LD and link previews, with absolute addresses only if SITE_URL is set."""

import json

from building import ROOT, SITE_URL

from llm_notes.blocks.contents import chapters
from llm_notes.content.pages import read_navigation
from llm_notes.publish.built import pages
from llm_notes.publish.structured_data import StructuredData

SECTIONS = {f"{path.removesuffix('.md')}/index.html" for chapter in chapters(read_navigation(ROOT / "mkdocs.yml")) for path in chapter[1:]}


def data_of(tree) -> list[dict]:
    (block,) = tree.xpath("//head/script[@type='application/ld+json']")
    data = json.loads(block.text)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def addresses(value) -> list[str]:
    if isinstance(value, dict):
        return [
            found
            for key, inner in value.items()
            for found in ([inner] if key in ("url", "item") and isinstance(inner, str) else addresses(inner))
        ]
    return [found for inner in value for found in addresses(inner)] if isinstance(value, list) else []


def test_every_page_has_its_data_and_its_preview(site):
    seen = set()
    for path, page in site.pages.items():
        if page.article is None or path == "404.html":
            continue
        own = SITE_URL + path.removesuffix("index.html")
        graph = {item["@type"]: item for item in data_of(page.tree)}
        for address in addresses(list(graph.values())):
            assert address.startswith(SITE_URL) and address.removeprefix(SITE_URL) + "index.html" in site.pages, f"{path}: {address}"
        if path == "index.html":
            assert graph["Course"]["url"] == own and len(graph["Course"]["hasPart"]) == 3
        else:
            trail = graph["BreadcrumbList"]["itemListElement"]
            assert [item["position"] for item in trail] == list(range(1, len(trail) + 1)), path
            assert trail[-1]["item"] == own and trail[-1]["name"] == page.article.xpath("string(.//h1/text())"), path
        if path in SECTIONS:
            section = graph["LearningResource"]
            assert section["url"] == own and len(trail) == 3 and section["description"], path
            seen.add(path)
        preview = {tag.get("property") or tag.get("name"): tag.get("content") for tag in page.tree.xpath("//head/meta[@content]")}
        assert preview["og:title"] and len(preview["og:description"]) > 30 and preview["twitter:card"] == "summary_large_image", path
        assert preview["og:url"] == own and preview["og:image"].startswith(SITE_URL), path
        assert (site.folder / preview["og:image"].removeprefix(SITE_URL)).is_file(), path
    assert seen == SECTIONS


def test_without_an_address_nothing_is_absolute(site):
    data = StructuredData(ROOT / "docs")
    for page in pages(site.folder):
        if page.folder == "404.html":
            continue
        for own in page.tree.xpath("//link[@rel='canonical'] | //script[@type='application/ld+json']"):
            own.drop_tree()
        data.add(page)
        graph = data_of(page.tree)
        assert graph and not addresses(graph), page.file
