"""`llm-notes mv`, `rm` and `rename-heading` change everything that names what moves, and nothing else."""

import pytest
from building import copy_with_tests
from small import run, small, snapshot, text_of

from llm_notes.writing import links


def test_a_page_is_renamed(tmp_path):
    root = small(tmp_path)
    run(root, "mv", "beta", "first/better.md")
    assert not (root / "docs/first/beta.md").exists()
    assert text_of(root, "docs/first/better.md").startswith("---\nwas: [first/beta/]\ndescription: The second.\n")
    assert "      - first/alpha.md  # the first of them\n      - first/better.md\n" in text_of(root, "mkdocs.yml")
    alpha = text_of(root, "docs/first/alpha.md")
    assert "builds_on: [better.md]" in alpha and "[more](better.md#more), [gamma](../second/gamma.md)" in alpha
    assert "- [Beta](better.md): the second." in text_of(root, "docs/first/index.md")
    assert "two sections" in text_of(root, "docs/first/index.md")
    assert "[Beta](first/better.md#more)" in text_of(root, "docs/index.md")
    assert "builds_on: [../first/better.md, ../first/alpha.md]" in text_of(root, "docs/second/gamma.md")
    recorded = text_of(root, "tests/site/addresses.txt")
    assert "first/beta/#more\n" in recorded and "first/better/\nfirst/better/#more\nfirst/better/#q-beta-one\n" in recorded
    assert text_of(root, "tests/content/test_worked_better.py") == 'PAGE = "first/better.md"\n'
    assert not (root / "tests/content/test_worked_beta.py").exists()
    run(root, "mv", "better", "first/beta.md")
    assert "was: [first/better/]" in text_of(root, "docs/first/beta.md")


def test_a_page_moves_into_another_chapter(tmp_path):
    root = small(tmp_path)
    run(root, "mv", "beta", "second/")
    page = text_of(root, "docs/second/beta.md")
    assert "![it](../assets/images/it.svg) and [home](../index.md)" in page and "reread: ../first/alpha.md#less" in page
    assert "      - second/gamma.md\n      - second/beta.md\n" in text_of(root, "mkdocs.yml")
    first, second = text_of(root, "docs/first/index.md"), text_of(root, "docs/second/index.md")
    assert "beta" not in first and "It has one section, and" in first and "description: One section." in first
    assert "- [Gamma](gamma.md): the third.\n- [Beta](beta.md): the second.\n" in second and "Its two sections is" in second
    assert "builds_on: [beta.md, ../first/alpha.md]" in text_of(root, "docs/second/gamma.md")


def test_a_page_that_was_never_published_leaves_no_trace(tmp_path):
    root = small(tmp_path)
    run(root, "mv", "gamma", "second/delta.md")
    assert "was:" not in text_of(root, "docs/second/delta.md") and "delta" not in text_of(root, "tests/site/addresses.txt")


def test_a_page_goes_away(tmp_path):
    root = small(tmp_path)
    said = run(root, "rm", "alpha")
    assert not (root / "docs/first/alpha.md").exists() and "alpha.md" not in text_of(root, "mkdocs.yml")
    index = text_of(root, "docs/first/index.md")
    assert "was: [first/alpha/]" in index and "Alpha" not in index and "More of it" not in index and "It has one section" in index
    assert "builds_on: [../first/beta.md]\n" in text_of(root, "docs/second/gamma.md")
    assert text_of(root, "tests/site/retired.txt") == "# Taken out\nfirst/alpha/#q-alpha-one\n"
    assert "outline.yml asks for 'Alpha'" in said
    assert "docs/first/beta.md:12 has a 'reread' that leads to the removed page." in said
    assert "first/alpha/#less\n" in text_of(root, "tests/site/addresses.txt")
    assert "cheat-sheet/#alpha" not in text_of(root, "tests/site/addresses.txt")


