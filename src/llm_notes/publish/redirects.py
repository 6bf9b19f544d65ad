"""Renamed pages keep their old addresses: a page there redirects to the new one.

docs/contributing/engines.md says why this isn't left to the plugin `redirects`.
"""

import html
import posixpath
from pathlib import Path

from llm_notes import strings
from llm_notes.checks.findings import located
from llm_notes.content.pages import address_of, read_pages

REDIRECT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{moved}</title>
<meta name="robots" content="noindex">
<script>location.replace("{target}" + location.hash)</script>
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body>
<p>{moved_to}</p>
</body>
</html>
"""


def write_redirects(site: Path, docs: Path) -> list[Path]:
    """Keep renamed pages' old addresses working: front matter `was: [old/address/]`. Return the files written."""
    written = []
    for page in read_pages(docs):
        former = dict(page.meta).get("was", [])
        if not isinstance(former, list):
            raise located(f"docs/{page.path}", 1, "'was' must be a list of the page's old addresses: was: [old/address/]")
        new = address_of(page.path)
        for address in former:
            old = str(address).strip("/")
            file = site / old / "index.html"
            if ".." in old.split("/") or (docs / f"{old}.md").exists() or (docs / old / "index.md").exists():
                raise located(
                    f"docs/{page.path}",
                    1,
                    f"the old address '{address}' can't lead here: there is a page at it, "
                    "or it leaves the site. Correct 'was' in the front matter.",
                )
            target = posixpath.relpath(new or ".", old) + "/"  # safe in a script too: files' names have letters, digits, - _ and . only
            file.parent.mkdir(parents=True, exist_ok=True)
            link = f'<a href="{html.escape(target)}">{html.escape(page.title)}</a>'
            text = REDIRECT.format(target=html.escape(target), moved=strings.MOVED, moved_to=strings.moved_to(link))
            file.write_text(text, encoding="utf-8")
            written.append(file)
    return written
