"""The scheduler agrees with py-fsrs; states merge and travel as files without loss; a session takes the right cards.

The modules run in the browser, many generated cases in one call.
"""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler, State

pytestmark = pytest.mark.thorough
START = datetime(2026, 3, 2, tzinfo=UTC)
STEPS = (timedelta(minutes=10),)


@pytest.fixture
def evaluate(open_page, address):
    """evaluate(module, code, argument) runs code, a function of (module, argument), in a page of the site."""
    page = open_page("404.html")
    return lambda module, code, argument=None: page.evaluate(
        f"async ([url, argument]) => ({code})(await import(url), argument)", [f"{address}assets/practice/{module}.js", argument]
    )


def histories(count: int) -> list[list[tuple[datetime, int]]]:
    """Return random reviews (time, grade) of that many cards, minutes, days or years apart.

    The minute of the day never decreases, as the two libraries count days differently: py-fsrs by 24 hours, ts-fsrs by the calendar.
    """
    chance = random.Random(7)
    made = []
    for _ in range(count):
        day, minute, reviews = 0, chance.randrange(60), []
        for _ in range(chance.randint(1, 14)):
            reviews.append((START + timedelta(days=day, minutes=minute), chance.choices([1, 2, 3, 4], [3, 2, 6, 2])[0]))
            day += chance.choice([0, 0, 1, 2, chance.randint(3, 40), chance.randint(41, 900)])
            minute += chance.randint(1, 90)
        made.append(reviews)
    return made


def test_a_thousand_random_histories_agree_with_py_fsrs(evaluate):
    made = histories(1000)
    ours = evaluate(
        "schedule",
        """({ ready, replay, next }, histories) => ready().then(() => histories.map((history) => {
        const card = replay(history), after = next(card, history.at(-1)[0] + 864e5 * 9);
        return { ...card, due: card.due.getTime(), next: [1, 2, 3, 4].map((grade) => after[grade].card.due - (history.at(-1)[0] + 864e5 * 9)) };
    }))""",
        [[[int(time.timestamp() * 1000), grade] for time, grade in history] for history in made],
    )
    scheduler = Scheduler(learning_steps=STEPS, relearning_steps=STEPS, enable_fuzzing=False)
    compared = 0
    for history, our in zip(made, ours):
        card = Card()
        for time, grade in history[:-1]:
            card, _ = scheduler.review_card(card, Rating(grade), time)
        time, grade = history[-1]
        wanted = intervals(scheduler, card, time)[grade]
        card, _ = scheduler.review_card(card, Rating(grade), time)
        assert our["state"] == {State.Learning: 1, State.Review: 2, State.Relearning: 3}[card.state], history
        assert our["stability"] == pytest.approx(card.stability, rel=1e-5), history
        assert our["difficulty"] == pytest.approx(card.difficulty, rel=1e-5), history
        assert our["due"] == (time + wanted).timestamp() * 1000, history
        later = intervals(scheduler, card, time + timedelta(days=9))
        assert our["next"] == [later[grade].total_seconds() * 1000 for grade in (1, 2, 3, 4)], history
        compared += 1
    assert compared == 1000


def intervals(scheduler, card, time) -> dict[int, timedelta]:
    """Return py-fsrs's intervals by grade, adjusted to the order that ts-fsrs enforces for a card in review.

    There "hard" comes no later than "good", "good" a day after "hard" or later, "easy" a day after "good" or later.
    """
    after = {grade: scheduler.review_card(card, Rating(grade), time)[0] for grade in (1, 2, 3, 4)}
    found = {grade: made.due - time for grade, made in after.items()}
    if card.state == State.Review:
        day = timedelta(days=1)
        found[2] = min(found[2], found[3])
        found[3] = max(found[3], found[2] + day)
        found[4] = max(found[4], found[3] + day)
    return found


