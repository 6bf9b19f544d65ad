// Starts the theme's script at the reader's first movement, key or touch, and the search when it is opened.
// Stands in the page where the theme's script stood; data-sheet and data-theme say what to load.
{
  const { sheet, theme } = document.currentScript.dataset;
  const signs = ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "keydown", "focusin"];
  const heard = { capture: true, passive: true };
  const SEARCH = "[data-md-component=search], [data-md-toggle=search], [for=__search]";
  const INDEX = /\/search(_index)?\.json$/;
  const config = JSON.parse(document.querySelector("#__config").textContent);

  /* The theme asks for the worker and the index of the search as it starts. They wait until the search is asked for. */
  let asked;
  const search = new Promise((done) => {
    asked = done;
  });
  const watch = ({ target }) => target.closest?.(SEARCH) && asked();
  for (const sign of ["focusin", "click", "change"]) addEventListener(sign, watch, heard);

  /* The theme waits for ever where one of the two doesn't arrive as it should. So the reader is told, and asked when to try again. */
  const PATIENCE = 30_000; // milliseconds
  const fail = (again) => {
    const place = document.querySelector(".md-search-result__meta"), query = document.querySelector("[data-md-component=search-query]");
    const retry = ({ type, key }) => {
      if (type === "keydown" && key !== "Enter") return; // in the field, as the theme's Tab closes the search
      query.removeEventListener("keydown", retry);
      place.textContent = "Loading …";
      again();
    };
    query.addEventListener("keydown", retry);
    place.role = "status";
    place.replaceChildren("The search couldn’t be loaded. Check the network, then press Enter or ",
      Object.assign(document.createElement("button"), { type: "button", textContent: "try again", onclick: retry }));
  };
  const fetchWhole = async (address) => {
    for (;;) {
      try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }), text = await answer.text();
        if (answer.ok && JSON.parse(text)) return new Blob([text]);
      } catch {
        /* no network, cut off, too slow, or a page instead of the index */
      }
      await new Promise(fail);
    }
  };

  const { Worker, XMLHttpRequest } = window;
  class LateRequest extends XMLHttpRequest {
    open(method, address, ...more) {
      this.late = INDEX.test(address) && address;
      super.open(method, address, ...more);
    }

    async send(body) {
      if (!this.late) return super.send(body);
      await search;
      this.whole = await fetchWhole(this.late);
      this.dispatchEvent(new Event("load"));
    }

    get status() {
      return this.whole ? 200 : super.status;
    }

    get response() {
      return this.whole ?? super.response;
    }
  }
  class LateWorker extends EventTarget {
    constructor(address, options) {
      super();
      if (address !== config.search) return new Worker(address, options);
      this.worker = search.then(() => {
        const worker = new Worker(address);
        worker.addEventListener("error", () => fail(() => location.reload()));
        worker.addEventListener("message", () => clearTimeout(this.silence), { once: true });
        for (const kind of ["message", "error"]) {
          worker.addEventListener(kind, ({ data }) => {
            const event = new MessageEvent(kind, { data });
            this.dispatchEvent(event);
            this[`on${kind}`]?.(event);
          });
        }
        return worker;
      });
    }

    postMessage(message) {
      this.silence ??= setTimeout(() => fail(() => location.reload()), PATIENCE);
      this.worker.then((worker) => worker.postMessage(message));
    }

    terminate() {
      this.worker.then((worker) => worker.terminate());
    }
  }

  /* What the reader did before the script was there is told to it afterwards: a scheme chosen, a key pressed. */
  let chosen, key;
  const choose = ({ target }) => {
    if (target.name === "__palette") chosen = target;
  };
  addEventListener("change", choose, heard);

  const append = (name, properties) => document.head.append(Object.assign(document.createElement(name), properties));
  const start = (event) => {
    if (event?.type === "pointermove" && event.movementX === 0 && event.movementY === 0) return; // the page came under a mouse at rest
    for (const sign of signs) removeEventListener(sign, start, heard);
    if (event?.type === "keydown" && !event.target.closest?.("input, textarea, select, [contenteditable]")) key = event;
    append("link", { rel: "preload", as: "script", href: theme });
    const run = () => {
      Object.assign(window, { Worker: LateWorker, XMLHttpRequest: LateRequest });
      append("script", { src: theme, onload: done, onerror: done });
    };
    append("link", { rel: "stylesheet", href: sheet, onload: run, onerror: run });
  };
  const done = () => {
    document.dispatchEvent(new Event("DOMContentLoaded")); // the theme waits for it, and it was long ago
    removeEventListener("change", choose, heard);
    chosen?.dispatchEvent(new Event("change", { bubbles: true }));
    if (key) key.target.dispatchEvent(new KeyboardEvent("keydown", key));
  };
  for (const sign of signs) addEventListener(sign, start, heard);

  /* An address that searches, or names a place in the page, is a sign of its own. */
  const wanted = new URLSearchParams(location.search);
  if (wanted.has("q") || wanted.has("h")) asked();
  if (wanted.size || location.hash) addEventListener("load", start, { once: true });
}
