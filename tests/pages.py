"""The pages' sources, for the tests that recompute their worked examples."""

from building import ROOT


def read_page(path: str) -> str:
    """Return a page's Markdown, like read_page("how-transformers-work/attention.md")."""
    return (ROOT / "docs" / path).read_text(encoding="utf-8")
