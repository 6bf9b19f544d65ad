"""A section page has all its parts, in order, and enough in each. The minimums are here; raise them as needed."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from llm_notes.blocks.contents import beside, chapters
from llm_notes.blocks.fences import OPEN, Fence, find_fences, read_blocks
from llm_notes.checks.findings import collecting
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import DESCRIPTION, Page, page_files, read_navigation, read_page
from llm_notes.content.source import Source
from llm_notes.markup.citations import citations
from llm_notes.writing.new import from_template
from llm_notes.writing.outline import FILE, FOLLOWS


@dataclass(frozen=True)
class Amounts:
    """The minimum of each part on a section page (for words of explanation, also the maximum)."""

    words: range
    sources: int
    questions: int
    numbers: int
    misconceptions: range
    figures: int


# The original sections are finished pages; a new section may start smaller and grow.
OUTLINE = Amounts(words=range(900, 1801), sources=3, questions=5, numbers=1, misconceptions=range(2, 5), figures=1)
NEW = Amounts(words=range(250, 1801), sources=2, questions=3, numbers=0, misconceptions=range(1, 5), figures=0)
FIXED = ["Try it", "In short", "In code", "Where this goes wrong", "Check yourself"]


def section_pages(root) -> list[Page]:
    """Return the added pages outside the chapters, then every chapter's except its introduction, in navigation order."""
    docs = root / "docs"
    inside = [path for chapter in chapters(read_navigation(root / "mkdocs.yml")) for path in chapter[1:]]
    return [read_page(docs / path, docs) for path in [*beside(docs), *inside] if (docs / path).is_file()]


def fences(page: Page) -> list[Fence]:
    """Return the page's blocks."""
    return find_fences(Source.of_page(page))


def blocks(page: Page, root, name: str) -> list:
    """Return the contents of the page's blocks of this name, without those with a mistake, which the build reports."""
    with collecting():
        return read_blocks(page, name, root / "docs")


def opened(lines: list[str], name: str) -> int:
    """Return how many blocks of this name the lines open, including those with a mistake, which are reported elsewhere."""
    return sum((match := OPEN.match(line)) is not None and match[2] == name for _, line in prose_lines(lines))


def words(lines) -> int:
    """Return how many words are in these lines, without markup and formulas."""
    text = " ".join(lines)
    text = re.sub(r"\$[^$]*\$|\[@[^\]]*\]|\]\([^)]*\)|\{[^}]*\}|`[^`]*`|<[^>]*>", " ", text)
    return len(re.findall(r"[A-Za-zÀ-ÿ][\w'’-]*", text))


def counted(number: int, noun: str) -> str:
    """Return '1 source' or '2 sources'."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def parts(page: Page) -> dict[str, tuple[int, list[str]]]:
    """Return second-level heading -> (its line number, the lines under it), in order."""
    found: dict[str, tuple[int, list[str]]] = {}
    current = None
    for index, line in enumerate(page.lines):
        heading = next((text for level, text, number in page.headings if level == 2 and number == index + 1 + page.offset), None)
        if heading is not None:
            current = heading
            found[current] = (index + 1 + page.offset, [])
        elif current is not None:
            found[current][1].append(line)
    return found


def explanation(page: Page) -> list[str]:
    """Return the prose lines under the page's own headings, except those in a fold (`deeper`)."""
    folded = {index for fence in fences(page) if fence.name == "deeper" for index in range(fence.line, fence.end + 1)}
    lines = []
    for heading, (start, under) in parts(page).items():
        if heading not in FIXED:
            lines += [line for place, line in prose_lines(under) if start - page.offset + place not in folded]
    return lines


def check(root) -> list[str]:
    """Return what is missing from the section pages."""
    finished = _finished(root)
    return [finding for page in section_pages(root) for finding in _check_page(root, page, OUTLINE if page.title in finished else NEW)]


def _finished(root) -> set[str]:
    """Return the titles of the original sections: those in the outline, except what `llm-notes finish` added."""
    outline = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
    return {section["title"] for chapter in outline["chapters"] for section in chapter["sections"] if not section.get(FOLLOWS)}


def check_front_matter(root) -> list[str]:
    """Return what is missing from any page's front matter: a description or the day of its last review."""
    docs = root / "docs"
    found = []
    for path in page_files(docs):
        page = read_page(path, docs)
        meta = dict(page.meta)
        if not meta and any(re.match(r"[^\s#]", line) for line in page.text.split("\n")[1 : max(page.offset - 1, 1)]):
            continue  # it is unreadable, which stops the build
        if len(page.description) not in DESCRIPTION:
            found.append(
                f"docs/{page.path}:1: the description has {counted(len(page.description), 'character')}. Write "
                f"'description:' in the front matter with {DESCRIPTION.start} to {DESCRIPTION.stop - 1}."
            )
        if meta.get("reviewed") is None:  # anything but a date stops the build
            found.append(f"docs/{page.path}:1: the day of the last review is missing. Write 'reviewed: YYYY-MM-DD' in the front matter.")
        if sum(level == 1 for level, _, _ in page.headings) != 1:
            found.append(f"docs/{page.path}:{page.offset + 1}: a page has one title. Write it once, as '# Title'.")
    return found


