"""`python -m llm_notes.commands.check` finds what is wrong with one page."""

from building import ROOT, append, copy

from llm_notes.commands.check import findings

PAGE = "how-transformers-work/attention.md"


def test_a_finished_page_has_nothing_wrong():
    assert findings(ROOT, PAGE) == []


def test_every_mistake_is_found_at_its_line(tmp_path):
    root = copy(tmp_path)
    page = root / "docs" / PAGE
    append(page, "/// qestion\n///\n\nSee [@nobody2020] and [this](nowhere.md).")
    last = page.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    found = findings(root, PAGE)
    for place, part in ((last - 3, "qestion"), (last, "nobody2020"), (1, "nowhere.md")):
        assert any(line.startswith(f"docs/{PAGE}:{place}: ") and part in line for line in found), found
