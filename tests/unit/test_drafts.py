"""A draft is shown only in the preview, has to meet few rules, and is put on the site in one step."""

import re

import pytest
import yaml
from building import replace
from checks.outline import check_navigation
from mkdocs.commands.build import build
from mkdocs.config import load_config
from small import run, small, snapshot, text_of

from llm_notes.blocks.contents import listed
from llm_notes.checks.findings import PageError
from llm_notes.commands import zensical
from llm_notes.commands.check import findings
from llm_notes.content.pages import as_finished, read_navigation, read_pages
from llm_notes.publish.drafts import refuse_drafts


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The small repository, where second/gamma.md and its chapter's introduction are drafts, and first/beta.md has a mistake."""
    monkeypatch.delenv("SITE_DIR", raising=False)
    root = small(tmp_path)
    replace(root / "docs/second/gamma.md", "---\n", "---\ndraft: true\n")
    replace(root / "docs/second/index.md", "# Second", "---\ndraft: true\n---\n# Second")
    replace(root / "docs/first/alpha.md", "[gamma](../second/gamma.md)", "gamma")
    return root


def built(root, serving: bool) -> dict[str, str]:
    """Build with MkDocs; return address -> HTML."""
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins["llm_notes"].on_startup(command="serve" if serving else "build", dirty=False)
    build(config)
    config.plugins["llm_notes"].on_shutdown()
    return {file.parent.relative_to(root / "site").as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("index.html")}


def test_a_build_leaves_drafts_out_everywhere(root):
    pages = built(root, serving=False)
    assert "first/alpha" in pages and "second/gamma" not in pages and "second" not in pages
    for address, page in pages.items():
        assert "Gamma" not in page and "Second things" not in page, address
    assert "second/" not in (root / "site/sitemap.xml").read_text(encoding="utf-8")
    refuse_drafts(root / "site", root / "docs")
    assert listed(root / "docs") == [["first/index.md", "first/alpha.md", "first/beta.md"]]
    assert not any(page.draft for page in read_pages(root / "docs"))


def test_a_preview_shows_them_with_a_mark_and_isnt_published(root):
    pages = built(root, serving=True)
    assert "Draft. This page is being written" in pages["second/gamma"] and "md-status--draft" in pages["first/alpha"]
    assert "This page is being written" not in pages["first/alpha"]
    with pytest.raises(PageError, match=r"the site was built with 2 drafts \(docs/second/gamma.md\)"):
        refuse_drafts(root / "site", root / "docs")


def test_the_second_engine_leaves_them_out_too(root):
    config = zensical.without(text_of(root, "mkdocs.yml"), ["second/gamma.md", "second/index.md"])
    assert "Second things" not in config and config.endswith("exclude_docs: |\n  /second/gamma.md\n  /second/index.md\n")
    problem = zensical.build(root / "mkdocs.yml", root / "other")
    assert not problem, problem
    assert (root / "other/first/alpha/index.html").is_file() and not (root / "other/second").exists()
    assert not any("Second things" in page.read_text(encoding="utf-8") for page in (root / "other").rglob("*.html"))
    assert not (root / zensical.WITHOUT_DRAFTS).exists()


def test_a_page_of_the_site_may_not_lead_to_a_draft(root):
    page = root / "docs/first/beta.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nSee [it](../second/gamma.md#x).\n", encoding="utf-8")
    (finding,) = [line for line in findings(root, "first/beta.md") if "draft" in line]
    assert finding.startswith(f"docs/first/beta.md:{page.read_text(encoding='utf-8').count(chr(10))}: the link '../second/gamma.md'")


def test_a_draft_is_held_to_safety_and_links_alone(root):
    page = root / "docs/second/gamma.md"
    assert findings(root, "second/gamma.md") == []
    page.write_text(page.read_text(encoding="utf-8") + "\n[x](nowhere.md) <script>y</script>\n", encoding="utf-8")
    found = findings(root, "second/gamma.md")
    assert any("nowhere.md" in line for line in found) and any("script" in line for line in found)


def test_drafts_can_be_judged_as_finished(root):
    with as_finished(root / "docs/second/gamma.md", root / "docs/second/index.md"):
        assert read_navigation(root / "mkdocs.yml") == read_navigation(root / "mkdocs.yml", drafts=True)
    assert read_navigation(root / "mkdocs.yml") != read_navigation(root / "mkdocs.yml", drafts=True)


