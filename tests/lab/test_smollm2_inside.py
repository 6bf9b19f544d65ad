"""What inside-explorer shows is what lab/results/smollm2.json holds."""

import json

from lab import smollm2_inside


def test_the_file_is_what_was_measured():
    written = json.loads(smollm2_inside.TARGET.read_text(encoding="utf-8"))
    where = "docs/assets/explorers/data/inside.json"
    assert smollm2_inside.contents() == written, (
        f"{where}: isn't what lab/results/smollm2.json holds. Run: python -c 'from lab.smollm2_inside import write_inside; write_inside()'"
    )
