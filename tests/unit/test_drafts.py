"""A draft is shown in the preview alone, is held to little, and is put on the site in one step."""

import re

import pytest
from building import replace
from mkdocs.commands.build import build
from mkdocs.config import load_config
from small import run, small, text_of

from llm_notes.blocks.contents import listed
from llm_notes.checks.findings import PageError
from llm_notes.commands import zensical
from llm_notes.commands.check import findings
from llm_notes.content.pages import as_finished, read_navigation, read_pages
from llm_notes.publish.drafts import refuse_drafts


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The small repository, in which second/gamma.md and the chapter's introduction are drafts, and first/beta.md has a mistake."""
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
    said = run(root, "finish", "gamma")
    assert "llm-notes finish second/index.md" in said
    assert re.search(r"Add what it lacks, \d+ things, or the checks fail: `llm-notes check gamma`\.", " ".join(said.split()))
    assert text_of(root, "docs/second/gamma.md").startswith("---\nbuilds_on:")
    assert "Its one section is" in text_of(root, "docs/second/index.md")
    run(root, "finish", "docs/second/index.md")
    assert text_of(root, "docs/second/index.md").startswith("# Second things")
    assert "No drafts." in run(root, "status")
    assert "isn't a draft" in run(root, "finish", "gamma", fails=True)
