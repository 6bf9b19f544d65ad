"""The words of a page's main path and of its folds, and the minutes that they take."""

from pathlib import Path

import pytest
from building import replace
from small import small

from llm_notes import strings
from llm_notes.commands.check import render
from llm_notes.content.pages import Page
from llm_notes.content.reading import (
    QUESTION_SECONDS,
    SECONDS,
    WORDS_PER_MINUTE,
    Reading,
    depth_words,
    main_path_words,
    read_times,
    together,
)

QUESTION = "/// question\n    id: a\n\nWhat now?\n\n- [x] right\n    - because\n- [ ] wrong\n    - since\n///"
NUMBER = "/// question\n    id: b\n    type: number\n\nHow many?\n\n- [x] 12\n    - because\n- [ ] 24\n    - twice\n///"
FOLD = "/// deeper | Why three?\n    id: why\n\nfour five six\n///"


def times(text: str) -> Reading:
    return read_times(Page("a.md", text, (), 0), Path("docs"))


@pytest.mark.parametrize(
    "text, words, details",
    [
        ("# One two\n\nthree *four* [five](six.md#seven) [@eight2017].\n\n- nine", 6, 0),
        (f"one two\n\n{FOLD}\n\nthree", 5, 3),  # the fold's title is on the main path
        ("one\n\n| two | three |\n|---|---|\n| 4 | 5 |", 1, 0),
        ("one\n\n```python\ntwo = 3\n```", 1, 0),
        (f"one\n\n{QUESTION}\n\ntwo", 2, 0),
        ("one $x + y = z$ two", 3, 0),  # a formula counts as a word
        ("//// deeper | Why\n\none\n\n/// misconception | two three\nfour [@a]\n///\n\n////", 1, 4),
        ("one {=transfer:labels.0} {?transfer: a == b} two", 2, 0),
    ],
)
def test_words_are_counted_where_they_stand(text, words, details):
    page = Page("a.md", text, (), 0)
    assert (main_path_words(page, Path("docs")), depth_words(page, Path("docs"))) == (words, details)


def test_what_is_looked_at_takes_seconds_where_it_stands():
    table, code = "| a | b |\n|---|---|\n| 1 | 2 |", "```python\na = 1\n\nb = 2\n```"
    outside, inside = times(f"{table}\n\n{code}"), times(f"/// deeper | Why\n\n{table}\n\n{code}\n///")
    seconds = 2 * SECONDS["row"] + 2 * SECONDS["code"]
    assert (outside.seconds, outside.details_seconds) == (seconds, 0)
    assert (inside.seconds, inside.details_seconds) == (0, seconds)


def test_questions_take_seconds_by_kind():
    reading = times(f"{QUESTION}\n\n{NUMBER}")
    assert (reading.words, reading.questions_seconds) == (0, QUESTION_SECONDS["one"] + QUESTION_SECONDS["number"])


def test_the_minutes_as_a_sentence():
    hour = Reading(9 * WORDS_PER_MINUTE, 14 * WORDS_PER_MINUTE, 0, 60, 360)
    assert str(hour) == "9 minutes, 15 more for the details, 6 for the questions"
    assert str(Reading(20, 0, 0, 0, 0)) == "1 minute"
    assert str(Reading(500, 0, 0, 0, 120)) == "2 minutes, 2 more for the questions"
    assert together([hour, hour]).minutes == 18


def test_a_page_with_a_mistake_has_a_time_too():
    assert times("one\n\n/// qestion\n\ntwo").minutes == 1


def test_a_page_leads_to_its_points_only_if_it_has_them(tmp_path):
    root = small(tmp_path)
    assert 'class="reading-time"' in (without := render(root, "first/alpha.md")) and strings.IN_SHORT not in without
    replace(root / "docs/first/alpha.md", "## Less {#less}", "## In short\n\n/// notes\n- A point.\n///\n\n## Less {#less}")
    html = render(root, "first/alpha.md")
    assert f'<a href="#in-short">{strings.IN_SHORT}</a>' in html and 'id="in-short"' in html
