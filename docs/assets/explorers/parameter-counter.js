/**
 * <parameter-counter>: counts a GPT's parameters from L blocks, d numbers per token, V tokens and n positions; the same
 * parts as exact() on the page Large Language Models. BigInt throughout, to keep the count exact. Drawn as areas: the parts of one
 * model, and models beside each other.
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
const TOP = 40, GAP = 18, MOVE = 300; // pixels above the squares and between them; milliseconds
const START = Object.fromEntries(Object.entries(MODELS[FIRST]).map(([key, value]) => [key, String(value)]));

const percent = (share) => (share < 0.00005 ? strings.tiny : `${number(100 * share, share < 0.01 ? 2 : 1)}%`);

/** All parameters of a model, as a plain number. */
const sizeOf = (name) => Object.values(parts(Object.fromEntries(Object.entries(MODELS[name]).map(([key, value]) => [key, BigInt(value)])))).reduce((total, part) => total + Number(part), 0);

class ParameterCounter extends Explorer {
  static state = { ...START, own: "0", asked: "1", guess: "" };
  wide = 580; // pixels of the picture: as many as there is room for, so that its text keeps its size

  build() {
    this.task = create("p", {}, strings.question);
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
      label, min: 1, max, whole: true, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence),
    })]);
    this.bars = scroller(strings.partsCaption);
    this.counts = scroller(strings.all);
    this.sizesRow = create("div", { class: "explorer__row" }, this.model, ...this.fields.map(([, field]) => field));
    this.folded = create("div", {}, create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.bars, this.counts));
    return [this.task, this.picture, this.guess, this.tour, this.found, this.sizesRow, this.folded];
  }

  /** Whether the question is still open: nothing but its model is shown yet. */
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
      return { key, label: strings.parts[key], share, text: `${percent(share)}, ${number(part)}`, role: key === "tokenTable" ? "focus" : "decoder" };
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
    const shown = strings.steps.findIndex(({ name, sizes: wanted }) => Object.entries(wanted ?? MODELS[name]).every(([key, value]) => sizes[key] === BigInt(value))), step = strings.steps[shown];
    this.tour.show(shown);
    this.found.textContent = [this.guessed !== undefined && !open ? strings.verdict(this.guessed, share) : "", step?.see].filter(Boolean).join(" ");
    this.title = step?.name ?? this.name;
    if (open) this.guess.show(this.guessed);
    this.showPicture();
    this.say(open ? strings.guessing(this.guessed) : strings.sum(share, this.name, exact), { soon: true });
  }

  share(part) {
    return Number(this.parts[part]) / Number(this.all);
  }

  /** The guess in percent, at first the share that is known; undefined if there is none to show. */
  get guessed() {
    const given = guessFrom(this.state.guess, 0, 100);
    if (this.open) return given ?? Math.round(100 * this.share("tokenTable"));
    return this.name === ASKED ? given : undefined;
  }

  /* ---- The picture: two squares, both with areas in proportion to parameters ---- */

  /** The sides of the squares: the model's parts, and all models to one scale. */
  get sides() {
    const side = Math.min(270, Math.round((this.wide - GAP) * 0.63));
    return [side, Math.min(side, this.wide - GAP - side - 4)];
  }

  showPicture() {
    if (!this.rows) return;
    const drawing = this.drawing(), [side] = this.sides, low = TOP + side, tall = this.share("tokenTable") * side, before = this.tall ?? tall;
    if (this.open) {
      drawing.classList.add("explorer__vectors");
      drawing.onpointerdown = (event) => follow(event, this.picture, ([, y]) => {
        const guess = Math.max(0, Math.min(100, Math.round((100 * (low - y)) / side)));
        if (guess !== this.guessed) this.set({ guess });
      });
    }
    this.picture.replaceChildren(drawing);
    this.tall = tall;
    if (before === tall || still()) return;
    const strip = drawing.querySelector("[data-part=tokenTable]");
    strip.style.transformOrigin = `0 ${low}px`;
    strip.animate([{ transform: `scaleY(${before / tall})` }, { transform: "none" }], { duration: MOVE, easing: "ease-out" });
  }

  drawing() {
    const [side, room] = this.sides, low = TOP + side, left = 2, from = left + side + GAP, shares = Object.fromEntries(this.rows.map(({ key, share }) => [key, share]));
    const text = (x, y, words, kind = "ln-text", anchor = "start") => svg("text", { x, y, "font-size": 15, "text-anchor": anchor, class: kind }, words);
    const part = (key, x, y, width, height, kind) => svg("rect", { "data-part": key, x, y, width, height, class: kind, "stroke-width": 1 });
    const table = shares.tokenTable * side, positions = shares.positions * side, high = side - table - positions; // of the blocks
    const across = (key) => (side * shares[key] * side) / (high || 1), attention = across("attention"), forward = across("feedForward");
    const layers = Number(this.sizes.L), each = high / layers, lines = each < 2 ? 0 : layers - 1;
    const inside = (x, width, name, key) => (width < 6.9 * name.length || high < 60 ? []
      : [text(x + width / 2, TOP + 22, name, "ln-text explorer__halo", "middle"), text(x + width / 2, TOP + 40, percent(shares[key]), "ln-text-strong explorer__halo", "middle")]);
    const tableAt = table > 44 ? low - table / 2 + 5 : low - table - 9;
    const shapes = [
      part("attention", left, TOP, attention, high, "ln-soft-query"), part("feedForward", left + attention, TOP, forward, high, "ln-soft-decoder"),
      part("normalization", left + attention + forward, TOP, Math.max(0, side - attention - forward), high, "explorer__rest"),
      svg("path", { d: Array.from({ length: lines }, (_, at) => `M${left} ${(TOP + each * (at + 1)).toFixed(1)}h${side}`).join(""), class: "ln-axis" }),
      part("positions", left, TOP + high, side, positions, "explorer__rest"),
      part("tokenTable", left, low - table, side, table, "explorer__strip"),
      ...inside(left, attention, strings.parts.attention, "attention"), ...inside(left + attention, forward, strings.parts.feedForward, "feedForward"),
      svg("rect", { x: left - 1, y: TOP - 1, width: side + 2, height: side + 2, class: "ln-line-plain", "stroke-width": 2 }), // around the parts, covering none
      text(left + side / 2, tableAt, strings.tableShare(percent(shares.tokenTable)), "ln-text-strong explorer__halo", "middle"),
    ];
    if (this.guessed !== undefined) {
      const y = low - (side * this.guessed) / 100, above = Math.abs(y - 8 - tableAt) < 18 ? tableAt - 19 : y - 8;
      shapes.push(svg("path", { d: `M${left} ${y}h${side}`, class: "ln-line-plain", "stroke-width": 3, "stroke-dasharray": "7 4" }),
        text(left + side - 6, y < TOP + 66 ? Math.max(y + 19, TOP + 62) : above, strings.yourGuess(this.guessed), "ln-text-strong explorer__halo", "end"));
      if (this.open) shapes.push(...handle(left + 28, y));
    }
    // To one scale: the largest known model fills the square.
    const most = sizeOf(ASKED), of = (count) => room * Math.sqrt(count / most), now = of(Number(this.all)), bottom = TOP + room;
    const square = (size, kind) => svg("rect", { x: from, y: bottom - size, width: size, height: size, class: kind, "stroke-width": 1.5 });
    const marked = ["GPT-2 XL", FIRST].map((name, at) => text(from + of(sizeOf("GPT-2 XL")) + 8, bottom - 25 + 18 * at, name, this.name === name ? "ln-text-strong explorer__halo" : "ln-text-muted explorer__halo"));
    return svg("svg", { viewBox: `0 0 ${this.wide} ${low + 2}`, class: "explorer__drawing explorer__curve", role: "img",
      "aria-label": strings.picture(this.title, this.rows.map(({ label, share }) => `${label} ${percent(share)}`), Number(this.all) / most) },
    text(left, 16, this.title, "ln-text-strong"), text(left, 33, strings.billions(Number(this.all)), "ln-text-muted"), ...shapes,
    text(from, 16, strings.size, "ln-text-strong"), text(from, 33, strings.ofLargest(Number(this.all) / most), "ln-text-muted"),
    square(Math.min(now, room), "ln-soft-focus"), square(room, "ln-line-plain"), ...["GPT-2 XL", FIRST].map((name) => square(of(sizeOf(name)), "ln-line-plain")), text(from + 8, TOP + 22, ASKED, this.name === ASKED ? "ln-text-strong" : "ln-text-muted"), ...marked);
  }

  csv() {
    return [strings.csvHead, ...this.rows.map(({ key, label, share }) => [label, this.parts[key], share])];
  }
}

customElements.define("parameter-counter", ParameterCounter);
