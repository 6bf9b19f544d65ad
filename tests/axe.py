"""axe-core on an open page: which rules of WCAG 2.0 to 2.2 (A, AA) and of best practice it breaks."""

from pathlib import Path

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]  # rules that a change of the color scheme can break
SIZES = ["target-size", "scrollable-region-focusable"]  # rules that another width can break on one page but not on another
SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = """async ([within, options]) => {
  const { violations } = await axe.run(within, { ...options, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ html, any, all, none }) =>
    `${id} (${help}): ${html.slice(0, 160)} ${[...any, ...all, ...none].map(one => one.message).join(" ").slice(0, 300)}`));
}"""


def violations(page, rules: list[str] | None = None, within: str = "html") -> list[str]:
    """Return what axe finds on a Playwright page, one sentence per finding, with the element; [] if nothing.

    rules: the rules to judge by, None for all of TAGS. within: a CSS selector for the part to judge.
    """
    options = {"runOnly": {"type": "rule", "values": rules} if rules else TAGS}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    return page.evaluate(RUN, [within, options])
