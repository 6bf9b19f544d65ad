"""How long a page takes: its main path, the details behind folds, and the questions, each separately.

The main path is what a first reading needs: the text, without folds (`deeper`), tables, questions and sources; its minutes include
what one looks at on the way, such as tables. Details are the folds. People read English prose silently at 238 words per minute on average (Brysbaert 2019,
doi 10.1016/j.jml.2019.104047). The other paces are ours, set by hand: enough to look at a thing and go on.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from llm_notes import strings
from llm_notes.blocks.fences import Fence, find_fences, read_blocks
from llm_notes.checks.findings import PageError, collecting
from llm_notes.content.lines import code_lines
from llm_notes.content.pages import Page
from llm_notes.content.source import Source

WORDS_PER_MINUTE = 238
SECONDS = {  # for what isn't read word by word
    "code": 2,  # a line of code or output that isn't empty
    "row": 3,  # a row of a table
    "figure": 15,
    "explorer": 90,  # to predict, and to try a few things
}
QUESTION_SECONDS = {"one": 40, "several": 60, "number": 120}  # by kind, the explanation included
FORMULA = re.compile(r"\$\$?[^$]+\$\$?")  # counts as a word
MARKUP = re.compile(r"\[@[^\]]*\]|\]\([^)]*\)|\{[^}]*\}|<[^>]*>|^#+ |^- |https?://\S+")
NOT_READ = {"question", "figure", "explorer", "result", "timeline"}  # blocks that aren't counted by their words


@dataclass(frozen=True)
class Reading:
    """What a page contains. words, details: of the main path and behind folds; the rest are seconds of what else is there."""

    words: int
    details: int
    seconds: float
    details_seconds: float
    questions_seconds: float

    @property
    def minutes(self) -> int:
        """Minutes for the main path, at least one."""
        return max(1, _minutes(self.words, self.seconds))

    @property
    def details_minutes(self) -> int:
        """Minutes for the folds."""
        return _minutes(self.details, self.details_seconds)

    @property
    def questions_minutes(self) -> int:
        """Minutes for the questions."""
        return _minutes(0, self.questions_seconds)

    def __str__(self) -> str:
        """`9 minutes, 15 more for the details, 6 for the questions`, without the parts that aren't there."""
        return strings.reading_time(self.minutes, self.details_minutes, self.questions_minutes)


def main_path_words(page: Page, docs_dir: Path) -> int:
    """Return how many words are on a page's main path."""
    return read_times(page, docs_dir).words


def depth_words(page: Page, docs_dir: Path) -> int:
    """Return how many words are in a page's folds (`deeper`)."""
    return read_times(page, docs_dir).details


def together(readings: Iterable[Reading]) -> Reading:
    """Return what several pages contain together."""
    found = list(readings)
    fields = ("words", "details", "seconds", "details_seconds", "questions_seconds")
    return Reading(*(sum(getattr(one, field) for one in found) for field in fields))


def read_times(page: Page, docs_dir: Path) -> Reading:
    """Return what a page contains. Blocks with a mistake, which the build reports, count as text."""
    with collecting():
        fences = _fences(page, docs_dir)
        questions = read_blocks(page, "question", docs_dir) if any(fence.name == "question" for fence in fences) else []
    code, _ = code_lines(page.lines)
    folded = {index for fence in fences if fence.name == "deeper" for index in range(fence.line + 1, fence.end)}
    silent = {index for fence in fences for index in _silent(fence)}
    words, seconds = {True: 0, False: 0}, {True: 0.0, False: 0.0}
    for index, line in enumerate(page.lines):
        deep = index in folded
        if index in code:
            seconds[deep] += SECONDS["code"] * bool(line.strip() and not line.lstrip().startswith(("```", "~~~")))
        elif index in silent:
            continue
        elif line.startswith("|"):
            seconds[deep] += SECONDS["row"] * (not re.fullmatch(r"[|\s:-]+", line))
        else:
            words[deep] += _words(line)
    for fence in fences:
        deep = fence.line in folded
        if fence.name in ("figure", "explorer"):
            seconds[deep] += SECONDS[fence.name]
        elif fence.name in ("result", "timeline"):
            seconds[deep] += SECONDS["figure"]
        words[deep] += _words(fence.argument)
        for option in ("predict", "see"):
            words[deep] += _words(str(fence.options.get(option, "")))
    asked = sum(QUESTION_SECONDS[question.kind] for question in questions)
    return Reading(words[False], words[True], seconds[False], seconds[True], asked)


def _fences(page: Page, docs_dir: Path) -> list[Fence]:
    try:
        return find_fences(Source.of_page(page, docs_dir))
    except PageError:
        return []


def _silent(fence: Fence) -> set[int]:
    """Return the lines of a block that aren't read as text: its fences and options, or all of it."""
    if fence.name in NOT_READ:
        return set(range(fence.line, fence.end + 1))
    first = fence.body[0][0] if fence.body else fence.end
    return {*range(fence.line, first), fence.end}


def _words(text: str) -> int:
    return len(re.findall(r"[^\W_][\w'’.,-]*", MARKUP.sub(" ", FORMULA.sub(" formula ", text))))


def _minutes(words: int, seconds: float) -> int:
    return round(words / WORDS_PER_MINUTE + seconds / 60)
