"""Numbers in running text, and what the text says about them.

`{=transfer:arms.frozen[size=32].mean|.1f}` is replaced by what the experiment found; `{=transfer:max(arm.0.mean for arm in
values(arms))}` is computed from it. `{?transfer: arms.frozen.0.mean > 30}`
is an assertion: it leaves nothing on the page, and stops the build when the data no longer support it. `{?no claim: why}` tells
the tests that a sentence compares nothing that was measured.

This happens before anything else reads the page, so a mark can be wherever text can be: in tables, headings, captions,
questions. Each line stays one line, so that later messages name the right one.
"""

import dataclasses
import html
import re
from functools import lru_cache
from pathlib import Path

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import Finding, collecting, recording, report_again
from llm_notes.content import results
from llm_notes.content.assertions import FUNCTIONS, Assertion
from llm_notes.content.lines import INLINE_CODE, prose_lines
from llm_notes.content.pages import HEADING, Page
from llm_notes.content.source import Source

MARK = re.compile(r"\{=([^{}\n]+)\}")
ASSERTION = re.compile(r"\{\?([^{}\n]+)\}")
CODE_OR_NUMBER = re.compile(f"{INLINE_CODE.pattern}|(?P<mark>{MARK.pattern})")
CODE_OR_ASSERTIONS = re.compile(
    rf"{INLINE_CODE.pattern}|(?P<before>[ \t]*)(?P<marks>{ASSERTION.pattern}(?:[ \t]*{ASSERTION.pattern})*)(?P<after>[ \t]*)"
)
CODE_OR_OPENED = re.compile(rf"{INLINE_CODE.pattern}|(?P<opened>\{{\?(?!\}}))")
WORKED_OUT = re.compile(rf"\(|({'|'.join(FUNCTIONS)})\(")  # how an expression that isn't a path begins
NO_CLAIM = "no claim"
ERROR, STALE = "assertion", "stale sentence"  # names of the rules
SHOWN = 100  # characters of an assertion in a message
SPECIAL = re.compile(r"([\\`*_{}\[\]#$])")


class InlineResults(Preprocessor):
    """Inserts the numbers and removes the assertions. `written` keeps the page's lines as their author wrote them, for samples."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with marks replaced by numbers. Raises PageError."""
        self.written = lines
        return insert(Source(self.md, lines)) if any(_has_mark(line) for line in lines) else lines


def _has_mark(text: str) -> bool:
    return "{=" in text or "{?" in text


def insert(source: Source) -> list[str]:
    """Return the source's lines with marks outside code replaced by numbers, without assertions. Raises PageError."""
    lines = list(source.lines)
    folder = results.folder(source.docs_dir)
    for index, line in prose_lines(source.lines):
        if "{?" in line:
            lines[index] = without_assertions(line)
            with recording():
                _check_places(source, index, lines[index])
            for inside in assertions(line):
                with recording():
                    _hold(source, index, inside, folder)
        if "{=" in lines[index]:
            with recording():
                try:
                    lines[index] = CODE_OR_NUMBER.sub(lambda match: _number(match, folder), lines[index])
                except ValueError as error:
                    raise source.error(index, str(error)) from None
    return lines


def assertions(line: str) -> list[str]:
    """Return the assertions in a line outside code: what is between `{?` and `}`."""
    return [inside for match in CODE_OR_ASSERTIONS.finditer(line) if match["marks"] for inside in ASSERTION.findall(match["marks"])]


def without_assertions(line: str) -> str:
    """Return a line as if its assertions, and the space before them, had never been written."""

    def left(match: re.Match) -> str:
        if not match["marks"]:
            return match[0]
        if not line[: match.start("marks")].strip():
            return match["before"]
        return match["after"] or (match["before"] if line[match.end() : match.end() + 1].isalnum() else "")

    return CODE_OR_ASSERTIONS.sub(left, line) if "{?" in line else line


