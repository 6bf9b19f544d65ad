"""The Nu HTML checker, which validator.w3.org uses, finds nothing wrong with any page of the built site.

It reads the pages from a server, since it also checks each page's files against the page's Content-Security-Policy.
"""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from building import SUB_PATH
from checks.built import names
from serving import serving

CHECKER = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
JAVA = "Java is missing: install version 11 or newer (on Debian and Ubuntu the package default-jre-headless), then repeat `make audit`."


def findings(site, address: str, pages: list[str]) -> list[str]:
    """Return what the checker reports about the pages at the address, one sentence per message. pages: paths of files in the site."""
    done = subprocess.run(
        [
            shutil.which("java"),
            "-Xss4m",
            "-Dnu.validator.servlet.allow-forbidden-hosts=true",
            "-jar",
            str(CHECKER),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            *(address + page for page in pages),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"the Nu HTML checker has failed: {done.stderr[-1000:]}"
    return [sentence(site, message) for message in json.loads(done.stdout)["messages"]]


def sentence(site, message: dict) -> str:
    """Return one message of the checker with the place in the source that it most likely refers to."""
    page = unquote(urlsplit(message["url"]).path).removeprefix(SUB_PATH)
    extract, start = message.get("extract", ""), message.get("hiliteStart", 0)
    end = start + message.get("hiliteLength", 0)
    where = site.where(page, *names(extract[start:end]), extract[end:].strip()[:20])
    column = message.get("firstColumn", message.get("lastColumn"))
    return (
        f"{where}: {message['message']} ({page}, line {message.get('lastLine')}, column {column}: {' '.join(extract.split())}) "
        "Fix the text or, where it comes from the theme, overrides/ or src/llm_notes/publish/html.py, with the reason beside it."
    )


def test_the_nu_html_checker_finds_nothing(site):
    if not shutil.which("java"):
        pytest.fail(JAVA, pytrace=False)
    pages = sorted(file.relative_to(site.folder).as_posix() for file in site.folder.rglob("*.html"))
    assert len(pages) >= len(site.pages) > 20
    with serving(site.folder) as address:
        found = findings(site, address, pages)
    if found:
        pytest.fail("\n".join([*found, f"{len(found)} findings of the Nu HTML checker on {len(pages)} pages"]), pytrace=False)
