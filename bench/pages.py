"""Measures pages against the plain theme and a hand-written page with the same text: `python bench/pages.py`.

Each measurement is a first visit in a fresh browser context over slow 4G (1.6 Mbit/s, 150 ms) on a processor slowed
down 4 times, all through Chromium's DevTools. The three kinds of page take turns, so a busy moment affects all of them.
Writes medians, minima and spread to bench/results/pages.json; bench/report.py draws them. Asserts nothing.
"""

import argparse
import datetime
import functools
import gzip
import http.server
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import lxml.html
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from building import built  # noqa: E402

from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "pages.json"
PAGES = {
    "section": "how-transformers-work/attention/",
    "home": "",
    "glossary": "glossary/",
    "practice": "practice/",
    "cheat sheet": "cheat-sheet/",
    "model card": "models/pocket-t5/",
}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
NETWORK_NAME = "1.6 Mbit/s, 150 ms"
SLOWED = 4
QUIET = 2500  # milliseconds after which nothing more loads on its own
PLAIN = """site_name: Plain
theme:
  name: material
  font: false
plugins: [search]
use_directory_urls: true
"""
HAND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:18px/1.6 system-ui,sans-serif;max-width:36em;margin:2rem auto;padding:0 1rem}}
pre{{overflow:auto;background:#f4f4f0}}table{{border-collapse:collapse}}th,td{{padding:.3em 1em .3em 0;text-align:left}}
svg,img{{max-width:100%;height:auto}}</style></head><body>{body}</body></html>"""
OBSERVE = """() => {
  window.seen = { lcp: 0, cls: 0, tasks: [] };
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
}"""
READ = """() => ({ ...seen, fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  requests: performance.getEntriesByType("resource").length + 1 })"""


class Packing(http.server.SimpleHTTPRequestHandler):
    """Serves a folder compressed, as hosts do, without logging."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the compressed file."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return self.send_error(404)
        body = packed(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay quiet."""


@functools.cache
def packed(file: Path) -> bytes:
    """Return a file as hosts send it."""
    return gzip.compress(file.read_bytes(), mtime=0)


def serve(folder: Path, handler: type[Packing] = Packing) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port until shutdown()."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def text_of(page: Path) -> str:
    """Return a page's article with its text, tables and drawings, without its interactive parts."""
    article = lxml.html.document_fromstring(page.read_bytes()).xpath("//article")[0]
    for element in article.xpath(".//script | .//a[@class='headerlink'] | .//*[contains(@class, 'page-end')]"):
        element.drop_tree()
    for element in article.iter():
        for name in ("class", "style", "title", "hidden", "role"):
            element.attrib.pop(name, None)
    for element in article.xpath(".//span[not(@*)]"):
        element.drop_tag()
    return "".join(lxml.html.tostring(child, encoding="unicode") for child in article)


def make_plain(site: Path, folder: Path) -> None:
    """Build the same texts with the plain theme: none of our settings, styles or scripts."""
    docs = folder / "docs"
    for path in PAGES.values():
        target = docs / (path.rstrip("/") + ".md" if path else "index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        body = text_of(site / path / "index.html")
        target.write_text(re.sub(r"\n\s*\n", "\n", f"<div>{body}</div>") + "\n", encoding="utf-8")
    shutil.copytree(site / "assets/images", docs / "assets/images")
    (folder / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(folder / "mkdocs.yml")],
        check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "true"},
    )


def make_by_hand(site: Path, folder: Path) -> None:
    """Write the same texts as single-file pages."""
    shutil.copytree(site / "assets/images", folder / "assets/images")
    for name, path in PAGES.items():
        (folder / path).mkdir(parents=True, exist_ok=True)
        page = HAND.format(title=name, body=text_of(site / path / "index.html"))
        (folder / path / "index.html").write_text(page, encoding="utf-8")


def make_kinds(folder: Path) -> None:
    """Build the same texts three times below a folder: `ours`, `plain/site` and `hand`."""
    for kind in ("plain", "hand"):
        (folder / kind).mkdir()
    built(ROOT, folder / "ours", site_url="")
    make_plain(folder / "ours", folder / "plain")
    make_by_hand(folder / "ours", folder / "hand")


def visit(browser, address: str, explorer: bool = False, after: str = "") -> dict[str, float]:
    """Return the measurements of one visit, the first in a new browser context.

    explorer: also open the page's first explorer, after everything is measured. after: the address of a page to visit
    first, so that its files are in the browser's cache; no service worker then.
    """
    context = browser.new_context(viewport={"width": 412, "height": 823}, service_workers="block" if after else "allow")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(f"({OBSERVE})()")
    if after:
        page.goto(after)
        page.wait_for_timeout(QUIET)
    page.goto(address)
    page.wait_for_timeout(QUIET)  # on a slowed processor, Chromium doesn't always report that the network is idle
    if explorer:
        page.locator(".explorer__open").first.click()
        page.locator(".explorer__view").first.wait_for()
        page.wait_for_timeout(QUIET)
    found = page.evaluate(READ)
    context.close()
    blocking = sum(max(0, duration - 50) for start, duration in found.pop("tasks") if start + duration > found["fcp"])
    return {**found, "tbt": blocking}


def summary(runs: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return median, smallest and largest of each measure."""
    return {
        name: {"median": round(statistics.median(values), 4), "min": round(min(values), 4), "max": round(max(values), 4)}
        for name in runs[0]
        for values in [[run[name] for run in runs]]
    }


def machine() -> dict[str, str | int | float]:
    """Return what the figures depend on."""
    cpu = (
        next(
            (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().split("\n") if "model name" in line),
            platform.processor(),
        )
        if Path("/proc/cpuinfo").exists()
        else platform.processor()
    )
    return {"date": datetime.date.today().isoformat(), "processor": cpu, "cores": os.cpu_count() or 0, "load": round(os.getloadavg()[0], 1)}


def main() -> None:
    """Build the three kinds, measure them in turn, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--pages", nargs="*", default=list(PAGES), choices=list(PAGES))
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make_kinds(folder)
        servers = {"ours": serve(folder / "ours"), "plain": serve(folder / "plain/site"), "hand": serve(folder / "hand")}
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        results: dict = {
            "machine": {**machine(), "browser": browser.version},
            "repeats": arguments.repeats,
            "slowed": SLOWED,
            "network": NETWORK_NAME,
            "pages": {},
        }
        for page in arguments.pages:
            kinds = {**{kind: (kind, False) for kind in servers}, **({"ours, explorer open": ("ours", True)} if page == "section" else {})}
            runs: dict[str, list] = {kind: [] for kind in kinds}
            for _ in range(arguments.repeats):
                for kind, (served, explorer) in kinds.items():
                    runs[kind].append(visit(browser, f"http://127.0.0.1:{servers[served].server_port}/{PAGES[page]}", explorer))
            results["pages"][page] = {kind: summary(found) for kind, found in runs.items()}
            for kind, found in results["pages"][page].items():
                print(
                    f"{page}, {kind}: "
                    + ", ".join(f"{measure} {value['median']:g} ({value['min']:g}–{value['max']:g})" for measure, value in found.items()),
                    flush=True,
                )
        browser.close()
        for server in servers.values():
            server.shutdown()
    arguments.output.parent.mkdir(exist_ok=True)
    arguments.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
