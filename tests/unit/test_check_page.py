"""`llm-notes check` finds what is wrong with one page."""

import pytest
from building import ROOT, append, copy, replace
from small import run, small, text_of

from llm_notes.commands import check
from llm_notes.commands.check import findings, not_checked
from llm_notes.writing.new import TEST

PAGE = "how-transformers-work/attention.md"


def test_a_finished_page_has_nothing_wrong():
    assert findings(ROOT, "how-transformers-work/architecture.md") == []


@pytest.mark.thorough
def test_every_mistake_is_found_at_its_line(tmp_path):
    root = copy(tmp_path)
    page = root / "docs" / PAGE
    append(page, "/// qestion\n///\n\nSee [@nobody2020], [this](nowhere.md) and ![that](nowhere.svg).")
    last = page.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    found = findings(root, PAGE)
    for place, part in (
        (last - 3, "qestion"),
        (last, "nobody2020"),
        (last, "'docs/how-transformers-work/nowhere.md'"),
        (last, "nowhere.svg"),
    ):
        assert any(line.startswith(f"docs/{PAGE}:{place}: ") and part in line for line in found), found


@pytest.mark.thorough
def test_one_mistake_hides_no_other(tmp_path):
    root = copy(tmp_path)
    page = root / "docs" / PAGE
    text = page.read_text(encoding="utf-8")
    output = text.index('```text title="Output"\n') + len('```text title="Output"\n')
    text = f"{text[:output]}Nothing of the kind.\n{text[text.index('```', output) :]}"
    page.write_text(text.replace("reviewed:", "rewieved:", 1), encoding="utf-8")
    append(page, "A mispelled word.\n\n```python\nprint(1\n```\n\n/// qestion\n///")
    found = findings(root, PAGE)
    parts = ("'qestion'", "doesn't print what the page shows", "doesn't compile", "last review", "'mispelled'")
    places = [next((place for place, line in enumerate(found) if part in line), None) for part in parts]
    assert None not in places, found
    assert places == sorted(places), "what stops the build comes first, spelling last"
    assert len(set(found)) == len(found), "each should be reported once"


@pytest.mark.thorough
def test_a_word_is_found_that_another_page_misspells_too(tmp_path):
    root = copy(tmp_path)
    for page in ("cheat-sheet.md", PAGE):
        append(root / "docs" / page, "A mispelled word.")
    assert any("'mispelled'" in line for line in findings(root, PAGE))


QUESTION = "/// question\n    id: alpha-one\n    reread: less\n\nWhy?\n\n- [ ] this\n    - No.\n- [x] that\n    - Yes.\n///\n"


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("reviewed: 2026-01-01\n", "reviewed: yesterday\n", "reviewed"),
        ("reviewed: 2026-01-01\n", "reviewed: 2026-13-45\n", "reviewed"),
        ("    reread: less\n", "    reread: less\n    tolerence: 0.1\n", "    tolerence"),
        ("Which?\n", "Which? Choose all that apply.\n", "/// question"),
        ("- [ ] that\n", "- [x] that\n", "/// question"),
        ("The end", "## Again {#less}\n", "## Again"),
        ("The end", '## Again {#again was="less"}\n', "## Again"),
        ("The end", "## Less\n", "## Less\n"),
        ("The end", "/// deeper | Again\n    id: less\n\nText.\n///\n", "/// deeper"),
        ("The end", QUESTION, "/// question"),
    ],
)
def test_one_mistake_is_one_finding_at_its_line(tmp_path, old, new, at):
    root = small(tmp_path)
    page = root / "docs/first/alpha.md"
    replace(page, "description: The first of all.\n", "reviewed: 2026-01-01\n")
    append(page, "The end")
    before = set(map(said, findings(root, "first/alpha.md")))
    replace(page, old, new)
    line = max(number for number, line in enumerate(text_of(root, "docs/first/alpha.md").split("\n"), 1) if f"{line}\n".startswith(at))
    (finding,) = [line for line in findings(root, "first/alpha.md") if said(line) not in before and " words. Write " not in line]
    assert finding.startswith(f"docs/first/alpha.md:{line}: "), finding


