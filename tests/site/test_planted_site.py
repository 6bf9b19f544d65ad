"""Each check of the built site finds the fault it is for. All faults are planted in one copy, built once."""

import re

import pytest

from building import SUB_PATH, append, built, copy, replace
from checks import links, safety, structure
from checks.built import BuiltSite

ATTENTION = "docs/how-transformers-work/attention.md"
FAULTS = {
    # name: (what is added to the page, the check, what it must say)
    "link to no page": ("[gone](no-such-page.md)", links.check,
                        r"LINE: the link 'no-such-page.md' leads to nothing\. Correct it"),
    "link to no anchor": ("[gone](history.md#no-such-anchor)", links.check,
                          r"LINE: the link '../history/#no-such-anchor' leads to a page without the anchor "
                          r"'#no-such-anchor'\. Correct the anchor"),
    "link to no anchor of the page itself": ("[gone](#nowhere-here)", links.check,
                                             r"LINE: the link '#nowhere-here' leads to a page without the anchor"),
    "missing image": ("![a cat](no-such-image.png)", links.check,
                      r"LINE: the image '[^']*no-such-image.png' leads to nothing\."),
    "broken link in raw HTML": ('<a href="../no-such-folder/">gone</a>', links.check,
                                r"LINE: the link '../no-such-folder/' leads to nothing\."),
    "missing anchor in raw HTML": ('<a href="../history/#no-raw-anchor">gone</a>', links.check,
                                   r"LINE: the link '../history/#no-raw-anchor' leads to a page without the anchor"),
    "missing image in raw HTML": ('<img alt="a dog" src="no-raw-image.png">', links.check,
                                  r"LINE: the image 'no-raw-image.png' leads to nothing\. Correct it, or add what it names"),
    "missing image for some screens": ('<img alt="a cow" src="../../assets/images/logo.svg" srcset="no-wide.png 2x">',
                                       links.check, r"LINE: the image 'no-wide.png' leads to nothing\."),
    "missing asset in raw HTML": ('<video src="no-raw-clip.mp4"></video>', links.check,
                                  r"LINE: the asset 'no-raw-clip.mp4' leads to nothing\."),
    "missing asset in a style": ('<p style="background: url(no-raw-pattern.png)">x</p>', links.check,
                                 r"LINE: the asset 'no-raw-pattern.png' leads to nothing\."),
    "image that leaves the sub-path": ('<img alt="a hen" src="/assets/images/logo.svg">', links.check,
                                       r"LINE: the image '/assets/images/logo.svg' leaves the site's own folder"),
    "link that leaves the sub-path": ('<a href="/glossary/">gone</a>', links.check,
                                      r"LINE: the link '/glossary/' leaves the site's own folder.* Write it relative"),
    "link above the site": ('<a href="../../../elsewhere/">gone</a>', links.check,
                            r"LINE: the link '../../../elsewhere/' leaves the site's own folder"),
    "image without alternative": ("![](../assets/images/favicon.svg)", structure.check_alternatives,
                                  r"LINE: the image 'favicon.svg' has no text alternative\. Write it"),
    "drawing without alternative": ('<div><svg viewBox="0 0 1 1"></svg></div>', structure.check_alternatives,
                                    r"LINE: a drawing has no text alternative\. Use the block '/// figure'"),
    "figure without words": ("<figure><p></p></figure>", structure.check_alternatives,
                             r"LINE: a figure has neither caption nor words\."),
    "skipped heading level": ("#### Too deep", structure.check_headings,
                              r"LINE: the heading 'Too deep' is of level 4 after level 2\. Write it with 3 #"),
    "id that stands twice": ('<p id="sources">again</p>', structure.check_headings,
                             r"the id 'sources' stands 2 times on the page\. Give each its own"),
    "heading outside the table of contents": ('<h2 id="raw-heading">Raw heading</h2>', structure.check_contents,
                                              r"LINE: the page's table of contents lacks the heading 'Raw heading'\."),
    "script": ("<script>alert(1)</script>", safety.check, r"LINE: <script> isn't allowed in content\. Remove it"),
    "event handler": ('<p onclick="alert(2)">x</p>', safety.check,
                      r'LINE: the event handler onclick="alert\(2\)" isn\'t allowed in content\. Remove it'),
    "iframe": ('<iframe title="x" src="https://frame.example/"></iframe>', safety.check,
               r"LINE: <iframe> isn't allowed in content"),
    "another host's image": ("![x](https://images.example/x.png)", safety.check,
                             r"LINE: <img> loads 'https://images.example/x.png' from another host\. Put the file into"),
    "another host's image for some screens": ('<img alt="x" src="../../assets/images/logo.svg" '
                                              'srcset="https://wide.example/x.png 2x">', safety.check,
                                              r"LINE: <img> loads 'https://wide.example/x.png' from another host"),
    "another host's image in a style": ('<p style="background: url(\'https://styles.example/x.png\')">x</p>', safety.check,
                                        r"LINE: <p> loads 'https://styles.example/x.png' from another host"),
    "another host's image in a drawing": ('<svg aria-label="x"><image href="https://drawn.example/x.png"/></svg>', safety.check,
                                          r"LINE: <image> loads 'https://drawn.example/x.png' from another host"),
    "another host's film": ('<video poster="https://films.example/x.png"></video>', safety.check,
                            r"LINE: <video> loads 'https://films.example/x.png' from another host"),
    "script address": ("[x](javascript:alert(3))", safety.check,
                       r"LINE: the address 'javascript:alert\(3\)' isn't allowed in content"),
    "tracking parameter": ("[x](https://paper.example/?utm_source=x)", safety.check,
                           r"LINE: the link 'https://paper.example/\?utm_source=x' carries the tracking parameter "
                           r"'utm_source'\. Remove it"),
    "http link": ("[x](http://paper.example/)", safety.check,
                  r"LINE: the link 'http://paper.example/' is http\. Write https"),
}


