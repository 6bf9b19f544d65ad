/**
 * <attention-explorer>: pocket-t5 translates a sentence and shows who looks at whom, in each layer and head.
 * Names and shapes as in the runtime: weights (h, n, m), a row looks at columns and adds up to 1. The decoder's input is
 * shifted by one, so row t of its two matrices belongs to the French token that is written at step t.
 */

import { Explorer } from "./base.js";
import { button, chip, choice, create, cut, leftOut, svg, table, textField, toggle } from "../shared/parts.js";
import { strings } from "../strings/attention-explorer.js";

const MODEL = "pocket-t5", LAYERS = 2, HEADS = 4;
const BEST = { layer: 1, head: 0 }; // lab/results/attention.json: the best of all cross-attention heads on dev
const EXAMPLES = ["the red car", "the red cars", "the white house", "the old red car", "the cat does not see a dog"];
const MOST = 20; // English tokens; the longest training sentences have 14
const MOST_LETTERS = 200;
const NAMED = 5; // unknown words that are listed
const VIEWS = {
  cross: { name: strings.cross, part: (layer) => `decoder.${layer}.cross`,
    note: strings.crossNote },
  decoder: { name: strings.decoder, part: (layer) => `decoder.${layer}.attention`,
    note: strings.decoderNote },
  encoder: { name: strings.encoder, part: (layer) => `encoder.${layer}.attention`,
    note: strings.encoderNote },
};
const upTo = (count) => Array.from({ length: count }, (_, index) => index);
const ALL = Object.fromEntries(Object.values(VIEWS).flatMap(({ name, part }) => // every head: its name in the runtime, and for readers
  upTo(LAYERS).flatMap((layer) => upTo(HEADS).map((head) => [`${part(layer)}.${head}`, strings.headOf(head, layer, name.toLowerCase())]))));
const SHOWN = strings.shown;

/** A weight as the pages print it. */
const share = (weight) => weight.toFixed(2);

/** The words of a text as the tokenizer cuts it. */
const wordsOf = (text) => text.normalize("NFC").toLowerCase().match(/[^\s'’"“”«»().,;:!?…]+'?/g) ?? [];

/** How many letters must be added, removed or replaced to turn one word into the other (Levenshtein 1966). */
function distance(one, other) {
  let row = upTo(other.length + 1);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter !== other[j])));
    row = next;
  }
  return row[other.length];
}

class AttentionExplorer extends Explorer {
  static state = { text: EXAMPLES[0], view: "cross", layer: `${BEST.layer}`, head: `${BEST.head}`, row: "", written: "1", off: "" };

