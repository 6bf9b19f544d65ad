"""The page's runtime against what PyTorch computed (tests/recordings/, made by lab/record.py), in a real browser."""

import base64
import json
import struct
import sys

import pytest
from building import ROOT

from lab.strings import checksum, varied_strings

pytestmark = pytest.mark.thorough

MODELS = ROOT / "docs" / "assets" / "models"
MANIFEST = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8")) if MODELS.exists() else {}
WHOLE = [name for name in MANIFEST if "@" not in name]  # the others are checkpoints of one training run: test_childhood_explorer.py
TOLERANCE = 1e-3
CLIENT = "const { load, sizeOf, ModelError } = await import(new URL('assets/explorers/model-loader.js', document.baseURI));"

# Runs one recorded input; returns {name of value: largest difference, or whatever else differs}.
COMPARE = """
async (entry) => {
  const model = window.model, found = {};
  const difference = (name, value, { shape, step, data }) => {
    if (!value || value.shape.join() !== shape.join()) return found[name] = `has the shape ${value?.shape}, not ${shape}`;
    found[name] = data.reduce((most, x, i) => Math.max(most, Math.abs(x - value.data[i * step]) / Math.max(1, Math.abs(x))), 0);
    if (Number.isNaN(found[name])) found[name] = "holds NaN";
  };
  const options = { input_ids: entry.input_ids };
  if (entry.decoder_input_ids) options.decoder_input_ids = entry.decoder_input_ids;
  const values = await model.run({ ...options, want: Object.keys(entry.values) });
  for (const [name, recorded] of Object.entries(entry.values)) difference(name, values[name], recorded);
  if (entry.ablation) {
    const { logits } = await model.run({ ...options, want: ["logits"], ablated_heads: [entry.ablation.head] });
    difference(`logits without ${entry.ablation.head}`, logits, entry.ablation.logits);
  }
  const same = (name, got, wanted) => { if (JSON.stringify(got) !== JSON.stringify(wanted)) found[name] =
    `is ${JSON.stringify(got)}, recorded ${JSON.stringify(wanted)}`; };
  const encoded = await model.encode(entry.text);
  same("encode", encoded.ids, entry.input_ids);
  if (entry.greedy) {
    const max_new_tokens = entry.greedy.ids.length;
    same("greedy", await model.generate({ input_ids: entry.input_ids, max_new_tokens }), { ids: entry.greedy.ids, text: entry.greedy.text });
    const sampled = { input_ids: entry.input_ids, max_new_tokens, temperature: 1.2, top_k: 30, top_p: 0.9, seed: 7 };
    for (const how of entry.uncached ? [{ input_ids: entry.input_ids, max_new_tokens }, sampled] : []) {
      same("with the cache", await model.generate(how), await model.generate({ ...how, use_cache: false }));
    }
  }
  if (entry.cuts) {
    const { distribution } = await import(new URL("assets/explorers/runtime/sampling.js", document.baseURI));
    const { logits } = values, V = logits.shape[1], last = logits.data.slice(-V);
    for (const cut of entry.cuts) {
      const p = distribution(last, cut), order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, 5);
      const name = `top-k ${cut.top_k}, top-p ${cut.top_p}, temperature ${cut.temperature}`;
      same(`${name}: tokens kept`, p.filter((x) => x > 0).length, cut.kept);
      found[name] = Math.max(...cut.ids.map((id, i) => Math.abs(p[id] - cut.p[i])), Math.abs(p.reduce((a, b) => a + b) - 1));
    }
  }
  return found;
}
"""


def recording(name: str) -> dict:
    """Return what was recorded for a model."""
    return json.loads((ROOT / "tests" / "recordings" / f"{name}.json").read_text(encoding="utf-8"))


def unpack(text: str) -> list[int]:
    """Return the 32-bit numbers encoded in base64 text."""
    data = base64.b64decode(text)
    return list(struct.unpack(f"<{len(data) // 4}I", data))


@pytest.fixture
def loaded(open_page):
    """loaded(name) returns a page with the model in window.model."""

    def opener(name: str):
        page = open_page("404.html")
        page.evaluate("async (name) => {" + CLIENT + "window.model = await load(name); }", name)
        return page

    return opener


