"""Mistakes are raised immediately, or collected if a collection is open; then everything without a mistake is still rendered."""

import pytest
from lxml import html
from rendering import render

from llm_notes.checks.findings import Finding, PageError, collecting, located, recording
from llm_notes.content import bibliography

PAGE = """# Title

/// qestion
Lost.
///

No such source [@a2071], no such number {=none:x}, and $\\frac{1$.

/// notes
- Open.

/// misconception | Nested.
So it is.
///
///

///
  /// notes
Good text.

/// figure | None.
    src: docs/none.svg

Words.
///

/// question
    id: a
"""
FOUND = [
    (1, "unbalanced braces"),
    (3, "there is no block 'qestion'"),
    (7, "no reference 'a2071'"),
    (7, "there is no result 'none'"),
    (12, "'misconception' begins inside the block 'notes'"),
    (12, "cites no source"),
    (17, "'///' closes a block"),
    (18, "is indented, so it isn't a block"),
    (21, "there is no drawing 'docs/none.svg'"),
    (27, "the block 'question' is never closed"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with an empty bibliography, as the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/references.bib").write_text("", encoding="utf-8")


def test_all_findings_of_a_page_are_collected(folder):
    with collecting() as found:
        text = html.tostring(render(PAGE), encoding="unicode")
    told = sorted(found)
    assert [finding.line for finding in told] == [line for line, _ in FOUND], "\n".join(map(str, told))
    for line, words in FOUND:
        assert any(finding.line == line and words in finding.sentence for finding in told), f"{line}: {words}"
    assert "Good text." in text and "Lost." not in text


def test_unsafe_text_is_left_out(folder):
    with collecting() as found:
        text = html.tostring(render("Good.\n\n<script>alert(1)</script>"), encoding="unicode")
    assert [(finding.path, finding.line) for finding in found] == [("text", 3)] and "script" not in text


def test_without_a_collection_the_first_is_raised(folder):
    with pytest.raises(PageError, match=r"^text:7: \{=none:x\}: [^\n]*$"):
        render(PAGE)


def test_a_mistake_in_the_bibliography_is_said_at_every_build(tmp_path):
    path = tmp_path / "docs/references.bib"
    path.parent.mkdir()
    path.write_text("@article{a,\n title = {A},\n}\n\n@article{b,\n author = {B},\n}\n", encoding="utf-8")
    for _ in range(2):
        with collecting() as found, recording():
            bibliography.load(path)
        assert [(finding.path, finding.line) for finding in sorted(found)] == [("docs/references.bib", 1), ("docs/references.bib", 5)]


def test_a_finding_as_text():
    assert str(Finding("docs/a.md", 3, "", "It is wrong.")) == "docs/a.md:3: It is wrong."
    assert str(Finding("", 0, "", "It is wrong.")) == "It is wrong."
    assert str(located("docs/a.md", 3, "It is wrong.")) == "docs/a.md:3: It is wrong."
