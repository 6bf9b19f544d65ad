"""Glossary links: a term's first use in a page's running text links to its entry and shows its definition.

The first use in the open text, that is: one in a fold counts only if there is no other.
The terms and their other forms are in docs/glossary.md, as `term` blocks.
"""

import re
import xml.etree.ElementTree as etree
from functools import lru_cache
from pathlib import Path

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from llm_notes.blocks.fences import all_blocks, read_blocks
from llm_notes.blocks.term import Term
from llm_notes.checks.findings import recording
from llm_notes.content.lines import stamp
from llm_notes.content.pages import link_to, read_page
from llm_notes.engines import locate
from llm_notes.markup.citations import CITATION
from llm_notes.markup.inline_results import as_shown

GLOSSARY = "glossary.md"
RUNNING = {"p", "li"}
# Not running text: headings, links, code, and blocks with a purpose of their own.
APART_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "table", "figure", "math", "dfn", "llm-question"}
APART_CLASSES = {"footnote", "formula", "citation", "misconception__claim"}  # and those of blocks that aren't running text
FOLD = "deeper"  # the class of a fold
WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


class GlossaryLinks(Treeprocessor):
    """Adds the links. Runs after inline text has been read, when links and code are elements."""

    def run(self, root) -> None:
        """Leaves the glossary itself alone, and pages whose front matter says `derive: false`."""
        docs_dir, page = locate(self.md)
        if not page or page == GLOSSARY or not (docs_dir / GLOSSARY).is_file():
            return
        if not read_page(docs_dir / page, docs_dir).derive:
            return
        with recording():
            entries = load(docs_dir / GLOSSARY)
            linked: set[str] = set()
            for folds in (False, True):  # the open text first, since a definition in a closed fold helps nobody who reads past it
                self._walk(root, entries, link_to(GLOSSARY, page), linked, folds=folds, running=False, bold=False)

    def _walk(self, element, entries, target: str, linked: set[str], folds: bool, running: bool, bold: bool) -> None:
        classes = set(element.get("class", "").split())
        if element.tag in APART_TAGS or apart_classes() & classes or (FOLD in classes and not folds):
            return
        running = running or element.tag in RUNNING
        bold = bold or element.tag == "strong"
        if running and element.text:
            element.text, links = _split(element.text, entries, target, linked, bold)
            element[:0] = links
        for child in list(element):
            self._walk(child, entries, target, linked, folds, running, bold)
            if running and child.tail and "term-link" not in child.get("class", ""):
                child.tail, links = _split(child.tail, entries, target, linked, bold)
                position = list(element).index(child) + 1
                element[position:position] = links


@lru_cache(maxsize=1)
def apart_classes() -> frozenset[str]:
    """Return the classes of elements in which no term links to the glossary."""
    return frozenset(APART_CLASSES | {name for name, block in all_blocks().items() if not block.RUNNING_TEXT})


def load(path: Path) -> dict[str, list[tuple[str, Term]]]:
    """Return the glossary's forms by their first word in lowercase, longest first, each with its term."""
    return _load(path, stamp(path))


@lru_cache(maxsize=2)
def _load(path: Path, _changed: tuple[int, ...]) -> dict[str, list[tuple[str, Term]]]:
    forms: dict[str, list[tuple[str, Term]]] = {}
    for term in read_blocks(as_shown(read_page(path, path.parent), path.parent), "term", path.parent):
        for form in (term.term, *term.forms):
            first = WORD.search(form)
            if first:
                forms.setdefault(first.group(0).lower(), []).append((form, term))
    for candidates in forms.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return forms


def plain(definition: str) -> str:
    """Return a definition as plain text, without the sentence that links to its section."""
    text = " ".join(line.strip() for line in definition.split("\n") if line.strip())
    text = re.sub(r"\s*See \[[^\]]*\]\([^)]*\)[^.]*\.", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(CITATION, "", text))
    return re.sub(r"\s+([.,;])", r"\1", re.sub(r"[*`$\\{}]", "", text)).strip()


def _split(text: str, entries, target: str, linked: set[str], bold: bool):
    """Return (text before the first link, links with the text after each as tail)."""
    links = []
    pieces = []
    start = 0
    position = 0
    for word in WORD.finditer(text):
        if word.start() < position:
            continue
        for form, entry in entries.get(word.group(0).lower(), ()):
            found = text[word.start() : word.start() + len(form)]
            after = text[word.start() + len(form) : word.start() + len(form) + 1]
            exact = form != form.lower()  # a form with capitals is a name: "ROUGE" isn't "rouge"
            if (found != form if exact else found.lower() != form) or re.match(r"[\w-]", after):
                continue
            position = word.start() + len(form)
            if entry.term not in linked and (bold or not entry.everyday):
                linked.add(entry.term)
                link = etree.Element("a", {"class": "term-link", "href": f"{target}#{entry.anchor}", "title": plain(entry.definition)})
                link.text = AtomicString(found)
                pieces.append(text[start : word.start()])
                links.append(link)
                start = position
            break
    pieces.append(text[start:])
    for link, tail in zip(links, pieces[1:]):
        link.tail = tail
    return pieces[0], links
