"""What screen readers navigate by: one h1, landmarks that are unique or have their own names, valid paragraphs."""

import re

from checks.built import BuiltPage, BuiltSite

ONCE = ("banner", "main", "contentinfo")
ELEMENTS = {"header": "banner", "main": "main", "footer": "contentinfo", "nav": "navigation", "aside": "complementary"}
TAGS = {role: tag for tag, role in ELEMENTS.items()} | {"region": "section"}
# A header or footer inside one of these belongs to that part and isn't a landmark.
PARTS = ("article", "aside", "main", "nav", "section")


def check(site: BuiltSite) -> list[str]:
    """Return pages without exactly one h1, main, header and footer, and landmarks that can't be told apart."""
    found = []
    for page in site.pages.values():
        if page.tree.xpath("//meta[@http-equiv='refresh']"):
            continue
        titles = len(page.tree.xpath("//h1"))
        if titles != 1:
            found.append(
                f"{site.where(page.path, '# ')}: the page has {titles} headings of level 1. Write one line '# Title' and use '##' below it."
            )
        marks = landmarks(page)
        # The table of contents is there twice, one copy always hidden: in the menu on narrow screens, beside the text on wide ones.
        if marks.count(("navigation", "Table of contents")) == 2:
            marks.remove(("navigation", "Table of contents"))
        for role in ONCE:
            count = sum(mark == role for mark, _ in marks)
            if count != 1:
                found.append(
                    f"{site.where(page.path)}: the page has {count} landmarks '{role}'. Look at what overrides/ changed "
                    "in the theme's templates; a page's own text needs none."
                )
        if not any(mark == "search" for mark, _ in marks):
            found.append(
                f"{site.where(page.path)}: the page has no landmark 'search'. Look at what overrides/ changed in the theme's templates."
            )
        names = [(mark, name) for mark, name in marks if mark not in ONCE]
        for mark, name in dict.fromkeys(names):
            if mark != "search" and not name:
                where = site.where(page.path, f'role="{mark}"', f"<{TAGS[mark]}")
                found.append(
                    f"{where}: a landmark '{mark}' has no name. Give it an aria-label (overrides/main.html does so for the theme's)."
                )
            elif names.count((mark, name)) > 1:
                found.append(
                    f"{site.where(page.path, name)}: {names.count((mark, name))} landmarks '{mark}' are named "
                    f"'{name}'. Give each its own aria-label (overrides/main.html does so for the theme's)."
                )
    return found


def check_paragraphs(site: BuiltSite) -> list[str]:
    """Return pages with a block inside a paragraph, which browsers split and the Nu checker rejects."""
    found = []
    for page in site.pages.values():
        text = (site.folder / page.path).read_text(encoding="utf-8")
        if any("<div" in part.partition("</p>")[0] for part in re.split(r"<p\b[^>]*>", text)[1:]):
            found.append(
                f"{site.where(page.path)}: a block of code follows another without an empty line between. Add the "
                "empty line between the two fences."
            )
    return found


def landmarks(page: BuiltPage) -> list[tuple[str, str]]:
    """Return (role, name) of the page's landmarks in order; a name is '' when there is none."""
    found = []
    for element in page.tree.iter("header", "main", "footer", "nav", "aside", "section", "form", "div"):
        role = element.get("role") or ELEMENTS.get(element.tag)
        name = (
            element.get("aria-label") or " ".join(" ".join("".join(label.itertext()).split()) for label in _labels(page, element)).strip()
        )
        if element.tag in ("header", "footer") and any(parent.tag in PARTS for parent in element.iterancestors()):
            continue
        if element.tag == "section" and not element.get("role") and name:
            role = "region"
        if role in (*ELEMENTS.values(), "search", "region"):
            found.append((role, name))
    return found


def _labels(page: BuiltPage, element) -> list:
    return [label for name in (element.get("aria-labelledby") or "").split() for label in page.tree.xpath("//*[@id=$id]", id=name)]
