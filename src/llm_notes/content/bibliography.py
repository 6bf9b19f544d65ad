"""The references: docs/references.bib, read by pybtex, as plain text for footnotes and the references page."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pybtex.backends.plaintext import Backend
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text

from llm_notes.checks.findings import Finding, PageError, collecting, located, recording
from llm_notes.checks.safety import safe_link
from llm_notes.content.lines import stamp
from llm_notes.content.pages import not_utf8

ADDRESSES = {"url", "doi", "howpublished"}
VENUES = ("booktitle", "journal", "journaltitle", "publisher", "organization", "institution", "school")
ARXIV = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
PLAIN = Backend()  # Text.render_as("text") would look this up among all installed packages, for each field


@dataclass(frozen=True)
class Reference:
    """One entry. date: 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', of first publication; arxiv: number or ''.

    stub: whether it is only a place to fill in (`stub = {…}`); its author, title and date may be missing.
    """

    key: str
    line: int
    authors: tuple[str, ...]
    title: str
    date: str
    url: str
    arxiv: str
    venue: str
    stub: bool = False

    @property
    def year(self) -> str:
        """The year of first publication."""
        return self.date[:4] or "no date"

    @property
    def arxiv_month(self) -> str:
        """The month in the arXiv number, '' for none: '1706.03762' -> '2017-06', 'cs/0306050' -> '2003-06'."""
        match = re.fullmatch(r"(?:[a-z.-]+/)?(\d{2})(\d{2})[.\d].*", self.arxiv)
        if not match:
            return ""
        century = "19" if int(match.group(1)) > 90 else "20"
        return f"{century}{match.group(1)}-{match.group(2)}"

    @property
    def names(self) -> str:
        """The authors as a reader cites them: 'Vaswani et al.', 'Bender and Koller', 'Hugging Face'."""
        if len(self.authors) > 2 or "others" in self.authors:
            return f"{self.authors[0]} et al."
        return " and ".join(self.authors) or "Unknown"

    @property
    def where(self) -> str:
        """The words of the link: the arXiv number, the DOI or the site."""
        if self.arxiv:
            return f"arXiv:{self.arxiv}"
        doi = re.match(r"https://doi\.org/(.+)", self.url)
        return f"doi:{doi.group(1)}" if doi else re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", self.url)


def load(path: Path) -> dict[str, Reference]:
    """Return the references by key, in the file's order.

    Raises PageError for a missing file, one that isn't BibTeX, a duplicate key, and an entry without author, title,
    date or link.
    """
    if not path.is_file():
        raise located(f"{path.parent.name}/{path.name}", 1, "there is no bibliography. Add the file.")
    references, findings = _load(path, stamp(path))
    if findings:
        raise PageError(*findings)
    return references


@lru_cache(maxsize=4)
def _load(path: Path, _changed: tuple[int, ...]) -> tuple[dict[str, Reference], list[Finding]]:
    """Return the references and what is wrong with them, cached together: the mistakes stay until the file changes."""
    with collecting() as findings:
        references = {}
        with recording():
            references = _read(path, findings)
    return references, sorted(findings)


def _read(path: Path, findings: set[Finding]) -> dict[str, Reference]:
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(name, error) from None
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        with recording():
            if re.match(r"(<{7}|>{7}|\|{7})( |$)", line):
                raise located(name, number, "this line was left by a merge conflict. Keep one of the versions.", "merge-conflict")
            if re.match(r"\s*@(string|preamble)\b", line, re.IGNORECASE):
                raise located(name, number, "the bibliography can't have abbreviations (@string, @preamble). Write the words out.")
            match = re.match(r"\s*@\w+\s*\{\s*([^,\s]+)\s*,", line)
            if match:
                key = match.group(1)
                if key in lines:
                    raise located(
                        name, number, f"the key '{key}' is already used on line {lines[key]}. Remove one of the entries or rename it."
                    )
                lines[key] = number
    if findings:  # pybtex would only say the same in other words
        return {}
    try:
        data: BibliographyData = parse_string(text, "bibtex")
    except Exception as error:  # pybtex raises many kinds; all mean: not BibTeX
        raise located(
            name, getattr(error, "lineno", None) or 1, f"this isn't readable as BibTeX ({error}). Check braces and commas."
        ) from None
    references = {}
    for key, entry in data.entries.items():
        with recording():
            try:
                references[key] = _reference(key, entry, lines.get(key, 1), name)
            except RecursionError:
                raise located(name, lines.get(key, 1), f"the braces of '{key}' are nested too deeply. Flatten them.") from None
    return references


def _reference(key, entry, line: int, name: str) -> Reference:
    raw = {field.lower(): value.strip() for field, value in entry.fields.items()}  # tools export DOI and Title too
    fields = {field: plain_text(value) for field, value in raw.items() if field not in ADDRESSES}
    date = fields.get("date", "").partition("/")[0] or fields.get("year", "")
    arxiv = _arxiv(raw)
    url = _address(raw.get("url", "")) or _address(raw.get("howpublished", ""))
    if not url and (doi := re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", "", _address(raw.get("doi", "")), flags=re.IGNORECASE)):
        url = f"https://doi.org/{doi}"
    url = url or (f"https://arxiv.org/abs/{arxiv}" if arxiv else "")
    authors = tuple(_person(person) for person in entry.persons.get("author") or entry.persons.get("editor") or [])
    authors = authors or tuple(fields[field] for field in ("organization", "institution") if fields.get(field))[:1]
    stub = "stub" in fields
    for field, value in () if stub else (("author", authors), ("title", fields.get("title")), ("date", date)):
        if not value:
            raise located(name, line, f"the reference '{key}' has no {field}. Add: {field} = {{…}},", "reference-incomplete")
    if not url:
        raise located(name, line, f"the reference '{key}' has no link. Add: url = {{https://…}}, or doi = {{…}},", "reference-incomplete")
    if not safe_link(url):
        raise located(
            name,
            line,
            f"the link '{url[:60]}' of '{key}' isn't the address of a page. Write url = {{https://…}}, with %20 "
            "for a space and so on for other characters.",
        )
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date) and not (stub and not date):
        raise located(name, line, f"the date '{date}' of '{key}' isn't YYYY, YYYY-MM or YYYY-MM-DD.", "reference-date")
    venue = next((fields[field] for field in VENUES if fields.get(field) and fields[field] not in authors), "")
    return Reference(key, line, authors, fields.get("title", url), date, url, arxiv, "" if ARXIV.search(venue) else venue, stub)


def _arxiv(raw: dict[str, str]) -> str:
    """Return the arXiv number without its version: from `eprint`, or from the journal as Google Scholar writes it."""
    kind = raw.get("archiveprefix", raw.get("eprinttype", "")).lower()
    eprint = raw.get("eprint", "") if kind == "arxiv" or raw.get("eprint", "").lower().startswith("arxiv:") else ""
    named = ARXIV.search(raw.get("journal", raw.get("journaltitle", "")))
    return re.sub(r"(?i)^arxiv:|v\d+$", "", eprint or (named[1] if named else ""))


def _address(value: str) -> str:
    """Return the address in a BibTeX field: without \\url and TeX's backslashes."""
    command = re.search(r"\\url\s*\{([^{}]*)\}", value)
    address = command[1] if command else value if not re.search(r"\s", value) or "://" in value else ""
    return html.unescape(re.sub(r"\\([_%&#~$])", r"\1", address.replace("{", "").replace("}", ""))).strip()


def plain_text(value: str) -> str:
    """Return a BibTeX value without braces and TeX commands; addresses stay as they are."""
    if value.startswith(("http", "10.")) or not re.search(r"[\\{}~$-]", value):  # most need no decoding, which is slow
        return value
    return Text.from_latex(value).render(PLAIN).replace("\u00a0", " ")


def _person(person) -> str:
    if str(person) == "others":
        return "others"
    parts = [*person.prelast_names, *person.last_names]
    return plain_text(" ".join(parts))
