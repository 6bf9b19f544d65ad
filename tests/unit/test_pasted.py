"""What people paste from elsewhere comes out right on the page, or a finding names its line and the broken rule."""

import gzip
import re

import pytest
from building import ROOT
from pathspec import GitIgnoreSpec
from rendering import render

from llm_notes.checks import files
from llm_notes.checks.findings import PageError, collecting
from llm_notes.checks.titles import same_title
from llm_notes.content.bibliography import load
from llm_notes.content.moved import guess, hint
from llm_notes.content.pages import Page, page_files, read_page
from llm_notes.outputs.markdown import to_markdown
from llm_notes.publish.sitemap import fix_sitemap


@pytest.fixture(autouse=True)
def bibliography(tmp_path, monkeypatch):
    """A bibliography with one entry, where plain text looks for it."""
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
    "a paragraph before the next item": ("1. a\n\n   more\n2. b", "count(./ol/li)", 2),
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
    "no space after #": ("#tag", 1, "heading-space"),
    "an indented heading": ("a\n\n ## B", 3, "heading-indented"),
    "Pandoc's span": ("[a]{.underline}", 1, "dialect-span"),
    "a gap in a link": ("[a] (https://a.example)", 1, "link-gap"),
    "HTML around Markdown": ("<details><summary>S</summary>\n\n**b**\n\n</details>", 1, "html-markdown"),
    "a note that isn't there": ("a[^1]", 1, "undefined-reference"),
    "an address that isn't there": ("[a][b]", 1, "undefined-reference"),
    "a table without its second line": ("| a | b |\n| 1 | 2 |", 1, "table-rule"),
    "a table with a short second line": ("| a | b |\n|---|\n| 1 | 2 |", 1, "table-rule"),
    "a row with more cells": ("| a |\n|---|\n| 1 | 2 |", 3, "table-cells"),
    "Quarto's cell": ("```{python}\nx\n```", 1, "dialect-cell"),
    "Quarto's reference": ("see @fig-a", 1, "dialect-reference"),
    "Logseq's property": ("id:: x", 1, "dialect-property"),
    "AsciiDoc": ("== A", 1, "dialect-asciidoc"),
    "LaTeX's quotes": ("``a''", 1, "dialect-quotes"),
    "a zero-width space": ("a\u200bb", 1, "odd-character"),
    "a formula within a sentence": ("so \\[ x \\] here", 1, "formula-apart"),
    "a formula without its backslashes": ("[\nx = \\frac{1}{2}\n]", 1, "formula-brackets"),
    "a directive": ("::include{file=x}", 1, "dialect-container"),
    "an address with brackets": ("see https://a.example/b_(c)", 1, "address-brackets"),
    "an address with a space": ("![a](b c.svg)", 1, "address-space"),
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
        "[a](https://a.example/b_(c)) and <https://a.example/b_(c)> (see https://a.example/b)",
        "a footnote[^1] and [a][b], a[i][j]\n\n[^1]: note\n\n[b]: https://a.example",
        "| a \\| b | `c | d` |\n|---|---|\n| $x | y$ | 2 |",
        "\\[\nx\n\\]\n\nand \\(y\\)",
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


EXPORTED = {  # an entry as a tool exports it -> what is read from it
    "Zotero": (
        '@article{a, Title = {The {BERT} Thing}, Author = {M{\\"u}ller, J and others}, DOI = {doi:10.1/x_y}, Year = 2019, month = jun}',
        (("Müller", "others"), "The BERT Thing", "2019", "https://doi.org/10.1/x_y", ""),
    ),
    "Google Scholar": (
        "@article{a, title={T}, author={V, A and others}, journal={arXiv preprint arXiv:1706.03762}, year={2017}}",
        (("V", "others"), "T", "2017", "https://arxiv.org/abs/1706.03762", "1706.03762"),
    ),
    "arXiv": (
        "@misc{a, title={T}, author={A B}, year={2017}, eprint={1706.03762v5}, archivePrefix={arXiv}}",
        (("B",), "T", "2017", "https://arxiv.org/abs/1706.03762", "1706.03762"),
    ),
    "biblatex": (
        "@online{a, title={T}, author={A, B}, date={2019-06/2019-07}, eprinttype={arxiv}, eprint={1906.00001}}",
        (("A",), "T", "2019-06", "https://arxiv.org/abs/1906.00001", "1906.00001"),
    ),
    "DBLP": (
        "@misc{a, title={T}, author={A B}, year={2019}, url={https://p.example/x\\_y.html}}",
        (("B",), "T", "2019", "https://p.example/x_y.html", ""),
    ),
    "a report": (
        "@techreport{a, title={T}, institution={OpenAI}, year={2019}, howpublished={\\url{https://o.example/a}}}",
        (("OpenAI",), "T", "2019", "https://o.example/a", ""),
    ),
}


