"""The short names of the header belong to chapters that exist."""

from building import ROOT

from llm_notes.content.pages import read_navigation, read_short_names


def test_every_short_name_is_of_a_chapter():
    titles = {title for entry in read_navigation(ROOT / "mkdocs.yml") for title in entry}
    lost = set(read_short_names(ROOT / "mkdocs.yml")) - titles
    assert not lost, f"mkdocs.yml: 'extra: tabs' has a short name for {sorted(lost)}, which isn't in 'nav'. Write the chapter's title."
