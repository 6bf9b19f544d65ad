"""A large model in parts: 4 bits and floats give the same results in the page, and a reader can load, stop and free it.

The model is a random Llama of two layers (tests/tiny_llama.py) under the large one's name; `make smollm2-test` takes the real one.
"""

import hashlib

import numpy as np
import pytest
import tiny_llama
from playwright.sync_api import expect

from llm_notes.publish import smollm2, tensors

pytestmark = pytest.mark.thorough

TEXT = "the red car<|im_end|> the catastrophe, 1984: naïve" * 2

RUN = """async ({ name, text }) => {
  const { load } = await import(new URL("assets/explorers/model-loader.js", document.baseURI));
  const model = await load(name), { ids } = await model.encode(text);
  const values = await model.run({ input_ids: ids, want: ["logits", "decoder.*.attention.weights", "decoder.*.resid_post"] });
  const off = await model.run({ input_ids: ids, want: ["logits"], last: true, ablated_heads: ["decoder.1.attention.2"] });
  const steps = [];
  const how = { input_ids: ids, max_new_tokens: 12 }, onToken = (id, details) => steps.push({ id, ...details });
  const read = [];
  const greedy = await model.generate({ ...how, rivals: 3 }, { onToken, onRead: (piece) => read.push(piece) });
  const again = await model.generate(how), uncached = await model.generate({ ...how, use_cache: false });
  const memory = await model.memory();
  model.close();
  return { ids, steps, read, greedy: greedy.ids, again: again.ids, uncached: uncached.ids, memory, off: [...off.logits.data],
    values: Object.fromEntries(Object.entries(values).map(([key, { shape, data }]) => [key, [shape, [...data]]])) };
}"""

PLACE = """async () => {
  const at = (path) => new URL(`assets/explorers/${path}`, document.baseURI);
  const [{ Explorer }, { LargeModel }] = await Promise.all([import(at("base.js")), import(at("large-model.js"))]);
  customElements.define("try-large", class extends Explorer {
    build() {
      this.answer = document.createElement("pre");
      const onModel = async (model) => { this.answer.textContent = (await model.encode("the red car")).ids.join(" "); };
      this.place = new LargeModel(this, { onModel, onFreed: () => { this.answer.textContent = "recorded"; } });
      return [this.place.node, this.answer];
    }
    update() {}
    csv() { return []; }
  });
  const element = document.createElement("try-large");
  document.querySelector(".md-content").append(element);
  element.setAttribute("open", "");
}"""


@pytest.fixture(scope="module")
def files():
    """The tiny model twice: {"smollm2": in parts, with 4 and 8 bits, "floats": the same numbers as floats in one file}."""
    file, worth = tiny_llama.made(2)
    parts = dict(smollm2.repacked(file))
    floats = {name: ("F32", values.shape, values.astype("<f4").tobytes()) for name, values in worth.items()}
    whole = {name: parts[name] for name in ("config.json", "tokenizer.json")} | {"model.safetensors": tensors.safetensors(floats)}
    return {"smollm2": parts, "floats": whole}


@pytest.fixture
def served(browser, address, files):
    """served(without, broken) returns a page of a site with both models. without: leave them out; broken: files that don't arrive."""
    context = browser.new_context()
    page = context.new_page()
    state = {"without": False, "broken": set(), "asked": []}

    def listed(content: bytes) -> dict:
        return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def answer(route):
        *_, name, file = route.request.url.split("?")[0].split("/")
        if file == "manifest.json":
            there = {} if state["without"] else files
            return route.fulfill(json={model: {name: listed(content) for name, content in parts.items()} for model, parts in there.items()})
        if name not in files:
            return route.continue_()
        state["asked"].append(file)
        return route.abort("connectionreset") if file in state["broken"] else route.fulfill(body=files[name][file])

    page.route("**/assets/models/**", answer)
    page.goto(f"{address}404.html")

    def opener(**changes):
        state.update(changes)
        page.state = state
        return page

    yield opener
    context.close()


def test_four_bits_and_floats_compute_the_same(served):
    """All values, one position at a time and many at once, with and without a cache, and with one head switched off."""
    page = served()
    packed, floats = (page.evaluate(RUN, {"name": name, "text": TEXT}) for name in ("smollm2", "floats"))
    assert len(packed["ids"]) > 40 and packed["ids"] == floats["ids"]
    for key, (shape, data) in floats["values"].items():
        assert packed["values"][key][0] == shape
        np.testing.assert_allclose(packed["values"][key][1], data, atol=1e-4, err_msg=key)
    np.testing.assert_allclose(packed["off"], floats["off"], atol=1e-4)
    logits = np.array(packed["values"]["logits"][1]).reshape(packed["values"]["logits"][0])
    assert np.abs(logits[-1] - packed["off"]).max() > 1e-2, "a head that is switched off changes nothing"
    assert packed["greedy"] == packed["again"] == packed["uncached"] == floats["greedy"]
    assert packed["memory"] < floats["memory"] / 3


