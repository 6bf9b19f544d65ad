"""The `timeline` block: dated events, each with the kind of its date and a source."""

import datetime
import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass

import yaml

from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.content import bibliography, plain_yaml
from llm_notes.content.source import Source
from llm_notes.markup.citations import BIBLIOGRAPHY, CITATION, keys

KINDS = {"announced": "announced", "weights": "weights released", "paper": "paper"}
FIELDS = {"date", "kind", "title", "architecture", "parameters", "notes", "record", "text"}
NEEDED = ("date", "kind", "title", "notes", "text")


@dataclass(frozen=True)
class Event:
    """One event. line: index into the page's lines; notes: the month that the study notes give."""

    line: int
    date: datetime.date
    kind: str
    title: str
    architecture: str
    parameters: str
    notes: str
    record: str
    text: str


class Timeline(NotesBlock):
    """A list of events in the order of their dates; the body is YAML."""

    NAME = "timeline"
    ARGUMENT = False
    EXAMPLE = "/// timeline"

    @classmethod
    def check(cls, fence: Fence, source: Source) -> None:
        """Raise PageError for unreadable YAML, missing or unknown fields, wrong order, kind, source or month."""
        previous = None
        for event in _events(fence, source):
            _check_event(event, source)
            if previous and event.date < previous.date:
                raise source.error(
                    event.line,
                    f"'{event.title}' ({event.date}) stands after '{previous.title}' "
                    f"({previous.date}) but is earlier. Put the events in order.",
                )
            previous = event

    def on_markdown(self):
        """The body is kept as text."""
        return "raw"

    def on_create(self, parent):
        """Return the list that the events go into."""
        return etree.SubElement(parent, "ol", {"class": "timeline"})

    def on_end(self, block):
        """Turn the YAML into events."""
        events, block.text = read_events(block.text), None
        for event in events:
            item = etree.SubElement(block, "li", {"class": "timeline__event"})
            for name in ("architecture", "parameters", "notes"):  # for timeline-explorer, which reads the page
                item.set(f"data-{name}", getattr(event, name))
            when = etree.SubElement(item, "p", {"class": "timeline__date"})
            time = etree.SubElement(when, "time", {"datetime": event.date.isoformat()})
            time.text = f"{event.date:%B} {event.date.day}, {event.date.year}"
            time.tail = f" · {KINDS[event.kind]}"
            title = etree.SubElement(item, "p", {"class": "timeline__title"})
            etree.SubElement(title, "strong").text = event.title
            facts = ", ".join(fact for fact in (event.architecture, event.parameters and f"{event.parameters} parameters") if fact)
            title[0].tail = f" {facts}" if facts else ""
            etree.SubElement(item, "p").text = event.text
            if event.record:
                differs = etree.SubElement(item, "p", {"class": "timeline__record"})
                etree.SubElement(differs, "em").text = f"The notes say {month(event.notes)}."
                differs[0].tail = f" {event.record}"


def month(value: str) -> str:
    """Return '2017-06' as 'June 2017'."""
    return f"{datetime.date.fromisoformat(value + '-01'):%B %Y}"


def read_events(text: str) -> list[Event]:
    """Return the events of a timeline's text. Raises ValueError with a sentence for the first mistake."""
    return list(_parse(text))


def _parse(text: str, line: int = 0):
    try:
        data = plain_yaml.load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _AtLine(
            line + (mark.line if mark else 0),
            error.problem
            if isinstance(error, plain_yaml.NotPlain)
            else "this isn't readable as YAML. Put quotes around text that holds a colon, and indent by two spaces.",
        ) from None
    if not isinstance(data, list) or node is None:
        raise _AtLine(line, "a timeline is a list of events. Begin each with '- date: YYYY-MM-DD'.")
    for item, fields in zip(node.value, data):
        at = line + item.start_mark.line
        if not isinstance(fields, dict):
            raise _AtLine(at, "this event has no fields. Begin it with '- date: YYYY-MM-DD'.")
        for name in fields:
            if name not in FIELDS:
                raise _AtLine(at, f"an event has no field '{name}'. It takes {', '.join(sorted(FIELDS))}.")
        for name in NEEDED:
            if fields.get(name) in (None, ""):
                raise _AtLine(at, f"the event '{fields.get('title', '')}' has no {name}. Add '  {name}: …'.")
        if not isinstance(fields["date"], datetime.date):
            raise _AtLine(at, f"the date '{fields['date']}' of '{fields['title']}' isn't a day. Write YYYY-MM-DD.")
        text_fields = {name: str(fields.get(name) or "") for name in FIELDS - {"date"}}
        yield Event(line=at, date=fields["date"], **text_fields)


class _AtLine(ValueError):
    def __init__(self, line: int, message: str):
        super().__init__(message)
        self.line = line


def _events(fence: Fence, source: Source) -> list[Event]:
    if not fence.body:
        raise source.error(fence.line, "the timeline has no events. Begin each with '- date: YYYY-MM-DD'.")
    try:
        return list(_parse("\n".join(line for _, line in fence.body), fence.body[0][0]))
    except _AtLine as error:
        raise source.error(error.line, str(error)) from None


def _check_event(event: Event, source: Source) -> None:
    if event.kind not in KINDS:
        raise source.error(event.line, f"the kind '{event.kind}' of '{event.title}' isn't known. Write one of {', '.join(KINDS)}.")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", event.notes):
        raise source.error(event.line, f"'notes: {event.notes}' of '{event.title}' isn't a month. Write YYYY-MM.")
    cited = [key for match in re.finditer(CITATION, event.text) for key in keys(match.group(1))]
    if not cited:
        raise source.error(event.line, f"the event '{event.title}' cites no source. Add one to its text, like [@vaswani2017].")
    if event.kind == "paper":
        references = bibliography.load(source.docs_dir / BIBLIOGRAPHY)
        months = [references[key].arxiv_month for key in cited if key in references]
        found = f"{event.date:%Y-%m}"
        if found not in months:
            raise source.error(
                event.line,
                f"'{event.title}' is of kind paper and dated {found}, but the papers that "
                f"its text cites are of {', '.join(m for m in months if m) or 'no arXiv month'}. "
                "Correct the date, the kind or the citation.",
            )
