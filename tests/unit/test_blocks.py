"""Blocks render complete HTML, and every mistake in one stops with its line and the name of the broken rule."""

import json
import re
import subprocess
import sys

import pytest
from rendering import render

from llm_notes.blocks.fences import all_blocks
from llm_notes.checks.findings import PageError

RIGHT = "- [x] right\n    - because\n"
WRONG = "- [ ] wrong\n    - since\n"


@pytest.fixture(autouse=True)
def bibliography(tmp_path, monkeypatch):
    """A bibliography with one entry, an explorer and a model, where plain text looks for them."""
    for file, text in {
        "explorers/sample-explorer.js": "",
        "models/manifest.json": '{"pocket-t5": {"a": {"bytes": 2000000, "sha256": ""}, "b": {"bytes": 400000, "sha256": ""}}}',
    }.items():
        (tmp_path / "docs/assets" / file).parent.mkdir(parents=True)
        (tmp_path / "docs/assets" / file).write_text(text, encoding="utf-8")
    (tmp_path / "docs/references.bib").write_text(
        "@misc{a2017,\n author = {A, B.}, title = {T}, date = {2017-06},\n eprint = {1706.00001}, archiveprefix = {arXiv}\n}",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)


def question(body: str, options: str = "    id: sample\n") -> str:
    return f"/// question\n{options}\n{body}///\n"


def explorer(options: str = "", body: str = "Numbers.", element: str = "sample-explorer") -> str:
    return f"/// explorer | C\n    element: {element}\n    predict: What?\n    see: This.\n{options}\n{body}\n///"


