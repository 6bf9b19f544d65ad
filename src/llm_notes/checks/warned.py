"""What MkDocs warns about links, as findings: at the link's line, and with what to write."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from llm_notes.blocks.fences import suggestion
from llm_notes.checks.findings import Finding, PageError
from llm_notes.checks.links import places
from llm_notes.content.pages import Page, read_page, target_of

LINK = re.compile(r"Doc file '(?P<page>.*?)' contains an? [a-z ]*link '(?P<link>.*?)', (?P<problem>(?:but|it was) .*)", re.DOTALL)
SHOWN = 8  # ids of a page, at most


def findings(docs: Path, messages: Iterable[str], found: set[Finding]) -> list[Finding]:
    """Return the warnings about links, without those that only follow from a mistake in `found`. docs: the folder of the pages."""
    matches = [match for message in dict.fromkeys(messages) if (match := LINK.match(message))]
    said = [_finding(docs, match["page"], match["link"], match["problem"], found) for match in matches]
    return [finding for finding in said if finding]


def _finding(docs: Path, path: str, link: str, problem: str, found: set[Finding]) -> Finding | None:
    place = f"{docs.name}/{path}"
    page = _page(docs, path)
    if page is None:
        return None
    line = next((index + 1 + page.offset for index in places(page.lines, link)), 1)
    if "no such anchor" in problem or "not contain an anchor" in problem:
        return _anchor(docs, page, line, link, found)
    if "is not found" in problem:  # llm_notes.checks.links says so
        return None
    near = next(iter(re.findall(r" Did you mean '(.*)'\?", problem)), "")
    what = "begins at the root of the server, where the notes may not be" if link.startswith("/") else "leads to no page"
    meant = f"; did you mean '{near}'?" if near else "."
    return Finding(
        place, line, "link-form", f"the link '{link}' {what}{meant} Write the path of a file, which starts from this page's folder."
    )


def _anchor(docs: Path, page: Page, line: int, link: str, found: set[Finding]) -> Finding | None:
    parts = urlsplit(link)
    target = target_of(parts.path, page.path) if parts.path else page.path
    known = aim.anchors if (aim := _page(docs, target)) else {}
    there = f"{docs.name}/{target}"
    if parts.fragment in known and any(finding.path == there for finding in found):  # the heading is in a block with a mistake
        return None
    meant = suggestion(parts.fragment, known)
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    ids = f" The ids there are {', '.join([*known][:SHOWN])}{more}." if meant == "." else " Correct the id."
    return Finding(
        f"{docs.name}/{page.path}",
        line,
        "link-anchor",
        f"the link '{link}' leads to no heading on {'this page' if target == page.path else there}{meant}{ids}",
    )


def _page(docs: Path, path: str) -> Page | None:
    """Return a page under docs, or None for one that can't be read or has since been removed."""
    try:
        return read_page(docs / path, docs)
    except (OSError, PageError):
        return None
