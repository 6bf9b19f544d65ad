"""Pages print as clean documents: answers unfolded, sources with their addresses, the cheat sheet on two sides."""

import io

import pytest
from pypdf import PdfReader


def printed(page, size: str) -> PdfReader:
    """Return what the browser prints."""
    return PdfReader(io.BytesIO(page.pdf(format=size, prefer_css_page_size=True)))


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_cheat_sheet_takes_two_sides_and_names_every_section(open_page, site, size):
    page = open_page("cheat-sheet/")
    sections = page.locator(".cheat-sheet h3").evaluate_all("all => all.map(one => one.querySelector('a').textContent)")
    assert len(sections) >= 11
    document = printed(page, size)
    assert len(document.pages) == 2, f"the cheat sheet takes {len(document.pages)} sides: mark fewer tables in the pages"
    text = " ".join(" ".join(side.extract_text().split()) for side in document.pages)
    for section in sections:
        assert section in text, f"'{section}' isn't printed"


def test_a_section_prints_answers_and_addresses_and_no_controls(open_page):
    document = printed(open_page("how-transformers-work/attention/"), "A4")
    text = " ".join(" ".join(side.extract_text().split()) for side in document.pages)
    for wanted in ("Attention Mechanism", "is right.", "is wrong.", "https://arxiv.org/abs/1706.03762", "English on top, French below"):
        assert wanted in text, f"'{wanted}' isn't printed"
    for unwanted in ("Check Check", "Next Transfer Learning", "Search", "Copy to clipboard"):
        assert unwanted not in text, f"'{unwanted}' is printed"


def test_a_fold_is_printed_open(open_page):
    page = open_page("contributing/blocks/", java_script_enabled=False)  # with JavaScript, the theme opens folds too
    assert page.locator("details.deeper:not([open])").count() == 1
    text = " ".join(" ".join(side.extract_text().split()) for side in printed(page, "A4").pages)
    assert text.count("brings it back to") == 2, "the sample's text should be printed once as source and once as result"
