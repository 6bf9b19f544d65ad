"""Removing rules that can't match: what is removed, what stays, and what is too complex to decide."""

import pytest

from llm_notes.publish.css import Names, Stylesheet, read_rules
from llm_notes.publish.scripts import script

PAGE = {
    "elements": {"html", "body", "p", "a"},
    "ids": {"top"},
    "classes": {"note", "is-on"},
    "attributes": {"class": {"note is-on"}, "dir": {"ltr"}, "hidden": {""}},
}


def slimmed(css: str, **more) -> str:
    """Return what is left of a sheet for the page."""
    return Stylesheet(read_rules(css)).select(Names(**{**PAGE, **more}))


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("p{a:b}.gone{a:b}", "p{a:b}"),
        (".note,.gone p,#top{a:b}", ".note,#top{a:b}"),
        ("p.gone{a:b}p .note:hover>a::before{a:b}", "p .note:hover>a::before{a:b}"),
        ("p:not(.gone){a:b}", "p:not(.gone){a:b}"),
        (":is(.gone,p) a{a:b}:is(.gone,#no) a{a:b}p:has(>.gone){a:b}", ":is(.gone,p) a{a:b}"),
        ("[dir=ltr]{a:b}[dir=rtl]{a:b}[dir]{a:b}[lang]{a:b}", "[dir=ltr]{a:b}[dir]{a:b}"),
        ('[class*="is-"]{a:b}[class*="was-"]{a:b}', '[class*="is-"]{a:b}'),
        ("@media print{.gone{a:b}}@media print{p{a:b}.gone{a:b}}", "@media print{p{a:b}}"),
        (":root{--a:1;--b:var(--c);--c:2;--d:3}p{color:var(--b)}", ":root{--b:var(--c);--c:2}p{color:var(--b)}"),
        ("@keyframes in{to{a:b}}@keyframes out{to{a:b}}p{animation:in 1s}", "@keyframes in{to{a:b}}p{animation:in 1s}"),
        ("@charset \"utf-8\";p{content:'}/*'}/* p{} */", "p{content:'}/*'}"),
        ("P{a:b}ul{a:b!important}", "P{a:b}"),
    ],
)
def test_what_can_match_nothing_goes(css, left):
    assert slimmed(css).replace('"}/*"', "'}/*'") == left


def test_what_the_reader_has_to_do_first_can_come_later():
    css = (
        "p{a:b}p:hover,a{a:b}p:not(:hover){a:b}[data-md-toggle=search]:checked~p{a:b}[data-md-toggle=search]:not(:checked)~p{a:b}"
        "@media print{a:hover{a:b}}.md-search-result p{a:b}"
    )
    more = {"attributes": {"data-md-toggle": {"search"}}, "classes": {"md-search-result"}}
    assert slimmed(css, **more) == css
    sheet = Stylesheet(read_rules(css)).select(Names(**{**PAGE, **more}), at_first=True)
    assert sheet == "p{a:b}a{a:b}p:not(:hover){a:b}[data-md-toggle=search]:not(:checked)~p{a:b}"


def test_what_a_script_may_add_stays():
    words = {"tooltip--active", "question__", "aria-busy"}
    css = ".tooltip--active{a:b}.question__right{a:b}[aria-busy=true]{a:b}.gone{a:b}"
    assert slimmed(css, words=words) == css.removesuffix(".gone{a:b}")
    assert slimmed(css) == ""


def test_nested_rules_are_refused():
    with pytest.raises(ValueError, match="nested rule"):
        read_rules("p{a:b;.note{a:b}}")


def test_scripts_in_the_page_carry_no_comments():
    for name in ("start.js", "scheme.js", "late_search.js"):
        assert "//" not in script(name).replace("://", "") and "/*" not in script(name) and "\n" not in script(name)
        assert len(script(name)) > 500
