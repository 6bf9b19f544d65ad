"""The references: docs/references.bib, read by pybtex, as plain text for footnotes and the references page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pybtex.backends.plaintext import Backend
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text

from llm_notes.checks.findings import Finding, PageError, collecting, going_on, located
from llm_notes.checks.safety import safe_link

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
    references, findings = _load(path, path.stat().st_mtime_ns)
    if findings:
        raise PageError(*findings)
    return references


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> tuple[dict[str, Reference], list[Finding]]:
    """Return the references and what is wrong with them, cached together: it is wrong at every build until the file changes."""
    with collecting() as findings:
        references = {}
        with going_on():
            references = _read(path, findings)
    return references, sorted(findings)


def _read(path: Path, findings: set[Finding]) -> dict[str, Reference]:
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise located(name, error.object.count(b"\n", 0, error.start) + 1, "this isn't UTF-8. Save the file with that encoding.") from None
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        with going_on():
            if re.match(r"\s*@(string|preamble)\b", line, re.IGNORECASE):
                raise located(name, number, "the bibliography can't have abbreviations (@string, @preamble). Write the words out.")
            match = re.match(r"\s*@\w+\s*\{\s*([^,\s]+)\s*,", line)
            if match:
                key = match.group(1)
                if key in lines:
                    raise located(
                        name, number, f"the key '{key}' is already used in line {lines[key]}. Remove one of the entries or rename it."
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
        with going_on():
            try:
                references[key] = _reference(key, entry, lines.get(key, 1), name)
            except RecursionError:
                raise located(name, lines.get(key, 1), f"the braces of '{key}' are nested too deep. Flatten them.") from None
    return references


def _reference(key, entry, line: int, name: str) -> Reference:
    fields = {field: plain_text(value) for field, value in entry.fields.items()}
    fields.setdefault("date", fields.get("year", ""))
    url = fields.get("url") or (f"https://doi.org/{fields['doi']}" if fields.get("doi") else "")
    if fields.get("archiveprefix", "").lower() == "arxiv" and fields.get("eprint"):
        url = url or f"https://arxiv.org/abs/{fields['eprint']}"
    authors = tuple(_person(person) for person in entry.persons.get("author", []))
    stub = "stub" in fields
    for field, value in () if stub else (("author", authors), ("title", fields.get("title")), ("date", fields.get("date"))):
        if not value:
            raise located(name, line, f"the reference '{key}' has no {field}. Add: {field} = {{…}},")
    if not url:
        raise located(name, line, f"the reference '{key}' has no link. Add: url = {{https://…}}, or doi = {{…}},")
    if not safe_link(url):
        raise located(
            name,
            line,
            f"the link '{url[:60]}' of '{key}' isn't the address of a page. Write url = {{https://…}}, with %20 "
            "for a space and so on for other signs.",
        )
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", fields["date"]) and not (stub and not fields["date"]):
        raise located(name, line, f"the date '{fields['date']}' of '{key}' isn't YYYY, YYYY-MM or YYYY-MM-DD.")
    venue = fields.get("booktitle") or fields.get("journal") or fields.get("publisher") or ""
    arxiv = fields.get("eprint", "") if fields.get("archiveprefix", "").lower() == "arxiv" else ""
    return Reference(key, line, authors, fields.get("title", url), fields["date"], url, arxiv, venue, stub)


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
