"""Drills: each of 1,400 exercises has the answer that follows from its prompt alone, and every equation in its steps is true as printed."""

import itertools
import re

import numpy as np
import pytest
from building import ROOT
from pages import softmax
from playwright.sync_api import expect

from llm_notes.blocks import fresh_numbers
from llm_notes.blocks.fences import find_fences
from llm_notes.content.pages import read_page
from llm_notes.content.source import Source

pytestmark = pytest.mark.thorough
PAGE, MANY = "drills/", 1400  # without its rule, exercise 1370 of attention has the answer 0.00
WORDS = ["the", "red", "car"]
MAKE = """async (many) => {
  const at = (path) => new URL(`../assets/practice/${path}`, location.href).href;
  const { drills } = await import(at("drills.js")), { seeded } = await import(at("../shared/random.js"));
  const first = ({ make }, count) => Array.from({ length: count }, (_, index) => make(seeded(index + 1)));
  return drills.map((drill) => ({ id: drill.id, section: drill.section, made: first(drill, many), again: first(drill, 20) }));
}"""
FRESH = """async ([many, expressions]) => {
  const at = (path) => new URL(`../assets/practice/${path}`, location.href).href;
  const { evaluate, renew, shown } = await import(at("fresh.js")), { seeded } = await import(at("../shared/random.js"));
  const { layOut, readDeck } = await import(at("deck.js")), place = document.createElement("div");
  await layOut((await readDeck()).flatMap(({ sections }) => sections.flatMap(({ cards }) => cards)), place);
  const random = seeded(1), [...questions] = place.querySelectorAll("llm-question[data-numbers]");
  return {
    values: expressions.map(([text, values]) => evaluate(text, values)),
    asked: questions.map((element) => Array.from({ length: many }, () => {
      const values = renew(element, random);
      return {
        id: element.dataset.question, values, prompt: element.querySelector(".question__prompt").textContent,
        parts: [...element.querySelectorAll("[data-is]")].map((part) => [part.dataset.is, part.dataset.digits ?? null, part.textContent]),
        answers: [...element.querySelectorAll("li[data-right]")].map((answer) =>
          [answer.dataset.right, answer.hidden, answer.dataset.value ?? null, answer.dataset.formula ?? null, answer.querySelector("strong").textContent]),
      };
    })),
    shown: [18874368, 0.5, -2, -0.001, 2.5].map((value) => shown(value)),
  };
}"""


def numbers(text: str) -> list[float]:
    """Return the numbers in a text, 1,024 as one."""
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text.replace(", ", " "))]


def attention(exercise) -> float:
    rows = [[numbers(cell) for cell in row[1:]] for row in exercise["table"]["rows"]]
    q, k, v = (np.array([row[part] for row in rows]) for part in range(3))
    place, word = re.search(r"What is the (\w+) number of the output of “(\w+)”", exercise["prompt"]).groups()
    scores = q @ k.T / np.sqrt(2)
    if "A mask hides" in exercise["prompt"]:
        scores = np.where(np.triu(np.ones((3, 3), dtype=bool), 1), -np.inf, scores)
    return (softmax(scores) @ v)[WORDS.index(word), ["first", "second"].index(place)]


def temperature(exercise) -> float:
    tokens, logits, T, asked = re.match(
        r"A model gives the tokens (.*) the logits (.*)\. At temperature ([\d.]+), what is the "
        r"probability of “(\w+)”",
        exercise["prompt"],
    ).groups()
    return softmax(np.array(numbers(logits.replace("and", ","))) / float(T))[re.findall(r"“(\w+)”", tokens).index(asked)]


def parameters(exercise) -> float:
    L, d, V, *n = (int(value.replace(",", "")) for value in re.findall(r"\b[LdVn] = (\d[\d,]*)\b", exercise["prompt"]))
    if not n:
        return (12 * L * d * d + V * d) / 1e6
    tables = [np.zeros((V, d)), np.zeros((n[0], d)), np.zeros((2, d))]  # tokens, positions, the last norm
    for _ in range(L):
        tables += [np.zeros((d, d)) for _ in "qkvo"] + [np.zeros(d) for _ in "qkvo"]
        tables += [np.zeros((d, 4 * d)), np.zeros(4 * d), np.zeros((4 * d, d)), np.zeros(d), np.zeros((2, 2, d))]
    return sum(table.size for table in tables)


