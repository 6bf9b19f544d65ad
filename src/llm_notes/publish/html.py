"""What the finished pages need of HTML, and neither a template block nor a page's own text can say."""

import re
from pathlib import Path

from llm_notes.publish.built import pages

# Material's hidden switches for the menu and the search stand between the template's blocks, with an
# attribute that HTML doesn't allow on checkboxes.
SWITCH = re.compile(r'(<input class="?md-toggle"?[^>]*?) autocomplete="?off"?')
# A formula on a line of its own scrolls on a narrow screen, so the keyboard has to get there.
FORMULA = re.compile(r'(<div class="formula formula--block")(?! tabindex)')


def mend_html(site: Path) -> None:
    """Make every page of the built folder valid, and its wide formulas reachable by keyboard."""
    for page in pages(site):
        mended = FORMULA.sub(r'\1 tabindex="0"', SWITCH.sub(r"\1", page.text))
        if mended != page.text:
            page.write(mended)
