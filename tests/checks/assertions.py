"""Assertions about measured data can fail, and every comparison beside a measured number has one."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

from checks.anatomy import fences
from llm_notes.content import results
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import Page, read_pages
from llm_notes.markup.citations import INLINE_CODE
from llm_notes.markup.inline_results import ASSERTION, MARK, assertions, read_assertion

COMPARISON = re.compile(
    r"\b((?<!at )most|mostly|(?<!at )least|best|worst|better|worse|more|fewer|fewest|less|than|(larg|small|high|low(?!er case)|long|short|fast|slow|clos|wid|narrow|"
    r"steep)(er|est)|twice|half|(doubl|halv)(e|es|ed|ing)|times (as|more)|ris(e|es|ing)|rose|f[ae]ll(s|ing)?|grow(s|ing)?|shrinks?|"
    r"level(s|ed)? off|ahead|behind|beats?|w[io]ns?|above|below|exceeds?|nearly|almost|hardly|barely|seldom|differs?)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(rf"\S.*?(?:[.!?](?=[\s\"”)]|$)[\"”)]*(?:\s*{ASSERTION.pattern.replace('(', '(?:')})*|$)")
NOT_WORDS = re.compile(r"\{[^}]*\}|\]\([^)]*\)|\[@[^\]]*\]")
FEWER, MORE = 0.5, 1.5  # factors by which one number, or all of one arm, is scaled
OTHER = "something else"  # what one text becomes
CLOSE = 10  # two numbers under different names among others are exchanged if neither is more than this many times the other


def check(root, pages: list[Page] | None = None) -> list[str]:
    """Return assertions with a part that stays true however the data are disturbed: it says nothing about the measurement.

    pages: those to check; all pages if none are named.
    """
    found = []
    for page in pages or read_pages(root / "docs"):
        for index, line in prose_lines(page.lines) if "{?" in page.text else []:
            for inside in assertions(line):
                try:
                    weak = weak_parts(inside, results.folder(root / "docs"))
                except ValueError:  # the build reports it
                    continue
                for part in weak:
                    found.append(
                        f"docs/{page.path}:{index + 1 + page.offset}: the assertion '{part}' is too weak: it stays true when arms are "
                        "exchanged, rows shuffled, and numbers halved or raised by half. Compare with what the sentence compares with, "
                        "like arms.pretrained.0.mean > arms.scratch.0.mean, and not arms.pretrained.0.mean > 0."
                    )
    return found


def check_comparisons(root) -> list[str]:
    """Return sentences that compare, with a measured number in them or in a `result` block, and have no assertion.

    A sentence ends at its full stop; an assertion right after that belongs to it. Questions and tables aren't looked at.
    """
    found = []
    for page in read_pages(root / "docs"):
        if not page.derive or not ("{=" in page.text or "/// result" in page.text):
            continue
        described = {line for fence in fences(page) if fence.name == "result" for line in (fence.line, *dict(fence.body))}
        for index, line in prose_lines(page.lines):
            for sentence in SENTENCE.findall(INLINE_CODE.sub("", line)) if not line.startswith("|") else []:
                if "{?" in sentence or sentence.rstrip('"').endswith("?") or not (MARK.search(sentence) or index in described):
                    continue
                word = COMPARISON.search(NOT_WORDS.sub("", sentence))
                if word:
                    found.append(
                        f"docs/{page.path}:{index + 1 + page.offset}: '{word[0]}' compares something measured, and no assertion follows "
                        "the sentence. Write {?result: …} after it, or {?no claim: why} if nothing measured is compared."
                    )
    return found


def weak_parts(inside: str, folder) -> list[str]:
    """Return the parts of an assertion (the text in its mark) that no disturbance of the data makes false.

    folder: lab/results. Raises ValueError for an assertion that can't be read.
    """
    read = read_assertion(inside, folder)
    if read is None:
        return []
    assertion, found = read
    weak = []
    for part in assertion.parts():
        data = json.loads(json.dumps(found))  # a copy, which stays disturbed when the search ends
        if not any(_false(part, data) for _ in disturbed(data, partial(_reads, part, data))):
            weak.append(str(part))
    return weak


def _reads(part, data, *cells: tuple) -> bool:
    """Return whether a part that is true of the data reads any of the cells, each a group and a place in it.

    Without their contents it would be false, or make no sense. Leaving out the rest keeps the search for a disturbance short.
    """
    as_they_were = [group[place] for group, place in cells]
    for group, place in cells:
        group[place] = None
    try:
        return not part.holds(data)
    except ValueError:
        return True
    finally:
        for (group, place), value in zip(cells, as_they_were):
            group[place] = value


def _false(part, data) -> bool:
    """Return whether a part is false of the data. One that makes no sense of them isn't."""
    try:
        return not part.holds(data)
    except ValueError:
        return False


