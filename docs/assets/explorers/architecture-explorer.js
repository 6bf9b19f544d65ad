/**
 * <architecture-explorer>: a sentence flows through BERT, GPT, T5 or Llama, part by part; who may see whom, the size of each
 * part, and one head's matrix product, in shapes at once and in numbers when a pocket model has run.
 */

import { draw, move, nextStep } from "./architecture-drawing.js";
import { HALVES, inAll, inOne, MODELS, partsOf, scoresOf, sees, stepsOf } from "./architecture-models.js";
import { Explorer, latest } from "./base.js";
import { productDrawing } from "./head-product.js";
import { button, chip, choice, create, decimals, exact, number, numberField, scroller, table, textField } from "../shared/parts.js";
import { strings } from "../strings/architecture-explorer.js";

const KINDS = { bert: "pocket-bert", gpt2: "pocket-gpt", t5: "pocket-t5", llama: "pocket-llama" };
const ENGLISH = "the red car", FRENCH = ["la", "voiture", "rouge"];
const MOST_WORDS = 5, MOST_LETTERS = 60, LONGEST = 9; // letters of a word that fit on a chip
const PAUSE = 1100; // milliseconds at each part while it plays
const FINDS = strings.finds; // what is worth finding, each with the state that shows it

const shape = (numbers) => `(${numbers.map((value) => number(value)).join(",\u00a0")})`; // no line break inside
const written = ({ weights }) =>
  weights.map(([count, numbers]) => `${count > 1 ? `${count} × ` : ""}${shape(numbers)}`).join(" + ") || strings.noWeights;
const label = ({ name, times }) => (times > 1 ? strings.times(name, times) : name);
const wordsOf = (text) => text.trim().split(/\s+/).filter(Boolean);

class ArchitectureExplorer extends Explorer {
  static state = { model: "pocket-t5", text: ENGLISH, word: "red", step: "words", head: "0", key: "", n: "", m: "", asked: "1", guess: "", guessed: "t5.1" };
  notCarried = strings.notCarried;

