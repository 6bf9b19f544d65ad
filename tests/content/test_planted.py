"""Each check of the source files finds the mistake it is meant for, and names file, line and what to do."""

import re
import shutil

import pytest
from building import ROOT, append, copy, replace
from checks import anatomy, cards, code, glossary, outline, references, spelling

from llm_notes.content.pages import read_page

ATTENTION = "docs/how-transformers-work/attention.md"
MODALITIES = "docs/transformer-capabilities/modalities.md"
HISTORY = "docs/how-transformers-work/history.md"
BIB = "docs/references.bib"


@pytest.fixture
def root(tmp_path):
    """A copy of the sources to plant a fault in."""
    return copy(tmp_path)


def found(findings: list[str], pattern: str) -> str:
    """Return the finding that matches; fails with all findings when none does."""
    matching = [finding for finding in findings if re.search(pattern, finding)]
    assert matching, f"no finding matches '{pattern}' among:\n" + "\n".join(findings)
    return matching[0]


def line_of(root, file: str, text: str) -> int:
    lines = (root / file).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_a_page_that_is_not_in_the_navigation(root):
    replace(root / "mkdocs.yml", "      - how-transformers-work/attention.md\n", "")
    findings = outline.check_navigation(root)
    found(findings, r"^docs/how-transformers-work/attention.md:1: the page isn't in the navigation\. Add a line")
    found(findings, r"the section 'Attention Mechanism' of the outline is missing from the navigation")


def test_a_navigation_entry_without_a_page(root):
    replace(root / "mkdocs.yml", "how-transformers-work/attention.md", "how-transformers-work/atention.md")
    line = line_of(root, "mkdocs.yml", "atention.md")
    found(
        outline.check_navigation(root),
        rf"^mkdocs.yml:{line}: the navigation names 'how-transformers-work/atention.md', "
        r"but there is no such page\. Correct the path",
    )


def test_sections_out_of_order(root):
    replace(root / "mkdocs.yml", "      - how-transformers-work/history.md\n", "")
    replace(
        root / "mkdocs.yml",
        "      - how-transformers-work/attention.md\n",
        "      - how-transformers-work/attention.md\n      - how-transformers-work/history.md\n",
    )
    found(outline.check_navigation(root), r"^mkdocs.yml:\d+: the sections are in the order .*Reorder the lines under nav")


def test_chapters_out_of_order(root):
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    chapter = re.search(r"  - How do Transformers work\?:\n(      - .*\n)+", text).group(0)
    text = text.replace(chapter, "").replace("  - Home: index.md\n", "  - Home: index.md\n" + chapter)
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    found(outline.check_navigation(root), r"^mkdocs.yml:\d+: the chapters are in the order .*Reorder")


def test_a_chapter_whose_page_is_titled_otherwise(root):
    replace(root / "mkdocs.yml", "  - How do Transformers work?:", "  - How Transformers work:")
    found(
        outline.check_navigation(root),
        r"^mkdocs.yml:\d+: the navigation calls the chapter 'How Transformers work'.*"
        "Make them the same",
    )


def test_an_introduction_that_leaves_out_a_section(root):
    replace(root / "docs/how-transformers-work/index.md", "](attention.md)", "](architecture.md)")
    found(
        outline.check_introductions(root),
        r"^docs/how-transformers-work/index.md:1: the chapter's introduction doesn't link "
        r"its section 'Attention Mechanism'\. Add it to the list",
    )


def test_an_introduction_that_leaves_open_what_a_section_answers(root):
    file = root / "docs/how-transformers-work/index.md"
    replace(file, re.search(r"\(attention\.md\).*", file.read_text(encoding="utf-8"))[0], "(attention.md): what it answers.")
    found(
        outline.check_introductions(root),
        r"^docs/how-transformers-work/index\.md:\d+: the introduction doesn't say what the section 'Attention Mechanism' answers",
    )


def test_leftover_template_text(root):
    shutil.copytree(ROOT / "templates", root / "templates")
    assert not anatomy.check_template(root)
    append(
        root / ATTENTION, next(line for line in (ROOT / "templates/section.md").read_text(encoding="utf-8").split("\n") if len(line) > 200)
    )
    found(anatomy.check_template(root), rf"^{ATTENTION}:(\d+): text of the template is left: lines \1\. Write your own")


def test_a_renamed_section(root):
    replace(root / ATTENTION, "# Attention Mechanism", "# How attention works")
    found(
        outline.check_navigation(root),
        "the section 'Attention Mechanism' of the outline is missing from the "
        "navigation, or its page has another title. Add the page with exactly this title",
    )


