"""In a preview, headings lead to their lines in the writer's editor."""

from pathlib import Path

import pytest

from llm_notes.content.pages import parse_page
from llm_notes.preview.edit import EDITORS, with_links

PAGE = parse_page("a/b.md", "---\nreviewed: 2026-01-01\n---\n# Title\n\n## Part *one* {#part}\n")
BUILT = (
    '<h1 id="title">Title<a class="headerlink">¶</a></h1><h2 id="part">Part <em>one</em></h2><h2 id="sources">Sources</h2><p id="x">y</p>'
)
FILE = Path("/some/where/docs/a b.md")


def test_each_heading_of_the_file_has_a_link(monkeypatch):
    monkeypatch.delenv("LLM_NOTES_EDITOR", raising=False)
    text = with_links(BUILT, PAGE, FILE)
    assert text.count('class="preview-edit"') == 2
    assert 'href="vscode://file/some/where/docs/a%20b.md:4" title="docs/a/b.md:4"' in text and "a%20b.md:6" in text
    assert text.endswith('<h2 id="sources">Sources</h2><p id="x">y</p>')


@pytest.mark.parametrize(
    "editor, part",
    [
        ("idea", "idea://open?file=some/where/docs/a%20b.md&amp;line=6"),
        ("my://{path}#{line}", 'href="my://some/where/docs/a%20b.md#6"'),
        ("none", None),
        ("unknown", None),
    ],
)
def test_the_editor_is_chosen(monkeypatch, editor, part):
    monkeypatch.setenv("LLM_NOTES_EDITOR", editor)
    text = with_links(BUILT, PAGE, FILE)
    assert part in text if part else text == BUILT


def test_every_editor_gets_path_and_line():
    assert all("{path}" in link and "{line}" in link for link in EDITORS.values())
