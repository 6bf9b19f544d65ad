"""The search by meaning in the built site: its size, and that each passage is where its file says."""

import gzip
import json

from llm_notes.publish import meaning
from llm_notes.publish.tensors import read_tensors

MOST = 520_000  # bytes of both files, as sent


def test_both_files_are_small_and_fit_the_index(site):
    index = json.loads((site.folder / meaning.INDEX).read_text(encoding="utf-8"))
    files = {name: (site.folder / path).read_bytes() for name, path in index["meaning"].items()}
    assert sum(map(len, files.values())) <= MOST, {name: len(content) for name, content in files.items()}
    table, tensors = meaning.Table.read(files["table"]), read_tensors(gzip.decompress(files["passages"]))
    places = json.loads(tensors["places"])
    passages = list(meaning.cut(index["docs"]))
    assert [[one.entry, one.start, one.end] for one in passages] == places and len(places) > 500
    assert len(tensors["codes"]) == len(places) * table.width // 2
    for number in range(0, len(places), 50):
        half = table.width // 2
        assert tensors["codes"][number * half : (number + 1) * half] == meaning.halves(table.vector(passages[number].text))


def test_every_page_of_the_course_has_a_passage(site):
    index = json.loads((site.folder / meaning.INDEX).read_text(encoding="utf-8"))
    there = {index["docs"][passage.entry]["location"].partition("#")[0] for passage in meaning.cut(index["docs"])}
    course = ("basics/", "nlp-and-llms/", "transformer-capabilities/", "how-transformers-work/", "models/", "glossary/")
    wanted = {path.removesuffix("index.html") for path in site.pages if path.startswith(course)}
    assert len(wanted) > 15 and wanted <= there, f"no passage of {wanted - there}"
