"""`result` blocks describe in words what the plot shows, and none has a number typed by hand."""

import re

from checks.anatomy import counted, fences, words
from llm_notes.content.pages import read_pages
from llm_notes.markup.inline_results import MARK, without_assertions

ENOUGH = 12  # words: one sentence that says what rises, falls or differs
TYPED = re.compile(r"\d+[.,]\d+|\d+ ?%")


def check(root) -> list[str]:
    """Return blocks with too few words, and decimals or percentages typed into one."""
    found = []
    for page in read_pages(root / "docs"):
        for fence in fences(page) if "/// result" in page.text else []:
            if fence.name != "result":
                continue
            count = words(line for _, line in fence.body)
            if count < ENOUGH:
                found.append(
                    f"docs/{page.path}:{fence.line + 1 + page.offset}: this result is described in {counted(count, 'word')}. Write {ENOUGH} or "
                    "more: what the plot shows, for a reader who can't see it."
                )
            for index, line in [(fence.line, fence.argument), *fence.body]:
                typed = TYPED.search(MARK.sub("", without_assertions(line)))
                if typed:
                    found.append(
                        f"docs/{page.path}:{index + 1 + page.offset}: '{typed[0]}' is typed by hand beside a result. Take it from the "
                        f"file: {{={fence.options['from']}:path|.1f}}."
                    )
    return found
