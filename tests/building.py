"""Builds the site in tests, and copies the repository to plant faults in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from checks.built import BuiltSite

from llm_notes.publish.built import pages
from llm_notes.publish.offline import Common, write_worker

ROOT = Path(__file__).parent.parent
SUB_PATH = "/some/path/"
SITE_URL = f"https://notes.example{SUB_PATH}"
TIME = "1700000000"  # for every build, so that two can be compared
REPO_URL = "https://code.example/llm-notes"
VERSION = "abc1234"


def build(
    root: Path, folder: Path, deploy: bool = True, site_url: str = SITE_URL, repo_url: str = REPO_URL, strict: bool = False
) -> subprocess.CompletedProcess:
    """Build the repository at `root` into `folder` as `make site` does; return its output and status."""
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "true",
        "SITE_URL": site_url,
        "REPO_URL": repo_url,
        "LLM_NOTES_VERSION": VERSION,
        "LLM_NOTES_DEPLOY": "true" if deploy else "false",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": TIME,
    }
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            *(["--strict"] if strict else []),
            "-f",
            str(root / "mkdocs.yml"),
            "-d",
            str(folder),
        ],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if run.returncode == 0 and deploy:
        run = subprocess.run(
            [sys.executable, "-m", "llm_notes.publish", str(folder), "--docs", str(root / "docs")],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    return run


def built(root: Path, folder: Path, **settings) -> BuiltSite:
    """Return the built site; if the build fails, fail the test with its output."""
    run = build(root, folder, **settings)
    assert run.returncode == 0, run.stdout + run.stderr
    return BuiltSite(folder, root, urlsplit(settings.get("site_url", SITE_URL)).path or "/")


def renew_worker(folder: Path) -> dict:
    """Rewrite sw.js of a published folder for its current files; return what it lists."""
    common = Common()
    for page in pages(folder):
        common.take(page)
    return write_worker(folder, common.named or set())


def copy(folder: Path) -> Path:
    """Return a copy of the site's sources that a test may change."""
    for name in ("docs", "overrides", "tests/content", "lab/results"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def copy_with_tests(folder: Path) -> Path:
    """The same, plus the tests and whatever else they and contributors read in the repository."""
    for name in ("lab", "requirements", "templates", "tests"):
        shutil.copytree(
            ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "node_modules", "pictures")
        )
    for name in ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return copy(folder)


def replace(file: Path, old: str, new: str) -> None:
    """Replace the first `old` in the file; fails if it isn't there, so that no planted fault goes missing."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file} has no '{old}' to replace: update this test"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(file: Path, text: str) -> None:
    """Append text to the file."""
    file.write_text(file.read_text(encoding="utf-8") + "\n" + text + "\n", encoding="utf-8")
