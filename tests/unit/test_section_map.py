"""The map puts every section after those it builds on, and refuses cycles and unknown pages."""

import pytest

from llm_notes.blocks.section_map import steps
from llm_notes.checks.findings import PageError
from llm_notes.content.pages import Page


def pages(**needs: list[str]) -> dict[str, Page]:
    """Return pages of one chapter that build on each other."""
    return {
        f"c/{name}.md": Page(f"c/{name}.md", f"---\nbuilds_on: {needs[name]}\n---\n# {name}\n", (("builds_on", needs[name]),), 3)
        for name in needs
    }


def test_each_section_stands_after_what_it_builds_on():
    assert steps(pages(a=["b.md", "c.md"], b=["c.md"], c=[], d=[])) == [["c/c.md", "c/d.md"], ["c/b.md"], ["c/a.md"]]


def test_a_cycle_is_refused():
    with pytest.raises(PageError, match=r"^docs/c/a.md:2: 'builds_on' leads in a circle back to this section\. Remove one"):
        steps(pages(a=["b.md"], b=["a.md"]))


def test_an_unknown_page_is_refused():
    with pytest.raises(PageError, match=r"^docs/c/a.md:2: 'builds_on' names 'c/none.md', which isn't a section"):
        steps(pages(a=["none.md"]))
