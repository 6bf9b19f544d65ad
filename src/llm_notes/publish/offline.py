"""The last step of publishing: the files in the site's root that make it an app that works offline.

`manifest.webmanifest` has the name and the icons. `sw.js` is the service worker, with the list of all files that it may keep; its
version is a hash of that list and of the worker itself, so it changes exactly when something that is kept changes.
"""

import hashlib
import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from llm_notes import strings
from llm_notes.publish import smollm2
from llm_notes.publish.built import Head, Page, with_imports

KINDS = {".html", ".css", ".js", ".json", ".svg", ".png", ".webmanifest", ".safetensors", ".bin"}  # sw.js names their types
LEFT_OUT = (
    "sw.js",
    f"assets/models/{smollm2.NAME}/",  # 98 MB: the page itself keeps it, if the reader agrees (model-loader.js)
    "assets/images/screenshot.png",  # no page uses this one and the next
    "assets/images/social-card.",
)
NOTES_ANSWERS = ("assets/practice/record.js", "assets/practice/marks.js")  # fetched with the first answer, which may be given offline
HASH = 16  # hexadecimal digits of the SHA-256: enough against accidents; the page checks models by all 64


def write_manifest(site: Path, home: Head) -> dict:
    """Write manifest.webmanifest for the built folder and return it: addresses are relative to it, so any sub-path works."""
    icons = [
        {"src": f"assets/images/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    manifest = {
        "name": home.name,
        "short_name": home.name,
        "description": home.description,
        "lang": strings.LANGUAGE,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": home.paper,
        "theme_color": home.paper,
        "icons": icons,
    }
    (site / "manifest.webmanifest").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    return manifest


class Common:
    """Looks at every page, and then knows which files all of them name."""

    def __init__(self):
        self.named: set[str] | None = None

    def take(self, page: Page) -> None:
        """Look at a page whose scripts and styles are already in their final places."""
        if page.folder == "404.html":
            return
        values = {value.split("#")[0].split("?")[0] for element in page.tree.iter("script", "link") for value in element.attrib.values()}
        here = posixpath.dirname(page.folder)
        named = {posixpath.normpath(posixpath.join(here, unquote(value))) for value in values if value and not urlsplit(value).scheme}
        self.named = named if self.named is None else self.named & named


def write_worker(site: Path, common: set[str]) -> dict:
    """Write sw.js for the built folder, as it is now, and return what it knows: {version, core, files, unkept}.

    common: what every page names, as paths in the site.
    """
    files = {}
    kept = [
        path for file in site.rglob("*") if file.suffix in KINDS and not (path := file.relative_to(site).as_posix()).startswith(LEFT_OUT)
    ]
    for path in in_reading_order(site, kept):
        content = (site / path).read_bytes()
        files[path] = [len(content), hashlib.sha256(content).hexdigest()[:HASH]]
    unkept = sorted({file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()} - {*files, "sw.js"})
    program = (Path(__file__).parent / "sw.js").read_text(encoding="utf-8")
    listed = json.dumps([files, unkept], separators=(",", ":"), ensure_ascii=False)
    told = f"const STRINGS = {json.dumps(strings.OFFLINE, ensure_ascii=False)};\n"
    version = hashlib.sha256((listed + told + program).encode()).hexdigest()[:12]
    build = {"version": version, "core": core(site, files, common), "files": files, "unkept": unkept}
    line = json.dumps(build, separators=(",", ":"), ensure_ascii=False)
    (site / "sw.js").write_text(f"const BUILD = {line};\n{told}{program}", encoding="utf-8")
    return build


def core(site: Path, files: dict, common: set[str]) -> list[str]:
    """Return the scripts and styles that every page needs, and what notes an answer; paths in the site."""
    scripts = [path for path in (*common, *NOTES_ANSWERS) if path.endswith(".js")]
    wanted = common.union(*(with_imports(site, path) for path in scripts))
    return sorted(path for path in wanted if path in files and path.endswith((".css", ".js")))


def in_reading_order(site: Path, paths: list[str]) -> list[str]:
    """Return the paths with the pages first, in the order of llms.txt: if saving is interrupted, what has been kept can be read."""
    listing = site / "llms.txt"
    text = listing.read_text(encoding="utf-8") if listing.is_file() else ""
    order = {f"{folder}index.html": place for place, folder in enumerate(re.findall(r"\]\((\S*?)index\.html\.md\)", text))}
    root = next((address.removesuffix("index.html") for address in order), "")  # home comes first
    return sorted(paths, key=lambda path: (order.get(root + path, len(order)), path))
