/**
 * <pipeline-stepper>: what pipeline("text-classification") does, stage by stage, with pocket-bert-categories: text,
 * tokens, ids, attention mask, logits, softmax, label. Each stage can be changed in the picture (pipeline-flow.js) or in the
 * tables under it; the later ones are recomputed. First the reader guesses what the ids of another model's tokenizer lead to.
 */

import { Explorer, latest } from "./base.js";
import { between, glide } from "./gliding.js";
import { MOST, lookup, outcome } from "./pipeline-flow.js";
import { button, chip, create, number, numberField, svg, table, textField, toggle } from "../shared/parts.js";
import { argmax } from "./runtime/sampling.js";
import { softmax } from "./runtime/tensor.js";
import { Tokenizer } from "./runtime/tokenizer.js";
import { strings } from "../strings/pipeline-stepper.js";

const MODEL = "pocket-bert-categories";
const LONGEST = 300; // characters of the text
const FEW = 6; // labels in the picture, and logits listed at first
const LIMIT = 1000; // of an edited logit, in either direction
const OTHER = new URL("../models/pocket-gpt/tokenizer.json", import.meta.url);
const GUESSES = Object.keys(strings.guesses); // "error", "same" and "other" label
const OWN = { ids: "", mask: "", logits: "" }; // nothing changed after the text and the tokenizer
const TEXT = "a vehicle with four wheels";
// One click each, the best find first.
const STEPS = [
  { name: "wrong", set: { text: TEXT, tokenizer: "wrong" } },
  { name: "hidden", set: { text: TEXT, tokenizer: "right", mask: "1,1,0,1,1,1,1,1" } },
  { name: "reversed", set: { text: TEXT.split(" ").reverse().join(" "), tokenizer: "right" } },
  { name: "negated", set: { text: `not ${TEXT}`, tokenizer: "right" } },
];

