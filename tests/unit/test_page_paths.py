"""A page's path and its address in the site."""

import pytest

from llm_notes.content.pages import address_of, link_to, target_of


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
