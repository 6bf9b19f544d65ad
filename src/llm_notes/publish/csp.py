"""The Content-Security-Policy of each page: what a browser lets it do, so that text which slips through can't run or call home.

Scripts run if they are files of the site or were in the page when it was published, identified by their hash; nothing is
evaluated from text. There are no requests to other hosts. The policy is a <meta> element, since a static host may be unable to send
headers. `frame-ancestors` has no effect there; a host that can send headers should add it.
"""

import base64
import hashlib
import html
import re

from lxml.html import HtmlElement

from llm_notes.publish.built import Page

POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'"
)
META = '<meta http-equiv="Content-Security-Policy" content="'
CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def set_policy(page: Page) -> None:
    """Write the policy into a page, before anything that it governs. Runs after all changes to a page: it knows scripts by hash."""
    charset = CHARSET.search(page.text)
    if charset:
        page.add_after(charset[0], f'{META}{html.escape(policy(page.tree), quote=True)}">'.replace("&#x27;", "'"))


def policy(tree: HtmlElement) -> str:
    """Return the policy of a page."""
    # Data (JSON) too: browsers don't run it and need no hash for it, but the Nu HTML checker warns without one.
    scripts = [script.text or "" for script in tree.iter("script") if script.get("src") is None]
    styles = [style.text or "" for style in tree.iter("style")]
    # Markdown aligns the columns of tables by style attributes; their hashes count only with 'unsafe-hashes'.
    attributes = tree.xpath("//@style")
    return POLICY.format(
        scripts=_hashes(scripts), styles=_hashes(styles) + (" 'unsafe-hashes'" + _hashes(attributes) if attributes else "")
    )


def _hashes(texts: list[str]) -> str:
    return "".join(f" '{digest(text)}'" for text in dict.fromkeys(texts))


def digest(text: str) -> str:
    """Return a text's hash as a policy names it: sha256-…"""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.replace("\r\n", "\n").encode()).digest()).decode()