def test_status_lists_what_each_lacks_and_finish_ends_it(root):
    said = run(root, "status", "--all")
    assert "docs/second/gamma.md: “Gamma” lacks" in said and "part '## In short' is missing" in said and "2 drafts" in said
    said = run(root, "finish", "--yes", "gamma")
    assert "llm-notes finish second/index.md" in said
    assert re.search(r"Add what it lacks, \d+ things, or the checks fail: `llm-notes check gamma`\.", " ".join(said.split()))
    assert text_of(root, "docs/second/gamma.md").startswith("---\nbuilds_on:")
    assert "Its one section is" in text_of(root, "docs/second/index.md")
    run(root, "finish", "--yes", "docs/second/index.md")
    assert text_of(root, "docs/second/index.md").startswith("# Second things")
    assert "No drafts." in run(root, "status")
    assert "isn't a draft" in run(root, "finish", "gamma", fails=True)


def test_what_a_draft_answers_is_left_to_say_only_where_its_description_doesnt(root):
    run(root, "new", "Delta", "--chapter", "first", "--draft", "--about", "Which of two roads a letter takes when there are three of them.")
    run(root, "new", "Epsilon", "--chapter", "first", "--draft")
    assert "say what the section answers" not in run(root, "finish", "--yes", "delta")
    assert "- [Delta](delta.md): which of two roads" in text_of(root, "docs/first/index.md")
    assert "say what the section answers" in run(root, "finish", "--yes", "epsilon")


def test_as_much_is_found_on_a_finished_page_as_finish_said_even_if_its_chapters_introduction_is_a_draft(root):
    said = run(root, "finish", "--yes", "gamma")
    number = int(re.search(r"docs/second/gamma.md lacks (\d+) things", said)[1])
    found, of_introduction = [], []
    for line in findings(root, "second/gamma.md"):
        (of_introduction if line.startswith("docs/second/index.md:") else found).append(line)
    assert ["'Gamma' answers" in line for line in of_introduction] == [True], "what `finish` left to say should be reported there"
    assert len(found) == number and any("'## In short' is missing" in line for line in found)


def test_a_page_with_gaps_is_finished_only_if_the_person_says_so(root):
    before = snapshot(root)
    said = run(root, "finish", "gamma", typed="n\n")
    assert "the explanation has 0 words" in said and "Put it on the site anyway?" in said and "Nothing was written." in said
    assert "Nothing was written." in run(root, "finish", "gamma"), "nobody answers"
    assert snapshot(root) == before
    assert "will be on the site" in run(root, "finish", "gamma", typed="y\n")


def test_a_page_that_cites_a_stub_stays_a_draft(root):
    stub = "\n@misc{arxiv1508.07909,\n  eprint = {1508.07909},\n  archiveprefix = {arXiv},\n  stub = {to do},\n}\n"
    (root / "docs/references.bib").write_text(text_of(root, "docs/references.bib") + stub, encoding="utf-8")
    replace(root / "docs/second/gamma.md", "Text.", "Text [@arxiv1508.07909].")
    before = snapshot(root)
    line = text_of(root, "docs/second/gamma.md").split("\n").index("Text [@arxiv1508.07909].") + 1
    said = run(root, "finish", "--yes", "gamma", fails=True)
    assert f"docs/second/gamma.md:{line}: the reference 'arxiv1508.07909' is a stub" in said
    assert "`llm-notes cite arXiv:1508.07909`" in said and snapshot(root) == before


def outline_of(root) -> dict[str, list[tuple[str, list[str]]]]:
    """Return each chapter's sections in the outline, as (title, what its points say)."""
    chapters = yaml.safe_load(text_of(root, "tests/content/outline.yml"))["chapters"]
    return {
        chapter["title"]: [
            (section["title"], [point["says"] for group in section.get("groups", [section]) for point in group["points"]])
            for section in chapter["sections"]
        ]
        for chapter in chapters
    }


@pytest.fixture
def imported(tmp_path):
    """The small repository with raw notes imported: a section in an existing chapter, three in two new ones."""
    root = small(tmp_path)
    text = (
        "# First things\n\n## Delta\n- **rise**: up\n  - deeper\n- fall\n\n# Third\n\n## One\n### Kinds\n- a kind\n\n## Two\n- a second\n"
    )
    (root / "n.md").write_text(text + "\n# Fourth\n\n## Three\n- a third\n", encoding="utf-8")
    run(root, "import", "n.md", "--yes")
    return root


