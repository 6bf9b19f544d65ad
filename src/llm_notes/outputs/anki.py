"""The cards of the practice page as a deck for Anki, `llm-notes.apkg`: a subdeck per chapter, formulas and figures included.

Made from the pages' own blocks, so nothing is written twice; it reads nothing from the built site. A note's identity (guid) comes from the card's name alone, which
neither rewording nor moving changes: importing a newer deck changes the text and keeps the learner's progress. Anki accepts
a note's new text if its time is later, so that time is $SOURCE_DATE_EPOCH (the Makefile sets it to the last commit's), or
else the day of the newest review of a page. The same input gives the same bytes.
"""

import copy
import datetime
import hashlib
import html
import os
import posixpath
import re
import tempfile
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import genanki
import markdown
from lxml import etree
from lxml import html as lxml_html

from llm_notes import strings
from llm_notes.blocks import fresh_numbers
from llm_notes.blocks.cards import Card, explained, read_cards
from llm_notes.blocks.cheat_sheet import from_here
from llm_notes.blocks.contents import listed
from llm_notes.blocks.drill import Drill
from llm_notes.blocks.fences import read_blocks
from llm_notes.blocks.figure import Figure
from llm_notes.blocks.fresh_numbers import shown
from llm_notes.blocks.question import Question
from llm_notes.blocks.result import Result
from llm_notes.blocks.term import Term
from llm_notes.content.pages import address_of, read_extensions, read_page, read_pages
from llm_notes.markup.inline_results import as_shown

FILE = "llm-notes.apkg"
PRACTICE = "practice/"
NAME = "LLM Notes"
# The place on the practice page where the link goes: until the deck is made, only its name is there.
PLACE = re.compile(r"""<span class=["']?anki-deck["']?>(.*?)</span>""")
CSS = """
.card { max-width: 40em; margin: 0 auto; font: 20px/1.5 system-ui, sans-serif; text-align: left; color: #20242b; background: #fdfdfb; }
.card.nightMode, .night_mode .card { color: #e2e5e9; background: #15181d; }
.where { font-size: .75em; opacity: .75; }
ol { padding-left: 1.6em; }
table { border-collapse: collapse; } th, td { padding: .2em .8em .2em 0; text-align: left; border-bottom: 1px solid #8b939e; }
img { max-width: 100%; background: #fdfdfb; border-radius: 4px; }
"""
PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!%'’“”\"()=−·×–])*")  # nothing that means something to Markdown or HTML
FIELDS = ("Front", "Options", "Back", "Figure", "Where")
ANSWER = "{{FrontSide}}<hr id=answer>{{Back}}{{Figure}}<p class=where>{{Where}}</p>"
# Ids of the note types: chosen at random once, and never changed; Anki identifies a type by its id.
TYPES = {
    "question": (1607392814, "LLM Notes question", "{{Front}}{{Options}}"),
    "term": (1607392815, "LLM Notes term", "<h2>{{Front}}</h2>{{Options}}"),
}
KEPT = {
    "p",
    "del",
    "mark",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "sub",
    "sup",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "img",
    "h2",
}


@dataclass
class Deck:
    """Notes by chapter (its id and title), and the drawings that they show. media: file name -> SVG text."""

    chapters: dict[tuple[str, str], list[genanki.Note]] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)


def write_deck(site: Path, docs: Path, address: str) -> str:
    """Write the deck into the site; return what the practice page says about it, '' if the site has no such page.

    address: the site's own with a slash, or ''.
    """
    if not (site / PRACTICE / "index.html").is_file():
        return ""
    deck, file = Reader(docs, address).read(read_cards(docs)), site / FILE
    write_package(deck, file, time_of(docs))
    return f"({strings.deck_size(sum(len(notes) for notes in deck.chapters.values()), file.stat().st_size)})"


def linked(text: str, about: str, link: str = f'<a class="anki-deck" href="../{FILE}" download>{{}}</a>') -> str:
    """Return the practice page's text with the link to the deck. about: as write_deck returns it; link: with {} for the link's text."""
    return PLACE.sub(lambda place: f"{link.format(place[1])} {about}", text) if about else text


def time_of(docs: Path) -> int:
    """Return the deck's time in seconds."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit() and int(given):  # 0: a copy without git
        return int(given)
    days = [day for page in read_pages(docs) if isinstance(day := dict(page.meta).get("reviewed"), datetime.date)]
    newest = max(days, default=datetime.date(2026, 1, 1))
    return int(datetime.datetime(newest.year, newest.month, newest.day, tzinfo=datetime.UTC).timestamp())


def number_of(name: str) -> int:
    """Return an id for a name, always the same: an integer that JavaScript represents exactly too."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")


