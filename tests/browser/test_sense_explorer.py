"""sense-explorer finds the senses and multiplies them as Python does from the same counts."""

import json
import math
import re

from building import ROOT
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/challenges/", "sense-explorer"
DATA = json.loads((ROOT / "docs/assets/explorers/data/senses.json").read_text(encoding="utf-8"))
PARTS = {"n": "noun", "v": "verb", "a": "adjective", "r": "adverb"}


def senses(word: str, part: str) -> int:
    return int(re.search(rf"{part}(\d+)", DATA["words"][word])[1])


def trees(phrases: int) -> int:
    return math.comb(2 * phrases + 2, phrases + 1) // (phrases + 2)


def readings(form: str) -> set[str]:
    """'verb see: 24' for each word and part of speech that a form can be, by morphy's rules written once more."""
    bases = [(form, part) for part in PARTS] + [tuple(base.split(".")[::-1]) for base in DATA["irregular"].get(form, "").split()]
    for part, endings in DATA["endings"].items():
        bases += [
            (form.removesuffix(ending) + instead, part)
            for ending, instead in endings
            if form.endswith(ending) and len(form) > len(ending) + 1
        ]
    return {
        f"{PARTS[part]} {word}: {senses(word, part)}"
        for word, part in bases
        if word in DATA["words"] and re.search(rf"{part}\d", DATA["words"][word])
    }


def result(product: int, phrases: int) -> str:
    count = trees(phrases)
    return f"{product:,} combinations of senses, times {count:,} {'trees' if phrases else 'tree'}: {product * count:,} readings."


SENTENCES = {
    "We saw the car.": ("v.see n.car", 0),
    "We saw the car with the telescope.": ("v.see n.car n.telescope", 1),
    "We saw the car in the park with the telescope.": ("v.see n.car n.park n.telescope", 2),
    "We saw the red car with the telescope.": ("v.see a.red n.car n.telescope", 1),
    "We saw the car in the park on the hill with the telescope.": ("v.see n.car n.park n.hill n.telescope", 3),
}


def test_the_sentences_of_the_page(open_explorer):
    view = open_explorer(PAGE, NAME)
    for sentence, (words, phrases) in SENTENCES.items():
        view.get_by_label("A sentence from the page").select_option(sentence)
        product = math.prod(senses(word[2:], word[0]) for word in words.split())
        expect(view.get_by_text(result(product, phrases))).to_be_visible()
        expect(view.get_by_role("status")).to_have_text(f"{product * trees(phrases):,} readings.")
        bars = view.locator(".explorer__bars tbody tr")
        expect(bars).to_have_count(len(words.split()) + 1)
        expect(bars.last).to_contain_text(f"{product * trees(phrases):,}")
    assert f"= {product * trees(phrases):,}" in view.page.locator(".explorer__see").last.text_content()


def test_forms_lead_to_their_words_and_can_be_taken_otherwise(open_explorer):
    view = open_explorer(PAGE, NAME)
    saw = view.get_by_label("saw, taken as")
    expect(saw).to_be_visible()  # the counts have arrived
    assert set(saw.locator("option").all_inner_texts()) == readings("saw") == {"verb see: 24", "noun saw: 3", "verb saw: 1"}
    saw.focus()
    saw.select_option("n.saw")
    product = 3 * senses("car", "n") * senses("park", "n") * senses("telescope", "n")
    expect(view.get_by_text(result(product, 2))).to_be_visible()
    expect(view.get_by_label("saw, taken as")).to_be_focused()
    view.page.go_back()
    expect(view.get_by_label("saw, taken as")).to_have_value("v.see")


def test_a_sentence_of_ones_own(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_label("Or write your own").fill("The children doesn't xyzzy running dogs")
    expect(view.get_by_role("status")).to_contain_text("Not among the words counted here: xyzzy. Each is left out, as if it had 1 sense.")
    rows = view.locator("table").first.locator("tbody tr")
    for place, form in enumerate(["children", "does", None, "running", "dogs"]):
        if form:
            found = readings(form)
            options = rows.nth(place).locator("option")
            shown = set(options.all_inner_texts()) if options.count() else {": ".join(rows.nth(place).locator("td").all_inner_texts())}
            assert shown == found, form
    view.get_by_label("Phrases that can attach").fill("4")
    expect(view.get_by_text(f"times {trees(4)} trees")).to_be_visible()


def test_definitions_by_keyboard(open_explorer):
    view = open_explorer(PAGE, NAME)
    chooser = view.get_by_label("Show the senses of")
    chooser.focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.locator("ol li")).to_have_count(24)
    expect(view.locator("ol li").first).to_have_text(DATA["glosses"]["v.see"][0])
    expect(chooser).to_be_focused()


ODD = {
    "": "1 reading. Write a sentence, or choose one.",
    "<b>see</b> שלום": "Not among the words counted here",
    "🙂 …": "Write a sentence, or choose one.",
    "constructor toString __proto__": "Not among the words counted here",
    "dog " * 300: "Only the first 24 words are used; the 26 after them",
}


def test_odd_input_gets_a_polite_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    for text, message in ODD.items():
        view.get_by_label("Or write your own").fill(text)
        expect(view.get_by_role("status")).to_contain_text(message)
        assert "NaN" not in view.inner_text() and "undefined" not in view.inner_text() and view.locator("b").count() == 0


def test_counts_that_cannot_be_loaded_are_asked_for_again(open_page):
    page = open_page(PAGE)
    page.route("**/senses.json", lambda route: route.fulfill(status=200, body="{"))
    page.locator(f"{NAME} .explorer__open").click()
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).to_contain_text("couldn’t be loaded")
    page.unroute("**/senses.json")
    view.get_by_role("button", name="Load WordNet’s counts again").click()
    expect(view.get_by_text("3,600 readings")).to_have_count(2)


def test_it_fits_a_small_phone(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    expect(view.get_by_text("3,600 readings").first).to_be_visible()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator("button, input, select, textarea").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"
