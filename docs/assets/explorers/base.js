/**
 * What every explorer shares: a view that opens, a state kept in the address, messages, sharing, pocket models.
 * An explorer is one class in a file of its name; docs/contributing/explorers.md shows one in thirty lines.
 *   static state = { mask: "1" }     what the address carries, as text, with its initial values
 *   build()   returns the nodes of the view, once
 *   update()  shows this.state; called after build() and after each change
 *   csv()     returns the data as rows, the first one naming the columns
 *   drawing() returns the picture as <svg>; left out if there is none
 *   awaited   the node, set by build(), that a model fills: the download's progress is shown before it; if left out, below the view
 *   notCarried  a sentence on what the address can't carry, shown after copying; left out if it carries everything
 */

import { addStyles, button, create, cut, megabytes, save } from "../shared/parts.js";
import { strings } from "../strings/shared.js";

const LONGEST = 1000; // characters of one value that an address may carry

await addStyles("explorers.css");

export class Explorer extends HTMLElement {
  static state = {};
  static observedAttributes = ["open"];
  begins = { ...this.constructor.state, ...JSON.parse(this.dataset.begins ?? "{}") }; // a page may start with its own example
  state = { ...this.begins };
  models = new Map(); // name -> promise of the model
  loading = new Set(); // an AbortController for each model being loaded

  connectedCallback() {
    addEventListener("popstate", this);
    this.travel(null);
  }

  disconnectedCallback() {
    removeEventListener("popstate", this);
    clearTimeout(this.later);
    for (const stop of this.loading) stop.abort();
    for (const model of this.models.values()) model.then(({ close }) => close());
    this.models.clear();
  }

  /** The loader sets `open` when the reader opens the explorer. */
  attributeChangedCallback() {
    if (this.view) return;
    this.view = create("div", { class: "explorer__view", role: "group", tabindex: "-1", "aria-label": strings.explorer });
    this.status = create("p", { class: "explorer__status", role: "status" });
    this.waiting = create("div", { class: "explorer__waiting" });
    this.view.append(...this.build(), this.status, this.sharing());
    (this.awaited ?? this.status).before(this.waiting);
    this.replaceChildren(this.view);
    this.update();
    // Going back from the first step must restore the state before it.
    if (!history.state?.explorers?.[this.localName]) history.replaceState(this.entry(), "");
    if (document.activeElement === document.body) this.view.focus({ preventScroll: true }); // the button that had it is gone
  }

  /* ---- State and address: #attention-by-hand:mask=0;row=car ---- */

  /** Changes the state and shows it. step: a choice that Back undoes; without it, one of many small movements. */
  set(changes, { step = false } = {}) {
    if (step && this.later) this.record("replaceState"); // movements before the step belong to the previous entry
    for (const [key, value] of Object.entries(changes)) this.state[key] = String(value);
    if (step) this.steadily(() => this.update());
    else this.update();
    if (step) this.record("pushState");
    else this.later ??= setTimeout(() => this.record("replaceState"), 400); // browsers allow only a few changes per second
  }

  /** Does something that may show or hide what is above the picture, and keeps the picture where it is in the window. */
  steadily(change) {
    const picture = () => [...this.view.querySelectorAll("svg,canvas")].find((one) => one.checkVisibility() && one.clientHeight > 60)?.getBoundingClientRect();
    const before = picture();
    change();
    const after = picture();
    if (before && after && before.bottom > 0 && before.top < innerHeight) scrollBy({ top: after.top - before.top, behavior: "instant" });
  }

  /** The state as an address carries it; only what differs from the initial state. */
  get written() {
    return Object.entries(this.state).filter(([key, value]) => value !== this.begins[key])
      .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join(";");
  }

  /** Reads a state from text; what it doesn't name keeps its initial value, and unknown names are ignored. */
  read(text) {
    this.state = { ...this.begins };
    for (const [, key, value] of text.matchAll(/([a-z]+)=([^;]*)/gi)) {
      if (!Object.hasOwn(this.state, key)) continue;
      try {
        [this.state[key]] = cut(decodeURIComponent(value), this.constructor.longest ?? LONGEST);
      } catch {
        // A broken address: this part keeps its initial value.
      }
    }
  }

  /** The states of all explorers on the page, kept in the history for Back to restore. */
  entry() {
    return { ...history.state, explorers: { ...history.state?.explorers, [this.localName]: this.written } };
  }

  record(how) {
    clearTimeout(this.later);
    this.later = undefined;
    history[how](this.entry(), "", `#${this.localName}:${this.written}`);
  }

  handleEvent(event) {
    this.travel(event.state);
  }

