"""What all tests share: the built site, made once a run, and the browser, found before the tests start."""

import os
import time

import pytest

from llm_notes.browsers import NoBrowser, find_browser
from building import ROOT, SUB_PATH, built
from checks.built import BuiltSite


def pytest_configure(config):
    """Find the browser once, in the process that starts the others, and stop with one sentence if there is none."""
    wants_browser = "not browser" not in (config.option.markexpr or "") and (
        any(kind in argument for argument in config.args for kind in ("browser", "audit")) or set(config.args) == set(config.getini("testpaths")))
    if wants_browser and not hasattr(config, "workerinput"):
        try:
            path, how = find_browser()
        except NoBrowser as error:
            raise pytest.UsageError(str(error)) from None
        os.environ["LLM_NOTES_BROWSER"] = path
        print(f"Browser: {path} ({how})", flush=True)


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
def site(once) -> BuiltSite:
    """The site as deployed, under a sub-path, with an address and a repository."""
    return BuiltSite(once("site", lambda folder: built(ROOT, folder)), ROOT, SUB_PATH)
