"""A page's path and its address in the site."""

import pytest

from llm_notes.content.pages import Page, address_of, way_up


@pytest.mark.parametrize(
    ("path", "address", "up"),
    [
        ("index.md", "", ""),
        ("a.md", "a/", ""),
        ("a/index.md", "a/", "../"),
        ("a/b.md", "a/b/", "../"),
        ("a/reindex.md", "a/reindex/", "../"),
    ],
)
def test_a_path_has_one_address_and_one_way_up(path, address, up):
    assert (address_of(path), way_up(path)) == (address, up)


def test_a_part_of_a_page_reaches_to_the_next_heading_of_its_level_or_the_one_below():
    page = Page("a.md", "---\nx: y\n---\n# T\n\n## One {#one}\n\n#### Deep\n\n### Two\n\n## Three {#three}\ntext", (), 3)
    assert [list(page.part(anchor)) for anchor in ("one", "two", "three", "t", "none")] == [[6, 7, 8, 9], [10, 11], [12, 13], [], []]
