"""axe-core on an open page: which rules of WCAG 2.0 to 2.2 (A, AA) and of best practice it breaks."""

from pathlib import Path

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that judge colors: slow, and the only ones that a change of the color scheme can break.
COLORS = ["color-contrast", "link-in-text-block"]
SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = """async ([within, options]) => {
  const { violations } = await axe.run(within, { ...options, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ html, any, all, none }) =>
    `${id} (${help}): ${html.slice(0, 160)} ${[...any, ...all, ...none].map(one => one.message).join(" ").slice(0, 300)}`));
}"""


def violations(page, colors: bool | None = None, within: str = "html") -> list[str]:
    """Return what axe finds on a Playwright page, a sentence each with the element; [] when nothing.

    colors: True judges colors only, False all the rest, None both. within: a CSS selector of the part to judge.
    """
    options = {"runOnly": TAGS}
    if colors:
        options = {"runOnly": {"type": "rule", "values": COLORS}}
    elif colors is not None:
        options["rules"] = {rule: {"enabled": False} for rule in COLORS}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    return page.evaluate(RUN, [within, options])
