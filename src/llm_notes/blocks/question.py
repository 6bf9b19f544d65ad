"""The `question` block: choose one, choose several, or work out a number; each option explained.

Rendered complete: the prompt, the options, and a `<details>` with every explanation. The custom
element around it (docs/assets/shared/llm-question.js) turns that into a form that responds.
A question for a number may have `numbers`, so that the practice page can ask it with others; fresh_numbers.py says how.
"""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from functools import lru_cache

from markdown.util import AtomicString

from llm_notes import strings
from llm_notes.blocks import fresh_numbers
from llm_notes.blocks.fences import Fence, NotesBlock, suggestion
from llm_notes.content.moved import hint
from llm_notes.content.pages import Page, link_to, read_page, target_of
from llm_notes.content.source import Source
from llm_notes.engines import locate
from llm_notes.markup.plain import item, labeled, quoted

ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
OPTION = re.compile(r"^- \[(.)\][ ]*(.*)$")
EXPLANATION = re.compile(r"^ {4,}- *(.*)$")
NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")
HOW = "Write '- [x] right' or '- [ ] wrong', and under each '    - why'."


@dataclass(frozen=True)
class Option:
    """One option, or one answer of a question for a number. line: in the file; text and why: Markdown; formula: of an answer, or None."""

    line: int
    right: bool
    text: str
    formula: str | None
    why: str


@dataclass(frozen=True)
class Question:
    """A question that a reader answers.

    page: path under docs; line: the block's line in the file; prompt: Markdown before the options; body: the whole text, Markdown;
    numbers: as fresh_numbers.py has them, or None; reread: (page's path under docs, heading's id) or None.
    """

    page: str
    line: int
    id: str
    prompt: str
    options: tuple[Option, ...]
    body: str
    is_number: bool
    tolerance: float
    unit: str
    numbers: dict | None
    reread: tuple[str, str] | None
    diagnostic: bool

    @property
    def kind(self) -> str:
        """What is asked for: "number", "several" options, or "one"."""
        return "number" if self.is_number else "several" if sum(option.right for option in self.options) > 1 else "one"

    @property
    def anchor(self) -> str:
        """The id of the question in its page."""
        return f"q-{self.id}"

    @property
    def card(self) -> str:
        """The name of the card, which doesn't depend on wording or place."""
        return f"question/{self.id}"


def parse(fence: Fence, source: Source) -> Question:
    """Return the question. Raises PageError for a bad id or type, no prompt, no right option, a missing explanation."""
    name, kind = fence.options["id"], fence.options.get("type")
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise source.error(fence.line, f"the question's id '{name}' must be lowercase words joined by hyphens.", "question-id")
    if kind not in (None, "number"):
        raise source.error(
            fence.line,
            f"a question has no type '{kind}'. Leave the type out for options to choose from, or write 'type: number'.",
            "question-type",
        )
    if fence.options.get("diagnostic") not in (None, True):
        raise source.error(fence.line, f"'diagnostic' of the question '{name}' must be true or left out.", "question-diagnostic")
    reread = _reread(fence, source) if "reread" in fence.options else None
    options = _check_options(fence, source)
    right = [index for index, mark, _ in options if mark == "x"]
    if not right:
        raise source.error(fence.line, f"the question '{name}' has no right answer. Mark it with '- [x]'.", "question-no-right-option")
    if kind == "number":
        _check_number(fence, source, options)
    elif len(options) < 2:
        raise source.error(fence.line, f"the question '{name}' has only one option. Add a wrong one with '- [ ]'.", "question-one-option")
    elif {"tolerance", "unit", "numbers"} & set(fence.options):
        raise source.error(
            fence.line,
            f"the question '{name}' has a tolerance, a unit or 'numbers' but isn't a number. Add 'type: number', or remove them.",
            "question-number-option",
        )
    first = options[0][0]
    return Question(
        source.page,
        source.number(fence.line),
        name,
        "\n".join(line for index, line in fence.body if index < first).strip("\n").rstrip(),
        tuple(_options(fence, source, options)),
        fence.text,
        kind == "number",
        fence.options.get("tolerance") or 0,
        str(fence.options.get("unit") or ""),
        fence.options.get("numbers"),
        reread,
        bool(fence.options.get("diagnostic")),
    )


