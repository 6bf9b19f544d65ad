"""Search by meaning: the last words of the search index become numbers that a page compares with a query. See docs/search.md.

`assets/search/table.bin` has a vector for each of some thousand words and pieces of words; `lab/meaning.py` made it, and it doesn't
change. What a text means, by this table, is the sum of its words' vectors. So when the site is published, this module cuts the index
into passages, adds up their vectors, and writes them to a file beside the index. Nothing but the table is needed for that.
`docs/assets/search/meaning.js` does the same with what a reader types.

Both files are in the format safetensors and packed with gzip, as many hosts send such files uncompressed. Texts in them are tensors of
bytes: the tokens, one on a line, and the passages' places, as JSON.
"""

import gzip
import hashlib
import html
import json
import math
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from llm_notes.publish.search import INDEX
from llm_notes.publish.tensors import as_json, read_tensors, safetensors

TABLE = "assets/search/table.bin"
HEX = 8  # digits of a file's hash in its name
WORDS = 90  # in a passage, at most, unless a single sentence is longer
LEFT_OUT = re.compile(r"#sources$|#check-yourself$|^references/|^practice/|^cheat-sheet/")  # these repeat what other places say, or ask it
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ACCENTS = re.compile(r"[\u0300-\u036f]")
SILENT = re.compile(r"<pre.*?</pre>|<sup>\d+</sup>", re.DOTALL)  # code and numbers of sources say little about meaning
TAG = re.compile(r"<[^>]+>")
BREAK = re.compile(r"<pre.*?</pre>|</?(?:p|li|tr|table|h\d|ul|ol|dl|dd|dt|div|blockquote|details|summary|figure)\b[^>]*>", re.DOTALL)
SENTENCE = re.compile(r"(?<=[.?!”]) (?=[A-Z“])")
PIECE = 3
TOP = 7  # the largest of the integers stored in 4 bits, which begin at -7


@dataclass(frozen=True)
class Passage:
    """A part of the index. entry: its number there; start, end: where it is in the entry's text, in UTF-16 units, as JavaScript counts;
    text: what is embedded, the headings included. A passage that stands for one of the page's tags has no text of its own: start is end."""

    entry: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Table:
    """The words' vectors. tokens: words, and pieces that begin with ##; codes: two whole numbers to a byte; scales: one for each row."""

    tokens: list[str]
    codes: bytes
    scales: tuple[float, ...]
    threshold: float  # below this similarity, a passage isn't an answer

    @classmethod
    def read(cls, packed: bytes) -> "Table":
        """Read table.bin."""
        tensors = read_tensors(gzip.decompress(packed))
        tokens, scales = tensors["tokens"].decode().split("\n"), tensors["scales"]
        return cls(tokens, tensors["codes"], struct.unpack(f"<{len(scales) // 2}e", scales), *struct.unpack("<f", tensors["threshold"]))

    @cached_property
    def ids(self) -> dict[str, int]:
        """Each token's row."""
        return {token: row for row, token in enumerate(self.tokens)}

    @cached_property
    def width(self) -> int:
        """Numbers in a vector."""
        return 2 * len(self.codes) // len(self.tokens)

    def rows(self, text: str) -> list[int]:
        """Return the rows of a text's words. A word that has none is cut into the longest pieces that have one."""
        found = []
        for word in WORD.findall(ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))):
            for part in [word] if word in self.ids else word.split("-"):
                found += [self.ids[part]] if part in self.ids else self.pieces(part)
        return found

    def pieces(self, word: str) -> list[int]:
        """Return the rows of a word's pieces, or [] if it begins with none of PIECE letters or more. Shorter ones could mean anything."""
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in self.ids), start + 1)
            if end - start >= PIECE:
                found.append(self.ids[mark + word[start:end]])
            elif not start:
                return []
            start = end
        return found

    def row(self, number: int) -> list[float]:
        """Return a row's numbers."""
        known = self._known
        if number not in known:
            half = self.width // 2
            scale = self.scales[number]
            packed = self.codes[number * half : (number + 1) * half]
            known[number] = [(code - 8) * scale for byte in packed for code in (byte >> 4, byte & 15)]
        return known[number]

    @cached_property
    def _known(self) -> dict[int, list[float]]:
        return {}

    def vector(self, text: str) -> list[float]:
        """Return the sum of the text's words, normalized to length 1; zeros for a text without words."""
        rows = [self.row(number) for number in self.rows(text)]
        total = [math.fsum(column) for column in zip(*rows)] if rows else [0.0] * self.width
        length = math.sqrt(math.fsum(value * value for value in total))
        return [value / length for value in total] if length else total


