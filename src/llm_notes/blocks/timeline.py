"""The `timeline` block: dated events, each with the kind of its date and a source."""

import datetime
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from llm_notes import strings
from llm_notes.blocks.fences import Fence, NotesBlock
from llm_notes.checks.findings import located
from llm_notes.content import bibliography, plain_yaml
from llm_notes.content.source import Source
from llm_notes.markup.citations import BIBLIOGRAPHY, CITATION, keys
from llm_notes.markup.plain import numbered

KINDS = strings.KINDS
FIELDS = {"date", "kind", "title", "architecture", "parameters", "tokens", "notes", "record", "text"}
NEEDED = ("date", "kind", "title", "notes", "text")


@dataclass(frozen=True)
class Event:
    """One event. line: in the file; text and record: Markdown; tokens: the text that the largest size was trained on;
    notes: the month that the study notes give.
    """

    line: int
    date: datetime.date
    kind: str
    title: str
    architecture: str
    parameters: str
    tokens: str
    notes: str
    record: str
    text: str


@dataclass(frozen=True)
class Timeline:
    """Events in date order. page: path under docs; line: the block's line in the file."""

    page: str
    line: int
    events: tuple[Event, ...]


def parse(fence: Fence, source: Source) -> Timeline:
    """Return the timeline. Raises PageError for unreadable YAML, missing or unknown fields, wrong order, kind, source or month."""
    if not fence.body:
        raise source.error(fence.line, "the timeline has no events. Begin each with '- date: YYYY-MM-DD'.", "timeline-no-events")
    events: list[Event] = []
    for event in _events(fence, source):
        _check_event(event, source)
        if events and event.date < events[-1].date:
            raise located(
                source.name,
                event.line,
                f"'{event.title}' ({event.date}) comes after '{events[-1].title}' "
                f"({events[-1].date}) but is earlier. Put the events in order.",
                "timeline-order",
            )
        events.append(event)
    return Timeline(source.page, source.number(fence.line), tuple(events))


class TimelineBlock(NotesBlock):
    """Renders a list of events; the body is YAML."""

    NAME = "timeline"
    DATA = True
    RUNNING_TEXT = False
    ARGUMENT = False
    EXAMPLE = "/// timeline"
    parse = staticmethod(parse)

    @classmethod
    def plain(cls, value: Timeline, writer) -> str:
        """Return a numbered list, one item per event."""
        return numbered(writer.text(" ".join(part for part in _sentences(event) if part)) for event in value.events)

    def on_markdown(self):
        """The body is kept as text."""
        return "raw"

    def on_create(self, parent):
        """Return the list that the events go into."""
        return etree.SubElement(parent, "ol", {"class": "timeline"})

    def on_end(self, block):
        """Turn the YAML into events."""
        block.text = None
        for event in self.parsed.events:
            item = etree.SubElement(block, "li", {"class": "timeline__event"})
            for name in ("architecture", "parameters", "tokens", "notes"):  # for timeline-explorer, which reads the page
                item.set(f"data-{name}", getattr(event, name))
            when = etree.SubElement(item, "p", {"class": "timeline__date"})
            time = etree.SubElement(when, "time", {"datetime": event.date.isoformat()})
            time.text = _day(event)
            time.tail = f" · {KINDS[event.kind]}"
            title = etree.SubElement(item, "p", {"class": "timeline__title"})
            etree.SubElement(title, "strong").text = event.title
            facts = _facts(event)
            title[0].tail = f" {facts}" if facts else ""
            etree.SubElement(item, "p").text = event.text
            if event.record:
                differs = etree.SubElement(item, "p", {"class": "timeline__record"})
                etree.SubElement(differs, "em").text = strings.notes_say(month(event.notes))
                differs[0].tail = f" {event.record}"


def _sentences(event: Event) -> Iterator[str]:
    """Yield what an item of plain text says, in order; some parts may be empty."""
    yield f"{_day(event)} · {KINDS[event.kind]}."
    yield f"**{event.title}** {_facts(event)}".rstrip() + "."
    yield event.text
    if event.record:
        yield f"*{strings.notes_say(month(event.notes))}*"
        yield event.record


def _day(event: Event) -> str:
    return strings.day(event.date)


def _facts(event: Event) -> str:
    sizes = event.parameters and strings.parameters(event.parameters), event.tokens and strings.tokens(event.tokens)
    return ", ".join(fact for fact in (event.architecture, *sizes) if fact)


def month(value: str) -> datetime.date:
    """Return the first day of a month such as '2017-06'."""
    return datetime.date.fromisoformat(value + "-01")


def _events(fence: Fence, source: Source) -> Iterator[Event]:
    text, first = "\n".join(line for _, line in fence.body), fence.body[0][0]
    try:
        data = plain_yaml.load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise source.error(
            first + (mark.line if mark else 0),
            error.problem
            if isinstance(error, plain_yaml.NotPlain)
            else "this isn't readable as YAML. Put quotes around text that contains a colon or begins with '[@', and indent by two spaces.",
            "timeline-yaml",
        ) from None
    if not isinstance(data, list) or node is None:
        raise source.error(first, "a timeline is a list of events. Begin each with '- date: YYYY-MM-DD'.", "timeline-no-list")
    for item, fields in zip(node.value, data):
        at = first + item.start_mark.line
        if not isinstance(fields, dict):
            raise source.error(at, "this event has no fields. Begin it with '- date: YYYY-MM-DD'.", "timeline-event")
        for name in fields:
            if name not in FIELDS:
                raise source.error(at, f"an event has no field '{name}'. It takes {', '.join(sorted(FIELDS))}.", "timeline-unknown-field")
        for name in NEEDED:
            if fields.get(name) in (None, ""):
                raise source.error(at, f"the event '{fields.get('title', '')}' has no {name}. Add '  {name}: …'.", "timeline-missing-field")
        if not isinstance(fields["date"], datetime.date):
            raise source.error(at, f"the date '{fields['date']}' of '{fields['title']}' isn't a day. Write YYYY-MM-DD.", "timeline-date")
        text_fields = {name: str(fields.get(name) or "") for name in FIELDS - {"date"}}
        yield Event(line=source.number(at), date=fields["date"], **text_fields)


def _check_event(event: Event, source: Source) -> None:
    if event.kind not in KINDS:
        raise located(
            source.name,
            event.line,
            f"the kind '{event.kind}' of '{event.title}' isn't known. Write one of {', '.join(KINDS)}.",
            "timeline-kind",
        )
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", event.notes):
        raise located(source.name, event.line, f"'notes: {event.notes}' of '{event.title}' isn't a month. Write YYYY-MM.", "timeline-month")
    cited = [key for match in re.finditer(CITATION, event.text) for key in keys(match.group(1))]
    if not cited:
        raise located(
            source.name,
            event.line,
            f"the event '{event.title}' cites no source. Add one to its text, like [@vaswani2017].",
            "timeline-no-source",
        )
    if event.kind == "paper":
        references = bibliography.load(source.docs_dir / BIBLIOGRAPHY)
        months = [references[key].arxiv_month for key in cited if key in references]
        found = f"{event.date:%Y-%m}"
        if found not in months:
            raise located(
                source.name,
                event.line,
                f"'{event.title}' is of kind paper and dated {found}, but the papers that "
                f"its text cites are from {', '.join(m for m in months if m) or 'no arXiv month'}. "
                "Correct the date, the kind or the citation.",
                "timeline-paper-month",
            )
