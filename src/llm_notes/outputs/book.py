"""All of the notes as one HTML document to print: cover, contents, chapters, answers, glossary, references.

Made from the built pages. Every id is prefixed with its page's name, every link to a page of the book leads to its place in
the book, and what only works on a screen is replaced: explorers show their static form, answers are at the end.
"""

import copy
import datetime
import html as text_html
import posixpath
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

from llm_notes import strings
from llm_notes.blocks.contents import beside, chapters
from llm_notes.content.pages import address_of, read_navigation
from llm_notes.outputs.anki import time_of
from llm_notes.outputs.llms import OPTIONAL, listed

UNKNOWN = "000"  # as wide as any page number, so that filling it in moves nothing
LEFT_OUT = (
    "//script | //style | //button | //form | //*[contains(@class, 'headerlink')] | //*[contains(@class, 'footnote-backref')]"
    " | //*[@class='page-end'] | //div[@class='footnote']/hr"
)
LOCAL = re.compile(r"url\(#([^)]+)\)")


@dataclass
class Part:
    """One page in the book. name: its id there; level: 1 for a chapter, 2 for a section; number: '1.2' or ''."""

    folder: str
    article: html.HtmlElement
    level: int
    number: str

    @property
    def name(self) -> str:
        return "p-" + (self.folder.strip("/").replace("/", "-") or "home")

    @property
    def title(self) -> str:
        return " ".join(self.article.xpath(".//h1 | .//h2")[0].text_content().replace("¶", "").split())


@dataclass
class Book:
    """The document, the same for all passes. numbered: the ids whose page numbers it prints; contents: (id, title) of each part."""

    document: str
    numbered: list[str]
    contents: list[tuple[str, str]]

    def with_numbers(self, numbers: dict[str, int]) -> str:
        """Return the HTML; numbers: id -> page, as far as known."""
        return re.sub(r"\{page:([^}]+)\}", lambda mark: str(numbers.get(mark[1], UNKNOWN)), self.document)


def make_book(site: Path, docs: Path) -> Book:
    """Return the book of the built pages. The date on its cover is SOURCE_DATE_EPOCH's, or the newest review's."""
    home = html.fromstring((site / "index.html").read_bytes())
    parts = _parts(site, docs)
    root = next(iter(home.xpath("//link[@rel='canonical']/@href")), "")
    folders = {part.folder: part.name for part in parts}
    answers: list[str] = []
    for part in parts:
        _prepare(part, folders, root)
        answers += _take_answers(part)
    name = home.xpath("string(//meta[@property='og:site_name']/@content)")
    back = 1 + max((index for index, part in enumerate(parts) if part.number), default=0)
    body = [_cover(home, name, root, docs), _contents(parts, back)]
    for index, part in enumerate(parts):
        if index == back:
            body.append(f'<article id="answers"><h1>{strings.ANSWERS}</h1>' + "".join(answers) + "</article>")
        body.append(html.tostring(part.article, encoding="unicode", with_tail=False))
    sheets = "".join(f'<link rel="stylesheet" href="{href}">' for href in _sheets(site))
    own = (Path(__file__).parent / "book.css").read_text(encoding="utf-8")
    document = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text_html.escape(name)}</title>{sheets}'
        f'<style>{own}</style></head><body dir="ltr" class="book" data-md-color-scheme="default" data-md-color-primary="indigo" '
        f'data-md-color-accent="indigo"><main class="md-typeset">{"".join(body)}</main></body></html>'
    )
    return Book(document, sorted(set(re.findall(r"\{page:([^}]+)\}", document))), [(part.name, part.title) for part in parts])


def _parts(site: Path, docs: Path) -> list[Part]:
    """Return the pages of the book in order: home, the pages outside the chapters, the chapters, then the rest, references last."""
    navigation = read_navigation(docs.parent / "mkdocs.yml")
    paths = [("index.md", 1, ""), *((path, 1, "") for path in beside(docs))]
    for number, chapter in enumerate(chapters(navigation), start=1):
        paths.append((chapter[0], 1, str(number)))
        paths += [(path, 2, f"{number}.{place}") for place, path in enumerate(chapter[1:], start=1)]
    inside = {path for path, _, _ in paths}
    rest = [path for _, path in listed(navigation) if path not in inside and not path.startswith(OPTIONAL)]
    paths += [(path, 1, "") for path in sorted(rest, key=lambda path: path == "references.md")]
    return [Part(address_of(path), _article(site / address_of(path) / "index.html"), level, number) for path, level, number in paths]


def _article(file: Path):
    article = html.fromstring(file.read_bytes()).xpath("//article")[0]
    for element in article.xpath("." + LEFT_OUT.replace(" | /", " | ./")):
        element.drop_tree()
    return article


def _sheets(site: Path) -> list[str]:
    """Return the theme's stylesheets, then the notes' own, as paths in the site."""
    folder = site / "assets/stylesheets"
    found = [*sorted(folder.glob("main.*.css")), *sorted(folder.glob("palette.*.css")), folder / "notes.css"]
    return [file.relative_to(site).as_posix() for file in found]


