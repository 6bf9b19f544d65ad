"""`llm-notes import` turns raw notes into drafts, and loses nothing. tests/notes/ has two people's notes."""

import re

import pytest
import yaml
from building import ROOT, replace
from small import run, small, snapshot, text_of

from llm_notes.commands.check import findings, render
from llm_notes.content.pages import page_files, read_page, read_pages
from llm_notes.writing import mojibake, raw_notes, references
from llm_notes.writing.changes import Changes
from llm_notes.writing.outline import terms

NOTES = ROOT / "tests/notes"
PILE, HUG = "\U0001f4da", "\U0001f917"


def words(text: str) -> list[str]:
    """Return the words of a text, however they are marked up."""
    return re.findall(r"\w+", text)


def tree(name: str, **named) -> list[tuple[str, list[str]]]:
    """Return the titles of chapters and sections read from a file in tests/notes."""
    text = mojibake.repaired((NOTES / name).read_text(encoding="utf-8"))
    return [(chapter.title, [section.title for section in chapter.sections]) for chapter in raw_notes.read(text, "x", **named).chapters]


def test_the_notes_that_the_site_came_from_have_its_structure():
    outline = yaml.safe_load((ROOT / "tests/content/outline.yml").read_text(encoding="utf-8"))["chapters"]
    assert tree("raw-notes.md") == [(one["title"], [section["title"] for section in one["sections"]]) for one in outline]


def test_another_persons_notes_have_theirs():
    chapter = "LLM course ch2 — using transformers"
    sections = ["Behind the pipeline", "Models", "Tokenizers", "Handling multiple sequences"]
    assert tree("raw-notes-2.md") == [(chapter, sections)]
    assert tree("raw-notes-2.md", chapter="Mine")[0][0] == "Mine"


@pytest.mark.parametrize("name", ["raw-notes.md", "raw-notes-2.md"])
def test_every_word_is_on_a_page_or_listed(tmp_path, name):
    root = small(tmp_path)
    before = {path.relative_to(root) for path in page_files(root / "docs", drafts=True)}
    said = run(root, "import", str(NOTES / name), "--yes")
    drafts = [page for page in read_pages(root / "docs", drafts=True) if page.draft]
    assert {path.relative_to(root) for path in page_files(root / "docs", drafts=True)} - before
    text = mojibake.repaired((NOTES / name).read_text(encoding="utf-8"))
    notes = raw_notes.read(text, "x")
    kept = words(
        " ".join([*(page.text for page in drafts), said, text_of(root, "docs/references.bib"), *(line for _, line, _ in notes.left)])
    )
    contents = re.search(r"Table of Contents\n(.*?)\n# ", text, re.DOTALL)
    wanted = text.replace(contents[1], "") if contents else text
    lower = {word.lower() for word in kept}
    missing = [word for word in words(wanted) if word.lower() not in lower]
    assert not missing, missing
    for page in drafts:
        assert findings(root, page.path) == [], "a draft may not stop the preview"


def test_the_drafts_hold_the_bullets_in_order(tmp_path):
    root = small(tmp_path)
    outline = text_of(root, "tests/content/outline.yml")
    said = run(root, "import", str(NOTES / "raw-notes.md"), typed="y\n")
    assert "Write these 11 drafts?" in said and "What is NLP?  (docs/" in said
    docs = root / "docs"
    page = read_page(docs / "how-do-transformers-work/history.md", docs)
    assert page.draft and page.title == "History"
    assert "## In short\n\n/// notes\n- **June 2017**: Original Transformer" in page.text
    assert "    - Models learn language statistics and patterns\n" in text_of(root, "docs/how-do-transformers-work/transfer-learning.md")
    function = text_of(root, "docs/transformers-what-can-they-do/pipeline-function.md")
    assert f"in the {HUG} Transformers library" in function and "/// notes\n1. Text is preprocessed" in function
    assert "### Audio Pipelines\n\n/// notes\n- **Speech" in text_of(root, "docs/transformers-what-can-they-do/modalities.md")
    assert text_of(root, "tests/content/outline.yml") == outline, "a draft shouldn't change the outline"
    said = run(root, "import", str(NOTES / "raw-notes.md"), "--yes")
    assert "There is no new section in these notes. Nothing was written." in said
    assert "exists and stays as it is" in said and "not among the points" not in said and " new" not in said.replace("no new", "")


