"""bench/README.md shows what the benches measured, and nothing typed by hand."""

import pytest
from building import ROOT

from bench.report import (
    BEGIN,
    END,
    explorers_table,
    growth_plot,
    growth_table,
    late_start_table,
    pages_table,
    smollm2_table,
    text,
    with_report,
)

MACHINE = {"date": "2026-01-02", "processor": "a processor", "cores": 2, "load": 0.1, "browser": "150"}
MEASURE = {"median": 1234.0, "min": 1000.0, "max": 2000.0}
PAGES = {
    "machine": MACHINE,
    "repeats": 3,
    "slowed": 4,
    "network": "a network",
    "pages": {"home": {"ours": dict.fromkeys(("fcp", "lcp", "tbt", "cls", "bytes"), MEASURE)}},
}
GROWTH = {
    "machine": MACHINE,
    "repeats": 3,
    "engines": {
        "mkdocs": {
            size: {
                "build": seconds,
                "build_min": seconds,
                "build_max": seconds + 1,
                "processor": seconds,
                "reload": 0.5,
                "largest_html": 99_000,
                "search_index": 12_300,
                "search": 0.44,
            }
            for size, seconds in (("11", 2.0), ("110", 9.0))
        }
    },
}


def test_the_readme_shows_what_was_measured():
    shown = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    assert with_report(shown, text()) == shown, "bench/README.md: the figures don't match bench/results/. Run 'python bench/report.py'."


def test_tables_name_medians_spread_date_and_machine():
    table = pages_table(PAGES)
    assert "| home | these notes | 1.23 (1.00–2.00) | 1.23 (1.00–2.00) | 1234 |" in table
    assert "2026-01-02, a processor, 2 cores" in table
    assert "| mkdocs | 110 | 9.0 | 9.0 | 0.5 | 99 | 12 | 0.4 |" in growth_table(GROWTH)
    assert growth_plot(GROWTH).startswith("<svg") and "mkdocs" in growth_plot(GROWTH)


def test_the_explorers_table_names_both_times():
    found = {
        "machine": MACHINE,
        "slowed": 4.0,
        "explorers": {"a-explorer": {"own": 2500, "all": 9100, "lines": 90, "first": 412, "again": 380}},
    }
    assert "| a-explorer | 2.5 | 9.1 | 0.41 | 0.38 |" in explorers_table(found)


def test_the_late_starts_table_names_page_view_and_kind():
    took = {"fcp": MEASURE, "lcp": MEASURE}
    found = {
        "machine": MACHINE,
        "repeats": 3,
        "packed_bytes": {"sheet": 23_900, "script": 34_900, "search": 133_000},
        "pages": {"home": {"first": {"ours": took, "shared": took}, "second": {}}},
    }
    table = late_start_table(found)
    assert "24 KB" in table and "133 KB" in table
    assert "| home | first | one sheet for all, script deferred | 1.23 (1.00–2.00) | 1.23 (1.00–2.00) |" in table


def test_lost_marks_are_a_sentence():
    assert with_report(f"a {BEGIN} old {END} b", "new") == "a new b"
    with pytest.raises(ValueError, match="^bench/README.md: the marks .* are missing"):
        with_report("a b", "new")


def test_smollm2_s_table_names_speed_memory_and_machine():
    spread = {"median": 2.51, "min": 2.0, "max": 3.0}
    found = {
        "machine": MACHINE,
        "repeats": 5,
        "first": spread,
        "rate": {"median": 12.34, "min": 11.0, "max": 13.0},
        "processor": {"first": {"median": 2.04, "min": 1.9, "max": 2.2}, "rate": {"median": 14.5, "min": 14.0, "max": 15.0}},
        "load": {"seconds": 1.26, "weights": 111_600_000},
        "memory": 400_200_000,
        "asked": [{"read": 50}],
    }
    table = smollm2_table(found)
    assert "questions of 50 tokens" in table and "2026-01-02, a processor, 2 cores" in table
    assert "| 2.5 (2.0–3.0) | 2.0 (1.9–2.2) | 12.3 (11.0–13.0) | 14.5 (14.0–15.0) | 1.3 | 112 | 400 |" in table