def cache(exercise) -> float:
    layers, heads, size, tokens, width = numbers(exercise["prompt"])[:5]
    assert numbers(exercise["prompt"])[5:] == [1, 2**20]
    return np.zeros((2, int(layers), int(tokens), int(heads), int(size)), np.int8).size * width / 2**20


def learn(exercise) -> list[tuple[tuple[str, str], int]]:
    """Return the merges, each with its pair's count: byte-pair encoding on strings, with spaces between pieces."""
    count = {"once": 1, "twice": 2}
    text = {
        " ".join(word): count.get(often) or int(often.split()[0])
        for word, often in re.findall(r"“(\w+)” (once|twice|\d+ times)", exercise["prompt"])
    }
    learned = []
    for _ in range(3):
        pairs = {}
        for word, often in text.items():
            for pair in itertools.pairwise(word.split()):
                pairs[pair] = pairs.get(pair, 0) + often
        best = max(pairs, key=pairs.get)
        assert list(pairs.values()).count(pairs[best]) == 1, f"a tie: {exercise['prompt']}"
        learned.append((best, pairs[best]))
        text = {apply(best, word): often for word, often in text.items()}
    return learned


def merges(exercise) -> float:
    learned = learn(exercise)
    asked = re.search(r"counted again for merge (\d)", exercise["prompt"])
    if asked:
        return learned[int(asked[1]) - 1][1]
    word = " ".join(re.search(r"new word “(\w+)”", exercise["prompt"])[1])
    for pair, _ in learned:
        word = apply(pair, word)
    return len(word.split())


def apply(pair, word: str) -> str:
    return re.sub(rf"(?<!\S){pair[0]} {pair[1]}(?!\S)", "".join(pair), word)


INDEPENDENT = {"attention": attention, "softmax": temperature, "parameters": parameters, "kv-cache": cache, "bpe": merges}


def wrong_equation(step: str) -> str | None:
    """Return the first equation of a step that is wrong, to the last printed digit, for the printed numbers; None if all hold."""
    found = re.findall(r"([\d(√][\d.,·+/()²√ ]*) = ([\d.,]*\d)", step)
    if len(found) != step.count("="):
        return "an equation that this test can't read"
    for left, right in found:
        text = re.sub(r"√(\d+)", r"sqrt(\1)", left).replace("²", "^2").replace("·", "*").replace(",", "")
        decimals = len(right.partition(".")[2])
        slack = (0.5 * 10**-decimals if decimals else 0) + 1e-9
        if abs(fresh_numbers.evaluate(text, {}) - float(right.replace(",", ""))) > slack:
            return f"{left} = {right}"
    for exact, rounded in re.findall(r"([\d.]*\d), to two decimals ([\d.]*\d)", step):
        if abs(float(exact) - float(rounded)) > 0.005 - 1e-9:
            return f"{exact}, to two decimals {rounded}"
    return None


def broken_chain(name: str, exercise) -> str | None:
    """Return what one step doesn't carry over from the previous one as printed there; None if nothing."""
    steps = exercise["steps"]
    if name == "bpe":
        for (pair, count), step in zip(learn(exercise), (step for step in steps if step.startswith("Merge ")), strict=False):
            often = {1: "once", 2: "twice"}.get(count, f"{count} times")
            if f": `{' '.join(pair)}` occurs {often}, more" not in step or f"New piece: `{''.join(pair)}`." not in step:
                return f"merge {pair}, {often}"
    if name not in ("attention", "softmax"):
        return None
    scaled = [right for _, right in re.findall(r"(\S+) = ([\d.]+\d|\d)", steps[name == "attention"])]
    if name == "attention":
        seen = 1 + WORDS.index(re.search(r"output of “(\w+)”", exercise["prompt"])[1]) if "A mask hides" in exercise["prompt"] else 3
        scaled = scaled[:seen]
    powers = [f"{np.exp(float(value)):,.3f}".removeprefix("1.000") or "1" for value in scaled]
    total = " + ".join(powers)
    missing = [part for part in (*powers, f"{total} = ") if part not in " ".join(steps)]
    if missing:
        return missing[0]
    sum_ = re.search(rf"{re.escape(total)} = ([\d.,]*\d)", " ".join(steps))[1]
    weights = [re.search(rf"(?<![\d.,]){re.escape(power)}/{re.escape(sum_)} = ([\d.]*\d)", " ".join(steps)) for power in powers]
    if not all(weights):
        return f"{powers} over {sum_}"
    if name == "softmax":
        together = " + ".join(weight[1] for weight in weights)
    else:
        place = ["first", "second"].index(re.search(r"What is the (\w+) number", exercise["prompt"])[1])
        together = " + ".join(
            f"{weight[1]}·{numbers(row[3])[place]:.0f}" for weight, row in zip(weights, exercise["table"]["rows"], strict=False)
        )
    return None if f": {together} = " in steps[-1] else together


