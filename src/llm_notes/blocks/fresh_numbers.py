"""Questions that can be asked with other numbers: the option `numbers`, and `{…}` in the question's text.

`numbers: {n: [3, 4, 5]}` names each number and the values it may take, the page's own first. `{n}` or an expression in
braces is replaced by its value, with commas between thousands; `{n/7|.2f}` rounds. An answer ends with its formula:
`- [x] 6 = {n*(n+1)/2}`. The build tries every combination of values, so no reader gets an
impossible one, nor one for which a wrong method gives the right answer.

The page passes it to docs/assets/practice/fresh.js, which evaluates the same expressions and substitutes other numbers:
    <llm-question data-numbers='{"n":[3,4,5]}'>       the values
    <span data-is="n/7" data-digits="2">0.43</span>   text that depends on them; without data-digits up to 4 decimals
    <li data-right data-value="6" data-formula="n*(n+1)/2">   an answer; wrong ones without a formula apply to the page's own numbers only
"""

import ast
import html
import itertools
import json
import math
import operator
import re
from functools import lru_cache

MARK = re.compile(r"\{([^{}|\n]+)(?:\|([^{}|\n]*))?\}")
MARK_OR_OTHER = re.compile(r"\$[^$\n]*\$|`[^`\n]*`|(?P<mark>" + MARK.pattern + ")")
ANSWER = re.compile(r"^(.*?) = \{([^{}]+)\}$")
NAME = re.compile(r"^[A-Za-z]\w*$")
FORMAT = re.compile(r"^\.(\d)f$")
MOST = 2000  # combinations: trying that many takes a tenth of a second
DECIMALS = 4  # of a value that has no format
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}
FUNCTIONS = {"sqrt": math.sqrt, "exp": math.exp, "log2": math.log2}


class Unfit(ValueError):
    """A mark or formula that doesn't hold; its text is a sentence. rule: the name of the broken rule."""

    def __init__(self, sentence: str, rule: str):
        super().__init__(sentence)
        self.rule = rule


def evaluate(text: str, values: dict[str, float]) -> float:
    """Return the value of an expression of numbers, names, + - * / ^, parentheses and sqrt, exp, log2.

    Raises Unfit with a sentence when it can't be read, uses an unknown name, or has no finite value.
    """
    try:
        value = float(_value(_parsed(text), values))
    except (SyntaxError, ArithmeticError):
        raise Unfit(
            f"'{text}' has no value{_for(values)}. Correct the expression, or choose other numbers.", "question-formula-no-value"
        ) from None
    except TypeError:
        raise Unfit(
            f"'{text}' isn't an expression of {', '.join(values)}, numbers, + - * / ^ and {', '.join(FUNCTIONS)}. Correct it.",
            "question-formula-no-expression",
        ) from None
    if not math.isfinite(value):
        raise Unfit(f"'{text}' has no finite value{_for(values)}. Choose other numbers.", "question-formula-no-value")
    return value


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.expr:
    """Return an expression as a tree, parsed once for all combinations of values."""
    return ast.parse(text.strip().replace("^", "**"), mode="eval").body


def _value(node, values):
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, values), float(_value(right, values)))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](_value(argument, values))
    raise TypeError


def _for(values: dict) -> str:
    return f" for {', '.join(f'{name} = {value}' for name, value in values.items())}"


def shown(value: float, digits: int | None = None) -> str:
    """Return a number as the pages print it: 18,874,368; 0.73 with digits=2; −2; without digits up to 4 decimals."""
    text = f"{value:,.{DECIMALS if digits is None else digits}f}"
    if digits is None:
        text = text.rstrip("0").rstrip(".")
    return re.sub(r"^-(?=[0,.]*$)", "", text).replace("-", "−")


def own(numbers: dict) -> dict[str, float]:
    """Return the page's own values, the first of each list."""
    return {name: choices[0] for name, choices in numbers.items()}


def combinations(numbers: dict):
    """Yield every combination of values, the page's own first."""
    for chosen in itertools.product(*numbers.values()):
        yield dict(zip(numbers, chosen, strict=True))


def mark_up(text: str, numbers: dict, store) -> str:
    """Return a text with its marks as elements that hold the own values. store: stashes HTML and returns a placeholder."""

    def element(match: re.Match) -> str:
        if not match["mark"]:
            return match[0]
        expression, digits = _parts(match["mark"])
        given = "" if digits is None else f' data-digits="{digits}"'
        return store(f'<span data-is="{html.escape(expression)}"{given}>{shown(evaluate(expression, own(numbers)), digits)}</span>')

    return MARK_OR_OTHER.sub(element, text)


def with_own(text: str, numbers: dict) -> str:
    """Return a question's Markdown with marks replaced by its own values, and its answers without formulas."""
    text = re.sub(r"^(- \[.\] .*?) = \{[^{}\n]+\}$", r"\1", text, flags=re.MULTILINE)

    def value(match: re.Match) -> str:
        if not match["mark"]:
            return match[0]
        expression, digits = _parts(match["mark"])
        return shown(evaluate(expression, own(numbers)), digits)

    return MARK_OR_OTHER.sub(value, text)


def as_attribute(numbers: dict) -> str:
    """Return the values as they are embedded in the page."""
    return json.dumps(numbers, separators=(",", ":"))


