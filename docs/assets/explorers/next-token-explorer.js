/**
 * <next-token-explorer>: pocket-gpt continues a text, or two side by side, token by token. All its probabilities are one picture
 * (skyline.js) with the cuts to drag and the likeliest tokens to click; what was tried stays as a tree (branches.js).
 * Logits come from the model; cutting and sampling from runtime/sampling.js, as in its generate().
 */

import { Explorer, latest } from "./base.js";
import { isClean, loadWithList } from "./blocked.js";
import { grown, pathsOf, textOf, tree, wentOn } from "./branches.js";
import { FEW, FLAGS, glide, skyline } from "./skyline.js";
import { chance, inLine, sureness } from "./written.js";
import { bars, button, create, numberField, slider, svg, textField, watchWidth } from "../shared/parts.js";
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
const HOLDS = 0.9; // the probability whose tokens are guessed
const OPTIONS = 4; // tokens to choose from, where the likeliest is guessed
const WITHHELD = strings.withheld;
// The two texts: the names of their parts in the state.
const LANES = [{ text: "text", ids: "ids", tried: "tried" }, { text: "other", ids: "more", tried: "paths" }];
// One click each, the best find first; what they don't name gets its initial value.
const NO_CUTS = { t: "1", k: "0", p: "1", ids: "", tried: "", other: "", more: "", paths: "" };
const STEPS = [
  { name: "sure", set: { text: "glorfish:", other: "violin:", k: "1" }, runs: true },
  { name: "hot", set: { text: "red car:", t: "2", p: "0.9" } },
  { name: "cold", set: { text: "red car:", t: "0.5", p: "0.9" } },
  { name: "tail", set: { text: "red car:", t: "1.5", seed: "1" }, runs: true },
];

/** A number from a state, kept in range. */
const within = (text, least, most, other) => (text.trim() && Number.isFinite(Number(text)) ? Math.min(most, Math.max(least, Number(text))) : other);
/** A token with its space made visible. */
const visible = (token) => token.replaceAll(" ", "␣");

/** The number with the fewest decimals that, as top-p, keeps exactly that many of the sorted probabilities. */
function topP(sorted, count) {
  let below = 0;
  for (const p of sorted.slice(0, count - 1)) below += p;
  for (let unit = 100; unit < 1e6; unit *= 10) {
    const found = Math.floor(below * unit + 1) / unit;
    if (found <= below + sorted[count - 1]) return found;
  }
  return below + sorted[count - 1] / 2;
}

/** The text of a lane, without the colon that asks for a definition. */
const nameOf = ({ beginning }) => beginning.text.replace(/:?\s*$/, "");

class NextTokenExplorer extends Explorer {
  static longest = 4000; // characters of a part of the address: the paths that were tried
  static state = { text: "red car:", ids: "", tried: "", other: "", more: "", paths: "", t: "1", k: "0", p: "1", seed: "0", ask: "mass", asked: "1", guess: "" };