def degenerate(name: str, exercise) -> str | None:
    """Return why an exercise can be answered without computing; None if it can't."""
    if f"{exercise['answer']:.2f}" in {"attention": ["0.00"], "softmax": ["0.00", "1.00"]}.get(name, []):
        return f"the answer {exercise['answer']:.2f}"
    if name == "attention":
        word, place = re.search(r"output of “(\w+)”", exercise["prompt"])[1], "second number" in exercise["prompt"]
        rows = exercise["table"]["rows"][: WORDS.index(word) + 1 if "A mask hides" in exercise["prompt"] else 3]
        if len({numbers(row[3])[place] for row in rows}) == 1:
            return "equal values"
    return None


def as_block(drill: str, exercise) -> str:
    """Return exercise 1 as the page must show it."""
    answer = f"{exercise['answer']:.{exercise['digits']}f}"
    lines = ["/// drill", f"    id: {drill}", f"    answer: {answer}", f"    tolerance: {exercise['tolerance']}"]
    lines += [f"    unit: {exercise['unit']}"] if exercise["unit"] else []
    lines += ["", exercise["prompt"], ""]
    if exercise.get("table"):
        head, rows = exercise["table"]["head"], exercise["table"]["rows"]
        lines += [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]] + [""]
    return "\n".join([*lines, *(f"{number}. {step}" for number, step in enumerate(exercise["steps"], 1)), "///"])


@pytest.fixture
def made(open_page):
    """The page, and exercises 1 to MANY of each drill."""
    page = open_page(PAGE)
    return page, {drill["id"]: drill for drill in page.evaluate(MAKE, MANY)}


def test_every_exercise_has_the_right_answer_and_right_steps(made, site):
    page, drills = made
    assert drills.keys() == INDEPENDENT.keys()
    text = (ROOT / "docs/drills.md").read_text(encoding="utf-8")
    for name, drill in drills.items():
        where = "docs/assets/practice/drills.js:1: exercise {} of " + name
        assert f"{drill['section']}index.html" in site.pages
        for number, exercise in enumerate(drill["made"], 1):
            wanted = INDEPENDENT[name](exercise)
            assert abs(exercise["answer"] - wanted) < 1e-9 * max(1, wanted), (
                f"{where.format(number)} has {exercise['answer']}, not {wanted}"
            )
            rounded = f"{exercise['answer']:,.{exercise['digits']}f}"
            assert abs(float(rounded.replace(",", "")) - wanted) <= exercise["tolerance"] + 1e-9
            assert (
                rounded in exercise["steps"][-1]
                or rounded in exercise["steps"][-2]
                or (name == "bpe" and f"{ {1: 'once', 2: 'twice'}.get(wanted, f'{wanted} times') }" in exercise["steps"][-1])
            ), f"{where.format(number)}: no step ends with {rounded}"
            for step in exercise["steps"]:
                assert not wrong_equation(step), (
                    f"{where.format(number)}: {wrong_equation(step)} in '{step}'. Continue with the numbers as printed."
                )
            assert not broken_chain(name, exercise), (
                f"{where.format(number)}: {broken_chain(name, exercise)} isn't in its steps: {exercise['steps']}"
            )
            assert not degenerate(name, exercise), f"{where.format(number)}: {degenerate(name, exercise)} needs no computation. Draw again."
        assert drill["again"] == drill["made"][:20], (
            f"docs/assets/practice/drills.js:1: an exercise of {name} differs when repeated. Draw with random() only."
        )
        assert len({exercise["prompt"] + str(exercise.get("table")) for exercise in drill["made"][:200]}) > 100, f"{name} repeats itself"
        assert len({round(exercise["answer"], 3) for exercise in drill["made"]}) >= 5
        block = as_block(name, drill["made"][0])
        assert block in text, f"docs/drills.md:1: exercise 1 of {name} isn't what the drill generates. Paste:\n\n{block}"


