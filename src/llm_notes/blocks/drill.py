"""The `drill` block: an exercise with a step-by-step solution, and as many more as the reader wants.

The text inside is exercise 1, complete without JavaScript: a prompt, perhaps a table, and a numbered list of steps. It is
rendered as a question for a number, so it checks answers; docs/assets/practice/drill.js replaces it with other exercises.
"""

import xml.etree.ElementTree as etree
from dataclasses import dataclass

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.blocks.fresh_numbers import shown
from llm_notes.content.source import Source
from llm_notes.markup.plain import item, labeled, quoted


@dataclass(frozen=True)
class Drill:
    """Exercise 1 of a drill that docs/assets/practice/drills.js makes.

    page: path under docs; line: the block's line in the file; prompt (perhaps with a table) and steps: Markdown.
    """

    page: str
    line: int
    id: str
    answer: float
    tolerance: float
    unit: str
    prompt: str
    steps: str

    @property
    def shown_answer(self) -> str:
        """The answer with its unit, as the page prints it."""
        return f"{shown(self.answer, len(str(self.answer).partition('.')[2]))} {self.unit}".strip()

    @property
    def anchor(self) -> str:
        """The id in its page of the heading above, where its exercises are."""
        return self.id

    @property
    def card(self) -> str:
        """The name of the card, which doesn't depend on wording or place."""
        return f"drill/{self.id}"


def parse(fence: Fence, source: Source) -> Drill:
    """Return the drill. Raises PageError when the answer isn't a number, or when prompt or steps are missing."""
    answer = fence.options["answer"]
    if not isinstance(answer, int | float):
        raise source.error(fence.line, f"the answer '{answer}' of the drill isn't a number.", "drill-answer")
    prompt, begin, steps = f"\n{fence.text}".partition("\n1. ")
    if not prompt or not begin:
        raise source.error(
            fence.line, "a drill has a prompt and then its steps as a numbered list. 'make test' prints both for exercise 1.", "drill-parts"
        )
    return Drill(
        source.page,
        source.number(fence.line),
        str(fence.options["id"]),
        answer,
        fence.options.get("tolerance") or 0,
        str(fence.options.get("unit") or ""),
        prompt.strip("\n").rstrip(),
        f"1. {steps}",
    )


class DrillBlock(NotesBlock):
    """Renders a drill's exercise 1."""

    NAME = "drill"
    ARGUMENT = False
    KNOWN = {
        "id": "the drill's id in docs/assets/practice/drills.js",
        "answer": "the answer of exercise 1",
        "tolerance": "how far from the answer still counts as right",
        "unit": "the unit of the answer, shown after the field",
    }
    REQUIRED = ("id", "answer")
    EXAMPLE = "/// drill"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Drill, writer) -> str:
        """Return a quotation: the prompt, the answer and the steps."""
        parts = [labeled(strings.LABELS["question"], writer.text(value.prompt, value.page))]
        parts.append(item(f"**{strings.answer_is(value.shown_answer)}**\n{writer.text(value.steps, value.page)}"))
        if writer.page != value.page:
            parts.append(f"{strings.MORE_OF_THESE}[{writer.heading(value.page, value.anchor)}]({writer.to(value.page, value.anchor)})")
        return quoted(*parts)

    def on_create(self, parent):
        """Return the element that the body is parsed into."""
        return etree.SubElement(parent, "llm-drill", {"data-drill": self.parsed.id})

    def on_markdown(self):
        """The body is Markdown blocks: a prompt, perhaps a table, and a list of steps."""
        return "block"

    def on_end(self, block):
        """Turn it into a question for a number."""
        *given, steps = list(block)
        drill = self.parsed
        answer, unit = drill.answer, drill.unit
        for child in list(block):
            block.remove(child)
        question = etree.SubElement(
            block,
            "llm-question",
            {
                "class": "question",
                "id": f"drill-{drill.id}",
                "data-kind": "number",
                "data-tolerance": str(drill.tolerance),
            },
        )
        if unit:
            question.set("data-unit", unit)
        etree.SubElement(question, "div", {"class": "question__prompt"}).extend(given)
        details = etree.SubElement(question, "details", {"class": "question__answer", "data-search-exclude": ""})
        etree.SubElement(details, "summary").text = strings.SHOW_ANSWER
        item = etree.SubElement(etree.SubElement(details, "ul"), "li", {"data-right": "true", "data-value": str(answer)})
        etree.SubElement(item, "strong").text = strings.answer_is(drill.shown_answer)
        item.append(steps)
        etree.SubElement(block, "p", {"class": "drill__more"})
