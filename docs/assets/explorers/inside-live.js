/**
 * The last step of <inside-explorer>: the reader's own list, read twice by SmolLM2 in the page, with the heads that are off. A pass takes
 * seconds, so the old answer stays until the new one arrives.
 */

import { latest } from "./base.js";
import { button, create, leftOut, svg, textField } from "../shared/parts.js";
import { softmax } from "./runtime/tensor.js";
import { strings } from "../strings/inside-explorer.js";

const MOST_LETTERS = 240, MOST = 24; // letters and tokens of a list
const WIDE = 300; // of the map
const LEAST = 0.005; // a weight that prints as 0.00 is drawn as nothing
const part = (layer) => `decoder.${layer}.attention`;
const upTo = (count) => Array.from({ length: count }, (_, index) => index);

export class Live {
  /** @param {import("./base.js").Explorer} explorer whose `own` it fills */
  constructor(explorer) {
    this.explorer = explorer;
    this.runs = new Map(); // heads that are off -> what the model returned for the current list
    this.read = button(strings.read, () => this.ask());
    this.field = textField({ label: strings.list, most: MOST_LETTERS, onText: (list) => explorer.set({ list }), enters: this.read });
    this.cut = create("p", { class: "explorer__note" });
    this.draw = -1; // the last recorded draw used
    const { induction, others } = explorer.data;
    const off = (places) => explorer.set({ off: [...places].sort((a, b) => a - b).join(",") }, { step: true });
    this.switches = create("div", { class: "explorer__row" }, this.read, button(strings.induct(induction.off.length), () => off(induction.off)),
      button(strings.random(induction.off.length), () => off(others[(this.draw = (this.draw + 1) % others.length)].off)), button(strings.allOn, () => off([])));
    this.found = create("p", { class: "explorer__result" });
    this.words = create("div");
    this.map = create("div");
    this.pointed = create("p", { class: "explorer__plane" });
    this.run = latest(() => this.compute());
    explorer.own.replaceChildren(this.field, this.cut, this.switches, this.found, this.words);
    explorer.ownMap.replaceChildren(this.map, this.pointed);
  }

  get model() {
    return this.explorer.place.model;
  }

  /** Whether there is an answer, so that heads can be switched. */
  get ready() {
    return Boolean(this.model && this.whole);
  }

  /** How much each head looks at the token that followed the same token before: 0 to 1, by place. */
  get scores() {
    return this.whole.scores;
  }

  update() {
    const { explorer } = this, { state: { list } } = explorer;
    this.field.show(list);
    for (const node of [...explorer.own.children, explorer.ownMap]) node.hidden = !this.model;
    if (!this.model) {
      this.whole = this.now = null; // the worker is gone, and with it what it computed
      this.runs.clear();
      return;
    }
    if (this.whole) {
      const { off } = explorer.now;
      if (`${off}` !== this.now.off && `${off}` !== this.failed) this.run();
      this.show();
    } else if (this.asking !== list) this.ask();
  }

  /** Reads the list that is in the field. */
  ask() {
    this.asking = this.explorer.state.list;
    this.renew = true;
    return this.run();
  }

  /** Has the model read the list, with the heads that are off. */
  async compute() {
    const { explorer, model } = this, off = `${explorer.now.off}`;
    if (!model) return;
    this.read.setAttribute("aria-busy", "true");
    this.found.textContent = strings.reading;
    try {
      if (this.renew) {
        this.renew = false;
        const { ids } = await model.encode({ text: ` ${this.asking.trim().replace(/\s+/g, " ")}`, max_length: Infinity });
        this.cut.textContent = [this.field.told, leftOut(MOST, "tokens", ids.length - MOST)].filter(Boolean).join(" ");
        if (ids.length < 2) return void (this.found.textContent = strings.short);
        this.runs.clear();
        this.list = ids.slice(0, MOST);
        this.asked = this.asking;
      }
      if (!this.list) return;
      for (const heads of new Set(["", off])) if (!this.runs.has(heads)) this.runs.set(heads, await this.pass(heads));
      this.whole = this.runs.get("");
      this.now = this.runs.get(off);
      this.texts = (await model.pieces([this.list]))[0].map(({ text }) => text.trim());
    } catch (error) {
      this.failed = off;
      this.found.textContent = error.message;
    } finally {
      this.read.removeAttribute("aria-busy");
    }
    if (this.whole) explorer.update();
  }

