"""The home page counts what there is to check: sources once, numbers and assertions as often as they occur, samples never."""

from llm_notes.blocks.checked import Counts, count
from llm_notes.content.pages import read_pages


def test_sources_numbers_and_assertions_are_counted(tmp_path):
    pages = {
        "a.md": "# A\n\nIt is {=t:a} or {=t:b} [@one2017]. {?t: a < b} `{=t:c}` Both [@one2017; @two2018]. {?no claim: none}\n",
        "b.md": "# B\n\n```\n{=t:d}\n```\n\nIt rises to {=t:e} [@two2018]. {?t: b < e} {?t: a < e}\n",
        "c.md": "---\nderive: false\n---\n# C\n\nWrite {=t:a} [@three2019]. {?t: a < b}\n",
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert count(read_pages(tmp_path)) == Counts(sources=2, numbers=3, watched=3)
