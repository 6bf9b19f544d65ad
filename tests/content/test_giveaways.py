"""The questions of a page don't give their right options away; each rule fails on a page made to break it."""

import pytest
from building import copy
from checks import giveaways

# Pages whose questions give themselves away, with the rules that they break, like ("docs/a.md", "giveaway-place"). None today.
KNOWN: set[tuple[str, str]] = set()

PAGE = "docs/how-transformers-work/attention.md"
# The position of the right option, then the options, the right one first.
FINE = [
    (0, ["The mask hides them", "Training leaves them out", "Their weights are too small"]),
    (1, ["It falls to 0.4", "It rises to 0.6", "It stays at 0.5"]),
    (2, ["The query meets keys", "Values meet the output", "Scores grow at once"]),
]
LONG = "The mask hides them, because the decoder may look at earlier words and at itself"
BAD = {  # rule -> questions that break it and no other rule
    "giveaway-length": [(place, [LONG, *options[1:]]) for place, options in FINE[:2]] + FINE[2:],
    "giveaway-absolutes": [
        (0, ["The mask hides them", "Training always leaves them out", "Their weights are too small"]),
        (1, ["It falls to 0.4", "It rises to 0.6 only", "It stays at 0.5"]),
        FINE[2],
    ],
    "giveaway-overlap": [
        (0, ["energy stays, carbon falls", "energy stays, carbon rises", "energy doubles, carbon falls", "both are zero"]),
        (1, ["half by sentence, none by pair", "half by sentence, half by pairs", "third by sentence, none by pair", "it can't be told"]),
        FINE[2],
    ],
    "giveaway-place": [(1, options) for _, options in FINE[:2]] + FINE[2:],
}


@pytest.fixture
def planted(tmp_path):
    """A function that makes a site whose attention page has the given questions, and returns the findings there."""
    root = copy(tmp_path)

    def plant(questions):
        text = "# Attention Mechanism\n\n"
        for number, (place, (right, *others)) in enumerate(questions):
            options = [f"- [ ] {other}\n    - Why.\n" for other in others]
            options.insert(place, f"- [x] {right}\n    - Why.\n")
            text += f"/// question\n    id: planted-{number}\n\nWhich?\n\n{''.join(options)}///\n\n"
        (root / PAGE).write_text(text, encoding="utf-8")
        return [finding for finding in giveaways.findings(root) if finding.path == PAGE]

    return plant


def test_the_questions_give_nothing_away(root):
    found = [str(finding) for finding in giveaways.findings(root) if (finding.path, finding.rule) not in KNOWN]
    assert not found, "\n" + "\n".join(found)


def test_a_page_of_fair_questions_passes(planted):
    assert planted(FINE) == []


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("giveaway-length", "Shorten it or make a distractor as detailed"),
        ("giveaway-absolutes", "'planted-0' (always), 'planted-1' (only). Take them out of the distractors"),
        ("giveaway-overlap", "Let two distractors share something that the right option lacks."),
        ("giveaway-place", "Move the right option of some, with its explanation, to another place than the second."),
    ],
)
def test_each_rule_stops_the_page_that_breaks_it(planted, rule, sentence):
    (finding,) = planted(BAD[rule])
    assert finding.rule == rule
    assert sentence in finding.sentence
    assert "in 2 of the page's 3 questions" in finding.sentence
    assert finding.line
