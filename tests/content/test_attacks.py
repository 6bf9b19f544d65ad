"""What a contributor's text may attempt but can't do: run in a reader's browser, read other files, or stall the build.

Each attack is refused at build time with file, line and what to do (tests/site/test_planted_site.py has those that
get through, and proves them harmless in the built page).
"""

import os
import time
from pathlib import Path

import pytest
from rendering import render

from llm_notes.checks import files, front_matter
from llm_notes.checks.findings import PageError
from llm_notes.content import bibliography

GONE = r"isn't allowed in content\. Remove it"
UNREAD = r"doesn't begin a tag that every browser reads the same way\. Write &lt;"
HANDLER = r"the event handler on\w+=.* isn't allowed in content\. Remove it"
ADDRESS = r"the address '.*' isn't allowed in content\. Link to a page"
TAKES = r"takes no attribute '.*' in content\. Remove it"
STYLE = r"style=\".*\" isn't allowed in content\. Remove it"
PAGES = {
    # name: (the text, what the build says about it)
    "script": ("<script>alert(1)</script>", GONE),
    "script in capitals": ("<SCRIPT>alert(1)</SCRIPT>", GONE),
    "script in mixed case": ("<ScRiPt src=x.js></sCrIpT>", GONE),
    "script with a space in its end": ("<script >alert(1)</script\t>", GONE),
    "script with a slash": ("<script/x>alert(1)</script>", rf"{GONE}|{UNREAD}"),
    "script within a script's name": ("<scr<script>ipt>alert(1)</scr</script>ipt>", rf"{GONE}|{UNREAD}"),
    "script never closed": ("<script src=x.js\n\n<p>x</p>", rf"{GONE}|{UNREAD}"),
    "script behind a backslash": (r"\<script>alert(1)\</script>", GONE),
    "script in angle brackets for a link": ("<javascript:alert(1)>", UNREAD),
    "script in a formula": (r"$\text{<script>alert(1)</script>}$", GONE),
    "handler in a formula": (r"$\mbox{<img src=x onerror=alert(1)>}$", rf"{HANDLER}|{UNREAD}|isn't readable|converted to MathML"),
    "script ended by another tag": ("<script><p></p>", rf"{GONE}|{UNREAD}"),
    "script in a sentence": ("Text <script>alert(1)</script> text.", GONE),
    "script in a table": ("| a |\n| - |\n| <script>alert(1)</script> |", GONE),
    "script in a list in a quote": ("> - <script>alert(1)</script>", GONE),
    "script in a heading": ("## <script>alert(1)</script>", GONE),
    "script with a NUL in its name": ("<scr\0ipt>alert(1)</scr\0ipt>", r"the character U\+0000 can't be seen"),
    "script with a form feed": ("<script\x0csrc=x.js></script>", r"the character U\+000C can't be seen"),
    "placeholder of the Markdown parser": ("\x02wzxhzdk:0\x03", r"the character U\+0002 can't be seen"),
    "text that turns its direction": ("`a\u202etpircs`", r"the character U\+202E can't be seen and may hide something\. Remove it"),
    "script in a drawing": ("<svg><script>alert(1)</script></svg>", GONE),
    "script in a drawing, never closed": ("<svg><script>alert(1)<p>", rf"{GONE}|{UNREAD}"),
    "drawing with a slash for a space": ("<svg/onload=alert(1)>", UNREAD),
    "drawing that runs when loaded": ('<svg onload="alert(1)"></svg>', HANDLER),
    "drawing with foreign objects": ("<svg><foreignObject><p>x</p></foreignObject></svg>", GONE),
    "drawing that uses another": ('<svg><use href="data:image/svg+xml,x"/></svg>', GONE),
    "drawing that animates a link": ('<svg><animate attributeName="href" values="javascript:alert(1)"/></svg>', GONE),
    "drawing that sets": ('<svg><set attributeName="onmouseover" to="alert(1)"/></svg>', GONE),
    "drawing that loads a picture": ('<svg><image href="https://x.example/x.png"/></svg>', GONE),
    "drawing that loads a paint": ('<svg><rect fill="url(https://x.example/x.svg#a)"/></svg>', r"loads something into a drawing"),
    "drawing with a style": ("<svg><style>@import url(//x.example)</style></svg>", GONE),
    "formula with a link": ('<math href="javascript:alert(1)">x</math>', TAKES),
    "formula with a link of another name": ('<math xlink:href="javascript:alert(1)">x</math>', TAKES),
    "formula with an action": ('<math><maction actiontype="statusline#javascript:alert(1)">x</maction></math>', GONE),
    "formula that changes the parser's mind": (
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        rf"{GONE}|{UNREAD}",
    ),
    "formula with foreign text": ('<math><annotation-xml encoding="text/html"><p>x</p></annotation-xml></math>', GONE),
    "formula in TeX with a link": (r"$\href{javascript:alert(1)}{x}$", r"isn't readable|converted to MathML|isn't allowed|takes no attr"),
    "text area that hides a tag": ('<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>', rf"{GONE}|{UNREAD}"),
    "title that hides a tag": ('<title><a title="</title><img src=x onerror=alert(1)>"></title>', rf"{GONE}|{UNREAD}"),
    "noscript that hides a tag": ('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>', rf"{GONE}|{UNREAD}"),
    "old tag for plain text": ("<plaintext>", GONE),
    "old tag for samples": ("<xmp><p></xmp>", GONE),
    "template": ("<template><p>x</p></template>", GONE),
    "style": ("<style>body{display:none}</style>", GONE),
    "style with an import": ("<style>@import 'https://x.example/x.css';</style>", GONE),
    "stylesheet": ('<link rel="stylesheet" href="https://x.example/x.css">', GONE),
    "import": ('<link rel="import" href="x.html">', GONE),
    "base": ('<base href="https://x.example/">', GONE),
    "refresh": ('<meta http-equiv="refresh" content="0;url=https://x.example/">', GONE),
    "form": ('<form action="https://x.example/"></form>', GONE),
    "form that a button leads away": ('<button formaction="javascript:alert(1)">x</button>', TAKES),
    "password field": ('<input type="password" name="p">', GONE),
    "frame": ('<iframe src="https://x.example/"></iframe>', GONE),
    "frame with its own text": ('<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>', GONE),
    "frames of old": ('<frameset><frame src="x"></frameset>', GONE),
    "object": ('<object data="x.svg"></object>', GONE),
    "embed": ('<embed src="x.svg">', GONE),
    "applet": ("<applet code=x></applet>", GONE),
    "marquee": ('<marquee onstart="alert(1)">x</marquee>', GONE),
    "film": ('<video src="x.mp4" onerror="alert(1)"></video>', GONE),
    "sound": ('<audio src="https://x.example/x.mp3" autoplay></audio>', GONE),
    "dialog": ("<dialog open>Log in</dialog>", GONE),
    "keygen": ("<keygen autofocus onfocus=alert(1)>", GONE),
    "event handler": ('<p onclick="alert(1)">x</p>', HANDLER),
    "event handler in capitals": ('<p ONCLICK="alert(1)">x</p>', HANDLER),
    "event handler without quotes": ("<p onclick=alert(1)>x</p>", HANDLER),
    "event handler on a missing picture": ('<img src="x.png" alt="x" onerror="alert(1)">', HANDLER),
    "event handler with spaces": ('<p onclick = "alert(1)">x</p>', HANDLER),
    "event handler after a slash": ("<img/src=x/onerror=alert(1)>", UNREAD),
    "event handler close to an attribute": ('<p title="a"onclick="alert(1)">x</p>', UNREAD),
    "event handler of details": ('<details open ontoggle="alert(1)"><summary>x</summary></details>', HANDLER),
    "event handler in a line break": ("<p\nonclick='alert(1)'>x</p>", HANDLER),
    "event handler by an attribute list": ("A paragraph.\n{: onclick=alert(1) }", HANDLER),
    "event handler by an attribute list in text": ("*word*{ onclick='alert(1)' }", HANDLER),
    "event handler by an attribute list of a heading": ("## Heading { onmouseover=alert(1) }", HANDLER),
    "event handler in the name of an attribute": ("A paragraph.\n{: x/onclick=alert(1) }", rf"{UNREAD}|{TAKES}"),
    "address by an attribute list": ("[x](a.md){ href=javascript:alert(1) }", ADDRESS),
    "source by an attribute list": ("![x](a.png){ src=https://x.example/x.png }", r"attributes in braces can't contain an address"),
    "style by an attribute list": ("A paragraph.\n{: style='background:url(//x.example)' }", STYLE),
    "style that covers the page": ('<p style="position:fixed;inset:0">x</p>', STYLE),
    "style by an expression": ('<p style="width:expression(alert(1))">x</p>', STYLE),
    "style by a binding": ("<p style=\"-moz-binding:url('x.xml#a')\">x</p>", STYLE),
    "link to a script": ("[x](javascript:alert(1))", ADDRESS),
    "link to a script in capitals": ("[x](JaVaScRiPt:alert(1))", ADDRESS),
    "link to a script by entities": ("[x](&#106;avascript&colon;alert(1))", ADDRESS),
    "link to a script by an entity without its end": ('<a href="&#106avascript:alert(1)">x</a>', ADDRESS),
    "link to a script with a line break": ('<a href="java&#10;script:alert(1)">x</a>', r"contains a line break or a control character"),
    "link to a script with a tab": ('<a href="java&Tab;script:alert(1)">x</a>', r"contains a line break or a control character"),
    "link to a script after a space": ("[x](< javascript:alert(1)>)", ADDRESS),
    "link to a script by reference": ("[x][r]\n\n[r]: javascript:alert(1)", ADDRESS),
    "link to a script in angle brackets": ('<a href="javascript://x%0aalert(1)">x</a>', ADDRESS),
    "link to an older script": ("[x](vbscript:msgbox(1))", ADDRESS),
    "link to a page of its own": ("[x](data:text/html;base64,PHNjcmlwdD4=)", ADDRESS),
    "link to a file": ("[x](file:///etc/passwd)", ADDRESS),
    "link to a blob": ("[x](blob:https://x.example/1)", ADDRESS),
    "link to the source": ("[x](view-source:javascript:alert(1))", ADDRESS),
    "link to a scheme of one's own": ("[x](ms-msdt:/id)", ADDRESS),
    "link that reports": ('<a href="https://x.example/" ping="https://y.example/">x</a>', TAKES),
    "link with a target": ('<a href="https://x.example/" target="opener">x</a>', TAKES),
    "picture as a script": ("![x](javascript:alert(1))", rf"{ADDRESS}|from another host"),
    "picture of its own": ("![x](data:image/svg+xml,%3Csvg%20onload=alert(1)%3E)", rf"{ADDRESS}|from another host"),
    "picture from another host": ("![x](https://x.example/x.png)", r"would be loaded from another host\. Put the file into docs/assets"),
    "picture from a host without a scheme": ("![x](//x.example/x.png)", r"would be loaded from another host"),
    "picture from a host by backslashes": (r'<img alt="x" src="\\x.example/x.png">', r"would be loaded from another host"),
    "picture from another host for some screens": (
        '<img alt="x" src="a.png" srcset="a.png 1x, https://x.example/x.png 2x">',
        r"would be loaded from another host",
    ),
    "picture from another host in a picture": ('<picture><source srcset="https://x.example/x"></picture>', GONE),
    "background of old": ('<table background="https://x.example/x.png"></table>', TAKES),
    "id that the theme looks for": ('## {"base":"https://x.example"} {#__config}', r"the id '__config' belongs to the theme\. Choose"),
    "name that hides a function": ('<img alt="x" src="a.png" name="getElementById">', TAKES),
    "class that loads a library from another host": ("A paragraph.\n{: .mermaid }", r"the class 'mermaid' belongs to the theme"),
    "class that acts as the theme": ('<div class="md-dialog">x</div>', r"the class 'md-dialog' belongs to the theme"),
    "component of the theme": ('<div data-md-component="announce">x</div>', TAKES),
    "text that goes to the clipboard unseen": ('<button data-clipboard-text="rm -rf">Copy</button>', TAKES),
    "instructions to an engine": ("<?php echo 1 ?>", UNREAD),
    "declaration": ("<!DOCTYPE html>", UNREAD),
    "section of another language": ("<svg><![CDATA[<script>alert(1)</script>]]></svg>", rf"{UNREAD}|{GONE}"),
    "comment for one browser": ("<!--[if IE]><script>alert(1)</script><![endif]-->", UNREAD),
    "comment that ends early": ("<!--><img src=x onerror=alert(1)>-->", UNREAD),
    "comment that ends with an exclamation mark": ("<!-- --!><img src=x onerror=alert(1)> -->", rf"{HANDLER}|{UNREAD}"),
    "drawing outside the block": (
        "/// figure | x\n    src: ../../secret.svg\n\nx\n///",
        r"the drawing '../../secret.svg' is outside docs/\. Move",
    ),
    "script in the claim of a block": ("/// misconception | <script>alert(1)</script>\nNo. [@a2017]\n///", GONE),
    "script in a term": ("/// term | <img src=x onerror=alert(1)>\n\nx\n///", rf"{HANDLER}|{UNREAD}"),
    "script in an option of a block": (
        "/// explorer | C\n    element: sample-explorer\n    predict: <script>alert(1)</script>\n    see: x\n\nx\n///",
        GONE,
    ),
    "element's name that is none": (
        "/// explorer | C\n    element: x onclick=alert(1)\n    predict: x\n    see: x\n\nx\n///",
        r"must be lowercase words joined by hyphens",
    ),
    "element's path that leads out": (
        "/// explorer | C\n    element: ../../x-y\n    predict: x\n    see: x\n\nx\n///",
        r"must be lowercase words joined by hyphens",
    ),
    "script in an event": (
        "/// timeline\n\n- date: 2017-06-12\n  kind: announced\n  title: <script>alert(1)</script>\n  notes: 2017-06\n"
        "  text: 'x [@a2017]'\n///",
        GONE,
    ),
    "object in the options": (
        "/// notes\n    x: !!python/object/apply:os.system [id]\n\n- a\n///",
        r"YAML anchors, aliases .* aren't allowed here",
    ),
    "options that grow without end": (
        "/// question\n    id: &a [x, x]\n    type: [*a, *a]\n\nx\n///",
        r"YAML anchors, aliases .* aren't allowed here\. Write the value itself",
    ),
    "options too deep": ("/// question\n    id: " + "{" * 3000 + "\n\nx\n///", r"lists are nested more than 10 deep"),
    "result of another folder": ("{=../../mkdocs:nav}", r"there is no result '../../mkdocs'"),
    "result by its whole path": ("{=/etc/passwd:x}", r"there is no result '/etc/passwd'"),
    "result of a file's address": ("{=file:///etc/passwd}", r"there is no result 'file'"),
    "result of another folder in a block": (
        "/// result | C\n    from: ../../pyproject\n    rows: a\n    columns: {a: b}\n\nx\n///",
        r"there is no result '../../pyproject'",
    ),
    "page of ten megabytes in a line": ("a" * 10_000_000, r"has 10,000,000 characters, more than"),
    "page of many lines": ("a\n\n" * 300_000, r"the page has 300,000 characters, more than 200,000\. Split it"),
    "long line": ("a " * 3_000, r"the line has 6,000 characters, more than 5,000\. Break it"),
    "long paragraph": ("a b c\n" * 3_000, r"the paragraph has more than 8,000 characters\. Split it with an empty line"),
    "100,000 open brackets": ("[\n" * 50_000, r"more than 40 brackets '\[' are opened here and not closed"),
    "open brackets in a line": ("[" * 4_000, r"more than 40 brackets"),
    "100,000 quotes within each other": ("> " * 2_000 + "a", r"lists and quotes are nested more than 8 deep here\. Flatten them"),
    "lists within each other": ("\n".join("    " * depth + "- a" for depth in range(60)), r"nested more than 8 deep here"),
    "lists within each other in a line": ("1. " * 1_000 + "a", r"nested more than 8 deep here"),
    "tabs within each other": ("- a\n" + "\t" * 1_000 + "a", r"nested more than 8 deep here"),
    "formula of many braces": ("$" + "{" * 1_500 + "}" * 1_500 + "$", r"isn't readable as LaTeX|has braces that"),
    "formula of many roots": ("$" + r"\sqrt{" * 600 + "x" + "}" * 600 + "$", r"isn't readable as LaTeX"),
}

