"""The MkDocs plugin `llm_notes`: `mkdocs build` and `mkdocs serve` list all mistakes on all pages, not only the first.

A page's content never depends on it, since Zensical doesn't run it. It also writes the practice page's data, as the publish
step does. `mkdocs build` stops after reading the pages if one of them has a mistake. `mkdocs serve` continues;
llm_notes.preview.served decides what to show.
"""

import contextlib
import logging
import sys
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from llm_notes.checks import warned
from llm_notes.checks.findings import Finding, collecting, recording
from llm_notes.content.pages import DRAFT, is_draft, read_page, without_drafts
from llm_notes.outputs.practice import write_cards
from llm_notes.preview.edit import with_links
from llm_notes.preview.served import ServedSite
from llm_notes.preview.templates import Compiled, Templates


class NotesPlugin(BasePlugin):
    """Collects what is wrong; MkDocs keeps one instance for all builds of a preview, since it has `on_startup`.

    mistakes: what keeps the latest build from being deployed; warnings: what MkDocs warned about during it.
    """

    def __init__(self):
        self.serving = False
        self.mistakes: set[Finding] = set()
        self.warnings = Warnings()
        self._docs = Path("docs")
        self._collection = contextlib.ExitStack()
        self._compiled = Compiled()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Find out whether this is a preview."""
        self.serving = command == "serve"
        logger = logging.getLogger("mkdocs")
        for handler in logger.handlers:
            handler.addFilter(self._is_news)
        logger.addHandler(self.warnings)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Remove drafts from the navigation; a preview keeps them."""
        if config.nav and not self.serving:
            config.nav = without_drafts(config.nav, Path(config.docs_dir))
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Open the collection of this build."""
        self._docs = Path(config.docs_dir)
        self._collection.close()
        self.mistakes = self._collection.enter_context(collecting())

    @event_priority(100)  # before another plugin reads them
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave out pages that can't be read, and drafts except in a preview."""
        for file in list(files.documentation_pages()):
            if file.abs_src_path and not self.serving and is_draft(Path(file.abs_src_path)):
                files.remove(file)
            elif file.abs_src_path:
                readable = False
                with recording():
                    read_page(Path(file.abs_src_path), Path(config.docs_dir))
                    readable = True
                if not readable:
                    files.remove(file)
        return files

    def on_page_markdown(self, markdown: str, *, page, config: MkDocsConfig, files: Files) -> str:
        """Let the navigation of a preview mark a draft. Changes no text."""
        if page.meta.get(DRAFT) is True:
            page.meta["status"] = DRAFT
        return markdown

    @event_priority(-100)  # after all others: in a preview no other plugin gets what this returns
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files):
        """Now all pages have been read: stop the build if they have mistakes. In a preview, templates may have some too."""
        self._collection.close()
        if self.serving:
            env.bytecode_cache = self._compiled
            return Templates(env, self.mistakes, Path(config.config_file_path).parent)
        if self.mistakes:
            raise Abort(f"Not built: {counted(len(self.mistakes))}.")
        return env

    def on_post_page(self, output: str, *, page, config: MkDocsConfig) -> str:
        """Link the headings of a preview to their lines in the file."""
        if not self.serving or not page.file.abs_src_path:
            return output
        file = Path(page.file.abs_src_path)
        return with_links(output, read_page(file, Path(config.docs_dir)), file)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the practice page's data. In a preview, say what is wrong now that the templates have been read too."""
        with collecting(), recording():  # mistakes in cards were reported when the page was read
            write_cards(Path(config.site_dir), Path(config.docs_dir))
        self._say()

    def _is_news(self, record: logging.LogRecord) -> bool:
        """Return whether MkDocs should log a message: not what `_say` reports with its line, nor that the site was built if it wasn't."""
        message = record.getMessage()
        return not (warned.LINK.match(message) or self.mistakes and message.startswith("Documentation built in"))

    def links(self) -> list[Finding]:
        """Return what is wrong with links in the latest build, which doesn't keep it from being deployed."""
        return warned.findings(self._docs, self.warnings.messages, self.mistakes)

    def _say(self) -> None:
        for finding in [*sorted(self.mistakes), *self.links()]:
            print(finding, file=sys.stderr, flush=True)

    def on_build_error(self, *, error: Exception) -> None:
        """Close the collection, and say what is in it."""
        self._collection.close()
        self._say()

    def on_serve(self, server, *, config: MkDocsConfig, builder):
        """Keep the preview running despite mistakes."""
        server.builder = ServedSite(config.site_dir, builder, self)
        return server

    def on_shutdown(self) -> None:
        """Stop listening."""
        logging.getLogger("mkdocs").removeHandler(self.warnings)


class Warnings(logging.Handler):
    """Keeps what MkDocs logs as a warning or worse, as `messages`."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, unless it is about a browser's request."""
        if record.name != "mkdocs.livereload":
            self.messages.append(record.getMessage())


def counted(number: int) -> str:
    """Return '1 mistake', '2 mistakes'."""
    return f"{number} mistake{'' if number == 1 else 's'}"
