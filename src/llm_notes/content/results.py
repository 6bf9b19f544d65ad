"""What the experiments found: lab/results/*.json, values in them by path, and numbers as text.

A path reads the way you would say it: `test.share`, `training.log.0.loss`, `arms.pretrained[size=512].mean`. Parts are
separated by dots, an integer is a position in a list (from 0; -1 is the last), and `[size=512]` chooses those entries
of a list whose field `size` is 512.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from llm_notes.blocks.fences import suggestion
from llm_notes.content.lines import stamp

FORMAT = re.compile(r"\+?,?(\.\d{1,2})?[defg%]?")
STEP = re.compile(r"((?:[^.\[\]]|\[[^\]]*\])+)(?:\.|$)")
CONDITION = re.compile(r"\[([^\]=]+)=([^\]]*)\]")


def folder(docs_dir: Path) -> Path:
    """Return the folder with the results for the notes in docs_dir."""
    return docs_dir.parent / "lab" / "results"


def state(results: Path) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return a value that changes when a result in the folder does: their names, and when each was written."""
    return tuple(sorted((file.name, stamp(file)) for file in results.glob("*.json")))


def load(results: Path, name: str):
    """Return the data of the result `name`. Raises ValueError with a sentence for one that isn't there or readable."""
    path = results / f"{name}.json"
    known = sorted(file.stem for file in results.glob("*.json"))
    if name not in known:
        there = f"There are {', '.join(known)}." if known else "There are none yet."
        raise ValueError(
            f"there is no result '{name}' in lab/results/{suggestion(name, known)} {there} Correct the "
            "name, or run the experiment that writes it."
        )
    return _load(path, stamp(path))


@lru_cache(maxsize=32)
def _load(path: Path, _changed: tuple[int, ...]):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"lab/results/{path.name} isn't readable as JSON ({error}). Run its experiment again.") from None


def look_up(data, path: str):
    """Return what is at the path; a list that `[…]` has narrowed to one entry is that entry.

    Raises ValueError with a sentence that names the step that leads nowhere and what there is instead.
    """
    steps = STEP.findall(path)
    if ".".join(steps) != path or not steps:
        raise ValueError(f"'{path}' isn't a path. Write names separated by dots, like test.share or arms.frozen[size=32].mean.")
    done = 0
    while done < len(steps):
        taken = _longest_key(data, steps[done:])
        data = step_into(data, ".".join(steps[done : done + taken]), ".".join(steps[:done]))
        done += taken
    return data


def _longest_key(data, steps: list[str]) -> int:
    """Return how many steps make one key: names of files and settings contain dots themselves."""
    lengths = range(len(steps), 1, -1) if isinstance(data, dict) else ()
    return next((length for length in lengths if ".".join(steps[:length]) in data), 1)


def step_into(data, step: str, before: str):
    """Return what lies one step of a path below the data. before: the path so far, for messages.

    Raises ValueError with a sentence that says what there is instead.
    """
    name, place = step.partition("[")[0], f"at '{before}'" if before else "at its top"
    if isinstance(data, dict) and step in data:
        return data[step]
    if isinstance(data, dict):
        if name not in data:
            raise ValueError(f"{place} there is no '{name}'{suggestion(name, data)} It has {names(data)}.")
        data = data[name]
    elif isinstance(data, list):
        if not re.fullmatch(r"-?\d+", name):
            raise ValueError(
                f"{place} there is a list, and '{name}' isn't a position in it. Write a number from 0, or choose "
                f"by a field, like [{_example(data)}]."
            )
        if not -len(data) <= int(name) < len(data):
            raise ValueError(f"{place} there is a list of {len(data)}, which has no entry {name}. Count from 0.")
        data = data[int(name)]
    else:
        raise ValueError(f"{place} there is {said(data)}, which has no parts. Remove '{step}'.")
    return chosen(data, name, step[step.index("[") :]) if "[" in step else data


def chosen(data, name: str, brackets: str):
    """Return the one entry, or the list of entries, that meet the conditions in brackets: `[stack=cross][layer=1]`.

    data: a list of entries with fields; name: what messages call it. Raises ValueError with a sentence.
    """
    conditions = CONDITION.findall(brackets)
    if "".join(f"[{field}={value}]" for field, value in conditions) != brackets:
        raise ValueError(f"'{brackets}' isn't a choice. Write a field and its value, like [size=512].")
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise ValueError(f"'{name}' isn't a list of entries with fields, so '{brackets}' can't choose from it. Remove it.")
    for field, value in conditions:
        there = [entry for entry in data if field in entry]
        if not there:
            fields = dict.fromkeys(key for entry in data for key in entry)
            raise ValueError(f"no entry of '{name}' has a field '{field}'{suggestion(field, fields)} The fields are {names(fields)}.")
        data = [entry for entry in there if _same(entry[field], value)]
        if not data:
            values = list(dict.fromkeys(said(entry[field]) for entry in there))
            raise ValueError(f"no entry of '{name}' has {field}={value}. The values are {', '.join(values[:12])}.")
    return data[0] if len(data) == 1 else data


def _same(found, wanted: str) -> bool:
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        try:
            return found == float(wanted)
        except ValueError:
            return False
    return found == wanted or json.dumps(found) == wanted


def said(value) -> str:
    """Return a value for a message: in one line."""
    return " ".join(value.split()) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _example(data: list) -> str:
    first = data[0] if data and isinstance(data[0], dict) and data[0] else {"size": 512}
    return f"{next(iter(first))}={said(next(iter(first.values())))}"


def names(keys) -> str:
    """Return the names for a message: the first dozen of them."""
    listed = [said(key) for key in keys]
    return ", ".join(listed[:12]) + (" and more" if len(listed) > 12 else "") if listed else "nothing"


def is_number(value) -> bool:
    """Return whether it is a finite number (true and false aren't numbers)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value - value == 0


def text(value, spec: str = "") -> str:
    """Return a value as a page prints it: 8192 as 8,192; with a format (.1f, .1%, ,d, .2e) a number by that.

    Raises ValueError with a sentence for a format that doesn't fit, and for what isn't a single value.
    """
    if isinstance(value, (dict, list)):
        inside = names(value) if isinstance(value, dict) else f"the entries 0 to {len(value) - 1}" if value else "nothing"
        raise ValueError(f"this isn't a single value but a group. Name one of its parts; it has {inside}.")
    if value is None or (isinstance(value, float) and value - value != 0):
        raise ValueError(f"this is {said(value)}, which isn't a number. Name another one, or run the experiment again.")
    if isinstance(value, (bool, str)):
        if spec:
            raise ValueError(f"'{said(value)}' isn't a number, so the format '{spec}' doesn't apply. Remove it.")
        return value if isinstance(value, str) else "yes" if value else "no"
    if not FORMAT.fullmatch(spec):
        raise ValueError(f"'{spec}' isn't a format. Write one like .1f (12.3), .1% (12.3%), ,d (8,192) or .2e (1.23e+04).")
    try:
        written = format(value, spec or ",")
    except ValueError:
        raise ValueError(f"the format '{spec}' doesn't fit {value}. Write one like .1f (12.3) or .1% (12.3%).") from None
    return re.sub(r"^-", "−", written)
