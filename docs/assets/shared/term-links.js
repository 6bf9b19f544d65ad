/**
 * Glossary links on a touch screen: the first tap shows the definition, the second follows the link.
 * With a mouse or keyboard, Material's tooltips show it, on hover and on focus.
 * Needed by: .term-link.
 */

let shown = null; // the link whose definition the last tap has shown

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.term-link");
  if (link && event.pointerType === "touch" && link !== shown) {
    event.preventDefault();
    link.focus();
    shown = link;
  } else {
    shown = null;
  }
});
