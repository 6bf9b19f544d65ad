"""Raw notes as people write them, read as a tree: chapters, sections, groups, and in each the points, paragraphs and code.

Every line with a word in it ends up in the tree or, with the reason, in `left`: nothing is lost.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from llm_notes.content.lines import CODE_FENCE, INLINE_CODE, prose_lines

HEADING = re.compile(r"^ {0,3}(#{1,6})[ ]+(.*?)[ ]*#*[ ]*$")
UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ ]*$")
ITEM = re.compile(r"^( *)([-*+•–]|\d{1,3}[.)])[ ]+(\S.*)$")
TASK = re.compile(r"^(?:\[[ xX]\][ ]+|TODO\b|To ?do:)")
OPEN = re.compile(r"(?:(?:my )?(?:open|unanswered) |my )questions?|to[ -]?dos?", re.IGNORECASE)  # headings above a writer's own tasks
TO_HEADING = re.compile(r"^\[[^\]]*\]\(#[^)]*\)$")
ADDRESS = re.compile(r"^ {0,3}\[([^\]^]+)\]:[ ]+<?(\S+?)>?(?:[ ]+[\"'(].*)?[ ]*$")
NAMED_LINK = re.compile(rf"{INLINE_CODE.pattern}|\[([^\]\[]+)\](?:\[([^\]]*)\])?(?![\[(])")
CONTENTS = {"table of contents", "contents", "toc"}
APART = ("|", ">", "[^")  # lines of tables, quotations and footnotes stay separate lines
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÀ-Þ`*\"“(])")


@dataclass
class Block:
    """A piece of the notes. kind: item, text or code; line: in the file, from 1; mark: an item's sign.

    depth: of an item, 0 for the outermost; of code, how many items it is in.
    """

    kind: str
    text: str
    line: int
    depth: int = 0
    mark: str = ""
    language: str = ""


@dataclass
class Group:
    """What is under a heading below a section's own; title is '' for what is directly under that."""

    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def points(self) -> list[Block]:
        """The items with the code in them, and of each paragraph what isn't the lead-in to a list, as items."""
        found = []
        for block in self.blocks:
            if block.kind == "item" or block.kind == "code" and block.depth:
                found.append(block)
            elif block.kind == "text" and (point := _parted(block)[0]):
                found.append(Block("item", point, block.line))
        return found

    @property
    def told(self) -> list[Block]:
        """What isn't a point: tables, quotations, and the lead-in to a list."""
        return [Block("text", words, block.line) for block in self.blocks if block.kind == "text" and (words := _parted(block)[1])]

    @property
    def code(self) -> list[Block]:
        """The code outside of items."""
        return [block for block in self.blocks if block.kind == "code" and not block.depth]


def _parted(block: Block) -> tuple[str, str]:
    """Return the part of a paragraph that is a point, and the rest."""
    if block.text.startswith(APART):
        return "", block.text
    sentences = SENTENCE.split(block.text)
    end = len(sentences)
    while end and sentences[end - 1].endswith(":"):
        end -= 1
    return " ".join(sentences[:end]), " ".join(sentences[end:])


@dataclass
class Section:
    """A future page. level: of its heading, deeper than any for an item of a list."""

    title: str
    line: int
    level: int = 99
    groups: list[Group] = field(default_factory=list)

    @property
    def pointed(self) -> list[Group]:
        """The groups that have points."""
        return [group for group in self.groups if group.points]


@dataclass
class Chapter:
    """A future folder. blocks: what belongs to no section."""

    title: str
    line: int
    sections: list[Section] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Notes:
    """The tree. left: what has no place in it, (line, text, why)."""

    chapters: list[Chapter] = field(default_factory=list)
    left: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _Heading:
    """A heading and what is under it, up to the next one."""

    level: int
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)


