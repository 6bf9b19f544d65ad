"""Shows the measurements in bench/README.md, and draws growth: `python bench/report.py`, after the benches have run.

The text goes between two marks there; tests/unit/test_bench_report.py checks it against the files in bench/results/.
"""

import json
import sys
import xml.etree.ElementTree as etree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from llm_notes.blocks.plot import Point, lines  # noqa: E402

RESULTS = ROOT / "bench" / "results"
BEGIN, END = "<!-- bench: begin, written by bench/report.py -->", "<!-- bench: end -->"
KINDS = {
    "ours": "these notes",
    "shared": "one sheet for all, script deferred",
    "plain": "Material as it comes",
    "hand": "by hand",
    "ours, explorer open": "these notes, an explorer opened",
}
LOOK = (
    "text{font:12px sans-serif;fill:#24292f}path,line,polyline{stroke:#57606a;fill:none}circle,rect,polygon{fill:#57606a}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}path,line,polyline{stroke:#9da7b1}circle,rect,polygon{fill:#9da7b1}}"
)


def _seconds(measure: dict[str, float]) -> str:
    return f"{measure['median'] / 1000:.2f} ({measure['min'] / 1000:.2f}–{measure['max'] / 1000:.2f})"


def _on(machine: dict) -> str:
    return f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, load {machine['load']}"


def _table(sentence: str, head: tuple[str, ...], rows: list[tuple]) -> str:
    return "\n".join([sentence, "", f"| {' | '.join(head)} |", "|---" * len(head) + "|", *(f"| {' | '.join(row)} |" for row in rows)])


def pages_table(found: dict) -> str:
    """Return the Markdown of how long first visits took. found: what bench/pages.py writes."""
    return _table(
        f"First visits over {found['network']}, processor slowed {found['slowed']} times: medians of {found['repeats']} visits "
        f"in turns (fastest–slowest). {_on(found['machine'])}, Chromium {found['machine']['browser']}.",
        ("Page", "Kind", "First paint, s", "Largest paint, s", "Blocking, ms", "Shift", "Packed KB"),
        [
            (
                page,
                KINDS[kind],
                _seconds(took["fcp"]),
                _seconds(took["lcp"]),
                f"{took['tbt']['median']:.0f}",
                f"{took['cls']['median']:.3f}",
                f"{took['bytes']['median'] / 1000:.0f}",
            )
            for page, kinds in found["pages"].items()
            for kind, took in kinds.items()
        ],
    )


def late_start_table(found: dict) -> str:
    """Return the Markdown of first and second views with and without the late start. found: what bench/late_start.py writes."""
    sizes = {name: f"{size / 1000:.0f} KB" for name, size in found["packed_bytes"].items()}
    return _table(
        f"The theme's late start against one sheet for all pages ({sizes['sheet']} packed) with the theme's script deferred "
        f"({sizes['script']}, which then requests the search's {sizes['search']}): first visits, and views after the home page with "
        f"its files in the browser's cache. Conditions as above; medians of {found['repeats']} in turns. {_on(found['machine'])}, "
        f"Chromium {found['machine']['browser']}.",
        ("Page", "View", "Kind", "First paint, s", "Largest paint, s"),
        [
            (page, view, KINDS[kind], _seconds(took["fcp"]), _seconds(took["lcp"]))
            for page, views in found["pages"].items()
            for view, kinds in views.items()
            for kind, took in kinds.items()
        ],
    )


def growth_table(found: dict) -> str:
    """Return the Markdown of how build times grow. found: what bench/growth.py writes."""
    return _table(
        f"Clean build with the publish step and time from a saved page to its preview, medians of {found['repeats']}. {_on(found['machine'])}.",
        (
            "Engine",
            "Sections",
            "Clean build, s",
            "of the processor, s",
            "Saved to seen, s",
            "Largest page, KB",
            "Search index packed, KB",
            "Search, s",
        ),
        [
            (
                engine,
                f"{int(size):,}",
                f"{took['build']:.1f}",
                f"{took['processor']:.1f}",
                f"{took['reload']:.1f}",
                f"{took['largest_html'] / 1000:.0f}",
                f"{took['search_index'] / 1000:.0f}",
                f"{took['search']:.1f}",
            )
            for engine, sizes in found["engines"].items()
            for size, took in sizes.items()
        ],
    )


