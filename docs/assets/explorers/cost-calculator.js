/**
 * <cost-calculator>: from parameters and tokens to operations, GPU hours, energy and carbon, as training_cost() on the
 * page Limitations does it, drawn as a path through lanes with log scales (cost-lanes.js); every assumption is a field, and reported
 * figures appear beside computed ones. First the reader guesses the carbon of the largest model from that of the smallest.
 */

import { Explorer } from "./base.js";
import { DECADES, lanes } from "./cost-lanes.js";
import { follow } from "./dragging.js";
import { between, glide } from "./gliding.js";
import { guessFrom, guessing, roomFor, tour } from "./guessing.js";
import { button, choice, create, number, numberField, scientific, scroller, table } from "../shared/parts.js";
import { strings } from "../strings/cost-calculator.js";

const A100 = { peak: 312, watts: 400 }; // 10¹² dense BF16 operations per second; power limit. NVIDIA 2020
const H100 = { peak: 989, watts: 700 }; // NVIDIA 2022
const SHARED = { util: 40, pue: 1.1, grid: 0.385 };
// N and D in billions. Reported: Touvron and others 2023 (Llama 2, table 2); the model card of Llama 3.1, Meta 2024.
const MODELS = {
  "Llama 2 7B": { N: 7, D: 2000, ...A100, ...SHARED, reported: { hours: 184_320, tonnes: 31.22 } },
  "Llama 2 70B": { N: 70, D: 2000, ...A100, ...SHARED, reported: { hours: 1_720_320, tonnes: 291.42 } },
  "Llama 3.1 405B": { N: 405, D: 15_600, ...H100, ...SHARED, reported: { hours: 30_840_000, tonnes: 8930 } },
};
const FIRST = "Llama 2 7B", ASKED = "Llama 3.1 405B"; // the question goes from one to the other
const PER_DECADE = 20; // steps of the guess, from 10⁻² t
const A_MEGAWATT_HOUR = 1000; // kWh
const FIELDS = {
  N: [strings.parameters, strings.billion, 0.001, 1e6], D: [strings.tokens, strings.billion, 0.001, 1e7],
  peak: [strings.peak, "10¹²", 0.01, 1e6], util: [strings.utilization, "%", 0.1, 100], watts: [strings.power, "W", 1, 1e5],
  pue: [strings.pue, "", 1, 10], grid: [strings.grid, "kg", 0, 5],
};
const MOVED = ["D", "util", "watts", "grid"]; // the field that a lane's point changes
// One click each, the best find first.
const STEPS = [{ model: ASKED }, { model: ASKED, grid: "0.057" }, { model: ASKED, peak: "312", watts: "400" }, { model: ASKED, util: "30" }];

/** N, D: plain numbers; peak: operations per second; util: 0 to 1; watts; kg per kWh. Tonnes of CO₂ equivalent. */
export function cost({ N, D, peak, util, watts, pue, grid }) {
  const flops = 6 * N * D, hours = flops / (peak * util) / 3600, kwh = (hours * watts) / 1000 * pue;
  return { flops, hours, kwh, tonnes: (kwh * grid) / 1000 };
}

/** The quantities of the lanes as powers of ten; of nothing, far to the left. */
const powersOf = ({ flops, hours, kwh, tonnes }) => [flops, hours, kwh / A_MEGAWATT_HOUR, tonnes].map((value) => Math.log10(value || 1e-99));
/** A number with what matters of it. */
const whole = (value) => (value < 1000 ? number(value, 2) : value < 1e12 ? number(Math.round(value)) : scientific(value));
/** The tonnes that a step of the guess means, with two digits. */
const guessed = (at) => Number((10 ** (at / PER_DECADE - 2)).toPrecision(2));

class CostCalculator extends Explorer {
  // Empty if the reader hasn't touched the field: then it follows the model.
  static state = { model: FIRST, ...Object.fromEntries(Object.keys(FIELDS).map((key) => [key, ""])), asked: "1", guess: "" };
  wide = 600; // pixels of the picture

