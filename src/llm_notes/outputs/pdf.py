"""The whole notes as one PDF, `llm-notes.pdf`, printed by a browser, and the link to it on the home page.

Two passes: the first shows on which page each heading lands, the second prints these numbers into the contents.
Needs Playwright, pypdf and a Chromium, which building the site doesn't: without them there is no PDF and no link.
"""

import datetime
import mimetypes
import os
import re
from io import BytesIO
from pathlib import Path

from llm_notes import strings
from llm_notes.checks.findings import PageError
from llm_notes.commands.browsers import ARGUMENTS, NoBrowser, find_browser
from llm_notes.outputs.book import Book, make_book
from llm_notes.outputs.pdf_pack import pack

NAME = "llm-notes.pdf"
ADDRESS = "http://book.invalid/"  # no request goes there: all are answered from the site's folder
LINK = '<p class="pdf-link">{sentence}</p>'
# A title as text in parentheses, or as hexadecimal digits after the mark of UTF-16.
TWICE = re.compile(rb"(/Title ?(?:\(|<FEFF))((?:\\.|[^\\()<>])+?)((?:\2)+)([)>])")
HOW = "To get it, install a browser and the packages of requirements/test.txt (`make .venv/test-ready`), then build again."


def write_pdf(site: Path, docs: Path, demanded: bool = False) -> Path | None:
    """Write the PDF and link to it; return its path. If a tool is missing, say so and return None, or, if the PDF is
    demanded, raise PageError.
    """
    try:
        from playwright.sync_api import sync_playwright

        path, _ = find_browser(install=False)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            content = print_book(site, make_book(site, docs), browser)
            browser.close()
    except (NoBrowser, ImportError) as error:
        reason = f"{NAME} is left out: {error if isinstance(error, NoBrowser) else f'the package {error.name} is missing.'} {HOW}"
        if demanded:
            raise PageError(reason) from None
        print(reason)
        return None
    (site / NAME).write_bytes(content)
    link_from_home(site, content)
    return site / NAME


def print_book(site: Path, book: Book, browser) -> bytes:
    """Return the PDF. browser: Playwright's. Raises PageError when the page numbers in it wouldn't be right."""

    def answer(route) -> None:
        file = site / route.request.url.removeprefix(ADDRESS)
        if route.request.url == ADDRESS:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.url.startswith(ADDRESS) and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        else:
            route.abort()

    numbers: dict[str, int] = {}
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(300_000)
    page.route("**/*", answer)
    for _ in range(2):
        html = book.with_numbers(numbers)
        page.goto(ADDRESS)
        content = page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
        before, numbers = numbers, page_numbers(content, book.numbered)
    context.close()
    moved = sorted(name for name in numbers if numbers[name] != before[name])
    if moved:
        raise PageError(
            f"{NAME}: the page numbers of {', '.join(moved[:3])} changed while they were filled in. "
            "Give .book-contents__page in book.css a fixed width."
        )
    return pack(_titled_once(_dated(content)))


def page_numbers(content: bytes, names: list[str]) -> dict[str, int]:
    """Return the page, from 1, on which each named place of a PDF is. Raises PageError for a place that isn't there."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, start=1) if page.indirect_reference}
    places = {name.removeprefix("/"): page.idnum for name, place in reader.named_destinations.items() if (page := place.page)}
    missing = [name for name in names if name not in places]
    if missing:
        raise PageError(f"{NAME}: nothing in the book has the id {', '.join(missing[:3])}. Look at llm_notes.outputs.book.")
    return {name: pages[places[name]] for name in names}


def link_from_home(site: Path, content: bytes) -> None:
    """Add the link to the home page."""
    file = site / "index.html"
    link = LINK.format(sentence=strings.pdf_link(NAME, len(content)))
    text = file.read_text(encoding="utf-8")
    heading = re.search(r'<h2 id="?contents"?[ >]', text)
    if not heading:
        raise PageError(
            "docs/index.md:1: the home page has no heading with the id 'contents', above which the link to the PDF goes. Restore it."
        )
    file.write_text(text[: heading.start()] + link + text[heading.start() :], encoding="utf-8")


def _titled_once(content: bytes) -> bytes:
    """Return the PDF with each title of its outline once. Chromium joins what it paints of a heading, and it paints one at the
    top of a page twice: the first time at the end of the page before, where it doesn't show. The length stays the same.
    """
    return TWICE.sub(lambda title: title[1] + title[2] + title[4] + b" " * len(title[3]), content)


def _dated(content: bytes) -> bytes:
    """Return the PDF with the date of SOURCE_DATE_EPOCH instead of the time of printing; its length stays the same."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch or not int(epoch):  # 0: a copy without git
        return content
    day = f"{datetime.datetime.fromtimestamp(int(epoch), datetime.UTC):%Y%m%d%H%M%S}".encode()
    return re.sub(rb"(/(?:CreationDate|ModDate) ?\(D:)\d{14}", lambda found: found[1] + day, content)
