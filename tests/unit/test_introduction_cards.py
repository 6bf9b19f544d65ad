"""A chapter's introduction whose sections are cards: a new one goes below them, and one that goes takes its drawing along."""

from llm_notes.writing.introduction import with_section, without_section

CARDS = "# T\n\n/// doors\n    pictures: [a.svg, b.svg]\n\n- [A](a.md) One?\n- [B](b.md) Two?\n///\n\nEnd.\n"


def test_a_new_section_goes_below_the_cards():
    text = with_section(CARDS, "C", "c.md", "what it answers.", "b.md")
    assert text == CARDS.replace("///\n\nEnd", "///\n\n- [C](c.md): what it answers.\n\nEnd")
    assert "- [C](c.md): what it answers.\n- [D](d.md): x\n" in with_section(text, "D", "d.md", "x", "c.md")


def test_a_section_that_goes_takes_its_drawing_along():
    assert without_section(CARDS, "a.md") == CARDS.replace("a.svg, ", "").replace("- [A](a.md) One?\n", "")
    assert without_section(CARDS, "b.md") == CARDS.replace(", b.svg", "").replace("- [B](b.md) Two?\n", "")
