"""Entries for docs/references.bib from pasted BibTeX, from a file, or from what arXiv and doi.org say about a number."""

import html
import json
import re
import unicodedata
import urllib.error
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

from pybtex.database import Person, parse_string

from llm_notes.content.bibliography import Reference, plain_text
from llm_notes.content.pages import page_files
from llm_notes.writing import references
from llm_notes.writing.changes import Changes, Refused
from llm_notes.writing.references import Entry

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = 6  # authors, at most; if there are more, the first three
FIRST = 3
VENUES = ("booktitle", "journal", "publisher", "institution", "howpublished")
NUMBER = re.compile(rf"(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?{references.ARXIV}(?:\.pdf)?", re.IGNORECASE)
OLD_NUMBER = re.compile(
    r"(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)(?P<arxiv>[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE
)
IDENTIFIER = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?{references.DOI}", re.IGNORECASE)
PASTE = "Paste the entry instead, as most sites show it under “Cite” or “BibTeX”: llm-notes cite entry.bib, or: llm-notes cite -"
ATOM = "{http://www.w3.org/2005/Atom}"
STOP = {"a", "an", "the", "on", "of", "in", "for", "to", "and", "is", "are", "with"}


def cite(root: Path, asked: str) -> Changes:
    """Return the changes that add the entries asked for. Raises Refused.

    asked: BibTeX; or arXiv:1706.03762 or a DOI, or the address of one, which need the network. A stub of the same work is
    completed, and the pages that cite it are updated. An existing entry is left as it is.
    """
    changes = Changes(root)
    known = references.known(changes)
    keys: list[str] = []
    cited: list[str] = []
    for entry in entries(asked):
        key = references.key_of(known, entry)
        if not key or known[key].stub:
            new = new_key(entry, set(known) - {key})
            if key:
                cited += [new] if _replace(changes, key, new, entry) else []
            else:
                references.append(changes, new, entry, f"the entry {new}")
            known[new] = Reference(new, 0, (), entry.title, entry.date, entry.url, entry.arxiv, "")
            key = new
        keys.append(key)
    if cited:
        changes.left.append(f"Read the passages: the source has to say what the pages cite {' and '.join(cited)} for.")
    if rest := [key for key in keys if key not in cited]:
        changes.left.append("Cite it at the end of the claim: " + ", ".join(f"[@{key}]" for key in rest))
    return changes


def entries(asked: str) -> list[Entry]:
    """Return the entries that somebody asks for: from BibTeX, or from a number. Raises Refused."""
    asked = asked.strip()
    if re.search(r"@\w+\s*[{(]", asked):
        return from_bibtex(asked)
    number = NUMBER.fullmatch(asked) or OLD_NUMBER.fullmatch(asked)
    if number:
        return [from_arxiv(number["arxiv"])]
    identifier = IDENTIFIER.fullmatch(asked)
    if identifier:
        return [from_doi(identifier["doi"])]
    if not asked:
        raise Refused("nothing was pasted. Paste BibTeX, or write arXiv:1706.03762, doi:10.1000/182, or the name of a .bib file.")
    raise Refused(f"'{asked[:60]}' is neither BibTeX nor a number. Write arXiv:1706.03762, doi:10.1000/182, or name a .bib file.")


