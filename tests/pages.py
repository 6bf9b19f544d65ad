"""The pages' source files, for tests that recompute their worked examples."""

import re

import numpy as np
import yaml
from building import ROOT

from llm_notes.blocks import fresh_numbers

NUMBERS = re.compile(r"^    numbers: (\{[^\n]*\})\n(.*?)^///$", re.DOTALL | re.MULTILINE)


def read_page(path: str) -> str:
    """Return a page's Markdown, like read_page("how-transformers-work/attention.md"), with the numbers filled into its questions."""
    return NUMBERS.sub(
        lambda match: fresh_numbers.with_own(match[2], yaml.safe_load(match[1])) + "///", (ROOT / "docs" / path).read_text(encoding="utf-8")
    )


class WorkedPage:
    """A page whose numbers are recomputed. path: under docs."""

    def __init__(self, path: str):
        self.path = path

    def says(self, text: str, what: str) -> None:
        """Fail unless the page has the recomputed text."""
        assert text in read_page(self.path), f"docs/{self.path}: {what} should read {text!r}; correct the page, or the inputs in this test"

    def question(self, name: str) -> str:
        """Return the source of the question with this id."""
        found = re.search(rf"^    id: {name}\n(.*?)\n///", read_page(self.path), re.DOTALL | re.MULTILINE)
        assert found, f"docs/{self.path}: the question {name!r} is gone; restore it, or remove its test"
        return found[1]

    def right(self, name: str) -> str:
        """Return the text of a question's first right option."""
        return re.search(r"- \[x\] (.*)", self.question(name))[1]

    def answer(self, name: str, value: str) -> None:
        """Fail unless the right option begins with the recomputed value."""
        first = self.right(name).split()[0]
        assert first == value, f"docs/{self.path}: the answer of {name} should be {value}, not {first}"

    def wrong(self, name: str, value: str) -> None:
        """Fail unless the value is a wrong option of the question."""
        assert f"- [ ] {value}\n" in self.question(name), f"docs/{self.path}: {value} should be a wrong answer of {name}"

    def numbers(self, name: str) -> list[float]:
        """Return the right answer of a numeric question, then the wrong ones."""
        body = self.question(name)
        return [float(number) for mark in ("x", " ") for number in re.findall(rf"- \[{mark}\] ([\d.]+)$", body, re.MULTILINE)]


def minus(number) -> str:
    """Return a number with the sign that the pages print."""
    return str(number).replace("-", "−")


def softmax(scores):
    """Return the softmax over the last axis; scores: numbers or an array, −inf allowed."""
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
