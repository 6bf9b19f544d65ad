"""Each check of the built site finds the fault it is meant for. All faults are planted in one copy, which is built once."""

import re

import pytest
from building import SUB_PATH, append, built, copy, replace
from checks import landmarks, links, safety, structure
from checks.built import BuiltSite
from lxml import etree

ATTENTION = "docs/how-transformers-work/attention.md"
FAULTS = {
    # name: (what is added to the page, the check, what it must say)
    "link to no anchor": (
        "[gone](history.md#no-such-anchor)",
        links.check,
        r"LINE: the link '../history/#no-such-anchor' leads to a page without the anchor "
        r"'#no-such-anchor'\. Correct the anchor",
    ),
    "link to no anchor of the page itself": (
        "[gone](#nowhere-here)",
        links.check,
        r"LINE: the link '#nowhere-here' leads to a page without the anchor",
    ),
    "broken link in raw HTML": (
        '<a href="../no-such-folder/">gone</a>',
        links.check,
        r"LINE: the link '../no-such-folder/' leads to nothing\.",
    ),
    "missing anchor in raw HTML": (
        '<a href="../history/#no-raw-anchor">gone</a>',
        links.check,
        r"LINE: the link '../history/#no-raw-anchor' leads to a page without the anchor",
    ),
    "missing image in raw HTML": (
        '<img alt="a dog" src="no-raw-image.png">',
        links.check,
        r"LINE: the image 'no-raw-image.png' leads to nothing\. Correct it, or add what it names",
    ),
    "missing image for some screens": (
        '<img alt="a cow" src="../../assets/images/logo.svg" srcset="no-wide.png 2x">',
        links.check,
        r"LINE: the image 'no-wide.png' leads to nothing\.",
    ),
    "image that leaves the sub-path": (
        '<img alt="a hen" src="/assets/images/logo.svg">',
        links.check,
        r"LINE: the image '/assets/images/logo.svg' leaves the site's own folder",
    ),
    "link that leaves the sub-path": (
        '<a href="/glossary/">gone</a>',
        links.check,
        r"LINE: the link '/glossary/' leaves the site's own folder.* Write it relative",
    ),
    "link above the site": (
        '<a href="../../../elsewhere/">gone</a>',
        links.check,
        r"LINE: the link '../../../elsewhere/' leaves the site's own folder",
    ),
    "image without alternative": (
        "![](../assets/images/favicon.svg)",
        structure.check_alternatives,
        r"LINE: the image 'favicon.svg' has no text alternative\. Write it",
    ),
    "drawing without alternative": (
        '<div><svg viewBox="0 0 1 1"></svg></div>',
        structure.check_alternatives,
        r"LINE: a drawing has no text alternative\. Use the block '/// figure'",
    ),
    "figure without words": ("<figure><p></p></figure>", structure.check_alternatives, r"LINE: a figure has neither caption nor words\."),
    "skipped heading level": (
        "#### Too deep",
        structure.check_headings,
        r"LINE: the heading 'Too deep' is of level 4 after level 2\. Write it with 3 #",
    ),
    "id that stands twice": (
        '<p id="sources">again</p>',
        structure.check_headings,
        r"duplicate id 'sources': it is on the page 2 times\. Give each its own",
    ),
    "heading outside the table of contents": (
        '<h2 id="raw-heading">Raw heading</h2>',
        structure.check_contents,
        r"LINE: the page's table of contents doesn't list the heading 'Raw heading'\.",
    ),
    "second title": ('<h1 id="again">Again</h1>', landmarks.check, r"the page has 2 headings of level 1\. Write one line"),
    "landmark without a name": ('<div role="navigation"></div>', landmarks.check, r"LINE: a landmark 'navigation' has no name\. Give it"),
    "landmark named twice": (
        '<div role="navigation" aria-label="Tabs"></div>',
        landmarks.check,
        r"2 landmarks 'navigation' are named 'Tabs'\. Give",
    ),
    "block in a paragraph": (
        "```text\na\n```\n```text\nb\n```",
        landmarks.check_paragraphs,
        r"a block of code follows another without an empty line",
    ),
    "tracking parameter": (
        "[x](https://paper.example/?utm_source=x)",
        safety.check,
        r"LINE: the link 'https://paper.example/\?utm_source=x' carries the tracking parameter "
        r"'utm_source'\. Remove it",
    ),
    "http link": ("[x](http://paper.example/)", safety.check, r"LINE: the link 'http://paper.example/' is http\. Write https"),
}

# Attacks that get through, since Markdown and the templates turn them into text.
HARMLESS = """# A &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; `</title><script>alert(2)</script>` "onload="alert(3)

<p title="a onclick=alert(4)>x</p>

```{.python onclick=alert(5) title="<script>alert(6)</script>"}
</pre></code><script>alert(7)</script>
```

## B &lt;img src=x onerror=alert(8)&gt; " onmouseover="alert(9) {#b}

`<script>alert(10)</script>` &lt;script&gt;alert(11)&lt;/script&gt;

![" onerror="alert(13)](../assets/images/logo.svg "&quot; onload=&quot;alert(14)")
[" onclick="alert(15)](history.md "' onclick='alert(16)")

[x]: javascript:alert(18) [x](#javascript:alert(19)) <https://x.example/%22onclick=%22alert(20)>

$x < y$ and [@harmless2017].

{{ config.site_name !ENV HOME [](file:///etc/passwd

- [ ] <x onclick=alert(22)
"""
REFERENCE = """@misc{harmless2017,
  author = {{<script>alert(23)</script>}}, title = {<img src=x onerror=alert(24)> [x](javascript:alert(25)) `"'},
  date = {2017}, url = {https://x.example/}, journal = {</li><script>alert(26)</script>}
}"""


