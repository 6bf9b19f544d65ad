"""What the package writes for readers: into pages, the PDF, the deck for Anki and the plain text, by where it is shown.

Everything a translator of the interface needs is here and, for scripts, in docs/assets/strings/. Messages for contributors
about mistakes aren't: they are beside the checks that find them. A function makes a whole sentence, plurals included.
"""

import datetime

LANGUAGE = "en"


def megabytes(size: int) -> str:
    """Return a number of bytes: 2412345 -> '2.4 MB'."""
    return f"{size / 1e6:.1f} MB"


def kilobytes(size: int) -> str:
    """Return a number of bytes: 1234567 -> '1,235 KB'."""
    return f"{size / 1000:,.0f} KB"


def day(date: datetime.date) -> str:
    """Return a day: 'June 12, 2017'."""
    return f"{date:%B} {date.day}, {date.year}"


def month(date: datetime.date) -> str:
    """Return a month: 'June 2017'."""
    return f"{date:%B %Y}"


# ---- Pages

ADDED = "added"  # the mark of a page that the study notes' outline doesn't have
DRAFT = "Draft. This page is being written; it isn’t on the published site."


def reading_time(minutes: int, details: int, questions: int) -> str:
    """Return minutes of the main path, the folds and the questions: '9 minutes, 15 more for the details, 6 for the questions'."""
    parts = [f"{minutes} minute{'s' * (minutes > 1)}"]
    for more, what in ((details, "the details"), (questions, "the questions")):
        if more:
            parts.append(f"{more}{' more' * (len(parts) == 1)} for {what}")
    return ", ".join(parts)


IN_SHORT = "The points in short"  # under the title, the link to the page's points, for those who come back


# ---- Questions, drills, cards

SHOW_ANSWER = "Show the answer"
SHOW_DEFINITION = "Show the definition"
READ_AGAIN = "Read again: "
ON_DETAILS = "On the details: "
MORE_OF_THESE = "More of these: "
SOLUTIONS = "Solutions"


def verdict(answer: str, right: bool) -> str:
    """Return how an answer counts. answer: a letter, or a number with its unit."""
    return f"{answer} is {'right' if right else 'wrong'}."


def answer_is(answer: str) -> str:
    """Return the answer of a drill. answer: a number with its unit."""
    return f"The answer is {answer}."


def check_chapter(questions: int) -> str:
    """Return the button that asks all questions of a chapter."""
    return f"Check this chapter: {questions} questions"


def cards(questions: int, drills: int, terms: int) -> str:
    """Return how many cards there are, leaving out kinds with none."""
    numbers = {"question": questions, "drill": drills, "term": terms}
    *first, last = [f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in numbers.items() if number] or ["nothing yet"]
    return f"{', '.join(first)}{' and ' if first else ''}{last}."


def work_out(unit: str, decimals: int, tolerance: float) -> str:
    """Return what a question for a number asks for, on a card."""
    rounding = f"To {decimals} decimal{'s' if decimals > 1 else ''}" if decimals else "A whole number"
    spare = f"; up to {tolerance} off is right" if tolerance else ""
    return f"Work out the number. {f'Unit: {unit}. ' if unit else ''}{rounding}{spare}."


DECK = "From the site LLM Notes: text CC BY 4.0, code MIT."


def deck_size(cards: int, size: int) -> str:
    """Return what is in a deck and its number of bytes."""
    return f"{cards} cards, {kilobytes(size)}"


# ---- Figures, results, explorers

FIGURE_IN_WORDS = "The figure in words"
NUMBERS = "The numbers"
FROM = "From "
PREDICT = "Predict first."
SEEN = "What you saw"


def open_explorer(models: dict[str, int], invites: str = "") -> str:
    """Return the button that opens an explorer. models: name -> bytes of the models that it loads; invites: the page's own words."""
    if invites:
        return f"{invites} ({megabytes(sum(models.values()))})" if models else invites
    loads = " and ".join(f"{model}, {megabytes(size)}" for model, size in models.items())
    return f"Open the explorer; it loads {loads}" if loads else "Open the explorer"


