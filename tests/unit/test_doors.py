"""The `doors` block: as many drawings as list items, each one there and inside docs/."""

import pytest

from llm_notes.blocks.fences import read_blocks
from llm_notes.checks.findings import PageError
from llm_notes.content.pages import Page

CARDS = "- [A](architecture.md) One.\n- [B](attention.md) Two."


def read(root, pictures: str):
    """Return the blocks of a page with two cards and these drawings."""
    page = Page("how-transformers-work/x.md", f"# T\n\n/// doors\n    pictures: {pictures}\n\n{CARDS}\n///", (), 0)
    return read_blocks(page, "doors", root / "docs")


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        ("", "doors-pictures"),
        ("../assets/images/none.svg", "doors-missing"),
        ("../../README.md", "doors-missing"),
        ("../references.bib", "doors-drawing"),
    ],
)
def test_a_card_without_its_drawing_is_refused(root, second, rule):
    with pytest.raises(PageError) as caught:
        read(root, f"[../assets/images/attention-mask.svg{second and f', {second}'}]")
    (finding,) = caught.value.findings
    assert (finding.line, finding.rule) == (3, rule)


def test_each_card_has_its_drawing(root):
    (doors,) = read(root, "[../assets/images/attention-mask.svg, ../assets/images/attention-red-car.svg]")
    assert [drawing.tag for drawing in doors.drawings] == ["svg", "svg"] and doors.items == CARDS
