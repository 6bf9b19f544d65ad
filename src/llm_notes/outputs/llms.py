"""The notes as plain text: each page's Markdown beside its HTML, llms.txt that lists them, llms-full.txt that holds them all.

File names and the form of llms.txt follow https://llmstxt.org: an address that ends in a folder has its Markdown in
`index.html.md`; the list is a title, a summary in a quote, then links under headings, those that may be skipped under "Optional".
"""

import posixpath
import re
from functools import partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from llm_notes import strings
from llm_notes.blocks.contents import navigation_error
from llm_notes.content.pages import address_of, read_navigation, read_page
from llm_notes.outputs.anki import FILE, linked
from llm_notes.outputs.markdown import Link, to_markdown

NAME = "index.html.md"
# The space keeps Material's script, which looks for exactly `alternate`, from requesting a sitemap for each, as for a language.
ALTERNATE = f'<link rel="alternate " type="text/markdown" href="{NAME}">'
MARK = "\0"  # it can't occur in HTML
MARKED = re.compile(f"{MARK}(.*?){MARK}")
OPTIONAL = ("practice.md", "practice/", "cheat-sheet.md", "offline.md", "contributing/")  # repeat the pages, or are about the site


class Texts:
    """Links to the text of each page of the navigation from its head, then writes the files.

    Raises PageError for a page of the navigation that isn't there.
    """

    def __init__(self, site: Path, docs: Path):
        self.site, self.docs, self.config = site, docs, docs.parent / "mkdocs.yml"
        self.listed = listed(read_navigation(self.config))
        self.paths = {address_of(path): path for _, path in self.listed}
        self.linked: set[str] = set()  # the pages that were built
        for path in self.paths.values():
            if not (docs / path).is_file():
                raise navigation_error(self.config, path)

    def take(self, page) -> None:
        """Link to a built page's text from the page's head."""
        if page.folder in self.paths:
            self.linked.add(page.folder)
            page.add_to_head(ALTERNATE)

    def write(self, root: str, name: str, description: str, deck: str = "") -> list[Path]:
        """Write the Markdown files, llms.txt and llms-full.txt; return the files.

        root: the site's address, so that addresses in the latter two are absolute, or ''. name, description: the site's.
        deck: as write_deck returns it.
        """
        written: list[Path] = []
        full: list[str] = []
        sections: dict[str, list[str]] = {}
        for heading, path in self.listed:
            page, folder = read_page(self.docs / path, self.docs), address_of(path)
            if folder not in self.linked:
                raise navigation_error(self.config, path)
            # The links of both files differ only in where they start from: the text is made once, each address between two MARKs.
            text = linked(to_markdown(page, self.docs, lambda address: MARK + address + MARK), deck, f"[{{}}]({MARK}../{FILE}{MARK})")
            file = self.site / folder / NAME
            file.write_text(MARKED.sub(partial(_put, partial(_beside, self.site, folder)), text), encoding="utf-8")
            written.append(file)
            optional = page.path.startswith(OPTIONAL)
            about = f": {page.description}" if page.description else ""
            sections.setdefault(strings.OPTIONAL if optional else heading, []).append(
                f"- [{page.title}]({root}{posixpath.join(folder, NAME)}){about}"
            )
            if not optional:
                text = MARKED.sub(partial(_put, partial(_from_root, root, folder)), text)
                title, _, rest = text.partition("\n")
                full.append(
                    f"{title}\n\n{strings.address(root + folder or './')}\n{rest}".strip() if title.startswith("# ") else text.strip()
                )
        others = sections.pop(strings.OPTIONAL, [])
        parts = [f"# {name}", f"> {description}", strings.about_texts(f"{root}llms-full.txt")]
        for heading, links in [*sections.items(), *([(strings.OPTIONAL, others)] if others else [])]:
            parts += [f"## {heading}", "\n".join(links)]
        for listing, paragraphs in (("llms.txt", parts), ("llms-full.txt", full)):
            (self.site / listing).write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
            written.append(self.site / listing)
        return written


def _put(link: Link, marked: re.Match) -> str:
    return link(marked[1])


def listed(navigation: list, heading: str = "") -> list[tuple[str, str]]:
    """Return (heading of its group, path) of each page of the navigation, in order. A page without a group is under "Start"."""
    found = []
    for entry in navigation:
        name, value = next(iter(entry.items())) if isinstance(entry, dict) else ("", entry)
        if isinstance(value, list):
            found += listed(value, heading or name)
        elif "://" not in value:
            found.append((heading or strings.START, value))
    return found


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
    return urljoin(root, parts._replace(path=inside).geturl()) if root else parts._replace(path=inside or "./").geturl()
