/**
 * Material puts each copy button into a <nav> without a name: as many nameless landmarks as a page has
 * code blocks (axe: landmark-unique). They are made in the browser, so they can only be mended there.
 */

/** Makes the boxes around copy buttons plain boxes. */
function mend() {
  for (const box of document.querySelectorAll("nav.md-code__nav:not([role])")) box.setAttribute("role", "none");
}

mend();
new MutationObserver(mend).observe(document.querySelector(".md-content") ?? document.body, { childList: true, subtree: true });
