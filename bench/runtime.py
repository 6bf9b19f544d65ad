"""Measures the page's runtime on a slowed processor: `python bench/runtime.py` (make bench). Prints medians; asserts nothing.

The modules run in the page's own thread, since Chromium's CPU throttling doesn't affect Workers.
"""

import argparse
import functools
import http.server
import json
import os
import statistics
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import sync_playwright  # noqa: E402

from llm_notes.commands.browsers import ARGUMENTS, find_browser  # noqa: E402

EIGHT_WORDS = "the old friend sees the small red cars"
DEFINITION = "car: a motor vehicle with four wheels"
TASKS = {  # model type: what is measured, its budget in ms at 4x, and the JavaScript that does it once
    "t5": ("a translation of eight words", 100, "() => [...generate(model, { input_ids: ids })]"),
    "gpt2": ("a step of GPT", 25, "() => model.next({ input_ids: ids, past_key_values: new Map([...cache]) })"),
    "llama": ("a step of Llama", 25, "() => model.next({ input_ids: ids, past_key_values: new Map([...cache]) })"),
    "bert": (
        "a pass over 32 tokens",
        40,
        "() => model.run({ input_ids: filled, want: ['encoder.last_hidden_state', 'logits'], positions: [3] })",
    ),
}
MEASURE = """async ({ name, text, task, repeats }) => {
  const at = (path) => new URL(path, document.baseURI);
  const module = (file) => import(at(`assets/explorers/runtime/${file}.js`));
  const [{ readSafetensors }, { Tokenizer }, { generate }, { Bert }, { Gpt2 }, { Llama }, { T5 }] =
    await Promise.all(["safetensors", "tokenizer", "sampling", "bert", "gpt2", "llama", "t5"].map(module));
  const file = async (path) => fetch(at(`assets/models/${name}/${path}`));
  const config = await (await file("config.json")).json(), rules = await (await file("tokenizer.json")).json();
  const buffer = await (await file("model.safetensors")).arrayBuffer();
  const begun = performance.now();
  const tokenizer = new Tokenizer(rules);
  const model = new { bert: Bert, gpt2: Gpt2, llama: Llama, t5: T5 }[config.model_type](config, readSafetensors(buffer));
  const { ids } = tokenizer.encode(text), filled = Array.from({ length: 32 }, (_, i) => ids[i % ids.length]);
  const cache = new Map();
  if (["gpt2", "llama"].includes(config.model_type)) model.next({ input_ids: ids.slice(0, -1), past_key_values: cache });
  const once = eval(task);
  once();
  const first = performance.now() - begun, times = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    once();
    times.push(performance.now() - start);
  }
  return { first, times, words: ids.length };
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves docs/ without logging."""

    def log_message(self, *_):
        """Stay quiet."""


def main() -> None:
    """Measure each model in the manifest and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--slowed", type=float, default=4, help="by what factor to slow the processor down")
    parser.add_argument("--repeats", type=int, default=40)
    arguments = parser.parse_args()
    models = ROOT / "docs" / "assets" / "models"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(ROOT / "docs")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
        print(
            f"Processor slowed {arguments.slowed:g} times, medians of {arguments.repeats} (fastest–slowest tenth); "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        for name in json.loads((models / "manifest.json").read_text(encoding="utf-8")):
            kind = json.loads((models / name / "config.json").read_text(encoding="utf-8"))["model_type"]
            what, budget, task = TASKS[kind]
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/assets/models/manifest.json")
            page.evaluate("document.head.append(Object.assign(document.createElement('base'), { href: '/' }))")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": arguments.slowed})
            found = page.evaluate(
                MEASURE, {"name": name, "text": EIGHT_WORDS if kind == "t5" else DEFINITION, "task": task, "repeats": arguments.repeats}
            )
            times = sorted(found["times"])
            tenth = len(times) // 10
            print(
                f"{name}: {what} {statistics.median(times):.1f} ms ({times[tenth]:.1f}–{times[-1 - tenth]:.1f}; budget "
                f"{budget}), first answer after download {found['first']:.0f} ms"
            )
            page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
