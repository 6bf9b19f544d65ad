"""Formulas: the LaTeX that pymdownx.arithmatex has found ($…$ and $$…$$) becomes MathML at build time."""

import re

from latex2mathml.converter import convert
from markdown.treeprocessors import Treeprocessor

from llm_notes.findings import going_on
from llm_notes.source import PageError, locate, located

# latex2mathml writes the word in \mathrm{softmax} letter by letter; a screen reader would spell it.
UPRIGHT_WORD = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')
WRAPPED = re.compile(r"^\\(\(|\[)(.*)\\(\)|\])$", re.DOTALL)


class Formulas(Treeprocessor):
    """Replaces each formula's LaTeX by MathML. Runs after inline text was read."""

    def run(self, root) -> None:
        """Raises PageError for LaTeX that can't be read. On the practice page it stays as data, for the deck that Anki reads."""
        cards = {formula for frame in root.iter() if frame.get("class") == "practice" for formula in frame.iter()}
        for element in root.iter():
            if "arithmatex" in element.get("class", "").split():
                opening, latex = WRAPPED.match(element.text.strip()).group(1, 2)
                display = "block" if opening == "[" else "inline"
                if element in cards:
                    element.set("data-latex", latex.strip())
                with going_on():
                    element.text = self.md.htmlStash.store(self._mathml(latex.strip(), display))
                    element.set("class", f"formula formula--{display}")

    def _mathml(self, latex: str, display: str) -> str:
        if len(re.findall(r"(?<!\\){", latex)) != len(re.findall(r"(?<!\\)}", latex)):
            raise self._error(latex, f"the formula '{latex}' has braces that don't pair up. Correct it.")
        try:
            mathml = convert(latex, display=display)
        except Exception as error:  # latex2mathml raises many kinds; all mean: unreadable
            raise self._error(latex, f"the formula '{latex}' isn't readable as LaTeX ({type(error).__name__}). "
                                     "Correct it.") from None
        unknown = re.search(r"<m[a-z]+>(\\[A-Za-z]+)</m[a-z]+>", mathml)
        if unknown:
            raise self._error(latex, f"the formula '{latex}' holds {unknown.group(1)}, which has no MathML here. "
                                     "Use another command.")
        return UPRIGHT_WORD.sub(lambda word: f"<mi>{re.sub('<[^>]*>', '', word.group(0))}</mi>", mathml)

    def _error(self, latex: str, message: str) -> PageError:
        docs_dir, page = locate(self.md)
        message = " ".join(message.replace(latex, latex if len(latex) < 200 else latex[:200] + "…").split())
        line = 1
        if page:
            text = (docs_dir / page).read_text(encoding="utf-8-sig")
            line = text.count("\n", 0, max(text.find(latex), 0)) + 1
        return located(f"{docs_dir.name}/{page}" if page else "text", line, message)
