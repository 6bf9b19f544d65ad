"""The `drill` block: an exercise with its solution step by step, one of as many as the reader wants.

The text inside is exercise 1, complete without JavaScript: a prompt, perhaps a table, and a numbered list of steps. It is
rendered as a question for a number, so it answers; docs/assets/practice/drill.js puts other exercises in its place.
"""

import xml.etree.ElementTree as etree

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.blocks.fresh_numbers import shown
from llm_notes.content.source import Source


class Drill(NotesBlock):
    """An exercise of a drill that docs/assets/practice/drills.js makes."""

    NAME = "drill"
    ARGUMENT = False
    KNOWN = {
        "id": "the drill's id in docs/assets/practice/drills.js",
        "answer": "the answer of exercise 1",
        "tolerance": "how far from the answer still counts as right",
        "unit": "the unit of the answer, shown behind the field",
    }
    REQUIRED = ("id", "answer")
    EXAMPLE = "/// drill"

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError when the answer is no number, or prompt or steps are missing."""
        if not isinstance(fence.options["answer"], int | float):
            raise source.error(fence.line, f"the answer '{fence.options['answer']}' of the drill isn't a number.")
        lines = [line for _, line in fence.body if line.strip()]
        if not lines or lines[0].startswith("1. ") or not any(line.startswith("1. ") for line in lines):
            raise source.error(
                fence.line, "a drill has a prompt and then its steps as a numbered list. 'make test' prints both for exercise 1."
            )

    def on_create(self, parent):
        """Return the element that the body is parsed into."""
        return etree.SubElement(parent, "llm-drill", {"data-drill": self.options["id"]})

    def on_markdown(self):
        """The body is Markdown blocks: a prompt, perhaps a table, and a list of steps."""
        return "block"

    def on_end(self, block):
        """Make a question for a number of it."""
        *given, steps = list(block)
        answer, unit = self.options["answer"], self.options["unit"]
        for child in list(block):
            block.remove(child)
        question = etree.SubElement(
            block,
            "llm-question",
            {
                "class": "question",
                "id": f"drill-{self.options['id']}",
                "data-kind": "number",
                "data-tolerance": str(self.options["tolerance"] or 0),
            },
        )
        if unit:
            question.set("data-unit", unit)
        etree.SubElement(question, "div", {"class": "question__prompt"}).extend(given)
        details = etree.SubElement(question, "details", {"class": "question__answer", "data-search-exclude": ""})
        etree.SubElement(details, "summary").text = "Show the answer"
        item = etree.SubElement(etree.SubElement(details, "ul"), "li", {"data-right": "true", "data-value": str(answer)})
        etree.SubElement(
            item, "strong"
        ).text = f"The answer is {shown(answer, len(str(answer).partition('.')[2]))}{f' {unit}' if unit else ''}."
        item.append(steps)
        etree.SubElement(block, "p", {"class": "drill__more"})
