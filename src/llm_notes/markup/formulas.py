"""Formulas: the LaTeX that pymdownx.arithmatex has found ($…$ and $$…$$) becomes MathML at build time.

The LaTeX stays in the page as MathML's own annotation, which is neither shown nor read aloud: whoever copies a formula can have
it, and the deck for Anki takes it from there. In a heading, it would end up in the heading's id and the
table of contents.
"""

import html
import re

from latex2mathml.converter import convert
from markdown.treeprocessors import Treeprocessor

from llm_notes.checks.findings import PageError, going_on, located
from llm_notes.engines import locate

# latex2mathml writes the word in \mathrm{softmax} letter by letter; a screen reader would spell it.
UPRIGHT_WORD = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
WRAPPED = re.compile(r"^\\(\(|\[)(.*)\\(\)|\])$", re.DOTALL)


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
                with going_on():
                    mathml = self._mathml(latex.strip(), display)
                    if element not in headings:
                        mathml = annotated(mathml, latex.strip())
                    element.text = self.md.htmlStash.store(mathml)
                    element.set("class", f"formula formula--{display}")

    def _mathml(self, latex: str, display: str) -> str:
        if len(re.findall(r"(?<!\\){", latex)) != len(re.findall(r"(?<!\\)}", latex)):
            raise self._error(latex, f"the formula '{latex}' has unbalanced braces. Correct it.")
        try:
            mathml = convert(latex, display=display)
        except Exception as error:  # latex2mathml raises many kinds; all mean: unreadable
            raise self._error(latex, f"the formula '{latex}' isn't readable as LaTeX ({type(error).__name__}). Correct it.") from None
        unknown = re.search(r"<m[a-z]+>(\\[A-Za-z]+)</m[a-z]+>", mathml)
        if unknown:
            raise self._error(
                latex, f"the formula '{latex}' uses {unknown.group(1)}, which can't be converted to MathML. Use another command."
            )
        return UPRIGHT_WORD.sub(lambda word: f"<mi>{re.sub('<[^>]*>', '', word.group(0))}</mi>", mathml)

    def _error(self, latex: str, message: str) -> PageError:
        docs_dir, page = locate(self.md)
        message = " ".join(message.replace(latex, latex if len(latex) < 200 else latex[:200] + "…").split())
        line = 1
        if page:
            text = (docs_dir / page).read_text(encoding="utf-8-sig")
            line = text.count("\n", 0, max(text.find(latex), 0)) + 1
        return located(f"{docs_dir.name}/{page}" if page else "text", line, message)


def annotated(mathml: str, latex: str) -> str:
    """Return MathML that carries its LaTeX; the search leaves it out."""
    opening, _, inside = mathml.removesuffix("</math>").partition(">")
    return (
        f'{opening}><semantics>{inside}<annotation encoding="application/x-tex" data-search-exclude="">'
        f"{html.escape(latex, quote=False)}</annotation></semantics></math>"
    )
