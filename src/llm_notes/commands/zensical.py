"""Build with the second engine: `python -m llm_notes.commands.zensical [--config mkdocs.yml]`, into SITE_DIR or build/zensical."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


def build(config: Path, folder: Path) -> str:
    """Build the site of `config` into `folder`; return '' or, when it fails, the sentence that says why.

    The folder and Zensical's cache are removed first: it keeps pages by their source alone, so that a change
    in an extension would go unnoticed. It prints a traceback for any mistake; the sentence is in there.
    """
    root = config.parent
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(root / ".cache", ignore_errors=True)
    run = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "-f", config.name],
        cwd=root,
        text=True,
        env={**os.environ, "SITE_DIR": os.path.relpath(folder.resolve(), root.resolve())},
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if run.returncode == 0 and (folder / "index.html").is_file():
        return ""
    sentence = re.search(r"PageError: (.+)", run.stdout)
    return sentence.group(1) if sentence else run.stdout.strip() or f"zensical ended with status {run.returncode}"


def main() -> None:
    """Build and say where the site is, or what stopped it."""
    parser = argparse.ArgumentParser(description="Build the notes with Zensical.")
    parser.add_argument("--config", type=Path, default=Path("mkdocs.yml"))
    folder = Path(os.environ.get("SITE_DIR", "build/zensical"))
    problem = build(parser.parse_args().config, folder)
    if problem:
        sys.exit(problem)
    print(f"Built with Zensical into {folder}/")


if __name__ == "__main__":
    main()
