"""Passages of the search index, their vectors, and the table from which those are made."""

import gzip
import json
import math
import struct

import pytest
from building import ROOT

from llm_notes.publish import meaning
from llm_notes.publish.tensors import read_tensors, safetensors

TOKENS = ["red", "car", "##s", "fine", "tuning", "fine-tuning", "c", "##ance"]
ROWS = [[7, 0], [0, 7], [0, 1], [3, 0], [0, 3], [5, 5], [1, 1], [1, -1]]


def packed(tokens=TOKENS, rows=ROWS, scale=0.5, threshold=0.25) -> bytes:
    """Return a small table as a file."""
    codes = bytes(one + 8 << 4 | other + 8 for one, other in rows)
    text = "\n".join(tokens).encode()
    return gzip.compress(
        safetensors(
            {
                "codes": ("U8", (len(rows), 1), codes),
                "scales": ("F16", (len(rows),), struct.pack(f"<{len(rows)}e", *[scale] * len(rows))),
                "tokens": ("U8", (len(text),), text),
                "threshold": ("F32", (1,), struct.pack("<f", threshold)),
            }
        )
    )


@pytest.fixture
def table():
    return meaning.Table.read(packed())


def test_a_table_is_read(table):
    assert (table.width, table.threshold, table.row(0), table.row(7)) == (2, 0.25, [3.5, 0.0], [0.5, -0.5])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Red, red car!", ["red", "red", "car"]),
        ("fine-tuning", ["fine-tuning"]),
        ("tuning-fine", ["tuning", "fine"]),
        ("c", ["c"]),
        ("cars", ["car"]),  # a short piece could mean anything
        ("xance", []),
        ("finance", []),  # no piece begins it
        ("redance", ["red", "##ance"]),
        ("redxance", ["red", "##ance"]),
        ("rëd", ["red"]),
        ("слово", []),
    ],
)
def test_a_text_becomes_rows(table, text, tokens):
    assert [table.tokens[row] for row in table.rows(text)] == tokens


def test_a_text_is_the_sum_of_its_words(table):
    assert table.vector("red car") == pytest.approx([math.sqrt(0.5)] * 2)
    assert table.vector("red fine car") == pytest.approx([10 / math.hypot(10, 7), 7 / math.hypot(10, 7)])
    assert table.vector("?") == [0, 0]


def entry(location="a/", title="A", text="", **more) -> dict:
    return {"location": location, "title": title, "text": text, **more}


def test_passages_are_blocks_and_never_split_a_sentence():
    words = "One two three four five six seven eight nine ten. "
    text = f"<p>{words * 5}</p><ul><li>{words * 3}</li><li>{words * 2}</li></ul><pre>x = 1</pre><p>{words * 12}</p>"
    found = [text[start:end] for start, end in meaning.spans(text)]
    assert [len(meaning.plain(one).split()) for one in found] == [80, 90, 50]
    assert all(meaning.plain(one).startswith("One") and meaning.plain(one).endswith("ten.") for one in found)


def test_a_passage_has_its_headings_and_its_place_as_javascript_counts():
    docs = [entry(title="Page &amp; more", text="<p>🙂 first</p>"), entry("a/#b", "Part", "<p>🙂</p><pre>code</pre><p>1 &lt; 2</p>")]
    first, second = meaning.cut(docs)
    assert (first.text, second.text) == ("Page & more. 🙂 first", "Page & more: Part. 🙂 1 < 2")
    for passage in (first, second):
        units = docs[passage.entry]["text"].encode("utf-16-le")
        assert meaning.plain(units[2 * passage.start : 2 * passage.end].decode("utf-16-le")) in passage.text


def test_what_repeats_other_places_is_left_out_and_tags_count():
    docs = [
        entry("references/", text="<p>all</p>"),
        entry("a/#sources", text="<p>of a</p>"),
        entry("b/", "B", text="<p>text</p>", tags=["common sense"]),
        entry("b/#c", "C", text="", tags=["common sense"]),
    ]
    assert [(one.entry, one.start, one.end, one.text) for one in meaning.cut(docs)] == [(2, 3, 7, "B. text"), (2, 0, 0, "common sense")]


def test_four_bits_keep_the_direction():
    vector = [math.sin(number) for number in range(128)]
    codes = [code - 8 for byte in meaning.halves(vector) for code in (byte >> 4, byte & 15)]
    cosine = sum(map(math.prod, zip(vector, codes))) / math.hypot(*vector) / math.hypot(*codes)
    assert max(map(abs, codes)) == 7 and cosine > 0.99
    assert meaning.halves([0.0, 0.0]) == b"\x88"


def test_the_files_are_named_in_the_index_after_what_they_hold(tmp_path):
    index, table = tmp_path / meaning.INDEX, tmp_path / meaning.TABLE
    index.parent.mkdir(parents=True)
    index.write_text(json.dumps({"docs": [entry(text="<p>red</p><p>car</p>", tags=["red"])]}))
    meaning.add_meaning(tmp_path)
    assert "meaning" not in json.loads(index.read_text()), "without a table, there should be no vectors"
    table.parent.mkdir(parents=True)
    table.write_bytes(packed())
    meaning.add_meaning(tmp_path)
    named = json.loads(index.read_text())["meaning"]
    assert meaning.Table.read((tmp_path / named["table"]).read_bytes()).tokens == TOKENS and not table.exists()
    tensors = read_tensors(gzip.decompress((tmp_path / named["passages"]).read_bytes()))
    assert json.loads(tensors["places"]) == [[0, 3, 16], [0, 0, 0]]
    assert tensors["codes"] == bytes([15 << 4 | 15, 15 << 4 | 8])  # (7, 7) and (7, 0)


def test_the_table_is_the_one_that_the_page_tells_of():
    content = (ROOT / "docs" / meaning.TABLE).read_bytes()
    table, told = meaning.Table.read(content), json.loads((ROOT / "lab/results/meaning.json").read_text())["table"]
    assert (len(table.tokens), table.width, len(content)) == (told["tokens"], told["width"], told["bytes"])
    assert table.threshold == pytest.approx(told["threshold"])
    lines = (ROOT / "lab/blocked.txt").read_text(encoding="utf-8").splitlines()
    assert not set(table.tokens) & {line for line in lines if line and not line.startswith("#")}, "a blocked word is in the table"
