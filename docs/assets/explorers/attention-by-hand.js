/**
 * <attention-by-hand>: the worked example of the page Attention Mechanism with every number editable.
 * Names and shapes as in "Attention Is All You Need": n = 3 words, d_k = d_v = 2.
 */

import { attend } from "../shared/attend.js";
import { Explorer } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { button, create, exact, number, numberField, scientific, svg, table, toggle } from "../shared/parts.js";
import { strings } from "../strings/attention-by-hand.js";

const WORDS = ["the", "red", "car"];
const MOST = 10; // a query or key of 10s scores 200: e to that power can still be written out
const PARTS = strings.parts;
// Two planes with fixed scales: queries and keys, and values. least: the number at the left and lower edge; UNIT: pixels of 1.
const SIDE = 240, UNIT = SIDE / 6, EDGE = 26;
const PLANES = { match: { least: -3, parts: ["q", "k"] }, mix: { least: -1, parts: ["v"] } };
const SNAP = 4; // quarters

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
    this.planes = Object.fromEntries(Object.keys(PLANES).map((name) => [name, create("div")]));
    this.sums = create("ol", { class: "explorer__sums" });
    return [
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.rowToWorkOut }, strings.workOut, ...this.rows),
      create("div", { class: "explorer__columns" }, ...Object.entries(this.planes).map(([name, plane]) =>
        create("div", {}, create("p", { class: "explorer__plane" }, strings.planes[name]), plane))),
      create("div", { class: "explorer__row" }, button(strings.swap, () => this.exchange()), this.scale, this.mask),
      this.weights, this.sums,
      create("div", { class: "explorer__columns" }, ...inputs),
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
    for (const name of Object.keys(PLANES)) this.showPlane(name, now);
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

  /* ---- The two planes ---- */

  /** What can be moved in a plane: the query of the row that is worked out and all keys, or all values. */
  points(name, now) {
    const rows = (part) => (part === "q" ? [this.at] : [0, 1, 2]);
    return PLANES[name].parts.flatMap((part) => rows(part).map((row) => ({ part, row, at: now[part][row] })));
  }

  /** Where a pair of numbers is in a plane; what lies outside is put on its edge. */
  place(name, pair) {
    const { least } = PLANES[name], [x, y] = pair.map((value) => Math.min(least + 6, Math.max(least, value)) - least);
    return [EDGE + x * UNIT, 8 + SIDE - y * UNIT];
  }

  showPlane(name, now) {
    const holder = this.planes[name], held = [...holder.querySelectorAll("[role=slider]")].indexOf(document.activeElement);
    const points = this.points(name, now), drawing = name === "match" ? this.match(now) : this.mix(now);
    const grips = points.map(({ part, row, at }) => svg("circle", gripAttributes({
      at: this.place(name, at), label: strings.grip(PARTS[part], WORDS[row]), says: pair(at),
      onArrow: (way) => this.moveTo(part, row, at.map((value, index) => value + way[index] / SNAP)),
    })));
    drawing.append(...grips);
    drawing.onpointerdown = (event) => {
      const which = grips.indexOf(event.target), { least } = PLANES[name];
      if (which < 0) return;
      const { part, row } = points[which];
      follow(event, holder, ([x, y]) => this.moveTo(part, row, [(x - EDGE) / UNIT + least, (8 + SIDE - y) / UNIT + least]
        .map((value) => Math.min(least + 6, Math.max(least, value)))));
      holder.querySelectorAll("[role=slider]")[which].focus({ preventScroll: true });
    };
    holder.replaceChildren(drawing);
    if (held >= 0) holder.querySelectorAll("[role=slider]")[held]?.focus({ preventScroll: true });
  }

  moveTo(part, row, at) {
    const rows = read(this.state)[part];
    rows[row] = at.map((value) => Math.min(MOST, Math.max(-MOST, Math.round(value * SNAP) / SNAP)));
    this.set({ [part]: rows.flat() });
  }

  /** A plane with its axes; the image in it is one for a screen reader, beside what can be moved. */
  plane(name, label, ...shapes) {
    const [zero, up] = this.place(name, [0, 0]), { least } = PLANES[name];
    const ticks = [0, 2, 4, 6].map((value) => value + least).filter((value) => value).flatMap((value) => [
      svg("text", { x: this.place(name, [value, 0])[0], y: up + 15, "font-size": 12, "text-anchor": "middle", class: "ln-text-muted" }, exact(value)),
      svg("text", { x: zero - 6, y: this.place(name, [0, value])[1] + 4, "font-size": 12, "text-anchor": "end", class: "ln-text-muted" }, exact(value))]);
    return svg("svg", { viewBox: `0 0 ${SIDE + EDGE + 40} ${SIDE + 30}`, class: "explorer__drawing explorer__vectors" },
      svg("g", { role: "img", "aria-label": label },
        svg("path", { d: `M${EDGE} ${up} H${EDGE + SIDE} M${zero} 8 V${8 + SIDE}`, class: "ln-axis" }), ...ticks, ...shapes));
  }

  /** Queries and keys: the more a key points the way of the query, the larger the score. */
  match(now) {
    const { weights, masked } = this.result[this.at], [zeroX, zeroY] = this.place("match", [0, 0]);
    const arrow = (at, role, words, width) => {
      const [x, y] = this.place("match", at), turn = Math.atan2(y - zeroY, x - zeroX), side = (x >= zeroX) === (role !== "query") ? 1 : -1; // the query is written on the other side
      const head = [0.45, -0.45].map((bend) => `${x - 10 * Math.cos(turn + bend)} ${y - 10 * Math.sin(turn + bend)}`);
      return [
        svg("path", { d: `M${zeroX} ${zeroY} L${x} ${y} M${head[0]} L${x} ${y} L${head[1]}`, class: `ln-line-${role}`, "stroke-width": width }),
        svg("text", { x: x + 7 * side, y: y + (y > zeroY ? 14 : -6), "font-size": 13, "text-anchor": side > 0 ? "start" : "end", class: "ln-text explorer__halo" }, words)];
    };
    return this.plane("match", strings.looksAt(WORDS[this.at], weights.map((weight, column) => `${WORDS[column]} ${number(weight)}`)),
      ...arrow(now.q[this.at], "query", strings.queryOf(WORDS[this.at]), 4),
      ...now.k.flatMap((key, column) => (masked[column] === -Infinity
        ? arrow(key, "masked", strings.maskedWord(WORDS[column]), 1.5)
        : arrow(key, "key", `${WORDS[column]} ${number(weights[column], 2)}`, 2.5))));
  }

  /** Values and output: the output lies among the values, nearest to the one with the largest weight. */
  mix(now) {
    const { weights, output } = this.result[this.at], [x, y] = this.place("mix", output);
    const values = now.v.map((value) => this.place("mix", value)), right = x > EDGE + SIDE / 2;
    return this.plane("mix", strings.mixOf(WORDS[this.at], pair(output.map((value) => Number(value.toFixed(2))))),
      svg("polygon", { points: values.map((at) => at.join(",")).join(" "), class: "ln-line-value", "stroke-width": 1, "stroke-dasharray": "3 3" }),
      ...values.map(([left, top], column) => svg("line", { x1: left, y1: top, x2: x, y2: y, class: "ln-line-value", "stroke-width": 8 * weights[column] })),
      ...values.flatMap(([left, top], column) => [
        svg("circle", { cx: left, cy: top, r: 6, class: "ln-fill-value" }),
        svg("text", { x: left + 10, y: top - 8, "font-size": 13, class: "ln-text explorer__halo" }, `${WORDS[column]} ${number(weights[column], 2)}`)]),
      svg("circle", { cx: x, cy: y, r: 7, class: "ln-soft-focus", "stroke-width": 3 }),
      svg("text", { x: x + (right ? -11 : 11), y: y + 18, "font-size": 13, "text-anchor": right ? "end" : "start", class: "ln-text-strong explorer__halo" }, strings.output));
  }

  /** Both planes side by side, to be saved. */
  drawing() {
    const now = read(this.state), wide = SIDE + EDGE + 40;
    const [left, right] = [this.match(now), this.mix(now)];
    return svg("svg", { viewBox: `0 0 ${2 * wide} ${SIDE + 30}`, class: "explorer__drawing" },
      svg("g", {}, ...left.childNodes), svg("g", { transform: `translate(${wide} 0)` }, ...right.childNodes));
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