def _prepare(part: Part, folders: dict[str, str], root: str) -> None:
    """Make a page's article a part of the book: its headings, ids and links, and what is folded in."""
    article = part.article
    heading = article.find(".//h1")
    if part.folder == "":
        heading.text = strings.ABOUT_NOTES
        for heading_of_list in article.xpath(".//h2[@id='contents' or @id='map']"):  # the book has its own contents
            following = takewhile(lambda element: element.tag != "h2", list(heading_of_list.itersiblings()))
            for element in (heading_of_list, *following):
                element.drop_tree()
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name in ("id", "for", "aria-labelledby", "aria-describedby"):
                element.set(name, " ".join(f"{part.name}--{one}" for one in value.split()))
            elif "url(#" in value:
                element.set(name, LOCAL.sub(rf"url(#{part.name}--\1)", value))
        if element.get("href") is not None:
            _lead(element, part, folders, root)
        if element.tag in ("details", "summary"):
            element.set("class", (element.get("class") or "") + f" was-{element.tag}")
            element.tag = "div" if element.tag == "details" else "p"
        elif part.level == 2 and re.fullmatch("h[1-5]", element.tag):
            element.tag = f"h{int(element.tag[1]) + 1}"
    if part.number:
        heading.text = f"{part.number} {heading.text or ''}"
    article.set("id", part.name)
    article.set("class", f"part part--{part.level}")


def _lead(element, part: Part, folders: dict[str, str], root: str) -> None:
    """Point a link to its place in the book, else to the site, else nowhere."""
    parts = urlsplit(element.get("href"))
    if parts.scheme or parts.netloc:
        return
    target = posixpath.normpath(posixpath.join(part.folder, parts.path)) + "/" if parts.path else part.folder
    target = "" if target == "./" else target
    if target in folders:
        element.set("href", f"#{folders[target]}--{unquote(parts.fragment)}" if parts.fragment else f"#{folders[target]}")
        if target == "" and parts.fragment in ("contents", "map"):
            element.set("href", "#contents")
    elif root:
        element.set("href", urljoin(root + part.folder, element.get("href")))
    else:
        del element.attrib["href"]


def _take_answers(part: Part) -> list[str]:
    """Move the answers out of a part's questions, and what readers saw out of its explorers, whose predictions come first.

    Return their HTML, each with what it answers, and with a heading when there are any.
    """
    found = []
    for number, question in enumerate(part.article.iter("llm-question"), start=1):
        name, named = question.get("id"), strings.question(f"{part.number}.{number}")
        asked = "".join(
            _again(child) for child in question if {"question__prompt", "question__options"} & set((child.get("class") or "").split())
        )
        label = html.fragment_fromstring(
            f'<p class="book-label">{named}<a href="#{name}--answer">{strings.answer_on_page(f"{{page:{name}--answer}}")}</a></p>'
        )
        question.insert(0, label)
        answer = question.xpath("./*[contains(@class, 'was-details')]")[0]
        question.remove(answer)
        inside = html.tostring(answer.find("ul"), encoding="unicode", with_tail=False)  # without the link to what to read again
        found.append(
            f'<div class="book-answer" id="{name}--answer"><p class="book-label"><a href="#{name}">{named}</a></p>'
            f'<div class="book-answer__asked">{asked}</div>{inside}</div>'
        )
    for number, explorer in enumerate(part.article.xpath(".//figure[contains(concat(' ', @class, ' '), ' explorer ')]"), start=1):
        name = f"{part.name}--explorer-{number}"
        explorer.set("id", name)
        see = explorer.xpath("./*[contains(@class, 'explorer__see')]")[0]
        inside = "".join(html.tostring(child, encoding="unicode", with_tail=False) for child in see[1:])
        predicted = "".join(_again(child) for child in explorer.xpath("./*[contains(@class, 'explorer__predict')]"))
        see[:] = [html.fragment_fromstring(f'<p><a href="#{name}--seen">{strings.seen_on_page(f"{{page:{name}--seen}}")}</a></p>')]
        found.append(
            f'<div class="book-answer" id="{name}--seen"><p class="book-label"><a href="#{name}">{strings.SEEN}</a></p>'
            f'<div class="book-answer__asked">{predicted}</div>{inside}</div>'
        )
    title = text_html.escape(part.title)
    return [f'<h2 id="{part.name}--answers">{title}</h2>', *found] if found else []


def _again(element: html.HtmlElement) -> str:
    """Return an element's HTML for a second place in the book: without ids, which have to be unique."""
    again = copy.deepcopy(element)
    for part in again.iter(etree.Element):
        part.attrib.pop("id", None)
    return html.tostring(again, encoding="unicode", with_tail=False)


def _cover(home, name: str, root: str, docs: Path) -> str:
    about = home.xpath("string(//meta[@name='description']/@content)")
    notice = " ".join(home.xpath("string(//*[contains(@class, 'md-copyright__highlight')])").split())
    day = datetime.datetime.fromtimestamp(time_of(docs), datetime.UTC)
    address = f'<p><a href="{root}">{root}</a></p>' if root else ""
    return (
        f'<section class="cover"><p class="cover__title">{text_html.escape(name)}</p>'
        f'<p class="cover__about">{text_html.escape(about)}</p><div class="cover__end">{address}'
        f"<p>{strings.day(day)}</p><p>{text_html.escape(notice)}</p></div></section>"
    )


def _contents(parts: list[Part], back: int) -> str:
    lines = []
    for index, part in enumerate(parts):
        if index == back:
            lines.append(_line("answers", strings.ANSWERS, 1))
        lines.append(_line(part.name, part.title, part.level))
    return f'<nav id="contents" class="book-contents"><h1>{strings.CONTENTS}</h1><div>{"".join(lines)}</div></nav>'


def _line(name: str, title: str, level: int) -> str:
    return (
        f'<p class="book-contents__{level}"><a href="#{name}"><span>{text_html.escape(title)}</span>'
        f'<span class="book-contents__page">{{page:{name}}}</span></a></p>'
    )
