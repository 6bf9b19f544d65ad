/**
 * The place of a large model in an explorer: says what it costs, loads it when asked, shows progress, stops and resumes, keeps it on
 * the device only if the reader says so, reports its memory and frees it. Where the site was published without it, says that.
 *   build() { this.place = new LargeModel(this, { onModel: (model) => this.update(), onFreed: () => this.update() }); return [this.place.node, …]; }
 *   this.place.model     what load() in model-loader.js returns, or null: then show recorded runs
 * All places on a page share one model.
 */

import { LIST, loadBlocked } from "./blocked.js";
import { button, create, toggle } from "../shared/parts.js";
import { strings } from "../strings/large-model.js";

const TITLES = { smollm2: "SmolLM2" };
const MEMORY = "500 MB"; // of a browser process with the page and the model: bench/smollm2.py measures it
const FEW = 2; // gigabytes of a device at which the reader is warned
const PAUSE = 200; // ms between two updates of the progress
const shared = new Map(); // name -> the model that is loaded
const places = new Set();

export class LargeModel {
  /**
   * @param {import("./base.js").Explorer} explorer that shows messages, and stops loading when it leaves the page
   * @param {{name?: string, why?: string, onModel?: (model: object) => void, onFreed?: () => void}} options why: what readers can do with
   *     the model here, in a sentence; the others are called when the model is loaded, and when it is freed
   */
  constructor(explorer, { name = "smollm2", why = "", onModel, onFreed } = {}) {
    Object.assign(this, { explorer, name, why, title: TITLES[name] ?? name, onModel, onFreed });
    this.node = create("div", { class: "explorer__model" });
    places.add(this);
    this.look();
  }

  get model() {
    return shared.get(this.name) ?? null;
  }

  /** Shows what can be done now. */
  async look() {
    try {
      this.loader ??= await import("./model-loader.js");
      if (this.model) return await this.ready();
      if (!await this.loader.isThere(this.name)) return this.show(strings.missing(this.title));
      return await this.offer();
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Replaces what is shown; the keyboard's focus stays in it. */
  show(sentence, ...nodes) {
    const focused = this.node.contains(document.activeElement);
    this.node.replaceChildren(create("p", {}, sentence), ...nodes.length ? [create("div", { class: "explorer__row" }, ...nodes)] : []);
    if (focused) this.node.querySelector("button")?.focus();
  }

  async offer() {
    const { heldOf, isKept, sizeOf } = this.loader, size = await sizeOf(this.name), held = heldOf(this.name);
    if (held) {
      const discard = button(strings.discard, () => {
        this.loader.forget(this.name);
        this.look();
      });
      return this.show(strings.stopped(held, size), button(strings.goOn, () => this.load()), discard);
    }
    const kept = await isKept(this.name);
    const sentence = [this.why || strings.absent(this.title), kept ? strings.offerKept(MEMORY) : strings.offer(size, MEMORY), ...warnings()].join(" ");
    this.keep = kept;
    const choice = kept || !globalThis.caches ? [] : [toggle(strings.keep, (checked) => { this.keep = checked; })];
    return this.show(sentence, button(kept ? strings.loadKept(this.title) : strings.load(this.title, size), () => this.load()), ...choice,
      ...kept ? [this.removal()] : []);
  }

  /** Loads the model, or resumes loading. */
  async load() {
    const stop = new AbortController(), bar = create("progress", { max: 1, value: 0, "aria-label": strings.loading(this.title) });
    const amount = create("span");
    this.explorer.loading.add(stop);
    this.show(strings.loading(this.title), bar, amount, button(strings.stop, () => stop.abort()));
    let first, shown = -Infinity;
    const onProgress = ({ done, total }) => {
      const now = performance.now();
      first ??= { done, now };
      if (now - shown < PAUSE && done < total) return;
      shown = now;
      bar.value = done / total;
      amount.textContent = strings.progress(done, total, now > first.now + PAUSE ? (done - first.done) / (now - first.now) * 1000 : 0);
    };
    try {
      await loadBlocked(); // first: the model's output is checked against it, even offline later
      const model = await this.loader.load(this.name, { onProgress, signal: stop.signal, keep: this.keep });
      if (this.keep) await this.loader.keepBeside(LIST);
      if (this.model) model.close(); // another place on the page was faster
      else shared.set(this.name, model);
      for (const place of places) if (place.name === this.name) await place.ready();
    } catch (error) {
      this.failed(error);
    } finally {
      this.explorer.loading.delete(stop);
    }
  }

  failed(error) {
    const why = error.kind ? error.message : strings.programNotLoaded;
    this.explorer.say(why);
    if (this.loader?.heldOf(this.name)) this.offer();
    else this.show(why, button(strings.again, () => this.look()));
  }

  async ready() {
    this.explorer.say(await this.showLoaded());
    this.onModel?.(this.model);
  }

  /** Shows what can be done with the loaded model; resolves with the sentence that says what it takes. */
  async showLoaded() {
    const sentence = strings.loaded(this.title, await this.model.memory(), MEMORY), kept = await this.loader.isKept(this.name);
    this.show(sentence, button(strings.free, () => this.free()), ...kept ? [this.removal()] : []);
    return sentence;
  }

  /** Closes the model; its Worker's memory goes back to the system. */
  free() {
    this.model?.close();
    shared.delete(this.name);
    for (const place of places) {
      if (place.name !== this.name) continue;
      place.look();
      place.onFreed?.();
    }
    this.explorer.say(strings.freed(this.title));
  }

  removal() {
    return button(strings.unkeep(this.title), async () => {
      await this.loader.unkeep(this.name);
      await (this.model ? this.showLoaded() : this.look());
      this.explorer.say(strings.unkept(this.title)); // at the end, or it would be written over
    });
  }
}

/** What a reader should know of this device before loading. Only some browsers report its memory. */
function warnings() {
  const { deviceMemory } = navigator, phone = matchMedia("(pointer: coarse) and (max-width: 600px)").matches;
  return [...phone ? [strings.phone] : [], ...deviceMemory <= FEW ? [strings.fewGigabytes(deviceMemory)] : []];
}
