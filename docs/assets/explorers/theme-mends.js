/**
 * What Material makes in the browser, and can only be mended there: boxes for copy buttons and for tags of a search result
 * that are landmarks without a name (axe: landmark-unique), tables and code that scroll on a narrow screen, which not every
 * browser lets the keyboard reach (axe: scrollable-region-focusable), and tooltips without a name or outside of every landmark.
 */

/** Makes such landmarks plain boxes, and lets the keyboard reach what scrolls. */
function mend() {
  for (const box of document.querySelectorAll("nav:is(.md-code__nav, .md-tags):not([role])")) box.setAttribute("role", "none");
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

/** Names the box that shows a reference, and moves a definition into a landmark (axe: aria-dialog-name, region). */
function place() {
  for (const tip of document.querySelectorAll("body > .md-tooltip2")) {
    if (tip.role === "dialog") tip.ariaLabel = "Reference";
    else document.querySelector("main").append(tip);
    for (const link of tip.querySelectorAll("a")) link.tabIndex = -1; // the keyboard finds them under Sources
  }
}

mend();
new MutationObserver(place).observe(document.body, { childList: true });
const found = document.querySelector(".md-search-result__list");
if (found) new MutationObserver(mend).observe(found, { childList: true, subtree: true });
new MutationObserver(mend).observe(document.querySelector(".md-content") ?? document.body, { childList: true, subtree: true });
addEventListener("resize", mend);
