"""A sentence about measured data stops the build once the data no longer support it, and leaves no trace until then."""

import json

import pytest
from checks import assertions as checks
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from rendering import render

from llm_notes.checks.findings import PageError, collecting
from llm_notes.content.assertions import FUNCTIONS, Assertion
from llm_notes.content.pages import read_page
from llm_notes.markup.inline_results import ERROR, STALE, as_shown

LAB = {
    "task": {"labels": 25, "majority": 14.7, "name": "kinds", "none": None, "ok": True},
    "arms": {
        "scratch": [{"size": 32, "mean": 19.2, "low": 12}, {"size": 128, "mean": 29.8, "low": 25}],
        "bag of words": [{"size": 32, "mean": 21.9, "low": 16}, {"size": 128, "mean": 35.6, "low": 33}],
    },
    "heads": [
        {"stack": "encoder", "layer": 0, "share": 0.2},
        {"stack": "cross", "layer": 0, "share": 0.9},
        {"stack": "cross", "layer": 1, "share": 0.9},
    ],
    "empty": [],
}
TRUE = [
    "task.labels == 25",
    "task.name == 'kinds' and task.ok",
    "arms.scratch.0.mean < arms['bag of words'].0.mean < 30",
    "arms.scratch[size=128].mean > 1.5 * arms.scratch.0.mean",
    "arms['bag of words'].-1.mean / arms.scratch.-1.mean < 1.2",
    "heads[stack=cross][layer=1].share == heads[stack=cross].0.share",
    "len(heads[stack=cross]) == 2 and len(arms) == 2",
    "highest(arms, '1.mean') == 'bag of words'",
    "lowest(heads, 'share').stack == 'encoder'",
    "count(head.share > 0.5 for head in heads) == 2",
    "all(a.mean < b.mean for a, b in zip(arms.scratch, arms['bag of words']))",
    "any(row.mean > 35 for arm in values(arms) for row in arm if row.size != 32)",
    "rises(row.mean for row in arms.scratch) and not falls([row.mean for row in arms.scratch])",
    "min(1, 2) == min([2, 1]) == 1 and max(row.mean for row in arms.scratch) == 29.8",
    "sum(head.share for head in heads) > 1.9 and mean(head.share for head in heads[1:]) == 0.9",
    "round(task.majority) == 15 and round(task.majority / 3, 1) == 4.9 and abs(-task.labels) == 25",
    "sorted(head.share for head in heads).0 == 0.2",
    "'scratch' in arms and 7 not in [1, 2] and 'kin' in task.name",
    "len(values(lab)) == 4",
    "task.majority - 0.5 > 14 or task.labels + 1 == 0",
]
FALSE = {
    "task.labels > 25": r"task\.labels > 25, where the values are now 25 > 25\. Correct the sentence",
    "task.labels == 25 and arms.scratch.0.mean > 20": r"19\.2 > 20",
    "0 < task.majority < 10": r"14\.7 < 10",
    "all(row.mean > 20 for row in arms.scratch)": r"it fails at row\.mean > 20, where the values are now 19\.2 > 20",
    "falls(row.mean for row in arms.scratch)": r"\[19\.2, 29\.8\]",
    "not task.ok": r"not task\.ok\. Correct",
}
MISTAKES = {
    "task.label > 3": r"at 'task' there is no 'label'; did you mean 'labels'\? It has labels, majority",
    "tusk.labels > 3": r"there is no 'tusk'; did you mean 'task'\?",
    "arms.scratch[size=7].mean > 3": r"no entry of 'arms\.scratch' has size=7\. The values are 32, 128\.",
    "arms.scratch.2.mean > 3": r"a list of 2, which has no entry 2\. Count from 0",
    "arms.bag of words.0.mean > 3": r"isn't an expression\. .* in brackets and quotes, like arms\['bag of words'\]",
    "task.labels >": r"isn't an expression\. Compare two things",
    "task.labels": r"'task\.labels' is 25, neither true nor false\. Compare it with something",
    "task.labels > 'a'": r"Compare like with like",
    "task.labels > None": r"Write a number, a text in quotes",
    "task.none > 3": r"is null, which isn't a number",
    "task.ok > 0": r"Compare like with like",
    "task.name > 'a'": r"is kinds, which has no order\. Compare numbers",
    "task > 3": r"which isn't a number\. Name a number inside it",
    "task.labels / 0 > 3": r"divides by 0\. Compare without dividing",
    "task.labels ** 2 > 3": r"The arithmetic operators are \+ - \* and /",
    "task.labels + task.name == 3": r"is kinds, which isn't a number",
    "1e300 * 1e300 > 1 and True": r"isn't a number|too large",
    "rais(row.mean for row in arms.scratch)": r"no function 'rais'; did you mean 'rises'\?",
    "rises == 3": r"'rises' is a function\. Write rises\(…\)",
    "rises(1, 2)": r"gives rises 2 values, which it doesn't accept",
    "rises([1])": r"1 numbers, and the comparison needs 2",
    "max(heads) > 1": r"which isn't a number",
    "all(head.share > 1 for head in empty)": r"it would say nothing\. Name another list",
    "all(head.share for head in heads)": r"neither true nor false",
    "count(a > b for a, b in heads) == 1": r"isn't a list|doesn't fit",
    "count(a > 1 for a in arms) == 1": r"isn't a list\. Write values\(…\)",
    "values(heads) == 1": r"isn't a group with names",
    "zip(heads, empty) == 1": r"don't have the same length",
    "highest(heads, 'share').layer == 0": r"2 entries have 0\.9 at 'share', so none is first",
    "highest(heads, 3) == 0": r"the second value is a path in quotes",
    "task.labels is 25": r"Write == or !=",
    "25 in task.labels": r"can't contain",
    "[25] in task": r"can't contain",
    "arms[[1]] == 1": r"isn't a position or a name\. Write a number from 0, or a name in quotes",
    "arms[1.5] == 1": r"isn't a position or a name",
    "round(task.labels, -1000000000) == 1": r"a count of decimals, from 0 to 10",
    "(lambda: 1)() == 1": r"there is no function",
    "task.__class__ == 1": r"there is no '__class__'",
    "__import__('os') == 1": r"there is no function '__import__'",
    "[row for row in heads if row.layer := 3] == 1": r"isn't an expression",
    "(row := 3) == 3": r"isn't allowed here",
    "heads[0:task.majority] == 1": r"not a position in a list",
    "count(1 < 2 for a in heads for b in heads for c in heads for d in heads for e in heads for f in heads for g in heads for h in heads for i in heads for j in heads) == 1": r"more than 100,000 steps",
    "1 == " + "1" * 1200: r"more than 1,000\. Write several",
}


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A folder with two results, where plain text looks for them."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "lab/results").mkdir(parents=True)
    (tmp_path / "lab/results/lab.json").write_text(json.dumps(LAB), encoding="utf-8")
    (tmp_path / "lab/results/other-lab.json").write_text('{"share": 0.5}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", TRUE)
def test_what_the_data_say_passes(lab, text):
    assert render(f"So it is. {{?lab: {text}}}").text_content().strip() == "So it is."


@pytest.mark.parametrize("text", FALSE)
def test_what_the_data_no_longer_say_stops_with_line_and_values(lab, text):
    with pytest.raises(PageError, match=FALSE[text]) as raised:
        render(f"# T\n\nSo it is. {{?lab: {text}}}")
    assert [(found.path, found.line, found.rule) for found in raised.value.findings] == [("text", 3, STALE)]


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_stops_with_a_sentence(lab, text):
    with pytest.raises(PageError, match=MISTAKES[text]) as raised:
        render(f"# T\n\nSo it is. {{?lab: {text}}}")
    assert [(found.line, found.rule) for found in raised.value.findings] == [(3, ERROR)] and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{?lab}", 1, r"\{\?lab\}: it says nothing"),
        ("{?lob: a > b}", 1, r"there is no result 'lob' in lab/results/; did you mean 'lab'\?"),
        ("{?lab, lob: a > b}", 1, r"there is no result 'lob'"),
        ("a\n\nb {?lab: task.labels ==\n25}", 3, r"'\{\?' opens an assertion that doesn't end\. Write it in one line"),
        ("# T {?lab: task.labels == 25}", 1, r"is in a heading\. Move it"),
        ("one\n{?lab: task.labels == 25}\ntwo", 2, r"would cut a paragraph in two"),
        ("{?no claim:}", 1, r"it says nothing"),
    ],
)
def test_a_mark_that_is_none_stops(lab, text, line, message):
    with pytest.raises(PageError, match=message) as raised:
        render(text)
    assert raised.value.findings[0].line == line


