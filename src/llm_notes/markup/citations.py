"""Citations: `[@vaswani2017]` or `[@vaswani2017; @bahdanau2014]` becomes a numbered link to a footnote.

The footnotes are Python-Markdown's own; this module writes their text from the bibliography, so
a page's Sources list only what it cites, with links back.
"""

import re
import xml.etree.ElementTree as etree

from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from llm_notes import strings
from llm_notes.blocks.fences import suggestion
from llm_notes.checks.findings import collecting, recording
from llm_notes.content import bibliography
from llm_notes.content.lines import INLINE_CODE, prose_lines
from llm_notes.content.source import Source

CITATION = r"\[(@[^\]\s;]+(?:;[ ]*@[^\]\s;]+)*)\]"
BIBLIOGRAPHY = "references.bib"
# What Pandoc and others read as a citation: brackets with a key in them, or a bare key that looks like one of ours.
BRACKETS = re.compile(r"!?\[[^\[\]]*(?<![\w./])-?@[A-Za-z][^\[\]]*\](?![(\[:])")
KEY = re.compile(r"(?<![\w@./:;\[\\-])-?@([A-Za-z][\w:-]*)")
PLAIN = re.compile(r"(?<![!\]\\])\[([A-Za-z][\w:-]*)\](?![(\[:{])")  # a key in brackets, without its @
LIKE_KEY = re.compile(r"[a-z-]+(19|20)\d\d\w*")
FORMS = "The forms are [@key] and [@key; @other]; the page of a source is named in the sentence: 'on page 4 [@key]'."


class CitationFootnotes(Preprocessor):
    """Finds a page's citations, checks their keys, and gives each its footnote; adds the heading Sources."""

    def __init__(self, md, footnotes: FootnoteExtension):
        super().__init__(md)
        self.footnotes = footnotes

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, with the heading at the end when something is cited. Raises PageError."""
        source = Source(self.md, lines)
        cited = citations(lines)
        if not source.draft:
            self._check_forms(source)
        with recording():
            references = bibliography.load(source.docs_dir / BIBLIOGRAPHY) if cited else {}
            for index, key in cited:
                with recording():
                    if key not in references:
                        hint = suggestion(key, references, cutoff=0.8)  # any two keys have a year in common
                        raise source.error(
                            index,
                            f"no reference '{key}'{hint} Correct the key, or add the reference to {source.docs_dir.name}/{BIBLIOGRAPHY} "
                            "with `llm-notes cite`.",
                        )
                    if references[key].stub and not source.draft:
                        raise source.error(
                            index,
                            f"the reference '{key}' is a stub, without title and authors. Complete it in {source.docs_dir.name}/{BIBLIOGRAPHY}, "
                            f"or let `llm-notes cite {references[key].where}` do it.",
                            "stub",
                        )
                    self.footnotes.setFootnote(key, footnote(references[key]))
        return [*lines, "", f"## {strings.SOURCES} {{#sources}}", ""] if cited else lines

    def _check_forms(self, source: Source) -> None:
        """Report other tools' forms of citations, which would be printed as typed here."""
        known: dict[str, bibliography.Reference] = {}
        with collecting(), recording():  # mistakes in the bibliography are reported where something is cited
            known = bibliography.load(source.docs_dir / BIBLIOGRAPHY)
        for index, line in prose_lines(source.lines):
            if "[" not in line and "@" not in line:
                continue
            text = re.sub(CITATION, "", INLINE_CODE.sub("", line))
            for match in PLAIN.finditer(text):
                if match[1] in known:
                    with recording():
                        raise source.error(index, f"'{match[0]}' isn't read as a citation. Write [@{match[1]}].", "citation-form")
            odd = [match[0] for match in BRACKETS.finditer(text)]
            bare = [match for match in KEY.finditer(BRACKETS.sub("", text)) if match[1] in known or LIKE_KEY.fullmatch(match[1])]
            for written in [*odd, *(match[0] for match in bare)]:
                with recording():
                    raise source.error(index, f"'{written}' isn't read as a citation. {FORMS}", "citation-form")


class CitationMark(InlineProcessor):
    """Puts numbers where the text cites something."""

    def __init__(self, footnotes: FootnoteExtension):
        super().__init__("[ ]?" + CITATION)  # the space goes too, so that a mark can't wrap onto the next line alone
        self.mark = FootnoteInlineProcessor(r"\[\^([^\]]*)\]", footnotes)

    def handleMatch(self, match, data):  # noqa: N802 (Python-Markdown's name)
        """Return the marks for all keys of one citation."""
        marks = etree.Element("span", {"class": "citation"})
        for key in keys(match.group(1)):
            mark, _, _ = self.mark.handleMatch(self.mark.compiled_re.match(f"[^{key}]"), "")
            if mark is None:
                return None, None, None
            marks.append(mark)
        return marks, match.start(0), match.end(0)


def keys(text: str) -> list[str]:
    """Return the keys in '@a; @b'."""
    return [key.strip().removeprefix("@") for key in text.split(";")]


def citations(lines: list[str]) -> list[tuple[int, str]]:
    """Return (line index, key) of every citation outside code, in order."""
    return [
        (index, key)
        for index, line in prose_lines(lines)
        for match in re.finditer(CITATION, INLINE_CODE.sub("", line))
        for key in keys(match.group(1))
    ]


def footnote(reference: bibliography.Reference) -> str:
    """Return a reference as a line of Markdown."""
    venue = f" {_escape(reference.venue)}." if reference.venue else ""
    stop = "" if reference.title.endswith(("?", "!", ".")) else "."
    return f"{_escape(reference.names)} ({reference.year}). *{_escape(reference.title)}*{stop}{venue} [{_escape(reference.where)}]({reference.url})"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#$])", r"\\\1", text)