def test_a_missing_point(root):
    page = read_page(root / ATTENTION, root / "docs")
    first = next(line for line in page.lines if line.startswith("- "))
    replace(root / ATTENTION, first + "\n", "")
    found(outline.check_points(root), rf"^{ATTENTION}:\d+: 'In short' has 5 points, the outline has 6\. Write one list item")


def test_a_point_missing_from_an_item_that_holds_several(root):
    replace(root / MODALITIES, "in words.\n- **Image classification**", "in words, and **image classification**")
    assert not outline.check_points(root)
    replace(root / MODALITIES, "in words, and **image classification**", "in words, and image classification")
    found(outline.check_points(root), rf"^{MODALITIES}:\d+: 'In short' has 2 points, the outline has 3\. .* or several points in one item")


def test_a_point_without_its_terms(root):
    page = read_page(root / ATTENTION, root / "docs")
    item = next(line for line in page.lines if line.startswith("- ") and "cross-attention" in line.lower())
    line = line_of(root, ATTENTION, item)
    replace(root / ATTENTION, item, "- Something about the encoder and the decoder.")
    found(
        outline.check_points(root),
        rf"^{ATTENTION}:{line}: this point must say: cross-attention between encoder and "
        r"decoder\. Its item doesn't say 'cross-attention'\. Add the words",
    )


@pytest.mark.parametrize("part", anatomy.FIXED)
def test_a_missing_part_of_a_page(root, part):
    replace(root / ATTENTION, f"## {part}\n", f"## Not {part.lower()}\n")
    found(anatomy.check(root), rf"^{ATTENTION}:\d+: the part '## {part}' is missing\. Add it")


def test_parts_in_another_order(root):
    replace(root / ATTENTION, "## Try it\n", "## A\n")
    replace(root / ATTENTION, "## In code\n", "## Try it\n")
    replace(root / ATTENTION, "## A\n", "## In code\n")
    found(anatomy.check(root), rf"^{ATTENTION}:\d+: the parts are in the order In code, In short, Try it.* Put them")


@pytest.mark.parametrize("before", ["## Which English word", "## Three uses", "## Where this goes wrong"])
def test_the_points_anywhere_but_above_the_code(root, before):
    text = (root / ATTENTION).read_text(encoding="utf-8")
    start, end = text.index("## In short"), text.index("## In code")
    points, text = text[start:end], text[:start] + text[end:]
    (root / ATTENTION).write_text(text.replace(f"\n{before}", f"\n{points}{before}", 1), encoding="utf-8")
    line = line_of(root, ATTENTION, "## In short")
    (finding,) = [finding for finding in anatomy.check(root) if finding.startswith(ATTENTION)]
    found([finding], rf"^{ATTENTION}:{line}: 'In short' sums up what has been explained\. Move it, .* directly above '## In code'")


def test_too_few_questions_misconceptions_figures_words_and_sources(root):
    text = (root / ATTENTION).read_text(encoding="utf-8")
    text = re.sub(r"/// (question|misconception|figure)\b.*?\n///\n", "", text, flags=re.DOTALL)
    start, end = text.index("\n## "), text.index("## In short")
    (root / ATTENTION).write_text(re.sub(r"\[@[^\]]*\]", "", text[:start] + "\n\n" + text[end:]), encoding="utf-8")
    findings = anatomy.check(root)
    found(findings, rf"^{ATTENTION}:\d+: 'Check yourself' holds 0 /// question blocks\. Write {anatomy.OUTLINE.questions} or more")
    found(findings, rf"^{ATTENTION}:\d+: no question asks for a number\. Add one")
    found(findings, rf"^{ATTENTION}:\d+: the page has 0 figures\. Add {anatomy.OUTLINE.figures} or more")
    found(findings, rf"^{ATTENTION}:\d+: 'Where this goes wrong' holds 0 /// misconception blocks")
    found(findings, rf"^{ATTENTION}:\d+: the explanation has 0 words\. Write {anatomy.OUTLINE.words.start} to")
    found(findings, rf"^{ATTENTION}:\d+: the page cites 0 sources\. Cite {anatomy.OUTLINE.sources} or more")


def test_no_code_and_no_opening_sentence(root):
    text = (root / ATTENTION).read_text(encoding="utf-8").replace("```python", "```text").replace("\nYou ", "\nWe ")
    (root / ATTENTION).write_text(text, encoding="utf-8")
    findings = anatomy.check(root)
    found(findings, rf"^{ATTENTION}:\d+: 'In code' has no Python block that the tests run\. Add one")
    found(findings, rf"^{ATTENTION}:\d+: the page doesn't open with what the reader will be able to do\. Start with")


