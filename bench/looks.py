"""Compares every page with the publish step and without it, as pictures: `python bench/looks.py`. Exits with status 1 if any differ."""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))

from building import built  # noqa: E402
from looks import FEW, every, take  # noqa: E402
from looks import differ as differ_seen  # noqa: E402

from bench.pages import serve  # noqa: E402
from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402


def main() -> None:
    """Take every picture twice and keep those that differ."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "looks", help="where to keep pictures that differ")
    keep = parser.parse_args().keep
    differ = 0
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        built(ROOT, folder / "with", site_url="")
        built(ROOT, folder / "without", deploy=False, site_url="")
        paths = sorted(
            file.parent.relative_to(folder / "with").as_posix().strip(".") + "/" for file in (folder / "with").rglob("index.html")
        )
        servers = {kind: serve(folder / kind) for kind in ("with", "without")}
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        looks = [look for look in FEW if look.path != "no-such-page"] + every([path.lstrip("/") for path in paths])
        for number, look in enumerate(looks):
            pictures = {kind: take(browser, f"http://127.0.0.1:{server.server_port}/", look) for kind, server in servers.items()}
            if differ_seen(browser, pictures["without"], pictures["with"]):
                differ += 1
                keep.mkdir(parents=True, exist_ok=True)
                for kind, picture in pictures.items():
                    (keep / f"{number}-{kind}.png").write_bytes(picture)
                print(f"{look}: differs, see {keep}/{number}-with.png and {number}-without.png", flush=True)
        browser.close()
        for server in servers.values():
            server.shutdown()
    print(f"{len(looks)} looks, {differ} differ")
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
