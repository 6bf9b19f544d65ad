"""Counts what each page contains: `make stats`.

Reading ease is Flesch's (1948, doi 10.1037/h0057532): 206.835 - 1.015 * words per sentence - 84.6 * syllables per word;
60 to 70 is plain English, under 30 very difficult. Formulas, code, tables and citations are left out.
"""

import re

import syllables
from building import ROOT
from checks.anatomy import explanation, fences, section_pages, words

from llm_notes.content.pages import Page
from llm_notes.content.reading import read_times
from llm_notes.markup.citations import citations


def prose(page: Page) -> str:
    """Return the explanation's sentences as plain text."""
    lines = [line for line in explanation(page) if line and not re.match(r"^(\||///|#|<!--|\$\$| {4}src:)", line)]
    text = "\n".join(lines)
    text = re.sub(r"\$[^$]*\$|\[@[^\]]*\]", "", text)
    return re.sub(r"[*`]|\]\([^)]*\)|\[", "", text)


def reading_ease(text: str) -> float:
    """Return Flesch's reading ease of an English text; nan for one without words."""
    found = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    sentences = max(len(re.findall(r"[.!?](?=\s|$)", text)), 1)
    spoken = sum(syllables.estimate(word.lower()) for word in found)
    return 206.835 - 1.015 * len(found) / sentences - 84.6 * spoken / len(found) if found else float("nan")


def rows() -> list[tuple]:
    """Return a row for each section and added page: its path, counts, minutes and reading ease (see `main`)."""
    found = []
    for page in section_pages(ROOT):
        reading = read_times(page, ROOT / "docs")
        count = {name: sum(fence.name == name for fence in fences(page)) for name in ("question", "misconception", "figure")}
        found.append(
            (
                page.path.removesuffix(".md"),
                words(explanation(page)),
                reading.words,
                reading.details,
                reading.minutes,
                reading.details_minutes,
                reading.questions_minutes,
                len({key for _, key in citations(page.lines)}),
                count["question"],
                count["misconception"],
                count["figure"],
                round(reading_ease(prose(page))),
            )
        )
    return found


def main() -> None:
    """Print the table with totals. main, depth: words on the main path and in folds; min, +depth, +asked: minutes."""
    heads = ("section", "words", "main", "depth", "min", "+depth", "+asked", "sources", "questions", "misconceptions", "figures", "ease")
    table = rows()
    sums = tuple(sum(row[column] for row in table) for column in range(1, len(heads) - 1))
    average = round(sum(row[-1] for row in table) / len(table))
    for row in [heads, *table, ("all", *sums, average)]:
        print(f"{row[0]:46}" + "".join(f"{cell:>{max(len(head), 5) + 2}}" for head, cell in zip(heads[1:], row[1:])))


if __name__ == "__main__":
    main()
