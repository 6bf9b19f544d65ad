"""Measures SmolLM2 in the page: `python bench/smollm2.py`, after `make .venv/smollm2-ready`. Writes bench/results/smollm2.json.

Chromium, the model in its Worker as a reader has it; medians of five questions of 50 tokens with the template around them. Between two
questions the cache is cleared, so each first token has read all 50. Memory and processor time are those of the browser process with
the page in it; on a busy machine, processor time says more than the clock.
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
PROMPT, NEW = 50, 40  # tokens read and written
LOAD = """async () => {
  const { load } = await import(new URL("assets/explorers/model-loader.js", document.baseURI)), begun = performance.now();
  window.model = await load("smollm2");
  return { seconds: (performance.now() - begun) / 1000, weights: await model.memory() };
}"""
BEGIN = """async ({ count, words, seed }) => {
  const story = words.split(" "), around = (text) => `<|im_start|>system\\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\\n<|im_start|>user\\n${text}<|im_end|>\\n<|im_start|>assistant\\n`;
  await model.generate({ input_ids: [9 + seed], max_new_tokens: 1 }); // another beginning: the cache is emptied
  let text = `Story ${seed}:`, ids = [];
  for (let i = 0; ids.length < count; i++) ids = (await model.encode(around(text += ` ${story[(i + seed) % story.length]}`))).ids;
  return ids;
}"""
WRITE = """async ({ ids, fresh, seed }) => {
  const begun = performance.now(), written = await model.generate({ input_ids: ids, max_new_tokens: fresh, temperature: 1, seed });
  return { ids: written.ids, seconds: (performance.now() - begun) / 1000 };
}"""
WORDS = "the old red car stood by the quiet harbor while a man sold fish and told us where the boats had gone"


def renderers() -> set[Path]:
    """Return the /proc folders of all renderer processes of any running Chromium."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if "--type=renderer" in (folder / "cmdline").read_text():
                found.add(folder)
        except OSError:
            continue  # a process that has ended in the meantime
    return found


def shown_by(earlier: set[Path]) -> Path:
    """Return the process that shows the page: of those started since, the one with the most memory."""
    found = renderers() - earlier
    if not found:
        sys.exit("No process of the browser in /proc: memory and processor time can only be measured on Linux.")
    return max(found, key=resident)


def resident(process: Path) -> int:
    """Return a process's resident memory in bytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", (process / "status").read_text())
    return int(found[1]) * 1024 if found else 0


def processor(process: Path) -> float:
    """Return the processor seconds that a process has used, over all its threads."""
    user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def ask(page, process: Path, seed: int) -> dict:
    """Return the seconds to the first token and the tokens per second after it, by the clock and in processor time."""
    ids = page.evaluate(BEGIN, {"count": PROMPT, "words": WORDS, "seed": seed})
    begun = processor(process)
    first = page.evaluate(WRITE, {"ids": ids, "fresh": 1, "seed": seed})
    between = processor(process)
    rest = page.evaluate(WRITE, {"ids": [*ids, *first["ids"]], "fresh": NEW, "seed": seed})
    written, used = len(rest["ids"]), processor(process) - between
    return {
        "read": len(ids),
        "written": written,
        "first": first["seconds"],
        "rate": written / rest["seconds"],
        "processor": {"first": between - begun, "rate": written / used},
    }


def middle(values: list[float]) -> dict:
    """Return the median, the lowest and the highest."""
    return {"median": round(statistics.median(values), 2), "min": round(min(values), 2), "max": round(max(values), 2)}


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
            earlier = renderers()
            browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
            page = browser.new_page()
            page.goto(address)
            loaded = page.evaluate(LOAD)
            process = shown_by(earlier)
            asked = [ask(page, process, seed) for seed in range(arguments.repeats)]
            memory = resident(process)
            found = {
                "machine": {**machine(), "browser": browser.version},
                "repeats": arguments.repeats,
                "load": loaded,
                "memory": memory,
                "asked": asked,
                "processor": {},
            }
            browser.close()
    for key, unit in (("first", "s to the first token"), ("rate", "tokens a second")):
        found[key], found["processor"][key] = (middle([one[key] for one in some]) for some in (asked, [one["processor"] for one in asked]))
        print(f"{found[key]} {unit}, by processor time {found['processor'][key]}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"weights {loaded['weights'] / 1e6:.0f} MB, process {memory / 1e6:.0f} MB, loaded in {loaded['seconds']:.1f} s from this machine")
    arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
