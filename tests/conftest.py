"""What all tests share: the site, built once before the tests start, and the browser, located at the same time."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from building import ROOT, SUB_PATH, build
from checks.built import BuiltSite

from llm_notes.commands.browsers import NoBrowser, find_browser, find_second

WITHOUT_SITE = {"tests/unit", "tests/content", "tests/lab"}  # no test there uses the built site


def pytest_configure(config):
    """Find the browser once, in the process that starts the others, and stop with one sentence if there is none."""
    wants_browser = "not browser" not in (config.option.markexpr or "") and (
        any(kind in argument for argument in config.args for kind in ("browser", "audit"))
        or set(config.args) == set(config.getini("testpaths"))
    )
    if wants_browser and not hasattr(config, "workerinput"):
        try:
            path, how = find_browser()
        except NoBrowser as error:
            raise pytest.UsageError(str(error)) from None
        os.environ["LLM_NOTES_BROWSER"] = path
        second = os.environ["LLM_NOTES_SECOND_BROWSER"] = find_second(path) or ""
        print(f"Browser: {path} ({how})" + (f"; smoke tests also in {second}" if second else ""), flush=True)


def pytest_sessionstart(session):
    """Build the site once, in the process that starts the others, and stop with the build's output if it can't be built.

    Otherwise, one mistake in a page would show up as a traceback in every test that looks at the site.
    """
    config = session.config
    folders = {"/".join(Path(os.path.relpath(argument.partition("::")[0], ROOT)).parts[:2]) for argument in config.args}
    if hasattr(config, "workerinput") or config.option.collectonly or folders <= WITHOUT_SITE:
        return
    folder = tempfile.mkdtemp(prefix="llm-notes-site-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    run = build(ROOT, Path(folder))
    if run.returncode:
        raise pytest.UsageError("The site can't be built, so no test was run. The build says:\n\n" + (run.stdout + run.stderr).strip())
    os.environ["LLM_NOTES_SITE"] = folder


@pytest.fixture(scope="session")
def root():
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def once(tmp_path_factory, request):
    """once(name, make) calls make(folder) in the first process that asks, and returns the folder to all that ask."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base

    def folder_made_once(name: str, make):
        folder = shared / name
        ready, failed = shared / f"{name}.ready", shared / f"{name}.failed"
        try:
            (shared / f"{name}.making").mkdir()
        except FileExistsError:
            while not ready.exists():
                assert not failed.exists(), f"'{name}' couldn't be made; the test that came first shows why"
                time.sleep(0.1)
            return folder
        try:
            folder.mkdir()
            make(folder)
        except BaseException:
            failed.touch()
            raise
        ready.touch()
        return folder

    return folder_made_once


@pytest.fixture(scope="session")
def site() -> BuiltSite:
    """The site as deployed, under a sub-path, with an address and a repository."""
    return BuiltSite(Path(os.environ["LLM_NOTES_SITE"]), ROOT, SUB_PATH)
