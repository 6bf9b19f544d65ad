"""What finished pages need in their HTML that neither a template block nor a page's own text can give them."""

import html
import re
import textwrap
from collections import Counter

from llm_notes import strings
from llm_notes.publish.built import Page

# Material's hidden switches for the menu and the search are between the template's blocks, with an
# attribute that HTML doesn't allow on checkboxes.
SWITCH = re.compile(r'(<input class="?md-toggle"?[^>]*?) autocomplete="?off"?')
# A formula on a line of its own scrolls on a narrow screen, so it has to be reachable by keyboard.
FORMULA = re.compile(r'(<div class="formula formula--block")')
# So does a table. Material puts it into these two boxes when its script starts; notes.css then hides those inside ours.
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
SCROLLS = '<div class="md-typeset__scrollwrap" role="region" aria-label="{}" tabindex="0"><div class="md-typeset__table">{}</div></div>'
HEADS = re.compile(r"<th\b[^>]*>(.*?)(?=</th>|<t[hdr]\b|</tr>)", re.DOTALL)
LONGEST = 80  # characters of a table's name
# The menu's switch, and the overlay that must follow it, come before the link that skips to the content.
MENU = re.compile(
    r'(<input [^>]*id="?__drawer"?)(>\s*)(<input [^>]*id="?__search"?>)(\s*<label class="?md-overlay.*?</label>)'
    r'(\s*<div data-md-component="?skip"?>.*?</div>)',
    re.DOTALL,
)
PANE = re.compile(r'(<input class="md-nav__toggle[^>]*?id="?(\w+)"?)((?: checked)?>)')
TITLE = re.compile(r'<label class="?md-nav__title"? for="?(\w+)"?>(.*?)</label>', re.DOTALL)
STOP = re.compile(r'(<label class="?md-nav__link[^>]*?) tabindex="?0"?')


def fix_html(page: Page) -> None:
    """Make a page valid, and make its wide formulas, tables and menu reachable by keyboard."""
    page.change(boxed_tables(FORMULA.sub(r'\1 tabindex="0"', named_switches(SWITCH.sub(r"\1", page.text)))))


def named_switches(text: str) -> str:
    """Return a page whose switches for the menu and its panes have names, without the switches that open nothing.

    notes.css lets the keyboard reach them, so Material's labels needn't be reachable.
    """
    names = {pane: re.sub(r"<[^>]*>", "", title).strip() for pane, title in TITLE.findall(text)}
    text = PANE.sub(lambda found: f'{found[1]} aria-label="{names[found[2]]}"{found[3]}' if found[2] in names else "", text)
    return STOP.sub(r"\1", MENU.sub(rf'\3\5\1 aria-label="{strings.MENU}"\2\4', text))


def boxed_tables(text: str) -> str:
    """Return a page with each table in a box that scrolls, which the keyboard reaches and whose name is the table's first row.

    theme-fixes.js removes the box from the tab order where the table fits.
    """
    named: Counter[str] = Counter()

    def boxed(table: re.Match) -> str:
        row = table[0].partition("</tr>")[0]
        words = (" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in HEADS.findall(row + "</tr>"))
        name = html.escape(textwrap.shorten(strings.table_of(html.unescape(", ".join(filter(None, words)))), LONGEST, placeholder=" …"))
        named[name] += 1
        return SCROLLS.format(name if named[name] == 1 else f"{name} ({named[name]})", table[0])

    return TABLE.sub(boxed, text)