def _parts(mark: str) -> tuple[str, int | None]:
    """mark: what MARK found."""
    read = MARK.fullmatch(mark)
    assert read
    expression, spec = read.groups()
    if spec is None:
        return expression.strip(), None
    digits = FORMAT.match(spec.strip())
    if not digits:
        raise Unfit(f"{mark}: '{spec}' isn't a format here. Write one like .2f (0.73), or none.", "question-number-format")
    return expression.strip(), int(digits[1])


def check(fence, source, options: list[tuple[int, str, str]]) -> None:
    """Raise PageError unless the numbers, marks and formulas of a question hold for every combination.

    options: (line, mark, text) of each answer.
    """
    numbers, name = fence.options["numbers"], fence.options["id"]
    if (
        not isinstance(numbers, dict)
        or not numbers
        or not all(
            NAME.match(str(key))
            and str(key) not in FUNCTIONS
            and isinstance(values, list)
            and len(values) > 1
            and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
            for key, values in numbers.items()
        )
    ):
        raise source.error(
            fence.line,
            f"'numbers' of the question '{name}' gives each number a name and two or more values, "
            "the page's own first: numbers: {n: [3, 4, 5]}",
            "question-numbers-form",
        )
    amount = math.prod(len(values) for values in numbers.values())
    if amount > MOST:
        raise source.error(
            fence.line,
            f"'numbers' of the question '{name}' makes {amount:,} combinations. Give fewer values: at most {MOST:,} are tried one by one.",
            "question-numbers-many",
        )
    first = options[0][0]
    marks = [
        (index, match["mark"])
        for index, line in fence.body
        if not any(index == option for option, _, _ in options)
        for match in MARK_OR_OTHER.finditer(line)
        if match["mark"]
    ]
    asked = {read[1].strip() for index, mark in marks if index < first and (read := MARK.fullmatch(mark))}
    for key in numbers:
        if key not in asked:
            raise source.error(
                fence.line,
                f"the question '{name}' doesn't mention its number '{key}' before the answers. Write {{{key}}} where the number goes.",
                "question-number-unsaid",
            )
    index = fence.line
    try:
        for index, mark in marks:  # noqa: B007 (the error names the line that was reached)
            expression, digits = _parts(mark)
            for values in combinations(numbers):
                value = evaluate(expression, values)
                if digits is None and abs(round(value, DECIMALS) - value) > 1e-9 * max(1, abs(value)):
                    raise Unfit(
                        f"{mark} is {value:.6g}{_for(values)}. Give it a format, like {{{expression}|.2f}}.", "question-number-format"
                    )
        tolerance = fence.options.get("tolerance", 0)
        for index, mark, text in options:  # noqa: B007
            _check_answer(text, mark == "x", tolerance, numbers)
        literal, formula = next(read.groups() for _, mark, text in options if mark == "x" and (read := ANSWER.match(text)))
        for index, mark, text in options:  # noqa: B007
            if mark != "x" and (wrong := ANSWER.match(text)):
                _check_apart(wrong[2], formula, len(literal.partition(".")[2]), tolerance, numbers)
    except Unfit as error:
        raise source.error(index, str(error), error.rule) from None


def _check_apart(wrong: str, right: str, digits: int, tolerance: float, numbers: dict) -> None:
    """Raise Unfit for a combination with which the wrong formula gives an answer that counts as right.

    digits: decimals of the answer; readers round to them.
    """
    for values in combinations(numbers):
        value, wanted = evaluate(wrong, values), evaluate(right, values)
        if min(abs(value - wanted), abs(round(value, digits) - wanted)) <= tolerance + 1e-9 * max(1, abs(wanted)):
            raise Unfit(
                f"the wrong method '{wrong}' gives {value:.6g}{_for(values)}, within the tolerance of the right "
                f"answer, {wanted:.6g}. Choose other numbers, a smaller tolerance, or remove this answer.",
                "question-wrong-within-tolerance",
            )


def _check_answer(text: str, right: bool, tolerance: float, numbers: dict) -> None:
    match = ANSWER.match(text)
    if not match:
        if right:
            raise Unfit(
                f"the answer {text} has no formula. Write it after the answer, like '{text} = {{…}}': other numbers give another answer.",
                "question-answer-without-formula",
            )
        return
    literal, formula = match.groups()
    digits = len(literal.partition(".")[2])
    value = evaluate(formula, own(numbers))
    if abs(value - float(literal)) > 0.5 * 10**-digits + 1e-9:
        raise Unfit(
            f"the formula '{formula}' gives {value:.6g} with the page's own numbers{_for(own(numbers))}, not "
            f"{literal}. Correct one of them.",
            "question-formula-other-value",
        )
    if right:
        results = {}
        for values in combinations(numbers):
            result = evaluate(formula, values)
            results[round(result, digits)] = values
            if abs(round(result, digits) - result) > tolerance + 1e-9 * max(1, abs(result)):
                raise Unfit(
                    f"the answer is {result:.6g}{_for(values)}: rounded as {literal} is, it is off by more than the "
                    "tolerance. Write the answer with more decimals, or choose other numbers.",
                    "question-answer-rounded",
                )
        if len(results) < 3:
            raise Unfit(f"the numbers give only {len(results)} different answers. Give more values.", "question-answers-alike")
