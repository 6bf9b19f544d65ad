"""Python is formatted, and has no mistake that Ruff or mypy finds without running it: the first thing `make check` runs."""

import subprocess
import sys

import pytest
import yaml
from building import ROOT


def run(*command: str) -> None:
    """Run a Python module on the repository; its complaints are the test's message."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert not done.returncode, f"python -m {' '.join(command)}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize(
    "command", [("ruff", "check", "--quiet"), ("ruff", "format", "--check", "--quiet", "--diff"), ("mypy",)], ids=" ".join
)
def test_python_is_tidy(command):
    run(*command)


def test_no_hook_names_a_program_that_windows_lacks():
    for hook in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]:
        assert hook["entry"].startswith('git -c "alias.venv=!sh .ci/venv" venv -m '), (
            f".pre-commit-config.yaml: the hook '{hook['id']}' runs {hook['entry']!r}. Start it with git and .ci/venv, like the others."
        )
