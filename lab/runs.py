"""What experiments of several trainings share: intervals over seeds, where a result came from, and parts kept for later."""

import hashlib
import json
import math
import platform
import shutil
import subprocess
from pathlib import Path

import torch
import transformers
from scipy.stats import t as student

from lab.export import BUILD, RESULTS, ROOT, write_json
from lab.training import sources

KEPT = RESULTS / "runs"  # what `remembered` wrote: experiments that take hours go on from there on any machine


def spread(values: list[float]) -> dict:
    """Return what a few seeds tell of all: values, mean, standard deviation and two intervals of 95% by Student's t.

    interval: where the mean over all seeds lies. prediction: where the value of one new seed will fall. Both take the
    values for normally distributed, so they may pass the ends of a scale. Both are None for a single value.
    """
    n = len(values)
    mean = sum(values) / n
    found = {"values": [round(value, 4) for value in values], "n": n, "mean": round(mean, 4), "sd": None, "interval": None}
    if n < 2:
        return {**found, "prediction": None}
    sd = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    reach = float(student.ppf(0.975, n - 1)) * sd
    halves = {"interval": reach / math.sqrt(n), "prediction": reach * math.sqrt(1 + 1 / n)}
    return {**found, "sd": round(sd, 4), **{name: [round(mean - half, 4), round(mean + half, 4)] for name, half in halves.items()}}


def digest(*parts) -> str:
    """Return the SHA-256 of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def code_digest(code) -> str:
    """Return the SHA-256 of these functions and of all that they use inside lab."""
    return digest(sources(code))


def origin(command: str, code, seeds, cpu_seconds: dict) -> dict:
    """Return where a result came from: command, commit, hash of the sources, seeds, versions and processor time by part."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "command": command,
        "commit": described.stdout.strip() or None,
        "sources_sha256": code_digest(code),
        "seeds": list(seeds),
        "cpu_seconds": {name: round(seconds, 1) for name, seconds in cpu_seconds.items()},
        "made_with": {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__},
    }


def restore() -> None:
    """Put the figures of finished runs that the repository keeps where `remembered` looks for them."""
    for kept in KEPT.rglob("*.json"):
        path = BUILD / kept.relative_to(KEPT)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(kept, path)


def keep() -> None:
    """Copy the figures of finished runs into the repository, so that an experiment can go on from them on another machine."""
    for path in BUILD.rglob("*.json"):
        if set(json.loads(path.read_text(encoding="utf-8"))) == {"key", "found"}:
            kept = KEPT / path.relative_to(BUILD)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, kept)


def remembered(path: Path, key: str, make) -> dict:
    """Return make()'s dict, or the one that an earlier call with the same key left in the file at path."""
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return kept["found"]
    found = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"key": key, "found": found})
    return json.loads(path.read_text(encoding="utf-8"))["found"]  # the same with and without the file: keys as text