def add_meaning(site: Path) -> None:
    """Write the passages of the index in the folder, and name their file and the table's in the index. Without a table, do nothing."""
    index, table = site / INDEX, site / TABLE
    if not (index.is_file() and table.is_file()):
        return
    packed, found = table.read_bytes(), json.loads(index.read_text(encoding="utf-8"))
    # Browsers cache files by name, and the two must match the index.
    named = {"table": table.with_name(f"table.{_hash(packed)}.bin")}
    passages = packed_passages(Table.read(packed), list(cut(found["docs"])))
    named["passages"] = index.with_name(f"passages.{_hash(passages)}.bin")
    named["passages"].write_bytes(passages)
    table.rename(named["table"])
    found["meaning"] = {what: file.relative_to(site).as_posix() for what, file in named.items()}
    index.write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HEX]


def cut(docs: list[dict]) -> Iterator[Passage]:
    """Yield the passages of the index's entries, and one for each tag of a page."""
    titles = {entry["location"]: entry["title"] for entry in docs}
    for number, entry in enumerate(docs):
        location = entry["location"]
        if LEFT_OUT.search(location):
            continue
        page = titles.get(location.partition("#")[0], "")
        head = plain(entry["title"] if page == entry["title"] else f"{page}: {entry['title']}")
        for start, end in spans(entry["text"]):
            before, until = (len(entry["text"][:place].encode("utf-16-le")) // 2 for place in (start, end))
            yield Passage(number, before, until, f"{head}. {plain(entry['text'][start:end])}")
        if "#" not in location:
            for tag in entry.get("tags", ()):
                yield Passage(number, 0, 0, plain(str(tag)))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the passages of an HTML text begin and end: whole blocks, as many as make WORDS words; long blocks by sentences."""
    begin, words, last = None, 0, 0
    for start, end in _parts(text):
        count = len(plain(text[start:end]).split())
        if begin is not None and words + count > WORDS:
            yield begin, last
            begin, words = None, 0
        begin = start if begin is None else begin
        words += count
        last = end
    if begin is not None:
        yield begin, last


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the text's blocks are, and the sentences of those that are longer than a passage.

    What is longer than any sentence is a table, whose cells the index has joined: it is left out.
    """
    edges = [(0, 0), *((mark.start(), mark.end()) for mark in BREAK.finditer(text)), (len(text), len(text))]
    for (_, start), (end, _) in zip(edges, edges[1:]):
        if len(text[start:end].split()) <= WORDS:
            cuts = [start, end]
        else:
            cuts = [start, *(mark.start() + start for mark in SENTENCE.finditer(text[start:end])), end]
        for one, other in zip(cuts, cuts[1:]):
            if 0 < len(plain(text[one:other]).split()) <= 2 * WORDS:
                yield one, other


def plain(text: str) -> str:
    """Return an HTML text without tags, code and numbers of sources."""
    return " ".join(html.unescape(TAG.sub(" ", SILENT.sub(" ", text))).split())


def packed_passages(table: Table, passages: list[Passage]) -> bytes:
    """Return the passages' file: their vectors in 4 bits, of which only the direction counts, and where they are."""
    codes = b"".join(halves(table.vector(passage.text)) for passage in passages)
    places = as_json([[passage.entry, passage.start, passage.end] for passage in passages])
    tensors = {"codes": ("U8", (len(passages), table.width // 2), codes), "places": ("U8", (len(places),), places)}
    return gzip.compress(safetensors(tensors), 9, mtime=0)


def halves(vector: list[float]) -> bytes:
    """Return a vector as whole numbers from -7 to 7, two to a byte, the first in the upper half."""
    most = max(map(abs, vector)) or 1.0
    codes = [round(value / most * TOP) + 8 for value in vector]
    return bytes(one << 4 | other for one, other in zip(codes[::2], codes[1::2]))