  build() {
    this.field = textField({ label: strings.sentence, most: MOST_LETTERS, onText: (text) => this.set({ text, row: "" }) });
    this.examples = EXAMPLES.map((text) => button(text, () => this.set({ text, row: "" }, { step: true })));
    this.unknown = create("div");
    this.french = create("span", { class: "explorer__row", lang: "fr" });
    const write = (written) => this.done || this.set({ written, row: "" }, { step: true });
    this.next = button(strings.writeNext, () => this.result && write(this.count + 1));
    this.rest = button(strings.writeAll, () => write("all"));
    const change = (key) => (value) => this.set({ [key]: value }, { step: true });
    this.views = Object.entries(VIEWS).map(([view, { name }]) =>
      Object.assign(button(name, () => this.set({ view, row: "" }, { step: true })), { view }));
    this.note = create("p");
    this.layers = choice(strings.layer, { ...upTo(LAYERS) }, change("layer"));
    this.heads = choice(strings.head, { ...upTo(HEADS), mean: strings.mean }, change("head"));
    this.off = toggle(strings.off, (on) => this.switch(on));
    this.ablation = create("p");
    this.picture = create("div");
    this.matrix = create("div", { class: "explorer__scroll", tabindex: "0", role: "group", "aria-label": strings.matrix });
    return [
      this.field,
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.examples }, ...this.examples),
      this.unknown,
      create("div", { class: "explorer__row" }, strings.french, this.french, this.next, this.rest),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.who }, ...this.views),
      this.note,
      create("div", { class: "explorer__row" }, this.layers, this.heads, this.off),
      create("p", {}, strings.best(BEST.layer, BEST.head)),
      this.ablation, create("p", {}, strings.pointAt), this.picture, this.matrix,
    ];
  }

  /** The state, with anything invalid in the address corrected. */
  get now() {
    const { view, layer, head, written, off } = this.state, one = (value, values, other) => (values.includes(value) ? value : other);
    return {
      text: this.field.text, view: Object.hasOwn(VIEWS, view) ? view : "cross",
      layer: Number(one(layer, ["0", "1"], BEST.layer)), head: one(head, [...upTo(HEADS).map(String), "mean"], `${BEST.head}`),
      written: Number.isInteger(Number(written)) && Number(written) >= 1 ? Number(written) : "all",
      off: Object.keys(ALL).filter((name) => off.split(",").includes(name)),
    };
  }

  /** The heads that the view shows: one, or all of the layer. */
  get chosen() {
    const { view, layer, head } = this.now;
    return (head === "mean" ? upTo(HEADS) : [head]).map((each) => `${VIEWS[view].part(layer)}.${each}`);
  }

  switch(on) {
    const others = this.now.off.filter((name) => !this.chosen.includes(name));
    this.set({ off: [...others, ...(on ? this.chosen : [])] }, { step: true });
  }

  update() {
    this.field.show(this.state.text);
    const { text, view, layer, head, off } = this.now;
    this.examples.forEach((example) => example.setAttribute("aria-pressed", example.textContent === text));
    for (const choice of this.views) choice.setAttribute("aria-pressed", choice.view === view);
    this.note.textContent = VIEWS[view].note;
    this.layers.show(layer);
    this.heads.show(head);
    this.off.show(this.chosen.every((name) => off.includes(name)));
    const asked = `${text}|${off}`;
    if (asked === this.asked) return this.show();
    this.asked = asked;
    this.ask(text, off, asked).catch((error) => error.kind === "aborted" || this.say(error.message));
  }

  /** Translates; the answer is used unless the reader has moved on to another question. */
  async ask(text, off, asked) {
    const model = await this.load(MODEL);
    this.english ??= await this.knownWords(model);
    const { ids, tokens, truncated } = await model.encode(text);
    if (asked !== this.asked) return;
    this.showUnknown(text, tokens.length - 1 + truncated - MOST);
    if (ids.length === 1) return this.say(strings.writeSentence);
    const source = ids.length - 1 > MOST ? [...ids.slice(0, MOST), model.eos_token_id] : ids;
    const whole = await model.generate({ input_ids: source, max_new_tokens: 32 });
    const { ids: out, text: french } = off.length ? await model.generate({ input_ids: source, max_new_tokens: 32, ablated_heads: off }) : whole;
    const start = model.config.decoder_start_token_id;
    const weights = await model.run({ input_ids: source, decoder_input_ids: [start, ...out.slice(0, -1)], want: ["*.weights"], ablated_heads: off });
    const names = async (list) => (await model.tokens(list)).map((token) => SHOWN[token] ?? token);
    const result = { english: await names(source), french: await names(out), read: await names([start, ...out.slice(0, -1)]), weights };
    if (asked !== this.asked) return;
    this.result = { ...result, translation: french, whole: whole.text };
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
    const put = (old, word) =>
      this.set({ text: words.map((each) => (each === old ? word : each)).join(" "), row: "" }, { step: true });
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

  /** Who looks (rows) at what (columns), the weights as rows of numbers, and whether the mask hides a position. */
  matrixNow() {
    const { view, layer } = this.now, { english, french, read } = this.result;
    const { data, shape: [, n, m] } = this.result.weights[`${VIEWS[view].part(layer)}.weights`];
    const heads = this.chosen.map((name) => Number(name.at(-1))), count = view === "encoder" ? n : this.count;
    const at = (i, j) => heads.reduce((sum, head) => sum + data[(head * n + i) * m + j], 0) / heads.length;
    const columns = { cross: english, encoder: english, decoder: read.slice(0, count) }[view];
    return {
      columns, rows: (view === "encoder" ? english : french).slice(0, count), hidden: (i, j) => view === "decoder" && j > i,
      weights: upTo(count).map((i) => columns.map((_, j) => at(i, j))),
    };
  }

  /** How many French tokens have been written so far. */
  get count() {
    const all = this.result.french.length, { written } = this.now;
    return written === "all" ? all : Math.min(written, all);
  }

  /** Whether all words are written and shown. */
  get done() {
    return Boolean(this.result) && this.count === this.result.french.length;
  }

  show() {
    if (!this.result) return;
    const { view, written } = this.now, { french } = this.result, { columns, rows, weights, hidden } = this.matrixNow();
    const wanted = Number(this.state.row), end = written === "all" && rows.at(-1) === "[end]" ? 2 : 1; // the last word
    const last = view === "encoder" ? 0 : Math.max(0, rows.length - end);
    this.at = this.state.row !== "" && wanted in rows ? wanted : last;
    this.french.replaceChildren(...french.slice(0, this.count).map((token) => chip(token, { role: "decoder" })));
    for (const write of [this.next, this.rest]) write.setAttribute("aria-disabled", this.done); // keeps the focus
    this.showAblation();
    const focused = this.picture.contains(document.activeElement);
    this.picture.replaceChildren(this.drawing());
    if (focused) this.picture.querySelector('[aria-checked="true"]').focus();
    this.matrix.replaceChildren(table(strings.weightsCaption,
      [view === "encoder" ? strings.looksHead : strings.writesHead, ...columns], rows.map((word, i) => [i === this.at ? create("strong", {}, word) : word,
        ...weights[i].map((weight, j) => (hidden(i, j) ? "–" : share(weight)))])));
    const row = weights[this.at], most = row.indexOf(Math.max(...row)), who = view === "encoder" ? "" : strings.stepThatWrites;
    this.say(strings.looksMost(this.cutOff, who, rows[this.at], columns[most], share(row[most])).trim(), { soon: true });
  }

  /** What the model writes without the heads that are off, beside what it writes with all of them. */
  showAblation() {
    const { off } = this.now, { translation, whole } = this.result, french = (text) => create("em", { lang: "fr" }, text || strings.nothing);
    this.ablation.replaceChildren(...(off.length ? [
      strings.without(off.map((name) => ALL[name])), french(translation),
      ...(translation === whole ? [strings.same] : [strings.withAll, french(whole), "."]),
      strings.offNote] : []));
  }

  /** On the left, what is looked at, with the weights of the selected word; on the right, who looks. A line is as wide as its weight. */
  drawing() {
    const { columns, rows, weights, hidden } = this.matrixNow(), { view } = this.now, at = this.at;
    const english = view === "decoder" ? "decoder" : "encoder", french = view === "encoder" ? "encoder" : "decoder";
    const place = (index) => 44 + index * 42;
    const label = (x, y, text, kind = "ln-text-muted", anchor = "middle", size = 15) =>
      svg("text", { x, y, "text-anchor": anchor, "font-size": size, class: kind }, text);
    const box = (word, x, index, role, attributes) => svg("g", attributes,
      svg("rect", { x, y: place(index) - 17, width: 108, height: 34, rx: 4, class: `ln-soft-${role}` }),
      label(x + 54, place(index) + 5, word, `ln-text${role === "masked" ? "-muted" : ""} ln-text-mono`));
    const line = (i, j, look) => svg("line", { x1: 240, y1: place(i), x2: 142, y2: place(j), ...look });
    const others = rows.flatMap((_, i) => columns.flatMap((_, j) => (i === at || weights[i][j] < 0.1 ? []
      : line(i, j, { "stroke-width": 2, opacity: 0.35, class: "ln-line-plain" }))));
    const own = columns.map((_, j) => line(at, j, {
      "stroke-width": Math.max(1, 14 * weights[at][j]), class: `ln-line-${hidden(at, j) ? "masked" : view}` }));
    return svg("svg", {
      viewBox: `0 0 340 ${24 + 42 * Math.max(columns.length, rows.length)}`,
      class: "explorer__drawing", role: "group", "aria-label": strings.who,
    },
      label(98, 16, strings.isLookedAt), label(284, 16, view === "encoder" ? strings.looks : strings.looksToWrite), ...others, ...own,
      ...columns.flatMap((word, j) => (hidden(at, j)
        ? [label(40, place(j) + 5, strings.hidden, "ln-text-muted", "end", 12), box(word, 44, j, "masked")]
        : [label(40, place(j) + 5, share(weights[at][j]), "ln-text", "end"), box(word, 44, j, english)])),
      svg("g", { role: "radiogroup", "aria-label": view === "encoder" ? strings.wordThatLooks : strings.wordWritten },
        ...rows.map((word, i) => box(word, 230, i, i === at ? "focus" : french, this.pointing(i)))));
  }

  /** What lets a word of the drawing be pointed at, tapped and reached with the arrow keys. */
  pointing(i) {
    const { columns, rows, weights, hidden } = this.matrixNow();
    const looks = columns.map((word, j) => strings.hiddenWord(word, hidden(i, j), share(weights[i][j]))).join(", ");
    const focus = (row) => row !== this.at && row in rows && this.set({ row });
    return {
      role: "radio", tabindex: i === this.at ? 0 : -1, "aria-checked": `${i === this.at}`, "aria-label": strings.looksAt(rows[i], looks),
      onpointermove: () => focus(i), // pointerenter would fire by itself when the drawing changes under a mouse at rest
      onclick: () => focus(i),
      onkeydown: (event) => {
        const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        focus(i + step);
      },
    };
  }

  csv() {
    if (!this.result) return [strings.csvEmpty];
    const { columns, rows, weights, hidden } = this.matrixNow(), { view, layer, head } = this.now;
    return [strings.csvHead,
      ...rows.flatMap((word, i) => columns.map((other, j) => [view, layer, head, word, other, hidden(i, j) ? 0 : weights[i][j]]))];
  }
}

customElements.define("attention-explorer", AttentionExplorer);
