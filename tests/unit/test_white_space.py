"""White space that nobody sees: pages read the same whichever editor saved them, and a space that hides markup is found."""

import pytest
from building import ROOT
from rendering import render

from llm_notes.checks import front_matter
from llm_notes.checks.findings import PageError

NBSP = "\u00a0"


def inner(text: str) -> list[str]:
    """Return the tags and words that a text becomes."""
    return [part for element in render(text).iter() for part in (element.tag, *sorted(element.items()), element.text, element.tail)]


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["Windows", "old Macs"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "mark"])
def test_line_ends_and_a_mark_at_the_start_change_nothing(end, mark, monkeypatch):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "templates/section.md").read_text(encoding="utf-8").partition("\n---\n")[2].replace("../assets", "docs/assets")
    assert inner(mark + text.replace("\n", end)) == inner(text)


@pytest.mark.parametrize(
    "line",
    [
        f"-{NBSP}a",
        f"1.{NBSP}a",
        f"  {NBSP} - a",
        f"##{NBSP}A",
        f">{NBSP}a",
        f"-{NBSP}[ ] a",
        f"- [x]{NBSP}a",
        NBSP,
        f"///{NBSP}notes",
        f"/// notes{NBSP}",
        f"    id:{NBSP}a",
        f"---{NBSP}",
        f"- a\n{NBSP * 4}- b",
        "\u202f- a",
    ],
)
def test_a_space_that_would_hide_markup_is_found(line):
    with pytest.raises(PageError, match=r"^text:[34]: .*U\+(00A0|202F).* Replace it with a plain space"):
        render(f"# T\n\n{line}")


@pytest.mark.parametrize("line", [f"10{NBSP}000", f"- 10{NBSP}000", f"## 10{NBSP}km {{#a}}", f"See:{NBSP}a", f"| a |{NBSP}b |"])
def test_a_space_between_words_is_kept(line):
    assert NBSP in render(line).text_content()


@pytest.mark.parametrize(
    "field", [f"reviewed:{NBSP}2026-01-01", f"reviewed: {NBSP}2026-01-01", f"{NBSP}reviewed: 2026-01-01", f"builds_on:\n  -{NBSP}a.md"]
)
def test_one_in_front_matter_is_found(field):
    with pytest.raises(PageError, match=r"^x\.md:[23]: .*U\+00A0.* Replace it with a plain space"):
        front_matter.check(f"---\n{field}\n---\n# T\n", "x.md")
    front_matter.check(f"---\ndescription: 10{NBSP}km\n---\n# T\n", "x.md")


def test_files_keep_their_line_ends_on_every_system():
    """Models and vendored files are checked byte by byte, and Git for Windows changes line ends unless .gitattributes forbids it."""
    rules = [line.split() for line in (ROOT / ".gitattributes").read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    assert rules[0] == ["*", "text=auto", "eol=lf"]
    binary = {pattern.removeprefix("*") for pattern, kind in rules[1:] if kind == "binary"}
    for file in (file for name in ("docs", "src", "lab", "tests", "templates", "overrides") for file in (ROOT / name).rglob("*")):
        if file.is_file() and not {"__pycache__", "node_modules"} & set(file.parts):
            content = file.read_bytes()
            assert file.suffix in binary or b"\0" not in content, f".gitattributes:1: '*{file.suffix}' is binary. List it there."
            assert file.suffix in binary or b"\r" not in content, (
                f"{file.relative_to(ROOT)}:1: it has Windows line endings. Clone again, or save it with LF."
            )
