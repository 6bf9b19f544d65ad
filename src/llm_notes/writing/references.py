"""Entries of docs/references.bib in the project's form, and the links and numbers in a text that an entry can be made from."""

import re
from dataclasses import dataclass, field

from llm_notes.content import bibliography
from llm_notes.writing.changes import Changes

FILE = "docs/references.bib"
ARXIV = r"(?P<arxiv>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?"
DOI = r"(?P<doi>10\.\d{4,9}/[^\s\"'<>{}|\\^`\[\]]*[^\s\"'<>{}|\\^`\[\].,;:)])"
# As people paste them: an address, a label before the number, a bare arXiv number in brackets. A link's words stay.
SOURCE = re.compile(
    rf"(?P<words>\[[^\]]*\])?(?:\(|<)?(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/{ARXIV}(?:\.pdf)?|arXiv[: ]\s*{ARXIV.replace('<arxiv>', '<label>')}"
    rf"|(?:https?://)?(?:dx\.|www\.)?doi\.org/{DOI}|doi:\s*{DOI.replace('<doi>', '<named>')})(?:\)|>)?|\((?P<bare>{ARXIV.replace('?P<arxiv>', '?:')})\)",
    re.IGNORECASE,
)
STUB = "title and authors are missing: llm-notes cite {}"


@dataclass
class Entry:
    """What an entry says. authors: 'Family, Given' each; date: of first publication, as far as it is known; other: further fields."""

    authors: list[str] = field(default_factory=list)
    title: str = ""
    date: str = ""
    kind: str = "misc"
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    other: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is known by: 'arXiv:1706.03762', 'doi:10.1000/1', or its address."""
        return f"arXiv:{self.arxiv}" if self.arxiv else f"doi:{self.doi}" if self.doi else self.url

    def written(self, key: str) -> str:
        """Return the entry as BibTeX, in the same form as the others."""
        fields = {
            "author": " and ".join(self.authors),
            "title": self.title,
            "date": self.date,
            "year": self.other.get("year", self.date[:4]),
            **{name: value for name, value in self.other.items() if name != "year"},
            "eprint": self.arxiv,
            "archiveprefix": "arXiv" if self.arxiv else "",
            "doi": self.doi,
            "url": self.url or (f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else f"https://doi.org/{self.doi}" if self.doi else ""),
        }
        lines = "".join(f"  {name:13} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@{self.kind}{{{key},\n{lines}}}\n"


def known(changes: Changes) -> dict[str, bibliography.Reference]:
    """Return the entries as they are in the file, by key. Raises PageError."""
    return bibliography.load(changes.root / FILE)


def key_of(references: dict[str, bibliography.Reference], entry: Entry) -> str:
    """Return the key of an entry for the same work, '' where there is none."""
    for key, reference in references.items():
        same_doi = entry.doi and entry.doi.lower() in reference.url.lower()
        if entry.arxiv and reference.arxiv == entry.arxiv or same_doi or entry.url and reference.url == entry.url:
            return key
        if entry.title and _plain(reference.title) == _plain(entry.title):
            return key
    return ""


def stubs(changes: Changes, text: str, found: dict[str, Entry]) -> str:
    """Return a text in which each link to arXiv or to a DOI is a citation.

    found: is filled with the entries that are needed, by key; `known` has the others.
    """
    references = known(changes)

    def cited(match: re.Match) -> str:
        arxiv = (match["arxiv"] or match["label"] or match["bare"] or "").partition("v")[0]
        entry = Entry(arxiv=arxiv, doi=(match["doi"] or match["named"] or "").rstrip("."))
        key = key_of(references, entry)
        if not key:
            key = f"arxiv{arxiv}" if arxiv else "doi-" + "-".join(re.findall(r"[a-z0-9]+", entry.doi.lower()))
            found[key] = entry
        words, named = (match["words"] or "")[1:-1], match[0].removeprefix(match["words"] or "")
        alone = named[-1] if named[-1] in ")>" and named[0] not in "(<" else ""  # it closes a bracket that contains more than the link
        return f"{words}{' ' if words else ''}[@{key}]{alone}"

    return SOURCE.sub(cited, text)


def stub(entry: Entry) -> Entry:
    """Return an entry to be filled in, with what is known of its date."""
    reference = bibliography.Reference("", 0, (), "", "", "", entry.arxiv, "")
    return Entry(date=reference.arxiv_month, arxiv=entry.arxiv, doi=entry.doi, other={"stub": STUB.format(entry.name)})


def append(changes: Changes, key: str, entry: Entry, what: str) -> None:
    """Put an entry at the end of the file."""
    changes.change(FILE, changes.read(FILE).rstrip("\n") + "\n\n" + entry.written(key), what)


def _plain(title: str) -> str:
    return "".join(re.findall(r"\w", title.lower()))
