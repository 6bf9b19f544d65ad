"""Markup of other Markdown dialects, and leftovers that belong on no page: they would be printed as typed.

Each finding names what to write here. Code, including inline code, and formulas are left alone.
"""

import re

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import recording
from llm_notes.content.lines import CODE_FENCE, INLINE_CODE, code_lines
from llm_notes.content.source import Source
from llm_notes.markup.commonmark import TABLE_RULE, as_python_markdown, whole_formulas
from llm_notes.markup.formulas import INLINE

FIGURE = "Draw it as SVG and write '/// figure | What it shows' with a line '    src: drawing.svg' under it."
BOX = "Write '!!! note \"Title\"', and the text below it, indented by four spaces; or '/// deeper | Title' for a fold."
# Languages of code blocks that name something other than code here: (rule, languages, what to write).
FENCES = (
    (
        "dialect-diagram",
        r"mermaid|plantuml|puml|dot|graphviz|tikz|vega(-lite)?|d2|ditaa",
        f"a diagram in this language isn't drawn here. {FIGURE}",
    ),
    ("dialect-formula", r"math|latex-math|katex", "a formula isn't written as code here. Write it between two lines $$."),
    (
        "dialect-cell",
        r"\{(python|r|julia|bash|sh|js|ojs|sql|code-cell|code-block|code)\b.*\}.*",
        "cells of Quarto, R Markdown and MyST aren't run here. Write the language alone, as ```python.",
    ),
    (
        "dialect-directive",
        r"\{[\w:-]+\}.*|(note|tip|warning|info|danger|admonition|callout)\b.*",
        f"this box is MyST or Obsidian syntax. {BOX}",
    ),
    ("dialect-query", r"dataview(js)?|tasks|base", "an Obsidian query isn't run here. Write its result as a list or a table."),
)
# (rule, pattern, what to write). The patterns see a line without its code and formulas.
LINES = (
    (
        "merge-conflict",
        r"^(<{7}|>{7}|\|{7})( |$)",
        "this line was left by a merge conflict. Keep one of the versions between <<<<<<< and >>>>>>>, and remove these lines.",
    ),
    ("dialect-container", r"^\s*(:{3,}|::[a-z][\w-]*[\[{])", f"boxes with ':::' are Pandoc, Docusaurus or VitePress syntax. {BOX}"),
    ("dialect-alert", r"^\s*>\s*\[!\w+\]", f"boxes with '> [!…]' are GitHub or Obsidian syntax. {BOX}"),
    ("dialect-tabs", r"^\s*={3}[!+]? [\"']", "there are no content tabs here. Write a heading for each, one after the other."),
    (
        "dialect-include",
        r"^\s*(-{1,2}8<-{1,2}|;-{2}8<|!include\b|\{!.*!\}|@import\b|!\[\[)",
        "files aren't included here. Write the text itself; for a drawing, use '/// figure'.",
    ),
    (
        "address-space",
        r"\]\((?!<)[^()<>\"'\s]+(?: [^()<>\"'\s]+)+\)",
        "an address can't contain a space, so this isn't a link. Rename the file with '-' instead, and link to that.",
    ),
    (
        "dialect-wikilink",
        r"\[\[[^\[\],]*[A-Za-z][^\[\],]*\]\](?!\()",
        "links in double brackets are wiki syntax. Write [text](page.md) or [text](page.md#heading).",
    ),
    (
        "dialect-template",
        r"\{%.*%\}|\{\{.*\}\}|^\s*\{\{[<%]",
        "templates (Jekyll, Hugo, Jinja) aren't filled in here. Write the text itself, or put the line in backticks.",
    ),
    (
        "dialect-critic",
        r"\{(\+\+|--|~~|>>|==).*(\+\+|--|~~|<<|==)\}",
        "editing marks (CriticMarkup) are left over. Accept or reject the change.",
    ),
    (
        "dialect-directive",
        r"^\s*\.\. [\w-]+::|(?<![\w:]):[a-z]+(:[a-z]+)?:`",
        "this is reStructuredText or MyST. Write a link as [text](page.md), and a block as '/// name'.",
    ),
    (
        "dialect-emoji",
        r"(?<![\w:/]):[a-z][a-z0-9_+-]*[a-z0-9]:(?![\w:/])",
        "emoji and icon names aren't replaced here. Write the character itself.",
    ),
    ("dialect-keys", r"(?<![\w+])\+\+[a-z0-9-]+(\+[a-z0-9-]+)*\+\+(?![\w+])", "keys are written as <kbd>Ctrl</kbd>."),
    (
        "dialect-raised",
        r"(?<=\w)~[^\s~]{1,12}~(?!~)|(?<=\w)\^[^\s^\[\]]{1,12}\^|\^\^\S[^^]*\^\^",
        "marks for subscript, superscript and inserted text aren't read here. Write <sub>2</sub>, <sup>2</sup> or <ins>…</ins>, or a formula: $x^2$.",
    ),
    (
        "dialect-abbreviation",
        r"^\*\[[^\]]+\]:",
        "abbreviations aren't explained this way here. Add the term to the glossary with '/// term'.",
    ),
    (
        "dialect-comment",
        r"%%.*%%|^\s*\[//\]: #|^\s*\[comment\]: #",
        "this is a comment in another dialect. Write <!-- … -->, or remove it.",
    ),
    (
        "dialect-latex",
        r"\\(cite[tp]?|ref|eqref|label|textbf|textit|emph|section|subsection|footnote|item|begin|end|href|url|includegraphics)\b",
        "LaTeX is only read in formulas, between dollar signs. Write **bold**, *emphasis*, [text](address), [@key], and lists with '- '.",
    ),
    ("dialect-org", r"^#\+\w+:|^\*{2,} [A-Z]", "this is Org mode syntax. Write headings with '## ', and front matter at the top."),
    (
        "dialect-mdx",
        r"^(import .* from ['\"]|export (default|const) )",
        "components (MDX) aren't loaded here. Remove the line; the blocks are in docs/contributing/blocks.md.",
    ),
    (
        "dialect-grid-table",
        r"^\s*\+(-{3,}\+|={3,}\+)+\s*$",
        "tables drawn with '+---+' aren't read here. Write rows as | a | b |, with |---|---| under the first.",
    ),
    (
        "dialect-footnote",
        r"\^\[[^\]]+\]",
        "inline footnotes aren't read here. Write [^1] in the text and '[^1]: …' on a line of its own.",
    ),
    ("dialect-bullet", r"^\s*[•▪◦‣●○∙·–—] ", "this character doesn't begin a list item. Write '- '."),
    (
        "heading-space",
        r"^#{1,6}[^#\s]",
        "a heading needs a space after its '#', and a tag (#word) would become a heading. Write '## Title', or tags in the front matter.",
    ),
    ("heading-indented", r"^ {1,3}#{1,6} ", "a heading isn't indented. Move it to the start of the line."),
    (
        "dialect-span",
        r"\]\{[.#=][^}]*\}|\]\{=html\}",
        "attributes after brackets are Pandoc syntax. Write **bold**, *emphasis*, ==mark== or <span>…</span>.",
    ),
    (
        "attribute-address",
        r"\{[^{}\"]*=\s*\w+://[^{}]*\}",
        "attributes in braces can't contain an address. Write [text](address); a picture is a file of the notes: ![what it shows](file).",
    ),
    (
        "address-brackets",
        r"(?<![(<\"'\w/])https?://[^\s()<>]*\([^\s()<>]*\)",
        "an address with parentheses needs angle brackets, or its last one is cut off. Write <https://…>, or [text](<https://…>).",
    ),
    ("link-gap", r"\]\s+\((https?://|[\w./-]+\.md\b)[^)]*\)", "a link has no space between ']' and '('. Write [text](address)."),
    ("html-markdown", r"^\s*<(details|center|aside)( open)?>", f"Markdown inside this tag isn't read. {BOX}"),
    ("dialect-quotes", r"``[^`']+''", 'these are LaTeX quotation marks. Write “…”, or "…".'),
    (
        "dialect-reference",
        r"(?<![\w/.@])@(fig|tbl|tab|eq|sec|lst|thm)[-:][\w-]+",
        "references to figures and sections by label are Quarto syntax. Write [the figure](#id) with a heading's id.",
    ),
    (
        "dialect-property",
        r"^\s*(?:[-*]\s+)?[a-z][\w-]*:: \S|\s\^[a-z0-9]+(-[a-z0-9]+)+\s*$|\(\([0-9a-f-]{36}\)\)",
        "properties and block ids are Logseq, Roam or Obsidian syntax. Remove them; a page's fields go into the front matter.",
    ),
    (
        "dialect-asciidoc",
        r"^={1,6} \S|^\[(source|NOTE|TIP|WARNING|quote)\b.*\]\s*$|^\([\w-]+\)=\s*$",
        "this is AsciiDoc or MyST. Write headings with '## ' and their id as {#id}, code between ``` lines, and boxes as '!!! note'.",
    ),
    (
        "odd-character",
        r"[\u200b\u2060\ufeff\u2028\u2029\u00ad]",
        "the line contains an invisible character (a zero-width space, a soft hyphen or the like), often from a word processor or a web page. Type the word again.",
    ),
    (
        "left-by-assistant",
        r"【[^】]*†[^】]*】|:contentReference\[|\boaicite\b|turn\d+(search|view|news|academia)\d+|\[cite(_start|:[\d, ]+)\]|utm_source=(chatgpt|openai|perplexity)",
        "this mark was left by a chatbot. Remove it, and cite the source itself with [@key].",
    ),
    (
        "mojibake",
        r"[ÂÃâðÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]|\ufffd",
        "these characters were read with the wrong encoding, such as â€™ for ’. Type them again, or open the original as UTF-8.",
    ),
)
LINE_PATTERNS = [(rule, re.compile(pattern), sentence) for rule, pattern, sentence in LINES]
MARK = re.compile(r"\{[=?][^{}\n]*\}")  # a number from a result, or an assertion about it
REFERENCE = re.compile(r"\[(\^[^\]\s]+)\](?![:(])|(?<![\w\])])\[[^\[\]]+\]\[([^\[\]\d][^\[\]]*)\]")
HEADING_LINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
BOX_BEGINS = re.compile(r"^(\s*)(!!!|\?\?\?\+?)")
APART = (
    "a formula between double dollar signs or \\[ \\] goes on lines of its own, with nothing before or after it. Write it that way, "
    "or with single dollar signs in the sentence."
)
# Words of a sentence rather than of a formula.
WORDS = re.compile(r"(?:\b[A-Za-z]{2,}[,.]?|\d[\d.,]*[A-Za-z%]?)\s+[A-Za-z]{2,}\b|\b[A-Za-z]{2,},?\s+\d")
# Formulas on lines of their own, and those that begin with a backslash.
DISPLAY = re.compile(
    r"^[ \t>]*\$\$(?:(?!\$\$).)*\$\$[ \t]*$|^[ \t>]*\\begin\{(\w+\*?)\}.*?\\end\{\1\}|\\\[(?:(?!\\\[).)*?\\\]|\\\((?:(?!\\\().)*?\\\)",
    re.MULTILINE | re.DOTALL,
)


