"""Text for readers counts its nouns with counted() from numbers.js, so that none says "1 readings"."""

import re

import pytest
from building import ROOT

FILES = sorted(file for folder in ("explorers", "shared", "strings") for file in (ROOT / "docs/assets" / folder).glob("*.js"))
COUNT = re.compile(r"\$\{((?:[^{}`]|\{[^{}]*\})*)\} (?:(?:more|new|right|possible|attention) )?([a-z]+s)\b")
# labels start at 32; second is the last of two numbers, like stars.join; times is "× 451"; read and times are fixed factors between models
NEVER_ONE = {
    "all",
    "bands",
    "bytes",
    "held",
    "kind",
    "labels",
    "most",
    "number(all)",
    "number(Math.round(read))",
    "number(Math.round(times))",
    "second",
    "size",
    'stars.join(" and ")',
    "times",
}
VERBS = {
    "is",
    "was",
    "has",
    "does",
    "looks",
    "sees",
    "answers",
    "runs",
    "needs",
    "reads",
    "makes",
    "takes",
    "writes",
    "ends",
    "leads",
    "axis",
    "holds",
    "as",
    "this",
    "its",
}


def written(text: str) -> list[str]:
    """Return where a template pluralizes a noun on its own: a number from the page's data followed by a plural."""
    found = [(match[1], match[2], match[0]) for match in COUNT.finditer(text)]
    return [
        whole for value, noun, whole in found if noun not in VERBS and value not in NEVER_ONE and not re.fullmatch(r"[A-Z][A-Z_]+", value)
    ]  # a constant is never 1


def test_it_finds_what_it_is_for():
    assert written("`${large(total)} readings.` `${found.length} new tokens`") == ["${large(total)} readings", "${found.length} new tokens"]
    assert not written('`${counted(total, "reading")}.` `${MOST} words` `${name} answers: `')


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nouns_are_counted_by_the_helper(file):
    found = written(file.read_text(encoding="utf-8"))
    assert not found, f"{file.relative_to(ROOT)}: {found} would show “1 …s”. Write counted(number, noun) from numbers.js."