IN_SHORT = "## In short\n\n/// notes\n- A point.\n///\n\n## Less {#less}\n\nSee [below](#less).\n"


@pytest.mark.parametrize(
    ("old", "new", "at", "part"),
    [
        ("- A point.\n///\n", "- A point.\n", "/// question", "inside the block 'notes' opened on line 9, which isn't closed yet"),
        ("/// notes\n- A point.", "/// notes\nA point.", "/// notes", "has no points"),
        ("See [below](#less).", "/// figure | A thing\n    src: [@sennrich2015]\n\nWords.\n///", "    src", "begins with '[@'."),
        ("See [below](#less).", "![it](a b.png)", "![it]", "can't contain a space"),
        ("See [below](#less).", "![it](<a b.png>)", "![it]", "there is no file 'docs/first/a b.png'"),
        ("See [below](#less).", "See [below](#lesser).", "See [below]", "leads to no heading on this page"),
    ],
)
def test_what_only_follows_from_a_mistake_isnt_another(tmp_path, old, new, at, part):
    root = small(tmp_path)
    page = root / "docs/first/alpha.md"
    replace(page, "## Less {#less}\n", IN_SHORT)
    before = set(map(said, findings(root, "first/alpha.md")))
    replace(page, old, new)
    line = next(number for number, line in enumerate(text_of(root, "docs/first/alpha.md").split("\n"), 1) if line.startswith(at))
    found = [line for line in findings(root, "first/alpha.md") if said(line) not in before]
    (finding,) = [line for line in found if " words. Write " not in line and "the page cites" not in line]
    assert finding.startswith(f"docs/first/alpha.md:{line}: ") and part in finding


def test_a_fixed_heading_in_other_letters_is_named_at_its_line(tmp_path):
    root = small(tmp_path)
    append(root / "docs/first/beta.md", "## Try It\n\nGuess.")
    line = text_of(root, "docs/first/beta.md").split("\n").index("## Try It") + 1
    (finding,) = [line for line in findings(root, "first/beta.md") if "'## Try it'" in line]
    assert finding.startswith(f"docs/first/beta.md:{line}: '## Try It' isn't the part")


def test_a_page_that_isnt_there_suggests_the_nearest(tmp_path):
    root = small(tmp_path)
    assert "there is no page 'alpah'; did you mean 'docs/first/alpha.md'?" in run(root, "check", "alpah", fails=True)
    assert "there is no page 'zzz'. Name" in run(root, "check", "zzz", fails=True)


def test_a_question_whose_id_another_page_has_is_found(tmp_path):
    root = small(tmp_path)
    replace(root / "docs/first/beta.md", "id: beta-one", "id: alpha-one")
    (finding,) = [line for line in findings(root, "first/beta.md") if "'alpha-one'" in line]
    assert finding.startswith("docs/first/beta.md:11: ") and "docs/first/alpha.md" in finding


WORKED = '''"""Numbers."""


def test_sum():
    assert 2 + 2 == 5, "docs/first/beta.md: the sum should read '4'; correct the page"


def test_right():
    assert True
'''


def test_a_wrong_worked_number_is_found_with_the_line_of_its_test(tmp_path):
    root = small(tmp_path)
    (root / "tests/content/test_worked_beta.py").write_text(WORKED, encoding="utf-8")
    (finding,) = [line for line in findings(root, "first/beta.md") if "test_worked" in line]
    assert finding == (
        "tests/content/test_worked_beta.py:4: `test_sum` fails: docs/first/beta.md: the sum should read '4'; correct the page."
    )
    (root / "tests/content/test_worked_beta.py").write_text("import nothing_of_the_kind\n", encoding="utf-8")
    (finding,) = [line for line in findings(root, "first/beta.md") if "test_worked" in line]
    assert "ModuleNotFoundError: No module named 'nothing_of_the_kind'." in finding
    assert not [line for line in findings(root, "first/alpha.md") if line.startswith("tests/")], "that page has no failing test"