def test_a_reader_does_an_exercise_and_takes_another(made):
    page, drills = made
    drill = page.locator("llm-drill[data-drill=softmax]")
    field = drill.get_by_label("Your answer")
    field.fill(f"{drills['softmax']['made'][0]['answer']:.2f}")
    field.press("Enter")
    expect(drill.get_by_role("status")).to_contain_text("Right.")
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('llm-notes:/some/path/:review'))"), (
        "an exercise counts as a card"
    )
    first = drill.locator(".question__prompt").inner_text()
    another = drill.get_by_role("button", name="Other numbers")
    another.focus()
    page.keyboard.press("Enter")
    expect(drill.locator("llm-question")).to_be_focused()
    expect(drill.locator(".question__prompt")).not_to_have_text(first)
    seed = int(re.search(r"#llm-drill:softmax=(\d+)$", page.url)[1])
    expect(drill.locator(".drill__place")).to_have_text(f"Random exercise no. {seed}")
    page.go_back()
    expect(drill.locator(".question__prompt")).to_have_text(first)
    page.goto(f"{page.url.partition('#')[0]}#llm-drill:bpe=7")
    expect(page.locator("llm-drill[data-drill=bpe] .question__prompt")).to_have_text(drills["bpe"]["made"][6]["prompt"])


def test_questions_with_other_numbers_are_as_the_build_has_checked_them(open_page):
    sources = {
        fence.options["id"]: fence.options
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if path.parent.name not in ("contributing", "basics")  # samples, and pages without cards
        for fence in find_fences(Source.of_page(read_page(path, ROOT / "docs")))
        if fence.name == "question"
    }
    expressions = [
        (text, {"a": 2, "b": -3.5})
        for text in (
            "-2^2",
            "2^-1",
            "2^3^2",
            "8/4/2",
            "7-2-1",
            "2*-3",
            "a*b^2",
            "-(a - b)*2",
            "sqrt(16) + exp(b) - log2(8)",
            "1.5e3*a",
            "(((a)))^0.5",
        )
    ]
    page = open_page("practice/")
    found = page.evaluate(FRESH, [20, expressions])
    assert found["values"] == pytest.approx([fresh_numbers.evaluate(text, values) for text, values in expressions])
    assert found["shown"] == [fresh_numbers.shown(value) for value in (18874368, 0.5, -2, -0.001, 2.5)]
    templates = {name for name, options in sources.items() if "numbers" in options}
    assert {asked[0]["id"] for asked in found["asked"]} == templates and len(templates) >= 15
    for asked in itertools.chain.from_iterable(found["asked"]):
        options, values = sources[asked["id"]], asked["values"]
        assert all(values[name] in choices for name, choices in options["numbers"].items())
        for text, digits, written in asked["parts"]:
            assert written == fresh_numbers.shown(fresh_numbers.evaluate(text, values), None if digits is None else int(digits)), (
                asked["id"],
                text,
            )
        for right, hidden, value, formula, said in asked["answers"]:
            assert right == "false" or not hidden
            if not hidden:
                assert float(value) == pytest.approx(fresh_numbers.evaluate(formula, values)), asked["id"]
                assert said.endswith("is right." if right == "true" else "is wrong.")
        assert all(fresh_numbers.shown(value) in asked["prompt"] for value in values.values())
    for history in found["asked"]:
        assert all(one["answers"][0][2] != other["answers"][0][2] for one, other in itertools.pairwise(history)), (
            "the same answer twice in a row"
        )
