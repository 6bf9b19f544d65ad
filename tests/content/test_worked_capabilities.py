"""Recomputes the worked numbers of docs/transformer-capabilities/capabilities.md from their inputs."""

import ast
import re

import numpy as np
import pytest
from building import ROOT
from pages import WorkedPage

PAGE = "transformer-capabilities/capabilities.md"
_page = WorkedPage(PAGE)
says, question, answer = _page.says, _page.question, _page.answer
PIXELS, PATCH, COLORS = 224, 16, 3
HERTZ, SECONDS, HOP_MS, BANDS, STRIDE = 16_000, 30, 10, 80, 2
PHOTO = (4000, 3000)


def positions(pixels, patch):
    """Return the number of patches of a square picture, plus one class token."""
    return (pixels // patch) ** 2 + 1


def test_pixels_as_pieces():
    pixels = PIXELS * PIXELS
    says(f"{PIXELS} · {PIXELS} = {pixels:,} pixels", "the number of pixels")
    says(f"{pixels:,}² = {pixels**2:,} scores", "the scores between pixels")


def test_patches():
    side = PIXELS // PATCH
    numbers = PATCH * PATCH * COLORS
    n = positions(PIXELS, PATCH)
    says(f"| {PIXELS} / {PATCH} | {side} |", "the patches along a side")
    says(f"| {side} · {side} | {side**2} |", "the patches")
    says(f"| {PATCH} · {PATCH} · {COLORS} | {numbers} |", "the numbers in a patch")
    says(f"| {side**2} + 1 | {n} |", "the positions")
    says(f"| {n} · {n} | {n * n:,} |", "the scores")
    total = side**2 * numbers
    assert total == PIXELS * PIXELS * COLORS, "cutting should keep every number; check the inputs"
    says(f"{side**2} patches of {numbers} numbers make {total:,} numbers", "the check")
    says(f"patch {side + 1} lies right below patch 1", "the patch below the first")


def test_detr_cells():
    wide, high = 640 // 32, 480 // 32
    says(rf"{wide} \cdot {high} = {wide * high}", "the cells of the coarse map")
    wide, high = -(-800 * 640 // 480 // 32), -(-800 // 32)  # a partial cell counts
    says(rf"{wide} \cdot {high} = {wide * high}", "the cells of the enlarged picture")


def test_sound():
    per_second = 1000 // HOP_MS
    frames = per_second * SECONDS
    places = frames // STRIDE
    milliseconds = SECONDS * 1000 // places
    says(f"Thirty seconds make {HERTZ * SECONDS:,} numbers", "the samples")
    says(f"A frame every {HOP_MS} milliseconds makes {frames:,} frames in {SECONDS} seconds", "the frames")
    says(f"That leaves {places:,} vectors, one for every {milliseconds} milliseconds.", "the positions")
    says("3 + 2 = 5 frames, which cover 4 · 10 + 25 = 65 ms", "what one vector sees")
    assert 3 + (3 - 1) == 5 and (5 - 1) * HOP_MS + 25 == 65, f"{PAGE}: two convolutions of width 3 should see five frames"
    six = 6 * 1000 // milliseconds
    says(f"A six-second question is {six} positions of sound and {places - six:,} of silence", "the six seconds")
    says(
        f"Each window's {HERTZ * SECONDS:,} numbers become {frames:,} frames of {BANDS} numbers, {frames * BANDS:,} in all",
        "what the spectrogram keeps",
    )


def test_clip_products():
    picture = np.array([0.6, 0.8])
    for sentence, terms in (((0.8, 0.6), "0.6 \\cdot 0.8 + 0.8 \\cdot 0.6"), ((1, 0), "0.6 \\cdot 1 + 0.8 \\cdot 0")):
        assert np.isclose(np.linalg.norm(sentence), 1), f"{PAGE}: the vectors of the example should have length 1"
        says(f"{terms} = {picture @ np.array(sentence):.3g}", "a product of the example")


def test_compare_and_join_as_drawn():
    drawn = re.findall(
        r"<text[^>]*>([^<]*)</text>", (ROOT / "docs/assets/images/capabilities-compare-join.svg").read_text(encoding="utf-8")
    )
    vectors = {label: np.array(ast.literal_eval(label)) for label in drawn if label.startswith("(")}
    photo, *texts = vectors.values()
    products = [f"{photo @ text:.3g}" for text in texts]
    assert products == [label for label in drawn if re.fullmatch(r"[\d.]+", label)], f"the drawn vectors give {products}"
    for label, what in zip(vectors, ("becomes the vector", '"the red car" becomes', '"the cat sat" becomes')):
        says(f"{what} {label}", "a vector of the figure in words")
    for product in products:
        says(f"= {product}$", "a product of the figure")
    patches = (PIXELS // 14) ** 2
    assert {f"{patches} vectors", "12 vectors", f"one language model reads {patches + 12} positions"} <= set(drawn)


def test_llava_positions():
    side = PIXELS // 14
    says(rf"{side} \cdot {side} = {side * side}", "LLaVA's patch vectors")
    says(f"a question of 12 tokens the language model reads {side * side + 12} positions", "the joined sequence")
    says(f"LLaVA's language model gets {side * side} vectors", "the vectors in the misconception")
    later = 336 // 14
    says(rf"{later} \cdot {later} = {later * later}", "the vectors of LLaVA-1.5")


def test_photo():
    numbers, kept = PHOTO[0] * PHOTO[1] * COLORS, PIXELS * PIXELS * COLORS
    says(f"{PHOTO[0]:,} × {PHOTO[1]:,} pixels has {numbers:,} numbers", "the photo")
    says(f"it has {kept:,}, which is {kept / numbers:.1%}", "what is left of the photo")


def test_try_it():
    small, large = positions(PIXELS, PATCH), positions(PIXELS, PATCH // 2)
    says(
        f"{large} positions instead of {small}. There is a score for each pair of positions: {large**2:,} instead of {small**2:,}",
        "what you saw",
    )
    assert round(large**2 / small**2) == 16, f"{PAGE}: Try it says that there are about 16 times as many scores; correct it"
    says(f"| {(PIXELS // PATCH) ** 2} + 1 | {PATCH**2 * COLORS} |", "the row of ViT in Try it")
    says(f"| a patch of 8 × 8 pixels | ? + 1 | {8**2 * COLORS} |", "the row of the halved patches in Try it")
    frames = SECONDS * 1000 // HOP_MS
    says(f"| 20 ms of sound | {frames // STRIDE:,} | {STRIDE * BANDS} |", "the row of Whisper in Try it")


@pytest.mark.parametrize(
    "name, value",
    [
        ("capabilities-vit-384", str(positions(384, PATCH))),
        ("capabilities-half-patch", f"{(positions(PIXELS, 8) / positions(PIXELS, PATCH)) ** 2:.1f}"),
        ("capabilities-sky-rows", str(PIXELS // PATCH)),
        ("capabilities-whisper-short", str(SECONDS * 1000 // HOP_MS // STRIDE)),
    ],
)
def test_answers(name, value):
    answer(name, value)


def test_explanations():
    small, large = positions(PIXELS, PATCH), positions(PIXELS, 8)
    assert f"{large}² / {small}² = {large**2:,} / {small**2:,}" in question("capabilities-half-patch"), (
        f"{PAGE}: the explanation of capabilities-half-patch should have {large**2:,} / {small**2:,}"
    )
    assert f"{384 // PATCH} · {384 // PATCH} = {(384 // PATCH) ** 2} patches" in question("capabilities-vit-384"), (
        f"{PAGE}: the explanation of capabilities-vit-384 should count the patches"
    )
    bare, bare_small = (PIXELS // 8) ** 2, (PIXELS // PATCH) ** 2
    assert f"{bare}² / {bare_small}² = {bare**2 // bare_small**2}" in question("capabilities-half-patch"), (
        f"{PAGE}: without the class token the answer of capabilities-half-patch is {bare**2 / bare_small**2:g}"
    )
    sound = 12 * 1000 // HOP_MS // STRIDE
    assert f"{sound} of them hold your sound" in question("capabilities-whisper-short"), (
        f"{PAGE}: the explanation of capabilities-whisper-short should say {sound}"
    )