def test_what_is_left_out_is_said(tmp_path, monkeypatch):
    root = small(tmp_path)
    assert "test_worked_beta.py" not in not_checked(root, ["first/beta.md"])
    assert "No code recomputes the numbers worked out in docs/first/alpha.md, as it has no test" in not_checked(root, ["first/alpha.md"])
    (root / "tests/content/test_worked_alpha.py").write_text(TEST.format(path="first/alpha.md"), encoding="utf-8")
    assert "No code recomputes the numbers worked out in docs/first/alpha.md, as its test is empty" in not_checked(root, ["first/alpha.md"])
    number = "/// question\n    id: beta-sum\n    type: number\n\nHow many?\n\n- [x] 3\n    - Yes.\n- [ ] 4\n    - No.\n///"
    append(root / "docs/first/beta.md", number)
    assert "the answer of 'beta-sum' in docs/first/beta.md. Add a line to tests/content/test_worked_beta.py, or give the question" in (
        not_checked(root, ["first/beta.md"])
    )
    append(root / "tests/content/test_worked_beta.py", "NAME = 'beta-sum'")
    assert "beta-sum" not in not_checked(root, ["first/beta.md"])
    monkeypatch.setattr(check.importlib.util, "find_spec", lambda name: None)
    assert "tests/content/test_worked_beta.py, as 'pytest' isn't installed" in not_checked(root, ["first/beta.md"])
    assert check.worked(root, "first/beta.md") == set()


def said(finding: str) -> str:
    """Return what a finding says without its place."""
    return finding.split(": ", 1)[1]


def test_a_fix_that_records_no_address_says_nothing_of_recorded_ones(tmp_path):
    root = small(tmp_path)
    before = text_of(root, "tests/site/addresses.txt")
    output = run(root, "check", "--fix", "glossary", typed="n\n" * 9, fails=True)
    assert text_of(root, "tests/site/addresses.txt") == before and "recorded" not in output


@pytest.mark.parametrize("link", ["<../assets/images/a b.svg>", "../assets/images/a%20b.svg"])
def test_a_picture_with_a_space_in_its_name_is_found_by_its_own_name(tmp_path, link):
    root = small(tmp_path)
    (root / "docs/assets/images/it.svg").rename(root / "docs/assets/images/a b.svg")
    replace(root / "docs/first/beta.md", "../assets/images/it.svg", link)
    (finding,) = [line for line in findings(root, "first/beta.md") if line.startswith("docs/assets/images/a b.svg:1: ")]
    assert finding.endswith("such as 'a-b.svg'. Line 8 of docs/first/beta.md names it.")
    assert not [line for line in findings(root, "first/alpha.md") if "a b.svg" in line], "that page doesn't show it"


def test_what_a_page_builds_on_is_checked_with_it_and_a_moved_page_is_named(tmp_path):
    root = small(tmp_path)
    (root / "docs/first/beta.md").rename(root / "docs/second/beta.md")
    replace(root / "mkdocs.yml", "      - first/beta.md\n", "")
    replace(root / "mkdocs.yml", "      - second/gamma.md\n", "      - second/gamma.md\n      - second/beta.md\n")
    (finding,) = [line for line in findings(root, "first/alpha.md") if "'builds_on'" in line]
    assert finding.startswith("docs/first/alpha.md:3: ") and "'docs/second/beta.md'" in finding and "was: [first/beta/]" in finding
    assert [line for line in findings(root, "second/gamma.md") if line.startswith("docs/second/gamma.md:2: 'builds_on'")], (
        "all should be reported at once"
    )
