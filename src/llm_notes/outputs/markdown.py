"""HTML of a page as Markdown: what a program or a person reads who wants the text alone.

Made from the built page and not from its source, as only there numbers, references and derived lists are filled in.
A question is printed with its answer, a figure as its words, a formula as LaTeX, a source as its number.
"""

import re
from collections.abc import Callable

from llm_notes.markup.formulas import latex_of

Link = Callable[[str], str]

BLOCKS = {
    "address",
    "article",
    "blockquote",
    "details",
    "div",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
}
LEFT_OUT_TAGS = {"svg", "script", "style", "template", "button", "summary", "hr", "form"}
LEFT_OUT_CLASSES = {"headerlink", "footnote-backref", "page-end", "practice__desk", "practice__check", "practice__solutions"}
LABELS = {"explorer": "Interactive on the page", "figure": "Figure"}
# Each choice begins with its letter, which Python looks for at once.
SPECIAL = re.compile(r"(\\|`|\*|\$|<(?=[A-Za-z/!])|_(?<![^\W_]_)|_(?![^\W_])|\[(?=[^\]]*\]\())")
SPACE = re.compile(r"\s+")
LINE_START = re.compile(r"^(#{1,6}(?= )|[-+](?= )|>|\d+(?=[.)] ))")


def to_markdown(element, link: Link) -> str:
    """Return an element's content as Markdown, ending in a newline. link: gives each link's target its new form.

    Raises ValueError for a formula without its LaTeX.
    """
    return "\n\n".join(_blocks(element, link)) + "\n"


def _blocks(element, link: Link) -> list[str]:
    """Return the blocks of an element, each as lines without the empty line around them."""
    found: list[str] = []
    running = _text(element.text)
    for child in element:
        if not isinstance(child.tag, str):
            running += _text(child.tail)
        elif child.tag in BLOCKS or "-" in child.tag or _classes(child) & {"filename"}:
            found += [_paragraph(running), *_block(child, link)]
            running = _text(child.tail)
        else:
            running += _inline(child, link) + _text(child.tail)
    return [block for block in [*found, _paragraph(running)] if block]


def _block(element, link: Link) -> list[str]:
    tag, classes = element.tag, _classes(element)
    if tag in LEFT_OUT_TAGS or classes & LEFT_OUT_CLASSES:
        return []
    if re.fullmatch("h[1-6]", tag):
        return ["#" * int(tag[1]) + " " + _content(element, link)]
    if tag in ("p", "figcaption"):
        return [_paragraph(_content(element, link))]
    if "filename" in classes:
        return [f"{_content(element, link)}:"]
    if tag == "pre":
        return [_code(element)]
    if "formula--block" in classes:
        return [f"$${latex_of(element)}$$"]
    if tag == "table":
        return [_table(element, link)]
    if tag in ("ul", "ol"):
        return [_list(element, link)]
    if "misconception" in classes:
        return [_quoted("\n\n".join(_blocks(element, link)))]
    if tag == "figure" and element.find("figcaption") is not None:
        label = LABELS["explorer" if "explorer" in classes else "figure"]
        caption = element.find("figcaption")
        rest = [block for child in element if child is not caption for block in _block(child, link)]
        return [_quoted("\n\n".join([f"**{label}.** {_content(caption, link)}", *rest]))]
    if tag == "llm-question":
        prompt, *rest = [block for child in element for block in _block(child, link)]
        return [_quoted("\n\n".join([f"**Question.** {prompt}", *rest]))]
    if "deeper" in classes:
        title, *rest = element
        return [f"**{_content(title, link)}**", *(block for part in rest for block in _blocks(part, link))]
    if "explorer__see" in classes:
        first, *rest = _blocks(element, link)
        return [f"**What there was to see.** {first}", *rest]
    if "footnote" in classes:
        return [_list(element.find("ol"), link)]
    return _blocks(element, link)


def _inline(element, link: Link) -> str:
    tag, classes = element.tag, _classes(element)
    if tag in LEFT_OUT_TAGS or classes & LEFT_OUT_CLASSES:
        return ""
    if "citation" in classes:
        return " [" + ", ".join("".join(mark.itertext()) for mark in element.iter("a")) + "]"
    if "misconception__label" in classes:
        return _content(element, link) + " "
    if "formula--inline" in classes:
        return f"${latex_of(element)}$"
    if tag == "br":
        return " "
    if tag == "code":
        return _code_span("".join(element.itertext()))
    if tag == "img":
        return f"![{_text(element.get('alt'))}]({link(element.get('src'))})"
    content = _content(element, link)
    if tag in ("em", "i") and content.strip():
        return f"*{content}*"
    if tag in ("strong", "b", "dfn") and content.strip():
        return f"**{content}**"
    if tag == "sup":
        return f"^{content}"
    if tag == "a" and element.get("href") and "term-link" not in classes:
        return f"[{content}]({link(element.get('href'))})"
    return content


def _content(element, link: Link) -> str:
    """Return what stands inside as one line."""
    parts = [_text(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_inline(child, link))
        parts.append(_text(child.tail))
    return SPACE.sub(" ", "".join(parts)).strip()


def _text(text: str | None) -> str:
    return SPECIAL.sub(r"\\\1", SPACE.sub(" ", text)) if text else ""


def _paragraph(text: str) -> str:
    return LINE_START.sub(r"\\\1", text.strip())


def _code_span(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _code(pre) -> str:
    language = re.search(r"language-(\w+)", pre.getparent().get("class") or "")
    text = "".join(pre.itertext()).rstrip("\n")
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`{3,}", text))])
    return f"{fence}{language[1] if language else ''}\n{text}\n{fence}"


def _table(table, link: Link) -> str:
    rows = [[_content(cell, link).replace("|", "\\|") for cell in row.iter("th", "td")] for row in table.iter("tr")]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _list(element, link: Link) -> str:
    lettered = element.get("type") == "A"
    items = []
    for number, item in enumerate(element.findall("li"), start=int(element.get("start") or 1)):
        mark = "-" if element.tag == "ul" or lettered else f"{number}."
        letter = f"{chr(64 + number)}. " if lettered else ""
        blocks = _blocks(item, link)
        loose = any(block.startswith(("```", "|", ">")) for block in blocks)
        text = letter + ("\n\n" if loose else "\n").join(_joined(blocks))
        items.append(f"{mark} " + text.replace("\n", "\n" + " " * (len(mark) + 1)))
    return "\n".join(re.sub(r"[ ]+$", "", item, flags=re.MULTILINE) for item in items)


def _joined(blocks: list[str]) -> list[str]:
    """Return the blocks of a list item, its short paragraphs as one."""
    found: list[str] = []
    for block in blocks:
        if found and not re.match(r"[-`|>]|\d+\.", block) and not re.match(r"[-`|>]|\d+\.", found[-1]):
            found[-1] += (", " if block[0].islower() else " " if found[-1][-1] in ".?!:”" else ". ") + block
        else:
            found.append(block)
    return found


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _classes(element) -> set[str]:
    return set((element.get("class") or "").split())