def test_each_step_says_how_sure_the_model_was(served):
    found = served().evaluate(RUN, {"name": "smollm2", "text": TEXT})
    shape, data = found["values"]["logits"]
    last = np.array(data, dtype=np.float64).reshape(shape)[-1]
    p = np.exp(last - last.max())
    p /= p.sum()
    first = found["steps"][0]
    assert (first["id"], first["rank"]) == (int(p.argmax()), 1)
    assert first["p"] == pytest.approx(p.max(), abs=1e-4)
    assert [rival["id"] for rival in first["rivals"]] == list(np.argsort(-p)[:3])
    assert [rival["p"] for rival in first["rivals"]] == pytest.approx(sorted(p)[:-4:-1], abs=1e-4)
    assert found["read"] == [{"read": 32, "of": len(found["ids"])}], "a long input should be read in pieces"


def test_a_site_without_the_model_says_so(served):
    page = served(without=True)
    page.evaluate(PLACE)
    place = page.locator(".explorer__model")
    expect(place).to_contain_text("without SmolLM2")
    expect(place.get_by_role("button")).to_have_count(0)


def test_a_reader_loads_and_frees_it(served, files):
    page = served()
    page.evaluate(PLACE)
    place, answer = page.locator(".explorer__model"), page.locator("try-large pre")
    size = sum(map(len, files["smollm2"].values())) / 1e6
    expect(place).to_contain_text(f"{size:.1f} MB")
    assert not page.state["asked"], "parts were fetched before the reader asked for them"
    place.get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(answer).to_have_text(" ".join(str(tiny_llama.TOKENS.index(word)) for word in ("the", "Ġred", "Ġcar")))
    expect(page.get_by_role("status")).to_contain_text("is loaded")
    assert sorted(page.state["asked"]) == sorted(files["smollm2"]), "each part should be fetched once"
    expect(place.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer).to_have_text("recorded")
    expect(place).to_contain_text("isn’t loaded")


def test_a_load_that_breaks_off_goes_on_with_the_missing_parts(served, files):
    page = served(broken={"layer-01.safetensors"})
    page.evaluate(PLACE)
    place = page.locator(".explorer__model")
    place.get_by_role("button", name="Load").click()
    expect(page.get_by_role("status")).to_contain_text("layer-01.safetensors")
    page.state.update(broken=set(), asked=[])
    place.get_by_role("button", name="Resume").click()
    expect(page.locator("try-large pre")).not_to_be_empty()
    assert page.state["asked"] == ["layer-01.safetensors"]


def test_what_has_arrived_can_be_discarded(served, files):
    page = served(broken={"layer-01.safetensors"})
    page.evaluate(PLACE)
    place = page.locator(".explorer__model")
    place.get_by_role("button", name="Load").click()
    place.get_by_role("button", name="Discard").click()
    page.state.update(broken=set(), asked=[])
    place.get_by_role("button", name="Load").click()
    expect(page.locator("try-large pre")).not_to_be_empty()
    assert sorted(page.state["asked"]) == sorted(files["smollm2"])


def test_it_is_kept_only_if_the_reader_says_so(served):
    kept = "async () => (await (await caches.open((await caches.keys()).find((name) => name.includes('large')) ?? 'none')).keys()).length"
    for keeps in (False, True):
        page = served(asked=[])
        page.reload()
        page.evaluate(PLACE)
        place = page.locator(".explorer__model")
        if keeps:
            place.get_by_role("checkbox").check()
        place.get_by_role("button", name="Load").click()
        expect(page.locator("try-large pre")).not_to_be_empty()
        assert bool(page.evaluate(kept)) == keeps
    page = served(asked=[])
    page.route("**/blocked.json", lambda route: route.abort())  # the network is gone
    page.reload()
    page.evaluate(PLACE)
    place.get_by_role("button", name="Load").click()
    expect(page.locator("try-large pre")).not_to_be_empty()
    assert not page.state["asked"], "what is kept on the device shouldn't be fetched again"
    place.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("no longer kept")
    assert page.evaluate(kept) == 0
