"""The short names of the header belong to chapters that exist."""

from building import ROOT
from mkdocs.config import load_config


def test_every_short_name_is_of_a_chapter():
    config = load_config(str(ROOT / "mkdocs.yml"))
    lost = set(config.extra["tabs"]) - {title for entry in config.nav for title in entry}
    assert not lost, f"mkdocs.yml: 'extra: tabs' has a short name for {sorted(lost)}, which isn't in 'nav'. Write the chapter's title."
