"""A page's path and its address in the site."""

import pytest

from llm_notes.content.pages import Page, address_of, link_to, target_of


@pytest.mark.parametrize(
    ("path", "address"), [("index.md", ""), ("a.md", "a/"), ("a/index.md", "a/"), ("a/b.md", "a/b/"), ("a/reindex.md", "a/reindex/")]
)
def test_a_path_has_one_address(path, address):
    assert address_of(path) == address


@pytest.mark.parametrize(
    ("here", "target", "link"),
    [
        ("index.md", "a/b.md", "a/b.md"),
        ("a/b.md", "index.md", "../index.md"),
        ("a/b.md", "a/c.md", "c.md"),
        ("a/b.md", "c/d.md", "../c/d.md"),
    ],
)
def test_a_link_leads_from_one_page_to_another_and_is_read_as_that(here, target, link):
    assert link_to(target, here) == link
    assert target_of(link, here) == target


def test_a_part_of_a_page_reaches_to_the_next_heading_of_its_level_or_the_one_below():
    page = Page("a.md", "---\nx: y\n---\n# T\n\n## One {#one}\n\n#### Deep\n\n### Two\n\n## Three {#three}\ntext", (), 3)
    assert [list(page.part(anchor)) for anchor in ("one", "two", "three", "t", "none")] == [[6, 7, 8, 9], [10, 11], [12, 13], [], []]