class Reader:
    """Turns cards into notes. address: the site's own with a slash, or ''; a relative one, as the second engine has it, counts as none."""

    def __init__(self, docs: Path, address: str):
        self.docs, self.address = docs, address if "://" in address else ""
        self.drawn: dict[str, list[Figure | Result]] = {}
        self.types = {
            kind: genanki.Model(
                number, name, [{"name": name} for name in FIELDS], [{"name": "Card", "qfmt": front, "afmt": ANSWER}], css=CSS
            )
            for kind, (number, name, front) in TYPES.items()
        }

    def read(self, cards: dict[str, list[Card]]) -> Deck:
        """Return the notes of cards, in their order. cards: as read_cards returns them, or some of its sections."""
        deck = Deck()
        for index, *sections in listed(self.docs):
            chapter = (posixpath.dirname(index), read_page(self.docs / index, self.docs).title)
            for path in sections:
                title = read_page(self.docs / path, self.docs).title
                for card in cards.get(path, ()):
                    deck.chapters.setdefault(chapter, []).append(self.note(card, path, title, deck.media))
        return deck

    def note(self, card: Card, section: str, title: str, media: dict[str, str]) -> genanki.Note:
        """Return the card as a note; its figure goes into media. section: its page under docs, with this title."""
        kind, _, name = card.card.partition("/")
        options, place = "", explained(card, self.docs)
        match card:
            case Term():
                front, back, tag = html.escape(card.term), self.blocks(card.definition), "term"
            case Drill():
                front, tag = self.blocks(card.prompt), "number"
                options = task(str(card.answer), card.unit, card.tolerance)
                answer = shown(card.answer, len(str(card.answer).partition(".")[2]))
                back = f"<ul><li><strong>{html.escape(strings.answer_is(f'{answer} {card.unit}'.strip()))}</strong>{self.blocks(card.steps)}</li></ul>"
            case Question():
                front, tag = self.blocks(card.prompt, card.numbers), card.kind
                labels = [chr(ord("A") + place) for place in range(len(card.options))]
                if card.is_number:
                    options = task(next(option.text for option in card.options if option.right), card.unit, card.tolerance)
                    labels = [f"{option.text} {card.unit}".strip() for option in card.options]
                else:
                    options = f'<ol type="A">{"".join(f"<li>{self.line(option.text)}</li>" for option in card.options)}</ol>'
                verdicts = [
                    f"<li><strong>{html.escape(strings.verdict(label, option.right))}</strong> {self.line(option.why, card.numbers)}</li>"
                    for label, option in zip(labels, card.options, strict=True)
                ]
                back = f"<ul>{''.join(verdicts)}</ul>"
        return genanki.Note(
            self.types["term" if kind == "term" else "question"],
            [front, options, back, self.figure(*place[:2], media) if place else "", self.where(place, section, title)],
            guid=genanki.guid_for(NAME, kind, name),
            tags=["llm-notes", f"section::{Path(section).stem}", f"kind::{tag}"],
        )

    @cached_property
    def markdown(self) -> markdown.Markdown:
        """Markdown with the site's own extensions."""
        configs = read_extensions(self.docs.parent / "mkdocs.yml")
        return markdown.Markdown(extensions=list(configs), extension_configs=configs)

    def fragment(self, text: str, numbers: dict | None = None):
        """Return a card's Markdown as a <div>, with its own numbers, without citations."""
        text = from_here("", fresh_numbers.with_own(text, numbers) if numbers else text, "")
        return lxml_html.fromstring(f"<div>{self.markdown.reset().convert(text)}</div>")

    def blocks(self, text: str, numbers: dict | None = None) -> str:
        """Return a card's Markdown as HTML for Anki."""
        return self.outer(self.fragment(text, numbers))

    def line(self, text: str, numbers: dict | None = None) -> str:
        """Return the first paragraph of a card's Markdown as HTML for Anki, without <p>."""
        if PLAIN.fullmatch(text):  # most options; running Markdown would take time and change nothing
            return text
        return self.inner(self.fragment(text, numbers)[0])

    def where(self, place: tuple[str, str, str] | None, section: str, title: str) -> str:
        """Return where the card's subject is explained: a link if the site has an address. place: as `explained` returns it."""
        if not self.address:
            return html.escape(title)
        path, anchor, _ = place or (section, "", "")
        target = f"{self.address}{address_of(path)}{f'#{anchor}' if anchor else ''}"
        return f'<a href="{html.escape(target)}">{html.escape(title)}</a>'

    def figure(self, path: str, anchor: str, media: dict[str, str]) -> str:
        """Return the first drawing under the heading of a page, as an image; '' if there is none."""
        lines = read_page(self.docs / path, self.docs).part(anchor)
        for figure in self.figures(path):
            if figure.line in lines and figure.drawing is not None:
                name = f"llm-notes-{address_of(path).split('/')[-2]}-{anchor}.svg"
                media[name] = standalone(figure.drawing, figure.caption, self.docs / "assets/stylesheets/notes.css")
                return f'<p><img src="{name}" alt="{html.escape(figure.caption)}"><br>{self.line(figure.caption)}</p>'
        return ""

    def figures(self, path: str) -> list[Figure | Result]:
        """Return what a page draws, in order."""
        if path not in self.drawn:
            page = as_shown(read_page(self.docs / path, self.docs), self.docs)
            self.drawn[path] = read_blocks(page, ("figure", "result"), self.docs)
        return self.drawn[path]

    def inner(self, element) -> str:
        """Return the content of an element, as Anki shows it: formulas as LaTeX, no links, no attributes."""
        return outer_html(plain(element)).partition(">")[2].rpartition("<")[0].strip()

    def outer(self, elements) -> str:
        """Return elements, as Anki shows them."""
        return "".join(outer_html(plain(element)).strip() for element in elements)


