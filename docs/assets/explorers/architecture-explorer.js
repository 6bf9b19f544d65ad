/**
 * <architecture-explorer>: who may see whom in the three architectures, and the shapes and parameters of six models.
 * Sizes with the papers' names: L blocks, h heads of d_k numbers, d = d_model, ff wide in between, V tokens in the list,
 * P positions. A matrix that turns d numbers into m is written (d, m), as in the text, whatever the file's order.
 */

import { Explorer } from "./base.js";
import { bars, button, chip, choice, create, number, numberField, scroller, table } from "../shared/parts.js";
import { strings } from "../strings/architecture-explorer.js";

const ENGLISH = ["the", "red", "car"], FRENCH = ["la", "voiture", "rouge"], WORDS = [...ENGLISH, ...FRENCH];

/** May position i look at position j? i and j count through ENGLISH, then FRENCH. */
const ARCHITECTURES = {
  bert: { name: strings.bert, sees: () => true },
  gpt2: { name: strings.gpt, sees: (i, j) => j <= i },
  t5: { name: strings.t5, sees: (i, j) => (i < ENGLISH.length ? j < ENGLISH.length : j <= i) },
};
const TABLES = { bert: "encoder", gpt2: "decoder" }; // the color of a word; in T5 it depends on its half
const half = (kind, i) => TABLES[kind] ?? (i < ENGLISH.length ? "encoder" : "decoder");

/** From the configurations: docs/assets/models/ and, for the published ones, Transformers' defaults for these classes. */
const MODELS = {
  "BERT-base": { kind: "bert", L: 12, h: 12, d_k: 64, d: 768, ff: 3072, V: 30522, P: 512 },
  "GPT-2": { kind: "gpt2", L: 12, h: 12, d_k: 64, d: 768, ff: 3072, V: 50257, P: 1024 },
  "T5-small": { kind: "t5", L: 6, h: 8, d_k: 64, d: 512, ff: 2048, V: 32128, P: 512, buckets: 32, wide: 1 },
  "pocket-bert": { kind: "bert", L: 4, h: 4, d_k: 32, d: 128, ff: 512, V: 4096, P: 64 },
  "pocket-gpt": { kind: "gpt2", L: 4, h: 4, d_k: 32, d: 128, ff: 512, V: 4096, P: 64 },
  "pocket-t5": { kind: "t5", L: 2, h: 4, d_k: 16, d: 64, ff: 256, V: 537, P: 32, buckets: 32, wide: 2 },
};

/** A part of a model: how many times it occurs, its weights as [how many, shape], and the shape of its output. */
const part = (name, times, weights, out) => ({ name, times, weights, out });

/** The parts of a model, in the order in which data passes through them; n tokens are read and, in T5, m are written. */
function partsOf({ kind, L, h, d_k, d, ff, V, P, buckets, wide }, n, m) {
  const dense = (count, from, to) => [[count, [from, to]], [count, [to]]]; // BERT and GPT-2: a matrix and its biases
  const norms = (count) => [[2 * count, [d]]]; // scale and shift
  if (kind === "t5") { // no biases, norms without shift; wide: how many matrices project up in the feed-forward part
    const attention = [[3, [d, h * d_k]], [1, [h * d_k, d]]], feed = [[wide, [d, ff]], [1, [ff, d]]];
    return [
      part(strings.embedding, 1, [[1, [V, d]]], [n, d]),
      part(strings.distances, 2, [[1, [buckets, h]]], [h, n, n]),
      part(strings.encoderSelf, L, attention, [n, d]),
      part(strings.encoderFeed, L, feed, [n, d]),
      part(strings.encoderNorms, L, [[2, [d]]], [n, d]),
      part(strings.decoderSelf, L, attention, [m, d]),
      part(strings.decoderCross, L, attention, [m, d]),
      part(strings.decoderFeed, L, feed, [m, d]),
      part(strings.decoderNorms, L, [[3, [d]]], [m, d]),
      part(strings.lastNorms, 2, [[1, [d]]], [m, d]),
      part(strings.unembedding, 1, [], [m, V]),
    ];
  }
  const attention = part(kind === "bert" ? strings.selfAttention : strings.maskedSelf, L, dense(4, d, d), [n, d]);
  const feed = part(strings.feedForward, L, [...dense(1, d, ff), ...dense(1, ff, d)], [n, d]);
  const blocks = [attention, feed, part(strings.norms, L, norms(2), [n, d])];
  const start = [part(strings.embedding, 1, [[1, [V, d]]], [n, d]), part(strings.positions, 1, [[1, [P, d]]], [n, d])];
  const end = part(strings.unembedding, 1, [], [n, V]);
  if (kind === "gpt2") return [...start, ...blocks, part(strings.lastNorm, 1, norms(1), [n, d]), end];
  return [...start, part(strings.segments, 1, [[2, [d]], ...norms(1)], [n, d]), ...blocks,
    part(strings.maskedHead, 1, [...dense(1, d, d), ...norms(1)], [n, d]), { ...end, weights: [[1, [V]]] }];
}

