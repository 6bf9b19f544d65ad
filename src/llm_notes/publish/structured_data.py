"""What a page is, for programs: schema.org data as JSON-LD in its head (https://schema.org/LearningResource).

Home is a Course whose parts are the chapters, a section is a LearningResource, every page below home has its BreadcrumbList.
Addresses have to be absolute there, so they are included only if the page knows its own (SITE_URL).
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.contents import chapters
from llm_notes.content import pages as sources
from llm_notes.content.pages import address_of, read_navigation, read_page
from llm_notes.outputs.llms import listed
from llm_notes.publish.built import Head, Page

CONTEXT = "https://schema.org"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
BLOCK = '<script type="application/ld+json" data-structured>{}</script>'


class StructuredData:
    """Reads the navigation, and writes the data into each of its pages."""

    def __init__(self, docs: Path):
        self.navigation = read_navigation(docs.parent / "mkdocs.yml")
        self.read = cache(lambda path: read_page(docs / path, docs))
        self.chapter_of = {path: chapter[0] for chapter in chapters(self.navigation) for path in chapter}
        self.paths = {address_of(path): path for _, path in listed(self.navigation)}

    def add(self, page: Page) -> None:
        """Write the data into the page's head."""
        path = self.paths.get(page.folder)
        if path is None:
            return
        about = Head.of(page)
        root = about.address.removesuffix(page.folder)
        graph = _graph(self.read, self.navigation, path, self.chapter_of.get(path, ""), root, about.name)
        data = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
        page.add_to_head(BLOCK.format(data.replace("<", "\\u003c")))


def _graph(read: Callable[[str], sources.Page], navigation: list, path: str, chapter: str, root: str, name: str) -> list[dict]:
    page = read(path)
    home = {
        "@type": "Course",
        "name": name,
        "description": read("index.md").description,
        "provider": {"@type": "Organization", "name": name, **_at(root, "", "url")},
        **_shared(),
        **_at(root, "", "url"),
    }
    if path == "index.md":
        return [{**home, "hasPart": [_resource(read(part[0]), root) for part in chapters(navigation)]}]
    crumbs = [(name, "index.md")]
    if chapter and path != chapter:
        crumbs.append((read(chapter).title, chapter))
    crumbs.append((page.title, path))
    trail = [
        {"@type": "ListItem", "position": position, "name": title, **_at(root, target, "item")}
        for position, (title, target) in enumerate(crumbs, start=1)
    ]
    return [
        *([_resource(page, root) | {"isPartOf": {"@type": "Course", "name": name, **_at(root, "", "url")}}] if chapter else []),
        {"@type": "BreadcrumbList", "itemListElement": trail},
    ]


def _resource(page: sources.Page, root: str) -> dict:
    meta = dict(page.meta)
    tags = meta.get("tags")
    keywords = {"keywords": ", ".join(map(str, tags))} if isinstance(tags, list) and tags else {}
    reviewed = {"dateModified": str(meta["reviewed"])} if meta.get("reviewed") else {}
    return {
        "@type": "LearningResource",
        "name": page.title,
        "description": page.description,
        "learningResourceType": strings.RESOURCE,
        **_shared(),
        **keywords,
        **reviewed,
        **_at(root, page.path, "url"),
    }


def _shared() -> dict:
    return {"inLanguage": strings.LANGUAGE, "isAccessibleForFree": True, "license": LICENSE}


def _at(root: str, path: str, key: str) -> dict:
    return {key: root + address_of(path)} if root else {}
