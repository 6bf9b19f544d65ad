"""Stylesheets as rules that say what they need, so that those that can't match anything can be left out.

A rule is kept when each name in one of its selectors (classes, ids, elements, attributes) occurs where the sheet
is used. States (:hover, :checked) and counting (:nth-child) always count as possible: only what can't match
at all is left out. Custom properties go when nothing that is kept reads them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import tinycss2

CHOICES = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}  # of their arguments, one has to be possible
GROUPS = {"media", "supports", "layer", "container"}  # at-rules that contain rules
KEYFRAMES = re.compile(r"@(?:-webkit-)?keyframes\s+([\w-]+)")
VARIABLE = re.compile(r"--[\w-]+")
# What can match only after the reader has done something: hovered, opened the menu or the search, or started the theme's script,
# which adds tooltips, copy buttons and sortable columns, and which hides the tabs one by one.
LATER = re.compile(
    r"(?<!:not\():hover|\[data-md-toggle=\"?(?:search|drawer)\"?\]:checked|\.md-search-result"
    r"|\.md-(?:tooltip|code__|clipboard|tags|tabs__item:nth)|\.md-(?:tabs|header)\[hidden|\[role=\"?columnheader"
)
# On a narrow screen the menu is closed at first, and isn't laid out.
NARROW, LATER_THERE = re.compile(r"@media\b.*max-width: ?(?:59|76)\."), re.compile(LATER.pattern + r"|\.md-nav--primary")
OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda has, wants: has == wants,
    "~=": lambda has, wants: wants in has.split(),
    "|=": lambda has, wants: has == wants or has.startswith(wants + "-"),
    "^=": lambda has, wants: has.startswith(wants),
    "$=": lambda has, wants: has.endswith(wants),
    "*=": lambda has, wants: wants in has,
}


@dataclass
class Names:
    """What occurs: elements, ids, classes, and attributes with their values; `words` of scripts, which may add any of them."""

    elements: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)

    def __post_init__(self):
        self.beginnings = tuple(word for word in self.words if len(word) > 2 and word[-1] in "-_")

    def has(self, kind: str, name: str, operator: str, value: str) -> bool:
        """Whether a part of a selector can match: kind is one of `element`, `#`, `.` and `[`."""
        if kind == "element":
            return name in self.elements or name in self.words
        if kind == "#":
            return name in self.ids or name in self.words
        if kind == ".":  # scripts build class names like `question__${kind}`
            return name in self.classes or name in self.words or name.startswith(self.beginnings)
        if name in self.words or (name == "class" and any(value.startswith(known) for known in self.beginnings)):
            return True
        values = self.attributes.get(name, ())
        return bool(values) if not operator else any(OPERATORS[operator](known, value) for known in values)

    def add(self, other: "Names") -> None:
        """Add what occurs elsewhere."""
        for name in ("elements", "ids", "classes", "words", "variables"):
            getattr(self, name).update(getattr(other, name))
        for name, values in other.attributes.items():
            self.attributes.setdefault(name, set()).update(values)
        if other.words:
            self.__post_init__()

    def joined(self, other: "Names") -> "Names":
        """Return what occurs in a page together with what its scripts add."""
        return replace(self, words=other.words, variables=self.variables | other.variables)


@dataclass(frozen=True)
class Declaration:
    """`text` as written; the custom property that it sets, or ''; those that it reads."""

    text: str
    sets: str
    reads: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """selectors: (text, parts) each; a group (@media …) has `rules` instead of declarations; `verbatim` is always kept."""

    head: str = ""
    selectors: tuple = ()
    declarations: tuple[Declaration, ...] = ()
    rules: tuple["Rule", ...] = ()
    verbatim: str = ""


def read_rules(css: str) -> tuple[Rule, ...]:
    """Return the rules of a stylesheet, in order. Comments are left out."""
    return tuple(_rule(node) for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


class Stylesheet:
    """Rules in order, asked repeatedly for the sheet that a page needs."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = tuple(rules)
        self.parts = _all_parts(self.rules)
        self.written: dict[tuple, str] = {}

    def select(self, names: Names, at_first: bool = False) -> str:
        """Return the sheet of the rules that can match, with the custom properties that something reads.

        at_first: leave out what can match only after the reader has done something.
        """
        possible = frozenset(part for part in self.parts if names.has(*part))
        key = possible, frozenset(names.variables), at_first
        if key not in self.written:
            kept = _possible(self.rules, possible, at_first)
            read = _read_in_the_end(kept, names.variables)
            self.written[key] = _written(kept, read, _words(kept))
        return self.written[key]


def _rule(node) -> Rule:
    if node.type == "qualified-rule":
        alternatives = _split(node.prelude)
        return Rule(selectors=tuple((_text(part), _parts(part)) for part in alternatives), declarations=_declarations(node.content))
    if node.type == "at-rule" and node.lower_at_keyword in GROUPS and node.content is not None:
        inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        return Rule(head=f"@{node.at_keyword} {_text(node.prelude)}", rules=tuple(_rule(each) for each in inner))
    if node.type == "error":
        raise ValueError(f"line {node.source_line}: {node.message}")
    if node.type == "at-rule" and node.lower_at_keyword == "charset":
        return Rule()
    return Rule(verbatim=node.serialize())


