"""What readers are told is in the catalogs, docs/assets/strings/ and src/llm_notes/strings.py, so that it can be translated."""

import re

import pytest
from building import ROOT

ASSETS = ROOT / "docs/assets"
# drills.js makes exercises: content, as pages are. Text in the files of strings/ is where it belongs.
SCRIPTS = sorted(
    file
    for folder in ("explorers", "offline", "practice", "shared")
    for file in (ASSETS / folder).rglob("*.js")
    if file.name != "drills.js"
)
TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?P<template>`)|(?P<end>\})|(?P<open>\{)"""
    r"""|(?P<regex>(?:(?<=[(,=:\[!&|?{;\n])|(?<=[ ])(?!/[ =]))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[dgimsuvy]*)""",
    re.DOTALL,
)
TEMPLATE = re.compile(r"((?:\\.|\$(?!\{)|[^`\\$])*)(\$\{|`)", re.DOTALL)
# Two words with a space between them, or a word with a capital letter at the beginning.
PROSE = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}|^\W*[A-Z][a-z]+\b(?![-.\w]*[A-Z(])")
# One word, where it can't be anything but what a reader is told.
TOLD = re.compile(
    r"""(?:\bsay\(|\bbutton\(|\btoggle\(|\bscroller\(|textContent = |aria-label": |ariaLabel: |\blabel: |\bcreate\("\w+", \{\}, )$"""
)
# What looks like words and isn't for readers: class names, selectors, values of CSS, keys, errors that nobody sees.
MACHINE = re.compile(
    r"__|(?:^|[\s.])(?:md|ln)-|^(?:Arrow\w+|Enter|Escape|Backspace|Space|Tab|U Backspace|open|right|wrong)$"
    r"|^[.#:\[a-z][^’.?!]*(?:[>=\[\]*]|:(?:is|not)\()|^(?:\(|1px |pan-y |\.|article |tbody |button, |Removed$|llm-notes |an empty module$|no frame$)"
)
# Names that aren't translated, and texts that models are given.
DATA = re.compile(r"^(?:text generation|text classification|bag of words|Llama [\d.]+ \d+B|(?:the|a) [\w \[\]]+|red car:| do not)$")


def literals(text: str) -> list[tuple[int, str, str]]:
    """Return (line, code before it on that line, text) of every text in a script: strings, and the parts of templates."""
    found, stack, place = [], [], 0

    def note(start: int, value: str) -> None:
        found.append((text.count("\n", 0, start) + 1, text[text.rfind("\n", 0, start) + 1 : start], value))

    def template(start: int) -> int:
        part = TEMPLATE.match(text, start)
        note(start, part[1])
        if part[2] == "${":
            stack.append("${")
        return part.end()

    while token := TOKEN.search(text, place):
        place = token.end()
        if token["string"]:
            note(token.start(), token["string"][1:-1])
        elif token["template"]:
            place = template(place)
        elif token["open"]:
            stack.append("{")
        elif token["end"] and stack and stack.pop() == "${":
            place = template(place)
    return found


def told(text: str) -> list[str]:
    """Return the texts of a script that are for readers, as 'line: text'."""
    found = []
    lines = text.split("\n")
    for line, before, value in literals(text):
        data = f'{value}".split(" ")' in lines[line - 1]  # a list of words
        words = PROSE.search(value) or (re.search(r"[^\W\d_]{2,}", value) and TOLD.search(before))
        if (
            words
            and not data
            and not MACHINE.search(value)
            and not DATA.search(value)
            and not before.lstrip().startswith(("import ", "export {"))
        ):
            found.append(f"{line}: {value}")
    return found


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(ASSETS).as_posix())
def test_a_script_has_its_texts_from_the_catalog(file):
    found = told(file.read_text(encoding="utf-8"))
    path = file.relative_to(ROOT).as_posix()
    assert not found, "\n".join(
        f"{path}:{place} … Readers are told this. Move it to docs/assets/strings/, and write strings.name here." for place in found
    )


def test_it_finds_what_it_is_for():
    assert told('this.say("Choose an answer first.");') == ["1: Choose an answer first."]
    assert told('const box = create("p", {}, "nothing");') == ["1: nothing"]
    assert told("x.ariaLabel = `${name} looks at ${other}`;") == ["1:  looks at "]
    assert told('// "A comment."\nbutton("Stop", () => halt());') == ["2: Stop"]
    assert not told('create("div", { class: "explorer__row explorer__columns", role: "group" }, strings.stop);')
    assert not told('document.querySelector("body > .md-tooltip2"); if (event.key === "Escape") x = /"A b c/;')
    assert not told('const LISTED = "about above across".split(" ");')


@pytest.mark.parametrize("file", sorted((ASSETS / "strings").glob("*.js")), ids=lambda file: file.stem)
def test_a_catalog_holds_what_scripts_use(file):
    names = set(re.findall(r"^  (\w+): ", file.read_text(encoding="utf-8"), re.MULTILINE))
    used = set()
    for script in (ASSETS / "practice/drills.js", *SCRIPTS):
        text = script.read_text(encoding="utf-8")
        if f'strings/{file.name}"' in text:
            asked = set(re.findall(r"\bstrings\.(\w+)", text))
            assert asked <= names, f"{script.relative_to(ROOT)}:1: docs/assets/strings/{file.name} has no {sorted(asked - names)}."
            used |= asked
    assert used == names, f"docs/assets/strings/{file.name}:1: nothing uses {sorted(names - used)}. Remove it."
