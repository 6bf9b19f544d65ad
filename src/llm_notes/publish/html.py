"""What the finished pages need of HTML, and neither a template block nor a page's own text can say."""

import re
from pathlib import Path

from llm_notes.publish.built import pages

# Material's hidden switches for the menu and the search stand between the template's blocks, with an
# attribute that HTML doesn't allow on checkboxes.
SWITCH = re.compile(r'(<input class="?md-toggle"?[^>]*?) autocomplete="?off"?')
# A formula on a line of its own scrolls on a narrow screen, so the keyboard has to get there.
FORMULA = re.compile(r'(<div class="formula formula--block")(?! tabindex)')
# The switch of the menu and its overlay, which must follow it, stand before the link that skips to the content.
MENU = re.compile(r'(<input [^>]*id="?__drawer"?)(>\s*)(<input [^>]*id="?__search"?>)(\s*<label class="?md-overlay.*?</label>)'
                  r'(\s*<div data-md-component="?skip"?>.*?</div>)', re.DOTALL)
PANE = re.compile(r'(<input class="md-nav__toggle[^>]*?id="?(\w+)"?)((?: checked)?>)')
TITLE = re.compile(r'<label class="?md-nav__title"? for="?(\w+)"?>(.*?)</label>', re.DOTALL)
STOP = re.compile(r'(<label class="?md-nav__link[^>]*?) tabindex="?0"?')


def mend_html(site: Path) -> None:
    """Make every page of the built folder valid, and its wide formulas and its menu reachable by keyboard."""
    for page in pages(site):
        mended = FORMULA.sub(r'\1 tabindex="0"', named_switches(SWITCH.sub(r"\1", page.text)))
        if mended != page.text:
            page.write(mended)


def named_switches(text: str) -> str:
    """Return a page with names for the switches that open the menu and its panes, and without those that open nothing.

    notes.css lets the keyboard reach them, so the labels that Material makes reachable instead needn't be.
    """
    names = {pane: re.sub(r"<[^>]*>", "", title).strip() for pane, title in TITLE.findall(text)}
    text = PANE.sub(lambda found: f'{found[1]} aria-label="{names[found[2]]}"{found[3]}' if found[2] in names else "", text)
    return STOP.sub(r"\1", MENU.sub(r'\3\5\1 aria-label="Menu"\2\4', text))
