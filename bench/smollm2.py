"""Measures SmolLM2 in the page: `python bench/smollm2.py`, after `make .venv/smollm2-ready`. Writes bench/results/smollm2.json.

Chromium, the model in its Worker as a reader has it; medians of five questions of 50 tokens with the template around them. Between two
questions the cache is emptied, so each first token has read all 50. The memory is that of the browser's process with the page in it.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402
from serving import model_page, serving  # noqa: E402

from bench.pages import machine  # noqa: E402
from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402
from llm_notes.publish import smollm2  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "smollm2.json"
PROMPT, NEW = 50, 40  # tokens that are read and written
LOAD = """async () => {
  const { load } = await import(new URL("assets/explorers/model-loader.js", document.baseURI)), begun = performance.now();
  window.model = await load("smollm2");
  return { seconds: (performance.now() - begun) / 1000, weights: await model.memory() };
}"""
ASK = """async ({ count, fresh, words, seed }) => {
  const story = words.split(" "), around = (text) => `<|im_start|>system\\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\\n<|im_start|>user\\n${text}<|im_end|>\\n<|im_start|>assistant\\n`;
  await model.generate({ input_ids: [9 + seed], max_new_tokens: 1 }); // another beginning: the cache is emptied
  let text = `Story ${seed}:`, ids = [];
  for (let i = 0; ids.length < count; i++) ids = (await model.encode(around(text += ` ${story[(i + seed) % story.length]}`))).ids;
  const begun = performance.now();
  let first;
  const written = await model.generate({ input_ids: ids, max_new_tokens: fresh, temperature: 1, seed }, { onToken: () => { first ??= performance.now() - begun; } });
  const rest = performance.now() - begun - first;
  return { read: ids.length, written: written.ids.length, first: first / 1000, rate: ((written.ids.length - 1) * 1000) / rest };
}"""
WORDS = "the old red car stood by the quiet harbor while a man sold fish and told us where the boats had gone"


def resident() -> int:
    """Return the resident memory of the largest process that shows a page, in bytes; 0 where /proc can't tell."""
    largest = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if "--type=renderer" in (folder / "cmdline").read_text():
                found = re.search(r"VmRSS:\s+(\d+) kB", (folder / "status").read_text())
                largest = max(largest, int(found[1]) * 1024 if found else 0)
        except OSError:
            continue  # a process that has ended meanwhile
    return largest


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        model_page(site)
        smollm2.add_model(site)
        with serving(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
            page = browser.new_page()
            page.goto(address)
            loaded = page.evaluate(LOAD)
            asked = [page.evaluate(ASK, {"count": PROMPT, "fresh": NEW, "words": WORDS, "seed": seed}) for seed in range(arguments.repeats)]
            memory = resident()
            found = {
                "machine": {**machine(), "browser": browser.version},
                "repeats": arguments.repeats,
                "load": loaded,
                "memory": memory,
                "asked": asked,
            }
            browser.close()
    for key, unit in (("first", "s to the first token"), ("rate", "tokens a second")):
        values = sorted(one[key] for one in asked)
        found[key] = {"median": round(statistics.median(values), 2), "min": round(values[0], 2), "max": round(values[-1], 2)}
        print(
            f"{found[key]['median']} ({found[key]['min']}–{found[key]['max']}) {unit}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
    print(f"weights {loaded['weights'] / 1e6:.0f} MB, process {memory / 1e6:.0f} MB, loaded in {loaded['seconds']:.1f} s from this machine")
    arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