def _options(fence: Fence, source: Source, options: list[tuple[int, str, str]]):
    """Yield the options, each with its explanation: the lines up to the next one."""
    ends = [*(index for index, _, _ in options[1:]), fence.end]
    for (index, mark, text), end in zip(options, ends, strict=True):
        first, *more = "\n".join(line for place, line in fence.body if index < place < end).strip("\n").split("\n")
        explanation = EXPLANATION.match(first)
        assert explanation  # _check_options made sure of it
        why = "\n".join([explanation[1], *(line[8:] for line in more)]).rstrip()
        yield Option(source.number(index), mark == "x", *(_value(text) if fence.options.get("type") == "number" else (text, None)), why)


class QuestionBlock(NotesBlock):
    """Renders a question."""

    NAME = "question"
    ARGUMENT = False
    KNOWN = {
        "id": "a name for the question that never changes, like 'attention-mask-future'",
        "type": "'number' when the answer is worked out",
        "tolerance": "how far from the answer still counts as right",
        "unit": "the unit of the number, shown after the field",
        "numbers": "values that its numbers may take, so that it can be asked with others",
        "reread": "the id of the heading or fold whose paragraphs explain the answer, or page.md#id",
        "diagnostic": "true for one of the few questions that find where a reader should start",
    }
    REQUIRED = ("id",)
    EXAMPLE = "/// question"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Question, writer) -> str:
        """Return a quotation: the prompt, the options, and of each whether it is right, and why."""

        def text(markdown: str) -> str:
            return writer.text(fresh_numbers.with_own(markdown, value.numbers) if value.numbers else markdown, value.page)

        labels = [_label(value, place) for place in range(len(value.options))]
        options = "\n".join(item(f"{label}. {text(option.text)}") for label, option in zip(labels, value.options))
        verdicts = "\n".join(
            item(f"**{strings.verdict(label, option.right)}** {text(option.why)}") for label, option in zip(labels, value.options)
        )
        parts = [labeled(strings.LABELS["question"], text(value.prompt)), "" if value.is_number else options, verdicts]
        if value.reread:
            path, anchor = value.reread
            link = f"[{writer.heading(path, anchor)}]({writer.to(path, anchor)})"
            parts = [strings.ON_DETAILS + link if writer.folded(path, anchor) else "", *parts, strings.READ_AGAIN + link]
        return quoted(*parts)

    def on_create(self, parent):
        """Return the element that the body is parsed into."""
        question = self.parsed
        return etree.SubElement(parent, "llm-question", {"class": "question", "id": question.anchor, "data-question": question.id})

    def on_markdown(self):
        """The body is Markdown blocks: a prompt, then a list of options."""
        return "block"

    def on_end(self, block):
        """Turn prompt and list into the question's parts."""
        question = self.parsed
        if question.numbers:
            block.set("data-numbers", fresh_numbers.as_attribute(question.numbers))
        options = block[-1]
        block.remove(options)
        if asked := list(options)[: -len(question.options)]:  # the prompt ends with a list, which Markdown joins with the options
            etree.SubElement(block, options.tag).extend(asked)
            options[:] = list(options)[len(asked) :]
        prompt = etree.Element("div", {"class": "question__prompt"})
        for child in list(block):
            block.remove(child)
            prompt.append(child)
        prompt.text, block.text = block.text, None
        block.append(prompt)
        shown = [_shown(item) for item in options]
        if question.numbers:
            for part in (prompt, *(why for _, why in shown)):
                self._put_in(part, question.numbers)
        block.set("data-kind", question.kind)
        if question.is_number:
            block.set("data-tolerance", str(question.tolerance))
            if question.unit:
                block.set("data-unit", question.unit)
        else:
            choices = etree.SubElement(block, "ol", {"class": "question__options", "type": "A"})
            for option, _ in shown:
                choices.append(_copy(option, "li"))
        details = _answer(block, question, [why for _, why in shown])
        if question.reread:
            page, name = question.reread
            docs_dir, here = locate(self.md)
            if page == here:
                aim, target = Page(here, "\n".join(self.md.lines), (), 0), ""
            else:
                aim, target = read_page(docs_dir / page, docs_dir), link_to(page, here)
            link = {"href": f"{target}#{name}"}, aim.anchors.get(name, aim.title)
            _lead(etree.SubElement(details, "p", {"class": "question__reread"}), strings.READ_AGAIN, *link)
            if name in aim.folded:  # readers of the main path are told beforehand, not after a wrong answer
                depth = etree.Element("p", {"class": "question__depth"})
                block.insert(0, depth)
                _lead(depth, strings.ON_DETAILS, *link)

    def _put_in(self, part, numbers: dict) -> None:
        for element in part.iter():
            for place in ("text", "tail"):
                text = getattr(element, place)
                if text and not isinstance(text, AtomicString) and element.tag not in ("code", "pre"):
                    setattr(element, place, fresh_numbers.mark_up(text, numbers, self.md.htmlStash.store))


