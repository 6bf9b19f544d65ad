"""The published folder: what a first visit costs, that nothing blocks rendering, and that it is reproducible byte for byte."""

import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from building import ROOT, SITE_URL, TIME, built
from lxml import html

from llm_notes.checks.findings import PageError
from llm_notes.publish import publish
from llm_notes.publish.built import CONFIG, pages, scripts_of, with_imports
from llm_notes.publish.html import boxed_tables
from llm_notes.publish.search import INDEX, fix_search

FIRST_VISIT = 60_000  # bytes
BY_ITSELF = re.compile(r"<(?:img|link rel=\"?icon\"?)\b[^>]*?\b(?:src|href)=\"?([^\s\">]+)")


def packed(content: bytes) -> int:
    """Return the compressed size of a file, as a server sends it."""
    return len(gzip.compress(content, mtime=0))


def cost(page) -> dict[str, int]:
    """Return the compressed sizes of everything that a browser fetches automatically for a page, by path."""
    files = {page.file.relative_to(page.site).as_posix()}
    files |= {page.path(address) for address in BY_ITSELF.findall(page.text)} - {""}
    files |= {file for _, path, _ in scripts_of(page) for file in with_imports(page.site, path)}
    return {file: packed((page.site / file).read_bytes()) for file in sorted(files)}


def test_a_first_visit_of_any_page_costs_little(site):
    found = []
    for page in pages(site.folder):
        bytes_of = cost(page)
        if sum(bytes_of.values()) > FIRST_VISIT:
            parts = ", ".join(f"{path} {size}" for path, size in bytes_of.items())
            found.append(
                f"{site.where(page.file.relative_to(site.folder).as_posix())}: a first visit costs "
                f"{sum(bytes_of.values())} compressed bytes, {FIRST_VISIT} are allowed ({parts}). Make the largest smaller."
            )
    assert not found, "\n".join(found)


def test_nothing_stands_between_a_page_and_its_first_paint(site):
    for page in pages(site.folder):
        name = page.file.relative_to(site.folder)
        with_scripts = re.sub(r"<noscript>.*?</noscript>", "", page.text)
        sheets = [tag for tag in re.findall(r"<link\b[^>]*>", with_scripts) if re.search(r"rel=\"?stylesheet", tag)]
        blocking = [
            path
            for _, path, values in scripts_of(page)
            if values.get("type") != "module" and "async" not in values and "defer" not in values
        ]
        assert not sheets + blocking, f"{name}:1: {sheets + blocking} block the first paint. Have llm_notes.publish place them."
        assert page.text.count("<style>") == 1 and "data-theme=" in page.text, f"{name}:1: the publish step missed this page."


@pytest.mark.parametrize(
    ("module", "work"),
    [
        ("assets/shared/llm-question.js", r"<llm-(question|drill)\b"),
        ("assets/explorers/explorers.js", r"\bexplorer__element\b"),
        ("assets/shared/term-links.js", r"\bterm-link\b"),
        ("assets/offline/control.js", r"<\w+ class=\"?offline\b"),
    ],
)
def test_a_module_is_loaded_where_it_has_work(site, module, work):
    for page in pages(site.folder):
        loaded, wanted = module in [path for _, path, _ in scripts_of(page)], bool(re.search(work, page.text.partition("<body")[2]))
        assert loaded == wanted, (
            f"{page.file.relative_to(site.folder)}:1: {module} {'has nothing to do here' if loaded else 'is missing'}. See its 'Needed by'."
        )


