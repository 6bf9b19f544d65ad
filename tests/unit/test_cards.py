"""What a block says, read once into a dataclass; and all cards of the site with their places."""

from pathlib import Path

from llm_notes.blocks.cards import read_cards
from llm_notes.blocks.fences import read_blocks
from llm_notes.blocks.question import Option
from llm_notes.content.pages import Page

TEXT = r"""---
description: x
---
# T

## The mask {#mask}

/// question
    id: two-numbers
    type: number
    tolerance: 0.5
    unit: tokens
    numbers: {n: [4, 5, 6]}
    reread: mask

A text has {n} tokens, $x_{n}$.

How many are twice as many?

- [x] 8 = {2*n}
    - Twice $n$ [@a2017].
- [ ] 4
    - That is `n`

        itself.
///

/// question
    id: choice

Which?

- [x] *One*
    - a
- [x] Two
    - b
- [ ] Three
    - c
///

/// drill
    id: softmax
    answer: 0.5

Compute $e^0$.

| a |
|---|

1. First.
2. Then.
///
"""
PAGE = Page("chapter/page.md", TEXT, (), 3)


def test_a_question_keeps_its_text_formulas_and_lines():
    number, choice = read_blocks(PAGE, "question", Path("docs"))
    assert (number.page, number.line, number.card, number.anchor, number.kind) == (
        "chapter/page.md",
        8,
        "question/two-numbers",
        "q-two-numbers",
        "number",
    )
    assert number.prompt == "A text has {n} tokens, $x_{n}$.\n\nHow many are twice as many?"
    assert number.options == (
        Option(20, True, "8", "2*n", "Twice $n$ [@a2017]."),
        Option(22, False, "4", None, "That is `n`\n\nitself."),
    )
    assert (number.tolerance, number.unit, number.numbers, number.reread) == (
        0.5,
        "tokens",
        {"n": [4, 5, 6]},
        ("chapter/page.md", "mask"),
    )
    assert (choice.kind, choice.line, choice.reread, choice.options[0].text) == ("several", 28, None, "*One*")
    assert number.body.startswith(number.prompt) and number.body.endswith("itself.")


def test_a_drill_has_its_prompt_and_its_steps_apart():
    (drill,) = read_blocks(PAGE, "drill", Path("docs"))
    assert (drill.card, drill.answer, drill.prompt, drill.steps) == (
        "drill/softmax",
        0.5,
        "Compute $e^0$.\n\n| a |\n|---|",
        "1. First.\n2. Then.",
    )


def test_every_card_of_the_site_has_a_name_of_its_own_and_the_line_of_its_block(root):
    docs = root / "docs"
    sections = read_cards(docs)
    cards = [card for section in sections.values() for card in section]
    assert len({card.card for card in cards}) == len(cards) >= 160
    for section, own in sections.items():
        kinds = [card.card.split("/")[0] for card in own]
        assert kinds == sorted(kinds, key=["question", "drill", "term"].index), section
    for card in cards:
        line = (docs / card.page).read_text(encoding="utf-8").split("\n")[card.line - 1]
        assert line == (f"/// term | {card.term}" if card.card.startswith("term/") else f"/// {card.card.split('/')[0]}"), card.card
