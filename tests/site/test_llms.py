"""The notes as plain text: llms.txt lists every page, each page's Markdown says what the page says, and links work."""

import json
import posixpath
import re
from urllib.parse import urlsplit

import pytest
from building import SITE_URL
from lxml import html

from llm_notes.blocks.fences import NotesBlock, all_blocks
from llm_notes.content.pages import Page
from llm_notes.outputs.llms import NAME
from llm_notes.outputs.markdown import to_markdown

FENCED = re.compile(r"^(?:> )?(`{3,})\w*\n.*?^(?:> )?\1$", re.DOTALL | re.MULTILINE)
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
LEFT_OUT_CLASSES = {
    "reading-time",
    "letters",
    "contents__time",
    "headerlink",
    "footnote-backref",
    "page-end",
    "practice__desk",
    "practice__check",
    "practice__solutions",
}
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


def prose(text: str) -> str:
    """Return Markdown without its code."""
    return CODE_SPAN.sub("", FENCED.sub("", text))


def pages_of(site):
    return [page for page in site.pages.values() if page.article is not None and page.path != "404.html"]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def test_llms_txt_has_its_form_and_names_every_page_once(site):
    title, summary, about, *sections = (site.folder / "llms.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert title == "# LLM Notes" and summary.startswith("> Study notes") and not about.startswith("#")
    headings, listings = sections[::2], sections[1::2]
    assert all(re.fullmatch(r"## \S.*", heading) for heading in headings) and headings[-1] == "## Optional"
    listed = []
    for line in "\n".join(listings).split("\n"):
        item = re.fullmatch(r"- \[[^\]]+\]\((\S+)\): .{30,}", line)
        assert item, f"llms.txt: '{line}' isn't a link with a description"
        listed.append(item[1])
    assert sorted(listed) == sorted(SITE_URL + posixpath.join(posixpath.dirname(page.path), NAME) for page in pages_of(site))
    assert all((site.folder / address.removeprefix(SITE_URL)).is_file() for address in listed)
    for page in pages_of(site):
        named = page.tree.xpath("//head/link[normalize-space(@rel)='alternate'][@type='text/markdown']/@href")
        assert named == [NAME], f"{page.path}: its head should link to {NAME} once, not to {named}"


def test_links_of_the_text_files_lead_somewhere(site):
    tried = 0
    for file in [*site.folder.rglob(NAME), site.folder / "llms.txt", site.folder / "llms-full.txt"]:
        here = file.relative_to(site.folder)
        for address in LINK.findall(prose(file.read_text(encoding="utf-8"))):
            inside = address.removeprefix(SITE_URL)
            parts = urlsplit(inside if inside == address else f"./{inside}")  # the site's address alone is home, not this file
            if parts.scheme:
                continue
            tried += 1
            target = file.parent / parts.path if parts.path else file
            if target.is_dir():
                target /= "index.html"
            assert target.is_file(), f"{here}: the link '{address}' leads to nothing"
            page = target.resolve().relative_to(site.folder.resolve()).as_posix().removesuffix(".md")
            if parts.fragment:
                assert parts.fragment in site.pages[page].ids, f"{here}: '{address}' names no heading of {page}"
    assert tried > 1000


def test_each_page_s_markdown_says_what_the_page_says(site):
    for page in pages_of(site):
        text = (site.folder / posixpath.dirname(page.path) / NAME).read_text(encoding="utf-8")
        outside = prose(text)
        for mark in ("{=", "{?", "\n///", "[@"):
            assert mark not in outside, f"{page.path}.md: '{mark}' is still in the text"
        article = html.fromstring(html.tostring(page.article))
        for element in article.xpath(".//svg | .//math | .//button | .//summary | .//*[@class]"):
            if element.tag in ("svg", "math", "button", "summary") or LEFT_OUT_CLASSES & set(element.get("class").split()):
                element.clear(keep_tail=True)
        for span in article.xpath(".//span"):
            span.drop_tag()  # a number in its own span and the sign after it are one word
        headings = [" ".join(words(heading.text_content())) for heading in article.xpath(".//h1 | .//h2 | .//h3 | .//h4")]
        marked = [" ".join(words(LINK.sub("]", line))) for line in re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)]
        assert marked == headings, f"{page.path}.md: the headings differ from the page's"
        lost = set(words(" ".join(article.itertext()))) - set(words(text))
        assert not lost, f"{page.path}.md lacks the words {sorted(lost)[:9]}"
        assert len(article.xpath(".//pre")) == len(FENCED.findall(text)), f"{page.path}.md: code blocks are missing"


