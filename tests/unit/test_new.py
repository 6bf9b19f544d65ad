"""`llm-notes new` starts a section with everything that belongs to it, and overwrites nothing."""

import contextlib
import datetime

import pytest
from building import ROOT, replace
from click.shell_completion import ShellComplete
from small import run, small, snapshot, text_of

from llm_notes.commands.check import findings
from llm_notes.commands.cli import main
from llm_notes.writing.new import from_template


def test_a_section_gets_everything_that_belongs_to_it(tmp_path):
    root = small(tmp_path)
    said = run(root, "new", "New Things (NTs)", "--chapter", "first", "--after", "alpha")
    config = text_of(root, "mkdocs.yml")
    assert "      - first/alpha.md  # the first of them\n      - first/new-things.md\n      - first/beta.md\n" in config
    assert config.startswith("site_name: Notes  # a comment that stays\n")
    page = text_of(root, "docs/first/new-things.md")
    assert "\n# New Things (NTs)\n" in page and f"reviewed: {datetime.date.today()}" in page
    assert page.count("    id: new-things-") == 3 and "template-" not in page
    index = text_of(root, "docs/first/index.md")
    assert "It has three sections, and these three sections matter." in index and "description: Three sections." in index
    assert "  More of it.\n- [New Things (NTs)](new-things.md): " in index
    assert 'PAGE = "first/new-things.md"' in text_of(root, "tests/content/test_worked_new_things.py")
    for path in ("docs/first/new-things.md", "docs/first/index.md", "mkdocs.yml", "tests/content/test_worked_new_things.py"):
        assert path in said
    assert "Next:" in said and "llm-notes check new-things" in said
    line = index.split("\n").index("- [New Things (NTs)](new-things.md): what it answers.") + 1
    (finding,) = [finding for finding in findings(root, "first/index.md") if "what the section" in finding]
    assert finding.startswith(f"docs/first/index.md:{line}: ") and finding in findings(root, "first/new-things.md")
    assert finding not in findings(root, "first/alpha.md")


def test_the_list_of_commands_shows_each_summary_to_its_end(tmp_path):
    assert "..." not in run(small(tmp_path), "--help").partition("Commands:")[2]


def test_leftover_template_text_is_named(tmp_path):
    root = small(tmp_path)
    run(root, "new", "New Things", "--chapter", "first")
    page = root / "docs/first/new-things.md"
    last = max(number for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1) if len(line) > 40)
    assert f"Still from the template: lines 2–{last} of docs/first/new-things.md." in run(root, "check", "new-things", fails=True)
    text = page.read_text(encoding="utf-8").split("\n")
    text[20:] = ["", "Words that are nobody else's, and enough of them for a line."]
    page.write_text("\n".join(text), encoding="utf-8")
    assert from_template(root, "first/new-things.md") == ["2–20"]
    assert from_template(root, "first/alpha.md") == []
    replace(page, "---\n", "---\nderive: false\n")
    assert from_template(root, "first/new-things.md") == [], "a page of samples may have template text"
    page.write_bytes(b"\xff" * 60)
    assert from_template(root, "first/new-things.md") == []


def test_what_it_answers_is_written_once(tmp_path):
    root = small(tmp_path)
    said = run(root, "new", "Delta", "--chapter", "first", "--about", 'what "delta" means: a change between two values of one quantity')
    assert "description: \"What 'delta' means: a change between two values of one quantity.\"\n" in text_of(root, "docs/first/delta.md")
    assert "- [Delta](delta.md): what 'delta' means: a change between two values of one quantity.\n" in text_of(root, "docs/first/index.md")
    assert "in one line" not in said


MORE = "two or more of them are compared in one small example by hand"


