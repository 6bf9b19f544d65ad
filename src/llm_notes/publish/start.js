// Starts the theme's script at the reader's first movement, key press or touch, and the search when it is opened.
// Replaces the theme's script in the page; data-sheet, data-search and data-theme say what to load.
{
  const { sheet, search, theme } = document.currentScript.dataset;
  const signs = ["pointermove", "pointerrawupdate", "pointerdown", "touchstart", "wheel", "scroll", "keydown", "focusin"];
  const heard = { capture: true, passive: true };
  const SEARCH = "[data-md-component=search], [data-md-toggle=search], [for=__search]";

  let asked;
  const wanted = new Promise((done) => {
    asked = done;
  });
  const watch = ({ target }) => target.closest?.(SEARCH) && asked();
  for (const sign of ["focusin", "click", "change"]) addEventListener(sign, watch, heard);

  /* What the reader did before the script loaded is replayed afterwards: a scheme chosen, keys pressed. */
  let chosen;
  const keys = [];
  const choose = ({ target }) => {
    if (target.name === "__palette") chosen = target;
  };
  const press = (event) => {
    if (!event.target.closest?.("input, textarea, select, [contenteditable]")) keys.push(event);
  };
  addEventListener("change", choose, heard);
  addEventListener("keydown", press, heard);

  const append = (name, properties) => document.head.append(Object.assign(document.createElement(name), properties));
  /*
   * When a page appears under a resting mouse, Chromium and Safari still send a pointermove, with no movement. But a page's
   * first real one reports none either. Only a device sends a pointerrawupdate; where there is none (Safari, plain HTTP), the second
   * pointermove is somewhere else than the first.
   */
  let rest;
  const isRest = ({ type, clientX, clientY, movementX, movementY }) => {
    if (type !== "pointermove" || movementX || movementY) return false;
    rest ??= { clientX, clientY };
    return rest.clientX === clientX && rest.clientY === clientY;
  };

  const start = (event) => {
    if (isRest(event)) return;
    for (const sign of signs) removeEventListener(sign, start, heard);
    append("link", { rel: "preload", as: "script", href: theme });
    const late = import(search).then(({ delay }) => delay(wanted), () => {}); // without it, the theme requests everything at once
    const run = () => late.then(() => append("script", { src: theme, onload: done, onerror: done }));
    append("link", { rel: "stylesheet", href: sheet, onload: run, onerror: run });
  };
  const done = () => {
    document.dispatchEvent(new Event("DOMContentLoaded")); // the theme waits for it, but it has long since fired
    removeEventListener("change", choose, heard);
    chosen?.dispatchEvent(new Event("change", { bubbles: true }));
    removeEventListener("keydown", press, heard);
    for (const key of keys) key.target.dispatchEvent(new KeyboardEvent("keydown", key));
  };
  for (const sign of signs) addEventListener(sign, start, heard);

  /* An address that searches, or names a place in the page, is itself a sign. */
  const query = new URLSearchParams(location.search);
  if (query.has("q") || query.has("h")) asked();
  if (query.size || location.hash) addEventListener("load", start, { once: true });
}