def disturbed(data, reads: Callable[..., bool] = lambda *cells: True) -> Iterator[str]:
    """Disturb the data in place, again and again, and restore them each time; yields what was done.

    reads: whether cells (each a group and a place in it) matter; others are left as they are.

    Every disturbance could be a measurement: neighbors and arms swap places or are the same, a column of rows is reversed or shifts
    by one, a number or an arm is halved or raised by half, the last row or arm is missing. No sign changes, no share
    exceeds 1, no percentage 100.
    """
    for group in _groups(data, reads):
        yield from _columns(group, reads)  # first: it takes few tries, and most assertions don't survive them
        read = [place for place in _places(group) if reads((group, place))]
        yield from _exchanged(group, read)
        yield from _scaled(group, read)
        yield from _shortened(group)


def _groups(data, reads) -> Iterator:
    """Yield every list and mapping in the data that is read, the innermost last."""
    yield data
    for place in _places(data):
        if isinstance(data[place], (dict, list)) and reads((data, place)):
            yield from _groups(data[place], reads)


def _places(group) -> list:
    return list(group) if isinstance(group, dict) else list(range(len(group)))


def _alike(one, other) -> bool:
    """Return whether two values could trade places: arms with the same fields, numbers of similar size, two texts."""
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other)
    if results.is_number(one) and results.is_number(other):
        return one == other == 0 or (one * other > 0 and 1 / CLOSE <= one / other <= CLOSE)
    return type(one) is type(other)


def _exchanged(group, read) -> Iterator[str]:
    """Two parts, one of them read, swap places or become the same; a list is reversed, and shifts by one."""
    places = _places(group)
    numbers = len({type(group[place]) for place in places}) == 1 and all(results.is_number(group[place]) for place in places)
    for number, one in enumerate(places):
        for other in places[number + 1 :] if isinstance(group, dict) else places[number + 1 : number + 2]:
            if (one in read or other in read) and group[one] != group[other] and (numbers or _alike(group[one], group[other])):
                first, second = group[one], group[other]
                for group[one], group[other] in ((second, first), (first, first), (second, second)):
                    yield f"{one} and {other} exchanged, or the same"
                group[one], group[other] = first, second
    if isinstance(group, list):
        as_it_was = list(group)
        for order in (as_it_was[::-1], [*as_it_was[1:], *as_it_was[:1]]):
            group[:] = order
            yield "list in another order"
        group[:] = as_it_was


def _columns(group, reads) -> Iterator[str]:
    """The values of one field are swapped between the rows of a list, or the arms of a mapping."""
    rows = [row for row in (group.values() if isinstance(group, dict) else group) if isinstance(row, dict)]
    for field in dict.fromkeys(field for row in rows for field in row):
        having = [row for row in rows if field in row]
        if not reads(*((row, field) for row in having)):
            continue
        values = [row[field] for row in having]
        pairs = [[*values[:n], values[n + 1], values[n], *values[n + 2 :]] for n in range(len(values) - 1)]
        for order in (values[::-1], [*values[1:], *values[:1]], *pairs):
            for row, value in zip(having, order):
                row[field] = value
            yield f"'{field}' in another order"
        for row, value in zip(having, values):
            row[field] = value


def _scaled(group, read) -> Iterator[str]:
    """One number, or all numbers in one part, are halved or raised by half; a 0 becomes a 1, a text a different one, true becomes false."""
    for place in read:
        as_it_was = group[place]
        if isinstance(as_it_was, (bool, str)):
            group[place] = OTHER if isinstance(as_it_was, str) else not as_it_was
            yield f"{place} another"
        for factor in (FEWER, MORE):
            group[place] = _times(as_it_was, factor)
            yield f"{place} times {factor}"
        group[place] = as_it_was


def _shortened(group) -> Iterator[str]:
    """The last row, or the last of several arms, is missing."""
    places = _places(group)
    if len(places) > 1 and all(_alike(group[places[0]], group[place]) for place in places):
        last = group.pop(places[-1])
        yield f"{places[-1]} missing"
        if isinstance(group, dict):
            group[places[-1]] = last
        else:
            group.append(last)


def _times(value, factor: float):
    if isinstance(value, dict):
        return {name: _times(inner, factor) for name, inner in value.items()}
    if isinstance(value, list):
        return [_times(inner, factor) for inner in value]
    if not results.is_number(value):
        return value
    if value == 0:
        return 1 if isinstance(value, int) else value
    scaled = value * factor
    limit = 1 if 0 < value <= 1 and isinstance(value, float) else 100 if 0 < value <= 100 and isinstance(value, float) else None
    if limit is not None and scaled > limit:
        return (value + limit) / 2
    return round(scaled) or 1 if isinstance(value, int) else scaled
