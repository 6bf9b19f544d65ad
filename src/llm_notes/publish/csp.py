"""The Content-Security-Policy of each page: what a browser lets it do, so that text which slips through can't run or call home.

Scripts run if they are files of the site or stand in the page as it was published, known by their hash; nothing is
evaluated from text. Nothing is asked of another host. It is a <meta>, as a static host needn't be able to send headers;
`frame-ancestors` has no effect there: a host that can send headers says it.
"""

import base64
import hashlib
import html
import re
from pathlib import Path

from lxml import html as parser

POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'"
)
META = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def set_policy(site: Path) -> None:
    """Write the policy into every page of the built folder, before anything that it rules. Comes after all that changes a page: it knows scripts by hash."""
    for file in sorted(site.rglob("*.html")):
        text = META.sub("", file.read_text(encoding="utf-8"))
        meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy(text), quote=True)}">'.replace("&#x27;", "'")
        file.write_text(CHARSET.sub(lambda charset, meta=meta: charset[0] + meta, text, count=1), encoding="utf-8")


def policy(text: str) -> str:
    """Return the policy of a page with this HTML."""
    page = parser.document_fromstring(text)
    # Data (JSON) too: browsers don't run it and need no hash for it, but the Nu HTML checker warns without one.
    scripts = [script.text or "" for script in page.iter("script") if script.get("src") is None]
    styles = [style.text or "" for style in page.iter("style")]
    # Markdown aligns the columns of tables by style attributes; their hashes count only with 'unsafe-hashes'.
    attributes = page.xpath("//@style")
    return POLICY.format(
        scripts=_hashes(scripts), styles=_hashes(styles) + (" 'unsafe-hashes'" + _hashes(attributes) if attributes else "")
    )


def _hashes(texts: list[str]) -> str:
    return "".join(f" '{digest(text)}'" for text in dict.fromkeys(texts))


def digest(text: str) -> str:
    """Return a text's hash as a policy names it: sha256-…"""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.replace("\r\n", "\n").encode()).digest()).decode()
