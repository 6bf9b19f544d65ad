"""Drawings get into the page complete, and nothing in them runs, links or loads."""

import pytest

from llm_notes.blocks.fences import read_blocks
from llm_notes.blocks.figure import read_svg
from llm_notes.checks.findings import PageError
from llm_notes.content.pages import Page

WRAP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
REFUSED = {
    "script": (WRAP.format("<script>alert(1)</script>"), "has <script>, which a drawing may not"),
    "event handler": (WRAP.format('<path onload="alert(1)" d="M0 0"/>'), 'contains the attribute onload="alert'),
    "link": (WRAP.format('<a href="https://x.example"><path d="M0 0"/></a>'), "has <a>, which"),
    "style attribute": (WRAP.format('<path style="fill:red" d="M0 0"/>'), "contains the attribute style="),
    "loaded paint": (WRAP.format('<path fill="url(https://x.example/p.svg)" d="M0 0"/>'), "contains the attribute fill="),
    "foreign object": (WRAP.format("<foreignObject/>"), "has <foreignObject>"),
    "no view box": ('<svg xmlns="http://www.w3.org/2000/svg"/>', 'needs <svg viewBox="0 0 width height">'),
    "no XML": ("<svg", "isn't readable as SVG"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_drawing_that_could_do_harm_is_refused(tmp_path, name):
    text, message = REFUSED[name]
    (tmp_path / "x.svg").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        read_svg(tmp_path / "x.svg")


def test_every_drawing_of_the_site_is_sound(root):
    for path in sorted((root / "docs/assets/images").glob("*-*.svg")):
        if path.name != "social-card.svg":
            read_svg(path)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("../assets/images/none.svg", "figure-missing"),
        ("../../mkdocs.yml", "figure-outside"),
        ("../references.bib", "figure-drawing"),
    ],
)
def test_a_drawing_that_is_missing_outside_docs_or_invalid_is_refused(root, source, rule):
    page = Page("how-transformers-work/x.md", f"# T\n\n/// figure | X\n    src: {source}\n\nwords\n///", (), 0)
    with pytest.raises(PageError) as caught:
        read_blocks(page, "figure", root / "docs")
    (finding,) = caught.value.findings
    assert (finding.path, finding.line, finding.rule) == ("docs/how-transformers-work/x.md", 3, rule)


def test_a_figure_has_its_drawing_caption_and_words(root):
    page = Page(
        "how-transformers-work/x.md",
        "# T\n\n/// figure | What *it* is.\n    src: ../assets/images/attention-mask.svg\n\nIn words.\n\nMore.\n///",
        (),
        0,
    )
    (figure,) = read_blocks(page, "figure", root / "docs")
    assert (figure.id, figure.line, figure.caption, figure.words) == ("attention-mask", 3, "What *it* is.", "In words.\n\nMore.")
    assert figure.drawing.tag == "svg"