  /** One pass over the list, twice: { off, p, said, right, scores, weights: by layer (heads, n, n) }. */
  async pass(off) {
    const { model, list, explorer: { data } } = this, n = list.length, ids = [...list, ...list], width = data.heads;
    const ablated = off.split(",").filter(Boolean).map((at) => `${part(Math.floor(at / width))}.${at % width}`);
    const values = await model.run({ input_ids: ids, want: ["logits", "decoder.*.attention.weights"], ablated_heads: ablated });
    const { data: logits, shape: [, V] } = values.logits, p = [], best = [];
    for (const at of upTo(n - 1)) { // what follows each token in the second reading
      const row = softmax(logits.slice((n + at) * V, (n + at + 1) * V));
      p.push(row[list[at + 1]]);
      best.push(row.indexOf(row.reduce((one, other) => Math.max(one, other))));
    }
    const said = (await model.pieces(best.map((id) => [id]))).map(([{ text }]) => text.trim());
    const weights = upTo(data.roles.length / width).map((layer) => values[`${part(layer)}.weights`].data), m = 2 * n;
    const scores = data.roles.map((_, at) => {
      const map = weights[Math.floor(at / width)], from = (at % width) * m * m;
      return upTo(n).reduce((sum, i) => sum + map[from + (n + i) * m + i + 1], 0) / n;
    });
    return { off, p, said, scores, weights, of: p.length, right: best.filter((id, at) => id === list[at + 1]).length, mean: p.reduce((sum, one) => sum + one, 0) / p.length };
  }

  /** Shows the words and the open head's map. */
  show() {
    const { explorer, whole, now, texts } = this, { open } = explorer.now, off = now.off.split(",").filter(Boolean), cut = now.off ? now : null;
    if (!this.read.hasAttribute("aria-busy")) {
      const told = strings.liveFound(whole, off.length, now);
      this.found.textContent = `${told} ${strings.livePick}`;
      explorer.say(told, { soon: true });
    }
    this.words.replaceChildren(create("p", { class: "explorer__note" }, create("strong", {}, strings.words), ` ${strings.wordsHow(Boolean(cut))}`), explorer.chips(texts.slice(1), whole, cut));
    this.map.replaceChildren(create("p", {}, create("strong", {}, strings.map(explorer.nameOf(open)))), this.drawn(open), create("p", { class: "explorer__note" }, strings.mapHow));
  }

  /** The open head's map: a row looks at the columns, as dark as the weight is large. */
  drawn(open) {
    const { now: { weights }, texts, explorer: { data: { heads } } } = this, m = 2 * texts.length, side = WIDE / m, from = (open % heads) * m * m, map = weights[Math.floor(open / heads)];
    const names = [...texts, ...texts], left = 84;
    const drawing = svg("svg", { viewBox: `0 0 ${WIDE + left + 2} ${WIDE + 2}`, class: "explorer__drawing explorer__heat", role: "img", "aria-label": strings.map(this.explorer.nameOf(open)) },
      ...names.map((word, i) => svg("text", { x: left - 6, y: (i + 0.75) * side, "font-size": Math.min(13, side), "text-anchor": "end", class: "ln-text" }, [...word].slice(0, 10).join(""))),
      svg("g", { transform: `translate(${left} 1)` }, svg("path", { class: "ln-axis", d: `M0 0H${WIDE}V${WIDE}H0ZM0 ${WIDE / 2}H${WIDE}M${WIDE / 2} 0V${WIDE}` }),
        ...upTo(m * m).flatMap((at) => {
          const weight = map[from + at], [i, j] = [Math.floor(at / m), at % m];
          return weight < LEAST ? [] : [svg("rect", { x: j * side, y: i * side, width: side, height: side, class: "ln-fill-decoder", "fill-opacity": weight.toFixed(3) })];
        })));
    drawing.onpointermove = drawing.onpointerdown = ({ clientX, clientY }) => {
      const box = drawing.getBoundingClientRect(), scale = (WIDE + left + 2) / box.width;
      const [i, j] = [(clientY - box.top) * scale - 1, (clientX - box.left) * scale - left].map((place) => Math.floor(place / side));
      if (i in names && j in names && j <= i) this.pointed.textContent = strings.mapAt(names[i], names[j], map[from + i * m + j]);
    };
    return drawing;
  }
}
