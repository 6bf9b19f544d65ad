"""Formulas become MathML, and unreadable LaTeX is refused."""

import markdown
import pytest
from lxml.html import fromstring

from llm_notes.checks.findings import PageError


def render(text):
    return markdown.markdown(
        text, extensions=["pymdownx.arithmatex", "llm_notes"], extension_configs={"pymdownx.arithmatex": {"generic": True}}
    )


def test_an_inline_formula_is_inline_mathml():
    html = render("The scale is $\\sqrt{d_k}$.")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">' in html
    assert "<msqrt>" in html


def test_a_display_formula_is_block_mathml():
    assert 'display="block"' in render("$$\nx^2\n$$")


def test_a_formula_carries_its_latex_out_of_sight_and_out_of_search():
    html = render("Where $a < b \\& c$ holds.\n\n$$\nx^2\n$$")
    assert html.count("<semantics>") == html.count("</annotation></semantics></math>") == 2
    assert '<annotation encoding="application/x-tex" data-search-exclude="">a &lt; b \\&amp; c</annotation>' in html
    assert fromstring(html).xpath("//annotation/text()") == ["a < b \\& c", "x^2"]


def test_signs_infinity_and_thousands_have_no_gaps():
    html = render("So $(-6 + 1)/7 = -5/7$, $a - b$, $e^{-\\infty}$ and $1{,}065{,}536$.")
    assert html.count('<mo form="prefix">&#x02212;</mo>') == 2, "those after a bracket and an equals sign, not the difference"
    assert "<mi>&#x0221E;</mi>" in html and "<mn>1,065,536</mn>" in html


def test_the_comma_after_a_formula_stays_in_its_line():
    (formula, other) = fromstring(render("For $p = 1$, it is 0 (see $x$).")).find_class("formula--inline")
    assert formula.text_content().endswith("p = 1,") and other.text_content().endswith("x).")
    assert formula.tail == " it is 0 (see " and not other.tail


def test_in_a_heading_the_latex_does_not_get_into_id_and_contents():
    md = markdown.Markdown(
        extensions=["pymdownx.arithmatex", "toc", "llm_notes"], extension_configs={"pymdownx.arithmatex": {"generic": True}}
    )
    md.convert("## The scale $\\sqrt{d}$ and more")
    (heading,) = md.toc_tokens
    assert heading["id"] == "the-scale-d-and-more" and heading["name"] == "The scale d and more"


def test_an_upright_word_stays_one_word():
    assert "<mi>softmax</mi>" in render("$\\mathrm{softmax}(x)$")


@pytest.mark.parametrize("latex", ["\\left( x", "\\sqrt"])
def test_latex_that_ends_too_early_is_refused(latex):
    with pytest.raises(PageError, match="isn't readable as LaTeX"):
        render(f"${latex}$")


def test_unpaired_braces_are_refused_with_the_formula():
    with pytest.raises(PageError, match=r"text:1: the formula '\\frac\{1' has unbalanced braces"):
        render("$\\frac{1$")


def test_an_unknown_command_is_refused_by_name():
    with pytest.raises(PageError, match=r"uses \\nosuchthing"):
        render("$\\nosuchthing x$")