  build() {
    this.task = create("p");
    this.picture = roomFor((wide) => {
      this.wide = wide;
      this.showPicture();
    });
    this.guess = guessing({ label: strings.guess, min: 0, max: PER_DECADE * DECADES, says: (at) => strings.tonnes(guessed(at), whole), onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.found = create("p", { class: "explorer__result" });
    this.steps = tour(strings.guided.map(([name]) => name), (at) => this.set({ ...this.begins, ...STEPS[at], asked: 0 }, { step: true }));
    this.model = choice(strings.training, Object.fromEntries(Object.keys(MODELS).map((name) => [name, name])),
      (model) => this.set({ ...this.begins, model, asked: 0 }, { step: true }));
    this.fields = Object.entries(FIELDS).map(([key, [label, unit, min, max]]) => [key, numberField({
      label, unit, min, max, onNumber: (value) => this.set({ [key]: value, asked: 0 }), onRefused: (sentence) => this.say(sentence),
    })]);
    const grid = (name, value) => button(`${name}, ${value}`, () => this.set({ grid: value, asked: 0 }, { step: true }));
    const implied = button(strings.implied, () => this.set({ util: this.implied.toFixed(6), asked: 0 }, { step: true }));
    this.table = scroller(strings.steps);
    this.own = create("section", {}, this.model,
      create("div", { class: "explorer__columns" }, ...this.fields.map(([, field]) => field)),
      create("div", { class: "explorer__row" }, strings.try, grid(strings.gridUS, 0.385), grid(strings.gridFrance, 0.057), implied),
      create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.table));
    return [this.task, this.picture, this.guess, this.steps, this.found, this.own];
  }

  /** Whether the question is still open: nothing but its model is on display yet. */
  get open() {
    return this.state.asked !== "0" && this.modelName === FIRST && Object.keys(FIELDS).every((key) => !this.state[key]);
  }

  get modelName() {
    return Object.hasOwn(MODELS, this.state.model) ? this.state.model : FIRST;
  }

  /** Shows the answer beside the guess. */
  reveal(counts) {
    this.set({ ...this.begins, model: ASKED, asked: 0, guess: counts ? this.guessAt : "" }, { step: true });
    this.steps.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  /** The guess in steps of the scale, at first what is known; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 0, PER_DECADE * DECADES);
    return this.open ? given ?? Math.round(PER_DECADE * (Math.log10(MODELS[FIRST].reported.tonnes) + 2)) : this.modelName === ASKED ? given : undefined;
  }

  /** The state as numbers; empty or invalid values are the model's. */
  get numbers() {
    const model = MODELS[this.modelName];
    return { ...model, ...Object.fromEntries(Object.entries(FIELDS).map(([key, [, , min, max]]) => {
      const value = Number(this.state[key]);
      return [key, this.state[key].trim() && value >= min && value <= max ? value : model[key]];
    })) };
  }

  update() {
    const now = this.numbers, { reported } = now, { open } = this;
    for (const [key, field] of this.fields) field.show(now[key]);
    this.model.show(this.modelName);
    const result = inUnits(now);
    this.implied = (100 * result.flops) / (now.peak * 1e12 * reported.hours * 3600);
    this.table.replaceChildren(table(strings.steps, strings.stepsHead, [
      [strings.operations, `${scientific(result.flops)} FLOPs`, "—"],
      [strings.hours, whole(result.hours), whole(reported.hours)],
      [strings.energy, `${whole(result.kwh)} kWh`, "—"],
      [strings.carbon, create("strong", {}, `${whole(result.tonnes)} t`), `${whole(reported.tonnes)} t`],
      [strings.utilization, `${number(now.util, 1)}%`, strings.impliedByHours(this.implied < 1e6 ? number(this.implied, 1) : scientific(this.implied))],
    ]));
    this.result = result;
    this.task.hidden = this.guess.hidden = !open;
    for (const part of [this.found, this.steps, this.own]) part.hidden = open; // they hold the answer, or lead away from the question
    const first = MODELS[FIRST], asked = MODELS[ASKED];
    this.task.textContent = strings.question(whole(first.reported.tonnes), asked.N / first.N, asked.D / first.D);
    if (open) this.guess.show(this.guessAt);
    const step = STEPS.findIndex((one) => Object.keys(this.begins).every((key) => ["asked", "guess"].includes(key) || this.state[key] === (one[key] ?? this.begins[key])));
    this.steps.show(step);
    const base = inUnits(MODELS[FIRST]), verdict = this.guessAt === undefined || open ? "" : strings.verdict(whole(guessed(this.guessAt)), whole(MODELS[ASKED].reported.tonnes));
    this.found.textContent = `${verdict} ${step < 0 ? strings.drag : strings.guided[step][1]({ operations: result.flops / base.flops, carbon: result.tonnes / base.tonnes, tonnes: whole(result.tonnes) })}`.trim();
    this.showPicture();
    this.say(open ? strings.guessing(guessed(this.guessAt), whole) : strings.both(result.tonnes, whole(reported.tonnes), whole), { soon: true });
  }

  showPicture() {
    if (!this.result) return;
    const powers = powersOf(this.result), from = this.shown, made = this.made(powers);
    this.stop?.();
    made.drawing.onpointerdown = (event) => this.hold(event, made);
    this.picture.replaceChildren(made.drawing);
    this.shown = powers;
    if (from && !this.dragged && from.some((power, at) => power !== powers[at])) this.stop = glide((part) => made.show(between(from, powers, part)));
  }

  /** The guess can be moved anywhere, and each of the path's points along its lane, which changes what leads to it. */
  hold(event, made) {
    const { hold } = event.target.dataset, lane = Number(hold), { open } = this;
    if (!open && hold === undefined) return;
    const start = this.numbers, before = powersOf(inUnits(start));
    follow(event, this.picture, ([x]) => {
      this.dragged = true;
      if (open) {
        const guess = Math.round(PER_DECADE * (made.powerAt(3, x) + 2));
        if (guess !== this.guessAt) this.set({ guess });
      } else {
        const key = MOVED[lane], [, , min, max] = FIELDS[key], factor = 10 ** (made.powerAt(lane, x) - before[lane]);
        const wanted = start[key] * (key === "util" ? 1 / factor : factor);
        this.set({ [key]: Math.min(max, Math.max(min, Number(wanted.toPrecision(3)))), asked: 0 });
      }
      this.dragged = false;
    });
  }

  made(powers) {
    const now = this.numbers, { flops, hours, kwh, tonnes } = this.result, { reported } = now, { open, guessAt } = this;
    const base = inUnits(MODELS[FIRST]), first = open || this.state.model === FIRST ? null : { powers: powersOf(base), values: valuesOf(base) };
    const values = valuesOf(this.result), report = (value) => [Math.log10(value), strings.report(whole(value))];
    return lanes({
      wide: this.wide, powers, first, values, titles: strings.lanes(now, whole), ticks: strings.ticks, free: !open,
      reports: [null, report(reported.hours), null, report(reported.tonnes)],
      guess: guessAt === undefined ? null : { power: guessAt / PER_DECADE, text: strings.yourGuess(whole(guessed(guessAt))), held: open },
      label: strings.picture(this.modelName, [scientific(flops), whole(hours), whole(kwh / A_MEGAWATT_HOUR), whole(tonnes)], whole(reported.tonnes)),
    });
  }

  csv() {
    const { reported, ...inputs } = this.numbers;
    return [strings.csvHead, ...Object.entries({ ...inputs, ...this.result }).map(([key, value]) =>
      [key, value, reported[key] ?? ""])];
  }

  drawing() {
    return this.made(powersOf(this.result)).drawing;
  }
}

/** What a training costs, given its numbers as the fields have them. */
const inUnits = (given) => cost({ ...given, N: given.N * 1e9, D: given.D * 1e9, peak: given.peak * 1e12, util: given.util / 100 });
/** The quantities of the lanes as text. */
const valuesOf = ({ flops, hours, kwh, tonnes }) => [scientific(flops), whole(hours), whole(kwh / A_MEGAWATT_HOUR), `${whole(tonnes)} t`];

customElements.define("cost-calculator", CostCalculator);
