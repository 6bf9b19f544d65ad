"""Prepares the search: how it reads what is typed, sections for the glossary's terms, and a bug fix.

`search_words.js` is put before the theme's worker in the same file and talks to it the way the theme documents.

With numbers in the text, some queries found nothing. lunr 2.3.9, which is part of Material's search worker, merges equal endings
of its words. It compares them as texts in which letters and numbers follow each other without a separator, so words with digits
can make two different endings look the same (TokenSet.toString). A separator fixes it. Which words are affected depends on all
the others, so pages can't be written to avoid it.

Material also comes with lunr's stemmers for other languages, by several authors, which an English search never loads.
"""

import hashlib
import html
import json
import shutil
from pathlib import Path

from llm_notes.blocks.fences import read_blocks
from llm_notes.blocks.term import Term
from llm_notes.checks.findings import located
from llm_notes.content import pages as sources
from llm_notes.markup.glossary import GLOSSARY
from llm_notes.publish.built import Page
from llm_notes.publish.scripts import script

WORKERS = "assets/javascripts/workers/search.*.js"
INDEX, LANGUAGES = "search/search_index.json", "assets/javascripts/lunr"
WRONG, RIGHT = "e=e+s+o.id}return e}", 'e=e+s+o.id+","}return e}'


def fix_search(site: Path) -> dict[str, str]:
    """Make the search worker in the folder read words as readers mean them, and fix its bug. Return its old name and the new one.

    Its file name contains a hash of its content, since browsers cache it by name. Raises PageError when the theme's worker has changed.
    """
    renamed = {}
    for worker in sorted(site.glob(WORKERS)):
        text = worker.read_text(encoding="utf-8")
        if "lunr" not in text:  # the second engine searches in another way
            continue
        if text.count(WRONG) != 1:
            raise located(
                "src/llm_notes/publish/search.py",
                1,
                "the theme's search worker has changed. Check whether its TokenSet.toString still needs the fix, and adapt or remove it.",
            )
        text = f"{script('search_words.js')}\n{text.replace(WRONG, RIGHT)}"
        name = f"search.{hashlib.sha256(text.encode()).hexdigest()[:8]}.min.js"
        worker.with_name(name).write_text(text, encoding="utf-8")
        worker.unlink()
        renamed[worker.name] = name
    return renamed


def name_worker(page: Page, renamed: dict[str, str]) -> None:
    """Make a page request the worker by its new name."""
    for old, new in renamed.items():
        page.change(page.text.replace(old, new))


def drop_languages(site: Path) -> None:
    """Remove the files of other languages from the folder, if the index says that its search knows only English."""
    index = site / INDEX
    if index.is_file() and json.loads(index.read_text(encoding="utf-8"))["config"]["lang"] == ["en"]:
        shutil.rmtree(site / LANGUAGES, ignore_errors=True)


def complete_index(site: Path, docs: Path) -> None:
    """Give each term of the glossary an entry of its own in the index, which leads to the term.

    A page that is kept out of the index (`search: exclude`) but has tags is found by title, description and tags.
    """
    index = site / INDEX
    if not index.is_file():
        return
    found = json.loads(index.read_text(encoding="utf-8"))
    known = {entry["location"] for entry in found["docs"]}
    glossary = next((entry for entry in found["docs"] if entry["location"] == sources.address_of(GLOSSARY)), None)
    if glossary and (docs / GLOSSARY).is_file():
        place = found["docs"].index(glossary) + 1
        found["docs"][place:place] = _terms(glossary, read_blocks(sources.read_page(docs / GLOSSARY, docs), "term", docs))
    for page in sources.read_pages(docs):
        tags, address = dict(page.meta).get("tags"), sources.address_of(page.path)
        if isinstance(tags, list) and tags and address not in known:
            found["docs"].append(
                {
                    "location": address,
                    "title": html.escape(page.title, quote=False),
                    "tags": [str(tag) for tag in tags],
                    "text": f"<p>{html.escape(page.description, quote=False)}</p>",
                }
            )
    index.write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")


def _terms(glossary: dict, terms: list[Term]) -> list[dict]:
    """Return the terms' entries; what comes before the first stays in the page's own entry."""
    found: list[dict] = []
    for term in reversed(terms):
        title = html.escape(term.term, quote=False)
        before, mark, text = glossary["text"].rpartition(f"<p>{title}</p>")
        if mark:
            glossary["text"] = before.strip()
            words = [*term.forms, *term.also]
            found.insert(
                0,
                {
                    **glossary,
                    "location": f"{glossary['location']}#{term.anchor}",
                    "title": title,
                    "text": text.strip(),
                    **({"tags": words} if words else {}),
                },
            )
    return found
