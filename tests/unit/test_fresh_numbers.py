"""A question's numbers, marks and formulas: what is refused, and with which sentence."""

import pytest
from rendering import render

from llm_notes.blocks import fresh_numbers
from llm_notes.checks.findings import PageError

QUESTION = """/// question
    id: sample
    type: number
    tolerance: 0.05
    numbers: {n: [4, 5, 7], k: [2, 3]}

A text has {n} tokens and `{n}` stays, so does $x_{n}$. How many for {k}?

- [x] 8.0 = {n*k}
    - {n} times {k} is **{n*k}**, a third of it {n*k/3|.2f}, less {n*k} is {n*k - 2*n*k}.
- [ ] 6 = {n+k}
    - That adds.
- [ ] 1234
    - That fits these numbers only.
///
"""


def test_own_numbers_stand_in_the_page_and_the_rest_in_its_attributes():
    question = render(QUESTION).find("llm-question")
    assert question.get("data-numbers") == '{"n":[4,5,7],"k":[2,3]}'
    assert "A text has 4 tokens and {n} stays" in question.text_content()
    assert "4 times 2 is 8, a third of it 2.67, less 8 is −8." in question.text_content()
    assert [part.get("data-is") for part in question.xpath(".//li[1]//*[@data-is]")] == ["n", "k", "n*k", "n*k/3", "n*k", "n*k - 2*n*k"]
    assert [(item.get("data-value"), item.get("data-formula")) for item in question.findall(".//li")] == [
        ("8.0", "n*k"),
        ("6", "n+k"),
        ("1234", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("8.0 = {n*k}", "9.0 = {n*k}", 9, "question-formula-other-value"),
        ("8.0 = {n*k}", "8.0", 9, "question-answer-without-formula"),
        ("8.0 = {n*k}", "8 = {n*k + 0*n^0.5 + (n-4)/4}", 9, "question-answer-rounded"),
        ("8.0 = {n*k}", "8.0 = {8/(5-n)}", 9, "question-formula-no-value"),
        ("8.0 = {n*k}", "8.0 = {(n-4)^0.5*k + 8}", 0, None),
        ("8.0 = {n*k}", "8.0 = {8*n/n}", 9, "question-answers-alike"),
        ("8.0 = {n*k}", "8.0 = {n*m}", 9, "question-formula-no-expression"),
        ("8.0 = {n*k}", "8.0 = {__import__('os')}", 9, "question-formula-no-expression"),
        ("6 = {n+k}", "6 = {n + k + 3*(n-4)}", 11, "question-wrong-within-tolerance"),
        ("{n*k/3|.2f}", "{n*k/3}", 10, "question-number-format"),
        ("{n*k/3|.2f}", "{n*k/3|2}", 10, "question-number-format"),
        ("for {k}?", "for two?", 1, "question-number-unsaid"),
        ("k: [2, 3]", "k: [2]", 1, "question-numbers-form"),
        ("k: [2, 3]", "exp: [2, 3]", 1, "question-numbers-form"),
        ("k: [2, 3]", f"k: {list(range(1, 700))}", 1, "question-numbers-many"),
        ("    type: number\n    tolerance: 0.05\n", "", 1, "question-number-option"),
    ],
)
def test_a_mistake_stops_the_build_with_its_line(old, new, line, rule):
    assert old in QUESTION
    text = QUESTION.replace(old, new, 1)
    if rule is None:
        render(text)
    else:
        with pytest.raises(PageError) as caught:
            render(text)
        (finding,) = caught.value.findings
        assert (finding.line, finding.rule) == (line, rule)


def test_a_wrong_method_that_is_right_when_rounded_as_asked_stops_the_build():
    text = QUESTION.replace("8.0 = {n*k}", "8.0 = {n*k - 0.04*(n-4)}").replace("6 = {n+k}", "6 = {n*k - 2 + 2.03*(n-4)}")
    with pytest.raises(PageError) as caught:
        render(text)  # 0.07 apart, but 10.0 is 0.04 off
    (finding,) = caught.value.findings
    assert (finding.line, finding.rule) == (11, "question-wrong-within-tolerance")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (18874368, None, "18,874,368"),
        (0.5, None, "0.5"),
        (-2, None, "−2"),
        (-0.001, 2, "0.00"),
        (2.5, 3, "2.500"),
        (0.1 + 0.2, None, "0.3"),
        (100, None, "100"),
    ],
)
def test_numbers_are_written_as_pages_do(value, digits, text):
    assert fresh_numbers.shown(value, digits) == text


@pytest.mark.parametrize(
    ("expression", "value"), [("-2^2", -4), ("2^-1", 0.5), ("2^3^2", 512), ("8/4/2", 1), ("2*-3", -6), ("sqrt(16) + exp(0) - log2(8)", 2)]
)
def test_expressions_bind_as_usual(expression, value):
    assert fresh_numbers.evaluate(expression, {}) == value
