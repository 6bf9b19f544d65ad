"""Puts the notes' blocks, citations and formulas together as one Python-Markdown extension."""

from markdown.extensions.footnotes import FootnoteExtension
from pymdownx.blocks import BlocksExtension

from llm_notes.blocks import BlockCheck
from llm_notes.cells import Cells
from llm_notes.cheat_sheet import CheatSheet
from llm_notes.citations import CitationFootnotes, CitationMark
from llm_notes.contents import Contents
from llm_notes.drill import Drill
from llm_notes.example import Example, ExampleSources
from llm_notes.explorer import Explorer
from llm_notes.figure import Figure
from llm_notes.files import Files
from llm_notes.formulas import Formulas
from llm_notes.front_matter import FrontMatter
from llm_notes.glossary import GlossaryLinks
from llm_notes.headings import FormerIds
from llm_notes.inline_results import InlineResults
from llm_notes.limits import Limits
from llm_notes.plain import Misconception, Notes, Term
from llm_notes.practice import Practice, PracticeCards
from llm_notes.question import Question
from llm_notes.references import References
from llm_notes.result import Result
from llm_notes.safety import SafeCharacters, Safety
from llm_notes.section_map import SectionMap
from llm_notes.timeline import Timeline
from llm_notes.white_space import WhiteSpace

BLOCKS = {block.NAME: block for block in
          (CheatSheet, Contents, Drill, Example, Explorer, Figure, Misconception, Notes, Practice, Question, References, Result,
           SectionMap, Term, Timeline)}


class NotesExtension(BlocksExtension):
    """Everything a page of the notes may hold beyond plain Markdown."""

    def extendMarkdownBlocks(self, md, block_mgr):  # noqa: N802 (pymdownx's name)
        """Register the parts. The first preprocessors see the file's own lines, so mistakes are found there."""
        footnotes = FootnoteExtension(BACKLINK_TITLE="Back to where reference {} is cited")
        footnotes.extendMarkdown(md)
        characters, results = SafeCharacters(md), InlineResults(md)
        md.preprocessors.register(WhiteSpace(md), "llm_notes_white_space", 260)
        md.preprocessors.register(Files(md), "llm_notes_files", 250)
        md.preprocessors.register(FrontMatter(md), "llm_notes_front_matter", 240)
        md.preprocessors.register(Limits(md), "llm_notes_limits", 230)
        md.preprocessors.register(characters, "llm_notes_characters", 220)
        md.preprocessors.register(results, "llm_notes_results", 210)
        md.preprocessors.register(BlockCheck(md, BLOCKS), "llm_notes_check", 200)
        md.preprocessors.register(CitationFootnotes(md, footnotes), "llm_notes_footnotes", 190)
        md.preprocessors.register(ExampleSources(md, BLOCKS, results), "llm_notes_examples", 180)
        md.preprocessors.register(PracticeCards(md, BLOCKS), "llm_notes_practice", 175)
        for block in BLOCKS.values():
            block_mgr.register(block, self.getConfigs())
        md.inlinePatterns.register(CitationMark(footnotes), "llm_notes_citation", 176)
        md.treeprocessors.register(Formulas(md), "llm_notes_formulas", 12)
        md.treeprocessors.register(GlossaryLinks(md), "llm_notes_glossary", 10)
        md.treeprocessors.register(Cells(md), "llm_notes_cells", 8)
        md.treeprocessors.register(FormerIds(md), "llm_notes_former_ids", 7)
        md.postprocessors.register(Safety(md, characters), "llm_notes_safety", -100)  # the very last
