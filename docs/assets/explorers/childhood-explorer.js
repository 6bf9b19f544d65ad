/**
 * <childhood-explorer>: pocket-gpt at six moments of its training, from random weights to the model of these notes: its loss, what it
 * writes about a word, and what its heads look at. data/childhood.json, made by lab/childhood.py, has the curve and the definitions of
 * a few words; for others, and for the heads, the weights of a moment are fetched when it is reached.
 */

import { Explorer, latest } from "./base.js";
import { isClean, loadWithList } from "./blocked.js";
import { follow, gripAttributes } from "./dragging.js";
import { button, create, cut, leftOut, number, scroller, svg, table, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/childhood-explorer.js";

const MODEL = "pocket-gpt", SEED = 0, HEADS = 4;
const ASKED = { word: "loudly", sign: /\bmanner\b/ };
const MOST_LETTERS = 60, MOST_TOKENS = 12, WRITTEN = 24; // of a word or line, read by the heads, and of a definition, as in lab/childhood.py
const LEFT = 24, TOP = 12, LOW = 216, MOST = 9; // of the curve; MOST is a loss
const LETTER = 8.2, LINES = 2; // of the definition at the marker: generous width of a 16 px character, and lines
const UNDER = 146, NARROW = 420; // the curve is above it; pixels of a curve whose loss takes two lines of text
const CELL = 24, NAMES = 76; // of the large map
const MOVE = 300; // milliseconds

const upward = (loss) => LOW - ((LOW - TOP) * loss) / MOST;
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

class ChildhoodExplorer extends Explorer {
  static state = { stage: "0", word: ASKED.word, view: "words", line: strings.firstLine, head: "2.0", asked: "1", guess: "" };
  definitions = new Map(); // step and word -> definition
  wide = 560; // pixels of the curve: as many as there is room for, so that its text keeps its size
  seen = new Map(); // step and line -> { tokens, weights: of each layer (heads, n, n), lost: tokens left out }

  build() {
    this.look = latest(() => this.show());
    this.task = create("p", { class: "explorer__task" });
    this.curve = create("div");
    watchWidth(this.curve, (wide) => {
      this.wide = wide;
      if (this.data) this.showCurve(this.now);
    });
    this.found = create("p", { class: "explorer__result" });
    this.check = button(strings.check, () => this.reveal(this.now.stage));
    this.skip = button(strings.skip, () => this.reveal(""));
    this.tour = create("div", { class: "explorer__row", role: "group", "aria-label": strings.tour }, ...strings.steps.map(({ name, see, state }) =>
      Object.assign(button(name, () => this.go(state)), { state, see })));
    this.views = Object.entries(strings.views).map(([view, name]) => Object.assign(button(name, () => this.set({ view }, { step: true })), { view }));
    this.word = textField({ label: strings.word, most: MOST_LETTERS, onText: (word) => this.set({ word }) });
    this.examples = create("div", { class: "explorer__row", role: "group", "aria-label": strings.shown });
    this.rows = create("ol", { class: "explorer__stages", "aria-label": strings.stages });
    this.all = button("", () => {
      this.everything = this.now.word; // define it at all moments
      this.refresh();
    });
    this.note = create("p", { class: "explorer__note" }, strings.newWords);
    this.words = create("div", {}, this.rows, this.note, create("div", { class: "explorer__row" }, this.examples, this.word, this.all));
    this.line = textField({ label: strings.line, most: MOST_LETTERS, onText: (line) => this.set({ line }) });
    this.maps = create("div", { class: "explorer__maps", role: "group", "aria-label": strings.heads });
    this.large = create("div");
    this.pointed = create("p");
    this.heads = create("div", {}, create("div", { class: "explorer__heads" }, this.maps, this.large), this.pointed, this.line);
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), create("div"));
    this.panel = create("div", { class: "explorer__row", role: "group", "aria-label": strings.show }, ...this.views);
    return [this.task, this.curve, create("div", { class: "explorer__row" }, this.panel, this.check, this.skip), this.found, this.words, this.heads, this.tour,
      create("div", {}, this.numbers)];
  }

  /* ---- The state, checked ---- */

  get now() {
    const { stage, word, view, line, head, asked, guess } = this.state, known = this.data.stages;
    const moment = (text, otherwise) => (/^\d$/.test(text) && Number(text) in known ? Number(text) : otherwise);
    const [, layer, number] = /^([0-3])\.([0-3])$/.exec(head) ?? ["", 2, 0];
    return {
      stage: moment(stage, 0), word: word.trim().slice(0, MOST_LETTERS), view: view === "heads" ? view : "words", line: line.trim(),
      layer: Number(layer), head: Number(number), asking: asked !== "0" && word === ASKED.word && view !== "heads", guess: moment(guess, null),
    };
  }

  /** The moment when the question's definition first has its form. */
  get first() {
    return this.data.stages.findIndex(({ words }) => ASKED.sign.test(words[ASKED.word]));
  }

  nameOf(stage) {
    const { step } = this.data.stages[stage];
    return stage === this.data.stages.length - 1 ? MODEL : `${MODEL}@${stage ? step : this.data.stages[1].step}`;
  }

  /** Moves to another moment; step: as one move that Back undoes. */
  move(stage, how) {
    if (stage !== this.now.stage && stage in this.data.stages) this.set({ stage }, how);
  }

  reveal(guess) {
    this.set({ asked: 0, guess, stage: this.first }, { step: true });
    this.rows.querySelector("[aria-pressed=true]").focus(); // the button that had the focus is gone
  }

  /** Does a guided step. */
  go(state) {
    this.set({ asked: 0, ...state }, { step: true });
  }

  /* ---- What is shown ---- */

  update() {
    if (this.data) this.refresh();
    else this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  refresh() {
    const now = this.now, { stage, word, view, asking } = now;
    this.task.textContent = asking ? strings.question : "";
    this.task.hidden = this.check.hidden = this.skip.hidden = !asking;
    this.panel.hidden = asking;
    for (const part of [this.found, this.tour, this.numbers.parentElement, this.note, this.examples, this.word, this.all]) part.hidden = asking; // they hold the answer
    this.words.hidden = view !== "words";
    this.heads.hidden = view !== "heads";
    for (const choice of this.views) choice.setAttribute("aria-pressed", choice.view === view);
    if (asking) for (const choice of this.views) choice.removeAttribute("aria-pressed"); // there is nothing to choose yet
    const here = this.tour.querySelectorAll("button");
    here.forEach((one) => one.setAttribute("aria-pressed", Object.entries(one.state).every(([key, value]) => this.state[key] === String(value))));
    this.word.show(this.state.word);
    this.line.show(this.state.line);
    this.examples.replaceChildren(...Object.keys(this.data.stages[0].words).map((one) => {
      const made = button(one, () => this.set({ word: one }, { step: true }));
      made.setAttribute("aria-pressed", one === word);
      return made;
    }));
    this.showCurve(now);
    this.showRows(now);
    const guided = [...here].find((one) => one.getAttribute("aria-pressed") === "true" && !asking);
    const verdict = now.guess === null || asking || view !== "words" || word !== ASKED.word ? ""
      : strings.guessed(number(this.data.stages[now.guess].step), now.guess === this.first, number(this.data.stages[this.first].step));
    this.found.textContent = [verdict, guided?.see].filter(Boolean).join(" ");
    this.numbers.lastChild.replaceChildren(this.listing());
    if (view === "heads") this.showHeads(now);
    this.say(this.answer(now), { soon: true });
    const defined = this.data.stages.every((_, index) => (index !== stage && this.everything !== word) || this.definition(index, word) !== undefined);
    const ready = view === "words" ? asking || !word || defined : !now.line || this.seen.has(`${stage}|${now.line}`);
    if (!ready) this.look().catch((error) => this.isConnected && error.kind !== "aborted" && this.say(error.message));
  }

  /** The answer in a sentence, for the line below. */
  answer({ stage, word, view, asking, layer, head, line }) {
    const { step } = this.data.stages[stage];
    if (asking) return strings.guessing(step);
    if (view === "heads") {
      const seen = this.seen.get(`${stage}|${line}`);
      if (!line) return strings.needsLine;
      return seen ? `${strings.step(step)}, ${strings.head(layer, head)}. ${seen.told}`.trim() : "";
    }
    const written = this.definition(stage, word);
    return `${this.word.told} ${word ? `${strings.step(step)}: ${word}: ${written ?? strings.reading}` : strings.needsWord}`.trim();
  }

  /** What the model writes at a moment; undefined if not known yet. */
  definition(stage, word) {
    return this.data.stages[stage].words[word] ?? this.definitions.get(`${stage}|${word}`);
  }

  /* ---- The models ---- */

  async show() {
    this.data ??= await this.fetchData();
    const { stage, word, view, line, asking } = this.now, stages = this.everything === word ? [...this.data.stages.keys()] : [stage];
    if (view === "heads" && line) await this.attend(stage, line);
    else if (view === "words" && !asking && word) for (const one of stages) await this.define(one, word);
    if (this.isConnected) this.refresh();
  }

  async fetchData() {
    const answer = await fetch(new URL("data/childhood.json", import.meta.url)).catch(() => null);
    if (!answer?.ok) throw new Error(strings.noData);
    const data = await answer.json();
    this.dataset.models = data.stages.map(({ step, bytes }, index) =>
      `${index === data.stages.length - 1 ? MODEL : `${MODEL}@${step}`}=${bytes}`).join(" "); // the sizes that load() shows
    return data;
  }

  /** The model at a moment, in a Worker of its own. */
  async modelAt(stage) {
    const model = await loadWithList(this, this.nameOf(stage));
    if (stage) return model;
    if (!this.models.has("random")) this.models.set("random", model.untrained(SEED, this.data.spreads));
    return this.models.get("random");
  }

  async define(stage, word) {
    if (this.definition(stage, word) !== undefined) return;
    const model = await this.modelAt(stage), { ids } = await model.encode(`${word}:`);
    const { text: raw } = await model.generate({ input_ids: ids, max_new_tokens: WRITTEN });
    const text = raw.trim().replace(/[\p{Cc}\ufffd]/gu, "·"); // random weights write bytes that aren't characters
    this.definitions.set(`${stage}|${word}`, isClean(`${word}: ${text}`) ? text || strings.nothing : strings.withheld);
    if (this.isConnected) this.showRows(this.now);
  }

  async attend(stage, line) {
    const key = `${stage}|${line}`;
    if (this.seen.has(key)) return;
    const model = await this.modelAt(stage), { ids } = await model.encode({ text: line, max_length: Infinity }), read = ids.slice(0, MOST_TOKENS);
    const found = await model.run({ input_ids: read, want: ["*.weights"] }), tokens = (await model.tokens(read)).map((token) => token.trim() || token);
    this.seen.set(key, { tokens: [strings.start, ...tokens.slice(1)], weights: Object.values(found).map(({ data }) => data),
      told: leftOut(MOST_TOKENS, "tokens", ids.length - read.length) });
  }

  /* ---- The curve ---- */

  showCurve({ stage, asking }) {
    const held = this.curve.contains(document.activeElement), { step, loss } = this.data.stages[stage];
    const before = this.shownAt, drawing = this.drawing();
    const grip = svg("circle", { ...gripAttributes({ at: [this.across(step), upward(loss)], label: asking ? strings.guess : strings.marker,
      says: strings.at(step, loss), onArrow: ([right, up]) => this.move(stage + Math.sign(right || up)) }),
    "aria-valuemax": this.data.stages.length - 1, "aria-valuenow": stage });
    drawing.removeAttribute("role");
    drawing.append(grip);
    drawing.onpointerdown = (event) => {
      const drags = follow(event, this.curve, ([x]) => this.move(this.nearest(x)));
      if (drags) this.curve.querySelector("[role=slider]").focus({ preventScroll: true });
    };
    this.curve.replaceChildren(drawing);
    if (held) grip.focus({ preventScroll: true });
    this.shownAt = [this.across(step), upward(loss)];
    if (!before || still() || before[0] === this.shownAt[0]) return;
    const from = before.map((value, index) => `${value - this.shownAt[index]}px`).join(",");
    drawing.querySelector("[data-marker]").animate([{ transform: `translate(${from})` }, { transform: "none" }], { duration: MOVE, easing: "ease-out" });
  }

  get steps() {
    return this.data.stages.at(-1).step;
  }

  /** Where a step is on the curve; the scale is stretched where most changes, at the beginning. */
  across(step) {
    return LEFT + 10 + ((this.wide - LEFT - 36) * Math.log1p(step / 30)) / Math.log1p(this.steps / 30);
  }

  nearest(x) {
    const far = this.data.stages.map(({ step }) => Math.abs(this.across(step) - x));
    return far.indexOf(Math.min(...far));
  }

  /** What is written at the marker's moment, as lines for the picture. */
  get lines() {
    const { stage, word, view, asking } = this.now, last = this.data.stages.length - 1;
    const text = view === "heads" || !word ? "" : asking && stage > 0 && stage < last ? "?" : this.definition(stage, word) ?? "…", most = Math.floor(Math.min(this.wide * 0.7, 320) / LETTER);
    const lines = [""];
    for (const one of wordsOf(text && `${word}: ${text}`)) {
      const shown = cut(one, most - 1)[0], line = `${lines.at(-1)} ${shown}`.trim();
      if (line.length <= most) lines[lines.length - 1] = line;
      else lines.push(shown);
    }
    return lines.length > LINES ? [...lines.slice(0, LINES - 1), `${cut(lines[LINES - 1], most - 1)[0]}…`] : lines;
  }

  drawing() {
    const { stage, asking, guess } = this.now, { step, loss, choices } = this.data.stages[stage];
    const point = ([at, value]) => `${this.across(at).toFixed(1)},${upward(value).toFixed(1)}`;
    const label = (x, y, text, kind = "ln-text-muted", anchor = "middle") => svg("text", { x, y, "font-size": 15, "text-anchor": anchor, class: kind }, text);
    const guessed = guess !== null && !asking ? [this.data.stages[guess]] : [], { lines } = this, told = strings.loss(loss, choices), half = (Math.max(...lines.map((line) => line.length)) * LETTER) / 2;
    const middle = Math.min(this.wide - half - 2, Math.max(LEFT + half + 4, this.across(step)));
    return svg("svg", { viewBox: `0 0 ${this.wide} ${LOW + 28}`, class: "explorer__drawing explorer__curve", role: "img", "aria-label": strings.curve(step, loss) },
      ...[0, 3, 6, 9].flatMap((value) => [
        svg("path", { d: `M${LEFT} ${upward(value)} H${this.wide}`, class: "ln-axis" }), label(LEFT - 7, upward(value) + 5, number(value), "ln-text-muted", "end")]),
      svg("polyline", { points: this.data.curve.map(point).join(" "), class: "ln-line-decoder", "stroke-width": 3 }),
      ...this.data.stages.flatMap(({ step: at, loss: value }) => [
        svg("path", { d: `M${this.across(at)} ${LOW} v6`, class: "ln-line-plain", "stroke-width": 1.5 }),
        svg("circle", { cx: this.across(at), cy: upward(value), r: 5, class: "ln-soft-decoder", "stroke-width": 2 }),
        label(this.across(at), LOW + 22, number(at))]),
      ...(this.wide < NARROW ? told : [told.join(", ")]).map((line, at) => label(this.wide, TOP + 17 + 18 * at, line, "ln-text explorer__halo", "end")), label(this.across(this.steps) - 10, LOW - 8, strings.axis, "ln-text-muted explorer__halo", "end"),
      ...guessed.map(({ step: at, loss: value }) => svg("circle", { cx: this.across(at), cy: upward(value), r: 13, class: "ln-line-focus", "stroke-width": 3 })),
      ...lines.map((line, at) => svg("text", { x: middle, y: UNDER + 16 + 20 * at, "font-size": 16, "text-anchor": "middle", class: "ln-text-strong explorer__halo", direction: "ltr" }, line)),
      svg("g", { "data-marker": true },
        svg("path", { d: `M${this.across(step)} ${upward(loss) + 9} V${lines[0] ? UNDER : LOW}`, class: "ln-line-decoder", "stroke-width": 1.5, "stroke-dasharray": "3 3" }),
        svg("circle", { cx: this.across(step), cy: upward(loss), r: 9, class: asking ? "ln-soft-focus" : "ln-fill-decoder", "stroke-width": 3 })));
  }

  /* ---- What it writes ---- */

  showRows({ stage, word, asking }) {
    const last = this.data.stages.length - 1, held = [...this.rows.querySelectorAll("button")].indexOf(document.activeElement);
    const texts = this.data.stages.map((_, index) => (asking && index > 0 && index < last ? null : this.definition(index, word)));
    const missing = texts.flatMap((text, index) => (text === undefined ? [this.nameOf(index)] : []));
    this.all.hidden ||= !missing.length || !word;
    this.all.textContent = strings.all(this.missing(missing));
    this.rows.replaceChildren(...texts.map((text, index) => {
      const choice = button(number(this.data.stages[index].step), () => this.move(index, { step: true }));
      choice.setAttribute("aria-pressed", index === stage);
      choice.setAttribute("aria-label", strings.step(this.data.stages[index].step));
      const unknown = index === stage ? strings.reading : strings.unread(this.missing([this.nameOf(index)]));
      const shown = text === null ? ["?"] : text === undefined ? [unknown] : this.marked(text, index && !asking ? texts[index - 1] : undefined);
      return create("li", { class: index === stage ? "explorer__here" : "" }, choice,
        create("span", { dir: "auto", class: typeof text === "string" ? "" : "explorer__unread" }, ...shown));
    }));
    if (held >= 0) this.rows.querySelectorAll("button")[held].focus({ preventScroll: true });
  }

  /** How many bytes of these models aren't loaded yet. */
  missing(names) {
    const sizes = new Map(this.data.stages.map(({ bytes }, index) => [this.nameOf(index), bytes]).filter(([, bytes]) => bytes));
    return [...new Set(names)].reduce((sum, name) => sum + (this.models.has(name) ? 0 : sizes.get(name)), 0);
  }

  /** A definition; words that weren't in the previous one are underlined. */
  marked(text, before) {
    const known = before === undefined ? null : new Set(wordsOf(before));
    return wordsOf(text).flatMap((word, index) => [index ? " " : "", known && !known.has(word) ? create("ins", {}, word) : word]);
  }

  /* ---- Where it looks ---- */

  showHeads(now) {
    const seen = this.seen.get(`${now.stage}|${now.line}`), chosen = `${now.layer}.${now.head}`;
    if (!seen) return;
    const held = this.maps.contains(document.activeElement), layers = [...seen.weights.keys()];
    this.maps.replaceChildren(...layers.flatMap((layer) => Array.from({ length: HEADS }, (_, head) => {
      const made = button("", () => this.set({ head: `${layer}.${head}` }, { step: true }));
      made.setAttribute("aria-pressed", chosen === `${layer}.${head}`);
      made.setAttribute("aria-label", strings.head(layer, head));
      made.append(this.small(seen, layer, head));
      return made;
    })));
    if (held) this.maps.querySelector("[aria-pressed=true]").focus({ preventScroll: true });
    this.large.replaceChildren(this.map(seen, now), create("p", { class: "explorer__note" }, strings.howToRead(strings.head(now.layer, now.head))));
    const pointed = this.rowsOf(seen, layers).filter((rows) => mean(rows.slice(2).map((row) => Math.max(...row))) > 0.5);
    this.pointed.textContent = `${strings.pointed(pointed.length, layers.length * HEADS)} ${now.stage ? "" : strings.drawn}`.trim();
    if (!still() && this.drawnAt !== undefined && this.drawnAt !== now.stage) {
      for (const one of this.heads.querySelectorAll("svg")) one.animate([{ opacity: 0.25 }, { opacity: 1 }], { duration: MOVE });
    }
    this.drawnAt = now.stage;
  }

  /** The rows of every head of these layers; a row is what one token gives to those it sees. */
  rowsOf({ weights, tokens: { length: n } }, layers) {
    return layers.flatMap((layer) => Array.from({ length: HEADS }, (_, head) => Array.from({ length: n }, (_, i) =>
      Array.from(weights[layer].slice((head * n + i) * n, (head * n + i) * n + i + 1)))));
  }

  cells(seen, layer, head, side) {
    return this.rowsOf(seen, [layer])[head].flatMap((row, i) => row.flatMap((weight, j) => (weight < 0.01 ? []
      : [svg("rect", { x: j * side, y: i * side, width: side, height: side, "fill-opacity": weight.toFixed(2), class: "ln-fill-decoder" })])));
  }

  small(seen, layer, head) {
    const n = seen.tokens.length;
    return svg("svg", { viewBox: `0 0 ${n} ${n}`, "aria-hidden": "true" }, svg("path", { d: `M0 0 ${this.stairs(n, 1)} H0 Z`, class: "explorer__seen" }),
      ...this.cells(seen, layer, head, 1));
  }

  /** The edge of what a token may see: itself and those before it. */
  stairs(n, side) {
    return Array.from({ length: n }, () => `h${side} v${side}`).join(" ");
  }

  map(seen, { layer, head }) {
    const { tokens } = seen, n = tokens.length, rows = this.rowsOf(seen, [layer])[head], size = n * CELL;
    const looks = rows.map((row, i) => strings.looks(tokens[i], tokens[row.indexOf(Math.max(...row))], Math.max(...row)));
    const label = (x, y, text, more) => svg("text", { x, y, "font-size": 15, class: "ln-text ln-text-mono", ...more }, text.length > 7 ? `${text.slice(0, 6)}…` : text);
    return svg("svg", { viewBox: `0 0 ${NAMES + size + 4} ${size + NAMES}`, class: "explorer__drawing", role: "img", "aria-label": strings.map(strings.head(layer, head), looks) },
      ...tokens.flatMap((token, i) => [
        label(NAMES - 8, i * CELL + 17, token, { "text-anchor": "end" }),
        label(0, 0, token, { "text-anchor": "end", transform: `translate(${NAMES + i * CELL + 17} ${size + 8}) rotate(-90)` })]),
      svg("g", { transform: `translate(${NAMES} 0)` },
        svg("path", { d: `M0 0 ${this.stairs(n, CELL)} H0 Z`, class: "explorer__seen" }), ...this.cells(seen, layer, head, CELL)));
  }

  /* ---- As numbers ---- */

  listing() {
    const { stage, view, line, layer, head } = this.now, seen = view === "heads" && this.seen.get(`${stage}|${line}`);
    if (!seen) return table(strings.lossTable, strings.lossHead, this.data.stages.map(({ step, loss, choices }) => [number(step), number(loss, 2), number(choices)]));
    const { tokens } = seen, name = strings.weightsTable(strings.head(layer, head));
    return scroller(name, table(name, [strings.looksHead, ...tokens], this.rowsOf(seen, [layer])[head].map((row, i) =>
      [tokens[i], ...tokens.map((_, j) => (j > i ? "–" : number(row[j], 2)))])));
  }

  csv() {
    const { stage, word, view, line, asking } = this.now, seen = this.seen.get(`${stage}|${line}`), { step } = this.data.stages[stage];
    if (view === "heads" && seen) return [strings.csvHeads, ...this.rowsOf(seen, [...seen.weights.keys()]).flatMap((rows, at) => rows.flatMap((row, i) =>
      row.map((weight, j) => [step, Math.floor(at / HEADS), at % HEADS, seen.tokens[i], seen.tokens[j], weight])))];
    return [strings.csvWords, ...this.data.stages.map(({ step: at, loss }, index) => [at, loss, word, asking ? "" : this.definition(index, word) ?? ""])];
  }
}

customElements.define("childhood-explorer", ChildhoodExplorer);