/** A token without the marks that show how it joins its neighbors. */
const bare = (token) => token.replace(/^##/, "").trim().toLowerCase();

/** Numbers from a state's text; null unless there are `count` valid ones. */
function numbers(text, count, good) {
  const found = text ? text.split(",").map((part) => (part.trim() ? Number(part) : NaN)) : [];
  return found.length === count && found.every(good) ? found : null;
}

class PipelineStepper extends Explorer {
  static state = { text: TEXT, tokenizer: "right", ...OWN, asked: "1", guess: "" };

  build() {
    this.look = latest(() => this.show());
    this.text = textField({ label: strings.text, most: LONGEST, onText: (text) => this.set({ text, ...OWN }) });
    this.task = create("p", { class: "explorer__task" });
    this.levers = create("div", { class: "explorer__row", role: "group" });
    this.answer = create("p", { class: "explorer__result" });
    this.flow = [create("div"), create("div")]; // ids, and their results
    this.steps = STEPS.map(({ name, set }) => {
      const all = { ...OWN, ...set };
      return Object.assign(button(strings.steps[name][0], () => this.set({ ...all, asked: 0, guess: "" }, { step: true })), { all });
    });
    this.told = create("p", { class: "explorer__kept" });
    this.tokens = create("div", { class: "explorer__scroll" });
    this.logits = create("div", { class: "explorer__scroll" });
    this.all = toggle(strings.allLogits, () => this.showRows());
    this.awaited = create("div", { class: "explorer__operation explorer__flows" }, ...this.flow);
    const guide = [...this.steps.map((made, at) => [made, strings.steps[STEPS[at].name][1]]), [button(strings.addTen, () => this.add(10)), strings.addTenStep]];
    return [
      this.task, this.text, this.levers, this.answer,
      this.awaited,
      create("p", { class: "explorer__kept explorer__hint" }, strings.hint),
      create("ol", { class: "explorer__guide" }, ...guide.map(([made, words]) => create("li", {}, made, " ", words))),
      create("div", { class: "explorer__row" }, button(strings.useOwn, () => this.set(OWN, { step: true }))), this.told,
      create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.tokens, create("div", { class: "explorer__row" }, this.all), this.logits),
    ];
  }

  /** Whether the reader is still to guess. A changed id doesn't end it: the picture must not move while it is dragged. */
  get asks() {
    return this.state.asked !== "0" && !this.wrong;
  }

  get wrong() {
    return this.state.tokenizer === "wrong";
  }

  /** Whether ids, mask or logits aren't those that follow from the text. */
  get changed() {
    return Object.keys(OWN).some((name) => this.state[name]);
  }

  update() {
    this.text.show(this.state.text);
    for (const made of this.steps) made.ariaPressed = String(Object.entries(made.all).every(([name, value]) => this.state[name] === value));
    this.showLevers();
    this.shown = this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  /** The guesses, each of which swaps the tokenizer; after that, the two tokenizers. */
  showLevers() {
    const { asks } = this, shown = asks ? "asks" : this.wrong ? "wrong" : "right";
    this.task.hidden = !asks;
    if (this.levers.dataset.shown === shown) return;
    const focused = this.levers.contains(document.activeElement);
    this.levers.dataset.shown = shown;
    this.task.textContent = strings.asks;
    this.levers.setAttribute("aria-label", asks ? strings.yourGuess : strings.tokenizer);
    const exchange = (guess) => this.set({ tokenizer: "wrong", ...OWN, asked: 0, guess }, { step: true });
    this.levers.replaceChildren(...(asks
      ? [...GUESSES.map((guess) => button(strings.guesses[guess], () => exchange(guess))), button(strings.skip, () => exchange(""))]
      : Object.entries(strings.tokenizers).map(([tokenizer, name]) =>
        button(name, () => this.set({ tokenizer, ...OWN, asked: 0 }, { step: true }), { "aria-pressed": String(tokenizer === shown) }))));
    if (focused) (this.levers.querySelector("[aria-pressed=true]") ?? this.levers.querySelector("button")).focus();
  }

  /**
   * Step 1 as the chosen tokenizer does it: ids between [CLS] and [SEP], at most as many as the model takes; written: each token
   * as that tokenizer's text; own: the ids of the model's own tokenizer.
   */
  async preprocess(model) {
    const { text } = this.text, right = await model.encode(text), ends = await model.tokens(right.ids);
    if (!this.wrong) return { ...right, own: right.ids, written: ends };
    this.other ??= fetch(OTHER).then((answer) => answer.json()).then((rules) => new Tokenizer(rules)).catch(() => {
      this.other = undefined;
      throw new Error(strings.tokensNotLoaded);
    });
    const other = await this.other, inside = other.tokenize(text).map((token) => other.ids[token]);
    const kept = inside.slice(0, model.model_max_length - 2);
    return { ids: [right.ids[0], ...kept, right.ids.at(-1)], truncated: inside.length - kept.length, own: right.ids,
      written: [ends[0], ...other.pieces(kept).map((piece) => piece.text.trim() || "␣"), ends.at(-1)] };
  }

  /** Numbers from the state; unusable values in an address are dropped. */
  take(name, count, good) {
    const found = numbers(this.state[name], count, good);
    if (!found) this.state[name] = "";
    return found;
  }

  /** The newest ids, mask or logits: as set, even before the model has answered, or else as last computed. */
  newest(name) {
    return numbers(this.state[name], this.now[name].length, Number.isFinite) ?? this.now[name];
  }

  async show() {
    if (!this.isConnected) return; // the reader has left, and a model loaded now would never be closed
    const model = await this.load(MODEL), { config: { vocab_size: V, id2label } } = model;
    const { ids: first, written, truncated, own } = await this.preprocess(model);
    const labels = Object.values(id2label);
    const ids = this.take("ids", first.length, (id) => Number.isInteger(id) && id >= 0 && id < V) ?? first;
    const mask = this.take("mask", ids.length, (bit) => bit === 0 || bit === 1) ?? ids.map(() => 1);
    const set = this.take("logits", labels.length, (z) => Math.abs(z) <= LIMIT), asked = this.written;
    const names = await model.tokens(ids);
    const { logits: { data } } = await model.run({ input_ids: ids, attention_mask: mask, want: ["logits"] });
    if (this.plain?.key !== own.join()) {
      const { logits } = await model.run({ input_ids: own, want: ["logits"] });
      this.plain = { key: own.join(), logits: [...logits.data], p: softmax(logits.data) };
    }
    if (asked !== this.written) return; // the next answer is on its way; this one would reset the fields
    const computed = data.every(Number.isFinite) && mask.includes(1);
    const logits = set ?? (computed ? [...data] : null);
    this.showTokens({ names, ids, mask, V });
    const cutOff = [this.text.told, truncated ? strings.truncated(model.model_max_length, truncated) : ""];
    this.cutOff = cutOff.filter(Boolean).join(" ");
    this.told.textContent = this.cutOff;
    this.told.hidden = !this.cutOff;
    this.now = { names, ids, mask, labels, logits, written, V, own: [...data], p: logits && softmax(Float64Array.from(logits)) };
    this.showLookup();
    this.showAnswer(data);
  }

  /** Puts a drawing in its place, keeps the focus in it, and moves it from what was shown before. */
  place(at, { drawing, show }, from, to, way) {
    const holder = this.flow[at], held = holder.contains(document.activeElement) && document.activeElement.dataset.hold;
    holder.stop?.();
    holder.replaceChildren(drawing);
    if (held) holder.querySelector(`[data-hold="${held}"]`)?.focus({ preventScroll: true });
    if (from) holder.stop = glide((part) => show(way(from, to, part)));
  }

  get wide() {
    return this.flow.map((holder) => Math.round(Math.min(480, Math.max(270, holder.clientWidth))));
  }

  showLookup() {
    const { ids, names, mask, written, V } = this.now, few = ids.slice(0, MOST);
    const tokens = few.map((id, at) => ({ id, written: written[at], read: names[at], seen: mask[at] === 1, same: bare(written[at]) === bare(names[at]) }));
    const astray = tokens.filter(({ same }) => !same).length;
    const drawn = lookup({ wide: this.wide[0], rows: V, tokens, more: ids.length - few.length, label: strings.lookup(astray, tokens.length),
      onId: (at, id) => id !== this.newest("ids")[at] && this.set({ ids: this.newest("ids").with(at, id), logits: "" }),
      onSeen: (at, seen) => this.set({ mask: this.newest("mask").with(at, Number(seen)), logits: "" }, { step: true }) });
    const from = this.before?.length === few.length && this.before.some((id, at) => id !== few[at]) ? this.before : null;
    this.before = few;
    this.place(0, drawn, from, few, between);
  }

  /** One row per token. A field with the focus is kept. */
  showTokens({ names, ids, mask, V }) {
    if (this.fields?.length !== ids.length || !this.tokens.firstChild) {
      this.fields = ids.map((_, at) => ({
        token: create("span"),
        id: numberField({ label: strings.idAt(at), quiet: true, plain: true, min: 0, max: V - 1, whole: true,
          onNumber: (id) => this.set({ ids: this.newest("ids").with(at, id), logits: "" }), onRefused: (sentence) => this.say(sentence) }),
        mask: toggle(strings.seen, (on) => this.set({ mask: this.newest("mask").with(at, Number(on)), logits: "" }, { step: true })),
      }));
      this.fields.forEach(({ mask: seen }, at) => seen.append(create("span", { class: "explorer__heard" }, strings.position(at))));
      this.tokens.replaceChildren(table(strings.inputCaption, strings.inputHead,
        this.fields.map(({ token, id, mask: seen }, at) => [String(at), token, id, seen])));
    }
    this.fields.forEach((field, at) => {
      field.token.replaceChildren(chip(names[at], mask[at] ? {} : { role: "masked", kind: strings.hidden }));
      field.id.show(ids[at]);
      field.mask.show(mask[at] === 1);
    });
  }

  showAnswer(own) {
    const { labels, logits, p } = this.now;
    if (!logits) {
      for (const part of [this.logits, this.flow[1]]) part.replaceChildren();
      this.rows = this.last = null;
      this.answer.hidden = true;
      this.say(strings.allHidden);
      return;
    }
    const order = [...own.keys()].sort((a, b) => own[b] - own[a]), key = order.join();
    if (this.order !== key || !this.logits.firstChild) {
      this.order = key;
      this.places = order.map((label) => Object.assign(numberField({ label: strings.logitOf(labels[label]), quiet: true, min: -LIMIT, max: LIMIT,
        onNumber: (z) => this.set({ logits: this.newest("logits").with(label, z) }), onRefused: (sentence) => this.say(sentence) }), { at: label }));
      this.sums = order.map(() => create("span"));
      this.places.forEach((field) => field.classList.add("explorer__number--wide"));
      this.logits.replaceChildren(table(strings.logitsCaption, strings.logitsHead,
        order.map((label, row) => [labels[label], this.places[row], this.sums[row]])));
      this.showRows();
    }
    this.places.forEach((field, row) => {
      field.show(Number(logits[field.at].toFixed(4)));
      this.sums[row].textContent = number(p[field.at]);
    });
    this.showOutcome(order);
  }

  /** The labels in the order of the model's own logits, with the likeliest one and the one of the text's own ids among them. */
  showOutcome(order) {
    const { labels, logits, p } = this.now, best = argmax(p), { plain } = this, usual = argmax(plain.p);
    const fixed = new Set([best, usual]), others = order.filter((label) => !fixed.has(label)).slice(0, FEW - fixed.size);
    const drawn = order.filter((label) => fixed.has(label) || others.includes(label));
    const differs = logits.some((z, label) => Math.abs(z - plain.logits[label]) > 1e-3);
    this.rows = drawn.map((label) => ({ name: labels[label], z: logits[label], p: p[label], best: label === best,
      before: differs ? { z: plain.logits[label], p: plain.p[label] } : null }));
    const to = { z: this.rows.map(({ z }) => z), p: this.rows.map(({ p: share }) => share) };
    const last = this.last && { z: drawn.map((label) => this.last.logits[label]), p: drawn.map((label) => this.last.p[label]) };
    const told = strings.result(labels[best], number(p[best]));
    this.place(1, outcome({ wide: this.wide[1], rows: this.rows, answer: told, label: strings.probabilities(labels.length, this.rows.map((row) => `${row.name} ${number(row.p)}`)),
      onLogit: (at, z) => this.set({ logits: this.newest("logits").with(drawn[at], Number(z.toFixed(2))) }) }),
    last, to, (from, end, part) => ({ z: between(from.z, end.z, part), p: between(from.p, end.p, part) }));
    this.last = { logits, p };
    const { guess } = this.state, says = GUESSES.includes(guess) && this.wrong && !this.changed;
    this.answer.hidden = !says;
    if (says) this.answer.textContent = strings.answered(guess, best === usual ? "same" : "other", `${labels[best]}, ${number(p[best])}`, `${labels[usual]}, ${number(plain.p[usual])}`);
    this.say(`${this.cutOff} ${this.asks ? strings.guessFirst(told) : told}`.trim(), { soon: true });
  }

  showRows() {
    const all = this.all.querySelector("input").checked;
    this.logits.querySelectorAll("tbody tr").forEach((row, at) => (row.hidden = !all && at >= FEW));
  }

  /** Adds to every logit, including those of an answer still on its way. */
  async add(amount) {
    if (!this.now) return; // no model yet
    await this.shown;
    if (this.now.logits) this.set({ logits: this.newest("logits").map((z) => Number((z + amount).toFixed(4))) }, { step: true });
  }

  csv() {
    const { names = [], ids = [], mask = [], labels = [], logits, p } = this.now ?? {};
    return [strings.csvHead, ...ids.map((id, at) => ["token", names[at], id, mask[at]]),
      ...(logits ? labels.map((label, at) => ["logit", label, logits[at], p[at]]) : [])];
  }

  /** Both pictures side by side, to be saved. */
  drawing() {
    const all = this.flow.flatMap((holder) => [...holder.querySelectorAll("svg")]), boxes = all.map((one) => one.viewBox.baseVal);
    const from = boxes.map((_, at) => boxes.slice(0, at).reduce((sum, { width }) => sum + width + 20, 0));
    return svg("svg", { viewBox: `0 0 ${Math.max(1, ...boxes.map(({ width }, at) => from[at] + width))} ${Math.max(1, ...boxes.map(({ height }) => height))}`, class: "explorer__drawing explorer__flow" },
      ...all.map((one, at) => svg("g", { transform: `translate(${from[at]} 0)` }, ...one.cloneNode(true).childNodes)));
  }
}

customElements.define("pipeline-stepper", PipelineStepper);
