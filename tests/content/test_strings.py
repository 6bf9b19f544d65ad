"""All text for readers is in the catalogs, docs/assets/strings/ and src/llm_notes/strings.py, so that it can be translated."""

import ast
import re

import pytest
from building import ROOT

ASSETS = ROOT / "docs/assets"
# drills.js makes exercises: content, like pages. Text in the files of strings/ is where it belongs.
SCRIPTS = sorted(
    file
    for folder in ("explorers", "offline", "practice", "search", "shared")
    for file in (ASSETS / folder).rglob("*.js")
    if file.name != "drills.js"
)
TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?P<template>`)|(?P<end>\})|(?P<open>\{)"""
    r"""|(?P<regex>(?:(?<=[(,=:\[!&|?{;\n])|(?<=[ ])(?!/[ =]))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[dgimsuvy]*)""",
    re.DOTALL,
)
TEMPLATE = re.compile(r"((?:\\.|\$(?!\{)|[^`\\$])*)(\$\{|`)", re.DOTALL)
# Two words with a space between them, or a capitalized word.
PROSE = re.compile(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}|^\W*[A-Z][a-z]+\b(?![-.\w]*[A-Z(])")
# One word, where it can only be text for readers.
TOLD = re.compile(
    r"""(?:\bsay\(|\bbutton\(|\btoggle\(|\bscroller\(|textContent = |aria-label": |ariaLabel: |\blabel: |\bcreate\("\w+", \{\}, )$"""
)
# What looks like words but isn't for readers: class names, selectors, CSS values, keys, errors that nobody sees.
MACHINE = re.compile(
    r"__|(?:^|[\s.])(?:md|ln)-|^(?:Arrow\w+|Enter|Escape|Backspace|Space|Tab|U Backspace|open|right|wrong)$"
    r"|^[.#:\[a-z][^’.?!]*(?:[>=\[\]*]|:(?:is|not)\()|^(?:\(|1px |pan-y |\.|article |tbody |button, |Removed$|llm-notes |an empty module$|no frame$)"
)
# Names that aren't translated, and input for models.
DATA = re.compile(r"^(?:text generation|text classification|bag of words|Llama [\d.]+ \d+B|(?:the|a) [\w \[\]]+|red car:| do not)$")


def literals(text: str) -> list[tuple[int, str, str]]:
    """Return (line, code before it on that line, text) for every text in a script: strings and the parts of templates."""
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


def test_the_guide_lists_every_catalog():
    """Those of explorers share one row, as their first lines have the same form."""
    guide = (ROOT / "docs/contributing/extending.md").read_text(encoding="utf-8")
    others = {file.name for file in (ASSETS / "strings").glob("*.js") if not file.read_text(encoding="utf-8").startswith("/** What <")}
    listed = set(re.findall(r"^\| `([a-z-]+\.js)` \|", guide, re.MULTILINE))
    assert listed == others, f"docs/contributing/extending.md: correct the table of catalogs; it differs in {sorted(listed ^ others)}."


# Where the package writes text for readers. The preview and the checks address contributors.
MODULES = sorted(file for folder in ("blocks", "markup", "outputs", "publish") for file in (ROOT / "src/llm_notes" / folder).glob("*.py"))
IN_HTML = re.compile(r">[^\W\d_][\w’]+[ .:]?[^<>=]*<")  # words between two tags


def constants(value: ast.expr) -> list[ast.Constant]:
    """Return the texts in an expression, without those in its calls and subscripts."""
    match value:
        case ast.Constant(value=str()):
            return [value]
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
            return [text for part in parts for text in constants(part)]
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return constants(one) + constants(other)
    return []


def written(module: str) -> list[tuple[int, str]]:
    """Return (line, text) of what a module of the package writes for readers without the catalog."""
    found = []
    for node in ast.walk(ast.parse(module)):
        told: list[ast.expr] = []
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr in ("text", "tail"):
            told = [node.value]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "labeled":
            told = node.args[:1]
        for part in (part for value in told for part in constants(value)):
            if re.search(r"[^\W\d_]{2,}", str(part.value)) and not re.fullmatch(r"[\w/]*/|\.\w+", str(part.value)):  # not a path
                found.append((part.lineno, str(part.value)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            page = re.sub(r"<script>.*?</script>|\{[^{}]*\}", "", node.value)
            if IN_HTML.search(page):
                found.append((node.lineno, node.value))
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_module_has_its_texts_from_the_catalog(file):
    found = written(file.read_text(encoding="utf-8"))
    path = file.relative_to(ROOT).as_posix()
    assert not found, "\n".join(
        f"{path}:{line}: {text!r} Readers are told this. Move it to src/llm_notes/strings.py, and write strings.NAME here."
        for line, text in found
    )


def test_it_finds_what_a_module_writes():
    assert written('element.text = "Show the answer"') == [(1, "Show the answer")]
    assert written('part.tail = f" {number} pages"') == [(1, " pages")]
    assert written('labeled("Figure.", text)') == [(1, "Figure.")]
    assert written('page = "<h1>Answers</h1>"') == [(1, "<h1>Answers</h1>")]
    assert not written('element.text = f"[{title}]({link})"\npage = "<p>{sentence}</p>"\nelement.set("class", "a b")')


def test_the_package_uses_all_that_its_catalog_holds():
    catalog = (ROOT / "src/llm_notes/strings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"^(?:def )?(\w+)(?: = |, \w+ = |\()", catalog, re.MULTILINE))
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src/llm_notes").rglob("*.py"))
    idle = {
        name
        for name in names
        if not re.search(rf"\bstrings\.{name}\b", code) and not re.search(rf"[{{(\[ ]{name}\(", catalog.replace(f"def {name}(", ""))
    }
    assert not idle, f"src/llm_notes/strings.py:1: nothing uses {sorted(idle)}. Remove it."
