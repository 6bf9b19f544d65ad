"""Rendering bare Markdown with the notes' extension, without an engine."""

import markdown
from lxml import html


def render(text: str) -> html.HtmlElement:
    """Return a <div> with the rendered text. Files are looked up in docs/ in the current folder."""
    rendered = markdown.markdown(
        text,
        extensions=["attr_list", "tables", "toc", "pymdownx.superfences", "pymdownx.arithmatex", "llm_notes"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    return html.fromstring(f"<div>{rendered}</div>")