BROKEN = {  # text, line, rule
    "misspelt block": ("# T\n\n/// qestion\n///", 3, "block-unknown"),
    "unknown block": ("/// wombat\n///", 1, "block-unknown"),
    "unclosed block": ("# T\n\n/// notes\n- a\n\n## Next\n", 3, "block-never-closed"),
    "option without its spaces": (
        "/// question\nid: a-b\n\nWhat?\n\n- [x] y\n    - because\n- [ ] n\n    - since\n///\n",
        2,
        "block-option-form",
    ),
    "unclosed code": ("# T\n\n```python\nx\n", 3, "code-unclosed"),
    "code under an indented line": ("    a\n```\nx\n```\n", 2, "code-under-indented"),
    "code in a run that begins indented": ("    a\nb\n```\nx\n```\n", 3, "code-under-indented"),
    "close without open": ("text\n\n///\n", 3, "block-never-opened"),
    "block in a block": (
        "/// notes\n- a\n\n/// question\n    id: a\n///\n",
        4,
        "block-inside-block",
    ),
    "too few slashes outside": (
        "/// example\n/// notes\n- a\n///\n///\n",
        2,
        "block-outer-slashes",
    ),
    "close with other slashes": ("//// example\n///\n", 2, "block-closing-slashes"),
    "indented block": ("  /// notes\n", 1, "block-indented"),
    "misspelt option": (question(RIGHT, "    idd: a\n"), 2, "block-unknown-option"),
    "option of another block": ("/// notes\n    id: a\n\n- a\n///", 2, "block-unknown-option"),
    "unreadable options": (question(RIGHT, "    id: a: b\n"), 2, "block-options-unreadable"),
    "option without value": (question(RIGHT, "    id\n"), 2, "block-option-form"),
    "missing option": ("/// question\n\nWhat?\n\n" + RIGHT + WRONG + "///", 1, "block-missing-option"),
    "missing text": (
        "/// misconception\nNo. [@a]\n///",
        1,
        "block-no-argument",
    ),
    "text too many": ("/// notes | hello\n- a\n///", 1, "block-argument"),
    "text in the practice list": ("/// practice\nhello\n///", 2, "derived-block-text"),
    "figure without words": ("/// figure | X\n    src: a.svg\n///", 1, "figure-no-words"),
    "figure without file": ("/// figure | X\n\nwords\n///", 1, "block-missing-option"),
    "explorer without caption": ("/// explorer\n    element: a-b\n///", 1, "block-no-argument"),
    "fold without a title": ("/// deeper\nSo.\n///", 1, "block-no-argument"),
    "too few slashes of a fold": ("/// deeper | Why?\n/// notes\n- a\n///\n///\n", 2, "block-outer-slashes"),
    "explorer without prediction": (
        "/// explorer | C\n    element: sample-explorer\n    see: This.\n\na\n///",
        1,
        "block-missing-option",
    ),
    "explorer with a colon": (explorer("    see: a: b\n"), 5, "block-options-unreadable"),
    "explorer without content": (explorer(body=""), 1, "explorer-no-content"),
    "unknown explorer": (
        explorer(element="simple-explorer"),
        1,
        "explorer-unknown-element",
    ),
    "explorer of one word": (explorer(element="sample"), 1, "explorer-element-name"),
    "unknown model": (explorer("    models: [pocket-t6]\n"), 1, "explorer-unknown-model"),
    "a beginning that is no text": (explorer("    begins: {text: 3}\n"), 1, "explorer-begins"),
    "models that are no list": (explorer("    models: pocket-t5\n"), 1, "explorer-models"),
    "timeline without events": ("/// timeline\n///", 1, "timeline-no-events"),
    "timeline that is no list": ("/// timeline\n\nhello\n///", 2, "timeline-no-list"),
    "timeline that is no YAML": ("/// timeline\n\n- a: b: c\n///", 3, "timeline-yaml"),
    "text in contents": ("/// contents\nhello\n///", 2, "derived-block-text"),
    "text in the cheat sheet": ("/// cheat-sheet\nhello\n///", 2, "derived-block-text"),
    "text in the map": ("/// section-map\nhello\n///", 2, "derived-block-text"),
    "text in references": ("/// references\nhello\n///", 2, "derived-block-text"),
    "block in a quotation": ("> /// term | x\n> y\n> ///", 0, "block-not-at-line-start"),
    "bad id": (question("What?\n\n" + RIGHT + WRONG, "    id: My Question\n"), 1, "question-id"),
    "unknown type": (question("What?\n\n" + RIGHT + WRONG, "    id: a\n    type: essay\n"), 1, "question-type"),
    "reread of no heading": (
        "# T\n\n## Right {#right-one}\n\n" + question("What?\n\n" + RIGHT + WRONG, "    id: a\n    reread: right-on\n"),
        5,
        "question-reread-heading",
    ),
    "reread of no page": (question("What?\n\n" + RIGHT + WRONG, "    id: a\n    reread: none.md#x\n"), 1, "question-reread-page"),
    "odd diagnostic": (question("What?\n\n" + RIGHT + WRONG, "    id: a\n    diagnostic: often\n"), 1, "question-diagnostic"),
    "no options": (question("What?\n"), 1, "question-no-options"),
    "no right answer": (question("What?\n\n" + WRONG + WRONG), 1, "question-no-right-option"),
    "one option": (question("What?\n\n" + RIGHT), 1, "question-one-option"),
    "no prompt": (question(RIGHT + WRONG), 4, "question-no-prompt"),
    "no explanation": (question("What?\n\n- [x] right\n" + WRONG), 6, "question-no-explanation"),
    "no explanation at the end": (question("What?\n\n" + RIGHT + "- [ ] wrong\n"), 8, "question-no-explanation"),
    "two explanations": (question("What?\n\n" + RIGHT + "    - and\n" + WRONG), 8, "question-two-explanations"),
    "odd mark": (question("What?\n\n- [X] right\n    - a\n" + WRONG), 6, "question-option-mark"),
    "mark without space": (question("What?\n\n- [] wrong\n    - a\n" + RIGHT), 6, "question-option-form"),
    "option without text": (question("What?\n\n- [x]\n    - a\n" + WRONG), 6, "question-option-empty"),
    "text between options": (question("What?\n\n" + RIGHT + "Hm.\n" + WRONG), 8, "question-stray-line"),
    "no number": (question("What?\n\n- [x] two\n    - a\n", "    id: a\n    type: number\n"), 7, "question-not-a-number"),
    "two numbers": (
        question("What?\n\n- [x] 2\n    - a\n- [x] 3\n    - b\n", "    id: a\n    type: number\n"),
        1,
        "question-two-right-numbers",
    ),
    "bad tolerance": (
        question("What?\n\n- [x] 2\n    - a\n", "    id: a\n    type: number\n    tolerance: some\n"),
        1,
        "question-tolerance",
    ),
    "wrong answer within tolerance": (
        question("What?\n\n- [x] 2\n    - a\n- [ ] 2.1\n    - b\n", "    id: a\n    type: number\n    tolerance: 0.5\n"),
        10,
        "question-wrong-within-tolerance",
    ),
    "tolerance of a choice": (question("What?\n\n" + RIGHT + WRONG, "    id: a\n    tolerance: 1\n"), 1, "question-number-option"),
    "notes without points": ("/// notes\n///", 1, "notes-no-points"),
    "notes with prose": ("/// notes\n- a\n\nProse.\n///", 4, "notes-prose"),
    "misconception without correction": ("/// misconception | X\n///", 1, "misconception-no-correction"),
    "misconception without source": ("/// misconception | X\nNo.\n///", 1, "misconception-no-source"),
    "a drill's answer in words": ("/// drill\n    id: a\n    answer: two\n\nWhat?\n\n1. So.\n///", 1, "drill-answer"),
    "drill without steps": ("/// drill\n    id: a\n    answer: 2\n\nWhat?\n///", 1, "drill-parts"),
    "drill without a prompt": ("/// drill\n    id: a\n    answer: 2\n\n1. So.\n///", 1, "drill-parts"),
    "empty example": ("//// example\n\n////", 1, "example-empty"),
    "unexplained term": ("/// term | x\n///", 1, "term-no-definition"),
    "forms that are no list": ("/// term | x\n    forms: y\n\nz\n///", 1, "term-forms"),
    "other words that are no list": ("/// term | x\n    also: y\n\nz\n///", 1, "term-also"),
}

