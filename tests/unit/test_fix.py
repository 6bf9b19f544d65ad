"""`llm-notes check --fix` fixes what is mechanical, and changes nothing else."""

import pytest
from building import ROOT, append, replace
from small import run, small, text_of

from llm_notes.commands import check
from llm_notes.content.pages import page_files
from llm_notes.writing import fixing
from llm_notes.writing.fixing import fix

WRONG = """---
description: A colon: here
---
# Gamma

A paragraph
- one
  - nested by two
    - and again
      more of it

  a paragraph of one
1. first
   ```python
   x = 1
     y = 2
   ```
2. second
\t- by a tab

In June
2017. Not a list

\u00a0- an odd space

/// timeline
- date: 2017-06-12
  kind: paper
///"""
RIGHT = """---
description: "A colon: here"
---
# Gamma

A paragraph

- one
    - nested by two
        - and again
            more of it

    a paragraph of one
1. first
    ```python
    x = 1
      y = 2
    ```
2. second
    - by a tab

In June
2017. Not a list

- an odd space

/// timeline
- date: 2017-06-12
  kind: paper
///
"""


def fixed(root, path: str) -> str:
    """Return a page's text after `fix`."""
    changes = fix(root, path)
    return changes.read(f"docs/{path}")


def test_what_is_mechanical_is_put_right(tmp_path):
    root = small(tmp_path)
    (root / "docs/second/gamma.md").write_text(WRONG, encoding="utf-8")
    assert fixed(root, "second/gamma.md") == RIGHT
    (root / "docs/second/gamma.md").write_text(RIGHT, encoding="utf-8")
    assert not fix(root, "second/gamma.md").done


def test_it_changes_no_page_that_is_right():
    for file in page_files(ROOT / "docs"):
        path = file.relative_to(ROOT / "docs").as_posix()
        assert fixed(ROOT, path) == file.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    "line, expected",
    [
        ('description: "right"', 'description: "right"'),
        ("description: plain words", "description: plain words"),
        ("description: 'it''s'", "description: 'it''s'"),
        ("description: “curly: quotes”", 'description: "curly: quotes"'),
        ("description: [a] list", 'description: "[a] list"'),
        ("description: a # b", 'description: "a # b"'),
        ('description: say "x": y', "description: \"say 'x': y\""),
    ],
)
def test_quotes_in_front_matter(line, expected):
    assert fixing._quotes(f"---\n{line}\n---\n# T\n") == f"---\n{expected}\n---\n# T\n"


def test_words_are_confirmed(tmp_path, monkeypatch):
    root = small(tmp_path)
    said = [
        f"docs/second/gamma.md:{line}: '{word}' isn't in the dictionary. Did you mean x? Correct it, or add."
        for line, word in ((5, "Quxly"), (6, "wordd"))
    ]
    monkeypatch.setattr(check, "findings", lambda *_: list(said))
    append(root / "docs/second/gamma.md", "A line\n- of a list")
    output = run(root, "check", "--fix", "gamma", typed="y\nn\n", fails=True)
    assert "Quxly' isn't in the dictionary (similar: x). Add it to tests/content/words.txt? [y/N]" in output
    assert "an empty line above a list" in output and "new words: Quxly" in output
    assert output.rstrip().split("\n")[-2] == said[1], "the other word should still be a finding"
    assert text_of(root, "tests/content/words.txt") == "# Words\nabeyance\nQuxly\n"
    assert "gamma" not in text_of(root, "tests/site/addresses.txt"), "something is wrong, so nothing should be recorded"


def test_addresses_are_recorded_once_nothing_is_wrong(tmp_path, monkeypatch):
    root = small(tmp_path)
    monkeypatch.setattr(check, "findings", lambda *_: [])
    replace(root / "docs/first/beta.md", "## More {#more}", '## Much more {#much-more was="more"}')
    before = text_of(root, "tests/site/addresses.txt")
    run(root, "check", "--fix", "beta", typed="n\n")
    assert text_of(root, "tests/site/addresses.txt") == before
    assert "Record 1 address of docs/first/beta.md?" in run(root, "check", "--fix", "beta", typed="y\n")
    assert text_of(root, "tests/site/addresses.txt") == before.replace("first/beta/#more\n", "first/beta/#more\nfirst/beta/#much-more\n")
    assert "Record" not in run(root, "check", "--fix", "beta", "--yes")
    replace(root / "docs/first/beta.md", "---\n", "---\ndraft: true\n")
    replace(root / "docs/first/beta.md", "much-more", "most")
    assert "ecord" not in run(root, "check", "--fix", "beta"), "a draft's addresses aren't published"


def test_what_isnt_recorded_is_said_and_the_cheat_sheets_heading_is_asked_about_with_its_page(tmp_path, monkeypatch):
    root = small(tmp_path)
    monkeypatch.setattr(check, "findings", lambda *_: [])
    (root / "docs/cheat-sheet.md").write_text("# Cheat sheet\n\n/// cheat-sheet\n///\n", encoding="utf-8")
    assert "Not recorded" not in run(root, "check", "alpha")
    both = "1 address of docs/second/gamma.md and its heading on the cheat sheet (cheat-sheet/#gamma)"
    before = text_of(root, "tests/site/addresses.txt")
    assert f"Not recorded yet: {both}. When the headings are final, `llm-notes check --fix gamma`" in run(root, "check", "gamma")
    assert f"Record {both}? They are permanent" in run(root, "check", "--fix", "gamma", typed="y\n")
    new = set(text_of(root, "tests/site/addresses.txt").split("\n")) - set(before.split("\n"))
    assert new == {"second/gamma/", "cheat-sheet/#gamma"}, "the headings of other pages shouldn't be recorded"
