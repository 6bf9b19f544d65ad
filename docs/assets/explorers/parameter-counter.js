/**
 * <parameter-counter>: counts a GPT's parameters from L blocks, d numbers per token, V tokens and n positions; the same
 * parts as exact() on the page Large Language Models. BigInt throughout, to keep the count exact. Drawn as two squares of one size, the
 * model that the question begins with and another one, each cut into its parts by their shares.
 */

import { Explorer } from "./base.js";
import { follow } from "./dragging.js";
import { guessFrom, guessing, handle, roomFor, tour } from "./guessing.js";
import { still } from "./gliding.js";
import { parts, rule } from "../shared/counting.js";
import { bars, choice, create, number, numberField, scroller, svg, table } from "../shared/parts.js";
import { strings } from "../strings/parameter-counter.js";

// Shapes: Radford and others 2019, table 2; Brown and others 2020, table 2.1, with GPT-2's list of tokens.
const MODELS = {
  "GPT-2 small": { L: 12, d: 768, V: 50257, n: 1024 },
  "GPT-2 medium": { L: 24, d: 1024, V: 50257, n: 1024 },
  "GPT-2 large": { L: 36, d: 1280, V: 50257, n: 1024 },
  "GPT-2 XL": { L: 48, d: 1600, V: 50257, n: 1024 },
  "GPT-3": { L: 96, d: 12288, V: 50257, n: 2048 },
};
const SIZES = {
  L: [strings.blocks, 10_000], d: [strings.width, 1_000_000], V: [strings.vocabulary, 10_000_000], n: [strings.positions, 10_000_000],
};
const OWN = strings.own, FIRST = "GPT-2 small", ASKED = "GPT-3"; // the question goes from one to the other
const TOP = 44, GAP = 18, UNDER = 50, TILED = 158, MOVE = 500; // pixels above, between and below the squares, and for the tiles; milliseconds
const LARGEST = 270, BAND = 24, CLEAR = 18; // pixels: a square’s side, how tall a part must be for its name, and that name's distance from the guess
const ORDER = ["feedForward", "attention", "normalization", "positions", "tokenTable"]; // from the top
const START = Object.fromEntries(Object.entries(MODELS[FIRST]).map(([key, value]) => [key, String(value)]));

const percent = (share) => (share < 0.00005 ? strings.tiny : `${number(100 * share, share < 0.01 ? 2 : 1)}%`);

const KINDS = { feedForward: "explorer__grayer", attention: "explorer__gray", normalization: "explorer__rest", positions: "explorer__rest", tokenTable: "explorer__share" };
const label = (x, y, words, kind = "ln-text", anchor = "start") => svg("text", { x, y, "font-size": 15, "text-anchor": anchor, class: kind }, words);

/** A model's shares of the parts, in the order in which they are drawn, and all its parameters. */
function countOf(sizes) {
  const found = parts(sizes), all = Object.values(found).reduce((total, part) => total + part);
  return { all: Number(all), shares: Object.fromEntries(ORDER.map((key) => [key, Number(found[key]) / Number(all)])) };
}
const counted = (name) => countOf(Object.fromEntries(Object.entries(MODELS[name]).map(([key, value]) => [key, BigInt(value)])));

class ParameterCounter extends Explorer {
  static state = { ...START, own: "0", asked: "1", guess: "" };
  wide = 580; // pixels of the picture: as many as there is room for, so that its text keeps its size