def _text(nodes) -> str:
    text = tinycss2.serialize([node for node in nodes if node.type != "comment"]).strip()
    return re.sub(r"\s+", " ", text)


def _split(nodes) -> list[list]:
    parts: list[list] = [[]]
    for node in nodes:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _parts(nodes) -> tuple:
    """Return what a selector needs: (kind, name, operator, value), or ("any", alternatives) for :is() and the like."""
    found: list[tuple] = []
    before = ""
    for node in nodes:
        if node.type == "ident":
            if before == ".":
                found.append((".", node.value, "", ""))
            elif before != ":":
                found.append(("element", node.lower_value, "", ""))
        elif node.type == "hash":
            found.append(("#", node.value, "", ""))
        elif node.type == "[] block":
            found.append(_attribute(node.content))
        elif node.type == "function" and node.lower_name in CHOICES:
            found.append(("any", tuple(_parts(each) for each in _split(node.arguments))))
        before = node.value if node.type == "literal" else ""
    return tuple(found)


def _attribute(nodes) -> tuple:
    plain = [node for node in nodes if node.type not in ("whitespace", "comment")]
    name = plain[0].value
    operator = "".join(node.value for node in plain[1:] if node.type == "literal")
    values = [node.value for node in plain[1:] if node.type in ("ident", "string")]
    return ("[", name, operator, values[0] if operator and values else "")


def _declarations(nodes) -> tuple[Declaration, ...]:
    found = []
    for node in tinycss2.parse_blocks_contents(nodes, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration":
            raise ValueError(f"line {node.source_line}: a nested rule, or '{node.serialize()[:40]}', isn't understood")
        text = re.sub(r":\s+", ":", node.serialize().rstrip(";"), count=1)
        sets = node.name if node.name.startswith("--") else ""
        found.append(Declaration(text, sets, frozenset(VARIABLE.findall(_text(node.value)))))
    return tuple(found)


def _flat(rules: Iterable[Rule]) -> Iterable[Rule]:
    for rule in rules:
        yield rule
        yield from _flat(rule.rules)


def _simple(parts: tuple) -> Iterable[tuple]:
    for part in parts:
        if part[0] == "any":
            for choice in part[1]:
                yield from _simple(choice)
        else:
            yield part


def _all_parts(rules: Iterable[Rule]) -> set[tuple]:
    return {part for rule in _flat(rules) for _, parts in rule.selectors for part in _simple(parts)}


def _can_match(parts: tuple, possible: frozenset) -> bool:
    return all(any(_can_match(choice, possible) for choice in part[1]) if part[0] == "any" else part in possible for part in parts)


def _possible(rules: Iterable[Rule], possible: frozenset, at_first: bool, later: re.Pattern = LATER) -> list[Rule]:
    kept = []
    for rule in rules:
        if rule.selectors:
            selectors = tuple(each for each in rule.selectors if _can_match(each[1], possible) and not (at_first and later.search(each[0])))
            if selectors:
                kept.append(Rule(selectors=selectors, declarations=rule.declarations))
        elif rule.head:
            inside = LATER_THERE if NARROW.search(rule.head) else later
            kept.append(Rule(head=rule.head, rules=tuple(_possible(rule.rules, possible, at_first, inside))))
        else:
            kept.append(rule)
    return kept


def _read_in_the_end(rules: list[Rule], variables: set[str]) -> set[str]:
    """Return the custom properties that a plain property reads, directly or through other custom properties."""
    waiting = set(variables)
    defined: dict[str, set[str]] = {}  # custom property -> those that it reads
    for rule in _flat(rules):
        waiting.update(VARIABLE.findall(rule.verbatim))
        for declaration in rule.declarations:
            if declaration.sets:
                defined.setdefault(declaration.sets, set()).update(declaration.reads)
            else:
                waiting |= declaration.reads
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= defined.get(name, set()) - found
    return found


def _words(rules: list[Rule]) -> set[str]:
    """Return every word in a declaration that may name an animation."""
    return {
        word
        for rule in _flat(rules)
        for each in rule.declarations
        if each.sets or "animation" in each.text
        for word in re.findall(r"[\w-]+", each.text)
    }


def _written(rules: Iterable[Rule], read: set[str], words: set[str]) -> str:
    written = []
    for rule in rules:
        if rule.head:
            inner = _written(rule.rules, read, words)
            written.append(f"{rule.head}{{{inner}}}" if inner else "")
        elif rule.verbatim:
            animation = KEYFRAMES.match(rule.verbatim)
            written.append(rule.verbatim if not animation or animation[1] in words else "")
        else:
            declarations = ";".join(each.text for each in rule.declarations if not each.sets or each.sets in read)
            written.append(f"{','.join(text for text, _ in rule.selectors)}{{{declarations}}}" if declarations else "")
    return "".join(written)
