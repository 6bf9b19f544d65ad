"""Published pages don't link to drafts, which aren't on the site."""

import re

from markdown.preprocessors import Preprocessor

from llm_notes.checks.findings import recording
from llm_notes.content.lines import prose_lines
from llm_notes.content.pages import is_draft, target_of
from llm_notes.content.source import Source

LINK = re.compile(r"\]\(([^)#\s:]+\.md)(?:#[^)\s]*)?[)\s]")


class Drafts(Preprocessor):
    """Looks at the links of a page. Changes nothing."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines unchanged. Raises PageError."""
        source = Source(self.md, lines)
        if source.page and not source.draft:
            for index, line in prose_lines(lines):
                for link in LINK.findall(line):
                    if is_draft(source.docs_dir / target_of(link, source.page)):
                        with recording():
                            raise source.error(
                                index,
                                f"the link '{link}' leads to a draft, which isn't on the published site. Remove it until the draft is "
                                "finished (`llm-notes finish`), or make this page a draft too.",
                                "link-to-draft",
                            )
        return lines