EVENT = {"date": "2017-06-12", "kind": "announced", "title": "T", "notes": "2017-06", "text": "'New. [@a2017]'"}
EVENT_MISTAKES = {
    "no date": ({"date": ""}, "timeline-missing-field"),
    "no day": ({"date": "2017"}, "timeline-date"),
    "no kind": ({"kind": ""}, "timeline-missing-field"),
    "unknown kind": ({"kind": "rumor"}, "timeline-kind"),
    "no source": ({"text": "New."}, "timeline-no-source"),
    "no month": ({"notes": "June"}, "timeline-month"),
    "unknown field": ({"colour": "red"}, "timeline-unknown-field"),
}


def broken(text: str) -> tuple[int, str]:
    """Return line and rule of the one finding that stops a text."""
    with pytest.raises(PageError) as caught:
        render(text)
    (finding,) = caught.value.findings
    assert finding.path == "text" and finding.sentence and "\n" not in finding.sentence
    return finding.line, finding.rule


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_named_with_its_line(name):
    text, line, rule = BROKEN[name]
    assert broken(text) == (line, rule)


def event(**changes) -> str:
    fields = {**EVENT, **changes}
    return "- " + "\n  ".join(f"{name}: {value}" for name, value in fields.items()) + "\n"


@pytest.mark.parametrize("name", EVENT_MISTAKES)
def test_a_broken_rule_of_an_event_is_named_with_its_line(name):
    changes, rule = EVENT_MISTAKES[name]
    assert broken(f"/// timeline\n\n{event(**changes)}///\n") == (3, rule)


def test_the_text_that_a_model_was_trained_on_is_told_where_it_is_known():
    known, unknown = render(f"/// timeline\n\n{event(tokens='300B')}{event()}///\n").xpath(".//li[@data-notes]")
    assert known.get("data-tokens") == "300B" and "trained on 300B tokens" in known.text_content()
    assert not unknown.get("data-tokens") and "tokens" not in unknown.text_content()


def test_events_stand_in_order():
    later = event(date="2018-01-01", title="Later")
    assert broken(f"/// timeline\n\n{later}{event()}///\n") == (8, "timeline-order")


@pytest.mark.parametrize(
    ("text", "near"), [("/// qestion\n///", "question"), (explorer("    models: [pocket-t6]\n"), "pocket-t5"), ("/// wombat\n///", None)]
)
def test_a_misspelt_name_suggests_the_nearest(text, near):
    with pytest.raises(PageError) as caught:
        render(text)
    assert re.findall(r"did you mean '(.*?)'\?", str(caught.value)) == ([near] if near else [])


def test_a_choice_is_complete_without_javascript():
    page = render(question("What is *it*?\n\n" + WRONG + RIGHT))
    element = page.xpath(".//llm-question")[0]
    assert element.get("data-kind") == "one" and element.get("id") == "q-sample"
    assert [item.text_content() for item in element.xpath("./ol/li")] == ["wrong", "right"]
    answers = [item.text_content() for item in element.xpath("./details//li")]
    assert answers == ["A is wrong. since", "B is right. because"]
    assert element.xpath("./div//em")


def test_a_question_leads_to_the_paragraphs_that_explain_it():
    page = render("## Before\n\n## The mask {#mask}\n\n" + question("What?\n\n" + RIGHT + WRONG, "    id: a\n    reread: mask\n"))
    link = page.xpath(".//details/p[@class='question__reread']/a")[0]
    assert (link.get("href"), link.text_content()) == ("#mask", "The mask")


