"""Moving or removing a page, or renaming a heading, with everything that refers to it."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from llm_notes.blocks.contents import paths_of
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import HEADING, Page, address_of, link_to, parse_navigation, parse_page
from llm_notes.markup.citations import citations
from llm_notes.writing import addresses, chapters, introduction, links, navigation, outline
from llm_notes.writing.changes import Changes, Refused
from llm_notes.writing.links import Place
from llm_notes.writing.new import worked_test_of

FIXED = {"Try it", "In short", "In code", "Where this goes wrong", "Check yourself"}
ELSEWHERE = ("docs/assets", "lab", "tests", "bench", "overrides", "src", ".github", "mkdocs.yml")  # where else a page may be named
TEXTS = {".py", ".js", ".json", ".yml", ".html", ".md", ".txt", ".toml"}


def move(root: Path, old: str, new: str, after: str = "") -> Changes:
    """Return the changes that move a page; both paths are under docs. after: the page that it will follow, '' to keep its place.

    Raises Refused.
    """
    changes = Changes(root)
    new = f"{new}/{PurePosixPath(old).name}" if (root / "docs" / new).is_dir() else new
    if not re.fullmatch(r"[\w./-]+\.md", new, re.ASCII) or ".." in new.split("/"):
        raise Refused(f"'{new}' can't be a page's path. Use letters, digits and hyphens, and end it with .md: chapter/page.md")
    if posixpath.basename(old) == "index.md":
        raise Refused(f"docs/{old} introduces its folder and stays there. Move the pages of the folder, one by one.")
    before = chapters.known(changes)
    _refuse_more_than_a_page(changes, new)

    def lead(place: Place) -> Place:
        if place[0] == f"docs/{old}":
            return f"docs/{new}", place[1]
        stems = PurePosixPath(old).stem, PurePosixPath(new).stem
        return (place[0], stems[1]) if place == (place[0], stems[0]) and place[0].startswith("docs/practice") else place

    text = links.rewritten(changes.read(f"docs/{old}"), f"docs/{old}", lead, f"docs/{new}")
    known = addresses.recorded(changes, old)
    text = addresses.lead_here(addresses.not_here(text, address_of(new)), [address_of(old)] if "" in known else [])
    changes.move(f"docs/{old}", f"docs/{new}")
    changes.change(f"docs/{new}", text, "its old address leads to it" if "" in known else "")
    links.rewrite_all(changes, lead, "links to it")
    _move_in_navigation(changes, before, old, new, after)
    addresses.record(changes, new, known, "the new addresses; the old ones stay")
    _move_test(changes, old, new)
    _renew_outline(changes, new)
    changes.left += _elsewhere(changes, old, address_of(old))
    changes.left.append(f"See that nothing is wrong: `llm-notes check {PurePosixPath(new).stem}`, then `make check`.")
    return changes


def remove(root: Path, path: str, to: str = "") -> Changes:
    """Return what removes a page. to: the page that its address and links lead to, '' for its chapter's introduction. Raises Refused."""
    changes = Changes(root)
    chapter = next((one for one in chapters.known(changes) if path in one.pages), None)
    to = to or (chapter.index if chapter and path != chapter.index else "index.md")
    if path in (to, "index.md") or chapter and path == chapter.index:
        raise Refused(f"docs/{path} is what its sections depend on, so it stays. Remove or move them first, then its entry in mkdocs.yml.")
    page, known = chapters.page_of(changes, path), addresses.recorded(changes, path)
    old = [*([address_of(path)] if "" in known else []), *addresses.was(page.text)]
    if chapter and not page.draft:
        chapters.forget(changes, chapter, path)
    if path in paths_of(parse_navigation(changes.read(navigation.CONFIG))):
        changes.change(navigation.CONFIG, navigation.remove_page(changes.read(navigation.CONFIG), path), "without its line")
    changes.remove(f"docs/{path}", "removed")
    if changes.exists(worked_test_of(path)):
        changes.remove(worked_test_of(path), "the test of its numbers, removed")
    changes.change(f"docs/{to}", addresses.lead_here(changes.read(f"docs/{to}"), old), "the old address leads here")
    addresses.retitle(changes, page.title, "")
    addresses.retire(changes, path, [end for end in known if end.startswith("#q-")])
    changes.left += _asked_elsewhere(changes, f"docs/{path}")
    gone, led = f"docs/{path}", f"docs/{to}"
    links.rewrite_all(changes, lambda place: (led, "") if place[0] == gone else place, f"links to it, which now lead to {led}", gone)
    outline.forget(changes, page.title)
    changes.left += [*_in_outline(changes, page.title), *_only_here(changes, page)]
    changes.left += _elsewhere(changes, path, address_of(path))
    changes.left.append("Read the sentences with the links that now lead elsewhere, then `make check`.")
    return changes


