"""Renders plain Markdown with the notes' extension, without an engine."""

import markdown
from building import ROOT
from lxml import html

from llm_notes.content.pages import read_extensions

EXTENSIONS = read_extensions(ROOT / "mkdocs.yml") | {"toc": {}}  # headings without permalinks
del EXTENSIONS["pymdownx.highlight"]


def render(text: str) -> html.HtmlElement:
    """Return a <div> with the rendered text. Files are looked up in docs/ in the current folder."""
    rendered = markdown.markdown(text, extensions=list(EXTENSIONS), extension_configs=EXTENSIONS)
    return html.fromstring(f"<div>{rendered}</div>")
