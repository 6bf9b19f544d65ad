/**
 * What Material makes in the browser, and can only be mended there. It puts each copy button into a <nav>
 * without a name: as many nameless landmarks as a page has code blocks (axe: landmark-unique). And it puts
 * each table into a box that scrolls on a narrow screen, which not every browser lets the keyboard reach.
 */

/** Makes the boxes around copy buttons plain boxes, and lets the keyboard reach tables that scroll. */
function mend() {
  for (const box of document.querySelectorAll("nav.md-code__nav:not([role])")) box.setAttribute("role", "none");
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

mend();
new MutationObserver(mend).observe(document.querySelector(".md-content") ?? document.body, { childList: true, subtree: true });
addEventListener("resize", mend);
