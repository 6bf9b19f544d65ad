"""MkDocs' warnings about links are reported with a line, after the mistakes that may have caused them."""

import logging
import re

import pytest
from building import append, replace
from mkdocs.__main__ import State
from mkdocs.commands.build import build
from mkdocs.config import load_config
from small import small, text_of

from llm_notes.commands.check import findings
from llm_notes.preview.served import ServedSite

ALPHA = "docs/first/alpha.md"


def line_of(root, part):
    """Return the number of alpha's line that holds a text."""
    return next(number for number, line in enumerate(text_of(root, ALPHA).split("\n"), 1) if part in line)


@pytest.mark.parametrize(
    ("link", "parts"),
    [
        ("beta.md#mor", ("leads to no heading on docs/first/beta.md; did you mean 'more'?",)),
        ("beta.md#nowhere-at-all", ("leads to no heading on docs/first/beta.md.", "The ids there are beta, more.")),
        ("#nowhere-at-all", ("leads to no heading on this page.", "The ids there are alpha, less.")),
        ("/first/beta/", ("begins at the root of the server", "this page's folder")),
        ("beta", ("leads to no page; did you mean 'beta.md'?", "this page's folder")),
    ],
)
def test_a_wrong_link_is_found_at_its_line(tmp_path, link, parts):
    root = small(tmp_path)
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("validation: {absolute_links: warn, unrecognized_links: warn, anchors: warn}\n")
    append(root / ALPHA, f"Look at [that]({link}).")
    (finding,) = [line for line in findings(root, "first/alpha.md") if f"the link '{link}'" in line]
    assert finding.startswith(f"{ALPHA}:{line_of(root, f']({link})')}: ") and all(part in finding for part in parts), finding


@pytest.mark.parametrize("link", ["beta.md#more", "beta.md#q-beta-one", "#less", "#q-alpha-one", "beta.md"])
def test_a_link_to_what_is_there_is_not_reported(tmp_path, link):
    root = small(tmp_path)
    append(root / ALPHA, f"Look at [that]({link}).")
    assert not [line for line in findings(root, "first/alpha.md") if "the link '" in line]


@pytest.fixture
def preview(tmp_path, capsys):
    """A preview of the small repository, which returns what it says."""
    root, state = small(tmp_path / "notes"), State()
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("validation: {not_found: ignore, anchors: warn}\n")
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    plugin = config.plugins["llm_notes"]
    plugin.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    served = ServedSite(config.site_dir, lambda: build(config, serve_url="http://127.0.0.1:8000/"), plugin)

    def said():
        capsys.readouterr()
        served()
        return capsys.readouterr().err

    said.root, said.site = root, tmp_path / "site"
    yield said
    plugin.on_shutdown()
    logging.getLogger("mkdocs").removeHandler(state.stream)


def test_the_preview_names_the_line_of_a_link(preview):
    append(preview.root / ALPHA, "Look at [that](#nowhere).")
    finding = f"{ALPHA}:{line_of(preview.root, '#nowhere')}: the link '#nowhere' leads to no heading"
    said = preview()
    assert finding in said and "Doc file" not in said
    assert finding in (preview.site / "first/beta/index.html").read_text(encoding="utf-8").replace("&#x27;", "'")


def test_the_preview_says_a_mistake_first_and_nothing_that_follows_from_it(preview):
    replace(preview.root / ALPHA, "## Less {#less}\n", "/// notes\n- A point.\n\n## Less {#less}\n")
    append(preview.root / "docs/first/beta.md", "See [less](alpha.md#less) and [that](#nowhere).")
    said = preview()
    places = [said.find(part) for part in ("'notes'", "docs/first/beta.md:", "Not built.")]
    assert places == sorted(places) and -1 not in places, said
    assert not re.search(r"'(alpha\.md)?#less'", said) and "Documentation built" not in said
    replace(preview.root / ALPHA, "- A point.\n", "- A point.\n///\n")
    assert "Documentation built" in preview()
