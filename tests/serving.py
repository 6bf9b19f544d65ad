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

LOGIN = b"<!doctype html><title>Log in</title><p>Log in to the network of this hotel."


def model_page(site: Path) -> None:
    """Lay out in an empty folder an empty page and what it needs to run models, which aren't there yet."""
    (site / "assets/models").mkdir(parents=True)
    for name in ("explorers", "shared", "strings"):
        (site / "assets" / name).symlink_to(ROOT / "docs/assets" / name)
    (site / "assets/models/manifest.json").write_text("{}", encoding="utf-8")
    (site / "index.html").write_text("<!doctype html><title>A model</title>", encoding="utf-8")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under SUB_PATH, the site's 404 page for the rest.

    faults: what to do with addresses, as (pattern, fault); the first that matches the path below SUB_PATH counts:
    a status, "reset" (the connection), "cut" (half of it), "empty", "html" (a login page), "type" (text/plain), or an
    Event: the answer waits for it.
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
                self.answer(200, body[: len(body) // 2], kind, len(body))
                self.close_connection = True
            elif fault == "empty":
                self.answer(200, b"", kind)
            elif fault == "html":
                self.answer(200, LOGIN, "text/html")
            elif fault == "type":
                self.answer(200, body, "text/plain")
            else:
                raise ValueError(f"there is no fault '{fault}'")

    def answer(self, status, body, kind, length=None):
        """Send these bytes; length: how many it claims to send."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, message=None, explain=None):
        """Answer with 404.html."""
        self.answer(code, (Path(self.directory) / "404.html").read_bytes(), "text/html")

    def log_message(self, *_):
        """Stay quiet."""


class Server(http.server.ThreadingHTTPServer):
    """Doesn't print a traceback if a connection breaks off."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Stay quiet."""


@contextlib.contextmanager
def serving(folder: Path, faults: Sequence = (), asked: list | None = None, handler: type[Handler] = Handler):
    """Serve a folder and give its address; `faults` may change meanwhile; `asked` collects the requested paths."""
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder), faults=faults, asked=asked))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
    finally:
        server.shutdown()
        server.server_close()
