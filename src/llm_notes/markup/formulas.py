"""Formulas: the LaTeX that pymdownx.arithmatex has found ($…$ and $$…$$) becomes MathML at build time.

The LaTeX stays in the page as MathML's own annotation, which is neither shown nor read aloud: people who copy a formula get
it, and the Anki deck takes it from there. In a heading, it would end up in the heading's id and the
table of contents.
"""

import html
import re

from latex2mathml.converter import convert
from markdown.treeprocessors import Treeprocessor

from llm_notes.checks.findings import PageError, located, recording
from llm_notes.engines import locate

# latex2mathml writes the word in \mathrm{softmax} letter by letter; a screen reader would spell it out.
UPRIGHT_WORD = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')
# It reads 65{,}536 as two numbers with an operator between them, ∞ as an operator, and a sign as a difference: each with gaps.
THOUSANDS = re.compile(r"</mn><mrow><mo>&#x0002C;</mo></mrow><mn>(?=\d{3}<)")
INFINITY = "<mo>&#x0221E;</mo>"
SIGN = re.compile(  # a minus after one of ( [ { = · / × + − , ≈ < > → ≤ ≥ ∈
    r"(?<=&#x(?:00028|0005B|0007B|0003D|000B7|0002F|000D7|0002B|02212|0002C|02248|0003C|0003E|02192|02264|02265|02208);</mo>)"
    r"<mo>(?=&#x02212;</mo>)"
)
CLOSING = re.compile(r"[,.;:!?)\]]+")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
WRAPPED = re.compile(r"^\\(\(|\[)(.*)\\(\)|\])$", re.DOTALL)
# A formula in a line of text, by Pandoc's rule: no space after the first dollar sign, none before the last, and no digit
# after that, so "between $5-$7" has none. Group 1: its LaTeX. pymdownx.arithmatex lacks the digit; `PANDOCS` adds it.
INLINE = re.compile(r"(?<!\\)(?:\\\\)*\$(?![\s$])((?:\\.|[^\\$])+?)(?<!\s)\$(?!\d)", re.DOTALL)
PANDOCS = (r"(?<!\s)(?:\$))", r"(?<!\s)(?:\$)(?!\d))")
ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}(?:(?!\\begin\{).)*?\\end\{\1\}", re.DOTALL)  # one that contains no other
SAME = {  # environments that latex2mathml doesn't know -> what it knows and looks the same
    "aligned": "split",
    "align": "align*",
    "dcases": "cases",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
}
# What latex2mathml writes for what it doesn't know: & as a letter, a command's name, an empty operator, a line break
# that browsers ignore.
WRONG = {
    "&": re.compile(r"<mi>&</mi>"),
    r"\\": re.compile(r"<mspace linebreak"),
    r"\operatorname": re.compile(r"<mo ?/>"),
}


class Formulas(Treeprocessor):
    """Replaces each formula's LaTeX with MathML. Runs after inline text has been read."""

    def run(self, root) -> None:
        """Raises PageError for LaTeX that can't be read."""
        headings = {part for heading in root.iter() if heading.tag in HEADINGS for part in heading.iter()}
        for element in root.iter():
            if "arithmatex" in element.get("class", "").split():
                wrapped = WRAPPED.match(element.text.strip())
                assert wrapped  # arithmatex writes no other form
                opening, latex = wrapped.group(1, 2)
                display = "block" if opening == "[" else "inline"
                with recording():
                    mathml = self._mathml(latex.strip(), display)
                    if element not in headings:
                        mathml = annotated(mathml, latex.strip())
                    element.text = self.md.htmlStash.store(mathml)
                    element.set("class", f"formula formula--{display}")
                    if display == "inline" and (end := CLOSING.match(element.tail or "")):  # it stays in the formula's line
                        element.text += end[0]
                        element.tail = element.tail[end.end() :]

    def _mathml(self, latex: str, display: str) -> str:
        if len(re.findall(r"(?<!\\){", latex)) != len(re.findall(r"(?<!\\)}", latex)):
            raise self._error(latex, f"the formula '{latex}' has unbalanced braces. Correct it.", "formula-braces")
        try:
            mathml = convert(known(latex, display), display=display)
        except Exception as error:  # latex2mathml raises many kinds; all mean: unreadable
            raise self._error(
                latex, f"the formula '{latex}' isn't readable as LaTeX ({type(error).__name__}). Correct it.", "formula-unreadable"
            ) from None
        unknown = re.search(r"<m[a-z]+>(\\[A-Za-z]+)</m[a-z]+>", mathml)
        wrong = unknown[1] if unknown else next((sign for sign, pattern in WRONG.items() if pattern.search(mathml)), "")
        if wrong in ("&", r"\\"):
            environment = next((name for name in re.findall(r"\\begin\{(\w+\*?)\}", latex) if name not in SAME), "")
            raise self._error(
                latex,
                f"the formula '{latex}' has several lines or columns"
                + (f" in the environment '{environment}', which can't be converted" if environment else " within a line of text")
                + r". Write it between two lines $$, with \begin{aligned} … \end{aligned} or \begin{cases} … \end{cases}.",
                "formula-lines",
            )
        if wrong:
            raise self._error(
                latex, f"the formula '{latex}' uses {wrong}, which can't be converted to MathML. Use another command.", "formula-command"
            )
        mathml = SIGN.sub('<mo form="prefix">', THOUSANDS.sub(",", mathml)).replace(INFINITY, INFINITY.replace("mo", "mi"))
        return UPRIGHT_WORD.sub(lambda word: f"<mi>{re.sub('<[^>]*>', '', word.group(0))}</mi>", mathml)

    def _error(self, latex: str, message: str, rule: str) -> PageError:
        docs_dir, page = locate(self.md)
        message = " ".join(message.replace(latex, latex if len(latex) < 200 else latex[:200] + "…").split())
        line = 1
        if page:
            text = (docs_dir / page).read_text(encoding="utf-8-sig")
            pieces = [latex, *sorted(latex.split("\n"), key=len, reverse=True)]  # in a list or a block, its lines may be indented
            place = next((text.find(piece.strip()) for piece in pieces if piece.strip() and piece.strip() in text), 0)
            line = text.count("\n", 0, place) + 1
        return located(f"{docs_dir.name}/{page}" if page else "text", line, message, rule)


def by_pandocs_rule(md) -> None:
    """Make pymdownx.arithmatex, if it is loaded, end a formula only where Pandoc does."""
    if "arithmatex-inline" in md.inlinePatterns:
        processor = md.inlinePatterns["arithmatex-inline"]
        assert PANDOCS[0] in processor.pattern  # else arithmatex has changed: correct PANDOCS
        processor.pattern = processor.pattern.replace(*PANDOCS)
        processor.compiled_re = re.compile(processor.pattern, re.DOTALL | re.UNICODE)


def known(latex: str, display: str) -> str:
    """Return equivalent LaTeX in commands that latex2mathml knows."""
    latex = re.sub(r"\\arg\s*\\(max|min)(?![A-Za-z])", r"\\arg\1", latex)
    latex = re.sub(r"\\arg(?![A-Za-z])", r"\\operatorname{arg}", latex)
    latex = re.sub(r"(\\operatorname\*?)\s*\{((?:[^{}]|\{[^{}]*\})*)\}", lambda match: f"{match[1]}{{{_name(match[2])}}}", latex)
    latex = re.sub(r"(\\(?:begin|end))\{([a-z]+\*?)\}", lambda match: f"{match[1]}{{{SAME.get(match[2], match[2])}}}", latex)
    latex = re.sub(r"\\\\\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]", r"\\\\", latex)  # space between lines
    lines = latex.split(r"\\")
    if display == "block" and len(lines) > 1 and len(_outside(latex).split(r"\\")) == len(lines):  # lines without an environment
        aligned = lines if "&" in latex else [f"& {line}" for line in lines]
        latex = r"\begin{split}" + r"\\".join(aligned) + r"\end{split}"
    return latex


def _name(words: str) -> str:
    """Return the name of an operator, with its spaces as characters that latex2mathml keeps."""
    words = re.sub(r"\\(?:mathrm|text|mathsf|rm)\s*\{([^{}]*)\}", r"\1", words)
    return re.sub(r"\\[,:; ]|\\(?:thinspace|quad)(?![A-Za-z])|~", "\u2009", words)


def _outside(latex: str) -> str:
    """Return LaTeX without what is in braces and environments."""
    before = ""
    while before != latex:
        before, latex = latex, ENVIRONMENT.sub("", latex)
    before = ""
    while before != latex:
        before, latex = latex, re.sub(r"(?<!\\)\{(?:\\[{}]|[^{}])*\}", "", latex)
    return latex


def annotated(mathml: str, latex: str) -> str:
    """Return MathML that carries its LaTeX; the search skips it."""
    opening, _, inside = mathml.removesuffix("</math>").partition(">")
    return (
        f'{opening}><semantics>{inside}<annotation encoding="application/x-tex" data-search-exclude="">'
        f"{html.escape(latex, quote=False)}</annotation></semantics></math>"
    )