def test_a_draft_binds_nobody_and_finishing_it_brings_its_points_into_the_outline(imported):
    before = outline_of(imported)
    page = imported / "docs/first/delta.md"
    replace(page, "- fall\n", "- The **fall** comes after it.\n- And `rest`.\n")
    run(imported, "status")
    assert outline_of(imported) == before == {"First things": [("Alpha", ["a point"])]}
    said = run(imported, "finish", "--yes", "delta")
    assert "tests/content/outline.yml" in said
    points = ["rise: up - deeper", "The fall comes after it.", "And rest."]
    assert outline_of(imported) == {"First things": [("Alpha", ["a point"]), ("Delta", points)]}
    assert not any("the outline" in line or "must say" in line for line in findings(imported, "first/delta.md"))
    assert not any("Write 900" in line or "no test recomputes" in line for line in findings(imported, "first/delta.md")), (
        "an added section may be small"
    )
    assert any("Write 900" in line for line in findings(imported, "first/alpha.md"))


def test_numbered_points_are_points_too(tmp_path):
    root = small(tmp_path)
    (root / "n.md").write_text("## Delta\n1. up\n   ```\n   code\n   ```\n2. down\n", encoding="utf-8")
    run(root, "import", "n.md", "--chapter", "first", "--yes")
    run(root, "finish", "--yes", "delta")
    assert ("Delta", ["up", "down"]) in outline_of(root)["First things"]
    assert not any("must say" in line or "the outline" in line for line in findings(root, "first/delta.md"))


def test_the_outline_has_the_order_of_the_navigation_however_drafts_are_finished(imported):
    for page in ("three", "two", "one"):
        run(imported, "finish", "--yes", page)
    assert {chapter: [title for title, _ in sections] for chapter, sections in outline_of(imported).items()} == {
        "First things": ["Alpha"],
        "Third": ["One", "Two"],
        "Fourth": ["Three"],
    }
    assert list(outline_of(imported)) == ["First things", "Third", "Fourth"]
    assert check_navigation(imported) == [], "a draft of an introduction should count as its page"
    assert '- title: "Kinds"' in text_of(imported, "tests/content/outline.yml")


def test_a_point_that_goes_missing_later_is_found_and_the_outline_can_follow(imported):
    run(imported, "finish", "--yes", "delta")
    replace(imported / "docs/first/delta.md", "- fall\n", "- winter\n")
    (finding,) = [line for line in findings(imported, "first/delta.md") if "must say" in line]
    assert re.match(r"docs/first/delta.md:\d+: ", finding) and "`llm-notes check --fix delta`" in finding
    run(imported, "check", "--fix", "delta", typed="n\n" * 20, fails=True)
    assert ("Delta", ["rise: up - deeper", "fall"]) in outline_of(imported)["First things"], "it should ask first"
    run(imported, "check", "--fix", "--yes", "delta", fails=True)
    assert ("Delta", ["rise: up - deeper", "winter"]) in outline_of(imported)["First things"]
    assert not any("must say" in line for line in findings(imported, "first/delta.md"))


def test_the_outline_follows_a_page_that_moves_or_goes(imported):
    for page in ("delta", "two"):
        run(imported, "finish", "--yes", page)
    run(imported, "mv", "delta", "third/")
    assert outline_of(imported)["Third"] == [("Two", ["a second"]), ("Delta", ["rise: up - deeper", "fall"])]
    run(imported, "rename-heading", "third/delta", "Delta", "Change")
    run(imported, "rename-heading", "third/index", "Third", "The third")
    assert [title for title, _ in outline_of(imported)["The third"]] == ["Two", "Change"] and "Third" not in outline_of(imported)
    for page in ("two", "third/delta"):
        said = run(imported, "rm", page)
        assert "asks for" not in said
    assert list(outline_of(imported)) == ["First things"]


def test_what_the_notes_began_with_stays_as_it_is_and_what_is_added_stays_out(imported):
    before = outline_of(imported)
    replace(imported / "docs/first/alpha.md", "---\n", "---\ndraft: true\n")
    replace(imported / "docs/first/alpha.md", "# Alpha\n", "# Alpha\n\n## In short\n\n/// notes\n- another\n///\n")
    replace(imported / "docs/third/one.md", "---\n", "---\nstatus: added\n")
    replace(imported / "docs/third/two.md", "- a second", "- …")
    for page in ("alpha", "one", "two"):
        run(imported, "finish", "--yes", page)
    assert outline_of(imported) == before, "a page without points should add none"
