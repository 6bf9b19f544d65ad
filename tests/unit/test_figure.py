"""Drawings come into the page whole, and nothing in them runs, links or loads."""

import pytest
from building import append, build, copy

from llm_notes.blocks.figure import read_svg

WRAP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
REFUSED = {
    "script": (WRAP.format("<script>alert(1)</script>"), "holds <script>, which a drawing may not"),
    "event handler": (WRAP.format('<path onload="alert(1)" d="M0 0"/>'), 'holds the attribute onload="alert'),
    "link": (WRAP.format('<a href="https://x.example"><path d="M0 0"/></a>'), "holds <a>, which"),
    "style attribute": (WRAP.format('<path style="fill:red" d="M0 0"/>'), "holds the attribute style="),
    "loaded paint": (WRAP.format('<path fill="url(https://x.example/p.svg)" d="M0 0"/>'), "holds the attribute fill="),
    "foreign object": (WRAP.format("<foreignObject/>"), "holds <foreignObject>"),
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
    ("source", "message"),
    [
        ("../assets/images/none.svg", "there is no drawing '../assets/images/none.svg'. Add the file"),
        ("../../mkdocs.yml", "the drawing '../../mkdocs.yml' lies outside docs/. Move it"),
    ],
)
def test_a_missing_or_outside_drawing_stops_the_build(tmp_path, source, message):
    root = copy(tmp_path)
    append(root / "docs/how-transformers-work/attention.md", f"/// figure | X\n    src: {source}\n\nwords\n///")
    run = build(root, root / "site")
    assert run.returncode == 1 and message in run.stderr and "docs/how-transformers-work/attention.md:" in run.stderr
