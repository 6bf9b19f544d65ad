/**
 * <next-token-explorer>: pocket-gpt continues a text, token by token; temperature, top-k and top-p are sliders.
 * Logits come from the model; cutting and sampling from runtime/sampling.js, as in its generate().
 */

import { Explorer, latest } from "./base.js";
import { isClean, loadWithList } from "./blocked.js";
import { bars, barsDrawing, button, chip, create, numberField, showChips, slider, textField } from "../shared/parts.js";
import { seeded } from "../shared/random.js";
import { argmax, distribution, draw } from "./runtime/sampling.js";
import { softmax } from "./runtime/tensor.js";
import { strings } from "../strings/next-token-explorer.js";

const MODEL = "pocket-gpt";
const MADE_UP = ["glorfish", "unplimbable", "zorbology", "snorbling"], REAL = ["violin", "volcano", "whale", "hypodermis"];
const LONGEST = 600; // characters of a beginning
const KEPT = 1000; // tokens of a beginning: an emoji is four
const MOST = 100; // tokens written
const RUN = 32; // tokens of one run, as in lab/hallucination.py
const SHOWN = 20;
const ALL = 101; // the slider's position for "no top-k"
const WITHHELD = strings.withheld;

/** A number from a state, kept in range. */
const within = (text, least, most, other) => (text.trim() && Number.isFinite(Number(text)) ? Math.min(most, Math.max(least, Number(text))) : other);
/** A probability of any size in a few characters. */
const chance = (p) => (p >= 0.0005 ? p.toFixed(3) : p > 0 ? strings.tiny : "0");
/** A token with its space made visible. */
const visible = (token) => token.replaceAll(" ", "␣");

class NextTokenExplorer extends Explorer {
  static state = { text: "red car:", ids: "", t: "1", k: String(ALL), p: "1", seed: "0" };

  build() {
    this.beginning = textField({ label: strings.beginning, most: LONGEST, keepsEnd: true, onText: (text) => this.set({ text, ids: "" }) });
    this.sliders = [
      slider({ label: strings.temperature, min: 0.1, max: 2, step: 0.1, says: (value) => value.toFixed(1), onNumber: (t) => this.set({ t }) }),
      slider({ label: strings.topK, min: 1, max: ALL, step: 1, says: (value) => (value >= ALL ? strings.allTokens : String(value)), onNumber: (k) => this.set({ k }) }),
      slider({ label: strings.topP, min: 0.05, max: 1, step: 0.05, says: (value) => value.toFixed(2), onNumber: (p) => this.set({ p }) }),
    ];
    this.seed = numberField({ label: strings.seed, min: 0, max: 9999, whole: true, onNumber: (seed) => this.set({ seed }), onRefused: (sentence) => this.say(sentence) });
    this.step = button(strings.step, () => this.write(1));
    this.run = button(strings.run, () => (this.running ? (this.running = null) : this.write(RUN)));
    this.undo = button(strings.undo, () => this.set({ ids: this.chosen.slice(0, -1) }, { step: true }));
    this.tokens = create("div", { class: "explorer__tokens", role: "group", "aria-label": strings.textAsTokens });
    this.confidence = create("p");
    this.picture = create("div");
    this.kept = create("p");
    this.look = latest(() => this.show());
    this.seen = new Map(); // ids -> the model's answer
    const words = (label, list) => create("div", { class: "explorer__row", role: "group", "aria-label": label }, create("span", {}, `${label}:`),
      ...list.map((word) => button(word, () => this.define(word))));
    return [
      this.beginning, words(strings.defineMadeUp, MADE_UP), words(strings.defineReal, REAL),
      create("div", { class: "explorer__row" }, ...this.sliders),
      create("div", { class: "explorer__row" }, this.step, this.run, this.undo, this.seed),
      this.tokens, this.confidence, this.picture, this.kept,
    ];
  }

  /* ---- The state, checked ---- */

