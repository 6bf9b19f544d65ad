"""A thousand pages through every block: each becomes a correct page or one clear sentence with its line."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from rendering import render

from llm_notes.blocks.fences import DerivedBlock, all_blocks
from llm_notes.checks.findings import PageError
from llm_notes.checks.safety import check_html

BLOCKS = all_blocks()

FILES = {
    "mkdocs.yml": "nav:\n  - index.md\n  - Chapter:\n      - a/index.md\n      - a/b.md\n",
    "docs/index.md": "# Home\n",
    "docs/a/index.md": "# Chapter\n\n1. [B](b.md)\n",
    "docs/a/b.md": "# B\n\nYou will be able to b.\n\n## In short\n\n/// notes\n- a\n///\n\n## Check\n\n/// question\n    id: b-one\n\n"
    "What?\n\n- [x] 1\n    - yes\n- [ ] 2\n    - no\n///\n",
    "docs/glossary.md": "# Glossary\n\n/// term | token\n\nA piece. See [B](a/b.md).\n///\n",
    "docs/references.bib": "@misc{a2017,\n author = {A, B.}, title = {T}, date = {2017-06}, eprint = {1706.00001}, archiveprefix = {arXiv}\n}",
    "docs/d.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    "docs/assets/explorers/sample-explorer.js": "",
    "docs/assets/models/manifest.json": '{"pocket-t5": {"a": {"bytes": 2000000}}}',
    "lab/results/r.json": '{"rows": [{"n": 1, "y": 0.5, "name": "a"}, {"n": 2, "y": 0.25, "name": "b"}], "n": 3, "s": "<b>"}',
}
RIGHT = {
    "id": ["b-two", "sample"],
    "type": ["number"],
    "tolerance": ["0.5"],
    "unit": ["cm"],
    "reread": ["'#h'", "[b.md]"],
    "src": ["docs/d.svg"],
    "from": ["r"],
    "rows": ["rows"],
    "columns": ["{n: Size, y: Share, name: Name}"],
    "plot": ["{x: n, y: y}", "{kind: bars, label: name, y: y}"],
    "series": ["{a: First, b: Second}"],
    "element": ["sample-explorer"],
    "models": ["[pocket-t5]"],
    "predict": ["What?"],
    "see": ["This."],
    "forms": ["[tokens]"],
    "also": ["[piece]"],
    "everyday": ["true"],
}
# Values for options: valid for some block, and of every type that YAML has.
VALUES = [
    "sample",
    "b-two",
    "number",
    "0.5",
    "-1",
    ".inf",
    ".nan",
    "true",
    "~",
    "''",
    "'a: b'",
    "a: b",
    "[a, b]",
    "[]",
    "{}",
    "{a: b}",
    "[[[[a]]]]",
    "{n: Size, y: Share}",
    "{x: n, y: y}",
    "{kind: bars, label: name, y: y}",
    "{x: [n], y: {}}",
    "{x: n, y: y, log: [x], by: name}",
    "rows",
    "rows.0",
    "rows[n=1]",
    "n",
    "r",
    "docs/d.svg",
    "../d.svg",
    "d.svg",
    "sample-explorer",
    "[pocket-t5]",
    "pocket-t5",
    "2017-06-12",
    "2017-02-30",
    "12:30",
    "0x1f",
    "1e999",
    "!!str a",
    "&a b",
    "*a",
    "|",
    ">-",
    '"',
    "`",
    "@a",
    "%",
    "é🙂",
    "<b>x</b>",
    "{=r:n}",
    "$x$",
]
LINES = [
    "",
    "What?",
    "- a",
    "- [x] 1",
    "- [x] 1.5",
    "- [ ] 2",
    "- [X] 3",
    "- [] 4",
    "    - because",
    "    - and",
    "        more",
    "so [@a2017].",
    "[@b]",
    "- date: 2017-06-12",
    "  kind: paper",
    "  kind: announced",
    "  title: T",
    "  notes: 2017-06",
    "  text: 'x [@a2017]'",
    "  parameters: [1]",
    "- date: 2017-02-30",
    "- - -",
    "| a | b |",
    "|---|--:|",
    "| 1 | {=r:n} |",
    "{=r:rows.0.y|.1%}",
    "{=r:none}",
    "{=r}",
    "{=",
    "`{=r:n}`",
    "It rises.{?r: rows.0.y < n} More.",
    "{?r: n > 1000}",
    "{?r: n >}",
    "{?no claim: none}",
    "{?r",
    "| 1 | x {?r: rows.0.y < n} |",
    "$x$",
    "$$",
    "\\frac{",
    "$\\frac{1}{2}$",
    "$\\sqrt$",
    "$\\begin{matrix} a & b \\end{matrix}$",
    "$\\left($",
    "$^$",
    "# H",
    '## H {#h was="g"}',
    "#",
    "> q",
    "> - q",
    "```",
    "```python",
    "``````",
    "~~~",
    "    code",
    "\t- tab",
    "<div>",
    "</div>",
    "<details><summary>s</summary>",
    "<!-- c -->",
    "<script>",
    "<b onclick='x'>",
    "&",
    "&lt;",
    "é🙂",
    "[^1]",
    "[^1]: note",
    "[x](y.md)",
    "![](",
    "[x]: y",
    "***",
    "___a_*b*",
    "{: .c }",
    "{: #i }",
    "token",
    "///",
    "////",
    "/// ",
    "  ///",
    "\t///",
    "/// wombat",
    "//// example",
    "/// question",
    "/// notes | x",
    "a | b",
    "1. a",
    "\\",
    "x" * 300,
]
NAMES = [
    "id",
    "type",
    "tolerance",
    "unit",
    "reread",
    "src",
    "from",
    "rows",
    "columns",
    "plot",
    "series",
    "element",
    "models",
    "predict",
    "see",
    "forms",
    "also",
    "everyday",
    "wombat",
]


@st.composite
def block(draw, depth: int = 0) -> list[str]:
    """A block with options and lines of any kind, often those it allows, and often closed."""
    name = draw(st.sampled_from(sorted(BLOCKS)))
    kind, slashes = BLOCKS[name], "/" * (4 if BLOCKS[name].CONTAINS_BLOCKS and depth == 0 else 3)
    argument = (
        draw(st.sampled_from([" | C"] if kind.ARGUMENT else [""]))
        if draw(st.integers(0, 9))
        else draw(st.sampled_from(["", " |", " | $x$ [@a2017]"]))
    )
    own = (
        draw(st.lists(st.sampled_from([*kind.REQUIRED, *kind.KNOWN] or NAMES), max_size=5, unique=True))
        if draw(st.integers(0, 4))
        else NAMES[:2]
    )
    own = list(dict.fromkeys([*kind.REQUIRED, *own])) if draw(st.integers(0, 5)) else own
    value = {option: RIGHT.get(option, VALUES) if draw(st.integers(0, 9)) else VALUES for option in own}
    options = [f"    {option}: {draw(st.sampled_from(value[option]))}" for option in own if kind.KNOWN or not draw(st.integers(0, 4))]
    body = draw(st.sampled_from(GOOD[name])) if draw(st.integers(0, 2)) else draw(st.lists(st.sampled_from(LINES), max_size=7))
    if depth == 0 and kind.CONTAINS_BLOCKS and draw(st.booleans()):
        body = [*body, "", *draw(block(1))]
    return [f"{slashes} {name}{argument}", *options, "", *body, *([slashes] if draw(st.integers(0, 14)) else []), ""]


GOOD = {name: [["words", "", "token"]] for name in BLOCKS} | {
    "question": [["What?", "", "- [x] 1", "    - yes", "- [ ] 2", "    - no"], ["What?", "", "- [x] 1.5", "    - yes"]],
    "notes": [["- a", "- b"]],
    "misconception": [["No [@a2017]."]],
    "timeline": [["- date: 2017-06-12", "  kind: paper", "  title: T", "  notes: 2017-06", "  text: 'x [@a2017]'"]],
    **{name: [[""]] for name, kind in BLOCKS.items() if issubclass(kind, DerivedBlock)},
}
PAGES = st.lists(st.one_of(block(), st.lists(st.sampled_from(LINES), max_size=6)), min_size=1, max_size=3).map(
    lambda parts: "\n".join(line for part in parts for line in part)
)


@pytest.fixture(scope="module", autouse=True)
def notes(tmp_path_factory):
    """A small site as the current folder."""
    folder = tmp_path_factory.mktemp("notes")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def test_whatever_is_written_gives_a_page_or_one_sentence():
    """A thousand pages, among which are both valid and invalid ones for most blocks."""
    outcomes = {"pages": 0, "sentences": set(), "blocks": set()}

    @settings(max_examples=1000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(text=PAGES)
    def try_one(text):
        try:
            page = render(text)
        except PageError as error:
            found = re.match(r"^(text:(\d+)|docs/[\w./-]+:\d+): (.+)$", str(error), re.DOTALL)
            assert found and "\n" not in str(error) and len(str(error)) < 900, f"no clear sentence: {error}"
            assert not found[2] or 1 <= int(found[2]) <= text.count("\n") + 1, f"no line of the page: {error}"
            outcomes["sentences"].add(re.sub(r"'[^']*'|\d+", "…", found[3]))
        else:
            assert not any(re.match(r"/{3,}( |$)", element.text or "") for element in page.iter("p", "h1", "li")), "a block was lost"
            check_html(html.tostring(page, encoding="unicode"))
            outcomes["pages"] += 1
            outcomes["blocks"].update(name for name in BLOCKS if re.search(rf"^/+ {name}\b", text, re.MULTILINE))

    try_one()
    assert outcomes["pages"] > 100 and len(outcomes["sentences"]) > 40, outcomes
    assert len(outcomes["blocks"]) > len(BLOCKS) / 2, f"no right page had {set(BLOCKS) - outcomes['blocks']}"
