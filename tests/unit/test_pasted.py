"""What people paste from elsewhere is right on the page, or a finding names its line and the broken rule."""

import pytest
from rendering import render

from llm_notes.blocks.fences import read_blocks  # noqa: F401 (makes the blocks known)
from llm_notes.checks.findings import PageError, collecting


@pytest.fixture(autouse=True)
def bibliography(tmp_path, monkeypatch):
    """A bibliography with one entry, where bare text looks for it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/references.bib").write_text(
        "@misc{a2017,\n author = {A, B.}, title = {T}, date = {2017-06}, url = {https://a.example/}\n}", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)


RIGHT = {  # text, where to look, what is there
    "prices": ("between $5-$7 an hour, or US$3", "string(.//p)", "between $5-$7 an hour, or US$3"),
    "a formula after a price": ("for $5, $x$ and $y$", "count(.//math)", 2),
    "a list under a paragraph": ("so\n- a\n- b", "count(./ul/li)", 2),
    "two spaces of nesting": ("- a\n  - b\n    - c\n- d", "count(./ul/li/ul/li/ul/li)", 1),
    "one space more than none": ("- a\n - b", "count(./ul/li)", 2),
    "a number in a list of bullets": ("- a\n\n1. b\n2. c", "count(./ol/li)", 2),
    "bullets in a numbered list": ("1. a\n   - b\n2. c", "count(./ol/li[1]/ul/li)", 1),
    "a list that begins with 3": ("3. a\n4. b", "string(./ol/@start)", "3"),
    "numbers with parentheses": ("1) a\n2) b", "count(./ol/li)", 2),
    "code indented by three": ("1. a\n\n   ```python\n   x\n   ```\n\n2. b", "count(./ol/li[1]//pre)", 1),
    "code right under an item": ("1. a\n   ```\n   x\n   ```\n2. b", "count(./ol[1]/li)", 2),
    "a paragraph indented by two": ("- a\n\n  more\n\n- b", "count(./ul/li[1]/p)", 2),
    "a list in a quotation": ("> so\n> - a\n>   - b", "count(.//blockquote/ul/li/ul)", 1),
    "four spaces, as before": ("- a\n    - b\n\n        more\n\n            code", "count(./ul/li/ul/li/pre)", 1),
    "a list in a box": ('!!! tip "T"\n    - a\n      - b', "count(.//div/ul/li/ul)", 1),
    "a year is no list": ("in\n1989. So", "count(.//ol)", 0),
    "a table under a paragraph": ("so\n| a | b |\n|---|---|\n| 1 | 2 |", "count(.//td)", 2),
    "a quotation after a list": ("- a\n> q", "count(./blockquote)", 1),
    "a bar in a formula of a table": ("| a | b |\n|---|---|\n| $P(w_t | w_1)$ | c |", "count(.//td[2][.='c'])", 1),
    "an escaped bar there": ("| a | b |\n|---|---|\n| $P(w_t \\| w_1)$ | c |", "count(.//td[1]//mi[.='|'])", 1),
    "a line break": ("a\\\nb", "count(.//br)", 1),
    "an admonition": ("!!! note\n    text", "string(.//div[@class='admonition note']/p[2])", "text"),
    "a fold": ("??? tip\n    text", "string(.//details/p)", "text"),
    "a task": ("- [ ] do\n- [X] done", "string(./ul)", "\n☐ do\n☑ done\n"),
    "strike": ("~~gone~~, ~5 to ~7", "string(.//del)", "gone"),
    "mark": ("==this==, a == b", "string(.//mark)", "this"),
    "an address": ("see https://a.example/b_c_d.", "string(.//a/@href)", "https://a.example/b_c_d"),
    "a definition": ("term\n:   what it is", "count(.//dl/dt)", 1),
    "an operator": ("$\\operatorname*{arg\\,max}_x$", "string(.//mo)", "arg\u2009max"),
    "an operator's other form": ("$\\arg\\max_x$", "count(.//msub)", 1),
    "cases": ("$$\nf = \\begin{cases} 1 & x \\\\[2pt] 0 & y \\end{cases}\n$$", "count(.//mtr)", 2),
    "aligned": ("$$\n\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}\n$$", "count(.//mtd)", 4),
    "two lines": ("$$\na \\\\ c\n$$", "count(.//mtr)", 2),
    "a formula right under text": ("so\n$$\na\n$$\nmore", "count(.//math[@display='block'])", 1),
    "an old citation": ("so [@a2017; @a2017].", "count(.//sup)", 2),
    "code shows anything": ("`[[x]]` `@a2017` `$` ``{% x %}``\n\n```text\n::: note\n> [!NOTE]\n```", "count(.//code)", 5),
}


@pytest.mark.parametrize(("text", "where", "there"), RIGHT.values(), ids=RIGHT.keys())
def test_right_on_the_page(text, where, there):
    assert render(text).xpath(where) == there


FOUND = {  # text, line, rule
    "price or formula": ("for $5 or 10$ more", 1, "formula-or-price"),
    "spaces inside": ("so $ x^2 $", 1, "dollar-alone"),
    "two dollar signs in a line": ("a\n\nso $$x$$ is", 3, "formula-apart"),
    "another mark, indented too little": ("1. a\n  - b", 2, "list-nesting"),
    "code that leaves its item": ("1. a\n\n   ```\nx\n   ```", 4, "list-code"),
    "citation with a page": ("a\n\nb [@a2017, p. 4]", 3, "citation-form"),
    "citation with a word": ("[see @a2017]", 1, "citation-form"),
    "citation in the text": ("@a2017 says", 1, "citation-form"),
    "unknown key in the text": ("as @nobody2020 says", 1, "citation-form"),
    "two bars of a table's formula": ("| a |\n|---|\n| $\\|x\\|$ |", 3, "formula-bar"),
    "lines within a sentence": ("so\n\n$a \\\\ b$", 1, "formula-lines"),
    "an unknown environment": ("$$\n\\begin{rcases} a & b \\end{rcases}\n$$", 1, "formula-lines"),
    "a conflict": ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x", 2, "merge-conflict"),
    "a conflict in code": ("```\n<<<<<<< HEAD\n```", 2, "merge-conflict"),
    "mermaid": ("```mermaid\ngraph\n```", 1, "dialect-diagram"),
    "GitHub's formula": ("```math\nx\n```", 1, "dialect-formula"),
    "MyST": ("```{note}\nx\n```", 1, "dialect-directive"),
    "a role": ("see :ref:`x`", 1, "dialect-directive"),
    "Pandoc's box": ("::: note\nx\n:::", 1, "dialect-container"),
    "GitHub's box": ("> [!NOTE]\n> x", 1, "dialect-alert"),
    "tabs": ('=== "A"\n\n    x', 1, "dialect-tabs"),
    "a wiki's link": ("see [[Page]]", 1, "dialect-wikilink"),
    "an embedded file": ("![[a.png]]", 1, "dialect-include"),
    "a template": ("{% include x %}", 1, "dialect-template"),
    "an edit": ("{++new++}", 1, "dialect-critic"),
    "an emoji": ("good :smile:", 1, "dialect-emoji"),
    "lowered": ("H~2~O", 1, "dialect-raised"),
    "LaTeX outside formulas": ("\\textbf{a}", 1, "dialect-latex"),
    "a bullet of a word processor": ("• a", 1, "dialect-bullet"),
    "a chat program's mark": ("so 【4†source】", 1, "left-by-assistant"),
    "mojibake": ("itâ€™s", 1, "mojibake"),
    "an underlined heading": ("Title\n=====", 1, "heading-underlined"),
    "a box without text": ("!!! note\ntext", 1, "box-empty"),
}


@pytest.mark.parametrize(("text", "line", "rule"), FOUND.values(), ids=FOUND.keys())
def test_a_finding_names_line_and_rule(text, line, rule):
    with collecting() as found:
        render(text)
    assert (line, rule) in {(finding.line, finding.rule) for finding in found}, found


@pytest.mark.parametrize(
    "text",
    [
        "at 10:30:15, C++ and a::b, x^2 and ~5; [a, b], [[1, 2], [3]] and `{{x}}`",
        "mail a@b.example, or @karpathy",
        "A title: so\n\n---\n\n| a |\n|---|\n| b |",
        "$2 - not - bad$ and $6ND$, $\\text{if it is}$",
        "Ästhetik, Ångström, “quoted” – naïve",
    ],
)
def test_what_is_right_is_left_alone(text):
    with collecting() as found:
        render(text)
    assert not found


def test_what_stops_alone_is_said_with_its_rule():
    with pytest.raises(PageError) as raised:
        render("```mermaid\n```")
    assert raised.value.findings[0].rule == "dialect-diagram"
