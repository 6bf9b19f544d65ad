"""Every word on the pages is in the American English dictionary or in the project's list, words.txt."""

import itertools
import re
from functools import cache
from pathlib import Path

import spylls
from spylls.hunspell import Dictionary

from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import Page, read_pages

WORDS = "tests/content/words.txt"
# What isn't prose: formulas, code, citations, link targets, tags, attributes, addresses, block names.
NOT_PROSE = re.compile(r"\$[^$]+\$|(`+).+?\1|\[@[^\]]*\]|\]\([^)]*\)|<[^>]*>|\{[^}]*\}|https?://\S+|^/{3,}\s*[\w-]*")
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
OPENING, OPTION_NAME = re.compile(r"^/{3,}[ ]*[\w-]"), re.compile(r"^ {4}[\w-]+:(?= |$)")
OPTION = re.compile(r"^ {4}(id|src|pictures|type|tolerance|unit|reread|diagnostic|forms|from|rows|columns|plot|series):( |$)|^ {6}[\w.]+: ")


@cache
def dictionary():
    """Return the dictionary that comes with the spell checker."""
    return Dictionary.from_files(str(Path(spylls.__file__).parent / "hunspell" / "data" / "en" / "en_US"))


def check(root, pages: list[Page] | None = None) -> list[str]:
    """Return misspelt words, each at its first occurrence, with the closest correct ones.

    pages: those to check; all pages if none are named.
    """
    listed = {line.strip() for line in (root / WORDS).read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")}
    first: dict[str, str] = {}
    for page in pages or read_pages(root / "docs"):
        display = options = False
        for index, line in prose_lines(page.lines):
            if line.strip() == "$$":
                display = not display
                continue
            options = bool(OPENING.match(line)) or options and line.startswith("    ")
            if display or OPTION.match(line):
                continue
            prose = OPTION_NAME.sub("", line) if options else line  # the block itself checks its options' names
            for word in WORD.findall(NOT_PROSE.sub(" ", prose)):
                first.setdefault(word.replace("’", "'"), f"docs/{page.path}:{index + 1 + page.offset}")
    found = []
    for word, at in first.items():
        base = word.removesuffix("'s")
        if not {word, word.lower(), base, base.lower()} & listed and not _known(word):
            is_name = re.search(r"[a-z][A-Z]", word)  # from code; the nearest words are no help
            near = [] if is_name else list(itertools.islice(dictionary().suggest(word), 3))
            hint = f" Did you mean {', '.join(near)}?" if near else ""
            found.append(f"{at}: '{word}' isn't in the dictionary.{hint} Correct it, or add it to {WORDS}.")
    return found


def check_list(root) -> list[str]:
    """Return duplicate or out-of-order words in the project's list."""
    lines = (root / WORDS).read_text(encoding="utf-8").rstrip("\n").split("\n")
    words = [line for line in lines if line and not line.startswith("#")]
    return (
        []
        if words == sorted(set(words), key=lambda word: (word.lower(), word))
        else [f"{WORDS}:1: the words aren't in alphabetical order, or one is a duplicate. Sort them and remove duplicates."]
    )


@cache
def _known(word: str) -> bool:
    base = re.sub(r"'s$", "", word)
    return len(base) == 1 or base.isupper() or dictionary().lookup(base) or dictionary().lookup(word)