@pytest.mark.parametrize(("entry", "read"), EXPORTED.values(), ids=EXPORTED.keys())
def test_a_bibliography_as_tools_export_it(entry, read, tmp_path):
    file = tmp_path / "docs/references.bib"
    file.write_text(entry, encoding="utf-8")
    (reference,) = load(file).values()
    assert (reference.authors, reference.title, reference.date, reference.url, reference.arxiv) == read


WRONG_BYTES = {  # file, its bytes, line
    "a page in UTF-16": ("docs/a.md", "# A\n\nText.\n".encode("utf-16"), 1),
    "a page in UTF-16 without its mark": ("docs/a.md", "# A\n\nText.\n".encode("utf-16-le"), 1),
    "a page in cp1252": ("docs/a.md", b"# A\n\ncaf\xe9\n", 3),
    "a bibliography in cp1252": ("docs/references.bib", b"@misc{a,\n title = {caf\xe9}}\n", 2),
}


@pytest.mark.parametrize(("path", "content", "line"), WRONG_BYTES.values(), ids=WRONG_BYTES.keys())
def test_another_encoding_is_named_with_file_and_byte(path, content, line, tmp_path):
    (tmp_path / path).write_bytes(content)
    with pytest.raises(PageError) as raised:
        load(tmp_path / path) if path.endswith(".bib") else read_page(tmp_path / path, tmp_path / "docs")
    (finding,) = raised.value.findings
    assert (finding.path, finding.line, finding.rule) == (path, line, "encoding") and "UTF-8" in finding.sentence


def test_a_conflict_in_the_bibliography_is_found(tmp_path):
    (tmp_path / "docs/references.bib").write_text("<<<<<<< HEAD\n@misc{a, title={T}}\n>>>>>>> x\n", encoding="utf-8")
    with pytest.raises(PageError) as raised:
        load(tmp_path / "docs/references.bib")
    assert [(finding.line, finding.rule) for finding in raised.value.findings] == [(1, "merge-conflict"), (3, "merge-conflict")]


LEFT = [".DS_Store", ".a.md.swp", "._a.md", "a.md~", "#a.md#", "Thumbs.db", "desktop.ini"]