def plant(root):
    """Make a copy with every fault in it, and build it."""
    copy(root)
    for text, _, _ in FAULTS.values():
        append(root / ATTENTION, text + "\n")
    (root / "docs/orphan.md").write_text("# Orphan\n\nNobody links here.\n", encoding="utf-8")
    (root / "overrides/partials/copyright.html").write_text(
        '<a href="/no-such-template-target/">x</a> <a href="#no-such-template-anchor">x</a> '
        '<img alt="x" src="no-such-template-image.png"> <script src="no-such-template-script.js"></script>', encoding="utf-8")
    replace(root / "docs/index.md", "/// contents\n///", "1. [What is NLP?](nlp-and-llms/what-is-nlp.md)")
    question = re.search(r"^    id: (\S+)", (root / ATTENTION).read_text(encoding="utf-8"), re.MULTILINE).group(1)
    append(root / "docs/how-transformers-work/architecture.md",
           f"/// question\n    id: {question}\n\nAgain?\n\n- [x] yes\n    - it is\n- [ ] no\n    - it is not\n///")
    built(root, root / "site")


@pytest.fixture(scope="module")
def planted(once):
    """The built copy with every fault in it."""
    root = once("planted", plant)
    return BuiltSite(root / "site", root, SUB_PATH)


def found(findings: list[str], pattern: str) -> None:
    assert any(re.search(pattern, finding) for finding in findings), \
        f"no finding matches '{pattern}' among:\n" + "\n".join(findings)


@pytest.mark.parametrize("fault", FAULTS.keys())
def test_a_planted_fault_is_found(planted, fault):
    text, check, message = FAULTS[fault]
    lines = (planted.root / ATTENTION).read_text(encoding="utf-8").split("\n")
    line = next(number for number, content in enumerate(lines, start=1) if text.split("\n")[0] in content)
    found(check(planted), message.replace("LINE", f"^{ATTENTION}:{line}"))


def test_a_page_that_no_link_leads_to(planted):
    found(links.check_reachable(planted), r"^docs/orphan.md:1: no links lead from home to this page\. Add it to nav")


@pytest.mark.parametrize("message", ["the link '/no-such-template-target/' leaves the site's own folder",
                                     "the link '#no-such-template-anchor' leads to a page without the anchor",
                                     "the image 'no-such-template-image.png' leads to nothing",
                                     "the asset 'no-such-template-script.js' leads to nothing"])
def test_a_broken_link_anchor_image_or_asset_in_a_template(planted, message):
    found(links.check(planted), f"^overrides/partials/copyright.html:1: {message}")


@pytest.mark.parametrize("links_of, message", [
    ("//nav[contains(@class, 'md-nav--primary')]//a", rf"^{ATTENTION}:1: the sidebar lacks 'History'\. Look at the theme's"),
    ("//nav[contains(@class, 'md-tabs')]//a", rf"^{ATTENTION}:1: the header lacks the chapter 'How do Transformers work\?'\. Keep"),
], ids=["sidebar", "header"])
def test_a_menu_that_lacks_a_page(planted, links_of, message):
    site = BuiltSite(planted.folder, planted.root, SUB_PATH)
    for link in site.pages["how-transformers-work/attention/index.html"].tree.xpath(links_of):
        if link.text_content().strip() in ("History", "How do Transformers work?"):
            link.getparent().remove(link)
    found(structure.check_contents(site), message)


def test_a_home_page_without_the_table_of_contents(planted):
    found(structure.check_contents(planted), r"the table of contents on the home page lacks .*Keep the block")


def test_a_question_id_on_two_pages(planted):
    found(structure.check_question_ids(planted), r"^docs/how-transformers-work/attention.md:\d+: the question id|"
                                                 r"^docs/how-transformers-work/architecture.md:\d+: the question id")


def test_a_missing_stylesheet(planted):
    (planted.folder / "assets/stylesheets/notes.css").rename(planted.folder / "assets/stylesheets/gone.css")
    found(links.check(planted), r"the asset '[^']*notes.css' leads to nothing")