def from_bibtex(text: str) -> list[Entry]:
    """Return the entries of a text in BibTeX, whichever program exported it. Raises Refused."""
    try:
        data = parse_string(text, "bibtex")
    except Exception as error:  # pybtex raises many kinds; all mean: not BibTeX
        raise Refused(f"this isn't readable as BibTeX ({error}). Check braces and commas.") from None
    if not data.entries:
        raise Refused("there is no entry in this text. One begins with '@article{', '@misc{' or the like.")
    found = []
    for key, entry in data.entries.items():
        fields = {name.lower(): _words(value) for name, value in entry.fields.items()}
        people = [person for name, persons in entry.persons.items() if name.lower() == "author" for person in persons]
        address = re.sub(r"^\\url\s*", "", entry.fields.get("url", "")).strip("{}")
        everything = " ".join([*fields.values(), address])
        arxiv = _arxiv(fields, everything)
        doi = IDENTIFIER.fullmatch(entry.fields.get("doi", "").strip())
        made = Entry(
            authors=_authors(
                [_name(person) for person in people] or [f"{{{fields[name]}}}" for name in ("organization",) if name in fields]
            ),
            title=fields.get("title", ""),
            date=_date(fields, arxiv),
            kind=entry.type.lower() if entry.type.lower() in ("article", "inproceedings", "book", "techreport", "phdthesis") else "misc",
            arxiv=arxiv,
            doi="" if not doi or "arxiv" in doi["doi"].lower() else doi["doi"],
            url="" if "arxiv.org" in address or "doi.org" in address else address,
            other={
                **({"year": fields["year"]} if re.fullmatch(r"\d{4}", fields.get("year", "")) else {}),
                **{name: value for name in VENUES if (value := fields.get(name, "")) and "arxiv" not in value.lower()},
            },
        )
        _refuse_incomplete(key, made)
        found.append(made)
    return found


def from_arxiv(number: str) -> Entry:
    """Return the entry of an article on arXiv. Raises Refused without a network."""
    answer = _fetch(f"https://export.arxiv.org/api/query?id_list={number}", "application/atom+xml", "arXiv")
    try:
        article = ElementTree.fromstring(answer).find(f"{ATOM}entry")
    except ElementTree.ParseError:
        article = None
    names = [] if article is None else [" ".join((name.text or "").split()) for name in article.iterfind(f"{ATOM}author/{ATOM}name")]
    if article is None or not names:
        raise Refused(f"arXiv has no article {number}. Check the number.")
    title = " ".join((article.findtext(f"{ATOM}title") or "").split())
    day = (article.findtext(f"{ATOM}published") or "")[:10]
    return Entry(authors=_authors([_name(Person(name)) for name in names]), title=title, date=day, arxiv=number)


def from_doi(identifier: str) -> Entry:
    """Return the entry that doi.org has. Raises Refused without a network."""
    answer = _fetch(f"https://doi.org/{identifier}", "application/vnd.citationstyles.csl+json", "doi.org")
    try:
        work = json.loads(answer)
    except ValueError:
        raise Refused(f"doi.org returned nothing readable for {identifier}. {PASTE}") from None
    people = [
        f"{one['family']}, {one['given']}"
        if one.get("given") and one.get("family")
        else f"{{{one.get('literal') or one.get('family') or ''}}}"
        for one in work.get("author", [])
    ]
    parts = (work.get("issued") or work.get("published") or {}).get("date-parts", [[]])[0]
    date = "-".join(f"{int(part):0{4 if place == 0 else 2}}" for place, part in enumerate(parts) if part)
    venue = work.get("container-title") or ""
    venue = (venue[0] if venue else "") if isinstance(venue, list) else venue
    title = work.get("title") or ""
    kinds = {
        "article-journal": ("article", "journal"),
        "paper-conference": ("inproceedings", "booktitle"),
        "journal-article": ("article", "journal"),
        "proceedings-article": ("inproceedings", "booktitle"),
    }
    kind, where = kinds.get(work.get("type", ""), ("misc", "publisher"))
    entry = Entry(
        authors=_authors([name for name in people if name != "{}"]),
        title=_untagged(title[0] if isinstance(title, list) and title else str(title)),
        date=date,
        kind=kind,
        doi=identifier,
        other={where: _untagged(venue or (work.get("publisher", "") if where == "publisher" else ""))},
    )
    _refuse_incomplete(identifier, entry)
    return entry


def new_key(entry: Entry, taken: set[str]) -> str:
    """Return a key in the project's form: family name and year, with a word of the title if that is taken."""
    family = entry.authors[0].partition(",")[0].strip("{}") if entry.authors else "unknown"
    plain = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z]", "", plain) + entry.date[:4]
    words = [word for word in re.findall(r"[a-z0-9]+", entry.title.lower()) if word not in STOP]
    return next((name for name in (key, *(key + word for word in words), *(f"{key}{n}" for n in range(2, 99))) if name not in taken), key)