def test_all_stale_sentences_of_a_line_are_collected(lab):
    with collecting() as found:
        page = render("One. {?lab: task.labels > 25} Two. {?lab: task.labels > 26} {?lab: 1 < 2}")
    assert len(found) == 2 and page.text_content().strip() == "One. Two."


def test_an_assertion_speaks_of_several_results(lab):
    render("So. {?lab, other-lab: 100 * other_lab.share > lab.task.majority}")
    with pytest.raises(PageError, match="0.5 > 14.7"):
        render("So. {?lab, other-lab: other_lab.share > lab.task.majority}")


def test_a_number_is_worked_out(lab):
    page = render("{=lab:count(head.share > 0.5 for head in heads)} of {=lab:len(heads)}, {=lab:(task.labels / 100)|.0%}")
    assert page.text_content().strip() == "2 of 3, 25%"
    with pytest.raises(PageError, match=r"^text:1: \{=lab:\(task\.labels / 0\)\}: .* divides by 0"):
        render("{=lab:(task.labels / 0)}")


PAGES = [
    "One.@ Two@ three@.\n\nFour, five@; six@: seven@",
    "- a@\n- b@@\n    - c@\n\n1. d@",
    "| a@ | b |\n|---|---|\n| 1@ | 2@ |",
    "/// notes@\n- a@\n- b@\n///",
    "/// question\n    id: a\n\nWhat@?@\n\n- [x] one@\n    - yes@\n- [ ] two\n    - no@\n///",
    "/// result | It is so.@\n    from: lab\n    rows: heads\n    columns: {share: Share}\n\nSome are higher than others.@\n///",
    "//// example\nIt is `so`.\n////\n\n> quoted@\n\n**strong**@ $x$@ {=lab:task.labels}@",
]


