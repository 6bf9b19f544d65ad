"""Pages look the same with the publish step and without it (bench/looks.py compares them all)."""

import pytest

from building import ROOT, built
from looks import FEW, take
from serving import serving


@pytest.fixture(scope="module")
def unpublished(once):
    """The address of the site as the engine built it."""
    with serving(once("unpublished", lambda folder: built(ROOT, folder, deploy=False))) as address:
        yield address


@pytest.mark.parametrize("look", FEW, ids=str)
def test_the_publish_step_changes_nothing_that_is_seen(browser, address, unpublished, look, tmp_path):
    pictures = {name: take(browser, place, look) for name, place in (("without", unpublished), ("with", address))}
    if pictures["with"] != pictures["without"]:
        for name, picture in pictures.items():
            (tmp_path / f"{name}.png").write_bytes(picture)
        pytest.fail(f"{look}: looks different with the publish step. Compare the two pictures in {tmp_path}; "
                    "see llm_notes/publish/styles.py for what it leaves out.")
