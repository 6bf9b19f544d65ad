"""The map of words: neighbors, sums, occupations, the picture and the notes, compared with the table read in Python."""

import json
import re

import numpy as np
import pytest
from building import ROOT
from explorers import box_of
from playwright.sync_api import expect

from llm_notes.publish.tensors import read_tensors

PAGE, NAME = "nlp-and-llms/challenges/", "words-map"
DATA = ROOT / "docs/assets/explorers/data"


@pytest.fixture(scope="module")
def table():
    """(words, unit vectors, near), where near(vector, without) gives the nearest word."""
    tensors = read_tensors((DATA / "words-map.safetensors").read_bytes())
    words = tensors["words"].decode().split("\n")
    rows = np.frombuffer(tensors["vectors"], np.int8).reshape(len(words), -1).astype(float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    of = dict(zip(words, rows))

    def near(vector, without=()):
        return next(words[row] for row in np.argsort(-(rows @ vector)) if words[row] not in without)

    return of, near


def test_a_sum_with_its_inputs_and_without_them(open_explorer, table):
    of, near = table
    view = open_explorer(PAGE, NAME)
    question = view.page.locator("figure.explorer", has=view).locator(".explorer__predict")
    expect(question).to_be_visible()
    expect(view.get_by_role("table")).to_have_count(0)  # the answer waits for the guess
    view.get_by_role("button", name="queen").click()
    total = of["king"] - of["man"] + of["woman"]
    every, without = near(total), near(total, ("king", "man", "woman"))
    rows = [view.get_by_role("table", name=name).get_by_role("row").nth(1) for name in ("Any word allowed", "Your three words left out")]
    expect(rows[0]).to_contain_text(every)
    expect(rows[1]).to_contain_text(without)
    expect(view.get_by_role("status")).to_contain_text("You said queen." if every != "queen" else "Right.")
    for example in view.get_by_role("group", name="Examples").get_by_role("button").all()[::-1]:  # back to the first one
        expect(question).to_be_hidden()
        example.click()
        expect(example).to_have_attribute("aria-pressed", "true")
        a, b, c = re.findall(r"\w+", example.inner_text())
        # The sentence above the buttons comes a moment later and may shift them during a click.
        expect(view.get_by_role("status")).to_contain_text(f"Nearest is {near(of[a] - of[b] + of[c])}, ")
    expect(view.get_by_role("status")).to_contain_text("You said queen." if every != "queen" else "Right.")  # kept in the meantime
    view.get_by_label("Subtract").fill("Wo man")
    expect(view.get_by_role("status")).to_contain_text("Not on the map: “wo man”.")


def spot(view, mark):
    """Return where the center of a mark of the drawn sum is, x to the right and y up."""
    circle = view.locator(f".explorer__sum circle{mark}")
    circle.wait_for(timeout=10_000)
    return np.array([float(circle.get_attribute("cx")), -float(circle.get_attribute("cy"))])


def in_plane(of, words, vector):
    """Return where the foot of a vector is in the plane through the words' vectors, the second word at 0 and the third to the right."""
    a, b, c = (of[word] for word in words)
    right, up = np.linalg.qr(np.stack([c - b, a - b], axis=1))[0].T
    right, up = right * np.sign(right @ (c - b)), up * np.sign(up @ (a - b))
    return np.array([right @ (vector - b), up @ (vector - b)])


@pytest.mark.parametrize("words", [("king", "man", "woman"), ("paris", "france", "italy")])
def test_the_sum_is_drawn_where_it_lies(open_explorer, table, words):
    of, near = table
    a, b, c = words
    view = open_explorer(PAGE, NAME)
    if a != "king":
        view.get_by_role("button", name="Skip the guess").click()
        view.get_by_role("button", name=f"{a} − {b} + {c}").click()
        view.locator(f'.explorer__sum circle[data-word="{a}"]').wait_for()
    ring = spot(view, "[data-ring]")  # for the first sum there on opening, before the guess
    start, length = spot(view, f'[data-word="{b}"]'), np.linalg.norm(of[c] - of[b])
    scale = (spot(view, f'[data-word="{c}"]') - start)[0] / length
    total = of[a] - of[b] + of[c]
    assert np.abs((ring - start) / scale - in_plane(of, words, total)).max() < 0.01 * length
    if a == "king":
        expect(view.locator(".explorer__sum circle")).to_have_count(4)  # the words around it wait for the guess
        view.get_by_role("button", name="queen").click()
    first = near(total, words)
    start, ring = spot(view, f'[data-word="{b}"]'), spot(view, "[data-ring]")
    scale = (spot(view, f'[data-word="{c}"]') - start)[0] / length
    drawn = [one.get_attribute("data-word") for one in view.locator(".explorer__sum circle[data-word]").all()]
    assert first in drawn and len(drawn) > 5
    for word in drawn:
        far = np.linalg.norm(of[word] - total)
        assert np.linalg.norm(spot(view, f'[data-word="{word}"]') - ring) / scale == pytest.approx(far, rel=0.01), (
            f"{word}: not drawn at its distance"
        )
    way, foot = spot(view, f'[data-word="{first}"]') - ring, in_plane(of, words, of[first]) - in_plane(of, words, total)
    assert way @ foot == pytest.approx(np.linalg.norm(way) * np.linalg.norm(foot), rel=1e-3), "it isn't drawn in the direction of its foot"
    nearest = min(np.linalg.norm(vector - total) for vector in of.values())
    assert float(view.locator("[data-empty]").get_attribute("data-empty")) / scale == pytest.approx(nearest, rel=0.01)
    expect(view.locator(".explorer__sum text", has_text=first)).to_be_visible()


@pytest.mark.parametrize("wide", [1280, 390])
@pytest.mark.parametrize("guess", ["queen", "woman"])
def test_the_guessed_word_is_marked_and_tied_to_the_ring(open_explorer, guess, wide):
    view = open_explorer(PAGE, NAME, viewport={"width": wide, "height": 844}, reduced_motion="reduce")
    view.get_by_role("button", name=guess, exact=True).click()
    outline = view.locator(".explorer__sum circle.ln-line-focus")
    marked, word = (
        one.evaluate("one => [one.cx.baseVal.value, one.cy.baseVal.value]") for one in (outline, view.locator(f'[data-word="{guess}"]'))
    )
    assert marked == pytest.approx(word)
    expect(view.locator(".explorer__sum text", has_text=re.compile(rf"^{guess}.*you"))).to_be_visible()
    expect(view.locator(".explorer__sum path.ln-line-focus[stroke-dasharray]")).to_have_count(1)
    spots = [
        spot(view, f'[data-word="{one.get_attribute("data-word")}"]') for one in view.locator(".explorer__sum circle[data-word]").all()
    ]
    apart = [np.linalg.norm(one - other) for at, one in enumerate(spots) for other in spots[:at]]
    assert min(apart) > 11, "two dots can't be told apart"
    view.get_by_role("button", name="paris − france + italy").click()
    expect(outline).to_have_count(0)


def test_the_sums_that_come_out_right_are_counted_in_squares(open_explorer):
    counted = json.loads((ROOT / "lab/results/words-map.json").read_text("utf-8"))["analogies"]
    every, without, count = (counted[key] for key in ("with_inputs", "without_inputs", "count"))
    view = open_explorer(PAGE, NAME)
    expect(view.locator("[data-sum]")).to_have_count(0)
    view.get_by_role("button", name="queen").click()
    for kind, many in (("full", every), ("half", without - every), ("none", count - without)):
        expect(view.locator(f"[data-sum={kind}]")).to_have_count(many)
    expect(
        view.locator(".explorer__note", has_text=f"{count} sums like these: {every} come out right, {without - every} more")
    ).to_be_visible()


def test_on_a_phone_picture_and_answer_follow_the_fields(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844})
    view.get_by_role("button", name="queen").click()
    expect(view.get_by_role("status")).to_contain_text("You said queen.")
    field, drawn, said = (box_of(view.locator(one)) for one in (".explorer__three", ".explorer__sum", ".explorer__status"))
    assert field["y"] + field["height"] <= drawn["y"] < drawn["y"] + drawn["height"] <= said["y"]
    assert said["y"] + said["height"] - field["y"] < 500