def test_a_question_on_the_details_says_so_before_it_is_answered():
    fold = "//// deeper | Why ten?\n    id: why-ten\n\n### Twice {#twice}\n\nText.\n////\n\n"
    for name, title, folded in (("why-ten", "Why ten?", True), ("twice", "Twice", True), ("open", "Open", False)):
        page = render("## Open {#open}\n\n" + fold + question("What?\n\n" + RIGHT + WRONG, f"    id: a\n    reread: {name}\n"))
        before = page.xpath(".//llm-question/p[@class='question__depth'][following-sibling::div]/a")
        assert [(link.get("href"), link.text) for link in before] == [(f"#{name}", title)] * folded


def test_two_right_answers_make_a_question_for_several():
    assert render(question("What?\n\n" + RIGHT + RIGHT + WRONG)).xpath(".//llm-question/@data-kind") == ["several"]


def test_a_number_has_tolerance_unit_and_explained_mistakes():
    body = "How many?\n\n- [x] 12\n    - because\n- [ ] -24.5\n    - twice\n"
    element = render(question(body, "    id: a\n    type: number\n    tolerance: 0.5\n    unit: tokens\n")).xpath(".//llm-question")[0]
    assert (element.get("data-kind"), element.get("data-tolerance"), element.get("data-unit")) == ("number", "0.5", "tokens")
    assert element.xpath(".//li/@data-value") == ["12", "-24.5"]
    assert "12 tokens is right. because" in element.text_content()


def test_a_question_may_hold_code_formulas_and_paragraphs():
    body = "First, $x^2$.\n\n```python\n/// notes\nprint(1)\n```\n\n- [x] `a`\n    - **b**\n- [ ] c\n    - d $y$\n"
    element = render(question(body)).xpath(".//llm-question")[0]
    assert len(element.xpath(".//math")) == 2 and element.xpath(".//pre") and element.xpath(".//strong[text()='b']")


def test_blocks_in_code_are_left_alone():
    assert "/// qestion" in render("```md\n/// qestion\n```\n").text_content()


def test_a_misconception_names_the_claim():
    text = render("/// misconception | It *thinks*.\nNo: `[@x]` [@a2017].\n///").text_content()
    assert "You may hear: “It thinks.”" in text


def test_an_explorer_is_complete_without_javascript():
    figure = render(explorer("    models: [pocket-t5]\n", "A *table*.")).xpath(".//figure[@class='explorer']")[0]
    element = figure.xpath("./sample-explorer")[0]
    assert element.xpath("./div//em/text()") == ["table"] and figure.xpath("./figcaption/text()") == ["C"]
    assert figure[0].text_content() == "Predict first. What?" and figure.xpath("./details/p/text()") == ["This."]


def test_an_explorer_folds_what_would_give_the_answer_away():
    static = render(explorer("    folded: The counts\n", "A *table*.")).xpath(".//sample-explorer/div[@class='explorer__static']")[0]
    assert [child.tag for child in static] == ["details"] and static.xpath("string(details/summary)") == "The counts"
    assert static.xpath("details/p/em/text()") == ["table"], "the content isn't in the fold"


def test_an_explorer_begins_with_the_pages_own_example():
    element = render(explorer("    begins: {text: 'red car:'}\n")).xpath(".//sample-explorer")[0]
    assert json.loads(element.get("data-begins")) == {"text": "red car:"}


def test_an_explorer_says_the_models_size_before_anything_is_fetched():
    element = render(explorer("    models: [pocket-t5]\n")).xpath(".//sample-explorer")[0]
    assert element.get("data-models") == "pocket-t5=2400000"
    assert element.xpath("./button/text()") == ["Open the explorer; it loads pocket-t5, 2.4 MB"]


def test_a_former_id_of_a_heading_keeps_working():
    page = render('## New {#new was="old older"}')
    assert page.xpath(".//h2/span/@id") == ["old", "older"] and page.xpath(".//h2/@id") == ["new"]


def test_an_example_shows_source_and_result_of_the_same_text():
    page = render("//// example\n\n" + question("What?\n\n" + RIGHT + WRONG) + "\n////\n")
    frame = page.xpath(".//div[@class='example']")[0]
    assert "/// question" in frame.xpath(".//pre")[0].text_content() and frame.xpath("./llm-question")