def explorers_table(found: dict) -> str:
    """Return the Markdown of how soon each explorer answers. found: what bench/explorers.py writes."""
    return _table(
        f"From the tap on an explorer to its first answer, processor slowed {found['slowed']:g} times, files from the same machine; "
        f"again with the files in the browser's cache. {_on(found['machine'])}, Chromium {found['machine']['browser']}.",
        ("Explorer", "Own code packed, KB", "With what it imports, KB", "First answer, s", "Again, s"),
        [
            (name, f"{took['own'] / 1000:.1f}", f"{took['all'] / 1000:.1f}", f"{took['first'] / 1000:.2f}", f"{took['again'] / 1000:.2f}")
            for name, took in found["explorers"].items()
        ],
    )


def smollm2_table(found: dict) -> str:
    """Return the Markdown of how fast SmolLM2 reads and writes. found: what bench/smollm2.py writes."""
    shown, used = (
        [f"{some[key]['median']:.1f} ({some[key]['min']:.1f}–{some[key]['max']:.1f})" for key in ("first", "rate")]
        for some in (found, found["processor"])
    )
    read = found["asked"][0]["read"]
    return _table(
        f"SmolLM2 in its Worker, from this machine: medians of {found['repeats']} questions of {read} tokens, template included "
        f"(smallest–largest). {_on(found['machine'])}, Chromium {found['machine']['browser']}.",
        (
            "First token, s",
            "by processor time",
            "Tokens a second",
            "by processor time",
            "Loaded in, s",
            "Weights, MB",
            "The page's process, MB",
        ),
        [
            (
                shown[0],
                used[0],
                shown[1],
                used[1],
                f"{found['load']['seconds']:.1f}",
                f"{found['load']['weights'] / 1e6:.0f}",
                f"{found['memory'] / 1e6:.0f}",
            )
        ],
    )


def growth_plot(found: dict) -> str:
    """Return an SVG of build time against sections, both axes logarithmic."""
    series = {
        engine: [Point(int(size), values["build"], values["build_min"], values["build_max"]) for size, values in sizes.items()]
        for engine, sizes in found["engines"].items()
    }
    svg = lines(series, "sections", "clean build, seconds", log=("x", "y"))
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    style = etree.Element("style")
    style.text = LOOK
    svg.insert(0, style)
    return etree.tostring(svg, encoding="unicode") + "\n"


def text(results: Path = RESULTS) -> str:
    """Return what bench/README.md shows between the marks; nothing for a bench that hasn't run."""
    parts = []
    if (results / "pages.json").is_file():
        parts.append(pages_table(json.loads((results / "pages.json").read_text(encoding="utf-8"))))
    if (results / "late_start.json").is_file():
        parts.append(late_start_table(json.loads((results / "late_start.json").read_text(encoding="utf-8"))))
    if (results / "explorers.json").is_file():
        parts.append(explorers_table(json.loads((results / "explorers.json").read_text(encoding="utf-8"))))
    if (results / "smollm2.json").is_file():
        parts.append(smollm2_table(json.loads((results / "smollm2.json").read_text(encoding="utf-8"))))
    if (results / "growth.json").is_file():
        parts += [
            growth_table(json.loads((results / "growth.json").read_text(encoding="utf-8"))),
            "![Build time against the number of sections.](results/growth.svg)",
        ]
    return "\n\n".join([BEGIN, *(parts or ["Not measured yet: `make bench`."]), END])


def with_report(readme: str, report: str) -> str:
    """Return the text of bench/README.md with the report between its marks. Raises ValueError if the marks are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"bench/README.md: the marks '{BEGIN}' and '{END}' are missing. Put them back where the figures belong.")
    return before + report + after


def main() -> None:
    """Write bench/README.md and the drawing."""
    readme = ROOT / "bench" / "README.md"
    readme.write_text(with_report(readme.read_text(encoding="utf-8"), text()), encoding="utf-8")
    growth = RESULTS / "growth.json"
    if growth.is_file():
        drawing = growth_plot(json.loads(growth.read_text(encoding="utf-8")))
        growth.with_suffix(".svg").write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main()
