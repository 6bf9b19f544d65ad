"""The `practice` block: every question of the sections, every drill and every term of the glossary, by section, as cards.

Nothing is written twice: the cards are the pages' own blocks, put between this block's fences before they are read. The
list is complete without JavaScript, answers folded; docs/assets/practice/ makes a deck of this very list, and in print the
stylesheet puts the answers at the end.

A card is known by its name: `question/` and the question's id, `drill/` and the drill's id, `term/` and the anchor of the
glossary's entry. None depends on the wording or the place, so what a reader has learned of a card outlives both.
"""

import posixpath
import re
import xml.etree.ElementTree as etree
from collections import Counter
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.cheat_sheet import from_here
from llm_notes.blocks.contents import listed
from llm_notes.blocks.fences import BLOCKS, DerivedBlock, Fence, find_fences
from llm_notes.blocks.section_map import builds_on
from llm_notes.blocks.term import term_id
from llm_notes.checks.findings import going_on
from llm_notes.content.pages import Page, read_page
from llm_notes.content.source import Source
from llm_notes.engines import locate
from llm_notes.markup.glossary import GLOSSARY
from llm_notes.markup.inline_results import as_shown

LINK = re.compile(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")
DRILLS = "drills.md"
REREAD = re.compile(r"^    reread: *(.*)$")
FENCE = "/// practice"


class Practice(DerivedBlock):
    """The list of cards; makes the practice page."""

    NAME = "practice"
    EXAMPLE = FENCE
    MADE_FROM = "the questions of the sections, the drills and the terms of the glossary"
    CONTAINS_BLOCKS = True

    def on_create(self, parent):
        """Return the frame. The desk is where a script deals the cards; until then it holds their number."""
        frame = etree.SubElement(parent, "div", {"class": "practice"})
        etree.SubElement(etree.SubElement(frame, "div", {"class": "practice__desk"}), "p", {"class": "practice__count"})
        self.cards = etree.Element("div")
        return frame

    def on_add(self, block):
        """Return where the cards gather: beside the page, since pymdownx goes through the whole page at every part of a block."""
        return self.cards

    def on_end(self, block):
        """Put chapters and sections into frames, and fold the terms' definitions."""
        docs_dir, _ = locate(self.md)
        pages = [path for chapter in (listed(docs_dir) if len(self.cards) else []) for path in chapter[1:]]
        for element in self.cards:
            if element.tag == "h2":
                frame = chapter = etree.SubElement(block, "div", {"class": "practice__chapter"})
            elif element.tag == "h3":
                path = pages.pop(0)
                needs = builds_on(read_page(docs_dir / path, docs_dir))
                frame = etree.SubElement(
                    chapter,
                    "div",
                    {"class": "practice__section", "data-section": address(path), "data-needs": " ".join(address(need) for need in needs)},
                )
            elif element.tag == "llm-question":
                element.set("data-card", f"question/{element.get('data-question')}")
            elif element.tag == "llm-drill":
                element = _exercise(element, read_page(docs_dir / DRILLS, docs_dir))
            elif element.get("class") == "term":
                _fold(element)
            frame.append(element)
        for chapter in block.findall("div[@class='practice__chapter']"):
            # Shown only where scripts run, from the first paint on, so that nothing shifts when they arrive and enable it.
            check = etree.Element("p", {"class": "practice__check"})
            etree.SubElement(
                check, "button", {"type": "button", "disabled": "disabled"}
            ).text = f"Check this chapter: {len(chapter.findall('.//llm-question[@data-question]'))} questions"
            chapter.insert(1, check)
        etree.SubElement(block, "p", {"class": "practice__solutions"}).text = "Solutions"
        kinds = Counter(card.get("data-card", "").split("/")[0] for card in block.iter())
        block[0][0].text = f"{kinds['question']} questions, {kinds['drill']} drills and {kinds['term']} terms."


class PracticeCards(Preprocessor):
    """Writes the cards into the block, as the pages have them."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the cards between the block's fences. Raises PageError."""
        if FENCE not in lines:
            return lines
        docs_dir, here = locate(self.md)
        place = lines.index(FENCE)
        end = lines.index("///", place)
        with going_on():
            return [*lines[:place], "//// practice", "", *self._cards(docs_dir, here), "////", *lines[end + 1 :]]
        return lines

    def _cards(self, docs_dir: Path, here: str) -> list[str]:
        folder = posixpath.dirname(here) or "."
        all_chapters = listed(docs_dir)
        sections = [path for chapter in all_chapters for path in chapter[1:]]
        terms, drills = self._terms(docs_dir, sections), self._drills(docs_dir, sections)
        written = []
        for chapter in all_chapters:
            title = read_page(docs_dir / chapter[0], docs_dir).title
            written += [f"## {title} {{#{posixpath.dirname(chapter[0])}}}", ""]
            for path in chapter[1:]:
                page = as_shown(read_page(docs_dir / path, docs_dir), docs_dir)
                target = posixpath.relpath(path, folder)
                written += [f"### [{page.title}]({target}) {{#{Path(path).stem}}}", ""]
                cards = [_question(page, fence, target) for fence in self._fences(page, "question", docs_dir)]
                written += from_here(page, "\n".join(line for card in cards for line in card), here).split("\n")
                for source, own in (drills[path], terms[path]):
                    written += from_here(source, "\n".join(own), here).split("\n")
        return written

    def _fences(self, page: Page, name: str, docs_dir: Path) -> list[Fence]:
        """Return the page's blocks of this name, those that hold a mistake left out."""
        source, found = Source.of_page(page), []
        source.docs_dir = docs_dir
        for fence in find_fences(source):
            if fence.name == name:
                with going_on():
                    if (value := BLOCKS[name].parse(fence, source)) is not None:
                        self.md.preprocessors["llm_notes_check"].keep(name, fence.argument, value)
                    found.append(fence)
        return found

    def _terms(self, docs_dir: Path, sections: list[str]) -> dict[str, tuple[Page, list[str]]]:
        """Return section -> (the glossary, the lines of the terms that lead there). Raises PageError for a term that doesn't."""
        page = as_shown(read_page(docs_dir / GLOSSARY, docs_dir), docs_dir)
        found: dict[str, tuple[Page, list[str]]] = {path: (page, []) for path in sections}
        for fence in self._fences(page, "term", docs_dir):
            with going_on():
                text = [line for _, line in fence.body]
                section = next((path for path in LINK.findall("\n".join(text)) if path in found), None)
                if section is None:
                    raise Source.of_page(page).error(
                        fence.line,
                        f"the term '{fence.argument}' leads to no section, so it can't "
                        "be practiced. End it with a link to the section that explains it.",
                    )
                found[section][1].extend([f"/// term | {fence.argument}", *text, "///", ""])
        return found

    def _drills(self, docs_dir: Path, sections: list[str]) -> dict[str, tuple[Page, list[str]]]:
        """Return section -> (the page of drills, the lines of the drills under headings that lead there). Raises PageError."""
        page = read_page(docs_dir / DRILLS, docs_dir)
        found: dict[str, tuple[Page, list[str]]] = {path: (page, []) for path in sections}
        for fence in self._fences(page, "drill", docs_dir):
            with going_on():
                name = fence.options["id"]
                heading = next((line for line in range(fence.line, 0, -1) if page.lines[line].startswith("## ")), 0)
                section = next((path for path in LINK.findall("\n".join(page.lines[heading : fence.line])) if path in found), None)
                if section is None or name not in page.anchors:
                    raise Source.of_page(page).error(
                        fence.line,
                        f"the drill '{name}' can't be practiced. Put it under a heading with the id "
                        f"'{{#{name}}}' and a sentence that links to the section it drills.",
                    )
                first = min(index for index, _ in fence.body)
                found[section][1].extend([*page.lines[fence.line : first], *(line for _, line in fence.body), "///", ""])
        return found


def address(path: str) -> str:
    """Return the address of a section in the site: 'a/b.md' -> 'a/b/'."""
    return path.removesuffix(".md") + "/"


def _question(page: Page, fence: Fence, target: str) -> list[str]:
    """Return a question's lines, with `reread` as seen from the practice page."""
    first = min((index for index, _ in fence.body), default=fence.line + 1)
    options = [REREAD.sub(lambda match: f"    reread: {_moved(match[1], target)}", line) for line in page.lines[fence.line + 1 : first]]
    return ["/// question", *options, *(line for _, line in fence.body), "///", ""]


def _moved(reread: str, target: str) -> str:
    path, _, name = reread.strip("'\" ").rpartition("#")
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(target), path)) if path else target}#{name}"


def _exercise(drill, page: Page):
    """Make a card of a drill: its question, with a link to the drill's own place."""
    name, question = drill.get("data-drill"), drill.find("llm-question")
    question.set("data-card", f"drill/{name}")
    line = etree.SubElement(question.find("details"), "p", {"class": "question__reread"})
    line.text = "More of these: "
    etree.SubElement(line, "a", {"href": f"{DRILLS}#{name}"}).text = page.anchors[name]
    return question


def _fold(term) -> None:
    """Make a card of a glossary's entry: the word, and the definition in a <details>."""
    name, *definition = list(term)
    term.set("class", "practice__term")
    term.set("data-card", f"term/{term_id(name[0].text)}")
    del term.attrib["id"]
    details = etree.SubElement(term, "details", {"class": "question__answer"})
    etree.SubElement(details, "summary").text = "Show the definition"
    for part in definition:
        term.remove(part)
        details.append(part)