def test_leftovers_are_ignored_here_and_by_the_engine(tmp_path):
    docs = tmp_path / "docs"
    (docs / ".obsidian").mkdir()
    for name in ["a.md", *LEFT, ".obsidian/b.md"]:
        (docs / name).write_bytes(b"\xff")
    (docs / ".#a.md").symlink_to("nobody@nowhere.1")
    files.check(docs)
    assert page_files(docs) == [docs / "a.md"]
    patterns = re.search(r"exclude_docs: \|\n((?:  .*\n)+)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    excluded = GitIgnoreSpec.from_lines(line.strip() for line in patterns[1].split("\n"))
    assert [name for name in LEFT if not name.startswith(".") and not excluded.match_file(name)] == []
    assert not excluded.match_file("assets/images/a.svg")


def test_a_name_that_addresses_do_not_take_gets_another(tmp_path):
    (tmp_path / "docs/my Größe (1).md").write_text("# A", encoding="utf-8")
    with pytest.raises(PageError) as raised:
        files.check(tmp_path / "docs")
    assert raised.value.findings[0].rule == "file-name" and "'my-Groe-1.md'" in raised.value.findings[0].sentence


def test_tabs_are_spaces_also_in_options():
    question = "/// question\n\tid: a-b\n\nWhat?\n\n- [x] y\n\t- because\n- [ ] n\n\t- since\n///"
    assert render(question).xpath("string(.//llm-question/@id)") == "q-a-b"


def test_a_list_at_the_end_of_a_question_is_not_among_its_options():
    page = render("/// question\n    id: a-b\n\nWhat?\n\n- a\n  - b\n\n- [x] y\n    - because\n- [ ] n\n    - since\n///")
    assert page.xpath("count(.//div[@class='question__prompt']/ul/li)") == 1
    assert page.xpath("count(.//ol[@class='question__options']/li)") == 2


def test_a_large_table_is_a_table_and_a_long_row_says_so():
    rows = "\n".join("| " + " | ".join(f"cell {row} {column}" for column in range(30)) + " |" for row in range(40))
    assert render(f"{rows.partition(chr(10))[0]}\n|{'---|' * 30}\n{rows}").xpath("count(.//tr)") == 41
    with pytest.raises(PageError) as raised:
        render("| " + "a" * 30_000 + " |\n|---|")
    assert raised.value.findings[0].rule == "limit-row"


def test_a_question_follows_a_heading_whose_id_changed():
    question = "/// question\n    id: a-b\n    reread: old\n\nWhat?\n\n- [x] y\n    - because\n- [ ] n\n    - since\n///"
    page = render(f'## One {{#new was="old older"}}\n\n{question}')
    assert page.xpath("string(.//p[@class='question__reread']/a/@href)") == "#new"


def test_where_a_missing_page_may_be(tmp_path):
    docs = tmp_path / "docs"
    (docs / "a").mkdir()
    (docs / "a/new.md").write_text("# New\n", encoding="utf-8")
    (docs / "a/other.md").write_text("---\nwas: [b/gone/]\n---\n# Other\n", encoding="utf-8")
    (tmp_path / "tests/site").mkdir(parents=True)
    (tmp_path / "tests/site/addresses.txt").write_text("a/old/\na/other/\n", encoding="utf-8")
    assert guess(docs, "b/gone.md") == "a/other.md"
    assert guess(docs, "a/old.md") == "a/new.md" and "'was: [a/old/]'" in hint(docs, "a/old.md")
    assert guess(docs, "new.md") == "a/new.md"
    assert hint(docs, "a/othr.md", "a/new.md") == " Did you mean 'other.md'?", "it never had that address"
    assert hint(docs, "othr.md", "index.md") == " Did you mean 'a/other.md'?" and hint(docs, "a/zzz.md") == ""
    assert guess(docs, "zzz.md") == "" == hint(docs, "zzz.md")


def test_two_pages_with_one_title(tmp_path):
    docs = tmp_path / "docs"
    for name, text in {"a.md": "# One\n", "b.md": "---\nhide: []\n---\n# one\n", "c.md": "# Two\n"}.items():
        (docs / name).write_text(text, encoding="utf-8")
    assert same_title(docs, "One") == ["a.md", "b.md"] and same_title(docs, "Two") == ["c.md"]


def test_the_plain_text_has_what_the_page_has(tmp_path):
    text = '# T\n\n$5 [@a2017] and $7, ==so==\n\n!!! tip "Mind"\n    - a\n\n| a |\n|---|\n| $P(x | y)$ |\n'
    plain = to_markdown(Page("t.md", text, (), 0), tmp_path / "docs", lambda address: address)
    assert "$5 [1] and $7, so\n\n> **Mind.**\n>\n> - a\n\n| a |\n| --- |\n| $P(x \\vert y)$ |" in plain


@pytest.mark.parametrize("address", ["https://a.example/n/", ""])
def test_a_sitemap_without_git_has_the_days_of_review_and_none_without_an_address(address, tmp_path):
    (tmp_path / "docs/a.md").write_text("---\nreviewed: 2026-11-01\n---\n# A\n", encoding="utf-8")
    entry = "<url><loc>https://a.example/n/{}</loc><lastmod>1970-01-01</lastmod></url>"
    (tmp_path / "sitemap.xml").write_text(entry.format("a/") + entry.format("b/"), encoding="utf-8")
    (tmp_path / "sitemap.xml.gz").write_bytes(b"")
    fix_sitemap(tmp_path, tmp_path / "docs", address)
    if address:
        text = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
        assert re.findall(r"<lastmod>(.*?)</lastmod>", text) == ["2026-11-01"]
        assert gzip.decompress((tmp_path / "sitemap.xml.gz").read_bytes()).decode() == text
    else:
        assert not list(tmp_path.glob("sitemap*"))