@pytest.mark.parametrize("page", PAGES)
def test_an_assertion_leaves_no_trace(lab, page):
    marks = " {?lab: arms.scratch.0.mean < 20} {?no claim: it is a sample}"
    assert html.tostring(render(page.replace("@", marks))) == html.tostring(render(page.replace("@", "")))


def test_an_assertion_between_words_leaves_one_space(lab):
    page = render(
        "{?lab: 24 < task.labels} One {?lab: 24 < task.labels}two {?lab: 24 < task.labels} three, *four {?lab: 24 < task.labels}*."
    )
    assert page.text_content().strip() == "One two three, four."


def test_code_keeps_its_assertions(lab):
    page = render("`{?a: b}`\n\n```\n{?a: b}\n```\n\n//// example\nSo. {?lab: task.labels == 25}\n////\n")
    assert page.text_content().count("{?a: b}") == 2 and page.xpath("string(.//div[@class='example']/p)") == "So."
    assert page.text_content().count("So. {?lab: task.labels == 25}") == 1


def test_what_reads_the_file_itself_sees_no_assertion(lab):
    (lab / "docs/a.md").write_text("---\ndescription: d\n---\n# T\n\n- a {?lab: task.labels == 25}\n", encoding="utf-8")
    assert as_shown(read_page(lab / "docs/a.md", lab / "docs"), lab / "docs").lines == ["# T", "", "- a", ""]


def test_a_changed_result_is_seen(lab):
    text = "So. {?lab: task.labels == 25}"
    render(text)
    (lab / "lab/results/lab.json").write_text('{"task": {"labels": 24}}', encoding="utf-8")
    with pytest.raises(PageError, match="24 == 25"):
        render(text)


PIECES = ["task", "heads", "arms", ".", "labels", "share", "0", "1.5", "[size=32]", "[0]", "'a'", " < ", " == ", "(", ")", " for x in ", "x",
          " and ", "not ", " + ", " / ", ",", "[", "]", "-", *FUNCTIONS]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_whatever_is_written_is_true_or_false_or_a_mistake(text):
    try:
        assert Assertion(text).holds({"lab": LAB}) in (True, False)
    except ValueError as error:
        assert str(error).endswith("."), error


WEAK = ["task.majority > 0", "0 < arms.scratch.0.mean < arms['bag of words'].0.mean", "arms.scratch.0.mean < 100 and task.labels == 25"]


@pytest.mark.parametrize("text", WEAK)
def test_a_weak_assertion_is_caught(lab, text):
    (lab / "docs/a.md").write_text(f"# T\n\nSo it is. {{?lab: {text}}}\n", encoding="utf-8")
    (finding,) = checks.check(lab)
    assert finding.startswith("docs/a.md:3: the assertion '") and "too weak" in finding


@pytest.mark.parametrize("text", TRUE[:3] + TRUE[6:13])
def test_an_assertion_that_could_fail_is_not_weak(lab, text):
    (lab / "docs/a.md").write_text(f"# T\n\nSo it is. {{?lab: {text}}}\n", encoding="utf-8")
    assert checks.check(lab) == []


COMPARED = {
    "It rises to {=lab:arms.scratch.1.mean}. Then {=lab:task.labels} came. {?lab: 24 < task.labels}": "'rises'",
    "/// result | Scratch is best.\n    from: lab\n    rows: heads\n    columns: {share: Share}\n\nTo read.\n///": "'best'",
    "- **Here.** One has {=lab:task.labels}, more than two.": "'more'",
    "It rises to {=lab:arms.scratch.1.mean}. {?lab: rises(row.mean for row in arms.scratch)} More text.": "",
    "The mean is {=lab:task.labels|.1f}, higher than before, {?lab: 24 < task.labels} and so on.": "",
    "What has the largest share, {=lab:heads.0.share}?": "",
    "Longer lines, {=lab:task.labels}, are left out. {?no claim: nothing is measured}": "",
    "It is `{=lab:x}`, and more. At most {=lab:task.labels} count.": "",
    "Numbers are better. Here is one: {=lab:task.labels}.": "",
    "| more {=lab:task.labels} |\n|---|\n| 1 |": "",
}


@pytest.mark.parametrize("text", COMPARED)
def test_a_comparison_without_an_assertion_is_caught(lab, text):
    (lab / "docs/a.md").write_text(f"# T\n\n{text}\n", encoding="utf-8")
    found = checks.check_comparisons(lab)
    assert [finding.partition(": ")[0] for finding in found] == ["docs/a.md:3"] * bool(COMPARED[text])
    assert not found or COMPARED[text] in found[0]


def test_disturbed_data_are_put_back():
    data, before = json.loads(json.dumps(LAB)), json.dumps(LAB)
    ways = [json.dumps(data) for _ in checks.disturbed(data)]
    assert json.dumps(data) == before and len(ways) > 50 and ways.count(before) < len(ways) / 4
