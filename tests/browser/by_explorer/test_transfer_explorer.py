"""transfer-explorer computes PyTorch's features, and NumPy's results by the same steps: on the whole task (lab/results/transfer-live.json) and on the maps."""

import json
import re

import numpy as np
import pytest
from axe import violations
from building import ROOT
from explorers import box_of
from pages import softmax
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/transfer-learning/", "transfer-explorer"
FOUND = json.loads((ROOT / "lab/results/transfer-live.json").read_text(encoding="utf-8"))
DATA = json.loads((ROOT / "docs/assets/explorers/data/transfer.json").read_text(encoding="utf-8"))
ENCODERS = ("pretrained", "untrained")
# counts of the first encoder of each kind: the explorer begins with its seed
ROWS = {row["size"]: {kind: row[kind]["counts"][0] for kind in ENCODERS} for row in FOUND["rows"]}
SIZES = [row["size"] for row in FOUND["rows"]]
FEW = ROWS[32]
KINDS = ("animal", "person", "act")  # on the maps, at first
ARMS = {"plain", "headword", "frozen", "bag of words", "scratch"}  # of lab/transfer.py
SLOW = 120_000  # the model is fetched and reads hundreds of definitions
CLOSE = 3  # of 200: 32-bit floats and another order of summation flip a few near ties
READY = f"{PAGE}#{NAME}:asked=0;step=60"


def kinds_of(part, kinds=KINDS):
    """Return how many examples of each kind a part of the data has."""
    return [sum(DATA["labels"][label] == kind for _, label in part) for kind in kinds]


def draw(size: int, number: int):
    return DATA["train"][size * (number - 1) : size * number]


TYPICAL = 1 + min(
    (i for i in range(16) if min(kinds_of(draw(32, i + 1))) >= 2),
    key=lambda i: sum(abs(counts[i] - sum(counts) / len(counts)) for counts in FEW.values()),
)


def opened(page):
    """Return the view of the explorer opened at the address, once its first training is done."""
    view = page.locator(f"{NAME} .explorer__view")
    expect(view.get_by_role("status")).to_contain_text("labels", timeout=SLOW)
    return view


def counts_on_maps(view) -> list[tuple[int, int, int]]:
    """Return (right on the map, of how many, right with all numbers) for each encoder."""
    expect(view.locator(".explorer__planes [aria-busy=true]")).to_have_count(0)
    texts = view.locator(".explorer__planes > div").all_inner_texts()
    return [tuple(int(number) for number in re.search(r"(\d+) of (\d+) right.*: (\d+) right", text, re.DOTALL).groups()) for text in texts]


def trained(view, labels: int, draw: int) -> None:
    """Wait until both heads are trained; compare their counts with NumPy's."""
    status = view.get_by_role("status")
    expect(status).to_contain_text(f"With {labels} labels", timeout=SLOW)
    expect(view.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)
    shown = [int(text.split()[0]) for text in view.locator(".explorer__bars td").all_inner_texts()]
    for count, kind in zip(shown, ENCODERS, strict=False):
        assert abs(count - ROWS[labels][kind][draw - 1]) <= CLOSE, f"{labels} labels, draw {draw}, {kind}"
    assert shown[0] > shown[1] and shown[2] == FOUND["majority"]["count"]
    expect(status).to_contain_text(f"{shown[0]} of {FOUND['test']} right on pretrained features, {shown[1]} on untrained ones.")
    groups = [
        int(text.split(": ")[1]) for text in view.get_by_role("combobox", name="Held-out definitions").locator("option").all_inner_texts()
    ]
    assert sum(groups) == FOUND["test"] and groups[0] + groups[2] == shown[0] and groups[1] + groups[2] == shown[1]


