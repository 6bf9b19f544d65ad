"""Let programs for JavaScript and CSS judge the scripts and styles: `make lint`, or `python tests/lint/run.py`.

Biome goes by biome.jsonc in the root. Both run on Node.js; without it they are left out, with a sentence that says so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def install(npm: str) -> None:
    """Install what package-lock.json pins into node_modules, unless it's there."""
    lock, done = HERE / "package-lock.json", HERE / "node_modules/.package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if subprocess.run([npm, "ci", "--silent", "--prefix", str(HERE)], cwd=ROOT).returncode:
        sys.exit("npm couldn't install what tests/lint/package-lock.json pins. The first run needs the network; try again.")


def main() -> None:
    """Exit with 1 when a program has something to say."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        print("Biome is left out: it needs Node.js 18.20 or newer, with npm.")
        return
    install(npm)
    biome = [node, str(HERE / "node_modules/@biomejs/biome/bin/biome"), "lint", "--error-on-warnings"]
    sys.exit(bool(subprocess.run(biome, cwd=ROOT).returncode))


if __name__ == "__main__":
    main()