def states(count: int) -> list[list[dict[str, str]]]:
    """Return triples of random states that share some of their entries and contradict each other in some."""
    chance = random.Random(11)
    cards = ["question/attention-mask-late", "question/llm-new-chat", "term/kv-cache", "term/bert", "drill/softmax"]

    def entry():
        kind = chance.randrange(8)
        if kind == 0:
            return f"read/{chance.choice(['a/b/', 'nlp-and-llms/limitations/'])}", str(1764000000000 + chance.randrange(3))
        if kind == 1:
            return "diagnostic", f"{1764000000000 + chance.randrange(3)} what-is-nlp-f1={chance.randrange(2)}"
        return f"review/{chance.choice(cards)}/{chance.randrange(1764000000000, 1764000000009)}", str(chance.randint(0, 4))

    return [[dict(entry() for _ in range(chance.randrange(12))) for _ in range(3)] for _ in range(count)]


def test_states_merge_in_any_order_any_number_of_times_and_travel_as_files(evaluate):
    made = states(400)
    results = evaluate(
        "store",
        """({ merge, print, parse, isEntry, reviews }, triples) => triples.map((triple) => {
        const [a, b, c] = triple.map((state) => new Map(Object.entries(state))), text = (...states) => print(merge(...states));
        return {
            valid: [a, b, c].every((state) => [...state].every(([key, value]) => isEntry(key, value))),
            one: text(a, b, c), others: [text(c, b, a), text(b, a, c), text(merge(a, b), c), text(a, merge(c, b)), text(a, b, c, b, a)],
            same: [text(a), text(a, a), text(a, new Map())], file: [text(a), print(parse(print(a)))],
            kept: [...reviews(merge(a, b, c)).values()].flat().length,
        };
    })""",
        made,
    )
    for triple, result in zip(made, results):
        assert result["valid"]
        assert set(result["others"]) == {result["one"]} and len(set(result["same"])) == 1 and len(set(result["file"])) == 1
        merged = json.loads(result["one"])["entries"]
        everything = {key for state in triple for key in state}
        assert set(merged) == everything, "an entry is lost"
        assert result["kept"] == sum(key.startswith("review/") and value != "0" for key, value in merged.items())
        for key, value in merged.items():
            values = [state[key] for state in triple if key in state]
            assert value == (min if key.startswith("review/") else max)(values)


BROKEN = {
    "nothing": "",
    "no JSON": "hello",
    "another program's": '{"cards": []}',
    "a list": "[]",
    "null": "null",
    "a number": "7",
    "no entries": '{"format": "llm-notes practice", "version": 1}',
    "entries as a list": '{"format": "llm-notes practice", "version": 1, "entries": [1]}',
    "a later version": '{"format": "llm-notes practice", "version": 2, "entries": {}}',
    **{
        f"entry {number}": json.dumps({"format": "llm-notes practice", "version": 1, "entries": entry})
        for number, entry in enumerate(
            [
                {"review/question/a/1764": "5"},
                {"review/question/a/1764": 3},
                {"review/question/a/x": "3"},
                {"review/essay/a/1": "3"},
                {"review/question/<b>/1": "3"},
                {"review/question/a/9999999999999999": "3"},
                {"read/../../x/": "1"},
                {"read/a/": "soon"},
                {"due/question/a": "1 b/"},
                {"__proto__": "1"},
                {"diagnostic": "a=1"},
                {"": ""},
            ]
        )
    },
}


def test_an_invalid_file_is_refused_with_one_sentence(evaluate):
    whole = '{"format": "llm-notes practice", "version": 1, "entries": {"read/a/b/": "1764", "review/term/bert/1": "3"}}'
    cut = {f"cut at {place}": whole[:place] for place in range(0, len(whole), 7)}
    broken = {**BROKEN, **cut}
    told = evaluate(
        "store",
        """({ parse }, texts) => texts.map((text) => {
        try { return `accepted ${[...parse(text)]}`; } catch (error) { return error.message; }
    })""",
        list(broken.values()),
    )
    for name, sentence in zip(broken, told):
        assert sentence.startswith("This file ") and sentence.endswith(".") and len(sentence) < 200, f"{name}: {sentence}"


