"""Measures each explorer: bytes, lines, and the time from tap to first answer on a slowed processor: `python bench/explorers.py`.

Chromium's throttling affects the page, not its Workers, so a model's own part runs at full speed here; bench/runtime.py
throttles that part. An explorer's first time includes downloading its model from this machine; for the second, the page is opened
again with the files in the browser's cache. Writes bench/results/explorers.json; asserts nothing.
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

from building import built  # noqa: E402
from explorers import places  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from bench.pages import machine  # noqa: E402
from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "explorers.json"
# From the tap until the view shows a status and no model is being fetched.
ANSWER = """name => new Promise(done => {
  const begun = performance.now(), element = document.querySelector(name);
  const look = () => {
    const view = element.querySelector(".explorer__view");
    const ready = view && ![...view.querySelectorAll("progress")].some(bar => bar.checkVisibility()) && view.querySelector(".explorer__status").textContent;
    if (ready) done(performance.now() - begun);
    else setTimeout(look, 5);
  };
  element.querySelector(".explorer__open").click();
  look();
})"""
NEAR = "name => { document.querySelector(name).scrollIntoView(); return customElements.whenDefined(name).then(() => 0); }"
FILES = """() => performance.getEntriesByType("resource").map(entry => entry.name).filter(name => /\\/assets\\/(explorers|shared|strings)\\//.test(name))
  .map(name => new URL(name).pathname.split("/assets/")[1])"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder quietly and lets the browser cache it."""

    def end_headers(self):
        """Let the browser cache the answer."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_):
        """Stay quiet."""


def main() -> None:
    """Print a line for each explorer, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--slowed", type=float, default=4, help="by what factor to slow the processor down")
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    slowed, results = arguments.slowed, {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built(ROOT, Path(folder), site_url="")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        print(
            f"Processor slowed {slowed:g} times; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. The 300 ms that an "
            "explorer waits before its first sentence are part of the times."
        )
        print(f"{'explorer':24}{'own gz':>8}{'all gz':>8}{'lines':>7}{'first':>9}{'again':>9}")
        for name, path in sorted(places().items()):
            context, times = browser.new_context(), []
            for _ in range(2):
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
                context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
                page.evaluate(NEAR, name)
                times.append(page.evaluate(ANSWER, name))
                files = page.evaluate(FILES)
                page.close()
            source = ROOT / "docs/assets/explorers" / f"{name}.js"
            packed = {file: len(gzip.compress((Path(folder) / "assets" / file).read_bytes())) for file in set(files)}
            results[name] = {
                "own": packed[f"explorers/{name}.js"] + packed[f"strings/{name}.js"],
                "all": sum(packed.values()),
                "lines": len(source.read_text(encoding="utf-8").splitlines()),
                "first": round(times[0]),
                "again": round(times[1]),
            }
            print(
                f"{name:24}{results[name]['own']:8,}{results[name]['all']:8,}{results[name]['lines']:7}{times[0]:6.0f} ms{times[1]:6.0f} ms",
                flush=True,
            )
            context.close()
        found = {"machine": {**machine(), "browser": browser.version}, "slowed": slowed, "explorers": results}
        browser.close()
        server.shutdown()
    arguments.output.parent.mkdir(exist_ok=True)
    arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
