"""The sitemap that an engine has written: right dates for a copy without git, and no file if it would list no pages."""

import datetime
import gzip
import re
from pathlib import Path

from llm_notes.content.pages import address_of, read_pages

FILE, PACKED = "sitemap.xml", "sitemap.xml.gz"
ENTRY = re.compile(r"(<loc>(.*?)</loc>\s*)<lastmod>1970-01-01[^<]*</lastmod>\s*")


def fix_sitemap(site: Path, docs: Path, address: str) -> None:
    """Remove the sitemap of a site without an address. Where the time is unknown (1970), use the day of each page's last review.

    address: the site's own with a slash, or ''.
    """
    file, packed = site / FILE, site / PACKED
    if not address:
        file.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)
    elif file.is_file():
        text = file.read_text(encoding="utf-8")
        days = {address_of(page.path): dict(page.meta).get("reviewed") for page in read_pages(docs)}

        def dated(entry: re.Match) -> str:
            day = days.get(entry[2].removeprefix(address))
            return f"{entry[1]}<lastmod>{day}</lastmod>\n    " if isinstance(day, datetime.date) else entry[1]

        fixed = ENTRY.sub(dated, text)
        if fixed != text:
            file.write_text(fixed, encoding="utf-8")
            packed.write_bytes(gzip.compress(fixed.encode(), mtime=0))
