"""Both engines build the same articles from the one mkdocs.yml: pages, headings, links, blocks."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from building import append, build, built, copy
from checks import links
from checks.built import BuiltSite, heading_text

from llm_notes.commands import zensical
from llm_notes.outputs import practice
from llm_notes.publish import publish

pytestmark = pytest.mark.thorough

BLOCKS = (
    "llm-question",
    "div.notes",
    "div.misconception",
    "figure",
    "ol.timeline",
    "div.term",
    "ol.contents",
    "ul.references",
    "div.example",
    "math",
    "table",
    "pre",
    "div.footnote",
    "details",
)

SAVED_ON_WINDOWS = ("how-transformers-work/history.md", "index.md", "practice.md")


def build_both(root):
    """Build one copy of the sources with both engines."""
    copy(root)
    (root / "lab/results/planted.json").write_text('{"rows": [{"n": 1, "y": 0.25}, {"n": 8, "y": 0.5}]}', encoding="utf-8")
    append(
        root / "docs/errata.md",  # the home page shows no reading time for it, so appending to it changes no other page
        """The first is {=planted:rows.0.y|.0%}. {?planted: 2 * rows.0.y == rows.1.y}

/// result | It doubles. {?planted: rises(row.y for row in rows)}
    from: planted
    rows: rows
    columns: {n: Labels, y: Share}
    plot: {x: n, y: y, log: [x]}

