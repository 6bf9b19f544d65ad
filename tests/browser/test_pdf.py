"""The notes as one PDF: it has every section, correct page numbers, links that work, and the answers at the end."""

import io
import json
import re
from collections import Counter

import pytest
from building import ROOT
from lxml import html
from pypdf import PdfReader

from llm_notes.blocks.contents import beside, chapters
from llm_notes.checks.findings import PageError
from llm_notes.commands.browsers import NoBrowser
from llm_notes.content.pages import read_navigation
from llm_notes.outputs import pdf
from llm_notes.outputs.book import make_book

pytestmark = pytest.mark.thorough

NAVIGATION = chapters(read_navigation(ROOT / "mkdocs.yml"))


@pytest.fixture(scope="module")
def book(site):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        yield make_book(site.folder, ROOT / "docs")


@pytest.fixture(scope="module")
def printed(once, site, browser, book):
    """A folder with the PDF and the words of its pages, both made once: extracting the words takes as long as printing."""

    def make(folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
            content = pdf.print_book(site.folder, book, browser)
        (folder / pdf.NAME).write_bytes(content)
        words = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
        (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")

    return once("pdf", make)


@pytest.fixture(scope="module")
def content(printed):
    return (printed / pdf.NAME).read_bytes()


@pytest.fixture(scope="module")
def pages(printed):
    """The words of each page of the PDF."""
    return json.loads((printed / "words.json").read_text(encoding="utf-8"))


def outlined(entries: list):
    for entry in entries:
        yield from outlined(entry) if isinstance(entry, list) else [entry.title]


def test_the_book_is_whole(content, pages, book, site):
    assert len(content) < 4_000_000, f"the PDF has {len(content)} bytes; check what grew"
    document = PdfReader(io.BytesIO(content))
    assert document.metadata.title == "LLM Notes" and document.metadata.creation_date_raw[2:16] == "20231114221320"
    assert document.root_object["/MarkInfo"]["/Marked"] and document.root_object["/Lang"] == "en"
    assert "LLM Notes" in pages[0]
    assert len(book.contents) >= sum(map(len, NAVIGATION)) + 4

    # The outline has each heading once. Chromium duplicates some; print_book removes the duplicates.
    titles, headings = list(outlined(document.outline)), html.fromstring(book.document).xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    other = set(titles) - {" ".join(heading.text_content().split()) for heading in headings}
    assert len(titles) > 150 and not other, f"the outline has {sorted(other)[:3]}, which aren't headings of the book"

    # The table of contents prints each part's page number, and the part begins there.
    contents = pages[1]
    numbers = pdf.page_numbers(content, book.numbered)
    for name, title in book.contents:
        number = numbers[name]
        printed = re.search(rf"{re.escape(title)} (\d+)", contents)
        assert printed and int(printed[1]) == number, f"the contents say {printed and printed[1]} for '{title}', not {number}"
        text, begins = pages[number - 1].replace(" ", ""), f"{number}{title}".replace(" ", "")
        if re.match(r"\d+\.", title):  # a section follows the previous one on the same page
            begins = begins.removeprefix(str(number))
            assert text.startswith(str(number)) and begins in text, f"page {number} should print its number, and '{title}'"
        else:
            assert text.startswith(begins), f"page {number} should print its number and begin with '{title}', not '{text[:40]}'"

    # Each question's answer is at the end, and nowhere before.
    asked = [
        element.get("id")
        for page in [*beside(ROOT / "docs"), *(page for path in NAVIGATION for page in path[1:])]
        for element in site.pages[f"{page.removesuffix('.md')}/index.html"].article.iter("llm-question")
    ]
    last = [numbers[name] for name in book.numbered if name.endswith("--answer") and "drill-" not in name]  # drills are on their own page
    sections = [numbers[name] for name, title in book.contents if title[0].isdigit()]
    assert len(last) == len(asked) >= 60 and min(last) >= numbers["answers"] > max(sections)
    answers = " ".join(pages[min(last) - 1 : max(last)])
    assert answers.count("is right.") >= len(asked)
    assert not re.search(r"<strong>\S+ is right\.", book.document.partition('id="answers"')[0]), "an answer is next to its question"


def test_each_answer_has_its_question_and_what_there_is_to_see_is_not_below_its_prediction(book):
    document = html.fromstring(book.document)
    answers = document.xpath("//article[@id='answers']//div[@class='book-answer']")
    assert len(answers) > 60 and all(answer.xpath("string(./div[@class='book-answer__asked'])").strip() for answer in answers)
    explorers = document.xpath("//figure[contains(@class, 'explorer')][.//*[contains(@class, 'explorer__predict')]]")
    seen = [explorer.xpath("string(.//*[contains(@class, 'explorer__see')])") for explorer in explorers]
    assert seen and all(re.fullmatch(r"[^.]{,20}: page \{page:[\w-]+\}", " ".join(text.split())) for text in seen), (
        "it should only say where to find it"
    )
    assert not [name for name, count in Counter(document.xpath("//@id")).items() if count > 1]


def test_few_pages_end_early(pages):
    """Few pages have less than half a page of words, except where a part ends."""
    short = [number for number, words in enumerate(pages, start=1) if len(words) < 300]
    assert len(short) < len(pages) / 12, f"pages {short} are nearly empty"


def test_links_of_the_book_lead_somewhere(content):
    document = PdfReader(io.BytesIO(content))
    places = {name.removeprefix("/") for name in document.named_destinations}
    inside = outside = 0
    for number, page in enumerate(document.pages, start=1):
        for annotation in (one.get_object() for one in page.get("/Annots", [])):
            action = annotation.get("/A", {})
            if "/URI" in action:
                assert re.match(r"https://", action["/URI"]), f"page {number} links to {action['/URI']}"
                outside += 1
            else:
                aim = str(annotation.get("/Dest", action.get("/D", ""))).removeprefix("/")
                assert aim in places, f"page {number} links to '{aim}', which is nowhere"
                inside += 1
    assert inside > 500 and outside > 100


def test_without_a_browser_it_says_so_or_stops(monkeypatch, tmp_path, capsys):
    def none(install):
        raise NoBrowser("there is no Chromium.")

    monkeypatch.setattr(pdf, "find_browser", none)
    assert pdf.write_pdf(tmp_path, ROOT / "docs") is None
    assert re.match(r"llm-notes\.pdf is left out: there is no Chromium\. To get it, install a browser", capsys.readouterr().out)
    with pytest.raises(PageError, match="left out: there is no Chromium"):
        pdf.write_pdf(tmp_path, ROOT / "docs", demanded=True)


def test_home_links_to_it(content, site, tmp_path):
    (tmp_path / "index.html").write_bytes((site.folder / "index.html").read_bytes())
    pdf.link_from_home(tmp_path, content)
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert home.count(f'href="{pdf.NAME}"') == 1
    assert re.search(r"All of the notes as a PDF</a> \([123]\.\d MB\)", home)