def read(text: str, name: str, chapter: str = "") -> Notes:
    """Return the tree of a text. name: of the notes, for those without a heading; chapter: the one that all sections go into, or ''.

    The sections are the same with a chapter as without, except for a single heading above a nested list, which is a section then.
    """
    notes = Notes()
    headings = _without_contents(_headings(_with_addresses(text.expandtabs(4).split("\n"), notes)), notes)
    headings = _without_open_questions(headings, notes)
    for heading in headings:
        heading.blocks = [block for block in heading.blocks if not _is_task(block, notes)]
    top, *others = headings
    if not top.blocks and not top.level:
        headings = others
    level = _chapter_level(headings, bool(chapter))
    for heading in headings:
        here = notes.chapters[-1] if notes.chapters else None
        if 0 < heading.level < level or 0 < heading.level == level and _is_title(heading, headings):
            _leave(notes, heading)
        elif 0 < heading.level == level:
            notes.chapters.append(_chapter(heading, name))
        elif here is None:
            notes.chapters.append(Chapter(title(name), 0))
            _add(notes.chapters[-1], heading, level)
        else:
            _add(here, heading, level)
    if (
        level == 0
        and notes.chapters
        and not notes.chapters[-1].sections
        and any(block.kind == "item" for block in notes.chapters[-1].blocks)
    ):
        alone = notes.chapters[-1]  # a list and nothing else
        alone.sections, alone.blocks = [Section(title(name), 1, groups=[Group("", 1, alone.blocks)])], []
    for each in notes.chapters:
        _flat(each, notes)
    for each in [one for one in notes.chapters if not one.sections]:
        notes.chapters.remove(each)
        if each.line:
            notes.left.append((each.line, each.title, "a heading with nothing that could become a section"))
        notes.left += [(block.line, block.text, "it belongs to no section") for block in each.blocks]
    if chapter:
        _join(notes, chapter)
    notes.left.sort()
    return notes


def title(text: str) -> str:
    """Return a heading as a title: without emphasis, emoji, repeated question marks and a colon at its end."""
    plain = "".join(sign for sign in text if unicodedata.category(sign) not in ("So", "Cf", "Co", "Cn") and sign != "\ufe0f")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    plain = re.sub(r"[*_`]+(?=\S)|(?<=\S)[*_`]+", "", plain).strip()
    plain = re.sub(r"\s*(?:[?!.]{2,}|[:;.,])$", "", " ".join(plain.split()))
    return plain[:1].upper() + plain[1:]


def _with_addresses(lines: list[str], notes: Notes) -> list[str]:
    """Return the lines with the addresses of links written where the links are, instead of in a list at the end of the notes."""
    prose = dict(prose_lines(lines))
    known = {match[1].lower(): match[2] for line in prose.values() if (match := ADDRESS.match(line))}
    used: set[str] = set()

    def with_address(link: re.Match) -> str:
        _, words, name = link.groups()
        name = (name or words or "").lower()
        used.update({name} & known.keys())
        return f"[{words}]({known[name]})" if name in known else link[0]

    found = list(lines)
    for index, line in prose.items():
        found[index] = "" if ADDRESS.match(line) else NAMED_LINK.sub(with_address, line) if known else line
    notes.left += [
        (index + 1, line.strip(), "no link has this address")
        for index, line in prose.items()
        if (match := ADDRESS.match(line)) and match[1].lower() not in used
    ]
    return found