  build() {
    this.lanes = LANES.map((keys, at) => this.lane(keys, at));
    this.heat = slider({ label: strings.temperature, min: 0.1, max: 2, step: 0.1, says: (value) => value.toFixed(1), onNumber: (t) => this.set({ t }) });
    const field = (label, rest, key) => numberField({ label, ...rest, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence) });
    this.seed = field(strings.seed, { min: 0, max: 9999, whole: true }, "seed");
    this.topP = field(strings.topP, { min: 0.01, max: 1 }, "p");
    this.topK = field(strings.topK, { min: 1, max: 1, whole: true }, "k");
    this.step = button(strings.step, () => this.write(1));
    this.run = button(strings.run, () => (this.running ? (this.running = null) : this.write(RUN)));
    this.undo = button(strings.undo, () => this.go(this.open.map((lane) => [lane, this.chosen(lane).slice(0, -1)])));
    this.task = create("p", { class: "explorer__task" });
    this.asking = create("div", { class: "explorer__row" });
    this.answer = create("p", { class: "explorer__result" });
    this.hint = create("p", { class: "explorer__kept explorer__hint", hidden: true }, strings.hint);
    this.controls = create("div", { class: "explorer__row explorer__row--one", hidden: true }, this.heat, this.step, this.run, this.undo);
    this.exactly = create("div", { class: "explorer__row" }, this.topP, this.topK, this.seed);
    this.steps = STEPS.map(({ name, set, runs }) => {
      const all = { ...NO_CUTS, seed: "0", ...set, asked: "0", guess: "" };
      const made = button(strings.steps[name][0], () => this.preset(all, runs));
      made.all = all;
      return made;
    });
    this.texts = create("div", { class: "explorer__lanes" }, ...this.lanes.map((lane) => lane.words));
    this.awaited = this.pictures = create("div", { class: "explorer__lanes" }, ...this.lanes.map((lane) => lane.view));
    watchWidth(this.pictures, (wide) => this.drawn && wide !== this.drawn && this.update());
    this.listed = create("div");
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.listed);
    this.look = latest(() => this.show());
    this.seen = new Map(); // ids -> the model's answer
    const words = (label, list, at) => create("div", { class: "explorer__row", role: "group", "aria-label": label }, create("span", {}, `${label}:`),
      ...list.map((word) => button(word, () => this.define(word, at))));
    return [
      this.task, this.answer, this.texts, this.controls, this.pictures, this.asking, this.hint,
      create("ol", { class: "explorer__guide" }, ...this.steps.map((made, at) => create("li", {}, made, " ", strings.steps[STEPS[at].name][1]))),
      create("details", { class: "figure__words" }, create("summary", {}, strings.more), words(strings.defineMadeUp, MADE_UP, 0), words(strings.defineReal, REAL, 1), this.exactly),
      this.numbers,
    ];
  }

  /** A text with what the model made of it. keys: the names of its parts in the state. */
  lane(keys, at) {
    const lane = {
      keys, at,
      beginning: textField({ label: at ? strings.second : strings.beginning, most: LONGEST, keepsEnd: true,
        onText: (text) => this.set({ [keys.text]: text, [keys.ids]: "", [keys.tried]: "" }) }),
      tokens: create("div", { class: "explorer__tokens", role: "group", "aria-label": strings.textAsTokens }),
      sureness: create("p", { class: "explorer__sureness" }),
      kept: create("p", { class: "explorer__kept" }),
      picture: create("div"),
      branches: create("div"),
    };
    lane.words = create("section", {}, lane.beginning, lane.tokens, lane.sureness);
    lane.view = create("section", {}, lane.picture, lane.kept, lane.branches);
    return lane;
  }

  /* ---- The state, checked ---- */

  /** The lanes in use: the second one once it has a text. */
  get open() {
    return this.lanes.filter(({ at, keys }) => !at || this.state[keys.text].trim());
  }

  /** Ids as a state holds them, cut at the stop token (0); none if one is impossible. */
  checked(ids) {
    const good = ids.every((id) => Number.isInteger(id) && id >= 0 && id < (this.size ?? Infinity));
    return !good ? [] : ids.includes(0) ? ids.slice(0, ids.indexOf(0) + 1) : ids;
  }

  /** Ids of the tokens written after the beginning; the stop token comes last. */
  chosen({ keys }) {
    return this.checked(this.state[keys.ids].split(",").filter(Boolean).map(Number).slice(0, MOST));
  }

  tried({ keys }) {
    return pathsOf(this.state[keys.tried]).map((path) => this.checked(path.slice(0, MOST))).filter((path) => path.length);
  }

  get cuts() {
    return { temperature: within(this.state.t, 0.1, 2, 1), top_k: Math.round(within(this.state.k, 0, this.size ?? 0, 0)) % (this.size ?? 1), top_p: within(this.state.p, 0.01, 1, 1) };
  }

  /** What is still to be guessed: "mass", how many tokens hold HOLDS; "surer", of which text; "likeliest", which token; or "". */
  get asks() {
    if (this.state.asked === "0") return "";
    return this.state.ask === "surer" && this.open.length < 2 ? "mass" : this.state.ask;
  }

  /** What the model is asked. */
  get question() {
    return this.lanes.map(({ beginning, keys }) => `${beginning.text}|${this.state[keys.ids]}`).join("|");
  }

  get seedNumber() {
    return Math.round(within(this.state.seed, 0, 9999, 0));
  }

  update() {
    const { temperature, top_p } = this.cuts;
    for (const { beginning, keys } of this.lanes) beginning.show(this.state[keys.text]);
    this.lanes[1].view.hidden = this.lanes[1].words.hidden = this.open.length < 2;
    this.heat.show(temperature);
    this.topP.show(top_p);
    this.seed.show(this.seedNumber);
    for (const made of this.steps) made.ariaPressed = String(Object.entries(made.all).every(([key, value]) => ["ids", "tried", "more", "paths"].includes(key) || this.state[key] === value));
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
      this.topK.limit(this.size);
    }
    return model;
  }

  /** The beginning as ids, not cut to the window, and how many are left out before them. A trailing space belongs to the next token, so it isn't read. */
  async given(model, lane) {
    const { text } = lane.beginning;
    if (lane.encoded?.text === text) return lane.encoded;
    const { ids } = await model.encode({ text: text.trimEnd(), max_length: Infinity });
    return (lane.encoded = { text, ids: ids.slice(-KEPT), left: Math.max(0, ids.length - KEPT) });
  }

  /** Logits (V) after these ids, computed once, and their probabilities without temperature or cuts. */
  async after(model, ids) {
    const key = ids.join(), found = this.seen.get(key) ?? await model.next({ input_ids: ids });
    if (this.seen.size > 4 * MOST) this.seen.clear();
    this.seen.set(key, found);
    return found;
  }

  /** Whether a text may be shown. */
  fit(lane, ids) {
    return isClean(lane.beginning.text + this.plain(ids));
  }

  plain(ids) {
    return ids.map((id) => (id ? this.names[id] : " ")).join("");
  }

  named(id) {
    return id ? visible(this.alone[id]) : strings.end;
  }

  async show() {
    const model = await this.ready(), asked = this.question, { open } = this;
    const found = [];
    this.pictures.ariaBusy = "true";
    try {
      for (const lane of open) found.push(await this.find(model, lane));
    } finally {
      this.pictures.ariaBusy = "false";
    }
    if (asked !== this.question) return; // the reader has moved on, and this will be shown again
    this.topK.show(this.cuts.top_k || this.size);
    const { asks } = this;
    this.controls.hidden = this.exactly.hidden = this.numbers.hidden = this.hint.hidden = !!asks;
    this.pictures.hidden = asks === "surer"; // it would be no help
    this.drawn = this.pictures.clientWidth;
    open.forEach((lane, at) => this.showLane(lane, found[at]));
    this.showAsking();
    this.showAnswer();
    const done = open.every((lane) => lane.ended || this.chosen(lane).length >= MOST || lane.withheld);
    this.step.disabled = this.run.disabled = done;
    this.undo.disabled = !open.some((lane) => this.chosen(lane).length);
    this.listed.replaceChildren(...open.filter(({ rows }) => rows.length).map(({ rows }, at) => bars(open.length > 1 ? strings.barsAfter(open[at].beginning.text) : strings.barsCaption, rows)));
    if (!this.running) this.say(`${open.map(({ beginning }) => beginning.told).join(" ")} ${this.sentence()}`.trim(), { soon: true });
  }

  /** What the model makes of a lane: its tokens as pieces, the probability of each written one, and what may come next. */
  async find(model, lane) {
    const { ids: given, left } = await this.given(model, lane), written = this.chosen(lane);
    if (!this.fit(lane, written)) return { written, withheld: true };
    const choice = written.slice(0, written.at(-1) === 0 ? -1 : undefined); // after the end of a text: its last choice
    const { logits } = await this.after(model, [...given, ...choice]), [pieces] = await model.pieces([[...given, ...written]]), chances = [];
    for (const [i, id] of written.entries()) chances.push((await this.after(model, [...given, ...written.slice(0, i)])).probabilities[id]);
    return { given, left, written, choice, logits, pieces, chances, window: model.model_max_length };
  }

  showLane(lane, found) {
    lane.withheld = !!found.withheld;
    lane.ended = found.written.at(-1) === 0;
    if (lane.withheld) {
      for (const part of [lane.tokens, lane.sureness, lane.picture, lane.branches]) part.replaceChildren();
      lane.kept.textContent = "";
      Object.assign(lane, { rows: [], seen: null, sure: NaN, count: 0 });
      return;
    }
    lane.sure = Math.exp(found.chances.reduce((sum, p) => sum + Math.log(p), 0) / found.written.length);
    sureness(lane.sureness, lane.sure);
    inLine(lane.tokens, found, (ids) => this.go([[lane, ids]]));
    this.showCurve(lane, found);
    this.showBranches(lane, found);
  }

  showCurve(lane, { logits, choice }) {
    const { asks, cuts } = this, tried = this.tried(lane), guess = Number(this.state.guess);
    const p = distribution(logits, cuts), flat = softmax(Float64Array.from(logits, (z) => z / cuts.temperature)), plain = softmax(Float64Array.from(logits));
    const order = [...flat.keys()].sort((a, b) => flat[b] - flat[a]), by = (values) => Float64Array.from(order, (id) => values[id]);
    const sorted = by(flat), kept = p.reduce((count, value) => count + (value > 0), 0);
    const rows = order.slice(0, SHOWN).map((id) => {
      const clean = this.fit(lane, [...choice, id]);
      return { id, clean, label: clean ? this.named(id) : WITHHELD, share: p[id] || flat[id], text: p[id] ? chance(p[id]) : strings.cutHad(chance(flat[id])),
        p: p[id], before: flat[id], role: p[id] ? "decoder" : "masked" };
    });
    const guessed = this.state.guess !== "" && this.state.asked === "0" && !choice.length;
    Object.assign(lane, { rows, order, sorted, plain, count: kept, first: rows[0] });
    const count = asks === "mass" ? Math.min(this.size, Math.max(1, Math.round(guess) || 1)) : kept;
    const to = { flat: sorted, after: asks ? sorted : by(p), kept: count };
    const drawn = skyline({
      id: `next-token-${lane.at}`, wide: Math.round(Math.min(960, Math.max(280, lane.picture.clientWidth))), label: asks ? strings.curveAsked : strings.curve(rows[0].label, rows[0].text, kept, this.size),
      ...to, first: cuts.temperature === 1 ? null : by(plain), p: cuts.top_p, k: cuts.top_k, tall: this.open.length > 1 ? 168 : 222, asks: asks === "surer" ? "" : asks, guess: guessed && this.state.ask === "mass" && !lane.at ? Math.round(within(this.state.guess, 1, this.size, 1)) : null,
      flags: asks === "mass" || asks === "likeliest" ? [] : rows.slice(0, this.open.length > 1 ? FEW : FLAGS).map(({ id, clean, label, ...row }) => ({
        id: clean && !lane.ended && !asks ? id : null, label: label.slice(0, 16), text: row.p ? chance(row.p) : strings.cut, kept: row.p > 0,
        tried: wentOn(tried, choice, id), marked: guessed && this.state.ask === "likeliest" && id === guess })),
      onP: (value) => this.set({ p: Math.round(within(String(value), 0.01, 1, 1) * 100) / 100 }),
      onK: (value) => this.set({ k: Math.max(1, value) >= this.size ? 0 : Math.max(1, value) }),
      onKept: (value) => this.set(asks ? { guess: value } : cuts.top_k ? { k: value, p: 1 } : { p: value === this.size ? 1 : topP(sorted, value) }),
      onFlag: (id) => this.go([[lane, [...choice, id]]]),
    });
    const held = lane.picture.contains(document.activeElement) && document.activeElement.dataset.hold;
    const from = lane.shown;
    lane.stop?.();
    lane.picture.replaceChildren(drawn.drawing);
    const moves = from?.flat.some((value, at) => value !== sorted[at]);
    lane.stop = moves && !this.running ? glide(from, to, (now) => drawn.show(lane.shown = now)) : drawn.show(lane.shown = to);
    if (held) (lane.picture.querySelector(`[data-hold="${held}"][tabindex]`) ?? lane.picture.querySelector("[tabindex='0']"))?.focus({ preventScroll: true });
    lane.kept.textContent = asks ? "" : strings.kept(kept, this.size, chance(to.flat.slice(0, kept).reduce((sum, value) => sum + value, 0)));
  }

  showBranches(lane, { written }) {
    const paths = grown(this.tried(lane), written), several = paths.length > 1 || (paths.length === 1 && paths[0].length > written.length);
    lane.branches.replaceChildren(...(!several ? [] : [create("p", { class: "explorer__kept" }, strings.branches), tree(paths, { now: written, withheld: WITHHELD,
      say: (ids, from) => (this.fit(lane, [...from, ...ids]) ? ids.map((id) => (id ? this.names[id] : ` (${strings.end})`)).join("").trim() || "␣" : null),
      onGo: (path) => this.go([[lane, path]]) })]));
  }

  /* ---- Guess and answer ---- */

  showAsking() {
    const { asks, open } = this;
    if (this.asked === `${asks}${this.question}`) return;
    this.asked = `${asks}${this.question}`;
    this.asking.hidden = this.task.hidden = !asks;
    this.task.textContent = asks && strings.asks[asks];
    const end = (changes, then) => button(then, () => this.set({ asked: 0, ...changes }, { step: true }));
    const options = ({ rows }) => rows.filter(({ clean }) => clean).slice(0, OPTIONS).sort((a, b) => a.id - b.id);
    const made = { mass: () => [end({ p: HOLDS }, strings.check)],
      surer: () => open.map((lane) => button(nameOf(lane), () => this.guess(lane.at))),
      likeliest: () => options(open[0]).map((row) => end({ guess: row.id }, row.label)) };
    this.asking.replaceChildren(...(asks ? [...made[asks](), end({ guess: "" }, strings.skip)] : []));
  }

  /** Which text the model is surer of: a guess, and then it writes both. */
  guess(at) {
    this.set({ asked: 0, guess: at, ids: "", more: "" }, { step: true });
    this.write(RUN, { step: false });
  }

  showAnswer() {
    const { asks, open } = this, [lane, second] = open, { ask, guess } = this.state, told = guess !== "" && !asks && lane.rows.length;
    this.answer.hidden = !told;
    this.answer.textContent = !told ? "" : ask === "mass" ? strings.massAnswer(...this.mass(lane, Number(guess)))
      : ask === "surer" ? (second && open.every((one) => one.sure) ? strings.surerAnswer(nameOf(open[guess === "1" ? 1 : 0]), ...open.flatMap((one) => [nameOf(one), chance(one.sure)])) : "")
        : this.chosen(lane).length ? "" : this.likeliest(lane, Number(guess));
  }

  /** How many tokens were guessed and what they sum to; how many reach HOLDS, and their sum. */
  mass({ sorted }, guess) {
    const hold = (count) => sorted.slice(0, count).reduce((sum, p) => sum + p, 0);
    let count = 1;
    while (hold(count) < HOLDS) count++;
    return [guess, chance(hold(guess)), count, chance(hold(count))];
  }

  likeliest({ plain, first, order }, id) {
    return id === first.id ? strings.likeliestRight(first.label, chance(plain[id])) : strings.likeliestWrong(this.named(id), chance(plain[id]), first.label, chance(plain[first.id]), order.indexOf(id) + 1);
  }

  /** The answer in a sentence, for the status. */
  sentence() {
    const { asks, open } = this;
    if (asks) return strings.guessFirst;
    return open.map((lane) => {
      const name = open.length > 1 ? `${lane.beginning.text.trim()} ` : ""; // "glorfish: The model ended …"
      if (lane.withheld) return name + (this.chosen(lane).length ? strings.completesWithheld : strings.wontContinue);
      return name + (lane.ended ? strings.ended(chance(lane.sure)) : strings.mostLikely(lane.first.label, lane.first.text));
    }).join(" ");
  }

  /* ---- Writing ---- */

  /** Goes to other written tokens, as [lane, ids] each; what was tried stays in its tree. */
  go(moves, how = { step: true }) {
    this.running = null;
    this.set(Object.assign({}, ...moves.map(([lane, ids]) => ({ [lane.keys.ids]: ids.join(), [lane.keys.tried]: this.triedWith(lane, ids) }))), how);
  }

  triedWith(lane, ids) {
    return textOf(grown(grown(this.tried(lane), this.chosen(lane)), ids));
  }

  /** Draws up to `count` tokens for each text. The seed gives a sequence of numbers, one per token, so the same seed writes the same text. Without step, Back returns to before the run. */
  async write(count, { step = true } = {}) {
    if (this.later) this.record("replaceState"); // later, it would record a half-written text
    const mine = (this.running = {}), { open } = this, texts = open.map(({ keys }) => this.state[keys.text]), before = open.map(({ keys }) => this.state[keys.ids]);
    const now = [...before]; // as written here; any other change to the state comes from the reader and ends this
    const untouched = () => open.every(({ keys }, at) => this.state[keys.text] === texts[at] && this.state[keys.ids] === now[at]);
    const going = () => this.running === mine && untouched() && open.length === this.open.length;
    this.run.textContent = count > 1 ? strings.stop : strings.run;
    try {
      const model = await this.ready();
      for (let i = 0; i < count && going(); i++) {
        let wrote = false;
        for (const [at, lane] of open.entries()) {
          const chosen = this.chosen(lane);
          if (!going() || chosen.length >= MOST || chosen.includes(0) || !this.fit(lane, chosen)) continue;
          const { ids: given } = await this.given(model, lane), { logits } = await this.after(model, [...given, ...chosen]);
          if (!going()) break;
          const numbers = seeded(this.seedNumber);
          chosen.forEach(numbers);
          const id = this.cuts.top_k === 1 ? argmax(logits) : draw(distribution(logits, this.cuts), numbers());
          this.state[lane.keys.ids] = now[at] = [...chosen, id].join();
          wrote = true;
        }
        if (!wrote) break;
        await this.look();
      }
    } catch (error) {
      if (this.isConnected) this.say(error.message);
    }
    if (this.running && this.running !== mine) return; // a newer one is writing
    this.running = null;
    this.run.textContent = strings.run;
    if (!untouched()) return this.update();
    if (now.join("|") === before.join("|")) return this.update();
    open.forEach(({ keys }, at) => (this.state[keys.ids] = before[at])); // what Back restores
    this.go(open.map((lane, at) => [lane, now[at].split(",").filter(Boolean).map(Number)]), { step });
    if (!step) this.record("replaceState");
  }

  preset(all, runs) {
    this.running = null;
    this.set(all, { step: true });
    if (runs) this.write(RUN, { step: false });
  }

  /** Has the model define a word with its most likely tokens only, as lab/hallucination.py does; a real one beside a made-up one. */
  async define(word, at) {
    this.running = null;
    const lane = this.lanes[Math.min(at, this.open.length - 1)];
    this.set({ [lane.keys.text]: `${word}:`, [lane.keys.ids]: "", [lane.keys.tried]: "", k: 1, asked: 0, guess: "" }, { step: true });
    this.write(RUN, { step: false });
  }

  csv() {
    return [strings.csvHead, ...this.open.flatMap(({ rows = [], beginning }) => rows.filter(({ clean }) => clean)
      .map(({ id, p, before }) => [beginning.text, id ? this.alone[id] : strings.end, id, p, before]))];
  }

  /** The pictures one above the other, to be saved. */
  drawing() {
    const all = this.open.flatMap(({ picture }) => [...picture.querySelectorAll("svg")]), boxes = all.map((one) => one.viewBox.baseVal);
    return svg("svg", { viewBox: `0 0 ${Math.max(1, ...boxes.map(({ width }) => width))} ${boxes.reduce((sum, { height }) => sum + height, 0)}`, class: "explorer__drawing explorer__skyline" },
      ...all.map((one, at) => svg("g", { transform: `translate(0 ${at * boxes[0].height})` }, ...one.cloneNode(true).childNodes)));
  }
}

customElements.define("next-token-explorer", NextTokenExplorer);
