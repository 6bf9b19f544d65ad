"""The recorded addresses, which are permanent: tests/site/addresses.txt, and retired.txt for the cards that were removed."""

import re

from markdown.extensions.toc import slugify

from llm_notes.content.pages import address_of, parse_page
from llm_notes.writing.changes import Changes

# In a page's HTML, the ids that people may link to.
ANCHORS = (
    ".//h2/@id | .//h3/@id | .//h2/span/@id | .//h3/span/@id | .//llm-question/@id | .//div[@class='term' or @class='deeper__body']/@id"
)
DERIVED = ".//div[@class='practice']//@id"  # generated from the pages; nobody links there
RECORDED, RETIRED = "tests/site/addresses.txt", "tests/site/retired.txt"


def anchors(article) -> set[str]:
    """Return the ids that count as addresses in a page's HTML, an element of lxml."""
    return set(article.xpath(ANCHORS)) - set(article.xpath(DERIVED))


def recorded(changes: Changes, path: str) -> list[str]:
    """Return the recorded addresses of a page and its headings, without the page's own part: '', '#id'. path: under docs."""
    address = address_of(path) or "./"
    lines = changes.read(RECORDED).split("\n") if changes.exists(RECORDED) else []
    return [line.removeprefix(address) for line in lines if line == address or line.startswith(f"{address}#")]


def record(changes: Changes, path: str, ends: list[str], what: str = "its addresses") -> None:
    """Record addresses of a page. ends: '' for the page, '#id' for a heading."""
    if not changes.exists(RECORDED) or not ends:
        return
    comments = [line for line in changes.read(RECORDED).split("\n") if line.startswith("# ")]
    known = [line for line in changes.read(RECORDED).split("\n") if line and not line.startswith("# ")]
    address = address_of(path) or "./"
    changes.change(RECORDED, "\n".join([*comments, *sorted({*known, *(address + end for end in ends)})]) + "\n", what)


def retitle(changes: Changes, old: str, new: str) -> None:
    """Update the cheat sheet's heading for a section to the section's new title; new: '' for a section that is removed.

    It is the one recorded heading that no page writes itself, so it can't keep an old id.
    """
    line = f"cheat-sheet/#{slugify(old, '-')}"
    if changes.exists(RECORDED) and line in changes.read(RECORDED).split("\n"):
        lines = [each for each in changes.read(RECORDED).split("\n") if each != line]
        changes.change(RECORDED, "\n".join(lines), "the cheat sheet's heading")
        record(changes, "cheat-sheet.md", [f"#{slugify(new, '-')}"] if new else [], "")


def retire(changes: Changes, path: str, ends: list[str]) -> None:
    """List cards of a page as retired."""
    if changes.exists(RETIRED) and ends:
        new = "".join(f"{address_of(path)}{end}\n" for end in ends)
        changes.change(RETIRED, changes.read(RETIRED).rstrip("\n") + "\n" + new, f"{len(ends)} card{'s' * (len(ends) > 1)} retired")


def lead_here(text: str, addresses: list[str]) -> str:
    """Return a page's text whose `was` names these old addresses too."""
    if not addresses:
        return text
    page = parse_page("", text)
    line = f"was: [{', '.join(dict.fromkeys([*was(text), *addresses]))}]\n"
    return _without_was(text).replace("---\n", f"---\n{line}", 1) if page.offset else f"---\n{line}---\n{text}"


def not_here(text: str, address: str) -> str:
    """Return a page's text whose `was` doesn't name an address, because it is the page's own again."""
    return lead_here(_without_was(text), [each for each in was(text) if each.strip("/") != address.strip("/")])


def was(text: str) -> list[str]:
    """Return the old addresses that a page's front matter names."""
    named = dict(parse_page("", text).meta).get("was")
    return [str(each) for each in named] if isinstance(named, list) else []


def _without_was(text: str) -> str:
    front = parse_page("", text).offset
    lines = text.split("\n")
    kept, inside = [], False
    for line in lines[:front]:
        inside = line.startswith("was:") or inside and bool(re.match(r"[\s-](?!--)", line))
        if not inside:
            kept.append(line)
    return "\n".join([*kept, *lines[front:]])
