"""What readers are told when a model's files don't arrive as they should, and that trying again works."""

import hashlib
import json
import struct

import pytest

pytestmark = pytest.mark.thorough

WORDS = ["[PAD]", "[UNK]", "red", "car"]
CONFIG = {
    "model_type": "bert",
    "hidden_size": 4,
    "num_attention_heads": 1,
    "num_hidden_layers": 0,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 8,
}
TOKENIZER = {
    "added_tokens": [],
    "normalizer": None,
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": None,
    "decoder": None,
    "model": {
        "type": "WordPiece",
        "vocab": {word: i for i, word in enumerate(WORDS)},
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
    },
}
SHAPES = {
    "embeddings.word_embeddings.weight": [4, 4],
    "embeddings.position_embeddings.weight": [8, 4],
    "embeddings.token_type_embeddings.weight": [2, 4],
    "embeddings.LayerNorm.weight": [4],
    "embeddings.LayerNorm.bias": [4],
}


def safetensors() -> bytes:
    """Return a file with the weights of a BERT without layers, all numbers 1."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, shape in SHAPES.items():
        size = shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + 4 * size]}
        data += struct.pack(f"<{size}f", *[1.0] * size)
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + data


FILES = {"config.json": json.dumps(CONFIG).encode(), "tokenizer.json": json.dumps(TOKENIZER).encode(), "model.safetensors": safetensors()}
MANIFEST = {"tiny": {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in FILES.items()}}
WEIGHTS = FILES["model.safetensors"]

LOAD = """async ({ name = "tiny", stopAfter }) => {
  const { load } = await import(new URL("assets/explorers/model-loader.js", document.baseURI));
  const stopping = new AbortController(), seen = [];
  const onProgress = ({ done, total }) => { seen.push([done, total]); if (stopAfter) stopping.abort(); };
  try {
    const model = await load(name, { onProgress, signal: stopping.signal });
    const { ids } = await model.encode("red car");
    const values = await model.run({ input_ids: ids, want: ["encoder.last_hidden_state"] });
    const wrong = await model.run({ input_ids: ids, want: ["encoder.9.resid_post"] }).catch((error) => error.message);
    model.close();
    return { ids, shape: values["encoder.last_hidden_state"].shape, last: seen.at(-1), wrong };
  } catch (error) {
    return { kind: error.kind, message: error.message, type: error.constructor.name };
  }
}"""


@pytest.fixture
def served(browser, address):
    """served(answers) returns a page of the site with the tiny model, except for answers: {file: how to fulfill or abort}."""
    context = browser.new_context()
    page = context.new_page()
    broken = {}

    def answer(route):
        file = route.request.url.split("?")[0].rsplit("/", 1)[-1]
        if file in broken:
            how = broken[file]
            return route.abort(how["abort"]) if "abort" in how else route.fulfill(**how)
        return route.fulfill(body=json.dumps(MANIFEST).encode() if file == "manifest.json" else FILES[file])

    page.route("**/assets/models/**", answer)
    page.goto(f"{address}404.html")

    def opener(answers):
        broken.clear()
        broken.update(answers)
        return page

    yield opener
    context.close()


def check_works(page):
    """Check that the model loads and answers, so nothing of the failure was cached."""
    found = page.evaluate(LOAD, {})
    total = sum(map(len, FILES.values()))
    assert found.get("ids") == [2, 3] and found["shape"] == [2, 4], found
    assert found["last"] == [total, total], "the progress doesn't end at the total"
    assert found["wrong"] == (
        "There is no value named 'encoder.9.resid_post'. The names are encoder.embeddings, encoder.last_hidden_state."
    )


FAILURES = {
    "lost network": ({"model.safetensors": {"abort": "connectionreset"}}, "network", "The connection was lost"),
    "no such file": ({"model.safetensors": {"status": 404, "body": b"nothing"}}, "status", "answered 404 for tiny/model.safe"),
    "server in trouble": ({"config.json": {"status": 503, "body": b""}}, "status", "answered 503 for tiny/config.json"),
    "truncated": ({"model.safetensors": {"body": WEIGHTS[:200]}}, "truncated", f"200 of {len(WEIGHTS)} bytes"),
    "corrupted": ({"model.safetensors": {"body": WEIGHTS[:-1] + b"\x01"}}, "hash", "its SHA-256 differs"),
    "too long": ({"model.safetensors": {"body": WEIGHTS + b"\x00"}}, "hash", "its SHA-256 differs"),
    "a web page instead": ({"model.safetensors": {"body": b"<!doctype html><p>Log in" + b" " * len(WEIGHTS)}}, "hash", "isn't that file"),
    "a web page as list": ({"manifest.json": {"body": b"<!doctype html><p>Log in"}}, "format", "can't be read as JSON"),
}


@pytest.mark.parametrize("answers, kind, message", FAILURES.values(), ids=FAILURES)
def test_a_failure_gives_one_message_and_can_be_tried_again(served, answers, kind, message):
    """Each kind of failure has its own sentence, and the next try succeeds."""
    found = served(answers).evaluate(LOAD, {})
    assert (found.get("type"), found.get("kind")) == ("ModelError", kind), found
    assert message in found["message"] and found["message"].endswith(("Try again.", "Try again later.", "try again.")), found
    check_works(served({}))


def test_a_download_can_be_stopped(served):
    """Stopping is confirmed, and a later try succeeds."""
    found = served({}).evaluate(LOAD, {"stopAfter": True})
    assert (found.get("kind"), found.get("message")) == ("aborted", "The download was stopped."), found
    check_works(served({}))


def test_a_model_that_does_not_exist_is_named(served):
    """The error names the model that doesn't exist."""
    found = served({}).evaluate(LOAD, {"name": "huge"})
    assert (found.get("kind"), found.get("message")) == ("input", "There is no model named 'huge'."), found


def test_an_intact_file_that_is_not_a_model_is_refused(served):
    """Truncated weights that match their listed size and hash are detected by their header."""
    short = WEIGHTS[:400]
    listed = {**MANIFEST["tiny"], "model.safetensors": {"bytes": 400, "sha256": hashlib.sha256(short).hexdigest()}}
    page = served({"model.safetensors": {"body": short}, "manifest.json": {"body": json.dumps({"tiny": listed}).encode()}})
    found = page.evaluate(LOAD, {})
    assert found.get("kind") == "input" and "isn't a complete safetensors file" in found["message"], found
    check_works(served({}))