def rename_heading(root: Path, path: str, heading: str, words: str, name: str = "") -> Changes:
    """Return the changes that rename a heading. heading: its id or its words; name: the new id, '' for one made of the words. Raises Refused.

    The title, which has no id that anybody links to, changes its page, the list in the introduction, and a chapter's name.
    """
    changes = Changes(root)
    page = chapters.page_of(changes, path)
    found = [(index, match) for index, line in _prose(page.text) if (match := HEADING.match(line))]
    ids = {index: anchor for (index, _), anchor in zip(found, page.ids, strict=True)}
    chosen = [(index, match) for index, match in found if heading.lstrip("#") in (ids[index], match[2])]
    if len(chosen) != 1:
        known = ", ".join(ids[index] for index, _ in found)
        raise Refused(f"docs/{path} has {'no' if not chosen else 'more than one'} heading '{heading}'. Its headings: {known}.")
    index, match = chosen[0]
    if len(match[1]) == 1:
        return _rename_title(changes, path, index, match, words)
    if match[2] in FIXED:
        raise Refused(f"'{match[2]}' has the same name on every page, and keeps it.")
    old, new = ids[index], name or chapters.slug(words)
    if new != old and new in page.anchors or not new:
        raise Refused(f"docs/{path} has a heading with the id '{new}' already. Choose another id: --id other-id")
    kept = f"#{old}" in addresses.recorded(changes, path)
    lines = page.text.split("\n")
    lines[index] = f"{match[1]} {words} {_attributes(match[3] or '', old, new, kept)}"
    changes.change(f"docs/{path}", "\n".join(lines), "the heading, and its old address" if kept and new != old else "the heading")
    here = f"docs/{path}"
    links.rewrite_all(changes, lambda place: (here, new) if place == (here, old) else place, "links to it")
    if kept:
        addresses.record(changes, path, [f"#{new}"], "the new address; the old one stays")
    if new != old:
        changes.left += _elsewhere(changes, f"#{old}", f"'{old}'")
    changes.left.append(f"See that nothing is wrong: `llm-notes check {PurePosixPath(path).stem}`.")
    return changes


def _refuse_more_than_a_page(changes: Changes, new: str) -> None:
    if changes.exists(f"docs/{new}"):
        raise Refused(f"docs/{new}: this file already exists, and nothing is overwritten. Choose another name, or remove it first.")


def _move_in_navigation(changes: Changes, before: list[chapters.Chapter], old: str, new: str, after: str) -> None:
    """Give the page its line, in the chapter of its new folder; the introductions follow."""
    config = changes.read(navigation.CONFIG)
    if old not in paths_of(parse_navigation(config)):
        return
    leaves = next((one for one in before if old in one.pages), None)
    joins = next((one for one in before if one.folder == posixpath.dirname(new)), None)
    changed = navigation.rename_page(config, old, new)
    crosses = joins is not None and (leaves is None or leaves.folder != joins.folder)
    if after or crosses:
        below = after.removeprefix("docs/") if after else joins.pages[-1] if joins else ""
        changed = navigation.add_page(navigation.remove_page(changed, new), new, below)
    changes.change(navigation.CONFIG, changed, "its line in the navigation")
    if crosses and joins and not chapters.page_of(changes, new).draft:
        if leaves:
            _forget_moved(changes, leaves, old, new)
        now = next(one for one in chapters.known(changes) if one.folder == joins.folder)
        chapters.introduce(changes, now, new)


def _forget_moved(changes: Changes, chapter: chapters.Chapter, old: str, new: str) -> None:
    """Remove a moved page from the introduction, whose link already leads to the new place."""
    index = f"docs/{chapter.index}"
    shown = [path for path in chapter.pages[1:] if path == old or not chapters.page_of(changes, path).draft]
    text = introduction.without_section(changes.read(index), link_to(new, chapter.index))
    changes.change(index, introduction.recounted(text, len(shown), len(shown) - 1), "without the link to it, and the number of sections")


def _move_test(changes: Changes, old: str, new: str) -> None:
    if changes.exists(worked_test_of(old)):
        text = changes.read(worked_test_of(old)).replace(old, new)
        if worked_test_of(old) != worked_test_of(new):
            changes.move(worked_test_of(old), worked_test_of(new))
        changes.change(worked_test_of(new), text, "names the page's new path")


