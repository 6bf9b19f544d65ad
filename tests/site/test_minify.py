"""The plugin that minifies deployed pages changes nothing that readers see: element by element, including code and formulas."""

import re

import pytest
from building import ROOT, built
from lxml import etree, html
from mkdocs.config import load_config

pytestmark = pytest.mark.thorough

SPACE = re.compile(r"[ \t\n\r\f]+")
AS_IT_IS = {"pre", "textarea", "script", "style"}


def config(monkeypatch, deploy: bool):
    """Return mkdocs.yml as MkDocs reads it for a deployed build, or for any other."""
    monkeypatch.setenv("LLM_NOTES_DEPLOY", "true" if deploy else "false")
    return load_config(str(ROOT / "mkdocs.yml"))


def parts(text: str) -> list[tuple]:
    """Return a page as a list of its tags with their attributes, texts and comments; white space counts wherever a browser may show it."""
    found = []

    def walk(element, kept: bool, head: bool) -> None:
        kept, head = kept or element.tag in AS_IT_IS, head or element.tag == "head"
        found.append((str(element.tag), sorted(element.attrib.items())))
        # Minifiers keep comments that begin with "!"; the plugin removes that sign.
        said(element.text.removeprefix("!") if isinstance(element, etree._Comment) else element.text, kept, head and not kept)
        for child in element:
            walk(child, kept, head)
            said(child.tail, kept, (head or child.tag == "head") and not kept)
        found.append(("end", str(element.tag)))

    def said(text: str | None, kept: bool, head: bool) -> None:
        text = text or "" if kept else SPACE.sub(" ", text or "")
        found.append(("text", text.strip() if head else text))  # nothing in the head is shown

    root = html.document_fromstring(text)
    walk(root, False, False)
    return [(root.getroottree().docinfo.doctype,), *found]


def test_it_works_on_deployed_pages_alone(monkeypatch):
    assert "minify" not in config(monkeypatch, deploy=False).plugins
    assert {name: config(monkeypatch, deploy=True).plugins["minify"].config[f"minify_{name}"] for name in ("html", "js", "css")} == {
        "html": True,
        "js": False,
        "css": False,
    }


def test_every_page_has_the_same_elements_and_words(once, monkeypatch):
    folder, shortened = once("unpublished", lambda folder: built(ROOT, folder, deploy=False)), config(monkeypatch, deploy=True)
    plugin = shortened.plugins["minify"]
    counted = {"pre": 0, "math": 0}
    for file in sorted(folder.rglob("*.html")):
        before = file.read_text(encoding="utf-8")
        after = plugin.on_post_page(before, page=None, config=shortened)
        assert len(after) < len(before), f"{file.relative_to(folder)}: it wasn't minified"
        for one, other in zip(parts(before), parts(after), strict=True):
            assert one == other, file.relative_to(folder)
        for tag in counted:
            one, other = (
                [etree.tostring(element, method="c14n", with_tail=False) for element in html.document_fromstring(text).iter(tag)]
                for text in (before, after)
            )
            assert one == other, f"{file.relative_to(folder)}: <{tag}>"
            counted[tag] += len(one)
    assert min(counted.values()) > 50, f"there was little to compare: {counted}"


@pytest.mark.parametrize(
    "change", [("<p>", "<div>"), (">a b<", ">a  b<"), ('title="x"', 'title="y"'), ("c</a> <a>", "c</a><a>"), ("<!--k-->", "")]
)
def test_the_comparison_sees_a_change(change):
    page = '<!doctype html><head><title>T</title></head><body><p>x</p><pre>a\n b</pre><pre>a b</pre><i title="x"></i><a>c</a> <a>d</a><!--k--></body>'
    assert change[0] in page and parts(page) != parts(page.replace(change[0], change[1], 1))
    assert parts(page) == parts(page.replace("</head><body>", "</head>\n\n<body>").replace("</a> <a>", "</a>\n  <a>"))
