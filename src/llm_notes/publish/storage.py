"""Fixes how the theme reads what it has stored (the color scheme). If that is damaged, or a browser with cookies blocked denies
access, the theme's scripts stop, and with them search, menu and the choice of light or dark.

The two functions are in each page's head. With the fix, reading returns nothing in these cases, and writing does nothing.
"""

import re

from llm_notes.checks.findings import located
from llm_notes.publish.built import Page

DEFINES = "__md_get=("
WRONG = re.compile(
    r'__md_get=\((\w+),(\w+)=localStorage,(\w+)=__md_scope\)=>JSON\.parse\(\2\.getItem\(\3\.pathname\+"\."\+\1\)\),'
    r"__md_set=\((\w+),(\w+),(\w+)=localStorage,(\w+)=__md_scope\)=>\{try\{\6\.setItem\("
)  # the engines name them differently
RIGHT = (
    '__md_get=(e,_,t=__md_scope)=>{try{return JSON.parse((_||localStorage).getItem(t.pathname+"."+e))}catch(e){return null}},'
    r"__md_set=(\4,\5,\6,\7=__md_scope)=>{try{(\6||localStorage).setItem("
)


def fix_storage(page: Page) -> None:
    """Correct the two functions in a page; raises PageError when the theme has changed them."""
    fixed, count = WRONG.subn(RIGHT, page.text)
    if DEFINES in page.text and not count:
        raise located(
            "src/llm_notes/publish/storage.py",
            1,
            "the theme has changed how it reads what it stored "
            "(partials/javascripts/base.html). Check whether the fix is still needed, and adapt or remove it.",
        )
    page.change(fixed)
