"""The preview, with a mistake in a page, in a browser that has visited the published notes at the same address."""

import contextlib
import os
import re
import socket
import subprocess
import sys

import pytest
from axe import violations
from building import append, copy
from playwright.sync_api import expect

pytestmark = pytest.mark.thorough

WORKERS = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then(found => found.flat().length)"


@contextlib.contextmanager
def running(folder, port, *command):
    """Run a server until the end of the `with`; yields its address once it answers."""
    server = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "true", "SITE_URL": "", "PYTHONUTF8": "1"},
    )
    try:
        for _ in range(1200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert server.poll() is None, f"{command} ended"
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def port():
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_preview_replaces_published_pages_and_shows_mistakes(site, browser, tmp_path, port):
    root = copy(tmp_path)
    append(root / "docs/errata.md", "This is the preview.")
    append(root / "docs/glossary.md", "/// qestion\n///")
    context = browser.new_context(service_workers="allow")
    page = context.new_page()
    with running(site.folder, port, "http.server", str(port), "--bind", "127.0.0.1") as address:
        page.goto(address + "errata/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function("navigator.serviceWorker.controller")
        assert page.evaluate(WORKERS) > 1
    with running(root, port, "llm_notes.preview", "-a", f"127.0.0.1:{port}") as address:
        page.goto(address + "errata/")  # the worker shows what it has cached, and checks for a newer version of itself
        expect(page.locator("article")).to_contain_text("This is the preview.", timeout=240_000)
        assert page.evaluate(WORKERS) == 0, "the published notes' service worker is still there"
        mistakes = page.get_by_role("alert")
        expect(mistakes).to_contain_text(re.compile(r"docs/glossary\.md:\d+: there is no block 'qestion'"))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, within="[role=alert]") == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