def _headings(lines: list[str]) -> list[_Heading]:
    """Return the headings in order, each with its blocks; the first is for what is above all headings, of level 0."""
    found = [_Heading(0, "", 1)]
    stack: list[int] = []  # the indents of the items that are open
    index, gap = 0, False
    while index < len(lines):
        line = lines[index]
        blocks = found[-1].blocks
        fence = CODE_FENCE.match(line)
        item = ITEM.match(line)
        heading = HEADING.match(line)
        indent = len(line) - len(line.lstrip())
        if fence and "`" not in fence[2]:
            end = next((at for at in range(index + 1, len(lines)) if lines[at].strip() == fence[1]), len(lines))
            code = [each[min(indent, len(each) - len(each.lstrip())) :] for each in lines[index + 1 : end]]
            depth = sum(each < indent for each in stack)
            blocks.append(Block("code", "\n".join(code), index + 1, depth, language=fence[2].strip()))
            index, gap = end + 1, False
            continue
        if heading and not title(heading[2]):  # no usable title: what is under it belongs to what is above
            stack, gap, index = [], True, index + 1
            continue
        if heading:
            found.append(_Heading(len(heading[1]), heading[2], index + 1))
            stack = []
        elif not line.strip():
            gap = True
        elif UNDERLINE.match(line) and not gap and blocks and blocks[-1].kind == "text" and blocks[-1].line == index and not stack:
            found.append(_Heading(1 if "=" in line else 2, blocks.pop().text, index))
        elif re.fullmatch(r" {0,3}([-*_])(?: *\1){2,} *", line):
            stack = []  # a rule
        elif item:
            while stack and stack[-1] >= indent:
                stack.pop()
            blocks.append(Block("item", item[3].rstrip(), index + 1, len(stack), item[2]))
            stack.append(indent)
        elif not stack and gap and indent >= 4:  # code by indentation
            end = next((at for at in range(index, len(lines)) if lines[at].strip() and not lines[at].startswith("    ")), len(lines))
            blocks.append(Block("code", "\n".join(each[4:] for each in lines[index:end]).strip("\n"), index + 1))
            index, gap = end, True
            continue
        elif blocks and blocks[-1].kind == "item" and stack and (indent > stack[0] or not gap and not line.startswith(APART)):
            blocks[-1].text += " " + line.strip()
        elif blocks and blocks[-1].kind == "text" and not gap:
            blocks[-1].text += ("\n" if line.lstrip().startswith(APART) else " ") + line.strip()
        else:
            stack = []
            blocks.append(Block("text", line.strip(), index + 1))
        gap = gap and not line.strip()
        index += 1
    return found


def _without_contents(headings: list[_Heading], notes: Notes) -> list[_Heading]:
    """Return the headings without a table of contents, which the site makes itself."""
    kept = []
    for heading in headings:
        links = [block for block in heading.blocks if TO_HEADING.match(block.text)]
        if title(heading.title).lower() in CONTENTS:
            notes.left.append((heading.line, title(heading.title), f"the site makes its own, so its {len(links)} lines aren't needed"))
            heading = _Heading(heading.level, "", heading.line, [block for block in heading.blocks if block not in links])
            notes.left += [(block.line, block.text, "it is in the table of contents") for block in heading.blocks]
        else:
            kept.append(heading)
    return kept


def _without_open_questions(headings: list[_Heading], notes: Notes) -> list[_Heading]:
    """Return the headings without those above what the writer still has to find out, which is listed."""
    for heading in headings:
        if OPEN.fullmatch(title(heading.title)):
            notes.left += [(heading.line, title(heading.title), "a heading above questions or tasks of your own")]
            notes.left += [(block.line, block.text, "a question or task of your own") for block in heading.blocks]
    return [heading for heading in headings if not OPEN.fullmatch(title(heading.title))]


def _is_task(block: Block, notes: Notes) -> bool:
    """Note a task, which is for the writer and not for readers."""
    if block.kind != "code" and TASK.match(block.text):
        notes.left.append((block.line, block.text, "a task of your own"))
        return True
    return False


def _chapter_level(headings: list[_Heading], chapter_is_named: bool) -> int:
    """Return the level of the headings that name chapters, 0 where sections are at the top."""
    levels = sorted({heading.level for heading in headings if heading.level})
    if not levels:
        return 0
    first = levels[0]
    tops = [heading for heading in headings if heading.level == first]
    if len(levels) == 1:  # sections without a chapter, unless it is one title above a list of sections
        above = len(tops) == 1 and first == 1 and _sections_in(tops[0].blocks) and not chapter_is_named
        return first if above else first - 1
    if len(tops) == 1 and len(levels) > 2 and not any(block.kind == "item" for block in tops[0].blocks):
        second = [heading for heading in headings if heading.level == levels[1]]
        under = [sum(1 for other in _below(headings, heading) if other.level == levels[2]) for heading in second]
        if len(second) > 1 and sum(number > 1 for number in under) * 2 > len(second):
            return levels[1]
    return first


