"""Home's short path takes the time that home says."""

import re

from building import ROOT

from llm_notes.content.pages import Page, read_page
from llm_notes.content.reading import read_times, together

DOCS = ROOT / "docs"


def part(path: str, first: str = "", beyond: str = "") -> Page:
    """Return a page from the heading with the id `first` to the one with the id `beyond`; without ids, from start to end."""
    page = read_page(DOCS / path, DOCS)
    places = {name: line - 1 - page.offset for name, (_, _, line) in zip(page.ids, page.headings)}
    return Page(path, "\n".join(page.lines[places[first] if first else 0 : places[beyond] if beyond else None]), (), 0)


def test_the_short_path_takes_about_an_hour():
    home = (DOCS / "index.md").read_text(encoding="utf-8")
    path = home[home.index("- **The short path.**") : home.index("- **The whole way.**")]
    assert "take about an hour to read without" in path
    parts = []
    for line in re.findall(r"^    \d\. .*$", path, re.MULTILINE):
        (page, first), *upto = re.findall(r"\]\(([\w/-]+\.md)#?([\w-]*)\)", line)
        parts.append(part(page, first, upto[0][1] if upto else ""))
    assert len(parts) == 6, "the home page says that there are six stops"
    minutes = together(read_times(one, DOCS) for one in parts).minutes
    assert 45 <= minutes <= 70, (
        f"docs/index.md: the short path takes {minutes} minutes, which isn't about an hour; change its words or its stops"
    )


def test_each_stop_leads_to_the_next():
    home = (DOCS / "index.md").read_text(encoding="utf-8")
    stops = re.findall(r"^    (\d)\. \[[^\]]*\]\(([\w/-]+\.md)", home, re.MULTILINE)
    for (number, path), (_, then) in zip(stops, [*stops[1:], ("", "nlp-and-llms/what-is-nlp.md")]):
        said = re.findall(r"^\*\*Short path\.\*\* .*$", (DOCS / path).read_text(encoding="utf-8"), re.MULTILINE)
        assert len(said) == 1, (
            f"docs/{path} is stop {number} of home's short path: say so in one line, **Short path.** ..., where the stop ends"
        )
        name = then.rpartition("/")[2]
        assert re.search(rf"\]\([./\w-]*\b{re.escape(name)}", said[0]), f"docs/{path}: its **Short path.** line doesn't lead on to {then}"
        assert f"stop {number} of" in said[0] or number == stops[-1][0], f"docs/{path}: its **Short path.** line isn't about stop {number}"
