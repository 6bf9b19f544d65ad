"""Makes a PDF smaller: what a browser writes as plain objects is put into compressed object streams (ISO 32000-1, 7.5.7).

The tags that let a screen reader read a PDF are tens of thousands of small objects; packed, they take a tenth of the space.
"""

import re
import zlib

EACH = 200  # objects in a stream: a reader unpacks one stream to get one object


def pack(content: bytes) -> bytes:
    """Return the same document, smaller. Takes a PDF with one plain cross-reference table, as Chromium writes it.

    Raises ValueError for any other.
    """
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", content)
    table = (
        re.compile(rb"xref\s+0 (\d+)\s+((?:\d{10} \d{5} [fn]\s*\n)+)trailer\s*<<(.*?)>>\s*startxref", re.DOTALL).match(
            content, int(start[1])
        )
        if start
        else None
    )
    if not start or not table:
        raise ValueError("this PDF has no plain cross-reference table")
    offsets = {number: int(line[:10]) for number, line in enumerate(table[2].splitlines()) if line[17:18] == b"n"}
    ends = dict(zip(sorted(offsets.values()), [*sorted(offsets.values())[1:], int(start[1])]))
    kept: list[tuple[int, bytes]] = []
    packed: list[tuple[int, bytes]] = []
    for number, offset in sorted(offsets.items()):
        written = re.fullmatch(rb"%d 0 obj\s+(.*?)\s*endobj\s*" % number, content[offset : ends[offset]], re.DOTALL)
        if not written:
            raise ValueError(f"this PDF has no object {number} where its table says")
        body = written[1]
        (kept if re.search(rb"\bendstream$", body) else packed).append((number, body))
    size = int(table[1])
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    out = bytearray(b"%PDF-1.7\n%\xd3\xeb\xe9\xe1\n")
    for first in range(0, len(packed), EACH):
        chunk = packed[first : first + EACH]
        heads, bodies = [], bytearray()
        for index, (number, body) in enumerate(chunk):
            places[number] = (2, size, index)
            heads.append(b"%d %d" % (number, len(bodies)))
            bodies += body + b"\n"
        head = b" ".join(heads) + b"\n"
        kept.append((size, _stream(b"/Type /ObjStm /N %d /First %d" % (len(chunk), len(head)), head + bytes(bodies))))
        size += 1
    for number, body in kept:
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[size] = (1, len(out), 0)
    rows = b"".join(
        kind.to_bytes(1) + where.to_bytes(4) + index.to_bytes(2)
        for kind, where, index in (places.get(number, (0, 0, 65535)) for number in range(size + 1))
    )
    entries = re.sub(rb"/Size \d+", b"", table[3]).strip()
    table_at = len(out)
    out += b"%d 0 obj\n%s\nendobj\n" % (size, _stream(b"/Type /XRef /Size %d /W [1 4 2] %s" % (size + 1, entries), rows))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table_at)


def _stream(entries: bytes, data: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"<<%s /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (entries, len(small), small)