def test_the_heads_are_numpys_and_the_features_pytorchs(open_page):
    nonsense = "labels=33;draw=-1;seed=1e9;group=toString;kinds=__proto__;point=1e9;mine=5:constructor,x:act;guess=7"
    page = open_page(f"{READY};{nonsense}")  # everything as at the start
    view = opened(page)
    view.get_by_text("The numbers", exact=True).click()
    trained(view, 32, TYPICAL)  # what readers see first shouldn't be a lucky or unlucky draw
    features = page.evaluate(f"""() => {{ const {{ features }} = document.querySelector("{NAME}");
      return Object.fromEntries(Object.entries(features).map(([kind, known]) => [kind, {json.dumps([text for text, _ in DATA["test"][:3]])}.map((text) => [...known.get(text)])])); }}""")
    for kind, rows in FOUND["features"].items():
        for shown, expected in zip(features[kind], rows, strict=True):
            assert max(abs(a - b) for a, b in zip(shown, expected, strict=True)) < 1e-3, kind
    view.get_by_role("button", name="take the next").focus()
    page.keyboard.press("Enter")
    expect(view.get_by_role("button", name=f"Draw {TYPICAL + 1} of 16")).to_be_focused()
    trained(view, 32, TYPICAL + 1)
    for labels in (64, 128):
        view.get_by_label("Labeled definitions").select_option(str(labels))
        trained(view, labels, around := 1 + TYPICAL * 32 // labels)  # the draw that contains draw TYPICAL + 1 of 32
        expect(view.get_by_role("button", name=f"Draw {around} of {512 // labels}")).to_be_visible()
        spread = view.get_by_text(f"The mean of all {512 // labels}")
        spread.wait_for(timeout=SLOW)
        for kind in ENCODERS:
            shown = [float(value) for value in re.search(rf"on {kind} features ([\d.]+) \((\d+) to (\d+)\)", spread.inner_text()).groups()]
            counts = ROWS[labels][kind]
            for value, expected in zip(shown, (sum(counts) / len(counts), min(counts), max(counts)), strict=True):
                assert abs(value - expected) <= CLOSE, f"{labels} labels, {kind}: {value}, not {expected}"
    marked = view.get_by_role("img", name="On this page: 32 labels").get_attribute("aria-label").split("On this page: ")[1]
    points = [float(value) for value in re.findall(r" pretrained ([\d.]+)", marked)]
    assert len(points) == 3 and points == sorted(points), f"{marked}: here, where larger draws contain the smaller ones, more labels help"
    view.get_by_label("Labeled definitions").select_option("32")
    expect(view.get_by_role("button", name=f"Draw {TYPICAL + 1} of 16")).to_be_visible()
    view.get_by_label("Labeled definitions").select_option("64")
    trained(view, 64, 1 + TYPICAL // 2)
    view.get_by_role("combobox", name="Held-out definitions").select_option("neither")
    expect(view.locator("caption", has_text="Neither: 8 of")).to_be_visible()
    view.get_by_label("All of this group").check()
    rows = view.locator(".explorer__scroll tbody tr").evaluate_all(
        "rows => rows.filter(row => row.cells.length === 4 && row.cells[3].innerText.match(/^[a-z]+$/)).map(row => Array.from(row.cells, cell => cell.innerText))"
    )
    assert rows
    for _, label, *answers in rows:
        assert label not in answers
    problems = violations(page, within=f"figure.explorer:has({NAME})")
    assert not problems, problems
    page.go_back()
    expect(view.get_by_role("combobox", name="Held-out definitions")).to_have_value("pretrained")


def projected(rows: np.ndarray):
    """Return the first two principal components of rows (n, d) as a function of other rows, and their share of the variance."""
    mean = rows.mean(0)
    _, sizes, axes = np.linalg.svd(rows - mean, full_matrices=False)
    return lambda some: (some - mean) @ axes[:2].T, (sizes[:2] ** 2).sum() / (sizes**2).sum()


def right(x, labels, held, truth, steps: int) -> int:
    """Return how many held-out rows a head gets right after some steps of training like train_head() in lab/transfer_live.py."""
    how, mean, spread = DATA["head"], x.mean(0), x.std(0) + 1e-6
    x, held, count = (x - mean) / spread, (held - mean) / spread, max(truth) + 1
    W, b, dW, db = np.zeros((count, x.shape[1])), np.zeros(count), 0.0, 0.0
    for _ in range(steps):
        wrong = (np.array([softmax(row) for row in x @ W.T + b]) - np.eye(count)[labels]) / len(x)
        dW = how["momentum"] * dW - how["learning_rate"] * (wrong.T @ x + how["weight_decay"] * W)
        db = how["momentum"] * db - how["learning_rate"] * wrong.sum(0)
        W, b = W + dW, b + db
    return int(((held @ W.T + b).argmax(1) == truth).sum())


def of_kinds(part) -> list[tuple[str, int]]:
    return [(text, KINDS.index(DATA["labels"][label])) for text, label in part if DATA["labels"][label] in KINDS]


def test_the_maps_are_principal_components_and_their_heads_numpys(open_page):
    page = open_page(READY)
    view = opened(page)
    learned, held = of_kinds(draw(32, TYPICAL)), of_kinds(DATA["test"])
    shares, expected = [], {step: [] for step in (1, 10, 60)}
    for encoder in ENCODERS:
        known = page.evaluate(
            f"""([encoder, texts]) => texts.map((text) => [...document.querySelector("{NAME}").features[encoder].get(text)])""",
            [encoder, [text for text, _ in learned + held]],
        )
        rows, labels, truth = np.array(known), [label for _, label in learned], [label for _, label in held]
        x, test = rows[: len(learned)], rows[len(learned) :]
        flat, share = projected(test)
        shares.append(round(100 * share))
        for step, counts in expected.items():
            counts.append((right(flat(x), labels, flat(test), truth, step), len(held), right(x, labels, test, truth, step)))
    expect(view.get_by_text(f"They keep {shares[0]}% of the variance when pretrained and {shares[1]}% when untrained")).to_be_visible()
    for step, counts in expected.items():
        view.get_by_label("Step:").fill(str(step))
        for shown, wanted in zip(counts_on_maps(view), counts, strict=True):
            assert max(abs(a - b) for a, b in zip(shown, wanted, strict=True)) <= 1, f"step {step}: {shown}, not {wanted}"


def borders(view) -> list[str]:
    return view.locator(".explorer__features polygon").evaluate_all("all => all.map(one => one.getAttribute('points'))")


def marks(view) -> list[str]:
    return view.locator(".explorer__features path").evaluate_all("all => all.map(one => one.getAttribute('d'))")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_training_moves_the_borders_and_never_the_points(open_explorer, motion):
    view = open_explorer(PAGE, NAME, reduced_motion=motion)
    expect(view.get_by_role("status")).to_contain_text("haven’t learned", timeout=SLOW)
    assert not borders(view), "before the first step no head has an answer, so there is no border"
    begun = marks(view)
    view.get_by_role("button", name="One step").click()
    expect(view.get_by_label("Step:")).to_have_value("1")
    first = borders(view)
    view.get_by_role("button", name="Train").click()
    if motion == "reduce":
        expect(view.get_by_label("Step:")).to_have_value("60")
    else:
        view.get_by_role("button", name="Pause").click()
        paused = int(view.get_by_label("Step:").input_value())
        assert paused < 60, "pausing doesn't stop the training"
        view.get_by_role("button", name="Train").click()
        expect(view.get_by_label("Step:")).to_have_value("60", timeout=SLOW)
    expect(view.get_by_role("button", name="One step")).to_be_disabled()
    assert first and borders(view) != first
    assert marks(view) == begun


def test_the_guess_comes_before_the_answer(open_explorer):
    view = open_explorer(PAGE, NAME)
    figure = view.page.locator(f"figure.explorer:has({NAME})")
    expect(view.get_by_label("Labeled definitions")).to_be_hidden()
    expect(figure.locator("table").filter(visible=True)).to_have_count(0)
    goal = FOUND["rows"][0]["pretrained"]["mean"]
    enough = next(row for row in FOUND["rows"] if row["untrained"]["mean"] >= goal)
    guess = view.get_by_role("slider", name="Your guess")
    guess.focus()
    for _ in range(2):
        view.page.keyboard.press("ArrowRight")
    expect(guess).to_have_attribute("aria-valuetext", "128 labels")
    expect(guess).to_be_focused()
    view.get_by_role("button", name="Check 128").click()
    expect(view.get_by_role("button", name="Train")).to_be_focused()
    answer = view.locator(".explorer__result").first
    expect(answer).to_contain_text(f"about {enough['size']} labels: {enough['untrained']['mean']:.0f} right")
    expect(answer).to_contain_text(f"You said 128: {FOUND['rows'][2]['untrained']['mean']:.0f} right")
    expect(view.get_by_label("Labeled definitions")).to_be_visible()
    bars = view.locator("[data-column]").evaluate_all("bars => bars.map(bar => Number(bar.getAttribute('height')))")
    means = [row["untrained"]["mean"] for row in FOUND["rows"]]
    assert np.allclose(np.array(bars) / bars[0], np.array(means) / means[0], rtol=1e-2), "the bars aren't as long as the recorded means"
    view.get_by_text("The numbers", exact=True).click()
    # It comes with the features, which pocket-bert has to compute first.
    expect(view.get_by_role("table", name="").filter(has_text="On untrained features")).to_be_visible(timeout=120_000)


def test_a_tap_guesses_too(open_explorer):
    view = open_explorer(PAGE, NAME)
    box = box_of(view.locator("svg:has([aria-label='Your guess'])"))
    view.page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    view.get_by_role("button", name="Check 256").click()
    expect(view.locator(".explorer__result").first).to_contain_text("That was your guess")


def test_a_definition_is_looked_at_and_labeled(open_page):
    page = open_page(READY)
    view = opened(page)
    held, (before, *_) = of_kinds(DATA["test"]), counts_on_maps(view)
    grip = view.get_by_role("slider", name="pretrained map")
    texts = set()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        grip.focus()
        page.keyboard.press(key)
        expect(grip).to_be_focused()
        text, kind = grip.get_attribute("aria-valuetext").rsplit(": ", 1)
        assert (text, KINDS.index(kind)) in held
        expect(view.locator("q")).to_have_text(text)
        texts.add(text)
    assert len(texts) > 2, "the arrow keys hardly move"
    edge = box_of(view.locator("svg:has([aria-label*='untrained map'])"))
    page.mouse.click(edge["x"] + 2, edge["y"] + edge["height"] / 2)
    left = page.evaluate(f"""() => {{ const {{ held, maps }} = document.querySelector("{NAME}"), {{ places }} = maps.untrained;
      const far = places.map(([x, y]) => Math.hypot(x - 2, y - 106));
      return held[far.indexOf(Math.min(...far))].text; }}""")
    expect(view.locator("q")).to_have_text(left)
    kind = KINDS[dict(held)[left]]
    other = next(one for one in KINDS if one != kind)
    drawn = borders(view)
    view.get_by_role("button", name=other, exact=True).click()
    expect(view.get_by_text(f"Your label: {other}")).to_be_visible()
    assert borders(view) != drawn, "the reader's label doesn't move the border"
    assert {all_ for _, all_, _ in counts_on_maps(view)} == {before[1] - 1}, "what the head was trained on still counts as held out"
    view.get_by_role("button", name="Take my labels back").click()
    assert borders(view) == drawn and counts_on_maps(view)[0] == before


def test_the_guided_steps_show_what_they_say(open_page):
    page = open_page(READY, reduced_motion="reduce")
    view = opened(page)

    def go(name: str) -> list[tuple[int, int, int]]:
        view.get_by_role("button", name=name, exact=True).click()
        expect(view.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)
        expect(view.get_by_label("Step:")).to_have_value("60")
        return counts_on_maps(view)

    pretrained, untrained = go("Three kinds")
    assert pretrained[0] > untrained[0] + 20
    places = marks(view)
    go("An unlucky draw")
    expect(view.get_by_role("button", name="Draw 1 of 16")).to_be_visible()
    assert min(FEW["pretrained"]) == FEW["pretrained"][0], "draw 1 isn't the one that helps least"
    flat, _, whole = go("A fourth kind")[0]
    assert whole > flat + 5, "with all the numbers the head isn't better"
    flat, _, whole = go("Kinds that overlap")[0]
    assert whole > flat + 5, "with all the numbers the head isn't better"
    go("Eight times the labels")
    assert set(kinds_of(draw(256, 2))) and draw(32, TYPICAL)[0] in draw(256, 2), "the larger draw doesn't contain the first one"
    assert len(set(marks(view)) & set(places)) > 100, "the points have moved"


def test_the_curves_take_any_arm_and_name_those_that_are_known(open_page):
    page = open_page(READY)
    opened(page)
    arms = sorted(ARMS | set(DATA["curves"]) | {"unheard of"})
    texts = page.evaluate(
        """async ([name, arms]) => {
          const { curvesDrawing } = await import(new URL("learning-curves.js", document.querySelector("script[src*='explorers/explorers']").src));
          return [...curvesDrawing(Object.fromEntries(arms.map((arm, at) => [arm, [[32, at, at, at], [8192, 50, 45, 55]]])), []).querySelectorAll("text")].map((one) => one.textContent);
        }""",
        [NAME, arms],
    )
    unnamed = [arm for arm in arms if arm in texts]
    assert unnamed == ["unheard of"], f"docs/assets/strings/transfer-explorer.js: give {unnamed} names under arms"


@pytest.mark.parametrize("window", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_picture_control_and_counts_are_in_one_window(open_page, window):
    page = open_page(READY, viewport=window)
    view = opened(page)
    view.get_by_role("button", name="Train").evaluate("button => button.scrollIntoView({ block: 'start' })")
    page.mouse.wheel(0, -80)  # so that the header doesn't cover it
    parts = (
        view.get_by_role("button", name="Train"),
        *view.locator(".explorer__features").all(),
        *view.locator(".explorer__planes p").all(),
    )
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)


def test_what_a_guided_step_replaces_is_marked_until_it_is_there(open_page):
    page = open_page(READY, reduced_motion="reduce")
    view = opened(page)
    page.evaluate(f"""() => {{
      const explorer = document.querySelector("{NAME}"), gather = explorer.gather;
      explorer.gather = async (...what) => {{
        await new Promise((done) => (globalThis.goOn = done));
        return gather.apply(explorer, what);
      }};
    }}""")
    old = counts_on_maps(view)
    begun, step = view.get_by_role("button", name="Three kinds"), view.get_by_role("button", name="Eight times the labels")
    expect(begun).to_have_attribute("aria-pressed", "true")
    step.click()
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(begun).to_have_attribute("aria-pressed", "false")
    story, maps = view.get_by_text("the points themselves don’t move"), view.locator(".explorer__planes")
    expect(story).to_be_visible()
    assert box_of(story)["y"] < box_of(maps)["y"], "the sentence is below the maps it is about"
    expect(view.get_by_text("reads 256 + 200 definitions: 0")).to_be_in_viewport(ratio=1)
    for part in (maps, view.locator(".explorer__bars")):
        busy = part.locator("xpath=ancestor-or-self::*[@aria-busy='true']").first
        expect(busy).to_be_attached()
        assert float(busy.evaluate("one => getComputedStyle(one).opacity")) < 0.5
    page.evaluate("goOn()")
    expect(view.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)
    assert counts_on_maps(view) != old and maps.evaluate("one => getComputedStyle(one).opacity") == "1"
