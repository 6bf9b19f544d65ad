"""Puts the notes' blocks, citations and formulas together as one Python-Markdown extension."""

from markdown.extensions.footnotes import FootnoteExtension
from pymdownx.blocks import BlocksExtension

from llm_notes import strings
from llm_notes.blocks.example import ExampleSources
from llm_notes.blocks.fences import BlockCheck, all_blocks
from llm_notes.blocks.practice import PracticeCards
from llm_notes.checks.dialects import Dialects
from llm_notes.checks.drafts import Drafts
from llm_notes.checks.files import Files
from llm_notes.checks.front_matter import FrontMatter
from llm_notes.checks.ids import Ids
from llm_notes.checks.limits import Limits
from llm_notes.checks.links import LinkLines, Links
from llm_notes.checks.safety import SafeCharacters, Safety
from llm_notes.checks.titles import Titles
from llm_notes.checks.white_space import WhiteSpace
from llm_notes.markup.cells import Cells
from llm_notes.markup.citations import CitationFootnotes, CitationMark
from llm_notes.markup.commonmark import CommonMark
from llm_notes.markup.draft import DraftMark
from llm_notes.markup.formulas import Formulas, by_pandocs_rule
from llm_notes.markup.glossary import GlossaryLinks
from llm_notes.markup.headings import FormerIds
from llm_notes.markup.inline_results import InlineResults
from llm_notes.markup.reading_time import ReadingTime
from llm_notes.markup.tasks import Tasks


class NotesExtension(BlocksExtension):
    """Everything a page of the notes may contain beyond plain Markdown."""

    def extendMarkdownBlocks(self, md, block_mgr):  # noqa: N802 (pymdownx's name)
        """Register the parts. The first preprocessors see the file's own lines, where mistakes are found."""
        footnotes = FootnoteExtension(BACKLINK_TITLE=strings.BACK_TO_CITATION)
        footnotes.extendMarkdown(md)
        characters, results, links = SafeCharacters(md), InlineResults(md), LinkLines(md)
        md.preprocessors.register(WhiteSpace(md), "llm_notes_white_space", 260)
        md.preprocessors.register(Files(md), "llm_notes_files", 250)
        md.preprocessors.register(FrontMatter(md), "llm_notes_front_matter", 240)
        md.preprocessors.register(Titles(md), "llm_notes_titles", 237)
        md.preprocessors.register(Ids(md), "llm_notes_ids", 236)
        md.preprocessors.register(Drafts(md), "llm_notes_drafts", 235)
        md.preprocessors.register(Limits(md), "llm_notes_limits", 230)
        md.preprocessors.register(characters, "llm_notes_characters", 220)
        md.preprocessors.register(Dialects(md), "llm_notes_dialects", 215)
        md.preprocessors.register(links, "llm_notes_link_lines", 212)
        md.preprocessors.register(results, "llm_notes_results", 210)
        md.preprocessors.register(BlockCheck(md), "llm_notes_check", 200)
        md.preprocessors.register(CitationFootnotes(md, footnotes), "llm_notes_footnotes", 190)
        md.preprocessors.register(ExampleSources(md, results), "llm_notes_examples", 180)
        md.preprocessors.register(PracticeCards(md), "llm_notes_practice", 175)
        md.preprocessors.register(CommonMark(md), "llm_notes_commonmark", 172)
        md.parser.blockprocessors["olist"].LAZY_OL = False  # a list may begin with 3
        for block in all_blocks().values():
            block_mgr.register(block, self.getConfigs())
        md.inlinePatterns.register(CitationMark(footnotes), "llm_notes_citation", 176)
        by_pandocs_rule(md)
        md.treeprocessors.register(Tasks(md), "llm_notes_tasks", 25)  # text is read at 20
        md.treeprocessors.register(Formulas(md), "llm_notes_formulas", 12)
        md.treeprocessors.register(GlossaryLinks(md), "llm_notes_glossary", 10)
        md.treeprocessors.register(Cells(md), "llm_notes_cells", 8)
        md.treeprocessors.register(FormerIds(md), "llm_notes_former_ids", 7)
        md.treeprocessors.register(ReadingTime(md), "llm_notes_reading_time", 6)
        md.treeprocessors.register(Links(md, links), "llm_notes_links", 4)
        md.treeprocessors.register(DraftMark(md), "llm_notes_draft", 5)
        md.postprocessors.register(Safety(md, characters), "llm_notes_safety", -100)  # the very last