The share rises from {=planted:rows[n=1].y} to {=planted:rows[n=8].y}.
///""",
    )
    for path in SAVED_ON_WINDOWS:
        text = (root / "docs" / path).read_text(encoding="utf-8")
        (root / "docs" / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    problem = zensical.build(root / "mkdocs.yml", root / "zensical")
    assert not problem, problem
    built(root, root / "mkdocs", deploy=False, site_url="", repo_url="")


@pytest.fixture(scope="module")
def both(once):
    """The site built by MkDocs and by Zensical."""
    root = once("engines", build_both)
    return BuiltSite(root / "mkdocs", root), BuiltSite(root / "zensical", root)


def test_the_publish_step_takes_the_second_engines_site(both, tmp_path):
    _, second = both
    folder = shutil.copytree(second.folder, tmp_path / "site")
    publish(folder, second.root / "docs")
    assert "data-theme=" in (folder / "index.html").read_text(encoding="utf-8")
    for card in second.root.glob("docs/assets/models/*/README.md"):
        place = folder / card.relative_to(second.root / "docs")
        assert place.is_file() and not list(place.parent.rglob("*.html")), (
            f"{place.parent.name}: its README.md should be a plain file, not a page"
        )


def blocks(page) -> dict[str, list[str]]:
    """Return for each kind of block the words in each, ignoring white space."""
    found = {}
    for block in BLOCKS:
        tag, _, name = block.partition(".")
        condition = f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else ""
        found[block] = [re.sub(r"\s+", "", element.text_content()) for element in page.article.xpath(f".//{tag}{condition}")]
    return found


def targets(site, page) -> list[str]:
    """Return where the content's links lead, as files of the site, except permalinks and the theme's buttons."""
    addresses = [link.get("href") for link in page.article.xpath(".//*[self::p or self::li or self::td or self::h2 or self::h3]//a[@href]")]
    return [
        address if urlsplit(address).scheme else f"{links.target(site, page.path, address)}#{urlsplit(address).fragment}"
        for address in addresses
    ]


def test_the_same_pages(both):
    one, other = both
    assert set(one.pages) - {"404.html"} == set(other.pages) - {"404.html"}


def test_the_same_headings(both):
    for path, page in both[0].pages.items():
        if page.article is not None and path != "404.html":
            one, other = (
                [
                    (heading.tag, heading.get("id"), heading_text(heading))
                    for heading in site.pages[path].article.xpath(".//h1|.//h2|.//h3|.//h4")
                ]
                for site in both
            )
            assert one == other, path


def test_the_same_blocks(both):
    for path, page in both[0].pages.items():
        if page.article is not None and path != "404.html":
            one, other = blocks(page), blocks(both[1].pages[path])
            for block in BLOCKS:
                assert one[block] == other[block], f"{path}: {block}"


def test_both_draw_results_from_the_same_file(both):
    one, other = (site.pages["errata/index.html"].article for site in both)
    drawn = [
        [
            (element.tag, sorted(element.attrib.items()), element.text)
            for element in article.xpath(".//figure[contains(@class, 'result')]//*[local-name()='svg']")[0].iter()
        ]
        for article in (one, other)
    ]
    assert drawn[0] == drawn[1] and len(drawn[0]) > 10
    for article in (one, other):
        assert "The first is 25%." in article.text_content() and "rises from 0.25 to 0.5." in article.text_content()
        assert "planted:" not in article.text_content()


def test_the_same_links(both):
    for path, page in both[0].pages.items():
        if page.article is not None and path != "404.html":
            assert targets(both[0], page) == targets(both[1], both[1].pages[path]), path


def test_a_page_saved_by_an_editor_on_windows_is_the_same(both, site):
    for path in SAVED_ON_WINDOWS:
        name = path.removesuffix("index.md").replace(".md", "/") + "index.html"
        for one in both:
            assert blocks(one.pages[name]) == blocks(site.pages[name]), path
            described = [a_site.pages[name].tree.xpath("string(//meta[@name='description']/@content)") for a_site in (one, site)]
            assert described[0] == described[1] != "", path


def test_no_broken_link_in_either(both):
    for site in both:
        findings = links.check(site)
        assert not findings, "\n".join(findings)


def test_the_plugin_changes_no_byte(both, tmp_path):
    root = shutil.copytree(both[0].root, tmp_path / "root", ignore=shutil.ignore_patterns("mkdocs", "zensical", ".cache"))
    lines = (root / "mkdocs.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if not re.match(r"  - llm_notes +#", line)]
    assert len(others) == len(lines) - 1
    (root / "mkdocs.yml").write_text("".join(others), encoding="utf-8")
    without = built(root, root / "site", deploy=False, site_url="", repo_url="").folder
    written = [
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (both[0].folder, without)
    ]
    assert written[0].pop(Path(practice.FILE))  # which the publish step writes for both engines
    assert written[0].keys() == written[1].keys() and "sw.js" not in map(str, written[0])
    assert [path for path in written[0] if written[0][path] != written[1][path]] == []


STALE = [  # file, start of the mark, the result, how its data change
    (
        "docs/how-transformers-work/transfer-learning.md",
        "{?transfer: all(row.low > 0",
        "transfer",
        lambda data: [row.update(low=-row["high"], high=-row["low"]) for row in data["differences"]],
    ),
    ("docs/models/pocket-gpt.md", "{?gpt: falls(", "gpt", lambda data: data["curve"].reverse()),
    (
        "docs/nlp-and-llms/large-language-models.md",
        "{?tokens: rows[language=English]",
        "tokens",
        lambda data: data["rows"][0].update(gpt_tokens=data["rows"][1]["gpt_tokens"] + 1),
    ),
]


def misspell(root: Path) -> list[tuple[str, str]]:
    """Plant a misspelt block and a missing reference; return how the build's line about each begins, and what it says."""
    append(root / "docs/how-transformers-work/attention.md", "/// qestion\n///")
    append(root / "docs/practice.md", "No such source [@none].")
    lines = (root / "docs/how-transformers-work/attention.md").read_text(encoding="utf-8").split("\n")
    return [
        (f"docs/how-transformers-work/attention.md:{lines.index('/// qestion') + 1}: ", "there is no block 'qestion'"),
        ("docs/practice.md:", "no reference 'none'"),
    ]


def make_stale(root: Path) -> list[tuple[str, str]]:
    """Change three results that sentences depend on; return the same."""
    named = []
    for path, mark, result, change in STALE:
        file = root / f"lab/results/{result}.json"
        data = json.loads(file.read_text(encoding="utf-8"))
        change(data)
        file.write_text(json.dumps(data), encoding="utf-8")
        lines = (root / path).read_text(encoding="utf-8").split("\n")
        line = next(number for number, line in enumerate(lines, 1) if mark in line)
        named.append((f"{path}:{line}: {{?{result}: ", "the data don't support this"))
    return named


def test_mistakes_stop_mkdocs_with_a_sentence_each(tmp_path):
    root = copy(tmp_path)
    named = misspell(root) + make_stale(root)
    run = build(root, root / "site")
    assert run.returncode == 1
    for beginning, part in named:
        assert re.search(rf"^{re.escape(beginning)}.*{re.escape(part)}", run.stderr, re.MULTILINE), f"{beginning}…\n{run.stderr}"
    assert "Traceback" not in run.stdout + run.stderr


@pytest.mark.parametrize(("plant", "first"), [(misspell, 1), (make_stale, len(STALE))])
def test_a_mistake_stops_zensical_with_the_same_sentence(tmp_path, plant, first):
    """It stops at the first: an unknown block comes before the rest; among outdated sentences, any may be first."""
    root = copy(tmp_path)
    named = plant(root)[:first]
    said = zensical.build(root / "mkdocs.yml", root / "zensical")
    assert any(said.startswith(beginning) and part in said for beginning, part in named), said