def test_what_is_new_in_a_section_that_the_site_has_is_listed_with_its_line(tmp_path):
    root = small(tmp_path)
    text = "# First things\n\n## Delta\n- **rise**: up, see https://arxiv.org/abs/1706.03762 & <b>\n  - deeper\n\nA fall. It ends:\n\n1. x\n\n```\ny = 1\n```\n"
    (root / "n.md").write_text(text, encoding="utf-8")
    run(root, "import", "n.md", "--yes")
    replace(root / "docs/first/delta.md", "- **rise**: up,", "- *Rise*: up,")
    assert "n.md:" not in run(root, "import", "n.md", "--yes"), "the same text with different markup isn't new"
    (root / "n.md").write_text(
        text.replace("  - deeper", "  - much deeper").replace("y = 1", "y = 2").replace("A fall", "No fall"), encoding="utf-8"
    )
    said = run(root, "import", "n.md", "--yes")
    assert "(docs/first/delta.md exists and stays as it is; 3 things in the notes are new)" in said
    new = [line.strip() for line in said.split("\n") if line.startswith("  n.md:")]
    points = "not among the points of docs/first/delta.md"
    (root / "n.md").write_text(text + "\n![a cat](cat.png)\n", encoding="utf-8")
    assert f"n.md:15: ![a cat](cat.png) ({points})" in run(root, "import", "n.md", "--yes")
    assert new == [f"n.md:5: much deeper ({points})", f"n.md:7: No fall. ({points})", "n.md:11: y = 2 (not on docs/first/delta.md)"]


def test_numbers_and_code_keep_their_places(tmp_path):
    root = small(tmp_path)
    text = "## One\n- a\n  1. b\n\n     ```\n     x\n     ```\n  2. c\n- d\n\n```python\ny\n```\n\n## Two\n1) e\n2) f\n\n## Three\n1. g\n\nEnd.\n"
    (root / "n.md").write_text(text, encoding="utf-8")
    run(root, "import", "n.md", "--chapter", "first", "--yes")
    one = "/// notes\n- a\n    1. b\n\n        ```\n        x\n        ```\n\n    2. c\n- d\n///\n\n## In code\n\n```python\ny\n```\n"
    assert text_of(root, "docs/first/one.md").endswith(one)
    assert text_of(root, "docs/first/two.md").endswith("/// notes\n1. e\n2. f\n///\n")
    assert text_of(root, "docs/first/three.md").endswith("/// notes\n- g\n- End.\n///\n"), (
        "a list has one kind, and its end should be there once"
    )
    html = render(root, "first/one.md")
    assert "<ol>" in html and html.count("<pre>") == 2 and "```" not in html


def test_the_points_come_after_what_the_notes_explain(tmp_path):
    root = small(tmp_path)
    (root / "n.md").write_text("## One\n- a\n\n| b |\n|---|\n| c |\n\n```python\ny\n```\n", encoding="utf-8")
    run(root, "import", "n.md", "--chapter", "first", "--yes")
    headings = [text for level, text, _ in read_page(root / "docs/first/one.md", root / "docs").headings if level == 2]
    assert headings == ["From the notes", "In short", "In code"]


def test_open_questions_are_listed_like_tasks():
    notes = raw_notes.read("# One\n\n## A\n- x\n\n### open questions ???\n- why\n\n## Questions of style\n- y\n", "x")
    assert [section.title for section in notes.chapters[0].sections] == ["A", "Questions of style"]
    assert [group.title for group in notes.chapters[0].sections[0].groups] == [""]
    assert [(line, left) for line, left, _ in notes.left] == [(6, "Open questions"), (7, "why")]


def test_sources_become_stubs_and_tasks_are_listed(tmp_path):
    root = small(tmp_path)
    said = run(root, "import", str(NOTES / "raw-notes-2.md"), "--yes")
    folder = "docs/llm-course-ch2-using-transformers"
    assert "BPE [@arxiv1508.07909], WordPiece, Unigram [@doi-10-18653-v1-p18-1007]" in text_of(root, f"{folder}/tokenizers.md")
    sequences = text_of(root, f"{folder}/handling-multiple-sequences.md")
    assert "use Longformer [@arxiv2004.05150]" in sequences and "## In code" not in sequences
    assert "sentence change\n\n    ```python\n    short, long = [5, 8], [5, 8, 13]\n" in sequences
    assert "/// notes\n1. models expect" in sequences and "    ```\n\n4. longer than" in sequences
    assert "@misc{arxiv1508.07909,\n  date          = {2015-08},\n" in text_of(root, "docs/references.bib")
    assert "llm-notes cite arXiv:1508.07909" in said and "raw-notes-2.md:21: [ ] redo the tokenizer exercise" in said
    page = root / folder / "tokenizers.md"
    page.write_text(page.read_text(encoding="utf-8").replace("draft: true", "derive: true"), encoding="utf-8")
    assert any("'arxiv1508.07909' is a stub" in line for line in findings(root, f"{folder[5:]}/tokenizers.md"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("see (a paper, https://arxiv.org/abs/1810.04805)", "see (a paper, [@arxiv1810.04805])"),
        ("BERT (https://arxiv.org/abs/1810.04805v2).", "BERT [@arxiv1810.04805]."),
        ("[BERT](arxiv.org/pdf/1810.04805.pdf), <https://arxiv.org/abs/1810.04805>", "BERT [@arxiv1810.04805], [@arxiv1810.04805]"),
        ("doi:10.18653/v1/N19-1423, doi.org/10.18653/v1/N19-1423", "[@doi-10-18653-v1-n19-1423], [@doi-10-18653-v1-n19-1423]"),
        ("in 1999.1234 and 2013.12345", "in 1999.1234 and 2013.12345"),
    ],
)
def test_links_are_read_as_people_paste_them(tmp_path, text, expected):
    assert references.stubs(Changes(small(tmp_path)), text, {}) == expected