def task(value: str, unit: str, tolerance: float) -> str:
    """Return what a question for a number asks for: 'Work out the number. Unit: GiB. To 2 decimals; up to 0.005 off is right.'"""
    return f"<p><em>{html.escape(strings.work_out(unit, len(value.partition('.')[2]), tolerance))}</em></p>"


def plain(element):
    """Return a copy that means the same outside the site."""
    clean = copy.deepcopy(element)
    clean.tail = None
    for formula in list(clean.iter("math")):
        opening, closing = (r"\[", r"\]") if formula.get("display") == "block" else (r"\(", r"\)")
        text = lxml_html.Element("span")
        text.text, text.tail = f"{opening}{formula.findtext('.//annotation')}{closing}", formula.tail
        formula.getparent().replace(formula, text)
    for part in list(clean.iter(etree.Element)):
        if part.tag not in KEPT and part is not clean:
            part.drop_tag()
            continue
        lettered = part.get("type")
        part.attrib.clear()
        if lettered:
            part.set("type", lettered)
    return clean


def outer_html(element) -> str:
    """Return the element as HTML."""
    return lxml_html.tostring(element, encoding="unicode")


def standalone(drawing: ElementTree.Element, name: str, stylesheet: Path) -> str:
    """Return a drawing as a file of its own with a name, in the light colors of the stylesheet."""
    css = re.sub(r"light-dark\(([^,()]+), [^()]+\)", r"\1", stylesheet.read_text(encoding="utf-8"))
    colors = "\n".join(re.findall(r"^ +--ln-[a-z]+: .*;$", css, re.MULTILINE))
    rules = "\n".join(re.findall(r"^(?:\.ln-|:is\(\.ln-|(?::is\()?\[class\*=).*\}$", css, re.MULTILINE))
    svg = copy.deepcopy(drawing)
    for attribute, value in {"role": "img", "aria-label": name, "xmlns": "http://www.w3.org/2000/svg"}.items():
        svg.set(attribute, value)
    text = ElementTree.tostring(svg, encoding="unicode")
    return text.replace(">", f"><style>:root {{\n{colors}\n}}\n{rules}</style>", 1)


def write_package(deck: Deck, file: Path, time: int) -> None:
    """Write the deck as Anki reads it. time: seconds; decides whether Anki accepts a note's new text."""
    decks = [genanki.Deck(number_of(NAME), NAME, strings.DECK)]
    for (chapter, title), notes in deck.chapters.items():
        decks.append(genanki.Deck(number_of(f"{NAME}/{chapter}"), f"{NAME}::{title}"))
        for note in notes:
            decks[-1].add_note(note)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in deck.media.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        package = genanki.Package(decks, [str(Path(folder) / name) for name in sorted(deck.media)])
        made = Path(folder) / "deck.zip"
        package.write_to_file(str(made), timestamp=time)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():  # again, compressed and without the current time
                target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
