"""The test suite as contributors meet it: one sentence per mistake, and a guide that works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from building import ROOT, append, copy_with_tests, replace

from llm_notes.commands.check import findings


def run_tests(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run pytest in a copy of the repository, as `make test` does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LLM_NOTES_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=root,
        env={**inherited, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_a_site_that_cannot_be_built_is_said_once_and_no_test_runs(tmp_path):
    root = copy_with_tests(tmp_path)
    append(root / "docs/how-transformers-work/attention.md", "/// qestion\n///")
    line = (root / "docs/how-transformers-work/attention.md").read_text(encoding="utf-8").split("\n").index("/// qestion") + 1
    run = run_tests(root, "-n", "2", "tests/site/test_site.py", "tests/site/test_structured_data.py")
    said = run.stdout + run.stderr
    assert run.returncode
    assert said.count(f"docs/how-transformers-work/attention.md:{line}: there is no block 'qestion'") == 1, said
    assert "Traceback" not in said and "passed" not in said and "failed" not in said, said


def steps() -> list[tuple[str, list[str]]]:
    """Return the numbered steps of the guide for a new section: each step's text, and the code blocks in it."""
    guide = re.search(r"## A new section in ten minutes\n(.*?)\n## ", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    found = re.split(r"^\d+\. ", guide, flags=re.MULTILINE)[1:]
    blocks = re.compile(r"^( +)```\w*\n(.*?)^ +```$", re.DOTALL | re.MULTILINE)
    return [(step, [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks.findall(step)]) for step in found]


def add_section(root: Path) -> str:
    """Do in a copy of the repository what the guide says up to the first run of the tests. Returns the new page's path under docs."""
    _, (_, [command]), (_, [lines, entry]), (rename, _), *_ = steps()
    verb, source, target = shlex.split(command)
    assert verb == "cp"
    shutil.copy(root / source, root / target)
    above, new = lines.splitlines()
    replace(root / "mkdocs.yml", above + "\n", f"{above}\n{new}\n")
    page = new.strip(" -")
    assert root / "docs" / page == root / target, "the guide copies one page and lists another"
    index = root / "docs" / page.split("/")[0] / "index.md"
    replace(index, last := re.findall(r"^- \[.*\n", index.read_text(encoding="utf-8"), re.MULTILINE)[-1], last + entry)
    old, new = re.search(r"replace `([\w-]+-)` in them", rename)[1], re.search(r"as in `id: ([\w-]+-)dot-product`", rename)[1]
    text = (root / target).read_text(encoding="utf-8")
    assert text.count(f"    id: {old}") == 3
    (root / target).write_text(text.replace(f"    id: {old}", f"    id: {new}"), encoding="utf-8")
    return page


def test_a_section_made_as_the_guide_says_lacks_nothing_but_its_addresses(tmp_path):
    root = copy_with_tests(tmp_path)
    page = add_section(root)
    run = run_tests(
        root,
        "-n",
        "0",
        "tests/content/test_pages.py",
        *(
            f"tests/site/test_{name}.py"
            for name in ("site", "practice_page", "anki_deck", "llms", "structured_data", "publish", "addresses")
        ),
        "-k",
        "not two_builds and not renamed_or_removed and not old_address and not reworded and not equal_input and not refused",
    )
    failed = re.findall(r"^(?:FAILED|ERROR) \S+?::(\w+)", run.stdout, re.MULTILINE)
    assert failed == ["test_every_address_is_recorded"], run.stdout + run.stderr
    assert f"{page.removesuffix('.md')}/#one-number" in run.stdout
    assert failed[0] in steps()[4][0], "the guide names another test"


def test_the_check_of_one_page_finds_nothing_wrong_with_a_section_made_as_the_guide_says(tmp_path):
    root = copy_with_tests(tmp_path)
    page = add_section(root)
    assert f"python -m llm_notes.commands.check docs/{page}" in steps()[4][1][0], "the guide checks another page"
    assert findings(root, page) == []