def test_a_page_goes_away_in_favor_of_another(tmp_path):
    root = small(tmp_path)
    said = run(root, "rm", "beta", "--to", "gamma")
    assert "[more](../second/gamma.md), [gamma]" in text_of(root, "docs/first/alpha.md") and "builds_on" not in text_of(
        root, "docs/first/alpha.md"
    )
    assert "was: [first/beta/]\nbuilds_on: [../first/alpha.md]" in text_of(root, "docs/second/gamma.md")
    assert "No other page shows it.svg." in said and not (root / "tests/content/test_worked_beta.py").exists()


def test_a_heading_is_renamed(tmp_path):
    root = small(tmp_path)
    run(root, "rename-heading", "alpha", "less", "Even less")
    alpha = text_of(root, "docs/first/alpha.md")
    assert '## Even less {#even-less was="less"}\n' in alpha and "[less](#even-less)" in alpha and "    reread: even-less\n" in alpha
    assert "    reread: alpha.md#even-less\n" in text_of(root, "docs/first/beta.md")
    assert "first/alpha/#even-less\nfirst/alpha/#less\n" in text_of(root, "tests/site/addresses.txt")
    run(root, "rename-heading", "alpha", "Even less", "Less", "--id", "less")
    assert '## Less {#less was="even-less"}\n' in text_of(root, "docs/first/alpha.md")


def test_a_title_is_renamed(tmp_path):
    root = small(tmp_path)
    said = run(root, "rename-heading", "alpha", "alpha", "First: of all")
    assert "# First: of all\n" in text_of(root, "docs/first/alpha.md") and "[First: of all](alpha.md)" in text_of(
        root, "docs/first/index.md"
    )
    assert "tests/content/outline.yml asks for 'Alpha'" in said
    assert "\ncheat-sheet/\ncheat-sheet/#first-of-all\nfirst/\n" in text_of(root, "tests/site/addresses.txt")
    run(root, "rename-heading", "first/index", "First things", "First: things")
    assert '  - "First: things":\n' in text_of(root, "mkdocs.yml")


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("mv", "beta", "first/alpha.md"), "docs/first/alpha.md: this file already exists"),
        (("mv", "beta", "../beta.md"), "can't be a page's path"),
        (("mv", "beta", "first/bé.md"), "can't be a page's path"),
        (("mv", "first/index", "third/index.md"), "introduces its folder"),
        (("rm", "first/index"), "it stays"),
        (("rename-heading", "alpha", "nothing", "x"), "no heading 'nothing'. Its headings: alpha, less."),
        (("rename-heading", "alpha", "less", "Alpha"), "with the id 'alpha' already"),
        (("mv", "nothing", "x.md"), "there is no page 'nothing'"),
        (("rm", "index"), "may be"),
    ],
)
def test_what_cant_be_done_is_said_and_nothing_changes(tmp_path, arguments, sentence):
    root = small(tmp_path)
    before = snapshot(root)
    assert sentence in run(root, *arguments, fails=True)
    assert snapshot(root) == before


def test_links_in_code_and_elsewhere_stay():
    text = "`[a](b.md)` [a](b.md 'x') [c](https://b.md)\n\n```\n[a](b.md)\n```\n\n[d]: b.md#e\n![](b.png)\n    src: b.png\n"
    moved = links.rewritten(text, "docs/a.md", lambda place: ("docs/new/b.md", place[1]) if place[0] == "docs/b.md" else place)
    assert moved == text.replace("[a](b.md 'x')", "[a](new/b.md 'x')").replace("[d]: b.md", "[d]: new/b.md")
    assert links.rewritten(text, "docs/a.md", lambda place: place) == text


def test_a_page_of_the_site_moves_and_comes_back(tmp_path):
    root = copy_with_tests(tmp_path)
    before = snapshot(root)
    run(root, "mv", "attention", "how-transformers-work/weighting.md")
    run(root, "mv", "weighting", "how-transformers-work/attention.md")
    differ = {path for path, content in snapshot(root).items() if before.get(path) != content}
    assert differ == {"docs/how-transformers-work/attention.md", "tests/site/addresses.txt"}, "everything else should be unchanged"