HEAD = "---\n{}\n---\n\n# Title\n"
NO_HTML = r"description' must be a line of text, without the characters"
FRONT_MATTER = {
    "script in the description": (HEAD.format("description: '\"><script>alert(1)</script>'"), rf"x.md:2: '{NO_HTML}"),
    "quote in the description": (HEAD.format("reviewed: 2026-01-01\ndescription: 'a\" onload=\"alert(1)'"), rf"x.md:3: '{NO_HTML}"),
    "title that closes the title": (HEAD.format("title: </title><script>alert(1)</script>"), r"x.md:2: front matter has no field 'title'"),
    "another template": (
        HEAD.format("template: redirect.html\nlocation: '\"];alert(1)//'"),
        r"x.md:2: front matter has no field 'template'",
    ),
    "template outside the folder": (HEAD.format("template: ../../mkdocs.yml"), r"x.md:2: front matter has no field 'template'"),
    "icon outside the folder": (HEAD.format("icon: ../../../etc/passwd"), r"x.md:2: front matter has no field 'icon'"),
    "subtitle with a script": (HEAD.format("subtitle: <script>alert(1)</script>"), r"x.md:2: front matter has no field 'subtitle'"),
    "script in a tag": (HEAD.format("tags: ['<script>alert(1)</script>']"), r"x.md:2: 'tags' must be a list of words, without"),
    "script in the day": (HEAD.format("reviewed: '\"><script>alert(1)</script>'"), r"x.md:2: 'reviewed' must be a day, YYYY-MM-DD"),
    "old address outside the site": (HEAD.format("was: ['../../../etc/x; alert']"), r"x.md:2: 'was' must be a list of paths"),
    "object": (
        HEAD.format("description: !!python/object/apply:os.system [id]"),
        r"x.md:2: YAML anchors, aliases \(&, \*\) and tags \(!\) aren't allowed here",
    ),
    "setting from the environment": (HEAD.format("description: !ENV HOME"), r"x.md:2: YAML anchors, .* tags \(!\) aren't allowed here"),
    "fields that grow without end": (HEAD.format("a: &a [x, x]\nb: &b [*a, *a]\ndescription: [*b, *b]"), r"x.md:2: YAML anchors, aliases"),
    "fields too deep": (HEAD.format("description: " + "[" * 20_000), r"x.md:2: lists are nested more than 10 deep"),
    "fields that are none": (HEAD.format("just text"), r"x.md:2: the front matter isn't readable"),
    "fields without their frame": (
        "template: redirect.html\nlocation: x\n\n# Title",
        r"x.md:1: the page begins with a line 'name: value' "
        r"outside front matter\. Put it",
    ),
}

