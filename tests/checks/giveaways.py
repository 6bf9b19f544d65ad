"""Questions with one right option don't give it away to someone who hasn't read the page.

Someone who knows nothing about a topic can still score by habit: choose the longest option; avoid "always" and "only"; choose the one that
has the most in common with the others, as distractors are often the right answer with one part changed; choose the place that is right
most often. Where a habit pays off, a question measures the habit, and readers believe they have understood. A single question that
rewards one proves nothing, because that happens by chance. So each rule is about all the questions on a page with one right option:

- giveaway-length: the right option is clearly the longest in more than a third. Chance gives a quarter with four options.
- giveaway-absolutes: in more than a third, absolutes are in distractors and not in the right option.
- giveaway-overlap: the right option shares the most words with the others, in two questions more than chance gives. Chance gives
  one question in four with four options. Without any bias, a page of three questions is flagged with a probability of 16%, of five
  10%, of eight 11%. With a third as the bound, it would be 16%, 37% and 32%, and most findings would be noise.
- giveaway-place: the right option is at the same place in more than half, as paper and Anki show them. (`cards.check_balance`
  looks at the places across the site.)
"""

import re
from collections.abc import Callable, Iterable

from checks.anatomy import blocks, section_pages
from llm_notes.blocks.question import Question
from llm_notes.checks.findings import Finding
from llm_notes.content.pages import Page
from llm_notes.markup.inline_results import as_shown

LONGER = 1.1  # times the longest distractor: the ends of the lines differ at a glance
LONGER_CHARACTERS = 4  # and by this many characters, so that "14" isn't longer than "2"
THIRD, HALF = 3, 2
PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
MARKUP = re.compile(r"`|\*|\$|\]\([^)]*\)|\[")
WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?")  # a number with its decimals, a word with its hyphens
# Not "2 stars in all" or "not at all".
ABSOLUTE = re.compile(
    r"\b(?<!in )(?<!at )(?<!above )(?:always|never|all|only|none|every|everyone|everybody|everything|nobody|nothing|entirely|completely|impossible)\b",
    re.IGNORECASE,
)
# Words that any two sentences share say nothing about their answers.
EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been by for from has have in is it its of on or than that the their them they to was were with",
    )
)


def check(root, pages: Iterable[Page] | None = None) -> list[str]:
    """Return the rules that a page's questions break, as sentences. pages: those to check, all sections if omitted."""
    return [str(finding) for finding in findings(root, pages)]


def findings(root, pages: Iterable[Page] | None = None) -> list[Finding]:
    """Return the rules that a page's questions break, one finding for each page and rule, at the first question to change."""
    found = []
    for page in section_pages(root) if pages is None else pages:
        shown = as_shown(page, root / "docs")  # with the numbers filled in: an option is as long as readers see it
        questions = [question for question in blocks(shown, root, "question") if question.kind == "one"]
        for rule in (_length, _absolutes, _overlap, _place):
            found += rule(questions)
    return found


def is_longest(question: Question) -> bool:
    """Return whether the right option is longer than every other one by a clear margin."""
    right, others = _sides(question)
    size, longest = len(_shown(right)), max(len(_shown(option)) for option in others)
    return size >= longest * LONGER and size >= longest + LONGER_CHARACTERS


def absolutes(question: Question) -> list[str]:
    """Return the absolutes in the distractors, none if the right option has one too."""
    right, others = _sides(question)
    return [] if ABSOLUTE.search(right) else sorted({word.lower() for option in others for word in ABSOLUTE.findall(option)})


def converges(question: Question) -> bool:
    """Return whether the right option shares more words with the others than any of them does; a word counts once per other option."""
    words = [{word.lower() for word in WORD.findall(_shown(option.text))} - EMPTY for option in question.options]
    shared = [sum(len(mine & other) for place, other in enumerate(words) if place != at) for at, mine in enumerate(words)]
    at = _right_place(question)
    return all(shared[at] > score for place, score in enumerate(shared) if place != at)


def _length(questions: list[Question]) -> list[Finding]:
    return _too_many(
        questions,
        is_longest,
        max(1, len(questions) // THIRD),
        "giveaway-length",
        "the right option is clearly the longest",
        "Shorten it or make a distractor as detailed; what explains the answer belongs in the explanation.",
    )


def _absolutes(questions: list[Question]) -> list[Finding]:
    return _too_many(
        questions,
        lambda question: bool(absolutes(question)),
        max(1, len(questions) // THIRD),
        "giveaway-absolutes",
        "words such as 'always' and 'only' are in distractors and not in the right option",
        "Take them out of the distractors: say the mistake as a person who makes it would.",
        lambda question: f" ({', '.join(absolutes(question))})",
    )


def _overlap(questions: list[Question]) -> list[Finding]:
    chance = sum(1 / len(question.options) for question in questions)
    return _too_many(
        questions,
        converges,
        int(chance + 1),
        "giveaway-overlap",
        "the right option shares more words with the others than any of them does",
        "Let two distractors share something that the right option lacks.",
    )


def _place(questions: list[Question]) -> list[Finding]:
    if len(questions) < 2:
        return []
    places = [_right_place(question) for question in questions]
    fullest = max(places, key=places.count)
    name = PLACES[fullest]
    return _too_many(
        questions,
        lambda question: _right_place(question) == fullest,
        max(1, len(questions) // HALF),
        "giveaway-place",
        f"the {name} option is right",
        f"Move the right option of some, with its explanation, to another place than the {name}.",
    )


def _too_many(
    questions: list[Question],
    gives_away: Callable[[Question], bool],
    most: int,
    rule: str,
    what: str,
    advice: str,
    detail: Callable[[Question], str] = lambda question: "",
) -> list[Finding]:
    """Return a finding when more than `most` of the questions give themselves away."""
    telling = [question for question in questions if gives_away(question)]
    if len(telling) <= most:
        return []
    names = ", ".join(f"'{question.id}'{detail(question)}" for question in telling)
    sentence = (
        f"in {len(telling)} of the page's {len(questions)} questions with one right option, {what}; at most {most} may be like that, "
        f"or guessing pays: {names}. {advice}"
    )
    return [Finding(f"docs/{telling[0].page}", telling[0].line, rule, sentence)]


def _right_place(question: Question) -> int:
    return next(place for place, option in enumerate(question.options) if option.right)


def _sides(question: Question) -> tuple[str, list[str]]:
    """Return (the right option's text, those of the others)."""
    at = _right_place(question)
    return question.options[at].text, [option.text for place, option in enumerate(question.options) if place != at]


def _shown(text: str) -> str:
    """Return an option as readers see it, roughly: without marks and the targets of links."""
    return MARKUP.sub("", text)
