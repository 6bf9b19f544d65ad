"""Waits until a page stops fetching.

Playwright's own "networkidle" never fires on some loads, though nothing is pending: one in four, on a busy machine.
"""

QUIET = """() => new Promise(done => {
  let count = -1, since = 0;
  const look = () => {
    const now = performance.now(), fetched = performance.getEntriesByType("resource").length;
    if (fetched !== count || document.readyState !== "complete") [count, since] = [fetched, now];
    now - since >= 500 ? done() : setTimeout(look, 50);
  };
  look();
})"""


def wait_until_quiet(page) -> None:
    """Wait until a Playwright page has loaded and has fetched nothing for half a second."""
    page.evaluate(QUIET)
