"""The `question` block: choose one, choose several, or work out a number; each option explained.

Rendered complete: the prompt, the options, and a `<details>` with every explanation. The custom
element around it (docs/assets/explorers/llm-question.js) makes of that a form that answers.
A question for a number may have `numbers`, so that the practice page asks it with others; fresh_numbers.py says how.
"""

import posixpath
import re
import xml.etree.ElementTree as etree

from markdown.util import AtomicString

from llm_notes.blocks import fresh_numbers
from llm_notes.blocks.fences import Fence, NotesBlock, suggestion
from llm_notes.content.pages import Page, read_page
from llm_notes.content.source import Source
from llm_notes.engines import locate

ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
OPTION = re.compile(r"^- \[(.)\][ ]*(.*)$")
EXPLANATION = re.compile(r"^ {4,}- *(.*)$")
NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")
HOW = "Write '- [x] right' or '- [ ] wrong', and under each '    - why'."


class Question(NotesBlock):
    """A question that a reader answers; its kind follows from its options."""

    NAME = "question"
    ARGUMENT = False
    KNOWN = {
        "id": "a name for the question that never changes, like 'attention-mask-future'",
        "type": "'number' when the answer is worked out",
        "tolerance": "how far from the answer still counts as right",
        "unit": "the unit of the number, shown behind the field",
        "numbers": "values that its numbers may take, so that it can be asked with others",
        "reread": "the id of the heading whose paragraphs explain the answer, or page.md#id",
        "diagnostic": "true for one of the few questions that find where a reader should start",
    }
    REQUIRED = ("id",)
    EXAMPLE = "/// question"

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError for a bad id or type, no prompt, no right option, a missing explanation."""
        name, kind = fence.options["id"], fence.options.get("type")
        if not isinstance(name, str) or not ID.fullmatch(name):
            raise source.error(fence.line, f"the question's id '{name}' must be lowercase words joined by hyphens.")
        if kind not in (None, "number"):
            raise source.error(
                fence.line, f"a question has no type '{kind}'. Leave the type out for options to choose from, or write 'type: number'."
            )
        if fence.options.get("diagnostic") not in (None, True):
            raise source.error(fence.line, f"'diagnostic' of the question '{name}' is true or left out.")
        if "reread" in fence.options:
            _check_reread(fence, source)
        options = _check_options(fence, source)
        right = [index for index, mark, _ in options if mark == "x"]
        if not right:
            raise source.error(fence.line, f"the question '{name}' has no right answer. Mark it with '- [x]'.")
        if kind == "number":
            _check_number(fence, source, options)
        elif len(options) < 2:
            raise source.error(fence.line, f"the question '{name}' has one option only. Add a wrong one with '- [ ]'.")
        elif {"tolerance", "unit", "numbers"} & set(fence.options):
            raise source.error(
                fence.line,
                f"the question '{name}' has a tolerance, a unit or 'numbers' but isn't a number. Add 'type: number', or remove them.",
            )

    def on_create(self, parent):
        """Return the element that the body is parsed into."""
        element = etree.SubElement(parent, "llm-question", {"class": "question", "id": f"q-{self.options['id']}"})
        element.set("data-question", self.options["id"])
        if self.options["diagnostic"]:
            element.set("data-diagnostic", "")
        return element

    def on_markdown(self):
        """The body is Markdown blocks: a prompt, then a list of options."""
        return "block"

    def on_end(self, block):
        """Turn prompt and list into the question's parts."""
        numbers = self.options["numbers"]
        if numbers:
            block.set("data-numbers", fresh_numbers.as_attribute(numbers))
        options = block[-1]
        block.remove(options)
        prompt = etree.Element("div", {"class": "question__prompt"})
        for child in list(block):
            block.remove(child)
            prompt.append(child)
        prompt.text, block.text = block.text, None
        block.append(prompt)
        parsed = [_option(item) for item in options]
        if numbers:
            for part in (prompt, *(why for _, _, why in parsed)):
                self._put_in(part, numbers)
        kind = "number" if self.options["type"] == "number" else ("several" if sum(right for right, _, _ in parsed) > 1 else "one")
        block.set("data-kind", kind)
        if kind == "number":
            block.set("data-tolerance", str(self.options["tolerance"] or 0))
            if self.options["unit"]:
                block.set("data-unit", str(self.options["unit"]))
        else:
            choices = etree.SubElement(block, "ol", {"class": "question__options", "type": "A"})
            for _, option, _ in parsed:
                choices.append(_copy(option, "li"))
        details = _answer(block, parsed, kind, self.options["unit"] or "")
        if self.options["reread"]:
            page, name = _target(str(self.options["reread"]))
            docs_dir, here = locate(self.md)
            aim = (
                read_page(docs_dir / posixpath.normpath(posixpath.join(posixpath.dirname(here), page)), docs_dir)
                if page
                else (Page(here, "\n".join(self.md.lines), (), 0))
            )
            line = etree.SubElement(details, "p", {"class": "question__reread"})
            line.text = "Read again: "
            etree.SubElement(line, "a", {"href": f"{page}#{name}"}).text = aim.anchors.get(name, aim.title)

    def _put_in(self, part, numbers: dict) -> None:
        for element in part.iter():
            for place in ("text", "tail"):
                text = getattr(element, place)
                if text and not isinstance(text, AtomicString) and element.tag not in ("code", "pre"):
                    setattr(element, place, fresh_numbers.mark_up(text, numbers, self.md.htmlStash.store))


