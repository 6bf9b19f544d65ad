/**
 * <attention-by-hand>: the worked example of the page Attention Mechanism with every number editable.
 * Names and shapes as in "Attention Is All You Need": n = 3 words, d_k = d_v = 2.
 */

import { attend } from "../shared/attend.js";
import { Explorer } from "./base.js";
import { button, create, exact, number, numberField, scientific, svg, table, toggle } from "../shared/parts.js";
import { strings } from "../strings/attention-by-hand.js";

const WORDS = ["the", "red", "car"];
const MOST = 10; // a query or key of 10s scores 200: e to that power can still be written out
const PARTS = strings.parts;

const START = { q: "1,1,2,0,0,2", k: "0,1,1,2,2,0", v: "1,1,4,0,0,4", scale: "1", mask: "1", row: "car" };

/** A state as numbers: q, k, v (3, 2) each; invalid parts of an address get their initial values. */
function read(state) {
  const matrix = (part) => {
    const given = state[part].split(",").map((text) => (text.trim() ? Number(text) : NaN));
    const good = given.length === 6 && given.every((value) => Math.abs(value) <= MOST);
    const six = good ? given : START[part].split(",").map(Number);
    return [six.slice(0, 2), six.slice(2, 4), six.slice(4)];
  };
  return { q: matrix("q"), k: matrix("k"), v: matrix("v"), scale: state.scale !== "0", mask: state.mask !== "0" };
}

const rowsOf = (state) => WORDS.map((_, at) => attend(at, read(state)));

/** (0.187, 0.768, 0.045) */
const list = (numbers, digits) => `(${numbers.map((value) => number(value, digits)).join(", ")})`;
const pair = (numbers) => `(${numbers.map(exact).join(", ")})`;
/** A factor of a product; a negative one in parentheses. */
const factor = (value) => (value < 0 ? `(${exact(value)})` : exact(value));

class AttentionByHand extends Explorer {
  static state = START;

