"""The built pages' structure: tables of contents, heading levels, ids, text alternatives."""

from collections import Counter

from checks.built import BuiltSite, heading_text
from llm_notes.blocks.contents import beside, chapters
from llm_notes.content.pages import read_navigation, read_page, read_short_names


def check_contents(site: BuiltSite) -> list[str]:
    """Return what is missing from home, the header, the sidebar or a page's own list of headings."""
    docs = site.root / "docs"
    found = []
    home = site.pages["index.html"]
    titles = {
        path: read_page(docs / path, docs).title
        for chapter in chapters(read_navigation(site.root / "mkdocs.yml"))
        for path in chapter
        if (docs / path).is_file()
    }
    on_home = [_text(link) for link in home.article.xpath(".//ol[contains(@class, 'contents')]//a")]
    wanted = [*(read_page(docs / path, docs).title for path in beside(docs)), *titles.values()]
    if on_home != wanted:
        missing = [title for title in wanted if title not in on_home] or ["the navigation's order"]
        found.append(
            f"{site.where('index.html', '/// contents')}: the table of contents on the home page doesn't list "
            f"{'; '.join(missing)}. Keep the block '/// contents' there; it is made from the navigation."
        )
    for path, title in titles.items():
        built = site.pages.get(_built(path))
        if built is None:
            found.append(f"docs/{path}:1: this page was not built. Look at the build's output.")
            continue
        heading = heading_text(built.article.xpath(".//h1")[0]) if built.article.xpath(".//h1") else ""
        if heading != title:
            found.append(
                f"{site.where(built.path, '# ')}: the built page is headed '{heading}', its source says "
                f"'{title}'. Write the title as plain text."
            )
        chapter = next(c for c in chapters(read_navigation(site.root / "mkdocs.yml")) if path in c)
        sidebar = {_text(link) for link in built.tree.xpath("//nav[contains(@class, 'md-nav--primary')]//a")}
        for other in chapter:
            if titles.get(other) and titles[other] not in sidebar:
                found.append(
                    f"{site.where(built.path)}: the sidebar doesn't list '{titles[other]}'. Look at the theme's navigation features in mkdocs.yml."
                )
        short = read_short_names(site.root / "mkdocs.yml")
        tabs = {_text(link) for link in built.tree.xpath("//nav[contains(@class, 'md-tabs')]//a")}
        for first in (c[0] for c in chapters(read_navigation(site.root / "mkdocs.yml"))):
            if titles.get(first) and short.get(titles[first], titles[first]) not in tabs:
                found.append(
                    f"{site.where(built.path)}: the header doesn't list the chapter '{titles[first]}'. Keep navigation.tabs in mkdocs.yml."
                )
    for page in site.pages.values():
        if page.article is not None:
            listed = page.tree.xpath("//nav[contains(@class, 'md-nav--secondary')]//a/@href")
            for heading in page.article.xpath(".//h2 | .//h3"):
                if heading.get("id") and f"#{heading.get('id')}" not in listed:
                    found.append(
                        f"{site.where(page.path, heading_text(heading))}: the page's table of contents doesn't list "
                        f"the heading '{heading_text(heading)}'. Write it as Markdown, outside other blocks."
                    )
    return found


def check_headings(site: BuiltSite) -> list[str]:
    """Return skipped heading levels, headings without an id, and duplicate ids."""
    found = []
    for page in site.pages.values():
        previous = 0
        for heading in page.article.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6") if page.article is not None else []:
            level, text = int(heading.tag[1]), heading_text(heading)
            if previous and level > previous + 1:
                found.append(
                    f"{site.where(page.path, '#' * level + ' ' + text, text)}: the heading '{text}' is of level "
                    f"{level} after level {previous}. Write it with {previous + 1} #."
                )
            previous = level
        for name, count in Counter(page.tree.xpath("//@id")).items():
            if count > 1:
                found.append(
                    f"{site.where(page.path, '#' + name, 'id: ' + name.removeprefix('q-'), name)}: duplicate id "
                    f"'{name}': it is on the page {count} times. Give each its own."
                )
    return found


def check_alternatives(site: BuiltSite) -> list[str]:
    """Return images and figures that say nothing to a reader who can't see them."""
    found = []
    for page in site.pages.values():
        if page.article is None:
            continue
        for image in page.article.xpath(".//img"):
            if not (image.get("alt") or "").strip():
                name = (image.get("src") or "").split("/")[-1]
                found.append(
                    f"{site.where(page.path, name)}: the image '{name}' has no text alternative. Write it "
                    f"in the brackets: ![what it shows]({name})."
                )
        for drawing in page.article.xpath(".//*[local-name()='svg'][not(ancestor::a) and not(ancestor::button)]"):
            if drawing.get("aria-hidden") != "true" and not (drawing.get("aria-label") or "").strip():
                found.append(
                    f"{site.where(page.path, '<svg')}: a drawing has no text alternative. Use the block '/// figure', which asks for one."
                )
        for figure in page.article.xpath(".//figure"):
            words = figure.xpath("string(.//details)") or figure.xpath("string(.//figcaption)")
            if not words.strip():
                found.append(f"{site.where(page.path, '<figure')}: a figure has neither caption nor words. Use the block '/// figure'.")
    return found


def _text(element) -> str:
    return " ".join(element.text_content().split())


def _built(path: str) -> str:
    return path.removesuffix("index.md") + "index.html" if path.endswith("index.md") else f"{path.removesuffix('.md')}/index.html"
