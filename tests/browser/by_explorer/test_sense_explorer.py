"""sense-explorer finds the senses and multiplies them as Python does from the same counts."""

import itertools
import json
import math
import re

from building import ROOT
from explorers import box_of
from playwright.sync_api import expect

PAGE, NAME = "nlp-and-llms/challenges/", "sense-explorer"
DATA = json.loads((ROOT / "docs/assets/explorers/data/senses.json").read_text(encoding="utf-8"))
PARTS = {"n": "noun", "v": "verb", "a": "adjective", "r": "adverb"}


def senses(word: str, part: str) -> int:
    return int(re.search(rf"{part}(\d+)", DATA["words"][word])[1])


def trees(phrases: int) -> int:
    return math.comb(2 * phrases + 2, phrases + 1) // (phrases + 2)


def readings(form: str) -> set[str]:
    """Return 'verb see: 24' for each word and part of speech that a form can be, by an independent version of morphy's rules."""
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


def open_numbers(open_explorer, **more):
    """Open the explorer, skip the guess, and unfold the numbers of the sentence with two phrases."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_role("button", name="Without the hill").click()
    view.get_by_text("The numbers", exact=True).click()
    return view


def fronts(view) -> tuple[list[float], list[float]]:
    """Return where each word's branches begin and end in the picture: two lists, left to right."""
    boxes = view.locator("[data-level]").evaluate_all("all => all.map(one => one.getBBox()).map(({ x, width }) => [x, x + width])")
    return [left for left, _ in boxes], [right for _, right in boxes]


SENTENCES = {
    "We saw the car.": ("v.see n.car", 0),
    "We saw the car with the telescope.": ("v.see n.car n.telescope", 1),
    "We saw the car in the park with the telescope.": ("v.see n.car n.park n.telescope", 2),
    "We saw the red car with the telescope.": ("v.see a.red n.car n.telescope", 1),
    "We saw the car in the park on the hill with the telescope.": ("v.see n.car n.park n.hill n.telescope", 3),
}
ASKED = list(SENTENCES)[-1]


def test_the_sentences_of_the_page(open_explorer):
    view = open_numbers(open_explorer)
    for sentence, (words, phrases) in SENTENCES.items():
        view.get_by_label("Your own sentence").fill(sentence)
        counts = [senses(word[2:], word[0]) for word in words.split()]
        product = math.prod(counts)
        expect(view.get_by_text(result(product, phrases))).to_be_visible()
        expect(view.get_by_role("status")).to_have_text(f"{product * trees(phrases):,} readings.")
        shown = view.locator(".explorer__token").all_inner_texts()
        assert [int(chip.split("×")[1]) for chip in shown] == [*counts, trees(phrases)]
    assert f"= {product * trees(phrases):,}" in view.page.locator("figure.explorer:has(sense-explorer) .explorer__see").text_content()


def test_branches_end_at_their_number_on_a_scale_that_stays(open_explorer):
    view = open_numbers(open_explorer)
    scales = []
    for sentence in (ASKED, "We saw the car with the telescope."):
        words, phrases = SENTENCES[sentence]
        view.get_by_label("Your own sentence").fill(sentence)
        expect(view.get_by_role("status")).to_contain_text("readings.")
        steps = [math.log10(times) for word in words.split() if (times := senses(word[2:], word[0])) > 1]
        steps += [math.log10(trees(phrases))]
        left, right = fronts(view)
        assert len(right) == len(steps), "a word with one sense should have no branches"
        for start, end, before in zip(left[1:], right, left, strict=False):
            assert before < end and abs(start - end) < 1, "the branches of a word should begin where the previous word's end"
        unit = (right[0] - left[0]) / steps[0]
        for end, power in zip(right, itertools.accumulate(steps), strict=True):
            assert abs(end - left[0] - unit * power) < 1, f"10 to the {power:.2f} isn't in its place"
        scales.append(unit)
    assert math.isclose(*scales, rel_tol=0.01), scales


def test_the_guess_is_made_first_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess = view.get_by_label("Your guess")
    expect(guess).to_be_visible()
    words, phrases = SENTENCES[ASKED]
    answer = math.prod(senses(word[2:], word[0]) for word in words.split()) * trees(phrases)
    assert f"{answer:,}" not in view.inner_text() and view.get_by_label("Your own sentence").is_hidden()
    picture = view.locator("svg").first
    picture.scroll_into_view_if_needed()
    box, before = box_of(picture), int(guess.input_value())
    view.page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] / 2)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] * 0.51, box["y"] + box["height"] / 2)
    view.page.mouse.up()
    assert int(guess.input_value()) > before  # dragged in the picture
    guess.fill("80")
    view.get_by_role("button", name="Check").click()
    expect(view.get_by_role("status")).to_have_text(f"{answer:,} readings.")
    expect(view.locator(".explorer__result")).to_contain_text(re.compile(rf"\b{answer / 10_000:.0f}\b"))
    expect(view.locator("svg text", has_text="your guess: 10,000")).to_be_visible()
    expect(view.get_by_role("button", name="On the hill")).to_have_attribute("aria-pressed", "true")
    view.page.reload()
    expect(view.locator("svg text", has_text="your guess: 10,000")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_each_guided_step_is_what_its_sentence_says(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    expect(view.locator("svg text", has_text="your guess")).to_have_count(0)
    steps = view.get_by_role("group", name="What to look at").get_by_role("button")
    counts = {}
    for step in steps.all():
        step.click()
        expect(step).to_have_attribute("aria-pressed", "true")
        expect(view.get_by_role("status")).to_contain_text("readings.")
        counts[step.inner_text()] = [int(chip.split("×")[1]) for chip in view.locator(".explorer__token").all_inner_texts()]
    short, rare = counts["Short words"], counts["Rare words"]
    assert short[-1] == 1 and min(short[:-1]) > max(counts["On the hill"][1:-1])
    assert rare[0] == senses("see", "v") and rare[1:-1] == [1, 1] and rare[-1] == 2
    assert counts["Without the hill"][-1] == trees(2) and counts["On the hill"][-1] == trees(3)


def test_forms_lead_to_their_words_and_can_be_taken_otherwise(open_explorer):
    view = open_numbers(open_explorer)
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
    view = open_numbers(open_explorer)
    view.get_by_label("Your own sentence").fill("The children doesn't xyzzy running dogs")
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
    view = open_numbers(open_explorer)
    chooser = view.get_by_label("Show the senses of")
    chooser.focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.locator("ol li")).to_have_count(24)
    expect(view.locator("ol li").first).to_have_text(DATA["glosses"]["v.see"][0])
    expect(chooser).to_be_focused()


ODD = {
    "": "1 reading. Write a sentence.",
    "<b>see</b> שלום": "Not among the words counted here",
    "🙂 …": "Write a sentence.",
    "constructor toString __proto__": "Not among the words counted here",
    "dog " * 300: "Only the first 24 words are used; the 26 after them",
}


def test_odd_input_gets_a_polite_answer(open_explorer):
    view = open_numbers(open_explorer)
    for text, message in ODD.items():
        view.get_by_label("Your own sentence").fill(text)
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
    expect(view.get_by_text("3,600 readings").first).to_be_visible()


def test_it_fits_a_small_phone(open_explorer):
    view = open_numbers(open_explorer, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    expect(view.get_by_text("3,600 readings").first).to_be_visible()
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in view.locator("button:visible, input:visible, select:visible, textarea:visible").all():
        box = box_of(target)
        assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"
