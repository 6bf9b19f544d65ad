"""The Python blocks marked `lab` run with the pocket models and print what the pages show."""

from checks import code
from llm_notes.pages import read_pages


def test_lab_blocks_run_as_printed(root):
    findings = code.check(root, "lab")
    assert not findings, "\n" + "\n".join(findings)


def test_some_page_has_a_lab_block(root):
    assert any(block.mark == "lab" for page in read_pages(root / "docs") for block in code.read_blocks(page))


def test_a_lab_block_with_another_output_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text('```{.python .lab}\nprint(1 + 1)\n```\n\n```text title="Output"\n3\n```\n')
    (finding,) = code.check(tmp_path, "lab")
    assert "page.md:6" in finding and "prints something else" in finding