def test_worked_numbers_without_a_test(root):
    (root / "tests/content/test_worked_attention.py").unlink()
    found(
        anatomy.check_worked_examples(root),
        rf"^{ATTENTION}:\d+: no test recomputes the worked numbers.*Write tests/content/test_worked_attention\.py",
    )


def test_front_matter_without_description_and_review(root):
    text = (root / ATTENTION).read_text(encoding="utf-8")
    (root / ATTENTION).write_text(text[text.index("# Attention") :] + "\n# Second title\n", encoding="utf-8")
    findings = anatomy.check_front_matter(root)
    found(findings, rf"^{ATTENTION}:1: the description has 0 characters\. Write 'description:'")
    found(findings, rf"^{ATTENTION}:1: the day of the last review is missing\. Write 'reviewed: YYYY-MM-DD'")
    found(findings, rf"^{ATTENTION}:1: a page has one title\. Write it once")


def test_a_section_beyond_the_outline_is_welcome_and_held_to_the_anatomy(root):
    (root / "docs/how-transformers-work/beyond.md").write_text("# Beyond\n\nHello.\n", encoding="utf-8")
    replace(
        root / "mkdocs.yml",
        "      - how-transformers-work/attention.md\n",
        "      - how-transformers-work/attention.md\n      - how-transformers-work/beyond.md\n",
    )
    assert outline.check_navigation(root) == []
    found(anatomy.check(root), r"^docs/how-transformers-work/beyond.md:1: the part '## In short' is missing")


def test_the_template_for_new_sections_is_a_whole_page(root):
    from building import ROOT

    (root / "docs/how-transformers-work/beyond.md").write_bytes((ROOT / "templates/section.md").read_bytes())
    replace(
        root / "mkdocs.yml",
        "      - how-transformers-work/attention.md\n",
        "      - how-transformers-work/attention.md\n      - how-transformers-work/beyond.md\n",
    )
    findings = anatomy.check(root) + anatomy.check_front_matter(root) + code.check(root)
    assert not [finding for finding in findings if "beyond.md" in finding]


def test_a_duplicate_reference(root):
    append(root / BIB, "@misc{vaswani2017,\n  title = {Again}\n}")
    found(references.check(root), rf"^{BIB}:\d+: the key 'vaswani2017' is already used on line \d+\. Remove one")


def test_a_reference_that_nobody_cites(root):
    append(root / BIB, "@misc{nobody1999,\n  author = {Nobody, A.},\n  title = {T},\n  date = {1999},\n  url = {https://example.org}\n}")
    line = line_of(root, BIB, "nobody1999")
    found(references.check(root), rf"^{BIB}:{line}: no page cites 'nobody1999'\. Cite it")


@pytest.mark.parametrize("field", ["author", "title", "date", "url"])
def test_a_reference_without_a_field(root, field):
    fields = {"author": "Nobody, A.", "title": "T", "date": "1999", "url": "https://example.org"}
    del fields[field]
    append(root / BIB, "@misc{nobody1999,\n" + ",\n".join(f"  {k} = {{{v}}}" for k, v in fields.items()) + "\n}")
    wanted = "link" if field == "url" else field
    found(references.check(root), rf"^{BIB}:\d+: the reference 'nobody1999' has no {wanted}\. Add:")


def test_a_bibliography_that_is_not_bibtex(root):
    append(root / BIB, "@misc{broken, title = {never closed")
    found(references.check(root), rf"^{BIB}:\d+: this isn't readable as BibTeX .* Check braces")


def test_an_arxiv_number_of_another_month(root):
    text = (root / BIB).read_text(encoding="utf-8")
    entry = re.search(r"@\w+\{vaswani2017,.*?\n\}", text, re.DOTALL).group(0)
    changed = re.sub(r"date\s*=\s*\{[^}]*\}", "date = {2017-12-06}", entry)
    (root / BIB).write_text(text.replace(entry, changed), encoding="utf-8")
    found(
        references.check(root),
        rf"^{BIB}:\d+: 'vaswani2017' is dated 2017-12-06, but arXiv:1706.03762 was first "
        r"submitted in 2017-06\. Correct",
    )


