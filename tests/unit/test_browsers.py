"""The browser is found where it is, and one sentence says what to do where there is none."""

import pytest

from llm_notes import browsers


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
