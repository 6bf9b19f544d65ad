/**
 * <attention-explorer>: head surgery on pocket-t5. A wall of heat maps, one for each head, with a switch each; what is
 * switched off changes the translation, which is shown beside the uncut one. One map is enlarged: who looks at whom.
 * Names and shapes as in the runtime: weights (h, n, m), a row looks at columns and adds up to 1. The decoder's input is
 * shifted by one, so row t of its two matrices belongs to the French token that is written at step t.
 */

import { Explorer } from "./base.js";
import { fetchSentences, score } from "./head-scores.js";
import { align } from "../shared/align.js";
import { button, choice, create, cut, leftOut, scroller, slider, svg, table, textField } from "../shared/parts.js";
import { strings } from "../strings/attention-explorer.js";

const MODEL = "pocket-t5", LAYERS = 2, HEADS = 4;
const MOST = 20; // English tokens; the longest training sentences have 14
const MOST_NEW = 32; // French tokens
const MOST_LETTERS = 200;
const NAMED = 5; // unknown words listed
const WIDE = 290; // of the enlarged map
const LEAST = 0.005; // a weight that prints as 0.00 is drawn as nothing
const VIEWS = {
  encoder: { part: (layer) => `encoder.${layer}.attention`, looks: "encoder", seen: "encoder" },
  decoder: { part: (layer) => `decoder.${layer}.attention`, looks: "decoder", seen: "decoder" },
  cross: { part: (layer) => `decoder.${layer}.cross`, looks: "decoder", seen: "encoder" },
};
const upTo = (count) => Array.from({ length: count }, (_, index) => index);
/** Every head: its name in the runtime, and where it is. */
const ALL = Object.keys(VIEWS).flatMap((view) => upTo(LAYERS).flatMap((layer) => upTo(HEADS).map((head) =>
  ({ name: `${VIEWS[view].part(layer)}.${head}`, view, layer, head, told: strings.headOf(view, layer, head) }))));
const headOf = (view, layer, head) => ALL.find((one) => one.view === view && `${one.layer}` === `${layer}` && `${one.head}` === `${head}`);
const named = (name) => ALL.find((one) => one.name === name);
/** The order in which a pass meets the heads: what is cut in one stage shows in the later ones. */
const stage = ({ view, layer }) => (view === "encoder" ? layer : 2 + 2 * layer + (view === "cross"));
// The guided steps, as in lab/surgery.py: a sentence, and the heads to switch off; and the word that a step is about, whose row is chosen.
const STEPS = [["the", "encoder.1.attention.2"], ["rouge", "decoder.1.cross.0"], ["voiture", ...upTo(HEADS).map((head) => `decoder.1.cross.${head}`)],
  ["sous", "decoder.1.attention.3"], ["not", "encoder.0.attention.2"]].map(([word, ...off], index) => ({ word, off, text: strings.steps[index].text }));
const SHOWN = strings.shown;

