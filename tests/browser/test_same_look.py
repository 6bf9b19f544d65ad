"""Pages look the same with the publish step and without it (bench/looks.py compares them all)."""

import pytest
from building import ROOT, built
from looks import FEW, differ, take
from serving import serving

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def unpublished(once):
    """The address of the site as the engine built it, without the publish step."""
    with serving(once("unpublished", lambda folder: built(ROOT, folder, deploy=False))) as address:
        yield address


@pytest.mark.parametrize("look", FEW, ids=str)
def test_the_publish_step_changes_nothing_that_is_seen(browser, address, unpublished, look, tmp_path):
    pictures = {name: take(browser, place, look) for name, place in (("without", unpublished), ("with", address))}
    if differ(browser, pictures["without"], pictures["with"]):
        for name, picture in pictures.items():
            (tmp_path / f"{name}.png").write_bytes(picture)
        pytest.fail(
            f"{look}: looks different after the publish step. Compare the two pictures in {tmp_path}; "
            "see llm_notes/publish/styles.py for what it removes."
        )


def test_a_picture_tells_what_is_seen_from_how_it_is_drawn(browser):
    page = browser.new_page(viewport={"width": 300, "height": 100})

    def drawn(css: str, text: str = "pretraining") -> bytes:
        page.set_content(
            f"<style>p {{ border: 1px solid #888; border-radius: 1em; padding: 2px 9px; min-height: 1em }} {css}</style><p>{text}"
        )
        return page.screenshot()

    # A box without text: how a browser draws letters between two pixels depends on the machine's fonts.
    assert not differ(browser, drawn("", text=""), drawn("p { margin-left: .4px }", text="")), (
        "half a pixel shouldn't count as a difference"
    )
    plain = drawn("")
    for css in (
        "p { border-color: transparent }",
        "p { color: red }",
        "p { font-weight: 700 }",
        "p { margin-left: 4px }",
        "p { display: none }",
    ):
        assert differ(browser, plain, drawn(css)), css
    page.close()
