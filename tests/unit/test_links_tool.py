"""The tool for external links tells broken from moved, retries, and names file and line."""

import http.server
import threading

import pytest

from llm_notes.commands.links import external_links, try_links


class Answers(http.server.BaseHTTPRequestHandler):
    """/ok answers, /flaky answers the second time, /moved leads to /ok, the rest is missing."""

    tries: dict[str, int] = {}

    def do_GET(self):  # noqa: N802
        self.tries[self.path] = self.tries.get(self.path, 0) + 1
        status = {"/ok": 200, "/moved": 301, "/flaky": 200 if self.tries[self.path] > 1 else 503}.get(self.path, 404)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture
def host():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_links_are_found_with_file_and_line(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\nSee [x](https://one.example/a), <https://two.example>.\n", encoding="utf-8")
    (tmp_path / "r.bib").write_text("url = {https://three.example/b},\n", encoding="utf-8")
    assert {address: at.rsplit("/", 1)[-1] for address, at in external_links(tmp_path).items()} == {
        "https://one.example/a": "page.md:3",
        "https://two.example": "page.md:3",
        "https://three.example/b": "r.bib:1",
    }


def test_broken_moved_and_flaky_links(host):
    links = {f"{host}/{name}": f"docs/{name}.md:1" for name in ("ok", "moved", "flaky", "gone")}
    broken, moved = try_links(links, pause=0)
    assert broken == [f"docs/gone.md:1: {host}/gone answers 404. Correct or remove it."]
    assert moved == [f"docs/moved.md:1: {host}/moved has moved to {host}/ok. Write the new address."]


def test_a_host_that_does_not_answer_is_broken():
    broken, _ = try_links({"http://127.0.0.1:9/": "docs/x.md:7"}, pause=0)
    assert broken[0].startswith("docs/x.md:7: http://127.0.0.1:9/ can't be reached (ConnectionError)")
