/**
 * <attention-by-hand>: the worked example of the page Attention Mechanism with every number editable, as two planes whose arrows and
 * points can be dragged. First the reader guesses where an output goes, by dragging a ring there.
 * Names and shapes as in "Attention Is All You Need": n = 3 words, d_k = d_v = 2.
 */

import { attend } from "../shared/attend.js";
import { Explorer } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { between, glide } from "./gliding.js";
import { tour, untouched } from "./guessing.js";
import { along, around, placeLabels } from "./labels.js";
import { button, create, exact, number, numberField, scientific, svg, table, toggle } from "../shared/parts.js";
import { strings } from "../strings/attention-by-hand.js";

const WORDS = ["the", "red", "car"];
const MOST = 10; // a query and key of 10s score 200: e to that power can still be written out
const PARTS = strings.parts;
// Two planes with fixed scales: queries and keys, and values. least: the number at the left and lower edge; UNIT: pixels of 1.
const SIDE = 240, UNIT = SIDE / 6, EDGE = 26;
const PLANES = { match: { least: -3, parts: ["q", "k"] }, mix: { least: -1, parts: ["v"] } };
const SNAP = 4, GUESS_SNAP = 10; // quarters, and tenths
const TEXT = 15; // pixels of the drawings' labels

const NUMBERS = { q: "1,1,2,0,0,2", k: "0,1,1,2,2,0", v: "1,1,4,0,0,4", scale: "1", mask: "1", row: "car" };
const START = { ...NUMBERS, asked: "1", guess: "" };
// One click each, the best find first: it answers the question.
const STEPS = [{ k: "2,0,1,2,0,1" }, { q: "1,1,2,0,2,0" }, { row: "the", mask: "0" }, { scale: "0" }];
const isAt = (state, wanted) => Object.keys(NUMBERS).every((key) => state[key] === wanted[key]);

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
    this.task = create("p", { class: "explorer__task" }, strings.question);
    this.guess = create("div", { class: "explorer__row" }, button(strings.check, () => this.reveal(true)), button(strings.skip, () => this.reveal(false)));
    this.found = create("p", { class: "explorer__result" });
    this.tour = tour(strings.steps.map(([name]) => name), (at) => this.set({ ...NUMBERS, ...STEPS[at], asked: 0, guess: "" }, { step: true }));
    this.weights = create("div");
    this.planes = Object.fromEntries(Object.keys(PLANES).map((name) => [name, create("div")]));
    this.sums = create("ol", { class: "explorer__sums" });
    return [
      this.task,
      create("div", { class: "explorer__planes" }, ...Object.entries(this.planes).map(([name, plane]) =>
        create("div", {}, create("p", { class: "explorer__plane explorer__hint" }, strings.planes[name]), plane, ...(name === "mix" ? [this.guess] : [])))),
      this.tour, this.found,
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.rowToWorkOut }, strings.workOut, ...this.rows),
      create("div", { class: "explorer__row" }, button(strings.swap, () => this.exchange()), this.scale, this.mask),
      this.weights, this.sums,
      create("div", { class: "explorer__columns" }, ...inputs),
    ];
  }

  /** Whether the question is still open. Every number can be changed while it is, which closes it. */
  get asks() {
    return this.state.asked !== "0" && untouched(this) && isAt(this.state, NUMBERS);
  }

  /** The guess as a pair of numbers, at first the output that is known; null if there is none to show. */
  get guessAt() {
    const given = this.state.guess.split(",").map((text) => (text.trim() ? Number(text) : NaN)), [least, most] = [PLANES.mix.least, PLANES.mix.least + 6];
    const good = given.length === 2 && given.every((value) => value >= least && value <= most) ? given : null;
    if (this.asks) return good ?? attend(this.at, read(START)).output.map((value) => Math.round(value * GUESS_SNAP) / GUESS_SNAP);
    return isAt(this.state, { ...NUMBERS, ...STEPS[0] }) ? good : null;
  }

  /** Swaps the keys, and shows the guess beside the output. */
  reveal(counts) {
    this.set({ ...STEPS[0], asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
    this.tour.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** Which row is worked out. */
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
    const { asks, guessAt } = this, step = STEPS.findIndex((one) => isAt(this.state, { ...NUMBERS, ...one })), [x, y] = this.result[at].output;
    this.task.hidden = this.guess.hidden = !asks;
    this.tour.hidden = this.found.hidden = asks;
    this.tour.show(step);
    const verdict = asks || !guessAt ? "" : strings.verdict(pair(guessAt), list([x, y], 2), number(Math.hypot(x - guessAt[0], y - guessAt[1]), 1));
    this.found.textContent = `${verdict} ${step < 0 ? "" : strings.steps[step][1](this.result[at].weights.map((weight) => number(weight, 2)))}`.trim();
    this.showWeights();
    const from = this.shown, target = { ...now, at };
    this.shown = target;
    this.stop?.();
    if (!from || this.dragged || from.at !== at) this.showPlanes(now);
    else this.stop = glide((part) => this.showPlanes(part === 1 ? now : { ...now, ...Object.fromEntries(["q", "k", "v"].map((name) => [name, now[name].map((pair, row) => between(from[name][row], pair, part))])) }));
    this.showSums(at, now);
  }

  showPlanes(now) {
    for (const name of Object.keys(PLANES)) this.showPlane(name, now);
  }

  showWeights() {
    const before = rowsOf(NUMBERS);
    const differs = this.result.map(({ weights }, row) => weights.some((weight, column) =>
      Math.abs(weight - before[row].weights[column]) > 1e-12));
    this.weights.replaceChildren(table(strings.weightsCaption, [strings.looks, ...WORDS.map((word) => strings.at(word)), strings.output],
      this.result.map(({ weights, output }, row) => [
        create("span", {}, WORDS[row], differs[row] ? create("strong", {}, strings.changed) : ""),
        ...weights.map((weight) => number(weight)), list(output, 2)])));
    const changed = WORDS.filter((_, row) => differs[row]);
    this.say(this.asks ? strings.guessing(pair(this.guessAt)) : changed.length ? strings.changedRows(changed) : strings.asOnPage, { soon: true });
  }

  /* ---- The two planes ---- */

  /** What can be moved in a plane: the query of the row that is worked out and all keys, or all values. */
  points(name, now) {
    const rows = (part) => (part === "q" ? [this.at] : [0, 1, 2]);
    return PLANES[name].parts.flatMap((part) => rows(part).map((row) => ({ part, row, at: now[part][row] })));
  }

  /** Where a pair of numbers is in a plane; one outside is put on its edge. */
  place(name, pair) {
    const { least } = PLANES[name], [x, y] = pair.map((value) => Math.min(least + 6, Math.max(least, value)) - least);
    return [EDGE + x * UNIT, 8 + SIDE - y * UNIT];
  }

  showPlane(name, now) {
    const holder = this.planes[name], held = [...holder.querySelectorAll("[role=slider]")].indexOf(document.activeElement);
    const asks = this.asks && name === "mix", points = [...this.points(name, now), ...(asks ? [{ part: "guess", at: this.guessAt }] : [])];
    const drawing = name === "match" ? this.match(now) : this.mix(now);
    const grips = points.map(({ part, row, at }) => svg("circle", { ...gripAttributes({
      at: this.place(name, at), label: part === "guess" ? strings.guessGrip : strings.grip(PARTS[part], WORDS[row]), says: pair(at),
      onArrow: (way) => this.moveTo(part, row, at.map((value, index) => value + way[index] / (part === "guess" ? GUESS_SNAP : SNAP))),
    }), "data-hold": part === "guess" ? part : `${part}${row}` }));
    drawing.append(...grips);
    drawing.onpointerdown = (event) => {
      const which = grips.indexOf(event.target), { least } = PLANES[name];
      if (which < 0) return;
      const { part, row } = points[which];
      follow(event, holder, ([x, y]) => {
        this.dragged = true;
        this.moveTo(part, row, [(x - EDGE) / UNIT + least, (8 + SIDE - y) / UNIT + least].map((value) => Math.min(least + 6, Math.max(least, value))));
        this.dragged = false;
      });
      holder.querySelectorAll("[role=slider]")[which].focus({ preventScroll: true });
    };
    holder.replaceChildren(drawing);
    if (held >= 0) holder.querySelectorAll("[role=slider]")[held]?.focus({ preventScroll: true });
  }

  moveTo(part, row, at) {
    if (part === "guess") {
      const { least } = PLANES.mix;
      return this.set({ guess: at.map((value) => Math.round(Math.min(least + 6, Math.max(least, value)) * GUESS_SNAP) / GUESS_SNAP) });
    }
    const rows = read(this.state)[part];
    rows[row] = at.map((value) => Math.min(MOST, Math.max(-MOST, Math.round(value * SNAP) / SNAP)));
    this.set({ [part]: rows.flat() });
  }

  /** The numbers at a plane's axes: { x, y, value } across, and upward. */
  ticks(name) {
    const [zero, up] = this.place(name, [0, 0]), values = [0, 2, 4, 6].map((value) => value + PLANES[name].least);
    return [values.map((value) => ({ x: this.place(name, [value, 0])[0], y: up + 15, value })), values.map((value) => ({ x: zero - 6, y: this.place(name, [0, value])[1] + 4, value }))];
  }

  /** A plane with its axes; the image in it is one for a screen reader, beside what can be moved. */
  plane(name, label, ...shapes) {
    const [zero, up] = this.place(name, [0, 0]), [across, upward] = this.ticks(name);
    const tick = (anchor) => ({ x, y, value }) => svg("text", { x, y, "font-size": 13, "text-anchor": anchor, class: "ln-text-muted" }, exact(value));
    const ticks = [...across.map(tick("middle")), ...upward.map(tick("end"))];
    return svg("svg", { viewBox: `0 0 ${SIDE + EDGE + 40} ${SIDE + 30}`, class: "explorer__drawing explorer__vectors" },
      svg("g", { role: "img", "aria-label": label },
        svg("path", { d: `M${EDGE} ${up} H${EDGE + SIDE} M${zero} 8 V${8 + SIDE}`, class: "ln-axis" }), ...ticks, ...shapes));
  }

  /** Labels where they cover nothing. each: { at, words, far, kind: its class, if it isn't plain text }. */
  labels(name, each, taken) {
    return placeLabels(each, [...taken, ...this.ticks(name).flat().map((one) => around(one.x, one.y - 4, 8))], { wide: SIDE + EDGE + 40, tall: SIDE + 30 }).map((place, at) =>
      svg("text", { ...place, "font-size": TEXT, class: `ln-text${each[at].kind ?? ""} explorer__halo` }, each[at].words));
  }

  /** Queries and keys: the more a key points the way of the query, the larger the score. */
  match(now) {
    const { weights, masked } = attend(this.at, now), zero = this.place("match", [0, 0]);
    const arrows = [{ pair: now.q[this.at], role: "query", words: strings.queryOf(WORDS[this.at]), width: 4 },
      ...now.k.map((pair, column) => (masked[column] === -Infinity ? { pair, role: "masked", words: strings.maskedWord(WORDS[column]), width: 1.5 }
        : { pair, role: "key", words: `${WORDS[column]} ${number(weights[column], 2)}`, width: 2.5 }))].map((one) => ({ ...one, at: this.place("match", one.pair) }));
    const drawn = arrows.map(({ at: [x, y], role, width }) => {
      const turn = Math.atan2(y - zero[1], x - zero[0]), head = [0.45, -0.45].map((bend) => `${x - 10 * Math.cos(turn + bend)} ${y - 10 * Math.sin(turn + bend)}`);
      return svg("path", { d: `M${zero.join(" ")} L${x} ${y} M${head[0]} L${x} ${y} L${head[1]}`, class: `ln-line-${role}`, "stroke-width": width });
    });
    return this.plane("match", strings.looksAt(WORDS[this.at], weights.map((weight, column) => `${WORDS[column]} ${number(weight)}`)), ...drawn,
      ...this.labels("match", arrows.map(({ at, words }) => ({ at, words, far: 9 })), arrows.flatMap(({ at }) => along(zero, at))));
  }

  /** Values and output: the output lies among the values, nearest to the one with the largest weight. */
  mix(now) {
    const { weights, output } = attend(this.at, now), end = this.place("mix", output), { asks, guessAt } = this;
    const values = now.v.map((value) => this.place("mix", value)), first = this.place("mix", attend(this.at, read(NUMBERS)).output), moved = Math.hypot(first[0] - end[0], first[1] - end[1]) > 3;
    const guess = guessAt && this.place("mix", guessAt), lines = values.flatMap((at) => along(at, end, 4));
    const labels = [{ at: end, words: strings.output, far: 13, kind: "-strong" }, ...(guess ? [{ at: guess, words: strings.yourGuess, far: 16, kind: "-strong" }] : []),
      ...values.map((at, column) => ({ at, words: `${WORDS[column]} ${number(weights[column], 2)}`, far: 11 }))];
    return this.plane("mix", strings.mixOf(WORDS[this.at], pair(output.map((value) => Number(value.toFixed(2))))),
      svg("polygon", { points: values.map((at) => at.join(",")).join(" "), class: "ln-line-value", "stroke-width": 1, "stroke-dasharray": "3 3" }),
      ...values.map(([x, y], column) => svg("line", { x1: x, y1: y, x2: end[0], y2: end[1], class: "ln-line-value", "stroke-width": 8 * weights[column] })),
      ...values.map(([cx, cy]) => svg("circle", { cx, cy, r: 6, class: "ln-fill-value" })),
      ...(moved ? [svg("path", { d: `M${first.join(" ")}L${end.join(" ")}`, class: "ln-line-masked", "stroke-width": 2 }), svg("circle", { cx: first[0], cy: first[1], r: 6, class: "ln-soft-masked" })] : []),
      svg("circle", { cx: end[0], cy: end[1], r: 7, class: "ln-soft-focus", "stroke-width": 3 }),
      ...(guess ? [svg("circle", { cx: guess[0], cy: guess[1], r: 11, class: asks ? "explorer__handle explorer__handle--open" : "ln-line-focus", ...(asks ? {} : { "stroke-width": 3, "stroke-dasharray": "7 4" }) })] : []),
      ...this.labels("mix", labels, [...lines, ...values.map((at) => around(...at, 7)), around(...end, 9), ...(guess ? [around(...guess, 12)] : [])]));
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