class Dialects(Preprocessor):
    """Finds such markup. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        source = Source(self.md, lines)
        if source.draft:
            return lines
        for index, rule, sentence in problems(lines):
            with recording():
                raise source.error(index, sentence, rule)
        return lines


def problems(lines: list[str]) -> list[tuple[int, str, str]]:
    """Return (index of the line, rule, sentence) of markup that other dialects have and these pages don't."""
    code, _ = code_lines(lines)
    found = [(index, *problem) for index in sorted(code) if (problem := _in_fence(lines, index))]
    for first, text in _paragraphs(lines, code):
        for shown in re.finditer(r"\\\[(?:(?!\\\[).)*?\\\]", text, re.DOTALL):
            if not re.search(r"(^|\n)[ \t>]*$", text[: shown.start()]) or text[shown.end() :].partition("\n")[0].strip():
                found.append((first + text.count("\n", 0, shown.start()), "formula-apart", APART))
        if re.search(r"^\[[ \t]*$", text, re.MULTILINE) and re.search(r"^\][ \t]*$", text, re.MULTILINE):
            found.append((first, "formula-brackets", "a formula between brackets has lost its backslashes. Write it between two lines $$."))
        text = DISPLAY.sub(_blank, text)
        found += _dollars(first, text)
        for index, line in enumerate(INLINE.sub(_blank, text).split("\n"), first):
            for rule, pattern, sentence in LINE_PATTERNS:
                if match := pattern.search(line):
                    found.append((index, rule, f"'{_shown(match[0])}': {sentence}"))
                    break
            under = lines[index + 1] if index + 1 < len(lines) else ""
            if (
                HEADING_LINE.match(under)
                and "<<<<<<< " not in text
                and not line.lstrip().startswith(("|", "-", ">", "#", "/"))
                and index + 1 not in code
            ):
                sign = "##" if "-" in under else "#"
                found.append(
                    (
                        index,
                        "heading-underlined",
                        f"a heading isn't underlined here. Write '{sign} {_shown(line.strip())}' and remove the line under it.",
                    )
                )
            if (box := BOX_BEGINS.match(line)) and not _next(lines, index).startswith((f"{box[1]}    ", f"{box[1]}\t")):
                found.append((index, "box-empty", "the text of this box isn't indented. Put four spaces before each of its lines."))
    found += _undefined(lines, code)
    found += _rows(lines, code)
    found += as_python_markdown(lines)[1]
    return sorted(set(found))


