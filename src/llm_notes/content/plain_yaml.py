"""YAML as authors need it: text, numbers, dates, lists and fields. No aliases, which can grow without limit, and no tags."""

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times as fast, if it is available
DEPTH = 10


class NotPlain(yaml.MarkedYAMLError):
    """YAML with an anchor, an alias, a tag, or lists nested too deeply; the message is a sentence."""

    problem: str

    def __init__(self, problem: str, mark=None):
        super().__init__(problem=problem, problem_mark=mark)


def load(text: str):
    """Return what the text means. Raises yaml.YAMLError, with `problem_mark` where the place is known."""
    depth, text = 0, str(text)  # the C parser doesn't accept subclasses of str, which Markdown uses
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise NotPlain(
                "YAML anchors, aliases (&, *) and tags (!) aren't allowed here. Write the value itself, in quotes if it "
                "begins with one of these characters.",
                event.start_mark,
            )
        if depth > DEPTH:
            raise NotPlain(f"lists are nested more than {DEPTH} deep. Flatten them.", event.start_mark)
    try:
        return yaml.load(text, Loader=LOADER)  # noqa: S506 (a safe loader)
    except ValueError as error:  # a day like 2017-02-30
        raise NotPlain(f"a value isn't readable ({error}). Correct it, or put it in quotes.", _unreadable(text)) from None


def _unreadable(text: str):
    """Return the mark of the first value that can't be read on its own, or None."""
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            try:
                yaml.load(event.value, Loader=LOADER)  # noqa: S506 (a safe loader)
            except ValueError:
                return event.start_mark
            except yaml.YAMLError:  # plain words within the text, but something else on their own
                continue
    return None
