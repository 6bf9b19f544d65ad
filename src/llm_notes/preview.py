"""Preview the notes: `python -m llm_notes.preview`, which is `mkdocs serve` with quick reloads.

MkDocs renders all pages anew for each saved file, which takes longer than a second. Its --dirtyreload renders only the
page that was saved, but then a change in the bibliography, a drawing, a result, a template or mkdocs.yml goes unseen. Here
these renew every page, and a saved page only itself. Other pages learn of a changed title at the next start. Compiling the
theme's templates at each build and looking for changes twice a second would take most of a second too.
"""

import errno
import functools
import logging
import os
import sys
from pathlib import Path

import jinja2
from mkdocs.__main__ import cli
from mkdocs.commands import serve
from mkdocs.structure.files import File
from mkdocs.theme import Theme

LOOK_EVERY = 0.1  # seconds between two looks at the files
SHARED = ("mkdocs.yml", "docs/**/*.bib", "docs/**/*.svg", "lab/results/*.json", "overrides/**/*.html")


def last_shared_change(root: Path) -> float:
    """Return when a file that all pages depend on was last changed, in seconds since 1970."""
    return max((file.stat().st_mtime for pattern in SHARED for file in root.glob(pattern)), default=0.0)


def main() -> None:
    """Serve with live reload; further arguments go to `mkdocs serve`."""
    page_changed = File.is_modified
    new_environment = Theme.get_env

    def is_modified(file: File) -> bool:
        if page_changed(file):
            return True
        return last_shared_change(Path.cwd()) > os.path.getmtime(file.abs_dest_path)

    def environment(theme: Theme) -> jinja2.Environment:
        """The theme's templates, compiled once and not at each build; a changed template is compiled anew."""
        templates = new_environment(theme)
        templates.bytecode_cache = jinja2.FileSystemBytecodeCache()
        return templates

    File.is_modified = is_modified
    Theme.get_env = environment
    serve.LiveReloadServer = functools.partial(serve.LiveReloadServer, polling_interval=LOOK_EVERY)
    # MkDocs warns that a dirty build has wrong links; with the above it has not.
    logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in record.getMessage())
    try:
        cli(["serve", "--livereload", "--dirtyreload", *sys.argv[1:]], prog_name="mkdocs")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit("The port is taken. Stop the other preview, or choose another port: make serve PORT=8001")


if __name__ == "__main__":
    main()
