"""Task lists: `- [ ] to do` and `- [x] done` begin with an empty and a checked box.

The boxes are characters, not form controls (which pymdownx.tasklist writes): nothing on a page can be checked off, and characters
carry over into the deck, the search and the PDF.
"""

import re

from markdown.treeprocessors import Treeprocessor

TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")
BOXES = {" ": "☐", "x": "☑"}


class Tasks(Treeprocessor):
    """Puts the boxes in. Runs before text is read as inline Markdown."""

    def run(self, root) -> None:
        """By now, questions have removed the marks of their options."""
        for item in root.iter("li"):
            place = item if (item.text or "").strip() or not len(item) or item[0].tag != "p" else item[0]
            task = TASK.match(place.text or "")
            if task:
                place.text = f"{BOXES[task[1].lower()]} {(place.text or '')[task.end() :]}"
