"""The source files pass every check that needs no built site."""

import pytest
from checks import anatomy, assertions, cards, code, glossary, outline, references, results, spelling

CHECKS = {
    "anatomy of section pages": anatomy.check,
    "front matter": anatomy.check_front_matter,
    "worked examples": anatomy.check_worked_examples,
    "text of the template": anatomy.check_template,
    "navigation against outline and files": outline.check_navigation,
    "chapters' introductions": outline.check_introductions,
    "points of the outline": outline.check_points,
    "references": references.check,
    "cards away from their page": cards.check_wording,
    "questions' ids": cards.check_ids,
    "right options by place": cards.check_balance,
    "Python blocks": code.check,
    "results": results.check,
    "assertions that can't fail": assertions.check,
    "comparisons without an assertion": assertions.check_comparisons,
    "glossary": glossary.check,
    "spelling": spelling.check,
    "word list": spelling.check_list,
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_the_pages_pass(check, root):
    findings = check(root)
    assert not findings, "\n" + "\n".join(findings)
