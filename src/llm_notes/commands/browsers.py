"""Finding a Chromium: $CHROMIUM, one on the system, Playwright's own, or Debian's package. For the tests and for the PDF."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # Chromium without its windows: `make test` takes a quarter less time
NAMES = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class NoBrowser(Exception):
    """There is no browser to use; the message says what to install."""


def find_browser(install: bool = True) -> tuple[str, str]:
    """Return (path, how it was found). install: whether to install one if there is none. Raises NoBrowser."""
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if not path:
            raise NoBrowser(f"CHROMIUM is set to '{named}', but there is no such program. Correct or unset it.")
        return path, "named by CHROMIUM"
    for name in [*NAMES, *PLACES]:
        path = shutil.which(name)
        if path:
            return path, "found on the system"
    own = _playwrights_own()
    if own:
        return own, "Playwright's own"
    if not install:
        raise NoBrowser("there is no Chromium or Chrome. Install one, or name one with CHROMIUM=/path/to/it.")
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Browser: none found; installing Debian's package {SHELL}", flush=True)
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", SHELL]):
            subprocess.run(
                command,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        path = shutil.which(SHELL)
        if path:
            return path, "Debian's package, just installed"
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True).returncode == 0:
        own = _playwrights_own()
        if own:
            return own, "Playwright's own, just installed"
    raise NoBrowser(
        "No browser to test with: install Chromium or Chrome, or name one with CHROMIUM=/path/to/it "
        "(`make check` runs everything that doesn't need one)."
    )


def find_second(first: str) -> str | None:
    """Return a browser of a different kind than `first`, for the tests that run in both; None if none is installed.

    The kinds are Chromium as people use it and the headless shell, which has no windows and handles the mouse differently.
    """
    for name in [*NAMES, *PLACES]:
        path = shutil.which(name)
        if path and _is_shell(path) != _is_shell(first):
            return path
    own = _playwrights_own(installed=False)
    if own and _is_shell(first):
        return own if Path(own).exists() else None
    return (
        next((str(path) for path in sorted(Path(own).parents[2].glob("chromium_headless_shell-*/*/*headless*shell*"))), None)
        if own
        else None
    )


def _is_shell(path: str) -> bool:
    return "headless" in Path(path).name


def _playwrights_own(installed: bool = True) -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and (Path(path).exists() or not installed) else None
