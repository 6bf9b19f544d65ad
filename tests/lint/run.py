"""Check the scripts and styles with Biome and TypeScript: `make lint`, or `python tests/lint/run.py`.

Biome is configured by biome.jsonc in the root, TypeScript by jsconfig.json; it reads the types in the JSDoc comments. Both run on
Node.js; without it they are skipped, with a message.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = HERE / "node_modules"

# TypeScript also reads whatever these import, but only errors in these are reported. Left out are
# - the explorers and base.js, model-loader.js, shared/parts.js: their fields are elements with added methods (show, limit),
#   which no comment declares yet;
# - timeline-explorer.js, offline/, and llm-question.js, term-links.js, theme-fixes.js in shared/: they look up elements of the page by
#   selectors, about which TypeScript only knows that they are elements;
# - vendor/: third-party code.
TYPED = re.compile(
    r"docs/assets/(explorers/(runtime/[\w-]+|answers|blocked|explorers|linear-head|painting|spectrogram)|practice/[\w-]+|search/[\w-]+"
    r"|shared/(asking|attend|basics|counting|numbers|random)|strings/[\w-]+)\.js\("
)


def install(npm: str) -> None:
    """Install what package-lock.json pins into node_modules, unless it's there."""
    lock, done = HERE / "package-lock.json", PACKAGES / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if subprocess.run([npm, "ci", "--silent", "--prefix", str(HERE)], cwd=ROOT).returncode:
        sys.exit("npm couldn't install what tests/lint/package-lock.json pins. The first run needs the network; try again.")


def type_errors(node: str) -> list[str]:
    """Return TypeScript's messages about the TYPED files, one or more lines each."""
    command = [node, str(PACKAGES / "typescript/bin/tsc"), "-p", "jsconfig.json", "--pretty", "false"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8").stdout
    found = [part.rstrip() for part in re.split(r"^(?=\S)", said, flags=re.MULTILINE) if part.strip()]
    return [part for part in found if TYPED.match(part) or not re.match(r"docs/assets/\S+\.js\(", part)]


def main() -> None:
    """Exit with 1 if either program reports anything."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        print("Biome and TypeScript are skipped: they need Node.js 18.20 or newer, with npm.")
        return
    install(npm)
    biome = [node, str(PACKAGES / "@biomejs/biome/bin/biome"), "lint", "--error-on-warnings"]
    wrong = subprocess.run(biome, cwd=ROOT).returncode
    errors = type_errors(node)
    print("\n".join(errors) or "TypeScript found nothing.")
    sys.exit(bool(wrong or errors))


if __name__ == "__main__":
    main()
