"""lab/results has what the committed models output for the explorers' static parts."""

import pytest

from lab import shown
from lab.export import read_result


def assert_alike(found, recorded, where: str) -> None:
    """Fail unless both have the same texts and, within 2e-5, the same numbers."""
    if isinstance(recorded, dict):
        assert list(found) == list(recorded), f"{where}: run `python -m lab shown`"
        for key, value in recorded.items():
            assert_alike(found[key], value, f"{where}, {key}")
    elif isinstance(recorded, list):
        assert len(found) == len(recorded), f"{where}: run `python -m lab shown`"
        for at, value in enumerate(recorded):
            assert_alike(found[at], value, f"{where}, {at}")
    else:
        same = abs(found - recorded) < 2e-5 if isinstance(recorded, float) else found == recorded
        assert same, f"{where} is {found}, recorded {recorded}. Run `python -m lab shown`."


@pytest.mark.parametrize("name", shown.PARTS)
def test_the_explorers_show_what_the_models_give(name):
    assert_alike(shown.PARTS[name](), read_result(name), f"lab/results/{name}.json")
