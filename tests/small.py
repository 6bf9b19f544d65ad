"""A small repository for trying out the `llm-notes` command: two chapters of small pages, and the files that belong to them."""

import contextlib
import os
import shutil
from pathlib import Path

from building import ROOT
from click.testing import CliRunner, Result

from llm_notes.commands.cli import main

CONFIG = """site_name: Notes  # a comment that stays
site_dir: !ENV [SITE_DIR, site]
nav:
  - Home: index.md
  - First things:
      - first/index.md
      - first/alpha.md  # the first of them
      - first/beta.md
  - Second things:
      - second/index.md
      - second/gamma.md
  - Reference:
      - glossary.md
      - drills.md
theme:
  name: material
plugins:
  - llm_notes
markdown_extensions:
  - attr_list
  - tables
  - toc
  - pymdownx.superfences
  - pymdownx.arithmatex:
      generic: true
  - llm_notes
"""
PAGES = {
    "index.md": "# Home\n\nSee [Beta](first/beta.md#more).\n",
    "first/index.md": "---\ndescription: Two sections.\n---\n# First things\n\nIt has two sections, and these two sections matter.\n\n"
    "- [Alpha](alpha.md): the first.\n  More of it.\n- [Beta](beta.md): the second.\n\nThe end.\n",
    "first/alpha.md": "---\ndescription: The first of all.\nbuilds_on: [beta.md]\n---\n# Alpha\n\n## Less {#less}\n\n"
    "Look at [more](beta.md#more), [gamma](../second/gamma.md) and [less](#less).\n\n"
    "/// question\n    id: alpha-one\n    reread: less\n\nWhich?\n\n- [x] this\n    - Yes.\n- [ ] that\n    - No.\n///\n",
    "first/beta.md": "---\ndescription: The second.\n---\n# Beta\n\n## More {#more}\n\nSee ![it](../assets/images/it.svg) and [home](../index.md).\n\n"
    "/// question\n    id: beta-one\n    reread: alpha.md#less\n\nWhich?\n\n- [x] this\n    - Yes.\n- [ ] that\n    - No.\n///\n",
    "second/index.md": "# Second things\n\nIts one section is\n\n- [Gamma](gamma.md): the third.\n",
    "second/gamma.md": "---\nbuilds_on: [../first/beta.md, ../first/alpha.md]\n---\n# Gamma\n\nText.\n",
    "glossary.md": "# Glossary\n\nSee [Beta](first/beta.md).\n",
    "drills.md": "# Drills\n",
    "references.bib": "@misc{vaswani2017,\n  author = {Vaswani, Ashish and others},\n  title = {Attention Is All You Need},\n"
    "  date = {2017-06-12},\n  eprint = {1706.03762},\n  archiveprefix = {arXiv},\n}\n",
    "assets/images/it.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>\n',
}
ADDRESSES = "# Every address\n./\ncheat-sheet/\ncheat-sheet/#alpha\nfirst/\nfirst/alpha/\nfirst/alpha/#less\nfirst/alpha/#q-alpha-one\nfirst/beta/\nfirst/beta/#more\nfirst/beta/#q-beta-one\n"


def small(root: Path) -> Path:
    """Write the repository, and return its root."""
    files = {"mkdocs.yml": CONFIG, **{f"docs/{path}": text for path, text in PAGES.items()}}
    files["tests/site/addresses.txt"] = ADDRESSES
    files["tests/site/retired.txt"] = "# Taken out\n"
    files["tests/content/outline.yml"] = (
        "# The outline\nchapters:\n  - title: First things\n    sections:\n      - title: Alpha\n        points:\n"
    )
    files["tests/content/outline.yml"] += "          - {says: a point, terms: [point]}\n"
    files["tests/pages.py"] = ""
    files["tests/content/words.txt"] = "# Words\nabeyance\n"
    files["tests/content/test_worked_beta.py"] = 'PAGE = "first/beta.md"\n'
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "templates", root / "templates")
    return root


def run(root: Path, *arguments: str, typed: str = "", fails: bool = False) -> str:
    """Run `llm-notes` in a folder and return its output; fails the test unless it exits as expected. typed: what a person types."""
    with contextlib.chdir(root):
        done: Result = CliRunner().invoke(main, list(arguments), input=typed, prog_name="llm-notes")
    assert not done.exception or isinstance(done.exception, SystemExit), "".join(map(str, done.exc_info or ()))
    assert bool(done.exit_code) == fails, done.output
    return done.output


def text_of(root: Path, path: str) -> str:
    """Return a file's text."""
    return (root / path).read_text(encoding="utf-8")


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file's content, to compare before and after."""
    return {os.path.relpath(file, root): file.read_bytes() for file in root.rglob("*") if file.is_file()}
