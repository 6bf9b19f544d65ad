"""An address that has ever been published keeps working, so that saved links always lead somewhere."""

import importlib.util
import re
import shutil
from pathlib import Path

import pytest
from building import ROOT, built, copy, replace
from checks.built import BuiltSite

from llm_notes.checks.findings import PageError
from llm_notes.publish.redirects import write_redirects

_spec = importlib.util.spec_from_file_location("addresses", Path(__file__).parent / "addresses.py")
record = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(record)


def missing(site: BuiltSite) -> list[str]:
    """Return the recorded addresses that the site lacks, as sentences."""
    now = record.addresses(site)
    found = []
    for address in sorted(record.recorded() - now):
        folder, _, name = address.removeprefix("./").partition("#")
        if not name and not (site.folder / folder / "index.html").is_file():
            found.append(
                f"mkdocs.yml:1: the page '{address}' is gone. Name it in the front matter of the page that takes "
                f"its place: was: [{address}]"
            )
        elif name.startswith("q-") or folder == "glossary/":
            # A question that moves to another page is still the same card.
            if address not in record.retired() and not any(other.endswith(f"#{name}") for other in now):
                found.append(
                    f"{site.where(folder + 'index.html')}: the card '{address}' is gone, and readers have a history of it. "
                    "Give the question its old id or the term its old name, or list this address in tests/site/retired.txt."
                )
        elif name and (folder or "./") in now and name not in site.pages[f"{folder}index.html"].ids:
            found.append(
                f"{site.where(folder + 'index.html')}: the address '#{name}' is gone from this page. Give the "
                f'heading its old id, or keep it beside a new one: ## Heading {{#new-id was="{name}"}}'
            )
    return found


def test_every_address_ever_recorded_works(site):
    assert not missing(site), "\n" + "\n".join(missing(site))


def test_a_retired_card_stays_retired(site):
    back = sorted(record.retired() & record.addresses(site))
    assert not back, f"tests/site/retired.txt:1: {', '.join(back)} is listed as retired, but is on the site. Use a new id."
    assert record.retired() <= record.recorded()


def test_every_address_is_recorded(site):
    new = sorted(record.addresses(site) - record.recorded())
    assert not new, f"not recorded yet: {', '.join(new)}. Run `make addresses` and commit tests/site/addresses.txt."


@pytest.mark.thorough
def test_what_was_renamed_or_removed_is_found_and_can_be_fixed(tmp_path, monkeypatch):
    """A page, a heading and a question, all in one build."""
    root = copy(tmp_path)
    replace(root / "docs/how-transformers-work/architecture.md", "    id: architecture-kv-mistral\n", "    id: never-used\n")
    page = root / "docs/how-transformers-work/attention.md"
    page.rename(page.with_name("weighting.md"))
    for file in [root / "mkdocs.yml", *root.rglob("*.md")]:
        file.write_text(file.read_text(encoding="utf-8").replace("attention.md", "weighting.md"), encoding="utf-8")
    history = root / "docs/how-transformers-work/history.md"
    name = re.search(r"^## .* \{#([\w-]+)\}", history.read_text(encoding="utf-8"), re.MULTILINE).group(1)
    replace(history, "{#" + name + "}", "{#a-new-name}")
    for file in root.rglob("*.md"):
        file.write_text(
            file.read_text(encoding="utf-8").replace(f"#{name})", "#a-new-name)").replace(f"reread: {name}\n", "reread: a-new-name\n"),
            encoding="utf-8",
        )
    findings = missing(built(root, root / "one", deploy=False))
    card = "how-transformers-work/architecture/#q-architecture-kv-mistral"
    assert any(f"the card '{card}' is gone" in finding and "tests/site/retired.txt" in finding for finding in findings)
    assert any("the page 'how-transformers-work/attention/' is gone" in finding and "was:" in finding for finding in findings)
    assert any(f"the address '#{name}' is gone" in finding and f'was="{name}"' in finding for finding in findings)

    replace(page.with_name("weighting.md"), "---\n", "---\nwas: [how-transformers-work/attention/]\n")
    replace(history, "{#a-new-name}", '{#a-new-name was="' + name + '"}')
    retired = record.retired()
    monkeypatch.setattr(record, "retired", lambda: {*retired, card})
    built(root, root / "two", deploy=False)
    write_redirects(root / "two", root / "docs")
    site = BuiltSite(root / "two", root)
    assert not missing(site)
    moved = (site.folder / "how-transformers-work/attention/index.html").read_text(encoding="utf-8")
    assert 'url=../weighting/"' in moved and 'location.replace("../weighting/" + location.hash)' in moved


@pytest.mark.parametrize("address", ["how-transformers-work/history/", "../outside/"])
def test_an_old_address_that_is_taken_or_outside_is_refused(site, tmp_path, address):
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("assets"))
    replace(tmp_path / "docs/how-transformers-work/attention.md", "---\n", f"---\nwas: [{address}]\n")
    with pytest.raises(
        PageError, match=re.escape(f"docs/how-transformers-work/attention.md:1: the old address '{address}' can't lead here")
    ):
        write_redirects(site.folder, tmp_path / "docs")
