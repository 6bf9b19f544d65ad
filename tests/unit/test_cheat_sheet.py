"""The cheat sheet takes points and marked tables from the pages, with links that work from there."""

from pathlib import Path

from llm_notes.blocks.cheat_sheet import from_here, points, tables
from llm_notes.content.pages import Page

DOCS = Path("docs")
TEXT = """# T

/// notes
- One [@a2017] and [two](other.md#x).
- Three.
///

<!-- cheat sheet: A title -->

| a | b |
|---|---|
| 1 | [up](../glossary.md) |

| not | marked |
|---|---|
"""
PAGE = Page("chapter/page.md", TEXT, (), 0)


def test_points_and_marked_tables():
    assert points(PAGE, DOCS) == "- One [@a2017] and [two](other.md#x).\n- Three."
    assert tables(PAGE) == [("A title", "| a | b |\n|---|---|\n| 1 | [up](../glossary.md) |")]


def test_links_lead_to_the_same_place_and_citations_are_left_out():
    assert from_here(PAGE.path, points(PAGE, DOCS), "cheat-sheet.md") == "- One and [two](chapter/other.md#x).\n- Three."
    assert from_here(PAGE.path, tables(PAGE)[0][1], "deep/er/sheet.md").endswith("| 1 | [up](../../glossary.md) |")
