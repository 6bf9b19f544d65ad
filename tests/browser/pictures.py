"""Saves each explorer, opened and used, as a picture: `make pictures`. Desktop light and dark, phone dark, into tests/pictures/.

The pictures are for whoever reviews a change; no test compares them, as fonts differ from machine to machine.
"""

import base64
import functools
import http.server
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from building import ROOT, built  # noqa: E402
from explorers import places, settle, use  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
LOOKS = [("desktop", "light"), ("desktop", "dark"), ("phone", "dark")]
QUALITY = 60  # of the WebP files: text stays sharp, and all files together take under 4 MB
# What to show where the first thing to do isn't the most informative one: part of an address.
VIEWS = {
    "attention-by-hand": "k=2,0,1,2,0,1;row=red",
    "attention-explorer": "off=encoder.1.attention.2;guess=0,2",
    "cost-calculator": "model=Llama%203.1%20405B;asked=0;guess=60",
    "inside-explorer": "seen=1",
    "loss-landscape": "asked=0;steps=1;guess=2,1",
    "next-token-explorer": "asked=0;p=0.9",
    "parameter-counter": "L=96;d=12288;n=2048;asked=0;guess=12",
    "patch-explorer": "asked=0;patch=8;guess=4",
    "pipeline-chooser": "asked=0;pick=speech%20recognition%3Etranslation%3Etext-to-speech;guess=speech%20recognition%3Etext-to-speech",
    "pipeline-stepper": "tokenizer=wrong;asked=0;guess=same",
    "sense-explorer": "text=We%20saw%20the%20car%20in%20the%20park%20on%20the%20hill%20with%20the%20telescope.",
    "timeline-explorer": "asked=0;guess=64;from=GPT-2;to=GPT-3;event=GPT-3",
    "transfer-explorer": "asked=0;guess=128;step=60",
    "words-map": "asked=0;guess=queen",
    "word-explorer": "asked=0;guess=7;kept=whale,zorbology,volcano,Brindlewick;many=1",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without logging."""

    def log_message(self, *_):
        """Stay quiet."""


def picture(page, figure) -> bytes:
    """Return an element as WebP, which Playwright's own screenshots can't."""
    tools, box = (
        page.context.new_cdp_session(page),
        figure.evaluate(
            "one => { const { x, y, width, height } = one.getBoundingClientRect(); return { x: x + scrollX, y: y + scrollY, width, height }; }"
        ),
    )
    clip = {key: box[key] + more for key, more in zip(("x", "y", "width", "height"), (-8, -8, 16, 16))}
    return base64.b64decode(
        tools.send(
            "Page.captureScreenshot", {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": {**clip, "scale": 1}}
        )["data"]
    )


def main() -> None:
    """Save pictures of the explorers named as arguments, or of all."""
    folder, wanted = ROOT / "tests" / "pictures", sys.argv[1:] or list(places())
    with tempfile.TemporaryDirectory() as site, sync_playwright() as playwright:
        built(ROOT, Path(site), site_url="")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        for name in wanted:
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{places()[name]}#{name}:{VIEWS.get(name, '')}")
            view = page.locator(f"{name} .explorer__view").first
            view.wait_for()
            skip = view.get_by_role("button", name="Skip the guess")
            if name not in VIEWS and skip.count() and skip.first.is_visible():
                skip.first.click()  # what comes after the guess shows more
            settle(view) if name in VIEWS else use(view)
            page.wait_for_timeout(500)
            page.evaluate("document.activeElement.blur()")
            figure = page.locator(f"figure.explorer:has({name})").first
            figure.locator(".explorer__see").evaluate("one => { one.open = true; }")
            page.locator(".md-header").evaluate("one => { one.style.position = 'static'; }")  # otherwise it would be in the picture
            for size, scheme in LOOKS:
                page.set_viewport_size(SIZES[size])
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(100)
                file = folder / f"{name}-{size}-{scheme}.webp"
                file.write_bytes(picture(page, figure))
                print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")
            page.close()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