def test_what_the_bibliography_has_is_cited_and_tags_are_words(tmp_path):
    root = small(tmp_path)
    text = (
        "# New\n\n## One\n\n- see [the paper](https://arxiv.org/pdf/1706.03762v5) and <script> and `a <b>`, ![a cat](cat.png), [up](#one)\n"
    )
    (root / "n.md").write_text(text, encoding="utf-8")
    said = run(root, "import", "n.md", "--chapter", "first", "--yes")
    page = text_of(root, "docs/first/one.md")
    assert "- see the paper [@vaswani2017] and &lt;script> and `a <b>`, a cat, up\n" in page
    assert "n.md:5: ![a cat](cat.png) (" in said
    assert "vaswani" not in text_of(root, "docs/references.bib").partition("@misc{vaswani2017")[2]


@pytest.mark.parametrize(
    "image",
    [
        "![a cat](cat.png)",
        "![a cat](https://x.example/cat.png)",
        "![a cat][cat]",
        "[![a cat](cat.png)](https://x.example)",
        '<img src="cat.png" alt="a cat">',
        "![[a cat.png]]",
    ],
)
def test_an_image_is_listed_and_is_not_a_point(tmp_path, image):
    root = small(tmp_path)
    text = f"# First things\n\n## Kinds\n\n- a point\n- {image}\n\n{image}\n\n- see {image} here\n\n[cat]: cat.png\n"
    (root / "n.md").write_text(text, encoding="utf-8")
    said = run(root, "import", "n.md", "--yes")
    page = text_of(root, "docs/first/kinds.md")
    assert page.count("\n- ") == 2 and "\n- a point\n- see " in page and "cat.png" not in page
    assert [line for line in ("n.md:6: ", "n.md:8: ", "n.md:10: ") if line not in said] == []
    assert findings(root, "first/kinds.md") == []


def test_sections_of_one_title_are_two_pages_and_that_is_said(tmp_path):
    root = small(tmp_path)
    (root / "n.md").write_text("# One\n\n## Same\n- a\n\n## same\n- b\n\n# Two\n\n## Same\n- c\n\n## Gamma\n- d\n", encoding="utf-8")
    said = run(root, "import", "n.md", "--yes")
    pages = {"one/same.md": "# Same\n", "one/same-2.md": "# Same (2)\n", "two/same.md": "# Same (3)\n", "two/gamma.md": "# Gamma (2)\n"}
    for (path, title), point in zip(pages.items(), "abcd"):
        text = text_of(root, f"docs/{path}")
        assert title.lower() in text.lower() and f"\n- {point}\n" in text
    assert said.count("another page has the title") == 3 and "2 sections" not in said
    said = run(root, "import", "n.md", "--yes")
    assert "no new section" in said and "n.md:" not in said, "each should be compared with its own page"
    for path in pages:
        assert f"(docs/{path} exists" in said


def test_all_sections_go_into_the_chapter_that_is_named(tmp_path):
    root = small(tmp_path)
    text = "# One\n\nabout it\n\n## A\n- a\n\n# Two\n\n## B\n### Kinds\n- b\n\n## A\n- c\n"
    (root / "n.md").write_text(text, encoding="utf-8")
    said = run(root, "import", "n.md", "--chapter", "first", "--yes")
    for path in ("a.md", "b.md", "a-2.md"):
        assert (root / "docs/first" / path).is_file()
    for line in (1, 3, 8):
        assert f"n.md:{line}: " in said, "what doesn't become a page should be listed"
    assert not (root / "docs/one").exists() and "### Kinds" in text_of(root, "docs/first/b.md")


