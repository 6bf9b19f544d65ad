"""What a page's front matter may contain. The templates print some of it unchanged, so it must not contain HTML."""

import datetime
import re

import yaml
from markdown.preprocessors import Preprocessor
from mkdocs.utils import meta as mkdocs_meta

from llm_notes.blocks.fences import suggestion
from llm_notes.checks.findings import located, recording
from llm_notes.checks.white_space import FIELD, odd_space
from llm_notes.content import plain_yaml
from llm_notes.content.pages import ADDED, DRAFT
from llm_notes.engines import locate

WORDS, PATHS = "a line of text", "a list of paths"
FIELDS = {
    "description": WORDS,
    "reviewed": "a day, YYYY-MM-DD",
    "builds_on": PATHS,
    "was": PATHS,
    "tags": "a list of words",
    "derive": "true or false",
    "search": "exclude or boost",
    "hide": "a list of navigation, toc, footer",
    "status": ADDED,
    DRAFT: "true or false",
}


class FrontMatter(Preprocessor):
    """Rejects unknown fields, values of the wrong kind, and what could be read as HTML."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, with front matter that MkDocs couldn't read as empty ones, since it isn't prose. Raises PageError."""
        docs_dir, page = locate(self.md)
        if page:
            text = (docs_dir / page).read_text(encoding="utf-8-sig")
            with recording():
                check(text, f"{docs_dir.name}/{page}")
            block = mkdocs_meta.YAML_RE.match(text)
            if block and lines and lines[0].rstrip() == "---":
                height = block[0].count("\n")
                return [""] * height + lines[height:]
        return lines


def check(text: str, name: str) -> None:
    """Raise PageError for a mistake in the front matter of a page's text."""
    block = mkdocs_meta.YAML_RE.match(text)
    if not block:
        if mkdocs_meta.get_data(text)[1]:
            raise located(
                name,
                1,
                "the page begins with a line 'name: value' outside front matter. Put it between two lines '---', or begin with the title.",
            )
        return
    for line, content in enumerate(block[1].split("\n"), 2):
        if problem := odd_space(content, FIELD):
            raise located(name, line, problem)
    fields = _fields(block[1], name)
    for field, value in fields.items():
        line = next((number for number, line in enumerate(text.split("\n"), 1) if line.startswith(f"{field}:")), 1)
        with recording():
            if field not in FIELDS:
                raise located(
                    name, line, f"front matter has no field '{field}'{suggestion(str(field), FIELDS)} It takes {', '.join(FIELDS)}."
                )
            if not _right(field, value):
                signs = ', without the characters < > " and line breaks' if FIELDS[field] in (WORDS, PATHS, FIELDS["tags"]) else ""
                raise located(name, line, f"'{field}' must be {FIELDS[field]}{signs}. Correct it.")


def _fields(text: str, name: str) -> dict:
    try:
        fields = plain_yaml.load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise located(
            name,
            mark.line + 2 if mark else 1,
            error.problem
            if isinstance(error, plain_yaml.NotPlain)
            else "the front matter isn't readable. Write each field as 'name: value', and put quotes around a value with a colon.",
        ) from None
    if not isinstance(fields, dict):
        raise located(name, 2, "the front matter isn't readable. Write each field as 'name: value'.")
    return fields


def _right(field: str, value) -> bool:
    if field == "reviewed":
        return isinstance(value, datetime.date)
    if field in ("derive", DRAFT):
        return isinstance(value, bool)
    if field == "search":
        return isinstance(value, dict) and all(
            key == "exclude" and isinstance(setting, bool) or key == "boost" and isinstance(setting, int | float)
            for key, setting in value.items()
        )
    if field == "status":
        return value == ADDED
    if field == "hide":
        return isinstance(value, list) and set(map(str, value)) <= {"navigation", "toc", "footer"}
    if field == "description":
        return _plain(value)
    return isinstance(value, list) and all(
        _plain(entry) if field == "tags" else isinstance(entry, str) and bool(re.fullmatch(r"[\w./-]+", entry, re.ASCII)) for entry in value
    )


def _plain(value) -> bool:
    return isinstance(value, str | int | float) and not re.search(r"[<>\"\n]", str(value))