def _lead(line, words: str, link: dict, title: str) -> None:
    line.text = words
    etree.SubElement(line, "a", link).text = title


def _check_options(fence: Fence, source: Source) -> list[tuple[int, str, str]]:
    """Return (line, mark, text) of each option; raise PageError when one isn't written correctly."""
    options: list[tuple[int, str, str]] = []
    explained = True
    prompt = False
    for index, line in fence.body:
        option = OPTION.match(line)
        if option:
            mark, text = option.groups()
            if mark not in "x ":
                raise source.error(index, f"an option is marked '[x]' or '[ ]', not '[{mark}]'. {HOW}", "question-option-mark")
            if not text:
                raise source.error(index, f"this option has no text. {HOW}", "question-option-empty")
            if not prompt:
                raise source.error(index, "the question has no text before its options. Ask it first.", "question-no-prompt")
            if not explained:
                raise source.error(
                    options[-1][0],
                    f"the option '{options[-1][2]}' has no explanation. Add a line '    - why it is right or wrong' under it.",
                    "question-no-explanation",
                )
            options.append((index, mark, text))
            explained = False
        elif options:
            explanation = EXPLANATION.match(line)
            if explanation and explanation.group(1) and not explained:
                explained = True
            elif explanation and explained:
                raise source.error(index, "an option has only one explanation. Merge the two.", "question-two-explanations")
            elif line.strip() and not (explained and line.startswith("        ")):
                raise source.error(
                    index, f"this line is between the options and is neither an option nor an explanation. {HOW}", "question-stray-line"
                )
        elif line.strip().startswith("- ["):
            raise source.error(index, f"this option isn't written correctly. {HOW}", "question-option-form")
        elif line.strip():
            prompt = True
    if not options:
        raise source.error(fence.line, f"the question '{fence.options['id']}' has no options. {HOW}", "question-no-options")
    if not explained:
        raise source.error(
            options[-1][0],
            f"the option '{options[-1][2]}' has no explanation. Add a line '    - why it is right or wrong' under it.",
            "question-no-explanation",
        )
    return options


