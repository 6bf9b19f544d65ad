"""The map of words: neighbors, sums, occupations, the picture and the notes, compared with the table read in Python."""

import json

import numpy as np
import pytest
from building import ROOT
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
    expect(view.get_by_text("Take king, subtract man, add woman")).to_be_visible()
    expect(view.get_by_role("table")).to_have_count(0)  # the answer waits for the guess
    view.get_by_role("button", name="queen").click()
    total = of["king"] - of["man"] + of["woman"]
    every, without = near(total), near(total, ("king", "man", "woman"))
    rows = [
        view.get_by_role("table", name=name).get_by_role("row").nth(1) for name in ("All words may answer", "Your three words left out")
    ]
    expect(rows[0]).to_contain_text(every)
    expect(rows[1]).to_contain_text(without)
    expect(view.get_by_role("status")).to_contain_text("You said queen." if every != "queen" else "Right.")
    view.get_by_label("Subtract").fill("Wo man")
    expect(view.get_by_role("status")).to_contain_text("Not on the map: “wo man”.")


def test_two_words_beside_each_other(open_explorer, table):
    of, near = table
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Neighbors").click()
    expect(view.get_by_role("table", name="Nearest to mouse").get_by_role("row").nth(1)).to_contain_text(near(of["mouse"], ("mouse",)))
    view.get_by_label("Beside it").fill("cold")
    view.get_by_label("A word").fill("hot")
    expect(view.get_by_role("status")).to_have_text(f"hot and cold: cosine {of['hot'] @ of['cold']:.2f}.")


def test_occupations_by_one_pair_and_by_four(open_explorer, table):
    of, _ = table
    lists = json.loads((DATA / "words-map.json").read_text())
    axes = [sum(of[she] - of[he] for he, she in lists["pairs"][:count]) for count in (1, 4)]
    sides = [[np.sign(of[word] @ axis) for word in lists["occupations"]] for axis in axes]
    apart = sum(one != four for one, four in zip(*sides))
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="He or she").click()
    expect(view.get_by_role("status")).to_contain_text(f"disagree on the side of {apart} occupation")
    assert view.locator("circle.ln-fill-query").count() - 1 == len(lists["occupations"])  # and one in the legend


def test_the_picture_says_what_it_keeps(open_explorer):
    kept = json.loads((DATA / "words-map.json").read_text())["kept"]
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="A picture").click()
    for name, way in (("PCA", "pca"), ("t-SNE", "tsne")):
        view.get_by_role("button", name=name, exact=True).click()
        expect(view.get_by_role("status")).to_contain_text(f"{kept[way]:.0%} are still among the nearest here ({name})")


def test_a_question_lands_among_the_passages(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="The notes").click()
    view.get_by_label("A question to the notes").fill("jokes and irony")
    view.get_by_role("button", name="Load the search’s table and passages").click()
    listed = view.get_by_role("table", name="The nearest passages")
    expect(listed.get_by_role("link").first).to_have_text("Challenges in Language Processing, by its tag “irony”")
    expect(view.locator("circle.ln-fill-query").nth(4)).to_be_visible()
    view.get_by_label("A question to the notes").fill("???")
    expect(view.get_by_role("status")).to_have_text("No word of this is in the table.")