def _rename_title(changes: Changes, path: str, index: int, match: re.Match, words: str) -> Changes:
    lines = changes.read(f"docs/{path}").split("\n")
    old, lines[index] = match[2], f"# {words}{f' {match[3]}' if match[3] else ''}"
    changes.change(f"docs/{path}", "\n".join(lines), "the title")
    addresses.retitle(changes, old, words)
    for chapter in chapters.known(changes):
        if path == chapter.index:
            config = navigation.rename_chapter(changes.read(navigation.CONFIG), old, words)
            changes.change(navigation.CONFIG, config, "the chapter's name")
        elif path in chapter.pages:
            text = changes.read(f"docs/{chapter.index}")
            name = posixpath.basename(path)
            changes.change(f"docs/{chapter.index}", text.replace(f"[{old}]({name})", f"[{words}]({name})"), "its name in the list")
    _renew_outline(changes, path, old)
    changes.left += _in_outline(changes, old)
    changes.left.append(f"See that nothing is wrong: `llm-notes check {path.removesuffix('.md')}`.")
    return changes


def _renew_outline(changes: Changes, path: str, title: str = "") -> None:
    """Update titles, chapter and order of the outline's sections that follow their pages. title: the page's old one, or ''."""
    chapter = next((one for one in chapters.known(changes) if path == one.index), None)
    for page in [chapters.page_of(changes, each) for each in (chapter.pages[1:] if chapter else [path])]:
        if outline.forget(changes, page.title if chapter else title or page.title, ""):
            outline.take(changes, chapters.titles(changes), page)


def _in_outline(changes: Changes, title: str) -> list[str]:
    """Return a sentence if the outline asks for a page with this title."""
    asked = changes.exists(outline.FILE) and re.search(rf"title: [\"']?{re.escape(title)}[\"']?$", changes.read(outline.FILE), re.MULTILINE)
    return [f"{outline.FILE} asks for '{title}'. Change it there only if the notes themselves have changed."] if asked else []


def _attributes(braces: str, old: str, new: str, kept: bool) -> str:
    """Return a heading's attributes with the new id, the old one in `was` if it was published."""
    inside = braces.strip("{}").strip()
    former = re.search(r"was=[\"']?([^\"'}]*)[\"']?", inside)
    names = former[1].split() if former else []
    names = [name for name in dict.fromkeys([*names, *([old] if kept else [])]) if name != new]
    rest = re.sub(r"#[\w-]+|was=(\"[^\"]*\"|'[^']*'|\S+)", "", inside).split()
    return "{" + " ".join([f"#{new}", *rest, *([f'was="{" ".join(names)}"'] if names else [])]) + "}"


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield (index in the file, line) of a page's lines outside code and front matter."""
    page = parse_page("", text)
    for index, line in prose_lines(page.lines):
        yield index + page.offset, line


def _asked_elsewhere(changes: Changes, path: str) -> list[str]:
    """Return the questions of other pages whose `reread` leads to a page that is removed, as sentences."""
    return [
        f"{file}:{line} has a 'reread' that leads to the removed page. Name another heading." for file, line in links.reread(changes, path)
    ]


def _only_here(changes: Changes, page: Page) -> list[str]:
    """Return what only a removed page used, as sentences."""
    others = [changes.read(path) for path in links.files(changes)]
    found = []
    for name in dict.fromkeys(re.findall(r"[\w-]+\.(?:svg|png|jpe?g|webp)", page.text)):
        if not any(name in text for text in others):
            found.append(f"No other page shows {name}. Remove the file if nothing else needs it.")
    cited = {key for text in others for _, key in citations(text.split("\n"))}
    keys = [key for key in dict.fromkeys(key for _, key in citations(page.lines)) if key not in cited]
    if keys:
        found.append(f"No other page cites {', '.join(keys)}. Remove {'them' if len(keys) > 1 else 'it'} from docs/references.bib.")
    return found


def _elsewhere(changes: Changes, *names: str) -> list[str]:
    """Return the other files that have one of these in their text, as a sentence; they are left as they are."""
    found = []
    for start in ELSEWHERE:
        place = changes.root / start
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            path = file.relative_to(changes.root).as_posix()
            if file.suffix in TEXTS and changes.exists(path) and path not in (addresses.RECORDED, addresses.RETIRED):
                text = changes.read(path) if path in dict(changes.done) else file.read_text(encoding="utf-8", errors="replace")
                if any(name in text for name in names):
                    found.append(path)
    return [f"These name it too, and were left as they are: {', '.join(found)}."] if found else []