def _check_number(fence: Fence, source: Source, options) -> None:
    written = options
    if "numbers" in fence.options:
        options = [(index, mark, _value(text)[0]) for index, mark, text in options]
    for index, _, text in options:
        if not NUMBER.match(text.strip()):
            raise source.error(
                index,
                f"'{text}' isn't a plain number. Write only digits and a decimal point, like 0.73; the unit goes into the option 'unit'.",
                "question-not-a-number",
            )
    if sum(mark == "x" for _, mark, _ in options) > 1:
        raise source.error(
            fence.line, "a question for a number has one right answer. Mark only one with '- [x]'.", "question-two-right-numbers"
        )
    tolerance = fence.options.get("tolerance", 0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or tolerance < 0:
        raise source.error(fence.line, f"the tolerance '{tolerance}' isn't a number of 0 or more.", "question-tolerance")
    right = next(float(text) for _, mark, text in options if mark == "x")
    for index, mark, text in options:
        if mark == " " and abs(float(text) - right) <= tolerance:
            raise source.error(
                index,
                f"the wrong answer {text} is within the tolerance of the right one. Make the tolerance smaller or remove this answer.",
                "question-wrong-within-tolerance",
            )
    if "numbers" in fence.options:
        fresh_numbers.check(fence, source, written)


def _shown(item) -> tuple[etree.Element, etree.Element]:
    """Return (option, explanation) of one list item, without the mark."""
    explanation_list = item.find("ul")
    item.remove(explanation_list)
    content = item[0] if len(item) and item[0].tag == "p" else item
    content.text = content.text.lstrip()[3:].lstrip()
    why = explanation_list[0]
    why = why[0] if len(why) and why[0].tag == "p" else why
    return content, why


def _value(text: str) -> tuple[str, str | None]:
    """Return (number, formula or None) of an answer: '35.3 = {12*n}' -> ('35.3', '12*n')."""
    match = fresh_numbers.ANSWER.match(text)
    return (match[1], match[2]) if match else (text, None)


def _copy(element, tag: str) -> etree.Element:
    """Return the element's content in an element of another tag."""
    copy = etree.Element(tag)
    copy.text = element.text
    copy.extend(list(element))
    return copy


def _reread(fence: Fence, source: Source) -> tuple[str, str]:
    """Return (page's path under docs, heading's id) of the option `reread`. Raises PageError when there is none."""
    page, _, name = str(fence.options["reread"]).rpartition("#")
    path = target_of(page, source.page) if page else source.page
    if page and not (source.docs_dir / path).is_file():
        raise source.error(
            fence.line,
            f"'reread' of the question '{fence.options['id']}' names the page '{page}', but there "
            f"is no such page. Correct the path: it starts from this page's folder.{hint(source.docs_dir, path, source.page)}",
            "question-reread-page",
        )
    aim = read_page(source.docs_dir / path, source.docs_dir) if page else _this_page(path, "\n".join(source.lines))
    known, name = aim.anchors, aim.renamed.get(name, name)
    if name not in known:
        raise source.error(
            fence.line,
            f"'reread' of the question '{fence.options['id']}': no heading has the id "
            f"'{name}'{suggestion(name, known)} Write the id of a heading, like "
            "'without-the-mask'.",
            "question-reread-heading",
        )
    return path, name


@lru_cache(maxsize=8)  # every question of a page asks for its headings
def _this_page(path: str, text: str) -> Page:
    return Page(path, text, (), 0)


def _label(question: Question, place: int) -> str:
    """Return how the verdict names an option: by its letter, or by the number itself."""
    return f"{question.options[place].text} {question.unit}".strip() if question.is_number else chr(ord("A") + place)


def _answer(block, question: Question, whys: list[etree.Element]) -> etree.Element:
    details = etree.SubElement(block, "details", {"class": "question__answer", "data-search-exclude": ""})
    etree.SubElement(details, "summary").text = strings.SHOW_ANSWER
    answers = etree.SubElement(details, "ul")
    for number, (option, why) in enumerate(zip(question.options, whys, strict=True)):
        item = etree.SubElement(answers, "li", {"data-right": "true" if option.right else "false"})
        verdict = etree.SubElement(item, "strong")
        if question.is_number:
            item.set("data-value", option.text)
            if option.formula:
                item.set("data-formula", option.formula)
        verdict.text = AtomicString(strings.verdict(_label(question, number), option.right))
        verdict.tail = " "
        item.append(_copy(why, "span"))
    return details