def test_an_http_link_in_the_bibliography(root):
    append(root / BIB, "@misc{nobody1999,\n  author = {Nobody, A.},\n  title = {T},\n  date = {1999},\n  url = {http://example.org}\n}")
    found(references.check(root), r"the link of 'nobody1999' is http\. Write https")


def test_python_blocks_that_fail_or_print_something_else(root):
    append(root / ATTENTION, "```python\nprint(1 + 1)\n```\n\n```text title=\"Output\"\n3\n```\n\n```python\nraise ValueError('no')\n```")
    findings = code.check(root)
    output = line_of(root, ATTENTION, "print(1 + 1)") + 4
    found(
        findings,
        rf"^{ATTENTION}:{output}: the block above doesn't print what the page shows\. Replace the "
        r"output with:\n2",
    )
    failing = line_of(root, ATTENTION, "raise ValueError")
    found(findings, rf"^{ATTENTION}:{failing}: this Python block fails: ValueError: no\. Correct it")


def test_a_python_block_that_does_not_compile(root):
    append(root / ATTENTION, "```{.python .hub}\nmodel = = 1\n```")
    line = line_of(root, ATTENTION, "model = = 1")
    found(code.check(root), rf"^{ATTENTION}:{line}: this Python block doesn't compile")


def test_a_python_block_whose_output_is_not_shown(root):
    append(root / ATTENTION, "```python\nprint('hidden')\n```")
    found(code.check(root), rf"^{ATTENTION}:\d+: this block prints, but the page doesn't show its output\. Add a block")


def test_a_line_of_code_that_is_cut_off(root):
    append(root / ATTENTION, f"```python\nwide = {'1 + ' * 17}1\n```")
    findings = code.check(root, pages=[read_page(root / ATTENTION, root / "docs")])
    found(findings, rf"^{ATTENTION}:{line_of(root, ATTENTION, 'wide =')}: this line of code has 76 characters; a page shows 70\. Break it")


def test_glossary_terms_that_nobody_uses_or_that_lead_nowhere(root):
    append(
        root / "docs/glossary.md",
        "/// term | zyzzyva model\n\nA beetle.\n///\n\n/// term | abacus\n\nOld.\n///\n\n/// term | abacus\n\nAgain.\n///",
    )
    findings = glossary.check(root)
    line = line_of(root, "docs/glossary.md", "zyzzyva")
    found(findings, rf"^docs/glossary.md:{line}: no section uses the term 'zyzzyva model'\. Use it")
    found(findings, rf"^docs/glossary.md:{line}: the term 'zyzzyva model' leads nowhere\. Link it")
    found(findings, r"^docs/glossary.md:\d+: the term 'abacus' comes after 'zyzzyva model'\. Put the terms in")
    found(findings, r"^docs/glossary.md:\d+: the term 'abacus' is already on line \d+\. Remove one")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "What is compared with what?",
            "What does this page say?",
            r"'this page' in the question 'attention-which-query' refers to nothing .* Say in the card itself",
        ),
        (
            "What is compared with what?",
            "What is compared in the table above?",
            r"'above' in the question 'attention-which-query' refers to nothing",
        ),
        ("What is compared with what?", "What is compared in [Masks](#m), see the explorer?", "'the explorer' in the question"),
        (
            "    - That is the decoder's masked self-attention.",
            "    - The figure shows it.",
            "'The figure' in the question 'attention-which-query' refers",
        ),
        (
            "    - That is the decoder's masked self-attention.",
            "    - That is said in [the figure](#f). It is never above 1, nor below the others.",
            None,
        ),
        (
            'A query made from "red" with the keys of "the", "red" and "car"',
            "Both of the above",
            "the option 'Both of the above' of the question 'attention-which-query' depends",
        ),
        (
            'A query made from "red" with the keys of "the", "red" and "car"',
            "None of these.",
            "the option 'None of these.' of the question .* Write out what it says",
        ),
        (
            'A query made from "red" with the keys of "the", "red" and "car"',
            "Only the first",
            "the option 'Only the first' of the question",
        ),
        (
            'A query made from "red" with the keys of "the", "red" and "car"',
            "The first of the words is compared with both of the others",
            None,
        ),
        (
            "    - That is the decoder's masked self-attention.",
            "    - Answer B is nearer.",
            "'attention-which-query' says 'Answer B', but options are shuffled",
        ),
    ],
)
def test_a_card_that_needs_its_page_or_its_options_places(root, old, new, sentence):
    replace(root / ATTENTION, old, new)
    if sentence is None:
        assert cards.check_wording(root) == []
    else:
        found(cards.check_wording(root), rf"^{ATTENTION}:{line_of(root, ATTENTION, new)}: .*{sentence}")


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["b and c", "a and b", "a alone"], []),
        (["a", "b", "A and B."], []),
        (["The mask", "The query", "a and b", "neither"], ["a and b", "neither"]),
        (["The mask", "The query", "Only A"], ["Only A"]),
        (["The mask", "The query", "e and f"], []),
        (["A", "The mask", "The query"], []),
    ],
)
def test_letters_are_places_only_where_they_lead_to_another_option(root, options, wrong):
    text = "".join(f"- [{' x'[not number]}] {option}\n    - Why.\n" for number, option in enumerate(options))
    append(root / ATTENTION, f"/// question\n    id: attention-merge\n\nWhich pair is merged first?\n\n{text}///")
    assert re.findall(r"the option '([^']*)' of the question 'attention-merge'", "\n".join(cards.check_wording(root))) == wrong


