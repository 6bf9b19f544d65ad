"""Compares the theme's late start with what most sites do: `python bench/late_start.py`.

The alternative has one hashed stylesheet for all pages, reduced to the rules that they need, a few inlined rules for the first
frame, and the theme's script deferred. Measured are first visits, and views of a page after the home page, with files in the
browser's cache for ten minutes; no service worker, because DevTools doesn't throttle what it fetches. The kinds take turns.
Writes bench/results/late_start.json; bench/report.py draws it. Asserts nothing.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.pages import NETWORK_NAME, PAGES, SLOWED, Packing, machine, make_kinds, packed, serve, summary, visit  # noqa: E402
from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "late_start.json"
FIRST_FRAME = re.compile(r"(?:^|(?<=\}))(?::root|html|body|\[data-md-color-scheme)[^{},]*\{[^}]*\}")  # colors and fonts
MOST_INLINED = 4000  # characters


class Caching(Packing):
    """Lets browsers keep files for ten minutes, as static hosts do."""

    def end_headers(self):
        """Add the header."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()


def share_styles(site: Path) -> dict[str, int]:
    """Convert a published site in place to the alternative. Return the compressed bytes that each of its pages then loads."""
    sheet = next((site / "assets/stylesheets").glob("rest.*.css"))
    bundle = next((site / "assets/javascripts").glob("bundle.*.js"))
    changed = 0
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        style, start = (
            re.search(r"<style>(.*?)</style>", text, re.DOTALL),
            re.search(r"<script\b[^>]*data-theme.*?</script>", text, re.DOTALL),
        )
        if not style or not start:
            continue
        changed += 1
        up = "../" * (len(page.relative_to(site).parts) - 1)
        inlined = "".join(FIRST_FRAME.findall(style[1]))[:MOST_INLINED]
        link = f'<style>{inlined}</style><link rel="stylesheet" href="{up}assets/stylesheets/{sheet.name}">'
        text = text.replace(style[0], link, 1).replace(start[0], f'<script defer src="{up}assets/javascripts/{bundle.name}"></script>')
        page.write_text(re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", text), encoding="utf-8")
    if not changed:
        raise ValueError("no page of the published site has the style and the script that this bench replaces: adapt share_styles()")
    index, workers = site / "search/search_index.json", (site / "assets/javascripts/workers").glob("search.*.js")
    return {
        "sheet": len(packed(sheet)),
        "script": len(packed(bundle)),
        "search": len(packed(index)) + sum(len(packed(path)) for path in workers),
    }


def main() -> None:
    """Build the four kinds, measure them in turn, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--pages", nargs="*", default=["section", "glossary", "home", "model card"], choices=list(PAGES))
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        make_kinds(folder)
        shutil.copytree(folder / "ours", folder / "shared")
        sizes = share_styles(folder / "shared")
        places = {"ours": "ours", "shared": "shared", "plain": "plain/site", "hand": "hand"}
        servers = {kind: serve(folder / place, Caching) for kind, place in places.items()}
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        views: dict[str, dict] = {}
        for page in arguments.pages:
            runs: dict[str, dict[str, list]] = {"first": {kind: [] for kind in servers}, "second": {kind: [] for kind in servers}}
            for _ in range(arguments.repeats):
                for kind, server in servers.items():
                    home = f"http://127.0.0.1:{server.server_port}/"
                    runs["first"][kind].append(visit(browser, home + PAGES[page]))
                    if PAGES[page]:
                        runs["second"][kind].append(visit(browser, home + PAGES[page], after=home))
            views[page] = {view: {kind: summary(found) for kind, found in kinds.items() if found} for view, kinds in runs.items()}
            print(
                page,
                *(f"{view} {kind}: {found['fcp']} {found['lcp']}" for view, kinds in views[page].items() for kind, found in kinds.items()),
                sep="\n",
                flush=True,
            )
        measured = {
            "machine": {**machine(), "browser": browser.version},
            "repeats": arguments.repeats,
            "slowed": SLOWED,
            "network": NETWORK_NAME,
            "packed_bytes": sizes,
            "pages": views,
        }
        browser.close()
        for server in servers.values():
            server.shutdown()
    arguments.output.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
