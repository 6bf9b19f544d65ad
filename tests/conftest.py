"""What all tests share: the built site, made once a run, and the browser, found before the tests start."""

import os
import time

import pytest

from browsers import NoBrowser, find_browser
from building import ROOT, built
from checks.built import BuiltSite


def pytest_configure(config):
    """Find the browser once, in the process that starts the others, and stop with one sentence if there is none."""
    wants_browser = "not browser" not in (config.option.markexpr or "") and (
        any("browser" in argument for argument in config.args) or set(config.args) == set(config.getini("testpaths")))
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
def site(tmp_path_factory, request) -> BuiltSite:
    """The site as deployed, under a sub-path, with an address and a repository; built once for all processes."""
    worker = hasattr(request.config, "workerinput")
    folder = (tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()) / "site"
    return _once(folder, lambda: built(ROOT, folder), lambda: BuiltSite(folder, ROOT, "/some/path/"))


def _once(folder, make, use):
    """Let the first process make the folder while the others wait for its mark."""
    mark, failed = folder.with_suffix(".ready"), folder.with_suffix(".failed")
    try:
        folder.with_suffix(".making").mkdir()
    except FileExistsError:
        while not mark.exists():
            assert not failed.exists(), "the site wasn't built; another test shows why"
            time.sleep(0.1)
        return use()
    try:
        result = make()
    except BaseException:
        failed.touch()
        raise
    mark.touch()
    return result
