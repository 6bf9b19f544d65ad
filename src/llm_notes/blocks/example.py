"""The `example` block: Markdown as source and as result, both from the same text, for contributors' pages."""

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

from markdown.preprocessors import Preprocessor

from llm_notes.blocks.fences import Fence, NotesBlock, find_fences
from llm_notes.content.source import Source
from llm_notes.markup.inline_results import InlineResults


@dataclass(frozen=True)
class Example:
    """Markdown that is shown and rendered. page: path under docs; line: the block's line in the file; lines: those inside."""

    page: str
    line: int
    lines: range


def parse(fence: Fence, source: Source) -> Example:
    """Return the example. Raises PageError when there is nothing to show."""
    if not fence.text.strip():
        raise source.error(fence.line, "the example is empty. Write what it should show inside.", "example-empty")
    return Example(source.page, source.number(fence.line), range(source.number(fence.line + 1), source.number(fence.end)))


class ExampleBlock(NotesBlock):
    """Frames what `ExampleSources` has duplicated. Opened with four slashes, so that blocks fit inside."""

    NAME = "example"
    RUNNING_TEXT = False
    ARGUMENT = False
    CONTAINS_BLOCKS = True
    EXAMPLE = "//// example"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Example, writer) -> str:
        """Return the source as code, then the result."""
        code = writer.written(value.lines).strip("\n")
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`{3,}", code)), 0)
        return f"{fence}md\n{code}\n{fence}\n\n{writer.between(value.lines)}"

    def on_create(self, parent):
        """Return the frame."""
        return etree.SubElement(parent, "div", {"class": "example"})


class ExampleSources(Preprocessor):
    """Writes each example's text a second time, as code, before the text itself."""

    def __init__(self, md, results: InlineResults):
        super().__init__(md)
        self.results = results

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the examples duplicated."""
        if not any(line.startswith("////") for line in lines):
            return lines
        doubled = list(lines)
        fences = [fence for fence in find_fences(Source(self.md, lines)) if fence.name == "example"]
        for fence in reversed(fences):
            if fence.body:
                code = [self.results.written[index] for index, _ in fence.body]
                while code and not code[0].strip():
                    code.pop(0)
                while code and not code[-1].strip():
                    code.pop()
                doubled[fence.line + 1 : fence.line + 1] = ["", "``````md", *code, "``````", ""]
        return doubled
