"""Build with the second engine: `python -m llm_notes.commands.zensical [--config mkdocs.yml]`, into SITE_DIR or build/zensical."""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from llm_notes.publish.drafts import drafts
from llm_notes.writing.changes import Refused
from llm_notes.writing.navigation import remove_page

WITHOUT_DRAFTS = "mkdocs.without-drafts.yml"  # beside mkdocs.yml while the build runs, as its paths are relative


def build(config: Path, folder: Path) -> str:
    """Build the site of `config` into `folder`; return '' or, if it fails, the sentence that says why.

    The folder and Zensical's cache are removed first: it caches pages by their source alone, so a change
    in an extension would go unnoticed. It prints a traceback for any mistake; the sentence is in it. Since it doesn't know drafts,
    it gets a configuration without them.
    """
    root = config.parent
    left_out = drafts(root / "docs")
    if left_out:
        named, config = config, root / WITHOUT_DRAFTS
        config.write_text(without(named.read_text(encoding="utf-8"), left_out), encoding="utf-8")
    try:
        return _build(config, root, folder)
    finally:
        (root / WITHOUT_DRAFTS).unlink(missing_ok=True)


def without(config: str, paths: list[str]) -> str:
    """Return the text of mkdocs.yml without these pages: neither in the navigation nor among the files. paths: under docs."""
    for path in paths:
        with contextlib.suppress(Refused):  # it isn't in the navigation
            config = remove_page(config, path)
    excluded = "".join(f"  /{path}\n" for path in paths)
    if re.search(r"^exclude_docs:", config, re.MULTILINE):
        return re.sub(r"^exclude_docs:.*\n", lambda match: match[0] + excluded, config, count=1, flags=re.MULTILINE)
    return f"{config.rstrip()}\nexclude_docs: |\n{excluded}"


def _build(config: Path, root: Path, folder: Path) -> str:
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