def _next(lines: list[str], index: int) -> str:
    """Return the next line that isn't empty, or ''."""
    return next((lines[after] for after in range(index + 1, len(lines)) if lines[after].strip()), "")


def _undefined(lines: list[str], code: set[int]):
    """Yield references to notes and addresses that the page doesn't define."""
    prose = [(index, INLINE_CODE.sub("", line)) for index, line in enumerate(lines) if index not in code and "[" in line]
    defined = {match[1].lower() for _, line in prose if (match := re.match(r"\s*\[([^\]]+)\]:", line))}
    for index, line in prose:
        for match in REFERENCE.finditer(INLINE.sub("", line)):
            name = match[1] or match[2]
            if name.lower() not in defined:
                yield (
                    index,
                    "undefined-reference",
                    f"'{_shown(match[0])}' names something that the page doesn't define. Write a line '[{name}]: …', or for a link "
                    "[text](address), for a source [@key].",
                )


def _rows(lines: list[str], code: set[int]):
    """Yield tables without the line under their header, and rows with more cells than the header; the extra ones would be lost."""
    head = 0
    for index, line in enumerate(lines):
        if index in code or not line.lstrip().startswith("|"):
            head = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", re.sub(r"\|\s*$", "", MARK.sub("", INLINE_CODE.sub("", whole_formulas(line))))))
        if not head:
            head = cells
            under = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if under.startswith("|") and not (TABLE_RULE.match(under) and len(re.findall(r"-+", under)) == head):
                yield (
                    index,
                    "table-rule",
                    f"the table's second line must be '|{'---|' * min(head, 6)}', with as many parts as the first has cells.",
                )
        elif cells > head:
            yield (
                index,
                "table-cells",
                f"this row has {cells} cells, the table's header {head}; the extra ones would be lost. Write \\| for a bar in a cell.",
            )


