"""The models' README.md, which make each model's folder complete for whoever copies it, as plain files in the site.

They aren't pages: `exclude_docs` in mkdocs.yml keeps both engines from rendering them, and from copying them.
"""

import re
from pathlib import Path

PAGE = re.compile(r"\]\(\.\./\.\./\.\./([\w/-]+)\.md\)")  # a link from docs/assets/models/NAME/ to a page


def copy_cards(site: Path, docs: Path, address: str) -> list[Path]:
    """Copy docs/assets/models/*/README.md into the built folder and return the copies.

    A link to a page leads to the built one: with the site's address, if it has one, else relative.
    """
    root = address if "://" in address else "../../../"  # the second engine writes a relative one
    copies = []
    for card in sorted(docs.glob("assets/models/*/README.md")):
        copy = site / card.relative_to(docs)
        copy.write_text(PAGE.sub(rf"]({root}\1/)", card.read_text(encoding="utf-8")), encoding="utf-8")
        copies.append(copy)
    return copies
