"""A stranger's pull request runs without secrets, with read-only permissions, on actions pinned by commit hash; code has owners."""

import fnmatch
import json
import re

import pytest
import yaml
from building import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
WRITES = {"deploy.yml": {"pages", "id-token"}}  # what a workflow may write: id-token proves to Pages where the site comes from
# What runs in a reader's browser, on a contributor's machine or in a workflow.
GUARDED = [
    "src/llm_notes/checks/safety.py",
    "lab/grammar.py",
    "tests/checks/safety.py",
    "overrides/main.html",
    "mkdocs.yml",
    "Makefile",
    ".ci/venv",
    ".pre-commit-config.yaml",
    "pyproject.toml",
    "requirements/site.txt",
    "docs/assets/explorers/base.js",
    "docs/assets/stylesheets/notes.css",
    "docs/assets/vendor/ts-fsrs/ts-fsrs.js",
    "docs/assets/models/manifest.json",
    ".github/workflows/test.yml",
    ".github/CODEOWNERS",
]
OPEN = ["docs/glossary.md", "docs/references.bib", "docs/assets/images/attention-mask.svg", "tests/content/words.txt"]


def problems(name: str, text: str) -> list[str]:
    """Return what is wrong with a workflow, as file:line sentences."""

    def at(pattern: str) -> str:
        line = next((number for number, line in enumerate(text.split("\n"), 1) if re.search(pattern, line)), 1)
        return f".github/workflows/{name}:{line}"

    found, workflow = [], yaml.safe_load(text)
    events = workflow[True]  # YAML reads `on` as true
    events = [events] if isinstance(events, str) else list(events)
    for event in {"pull_request_target", "workflow_run", "issue_comment", "issues"} & set(events):
        found.append(f"{at(event)}: '{event}' runs a stranger's text with this repository's rights. Use pull_request.")
    if workflow.get("permissions") != {"contents": "read"}:
        found.append(f"{at('permissions')}: the workflow's permissions aren't 'contents: read'. Write them at its top.")
    for job, settings in workflow["jobs"].items():
        writes = {right for right, level in (settings.get("permissions") or {}).items() if level != "read"}
        if writes - WRITES.get(name, set()) or settings.get("permissions") == "write-all":
            found.append(f"{at(job + ':')}: the job '{job}' may write {sorted(writes)}. Remove that, or add it to WRITES with a reason.")
    if re.search(r"\bsecrets\b", re.sub(r"#.*", "", text)):
        found.append(f"{at('secrets')}: the workflow reads secrets. A pull request must not have access to them; remove them.")
    for line, use in ((line, match[1]) for line in text.split("\n") if (match := re.search(r"uses:\s*(\S+)", line))):
        if not use.startswith("./") and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use):
            found.append(f"{at(re.escape(use))}: '{use}' isn't pinned by commit hash. Write @ and 40 digits, and the version after #.")
        if "actions/checkout@" in use and "persist-credentials: false" not in text.split(line, 1)[1].split("- ", 1)[0]:
            found.append(f"{at(re.escape(use))}: the checkout leaves its token behind. Add persist-credentials: false.")
    for match in re.finditer(r"run:.*\$\{\{\s*(github\.event|github\.head_ref|inputs)", text):
        found.append(f"{at(re.escape(match[0]))}: text of a pull request becomes part of a command. Pass it by env.")
    return found


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_is_safe_for_pull_requests_of_strangers(file):
    found = problems(file.name, file.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("pull_request:", "pull_request_target:", r"test.yml:\d+: 'pull_request_target' runs a stranger's text"),
        ("contents: read", "contents: write", r"test.yml:\d+: the workflow's permissions aren't 'contents: read'"),
        ("  test:\n", "  test:\n    permissions: {issues: write}\n", r"test.yml:\d+: the job 'test' may write \['issues'\]"),
        ("run: make site", "run: make site\n        env: {A: '${{ secrets.A }}'}", r"test.yml:\d+: the workflow reads secrets"),
        ("actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "actions/checkout@v7", r"'actions/checkout@v7' isn't pinned"),
        ("persist-credentials: false", "fetch-depth: 1", r"the checkout leaves its token behind"),
        ("run: make site", "run: echo ${{ github.event.pull_request.title }}", r"becomes part of a command"),
    ],
)
def test_an_unsafe_workflow_is_found(old, new, message):
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert old in text, f"test.yml no longer has '{old}': update this test"
    assert any(re.search(message, problem) for problem in problems("test.yml", text.replace(old, new, 1)))


def systems(text: str) -> set[str]:
    """Return the systems on which a workflow runs the tests, as GitHub names their machines."""
    found = set()
    for job in yaml.safe_load(text)["jobs"].values():
        if any(re.search(r"\bpytest\b|^make test$", step.get("run", ""), re.MULTILINE) for step in job.get("steps", [])):
            matrix = job.get("strategy", {}).get("matrix", {}).get("include", [{}])
            found |= {re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda name, entry=entry: entry[name[1]], job["runs-on"]) for entry in matrix}
    return {system.partition("-")[0] for system in found}


def test_the_tests_run_where_contributors_write():
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    missing = {"ubuntu", "macos", "windows"} - systems(text)
    assert not missing, f".github/workflows/test.yml:1: no job runs the tests on {', '.join(sorted(missing))}. Add it to a matrix."
    assert systems(text.replace("macos-latest", "ubuntu-latest")) == {"ubuntu", "windows"}
    assert systems(text.replace('-m pytest -m "not browser"', "--version")) == {"ubuntu"}


def owners(path: str) -> list[str]:
    """Return a file's owners by .github/CODEOWNERS: those of the last matching pattern."""
    found: list[str] = []
    for line in (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines():
        pattern, *names = line.partition("#")[0].split() or [""]
        pattern = pattern.lstrip("/")
        if pattern and fnmatch.fnmatch(path, pattern + "*" if pattern.endswith("/") else pattern):
            found = names
    return found


def test_code_and_configuration_have_owners_and_text_has_none():
    for path in GUARDED:
        assert owners(path), f".github/CODEOWNERS:1: nobody owns {path}. Add a line for it."
    for path in OPEN:
        assert (ROOT / path).is_file() and not owners(path), f".github/CODEOWNERS: {path} has owners, but anyone may review it."


def test_all_pins_are_audited_each_week():
    weekly = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text(encoding="utf-8"))
    commands = [step.get("run", "") for step in weekly["jobs"]["audit"]["steps"]]
    assert any("for file in requirements/*.txt" in command and "pip-audit" in command for command in commands), (
        ".github/workflows/weekly.yml:1: no step runs pip-audit on every requirements/*.txt. Restore it."
    )
    assert "schedule" in weekly[True], ".github/workflows/weekly.yml:1: the workflow has no schedule. Add one."


@pytest.mark.parametrize("folder", ["tests/audit", "tests/lint"])
def test_the_node_packages_are_pinned_by_hash_and_name_no_registry(folder):
    file = f"{folder}/package-lock.json"
    lock = json.loads((ROOT / file).read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert lock.pop("")["dependencies"] == wanted, f"{file}:1: it doesn't match package.json. {folder}/README.md says how to regenerate it."
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{folder}/package.json:1: {name} {version!r} isn't an exact version. Name one."
    for name, package in lock.items():
        assert package.get("integrity", "").startswith("sha512-"), (
            f"{file}:1: {name} has no sha512 hash. Regenerate the file ({folder}/README.md)."
        )
        assert "resolved" not in package, f"{file}:1: {name} has a registry's address. Keep {folder}/.npmrc and regenerate the file."
