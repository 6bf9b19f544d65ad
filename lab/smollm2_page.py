"""What the explorers show of SmolLM2's recorded runs: `python -m lab.smollm2_page`, at once; `make experiments NAME=smollm2` does it too.

Reads lab/results/smollm2.json and writes docs/assets/explorers/data/asked.json, answers token by token, and data/shots.json, the
examples and tests of each task with how sure the model was.
"""

import json
from pathlib import Path

from lab.smollm2_tasks import SHOTS, SYSTEM, TASKS

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "lab" / "results" / "smollm2.json"
DATA = ROOT / "docs" / "assets" / "explorers" / "data"
ASKED = ("sum", "person", "word", "capital", "capital-plain", "french")  # the answers that the page shows


def asked(found: dict) -> dict:
    """Return the contents of data/asked.json. A token is [text, p, [[text of a rival, its p], …]]."""
    runs = {row["name"]: row for row in found["presets"]}
    return {
        "system": SYSTEM,
        "runs": [
            {
                "name": name,
                "text": runs[name]["text"],
                "chat": runs[name]["chat"],
                "tokens": [[token["text"], token["p"], token["rivals"]] for token in runs[name]["tokens"]],
            }
            for name in ASKED
        ],
    }


def shots(found: dict) -> dict:
    """Return the contents of data/shots.json: {task: {before, after, labeled, examples, tests, runs}}, runs[examples][test] being [p, top, top_p, right]."""
    tasks = {}
    for name, task in TASKS.items():
        runs: list[list] = [[] for _ in SHOTS]
        for case in found["cases"][name]:
            runs[case["shots"]].append([case["p"], case["top"], case["top_p"], int(case["right"])])
        tasks[name] = {
            "before": task.before,
            "after": task.after,
            "labeled": task.labeled,
            "examples": task.examples,
            "tests": task.tests,
            "runs": runs,
        }
    return tasks


def write_pages() -> None:
    """Write both files."""
    found = json.loads(RESULT.read_text(encoding="utf-8"))
    for name, contents in (("asked", asked(found)), ("shots", shots(found))):
        text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"))
        (DATA / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write_pages()