# ---- Other blocks

YOU_MAY_HEAR = "You may hear:"
SOURCES = "Sources"
BACK_TO_CITATION = "Back to where reference {} is cited"
KINDS = {"announced": "announced", "weights": "weights released", "paper": "paper"}


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return f"“{text}”"


LETTERS = "Terms by first letter"  # a screen reader's name of the glossary's A to Z


def checked(sources: int, numbers: int, watched: int, references: str, errata: str) -> list[str]:
    """Return what there is to check in the notes, as Markdown. references, errata: the addresses of these pages."""
    return [
        f"[**{sources:,}** sources cited]({references})",
        f"[**{numbers:,}** numbers that code put on the pages]({errata}#checked)",
        f"[**{watched:,}** sentences that stop the build if our data no longer support them]({errata}#checked)",
    ]


def cited_in(pages: str) -> str:
    """Return where a reference is cited. pages: links, with commas."""
    return f"Cited in {pages}"


def builds_on(sections: str) -> str:
    """Return what a section builds on. sections: titles, with commas."""
    return f"builds on {sections}"


def parameters(count: str) -> str:
    """Return a model's size: '175B parameters'."""
    return f"{count} parameters"


def tokens(count: str) -> str:
    """Return how much text a model's largest size has read: 'trained on 300B tokens'."""
    return f"trained on {count} tokens"


def notes_say(date: datetime.date) -> str:
    """Return the month that the study notes give for an event."""
    return f"The notes say {month(date)}."


# ---- The finished page

MENU = "Menu"
MOVED = "This page has moved"


def moved_to(link: str) -> str:
    """Return where a page has moved. link: in HTML."""
    return f"This page has moved to {link}."


def table_of(columns: str) -> str:
    """Return the name of a table, for screen readers. columns: their headings, with commas."""
    return f"Table: {columns}"


RESOURCE = "study notes"  # the kind of a page, for programs

# For scripts that the publish step writes; {words} and the like are filled in there.
SEARCH = {
    "loading": "Loading …",
    "failed": "The search couldn’t be loaded. Check the network, then press Enter or ",
    "again": "try again",
    "notCovered": "The notes don’t cover {words}.",
    "instead": " for {words}",
    "missing": ". Not in the notes: {words}",
}
OFFLINE = {
    "title": "No network",
    "page": "This page isn’t kept on this device, and it can’t be fetched now.",
    "file": "This file isn’t kept on this device, and it can’t be fetched now.",
    "again": "Try again",
    "later": "When you’re back online, the page {link} can save all pages at once.",
    "link": "Offline",
    "kept": "Kept on this device",
    "changed": "This file has changed since the page was opened. Reload the page.",
}

# ---- Other forms of the notes


def pdf_link(link: str, size: int) -> str:
    """Return the sentence that links to the PDF. link: its address; size: bytes."""
    return f'<a href="{link}">All of the notes as a PDF</a> ({megabytes(size)}), to print or to keep.'


ABOUT_NOTES = "About these notes"
CONTENTS = "Contents"
ANSWERS = "Answers"


def question(number: str) -> str:
    """Return the name of a question in the PDF: 'Question 1.2.3'."""
    return f"Question {number}"


def answer_on_page(page: str) -> str:
    """Return where a question's answer is in the PDF."""
    return f"answer on page {page}"


def seen_on_page(page: str) -> str:
    """Return where the PDF says what readers of an explorer saw."""
    return f"{SEEN}: page {page}"


LABELS = {"explorer": "Interactive on the page.", "figure": "Figure.", "question": "Question."}
START, OPTIONAL = "Start", "Optional"


def address(address: str) -> str:
    """Return the line with a page's address."""
    return f"Address: {address}"


def about_texts(full: str) -> str:
    """Return what llms.txt says about itself. full: the address of all pages in one file."""
    return (
        "Each link leads to a page as Markdown. A number in brackets names a source at the page's end; figures and interactive "
        f"parts are given in words; each question is followed by its answer. [All pages in one file]({full}) leaves out those "
        "under Optional."
    )