def _check_options(fence: Fence, source: Source) -> list[tuple[int, str, str]]:
    """Return (line, mark, text) of each option; raise PageError when one isn't written as it should be."""
    options: list[tuple[int, str, str]] = []
    explained = True
    prompt = False
    for index, line in fence.body:
        option = OPTION.match(line)
        if option:
            mark, text = option.groups()
            if mark not in "x ":
                raise source.error(index, f"an option is marked '[x]' or '[ ]', not '[{mark}]'. {HOW}")
            if not text:
                raise source.error(index, f"this option has no text. {HOW}")
            if not prompt:
                raise source.error(index, "the question has no text before its options. Ask it first.")
            if not explained:
                raise source.error(
                    options[-1][0],
                    f"the option '{options[-1][2]}' has no explanation. Add a line '    - why it is right or wrong' under it.",
                )
            options.append((index, mark, text))
            explained = False
        elif options:
            explanation = EXPLANATION.match(line)
            if explanation and explanation.group(1) and not explained:
                explained = True
            elif explanation and explained:
                raise source.error(index, "an option has one explanation only. Join the two.")
            elif line.strip() and not (explained and line.startswith("        ")):
                raise source.error(index, f"this line stands between the options and is neither option nor explanation. {HOW}")
        elif line.strip().startswith("- ["):
            raise source.error(index, f"this option isn't written as it should be. {HOW}")
        elif line.strip():
            prompt = True
    if not options:
        raise source.error(fence.line, f"the question '{fence.options['id']}' has no options. {HOW}")
    if not explained:
        raise source.error(
            options[-1][0], f"the option '{options[-1][2]}' has no explanation. Add a line '    - why it is right or wrong' under it."
        )
    return options


def _check_number(fence: Fence, source: Source, options) -> None:
    written = options
    if "numbers" in fence.options:
        options = [(index, mark, _value(text)[0]) for index, mark, text in options]
    for index, _, text in options:
        if not NUMBER.match(text.strip()):
            raise source.error(
                index, f"'{text}' isn't a plain number. Write digits and a point only, like 0.73; the unit goes into the option 'unit'."
            )
    if sum(mark == "x" for _, mark, _ in options) > 1:
        raise source.error(fence.line, "a question for a number has one right answer. Mark one only with '- [x]'.")
    tolerance = fence.options.get("tolerance", 0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or tolerance < 0:
        raise source.error(fence.line, f"the tolerance '{tolerance}' isn't a number of 0 or more.")
    right = next(float(text) for _, mark, text in options if mark == "x")
    for index, mark, text in options:
        if mark == " " and abs(float(text) - right) <= tolerance:
            raise source.error(
                index,
                f"the wrong answer {text} lies within the tolerance of the right one. Make the tolerance smaller or remove this answer.",
            )
    if "numbers" in fence.options:
        fresh_numbers.check(fence, source, written)


def _option(item) -> tuple[bool, etree.Element, etree.Element]:
    """Return (right, option, explanation) of one list item; the latter two as <span> elements."""
    explanation_list = item.find("ul")
    item.remove(explanation_list)
    content = item[0] if len(item) and item[0].tag == "p" else item
    mark = content.text.lstrip()[1]
    content.text = content.text.lstrip()[3:].lstrip()
    why = explanation_list[0]
    why = why[0] if len(why) and why[0].tag == "p" else why
    return mark == "x", content, why


def _value(text: str) -> tuple[str, str | None]:
    """Return (number, formula or None) of an answer: '35.3 = {12*n}' -> ('35.3', '12*n')."""
    match = fresh_numbers.ANSWER.match(text)
    return match.groups() if match else (text, None)


def _copy(element, tag: str) -> etree.Element:
    """Return the element's content in an element of another tag."""
    copy = etree.Element(tag)
    copy.text = element.text
    copy.extend(list(element))
    return copy


def _target(reread: str) -> tuple[str, str]:
    """Return (page or '', heading's id) of the option `reread`."""
    page, _, name = reread.rpartition("#")
    return page, name


def _check_reread(fence: Fence, source: Source) -> None:
    page, name = _target(str(fence.options["reread"]))
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source.page or ""), page))
    if page and not (source.docs_dir / path).is_file():
        raise source.error(
            fence.line,
            f"'reread' of the question '{fence.options['id']}' names the page '{page}', but there "
            "is none. Correct the path: it starts from this page's folder.",
        )
    known = (read_page(source.docs_dir / path, source.docs_dir) if page else Page(source.page, "\n".join(source.lines), (), 0)).anchors
    if name not in known:
        raise source.error(
            fence.line,
            f"'reread' of the question '{fence.options['id']}': no heading has the id "
            f"'{name}'{suggestion(name, known)} Write the id of a heading, like "
            "'without-the-mask'.",
        )


def _answer(block, parsed, kind: str, unit: str) -> etree.Element:
    details = etree.SubElement(block, "details", {"class": "question__answer", "data-search-exclude": ""})
    etree.SubElement(details, "summary").text = "Show the answer"
    answers = etree.SubElement(details, "ul")
    for number, (right, option, why) in enumerate(parsed):
        item = etree.SubElement(answers, "li", {"data-right": "true" if right else "false"})
        verdict = etree.SubElement(item, "strong")
        label, formula = _value(option.text.strip()) if kind == "number" else (chr(ord("A") + number), None)
        if kind == "number":
            item.set("data-value", label)
            if formula:
                item.set("data-formula", formula)
            label = f"{label} {unit}".strip()
        verdict.text = AtomicString(f"{label} is {'right' if right else 'wrong'}.")
        verdict.tail = " "
        item.append(_copy(why, "span"))
    return details
