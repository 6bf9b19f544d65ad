"""The preview equals a clean build after every kind of edit, and shows all mistakes above the last good pages."""

import contextlib
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from building import ROOT, append, copy, replace
from mkdocs.commands.build import build
from mkdocs.config import load_config
from small import small

from llm_notes.preview import served

ATTENTION = "docs/how-transformers-work/attention.md"
GLOSSARY = "docs/glossary.md"
COMPARED = {".html", ".css", ".js", ".json", ".xml"}
# In each page that is served: the script of MkDocs' server, and our links to the lines of the file.
OWN_PARTS = re.compile(rb"<script>\s*var livereload.*?</script>|<a class=\"preview-edit\".*?</a>", re.DOTALL)


def wait_for(condition, what: str, seconds: int = 300):
    """Return the condition's first truthy value; fails if there is none."""
    end = time.time() + seconds
    while time.time() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.5)  # what is asked is the process that builds: asked more often, it takes longer
    raise AssertionError(f"timed out after {seconds} s waiting for {what}")


class Served:
    """A copy of the sources and its preview. root: the copy; address: the preview's, ending with a slash."""

    def __init__(self, root: Path, log: Path):
        self.root, self.log = root, log
        self.address = wait_for(lambda: re.search(r"Serving on (http://\S+)", self.said()), "the address").group(1)

    def said(self) -> str:
        """Return what the terminal shows."""
        return self.log.read_text(encoding="utf-8")

    def bytes_of(self, path: str) -> bytes:
        """Return a file's contents, without what only a preview adds; b'' if there is no file."""
        try:
            with urllib.request.urlopen(self.address + path) as answer:
                return OWN_PARTS.sub(b"", answer.read())
        except urllib.error.HTTPError:
            return b""

    def page(self, path: str) -> str:
        """Return a page."""
        return html.unescape(self.bytes_of(path).decode())


