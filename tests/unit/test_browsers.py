"""The browser is found wherever it is; if there is none, one sentence says what to do."""

import pytest

from llm_notes.commands import browsers


def test_the_one_that_is_named_comes_first(monkeypatch, tmp_path):
    program = tmp_path / "my-browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert browsers.find_browser() == (str(program), "named by CHROMIUM")


def test_a_name_that_leads_nowhere_is_said(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(browsers.NoBrowser, match="CHROMIUM is set to '/no/such/browser', but there is no such program"):
        browsers.find_browser()


def test_without_any_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers, "_playwrights_own", lambda: None)
    monkeypatch.setattr(browsers.subprocess, "run", lambda *_, **__: type("Run", (), {"returncode": 1}))
    with pytest.raises(browsers.NoBrowser, match="No browser to test with: install Chromium or Chrome, or name one with"):
        browsers.find_browser()


def test_nothing_is_installed_where_only_a_look_is_allowed(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browsers.shutil, "which", lambda name: None)
    monkeypatch.setattr(browsers, "_playwrights_own", lambda: None)
    monkeypatch.setattr(browsers.subprocess, "run", lambda *_, **__: pytest.fail("something was run"))
    with pytest.raises(browsers.NoBrowser, match="there is no Chromium or Chrome. Install one"):
        browsers.find_browser(install=False)


def test_the_second_is_of_the_other_kind_or_there_is_none(monkeypatch, tmp_path):
    installed = ["chromium", "google-chrome", browsers.SHELL]
    monkeypatch.setattr(browsers.shutil, "which", lambda name: f"/bin/{name}" if name in installed else None)
    monkeypatch.setattr(browsers, "_playwrights_own", lambda **_: None)
    assert browsers.find_second(f"/bin/{browsers.SHELL}") == "/bin/chromium"
    assert browsers.find_second("/bin/google-chrome") == f"/bin/{browsers.SHELL}"
    installed.remove(browsers.SHELL)
    assert browsers.find_second("/bin/chromium") is None
    shell = tmp_path / "chromium_headless_shell-7/chrome-linux/headless_shell"
    shell.parent.mkdir(parents=True)
    shell.touch()
    monkeypatch.setattr(browsers, "_playwrights_own", lambda **_: str(tmp_path / "chromium-7/chrome-linux/chrome"))
    assert browsers.find_second("/bin/chromium") == str(shell)