def test_the_whole_text_holds_every_section_and_its_sources(site):
    full = (site.folder / "llms-full.txt").read_text(encoding="utf-8")
    assert full.startswith("# LLM Notes\n")
    for address in ("nlp-and-llms/what-is-nlp/", "how-transformers-work/attention/", "glossary/", "models/pocket-t5/"):
        assert f"\n\nAddress: {SITE_URL}{address}\n\n" in full
    assert full.count("\n## Sources\n") >= 11
    assert r"$$\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V$$" in full


def test_every_formula_keeps_its_latex_and_the_search_does_not_know_it(site):
    formulas = [
        formula for page in pages_of(site) for formula in page.article.xpath(".//math[not(ancestor::h1 or ancestor::h2 or ancestor::h3)]")
    ]
    assert len(formulas) > 100 and all(
        formula.xpath("count(semantics/annotation[@encoding='application/x-tex'])") == 1 for formula in formulas
    )
    for entry in json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))["docs"]:
        for command in (r"\mathrm", r"\sqrt", r"\frac"):
            assert command not in entry["title"] + entry["text"], f"the search index has {command} from {entry['location']}"


@pytest.mark.parametrize(
    "source, wanted",
    [
        ("2 \\* 3 and `[@a2017]`, $[x](y)$", "2 \\* 3 and `[@a2017]`, $[x](y)$"),
        ('## Title {#id was="old"}\nText.\n{ .offline }', "## Title\nText."),
        ("| a |\n|---|\n| b |\n<!-- cheat sheet: x -->", "| a |\n| --- |\n| b |"),
        ('```{.python .hub title="Loads a model"}\nx\n\n\ny\n```', "Loads a model:\n\n```python\nx\n\n\ny\n```"),
        ("[a](../index.md) [b](d.md#e) [c](#f) [d](../a.bib) [e](https://x.example/a.md)", None),
        ("/// misconception | It *thinks*.\nNo [@vaswani2017].\n///", "> You may hear: “It *thinks*.”\n>\n> No [1]."),
        ("//// example\n/// notes\n- a\n///\n////", "```md\n/// notes\n- a\n///\n```\n\n- a"),
    ],
)
def test_the_text_is_made_from_the_source(root, source, wanted):
    text = to_markdown(Page("c/d.md", f"---\nx: y\n---\n{source}\n", (), 3), root / "docs", str)
    wanted = wanted or "[a](../../) [b](#e) [c](#f) [d](../../a.bib) [e](https://x.example/a.md)"
    assert text.partition("\n\n## Sources")[0].rstrip("\n") == wanted


def test_a_question_is_told_with_its_answers(root):
    block = "/// question\n    id: a\n    reread: one\n\nWhich?\n\n- [x] *a*\n    - because\n- [ ] b\n    - since\n///"
    text = to_markdown(Page("c/d.md", f"## One {{#one}}\n\n{block}\n", (), 0), root / "docs", str)
    assert text.partition("\n\n")[2] == (
        "> **Question.** Which?\n>\n> - A. *a*\n> - B. b\n>\n> - **A is right.** because\n> - **B is wrong.** since\n>\n"
        "> Read again: [One](#one)\n"
    )


def test_every_block_says_what_it_is():
    lacking = [name for name, block in all_blocks().items() if block.plain.__func__ is NotesBlock.plain.__func__]
    assert not lacking, f"{lacking}: a block without `plain` can't be in the text files. Write it beside `parse`."
