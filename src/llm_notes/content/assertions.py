"""What a sentence says about measured data, as an expression that is true or false: `arms.frozen.0.mean > task.majority`.

The expression is read with Python's `ast` and evaluated here, node by node: only what this file names can happen, and
nothing is ever run as Python. Paths are those of `llm_notes.content.results`: `runs.0.loss`, `rows[size=512].mean`. A key
that isn't a plain name is in quotes: `arms['bag of words'].0.mean`.
"""

import ast
import operator
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from llm_notes.blocks.fences import suggestion
from llm_notes.content import results

LONGEST = 1_000  # characters of an expression
MOST_STEPS = 100_000  # nodes evaluated; our longest assertions take a few thousand
PATHS = re.compile(
    r"""(?P<text>'[^']*'|"[^"]*")"""
    r"""|(?P<number>(?<![\w.\])])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"""
    r"""|(?P<conditions>(?:\[[\w-]+(?:[ ][\w-]+)*=[^\[\]=][^\[\]]*\])+)"""
    r"""|(?<=[\w\])])\.(?P<index>-?\d+)\b"""
)
CHOICE = re.compile(r"\[(?:'|\")(\[.*?\])(?:'|\")\]")
ARITHMETIC: dict[type[ast.operator], Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
ORDER: dict[type[ast.cmpop], tuple[str, Callable]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
EQUALITY: dict[type[ast.cmpop], tuple[str, Callable]] = {ast.Eq: ("==", operator.eq), ast.NotEq: ("!=", operator.ne)}
MEMBERSHIP: dict[type[ast.cmpop], tuple[str, Callable]] = {
    ast.In: ("in", lambda one, others: one in others),
    ast.NotIn: ("not in", lambda one, others: one not in others),
}
SIGNS = {kind: sign for table in (ORDER, EQUALITY, MEMBERSHIP) for kind, (sign, _) in table.items()}


class Assertion:
    """An expression over results. Raises ValueError, with a sentence, for one that can't be read."""

    def __init__(self, text: str):
        if len(text) > LONGEST:
            raise ValueError(f"the expression has {len(text):,} characters, more than {LONGEST:,}. Write several assertions.")
        try:
            with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
                self.tree = ast.parse(PATHS.sub(_as_python, text.strip()), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(
                "this isn't an expression. Compare two things, like arms.frozen.0.mean > 50; a name with spaces, hyphens or "
                "dots goes in brackets and quotes, like arms['bag of words']."
            ) from None

    def parts(self) -> list["Assertion"]:
        """Return its claims one by one: the sides of `and`, and each comparison of a chain like a < b < c."""
        return [self._with(tree) for tree in _parts(self.tree)]

    def value(self, found: dict):
        """Return its value, for an expression that is a number or a text. found: name of a result -> its data.

        Raises ValueError, with a sentence.
        """
        return _Evaluation(found).whole(self.tree)

    def holds(self, found: dict) -> bool:
        """Return whether it is true of what was found. Raises ValueError, with a sentence, when that makes no sense."""
        return _Evaluation(found).truth(self.tree)

    def why_not(self, found: dict) -> str:
        """Return which part of it is false of what was found, with the values, as words for a message."""
        false = next((part for part in self.parts() if not part.holds(found)), self)
        return _Evaluation(found).reason(false.tree)

    def _with(self, tree: ast.expr) -> "Assertion":
        part = Assertion.__new__(Assertion)
        part.tree = tree
        return part

    def __str__(self) -> str:
        """The expression as an author would write it."""
        return _written(self.tree)


def _as_python(match: re.Match) -> str:
    """Return a part of an expression as Python can read it: `rows[size=32]` as `rows['[size=32]']`, `rows.0` as `rows[0]`."""
    if match["conditions"]:
        return f"[{match['conditions']!r}]"
    return f"[{match['index']}]" if match["index"] else match[0]


@lru_cache(maxsize=4096)  # a check evaluates the same expression thousands of times
def _written(tree: ast.AST) -> str:
    return CHOICE.sub(r"\1", ast.unparse(tree))


def _called(what: ast.AST | str) -> str:
    """Return what messages call a part of the expression; a text is already such a name."""
    return what if isinstance(what, str) else f"'{_short(_written(what))}'"


def _parts(tree: ast.expr) -> Iterator[ast.expr]:
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And):
        for side in tree.values:
            yield from _parts(side)
    elif isinstance(tree, ast.Compare) and len(tree.ops) > 1:
        sides = [tree.left, *tree.comparators]
        for left, sign, right in zip(sides, tree.ops, sides[1:]):
            yield ast.Compare(left, [sign], [right])
    else:
        yield tree


class _Evaluation:
    """One evaluation of an expression. If there is only one result, paths needn't begin with its name."""

    def __init__(self, found: dict):
        self.found, self.steps = found, 0
        self.top = next(iter(found.values())) if len(found) == 1 else found

    def truth(self, node: ast.expr) -> bool:
        """Return a node's value, which has to be true or false."""
        return _of(bool, self.whole(node), node, "neither true nor false. Compare it with something")

    def whole(self, node: ast.expr):
        """Return the value of the whole expression."""
        try:
            return self.value(node, {})
        except RecursionError:
            raise ValueError("the expression is nested too deeply. Write several assertions.") from None
        except OverflowError:
            raise ValueError("a number in it becomes too large. Write the comparison another way.") from None

    def reason(self, node: ast.expr, known: dict | None = None) -> str:
        """Return why a node is false: its two sides, or the first entry for which it doesn't hold."""
        known = known or {}
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = (results.said(self.value(side, known)) for side in (node.left, node.comparators[0]))
            return f"{_written(node)}, where the values are now {_short(left)} {SIGNS[type(node.ops[0])]} {_short(right)}"
        if isinstance(node, ast.Call) and _written(node.func) == "all" and isinstance(node.args[0], (ast.GeneratorExp, ast.ListComp)):
            for inner in self.rounds(node.args[0].generators, known):
                if not self.value(node.args[0].elt, inner):
                    return f"{_written(node)}; it fails at {self.reason(node.args[0].elt, inner)}"
        if isinstance(node, ast.Call) and _written(node.func) in ("rises", "falls"):
            return f"{_written(node)}, where the values are now {_short(results.said(self.value(node.args[0], known)))}"
        return _written(node)

    def value(self, node: ast.AST, known: dict):
        """Return a node's value. known: the names bound by `for`."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise ValueError(f"it takes more than {MOST_STEPS:,} steps. Compare fewer rows.")
        work = getattr(self, f"_{type(node).__name__.lower()}", None)
        if work is None:
            raise ValueError(f"{_called(node)} isn't allowed here. Write comparisons, + - * /, and, or, not, and {_names(FUNCTIONS)}.")
        return work(node, known)

    def _constant(self, node: ast.Constant, known: dict):
        if not isinstance(node.value, (bool, int, float, str)):
            raise ValueError(f"{_called(node)} isn't allowed here. Write a number, a text in quotes, True or False.")
        return node.value

    def _name(self, node: ast.Name, known: dict):
        if node.id in known:
            return known[node.id]
        if not (isinstance(self.top, dict) and node.id in self.top):
            if node.id in self.found:
                return self.found[node.id]
            if node.id in FUNCTIONS:
                raise ValueError(f"'{node.id}' is a function. Write {node.id}(…).")
        return results.step_into(self.top, node.id, "")

    def _attribute(self, node: ast.Attribute, known: dict):
        return results.step_into(self.value(node.value, known), node.attr, _written(node.value))

    def _subscript(self, node: ast.Subscript, known: dict):
        data, name = self.value(node.value, known), _written(node.value)
        if isinstance(node.slice, ast.Slice):
            ends = [None if end is None else self.value(end, known) for end in (node.slice.lower, node.slice.upper, node.slice.step)]
            return _list(data, name)[slice(*(None if end is None else _of(int, end, name, "not a position in a list") for end in ends))]
        key = self.value(node.slice, known)
        if isinstance(key, str) and key.startswith("["):
            return results.chosen(data, name, key)
        if type(key) not in (int, str):
            raise ValueError(f"{_called(node.slice)} isn't a position or a name. Write a number from 0, or a name in quotes.")
        if isinstance(data, dict) and key in data:
            return data[key]
        return results.step_into(data, str(key), name)

    def _list(self, node: ast.List, known: dict):
        return [self.value(each, known) for each in node.elts]

    _tuple = _list

    def _boolop(self, node: ast.BoolOp, known: dict):
        sides = [  # all of them, so that a mistake in a later one is found
            _of(bool, self.value(side, known), side, "neither true nor false. Compare it with something") for side in node.values
        ]
        return all(sides) if isinstance(node.op, ast.And) else any(sides)

    def _unaryop(self, node: ast.UnaryOp, known: dict):
        value, name = self.value(node.operand, known), node.operand
        if isinstance(node.op, ast.Not):
            return not _of(bool, value, name, "neither true nor false. Compare it with something")
        if isinstance(node.op, ast.USub):
            return -_number(value, name)
        raise ValueError(f"{_called(node)} isn't allowed here. Leave the sign out.")

    def _binop(self, node: ast.BinOp, known: dict):
        if type(node.op) not in ARITHMETIC:
            raise ValueError(f"{_called(node)} isn't allowed here. The arithmetic operators are + - * and /.")
        left, right = (_number(self.value(side, known), side) for side in (node.left, node.right))
        if isinstance(node.op, ast.Div) and right == 0:
            raise ValueError(f"{_called(node)} divides by 0. Compare without dividing: a > 2 * b for a / b > 2.")
        return ARITHMETIC[type(node.op)](left, right)

    def _compare(self, node: ast.Compare, known: dict):
        left, before = self.value(node.left, known), node.left
        for sign, after in zip(node.ops, node.comparators):
            right = self.value(after, known)
            if not _compared(sign, left, right, before, after):
                return False
            left, before = right, after
        return True

    def _call(self, node: ast.Call, known: dict):
        name = _written(node.func)
        if name not in FUNCTIONS:
            raise ValueError(f"there is no function '{name}'{suggestion(name, FUNCTIONS)} The functions are {_names(FUNCTIONS)}.")
        if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            raise ValueError(f"{_called(node)} names or unpacks its arguments. Write plain values between the parentheses.")
        values = [self.value(each, known) for each in node.args]
        try:
            return FUNCTIONS[name](*values)
        except TypeError:
            raise ValueError(f"{_called(node)} gives {name} {len(values)} values, which it doesn't accept.") from None

    def _generatorexp(self, node: ast.GeneratorExp, known: dict):
        return [self.value(node.elt, inner) for inner in self.rounds(node.generators, known)]

    _listcomp = _generatorexp

    def rounds(self, generators: Sequence[ast.comprehension], known: dict) -> Iterator[dict]:
        """Yield the names that are known in each round of `for x in rows if …`."""
        first, rest = generators[0], generators[1:]
        for entry in _list(self.value(first.iter, known), first.iter):
            inner = {**known, **_named(first.target, entry)}
            if all(_of(bool, self.value(test, inner), test, "neither true nor false. Compare it with something") for test in first.ifs):
                yield from self.rounds(rest, inner) if rest else (inner,)


def _named(target: ast.expr, entry) -> dict:
    if isinstance(target, ast.Name):
        return {target.id: entry}
    if isinstance(target, ast.Tuple) and all(isinstance(each, ast.Name) for each in target.elts):
        entries = _list(entry, f"what {_called(target)} takes")
        if len(entries) == len(target.elts):
            return {each.id: value for each, value in zip(target.elts, entries) if isinstance(each, ast.Name)}
    raise ValueError(f"'for {_written(target)}' doesn't fit. Write one name, or as many as zip is given lists.")


def _compared(sign: ast.cmpop, left, right, before: ast.expr, after: ast.expr) -> bool:
    if type(sign) in MEMBERSHIP:
        if not isinstance(right, (list, dict, str)) or (isinstance(right, (dict, str)) and not isinstance(left, str)):
            raise ValueError(f"{_called(after)} can't contain {_called(before)}. Write 'in' before a list, a group, or a text.")
        return MEMBERSHIP[type(sign)][1](left, right)
    if type(sign) not in SIGNS:
        raise ValueError(f"{_called(before)} and {_called(after)} are compared with 'is'. Write == or !=.")
    kinds = {str if isinstance(side, str) else bool if isinstance(side, bool) else float for side in (left, right)}
    if len(kinds) == 2:
        raise ValueError(
            f"{_called(before)} is {_short(results.said(left))} and {_called(after)} is {_short(results.said(right))}. Compare like with like."
        )
    if kinds == {float}:
        left, right = _number(left, before), _number(right, after)
    elif type(sign) in ORDER:
        raise ValueError(f"{_called(before)} is {_short(results.said(left))}, which has no order. Compare numbers.")
    return (ORDER | EQUALITY)[type(sign)][1](left, right)


def _of(kind: type, value, name: ast.AST | str, wrong: str):
    if type(value) is not kind:
        raise ValueError(f"{_called(name)} is {_short(results.said(value))}, {wrong}.")
    return value


def _number(value, name: ast.AST | str):
    """Return a number; true counts as 1 and false as 0 only in `count`."""
    if not results.is_number(value):
        raise ValueError(
            f"{_called(name)} is {_short(results.said(value))}, which isn't a number. Name a number inside it, or compare another one."
        )
    return value


def _list(value, name: ast.AST | str) -> list:
    if not isinstance(value, list):
        more = " Write values(…) for what is in a group." if isinstance(value, dict) else ""
        raise ValueError(f"{_called(name)} is {_short(results.said(value))}, which isn't a list.{more}")
    return value


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _names(names) -> str:
    return ", ".join(names)


def _numbers(values, fewest: int = 1) -> list:
    numbers = [_number(value, "an entry") for value in _list(values, "what it is given")]
    if len(numbers) < fewest:
        raise ValueError(f"a list has {len(numbers)} numbers, and the comparison needs {fewest}. Name another list.")
    return numbers


def _truths(values) -> list[bool]:
    truths = [
        _of(bool, value, "an entry", "neither true nor false. Compare it with something") for value in _list(values, "what it is given")
    ]
    if not truths:
        raise ValueError("there is no entry to look at, so it would say nothing. Name another list, or correct the condition.")
    return truths


def _steps(values) -> list[tuple]:
    numbers = _numbers(values, 2)
    return list(zip(numbers, numbers[1:]))


def _either(choose: Callable) -> Callable:
    """Return min or max, of one list or of several numbers."""
    return lambda *values: choose(_numbers(values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)))


def _extreme(choose: Callable) -> Callable:
    """Return the function that names the row of a list, or the name in a group, where a number is the highest or lowest."""

    def row_or_name(rows, path: str):
        if not isinstance(path, str):
            raise ValueError("the second value is a path in quotes, like 'mean'. Write which number decides.")
        entries = list(rows.items()) if isinstance(rows, dict) else list(enumerate(_list(rows, "what it is given")))
        numbers = [_number(results.look_up(entry, path), f"'{path}'") for _, entry in entries]
        best = choose(_numbers(numbers))
        if numbers.count(best) > 1:
            raise ValueError(f"{numbers.count(best)} entries have {best} at '{path}', so none is first. Say so in the sentence.")
        key, entry = entries[numbers.index(best)]
        return key if isinstance(rows, dict) else entry

    return row_or_name


def _zipped(*lists) -> list[list]:
    if len({len(_list(each, "what it is given")) for each in lists}) != 1:
        raise ValueError("the lists for zip don't have the same length. Choose the same rows in each.")
    return [list(each) for each in zip(*lists)]


def _values(group) -> list:
    if not isinstance(group, dict):
        raise ValueError(f"{_short(results.said(group))} isn't a group with names, so it has no values. Leave values(…) out.")
    return list(group.values())


def _rounded(number, digits=0):
    if type(digits) is not int or not 0 <= digits <= 10:
        raise ValueError("the second value of round is a count of decimals, from 0 to 10. Correct it, or leave it out.")
    return round(_number(number, "the number"), digits)


FUNCTIONS: dict[str, Callable] = {
    "all": lambda values: all(_truths(values)),
    "any": lambda values: any(_truths(values)),
    "count": lambda values: sum(_truths(values)),
    "min": _either(min),
    "max": _either(max),
    "sum": lambda values: sum(_numbers(values)),
    "mean": lambda values: sum(_numbers(values)) / len(values),
    "len": lambda values: len(values if isinstance(values, (dict, str)) else _list(values, "what it is given")),
    "abs": lambda number: abs(_number(number, "the number")),
    "round": _rounded,
    "sorted": lambda values: sorted(_numbers(values)),
    "rises": lambda values: all(one < other for one, other in _steps(values)),
    "falls": lambda values: all(one > other for one, other in _steps(values)),
    "highest": _extreme(max),
    "lowest": _extreme(min),
    "zip": _zipped,
    "values": _values,
}
