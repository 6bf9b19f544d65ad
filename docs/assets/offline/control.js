/**
 * The control on the page "Offline": what this device keeps, saving all of it, and removing it. The worker (sw.js)
 * does the keeping; this asks it for one file after another, so the reader sees the progress and can stop.
 * Needed by: .offline.
 */

import { askingButton } from "../shared/asking.js";
import { button, create, megabytes } from "../shared/parts.js";
import { home } from "./register.js";
import { strings } from "../strings/offline.js";

const LANES = 4; // files fetched at a time
const WHY = strings.why;

const sum = (paths, files) => paths.reduce((total, path) => total + files[path][0], 0);

/** Sends a message to the worker; resolves with its answer, undefined if none comes in time (milliseconds). */
function ask(worker, message, patience = 120_000) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      port1.close();
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}

/** Replaces the sentence in the page with the control. */
async function show(place) {
  const key = `llm-notes offline ${home}`;
  const status = create("p", { role: "status", tabindex: "-1" }), state = create("p"), bar = create("progress", { "aria-label": strings.savingBar, max: 1 });
  const save = button("", () => saveAll()), stop = button(strings.stop, () => halt());
  const remove = askingButton(strings.remove, { yes: strings.yes, no: strings.no, onSure: () => removeAll() });
  const row = create("div", { class: "question__actions" }, save, bar, stop, remove);
  let halt; // stops saving at once, even while waiting for a file

  if (!navigator.serviceWorker) return; // the existing sentence says so
  const off = () => {
    state.textContent = strings.nothingKept;
    row.replaceChildren(button(strings.keep, () => switchOn()));
  };

  async function worker() {
    const registration = await navigator.serviceWorker.getRegistration(home);
    return registration && (registration.active ?? (await navigator.serviceWorker.ready).active);
  }

  /** Shows what is kept now. */
  async function refresh() {
    const active = await worker();
    if (active) await ask(active, { keep: [location.href] }, 10_000); // this page counts too
    const build = active && await ask(active, { ask: "state" }, 10_000);
    if (!build) return void (status.textContent = WHY.silent);
    const paths = Object.keys(build.files), pages = build.kept.filter((path) => /(^|\/)index\.html$/.test(path));
    const all = build.kept.length === paths.length, whole = megabytes(sum(paths, build.files));
    state.textContent = all ? strings.allKept(whole)
      : strings.partKept(pages.length, paths.filter((path) => /(^|\/)index\.html$/.test(path)).length, megabytes(sum(build.kept, build.files)), whole);
    save.textContent = strings.saveAll(megabytes(sum(paths, build.files) - sum(build.kept, build.files)));
    row.replaceChildren(...(all ? [remove] : [save, remove]));
    return { active, build };
  }

  async function saveAll() {
    const now = await refresh();
    if (!now) return;
    const { active, build: { files } } = now, waiting = Object.keys(files), total = sum(waiting, files), troubles = new Set();
    let done = 0, stopped = false;
    const stopping = new Promise((resolve) => {
      halt = () => resolve((stopped = true));
    });
    status.textContent = strings.saving;
    bar.value = 0;
    row.replaceChildren(bar, stop);
    stop.focus();
    await navigator.storage?.persist?.().catch(() => {}); // asks the browser not to clear it when space runs low
    const lanes = Array.from({ length: LANES }, async () => {
      for (let path = waiting.shift(); path !== undefined && !stopped; path = waiting.shift()) {
        const outcome = (await ask(active, { keep: [new URL(path, home).href] }))?.[path] ?? "silent";
        if (outcome !== "kept") troubles.add(outcome);
        if (["network", "room", "silent"].includes(outcome)) halt(); // the next would fail too
        done += files[path][0];
        bar.value = done / total;
        if (!stopped) state.textContent = strings.progress(done, total);
      }
    });
    await Promise.race([Promise.all(lanes), stopping]);
    await refresh();
    status.textContent = WHY[[...troubles][0]] ?? (stopped ? strings.stopped : strings.saved);
    (save.isConnected ? save : status).focus(); // not the button that removes everything: a late press of Stop would hit it
  }

  /** Removes what is kept and the worker, and remembers the choice. */
  async function removeAll() {
    await (await navigator.serviceWorker.getRegistration(home))?.unregister();
    const ours = [`llm-notes ${home} `, `llm-notes large models ${home}`]; // the second: model-loader.js
    for (const name of await caches.keys()) if (ours.some((start) => name.startsWith(start))) await caches.delete(name);
    off();
    try {
      localStorage.setItem(key, "off");
      status.textContent = strings.removed;
    } catch {
      status.textContent = strings.removedOnce;
    }
    row.querySelector("button").focus();
  }

  async function switchOn() {
    try {
      localStorage.removeItem(key);
    } catch {
      // If nothing can be stored, there was no choice to forget.
    }
    await navigator.serviceWorker.register(new URL("sw.js", home), { updateViaCache: "none" });
    await refresh();
    status.textContent = strings.keptFromNow;
    row.querySelector("button").focus();
  }

  let wish = null;
  try {
    wish = localStorage.getItem(key);
  } catch {
    // Storage is denied; then the browser has no worker either, or starts with one.
  }
  if (wish === "off") off();
  else if (!(await navigator.serviceWorker.ready.then(refresh))) return;
  place.replaceChildren(state, row, status);
}

const place = document.querySelector(".offline");
if (place) show(place);
