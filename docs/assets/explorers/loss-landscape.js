/**
 * <loss-landscape>: the loss of the program with two parameters on the page How a Network Learns, as a map; by hand and by
 * gradient descent. Guesses are w·x + b for reviews with x = 1 and 2; the loss is the mean of the squared errors.
 * The loss is quadratic, so its lines of equal loss are ellipses, drawn exactly; the scales of the map never change.
 */

import { Explorer } from "./base.js";
import { follow, gripAttributes } from "./dragging.js";
import { button, create, exact, number, scientific, slider, svg, table } from "../shared/parts.js";
import { strings } from "../strings/loss-landscape.js";

const REVIEWS = [[1, 3], [2, 5]]; // [how often "good", stars]
const BEST = [2, 1];
const MAP = { w: [-2, 6], b: [-3, 5] }, SIDE = 320, LEFT = 32, TOP = 8, UNIT = SIDE / 8;
const FIT = { left: 24, top: 20, wide: 216, high: 150, most: [3, 7] }; // the reviews and the line that guesses them: in pixels, and the ends of its axes
const LEVELS = [80, 40, 20, 10, 5, 2, 0.5]; // of loss, from the outermost line to the innermost
const LABELED = new Set([40, 20, 10, 5, 2]);
// The curvature of the loss is [[5, 3], [3, 2]]: by (7 ± √45)/2 across and along the valley.
const STEEP = (7 + Math.sqrt(45)) / 2, FLAT = (7 - Math.sqrt(45)) / 2;
const ACROSS = [3, STEEP - 5].map((part) => part / Math.hypot(3, STEEP - 5));
const MOST_STEPS = 200, MOST = 1e6, MOVE = 300; // milliseconds

const errors = ([w, b]) => REVIEWS.map(([x, y]) => w * x + b - y);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const loss = (at) => mean(errors(at).map((error) => error * error));
const slopes = (at) => [mean(errors(at).map((error, index) => 2 * error * REVIEWS[index][0])), mean(errors(at).map((error) => 2 * error))];
const place = ([w, b]) => [LEFT + (w - MAP.w[0]) * UNIT, TOP + (MAP.b[1] - b) * UNIT];
const inside = ([w, b]) => w >= MAP.w[0] && w <= MAP.w[1] && b >= MAP.b[0] && b <= MAP.b[1];
const ranAway = (at) => at.some((value) => Math.abs(value) > MOST);
const clamp = (value, [least, most]) => Math.min(most, Math.max(least, value));
const rounded = (digits) => (value) => (Math.abs(value) < 1e6 ? exact(Number(value.toFixed(digits))) : scientific(value));
const short = rounded(2), precise = rounded(3); // of parameters and guesses, and of the loss
const pair = (at) => `(${at.map(short).join(", ")})`;

/** The numbers of a state; anything invalid in an address becomes the start's. */
function read(state) {
  const given = (text, [least, most], otherwise) => {
    const value = text.trim() ? Number(text) : NaN;
    return value >= least && value <= most ? value : otherwise;
  };
  const guess = state.guess.split(",").map(Number);
  return {
    start: [given(state.w, MAP.w, 0), given(state.b, MAP.b, 0)],
    rate: given(state.rate, [0.01, 0.5], 0.1),
    steps: Math.round(given(state.steps, [0, MOST_STEPS], 0)),
    guessed: state.asked === "0",
    guess: guess.length === 2 && inside(guess) ? guess : null,
  };
}

/** The places from the start on; ends early if the numbers blow up. */
function pathOf({ start, rate, steps }) {
  const path = [start];
  while (path.length <= steps && !ranAway(path.at(-1))) {
    const slope = slopes(path.at(-1));
    path.push(path.at(-1).map((value, index) => value - rate * slope[index]));
  }
  return path;
}

class LossLandscape extends Explorer {
  static state = { w: "0", b: "0", rate: "0.1", steps: "0", guess: "", asked: "1" };