  build() {
    this.fields = Object.entries(PARTS).flatMap(([part, name]) => WORDS.flatMap((word, row) => [0, 1].map((place) => {
      const field = numberField({
        label: strings.field(name, word, place), quiet: true, min: -MOST, max: MOST,
        onNumber: (value) => this.change(part, row, place, value),
        onRefused: (sentence) => this.say(sentence),
      });
      return { part, row, place, field };
    })));
    const inputs = Object.entries(PARTS).map(([part, name]) => table(name, strings.inputHead, WORDS.map((word, row) => [
      word, ...this.fields.filter((one) => one.part === part && one.row === row).map(({ field }) => field)])));
    this.scale = toggle(strings.scale, (on) => this.set({ scale: Number(on) }, { step: true }));
    this.mask = toggle(strings.mask, (on) => this.set({ mask: Number(on) }, { step: true }));
    this.rows = WORDS.map((word) => button(word, () => this.set({ row: word }, { step: true })));
    this.weights = create("div");
    this.picture = create("div");
    this.sums = create("ol", { class: "explorer__sums" });
    return [
      create("div", { class: "explorer__row" },
        button(strings.swap, () => this.exchange()), this.scale, this.mask),
      create("div", { class: "explorer__columns" }, ...inputs),
      this.weights,
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.rowToWorkOut }, strings.workOut, ...this.rows),
      this.picture, this.sums,
    ];
  }

  /** The row that is worked out. */
  get at() {
    return Math.max(0, WORDS.indexOf(this.state.row));
  }

  change(part, row, place, value) {
    const rows = read(this.state)[part];
    rows[row][place] = value;
    this.set({ [part]: rows.flat() });
  }

  exchange() {
    const [the, red, car] = read(this.state).k;
    this.set({ k: [car, red, the].flat() }, { step: true });
  }

  update() {
    const now = read(this.state), at = this.at;
    for (const { part, row, place, field } of this.fields) field.show(now[part][row][place]);
    this.scale.show(now.scale);
    this.mask.show(now.mask);
    this.rows.forEach((choice, index) => choice.setAttribute("aria-pressed", index === at));
    this.result = rowsOf(this.state);
    this.showWeights();
    this.picture.replaceChildren(this.drawing());
    this.showSums(at, now);
  }

  showWeights() {
    const before = rowsOf(START);
    const differs = this.result.map(({ weights }, row) => weights.some((weight, column) =>
      Math.abs(weight - before[row].weights[column]) > 1e-12));
    this.weights.replaceChildren(table(strings.weightsCaption, [strings.looks, ...WORDS.map((word) => strings.at(word)), strings.output],
      this.result.map(({ weights, output }, row) => [
        create("span", {}, WORDS[row], differs[row] ? create("strong", {}, strings.changed) : ""),
        ...weights.map((weight) => number(weight)), list(output, 2)])));
    const changed = WORDS.filter((_, row) => differs[row]);
    this.say(changed.length ? strings.changedRows(changed) : strings.asOnPage, { soon: true });
  }

  /** The selected row: a line to each word it looks at, as wide as its weight. */
  drawing() {
    const at = this.at, { weights, masked } = this.result[at];
    const place = (index) => 60 + 120 * index;
    const chip = (word, x, y, role) => [
      svg("rect", { x: x - 32, y, width: 64, height: 28, rx: 4, class: `ln-soft-${role}` }),
      svg("text", { x, y: y + 19, "text-anchor": "middle", class: "ln-text ln-text-mono" }, word)];
    return svg("svg", {
      viewBox: "0 0 360 190", class: "explorer__drawing", role: "img",
      "aria-label": strings.looksAt(WORDS[at], weights.map((weight, column) => `${WORDS[column]} ${number(weight)}`)),
    }, ...weights.flatMap((weight, column) => [
      svg("line", { x1: place(at), y1: 158, x2: place(column), y2: 54, "stroke-width": Math.max(1, 14 * weight),
        class: masked[column] === -Infinity ? "ln-line-masked" : "ln-line-query" }),
      ...chip(WORDS[column], place(column), 26, masked[column] === -Infinity ? "masked" : "key"),
      svg("text", { x: place(column), y: 18, "text-anchor": "middle", class: "ln-text" },
        masked[column] === -Infinity ? strings.masked : number(weight)),
    ]), ...chip(WORDS[at], place(at), 158, "query"));
  }

  /** The steps of the page for one row. */
  showSums(at, { q, k, v, scale, mask }) {
    const { scores, scaled, masked, powers, sum, weights, output } = this.result[at], word = WORDS[at];
    const dots = k.map((key, column) => strings.dot(word, WORDS[column], q[at].map((value, place) =>
      `${factor(value)}·${factor(key[place])}`).join(" + "), number(scores[column], 2)));
    const visible = powers.filter((power) => power > 0).map((power) => scientific(power, 3));
    const mixed = weights.map((weight, column) => `${number(weight)}·${pair(v[column])}`).join(" + ");
    const steps = [
      [strings.scores, `${dots.join("; ")}.`],
      [strings.scaling, scale ? strings.divided(list(scaled, 2)) : strings.leftOut],
      [strings.maskName, mask ? strings.future(list(masked, 2)) : strings.noMask],
      [strings.softmax, strings.powers(visible, scientific(sum, 3), list(weights, 3))],
      [strings.outputName, `${mixed} = ${list(output, 2)}.`],
    ];
    this.sums.replaceChildren(...steps.map(([name, text]) => create("li", {}, create("strong", {}, name), ` ${text}`)));
  }

  csv() {
    const { q, k, v } = read(this.state);
    return [
      strings.csvHead(WORDS),
      ...WORDS.map((word, row) => [word, ...q[row], ...k[row], ...v[row], ...this.result[row].weights, ...this.result[row].output]),
    ];
  }
}

customElements.define("attention-by-hand", AttentionByHand);
