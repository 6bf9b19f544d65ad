"""`llm-notes check` finds what is wrong with one page."""

from building import ROOT, append, copy

from llm_notes.commands.check import findings

PAGE = "how-transformers-work/attention.md"


def test_a_finished_page_has_nothing_wrong():
    assert findings(ROOT, "how-transformers-work/architecture.md") == []


def test_every_mistake_is_found_at_its_line(tmp_path):
    root = copy(tmp_path)
    page = root / "docs" / PAGE
    append(page, "/// qestion\n///\n\nSee [@nobody2020], [this](nowhere.md) and ![that](nowhere.svg).")
    last = page.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    found = findings(root, PAGE)
    for place, part in (
        (last - 3, "qestion"),
        (last, "nobody2020"),
        (last, "'docs/how-transformers-work/nowhere.md'"),
        (last, "nowhere.svg"),
    ):
        assert any(line.startswith(f"docs/{PAGE}:{place}: ") and part in line for line in found), found


def test_one_mistake_hides_no_other(tmp_path):
    root = copy(tmp_path)
    page = root / "docs" / PAGE
    text = page.read_text(encoding="utf-8")
    output = text.index('```text title="Output"\n') + len('```text title="Output"\n')
    text = f"{text[:output]}Nothing of the kind.\n{text[text.index('```', output) :]}"
    page.write_text(text.replace("reviewed:", "rewieved:", 1), encoding="utf-8")
    append(page, "A mispelled word.\n\n```python\nprint(1\n```\n\n/// qestion\n///")
    found = findings(root, PAGE)
    parts = ("'qestion'", "doesn't print what the page shows", "doesn't compile", "last review", "'mispelled'")
    places = [next((place for place, line in enumerate(found) if part in line), None) for part in parts]
    assert None not in places, found
    assert places == sorted(places), "what stops the build comes first, spelling last"
    assert len(set(found)) == len(found), "each once"


def test_a_word_is_found_that_another_page_misspells_too(tmp_path):
    root = copy(tmp_path)
    for page in ("cheat-sheet.md", PAGE):
        append(root / "docs" / page, "A mispelled word.")
    assert any("'mispelled'" in line for line in findings(root, PAGE))
