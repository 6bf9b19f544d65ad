"""The `result` block shows plot, words, numbers and source of a results file, or the build says why not."""

import json

import pytest
from building import append, copy
from checks import results as check
from rendering import render

from llm_notes.checks.findings import PageError


def rows(first: float) -> list[dict]:
    return [
        {"size": size, "mean": first + step, "low": first - 1, "high": first + step + 1, "kind": "x"}
        for step, size in enumerate((32, 128, 512))
    ]


LAB = {
    "arms": {"frozen": rows(40.25), "scratch": rows(10)},
    "runs": [{"width": width, "n": n, "loss": 9 - n} for width in (32, 64) for n in (1, 2)],
    "kinds": {"real": {"share": 0.5, "deep": {"er": 1}}, "made_up": {"share": 0.25}},
    "areas": {"real": 0.75},
    "empty": [],
    "none": {},
    "words": ["a"],
    "zero": [{"n": 0, "y": 1, "name": "[UNK] *a*"}, {"n": 1, "y": None, "name": "b"}],
    "single": 3,
}
OPTIONS = {"from": "lab", "rows": "arms", "columns": "{size: Labels, mean: Accuracy}", "plot": "{x: size, y: mean}"}


@pytest.fixture(autouse=True)
def found(tmp_path, monkeypatch):
    """A folder with one result, where plain text looks for it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "lab/results").mkdir(parents=True)
    (tmp_path / "lab/results/lab.json").write_text(json.dumps(LAB), encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def block(words: str = "It rises.", **changes) -> str:
    options = {name.rstrip("_"): value for name, value in {**OPTIONS, **changes}.items()}
    lines = [f"    {name}: {value}" for name, value in options.items() if value is not None]
    return "\n".join(["/// result | More labels help.", *lines, "", words, "///"])


MISTAKES = {  # options, line, rule
    "no words": ({"words": ""}, 1, "result-no-words"),
    "no columns": ({"columns": None}, 1, "block-missing-option"),
    "unknown file": ({"from_": "lap"}, 2, "result-from"),
    "unknown rows": ({"rows": "arm"}, 3, "result-rows-path"),
    "empty rows": ({"rows": "empty"}, 3, "result-rows-none"),
    "empty group": ({"rows": "none"}, 3, "result-rows-none"),
    "single value": ({"rows": "single"}, 3, "result-rows-single"),
    "no row": ({"rows": "words"}, 3, "result-row-no-fields"),
    "columns that are no mapping": ({"columns": "size"}, 4, "result-no-mapping"),
    "unknown column": (
        {"columns": "{sise: Labels}"},
        4,
        "result-no-field",
    ),
    "unknown part of a column": ({"columns": "{size: {nam: x}}"}, 4, "result-column-part"),
    "format that is none": ({"columns": "{size: {format: 1q}}"}, 4, "result-field-text"),
    "format of text": ({"columns": "{kind: {format: .1f}}"}, 4, "result-field-text"),
    "column that is a group": ({"rows": "kinds", "columns": "{deep: Deep}"}, 4, "result-field-text"),
    "plot that is no mapping": ({"plot": "size"}, 5, "result-no-mapping"),
    "unknown key of the plot": (
        {"plot": "{x: size, y: mean, hihg: a}"},
        5,
        "result-plot-key",
    ),
    "unknown kind": ({"plot": "{kind: pie}"}, 5, "result-plot-kind"),
    "no x": ({"plot": "{y: mean}"}, 5, "result-plot-lacks"),
    "no label": ({"plot": "{kind: bars, y: mean}"}, 5, "result-plot-lacks"),
    "x of bars": ({"plot": "{kind: bars, label: size, y: mean, x: size}"}, 5, "result-plot-extra"),
    "half an error bar": ({"plot": "{x: size, y: mean, low: low}"}, 5, "result-error-bar"),
    "log that is no list": ({"plot": "{x: size, y: mean, log: x}"}, 5, "result-log-axes"),
    "log of another axis": ({"plot": "{x: size, y: mean, log: [z]}"}, 5, "result-log-axes"),
    "axis without column": ({"plot": "{x: size, y: low}"}, 5, "result-axis-no-column"),
    "y that is no number": (
        {"columns": "{size: A, kind: B}", "plot": "{x: size, y: kind}"},
        5,
        "result-axis-no-number",
    ),
    "y that is missing": (
        {"rows": "zero", "columns": "{n: A, y: B}", "plot": "{x: n, y: y}"},
        5,
        "result-axis-no-number",
    ),
    "unknown error bar": (
        {"plot": "{x: size, y: mean, low: lo, high: high}"},
        5,
        "result-no-field",
    ),
    "zero on a logarithmic axis": (
        {"rows": "zero", "columns": "{n: A, y: B}", "plot": "{x: n, y: n, log: [x]}"},
        5,
        "result-log-not-positive",
    ),
    "unknown field of lines": (
        {"rows": "runs", "columns": "{n: N, loss: L}", "plot": "{x: n, y: loss, by: widht}"},
        5,
        "result-by-no-field",
    ),
    "lines told apart by a group": (
        {"rows": "kinds", "columns": "{share: S}", "plot": "{kind: bars, label: deep, y: share}"},
        5,
        "result-field-text",
    ),
    "unknown series": (
        {"series": "{frosen: Frozen}"},
        6,
        "result-series-unknown",
    ),
    "series that are no mapping": ({"series": "[frozen]"}, 6, "result-no-mapping"),
    "series of a list": ({"rows": "arms.frozen", "series": "{a: b}"}, 6, "result-series-unnamed"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_broken_rule_is_named_with_its_line(name):
    changes, line, rule = MISTAKES[name]
    with pytest.raises(PageError) as raised:
        render(block(**changes))
    (finding,) = raised.value.findings
    assert (finding.path, finding.line, finding.rule) == ("text", line, rule) and "\n" not in finding.sentence


def cells(page) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in page.xpath(".//tr")]


def test_a_result_is_complete_without_javascript():
    page = render(block("It **rises** to {=lab:arms.frozen.2.mean}.", series="{scratch: From scratch, frozen: Frozen encoder}"))
    figure = page.xpath("./figure[@class='figure result']")[0]
    svg = figure.xpath(".//*[local-name()='svg']")[0]
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "More labels help.") and "style" not in svg.attrib
    assert figure.xpath("string(./figcaption)") == "More labels help."
    assert figure.xpath("string(./div[@class='result__words'])").strip() == "It rises to 42.25." and figure.xpath(".//strong")
    assert figure.xpath("string(./details/summary)") == "The numbers"
    assert cells(figure.xpath("./details")[0]) == [
        ["Series", "Labels", "Accuracy"],
        *(
            [name, size, mean]
            for name, means in (("From scratch", ("10.00", "11.00", "12.00")), ("Frozen encoder", ("40.25", "41.25", "42.25")))
            for size, mean in zip(("32", "128", "512"), means)
        ),
    ]
    assert figure.xpath("string(./p)") == "From lab/results/lab.json"
    assert [text.text_content() for text in svg.iter() if text.get("class") == "ln-text"] == ["Frozen encoder", "From scratch"]


def test_numbers_are_right_aligned_and_headings_name_their_columns():
    page = render(block(columns="{name: Arm, kind: Kind, mean: {name: 'Accuracy, %', format: .0f}}", plot=None))
    assert page.xpath(".//th/@scope") == ["col"] * 3 and page.xpath(".//th/@class") == ["result__number"]
    assert cells(page)[1] == ["frozen", "x", "40"]


def test_without_a_plot_the_table_stands_open():
    page = render(block(plot=None))
    assert page.xpath("./figure/table") and not page.xpath(".//details") and not page.xpath(".//*[local-name()='svg']")


def test_options_may_stand_on_lines_of_their_own():
    page = render(block(columns="\n      size: Labels\n      mean: {name: Accuracy, format: .1f}"))
    assert cells(page)[1] == ["frozen", "32", "40.2"]


def test_lines_are_told_apart_by_a_field():
    page = render(
        block(
            rows="runs",
            columns="{n: Tokens, loss: Loss, width: Width}",
            plot="{x: n, y: loss, by: width}",
            series="{64: 64 wide, 32: 32 wide}",
        )
    )
    assert page.xpath(".//*[local-name()='text'][@class='ln-text']/text()") == ["64 wide", "32 wide"]
    assert len(page.xpath(".//*[local-name()='polyline']")) == 2 and cells(page)[0] == ["Tokens", "Loss", "Width"]


def test_a_group_becomes_bars_with_numbers_at_their_ends():
    page = render(
        block(
            rows="kinds",
            columns="{name: Words, share: {name: Share, format: .0%}}",
            plot="{kind: bars, label: name, y: share}",
            series="{made_up: Made-up, real: Real}",
        )
    )
    assert page.xpath(".//*[local-name()='text'][@class='ln-text']/text()") == ["Made-up", "25%", "Real", "50%"]
    assert cells(page) == [["Words", "Share"], ["Made-up", "25%"], ["Real", "50%"]]


def test_a_group_of_numbers_and_one_chosen_row_are_rows_too():
    assert cells(render(block(rows="areas", columns="{name: Pair, value: Area}", plot=None)))[1] == ["real", "0.75"]
    assert cells(render(block(rows="runs[width=32][n=2]", columns="{loss: Loss}", plot=None))) == [["Loss"], ["7"]]


def test_text_of_a_file_is_shown_as_it_is_and_what_is_missing_as_a_dash():
    assert cells(render(block(rows="zero", columns="{name: Word, y: Y}", plot=None)))[1:] == [["[UNK] *a*", "1"], ["b", "–"]]


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        ("It rises.", r"this result is described in 2 words. Write 12 or more"),
        (
            "With pretraining fewer labels are enough: 512 of them already reach an accuracy of 41.2 here.",
            "'41.2' is typed by hand beside a result",
        ),
        ("With pretraining fewer labels are enough: some hundreds of them already reach a share of 41 % here.", "'41 %' is typed by hand"),
    ],
)
def test_the_words_of_a_result_are_checked(tmp_path, words, finding):
    root = copy(tmp_path / "root")
    page = root / "docs/how-transformers-work/attention.md"
    append(page, block(words))
    lines = page.read_text(encoding="utf-8").split("\n")
    line = lines.index("/// result | More labels help." if "described" in finding else words) + 1
    assert [found for found in check.check(root) if found.startswith(f"docs/how-transformers-work/attention.md:{line}: {finding}")]
    page.write_text(
        page.read_text(encoding="utf-8").replace(
            words,
            "With pretraining fewer labels are enough: 512 of them already reach an accuracy of "
            "{=lab:arms.frozen[size=512].mean|.1%} here.",
        ),
        encoding="utf-8",
    )
    assert not check.check(root)
