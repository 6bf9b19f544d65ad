"""transfer-explorer computes PyTorch's features and gets what NumPy got by the same steps (lab/results/transfer-live.json)."""

import json
import re

from building import ROOT
from playwright.sync_api import expect

PAGE, NAME = "how-transformers-work/transfer-learning/", "transfer-explorer"
FOUND = json.loads((ROOT / "lab/results/transfer-live.json").read_text(encoding="utf-8"))
DATA = json.loads((ROOT / "docs/assets/explorers/data/transfer.json").read_text(encoding="utf-8"))
# counts of the first encoder of each kind: the explorer begins with its seed
ROWS = {row["size"]: {kind: row[kind]["counts"][0] for kind in ("pretrained", "untrained")} for row in FOUND["rows"]}
FEW = ROWS[32]
TYPICAL = 1 + min(range(16), key=lambda i: sum(abs(counts[i] - sum(counts) / len(counts)) for counts in FEW.values()))
SLOW = 60_000  # the model is fetched and reads hundreds of definitions
CLOSE = 3  # of 200: 32 bits and another order of sums turn a few near ties


def trained(view, labels: int, draw: int) -> None:
    """Wait until both heads are trained; compare their counts with NumPy's."""
    expect(view.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW)
    status = view.get_by_role("status")
    expect(status).to_contain_text(f"With {labels} labels", timeout=SLOW)
    shown = [int(text.split()[0]) for text in view.locator(".explorer__bars td").all_inner_texts()]
    for count, kind in zip(shown, ("pretrained", "untrained"), strict=False):
        assert abs(count - ROWS[labels][kind][draw - 1]) <= CLOSE, f"{labels} labels, draw {draw}, {kind}"
    assert shown[0] > shown[1] and shown[2] == FOUND["majority"]["count"]
    expect(status).to_contain_text(f"{shown[0]} of {FOUND['test']} right on pretrained features, {shown[1]} on untrained ones.")
    groups = [
        int(text.split(": ")[1]) for text in view.get_by_role("group", name="Held-out definitions").get_by_role("button").all_inner_texts()
    ]
    assert sum(groups) == FOUND["test"] and groups[0] + groups[2] == shown[0] and groups[1] + groups[2] == shown[1]


def test_the_heads_are_numpys_and_the_features_pytorchs(open_page):
    page = open_page(f"{PAGE}#{NAME}:labels=33;draw=-1;seed=1e9;group=toString")  # nonsense: all as in the beginning
    view = page.locator(f"{NAME} .explorer__view")
    trained(view, 32, TYPICAL)  # what readers see first should not be a lucky or unlucky draw
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
        for kind in ("pretrained", "untrained"):
            shown = [float(value) for value in re.search(rf"on {kind} features ([\d.]+) \((\d+) to (\d+)\)", spread.inner_text()).groups()]
            counts = ROWS[labels][kind]
            for value, expected in zip(shown, (sum(counts) / len(counts), min(counts), max(counts)), strict=True):
                assert abs(value - expected) <= CLOSE, f"{labels} labels, {kind}: {value}, not {expected}"
    marked = view.get_by_role("img", name="In this page: 32 labels").get_attribute("aria-label").split("In this page: ")[1]
    points = [float(value) for value in re.findall(r" pretrained ([\d.]+)", marked)]
    assert len(points) == 3 and points == sorted(points), f"{marked}: of draws that contain one another more labels help here"
    view.get_by_label("Labeled definitions").select_option("32")
    expect(view.get_by_role("button", name=f"Draw {TYPICAL + 1} of 16")).to_be_visible()
    view.get_by_label("Labeled definitions").select_option("64")
    trained(view, 64, 1 + TYPICAL // 2)
    view.get_by_role("button", name="Neither").click()
    expect(view.locator("caption", has_text="Neither: 8 of")).to_be_visible()
    view.get_by_label("All of this group").check()
    rows = view.locator(".explorer__scroll tbody tr").evaluate_all("rows => rows.map(row => Array.from(row.cells, cell => cell.innerText))")
    for _, label, *answers in rows:
        assert label not in answers
    page.go_back()
    expect(view.get_by_role("button", name="Only pretrained")).to_have_attribute("aria-pressed", "true")
