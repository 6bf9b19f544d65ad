"""Lighthouse, emulating a phone, scores one page of each type 100 for accessibility, best practices and SEO.

Its performance score depends on timing, so it is printed and not judged; `make bench` measures times.
A server at 127.0.0.1 counts as secure, so the HTTPS audits can pass; redirecting http to https is up to the host, and
Lighthouse doesn't require it of 127.0.0.1.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from checks.built import names
from serving import serving

from llm_notes.commands.browsers import ARGUMENTS

LIGHTHOUSE = Path(__file__).parent / "node_modules/lighthouse/cli/index.js"
JUDGED = ["accessibility", "best-practices", "seo"]
# Nothing that Lighthouse or the browser requests from another host resolves.
BROWSER = " ".join(["--headless", *ARGUMENTS, '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'])
PAGES = {
    "home": "",
    "chapter": "how-transformers-work/",
    "section": "how-transformers-work/attention/",
    "glossary": "glossary/",
    "practice": "practice/",
    "drills": "drills/",
    "references": "references/",
    "cheat sheet": "cheat-sheet/",
    "model card": "models/pocket-t5/",
    "offline": "offline/",
    "errata": "errata/",
    "contributing": "contributing/blocks/",
}


def report(address: str) -> dict:
    """Return Lighthouse's report of a page. Fails with what it printed if it can't make one."""
    done = subprocess.run(
        [
            shutil.which("node"),
            str(LIGHTHOUSE),
            address,
            "--quiet",
            "--output=json",
            "--output-path=stdout",
            "--no-enable-error-reporting",
            f"--only-categories=performance,{','.join(JUDGED)}",
            f"--chrome-flags={BROWSER}",
        ],
        env={**os.environ, "CHROME_PATH": os.environ["LLM_NOTES_BROWSER"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"Lighthouse has failed on {address}: {(done.stderr or done.stdout)[-1000:]}"
    return json.loads(done.stdout)


def lacking(site, page: str, result: dict) -> list[str]:
    """Return the audits that keep a page below 100, one sentence for each place."""
    found = []
    for category in JUDGED:
        for name in (part["id"] for part in result["categories"][category]["auditRefs"] if part["weight"]):  # 0: doesn't count here
            audit = result["audits"][name]
            if audit["score"] == 1:
                continue
            for item in audit.get("details", {}).get("items", [])[:5] or [{}]:
                node = item.get("node", {})
                place = node.get("snippet") or json.dumps(item, ensure_ascii=False)[:300]
                advice = node.get("explanation") or audit.get("errorMessage") or audit["description"]
                found.append(
                    f"{site.where(page + 'index.html', *names(node.get('snippet', '')), node.get('nodeLabel', ''))}: {category}: {audit['title']} "
                    f"(/{page}: {place}) {' '.join(advice.split())}"
                )
    return found


@pytest.mark.parametrize("kind", PAGES)
def test_lighthouse_gives_100(site, kind, capsys):
    page = PAGES[kind]
    with serving(site.folder) as address:
        result = report(address + page)
    assert not result.get("runtimeError"), f"Lighthouse couldn't load /{page}: {result['runtimeError']['message']}"
    scores = {name: round(100 * (category["score"] or 0)) for name, category in result["categories"].items()}
    with capsys.disabled():
        print(f"\nLighthouse {result['lighthouseVersion']}, {kind}: " + ", ".join(f"{name} {score}" for name, score in scores.items()))
    if any(scores[name] < 100 for name in JUDGED):
        pytest.fail("\n".join(lacking(site, page, result)), pytrace=False)
