"""axe-core on an open page: which rules of WCAG 2.0 to 2.2 (A, AA) and of best practice it breaks."""

from pathlib import Path

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MARKED = "data-judged"
COLORS = {"color-contrast": "", "link-in-text-block": "a[href]"}  # rules that a change of color scheme can break -> what they check
CROWDED = "target-size"  # the rule that a different width can break on one page but not on another
CONTROLS = "a, button, input, select, textarea, summary, label, [role], [tabindex]"  # what it checks, to save looking at every element
SCRIPT = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# Marks the first elements with each text style, so that a color rule isn't checked for each of a thousand words, nor
# on each of forty pages. More than one, as axe can't check what something else covers. Returns how often each style has now been marked.
MARK = """([mark, within, before, enough]) => {
  const seen = new Map(Object.entries(before)), faded = one => one ? getComputedStyle(one).opacity * faded(one.parentElement) : 1, behind = one => {
    for (; one; one = one.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(one);
      if (backgroundImage !== "none" || !/, 0\\)$|^transparent$/.test(backgroundColor)) return backgroundImage + backgroundColor;
    }
  };
  for (const one of document.querySelectorAll(`:is(${within}), :is(${within}) *`)) {
    one.removeAttribute(mark);
    if (one.matches("script, style") || ![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && !one.matches("input, select")) continue;
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(one), look = [style.color, faded(one), style.fontSize, style.fontWeight, style.textDecorationLine, behind(one)];
    if (one.matches("a")) look.push("link", getComputedStyle(one.parentElement).color, one.parentElement.textContent === one.textContent);
    if (one.matches(":disabled, [aria-disabled=true]")) look.push("disabled");
    const name = look.join("|");
    if ((seen.get(name) ?? 0) >= enough) continue;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    one.setAttribute(mark, "");
  }
  return Object.fromEntries(seen);
}"""
ENOUGH = 6  # elements per style
JUDGED: dict[str, int] = {}  # style -> how many elements with it axe has found nothing wrong with, in this process
RUN = """async ([within, options]) => {
  const { violations } = await axe.run(within, { ...options, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map(({ html, any, all, none }) =>
    `${id} (${help}): ${html.slice(0, 160)} ${[...any, ...all, ...none].map(one => one.message).join(" ").slice(0, 300)}`));
}"""


def violations(page, rules: list[str] | None = None, within: str = "html", without: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds on a Playwright page, one sentence per finding, with the element; [] if nothing.

    rules: the rules to check, None for all of TAGS but those in `without`. within: a CSS selector for the part to check.
    """
    options = {
        "runOnly": {"type": "rule", "values": list(rules)} if rules else TAGS,
        "rules": {rule: {"enabled": False} for rule in without},
    }
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
        judged = {**{rule: f"{one}[{MARKED}]" for rule, one in COLORS.items()}, CROWDED: CONTROLS}
        page.evaluate("rules => axe.configure({ rules })", [{"id": rule, "selector": one} for rule, one in judged.items()])
    looks = page.evaluate(MARK, [MARKED, within, JUDGED, ENOUGH])
    found = page.evaluate(RUN, [within, options])
    if not found and (rules is None or set(COLORS) <= set(rules)):
        JUDGED.update(looks)
    return found
