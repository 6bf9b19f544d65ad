"""Measures how build times grow with the notes: `python bench/growth.py`. Writes bench/results/growth.json; asserts nothing.

Generates 11, 110 and 1,100 sections from templates/section.md, in ten chapters or fewer, plus the pages derived from all
sections (home, glossary, practice, references, cheat sheet). For each engine: a clean build with the publish step, the size of the
search index and how long a search takes from its shortcut key to the first hit, with the index fetched from this machine; and how long it
takes from saving a page until its preview shows the change.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

from building import build  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from bench.pages import machine, packed, serve  # noqa: E402
from llm_notes.commands import zensical  # noqa: E402
from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "growth.json"
SIZES = (11, 110, 1100)
CHAPTERS = 10  # at most
DERIVED = ("references.md", "cheat-sheet.md", "practice.md")
EDITED = "chapter-0/section-0.md"
INDEX = {"mkdocs": "search/search_index.json", "zensical": "search.json"}
FIELD = "input.md-search__input:focus, dialog[open] input"  # whichever the engine has
HIT = ".md-search-result__item, dialog [role=option]"
QUERY = "vectors"
LONGEST_WAIT = 300  # seconds


def generate(root: Path, sections: int) -> None:
    """Write notes with this many sections into a folder: text, navigation, and whatever else the build reads."""
    for name in ("docs/assets", "overrides", "lab/results"):
        shutil.copytree(ROOT / name, root / name)
    template = (ROOT / "templates/section.md").read_text(encoding="utf-8")
    chapters: dict[str, list[str]] = {}
    size = max(11, sections // CHAPTERS)
    for number in range(sections):
        chapter = f"chapter-{number // size}"
        path = root / "docs" / chapter / f"section-{number}.md"
        path.parent.mkdir(exist_ok=True)
        text = template.replace("# Comparing Two Vectors", f"# Comparing Two Vectors, {number}").replace("id: template-", f"id: s{number}-")
        path.write_text(text, encoding="utf-8")
        chapters.setdefault(chapter, []).append(f"{chapter}/section-{number}.md")
    for chapter, pages in chapters.items():
        links = "\n".join(f"- [Section]({Path(page).name})" for page in pages)
        (root / "docs" / chapter / "index.md").write_text(f"---\ndescription: A chapter.\n---\n# {chapter}\n\n{links}\n", encoding="utf-8")
    for name in (*DERIVED, "references.bib"):
        shutil.copy(ROOT / "docs" / name, root / "docs" / name)
    (root / "docs/drills.md").write_text("---\ndescription: No drills.\n---\n# Drills\n\nNone.\n", encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n\n/// contents\n///\n", encoding="utf-8")
    (root / "docs/glossary.md").write_text(
        f"# Glossary\n\n/// term | dot product\n\nA sum. See [a section]({EDITED}).\n///\n", encoding="utf-8"
    )
    nav = ["nav:", "  - Home: index.md"]
    for chapter, pages in chapters.items():
        nav += [f"  - {chapter}:", f"      - {chapter}/index.md", *(f"      - {page}" for page in pages)]
    nav += ["  - Reference:", "      - glossary.md", "      - drills.md", *(f"      - {name}" for name in DERIVED)]
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^nav:\n(?:[ ].*\n|\n(?=[ ]))*", lambda _: "\n".join(nav) + "\n", settings, count=1, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")


def clean_build(engine: str, root: Path, folder: Path) -> tuple[float, float]:
    """Return the wall-clock and processor seconds of a clean build, publish step included. Raises RuntimeError with the build's output."""
    shutil.rmtree(folder, ignore_errors=True)
    begun, used = time.perf_counter(), _processor()
    if engine == "mkdocs":
        run = build(root, folder)
        said = run.stdout + run.stderr if run.returncode else ""
    else:
        said = zensical.build(root / "mkdocs.yml", folder)
        if not said:
            run = subprocess.run(
                [sys.executable, "-m", "llm_notes.publish", str(folder), "--docs", str(root / "docs")], capture_output=True, text=True
            )
            said = run.stdout + run.stderr if run.returncode else ""
    if said:
        raise RuntimeError(f"{engine}: {said}")
    return time.perf_counter() - begun, _processor() - used


def _processor() -> float:
    times = os.times()
    return times.children_user + times.children_system


def search_times(folder: Path, repeats: int) -> list[float]:
    """Return the seconds from the key that opens the search to the first hit, each in a fresh browser."""
    server = serve(folder)
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        for _ in range(repeats):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.wait_for_load_state("load")
            begun = time.perf_counter()
            page.keyboard.press("/")
            page.locator(FIELD).wait_for()
            page.keyboard.type(QUERY)
            page.locator(HIT).first.wait_for(timeout=LONGEST_WAIT * 1000)
            times.append(time.perf_counter() - begun)
            page.context.close()
        browser.close()
    server.shutdown()
    return times


def reload_times(engine: str, root: Path, repeats: int) -> list[float]:
    """Return the seconds from saving a page until the preview shows it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = {
        "mkdocs": ["-m", "llm_notes.preview", "--dev-addr", f"127.0.0.1:{port}"],
        "zensical": ["-m", "zensical", "serve", "-f", "mkdocs.yml", "--dev-addr", f"127.0.0.1:{port}"],
    }[engine]
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "true"},
    )
    address = f"http://127.0.0.1:{port}/{EDITED.removesuffix('.md')}/"
    page = root / "docs" / EDITED

    def wait_for(text: str) -> None:
        until = time.perf_counter() + LONGEST_WAIT
        while time.perf_counter() < until:
            try:
                if text in urllib.request.urlopen(address, timeout=LONGEST_WAIT).read().decode():
                    return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.02)
        raise RuntimeError(f"{engine}: the preview didn't show '{text}' within {LONGEST_WAIT} seconds")

    try:
        wait_for("Comparing Two Vectors")
        times = []
        for number in range(repeats):
            time.sleep(1)
            page.write_text(page.read_text(encoding="utf-8") + f"\nSaved {number} times.\n", encoding="utf-8")
            begun = time.perf_counter()
            wait_for(f"Saved {number} times")
            times.append(time.perf_counter() - begun)
        return times
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure both engines at each size and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--engines", nargs="*", default=["mkdocs", "zensical"])
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    results: dict = {"machine": machine(), "repeats": arguments.repeats, "engines": {}}
    for engine in arguments.engines:
        for size in arguments.sizes:
            with tempfile.TemporaryDirectory() as name:
                root, folder = Path(name) / "notes", Path(name) / "notes" / "site"
                generate(root, size)
                builds = [clean_build(engine, root, folder) for _ in range(arguments.repeats)]
                largest = max(file.stat().st_size for file in (folder / "chapter-0").rglob("*.html"))
                index, searches = len(packed(folder / INDEX[engine])), search_times(folder, arguments.repeats)
                reloads = reload_times(engine, root, arguments.repeats)
            walls, processor = zip(*builds)
            results["engines"].setdefault(engine, {})[str(size)] = {
                "build": round(statistics.median(walls), 2),
                "build_min": round(min(walls), 2),
                "build_max": round(max(walls), 2),
                "processor": round(statistics.median(processor), 2),
                "search_index": index,
                "search": round(statistics.median(searches), 2),
                "search_max": round(max(searches), 2),
                "reload": round(statistics.median(reloads), 2),
                "reload_max": round(max(reloads), 2),
                "largest_html": largest,
            }
            print(f"{engine}, {size} sections: {results['engines'][engine][str(size)]}", flush=True)
    arguments.output.parent.mkdir(exist_ok=True)
    arguments.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
