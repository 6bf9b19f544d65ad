"""`mkdocs serve`: a mistake is shown as one sentence, and serving goes on after the mend."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from building import ROOT, append, copy, replace

ATTENTION = "docs/how-transformers-work/attention.md"


def wait_for(condition, what: str, seconds: int = 60):
    """Return the condition's first true value; fails when it stays false."""
    end = time.time() + seconds
    while time.time() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


@pytest.fixture
def served(tmp_path, request):
    """(folder, function that reads a page, function that reads the log) of a copy that the test's parameter serves."""
    root = copy(tmp_path / "root")
    log = tmp_path / "log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as stream:
        server = subprocess.Popen([sys.executable, "-u", "-m", *request.param, "-a", f"127.0.0.1:{port}"], cwd=root, stdout=stream,
                                  stderr=subprocess.STDOUT, env={**os.environ, "NO_MKDOCS_2_WARNING": "true", "SITE_URL": ""})
    try:
        address = wait_for(lambda: re.search(r"Serving on (http://\S+)", log.read_text(encoding="utf-8")), "the address").group(1)
        yield root, lambda path: urllib.request.urlopen(address + path).read().decode(), lambda: log.read_text(encoding="utf-8")
    finally:
        server.terminate()
        server.wait()


def see_a_mistake_and_its_mend(root, read, said) -> None:
    """Make a mistake in a page and mend it, as an author does."""
    good = (root / ATTENTION).read_text(encoding="utf-8")
    append(root / ATTENTION, "/// qestion\n///")
    wait_for(lambda: "there is no block 'qestion'" in said(), "the sentence about the mistake")
    assert f"{ATTENTION}:" in said() and "Traceback" not in said()
    (root / ATTENTION).write_text(good + "\nA line that is new.\n", encoding="utf-8")
    wait_for(lambda: "A line that is new" in read("how-transformers-work/attention/"), "the mended page")


@pytest.mark.parametrize("served", [["mkdocs", "serve", "--livereload"]], indirect=True, ids=["plain"])
def test_plain_mkdocs_serve_shows_mistakes_too(served):
    see_a_mistake_and_its_mend(*served)


@pytest.mark.parametrize("served", [["llm_notes.preview"]], indirect=True, ids=["preview"])
def test_serving_shows_mistakes_and_renews_what_pages_share(served):
    """One server does it all, step after step: starting one takes longer than most steps."""
    root, read, said = served
    see_a_mistake_and_its_mend(root, read, said)
    assert "A line that is new" in read("search/search_index.json")
    assert "Winograd" in read("search/search_index.json"), "the search lost the other pages"
    replace(root / "docs/references.bib", "Attention Is All You Need", "Attention Is All You Want")
    wait_for(lambda: "All You Want" in read("how-transformers-work/attention/"), "the reference in a page")
    replace(root / "overrides/partials/feedback.html", "Last reviewed", "Last looked at")
    wait_for(lambda: "Last looked at" in read("how-transformers-work/attention/"), "the changed template in a page")
    result = root / "lab/results/planted.json"
    result.write_text('{"share": 0.25}', encoding="utf-8")
    append(root / ATTENTION, "The share is {=planted:share|.0%}.")
    wait_for(lambda: "The share is 25%." in read("how-transformers-work/attention/"), "the number in a page")
    result.write_text('{"share": 0.75}', encoding="utf-8")
    wait_for(lambda: "The share is 75%." in read("how-transformers-work/attention/"), "the changed number in a page")
    (root / "docs/nlp-and-llms/new.md").write_text("# A new section\n", encoding="utf-8")
    replace(root / "mkdocs.yml", "      - nlp-and-llms/challenges.md\n",
            "      - nlp-and-llms/challenges.md\n      - nlp-and-llms/new.md\n")
    wait_for(lambda: "A new section" in read(""), "the new section on the home page")
    wait_for(lambda: "A new section" in read("nlp-and-llms/challenges/"), "the new section in another page's menu")


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = subprocess.run([sys.executable, "-m", "llm_notes.preview", "-a", f"127.0.0.1:{taken.getsockname()[1]}"], cwd=ROOT,
                             capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "true"}, timeout=60)
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert "The port is taken. Stop the other preview, or choose another port: make serve PORT=8001" in run.stderr
