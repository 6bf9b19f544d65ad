"""The configurations on the hosting page: they agree, name paths that exist, and nginx runs with one of them."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from building import ROOT

PAGE = ROOT / "docs/contributing/hosting.md"
ASKED_EACH_TIME = "no-cache"


def block(language: str) -> str:
    """Return the page's only code block in a language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{PAGE.relative_to(ROOT)}:1: {len(found)} blocks '{language}' instead of one. Update this test."
    return found[0]


def header_rules() -> dict[str, dict[str, str]]:
    """Return path pattern -> headers of the file `_headers`."""
    rules: dict[str, dict[str, str]] = {}
    for line in block("text").split("\n"):
        if line.startswith("/"):
            pattern = line
            rules[pattern] = {}
        elif line.strip():
            name, colon, value = line.strip().partition(": ")
            assert colon and line.startswith("  "), f"{PAGE.relative_to(ROOT)}: '{line}' isn't 'name: value', indented by two spaces"
            rules[pattern][name] = value
    return rules


def test_both_configurations_send_the_same_headers():
    nginx = dict(re.findall(r'add_header ([\w-]+) "([^"]+)" always;', block("nginx")))
    rules = header_rules()
    assert rules.pop("/*") == nginx
    kept = dict(re.findall(r'if \(\$uri ~ "([^"]+)"\) \{ set \$keep "([^"]+)"; \}', block("nginx")))
    for pattern, headers in rules.items():
        path = pattern.replace("*", "x")
        assert headers == {"Cache-Control": next(value for uri, value in kept.items() if re.search(uri, path))}, pattern


def test_what_is_kept_for_good_has_a_digest_in_its_name(site):
    for pattern, headers in header_rules().items():
        files = [
            file
            for file in site.folder.glob(pattern.lstrip("/").replace("*", "**/*") if pattern.endswith("/*") else pattern.lstrip("/"))
            if file.is_file()
        ]
        assert files, f"{PAGE.relative_to(ROOT)}: no file of the site has a path like {pattern}. Correct the rule."
        if "immutable" in headers.get("Cache-Control", ""):
            loaded = [file for file in files if file.suffix in (".js", ".css")]
            bare = [file.name for file in loaded if not re.search(r"\.[0-9a-f]{8}\.", file.name)]
            assert not bare, (
                f"{PAGE.relative_to(ROOT)}: {bare} would be cached for a year, but their names don't change with their contents."
            )


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx isn't installed")
def test_nginx_serves_by_the_configuration(site, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "logs").mkdir()
    server = block("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/var/www/llm-notes", str(site.folder))
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/logs/error.log; daemon off; master_process off; events {{}}\nhttp {{ access_log off; "
        f"types {{ text/html html; text/javascript js; text/css css; application/json json; }} {temporary}\n{server} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:

        def get(path: str):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", headers={"Accept-Encoding": "gzip"})
            for _ in range(100):
                try:
                    return urllib.request.urlopen(request)
                except urllib.error.HTTPError as error:
                    return error
                except urllib.error.URLError:
                    time.sleep(0.05)
            raise AssertionError(f"nginx doesn't answer: {(tmp_path / 'logs/error.log').read_text()}")

        sheet = next(site.folder.glob("assets/stylesheets/rest.*.css")).name
        for path, status, keep in (
            ("", 200, ASKED_EACH_TIME),
            ("glossary/", 200, ASKED_EACH_TIME),
            ("nowhere/", 404, ASKED_EACH_TIME),
            ("assets/explorers/explorers.js", 200, ASKED_EACH_TIME),
            ("assets/models/manifest.json", 200, "604800"),
            (f"assets/stylesheets/{sheet}", 200, "immutable"),
        ):
            answer = get(path)
            assert answer.status == status and keep in answer.headers["Cache-Control"], f"{path}: {answer.status}, {answer.headers}"
            assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Content-Encoding"] == "gzip", path
        assert get("glossary/index.html.md").headers["Content-Type"] == "text/markdown; charset=utf-8"
    finally:
        process.terminate()
        process.wait()