def _below(headings: list[_Heading], heading: _Heading) -> list[_Heading]:
    """Return the headings under another one."""
    behind = headings[headings.index(heading) + 1 :]
    end = next((index for index, other in enumerate(behind) if other.level <= heading.level), len(behind))
    return behind[:end]


def _is_title(heading: _Heading, headings: list[_Heading]) -> bool:
    """Return whether a heading of a chapter's level is the title of the notes: the first one, with nothing but words under it."""
    if heading is not headings[0] or any(block.kind == "item" for block in heading.blocks) or _below(headings, heading):
        return False
    return sum(other.level == heading.level for other in headings) > 1


def _join(notes: Notes, chapter: str) -> None:
    """Merge all chapters into one."""
    one = Chapter(chapter, 0)
    for each in notes.chapters:
        one.sections += each.sections
        one.blocks += each.blocks
        if each.line:
            why = f"a chapter of the notes, whose sections go into '{chapter}'" if len(notes.chapters) > 1 else "the title of the notes"
            notes.left.append((each.line, each.title, why))
    notes.chapters = [one] if one.sections else []


def _leave(notes: Notes, heading: _Heading) -> None:
    if heading.title:
        notes.left.append((heading.line, title(heading.title), "the title of the notes"))
    notes.left += [(block.line, block.text, "it is about the notes as a whole") for block in heading.blocks]


def _sections_in(blocks: list[Block]) -> bool:
    """Return whether a list's outermost items have items of their own: then each is a section."""
    return any(later.kind == "item" and later.depth > 0 for later in blocks)


def _chapter(heading: _Heading, name: str) -> Chapter:
    chapter = Chapter(title(heading.title) or title(name), heading.line)
    _share_out(chapter, heading.blocks)
    return chapter


def _share_out(chapter: Chapter, blocks: list[Block]) -> None:
    """Make sections of the items that have items or code under them; keep the rest for the introduction."""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.kind == "item" and block.depth == 0 and following and (following.kind == "item" and following.depth > 0):
            chapter.sections.append(Section(title(block.text), block.line, groups=[Group("", block.line)]))
        elif block.kind == "item" and block.depth > 0 and chapter.sections:
            block.depth -= 1
            chapter.sections[-1].groups[-1].blocks.append(block)
        elif block.kind == "code" and chapter.sections:
            block.depth = max(block.depth - 1, 0)
            chapter.sections[-1].groups[-1].blocks.append(block)
        else:
            chapter.blocks.append(block)


def _add(chapter: Chapter, heading: _Heading, level: int) -> None:
    """Put a heading below a chapter's into it: as a section, or as a group of the last one."""
    if heading.level == 0:
        _share_out(chapter, heading.blocks)
    elif heading.level == level + 1 or not chapter.sections or heading.level <= chapter.sections[-1].level:
        groups = [Group("", heading.line, heading.blocks)]
        chapter.sections.append(Section(title(heading.title), heading.line, heading.level, groups))
    else:
        chapter.sections[-1].groups.append(Group(title(heading.title), heading.line, heading.blocks))


def _flat(chapter: Chapter, notes: Notes) -> None:
    """Leave out groups without anything in them, and note their headings."""
    for section in chapter.sections:
        empty = [group for group in section.groups if group.title and not group.blocks]
        notes.left += [(group.line, group.title, "a heading without text of its own") for group in empty]
        section.groups = [group for group in section.groups if group.blocks] or section.groups[:1]
