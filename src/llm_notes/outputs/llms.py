"""The notes as plain text: each page's Markdown beside its HTML, llms.txt that lists them, llms-full.txt that holds them all.

File names and the form of llms.txt follow https://llmstxt.org: an address that ends in a folder has its Markdown in
`index.html.md`; the list is a title, a summary in a quote, then links under headings, those that may be skipped under "Optional".
"""

import posixpath
import re
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import html

from llm_notes.blocks.contents import navigation_error
from llm_notes.checks.findings import located
from llm_notes.content.pages import read_navigation, read_page
from llm_notes.outputs.markdown import to_markdown

NAME = "index.html.md"
# The space keeps Material's script, which looks for exactly `alternate`, from asking for a sitemap of each as of a language.
ALTERNATE = f'<link rel="alternate " type="text/markdown" href="{NAME}">'
OPTIONAL = ("practice.md", "cheat-sheet.md", "offline.md", "contributing/")  # repeat the pages, or are about the site
ABOUT = (
    "Each link leads to a page as Markdown. A number in brackets names a source at the page's end; figures and interactive "
    "parts are given in words; each question is followed by its answer. [All pages in one file]({full}) leaves out those "
    "under Optional."
)


def write_text(site: Path, docs: Path) -> list[Path]:
    """Write the Markdown files, llms.txt and llms-full.txt, and into each page's head a link to its Markdown; return the files.

    Addresses in the latter two are absolute when the home page names its own, else relative to the site's root.
    Raises PageError for a page of the navigation that isn't there, and for a formula that has no LaTeX.
    """
    home = html.fromstring((site / "index.html").read_bytes())
    root = next(iter(home.xpath("//link[@rel='canonical']/@href")), "")
    name = home.xpath("string(//meta[@property='og:site_name']/@content)")
    config = docs.parent / "mkdocs.yml"
    written: list[Path] = []
    full: list[str] = []
    sections: dict[str, list[str]] = {}
    for heading, path in listed(read_navigation(config)):
        if not (docs / path).is_file():
            raise navigation_error(config, path)
        page, folder = read_page(docs / path, docs), folder_of(path)
        built = site / folder / "index.html"
        article = html.fromstring(built.read_bytes()).xpath("//article")[0]
        file = site / folder / NAME
        try:
            file.write_text(to_markdown(article, partial(_beside, site, folder)), encoding="utf-8")
        except ValueError as error:
            raise located(f"docs/{path}", 1, str(error)) from None
        written.append(file)
        text = built.read_text(encoding="utf-8")
        if ALTERNATE not in text:
            built.write_text(text.replace("</head>", ALTERNATE + "</head>", 1), encoding="utf-8")
        optional = page.path.startswith(OPTIONAL)
        about = f": {page.description}" if page.description else ""
        sections.setdefault("Optional" if optional else heading, []).append(
            f"- [{page.title}]({root}{posixpath.join(folder, NAME)}){about}"
        )
        if not optional:
            text = to_markdown(article, partial(_from_root, root, folder))
            full.append(re.sub(r"^(# .*\n)", rf"\1\nAddress: {root}{folder}\n", text, count=1).strip())
    others = sections.pop("Optional", [])
    parts = [f"# {name}", "> " + home.xpath("string(//meta[@name='description']/@content)"), ABOUT.format(full=f"{root}llms-full.txt")]
    for heading, links in [*sections.items(), *([("Optional", others)] if others else [])]:
        parts += [f"## {heading}", "\n".join(links)]
    for name, paragraphs in (("llms.txt", parts), ("llms-full.txt", full)):
        (site / name).write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        written.append(site / name)
    return written


def listed(navigation: list, heading: str = "") -> list[tuple[str, str]]:
    """Return (heading of its group, path) of each page of the navigation, in order. A page without a group is under "Start"."""
    found = []
    for entry in navigation:
        name, value = next(iter(entry.items())) if isinstance(entry, dict) else ("", entry)
        if isinstance(value, list):
            found += listed(value, heading or name)
        elif "://" not in value:
            found.append((heading or "Start", value))
    return found


def folder_of(path: str) -> str:
    """Return the address of a page under docs, relative to the site's root: '' or with a slash at its end."""
    folder = path.removesuffix(".md").removesuffix("index").strip("/")
    return f"{folder}/" if folder else ""


def _beside(site: Path, folder: str, address: str) -> str:
    """Return a link as the Markdown file beside the page needs it: to another page's Markdown, where there is one."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    target = posixpath.normpath(posixpath.join(folder, parts.path))
    if (site / target / "index.html").is_file():
        parts = parts._replace(path=posixpath.join(parts.path, NAME))
    return parts.geturl()


def _from_root(root: str, folder: str, address: str) -> str:
    """Return a link as a file in the site's root needs it."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    inside = posixpath.normpath(posixpath.join(folder, parts.path)) if parts.path else folder.rstrip("/")
    inside = "" if inside == "." else inside + ("/" if parts.path.endswith("/") or not parts.path else "")
    return urljoin(root, parts._replace(path=inside).geturl()) if root else parts._replace(path=inside).geturl() or "."