@pytest.mark.parametrize("name", WHOLE)
def test_values_agree_with_pytorch(loaded, name):
    """Logits, weights, q, k, v, … within 1e-3; the same greedy text, with and without the cache; the same cuts."""
    page, wrong, worst = loaded(name), [], {}
    for number, entry in enumerate(recording(name)["inputs"]):
        # every tenth text is also generated without the cache, which takes ten times as long
        for value, difference in page.evaluate(COMPARE, {**entry, "uncached": number % 10 == 0}).items():
            if isinstance(difference, str):
                wrong.append(f"{entry['text'][:40]!r}: {value} {difference}")
                continue
            kind = value.rsplit(".", 1)[-1].split(" ")[0]
            worst[kind] = max(worst.get(kind, 0), difference)
            if difference > TOLERANCE:
                wrong.append(f"{entry['text'][:40]!r}: {value} differs by {difference:.2g}")
    print(f"{name}: largest differences", {kind: f"{value:.1e}" for kind, value in worst.items()}, file=sys.stderr)
    assert not wrong, (
        f"docs/assets/explorers/runtime/ computes different values for {name} than PyTorch did. Correct it, or "
        "re-record with lab/record.py if the model changed:\n" + "\n".join(wrong[:20])
    )


@pytest.mark.parametrize("name", WHOLE)
def test_tokens_agree_with_the_library(loaded, name):
    """10,000 varied strings become the ids, and the ids the text, that the `tokenizers` library gives."""
    page, recorded = loaded(name), recording(name)
    strings = varied_strings(recorded["words"])
    ids, texts = page.evaluate(
        """async (strings) => {
      const { Tokenizer } = await import(new URL("assets/explorers/runtime/tokenizer.js", document.baseURI));
      const rules = await (await fetch(new URL(`assets/models/${window.model.name}/tokenizer.json`, document.baseURI))).json();
      const tokenizer = new Tokenizer(rules), ids = strings.map((text) => tokenizer.encode(text).ids);
      return [ids, ids.map((one) => tokenizer.decode(one, false))];
    }""",
        strings,
    )
    assert len(strings) == len(ids) == 10_000
    wrong = [f"{string!r} -> {got}" for string, got, wanted in zip(strings, ids, unpack(recorded["strings"])) if checksum(got) != wanted]
    wrong += [
        f"{got} -> {text!r}"
        for got, text, wanted in zip(ids, texts, unpack(recorded["decoded"]))
        if checksum(list(text.encode())) != wanted
    ]
    assert not wrong, f"tokenizer.js gives other tokens for {len(wrong)} strings than the library:\n" + "\n".join(wrong[:20])


ROTATED = """async () => {
  const { rotate } = await import(new URL("assets/explorers/runtime/llama.js", document.baseURI));
  const [q, k] = [0.3, -0.7].map((start) => ({ shape: [1, 16], data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(start + i)) }));
  const at = (x, place) => rotate(x, 8, 10000, place).data; // two heads of 8 numbers
  const dot = (a, b, head) => [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, i) => sum + a[head * 8 + i] * b[head * 8 + i], 0);
  const score = (i, j) => [0, 1].map((head) => dot(at(q, i), at(k, j), head));
  return { unturned: at(q, 0), plain: q.data, near: [score(2, 0), score(9, 7)], far: score(9, 0), length: [dot(q.data, q.data, 1), dot(at(q, 5), at(q, 5), 1)] };
}"""


def test_rotated_vectors_meet_by_their_distance(open_page):
    """RoPE: a score depends on how far apart two positions are; at position 0 nothing turns, and no length changes."""
    found = open_page("404.html").evaluate(ROTATED)
    assert found["unturned"] == found["plain"]
    assert found["near"][0] == pytest.approx(found["near"][1], abs=1e-5)
    assert found["near"][0] != pytest.approx(found["far"], abs=1e-2)
    assert found["length"][0] == pytest.approx(found["length"][1], abs=1e-5)
