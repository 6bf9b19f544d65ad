"""Each page carries the styles that it needs to be shown; the rest of the theme's rules wait for the first interaction.

The page's own sheet stands in its head, so nothing blocks its first paint. The rest is one file for the whole site:
every rule that some page can match, or something that a script may add, in the order that the theme gives. It comes
after the page's own sheet and holds that again, so no rule changes its rank when it arrives (`start.js` loads it; without
scripts the page does so itself).
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import lxml.html

from llm_notes.checks.findings import located
from llm_notes.publish.built import Page, attributes, pages, scripts_of, with_imports
from llm_notes.publish.css import VARIABLE, Names, Stylesheet, read_rules

FOLDER = "assets/stylesheets"
LINK = re.compile(r"<link\b[^>]*>")
# What a script is likely to add to a page as it opens: a name in a text, or a property such as `.hidden`; no word of a comment or a path.
SAID = re.compile(r"/\*.*?\*/|(?<![:\"'`\\/])//[^\n]*|\"\.{1,2}/[^\"\n]*\"|(?P<text>\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|\.[a-z]\w*)", re.DOTALL)
FILE = re.compile(r"url\((?!\s*[\"']?(?:data:|#))")  # a path that another place would break


def slim_styles(site: Path) -> str:
    """Put styles into each page's head and write the common sheet; return its path in the site, or '' with nothing to do.

    A published page has no sheet to read any more, so a second run finds nothing to do.
    Raises PageError for a stylesheet that can't be read or that loads a file.
    """
    sheets: dict[tuple[str, ...], Stylesheet] = {}
    added: dict[frozenset[str], Names] = {}  # what modules add; many pages load the same ones
    everywhere = Names()
    for page in pages(site):
        links = _sheets_of(page)
        if not links:
            continue
        paths = tuple(path for _, path in links)
        if paths not in sheets:
            sheets[paths] = Stylesheet(rule for path in paths for rule in _read(site, path))
        modules = frozenset(
            found for _, path, values in scripts_of(page) if values.get("type") == "module" for found in with_imports(site, path)
        )
        if modules not in added:
            added[modules] = _words(site, modules, said=True)
        names = names_of(page)
        everywhere.add(names)
        names.add(added[modules])
        text = page.text
        for index, (tag, _) in enumerate(links):
            text = text.replace(tag, f"<style>{sheets[paths].select(names, at_first=True)}</style>" if index == 0 else "", 1)
        page.write(text)
    if not sheets:
        return ""
    everywhere.add(_words(site, {path.relative_to(site).as_posix() for path in site.glob("assets/**/*.js")}))
    for path in site.glob(f"{FOLDER}/*.css"):  # sheets that come later may read the theme's custom properties
        everywhere.variables.update(VARIABLE.findall(path.read_text(encoding="utf-8")))
    rest = "".join(sheet.select(everywhere) for sheet in sheets.values())
    path = f"{FOLDER}/rest.{hashlib.sha256(rest.encode()).hexdigest()[:8]}.css"
    (site / path).write_text(rest, encoding="utf-8")
    return path


def names_of(page: Page) -> Names:
    """Return what occurs in a page as it was built."""
    names = Names(variables=set(VARIABLE.findall(page.text)))
    for element in lxml.html.document_fromstring(page.text).iter():
        if isinstance(element.tag, str):
            names.elements.add(element.tag)
            for name, value in element.attrib.items():
                names.attributes.setdefault(name, set()).add(value)
            names.classes.update(element.get("class", "").split())
            names.ids.add(element.get("id", ""))
    return names


def _sheets_of(page: Page) -> list[tuple[str, str]]:
    head = page.text.partition("</head>")[0]
    found = ((tag, attributes(tag)) for tag in LINK.findall(head))
    return [(tag, page.path(values["href"])) for tag, values in found if values.get("rel") == "stylesheet" and page.path(values["href"])]


def _read(site: Path, path: str):
    text = (site / path).read_text(encoding="utf-8")
    if FILE.search(text):
        line = text[: FILE.search(text).start()].count("\n") + 1
        raise located(path, line, "a stylesheet loads a file, which breaks when it moves into the page. Write it as a data: address.")
    try:
        return read_rules(text)
    except ValueError as error:
        raise located(path, 1, f"this stylesheet can't be read: {error}. Write it without nesting.") from None


def _words(site: Path, paths: Iterable[str], said: bool = False) -> Names:
    """Return the words of scripts; with `said` only those that stand in a text or name a property."""
    found: set[str] = set()
    for path in paths:
        text = (site / path).read_text(encoding="utf-8")
        if said:
            text = " ".join(match["text"] or "" for match in SAID.finditer(text))
        found.update(re.findall(r"[\w-]+", text))
    return Names(words=found, variables={word for word in found if word.startswith("--")})