  /** Ids of the tokens written after the beginning; the stop token (0) comes last. */
  get chosen() {
    const ids = this.state.ids.split(",").filter(Boolean).map(Number).slice(0, MOST);
    const good = ids.every((id) => Number.isInteger(id) && id >= 0 && id < (this.size ?? Infinity));
    return !good ? [] : ids.includes(0) ? ids.slice(0, ids.indexOf(0) + 1) : ids;
  }

  get cuts() {
    const k = Math.round(within(this.state.k, 1, ALL, ALL));
    return { temperature: within(this.state.t, 0.1, 2, 1), top_k: k === ALL ? 0 : k, top_p: within(this.state.p, 0.05, 1, 1) };
  }

  /** What the model is asked. */
  get question() {
    return `${this.beginning.text}|${this.state.ids}`;
  }

  get seedNumber() {
    return Math.round(within(this.state.seed, 0, 9999, 0));
  }

  update() {
    const { temperature, top_k, top_p } = this.cuts;
    this.beginning.show(this.state.text);
    [temperature, top_k || ALL, top_p].forEach((value, index) => this.sliders[index].show(value));
    this.seed.show(this.seedNumber);
    if (!this.running) this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  /* ---- The model ---- */

  async ready() {
    const model = await loadWithList(this, MODEL);
    this.size = model.config.vocab_size;
    if (!this.names) {
      const all = Array.from({ length: this.size }, (_, id) => id);
      this.alone = (await model.pieces(all.map((id) => [id]))).map(([{ text }]) => text);
      this.names = await model.tokens(all);
    }
    return model;
  }

  /** The beginning as ids, not cut to the window, and how many are left out before them. A trailing space belongs to the next token, so it isn't read. */
  async given(model) {
    const { text } = this.beginning;
    if (this.encoded?.text === text) return this.encoded;
    const { ids } = await model.encode({ text: text.trimEnd(), max_length: Infinity });
    return (this.encoded = { text, ids: ids.slice(-KEPT), left: Math.max(0, ids.length - KEPT) });
  }

  /** Logits (V) after these ids, computed once, and their probabilities without temperature or cuts. */
  async after(model, ids) {
    const key = ids.join(), found = this.seen.get(key) ?? await model.next({ input_ids: ids });
    if (this.seen.size > 2 * MOST) this.seen.clear();
    this.seen.set(key, found);
    return found;
  }

  /** Whether a text may be shown. */
  fit(ids) {
    return isClean(this.beginning.text + ids.map((id) => (id ? this.names[id] : " ")).join(""));
  }

  async show() {
    const model = await this.ready(), asked = this.question, { ids: given, left } = await this.given(model), written = this.chosen;
    if (asked !== this.question) return; // the reader has moved on, and this will be shown again
    if (!this.fit(written)) return this.withhold(written);
    const ended = written.at(-1) === 0, choice = written.slice(0, ended ? -1 : undefined); // after the end of a text: its last choice
    const now = await this.after(model, [...given, ...choice]), [pieces] = await model.pieces([[...given, ...written]]);
    let nats = 0;
    for (const [i, id] of written.entries()) nats += Math.log((await this.after(model, [...given, ...written.slice(0, i)])).probabilities[id]);
    if (asked !== this.question) return;
    this.showTokens([...given, ...written], pieces, { given: given.length, window: model.model_max_length, left });
    this.sure = Math.exp(nats / written.length);
    this.confidence.textContent = written.length ? strings.confidence(chance(this.sure), written.length) : "";
    this.showBars(now.logits, choice);
    this.step.disabled = this.run.disabled = ended || written.length >= MOST;
    this.undo.disabled = !written.length;
    if (this.running) return;
    const [first] = this.rows;
    const answer = ended ? strings.ended(chance(this.sure)) : strings.mostLikely(first.label, first.text);
    this.say(`${this.beginning.told} ${answer}`.trim(), { soon: true });
  }

  withhold(written) {
    for (const part of [this.tokens, this.picture]) part.replaceChildren();
    for (const part of [this.confidence, this.kept]) part.textContent = "";
    this.rows = [];
    this.step.disabled = this.run.disabled = true;
    this.undo.disabled = !written.length;
    this.say(written.length ? strings.completesWithheld
      : strings.wontContinue);
  }

  showTokens(ids, pieces, { given, window, left }) {
    const lost = ids.length - window;
    showChips(this.tokens, ...ids.map((id, at) => chip(id ? visible(pieces[at].text) : at ? strings.end : strings.start, { ...pieces[at],
      ...(at < lost ? { role: "masked", kind: strings.fallenOut } : at >= given ? { role: "decoder", kind: strings.written } : {}) })));
    const more = left ? strings.moreBefore(left) : "";
    if (lost > 0) this.tokens.append(create("p", {}, strings.window(window, lost, more)));
  }

  showBars(logits, written) {
    const p = distribution(logits, this.cuts), flat = softmax(Float64Array.from(logits, (z) => z / this.cuts.temperature));
    const order = [...flat.keys()].sort((a, b) => flat[b] - flat[a]).slice(0, SHOWN), longest = Math.max(...order.map((id) => p[id]));
    this.rows = order.map((id) => ({
      id, label: this.fit([...written, id]) ? (id ? visible(this.alone[id]) : strings.end) : WITHHELD,
      share: (p[id] || flat[id]) / longest, text: p[id] ? chance(p[id]) : strings.cutHad(chance(flat[id])), p: p[id], before: flat[id],
      role: p[id] ? "decoder" : "masked",
    }));
    const kept = p.reduce((count, value) => count + (value > 0), 0);
    this.picture.replaceChildren(bars(strings.barsCaption, this.rows));
    this.kept.textContent = strings.kept(kept, this.size);
  }

  /* ---- Writing ---- */

  /** Draws up to `count` tokens. The seed gives a sequence of numbers, one per token, so the same seed writes the same text. */
  async write(count) {
    if (this.later) this.record("replaceState"); // later, it would record a half-written text
    const mine = (this.running = {}), { ids: before, text } = this.state;
    let ids = before; // as written here; any other change to the state comes from the reader and ends this
    const untouched = () => this.state.text === text && this.state.ids === ids, going = () => this.running === mine && untouched();
    this.run.textContent = count > 1 ? strings.stop : strings.run;
    try {
      const model = await this.ready();
      for (let i = 0; i < count && going() && this.chosen.length < MOST && !this.chosen.includes(0); i++) {
        const { chosen } = this, { ids: given } = await this.given(model), { logits } = await this.after(model, [...given, ...chosen]);
        if (!going()) break;
        const numbers = seeded(this.seedNumber);
        chosen.forEach(numbers);
        const id = this.cuts.top_k === 1 ? argmax(logits) : draw(distribution(logits, this.cuts), numbers());
        this.state.ids = ids = [...chosen, id].join();
        await this.look();
        if (!going() || !this.fit(this.chosen)) break;
      }
    } catch (error) {
      if (this.isConnected) this.say(error.message);
    }
    if (this.running && this.running !== mine) return; // a newer one is writing
    this.running = null;
    this.run.textContent = strings.run;
    if (!untouched()) return this.update();
    if (ids === before) return;
    this.state.ids = before; // what Back restores
    this.set({ ids }, { step: true });
  }

  /** Has the model define a word with its most likely tokens only, as lab/hallucination.py does. */
  async define(word) {
    this.running = null;
    this.set({ text: `${word}:`, ids: "", k: 1 }, { step: true });
    this.write(RUN);
  }

  csv() {
    return [strings.csvHead, ...(this.rows ?? []).filter(({ label }) => label !== WITHHELD)
      .map(({ id, p, before }) => [id ? this.alone[id] : strings.end, id, p, before])];
  }

  drawing = () => barsDrawing(this.rows ?? []);
}

customElements.define("next-token-explorer", NextTokenExplorer);
