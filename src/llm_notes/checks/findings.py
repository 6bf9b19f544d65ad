"""Mistakes in what an author writes: each a Finding, raised at once or collected.

A build wants all of them, so the plugin `llm_notes.preview.plugin` opens a collection around it. Without one (in
Zensical or bare Markdown), the first mistake stops the build as a PageError. The code that finds them is the same: it
raises, and wraps what can be skipped in `recording`.
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
    none; rule: the name of the broken rule, or ''; sentence: what is wrong and what to write.
    """

    path: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        """`path:line: sentence`, as terminals and editors recognize it."""
        place = ":".join(str(part) for part in (self.path, self.line) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class PageError(BuildError):
    """Mistakes in the pages or what they are made from; its text has one line per mistake.

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
    """Open a collection and yield the set that gathers what is found until the end of the `with`."""
    found: set[Finding] = set()
    _collections.append(found)
    try:
        yield found
    finally:
        _collections.pop()


@contextmanager
def recording() -> Iterator[None]:
    """While a collection is open, let a PageError end only the `with` block and record its findings; else let it through.

    So the code after a `with recording()` that returns something runs when there was a mistake.
    """
    try:
        yield
    except PageError as error:
        if not _collections:
            raise
        _collections[-1].update(error.findings)


def report_again(findings: tuple[Finding, ...]) -> None:
    """Raise earlier findings again, or record them when a collection is open: for results that are cached with their findings."""
    if findings:
        with recording():
            raise PageError(*findings)
