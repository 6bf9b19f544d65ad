"""Queries the site's own search worker in a browser, all on one page."""

from pathlib import Path

import yaml

QUERIES = Path(__file__).parent / "browser" / "search_queries.yml"
FIRST = 3
ASK = """async ([queries, docs]) => {
  const { search, base } = JSON.parse(document.querySelector("#__config").textContent);
  const index = await (await fetch(new URL("search/search_index.json", new URL(`${base}/`, location)))).json();
  const worker = new Worker(search);
  const told = (type, data) => new Promise((resolve, reject) => {
    worker.onmessage = (message) => resolve(message.data.data);
    worker.onerror = reject;
    worker.postMessage({ type, data });
  });
  await told(0, { ...index, docs: docs ?? index.docs, options: { suggest: true } }); // set up
  const answers = [];
  for (const query of queries) answers.push(await told(2, query));
  worker.terminate();
  return answers;
}"""


def read_queries() -> list[tuple[str, str, list[str]]]:
    """Return (kind, query, addresses of the pages that answer it) for each query."""
    kinds = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return [(kind, entry["query"], entry["pages"]) for kind, entries in kinds.items() for entry in entries]


def ask(page, queries: list[str], docs: list[dict] | None = None) -> list[dict]:
    """Return the worker's answer to each query: `items` (a list of hits for each page, best first), `suggest` and so on.

    page: an open page of the site; docs: entries to use instead of the site's index.
    """
    return page.evaluate(ASK, [queries, docs])


def pages_of(answer: dict) -> list[str]:
    """Return the addresses of the pages in an answer, inside the site."""
    return [hits[0]["location"].partition("#")[0] for hits in answer["items"]]