ENTRY = "@misc{{a2017,\n  author = {{A, B.}}, title = {{{title}}}, date = {{2017}},\n  url = {{{url}}}\n}}\n"
BIBLIOGRAPHIES = {
    "link to a script": (ENTRY.format(title="T", url="javascript:alert(1)"), r"references.bib:1: the link 'javascript:alert\(1\)' of"),
    "link to data": (ENTRY.format(title="T", url="data:text/html,x"), r"the link 'data:text/html,x' of 'a2017' isn't the address"),
    "link that ends early": (ENTRY.format(title="T", url='https://x.example/"onclick="alert(1)'), r"isn't the address of a page\. Write"),
    "link with a tag": (ENTRY.format(title="T", url="https://x.example/<script>"), r"isn't the address of a page"),
    "link to no host": (ENTRY.format(title="T", url="https:///x"), r"isn't the address of a page"),
    "doi with a tag": (ENTRY.format(title="T", url="").replace("url", "doi = {10.1/<script>}, note"), r"isn't the address of a page"),
    "abbreviations that grow without end": ('@string{a = "xx"}\n@string{b = a # a}\n', r"references.bib:1: .* can't have abbreviations"),
    "code of TeX": ('@preamble{"\\write18{id}"}\n', r"references.bib:1: the bibliography can't have abbreviations"),
    "braces too deep": (
        ENTRY.format(title="{" * 3000 + "a" + "}" * 3000, url="https://x.example"),
        r"are nested too deep|isn't readable as",
    ),
}

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1">{}</svg>'
FILES = {
    # name: (path under docs/, the file's contents, what the build says)
    "drawing with a script": ("assets/images/x.svg", SVG.format("<script>alert(1)</script>"), r"x.svg:1: x.svg has <script>, which a"),
    "drawing that runs when loaded": ("assets/images/x.svg", SVG.format('<g onload="alert(1)"/>'), r"contains the attribute onload="),
    "drawing with a page in it": ("assets/images/x.svg", SVG.format("<foreignObject/>"), r"has <foreignObject>, which"),
    "drawing with a script of HTML": (
        "assets/images/x.svg",
        SVG.format('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),
        r"has <\{http://www.w3.org/1999/xhtml\}script>, which",
    ),
    "drawing that links": ("assets/images/x.svg", SVG.format('<a xlink:href="javascript:alert(1)"/>'), r"has <a>, which"),
    "drawing that uses another": ("assets/images/x.svg", SVG.format('<use href="https://x.example/x.svg#a"/>'), r"has <use>, which"),
    "drawing with a style": ("assets/images/x.svg", SVG.format("<style>*{fill:url(//x.example)}</style>"), r"has <style>, which"),
    "drawing that reads a file": (
        "assets/images/x.svg",
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>"),
        r"x.svg:1: x.svg contains <! or <\?, which can",
    ),
    "drawing that grows without end": (
        "assets/images/x.svg",
        '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + SVG.format("<text>&b;</text>"),
        r"contains <! or <\?, which can",
    ),
    "drawing with a program": (
        "assets/images/x.svg",
        '<?xml-stylesheet href="https://x.example/x.xsl" type="text/xsl"?>' + SVG.format(""),
        r"contains <! or <\?, which can",
    ),
    "drawing that is none": ("assets/images/x.svg", "<html><script>alert(1)</script></html>", r"has <html>, which"),
    "page of HTML": ("x.html", "<script>alert(1)</script>", r"docs/x.html:1: a file '.html' would be published as it is\. Remove it"),
    "page of HTML beside the images": ("assets/images/x.htm", "<script>", r"docs/assets/images/x.htm:1: a file '.htm' would be"),
    "page of XHTML": ("assets/x.xhtml", "<html/>", r"a file '.xhtml' would be published as it is"),
    "page of XML": ("assets/x.xml", "<html/>", r"a file '.xml' would be published as it is"),
    "script beside the pages": ("nlp-and-llms/x.js", "alert(1)", r"a file '.js' would be published as it is"),
    "drawing in capitals": ("assets/images/x.SVG", SVG.format("<script/>"), r"a file '.SVG' would be published as it is"),
    "settings for a server": (".htaccess", "Redirect / https://x.example", r"a file '.htaccess' would be published as it is"),
    "name with a tag": ("<img src=x onerror=alert(1)>.md", "# x", r"docs/<img src=x onerror=alert\(1\)>.md:1: the name has characters"),
    "name with a line break": ("a\nb.md", "# x", r"docs/a\\nb.md:1: the name has characters that addresses can't have"),
}


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """A folder with the minimum that the blocks need, as the current one."""
    for file, text in {
        "docs/references.bib": ENTRY.format(title="T", url="https://x.example/"),
        "lab/results/r.json": "{}",
        "docs/assets/explorers/sample-explorer.js": "",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_an_attack_by_a_page_is_refused(notes, name):
    text, message = PAGES[name]
    with pytest.raises(PageError, match=rf"^text:\d+: .*({message})"):
        start = time.process_time()
        render(text)
    assert time.process_time() - start < 2, "it took too long to refuse"


def test_the_line_of_an_attack_is_named(notes):
    for text, line in (("# T\n\na\n\n<p onclick='x()'>a</p>", 5), ("a\n\n[x](javascript:alert(1))", 3), ("a\n\n\nb\n\n## c {#__x}", 6)):
        with pytest.raises(PageError, match=f"^text:{line}: "):
            render(text)


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_an_attack_by_front_matter_is_refused(name):
    text, message = FRONT_MATTER[name]
    with pytest.raises(PageError, match=message):
        front_matter.check(text, "x.md")


@pytest.mark.parametrize("name", BIBLIOGRAPHIES)
def test_an_attack_by_the_bibliography_is_refused(tmp_path, name):
    text, message = BIBLIOGRAPHIES[name]
    (tmp_path / "references.bib").write_text(text, encoding="utf-8")
    with pytest.raises(PageError, match=message):
        bibliography.load(tmp_path / "references.bib")


@pytest.mark.parametrize("name", FILES)
def test_an_attack_by_a_file_is_refused(notes, name):
    path, text, message = FILES[name]
    file = notes / "docs" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this system doesn't allow such file names")
    if file.name not in os.listdir(file.parent):
        pytest.skip("this system spells the name differently")
    with pytest.raises(PageError, match=message):
        files.check(notes / "docs")


@pytest.mark.parametrize("place", ["docs/nlp.md", "docs/assets/images/x.svg", "docs/chapter", "lab/results/x.json"])
def test_a_symbolic_link_is_refused(notes, place):
    (notes / place).parent.mkdir(parents=True, exist_ok=True)
    try:
        (notes / place).symlink_to(Path(__file__).parent if place.endswith("chapter") else Path(__file__))
    except OSError:
        pytest.skip("this system has no symbolic links")
    with pytest.raises(PageError, match=f"^{place}:1: this is a symbolic link, which may lead out of the repository. Put a copy"):
        files.check(notes / "docs")