def test_two_words_beside_each_other(open_explorer, table):
    of, near = table
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Neighbors").click()
    expect(view.get_by_role("table", name="Nearest to mouse").get_by_role("row").nth(1)).to_contain_text(near(of["mouse"], ("mouse",)))
    view.get_by_label("Beside it").fill("cold")
    view.get_by_label("A word").fill("hot")
    expect(view.get_by_role("status")).to_have_text(f"hot and cold: cosine {of['hot'] @ of['cold']:.2f}.")


def test_ranked_words_are_where_their_cosines_are_and_inputs_are_marked(open_explorer, table):
    of, _ = table
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    total = of["king"] - of["man"] + of["woman"]
    for name, without in (("Any word allowed", ()), ("Your three words left out", ("king", "man", "woman"))):
        rows = view.get_by_role("table", name=name).locator("tbody tr")
        cosines = sorted(((of[word] @ total / np.linalg.norm(total), word) for word in of if word not in without), reverse=True)[:5]
        expect(rows).to_have_count(len(cosines))
        for at, (cosine, word) in enumerate(cosines):
            expect(rows.nth(at)).to_contain_text(word)
            alike = [f"{other:.2f}" for other, _ in cosines].count(f"{cosine:.2f}") > 1
            expect(rows.nth(at)).to_contain_text(re.compile(rf"{cosine:.{3 if alike else 2}f}$"))
            assert float(rows.nth(at).evaluate("row => row.style.getPropertyValue('--share')")) == pytest.approx(cosine, abs=1e-3)
            assert ("went in" in rows.nth(at).text_content()) == (word in ("king", "man", "woman"))


