"""Content brings no code and loads nothing from elsewhere; external links are clean."""

import re
from urllib.parse import parse_qsl, urlsplit

from checks.built import BuiltSite, loaded

FORBIDDEN = {"script", "iframe", "object", "embed", "style", "link", "meta", "base", "frame", "form", "applet"}
TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|igshid|ref_src|si|s_cid|_hsenc)$")


def check(site: BuiltSite) -> list[str]:
    """Return scripts, event handlers, frames, other hosts' resources and unclean external links."""
    found = []
    for page in site.pages.values():
        for element, address in loaded(page.tree):
            if urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data"):
                found.append(f"{site.where(page.path, address)}: <{element.tag}> loads '{address}' from another host. "
                             "Put the file into docs/assets/ and name it there.")
        if page.article is None or site.source_of(page.path) is None:
            continue
        for element in page.article.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in FORBIDDEN:
                found.append(f"{site.where(page.path, '<' + element.tag, element.tag)}: <{element.tag}> isn't allowed in "
                             "content. Remove it; CONTRIBUTING.md lists the blocks there are.")
            for name, value in element.attrib.items():
                if name.lower().startswith("on"):
                    found.append(f"{site.where(page.path, name + '=', name)}: the event handler {name}=\"{value}\" isn't "
                                 "allowed in content. Remove it.")
                if name in ("href", "src", "action", "formaction", "data") and re.match(
                        r"(javascript|data|vbscript):", re.sub(r"[\s\x00-\x1f]", "", value), re.IGNORECASE):
                    found.append(f"{site.where(page.path, value, value[:12])}: the address '{value[:40]}' isn't allowed in "
                                 "content. Link to a page.")
        for link in page.article.xpath(".//a[@href]"):
            found += _check_link(site, page.path, link.get("href").strip())
    return list(dict.fromkeys(found))


def _check_link(site: BuiltSite, page: str, address: str) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme == "http":
        return [f"{site.where(page, address)}: the link '{address}' is http. Write https."]
    tracking = [name for name, _ in parse_qsl(parts.query) if TRACKING.match(name)]
    if parts.netloc and tracking:
        return [f"{site.where(page, address)}: the link '{address}' carries the tracking parameter "
                f"'{tracking[0]}'. Remove it."]
    return []