def test_a_question_id_on_two_pages(root):
    name = re.search(r"^/// question\n    id: (\S+)", (root / ATTENTION).read_text(encoding="utf-8"), re.MULTILINE)[1]
    append(root / HISTORY, f"/// question\n    id: {name}\n\nAgain?\n\n- [x] yes\n    - it is\n- [ ] no\n    - it is not\n///")
    for one, other in ((ATTENTION, HISTORY), (HISTORY, ATTENTION)):
        line = line_of(root, one, f"    id: {name}")
        found(cards.check_ids(root), rf"^{one}:{line}: the id '{name}' is also used by a question in {other}, .* Give the newer")


def test_a_drill_and_a_term_that_need_their_page(root):
    drill, term = "Three tokens have queries, keys and values of two numbers each.", "An encoder-only Transformer from October 2018,"
    replace(root / "docs/drills.md", drill, "As we saw, " + drill)
    replace(root / "docs/glossary.md", term, "As the example: " + term)
    findings = cards.check_wording(root)
    found(findings, rf"^docs/drills.md:{line_of(root, 'docs/drills.md', drill)}: 'As we saw' in the drill 'attention' refers to nothing")
    found(findings, rf"^docs/glossary.md:{line_of(root, 'docs/glossary.md', term)}: 'the example' in the term 'BERT' refers to nothing")


@pytest.mark.parametrize(
    ("ids", "several"),
    [
        (("architecture-choose", "attention-heat-map", "what-is-nlp-always-o", "modalities-add-label", "history-arxiv-number"), False),
        (("architecture-decoder-sees", "history-before-2017", "limitations-four-times", "modalities-removed-call"), True),
    ],
)
def test_a_place_that_is_right_too_seldom(root, ids, several):
    for page in (root / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in ids:  # the first option becomes the second
            text = re.sub(rf"(    id: {name}\n(?:    .*\n)*\n.*\n\n)(- .*\n    - .*\n)(- .*\n    - .*\n)", r"\1\3\2", text)
        page.write_text(text, encoding="utf-8")
    (finding,) = cards.check_balance(root)
    assert re.search(
        rf"^docs/[a-z/-]+\.md:\d+: in \d+ questions with 4 options and {'several right ones' if several else 'one right one'}, the \w+ is right \d+ times "
        r"and the first \d times.* Move the right option",
        finding,
    )


def test_no_single_question_on_a_balanced_site_trips_the_places(root):
    options = ["- [ ] a\n    - Why.\n"] * 4
    for place in range(4):
        text = "".join(options[:place]) + "- [x] b\n    - Why.\n" + "".join(options[place + 1 :])
        (root / ATTENTION).write_text(
            (root / ATTENTION).read_text(encoding="utf-8") + f"\n/// question\n    id: one-{place}\n\nWhich?\n\n{text}///\n",
            encoding="utf-8",
        )
        assert cards.check_balance(root) == []


def test_a_misspelt_word(root):
    append(root / ATTENTION, "This is a mispelled word, `mispeled` isn't.")
    line = line_of(root, ATTENTION, "mispelled")
    findings = spelling.check(root)
    found(
        findings,
        rf"^{ATTENTION}:{line}: 'mispelled' isn't in the dictionary\. Did you mean .*misspelled.*add it to "
        "tests/content/words.txt",
    )
    assert not any("'mispeled'" in finding for finding in findings), "a word in code was checked"


def test_an_unsorted_word_list(root):
    append(root / spelling.WORDS, "aardvark")
    found(spelling.check_list(root), r"^tests/content/words.txt:1: the words aren't in alphabetical order")