def _check_page(root, page: Page, amounts: Amounts) -> list[str]:
    found = []

    def report(line: int, message: str):
        found.append(f"docs/{page.path}:{line}: {message}")

    sections = parts(page)
    top = page.offset + 1
    present = [heading for heading in sections if heading in FIXED]
    for heading in FIXED:
        if heading not in sections:
            alike = [(line, text) for text, (line, _) in sections.items() if text.lower() == heading.lower()]
            if alike:
                report(alike[0][0], f"'## {alike[0][1]}' isn't the part '## {heading}'. Write its heading exactly so.")
            else:
                report(top, f"the part '## {heading}' is missing. Add it; CONTRIBUTING.md shows the parts of a page.")
    others = [heading for heading in present if heading != "In short"]
    if others != [heading for heading in FIXED if heading in others]:
        report(sections[present[0]][0], f"the parts are in the order {', '.join(present)}. Put them in the order {', '.join(FIXED)}.")
    elif {"In short", "In code"} <= set(present) and dict(zip(sections, [*sections][1:]))["In short"] != "In code":
        report(
            sections["In short"][0],
            "'In short' sums up what has been explained. Move it, with its points, to directly above '## In code'.",
        )
    first = next((line for _, line in prose_lines(page.lines) if line.strip() and not line.startswith("# ")), "")
    if not first.startswith("You "):
        report(
            top,
            "the page doesn't open with what the reader will be able to do. Start with a sentence 'You will be able to …' under the title.",
        )
    count = words(explanation(page))
    if count not in amounts.words:
        report(
            top,
            f"the explanation has {counted(count, 'word')}. Write {amounts.words.start} to {amounts.words.stop - 1} under headings of your own.",
        )
    cited = {key for _, key in citations(page.lines)}
    if len(cited) < amounts.sources:
        report(top, f"the page cites {counted(len(cited), 'source')}. Cite {amounts.sources} or more, like [@vaswani2017].")
    figures = opened(page.lines, "figure")
    if figures < amounts.figures:
        report(top, f"the page has {counted(figures, 'figure')}. Add {amounts.figures} or more, with '/// figure'.")
    wanted = {
        "In short": ("notes", range(1, 99)),
        "Where this goes wrong": ("misconception", amounts.misconceptions),
        "Check yourself": ("question", range(amounts.questions, 99)),
    }
    for heading, (block, number) in wanted.items():
        if heading in sections:
            start, under = sections[heading]
            inside = [each for each in blocks(page, root, block) if start <= each.line < start + len(under) + 1]
            there = opened(under, block)
            if there not in number:
                most = f" to {number.stop - 1}" if number.stop < 99 else " or more"
                report(start, f"'{heading}' holds {counted(there, f'/// {block} block')}. Write {number.start}{most}.")
            for question in inside if block == "question" else []:
                if not question.reread:
                    report(
                        question.line,
                        f"the question '{question.id}' doesn't say where its answer is explained. "
                        "Add a line '    reread: …' with the id of a heading.",
                    )
            if block == "question" and there == len(inside) and sum(question.is_number for question in inside) < amounts.numbers:
                report(start, "no question asks for a number. Add one with 'type: number' that the reader works out.")
    if "In code" in sections and not any(re.match(r"```python\b", line) for line in sections["In code"][1]):
        report(sections["In code"][0], "'In code' has no Python block that the tests run. Add one that starts with ```python.")
    return found


def check_template(root) -> list[str]:
    """Return the section pages that still have template text."""
    return [
        f"docs/{page.path}:{lines[0].partition('–')[0]}: text of the template is left: lines {', '.join(lines)}. Write your own."
        for page in section_pages(root)
        if (lines := from_template(root, page.path))
    ]


def check_worked_examples(root) -> list[str]:
    """Return the original sections and added pages whose worked numbers aren't recomputed by a test."""
    found = []
    for page in section_pages(root):
        if page.added or page.title in _finished(root):
            test = f"tests/content/test_worked_{Path(page.path).stem.replace('-', '_')}.py"
            if not (root / test).is_file():
                found.append(
                    f"docs/{page.path}:{page.offset + 1}: no test recomputes the worked numbers of this page. "
                    f"Write {test}; you can start from a copy of another page's, such as test_worked_pipeline_function.py."
                )
    return found
