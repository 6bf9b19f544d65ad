"""Third-party files are in docs/assets/vendor unchanged, with source, license and hash."""

import hashlib

from building import ROOT

VENDOR = ROOT / "docs/assets/vendor"
FIELDS = {"file", "what", "from", "license", "sha256"}


def listed() -> list[dict[str, str]]:
    """Return the entries of README.txt."""
    text = (VENDOR / "README.txt").read_text(encoding="utf-8")
    parts = [part for part in text.split("\n\n") if part.startswith("file: ")]
    return [dict(line.split(": ", 1) for line in part.strip().split("\n")) for part in parts]


def test_each_vendored_file_is_listed_and_as_it_was_published():
    entries = listed()
    assert all(set(entry) == FIELDS for entry in entries), "docs/assets/vendor/README.txt:1: an entry needs the lines " + ", ".join(FIELDS)
    licenses = {entry["license"].split(", ")[1] for entry in entries}
    there = {file.relative_to(VENDOR).as_posix() for file in VENDOR.rglob("*.*")} - {"README.txt"}
    assert there == {entry["file"] for entry in entries} | licenses, "docs/assets/vendor/README.txt:1: list every file, with its license"
    for entry in entries:
        found = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
        assert found == entry["sha256"], (
            f"docs/assets/vendor/{entry['file']}:1: the file isn't the published one (SHA-256 {found}). "
            "Fetch it again; a new version gets a new entry in README.txt."
        )