  build() {
    const step = (changes) => this.set(changes, { step: true });
    this.kinds = Object.entries(KINDS).map(([kind, model]) => Object.assign(button(strings.kinds[kind], () => step({ model, guess: "" })), { kind }));
    this.sizes = create("div");
    this.sentence = textField({ label: strings.sentence, most: MOST_LETTERS, onText: (text) => this.set({ text, guess: "" }) });
    this.task = create("p", { class: "explorer__task" });
    this.picture = create("div");
    this.check = button(strings.check, () => this.reveal());
    this.skip = button(strings.skip, () => this.reveal({ guess: "" }));
    this.back = button(strings.back, () => this.go(-1));
    this.forth = button(strings.forth, () => this.go(1));
    this.play = button(strings.play, () => this.toggle());
    this.told = create("div", { class: "explorer__result" });
    this.compared = create("div");
    this.awaited = this.zoom = create("div");
    this.finds = FINDS.map((find) => Object.assign(button(find.name, () => step({ ...this.begins, asked: 0, ...find.state })), { find }));
    this.findsRow = create("div", { role: "group", "aria-label": strings.findsLabel }, create("p", {}, strings.findsLabel),
      create("div", { class: "explorer__row" }, ...this.finds));
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), ...this.buildNumbers());
    this.listed = create("div", {}, this.numbers);
    return [
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.which }, ...this.kinds),
      this.task,
      create("div", { class: "explorer__beside" },
        create("div", {}, this.picture, create("div", { class: "explorer__row" }, this.back, this.forth, this.play, this.check, this.skip)),
        create("div", {}, this.told, this.compared, this.zoom)),
      this.findsRow, create("div", { class: "explorer__row" }, this.sentence, this.sizes), this.listed,
    ];
  }

  buildNumbers() {
    const field = (key, name) => numberField({
      label: name, min: 1, max: 1024, whole: true, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence) });
    this.n = field("n", strings.tokensRead);
    this.m = field("m", strings.tokensWritten);
    this.sum = create("p");
    this.shapes = scroller(strings.shapes);
    this.seen = create("div");
    return [create("div", { class: "explorer__row" }, this.n, this.m), this.sum, this.shapes, this.seen];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.playing);
  }

  /** The state, with anything invalid in the address corrected. */
  get now() {
    const { model, step, word, head, key, n, m, asked, guess, guessed } = this.state, { text } = this;
    const name = Object.hasOwn(MODELS, model) ? model : "pocket-t5", sizes = MODELS[name], steps = stepsOf(sizes);
    const tokens = this.tokensOf(sizes.kind, text), read = tokens.filter(({ reads }) => reads).length;
    const found = tokens.findIndex((token) => token.word === word), given = found < 0 ? Number(word) : found;
    const there = asked === "1" ? "words" : steps.includes(step) ? step : (steps.find((one) => one.split(".").at(-1) === step.split(".").at(-1)) ?? "words");
    const here = (token) => !/^(en|de)coder/.test(there) || there.startsWith(token.half); // only one half is at work
    const own = [given, 1, tokens.length - 1].find((index) => tokens[index] && here(tokens[index])) ?? 0;
    const count = (typed, other) => (typed.trim() && Number.isInteger(Number(typed)) && Number(typed) >= 1 ? Math.min(Number(typed), sizes.P) : other);
    const [kind, of] = guessed.split(/\.(\d+)$/), asks = asked !== "0", mine = kind === sizes.kind && tokens[of] && there === "words" && (!asks || Number(of) === own);
    const marked = mine ? guess.split(",").filter(Boolean).map(Number).filter((index) => index in tokens) : []; // shown only where it was made
    return {
      name, model: sizes, tokens, read, at: own, step: there,
      head: Math.min(sizes.h - 1, Math.max(0, Math.trunc(Number(head)) || 0)), key: Math.max(0, Math.trunc(Number(key)) || 0),
      n: count(n, sizes.kind === "t5" ? read : tokens.length), m: count(m, tokens.length - read),
      asked: asks, marked: new Set(marked), of: Number(of),
    };
  }

  /** The sentence in use: the reader's, or the page's if there is none. */
  get text() {
    return this.sentence.text.trim() || ENGLISH;
  }

  /** The French of a sentence as far as it is known: of the page's example, or what the model wrote. */
  frenchOf(text) {
    return text === ENGLISH ? FRENCH : this.translations?.get(text) ?? [];
  }

  /** The tokens on display: [{ word, half, reads }]; reads: whether an encoder-decoder reads it, or else writes it. */
  tokensOf(kind, text) {
    const english = wordsOf(text).slice(0, MOST_WORDS), french = this.frenchOf(text);
    const shown = (words, half, reads) => words.map((word) =>
      ({ word: word.length > LONGEST ? `${word.slice(0, LONGEST - 1)}…` : word, half, reads }));
    const two = kind === "t5", half = HALVES[kind].at(-1);
    return [...shown(english, HALVES[kind][0], true), ...shown(two ? [strings.start, ...french] : french, half, false)];
  }

  /** Ends the guessing. */
  reveal(changes = {}) {
    this.set({ asked: 0, ...changes }, { step: true });
    this.forth.focus(); // the button that had the focus is gone
  }

  /** Moves on, or back; false at the end. */
  go(by) {
    const { model, step } = this.now, next = nextStep(model, step, by);
    if (next !== step) this.set({ step: next }, { step: !this.playing });
    return next !== step;
  }

  toggle() {
    const on = this.playing === undefined;
    clearTimeout(this.playing);
    this.playing = undefined;
    if (on) {
      const last = stepsOf(this.now.model).at(-1);
      if (this.now.step === last) this.set({ step: "words" });
      const next = () => {
        this.playing = this.go(1) && this.now.step !== last ? setTimeout(next, PAUSE) : undefined;
        this.showPlay();
      };
      this.playing = setTimeout(next, 0);
    }
    this.showPlay();
  }

  showPlay() {
    this.play.textContent = this.playing === undefined ? strings.play : strings.pause;
  }

  update() {
    this.sentence.show(this.state.text);
    const now = this.now, { model, name, asked, step } = now, steps = stepsOf(model);
    this.parts = partsOf(model, now.n, now.m);
    for (const one of this.kinds) one.setAttribute("aria-pressed", one.kind === model.kind);
    this.showSizes(now);
    this.task.textContent = asked ? strings.task(now.tokens[now.at]?.word ?? "") : strings.point;
    this.check.hidden = this.skip.hidden = !asked;
    this.back.hidden = this.forth.hidden = this.play.hidden = this.findsRow.hidden = this.listed.hidden = asked; // they hold the answer;
    this.back.setAttribute("aria-disabled", step === steps[0]); // keeps the focus
    this.forth.setAttribute("aria-disabled", step === steps.at(-1));
    this.finds.forEach((one) => one.setAttribute("aria-pressed", !asked && this.isAt(one.find)));
    this.showPicture(now);
    this.showTold(now);
    this.showCompared(now);
    this.showZoom(now);
    this.showNumbers(now);
    const over = [this.state.n, ...(model.kind === "t5" ? [this.state.m] : [])].some((count) => Number(count) > model.P);
    const lost = wordsOf(this.text).length > MOST_WORDS ? strings.onlyFirst(MOST_WORDS) : this.sentence.text.trim() ? "" : strings.writeSentence;
    this.say(`${over ? strings.takesAtMost(name, model.P) : ""}${this.sentence.told || lost} ${asked ? strings.marked(now.marked.size) : this.sentenceOn(now)}`.trim(), { soon: true });
  }

  isAt({ state }) {
    return Object.entries(state).every(([key, value]) => this.state[key] === value);
  }

  /** The list of sizes that this kind of model comes in, made for each kind. */
  showSizes({ model, name }) {
    if (this.sized !== model.kind) {
      const names = Object.keys(MODELS).filter((one) => MODELS[one].kind === model.kind);
      this.list = choice(strings.model, Object.fromEntries(names.map((one) => [one, one])), (chosen) => this.set({ model: chosen }, { step: true }));
      this.sizes.replaceChildren(this.list);
      this.sized = model.kind;
    }
    this.list.show(name);
  }

  /* ---- The drawing ---- */

  outputs({ model, tokens, read }) {
    const words = tokens.map(({ word }) => word);
    if (model.kind === "bert") return [];
    if (model.kind !== "t5") return [...words.slice(1), "?"];
    return words.length > read + 1 ? [...words.slice(read + 1), strings.end] : ["?"];
  }

  showPicture(now) {
    const { model, tokens, at, read, asked, marked, step } = now;
    const held = this.picture.querySelector(":focus")?.dataset.name;
    const pick = (index) => {
      if (!asked) return index !== this.now.at && this.set({ word: this.nameOf(index) });
      const others = new Set(this.now.marked);
      if (!others.delete(index)) others.add(index);
      return this.set({ guess: [...others].sort((a, b) => a - b).join(","), guessed: `${model.kind}.${at}` });
    };
    const may = (j) => sees(model.kind, at, j, read);
    const chipOf = (index) => (index === null ? { role: asked ? "group" : "radiogroup", "aria-label": asked ? strings.guessLabel : strings.looks } : {
      "data-name": `chip${index}`, class: "explorer__thing", role: asked ? "checkbox" : "radio",
      tabindex: asked || index === at ? 0 : -1, "aria-checked": `${asked ? marked.has(index) : index === at}`,
      "aria-label": asked ? tokens[index].word : strings.chipSays(tokens[index].word, may(index)),
      onclick: () => pick(index), onpointermove: ({ pointerType }) => !asked && pointerType === "mouse" && pick(index),
      onkeydown: (event) => {
        if (asked && [" ", "Enter"].includes(event.key)) {
          event.preventDefault();
          pick(index);
        } else this.arrow(event, tokens.map((_, other) => `chip${other}`), `chip${index}`, (name) => !asked && pick(Number(name.slice(4))));
      },
    });
    const ids = stepsOf(model).slice(1), boxOf = (id) => (id === null ? { role: "radiogroup", "aria-label": strings.partsLabel } : {
      "data-name": id, class: asked ? "" : "explorer__thing", role: asked ? null : "radio",
      tabindex: asked ? null : id === step || (step === "words" && id === ids[0]) ? 0 : -1, "aria-checked": asked ? null : `${id === step}`,
      "aria-label": asked ? null : this.partSays(id, model), onclick: () => asked || this.set({ step: id }, { step: true }),
      onkeydown: (event) => this.arrow(event, ids, id, (other) => this.set({ step: other }, { step: true })),
    });
    const made = draw({ model, parts: this.parts, step, tokens, looking: at, sees: asked ? null : may, marked, outputs: this.outputs(now),
      chip: chipOf, box: asked ? () => ({}) : boxOf });
    this.picture.replaceChildren(made.drawing);
    if (held) this.picture.querySelector(`[data-name="${held}"]`)?.focus({ preventScroll: true });
    move(this.drawn, made);
    this.drawn = made;
  }

  /** What an arrow key does in a row: the next item gets the focus, and choose() its name. */
  arrow(event, names, name, choose) {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key], next = by && names[names.indexOf(name) + by];
    if (by) event.preventDefault();
    if (!next) return;
    choose(next);
    this.picture.querySelector(`[data-name="${next}"]`)?.focus({ preventScroll: true });
  }

  /** How the address names a token: by its word, or by its place if the word is there twice. */
  nameOf(index) {
    const { tokens } = this.now;
    return tokens.findIndex(({ word }) => word === tokens[index].word) === index ? tokens[index].word : index;
  }

  partSays(id, model) {
    const [half, layer, what] = id.split("."), one = this.partOf(id);
    return layer === undefined ? strings.partSays(one.name, inOne(one)) : strings.blockSays(one.name, Number(layer) + 1, model.L, inOne(one), half, what);
  }

  /** The part of the model at a station. */
  partOf(id) {
    const [half, , what] = id.split(".");
    return this.parts.find(({ drawn }) => drawn === (what ? `${half}.${what}` : half));
  }

  drawing() {
    const { model, tokens, at, read, asked, marked, step } = this.now;
    return draw({ model, parts: this.parts, step, tokens, looking: at, marked, outputs: this.outputs(this.now),
      sees: asked ? null : (j) => sees(model.kind, at, j, read), chip: () => ({}), box: () => ({}) }).drawing;
  }

  /* ---- The text beside it ---- */

  /** One sentence about the station and what passes through it. */
  sentenceOn({ step, model, n, m, tokens, at, read }) {
    const words = tokens.filter((_, j) => sees(model.kind, at, j, read)).map(({ word }) => word);
    if (step === "words") return strings.seesWords(tokens[at]?.word ?? "", words, tokens.length);
    const [half, , what] = step.split("."), rows = half === "decoder" && model.kind === "t5" ? m : n;
    if (step === "table") return strings.atTable(model.V, shape([n, model.d]));
    if (step === "out") return strings.atOut[model.kind](shape([model.kind === "t5" ? m : n, model.V]));
    return strings.at[what](shape([rows, model.d]), { masked: half === "decoder", ff: model.ff, d: model.d, wide: model.wide, shared: model.h_kv });
  }

  showTold(now) {
    const { step, asked, model } = now;
    const kind = strings.kindSays[model.kind](!asked); // what it does may give the answer away
    if (asked) return this.told.replaceChildren(create("p", {}, kind));
    const find = FINDS.find((one) => this.isAt(one)), [, layer] = step.split(".");
    const part = step === "words" ? null : this.partOf(step);
    const title = part ? (layer === undefined ? part.name : strings.inBlock(part.name, Number(layer) + 1, model.L)) : strings.words;
    const size = part && inOne(part) ? strings.parameters(inOne(part)) : "";
    return this.told.replaceChildren(
      create("p", {}, create("strong", {}, title), size ? `, ${size}` : ""),
      create("p", {}, this.sentenceOn(now)),
      ...(find ? [create("p", {}, find.says)] : step === "words" ? [create("p", {}, kind)] : []),
      ...(model.kind === "llama" ? [create("p", {}, strings.changes, ...strings.changed.flatMap(({ name, to }, index) =>
        [index ? ", " : "", create("a", { href: `#${to}` }, name)]), ".")] : []));
  }

  /** Guess and result side by side, for the word of the question, whichever is chosen now. */
  showCompared({ asked, marked, tokens, of, model, read }) {
    if (asked || !marked.size) return this.compared.replaceChildren();
    const row = (kept) => create("span", {}, ...tokens.flatMap(({ word, half }, j) => [chip(word, kept(j) ? { role: half } : { role: "masked", kind: strings.hidden }), " "]));
    const may = (j) => sees(model.kind, of, j, read), wrong = tokens.filter((_, j) => may(j) !== marked.has(j)).map(({ word }) => word);
    return this.compared.replaceChildren(table(strings.compared(tokens[of].word), [strings.who, strings.wordsHead],
      [[strings.yourGuess, row((j) => marked.has(j))], [strings.theMask, row(may)]]),
    create("p", {}, wrong.length ? strings.wrong(wrong) : strings.allRight));
  }

  /* ---- One head ---- */

  showZoom(now) {
    const { step, model, name, head, asked } = now, [half, layer, what] = step.split(".");
    this.loader ??= button("", () => this.run());
    if (asked) return this.zoom.replaceChildren();
    if (!what || what === "feed") {
      const unknown = name === KINDS.t5 && !this.frenchOf(this.text).length;
      if (unknown) this.showLoader(name);
      return this.zoom.replaceChildren(...(what ? this.feedForward(model) : []), ...(unknown ? [create("p", {}, strings.toTranslate), this.loader] : []));
    }
    const live = this.live?.asked === this.question(now) ? this.live : null;
    const zoomed = this.headNow(now, live), heads = Array.from({ length: model.h }, (_, index) =>
      button(`${index}`, () => this.set({ head: index }, { step: true }), { "aria-pressed": `${index === head}`, "aria-label": strings.headName(index) }));
    const held = this.zoom.querySelector(":focus"), heldName = held?.dataset.name ?? held?.ariaLabel;
    const names = zoomed.rows.flatMap((_, i) => zoomed.columns.map((__, j) => `cell${i}.${j}`));
    const drawing = productDrawing(zoomed, (i, j) => (i === undefined ? { role: "radiogroup", "aria-label": strings.scoresLabel } : {
      "data-name": `cell${i}.${j}`, class: "explorer__thing", role: "radio", tabindex: i === zoomed.at[0] && j === zoomed.at[1] ? 0 : -1,
      "aria-checked": `${i === zoomed.at[0] && j === zoomed.at[1]}`, "aria-label": this.cellSays(zoomed, i, j),
      onclick: () => this.set({ key: i * zoomed.columns.length + j + 1 }),
      onkeydown: (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -zoomed.columns.length, ArrowDown: zoomed.columns.length }[event.key];
        if (!by) return;
        event.preventDefault();
        const next = i * zoomed.columns.length + j + by;
        if (next in names) this.set({ key: next + 1 });
        this.zoom.querySelector(`[data-name="${names[next]}"]`)?.focus({ preventScroll: true });
      },
    }));
    const pocket = name.startsWith("pocket-");
    if (pocket && !live) this.showLoader(name);
    this.zoom.replaceChildren(
      create("div", { class: "explorer__row explorer__which-head", role: "group", "aria-label": strings.head }, strings.head, ...heads),
      drawing, create("p", {}, live ? this.productSays(zoomed) : strings.beforeRun(zoomed.rows.length, zoomed.columns.length, model.d_k)),
      ...(pocket && !live ? [this.loader] : []), ...(!pocket ? [create("p", {}, strings.onlyPocket)] : []));
    if (heldName) [...this.zoom.querySelectorAll("button, [data-name]")].find((one) => (one.dataset.name ?? one.ariaLabel) === heldName)?.focus({ preventScroll: true });
    if (this.zoomed !== `${half} ${what} ${name} ${layer}` && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      drawing.animate([{ opacity: 0, transform: "translate(-30%, 0) scale(0.3)" }, { opacity: 1, transform: "none" }], { duration: 320, easing: "ease-out" });
    }
    this.zoomed = `${half} ${what} ${name} ${layer}`;
  }

  /** The head at a station: what productDrawing() draws. Before a run, the tokens are those the model would read. */
  headNow({ step, model, tokens, read, at, head, key }, live) {
    const [half, layer, what] = step.split("."), words = tokens.map(({ word }) => word);
    const ours = model.kind === "t5" ? { encoder: [...words.slice(0, read), strings.end], decoder: words.slice(read) }
      : { [half]: model.kind === "bert" ? [strings.cls, ...words, strings.sep] : words };
    const all = live?.tokens ?? ours, rows = all[half], columns = what === "cross" ? all.encoder : rows;
    const part = `${half}.${layer}.${what === "self" ? "attention" : what}`, got = live && ((one) => live.values[`${part}.${one}`]);
    const hidden = (i, j) => half === "decoder" && what === "self" && j > i;
    const chosen = [Math.floor((key - 1) / columns.length), (key - 1) % columns.length], own = Math.max(0, rows.indexOf(words[at]));
    const value = (one, i, t) => {
      const { data, shape: [, heads, d_k] } = got(one);
      return data[(i * heads + Math.floor((head * heads) / model.h)) * d_k + t]; // with h_kv < h, neighbors share keys
    };
    const square = (one, i, j) => got(one).data[(head * rows.length + i) * columns.length + j];
    const weights = columns.map((_, j) => (live ? square("weights", own, j) : 0)), most = weights.indexOf(Math.max(...weights));
    return { rows, columns, d_k: model.d_k, hidden, scale: model.kind === "t5" ? 1 : Math.sqrt(model.d_k), distances: model.kind === "t5" && what === "self",
      at: key && chosen[0] < rows.length ? chosen : [own, most],
      values: live && { q: (i, t) => value("q", i, t), k: (j, t) => value("k", j, t), weight: (i, j) => square("weights", i, j), score: (i, j) => square("scores", i, j) } };
  }

  cellSays({ rows, columns, hidden, values }, i, j) {
    return strings.cellSays(rows[i], columns[j], hidden(i, j), values ? decimals(values.weight(i, j), 2) : "");
  }

  /** The sum of products behind the chosen score. */
  productSays({ rows, columns, d_k, at: [i, j], hidden, scale, distances, values }) {
    if (hidden(i, j)) return strings.hiddenCell(rows[i], columns[j]);
    const factors = Array.from({ length: d_k }, (_, t) => [values.q(i, t), values.k(j, t)]), dot = factors.reduce((sum, [q, k]) => sum + q * k, 0);
    const first = factors.slice(0, 2).map(([q, k]) => `${number(q, 2)}·${k < 0 ? `(${number(k, 2)})` : number(k, 2)}`).join(" + ");
    const score = values.score(i, j);
    return strings.product({ row: rows[i], column: columns[j], first, count: d_k, dot: number(dot, 2),
      scaled: scale === 1 ? "" : strings.divided(d_k, number(score, 2)),
      distance: distances ? strings.distance(number(score - dot, 2), number(score, 2)) : "", weight: decimals(values.weight(i, j), 2) });
  }

  /** The feed-forward part as widths: d numbers, ff in between, d again. */
  feedForward({ d, ff, wide = 1 }) {
    const bar = (name, count, role) => ({ name, count, role });
    const rows = [bar(strings.goesIn, d, "plain"), ...Array.from({ length: wide }, (_, index) => bar(wide > 1 && index === 0 ? strings.gate : strings.between, ff, "focus")), bar(strings.comesOut, d, "plain")];
    return [table(strings.widths, [strings.stage, strings.numbersHead], rows.map(({ name, count, role }) => {
      const one = create("span", { class: `explorer__bar ln-role-${role}` });
      one.style.setProperty("--share", count / ff);
      return [name, create("span", { class: "explorer__amount" }, one, create("span", {}, exact(count)))];
    }))];
  }

  /* ---- The run of a pocket model ---- */

  question = ({ name, tokens, model }) => `${name}|${model.kind === "t5" ? this.text : tokens.map(({ word }) => word).join(" ")}`;

  async showLoader(name) {
    const known = this.models.has(name) ? "" : new RegExp(`\\b${name}=(\\d+)`).exec(this.dataset.models ?? "")?.[1];
    this.loader.textContent = this.models.has(name) ? strings.runAgain(name) : strings.load(name, Number(known) || 0);
    if (this.models.has(name) || known) return;
    try {
      await this.sizeOf(name);
      if (this.now.name === name) this.showLoader(name);
    } catch {
      // Without the list of models, the button has no size; load() says what is wrong.
    }
  }

  run = latest(async () => {
    const now = this.now, asked = this.question(now), { name, model: { kind } } = now, { text } = this;
    const model = await this.load(name), tokensOf = async (ids) => (await model.tokens(ids)).map((token) => strings.tokens[token] ?? token.trim());
    const words = kind === "t5" ? wordsOf(text).slice(0, MOST_WORDS).join(" ") : now.tokens.map(({ word }) => word).join(" ");
    const { ids } = await model.encode(words), want = ["q", "k", "scores", "weights"].map((one) => `*.${one}`);
    const half = HALVES[kind][0], tokens = { [half]: await tokensOf(ids) };
    let more = {};
    if (kind === "t5") {
      const { ids: out } = await model.generate({ input_ids: ids, max_new_tokens: 8 });
      const decoder_input_ids = [model.config.decoder_start_token_id, ...out.filter((id) => id !== model.eos_token_id)];
      tokens.decoder = await tokensOf(decoder_input_ids);
      (this.translations ??= new Map()).set(text, tokens.decoder.slice(1));
      more = { decoder_input_ids };
    }
    const values = await model.run({ input_ids: ids, ...more, want });
    this.live = { asked, tokens, values };
    this.update();
  });

  /* ---- The numbers ---- */

  showNumbers({ name, model, n, m }) {
    const two = model.kind === "t5", passed = two ? `n = ${number(n)}, m = ${number(m)}` : `n = ${number(n)}`;
    for (const field of [this.n, this.m]) field.limit(model.P);
    this.n.show(n);
    this.m.show(m);
    this.m.hidden = !two;
    if (this.state.n || this.state.m) this.numbers.open = true;
    this.total = inAll(this.parts);
    this.sum.replaceChildren(create("strong", {}, strings.total(name, this.total, scoresOf(model, n, m), passed)),
      Math.max(n, two ? m : 0) < model.P ? "" : strings.longestText(model.P), ` ${strings.notDrawn(this.drawn.drawnShare)}`);
    this.shapes.replaceChildren(table(strings.weightsCaption(passed), strings.weightsHead,
      this.parts.map((one) => [label(one), written(one), this.product(one), shape(one.out)])));
    const kinds = Object.keys(KINDS).filter((kind) => kind !== "llama");
    this.seen.replaceChildren(table(strings.seenCaption, strings.seenHead, kinds.map((kind) => {
      const tokens = this.tokensOf(kind, this.text), read = tokens.filter(({ reads }) => reads).length;
      const chosen = this.now.tokens[this.now.at]?.word, at = Math.max(0, tokens.findIndex(({ word }) => word === chosen));
      const may = (j) => sees(kind, at, j, read);
      return [strings.names[kind], create("span", {}, ...tokens.flatMap(({ word, half }, j) =>
        [chip(word, may(j) ? { role: half } : { role: "masked", kind: strings.hidden }), " "])), strings.seenOf(tokens.filter((_, j) => may(j)).length, tokens.length)];
    })));
  }

  product(one) {
    const each = inOne(one);
    return one.times > 1 ? `${one.times}\u00a0·\u00a0${number(each)} = ${number(one.times * each)}` : number(each);
  }

  csv = () => [strings.csvHead,
    ...this.parts.map((one) => [this.now.name, one.name, one.times, written(one), one.times * inOne(one), shape(one.out)])];
}

customElements.define("architecture-explorer", ArchitectureExplorer);
