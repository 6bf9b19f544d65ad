"""Writes what inside-explorer shows of SmolLM2's heads, docs/assets/explorers/data/inside.json, from lab/results/smollm2.json."""

from lab.export import MODELS, read_result, write_json

TARGET = MODELS.parent / "explorers/data/inside.json"


def contents() -> dict:
    """Return the contents of data/inside.json. Scores are percent; a head is its place in the wall, layer · heads + head."""
    inside = read_result("smollm2")["inside"]
    least = {**inside["roles"]["least"], "sink": inside["roles"]["sink_over"]}
    width = 1 + max(row["head"] for row in inside["all"])

    def run(found: dict) -> dict:
        words = found["shown"]
        place = [layer * width + head for layer, head in found["heads"]]
        return {"off": place, "right": found["right"], "p": [word["p"] for word in words], "said": [word["said"] for word in words]}

    return {
        "heads": width,
        "least": least,
        "scores": {kind: [round(100 * row[kind], 1) for row in inside["all"]] for kind in least},
        "roles": [row["role"] for row in inside["all"]],
        "list": inside["list"],
        "text": inside["sink"]["text"],
        "of": inside["second_time"]["of"],
        "whole": run(inside["second_time"]),
        "induction": run(inside["without_induction"]),
        "others": [run(draw) for draw in inside["without_others"]["draws"]],
    }


def write_inside() -> None:
    """Write data/inside.json."""
    write_json(TARGET, contents())
