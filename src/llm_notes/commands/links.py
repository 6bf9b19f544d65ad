"""Try every external link of the pages and the bibliography: `python -m llm_notes.commands.links` (needs the network).

Polite: one request at a time per host, a pause between them, three tries. Redirects are reported, not followed
silently, so that addresses that have moved get corrected.
"""

import re
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from llm_notes.content.pages import page_files

PAUSE = 1.0  # seconds between two requests to one host
LINK = re.compile(r"https?://[^\s)>\]\"'`}]+")


def external_links(docs: Path) -> dict[str, str]:
    """Return every external address of the Markdown files and the bibliography, with its first 'file:line'."""
    found: dict[str, str] = {}
    for file in [*page_files(docs), *sorted(docs.glob("assets/**/*.md")), *sorted(docs.rglob("*.bib"))]:
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
            for address in LINK.findall(line):
                found.setdefault(address.rstrip(".,;"), f"{file.as_posix()}:{number}")
    return found


def try_links(links: dict[str, str], pause: float = PAUSE) -> tuple[list[str], list[str]]:
    """Return (broken, moved) as sentences that begin with file and line."""
    hosts = defaultdict(list)
    for address in links:
        hosts[urlsplit(address).netloc].append(address)
    broken: list[str] = []
    moved: list[str] = []

    def try_host(addresses: list[str]) -> None:
        session = requests.Session()
        session.headers["User-Agent"] = "llm-notes link check"
        retry = Retry(total=3, backoff_factor=pause * 2, status_forcelist=[429, 500, 502, 503, 504], raise_on_status=False)
        session.mount("https://", HTTPAdapter(max_retries=retry))
        session.mount("http://", HTTPAdapter(max_retries=retry))
        for address in addresses:
            try:
                answer = session.get(address, timeout=20, stream=True)
                answer.close()
            except requests.RequestException as error:
                broken.append(f"{links[address]}: {address} can't be reached ({type(error).__name__}). Correct or remove it.")
            else:
                if answer.status_code >= 400:
                    broken.append(f"{links[address]}: {address} answers {answer.status_code}. Correct or remove it.")
                elif any(step.status_code in (301, 308) for step in answer.history):
                    moved.append(f"{links[address]}: {address} has moved to {answer.url}. Write the new address.")
            time.sleep(pause)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(try_host, hosts.values()))
    return sorted(broken), sorted(moved)


def main() -> None:
    """Try the links of docs/; exit with status 1 if one is broken."""
    links = external_links(Path("docs"))
    broken, moved = try_links(links)
    print("\n".join([*moved, *broken, f"{len(links)} links tried, {len(moved)} moved, {len(broken)} broken."]))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
