"""Numbers in running text come from the results files, or the build says in one sentence why not."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendering import render

from llm_notes.checks.findings import PageError
from llm_notes.content import results
from llm_notes.content.pages import read_page
from llm_notes.markup.inline_results import as_shown

T5 = {
    "test": {"share": 0.9823, "right": 1768, "name": "a *b* <c> | [d]\n& $e$", "cited": "[@a2017]", "loss": -1.5, "none": None, "ok": True},
    "arms": {
        "bag of words": [{"size": 32, "mean": 20.5}, {"size": 128, "mean": 31}],
        "heads": [{"layer": 0, "head": 0, "share": 0.1}, {"layer": 0, "head": 1, "share": 0.2}],
    },
    "files": {"model.safetensors": {"bytes": 8192}},
    "empty": [],
}


@pytest.fixture(autouse=True)
def found(tmp_path, monkeypatch):
    """A folder with one result, where plain text looks for it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "lab/results").mkdir(parents=True)
    (tmp_path / "lab/results/t5.json").write_text(json.dumps(T5), encoding="utf-8")
    (tmp_path / "lab/results/broken.json").write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHOWN = {
    "test.share": "0.9823",
    "test.share|.1%": "98.2%",
    "test.right": "1,768",
    "test.right|d": "1768",
    "test.share|.2f": "0.98",
    "test.loss": "−1.5",
    "test.ok": "yes",
    "arms.bag of words.0.mean": "20.5",
    "arms.bag of words.-1.mean": "31",
    "arms.bag of words[size=128].mean": "31",
    "arms.heads[layer=0][head=1].share": "0.2",
    "files.model.safetensors.bytes": "8,192",
    "test.name": "a *b* <c> | [d] & $e$",
    "test.cited": "[@a2017]",
}
MISTAKES = {
    "no colon": ("{=t5}", r"\{=t5\} names no number\. Write \{=result:path\}"),
    "no path": ("{=t5:}", r"names no number\. Write"),
    "unknown file": (
        "{=t5x:a}",
        r"\{=t5x:a\}: there is no result 't5x' in lab/results/; did you mean 't5'\? There are broken, t5\. Correct",
    ),
    "unreadable file": ("{=broken:a}", r"lab/results/broken\.json isn't readable as JSON .*\. Run its experiment again"),
    "unknown name": ("{=t5:test.shar}", r"at 'test' there is no 'shar'; did you mean 'share'\? It has share, right, name"),
    "unknown name at the top": ("{=t5:tests.share}", r"at its top there is no 'tests'; did you mean 'test'\?"),
    "no path at all": ("{=t5:test..share}", r"'test\.\.share' isn't a path\. Write names separated by dots"),
    "word in a list": (
        "{=t5:arms.heads.x}",
        r"at 'arms\.heads' there is a list, and 'x' isn't a position in it\. Write a number from 0, or "
        r"choose by a field, like \[layer=0\]",
    ),
    "beyond the list": ("{=t5:arms.heads.2.share}", r"at 'arms\.heads' there is a list of 2, which has no entry 2\. Count from 0"),
    "below a number": ("{=t5:test.share.x}", r"at 'test\.share' there is 0\.9823, which has no parts\. Remove 'x'"),
    "choice without value": (
        "{=t5:arms.heads[layer].share}",
        r"'\[layer\]' isn't a choice\. Write a field and its value, like \[size=512\]",
    ),
    "choice in a group": ("{=t5:test[share=1]}", r"'test' isn't a list of entries with fields, so '\[share=1\]' can't choose"),
    "choice by an unknown field": ("{=t5:arms.heads[hea=1].share}", r"no entry of 'heads' has a field 'hea'; did you mean 'head'\?"),
    "choice without entry": ("{=t5:arms.heads[head=7].share}", r"no entry of 'heads' has head=7\. The values are 0, 1\."),
    "several chosen": ("{=t5:arms.heads[layer=0].share}", r"there is a list, and 'share' isn't a position in it"),
    "a group": ("{=t5:test}", r"this isn't a single value but a group\. Name one of its parts; it has share, right"),
    "a list": ("{=t5:arms.heads}", r"a group\. Name one of its parts; it has the entries 0 to 1\."),
    "an empty list": ("{=t5:empty}", r"it has nothing\."),
    "null": ("{=t5:test.none}", r"this is null, which isn't a number\. Name another one"),
    "format of text": ("{=t5:test.name|.1f}", r"isn't a number, so the format '\.1f' doesn't apply\. Remove it"),
    "no format": ("{=t5:test.share|1q}", r"'1q' isn't a format\. Write one like \.1f \(12\.3\)"),
    "format that doesn't fit": ("{=t5:test.share|d}", r"the format 'd' doesn't fit 0\.9823\. Write one like"),
}