def _replace(changes: Changes, stub: str, key: str, entry: Entry) -> bool:
    """Replace a stub with its entry, and update the pages that cite it; return whether there are any."""
    text = changes.read(references.FILE)
    place = re.compile(rf"^@\w+\{{\s*{re.escape(stub)}\s*,.*?^\}}\n?", re.MULTILINE | re.DOTALL)
    changes.change(references.FILE, place.sub(lambda _: entry.written(key), text, count=1), f"the entry {key}, replacing the stub {stub}")
    cited = re.compile(rf"(?<=[\[ ;])@{re.escape(stub)}(?=[\];, ])")
    found = False
    for file in page_files(changes.root / "docs", drafts=True):
        path = file.relative_to(changes.root).as_posix()
        found = changes.change(path, cited.sub(f"@{key}", changes.read(path)), f"cites {key}") or found
    return found


def _fetch(address: str, form: str, host: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": form, "User-Agent": "llm-notes cite"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise Refused(f"{host} has nothing at {address}. Check the number.") from None
        raise Refused(f"{host} returned {error.code}. Try again later. {PASTE}") from None
    except OSError as error:
        raise Refused(f"{host} can't be reached ({getattr(error, 'reason', error)}). {PASTE}") from None


def _refuse_incomplete(key: str, entry: Entry) -> None:
    for name, value in (("author", entry.authors), ("title", entry.title), ("year", entry.date), ("doi, url or arXiv number", entry.name)):
        if not value:
            raise Refused(f"the entry '{key}' has no {name}. Add it to what you paste.")


def _arxiv(fields: dict[str, str], everything: str) -> str:
    """Return the arXiv number that an entry names anywhere, or ''."""
    said, archive = fields.get("eprint", "").strip(), fields.get("archiveprefix", "") + fields.get("eprinttype", "")
    if not archive or "arxiv" in archive.lower():  # some programs leave the archive's name out
        number = NUMBER.fullmatch(said) or re.fullmatch(r"(?P<arxiv>[a-z.-]+/\d{7})(?:v\d+)?", said, re.IGNORECASE)
        if number:
            return number["arxiv"]
    found = re.search(rf"(?:arxiv\.org/(?:abs|pdf)/|arxiv[:.]\s*){references.ARXIV}", everything, re.IGNORECASE)
    return found["arxiv"] if found else ""


def _date(fields: dict[str, str], arxiv: str) -> str:
    """Return the day of first publication, as far as the fields say it; for an article on arXiv, its month there."""
    date = fields.get("date", "")
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date):
        year = re.search(r"\d{4}", fields.get("year", "") or date)
        name = fields.get("month", "").strip().lower()[:3]
        month = (
            MONTHS.index(name) + 1 if name in MONTHS else int(fields["month"]) if re.fullmatch(r"\d{1,2}", fields.get("month", "")) else 0
        )
        date = (year[0] if year else "") + (f"-{month:02}" if year and 0 < month < 13 else "")
    first = Reference("", 0, (), "", "", "", arxiv, "").arxiv_month
    return date if not first or date.startswith(first) else first


def _name(person: Person) -> str:
    """Return 'Family, Given', 'others', or a name of one part in braces."""
    family = _words(" ".join([*person.prelast_names, *person.last_names, *person.lineage_names]))
    given = _words(" ".join([*person.first_names, *person.middle_names]))
    return f"{family}, {given}" if given else family if family.lower() == "others" else f"{{{family}}}"


def _authors(names: list[str]) -> list[str]:
    return names if len(names) <= NAMED else [*names[:FIRST], "others"]


def _words(value: str) -> str:
    """Return a value of BibTeX as plain text, in one line."""
    return " ".join(plain_text(" ".join(value.split())).split())


def _untagged(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
