"""patch-explorer cuts pictures the way NumPy does, and turns sounds into the spectrogram that NumPy computes."""

import csv
import io
import re
import struct
import wave
import zlib

import numpy as np
import pytest
from explorers import box_of, drag
from playwright.sync_api import expect

PAGE, NAME = "transformer-capabilities/capabilities/", "patch-explorer"
RATE, WINDOW, HOP, SIZE, BANDS = 16_000, 400, 160, 512, 80
PERMISSIONS = ["clipboard-read", "clipboard-write"]


def data(view) -> list[list[str]]:
    """Return what 'Copy as CSV' gives, without the header."""
    view.get_by_role("button", name="Copy as CSV").click()
    expect(view.get_by_role("status")).to_have_text("Data copied.")
    return list(csv.reader(io.StringIO(view.page.evaluate("navigator.clipboard.readText()"))))[1:]


def png(pixels: np.ndarray) -> bytes:
    """Return an image (height, width, 3) of integers below 256 as a PNG file."""
    high, wide, _ = pixels.shape
    chunk = lambda name, body: struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels.astype(np.uint8))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def mel_filters() -> np.ndarray:
    """Return Slaney's triangles of area 1, (BANDS, SIZE // 2 + 1), implemented from their definition."""
    to_mel = lambda f: np.where(f < 1000, 3 * f / 200, 15 + 27 * np.log(np.maximum(f, 1) / 1000) / np.log(6.4))
    to_hertz = lambda m: np.where(m < 15, 200 * m / 3, 1000 * np.exp((m - 15) * np.log(6.4) / 27))
    edges = to_hertz(np.linspace(0, to_mel(np.array(RATE / 2.0)), BANDS + 2))
    f = np.fft.rfftfreq(SIZE, 1 / RATE)
    up = (f - edges[:-2, None]) / np.diff(edges)[:-1, None]
    down = (edges[2:, None] - f) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(up, down)) * 2 / (edges[2:] - edges[:-2])[:, None]


def spectrogram(samples: np.ndarray) -> np.ndarray:
    """Return log10 of the strength in each band, (frames, BANDS)."""
    padded = np.pad(samples.astype(float), WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP]
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW + 1)[:-1], SIZE)) ** 2
    return np.log10(np.maximum(1e-10, power @ mel_filters().T))


def sound(view) -> None:
    """Turn from the picture to the sound."""
    view.get_by_role("group", name="What is cut").get_by_role("button", name="A sound").click()


def open_answered(open_explorer, **more):
    """Open the explorer, skip the guess, and go back to the page's patches; the numbers are unfolded."""
    view = open_explorer(PAGE, NAME, **more)
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_role("combobox", name="Patches of").select_option("16")
    view.get_by_text("The numbers", exact=True).click()
    return view


def test_the_guess_is_made_by_dragging_and_shown_beside_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    guess, old, new = view.get_by_label("Your guess"), 197, 785
    assert f"{new:,}" not in view.inner_text() and view.get_by_role("combobox", name="Patches of").is_hidden()
    handle, picture = view.locator("[data-hold=guess]"), view.locator("svg").first
    side = (box_of(picture)["width"] - 14) * old / 900
    drag(handle, side, side)  # twice the side
    expect(guess).to_have_value("4")
    view.get_by_role("button", name="Check").click()
    expect(view.get_by_text(re.compile(rf"4 times.*{new**2 / old**2:.1f} times"))).to_be_visible()
    expect(view.locator("svg text", has_text="your guess: 4 ×")).to_be_visible()
    expect(view.get_by_role("img", name=f"One table of scores, {new} by {new}")).to_be_visible()
    view.page.go_back()
    expect(view.get_by_role("button", name="Check")).to_be_visible()


def test_a_step_brings_the_picture_that_its_sentence_is_about(open_explorer):
    view = open_explorer(PAGE, NAME)
    view.get_by_role("button", name="Skip the guess").click()
    for step, picture in (("A plain sky", "sky"), ("Patches of 32", "car"), ("A plain sky", "sky"), ("Patches of 8", "car")):
        view.get_by_role("button", name=step, exact=True).click()
        expect(view.get_by_role("combobox", name="Picture")).to_have_value(picture)