@pytest.mark.parametrize("path", SHOWN)
def test_a_number_is_shown(path):
    assert render(f"It is {{=t5:{path}}}.").text_content().strip() == f"It is {SHOWN[path]}."


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_stops_with_a_sentence(name):
    mark, message = MISTAKES[name]
    with pytest.raises(PageError, match=r"^text:3: " + (r".*" if not message.startswith(r"\{") else "") + message) as raised:
        render(f"# T\n\nIt is {mark}.")
    assert "\n" not in str(raised.value)


def test_numbers_stand_in_tables_headings_captions_and_formulas():
    page = render(
        "# T {=t5:test.right}\n\n| a | b |\n|---|---|\n| {=t5:test.share|.1%} | {=t5:test.name} |\n\n$x = {=t5:test.share|.2f}$\n"
    )
    assert page.xpath("string(.//h1)") == "T 1,768"
    assert [cell.text for cell in page.xpath(".//td")] == ["98.2%", "a *b* <c> | [d] & $e$"]
    assert "0.98" in page.xpath("string(.//math)")


def test_code_keeps_its_marks():
    page = render("`{=a:b}` and {=t5:test.right}\n\n```\n{=a:b}\n```\n")
    assert page.text_content().count("{=a:b}") == 2 and "1,768" in page.text_content()


def test_braces_of_a_formula_are_left_alone():
    assert render(r"$a \mathrel{=} b$").xpath(".//math")


def test_a_sample_shows_the_mark_and_its_number():
    page = render("//// example\nIt is {=t5:test.right}.\n////\n")
    assert page.xpath("string(.//pre)").strip() == "It is {=t5:test.right}." and page.xpath("string(.//div/p)") == "It is 1,768."


def test_a_question_may_ask_for_a_number_that_was_found():
    page = render("/// question\n    id: a\n    type: number\n\nHow many?\n\n- [x] {=t5:test.right|d}\n    - so many\n///\n")
    assert page.xpath(".//li/@data-value") == ["1768"]


def test_a_changed_file_is_read_again(found):
    render("{=t5:test.right}")
    file = found / "lab/results/t5.json"
    file.write_text('{"test": {"right": 7}}', encoding="utf-8")
    assert render("{=t5:test.right}").text_content() == "7"


def test_a_page_from_its_file_shows_numbers_and_keeps_its_lines(found):
    (found / "docs/a.md").write_text("---\ndescription: d\n---\n# T\n\n- {=t5:test.right}\n", encoding="utf-8")
    page = as_shown(read_page(found / "docs/a.md", found / "docs"), found / "docs")
    assert page.lines == ["# T", "", "- 1,768", ""] and page.description == "d"


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FREE = dict(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(**FREE)
@given(DATA, st.text(alphabet="ab.[]=01-| ", max_size=12), st.sampled_from(["", ".1f", ",d", ".2e", "%", "x", ".99f", "+,.3g"]))
def test_whatever_the_path_there_is_a_text_or_a_sentence(data, path, spec):
    try:
        assert isinstance(results.text(results.look_up(data, path), spec), str)
    except ValueError as error:
        assert re.search(r"\. [A-Z].*\.$|is .*\.$", str(error), re.DOTALL), str(error)


@settings(**FREE)
@given(
    st.dictionaries(
        st.text(alphabet="abc.", min_size=1, max_size=4).filter(lambda key: not re.search(r"^\.|\.$|\.\.", key)),
        st.dictionaries(st.sampled_from(["x", "y z", "w-v"]), st.integers(), min_size=1),
        min_size=1,
    )
)
def test_every_value_is_found_at_its_path(data):
    for name, inside in data.items():
        for key, value in inside.items():
            if f"{name}.{key}" not in data:
                assert results.look_up(data, f"{name}.{key}") == value


@settings(**FREE)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30))
def test_any_text_is_shown_as_it_is(found, text):
    (found / "lab/results/free.json").write_text(json.dumps({"text": text}), encoding="utf-8")
    results._load.cache_clear()
    lines = " ".join(text.split())
    page = render("a {=free:text} z\n\nlast")
    assert " ".join(page.text_content().split()) == " ".join(f"a {lines} z last".split())


@pytest.mark.parametrize("spec", ["d", ",d", ".0f", ".10f", "+.2e", "g", ".3%"])
def test_formats_are_those_of_python(spec):
    assert results.text(1234, spec) == format(1234, spec)
