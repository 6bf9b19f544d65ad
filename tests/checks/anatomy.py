"""A section page has all its parts, in order, and enough in each. The figures to raise stand here."""

import datetime
import re

from llm_notes.blocks import Fence, find_fences, prose_lines
from llm_notes.citations import citations
from llm_notes.contents import chapters
from llm_notes.extension import BLOCKS
from llm_notes.pages import Page, read_navigation, read_page
from llm_notes.source import Source

EXPLANATION_WORDS = 250
CITED_SOURCES = 2
QUESTIONS = 3
MISCONCEPTIONS = 2
DESCRIPTION = range(55, 161)  # what a search engine shows
FIXED = ["In short", "Try it", "In code", "Where this goes wrong", "Check yourself"]


def section_pages(root) -> list[Page]:
    """Return the pages of every chapter but its introduction, in the navigation's order."""
    docs = root / "docs"
    return [read_page(docs / path, docs)
            for chapter in chapters(read_navigation(root / "mkdocs.yml"))
            for path in chapter[1:] if (docs / path).is_file()]


def fences(page: Page) -> list[Fence]:
    """Return the page's blocks."""
    source = Source.of_text(page.lines)
    return find_fences(source, BLOCKS)


def words(lines) -> int:
    """Return how many words stand in these lines, markup and formulas left out."""
    text = " ".join(lines)
    text = re.sub(r"\$[^$]*\$|\[@[^\]]*\]|\]\([^)]*\)|\{[^}]*\}|`[^`]*`|<[^>]*>", " ", text)
    return len(re.findall(r"[A-Za-zÀ-ÿ][\w'’-]*", text))


def parts(page: Page) -> dict[str, tuple[int, list[str]]]:
    """Return heading of the second level -> (its line number, the lines under it), in order."""
    found: dict[str, tuple[int, list[str]]] = {}
    current = None
    for index, line in enumerate(page.lines):
        heading = next((text for level, text, number in page.headings
                        if level == 2 and number == index + 1 + page.offset), None)
        if heading is not None:
            current = heading
            found[current] = (index + 1 + page.offset, [])
        elif current is not None:
            found[current][1].append(line)
    return found


def explanation(page: Page) -> list[str]:
    """Return the prose lines under the headings between "In short" and "Try it"."""
    lines = []
    for heading, (_, under) in parts(page).items():
        if heading not in FIXED:
            lines += [line for _, line in prose_lines(under)]
    return lines


def check(root) -> list[str]:
    """Return what the section pages lack."""
    return [finding for page in section_pages(root) for finding in _check_page(page)]


def check_front_matter(root) -> list[str]:
    """Return what the front matter of any page lacks: a description and the day of its last review."""
    docs = root / "docs"
    found = []
    for path in sorted(docs.rglob("*.md")):
        page = read_page(path, docs)
        if len(page.description) not in DESCRIPTION:
            found.append(f"docs/{page.path}:1: the description has {len(page.description)} characters. Write "
                         f"'description:' in the front matter with {DESCRIPTION.start} to {DESCRIPTION.stop - 1}.")
        if not isinstance(dict(page.meta).get("reviewed"), datetime.date):
            found.append(f"docs/{page.path}:1: the day of the last review is missing. Write "
                         "'reviewed: YYYY-MM-DD' in the front matter.")
        if sum(level == 1 for level, _, _ in page.headings) != 1:
            found.append(f"docs/{page.path}:{page.offset + 1}: a page has one title. Write it once, as '# Title'.")
    return found


def _check_page(page: Page) -> list[str]:
    found = []

    def report(line: int, message: str):
        found.append(f"docs/{page.path}:{line}: {message}")

    sections = parts(page)
    blocks = fences(page)
    top = page.offset + 1
    present = [heading for heading in sections if heading in FIXED]
    for heading in FIXED:
        if heading not in sections:
            report(top, f"the part '## {heading}' is missing. Add it; CONTRIBUTING.md shows the parts of a page.")
    if present != [heading for heading in FIXED if heading in present]:
        report(sections[present[0]][0], f"the parts stand in the order {', '.join(present)}. "
                                        f"Bring them into the order {', '.join(FIXED)}.")
    first = next((line for _, line in prose_lines(page.lines)
                  if line.strip() and not line.startswith("# ")), "")
    if not first.startswith("You "):
        report(top, "the page doesn't open with what the reader will be able to do. Begin with a sentence "
                    "'You will be able to …' under the title.")
    count = words(explanation(page))
    if count < EXPLANATION_WORDS:
        report(top, f"the explanation has {count} words. Write {EXPLANATION_WORDS} or more between "
                    "'In short' and 'Try it'.")
    cited = {key for _, key in citations(page.lines)}
    if len(cited) < CITED_SOURCES:
        report(top, f"the page cites {len(cited)} sources. Cite {CITED_SOURCES} or more, like [@vaswani2017].")
    wanted = {"In short": ("notes", 1), "Where this goes wrong": ("misconception", MISCONCEPTIONS),
              "Check yourself": ("question", QUESTIONS)}
    for heading, (block, least) in wanted.items():
        if heading in sections:
            start, under = sections[heading]
            inside = [fence for fence in blocks
                      if fence.name == block and start <= fence.line + top < start + len(under) + 1]
            if len(inside) < least:
                report(start, f"'{heading}' holds {len(inside)} '/// {block}' blocks. Write {least} or more.")
    if "In code" in sections and not any(line.startswith(("```python", "```{.python"))
                                         for line in sections["In code"][1]):
        report(sections["In code"][0], "'In code' holds no Python block. Add one that begins with ```python.")
    return found
