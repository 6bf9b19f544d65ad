"""The test suite as contributors meet it: one sentence per mistake, and a guide that works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from building import ROOT, append, copy_with_tests, replace
from small import run


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


@pytest.mark.thorough
def test_a_site_that_cannot_be_built_is_reported_once_and_no_test_runs(tmp_path):
    root = copy_with_tests(tmp_path)
    append(root / "docs/how-transformers-work/attention.md", "/// qestion\n///")
    line = (root / "docs/how-transformers-work/attention.md").read_text(encoding="utf-8").split("\n").index("/// qestion") + 1
    tests = run_tests(root, "-n", "2", "tests/site/test_site.py", "tests/site/test_structured_data.py")
    said = tests.stdout + tests.stderr
    assert tests.returncode
    assert said.count(f"docs/how-transformers-work/attention.md:{line}: there is no block 'qestion'") == 1, said
    assert "Traceback" not in said and "passed" not in said and "failed" not in said, said


def steps(guide: str, heading: str) -> list[tuple[str, list[str]]]:
    """Return the steps under a heading of a guide, '1. …' or '**Step 1.** …': each step's text, and the code blocks in it."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    part = re.search(rf"## {re.escape(heading)}\n(.*?)\n## ", text, re.DOTALL)[1]
    found = re.split(r"^(?:\d+\.|\*\*Step \d+\.\*\*) ", part, flags=re.MULTILINE)[1:]
    blocks = re.compile(r"^( *)```\w*\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
    return [(step, [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks.findall(step)]) for step in found]


def commands() -> list[list[str]]:
    """Return what the guide for a new section types after `llm-notes`, in order."""
    lines = [
        line for _, blocks in steps("CONTRIBUTING.md", "A new section in ten minutes") for block in blocks for line in block.split("\n")
    ]
    return [shlex.split(line)[1:] for line in lines if line.startswith("llm-notes ")]


def add_section(root: Path) -> str:
    """Start the guide's section in a copy of the repository. Returns its path under docs."""
    serve, new, check, fix = commands()
    assert serve == ["serve"] and new[0] == "new" and check[0] == "check" and fix[:2] == ["check", "--fix"]
    said = run(root, *new)
    return re.search(r"docs/(\S+)  +the page", said)[1]


@pytest.mark.thorough
def test_a_section_made_as_the_guide_says_lacks_nothing(tmp_path):
    root = copy_with_tests(tmp_path)
    page = add_section(root)
    assert "Nothing is wrong with this page." in run(root, *commands()[3], "--yes"), (
        "nothing should be wrong once its addresses are recorded"
    )
    assert f"\n{page.removesuffix('.md')}/#one-number\n" in (root / "tests/site/addresses.txt").read_text(encoding="utf-8")
    tests = run_tests(
        root,
        "-n",
        "0",
        "-m",
        "not thorough",
        "tests/content/test_pages.py",
        *(
            f"tests/site/test_{name}.py"
            for name in ("site", "practice_page", "anki_deck", "llms", "structured_data", "publish", "addresses")
        ),
        "-k",
        "not assertions and not template and not old_address and not reworded and not equal_input and not refused",
    )
    assert tests.returncode == 0, tests.stdout + tests.stderr


@pytest.mark.thorough
def test_the_command_does_what_the_guide_says_to_do_by_hand(tmp_path):
    root, by_hand = copy_with_tests(tmp_path / "command"), copy_with_tests(tmp_path / "hand")
    page = add_section(root)
    (_, [command]), (_, [lines]), (_, [entry]), (rename, _), *_ = steps("docs/contributing/by-hand.md", "A section {#section}")
    verb, source, target = shlex.split(command)
    assert verb == "cp" and target == f"docs/{page}"
    shutil.copy(by_hand / source, by_hand / target)
    above, new = lines.splitlines()
    replace(by_hand / "mkdocs.yml", above + "\n", f"{above}\n{new}\n")
    old, new = re.search(r"replace `([\w-]+-)` in them", rename)[1], re.search(r"as in `id: ([\w-]+-)dot-product`", rename)[1]
    text = (by_hand / target).read_text(encoding="utf-8")
    assert text.count(f"    id: {old}") == 3
    title = re.search(r"\[(.*?)\]", entry)[1]
    text = re.sub(r"^# .*", f"# {title}", text.replace(f"    id: {old}", f"    id: {new}"), count=1, flags=re.MULTILINE)
    (by_hand / target).write_text(text, encoding="utf-8")
    for path in ("mkdocs.yml", target):
        one, other = (re.sub(r"(reviewed|description): .*", "", (each / path).read_text(encoding="utf-8")) for each in (root, by_hand))
        assert one == other, f"{path} differs"
    index = (root / target).with_name("index.md").read_text(encoding="utf-8")
    assert entry.partition(":")[0] in index and index.lower().count("six sections") == 2