def test_the_famous_sum_about_doctors_comes_with_its_warning(open_explorer, table):
    of, near = table
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    expect(view.get_by_text("Careful:")).to_be_hidden()
    view.get_by_role("button", name="doctor − he + she").click()
    total = of["doctor"] - of["he"] + of["she"]
    first = near(total)
    second = near(total, (first,))
    lead = (of[first] - of[second]) @ total / np.linalg.norm(total)
    assert lead < 0.05, "the lead that the text calls small no longer is"
    other = near(of["doctor"] - of["man"] + of["woman"])
    assert other != first
    expect(view.get_by_text("Careful:")).to_contain_text(
        f"{first} leads {second} by only {lead:.2f}, and with man and woman instead of he and she it’s {other}"
    )


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_fields_picture_and_answer_are_in_one_window(open_explorer, size):
    wide, high = size
    phone = {"has_touch": True, "is_mobile": True} if wide < 400 else {}
    view = open_explorer(PAGE, NAME, viewport={"width": wide, "height": high}, reduced_motion="reduce", **phone)
    view.get_by_role("button", name="queen").click()
    expect(view.get_by_role("status")).to_contain_text("Nearest is")
    ends = [view.get_by_label("Start with"), view.locator(".explorer__sum"), view.get_by_role("status"), view.get_by_role("table").first]
    boxes = [box_of(one) for one in ends]
    header = box_of(view.page.locator(".md-header"))["height"]
    assert max(box["y"] + box["height"] for box in boxes) - min(box["y"] for box in boxes) < high - header


def test_occupations_by_one_pair_and_by_four(open_explorer, table):
    of, _ = table
    lists = json.loads((DATA / "words-map.json").read_text())
    axes = [sum(of[she] - of[he] for he, she in lists["pairs"][:count]) for count in (1, 4)]
    sides = [[np.sign(of[word] @ axis) for word in lists["occupations"]] for axis in axes]
    apart = sum(one != four for one, four in zip(*sides))
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="He or she").click()
    expect(view.get_by_role("status")).to_contain_text(f"disagree on the side of {apart} occupation")
    assert view.locator("circle.ln-fill-query").count() - 1 == len(lists["occupations"])  # plus one in the legend


def test_the_picture_says_what_it_keeps(open_explorer):
    kept = json.loads((DATA / "words-map.json").read_text())["kept"]
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="A picture").click()
    for name, way in (("PCA", "pca"), ("t-SNE", "tsne")):
        view.get_by_role("button", name=name, exact=True).click()
        expect(view.get_by_role("status")).to_contain_text(f"{kept[way]:.0%} are still among the nearest here ({name})")


def test_a_dot_names_itself_and_can_be_chosen(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="A picture").click()
    drawn = view.get_by_role("group", name="words in two dimensions")
    dots, strong = drawn.get_by_role("button"), drawn.locator("text.ln-text-strong")
    expect(dots).to_have_count(len(json.loads((DATA / "words-map.json").read_text())["picture"]))
    named = [one.text_content() for one in drawn.locator("text").all()]
    boxes = [box_of(one) for one in drawn.locator("text").all()]
    for at, one in enumerate(boxes):
        for word, other in zip(named[:at], boxes[:at]):
            apart = abs(one["x"] + one["width"] / 2 - other["x"] - other["width"] / 2) - (one["width"] + other["width"]) / 2
            assert apart > -3 or abs(one["y"] - other["y"]) > 10, f"{named[at]} covers {word}"
    hidden = drawn.locator("[data-word]").evaluate_all(
        "(marks, named) => marks.map(one => one.dataset.word).find(one => !named.includes(one))", named
    )
    drawn.get_by_role("button", name=hidden, exact=True).focus()
    expect(strong.filter(has_text=hidden)).to_be_visible()
    view.page.keyboard.press("Enter")
    expect(view.get_by_role("status")).to_contain_text(f"Of the words here, those nearest to {hidden}")
    view.page.keyboard.press("ArrowRight")
    assert drawn.locator(":focus").get_attribute("data-word") != hidden
    lion = box_of(drawn.get_by_role("button", name="lion", exact=True))
    middle = lion["x"] + lion["width"] / 2, lion["y"] + lion["height"] / 2
    view.page.mouse.move(*middle)
    expect(drawn.locator("g:last-child > circle")).to_have_count(1)
    view.page.mouse.click(*middle)
    expect(view.get_by_role("status")).to_contain_text("nearest to lion by all")
    expect(view.get_by_label("Shown in color")).to_have_value("animals")


def test_a_question_lands_among_the_passages(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="The notes").click()
    view.get_by_label("A question for the notes").fill("jokes and irony")
    view.get_by_role("button", name="Load the search’s table and passages").click()
    listed = view.get_by_role("table", name="The nearest passages")
    expect(listed.get_by_role("link").first).to_have_text("Challenges in Language Processing, by its tag “irony”")
    expect(view.locator("circle.ln-fill-query").nth(4)).to_be_visible()
    view.get_by_label("A question for the notes").fill("???")
    expect(view.get_by_role("status")).to_have_text("None of these words is in the table.")