/** A weight as the pages print it. */
const share = (weight) => weight.toFixed(2);
/** French tokens as text. */
const written = (tokens) => tokens.join(" ").replaceAll("' ", "'");
/** The words of a text as the tokenizer cuts it. */
const wordsOf = (text) => text.normalize("NFC").toLowerCase().match(/[^\s'’"“”«»().,;:!?…]+'?/g) ?? [];
/** How many letters must be added, removed or replaced to turn one word into the other. */
const distance = (one, other) => align([...one], [...other]).filter(([a, b]) => a !== b).length;
const moves = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

class AttentionExplorer extends Explorer {
  static state = { step: "1", text: STEPS[0].text, view: "encoder", layer: "1", head: "2", row: "", off: "", guess: "", bet: "" };
  scores = new Map(); // head's name, or "" for none switched off -> what score() returns, and .bet

  build() {
    this.steps = STEPS.map((_, index) => button(`${index + 1}`, () => this.begin(index), { "aria-label": strings.stepName(index + 1, strings.steps[index].name) }));
    this.story = create("p", { class: "explorer__story" });
    this.cut = button("", () => this.switchStep());
    this.heal = button(strings.allOn, () => this.set({ off: "" }, { step: true }));
    this.field = textField({ label: strings.sentence, most: MOST_LETTERS, onText: (text) => this.set({ text, row: "", guess: "", step: "" }) });
    this.unknown = create("div");
    this.french = create("div", { class: "explorer__pairs", lang: "fr", role: "group", "aria-label": strings.translation });
    this.found = create("p", { class: "explorer__result" });
    this.wall = create("div", { class: "explorer__wall" }, ...Object.keys(VIEWS).map((view) => this.group(view)));
    this.wall.onkeydown = (event) => this.walk(event);
    this.heading = create("p", { class: "explorer__plane" });
    this.picture = create("div", { class: "explorer__big explorer__scroll" });
    this.told = create("p", { class: "explorer__plane" });
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), scroller(strings.matrix));
    this.awaited = create("div", { class: "explorer__operation" }, this.wall, create("div", {}, this.heading, this.picture, this.told));
    return [
      create("div", { class: "explorer__steps" }, create("div", { role: "group", "aria-label": strings.guided }, ...this.steps), this.cut, this.heal),
      this.story, this.french, this.found,
      this.awaited,
      this.field, this.unknown, this.numbers, this.challenge(),
    ];
  }

  /* ---- The state ---- */

  /** The state, with anything invalid in the address corrected. */
  get now() {
    const { view, layer, head, off, step, guess, bet } = this.state, number = bet.trim() ? Number(bet) : NaN;
    return {
      text: this.field.text, open: headOf(view, layer, head) ?? named(STEPS[0].off[0]), step: STEPS[Number(step) - 1] ? Number(step) - 1 : null,
      off: ALL.map(({ name }) => name).filter((name) => off.split(",").includes(name)),
      guess: guess ? [...new Set(guess.split(",").map(Number))].filter((at) => Number.isInteger(at) && at >= 0 && at <= MOST_NEW) : [],
      bet: number >= 0 && number <= 100 ? Math.round(number) : null,
    };
  }

  /** Starts a guided step: its sentence, all heads on, the first of its heads enlarged. */
  begin(index) {
    const { text, off: [first] } = STEPS[index], { view, layer, head } = named(first);
    this.set({ step: index + 1, text, view, layer, head, off: "", guess: "", row: "" }, { step: true });
  }

  /** Whether exactly the heads of the step are off. */
  get done() {
    const { step, off } = this.now;
    return step !== null && `${off}` === `${STEPS[step].off}`;
  }

  switchStep() {
    const { step } = this.now;
    this.set({ off: this.done ? "" : STEPS[step].off }, { step: true });
  }

  switch({ name, view, layer, head }) {
    const { off } = this.now;
    this.set({ off: off.includes(name) ? off.filter((one) => one !== name) : [...off, name], ...this.enlarged({ view, layer, head }) }, { step: true });
  }

  open(one) {
    if (one.name !== this.now.open.name) this.set(this.enlarged(one));
  }

  /** The changes that enlarge a head: a guess that has been tested is cleared, one that hasn't stays. */
  enlarged({ view, layer, head }) {
    return { view, layer, head, row: "", ...(this.tested ? { bet: "" } : {}) };
  }

  /** The row that is chosen: the reader's, or else that of the word that the step is about, at its later occurrence if there is one. */
  rowOf(rows) {
    const { step, open, text } = this.now, wanted = Number(this.state.row), { word, off, text: asked } = STEPS[step] ?? {};
    if (this.state.row !== "" && wanted in rows) return wanted;
    if (text !== asked || !off.includes(open.name)) return 0;
    const first = rows.indexOf(word), again = rows.indexOf(word, first + 1);
    return Math.max(0, first, again);
  }

  update() {
    this.field.show(this.state.text);
    const { text, off, step, open } = this.now, { done } = this;
    this.steps.forEach((one, index) => one.setAttribute("aria-pressed", index === step));
    const told = strings.steps[step];
    this.story.replaceChildren(...(told ? [create("strong", {}, told.name), done ? told.answer : told.ask] : [strings.free]));
    this.story.classList.toggle("explorer__task", !told || !done);
    this.cut.hidden = step === null;
    this.cut.textContent = step === null ? "" : (done ? strings.switchOn : strings.switchOff)(STEPS[step].off.length);
    this.heal.hidden = !off.length || done;
    for (const one of ALL) {
      const tile = this.tiles.get(one.name), knob = tile.lastChild;
      tile.toggleAttribute("data-off", off.includes(one.name));
      tile.toggleAttribute("data-open", one === open);
      tile.toggleAttribute("data-asked", step !== null && STEPS[step].off.includes(one.name));
      knob.setAttribute("aria-checked", !off.includes(one.name));
      knob.tabIndex = one === open ? 0 : -1;
    }
    this.picked.show(open.name);
    this.bet.show(this.now.bet ?? 50);
    this.showScores();
    const asked = `${text}|${off}`;
    if (asked === this.asked) return this.show();
    this.asked = asked;
    this.ask(text, off, asked).catch((error) => error.kind === "aborted" || this.say(error.message));
  }

  /* ---- Translating ---- */

  /** Translates; the answer is used unless the reader has moved on to another question. */
  async ask(text, off, asked) {
    const model = await this.load(MODEL);
    this.english ??= await this.knownWords(model);
    const { ids, tokens, truncated } = await model.encode(text);
    if (asked !== this.asked) return;
    this.showUnknown(text, tokens.length - 1 + truncated - MOST);
    if (ids.length === 1) return this.say(strings.writeSentence);
    const source = ids.length - 1 > MOST ? [...ids.slice(0, MOST), model.eos_token_id] : ids;
    const names = async (list) => (await model.tokens(list)).map((token) => SHOWN[token] ?? token);
    const ends = (list) => list.slice(0, list.at(-1) === SHOWN["</s>"] ? -1 : list.length);
    const whole = this.whole?.text === text ? this.whole.french
      : ends(await names((await model.generate({ input_ids: source, max_new_tokens: MOST_NEW })).ids));
    const { ids: out } = await model.generate({ input_ids: source, max_new_tokens: MOST_NEW, ablated_heads: off });
    const start = model.config.decoder_start_token_id, read = [start, ...out.slice(0, -1)];
    const weights = await model.run({ input_ids: source, decoder_input_ids: read, want: ["*.weights"], ablated_heads: off });
    const french = await names(out), result = { text, english: await names(source), french, read: await names(read), weights };
    if (asked !== this.asked) return;
    this.whole = { text, french: whole };
    const before = this.result;
    this.result = { ...result, pairs: align(whole, ends(french)), off };
    this.showWall(before?.text === text ? before.weights : null);
    this.show();
  }

  /** The English words of the vocabulary, which come after the three special tokens and before the French words. */
  async knownWords(model) {
    const { ids: [first] } = await model.encode("et");
    return model.tokens(upTo(first).slice(3));
  }

  /** Up to three words with a similar spelling: one letter in three may differ. There are none for another script. */
  near(word) {
    const most = Math.floor(Array.from(word).length / 3), found = this.english.map((other) => ({ other, far: distance(word, other) }));
    return found.filter(({ far }) => far <= most).sort((a, b) => a.far - b.far).slice(0, 3).map(({ other }) => other);
  }

  /** Names the words that the model can't know and offers ones with a similar spelling. */
  showUnknown(text, lost) {
    const words = wordsOf(text), strange = [...new Set(words.filter((word) => !this.english.includes(word)))];
    const put = (old, word) => this.set({ text: words.map((each) => (each === old ? word : each)).join(" "), row: "", guess: "", step: "" }, { step: true });
    this.unknown.replaceChildren(...strange.slice(0, NAMED).map((word) => {
      const [shown] = cut(word, 30), near = this.near(shown);
      return create("div", { class: "explorer__row" },
        create("span", {}, create("strong", { dir: "auto" }, shown), strings.unknown(near.length)),
        ...near.map((other) => button(other, () => put(word, other))));
    }));
    if (strange.length > NAMED) this.unknown.append(create("p", {}, strings.unknownMore(strange.length - NAMED)));
    this.cutOff = `${this.field.told} ${leftOut(MOST, "tokens", lost)}`.trim();
    if (this.cutOff) this.unknown.append(create("p", {}, this.cutOff));
    if (strange.length) this.unknown.append(create("details", { class: "figure__words" },
      create("summary", {}, strings.known(this.english.length)), create("p", {}, this.english.join(", "))));
  }

  /** The uncut translation and, under each word, what became of it. Before a cut, words can be marked as a guess. */
  showFrench() {
    const { pairs, off } = this.result, { guess } = this.now, words = off.length ? pairs : this.whole.french.map((word) => [word, word]);
    const held = [...this.french.querySelectorAll("button")].indexOf(document.activeElement);
    let place = -1;
    this.french.replaceChildren(...words.map(([old, fresh]) => {
      if (old !== undefined) place += 1;
      const at = place, marked = old !== undefined && guess.includes(at), kind = old === fresh ? "same" : old === undefined ? "added" : fresh === undefined ? "gone" : "changed";
      if (!off.length) {
        const mark = () => this.set({ guess: marked ? guess.filter((one) => one !== at) : [...guess, at].sort((a, b) => a - b) });
        return create("div", {}, button(old, mark, { class: "explorer__token", "aria-pressed": `${marked}` }));
      }
      const below = create("span", { class: "explorer__token", "data-kind": kind },
        create("span", { "aria-hidden": "true" }, strings.signs[kind]), fresh ?? create("s", {}, old));
      if (kind !== "same") below.prepend(create("span", { class: "explorer__heard" }, strings.became[kind]));
      if (old === undefined) return create("div", {}, below);
      return create("div", {}, create("span", { class: `explorer__token${marked ? " explorer__token--marked" : ""}` }, old), below);
    }));
    if (held >= 0) this.french.querySelectorAll("button")[held]?.focus({ preventScroll: true });
    this.found.replaceChildren(...this.verdict());
    this.found.classList.toggle("explorer__hint", !this.result.off.length);
  }

  /** What is off, and what is written now: for those who can't see the picture. */
  get summary() {
    const { off, pairs } = this.result, text = written(pairs.map(([, fresh]) => fresh).filter((word) => word !== undefined)) || strings.nothing;
    return strings.without(off.map((name) => named(name).told), text);
  }

  /** What the cut did, beside what the reader had marked. */
  verdict() {
    const { off, pairs } = this.result, { guess } = this.now;
    if (!off.length) return [guess.length ? strings.marked(guess.length) : strings.mark];
    const changed = pairs.filter(([old, fresh]) => old !== fresh).length;
    let place = -1;
    const hit = pairs.filter(([old, fresh]) => (old === undefined ? false : (place += 1, old !== fresh && guess.includes(place)))).length;
    return [changed ? strings.differ(changed) : strings.same, guess.length ? strings.guessed(guess.length, hit) : ""];
  }

  /* ---- The wall ---- */

  /** One kind of attention: its layers one below the other, a map and a switch for each head. */
  group(view) {
    this.tiles ??= new Map();
    const tiles = (layer) => ALL.filter((one) => one.view === view && one.layer === layer).map((one) => {
      const knob = create("button", { type: "button", role: "switch", "aria-label": one.told, class: "explorer__knob",
        onfocus: () => this.open(one), onclick: () => this.switch(one) }, `${one.head}`);
      const tile = create("div", { class: "explorer__tile" }, create("div", { onclick: () => knob.focus({ preventScroll: true }) }), knob);
      this.tiles.set(one.name, tile);
      return tile;
    });
    return create("div", { class: `explorer__heads ln-role-${view}`, role: "group", "aria-label": strings.views[view] },
      create("p", {}, create("span", {}, strings.views[view])),
      create("div", {}, ...upTo(LAYERS).map((layer) => create("div", { class: "explorer__layer" }, ...tiles(layer), create("span", {}, strings.layer(layer))))));
  }

  /** The arrow keys move between the switches, which are a single Tab stop. */
  walk(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -HEADS, ArrowDown: HEADS }[event.key], at = ALL.indexOf(this.now.open) + step;
    if (!step || !event.target.matches("[role=switch]")) return;
    event.preventDefault();
    if (ALL[at]) this.tiles.get(ALL[at].name).lastChild.focus({ preventScroll: true });
  }

  /** Draws all maps; those that a cut has changed light up, the earlier stages first. before: the previous weights, or null. */
  showWall(before) {
    const now = this.result.weights;
    for (const one of ALL) {
      const holder = this.tiles.get(one.name).firstChild, key = `${VIEWS[one.view].part(one.layer)}.weights`, { data, shape: [, n, m] } = now[key];
      const old = before?.[key], from = one.head * n * m;
      const differs = old && (old.shape[1] !== n || old.shape[2] !== m || data.subarray(from, from + n * m).some((weight, at) => Math.abs(weight - old.data[from + at]) > 0.05));
      if (old && !differs) continue;
      holder.replaceChildren(svg("svg", { viewBox: `0 0 ${m} ${n}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...this.cells(one, 1)));
      if (differs && moves()) holder.animate([{ opacity: 0.1 }, { opacity: 1 }], { duration: 220, delay: 36 * stage(one), fill: "backwards", easing: "ease-out" });
    }
  }

  /** The squares of a map: as dark as the weight is large, 1 being the full color; and what the mask hides. */
  cells({ view, layer, head }, side) {
    const { data, shape: [, n, m] } = this.result.weights[`${VIEWS[view].part(layer)}.weights`];
    const hidden = view === "decoder" ? [svg("path", { class: "explorer__future", d: `${upTo(n).map((i) => `${i ? "V" : `M${side} `}${i * side}H${(i + 1) * side}`).join("")}H${m * side}V0Z` })] : [];
    return [...hidden, ...upTo(n * m).flatMap((at) => {
      const weight = data[head * n * m + at];
      return weight < LEAST ? [] : [svg("rect", { x: (at % m) * side, y: Math.floor(at / m) * side, width: side, height: side, class: `ln-fill-${view}`, "fill-opacity": weight.toFixed(3) })];
    })];
  }

  /* ---- The enlarged map ---- */

  /** Who looks (rows) at what (columns), the weights as rows of numbers, and whether the mask hides a position. */
  matrixNow() {
    const { open: { view, layer, head } } = this.now, { english, french, read } = this.result;
    const { data, shape: [, n, m] } = this.result.weights[`${VIEWS[view].part(layer)}.weights`];
    return {
      columns: { cross: english, encoder: english, decoder: read }[view], rows: view === "encoder" ? english : french,
      hidden: (i, j) => view === "decoder" && j > i, weights: upTo(n).map((i) => [...data.subarray((head * n + i) * m, (head * n + i + 1) * m)]),
    };
  }

  show() {
    if (!this.result) return;
    const { open } = this.now, { view } = open, { columns, rows, weights, hidden } = this.matrixNow(), isOff = this.result.off.includes(open.name);
    this.at = this.rowOf(rows);
    this.showFrench();
    this.heading.replaceChildren(create("strong", { class: `ln-role-${view}` }, open.told), ` ${isOff ? strings.offNow : strings.notes[view]}`);
    const focused = this.picture.contains(document.activeElement);
    const drawing = this.drawing();
    drawing.onpointermove = drawing.onpointerdown = ({ target }) => {
      const [i, j] = [target.dataset.row, target.dataset.column].map(Number);
      if (!(i in rows)) return;
      this.point(i, j);
    };
    this.picture.replaceChildren(drawing);
    if (focused) this.picture.querySelector('[aria-checked="true"]').focus();
    this.numbers.lastChild.replaceChildren(table(strings.weightsCaption(open.told), [view === "encoder" ? strings.looksHead : strings.writesHead, ...columns],
      rows.map((word, i) => [i === this.at ? create("strong", {}, word) : word, ...weights[i].map((weight, j) => (hidden(i, j) ? "–" : share(weight)))])));
    const row = weights[this.at], most = row.indexOf(Math.max(...row));
    this.told.classList.toggle("explorer__hint", !(this.column in columns));
    this.told.textContent = this.column in columns ? this.reading(this.at, this.column) : strings.pointAt;
    const looks = strings.looksMost(view === "encoder" ? "" : strings.stepThatWrites, rows[this.at], columns[most], share(row[most]));
    this.say([this.cutOff, this.summary, looks].filter(Boolean).join(" "), { soon: true });
  }

  /** A pair of words is pointed at: its row is chosen, its number read out. */
  point(i, j) {
    this.column = j;
    if (i !== this.at) this.set({ row: i });
    else this.told.textContent = this.reading(i, j);
    for (const cell of this.picture.querySelectorAll("[data-column]")) cell.classList.toggle("explorer__pointed", cell.dataset.row === `${i}` && cell.dataset.column === `${j}`);
  }

  reading(i, j) {
    const { columns, rows, weights, hidden } = this.matrixNow();
    return strings.reading(rows[i], columns[j], hidden(i, j), share(weights[i][j]));
  }

  /** The enlarged map with its words: rows look at columns. The chosen row has its numbers. */
  drawing() {
    const { columns, rows, weights, hidden } = this.matrixNow(), { open } = this.now, { view } = open, { looks, seen } = VIEWS[view], at = this.at, isOff = this.result.off.includes(open.name);
    const n = rows.length, m = columns.length, letters = (words) => Math.max(...words.map((word) => word.length));
    const size = 14, left = 18 + 8.5 * letters(rows), top = 14 + 6.5 * letters(columns), side = Math.max(18, Math.min(44, (WIDE - left - 28) / m, 400 / n));
    const text = (attributes, word, kind = "ln-text ln-text-mono") => svg("text", { "font-size": size, class: kind, ...attributes }, word);
    const wide = Math.max(WIDE, left + m * side + 28), drawing = svg("svg", { viewBox: `0 0 ${wide} ${top + n * side + 4}`, class: "explorer__drawing explorer__heat", role: "group", "aria-label": strings.heat(open.told, isOff) },
      ...strings.whoLooks(view !== "encoder").map((line, at, { length }) => text({ x: 2, y: top - 8 - 15 * (length - 1 - at), "font-size": 13 }, line, "ln-text-muted")),
      ...columns.map((word, j) => text({ x: left + (j + 0.45) * side, y: top - 6, transform: `rotate(-50 ${left + (j + 0.45) * side} ${top - 6})` }, word)),
      svg("rect", { x: left, y: top - 4, width: m * side, height: 3, class: `ln-fill-${seen}` }),
      svg("rect", { x: left, y: top, width: m * side, height: n * side, class: "ln-axis" }),
      svg("g", { transform: `translate(${left} ${top})` },
        svg("g", isOff ? { class: "explorer__unused", opacity: 0.35 } : {}, ...this.cells(open, side)),
        svg("path", { d: `${upTo(n + 1).map((i) => `M0 ${i * side}H${m * side}`).join("")}${upTo(m + 1).map((j) => `M${j * side} 0V${n * side}`).join("")}`, class: "ln-axis" }),
        svg("rect", { x: 0, y: at * side, width: m * side, height: side, class: "ln-line-focus", "stroke-width": 2.5 }),
        ...(isOff ? [svg("path", { d: `M0 0L${m * side} ${n * side}`, class: "explorer__struck" })] : []),
        ...(side < 30 ? [] : columns.map((_, j) => text({ x: (j + 0.5) * side, y: (at + 0.5) * side + 5, "font-size": 13, "text-anchor": "middle" },
          hidden(at, j) ? strings.hidden : share(weights[at][j]), "ln-text explorer__halo"))),
        ...upTo(n * m).map((place) => svg("rect", { x: (place % m) * side, y: Math.floor(place / m) * side, width: side, height: side, class: "explorer__cell",
          "data-row": Math.floor(place / m), "data-column": place % m }))),
      svg("g", { role: "radiogroup", "aria-label": view === "encoder" ? strings.wordThatLooks : strings.wordWritten }, ...rows.map((word, i) => svg("g", this.pointing(i),
        svg("rect", { x: 2, y: top + i * side + 1, width: left - 6, height: side - 2, rx: 4, class: `ln-soft-${i === at ? "focus" : looks}` }),
        text({ x: left - 10, y: top + (i + 0.5) * side + size / 3, "text-anchor": "end" }, word)))));
    if (wide > WIDE) drawing.style.minWidth = `${wide}px`; // a long sentence scrolls, so its words can be read
    return drawing;
  }

  /** Lets a word in the drawing be pointed at, tapped and reached with the arrow keys. */
  pointing(i) {
    const { columns, rows, weights, hidden } = this.matrixNow();
    const looks = columns.map((word, j) => strings.hiddenWord(word, hidden(i, j), share(weights[i][j]))).join(", ");
    const focus = (row) => {
      if (row === this.at || !(row in rows)) return;
      this.column = undefined;
      this.set({ row });
    };
    return {
      role: "radio", tabindex: i === this.at ? 0 : -1, "aria-checked": `${i === this.at}`, "aria-label": strings.looksAt(rows[i], looks),
      onpointermove: () => focus(i), // pointerenter would fire by itself when the drawing changes under a still mouse
      onclick: () => focus(i),
      onkeydown: (event) => {
        const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        focus(i + step);
      },
    };
  }

  /* ---- The challenge: a hundred held-out sentences ---- */

  challenge() {
    this.picked = choice(strings.pick, Object.fromEntries(ALL.map(({ name, told }) => [name, told])), (name) => this.set(this.enlarged(named(name)), { step: true }));
    this.bet = slider({ label: strings.bet, min: 0, max: 100, step: 1, says: (value) => (this.now.bet === null ? strings.noBet : `${value}`), onNumber: (bet) => {
      this.tested = false;
      this.set({ bet });
    } });
    this.start = button(strings.run, () => this.run([this.now.open.name]));
    this.others = button(strings.runOthers, () => this.run(ALL.map(({ name }) => name)), { hidden: true });
    this.progress = create("span"); // holds the bar and the stop button while sentences are translated
    this.listed = create("div");
    return create("section", {}, create("p", {}, create("strong", {}, strings.challenge), ` ${strings.challengeHow}`),
      create("div", { class: "explorer__row" }, this.picked, this.bet, this.start, this.others, this.progress), this.listed);
  }

  /** Has the hundred sentences translated without each of these heads, and once with all heads. */
  async run(heads) {
    const { open, bet } = this.now;
    this.stopped = false;
    const bar = create("progress", { max: 1, value: 0, "aria-label": strings.run });
    this.progress.replaceChildren(bar, " ", button(strings.stop, () => (this.stopped = true)));
    this.start.disabled = this.others.disabled = true;
    try {
      const model = await this.load(MODEL);
      this.data ??= await fetchSentences();
      const asked = ["", ...heads].filter((name) => !this.scores.has(name));
      for (const [at, name] of asked.entries()) {
        const found = await score(model, this.data, name ? [name] : [], (done) => {
          bar.value = (at + done) / asked.length;
          return !this.stopped;
        });
        if (!found) break;
        this.scores.set(name, found);
        this.last = name || this.last;
        this.showScores();
      }
      if (this.scores.has(open.name)) {
        Object.assign(this.scores.get(open.name), bet === null || heads.length > 1 ? {} : { bet });
        this.last = open.name;
        this.tested = true;
        this.say(this.scoreOf(open.name));
      }
      this.showScores();
    } catch (error) {
      if (error.kind !== "aborted") this.say(error.message);
    }
    this.progress.replaceChildren();
    this.start.disabled = this.others.disabled = false;
    this.others.hidden = !this.scores.size || this.scores.size > ALL.length;
  }

  scoreOf(name) {
    const { right, mixed, bet } = this.scores.get(name);
    return strings.score(name ? named(name).told : "", right, mixed, bet);
  }

  showScores() {
    if (!this.scores.size) return;
    const sorted = [...this.scores].sort(([one, a], [other, b]) => Number(one !== "") - Number(other !== "") || a.right - b.right);
    const rows = sorted.map(([name, { right, mixed, bet }]) => {
      const bar = create("span", { class: `explorer__bar ln-role-${name ? named(name).view : "plain"}` });
      bar.style.setProperty("--share", right / this.data.sentences.length); // a style attribute would break the Content-Security-Policy
      return [name ? named(name).told : strings.allHeads, create("span", { class: "explorer__amount" }, bar, create("span", {}, `${right}`)), `${bet ?? "–"}`, `${mixed}`];
    });
    const { mistakes } = this.scores.get(this.last) ?? { mistakes: [] };
    this.listed.replaceChildren(scroller(strings.scoresLabel, table(strings.scoresCaption, strings.scoresHead, rows)), ...(mistakes.length ? [create("details", { class: "figure__words" },
      create("summary", {}, strings.mistakes(mistakes.length, named(this.last).told)),
      scroller(strings.mistakesLabel, table(strings.mistakesLabel, strings.mistakesHead, mistakes)))] : []));
  }

  /** Scores are what this reader has run. */
  get notCarried() {
    return this.scores.size ? strings.notCarried : "";
  }

  csv() {
    if (!this.result) return [strings.csvEmpty];
    const { columns, rows, weights, hidden } = this.matrixNow(), { view, layer, head } = this.now.open;
    return [strings.csvHead,
      ...rows.flatMap((word, i) => columns.map((other, j) => [view, layer, head, word, other, hidden(i, j) ? 0 : weights[i][j]]))];
  }
}

customElements.define("attention-explorer", AttentionExplorer);
