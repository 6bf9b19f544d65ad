"""The suite as a contributor meets it: one sentence about a mistake, and a guide that does what it says."""

import os
import subprocess
import sys
from pathlib import Path

from building import append, copy_with_tests


def run_tests(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run pytest in a copy of the repository, as `make test` does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LLM_NOTES_"))}
    return subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments], cwd=root,
                          env={**inherited, "PYTHONUTF8": "1"}, capture_output=True, text=True, encoding="utf-8")


def test_a_site_that_cannot_be_built_is_said_once_and_no_test_runs(tmp_path):
    root = copy_with_tests(tmp_path)
    append(root / "docs/how-transformers-work/attention.md", "/// qestion\n///")
    line = (root / "docs/how-transformers-work/attention.md").read_text(encoding="utf-8").split("\n").index("/// qestion") + 1
    run = run_tests(root, "-n", "2", "tests/site/test_site.py", "tests/site/test_structured_data.py")
    said = run.stdout + run.stderr
    assert run.returncode
    assert said.count(f"docs/how-transformers-work/attention.md:{line}: there is no block 'qestion'") == 1, said
    assert "Traceback" not in said and "passed" not in said and "failed" not in said, said
