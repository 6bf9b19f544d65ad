"""A page's path and its address in the site."""

import pytest

from llm_notes.content.pages import address_of, way_up


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