def test_a_fold_is_complete_without_javascript():
    page = render("/// deeper | Why $d_k$, *really*?\n    id: why\n\nSo, *yes*.\n\n### Proof {#proof}\n\nThere. [@a2017]\n///\n\nAfter.\n")
    (fold,) = page.xpath("./details[@class='deeper']")
    assert [child.tag for child in fold] == ["summary", "div"]
    assert fold.xpath("./summary//math") and fold.xpath("./summary/em/text()") == ["really"]
    assert fold.xpath("./div/@id") == ["why"] and fold.xpath("./div/p/em/text()") == ["yes"]
    assert fold.xpath("./div/h3/@id") == ["proof"] and fold.xpath("./div//sup/a/@href") == ["#fn:a2017"]
    assert page.xpath("./p/text()") == ["After."]


def test_other_blocks_work_in_a_fold():
    inner = [
        question("What?\n\n" + RIGHT + WRONG),
        explorer(),
        "/// misconception | X\nNo. [@a2017]\n///",
        "```python\n/// deeper | code\n```",
        "| a |\n|---|\n| 1 |",
    ]
    page = render("//// deeper | Why?\n\n" + "\n\n".join(inner) + "\n\n////\n")
    (body,) = page.xpath("./details/div")
    for path in ("llm-question/ol/li", "figure/sample-explorer/button", "div[@class='misconception']/p", "table"):
        assert body.xpath(f"./{path}"), path
    assert "/// deeper" in body.xpath(".//pre")[0].text_content()


def test_a_sample_may_hold_a_fold_that_holds_a_block():
    page = render("///// example\n\n//// deeper | Why?\n\n/// notes\n- a\n///\n\n////\n\n/////\n")
    assert page.xpath("./div[@class='example']/details/div/div[@class='notes']")


def test_a_timeline_names_kind_and_difference():
    page = render(f"/// timeline\n\n{event(record='Another month.', architecture='decoder-only')}///\n")
    assert page.xpath(".//time/@datetime") == ["2017-06-12"]
    assert "June 12, 2017 · announced" in page.text_content()
    assert "The notes say June 2017. Another month." in page.text_content()


def test_an_event_of_kind_paper_agrees_with_its_papers_month():
    assert broken(f"/// timeline\n\n{event(kind='paper', date='2017-07-01')}///\n") == (3, "timeline-paper-month")
    assert render(f"/// timeline\n\n{event(kind='paper')}///\n").xpath(".//time")


def test_an_unknown_reference_names_the_nearest():
    with pytest.raises(PageError, match=r"^text:3: no reference 'a2071'; did you mean 'a2017'\? Correct the key, or"):
        render("# T\n\nSo [@a2017; @a2071].")


def test_a_reference_unlike_any_other_suggests_none():
    with pytest.raises(PageError, match=r"no reference 'smith2017'\. Correct the key"):
        render("# T\n\nSo [@smith2017].")


@pytest.mark.parametrize("text", ["So [a2017].", "So [@a2017], and [a2017] too."])
def test_a_key_without_its_sign_is_found(text):
    with pytest.raises(PageError, match=r"^text:3: '\[a2017\]' isn't read as a citation\. Write \[@a2017\]\."):
        render(f"# T\n\n{text}")


@pytest.mark.parametrize("text", ["`[a2017]`", "[b2017]", "[a2017](https://a.example)", "A list `a` [a]."])
def test_other_brackets_are_no_citation(text):
    assert render(f"# T\n\n{text}") is not None


def test_a_citation_leads_to_its_reference_and_back():
    page = render("One [@a2017], two [@a2017].")
    assert page.xpath(".//sup/a/@href") == ["#fn:a2017", "#fn:a2017"]
    assert page.xpath(".//div[@class='footnote']//a/@href") == ["https://arxiv.org/abs/1706.00001", "#fnref:a2017", "#fnref2:a2017"]
    assert page.xpath(".//h2[@id='sources']")


def test_whoever_reads_blocks_knows_them_all():
    """In a separate process: here, the extension has already imported every block."""
    program = (
        "from llm_notes.blocks.fences import find_fences; from llm_notes.content.pages import Page; "
        "from llm_notes.content.source import Source; "
        "print([fence.name for fence in find_fences(Source.of_page(Page('a.md', '/// notes\\n- a\\n///', (), 0)))])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "['notes']", run.stderr


def test_the_guides_list_of_blocks_is_complete(root):
    listed = re.search(r"The blocks are (.*?)\.", (root / "CONTRIBUTING.md").read_text(encoding="utf-8"))[1]
    missing = set(all_blocks()) - set(re.findall(r"`([\w-]+)`", listed))
    assert not missing, f"CONTRIBUTING.md: 'The blocks are …' lacks {sorted(missing)}. Add them."
