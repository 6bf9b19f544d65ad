"""A chapter's introduction, its index.md: the list of its sections, and the sentences that count them."""

import re

COUNTED = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBERS = COUNTED.split()
COUNT = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)})((?: [a-z]+)?) (sections?)\b", re.IGNORECASE)
OPENING = {"a", "an", "how", "in", "on", "the", "what", "when", "where", "which", "who", "why", *NUMBERS}  # begin a description; not names
PICTURES = re.compile(r"^( +pictures: \[)(.*)\]$")
ITEM = re.compile(r"^[-*+] +\[[^\]]*\]\(([^)#\s]+)")


def with_section(text: str, title: str, file: str, about: str, after: str) -> str:
    """Return the text with an item for a section in the list, below the section `after`, else at the end. Files are in the folder.

    If the sections are cards (a block `doors`), the item goes below the block.
    """
    lines = text.split("\n")
    items = [(index, match[1]) for index, line in enumerate(lines) if (match := ITEM.match(line)) and "/" not in match[1]]
    new = f"- [{title}]({file}): {_behind_colon(about)}"
    if not items:
        end = next((index for index, line in enumerate(lines) if "practice.md#" in line), None)
        before, behind = (lines[:end], lines[end:]) if end is not None else (lines, [])
        return "\n".join(["\n".join(before).rstrip("\n"), "", new, *([""] if behind else []), *behind]).rstrip("\n") + "\n"
    place = next((index for index, name in items if name == after), items[-1][0])
    if cards := _cards(lines, place):  # a card needs a drawing, which somebody has to choose
        lines[cards[1] + 1 : cards[1] + 1] = ["", new]
    else:
        lines.insert(_end(lines, place), new)
    return "\n".join(lines)


def without_section(text: str, file: str) -> str:
    """Return the text without the item that links to a section."""
    lines = text.split("\n")
    place = next((index for index, line in enumerate(lines) if (match := ITEM.match(line)) and match[1] == file), None)
    if place is not None:
        if cards := _cards(lines, place):
            number = sum(bool(ITEM.match(line)) for line in lines[cards[0] : place])
            lines[cards[0] : place] = [_without_picture(line, number) for line in lines[cards[0] : place]]
        del lines[place : _end(lines, place)]
    return "\n".join(lines)


def recounted(text: str, old: int, new: int) -> str:
    """Return the text with the new number of sections wherever it gave the old one: 'Four sections', 'its 4 short sections'."""

    def again(match: re.Match) -> str:
        number, between, noun = match.groups()
        if number.lower() not in (str(old), NUMBERS[old] if old < len(NUMBERS) else ""):
            return match[0]
        word = NUMBERS[new] if new < len(NUMBERS) and not number.isdigit() else str(new)
        return f"{word.capitalize() if number[0].isupper() else word}{between} section{'' if new == 1 else 's'}"

    return COUNT.sub(again, text)


def _behind_colon(text: str) -> str:
    """Return a description as it continues after a colon: in lowercase, unless it begins with a name."""
    first = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if first.lower() in OPENING else text


def _end(lines: list[str], item: int) -> int:
    """Return the index of the first line after a list item."""
    end = item + 1
    while end < len(lines) and lines[end].startswith(("  ", "\t")):
        end += 1
    return end


def _cards(lines: list[str], item: int) -> tuple[int, int] | None:
    """Return the indices of the first and last line of the `doors` block that an item is in; None if it is in a plain list."""
    start = next((index for index in range(item, -1, -1) if lines[index].startswith("///")), None)
    if start is None or lines[start].split() != ["///", "doors"]:
        return None
    return start, next((index for index in range(item, len(lines)) if lines[index].rstrip() == "///"), len(lines) - 1)


def _without_picture(line: str, number: int) -> str:
    """Return a line of a `doors` block without the drawing with this number; unchanged if it doesn't list the drawings."""
    match = PICTURES.match(line)
    if not match:
        return line
    names = match[2].split(", ")
    return f"{match[1]}{', '.join(names[:number] + names[number + 1 :])}]"