@pytest.mark.parametrize(
    ("about", "there"),
    [
        (f"GPT and its kin, {MORE}.", f"GPT and its kin, {MORE}.\n"),
        (f"{MORE.capitalize()}?", f"{MORE}?\n"),
        (MORE, f"{MORE}.\n"),
        (f"pocket-gpt: {MORE}", f"pocket-gpt: {MORE}.\n"),
        ("", "what it answers.\n"),
    ],
)
def test_the_line_in_the_introduction_goes_on_behind_its_colon(tmp_path, about, there):
    root = small(tmp_path)
    run(root, "new", "Delta", "--chapter", "first", "--about", about)
    assert f"- [Delta](delta.md): {there}" in text_of(root, "docs/first/index.md")


def test_a_new_name_makes_a_chapter(tmp_path):
    root = small(tmp_path)
    run(root, "new", "Rates", "--chapter", "Training: in practice")
    assert (
        '      - second/gamma.md\n  - "Training: in practice":\n      - training-in-practice/index.md\n'
        "      - training-in-practice/rates.md\n  - Reference:\n" in text_of(root, "mkdocs.yml")
    )
    index = text_of(root, "docs/training-in-practice/index.md")
    assert "# Training: in practice\n" in index and "one section.\n\n- [Rates](rates.md): " in index
    run(root, "new", "Speeds", "--chapter", "training-in-practice")
    assert "two sections." in text_of(root, "docs/training-in-practice/index.md")


def test_a_draft_isnt_in_the_introduction(tmp_path):
    root = small(tmp_path)
    before = text_of(root, "docs/first/index.md")
    run(root, "new", "Delta", "--chapter", "First things", "--draft")
    assert text_of(root, "docs/first/delta.md").startswith("---\ndraft: true\n")
    assert text_of(root, "docs/first/index.md") == before
    assert "      - first/beta.md\n      - first/delta.md\n" in text_of(root, "mkdocs.yml")


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("Beta", "--chapter", "first"), "docs/first/beta.md: this file already exists"),
        (("New", "--chapter", "first", "--after", "gamma"), "has no page 'gamma'. Its pages: index, alpha, beta."),
        (("???", "--chapter", "first"), "can't be turned into a file name"),
        (("New", "--chapter", "first", "--about", "how text becomes tokens"), "has 24 characters. Write 55 to 160"),
        (("New", "--chapter", "first", "--about", "x" * 160), "has 161 characters. Write 55 to 160"),
        (("New", "--chapter", "assets"), "docs/assets already exists"),
        (("New", "--chapter", "seconds"), "there is no chapter 'seconds'; did you mean 'second'? To start a new one, write its title"),
    ],
)
def test_what_cant_be_done_is_said_and_nothing_is_written(tmp_path, arguments, sentence):
    root = small(tmp_path)
    before = snapshot(root)
    assert sentence in run(root, "new", *arguments, fails=True)
    assert snapshot(root) == before


def test_outside_the_notes_it_says_where_to_go(tmp_path):
    assert "Change to the folder of the notes first" in run(tmp_path, "new", "X", "--chapter", "y", fails=True)


def test_help_shows_how_each_part_is_called():
    said = run(ROOT, "--help")
    for line in (part.split()[0] for part in said.partition("Commands:")[2].strip().split("\n") if part.startswith("  ") or part):
        if line.isalpha():
            assert "llm-notes " in run(ROOT, line, "--help"), f"`llm-notes {line} --help` shows no example"


def completions(root, *typed: str, begun: str) -> list[str]:
    """Return what a shell offers after these words, for a word that has been started."""
    with contextlib.chdir(root):
        return [item.value for item in ShellComplete(main, {}, "llm-notes", "_LLM_NOTES_COMPLETE").get_completions(list(typed), begun)]


def test_a_shell_completes_commands_pages_and_chapters(tmp_path):
    root = small(tmp_path)
    assert "rename-heading" in completions(root, begun="re")
    assert completions(root, "check", begun="docs/first/a") == ["docs/first/alpha.md"]
    assert completions(root, "mv", begun="gam") == ["docs/second/gamma.md"]
    assert completions(root, "new", "X", "--chapter", begun="s") == ["second"]
    assert completions(tmp_path.parent, "check", begun="x") == []
