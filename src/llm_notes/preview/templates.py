"""The theme's templates in a preview: compiled once. A mistake in one costs a page its looks but doesn't stop the build."""

import traceback
from pathlib import Path

import jinja2

from llm_notes.checks.findings import Finding

PLAIN = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Preview</title></head>
<body><p>This page can’t be shown because of a mistake in a template.</p></body>
</html>
"""


class Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates from one build to the next; Jinja recompiles the ones whose text has changed."""

    def __init__(self):
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket) -> None:
        """Fill the bucket if its template is kept."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket) -> None:
        """Keep what is in the bucket."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


class Templates:
    """The part of Jinja's environment that MkDocs uses. found: collects what is wrong; root: the folder that paths are relative to."""

    def __init__(self, environment: jinja2.Environment, found: set[Finding], root: Path):
        self.environment, self.found, self.root = environment, found, root

    def get_template(self, name: str) -> "Template":
        """Return the template; raises TemplateNotFound as Jinja does."""
        try:
            return Template(self, self.environment.get_template(name))
        except jinja2.TemplateSyntaxError as error:
            self.note(error)
            return Template(self, self.environment.from_string(PLAIN))

    def note(self, error: Exception) -> None:
        """Record the mistake behind an exception."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            file, line, sentence = error.filename or error.name or "", error.lineno, error.message or str(error)
        else:  # Jinja puts the templates' own lines into the traceback
            places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith((".html", ".xml"))]
            file, line = (places[-1].filename, places[-1].lineno or 0) if places else ("", 0)
            sentence = f"there is no template {error}" if isinstance(error, jinja2.TemplateNotFound) else f"{type(error).__name__}: {error}"
        path = Path(file)
        path = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.found.add(Finding(path.as_posix() if file else "", line, "", f"{sentence}. Correct the template."))


class Template:
    """The part of a template that MkDocs uses."""

    def __init__(self, templates: Templates, template: jinja2.Template):
        self.templates, self.template = templates, template

    def render(self, *arguments, **named) -> str:
        """Return the page; a plain one if the template has a mistake."""
        try:
            return self.template.render(*arguments, **named)
        except Exception as error:  # a template may raise anything
            self.templates.note(error)
            return PLAIN