def test_an_answer_taken_back_leaves_the_card_as_it_was_also_while_the_clock_stands_still(evaluate):
    evaluate("schedule", "({ ready }) => ready()")
    found = evaluate(
        "record",
        """async ({ review }) => {
        const kept = () => [localStorage["llm-notes:/some/path/:due/term/bert"] ?? null, ...Object.keys(localStorage).filter((key) => key.startsWith("llm-notes:/some/path/:review/")).sort().map((key) => localStorage[key])];
        const grade = (number) => review("term/bert", "a/", number, 1764000000000), seen = [kept()];
        const noted = () => new Promise((done) => setTimeout(done));
        for (let number = 1; number <= 2; number++) {
            const good = grade(3);
            await noted();
            const before = kept(), again = grade(1);
            await noted();
            const after = kept();
            again();
            await noted();
            seen.push([before[0], kept()[0], after[0] === before[0]]);
            good();
            await noted();
        }
        return [...seen, kept()];
    }""",
    )
    assert found[0] == [None] and found[-1] == [None, "0", "0", "0", "0"]
    for before, restored, same in found[1:3]:
        assert before == restored and not same


def test_a_session_takes_what_is_due_then_what_is_new_then_what_comes_next(evaluate):
    evaluate("schedule", "({ ready }) => ready()")
    found = evaluate(
        "deck",
        """({ choose, standing, forecast }) => {
        const day = 864e5, now = Date.UTC(2026, 2, 2, 12), section = (address) => ({ address });
        const card = (name, address) => ({ name, section: section(address) });
        const cards = [..."abcdefgh"].map((letter) => card(`term/${letter}`, letter < "e" ? "read/" : "unread/"));
        const state = new Map([["review/term/a/" + (now - 9 * day), "3"], ["review/term/b/" + (now - 3 * day), "3"], ["review/term/h/" + (now - day), "3"],
                               ["review/term/gone/" + now, "3"], ["review/term/e/" + (now - 60e3), "2"]]);  // e comes back in a quarter of an hour: after the new ones
        const known = standing(cards, state, now), names = (most) => choose(cards, known, new Set(["read/"]), most, now, () => 0).map(({ name }) => name.slice(5)).sort().join("");
        const all = standing(cards, new Map(cards.map(({ name }, index) => [`review/${name}/${now - index}`, "4"])), now);
        return { two: names(2), four: names(4), all: names(20), ahead: choose(cards, all, new Set(), 3, now, () => 0).map(({ name }) => name).sort(), forecast: forecast(known, now) };
    }""",
    )
    assert found == {
        "two": "ab",
        "four": "abcd",
        "all": "abcdefg",
        "ahead": ["term/f", "term/g", "term/h"],
        "forecast": {"today": 3, "tomorrow": 1, "week": 0, "later": 0, "fresh": 4},
    }


def test_the_reading_path_holds_what_isnt_known_each_after_what_it_builds_on(evaluate):
    found = evaluate(
        "diagnostic",
        """({ readingPath, answers, written }) => {
        const section = (address, ...needs) => ({ address, needs, cards: [{ name: `question/${address}-one`, diagnostic: true }, { name: `question/${address}-two` }] });
        const sections = [section("a", "c"), section("b"), section("c", "b"), section("d", "a")];
        const results = (right) => sections.map(({ cards: [card] }, index) => ({ card, right: right[index] }));
        const of = (...right) => { const { path, known } = readingPath(sections, answers(written(results(right), 1764))); return [path, known].map((list) => list.map(({ address }) => address).join("")); };
        return { none: of(0, 0, 0, 0), all: of(1, 1, 1, 1), some: of(0, 1, 0, 1), unasked: readingPath(sections, new Map()).path.length, nothing: answers(undefined) };
    }""",
    )
    assert found == {"none": ["bcad", ""], "all": ["", "abcd"], "some": ["ca", "bd"], "unasked": 4, "nothing": None}


def test_all_listeners_hear_of_a_change(evaluate):
    heard = evaluate(
        "store",
        """({ Store }) => {
        const store = new Store(), heard = [];
        for (const name of ["marks", "desk"]) store.addEventListener("change", () => heard.push(name));
        store.add([["read/practice/", "1"]]);
        return heard;
    }""",
    )
    assert heard == ["marks", "desk"]