@contextlib.contextmanager
def serving(root: Path, log: Path, *command: str):
    """Start a preview of a copy and yield it as Served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-u", "-m", *command, "-a", f"127.0.0.1:{port}"],
            cwd=root,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "true", "SITE_URL": "", "PYTHONUTF8": "1"},
        )
    try:
        yield Served(root, log)
    finally:
        server.terminate()
        server.wait()


def edit_text(root: Path) -> str:
    append(root / ATTENTION, "A line that is new.")
    return "A line that is new."


def edit_title(root: Path) -> str:
    replace(root / ATTENTION, "# Attention Mechanism", "# Attention renamed")
    return "Attention renamed"


def edit_bibliography(root: Path) -> str:
    replace(root / "docs/references.bib", "Attention Is All You Need", "Attention Is All You Want")
    return "All You Want"


def edit_navigation(root: Path) -> str:
    (root / "docs/nlp-and-llms/new.md").write_text("# A new section\n", encoding="utf-8")
    replace(
        root / "mkdocs.yml",
        "      - how-transformers-work/attention.md\n",
        "      - nlp-and-llms/new.md\n      - how-transformers-work/attention.md\n",
    )
    return "A new section"


def edit_template(root: Path) -> str:
    replace(root / "overrides/partials/feedback.html", "Last reviewed", "Last looked at")
    return "Last looked at"


def edit_style(root: Path) -> str:
    append(root / "docs/assets/stylesheets/notes.css", ".new { color: red; }")
    return ""


def edit_result(root: Path) -> str:
    (root / "lab/results/planted.json").write_text('{"share": 0.75}', encoding="utf-8")
    return "The share is 75%."


# Each edit is checked by itself; all pages are compared after the last of a group, since that takes a full build.
EDITS = ((edit_title, edit_bibliography, edit_navigation), (edit_template, edit_result, edit_style))


def differing(preview: Served, clean: Path) -> list[str]:
    """Return the files in which the preview differs from a clean build."""
    return [
        path
        for path in sorted(file.relative_to(clean).as_posix() for file in clean.rglob("*") if file.suffix in COMPARED)
        if preview.bytes_of(path) != (clean / path).read_bytes()
    ]


def check_equals_a_clean_build(preview: Served, clean: Path, *edits) -> None:
    """Make edits, each once the preview shows the previous one; build, and wait until the preview is the same."""
    for edit in edits:
        sign = edit(preview.root)
        wait_for(lambda sign=sign: sign in preview.page("how-transformers-work/attention/"), f"the page after {edit.__name__}")
    build(load_config(str(preview.root / "mkdocs.yml"), site_dir=str(clean), site_url=preview.address))
    different = differing(preview, clean)
    for _ in range(20 if different else 0):  # several files were saved and may have been built one after the other
        time.sleep(1)
        different = differing(preview, clean)
        if not different:
            break
    assert not different, f"after {', '.join(edit.__name__ for edit in edits)} the preview differs in {different}"


def check_all_mistakes_are_named(preview: Served, mistakes: list[tuple[str, str]], since: int) -> None:
    """Wait until the terminal, from this point on, and the top of a page without mistakes name all of these (path, words)."""
    for path, words in mistakes:
        line = re.compile(rf"^{re.escape(path)}:\d+: .*{re.escape(words)}", re.MULTILINE)
        wait_for(lambda line=line: line.search(preview.said(), since), f"'{words}' in the terminal")
    shown = wait_for(lambda: re.search(r'<div role="alert".*?</div>', preview.page("errata/"), re.DOTALL), "the banner")[0]
    for path, words in mistakes:
        assert re.search(rf"{re.escape(path)}:\d+: [^<]*{re.escape(words)}", shown), f"the banner lacks '{words}': {shown}"
    assert "Traceback" not in preview.said()


@pytest.mark.thorough
def test_the_preview_equals_a_clean_build_and_names_all_mistakes(tmp_path, monkeypatch):
    """One server does it all, step after step: starting one takes longer than most steps."""
    for name in ("LLM_NOTES_DEPLOY", "REPO_URL", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    root = copy(tmp_path / "root")
    (root / "lab/results/planted.json").write_text('{"share": 0.25}', encoding="utf-8")
    append(root / ATTENTION, "The share is {=planted:share|.0%}.")
    with serving(root, tmp_path / "log", "llm_notes.preview") as preview:
        for edits in EDITS:
            check_equals_a_clean_build(preview, tmp_path / "clean", *edits)
        assert preview.bytes_of("sw.js") == served.WORKER.read_bytes()

        before = {path: (root / path).read_text(encoding="utf-8") for path in (ATTENTION, GLOSSARY)}
        mistakes = [
            (ATTENTION, "there is no block 'qestion'"),
            (ATTENTION, "no reference 'vaswani2071'"),
            (GLOSSARY, "the term 'bar' isn't explained"),
        ]
        since = len(preview.said())
        append(root / ATTENTION, "A line that isn't good [@vaswani2071].\n\n/// qestion\n///")
        append(root / GLOSSARY, "/// term | bar\n///")
        check_all_mistakes_are_named(preview, mistakes, since)
        assert "A line that isn't good" not in preview.page("how-transformers-work/attention/")
        assert "The share is 75%" in preview.page("how-transformers-work/attention/"), "the last good page is gone"
        since = len(preview.said())
        replace(root / "overrides/partials/feedback.html", "Last looked at", "{% if %}")
        # What is still wrong is reported again.
        check_all_mistakes_are_named(preview, [*mistakes, ("overrides/partials/feedback.html", "Correct the template")], since)
        since = len(preview.said())
        replace(root / "mkdocs.yml", "nav:", "nav: [")
        wait_for(
            lambda: "mkdocs.yml" in preview.said()[since:] and "parsing the configuration file" in preview.page("errata/"),
            "the mistake in mkdocs.yml",
        )

        def fix(root):
            replace(root / "mkdocs.yml", "nav: [", "nav:")
            replace(root / "overrides/partials/feedback.html", "{% if %}", "Last looked at")
            for path, text in before.items():
                (root / path).write_text(text, encoding="utf-8")
            return edit_text(root)

        check_equals_a_clean_build(preview, tmp_path / "clean", fix)


def test_a_file_that_is_put_back_is_noticed_and_one_of_an_odd_name_is_named(tmp_path):
    """The restored file has an older timestamp and the same size, like a backup or an editor's copy."""
    root = small(tmp_path / "root")
    page, bib, picture = root / "docs/first/alpha.md", root / "docs/references.bib", root / "docs/assets/images/it.svg"
    append(page, "See [@vaswani2017]. First version.")
    odd = picture.with_name("a b.svg")
    shutil.copy(picture, odd)
    with serving(root, tmp_path / "log", "llm_notes.preview") as preview:
        named = re.compile(r"^docs/assets/images/a b.svg:1: ", re.MULTILINE)
        assert named.search(preview.said()) and "docs/index.md" not in preview.said()
        odd.unlink()
        wait_for(lambda: "First version" in (shown := preview.page("first/alpha/")) and 'role="alert"' not in shown, "the page")
        for file, old, new, shown in (
            (page, "First version", "Other version", "first/alpha/"),
            (bib, "Attention Is", "Attentive Is", "first/alpha/"),
            (picture, "0 0 1 1", "0 0 2 2", "assets/images/it.svg"),
        ):
            kept = shutil.copy2(file, tmp_path / "kept")
            replace(file, old, new)
            wait_for(lambda new=new, shown=shown: new in preview.page(shown), f"the new {file.name}")
            shutil.copy2(kept, file)
            wait_for(lambda old=old, shown=shown: old in preview.page(shown), f"the old {file.name}")


@pytest.mark.thorough
def test_plain_serving_begins_with_mistakes_too(tmp_path):
    root = copy(tmp_path / "root")
    good = {path: (root / path).read_bytes() for path in (ATTENTION, GLOSSARY, "docs/errata.md", "overrides/main.html")}
    append(root / ATTENTION, "A line beside the mistake.\n\n/// qestion\n///")
    (root / GLOSSARY).write_bytes(good[GLOSSARY] + b"\xff")
    append(root / "overrides/main.html", "{% block htmltitle %}")
    with serving(root, tmp_path / "log", "mkdocs", "serve", "--livereload") as preview:
        check_all_mistakes_are_named(
            preview, [(ATTENTION, "there is no block 'qestion'"), (GLOSSARY, "UTF-8"), ("overrides/main.html", "Correct the template")], 0
        )
        for path, text in good.items():
            (root / path).write_bytes(text)
        wait_for(lambda: "<h1" in preview.page("glossary/") and 'role="alert"' not in preview.page("glossary/"), "the corrected pages")


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = subprocess.run(
            [sys.executable, "-m", "llm_notes.preview", "-a", f"127.0.0.1:{taken.getsockname()[1]}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "true"},
            timeout=60,
        )
    assert run.returncode == 1 and "Traceback" not in run.stderr and "Building" not in run.stderr, (
        "it should say so right away, before building"
    )
    assert "The port is in use. Stop the other preview, or choose another port: make serve PORT=8001" in run.stderr
