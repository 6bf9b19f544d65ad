"""What a page is, for programs: schema.org data as JSON-LD in its head (https://schema.org/LearningResource).

Home is a Course whose parts are the chapters, a section is a LearningResource, every page below home has its BreadcrumbList.
Addresses have to be absolute there, so they stand only where the page names its own (SITE_URL).
"""

import json
import re
from pathlib import Path

from lxml import html

from llm_notes.blocks.contents import chapters
from llm_notes.content.pages import Page, read_navigation, read_page
from llm_notes.outputs.llms import folder_of, listed

CONTEXT = "https://schema.org"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
BLOCK = '<script type="application/ld+json" data-structured>{}</script>'
OWN = re.compile(r'<script type="application/ld\+json" data-structured>.*?</script>', re.DOTALL)


def write_structured_data(site: Path, docs: Path) -> None:
    """Write the data into the head of each page of the navigation, once."""
    navigation = read_navigation(docs.parent / "mkdocs.yml")
    chapter_of = {path: chapter[0] for chapter in chapters(navigation) for path in chapter}
    for _, path in listed(navigation):
        file = site / folder_of(path) / "index.html"
        text = OWN.sub("", file.read_text(encoding="utf-8"))
        tree = html.document_fromstring(text)
        address = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
        root = address.removesuffix(folder_of(path))
        name = tree.xpath("string(//meta[@property='og:site_name']/@content)")
        graph = _graph(docs, navigation, path, chapter_of.get(path, ""), root, name)
        data = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
        block = BLOCK.format(data.replace("<", "\\u003c"))
        file.write_text(text.replace("</head>", block + "</head>", 1), encoding="utf-8")


def _graph(docs: Path, navigation: list, path: str, chapter: str, root: str, name: str) -> list[dict]:
    page = read_page(docs / path, docs)
    home = {
        "@type": "Course",
        "name": name,
        "description": read_page(docs / "index.md", docs).description,
        "provider": {"@type": "Organization", "name": name, **_at(root, "", "url")},
        **_shared(),
        **_at(root, "", "url"),
    }
    if path == "index.md":
        return [{**home, "hasPart": [_resource(read_page(docs / part[0], docs), root) for part in chapters(navigation)]}]
    crumbs = [(name, "index.md")]
    if chapter and path != chapter:
        crumbs.append((read_page(docs / chapter, docs).title, chapter))
    crumbs.append((page.title, path))
    trail = [
        {"@type": "ListItem", "position": position, "name": title, **_at(root, target, "item")}
        for position, (title, target) in enumerate(crumbs, start=1)
    ]
    return [
        *([_resource(page, root) | {"isPartOf": {"@type": "Course", "name": name, **_at(root, "", "url")}}] if chapter else []),
        {"@type": "BreadcrumbList", "itemListElement": trail},
    ]


def _resource(page: Page, root: str) -> dict:
    meta = dict(page.meta)
    tags = {"keywords": ", ".join(map(str, meta["tags"]))} if meta.get("tags") else {}
    reviewed = {"dateModified": str(meta["reviewed"])} if meta.get("reviewed") else {}
    return {
        "@type": "LearningResource",
        "name": page.title,
        "description": page.description,
        "learningResourceType": "study notes",
        **_shared(),
        **tags,
        **reviewed,
        **_at(root, page.path, "url"),
    }


def _shared() -> dict:
    return {"inLanguage": "en", "isAccessibleForFree": True, "license": LICENSE}


def _at(root: str, path: str, key: str) -> dict:
    return {key: root + folder_of(path)} if root else {}