def _in_fence(lines: list[str], index: int) -> tuple[str, str] | None:
    if re.match(r"<{7} |>{7} |\|{7} ", lines[index]):
        return LINES[0][0], f"'{_shown(lines[index])}': {LINES[0][2]}"
    fence = CODE_FENCE.match(lines[index])
    about = fence[2].strip() if fence else ""
    for rule, languages, sentence in FENCES:
        if about and re.fullmatch(rf"(?:{languages})(?:\s.*)?", about.strip("{.} ") if about.startswith("{.") else about, re.IGNORECASE):
            return rule, f"'{_shown(about)}': {sentence}"
    return None


def _paragraphs(lines: list[str], code: set[int]):
    """Yield (index of the first line, text) of each run of lines that aren't empty, with code blanked out."""
    first, run = 0, list[str]()
    for index in range(len(lines) + 1):
        line = lines[index] if index < len(lines) and index not in code else ""
        if line.strip():
            first, run = (first, run) if run else (index, [])
            run.append(line)
        elif run:
            yield first, MARK.sub(_blank, INLINE_CODE.sub(_blank, "\n".join(run)))
            run = []


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", "`", match[0])


def _shown(text: str) -> str:
    return text.strip() if len(text.strip()) <= 40 else text.strip()[:40] + "…"


def _dollars(first: int, text: str):
    """Yield what may be a formula or a price."""

    def at(place: int) -> int:
        return first + text.count("\n", 0, place)

    for match in re.finditer(r"(?<!\\)\$\$", text):
        yield (
            at(match.start()),
            "formula-apart",
            APART,
        )
        return
    for match in INLINE.finditer(text):
        if not re.search(r"[\\^_{}=]", match[1]) and WORDS.search(match[1]):
            yield (
                at(match.start()),
                "formula-or-price",
                f"'{_shown(match[0])}' is read as a formula, but has words in it. If these are amounts of money, write \\$ for each "
                "dollar sign; words in a formula go into \\text{…}.",
            )
    rest = INLINE.sub(_blank, text)
    for match in re.finditer(r"(?<![\\$A-Za-z`])\$(?![\d.$])", rest):
        yield (
            at(match.start()),
            "dollar-alone",
            "this dollar sign neither begins nor ends a formula, as a formula has no space inside its dollar signs and no digit after "
            "the last. Write $x$ for a formula, and \\$ for the sign itself.",
        )
        return