const times = (numbers) => numbers.reduce((product, value) => product * value, 1);
const inOne = ({ weights }) => weights.reduce((sum, [count, shape]) => sum + count * times(shape), 0);
const shape = (numbers) => `(${numbers.map((value) => number(value)).join(",\u00a0")})`; // no line break inside
const written = ({ weights }) =>
  weights.map(([count, numbers]) => `${count > 1 ? `${count} × ` : ""}${shape(numbers)}`).join(" + ") || strings.noWeights;

/** How many attention scores all heads of all blocks compute. */
const scoresOf = ({ kind, L, h }, n, m) => L * h * (kind === "t5" ? n * n + m * m + m * n : n * n);

class ArchitectureExplorer extends Explorer {
  static state = { word: "red", model: "BERT-base", n: "3", m: "4" };

  build() {
    this.words = WORDS.map((word, i) =>
      button(word, () => this.set({ word }, { step: true }), { lang: i < ENGLISH.length ? null : "fr" }));
    this.seen = create("div");
    this.model = choice(strings.model, Object.fromEntries(Object.keys(MODELS).map((name) => [name, name])),
      (model) => this.set({ model }, { step: true }));
    const field = (key, label) => numberField({
      label, min: 1, max: 1024, whole: true, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence) });
    this.n = field("n", strings.tokensRead);
    this.m = field("m", strings.tokensWritten);
    this.sum = create("p");
    this.shapes = scroller(strings.shapes);
    this.shares = create("div");
    return [
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.looks }, strings.looksLabel, ...this.words),
      this.seen,
      create("div", { class: "explorer__row" }, this.model, this.n, this.m),
      this.sum, this.shapes, this.shares,
    ];
  }

  /** The state, with anything invalid in the address corrected. */
  get now() {
    const { word, model, n, m } = this.state;
    const name = Object.hasOwn(MODELS, model) ? model : "BERT-base", most = MODELS[name].P;
    const count = (text, other) => (Number.isInteger(Number(text)) && Number(text) >= 1 ? Math.min(Number(text), most) : other);
    return { at: Math.max(0, WORDS.indexOf(word)), name, model: MODELS[name], n: count(n, 3), m: count(m, 4) };
  }

  update() {
    const { at, name, model, n, m } = this.now;
    this.words.forEach((choice, index) => choice.setAttribute("aria-pressed", index === at));
    this.model.show(name);
    for (const field of [this.n, this.m]) field.limit(model.P);
    this.n.show(n);
    this.m.show(m);
    this.m.hidden = model.kind !== "t5";
    this.seen.replaceChildren(table(strings.seenCaption, strings.seenHead,
      Object.entries(ARCHITECTURES).map(([kind, { name, sees }]) => {
        const chips = WORDS.flatMap((word, j) =>
          [chip(word, sees(at, j) ? { role: half(kind, j) } : { role: "masked", kind: strings.hidden }), " "]);
        return [name, create("span", {}, ...chips), strings.seenOf(WORDS.filter((_, j) => sees(at, j)).length, WORDS.length)];
      })));
    this.parts = partsOf(model, n, m);
    this.total = this.parts.reduce((sum, one) => sum + one.times * inOne(one), 0);
    const passed = model.kind === "t5" ? `n = ${number(n)}, m = ${number(m)}` : `n = ${number(n)}`;
    const sentence = strings.total(name, this.total, scoresOf(model, n, m), passed);
    this.sum.replaceChildren(create("strong", {}, sentence), Math.max(n, m) < model.P ? "" : strings.longestText(model.P));
    this.shapes.replaceChildren(table(strings.weightsCaption(passed),
      strings.weightsHead,
      this.parts.map((one) => [this.label(one), written(one), this.product(one), shape(one.out)])));
    this.shares.replaceChildren(bars(strings.sharesCaption, this.barRows()));
    const most = (model.kind === "t5" ? [this.state.n, this.state.m] : [this.state.n]).some((count) => Number(count) > model.P) ? strings.takesAtMost(name, model.P) : "";
    this.say(strings.inTotal(most, this.total, scoresOf(model, n, m)), { soon: true });
  }

  label = ({ name, times }) => (times > 1 ? strings.times(name, times) : name);

  product(one) {
    const each = inOne(one);
    return one.times > 1 ? `${one.times}\u00a0·\u00a0${number(each)} = ${number(one.times * each)}` : number(each);
  }

  barRows() {
    const sizes = this.parts.map((one) => one.times * inOne(one)), most = Math.max(...sizes);
    return this.parts.map((one, index) => ({ label: this.label(one), share: sizes[index] / most, text: number(sizes[index]) }));
  }

  csv = () => [strings.csvHead,
    ...this.parts.map((one) => [this.now.name, one.name, one.times, written(one), one.times * inOne(one), shape(one.out)])];
}

customElements.define("architecture-explorer", ArchitectureExplorer);