def plant(root):
    """Make a copy with every fault in it, and build it."""
    copy(root)
    for text, _, _ in FAULTS.values():
        append(root / ATTENTION, text + "\n")
    (root / "docs/how-transformers-work/harmless.md").write_text(HARMLESS, encoding="utf-8")
    append(root / "docs/references.bib", REFERENCE)
    replace(
        root / "mkdocs.yml",
        "      - how-transformers-work/attention.md\n",
        "      - how-transformers-work/attention.md\n      - how-transformers-work/harmless.md\n",
    )
    (root / "docs/orphan.md").write_text("# Orphan\n\nNobody links here.\n", encoding="utf-8")
    (root / "overrides/partials/copyright.html").write_text(
        '<a href="/no-such-template-target/">x</a> <a href="#no-such-template-anchor">x</a> '
        '<img alt="x" src="no-such-template-image.png"> <img alt="x" src="https://images.example/x.png"> <script src="no-such-template-script.js"></script>',
        encoding="utf-8",
    )
    replace(root / "docs/index.md", "/// contents\n///", "1. [What is NLP?](nlp-and-llms/what-is-nlp.md)")
    built(root, root / "site")


@pytest.fixture(scope="module")
def planted(once):
    """The built copy with every fault in it."""
    root = once("planted", plant)
    return BuiltSite(root / "site", root, SUB_PATH)


def found(findings: list[str], pattern: str) -> None:
    assert any(re.search(pattern, finding) for finding in findings), f"no finding matches '{pattern}' among:\n" + "\n".join(findings)


@pytest.mark.parametrize("fault", FAULTS.keys())
def test_a_planted_fault_is_found(planted, fault):
    text, check, message = FAULTS[fault]
    lines = (planted.root / ATTENTION).read_text(encoding="utf-8").split("\n")
    line = next(number for number, content in enumerate(lines, start=1) if text.split("\n")[0] in content)
    found(check(planted), message.replace("LINE", f"^{ATTENTION}:{line}"))


def test_a_page_that_no_link_leads_to(planted):
    found(links.check_reachable(planted), r"^docs/orphan.md:1: no links lead from home to this page\. Add it to nav")


@pytest.mark.parametrize(
    "message",
    [
        "the link '/no-such-template-target/' leaves the site's own folder",
        "the link '#no-such-template-anchor' leads to a page without the anchor",
        "the image 'no-such-template-image.png' leads to nothing",
        "the asset 'no-such-template-script.js' leads to nothing",
    ],
)
def test_a_broken_link_anchor_image_or_asset_in_a_template(planted, message):
    found(links.check(planted), f"^overrides/partials/copyright.html:1: {message}")


@pytest.mark.parametrize(
    "links_of, message",
    [
        ("//nav[contains(@class, 'md-nav--primary')]//a", rf"^{ATTENTION}:1: the sidebar doesn't list 'History'\. Look at the theme's"),
        (
            "//nav[contains(@class, 'md-tabs')]//a",
            rf"^{ATTENTION}:1: the header doesn't list the chapter 'How do Transformers work\?'\. Keep",
        ),
    ],
    ids=["sidebar", "header"],
)
def test_a_menu_that_lacks_a_page(planted, links_of, message):
    site = BuiltSite(planted.folder, planted.root, SUB_PATH)
    for link in site.pages["how-transformers-work/attention/index.html"].tree.xpath(links_of):
        if link.text_content().strip() in ("History", "How Transformers work"):
            link.getparent().remove(link)
    found(structure.check_contents(site), message)


def test_a_home_page_without_the_table_of_contents(planted):
    found(structure.check_contents(planted), r"the table of contents on the home page doesn't list .*Keep the block")


def test_a_missing_stylesheet(planted):
    sheet = next(planted.folder.glob("assets/stylesheets/rest.*.css"))
    sheet.rename(sheet.with_name("gone.css"))
    found(links.check(planted), r"the asset '[^']*rest\.\w+\.css' leads to nothing")


def test_an_image_from_another_host_in_a_template(planted):
    found(safety.check(planted), r"^overrides/partials/copyright.html:1: <img> loads 'https://images.example/x.png' from another host")


def test_attacks_that_go_through_are_text(planted):
    # Structured data isn't run; how many of the site's own modules a page has depends on its content.
    scripts = "//script[not(@type='application/ld+json') and not(@type='module' and contains(@src, 'assets/'))]"
    usual = len(planted.pages["how-transformers-work/architecture/index.html"].tree.xpath(scripts))
    for page in planted.pages.values():
        if page.article is None:
            continue
        assert len(page.tree.xpath(scripts)) == usual, f"{page.path} has an attack's script"
        for element in page.tree.iter(etree.Element):
            for name, value in element.attrib.items():
                assert not name.startswith("on"), f"{page.path}: <{element.tag} {name}={value!r}>"
                assert not re.match(r"(?i)\s*(javascript|file):", value) or name not in ("href", "src"), f"{page.path}: {value}"
    page = planted.pages["how-transformers-work/harmless/index.html"]
    assert "</title><script>alert(1)</script>" in page.tree.xpath("//title")[0].text, "this test's title was not used"
    text = page.article.text_content()
    missing = [n for n in (4, 7, 8, 9, 10, 11, 23, 24, 26) if f"alert({n})" not in text]
    assert not missing, f"not shown as text: {missing}"
    assert "nav:" not in text and "site_name:" not in text and "root:" not in text, "the page shows another file"