  build() {
    this.task = create("p", { class: "explorer__task" }, strings.question);
    this.picture = roomFor((wide) => {
      this.wide = wide;
      this.showPicture();
    });
    this.guess = guessing({ label: strings.guess, min: 0, max: 100, says: (share) => `${share}%`, onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts ? String(this.guessed) : "") });
    this.found = create("p", { class: "explorer__result" });
    this.tour = tour(strings.steps.map(({ name }) => name), (at) => {
      const { name, sizes } = strings.steps[at];
      this.set({ ...(sizes ?? MODELS[name]), own: 0, asked: 0 }, { step: true });
    });
    this.model = choice(strings.model, Object.fromEntries([...Object.keys(MODELS), OWN].map((name) => [name, name])),
      (name) => this.set({ ...(name === OWN ? { own: 1 } : { ...MODELS[name], own: 0 }), asked: 0 }, { step: true }));
    this.fields = Object.entries(SIZES).map(([key, [label, max]]) => [key, numberField({
      label, min: 1, max, whole: true, onNumber: (value) => this.set({ [key]: value, asked: 0 }), onRefused: (sentence) => this.say(sentence),
    })]);
    this.bars = scroller(strings.partsCaption);
    this.counts = scroller(strings.all);
    this.sizesRow = create("div", { class: "explorer__row" }, this.model, ...this.fields.map(([, field]) => field));
    this.folded = create("div", {}, create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.bars, this.counts));
    return [this.task, this.picture, this.guess, this.tour, this.found, this.sizesRow, this.folded];
  }

  /** Whether the question is still open: only its model is shown. */
  get open() {
    return this.state.asked !== "0" && this.state.own === "0" && Object.entries(START).every(([key, value]) => this.state[key] === value);
  }

  /** Shows the answer beside the guess. */
  reveal(guess) {
    this.set({ ...MODELS[ASKED], own: 0, asked: 0, guess }, { step: true });
    this.tour.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** The state as BigInt; an invalid size in an address gets its initial value. */
  get sizes() {
    return Object.fromEntries(Object.entries(SIZES).map(([key, [, max]]) => {
      const value = Number(this.state[key]);
      return [key, BigInt(Number.isInteger(value) && value >= 1 && value <= max ? value : START[key])];
    }));
  }

  update() {
    const sizes = this.sizes;
    for (const [key, field] of this.fields) field.show(Number(sizes[key]));
    // Readers who choose their own sizes start from these numbers, even while they are still a model's.
    const known = this.state.own === "1" ? undefined : Object.keys(MODELS).find((name) => Object.entries(MODELS[name]).every(([key, value]) => sizes[key] === BigInt(value)));
    this.model.show(known ?? OWN);
    this.parts = parts(sizes);
    const exact = Object.values(this.parts).reduce((total, part) => total + part);
    const estimate = rule(sizes);
    this.rows = Object.entries(this.parts).map(([key, part]) => {
      const share = Number(part) / Number(exact);
      return { key, label: strings.parts[key], share, text: `${percent(share)}, ${number(part)}`, role: key === "tokenTable" ? "decoder" : "plain" };
    });
    this.all = exact;
    this.name = known ?? OWN;
    this.bars.replaceChildren(bars(strings.partsCaption, this.rows));
    const off = Number(exact - estimate) / Number(exact);
    this.counts.replaceChildren(table(strings.all, strings.countHead, [
      [strings.exact, create("strong", {}, number(exact))],
      [strings.byRule, number(estimate)],
      [strings.missing, `${number(exact - estimate)}, ${number(100 * off, 2)}%`],
      [strings.atTwoBytes, `${number(Number(2n * exact) / 1e9, 2)} GB`],
    ]));
    const { open } = this, share = percent(this.share("tokenTable"));
    this.task.hidden = this.guess.hidden = !open;
    for (const part of [this.found, this.tour, this.sizesRow, this.folded]) part.hidden = open; // they hold the answer, or lead away from the question
    const shown = strings.steps.findIndex(({ name, sizes: wanted }) => Object.entries(wanted ?? MODELS[name]).every(([key, value]) => sizes[key] === BigInt(value))), step = strings.steps[shown], times = Number(exact) / counted(FIRST).all;
    this.tour.show(shown);
    this.found.textContent = [this.guessed !== undefined && !open ? strings.verdict(this.guessed, share) : "", step?.see(times)].filter(Boolean).join(" ");
    this.title = step?.title ?? step?.name ?? this.name;
    if (open) this.guess.show(this.guessed);
    this.showPicture();
    this.say(open ? strings.guessing(this.guessed) : strings.sum(this.name, exact), { soon: true });
  }

  share(part) {
    return Number(this.parts[part]) / Number(this.all);
  }

  /** The guess in percent, initially the share that is known; undefined if there is none to show. */
  get guessed() {
    const given = guessFrom(this.state.guess, 0, 100);
    if (this.open) return given ?? Math.round(100 * this.share("tokenTable"));
    return this.name === ASKED ? given : undefined;
  }

  /* ---- The picture: two squares of one size, cut into the parts by their shares ---- */

  get side() {
    return Math.min(LARGEST, Math.floor((this.wide - GAP) / 2) - 2);
  }

  /** The squares, the model that the question begins with always on the left: { name, all, shares, at: x; chosen: whether the numbers below are its }. */
  get squares() {
    const { side } = this, mine = { name: this.title, ...countOf(this.sizes), chosen: true };
    const first = this.name === FIRST, left = first && !this.open ? mine : { name: FIRST, ...counted(FIRST) };
    const right = first ? { name: ASKED, ...counted(ASKED) } : mine, from = Math.max(1, (this.wide - GAP) / 2 - side); // centered
    return [{ ...left, at: from }, { ...right, at: from + side + GAP }];
  }

  showPicture() {
    if (!this.rows) return;
    const { side } = this, drawing = this.drawing(), low = TOP + side, tall = this.squares[1].shares.tokenTable * side;
    const before = this.open ? undefined : this.tall ?? tall;
    if (this.open) {
      drawing.classList.add("explorer__vectors");
      drawing.onpointerdown = (event) => follow(event, this.picture, ([, y]) => {
        const guess = Math.max(0, Math.min(100, Math.round((100 * (low - y)) / side)));
        if (guess !== this.guessed) this.set({ guess });
      });
    }
    this.picture.replaceChildren(drawing);
    this.tall = this.open ? (side * this.guessed) / 100 : tall; // the answer moves from the guess's height to its own
    if (before === undefined || before === tall || still()) return;
    const strip = [...drawing.querySelectorAll(".explorer__share")].at(-1);
    strip.style.transformOrigin = `0 ${low}px`;
    strip.animate([{ transform: `scaleY(${before / tall})` }, { transform: "none" }], { duration: MOVE, easing: "ease-out" });
  }

  drawing() {
    const { side, squares, open } = this, low = TOP + side, doubled = strings.steps.some(({ tiles, title }) => tiles && this.title === title);
    return svg("svg", { viewBox: `0 0 ${this.wide} ${low + UNDER + (doubled ? TILED : 0)}`, class: "explorer__drawing explorer__curve", role: "img",
      "aria-label": `${strings.picture(squares.map(({ name, shares }, at) => (open && at ? strings.unknown(name) : strings.shares(name, ORDER.toReversed().map((key) => `${strings.parts[key]} ${percent(shares[key])}`)))))}${doubled ? ` ${strings.tiled}` : ""}` },
    ...squares.flatMap((square, at) => this.square(square, open && at === 1, at === 1)), ...(open ? [] : this.small(squares)), ...(doubled ? this.tiles(low + UNDER) : []));
  }

  /** One model: its name and size, its parts, and the token table's share below them; or, while it is asked for, only the guess. */
  square({ name, all, shares, at, chosen }, asked, guessable) {
    const { side } = this, low = TOP + side, shapes = [label(at, 16, name, "ln-text-strong"), label(at, 34, strings.billions(all, side > 190), "ln-text-muted")];
    const guess = guessable && this.guessed !== undefined ? low - (side * this.guessed) / 100 : undefined, words = [];
    let y = TOP;
    if (asked) shapes.push(svg("rect", { x: at, y: guess, width: side, height: low - guess, class: "explorer__share explorer__share--asked" }));
    else for (const key of ORDER) {
      const high = shares[key] * side;
      shapes.push(svg("rect", { ...(chosen ? { "data-part": key } : {}), x: at, y, width: side, height: high, class: KINDS[key] }));
      // A part's name avoids the guess's.
      const place = [y + high / 2 + 5, y + 18, y + high - 8].find((one) => guess === undefined || Math.abs(one - 5 - guess) > CLEAR);
      if (high > BAND && key !== "tokenTable" && place) words.push(label(at + 10, place, `${strings.parts[key]} ${percent(shares[key])}`));
      y += high;
    }
    shapes.push(svg("path", { d: `M${at - 1} ${low}V${TOP - 1}h${side + 2}V${low}`, class: "ln-line-plain", "stroke-width": 2, ...(asked ? { "stroke-dasharray": "2 4" } : {}) }), ...words); // open below, where the strip is
    if (guess !== undefined) {
      const told = side > 190 ? strings.yourGuess(this.guessed) : strings.yours(this.guessed), wide = 7.7 * told.length + 12, x = at + side - wide - 6, middle = Math.max(TOP + 14, Math.min(low - 14, guess));
      shapes.push(svg("path", { d: `M${at} ${guess}h${side}`, class: "ln-line-plain", "stroke-width": 3, "stroke-dasharray": "7 4" }),
        svg("rect", { x, y: middle - 12, width: wide, height: 24, rx: 4, class: "explorer__flag" }), label(x + wide / 2, middle + 5, told, "ln-text-strong", "middle"));
      if (asked) shapes.push(...handle(at + 24, guess));
    }
    const share = asked ? "?" : percent(shares.tokenTable);
    return [...shapes, ...(asked ? [] : [svg("path", { d: `M${at + 16} ${low - (shares.tokenTable * side) / 2}V${low + 18}`, class: "explorer__lead" })]),
      label(at + 4, low + 38, strings.tableIs, "ln-text"), label(at + 96, low + 38, share, "ln-text-strong explorer__result-share")];
  }

  /** The model on the left in the square of one that is far larger, to scale: both squares are drawn equally large. */
  small([{ name, all }, { at, all: more }]) {
    const { side } = this, edge = side * Math.sqrt(Number(all) / Number(more)), x = at + side - edge - 6;
    if (edge > side / 8) return [];
    return [svg("rect", { x, y: TOP + 6, width: edge, height: edge, class: "explorer__flag" }), label(x - 6, TOP + 15, strings.toScale(side > 190 ? name : ""), "ln-text", "end")];
  }

  /** What doubling the numbers per token does: a table with as many rows as before, and one that grows in both directions. */
  tiles(top) {
    const [left, right] = this.squares, low = top + 150, tile = (x, y, width, height, kind) => svg("rect", { x, y, width, height, class: kind });
    const panel = (at, [name, rows, times], one, many, wide) => [
      label(at, top + 26, name, "ln-text-strong"), label(at, top + 44, rows, "ln-text-muted"), ...one, ...many,
      label(at + wide + 12, low - 20, "→", "ln-text", "middle"), label(at + 3 * wide + 34, low - 20, times, "ln-text-strong explorer__result-share"),
    ];
    const thin = 22, high = 80, block = 30, table = (x) => tile(x, low - high, thin, high, "explorer__share"), square = (x, y) => tile(x, low - y, block, block, KINDS.feedForward);
    return [
      ...panel(left.at, strings.tiles[0], [table(left.at)], [0, 1].map((at) => table(left.at + thin + 24 + at * (thin + 2))), thin),
      ...panel(right.at, strings.tiles[1], [square(right.at, block)], [0, 1, 2, 3].map((at) => square(right.at + block + 24 + (at % 2) * (block + 2), block + (at > 1 ? block + 2 : 0))), block),
    ];
  }

  csv() {
    return [strings.csvHead, ...this.rows.map(({ key, label, share }) => [label, this.parts[key], share])];
  }
}

customElements.define("parameter-counter", ParameterCounter);
