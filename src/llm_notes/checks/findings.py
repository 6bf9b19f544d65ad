"""Mistakes in what an author writes: each a Finding, raised at once or collected.

A build wants all of them, so the plugin `llm_notes.preview.plugin` opens a collection around it. Where nobody has (in
Zensical, in bare Markdown), the first one stops as the exception PageError. The code that finds them is the same: it
raises, and wraps what can be left out in `going_on`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mkdocs.exceptions import BuildError

_collections: list[set["Finding"]] = []  # the innermost one is last


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake.

    path: the file as a contributor would type it, from the repository's root, '' for none; line: counted from 1, 0 for
    none; rule: the name of what was broken, or ''; sentence: what is wrong and what to write.
    """

    path: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        """`path:line: sentence`, as terminals and editors know it."""
        place = ":".join(str(part) for part in (self.path, self.line) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class PageError(BuildError):
    """Mistakes in the pages or what they are made from; its text is a line for each.

    Derived from MkDocs' BuildError, which MkDocs prints without a traceback.
    """

    def __init__(self, *findings: Finding | str):
        self.findings = [Finding("", 0, "", each) if isinstance(each, str) else each for each in findings]
        super().__init__("\n".join(map(str, self.findings)))


def located(path: str, line: int, message: str, rule: str = "") -> PageError:
    """Return a PageError with one finding. path, line and rule: as Finding has them."""
    return PageError(Finding(path, line, rule, message))


@contextmanager
def collecting() -> Iterator[set[Finding]]:
    """Open a collection and give the set that fills with what is found until the end of the `with`."""
    found: set[Finding] = set()
    _collections.append(found)
    try:
        yield found
    finally:
        _collections.pop()


@contextmanager
def going_on() -> Iterator[None]:
    """Let a PageError end only the `with` block, noting what it says, when a collection is open; else let it through."""
    try:
        yield
    except PageError as error:
        if not _collections:
            raise
        _collections[-1].update(error.findings)


def say_again(findings: tuple[Finding, ...]) -> None:
    """Raise what was found earlier, or note it when a collection is open: for what is kept along with its findings."""
    if findings:
        with going_on():
            raise PageError(*findings)