  build() {
    this.task = create("p", { class: "explorer__task" });
    this.map = create("div");
    this.step = button("", () => this.go(1));
    this.more = button(strings.tenSteps, () => this.go(10));
    this.back = button(strings.toStart, () => this.set({ steps: 0 }, { step: true }));
    this.skip = button(strings.skip, () => {
      this.set({ asked: 0, guess: "" }, { step: true });
      this.step.focus(); // the button that had the focus is gone
    });
    this.rate = slider({ label: strings.rate, min: 0.01, max: 0.5, step: 0.01, says: (value) => number(value, 2),
      onNumber: (rate) => this.set({ rate, steps: 0 }) });
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), create("div"));
    this.listed = create("div", {}, this.numbers);
    this.found = create("p", { class: "explorer__result" });
    this.line = create("div", { class: "explorer__fit" });
    return [this.task, create("div", { class: "explorer__beside" }, this.map, create("div", {}, this.rate,
      create("div", { class: "explorer__row" }, this.step, this.more, this.back, this.skip), this.found, this.line)), this.listed];
  }

  /** Takes steps; the first one ends the guessing. */
  go(count) {
    const { steps } = read(this.state);
    this.moves = true;
    this.set({ steps: Math.min(MOST_STEPS, steps + count), asked: 0 }, { step: true });
    this.moves = false;
  }

  /** Moves what the reader drags: the guess while it is asked for, then the dot. */
  move(at) {
    const [w, b] = [clamp(at[0], MAP.w), clamp(at[1], MAP.b)].map((value) => Math.round(value * 20) / 20);
    this.set(read(this.state).guessed ? { w, b, steps: 0, guess: "" } : { guess: `${w},${b}` });
  }

  update() {
    const now = read(this.state), { guessed, guess, rate } = now;
    this.now = now;
    this.path = pathOf(now);
    const [at, before] = [this.path.at(-1), this.path.at(-2)];
    this.task.textContent = guessed ? strings.dragDot : strings.dragRing;
    this.step.textContent = guessed ? strings.step : guess ? strings.check : strings.takeStep;
    this.skip.hidden = guessed;
    this.more.hidden = this.back.hidden = !guessed;
    this.back.disabled = this.path.length === 1;
    this.step.disabled = this.more.disabled = this.path.length > MOST_STEPS || ranAway(at);
    this.listed.hidden = !guessed; // they hold the answer
    this.rate.show(rate);
    this.showMap(at);
    this.line.replaceChildren(this.fit(at));
    const guesses = REVIEWS.map(([x]) => short(at[0] * x + at[1]));
    const where = strings.at(...at.map(short), guesses, precise(loss(at)));
    this.found.textContent = guessed ? this.answer(at, before, now) : strings.bluer(where);
    this.numbers.lastChild.replaceChildren(this.listing());
    this.say(guessed ? where : guess ? strings.guessed(...guess.map(short)) : strings.noGuess, { soon: true });
  }

  /** What the last step did to the loss, and how far the guess was from it. */
  answer(at, before, { guess }) {
    const steps = this.path.length - 1;
    if (!before) return strings.here(precise(loss(at)));
    const up = loss(at) > loss(before);
    const told = strings.stepped(steps, up, precise(loss(before)), precise(loss(at)));
    if (guess && steps === 1) {
      const far = Math.hypot(...guess.map((value, index) => value - at[index]));
      return strings.away(told, short(far), far < 0.5);
    }
    if (ranAway(at)) return strings.ranAway(told);
    return up ? strings.tooLong(told) : told;
  }

  showMap(at) {
    const handle = this.map.querySelector("[role=slider]"), held = handle && handle === document.activeElement;
    const drawing = this.drawing();
    const holds = this.now.guessed ? at : (this.now.guess ?? at);
    const [x, y] = place(holds.map((value, index) => clamp(value, index ? MAP.b : MAP.w)));
    const grip = svg("circle", { ...gripAttributes({ at: [x, y], label: this.now.guessed ? strings.dot : strings.guess,
      says: strings.place(...holds.map(short), this.now.guessed ? precise(loss(holds)) : ""),
      onArrow: (way) => this.move(holds.map((value, index) => value + 0.1 * way[index])) }),
    "aria-valuemax": 1000, "aria-valuenow": Math.round(clamp(loss(holds), [0, 1000])) });
    drawing.removeAttribute("role");
    drawing.append(grip);
    drawing.onpointerdown = (event) => this.drag(event);
    this.map.replaceChildren(drawing);
    if (held) grip.focus({ preventScroll: true });
    if (this.moves) this.animate(drawing);
  }

  /** Makes the dot follow a pointer until it is lifted; a tap moves the dot. */
  drag(event) {
    const held = follow(event, this.map, ([x, y]) => this.move([(x - LEFT) / UNIT + MAP.w[0], MAP.b[1] - (y - TOP) / UNIT]));
    if (held) this.map.querySelector("[role=slider]").focus({ preventScroll: true });
  }

  /** Moves the dot from where it was along its last step. */
  animate(drawing) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || this.path.length < 2) return;
    const [from, to] = this.path.slice(-2).map(place);
    drawing.querySelector("[data-dot]").animate(
      [{ transform: `translate(${from[0] - to[0]}px, ${from[1] - to[1]}px)` }, { transform: "none" }], { duration: MOVE, easing: "ease-out" });
  }

  drawing() {
    const { guessed, guess } = this.now, at = this.path.at(-1), [cx, cy] = place(BEST);
    const turn = (-Math.atan2(ACROSS[1], ACROSS[0]) * 180) / Math.PI;
    const points = this.path.map(place).map((point) => point.map((value) => clamp(value, [-1e4, 1e4])));
    const clip = "loss-landscape-map";
    const lines = LEVELS.flatMap((level) => [{ class: "ln-fill-encoder", "fill-opacity": 0.11 }, { class: "ln-line-encoder", "stroke-width": 1, "stroke-opacity": 0.6 }]
      .map((look) => svg("ellipse", { cx, cy, rx: UNIT * Math.sqrt((2 * level) / STEEP), ry: UNIT * Math.sqrt((2 * level) / FLAT),
        transform: `rotate(${turn} ${cx} ${cy})`, ...look })));
    const labels = LEVELS.filter((level) => LABELED.has(level)).map((level) => {
      const [x, y] = place(BEST.map((value, index) => value + ACROSS[index] * Math.sqrt((2 * level) / STEEP)));
      return svg("text", { x, y: y + 4, "font-size": 13, "text-anchor": "middle", class: "ln-text explorer__halo" }, number(level));
    });
    const ticks = [-2, 0, 2, 4, 6].flatMap((value) => {
      const [x] = place([value, 0]), [, y] = place([0, value - 1]);
      return [
        svg("text", { x, y: TOP + SIDE + 16, "font-size": 14, "text-anchor": "middle", class: "ln-text-muted" }, number(value)),
        svg("text", { x: LEFT - 5, y: y + 4, "font-size": 14, "text-anchor": "end", class: "ln-text-muted" }, number(value - 1))];
    });
    const gone = !inside(at);
    const [x, y] = place(at.map((value, index) => clamp(value, index ? MAP.b : MAP.w)));
    const [left, top] = place(guess ?? at);
    const ring = guessed && !(guess && this.path.length === 2) ? [] : [svg("circle", { cx: left, cy: top, r: 12, class: "ln-line-focus", "stroke-width": 3 })];
    return svg("svg", { viewBox: `0 0 ${LEFT + SIDE + 10} ${TOP + SIDE + 38}`, class: "explorer__drawing explorer__map", role: "img",
      "aria-label": strings.map(pair(at), precise(loss(at)), pair(BEST)) },
    svg("clipPath", { id: clip }, svg("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE })),
    svg("g", { "clip-path": `url(#${clip})` }, ...lines, ...labels,
      svg("polyline", { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" "), class: "ln-line-decoder", "stroke-width": 2 }),
      ...points.slice(0, -1).map(([left, top]) => svg("circle", { cx: left, cy: top, r: 3, class: "ln-fill-decoder" }))),
    svg("path", { d: `M${cx - 6} ${cy - 6} L${cx + 6} ${cy + 6} M${cx - 6} ${cy + 6} L${cx + 6} ${cy - 6}`, class: "ln-line-plain", "stroke-width": 2 }),
    svg("text", { x: cx, y: cy + 21, "font-size": 13, "text-anchor": "middle", class: "ln-text explorer__halo" }, "0"),
    svg("rect", { x: LEFT, y: TOP, width: SIDE, height: SIDE, class: "ln-axis" }), ...ticks,
    svg("text", { x: LEFT + SIDE, y: TOP + SIDE + 34, "font-size": 14, "text-anchor": "end", class: "ln-text" }, strings.acrossAxis),
    svg("text", { x: LEFT + 6, y: TOP + 16, "font-size": 14, class: "ln-text explorer__halo" }, strings.upAxis),
    ...ring,
    svg("circle", { "data-dot": true, cx: x, cy: y, r: gone ? 5 : 8, class: gone ? "ln-line-decoder" : "ln-fill-decoder", "stroke-width": 2 }),
    ...(gone ? [svg("text", { x: clamp(x, [LEFT + 70, LEFT + SIDE - 70]), y: clamp(y + 22, [TOP + 30, TOP + SIDE - 8]), "font-size": 14, "text-anchor": "middle",
      class: "ln-text-strong explorer__halo" }, strings.outside(pair(at)))] : []));
  }

  /** The two reviews, the line w·x + b that guesses their stars, and by how much it misses them. */
  fit(at) {
    const { left, top, wide, high, most: [mostX, mostY] } = FIT, guess = (x) => clamp(at[0] * x + at[1], [-1e4, 1e4]);
    const spot = ([x, y]) => [left + (x / mostX) * wide, top + (1 - y / mostY) * high], clip = "loss-landscape-fit";
    const text = (x, y, words, anchor = "start") => svg("text", { x, y, "font-size": 13, "text-anchor": anchor, class: "ln-text-muted" }, words);
    const lineTo = (points) => `M${points.map((point) => spot(point).map((value) => value.toFixed(1)).join(" ")).join("L")}`;
    return svg("svg", { viewBox: `0 0 ${left + wide + 8} ${top + high + 20}`, class: "explorer__drawing", role: "img",
      "aria-label": strings.fit(REVIEWS.map(([x]) => short(guess(x))), REVIEWS.map(([, y]) => number(y))) },
    svg("clipPath", { id: clip }, svg("rect", { x: left, y: top, width: wide, height: high })),
    svg("rect", { x: left, y: top, width: wide, height: high, class: "ln-axis" }),
    svg("g", { "clip-path": `url(#${clip})` },
      ...REVIEWS.map(([x, y]) => svg("path", { d: lineTo([[x, y], [x, guess(x)]]), class: "ln-line-plain", "stroke-width": 2, "stroke-dasharray": "4 3" })),
      svg("path", { d: lineTo([[0, guess(0)], [mostX, guess(mostX)]]), class: "ln-line-decoder", "stroke-width": 2.5 })),
    ...REVIEWS.map(spot).map(([cx, cy]) => svg("circle", { cx, cy, r: 6, class: "ln-fill-encoder" })),
    ...[1, 2].map((x) => text(spot([x, 0])[0], top + high + 15, number(x), "middle")), ...[1, 3, 5].map((y) => text(left - 6, spot([0, y])[1] + 4, number(y), "end")),
    text(left + wide, top + high + 15, strings.goods, "end"), text(left - 16, 12, strings.stars));
  }

  listing() {
    const from = Math.max(0, this.path.length - 11);
    return table(from ? strings.lastSteps : strings.eachStep, strings.head, this.path.slice(from).map((at, index) => [
      number(from + index), short(at[0]), short(at[1]), pair(slopes(at)),
      REVIEWS.map(([x]) => short(at[0] * x + at[1])).join(", "), precise(loss(at))]));
  }

  csv() {
    return [strings.csvHead,
      ...(this.path.length > 1 ? this.path : [this.path[0]]).map((at, index) => [index, ...at, ...slopes(at), loss(at)])];
  }
}

customElements.define("loss-landscape", LossLandscape);