def read_assertion(inside: str, folder: Path) -> tuple[Assertion, dict] | None:
    """Return an assertion and the results that it refers to, name -> data; None for one that says `no claim`. folder: lab/results.

    Paths in one result begin at its top or with its name; in several (`bert, transfer-live: …`) with the name, a hyphen
    written as `_`. Raises ValueError with a sentence.
    """
    names, colon, text = inside.partition(":")
    named = [name.strip() for name in names.split(",")]
    if not colon or not text.strip():
        raise ValueError("it says nothing. Write {?result: expression}, like {?transfer: arms.frozen.0.mean > task.majority}.")
    if named == [NO_CLAIM]:
        return None
    return Assertion(text), {_identifier(name): results.load(folder, name) for name in named}


def _identifier(name: str) -> str:
    return name.replace("-", "_")


def _check_places(source: Source, index: int, left: str) -> None:
    """Raise PageError for assertions that aren't allowed where they are. left: the line without those that are closed."""
    if any(match["opened"] for match in CODE_OR_OPENED.finditer(left)):
        raise source.error(
            index,
            "'{?' opens an assertion that doesn't end. Write it in one line, without braces in it, like "
            "{?transfer: arms.frozen.0.mean > task.majority}.",
            ERROR,
        )
    if HEADING.match(source.lines[index]):
        raise source.error(index, "an assertion is in a heading. Move it to the end of the sentence that makes the claim.", ERROR)
    around = [source.lines[place].strip() if 0 <= place < len(source.lines) else "" for place in (index - 1, index + 1)]
    if not left.strip() and all(text and not text.startswith("///") for text in around):
        raise source.error(index, "this assertion would cut a paragraph in two. Write it at the end of the sentence's own line.", ERROR)


def _hold(source: Source, index: int, inside: str, folder: Path) -> None:
    """Raise PageError when an assertion is false or makes no sense."""
    mark = f"{{?{inside[:SHOWN]}{'…' if len(inside) > SHOWN else ''}}}"
    try:
        read = read_assertion(inside, folder)
        if read is None or read[0].holds(read[1]):
            return
        why = read[0].why_not(read[1])
    except ValueError as error:
        raise source.error(index, f"{mark}: {error}", ERROR) from None
    raise source.error(
        index,
        f"{mark}: the data don't support this: {why}. Correct the sentence before this mark, then the mark; or run the experiment again.",
        STALE,
    )


def as_shown(page: Page, docs_dir: Path) -> Page:
    """Return a page that was read from its file, with marks replaced by numbers, without assertions. Raises PageError."""
    if not _has_mark(page.text):
        return page
    text, findings = _shown(docs_dir, page.path, page.offset, page.text, results.state(results.folder(docs_dir)))
    report_again(findings)
    return dataclasses.replace(page, text=text)


@lru_cache(maxsize=4096)
def _shown(docs_dir: Path, path: str, offset: int, text: str, _state) -> tuple[str, tuple[Finding, ...]]:
    """Return a page's text as it is shown, and what is wrong with it. _state: of the results that it may name."""
    front_matter = text.split("\n")[:offset]
    with collecting() as findings:
        lines = insert(Source.of_page(Page(path, text, (), offset), docs_dir))
    return "\n".join([*front_matter, *lines]), tuple(sorted(findings))


def _number(match: re.Match, folder: Path) -> str:
    if not match["mark"]:
        return match[0]
    mark = match["mark"]
    name, colon, rest = mark[2:-1].partition(":")
    path, _, spec = (part.strip() for part in rest.partition("|"))
    if not colon or not path:
        raise ValueError(f"{mark} names no number. Write {{=result:path}} or {{=result:path|format}}, like {{=t5:test.share|.1%}}.")
    try:
        data = results.load(folder, name.strip())
        return escaped(
            results.text(
                Assertion(path).value({_identifier(name.strip()): data}) if WORKED_OUT.match(path) else results.look_up(data, path), spec
            )
        )
    except ValueError as error:
        raise ValueError(f"{mark}: {error}") from None


def escaped(text: str) -> str:
    """Return the text so that Markdown prints it as it is, in one line and in one cell of a table."""
    one_line = " ".join(text.split())
    plain = SPECIAL.sub(r"\\\1", html.escape(one_line, quote=False)).replace("|", "&#124;")
    return plain.replace(r"\[@", "&#91;@")  # a citation would be found after the backslash