def digests(folder: Path) -> dict[str, str]:
    """Return what each file of a folder holds, as a digest."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.thorough
def test_two_builds_give_the_same_bytes_and_are_published_once(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    first, again = digests(site.folder), tmp_path / "elsewhere" / "site"
    built(ROOT, again)
    differ = [path for path, digest in digests(again).items() if first.get(path) != digest]
    assert not differ and len(first) == len(digests(again)), f"{differ} differ between two builds. Look for a timestamp or unstable order."
    with pytest.raises(PageError, match="already been published"):
        publish(again, ROOT / "docs")
    differ = [path for path, digest in digests(again).items() if first.get(path) != digest]
    assert not differ, f"{differ} change when llm_notes.publish refuses a published folder. Make it check before it writes."


@pytest.mark.thorough
def test_each_page_is_parsed_once_and_written_once(once, tmp_path, monkeypatch):
    folder = shutil.copytree(once("unpublished", lambda folder: built(ROOT, folder, deploy=False)), tmp_path / "site")
    parsed, written = [], Counter()
    parse, write = html.document_fromstring, Path.write_text

    def counted_parse(text, *arguments, **options):
        parsed.append(isinstance(text, str) and bool(CONFIG.search(text)))
        return parse(text, *arguments, **options)

    def counted_write(file, *arguments, **options):
        written[file.relative_to(folder).as_posix() if file.is_relative_to(folder) else ""] += 1
        return write(file, *arguments, **options)

    monkeypatch.setattr(html, "document_fromstring", counted_parse)
    monkeypatch.setattr(Path, "write_text", counted_write)
    publish(folder, ROOT / "docs")
    assert sum(parsed) == len(pages(folder)), "a step changes a page's text after it was parsed: use Page.swap there"
    twice = {path for path, times in written.items() if times > 1 and path.endswith(".html")}
    assert not twice, "a page is written more than once: change Page.text in that step instead"


def test_a_stylesheet_that_loads_a_file_is_refused(tmp_path):
    (tmp_path / "own.css").write_text("p { color: red }\na { background: url(picture.png) }", encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<head><link rel="stylesheet" href="own.css"></head><script id=__config type=application/json>{"base": "."}</script>',
        encoding="utf-8",
    )
    with pytest.raises(PageError, match=r"^own\.css:2: a stylesheet loads a file"):
        publish(tmp_path, ROOT / "docs")


def test_a_changed_search_worker_is_reported(tmp_path):
    worker = tmp_path / "assets/javascripts/workers/search.1234.min.js"
    worker.parent.mkdir(parents=True)
    worker.write_text("lunr of another kind")
    with pytest.raises(PageError, match="the theme's search worker has changed"):
        fix_search(tmp_path)


def test_the_keyboard_reaches_each_table_that_scrolls_also_without_scripts(site):
    found = []
    for page in pages(site.folder):
        tree = html.document_fromstring(page.text)
        boxes = tree.xpath("//div[contains(@class, 'md-typeset__scrollwrap')][.//table]")
        names = [box.get("aria-label") for box in boxes]
        if (
            len(boxes) != len(tree.xpath("//table[not(@class)]"))
            or len(set(names)) < len(names)
            or not all(names)
            or not all(box.get("tabindex") == "0" and box.get("role") == "region" for box in boxes)
        ):
            found.append(str(page.file.relative_to(site.folder)))
    assert not found, f"{found}: a table has no named box that the keyboard can reach. See boxed_tables in llm_notes/publish/html.py."


def test_a_table_is_named_by_its_first_row():
    table = '<table><thead><tr><th>A&amp;"B"</th><th></th><th><em>C</em></th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    once = boxed_tables(table + table)
    assert [box.get("aria-label") for box in html.fragment_fromstring(once, create_parent=True)] == [
        'Table: A&"B", C',
        'Table: A&"B", C (2)',
    ]
    assert once.startswith(boxed_tables(table))


def test_each_model_s_readme_is_a_plain_file_that_links_its_page(site):
    cards = sorted((ROOT / "docs/assets/models").glob("*/README.md"))
    assert cards
    for card in cards:
        copy = site.folder / card.relative_to(ROOT / "docs")
        text = copy.read_text(encoding="utf-8")
        assert text.startswith("---\n") and not list(copy.parent.rglob("*.html")), f"{copy.parent.name}: its README.md is a page"
        (place,) = re.findall(re.escape(SITE_URL) + r"(models/[\w-]+/)\)", text)
        assert (site.folder / place / "index.html").is_file() and ".md)" not in text


def test_the_search_reads_each_cell_apart_and_no_hidden_answer(site):
    texts = {}
    for entry in json.loads((site.folder / INDEX).read_text(encoding="utf-8"))["docs"]:
        page = entry["location"].partition("#")[0]
        texts[page] = texts.get(page, "") + re.sub(r"<[^>]*>", "", entry["text"])
    joined = []
    for page, text in texts.items():
        for row in html.parse(site.folder / page / "index.html").iterfind(".//tr"):
            words = [cell.text_content().strip() for cell in row]
            joined += [
                f"{page}: {one}{two}"
                for one, two in zip(words, words[1:])
                if f"{one[-1:]}{two[:1]}".isalpha() and min(len(one), len(two)) > 3 and one + two in text
            ]
    assert not joined, f"two cells of a table are one word in the search index (llm_notes/markup/cells.py): {joined}"
    assert not [page for page, text in texts.items() if "Show the answer" in text], (
        "hidden answers are in the search index: they lack data-search-exclude"
    )


def test_a_page_kept_out_of_the_search_is_found_by_its_tags_alone(site):
    found = [entry for entry in json.loads((site.folder / INDEX).read_text(encoding="utf-8"))["docs"] if entry["location"] == "practice/"]
    assert len(found) == 1 and found[0]["tags"] and len(found[0]["text"]) < 300
