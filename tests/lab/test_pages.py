"""The Python blocks marked `lab`, and those in the models' README.md, run with the pocket models and print what is shown."""

from checks import code

from llm_notes.content.pages import read_page, read_pages


def test_lab_blocks_run_as_printed(root):
    findings = code.check(root, "lab")
    assert not findings, "\n" + "\n".join(findings)


def test_the_readmes_of_the_models_run_as_printed(root):
    cards = [read_page(path, root / "docs") for path in sorted((root / "docs/assets/models").glob("*/README.md"))]
    assert len(cards) == 5 and all(code.read_blocks(card)[0].output for card in cards)
    findings = code.check(root, pages=cards)
    assert not findings, "\n" + "\n".join(findings)


def test_some_page_has_a_lab_block(root):
    assert any(block.mark == "lab" for page in read_pages(root / "docs") for block in code.read_blocks(page))


def test_a_lab_block_with_another_output_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text('```{.python .lab}\nprint(1 + 1)\n```\n\n```text title="Output"\n3\n```\n')
    (finding,) = code.check(tmp_path, "lab")
    assert "page.md:6" in finding and "doesn't print what the page shows" in finding
