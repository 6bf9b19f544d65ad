/**
 * The theme requests the search worker and index as it starts. This delays them until the search is opened,
 * and tells the reader if one of the two doesn't arrive. Then it lets the search by meaning add its hits. `start.js` loads it before the theme's script. scripts.py writes a line above this: STRINGS, the texts for readers.
 */

const INDEX = /\/search(_index)?\.json$/;
const config = JSON.parse(document.querySelector("#__config").textContent);

/* The theme waits forever if one of the two doesn't arrive intact. So the reader is told, and can try again. */
const PATIENCE = 30_000; // milliseconds
const fail = (again) => {
  const place = document.querySelector(".md-search-result__meta"), query = document.querySelector("[data-md-component=search-query]");
  const retry = ({ type, key }) => {
    if (type === "keydown" && key !== "Enter") return; // in the field, since the theme's Tab closes the search
    query.removeEventListener("keydown", retry);
    place.textContent = STRINGS.loading;
    again();
  };
  query.addEventListener("keydown", retry);
  place.role = "status";
  place.replaceChildren(STRINGS.failed,
    Object.assign(document.createElement("button"), { type: "button", textContent: STRINGS.again, onclick: retry }));
};
let index; // as it was fetched
const fetchWhole = async (address) => {
  for (;;) {
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) }), text = await answer.text();
      if (answer.ok && (index = JSON.parse(text))) return new Blob([text]);
    } catch {
      /* no network, cut off, too slow, or a page instead of the index */
    }
    await new Promise(fail);
  }
};

/** Says which words the notes don't have and how others were read, after the theme has reported how many pages it found. */
const tell = ({ items, missing, instead }) => {
  const place = document.querySelector(".md-search-result__meta"), quoted = (words) => words.map((word) => `“${word}”`).join(", ");
  if (!items.length && missing.length) place.textContent = STRINGS.notCovered.replace("{words}", quoted(missing));
  if (items.length && instead.length) place.textContent += STRINGS.instead.replace("{words}", quoted(instead.map(([, word]) => word)));
  if (items.length && missing.length) place.textContent += STRINGS.missing.replace("{words}", quoted(missing));
};

/*
 * The search by meaning is loaded when a reader pauses. A last word that is only the beginning of words may be unfinished, so that pause
 * has to be longer; if there is no other word, the search by words covers it already.
 */
const PAUSE = 500, LONGER = 1500; // milliseconds
let pause, searched = 0;
const askByMeaning = ({ whole, instead }) => {
  clearTimeout(pause);
  for (const shown of document.querySelectorAll(".by-meaning__place, .by-meaning")) shown.remove();
  const number = ++searched, query = document.querySelector("[data-md-component=search-query]").value.trim();
  if (!index?.meaning || !(whole || /\s/.test(query))) return;
  pause = setTimeout(async () => {
    const place = document.querySelector("[data-md-component=search-result]");
    const { show } = await import(new URL("../search/by-meaning.js", import.meta.url).href);
    show(query, { index, instead: new Map(instead), home: new URL("../../", import.meta.url), place, isOld: () => number !== searched });
  }, whole ? PAUSE : LONGER);
};

/** Delays both. asked: a promise that resolves when the reader opens the search. */
export function delay(asked) {
  const { Worker, XMLHttpRequest } = window;
  class LateRequest extends XMLHttpRequest {
    open(method, address, ...more) {
      this.late = INDEX.test(address) && address;
      super.open(method, address, ...more);
    }

    async send(body) {
      if (!this.late) return super.send(body);
      await asked;
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
      this.worker = asked.then(() => {
        const worker = new Worker(address);
        worker.addEventListener("error", () => fail(() => location.reload()));
        worker.addEventListener("message", () => clearTimeout(this.silence), { once: true });
        for (const kind of ["message", "error"]) {
          worker.addEventListener(kind, ({ data }) => {
            const event = new MessageEvent(kind, { data });
            this.dispatchEvent(event);
            this[`on${kind}`]?.(event);
            if (!data?.data?.missing) return;
            tell(data.data);
            askByMeaning(data.data);
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
  Object.assign(window, { Worker: LateWorker, XMLHttpRequest: LateRequest });
}
