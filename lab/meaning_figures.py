"""Measures the search by meaning: `python -m lab meaning_figures`, two minutes; needs the table, a browser and the encoder's package.

Builds the site, asks its search in a browser, words and meaning, and asks the whole encoder for comparison. A query is a hit if one of
its pages is among the first three. Adds to lab/results/meaning.json what docs/search.md tells.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from lab.export import ROOT, read_result, write_result
from lab.meaning import Encoder, digest, factors, kept, read_queries
from llm_notes.commands.browsers import ARGUMENTS, find_browser
from llm_notes.publish import meaning

sys.path.insert(0, str(ROOT / "tests"))

from building import built  # noqa: E402
from searching import FIRST, ask, pages_of  # noqa: E402
from serving import serving  # noqa: E402

ANSWERED = {"titles": "from titles", "others": "from titles, by another writer", "pages": "from pages"}
UNANSWERED = {"setting": "no answer, for the threshold", "checking": "no answer", "others": "no answer, by another writer"}
SLOWED = 4
FUSED = 20  # reciprocal rank fusion: 1 / (this + rank)
MEANING = """async ([queries, threshold]) => {
  const { base } = JSON.parse(document.querySelector("#__config").textContent), home = new URL(`${base}/`, location);
  const { Meaning } = await import(new URL("assets/search/meaning.js", home));
  const index = await (await fetch(new URL("search/search_index.json", home))).json(), begun = performance.now();
  const meaning = await Meaning.load(home, index), loaded = performance.now() - begun;
  meaning.threshold = threshold ?? meaning.threshold;
  const found = queries.map(([query, instead]) => {
    const begun = performance.now(), hits = meaning.search(meaning.mended(query, new Map(instead)));
    return { milliseconds: performance.now() - begun, hits: hits.map(({ entry, near }) => [index.docs[entry].location, near]) };
  });
  return { loaded, found };
}"""


def pages(hits: list) -> list[str]:
    """Return the pages of (address, similarity)."""
    return [address.partition("#")[0] for address, _ in hits]


def fuse(*lists: list[str]) -> list[str]:
    """Return the pages of several rankings in one, by reciprocal rank fusion."""
    score: dict[str, float] = {}
    for one in lists:
        for rank, page in enumerate(one):
            score[page] = score.get(page, 0) + 1 / (FUSED + rank)
    return sorted(score, key=lambda page: -score[page])


def by_encoder(docs: list[dict], queries: list[str]) -> list[list[str]]:
    """Return each query's pages, as the whole encoder ranks them."""
    encoder, passages = Encoder(), list(meaning.cut(docs))
    texts = [passage.text for passage in passages]
    of = kept(f"passages-{digest(texts)}", lambda: encoder.encode(texts))
    near = encoder.encode(queries) @ of.T * factors(docs, passages)
    addresses = [docs[passage.entry]["location"].partition("#")[0] for passage in passages]
    return [list(dict.fromkeys(addresses[at] for at in np.argsort(-row))) for row in near]


def run() -> None:
    """Measure, and write the figures."""
    kinds = read_queries()
    rows = [(kind, one["query"], one["pages"]) for kind, some in kinds.items() for one in some]
    queries = [query for _, query, _ in rows]
    with tempfile.TemporaryDirectory() as temporary:
        site = built(ROOT, Path(temporary) / "site").folder
        with serving(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser()[0], args=ARGUMENTS)
            page = browser.new_page(service_workers="block")
            page.goto(address)
            by_words = ask(page, queries)
            asked = [[query, answer["instead"]] for query, answer in zip(queries, by_words)]
            shown = page.evaluate(MEANING, [asked, None])["found"]
            every = page.evaluate(MEANING, [asked, -1])["found"]
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            slowed = [page.evaluate(MEANING, [asked, None]) for _ in range(3)]
            docs = page.evaluate("async () => (await (await fetch('search/search_index.json')).json()).docs")
            browser.close()
        sizes = {
            file.name.partition(".")[0]: file.stat().st_size for file in [*site.glob("assets/search/*.bin"), *site.glob("search/*.bin")]
        }
    times = [statistics.median(one["milliseconds"] for one in some) for some in zip(*(run["found"] for run in slowed))]
    words = [pages_of(answer) for answer in by_words]
    means = [pages(one["hits"]) for one in shown]
    table = [pages(one["hits"]) for one in every]
    full = by_encoder(docs, queries)
    either = [[*one[:FIRST], *other[:FIRST]] for one, other in zip(words, means)]
    ways = {
        "words": [one[:FIRST] for one in words],
        "shown": [one[:FIRST] for one in means],
        "table": [one[:FIRST] for one in table],
        "encoder": [one[:FIRST] for one in full],
        "either": either,
        "words_and_table": [fuse(one, other)[:FIRST] for one, other in zip(words, table)],
        "words_and_encoder": [fuse(one, other)[:FIRST] for one, other in zip(words, full)],
    }

    def hits(way: str, wanted: list[str]) -> int:
        return sum(bool(set(found) & set(right)) for (kind, _, right), found in zip(rows, ways[way]) if kind in wanted)

    groups = {**{name: [kind] for name, kind in ANSWERED.items()}, "all": list(ANSWERED.values())}
    measured = {
        name: {"queries": sum(len(kinds[kind]) for kind in some), **{way: hits(way, some) for way in ways}} for name, some in groups.items()
    }
    failed = [
        {
            "query": query,
            "wanted": ", ".join(right),
            "found": ", ".join(ways["shown"][at]) or "nothing",
            "words": "found" if set(right) & set(ways["words"][at]) else "missed",
            "encoder": "found" if set(right) & set(ways["encoder"][at]) else "missed",
        }
        for at, (kind, query, right) in enumerate(rows)
        if kind in ANSWERED.values() and not set(right) & set(ways["shown"][at])
    ]
    quiet = {
        name: {
            "queries": len(kinds[kind]),
            "silent": sum(not found for (of, *_), found in zip(rows, means) if of == kind),
            "told": [[query, found[0]] for (of, query, _), found in zip(rows, means) if of == kind and found],
        }
        for name, kind in UNANSWERED.items()
    }
    write_result(
        "meaning",
        {
            **read_result("meaning"),
            "bytes": {**sizes, "both": sum(sizes.values())},
            "passages": len(list(meaning.cut(docs))),
            "time": {
                "slowed": SLOWED,
                "median": round(statistics.median(times), 1),
                "longest": round(max(times), 1),
                "loading": round(statistics.median(run["loaded"] for run in slowed)),
            },
            "hits": measured,
            "no_answer": quiet,
            "failed": failed,
        },
    )
    print(measured, quiet, sizes, times, sep="\n")
