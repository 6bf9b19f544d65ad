"""Mends how the theme reads what it has stored (the scheme chosen): where that is damaged, or a browser with cookies blocked
denies it, its scripts stopped, and with them search, menu and the choice of light or dark.

The two functions stand in each page's head; reading then gives nothing, writing does nothing.
"""

from pathlib import Path

from llm_notes.publish.built import pages
from llm_notes.source import located

DEFINES = "__md_get=("
WRONG = ('__md_get=(e,_=localStorage,t=__md_scope)=>JSON.parse(_.getItem(t.pathname+"."+e)),'
         "__md_set=(e,_,t=localStorage,a=__md_scope)=>{try{t.setItem(")
RIGHT = ('__md_get=(e,_,t=__md_scope)=>{try{return JSON.parse((_||localStorage).getItem(t.pathname+"."+e))}catch(e){return null}},'
         "__md_set=(e,_,t,a=__md_scope)=>{try{(t||localStorage).setItem(")


def mend_storage(site: Path) -> None:
    """Correct the two functions in each page of the folder; raises PageError when the theme has changed them."""
    for page in pages(site):
        mended = page.text.replace(WRONG, RIGHT)
        if DEFINES in mended and RIGHT not in mended:
            raise located("src/llm_notes/publish/storage.py", 1, "the theme has changed how it reads what it stored "
                          "(partials/javascripts/base.html). Look whether the mend is still needed, and adapt or remove it.")
        if mended != page.text:
            page.write(mended)