  /** Shows the state in the address if it names this explorer, or else the one in the history entry. */
  travel(entry) {
    const named = location.hash.startsWith(`#${this.localName}:`);
    const text = named ? location.hash.slice(this.localName.length + 2) : entry?.explorers?.[this.localName];
    if (text === undefined) return;
    clearTimeout(this.later);
    this.later = undefined;
    this.read(text);
    if (this.view) this.update();
    else if (named) {
      this.setAttribute("open", "");
      this.view.dataset.linked = ""; // no outline around all of it before the reader uses the keyboard
      addEventListener("keydown", () => delete this.view.dataset.linked, { once: true });
      // One frame later: growth out of sight doesn't shift the page.
      requestAnimationFrame(() => requestAnimationFrame(() => this.closest("figure")?.scrollIntoView()));
    }
  }

  /* ---- Messages and sharing ---- */

  /** Shows a sentence and announces it; with `soon`, only once the reader pauses, so as not to talk over typing. */
  say(sentence, { soon = false } = {}) {
    clearTimeout(this.saying);
    const speak = () => this.status.textContent !== sentence && (this.status.textContent = sentence);
    if (soon) this.saying = setTimeout(speak, 300);
    else speak();
  }

  sharing() {
    const copy = async (text, what, more) => {
      try {
        await navigator.clipboard.writeText(text);
        this.say(strings.copied(what, more));
      } catch {
        this.say(strings.noClipboard);
      }
    };
    const link = () => {
      this.record("replaceState");
      copy(location.href, strings.linkToView, this.notCarried);
    };
    return create("div", { class: "explorer__sharing" },
      button(strings.startOver, () => this.set(this.begins, { step: true })),
      button(strings.copyLink, link),
      button(strings.copyCsv, () => copy(csv(this.csv()), strings.data)),
      ...(this.drawing ? [button(strings.saveSvg, () => {
        save(standalone(this.drawing()), `${this.localName}.svg`, "image/svg+xml");
        this.say(strings.drawingSaved);
      })] : []));
  }

  /* ---- Pocket models ---- */

  /**
   * Loads a pocket model, with a progress bar, the number of bytes and a stop button. Resolves with the result of load() in
   * model-loader.js; after a failure or a stop, waits until the reader tries again. Each model is loaded once, and none once the
   * explorer has left the page, as nothing would close it.
   */
  load(name) {
    if (!this.isConnected) return new Promise(() => {});
    if (!this.models.has(name)) this.models.set(name, new Promise((resolve) => this.fetchModel(name, resolve)));
    return this.models.get(name);
  }

  /** Looks up the size of a model that the block doesn't name, for load() to show. */
  async bytesOf(name) {
    const { sizeOf } = await import("./model-loader.js"), size = await sizeOf(name);
    this.dataset.models = `${this.dataset.models ?? ""} ${name}=${size}`;
    return size;
  }

  /** The same, as a text. */
  async sizeOf(name) {
    return megabytes(await this.bytesOf(name));
  }

  async fetchModel(name, resolve) {
    const size = new RegExp(`\\b${name}=(\\d+)`).exec(this.dataset.models)?.[1];
    const bar = create("progress", { max: size, value: "0", "aria-label": strings.loadingModel(name) });
    const amount = create("span", {}, strings.nothingOf(name, size));
    const stop = new AbortController();
    this.loading.add(stop);
    const row = create("p", {}, bar, " ", amount, " ", button(strings.stop, () => stop.abort()));
    this.waiting.append(row);
    try {
      const { load } = await import("./model-loader.js");
      const onProgress = ({ done, total }) => {
        bar.value = done;
        amount.textContent = strings.loadedOf(name, done, total);
      };
      resolve(await load(name, { onProgress, signal: stop.signal }));
      row.remove();
    } catch (error) {
      const again = button(strings.loadModel(name, size), () => {
        row.remove();
        this.fetchModel(name, resolve);
      });
      const why = error.kind ? error.message : strings.programNotLoaded;
      row.replaceChildren(`${why} `, again);
      this.say(why);
    } finally {
      this.loading.delete(stop);
    }
  }
}

/** Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets a leading apostrophe. */
export const csv = (rows) => rows.map((row) => row.map((cell) => {
  const text = typeof cell === "string" ? cell.replace(/^[=+\-@\t\r]/, "'$&") : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}).join(",")).join("\r\n");

/** The drawing as a standalone file, with the stylesheet's colors written into it. */
export function standalone(drawing) {
  const shown = drawing.isConnected;
  if (!shown) document.body.append(drawing);
  const copy = drawing.cloneNode(true), box = drawing.viewBox.baseVal;
  const copies = [copy, ...copy.querySelectorAll("*")];
  [drawing, ...drawing.querySelectorAll("*")].forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight"]) {
      copies[index].setAttribute(name, style.getPropertyValue(name));
    }
    copies[index].removeAttribute("class");
  });
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  if (!shown) drawing.remove();
  return new XMLSerializer().serializeToString(copy);
}

/** Wraps an async job that shows the newest state: called while it is running, it runs once more afterwards, not once per call. */
export function latest(job) {
  let running = null, again = false;
  return () => {
    again = true;
    running ??= (async () => {
      try {
        for (; again;) {
          again = false;
          try {
            await job();
          } catch (error) {
            if (!again) throw error; // an error from an older state doesn't count
          }
        }
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
