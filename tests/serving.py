"""Serves a built site under its sub-path, as static hosts do, or as a failing host would."""

import contextlib
import functools
import http.server
import re
import socket
import struct
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from building import ROOT, SUB_PATH
from lxml import html

ALONE = "Explorer-Alone"  # header of a page request: the explorer that the response should contain, without the rest of its page
READING = {"timeline-explorer", "pipeline-chooser"}  # explorers that take their data from the page around them
LOGIN = b"<!doctype html><title>Log in</title><p>Log in to the network of this hotel."


def model_page(site: Path) -> None:
    """Set up in an empty folder an empty page and what it needs to run models, without the models."""
    (site / "assets/models").mkdir(parents=True)
    for name in ("explorers", "shared", "strings"):
        (site / "assets" / name).symlink_to(ROOT / "docs/assets" / name)
    (site / "assets/models/manifest.json").write_text("{}", encoding="utf-8")
    (site / "index.html").write_text("<!doctype html><title>A model</title>", encoding="utf-8")


@functools.lru_cache(maxsize=64)
def with_one_explorer(file: Path, name: str) -> bytes | None:
    """Return a page with only its title and the figures of one explorer; None if it isn't there or needs the rest.

    A browser loads it in a third of the time, and most of what an explorer does has nothing to do with the text around it.
    """
    page = html.fromstring(file.read_text(encoding="utf-8"))
    kept = page.xpath(f"//article/h1 | //article//figure[.//{name}]")
    if len(kept) < 2 or name in READING:
        return None
    article = kept[0].getparent()
    article[:] = kept
    for aside in page.find_class("md-sidebar"):
        aside.drop_tree()
    return html.tostring(page, doctype="<!doctype html>", encoding="utf-8")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under SUB_PATH, and the site's 404 page for anything else.

    faults: what to do with addresses, as (pattern, fault); the first that matches the path below SUB_PATH counts:
    a status, "reset" (the connection), "cut" (half of it), "empty", "html" (a login page), "type" (text/plain), or an
    Event: the response waits for it.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments, faults=(), asked=None, **named):
        self.faults, self.asked = faults, asked
        super().__init__(*arguments, **named)

    def translate_path(self, path):
        """Return the file for an address under the sub-path."""
        path = urlsplit(path).path
        return super().translate_path(path.removeprefix(SUB_PATH[:-1])) if path.startswith(SUB_PATH) else "/nowhere"

    def do_GET(self):
        """Answer, or do what the fault says."""
        path = urlsplit(self.path).path.removeprefix(SUB_PATH)
        if self.asked is not None:
            self.asked.append(path)
        alone, file = self.headers.get(ALONE), Path(self.translate_path(self.path)) / "index.html"
        if alone and file.exists() and (body := with_one_explorer(file, alone)):
            self.answer(200, body, "text/html; charset=utf-8", {"Cache-Control": "no-store"})
            return
        fault = next((fault for pattern, fault in self.faults if re.search(pattern, path)), None)
        if fault is None:
            super().do_GET()
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            raise ConnectionResetError
        elif isinstance(fault, int):
            self.answer(fault, b"trouble", "text/plain")
        elif isinstance(fault, threading.Event):
            fault.wait(60)
            super().do_GET()
        else:
            file = Path(self.translate_path(self.path))
            file = file / "index.html" if file.is_dir() else file
            body, kind = file.read_bytes(), self.guess_type(str(file))
            if fault == "cut":
                self.answer(200, body[: len(body) // 2], kind, {"Content-Length": str(len(body))})
                self.close_connection = True
            elif fault == "empty":
                self.answer(200, b"", kind)
            elif fault == "html":
                self.answer(200, LOGIN, "text/html")
            elif fault == "type":
                self.answer(200, body, "text/plain")
            else:
                raise ValueError(f"there is no fault '{fault}'")

    def answer(self, status, body, kind, headers=()):
        """Send these bytes. headers: additional ones, or other values for the usual ones."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, message=None, explain=None):
        """Answer with 404.html."""
        self.answer(code, (Path(self.directory) / "404.html").read_bytes(), "text/html")

    def log_message(self, *_):
        """Stay quiet."""


class Server(http.server.ThreadingHTTPServer):
    """Doesn't print a traceback if a connection is dropped."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Stay quiet."""


@contextlib.contextmanager
def serving(folder: Path, faults: Sequence = (), asked: list | None = None, handler: type[Handler] = Handler):
    """Serve a folder and give its address; `faults` may change in the meantime; `asked` collects the requested paths."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder), faults=faults, asked=asked))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
    finally:
        server.shutdown()
        server.server_close()
