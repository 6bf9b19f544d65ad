"""What overrides/ replaces in the theme hasn't changed since it was written."""

import hashlib
from pathlib import Path

import material
import pytest
from building import ROOT

TEMPLATES = Path(material.__file__).parent / "templates"
# Hashes of Material's templates that files in overrides/ replace, from when those were written.
ORIGINALS = {
    "404.html": "80c93494b5432b1bcdf292caeb67a0653c45b37372f49e08ad4a70ca695a7495",
    "partials/feedback.html": "d47879b262c1d49f66f3572974457844bc5c74542790803a39f121d7655f39cb",
    "partials/tabs-item.html": "52fe1f551aa2dbfc9e15a19718a4cadd1f1e728d567ca21fea493ebfccaf3fe2",
    "partials/toc-item.html": "418f31ce2e6d559934f610084a5c8493f9618b96268909601552ac48aa0c15c2",
}
# Pieces of Material's templates that overrides/main.html and llm_notes/publish/html.py look for and change.
PIECES = {
    "partials/search.html": 'role="dialog">',
    "partials/source.html": ' data-md-component="source"',
    "partials/nav-item.html": 'aria-labelledby="{{ path }}_label" aria-expanded="{{ nav_item.active | tojson }}"',
    "partials/footer.html": "{{ page.next_page.title | e }}",
    "base.html": 'type="checkbox" id="__drawer" autocomplete="off">',
}


@pytest.mark.parametrize("name", ORIGINALS)
def test_the_theme_s_own_template_is_unchanged(name):
    now = hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest()
    assert now == ORIGINALS[name], (
        f"overrides/{name}:1: Material has changed the template that this file replaces. Compare it with the new one ({name} in "
        f"the package material, below templates/), copy what matters, then write '{now}' in tests/site/test_overrides.py."
    )


def test_every_replaced_template_is_watched():
    replaced = {file.relative_to(ROOT / "overrides").as_posix() for file in (ROOT / "overrides").rglob("*.html")}
    assert replaced - {"main.html"} == set(ORIGINALS), (
        "tests/site/test_overrides.py:13: ORIGINALS must list every template in overrides/ except main.html. Add or remove its line."
    )


@pytest.mark.parametrize("name", PIECES)
def test_what_is_changed_in_passing_is_still_there(name):
    assert PIECES[name] in (TEMPLATES / name).read_text(encoding="utf-8"), (
        f"overrides/main.html:1: Material's {name} no longer holds {PIECES[name]}. Check whether the fix is still needed, and "
        "remove or update it (overrides/main.html, src/llm_notes/publish/html.py, tests/site/test_overrides.py)."
    )
