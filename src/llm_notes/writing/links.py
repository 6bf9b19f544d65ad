"""References to pages and headings, in all Markdown of the repository: links, images, `src`, `reread`, and `builds_on` in front matter.

Places are pairs: a file's path from the repository's root, and a heading's id or ''.
"""

import re
from collections.abc import Callable, Iterator

from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import link_to, page_files, parse_page, target_of
from llm_notes.markup.citations import INLINE_CODE
from llm_notes.writing.changes import Changes

Place = tuple[str, str]
LINK = re.compile(r"(?P<before>\]\()(?P<path>[^)\s#:]*)(?P<anchor>#[^)\s]*)?(?=[)\s])")
NAMED = re.compile(r"(?P<before>^ {0,3}\[[^\]]+\]:[ ]+)(?P<path>[^\s#:]+)(?P<anchor>#\S*)?(?=\s|$)")
OPTION = re.compile(r"(?P<before>^ {4,}(?:src|reread):[ ]+['\"]?)(?P<path>[^\s#'\"]*)(?P<anchor>#[^\s'\"]*)?")
ENTRY = re.compile(r"[\w./-]+\.md", re.ASCII)


def files(changes: Changes) -> list[str]:
    """Return the files whose links are kept up to date: pages, drafts too, and the Markdown in the root, without those to be removed."""
    pages = [file.relative_to(changes.root).as_posix() for file in page_files(changes.root / "docs", drafts=True)]
    return [path for path in [*pages, *sorted(file.name for file in changes.root.glob("*.md"))] if changes.exists(path)]


def rewritten(text: str, here: str, lead: Callable[[Place], Place], there: str = "", gone: str = "") -> str:
    """Return a file's text with its links redirected. Only links that change are touched.

    here: its path; lead: where a place is from now on; there: the path that the file itself gets, '' for the same; gone: the path of
    a page that no section builds on anymore.
    """
    there = there or here
    page = parse_page(here, text)
    lines = text.split("\n")

    def change(match: re.Match) -> str:
        path, anchor = match["path"], (match["anchor"] or "").removeprefix("#")
        bare = match.re is OPTION and not match["anchor"] and "reread" in match["before"] and not path.endswith(".md")
        if bare:  # the id of a heading on this page
            path, anchor = "", path
        old = (target_of(path, here) if path else here, anchor)
        new = lead(old)
        if new == old and (here == there or not path):
            return match[0]
        shown = "" if new[0] == there and not path else link_to(new[0], there)
        if bare and not shown:
            return match["before"] + new[1]
        return match["before"] + shown + (f"#{new[1]}" if new[1] else "")

    for index, line in prose_lines(page.lines):
        code = [match[0] for match in INLINE_CODE.finditer(line)]
        masked = INLINE_CODE.sub("\0", line)
        for pattern in (LINK, NAMED, OPTION):
            masked = pattern.sub(change, masked)
        parts = masked.split("\0")
        lines[index + page.offset] = "".join(part for pair in zip(parts, [*code, ""]) for part in pair)
    return "\n".join([*_front_matter(lines[: page.offset], here, there, lead, gone), *lines[page.offset :]])


def rewrite_all(changes: Changes, lead: Callable[[Place], Place], what: str, gone: str = "") -> None:
    """Redirect the links of all files. what: what has changed, in a few words; gone: as for `rewritten`."""
    for path in files(changes):
        changes.change(path, rewritten(changes.read(path), path, lead, gone=gone), what)


def reread(changes: Changes, page: str) -> Iterator[tuple[str, int]]:
    """Yield (file, line) of the questions in other files whose `reread` leads to a page. page: its path from the root."""
    for path in files(changes):
        for number, line in enumerate(changes.read(path).split("\n"), start=1):
            option = OPTION.match(line)
            if option and "reread" in option["before"] and option["path"].endswith(".md") and target_of(option["path"], path) == page:
                yield path, number


def _front_matter(lines: list[str], here: str, there: str, lead: Callable[[Place], Place], gone: str) -> list[str]:
    """Return the lines of front matter with the entries of `builds_on` redirected or left out."""
    inside, kept = False, []
    for line in lines:
        if re.match(r"\S", line):
            inside = line.startswith("builds_on:")
        if not inside or not ENTRY.search(line):
            kept.append(line)
            continue
        entries = []
        for name in ENTRY.findall(line):
            old = target_of(name, here)
            entries.append("" if old == gone else link_to(lead((old, ""))[0], there))
        if line.startswith("builds_on:"):
            named = ", ".join(dict.fromkeys(name for name in entries if name))
            if named:
                kept.append(re.sub(r"\[[^\]]*\]", lambda _: f"[{named}]", line, count=1))  # noqa: B023
        elif entries[0]:
            kept.append(ENTRY.sub(lambda _: entries[0], line, count=1))  # noqa: B023
    return kept
