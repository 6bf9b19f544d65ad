"""The cards on the practice page and in Anki's deck make sense away from their page, with their options in any order.

Options are shuffled on the screen and keep their order on paper, so no text may refer to an option by its position, and in the
written order, no position may be right much more often than another.
"""

import math
import re
from collections import defaultdict

from checks.anatomy import blocks, fences, section_pages
from llm_notes.blocks.question import Question
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import read_page, read_pages

SPARE = 1.5  # standard deviations that a position may be off, plus one question
ORDINAL = "first|second|third|fourth|fifth|last"
PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]

# Phrases that mean nothing without the page. Not "never above 1" or "below the average", where the preposition has an object.
ON_THE_PAGE = re.compile(
    r"""
    \b(?:this|that|the)\ page\b
    | \bthe\ (?:above|below)\b
    | \b(?:above|below)\b(?!\ (?:\d|[−$"'{(]|an?\b|the\b|its\b|their\b|all\b|each\b|every\b|zero\b|one\b|chance\b|average\b|that\b|which\b|this\b))
    | \b(?:this|the|our)\ (?:explorer|figure|drawing|diagram|plot|example|sample|sketch)\b
    | \b(?:in|from|see|by|of)\ (?:this|the|our)\ table\b
    | \b(?:see|in|this|the\ (?:previous|next|last|first))\ (?:section|chapter|subsection)\b
    | \bour\ (?:count|counts|formula|text|table|sentence|model|numbers|rule|vocabulary|program|code)\b
    | \bby\ the\ formula\b(?!\ [\d$\w]*[·*/=^])
    | \bas\ (?:we|you)\ (?:saw|have\ seen|computed|read)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
BY_PLACE = re.compile(
    rf"""
    \b(?:options?|answers?|choices?)\ [A-H1-9]\b
    | \bthe\ (?:{ORDINAL}|previous|next)\ (?:(?:two|three)\ )?(?:options?|answers?|choices?)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
WHOLE_OPTION = re.compile(
    rf"""
    (?:all|both|none|neither|either|any|one|two|some)\ of\ (?:the|these|those|them)\b(?:\ (?:above|below|others?|options|answers))?\W*
    | (?:both|neither|all|none|either)(?:\ are\ (?:right|wrong|true))?\W*
    | (?:only\ )?the\ (?:{ORDINAL})(?:\ (?:one|two|three))?\W*
    """,
    re.VERBOSE | re.IGNORECASE,
)
LETTERS = re.compile(r"(both |neither |either |only )?([A-H])(?:,? (?:and|or|nor) ([A-H]))?\W*", re.IGNORECASE)
QUESTION_ID = re.compile(r"^/{3,} *question *\n(?: {4,}.*\n)*? {4,}id: *([\w-]+) *$", re.MULTILINE)
ALL = re.compile(
    r"\b(?:all|any|each|every(?:thing|one)?|those) (?:of (?:the|these|those)\b.{0,40} )?(?:that|which) appl(?:y|ies)\b", re.IGNORECASE
)
SEVERAL = re.compile(
    rf"{ALL.pattern}|\b(?:several|more than one|one or more) (?:of|may|can|could|is|are|options?|answers?)\b"
    r"|\b(?:choose|select|mark|tick|pick|check|which) (?:all|both|every|each|two|three|four|five|several)\b",
    re.IGNORECASE,
)
WITH_LINK = re.compile(r"[^.?!]*\[[^\]]*\]\([^)]*\)[^.?!]*[.?!]?")


def check_wording(root) -> list[str]:
    """Return lines of questions, drills and terms that refer to their page, or to an option by its place; and questions that don't
    say how many options may be right.
    """
    found = []
    for page in [*section_pages(root), *(read_page(root / "docs" / name, root / "docs") for name in ("drills.md", "glossary.md"))]:
        questions = blocks(page, root, "question")
        found += [f"docs/{page.path}:{question.line}: {problem}" for question in questions if (problem := _number_of_answers(question))]
        depending = {line for question in questions for line in _depending(question)}
        for fence in fences(page):
            if fence.name not in ("question", "drill", "term"):
                continue
            card = f"the {fence.name} '{fence.options.get('id', fence.argument)}'"
            for index, line in fence.body:
                number = index + page.offset + 1
                where = f"docs/{page.path}:{number}"
                # A sentence with a link takes the reader to what it refers to. A prompt must do without links: Anki's has none.
                text = WITH_LINK.sub("", line) if line.startswith("    ") or fence.name == "term" else line
                text = re.sub(r"`[^`]*`", "", text)
                for phrase in ON_THE_PAGE.findall(text):
                    found.append(
                        f"{where}: '{phrase}' in {card} refers to nothing when the card is shown on the practice page or in "
                        "Anki. Say in the card itself what a reader needs, its numbers too; an explanation may link instead."
                    )
                for phrase in BY_PLACE.findall(text):
                    found.append(
                        f"{where}: {card} says '{phrase}', but options are shuffled when they are shown. Name what the "
                        "option says instead of its place."
                    )
                if number in depending:
                    found.append(
                        f"{where}: the option '{line[5:].strip()}' of {card} depends on the other options and their "
                        "places, which are shuffled when they are shown. Write out what it says, or make it a question with "
                        "several right answers."
                    )
    return found


def _depending(question: Question) -> list[int]:
    """Return the lines of the options that make sense only next to the others, such as 'None of these' and 'A and C'.

    Letters that don't refer to an option of another kind are the option's own content: 'a and b' next to 'b and c'.
    """
    texts = [option.text.strip() for option in question.options]

    def by_letter(text: str) -> bool:
        match = LETTERS.fullmatch(text)
        places = ["abcdefgh".index(letter.lower()) for letter in (match[2], match[3]) if letter] if match else []
        return bool(match and (match[1] or match[3])) and all(
            place < len(texts) and not LETTERS.fullmatch(texts[place]) for place in places
        )

    return [option.line for option, text in zip(question.options, texts) if WHOLE_OPTION.fullmatch(text) or by_letter(text)]


def check_ids(root) -> list[str]:
    """Return questions whose id is also on another page: readers' answers are stored under it."""
    pages: dict[str, list[tuple[str, int]]] = {}
    for page in read_pages(root / "docs"):
        text = "\n".join(line for _, line in prose_lines(page.lines))
        for name in dict.fromkeys(QUESTION_ID.findall(text)):
            line = next(index for index, line in prose_lines(page.lines) if re.fullmatch(rf" {{4,}}id: *{name} *", line))
            pages.setdefault(name, []).append((f"docs/{page.path}", line + 1 + page.offset))
    return [
        f"{path}:{line}: the id '{name}' is also used by a question in {' and '.join(other for other, _ in places if other != path)}, and "
        "readers' answers are stored under it. Give the newer question another."
        for name, places in pages.items()
        for path, line in (places if len(places) > 1 else ())
    ]


def _number_of_answers(question: Question) -> str:
    """Return what is wrong if a question's text and marks disagree on whether several options may be right."""
    if question.kind == "several" and not SEVERAL.search(question.prompt):
        return (
            f"several options of the question '{question.id}' are right, and its text doesn't say that several may be. End it with "
            "'Choose all that apply.', or mark only one option with '- [x]'."
        )
    if question.kind == "one" and ALL.search(question.prompt):
        return (
            f"the question '{question.id}' asks for all that apply, but only one option is right, so a reader can choose no more. "
            "Mark another right one with '- [x]', or ask for one."
        )
    return ""


def check_balance(root) -> list[str]:
    """Return the positions, by the number of options, that are right far too often or too rarely in the written order.

    The bounds are wide enough that adding any single question to a balanced site doesn't exceed them.
    """
    groups = defaultdict(list)  # (one right answer or several, number of options) -> [(where, id, right places)]
    for page in section_pages(root):
        for question in blocks(page, root, "question"):
            if not question.is_number:
                right = [place for place, option in enumerate(question.options) if option.right]
                groups[len(right) > 1, len(question.options)].append((f"docs/{page.path}:{question.line}", question.id, right))
    found = []
    for (several, size), questions in groups.items():
        counts = [sum(place in right for _, _, right in questions) for place in range(size)]
        share = sum(counts) / size / len(questions)
        wanted, slack = share * len(questions), 1 + SPARE * math.sqrt(len(questions) * share * (1 - share))
        fullest, rarest = counts.index(max(counts)), counts.index(min(counts))
        if max(counts) - wanted > slack or wanted - min(counts) > slack:
            where, name, _ = next(question for question in questions if fullest in question[2] and rarest not in question[2])
            found.append(
                f"{where}: in {len(questions)} questions with {size} options and {'several right ones' if several else 'one right one'}, "
                f"the {PLACES[fullest]} is right {counts[fullest]} times and the {PLACES[rarest]} {counts[rarest]} times, so on "
                f"paper and in Anki the place gives the answer away. Move the right option of some of them, here '{name}', with its "
                f"explanation from the {PLACES[fullest]} place to the {PLACES[rarest]}."
            )
    return found
