"""No page or template loads anything from elsewhere; external links are clean.

llm_notes.checks.safety makes sure at build time that content contains no code.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from checks.built import BuiltSite, loaded

TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|igshid|ref_src|si|s_cid|_hsenc)$")


def check(site: BuiltSite) -> list[str]:
    """Return other hosts' resources and unclean external links."""
    found = []
    for page in site.pages.values():
        for element, address in loaded(page.tree):
            if urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data"):
                found.append(
                    f"{site.where(page.path, address)}: <{element.tag}> loads '{address}' from another host. "
                    "Put the file into docs/assets/ and link to it there."
                )
        if page.article is None or site.source_of(page.path) is None:
            continue
        for link in page.article.xpath(".//a[@href]"):
            found += _check_link(site, page.path, link.get("href").strip())
    return list(dict.fromkeys(found))


def _check_link(site: BuiltSite, page: str, address: str) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme == "http":
        return [f"{site.where(page, address)}: the link '{address}' is http. Write https."]
    tracking = [name for name, _ in parse_qsl(parts.query) if TRACKING.match(name)]
    if parts.netloc and tracking:
        return [f"{site.where(page, address)}: the link '{address}' carries the tracking parameter '{tracking[0]}'. Remove it."]
    return []
