"""Every term of the glossary is used by a page and leads to the section that explains it."""

import re

from checks.anatomy import blocks, section_pages
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import read_page


def check(root) -> list[str]:
    """Return terms that no section uses, that link nowhere, that stand twice, or out of the alphabet's order."""
    page = read_page(root / "docs" / "glossary.md", root / "docs")
    running = " ".join(line for section in section_pages(root) for _, line in prose_lines(section.lines)).lower()
    found = []
    seen: dict[str, int] = {}
    previous = ""
    for entry in blocks(page, root, "term"):
        line, term = entry.line, entry.term
        if term.lower() in seen:
            found.append(f"docs/glossary.md:{line}: the term '{term}' stands in line {seen[term.lower()]} already. Remove one.")
        seen[term.lower()] = line
        if term.lower() < previous:
            found.append(f"docs/glossary.md:{line}: the term '{term}' stands after '{previous}'. Put the terms in alphabetical order.")
        previous = term.lower()
        if not any(re.search(rf"(?<!\w){re.escape(form.lower())}(?!\w)", running) for form in (term, *entry.forms)):
            found.append(
                f"docs/glossary.md:{line}: no section uses the term '{term}'. Use it, name the form that is "
                "used under 'forms', or remove the term."
            )
        if not entry.links:
            found.append(
                f"docs/glossary.md:{line}: the term '{term}' leads nowhere. Link it to the section that "
                "explains it: [Attention Mechanism](how-transformers-work/attention.md)."
            )
    return found
