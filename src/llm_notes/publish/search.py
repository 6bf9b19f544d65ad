"""Mends the theme's search: with numbers in the text, some queries found nothing.

lunr 2.3.9, which Material's search worker holds, joins equal endings of its words into one. It tells them apart by a
text in which a letter and a number follow each other without a sign between them, so that with digits for letters
two unlike endings can have one text (TokenSet.toString). A sign more is all it takes. Which words are hit depends on
all others, so no page can be written around it.

Material also brings lunr's stemmers for other languages, from several authors, which a search in English never loads.
"""

import json
import shutil
from pathlib import Path

from llm_notes.source import located

WORKERS = "assets/javascripts/workers/search.*.js"
INDEX, LANGUAGES = "search/search_index.json", "assets/javascripts/lunr"
WRONG, RIGHT = "e=e+s+o.id}return e}", 'e=e+s+o.id+","}return e}'


def mend_search(site: Path) -> None:
    """Correct the search worker in the folder; raises PageError when the theme's worker has changed."""
    for worker in sorted(site.glob(WORKERS)):
        text = worker.read_text(encoding="utf-8")
        if RIGHT in text or "lunr" not in text:  # the second engine searches in another way
            continue
        if text.count(WRONG) != 1:
            raise located("src/llm_notes/publish/search.py", 1, "the theme's search worker has changed. Look whether its "
                            "TokenSet.toString still needs the mend, and adapt or remove it.")
        worker.write_text(text.replace(WRONG, RIGHT), encoding="utf-8")


def drop_languages(site: Path) -> None:
    """Remove the files of other languages from the folder, if the index says that its search knows English alone."""
    index = site / INDEX
    if index.is_file() and json.loads(index.read_text(encoding="utf-8"))["config"]["lang"] == ["en"]:
        shutil.rmtree(site / LANGUAGES, ignore_errors=True)
