"""Pages without the spaces, comments and quotes that a browser reads the same without.

What a template indents costs most where it is repeated: a link in the navigation of a large chapter.
"""

from pathlib import Path

import minify_html

from llm_notes.publish.built import pages
from llm_notes.publish.csp import META


def shorten(site: Path) -> None:
    """Shorten every page of the built folder, once. Its words stay, and so do closing tags, which the later steps look for."""
    for page in pages(site):
        if not META.search(page.text):  # else it has been published before
            page.write(minify_html.minify(page.text, keep_closing_tags=True, keep_html_and_head_opening_tags=True, keep_input_type_text_attr=True))
