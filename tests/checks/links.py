"""Every link, image and asset of the built site leads somewhere inside it."""

import posixpath
from urllib.parse import unquote, urlsplit

from checks.built import BuiltSite, loaded

FOLLOWED = [("//a[@href]", "href"), ("//form[@action]", "action")]


def check(site: BuiltSite) -> list[str]:
    """Return broken links, anchors, images and assets, and links that leave the site's own path."""
    found = []
    for page in site.pages.values():
        links = [("link", element.get(attribute).strip()) for xpath, attribute in FOLLOWED for element in page.tree.xpath(xpath)]
        files = [("image" if element.tag in ("img", "image") else "asset", address) for element, address in loaded(page.tree)]
        for kind, address in links + files:
            finding = _check_one(site, page, address, kind)
            if finding and finding not in found:
                found.append(finding)
    return found


def target(site: BuiltSite, page: str, address: str) -> str | None:
    """Return the file (path in the site) that a link on a page leads to; None when it leaves the site."""
    path = unquote(urlsplit(address).path)
    if path.startswith("/"):
        if not path.startswith(site.base):
            return None
        resolved = posixpath.normpath(path.removeprefix(site.base) or ".")
    else:
        resolved = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if resolved.startswith(".."):
        return None
    if (site.folder / resolved).is_dir():
        resolved = posixpath.normpath(posixpath.join(resolved, "index.html"))
    return resolved


def _check_one(site: BuiltSite, page, address: str, kind: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    resolved, fault = target(site, page.path, address), None
    if resolved is None:
        fault = "leaves the site's own folder, so it breaks under a sub-path. Write it relative to the page."
    elif not (site.folder / resolved).is_file():
        fault = "leads to nothing. Correct it, or add what it names."
    elif parts.fragment and resolved in site.pages and unquote(parts.fragment) not in site.pages[resolved].ids:
        fault = (
            f"leads to a page without the anchor '#{parts.fragment}'. Correct the anchor, or give the heading this id: "
            "## Heading {#" + parts.fragment + "}"
        )
    if not fault:
        return None
    name = posixpath.basename(parts.path.rstrip("/"))
    at = site.where(
        page.path, f"({address}", f'"{address}"', f"#{parts.fragment}" if parts.fragment else "", f"{name}.md" if name else "", name
    )
    return f"{at}: the {kind} '{address}' {fault}"


def check_reachable(site: BuiltSite) -> list[str]:
    """Return the pages that no path of links from home leads to."""
    seen, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen or path not in site.pages:
            continue
        seen.add(path)
        for address in site.pages[path].tree.xpath("//a/@href"):
            parts = urlsplit(address.strip())
            if not parts.scheme and not parts.netloc:
                resolved = target(site, path, address.strip())
                if resolved:
                    waiting.append(resolved)
    return [
        f"{site.where(path)}: no links lead from home to this page. Add it to nav in mkdocs.yml, or link to it."
        for path, page in site.pages.items()
        if path not in seen and path != "404.html" and not page.tree.xpath("//meta[@http-equiv='refresh']")
    ]