def test_addresses_at_the_end_of_the_notes_go_into_their_links():
    text = "## A\n- [x][one], [One][], [one] and [i][j], `[one]`\n\n[one]: <https://x.example> 'T'\n[two]: y.md\n"
    notes = raw_notes.read(text, "x")
    (point,) = notes.chapters[0].sections[0].groups[0].points
    assert point.text == ("[x](https://x.example), [One](https://x.example), [one](https://x.example) and [i][j], `[one]`")
    assert [(line, left) for line, left, _ in notes.left] == [(5, "[two]: y.md")]


def test_no_answer_but_yes_writes(tmp_path):
    root = small(tmp_path)
    before = snapshot(root)
    assert "Nothing was written." in run(root, "import", str(NOTES / "raw-notes.md"), typed="n\n")
    assert snapshot(root) == before


def test_headings_without_words_or_text_and_footnotes():
    text = "# One\n\n## A\n- x [^1]\n## \nmore\n\n### Kinds\n#### First\n- y\n\n[^1]: where\n[^2]: there\n"
    notes = raw_notes.read(text, "x")
    (section,) = notes.chapters[0].sections
    assert [group.title for group in section.groups] == ["", "First"]
    assert [block.text for block in section.groups[0].points] == ["x [^1]", "more"]
    assert [block.text for block in section.groups[1].points] == ["y"]
    assert section.groups[1].blocks[-1].text == "[^1]: where\n[^2]: there"
    assert notes.left == [(8, "Kinds", "a heading without text of its own")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("- a\n- b\n", [("X", ["X"])]),
        ("## One\n- a\n\n## Two\n- b\n", [("X", ["One", "Two"])]),
        ("# One\n- a\n  - b\n\n# Two\n- c\n  - d\n", [("X", ["One", "Two"])]),
        ("# One\n- a\n  - b\n- c\n  - d\n", [("One", ["A", "C"])]),
        ("# Title\n## One\n### A\n- x\n### B\n- y\n## Two\n### C\n- z\n### D\n- w\n", [("One", ["A", "B"]), ("Two", ["C", "D"])]),
        ("# Only\n\ntext\n\n## One\n- a\n", [("Only", ["One"])]),
        ("Only\n====\n\nOne\n---\n\n* a\n", [("Only", ["One"])]),
        ("", []),
        ("intro\n\n# One\n\n## A\n- x\n\n# Two\n\n## B\n- y\n", [("One", ["A"]), ("Two", ["B"])]),
    ],
)
def test_other_shapes(text, expected):
    assert [(chapter.title, [section.title for section in chapter.sections]) for chapter in raw_notes.read(text, "x").chapters] == expected


def test_quotations_tables_and_code_keep_their_lines():
    text = "## A\n\n* what\n  - deep\n> a quotation\n\n| a |\n|---|\n| b |\n\nTODO: ask\n\nCode:\n\n    x = 1\n\n      y = 2\n\nend\n"
    notes = raw_notes.read(text, "x")
    blocks = notes.chapters[0].sections[0].groups[0].blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("item", "what"),
        ("item", "deep"),
        ("text", "> a quotation"),
        ("text", "| a |\n|---|\n| b |"),
        ("text", "Code:"),
        ("code", "x = 1\n\n  y = 2"),
        ("text", "end"),
    ]
    assert notes.left == [(11, "TODO: ask", "a task of your own")]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("good", [PILE, HUG, "“naïve” – it’s", "Über Größe", "word → word …"])
def test_mojibake_is_repaired(good, times):
    wrong = good
    for _ in range(times):
        wrong = "".join(mojibake.CP1252.get(byte, chr(byte)) for byte in wrong.encode())
    assert wrong != good and mojibake.repaired(wrong) == good


@pytest.mark.parametrize("text", ["Ça va, à côté: “Été”", "naïve café № 5 — Ωμέγα", "日本語 and Привет", "Ã", "5 °C, 10 µm, £3"])
def test_what_is_right_stays(text):
    assert mojibake.repaired(text) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(encoding):
    assert mojibake.read("größer – “x”\n".encode(encoding))[0] == "größer – “x”\n"


@pytest.mark.parametrize(
    "point, expected",
    [
        ("**June 2017**: the start", ["June 2017"]),
        ("uses `padding` and `truncation`", ["padding", "truncation"]),
        ("subword: best of both", ["subword"]),
        ("Limited context windows", ["Limited", "context"]),
        ("a | b", ["a"]),
    ],
)
def test_what_a_point_is_known_by(point, expected):
    assert terms(point) == expected