def test_squares_are_to_one_scale(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    for patch in (8, 14, 16, 32, 56):
        view.get_by_role("combobox", name="Patches of").select_option(str(patch))
        positions = (224 // patch) ** 2 + 1
        expect(view.get_by_role("img", name=f"One table of scores, {positions} by {positions}")).to_be_visible()
        drawn = view.locator("svg rect.ln-soft-query").evaluate(
            "one => one.width.baseVal.value / (one.ownerSVGElement.viewBox.baseVal.width - 14)"
        )
        assert abs(drawn * 785 - positions) < 0.5
    sound(view)
    sides = view.locator("svg rect").evaluate_all("all => all.map(one => one.width.baseVal.value)")
    assert abs(sides[0] / sides[1] - 5) < 0.01, "1,500 positions, 300 of them sound"
    texts = view.locator("svg text").all_text_contents()
    assert [text for text in texts if text.isdigit()] == [str(number) for number in range(1, 26)] and "sound: 300 · 300" in texts


def test_the_sums_for_each_size(open_explorer):
    view = open_answered(open_explorer)
    for patch in (14, 16, 28, 32, 56, 8):
        view.get_by_role("combobox", name="Patches of").select_option(str(patch))
        side, positions = 224 // patch, (224 // patch) ** 2 + 1
        rows = [row.locator("td").all_inner_texts() for row in view.locator("table tbody tr").all()]
        ratio = f"{positions**2 / 197**2:.1f}" if patch != 16 else "1"
        assert [row[1] for row in rows] == [f"{side}", f"{side**2}", f"{patch * patch * 3:,}", f"{positions}", f"{positions**2:,}", ratio]
    assert f"{positions} positions instead of 197" in view.page.locator(".explorer__see p").text_content() and round(float(ratio)) == 16


def test_a_picture_of_ones_own_is_cut_as_numpy_cuts_it(open_explorer):
    view = open_answered(open_explorer, permissions=PERMISSIONS)
    image = np.random.default_rng(0).integers(0, 256, (224, 224, 3))
    view.get_by_label("Your own picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(image)})
    expect(view.get_by_role("combobox", name="Picture")).to_have_value("own")
    view.get_by_role("combobox", name="Patches of").select_option("32")
    patches = image.reshape(7, 32, 7, 32, 3).swapaxes(1, 2).reshape(49, -1)
    assert [[int(value) for value in row[3].split()] for row in data(view)] == patches.tolist()
    view.get_by_label("Patch to look at").fill("9")
    view.get_by_label("Patch to look at").fill("50")
    expect(view.get_by_role("status")).to_contain_text("from 1 to 49")
    view.get_by_label("Patch to look at").fill("9")
    first = ", ".join(str(value) for value in patches[8][:6])
    expect(view.get_by_text(f"Patch 9 of 49: row 2, column 2. Its 3,072 numbers start with {first}")).to_be_visible()
    view.get_by_label("Your own picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"})
    expect(view.get_by_role("status")).to_have_text("This file can’t be read as a picture. Choose another one.")


def test_painting_by_mouse_touch_and_keys(open_explorer):
    view = open_explorer(PAGE, NAME, has_touch=True, permissions=PERMISSIONS)
    view.get_by_role("combobox", name="Picture").select_option("blank")
    canvas = view.get_by_label("The picture, 224 by 224")
    view.get_by_label("Patch to look at").fill("1")
    canvas.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Space"):
        view.page.keyboard.press(key)
    expect(view.get_by_text("Patch 30 of 196: row 3, column 2. Its 768 numbers start with 192, 0, 0, 192, 0, 0")).to_be_visible()
    box = box_of(canvas)
    view.get_by_label("Paint with").select_option("blue")
    view.page.mouse.click(box["x"] + box["width"] * 0.96, box["y"] + box["height"] * 0.96)
    expect(view.get_by_text("Patch 196 of 196")).to_be_visible()
    canvas.tap(position={"x": 10, "y": box["height"] * 0.96})
    expect(view.get_by_text("Patch 183 of 196")).to_be_visible()
    painted = {int(row[0]): set(row[3].split()) for row in data(view)}
    assert painted[30] == {"192", "0"} and {"80"} < painted[196] and {"80"} < painted[183]
    assert all(values == {"255"} for patch, values in painted.items() if patch not in (30, 183, 196))
    view.get_by_label("The patches in reading order").click(position={"x": 3, "y": 3})
    expect(view.get_by_text("Patch 1 of 196")).to_be_visible()


def swipe(canvas, across: float, down: float) -> None:
    """Move a finger over the canvas from its middle, in steps, by fractions of its size."""
    box, tools = box_of(canvas), canvas.page.context.new_cdp_session(canvas.page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    at = lambda part: [{"x": x + part * across * box["width"], "y": y + part * down * box["height"]}]
    tools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(0)})
    for step in range(1, 11):
        tools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(step / 10)})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_scrolls_up_and_down_and_paints_sideways(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    canvas, picture = view.get_by_label("The picture, 224 by 224"), view.get_by_role("combobox", name="Picture")
    canvas.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before = view.page.evaluate("scrollY")
    swipe(canvas, 0.41, 0.05)
    expect(picture).to_have_value("own")
    expect(view.get_by_text("Patch 111 of 196: row 8, column 13")).to_be_visible()  # where the finger left off
    assert view.page.evaluate("scrollY") == before
    picture.select_option("blank")
    canvas.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    swipe(canvas, 0.02, -0.9)
    view.page.wait_for_function("before => scrollY > before + 60", arg=before)
    expect(picture).to_have_value("blank")


def test_a_link_carries_a_painting(open_explorer):
    view = open_answered(open_explorer, permissions=PERMISSIONS)
    page, canvas, at = view.page, view.get_by_label("The picture, 224 by 224"), view.get_by_label("Patch to look at")
    canvas.scroll_into_view_if_needed()
    box = box_of(canvas)
    for ink, ((x, y), *others) in {"black": [(0.1, 0.2), (0.5, 0.9), (0.6, 0.3)], "blue": [(0.9, 0.9), (0.2, 0.85), (1.2, 0.4)]}.items():
        view.get_by_label("Paint with").select_option(ink)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.down()
        for x, y in others:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=7)
        page.mouse.up()
    view.get_by_role("combobox", name="Patches of").select_option("14")
    at.fill("3")
    canvas.press("Space")
    painted, shown = data(view), view.get_by_text("Patch 3 of 256").inner_text()
    assert {"192", "0"} < set(" ".join(row[3] for row in painted).split()), "the red car is under the painting"
    assert painted[2][3].split() == ["0", "80", "192"] * 14 * 14
    view.get_by_role("combobox", name="Picture").select_option("sky")
    assert data(view) != painted
    view.get_by_role("combobox", name="Picture").select_option("own")
    view.get_by_role("button", name="Copy link").click()
    expect(view.get_by_role("status")).to_have_text("Link to this view copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert len(link) < 500
    page.goto("about:blank")
    page.goto(link)
    expect(view.get_by_role("combobox", name="Picture")).to_have_value("own")
    expect(view.get_by_text("Patch 3 of 256")).to_have_text(shown)
    assert data(view) == painted


def test_a_link_says_that_a_photo_stays_here(open_explorer):
    view = open_explorer(PAGE, NAME, permissions=PERMISSIONS)
    file = {"name": "a.png", "mimeType": "image/png", "buffer": png(np.full((9, 9, 3), 77))}
    view.get_by_label("Your own picture").set_input_files(file)
    expect(view.get_by_text("Its 768 numbers start with 77, 77, 77")).to_be_visible()
    view.get_by_role("button", name="Copy link").click()
    expect(view.get_by_role("status")).to_contain_text("photo, which stays here")
    link = view.page.evaluate("navigator.clipboard.readText()")
    view.page.goto("about:blank")
    view.page.goto(link)
    expect(view.get_by_role("combobox", name="Picture")).to_have_value("car")
    expect(view.locator("p", has_text="stayed in the browser").first).to_be_visible()
    expect(view.locator("option[value=own]")).to_have_attribute("disabled", "")


def test_a_sound_becomes_the_frames_that_numpy_computes(open_explorer):
    view = open_explorer(PAGE, NAME, permissions=PERMISSIONS)
    sound(view)
    view.get_by_text("The numbers", exact=True).click()
    rows = [row.locator("td").all_inner_texts() for row in view.locator("table").first.locator("tbody tr").all()]
    assert [row[1] for row in rows] == ["96,000", "600", "48,000", "300", "1,200"], "the sound should last six seconds, as on the page"
    view.get_by_label("Seconds").fill("2")
    t = np.arange(2 * RATE) / RATE
    expected = spectrogram(np.float32(0.5 * np.sin(2 * np.pi * (200 * t + 3800 / 4 * t * t))))
    shown = np.array([[float(value) for value in row[1:]] for row in data(view)])
    assert shown.shape == (200, BANDS) and np.allclose(shown, expected, atol=2e-3)
    view.get_by_label("Frame to look at").fill("150")
    expect(view.get_by_text(f"Frame 150 of 200, at 1.49 s: strongest in band {expected[149].argmax() + 1} of 80").first).to_be_visible()


def test_a_sound_file_of_ones_own_and_one_that_is_none(open_explorer):
    view = open_explorer(PAGE, NAME, permissions=PERMISSIONS)
    sound(view)
    samples = (8000 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(samples.tobytes())
    field = view.get_by_label("Your own sound")
    field.set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": file.getvalue()})
    expect(view.get_by_text(f"Frame 1 of {len(samples) // HOP}").first).to_be_visible()
    expect(view.get_by_label("Seconds")).to_be_disabled()  # from the file
    shown = np.array([[float(value) for value in row[1:]] for row in data(view)])
    expected = spectrogram(samples / 32768)
    heard = expected > expected.max() - 4  # below that it is rounding, which differs between decoders
    assert shown.shape == expected.shape and np.allclose(shown[heard], expected[heard], atol=0.05)
    field.set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": b"RIFF"})
    expect(view.get_by_role("status")).to_have_text("This file can’t be read as a sound. Choose another one.")


def test_any_address_gives_a_sound_view(open_explorer):
    view = open_explorer(PAGE, NAME)
    for state in [
        "patch=15;at=-3;picture=x",
        "at=1e9;ink=red",
        "what=sound;seconds=1e9;frame=NaN;sound=own",
        "what=<b>",
        "picture=own;paint=car.9AAA!0__.0zz.1A!",
        "picture=own;paint=photo.0AA",
        "picture=__proto__;paint=toString",
    ]:
        view.page.evaluate("hash => location.hash = hash", f"{NAME}:{state}")
        expect(view.get_by_text("of 600, at" if "sound" in state else "of 196: row").first).to_be_visible()
        assert "NaN" not in view.inner_text()


def test_it_fits_a_small_phone(open_explorer):
    view = open_explorer(PAGE, NAME, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    view.get_by_role("button", name="Skip the guess").tap()
    for what in ("A picture", "A sound"):
        view.get_by_role("group", name="What is cut").get_by_role("button", name=what).tap()
        assert view.page.evaluate("document.documentElement.scrollWidth") <= 320
        for target in view.locator("button:visible, input:visible, select:visible").all():
            box = box_of(target)
            assert min(box["width"], box["height"]) >= 24, f"{target} is {box}"


def test_the_picture_comes_back_after_the_sound(open_explorer):
    view = open_answered(open_explorer)
    picture, heard = view.get_by_label("The picture, 224 by 224"), view.get_by_role("img", name="Spectrogram")
    for _ in range(2):
        sound(view)
        expect(heard).to_be_visible()
        expect(picture).to_be_hidden()
        view.get_by_role("button", name="A picture", exact=True).click()
        expect(picture).to_be_visible()
        expect(heard).to_be_hidden()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=str)
def test_the_question_and_then_the_answer_are_in_one_window_and_the_picture_stays(open_explorer, size):
    view = open_explorer(PAGE, NAME, whole=True, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    view.page.locator(f"figure.explorer:has({NAME})").evaluate("one => one.scrollIntoView({ behavior: 'instant' })")
    picture, row = view.get_by_label("The picture, 224 by 224"), view.get_by_label("The patches in reading order")
    expect(row).to_be_in_viewport(ratio=1)
    before = box_of(picture)
    expect(picture).to_be_in_viewport(ratio=1)
    check = view.get_by_role("button", name="Check")
    expect(check).to_be_in_viewport(ratio=1)
    check.click()
    for part in (picture, row, view.locator("svg").first, view.locator(".explorer__result").last):
        expect(part).to_be_in_viewport(ratio=1)
    assert abs(box_of(picture)["y"] - before["y"]) < 1, "the picture jumps"


def colors_at(canvas, places) -> list[list[int]]:
    """Return the colors of a canvas at some places, given as fractions of its width and height."""
    return canvas.evaluate(
        """(one, places) => {
            const { width, height } = one, copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
            copy.drawImage(one, 0, 0);
            const { data } = copy.getImageData(0, 0, width, height);
            return places.map(([x, y]) => Math.floor(y * height) * width + Math.floor(x * width)).map(at => [...data.slice(4 * at, 4 * at + 4)]);
        }""",
        places,
    )


def test_the_row_holds_the_patches_in_reading_order(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce", permissions=PERMISSIONS)
    patches = np.random.default_rng(1).integers(0, 256, (14, 14, 3))
    image = patches.repeat(16, axis=0).repeat(16, axis=1)
    view.get_by_label("Your own picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png(image)})
    view.get_by_label("Patch to look at").fill("196")
    expect(view.get_by_text("Patch 196 of 196")).to_be_visible()
    row = view.get_by_label("The patches in reading order")
    box = box_of(row)
    for chosen in (196, 80, 1):
        view.get_by_label("Patch to look at").fill(str(chosen))
        expect(view.locator(f".explorer__places [data-at='{chosen}']")).to_be_visible()
        line = view.locator(".explorer__places > span").all_inner_texts()
        shown = [int(one) for one in line if one != "…"]
        assert shown == sorted(shown) and {1, 2, chosen, 195, 196} <= set(shown), (
            "the row should show its beginning, its end and the chosen patch"
        )
        gaps = sum(after - before > 1 for before, after in zip(shown, shown[1:]))
        assert gaps == line.count("…") > 0, "dots should be where some are left out, and nowhere else"
        places = [[(middle_of(row, at)[0] - box["x"]) / box["width"], 0.5] for at in shown]
        assert np.abs(np.array(colors_at(row, places))[:, :3] - patches.reshape(196, 3)[[at - 1 for at in shown]]).max() <= 3


def test_patches_fly_into_the_row_unless_motion_is_unwanted(open_explorer):
    for motion in ("no-preference", "reduce"):
        view = open_answered(open_explorer, reduced_motion=motion)
        view.evaluate("""view => {
            window.flights = 0;
            const air = view.querySelector(".explorer__air");
            new MutationObserver(() => { flights += air.width > 0; }).observe(air, { attributes: true });
        }""")
        view.get_by_role("combobox", name="Patches of").select_option("32")
        expect(view.get_by_role("img", name="One table of scores, 50 by 50")).to_be_visible()
        view.page.wait_for_function("() => document.querySelector('.explorer__air').width === 0")
        assert (view.page.evaluate("flights") > 0) == (motion != "reduce")


def lit(view) -> list[list[float]]:
    """Return the centers of the marks over picture and row, as fractions of the page."""
    return view.locator(".explorer__lamps rect.explorer__lamp").evaluate_all(
        "all => all.map(one => { const { x, y, width, height } = one.getBoundingClientRect(); return [x + width / 2, y + height / 2]; })"
    )


def middle_of(canvas, at: int, across: int | None = None) -> list[float]:
    """Return the center of a patch, counted from 1: in a picture with so many patches across, or in the row, which numbers them."""
    box = box_of(canvas)
    if across is None:
        number = box_of(canvas.locator(f"xpath=following-sibling::*/*[@data-at='{at}']"))
        return [number["x"] + number["width"] / 2, box["y"] + box["height"] / 2]
    side = box["width"] / across
    return [box["x"] + ((at - 1) % across + 0.5) * side, box["y"] + ((at - 1) // across + 0.5) * side]


@pytest.mark.parametrize("wide", [1280, 390])
def test_a_patch_pointed_at_is_lit_in_the_picture_the_row_and_the_table(open_explorer, wide):
    view = open_explorer(PAGE, NAME, reduced_motion="reduce", viewport={"width": wide, "height": 844})
    view.get_by_role("button", name="Skip the guess").click()
    view.get_by_role("combobox", name="Patches of").select_option("16")
    picture, row = view.get_by_label("The picture, 224 by 224"), view.get_by_label("The patches in reading order")
    picture.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    told, mouse = view.locator(".explorer__headline > p").last, view.page.mouse
    for canvas, many, at in ((picture, 14, 80), (row, None, 62), (picture, 14, 196), (row, None, 1)):
        mouse.move(3, 300)  # then the row again shows what is around the chosen one
        expect(told).to_have_text("Patch 61: row 62 of the table")
        mouse.move(*middle_of(canvas, at, many))
        expect(told).to_have_text(f"Patch {at}: row {at + 1} of the table")
        expected = [*middle_of(picture, at, 14), *middle_of(row, at)]
        assert [value for place in lit(view) for value in place] == pytest.approx(expected, abs=1)
        line = view.locator("svg.explorer__drawing path.explorer__lamp[d^=M]:not([stroke-dasharray])").get_attribute("d")
        expect(view.locator("svg.explorer__drawing text", has_text=f"row {at + 1}")).to_be_visible()
        side = view.locator("svg rect.ln-soft-query").evaluate("one => one.width.baseVal.value")
        assert float(re.search(r" ([\d.]+)h", line)[1]) - 12 == pytest.approx(side * (at + 0.5) / 197, abs=0.1)
    mouse.move(3, 300)
    expect(told).to_have_text("Patch 61: row 62 of the table")  # the chosen one again
    assert not lit(view), "it is marked a second time in the picture or in the row"
    expect(view.locator(".explorer__lamps path.explorer__lamp")).to_have_count(1)


def test_the_class_token_is_a_chip_of_its_own(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    token, told = view.get_by_role("button", name="+ 1 class token"), view.locator(".explorer__headline > p").last
    row = view.get_by_label("The patches in reading order")
    assert box_of(token)["x"] + box_of(token)["width"] < box_of(row)["x"], "it should come first"
    token.focus()
    expect(told).to_have_text("The class token: row 1 of the table")
    token.click()
    expect(token).to_have_attribute("aria-pressed", "true")
    expect(view.get_by_text("The class token belongs to no patch")).to_be_visible()
    expect(view.get_by_role("status")).to_contain_text("The class token is chosen.")
    picture = view.get_by_label("The picture, 224 by 224")
    picture.press("Space")
    expect(view.get_by_role("combobox", name="Picture")).to_have_value("car")  # there is nothing to paint
    picture.press("ArrowRight")
    expect(told).to_have_text("Patch 1: row 2 of the table")
    picture.press("ArrowLeft")
    expect(told).to_have_text("The class token: row 1 of the table")
    view.get_by_role("button", name="A sound").first.click()
    expect(token).to_be_hidden()


def test_a_cell_of_the_table_is_the_score_of_two_patches(open_explorer):
    view = open_answered(open_explorer, reduced_motion="reduce")
    told, table = view.locator(".explorer__headline > p").last, view.get_by_role("application", name="The table of scores")
    row, square = view.get_by_label("The patches in reading order"), view.locator("svg rect.ln-soft-query")
    view.get_by_role("combobox", name="Patches of").select_option("8")
    square.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box, at, to = box_of(square), 300, 50
    place = [round(box["x"] + (to + 0.5) / 785 * box["width"]), round(box["y"] + (at + 0.5) / 785 * box["height"])]
    view.page.mouse.move(*place)
    said = re.match(r"One score: patch (\d+) against patch (\d+)$", told.inner_text())
    near = [int(one) for one in said.groups()]  # a cell is smaller than a pixel
    assert near == pytest.approx([at, to], abs=5)
    expected = [spot for one in near for spot in (middle_of(view.get_by_label("The picture, 224 by 224"), one, 28), middle_of(row, one))]
    assert np.allclose(lit(view), expected, atol=1)
    view.page.mouse.click(*place)
    view.page.mouse.move(3, 3)
    expect(told).to_have_text(said[0])  # once chosen, it stays
    table.press("ArrowDown")
    table.press("ArrowRight")
    expect(told).to_have_text(f"One score: patch {near[0] + 1} against patch {near[1] + 1}")
    expect(view.get_by_role("status")).to_contain_text(f"One score: patch {near[0] + 1} against patch {near[1] + 1}")
    view.get_by_label("Patch to look at").fill("7")
    expect(told).to_have_text("Patch 7: row 8 of the table")


def test_the_table_to_guess_and_that_of_a_sound_have_no_cells(open_explorer):
    view = open_explorer(PAGE, NAME)
    table = view.get_by_role("application", name="The table of scores")
    expect(table).to_have_count(0)
    view.get_by_role("button", name="Skip the guess").click()
    expect(table).to_have_count(1)
    sound(view)
    expect(table).to_have_count(0)
