"""A term's first use in running text leads to the glossary, and nothing else does."""

import markdown
import pytest
from lxml import html

from llm_notes.markup import glossary

ENTRIES = """# Glossary

/// term | attention
    forms: [attends]

A weighting, see `x` and **y**. [@a2017] See [Attention](attention.md).
///

/// term | KV cache

Stored keys.
///

/// term | ROUGE

A measure.
///

/// term | self-attention

Of itself.
///

/// term | head
    everyday: true

One of several.
///
"""


@pytest.fixture
def links(tmp_path):
    """A function that takes Markdown and returns (text, address, definition) of its glossary links."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/glossary.md").write_text(ENTRIES, encoding="utf-8")
    (tmp_path / "docs/references.bib").write_text("@misc{a2017, author={A}, title={T}, date={2017}, url={https://x.example}}")

    class Engine(markdown.treeprocessors.Treeprocessor):
        """Tells which page is being rendered, like MkDocs."""

        class file:  # noqa: N801
            src_uri = "chapter/page.md"
            abs_src_path = str(tmp_path / "docs/chapter/page.md")

    def render(text: str, front_matter: str = "") -> list[tuple[str, str, str]]:
        (tmp_path / "docs/chapter").mkdir(exist_ok=True)
        (tmp_path / "docs/chapter/page.md").write_text(front_matter + text, encoding="utf-8")
        md = markdown.Markdown(extensions=["tables", "pymdownx.superfences", "llm_notes"])
        md.treeprocessors.register(Engine(md), "relpath", 0)
        page = html.fromstring(f"<div>{md.convert(text)}</div>")
        return [(link.text, link.get("href"), link.get("title")) for link in page.xpath(".//a[@class='term-link']")]

    return render


def test_the_first_use_is_linked_with_its_definition(links):
    assert links("Plain attention, again attention.") == [("attention", "../glossary.md#attention", "A weighting, see x and y.")]


def test_other_forms_and_capitals_at_the_start_of_a_sentence_count(links):
    assert [text for text, _, _ in links("It attends. A KV cache helps.")] == ["attends", "KV cache"]
    assert [text for text, _, _ in links("Attention helps.")] == ["Attention"]


def test_the_longest_form_wins_and_parts_of_words_are_left_alone(links):
    assert [text for text, _, _ in links("Use self-attention, inattention, attention-like.")] == ["self-attention"]


def test_names_are_matched_with_their_capitals(links):
    assert links("La voiture rouge.") == []
    assert [text for text, _, _ in links("By ROUGE.")] == ["ROUGE"]


def test_everyday_words_are_linked_only_in_bold(links):
    assert links("Off the top of my head.") == []
    assert [text for text, _, _ in links("A head. Each **head** looks.")] == ["head"]


@pytest.mark.parametrize(
    "text",
    [
        "# On attention",
        "See [attention](https://a.example/).",
        "Some `attention` here.",
        "```\nattention\n```",
        "| attention |\n|---|\n| x |",
        "/// notes\n- attention\n///",
        "/// question\n    id: a\n\nattention?\n\n- [x] a\n    - b\n- [ ] c\n    - attention\n///",
    ],
)
def test_headings_links_code_tables_notes_and_questions_have_none(links, text):
    assert links(text) == []


def test_the_open_text_comes_before_a_fold_above_it(links):
    fold = "/// deeper | Why?\n\nHere a head attends, with a KV cache.\n///\n\n"
    assert [text for text, _, _ in links(fold + "Attention is open.")] == ["KV cache", "Attention"]
    assert [text for text, _, _ in links(fold + "Nothing else.")] == ["attends", "KV cache"]


def test_pages_of_samples_have_none(links):
    assert links("attention", "---\nderive: false\n---\n") == []


def test_every_entry_of_the_real_glossary_has_a_definition(root):
    entries = {entry for forms in glossary.load(root / "docs/glossary.md").values() for _, entry in forms}
    assert len(entries) >= 80
    for entry in entries:
        assert 20 < len(glossary.plain(entry.definition)) < 400 and "](" not in glossary.plain(entry.definition), entry
