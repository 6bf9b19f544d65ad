/**
 * <cost-calculator>: from parameters and tokens to operations, GPU hours, energy and carbon, as training_cost() on the
 * page Limitations does it, drawn as bars that multiply the carbon of Llama 2 7B factor by factor, and as cars (cost-lanes.js); every
 * assumption is a field, and reported figures appear beside computed ones. First the reader guesses the carbon of the largest model from that of the smallest.
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
const PER_DECADE = 20; // steps of the guess, from 1 t
const CAR = 57; // tonnes emitted by an average car and its fuel over its lifetime: 126,000 pounds, Strubell and others 2019
const A_MEGAWATT_HOUR = 1000; // kWh
const FIELDS = {
  N: [strings.parameters, strings.billion, 0.001, 1e6], D: [strings.tokens, strings.billion, 0.001, 1e7],
  peak: [strings.peak, "10¹²", 0.01, 1e6], util: [strings.utilization, "%", 0.1, 100], watts: [strings.power, "W", 1, 1e5],
  pue: [strings.pue, "", 1, 10], grid: [strings.grid, "kg", 0, 5],
};
const FACTORS = ["N", "D", "peak", "util", "watts", "pue", "grid"], INVERSE = ["peak", "util"]; // what multiplies the carbon, and what divides it
const SPANS = [2, FACTORS.length]; // factors that a bracket spans: those that give the operations, and all
const TRAINED = ["N", "D", "peak", "watts", "grid"]; // known from the model's training; the rest is assumed
// One click each, the best find first.
const STEPS = [{ model: ASKED }, { model: ASKED, grid: "0.057" }, { model: ASKED, peak: "312", watts: "400" }, { model: ASKED, util: "30" }];

/** N, D: plain numbers; peak: operations per second; util: 0 to 1; watts; kg per kWh. Tonnes of CO₂ equivalent. */
export function cost({ N, D, peak, util, watts, pue, grid }) {
  const flops = 6 * N * D, hours = flops / (peak * util) / 3600, kwh = (hours * watts) / 1000 * pue;
  return { flops, hours, kwh, tonnes: (kwh * grid) / 1000 };
}

/** What each factor multiplies the carbon of the first model by. */
const timesOf = (now) => FACTORS.map((key) => (INVERSE.includes(key) ? MODELS[FIRST][key] / now[key] : now[key] / MODELS[FIRST][key]));

/** The tonnes before the first factor and after each, as powers of ten; zero is far to the left. */
function powersOf(now) {
  const powers = [Math.log10(inUnits(MODELS[FIRST]).tonnes)];
  for (const times of timesOf(now)) powers.push(powers.at(-1) + Math.log10(times || 1e-99));
  return powers;
}

/** A number to the digits that matter. */
const whole = (value) => (value < 1000 ? number(value, 2) : value < 1e12 ? number(Math.round(value)) : scientific(value));
/** The same in a few characters. */
const brief = (value) => (value >= 1e6 && value < 1e9 ? strings.millions(number(value / 1e6, 1)) : whole(value));
/** The tonnes that a step of the guess means, to two digits. */
const guessed = (at) => Number((10 ** (at / PER_DECADE)).toPrecision(2));

class CostCalculator extends Explorer {
  // Empty if the reader hasn't touched the field: then it follows the model.
  static state = { model: FIRST, ...Object.fromEntries(Object.keys(FIELDS).map((key) => [key, ""])), asked: "1", guess: "" };
  wide = 600; // pixels of the picture

  build() {
    this.task = create("p", { class: "explorer__task" });
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
    this.byHours = button(strings.implied, () => this.set({ util: this.implied.toFixed(6), asked: 0 }, { step: true }));
    this.table = scroller(strings.steps);
    this.own = create("section", {}, this.model,
      create("div", { class: "explorer__columns" }, ...this.fields.map(([, field]) => field)),
      create("div", { class: "explorer__row" }, strings.try, grid(strings.gridUS, 0.385), grid(strings.gridFrance, 0.057), this.byHours),
      create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.table));
    return [this.task, this.steps, this.picture, this.guess, this.found, this.own];
  }

  /** Whether the question is still open: only its model is on display. */
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

  /** The guess in steps of the scale, initially what is known; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 0, PER_DECADE * DECADES);
    return this.open ? given ?? Math.round(PER_DECADE * Math.log10(MODELS[FIRST].reported.tonnes)) : this.modelName === ASKED ? given : undefined;
  }

  /** The state as numbers; empty or invalid values are the model's. */
  get numbers() {
    const model = MODELS[this.modelName];
    return { ...model, ...Object.fromEntries(Object.entries(FIELDS).map(([key, [, , min, max]]) => {
      const value = Number(this.state[key]);
      return [key, this.state[key].trim() && value >= min && value <= max ? value : model[key]];
    })) };
  }

  /** What Meta reports of the model, or undefined for a training that never took place. */
  get reported() {
    const model = MODELS[this.modelName], now = this.numbers;
    return TRAINED.every((key) => now[key] === model[key]) ? model.reported : undefined;
  }

  update() {
    const now = this.numbers, { open, reported } = this;
    for (const [key, field] of this.fields) field.show(now[key]);
    this.model.show(this.modelName);
    const result = inUnits(now);
    this.implied = reported && (100 * result.flops) / (now.peak * 1e12 * reported.hours * 3600);
    this.byHours.hidden = !reported;
    this.table.replaceChildren(table(strings.steps, strings.stepsHead, [
      [strings.operations, `${scientific(result.flops)} FLOPs`, "—"],
      [strings.hours, whole(result.hours), reported ? whole(reported.hours) : "—"],
      [strings.energy, `${whole(result.kwh)} kWh`, "—"],
      [strings.carbon, create("strong", {}, `${whole(result.tonnes)} t`), reported ? `${whole(reported.tonnes)} t` : "—"],
      [strings.utilization, `${number(now.util, 1)}%`, reported ? strings.impliedByHours(this.implied < 1e6 ? number(this.implied, 1) : scientific(this.implied)) : "—"],
    ]));
    this.result = result;
    this.task.hidden = this.guess.hidden = !open;
    for (const part of [this.found, this.steps, this.own]) part.hidden = open; // they hold the answer, or lead away from the question
    this.task.textContent = strings.question;
    if (open) this.guess.show(this.guessAt);
    const step = STEPS.findIndex((one) => Object.keys(this.begins).every((key) => ["asked", "guess"].includes(key) || this.state[key] === (one[key] ?? this.begins[key])));
    this.steps.show(step);
    const base = inUnits(MODELS[FIRST]), verdict = this.guessAt === undefined || open ? "" : strings.verdict(whole(guessed(this.guessAt)), whole(MODELS[ASKED].reported.tonnes));
    this.found.textContent = `${verdict} ${step < 0 ? strings.drag : strings.guided[step][1]({ operations: result.flops / base.flops, carbon: result.tonnes / base.tonnes, tonnes: whole(result.tonnes) })}`.trim();
    this.showPicture();
    this.say(open ? strings.guessing(guessed(this.guessAt), whole) : strings.both(result.tonnes, reported && whole(reported.tonnes), whole), { soon: true });
  }

  showPicture() {
    if (!this.result) return;
    const powers = this.powers, from = this.shown, made = this.made(powers);
    this.stop?.();
    made.drawing.onpointerdown = (event) => this.hold(event, made);
    this.picture.replaceChildren(made.drawing);
    this.shown = powers;
    if (from && !this.dragged && from.some((power, at) => power !== powers[at])) this.stop = glide((part) => made.show(between(from, powers, part)));
  }

  /** The path of the tonnes; while the question is open, all of it is at its start. */
  get powers() {
    const powers = powersOf(this.numbers);
    return this.open ? powers.fill(powers[0]) : powers;
  }

  /** The guess can be moved anywhere, and each bar's end along the scale, which changes its factor. */
  hold(event, made) {
    const { hold } = event.target.dataset, key = FACTORS[hold], { open } = this;
    if (!open && !key) return;
    const start = this.numbers, before = powersOf(start)[Number(hold) + 1];
    follow(event, this.picture, ([x]) => {
      this.dragged = true;
      if (open) {
        const guess = Math.round(PER_DECADE * made.powerAt(x));
        if (guess !== this.guessAt) this.set({ guess });
      } else {
        const [, , min, max] = FIELDS[key], factor = 10 ** (made.powerAt(x) - before), wanted = start[key] * (INVERSE.includes(key) ? 1 / factor : factor);
        this.set({ [key]: Math.min(max, Math.max(min, Number(wanted.toPrecision(3)))), asked: 0 });
      }
      this.dragged = false;
    });
  }

  made(powers) {
    const now = this.numbers, { flops, hours, kwh, tonnes } = this.result, { open, guessAt, reported } = this, shown = open ? { ...now, ...MODELS[ASKED] } : now, named = strings.rows(shown, MODELS[FIRST]);
    const sums = open ? [] : [null, `${scientific(flops)} ${strings.sums.operations}`, null, `${brief(hours)} ${strings.sums.hours}`, null, `${brief(kwh / A_MEGAWATT_HOUR)} ${strings.sums.energy}`];
    return lanes({
      wide: this.wide, powers, ticks: this.wide < 480 ? strings.shortTicks : strings.ticks, free: !open, begun: [FIRST, strings.result(whole(inUnits(MODELS[FIRST]).tonnes))],
      result: open ? [ASKED, strings.unknown] : [reported ? this.modelName : strings.carbon, strings.result(whole(tonnes))],
      rows: timesOf(shown).map((times, at) => ({ ...named[at], times: strings.times(times), same: strings.times(times) === strings.times(1), sum: sums[at] ?? "" })),
      spans: open ? [] : SPANS.map((to, at) => [to, at, strings.times(10 ** (powers[to] - powers[0]))]).map(([to, at, times]) => ({ to, text: strings.spans[at](times), short: times })), computed: strings.computed,
      report: open || !reported ? null : [Math.log10(reported.tonnes), strings.report(whole(reported.tonnes))],
      guess: guessAt === undefined ? null : { power: guessAt / PER_DECADE, text: strings.yourGuess(whole(guessed(guessAt))), held: open },
      car: CAR, cars: strings.cars, each: strings.eachCar(CAR),
      label: strings.picture(this.modelName, [scientific(flops), whole(hours), whole(kwh / A_MEGAWATT_HOUR), whole(tonnes)], tonnes / CAR, reported && whole(reported.tonnes)),
    });
  }

  csv() {
    const { reported: _, ...inputs } = this.numbers, { reported } = this;
    return [strings.csvHead, ...Object.entries({ ...inputs, ...this.result }).map(([key, value]) =>
      [key, value, reported?.[key] ?? ""])];
  }

  drawing() {
    return this.made(this.powers).drawing;
  }
}

/** What a training costs, given its numbers as the fields have them. */
const inUnits = (given) => cost({ ...given, N: given.N * 1e9, D: given.D * 1e9, peak: given.peak * 1e12, util: given.util / 100 });

customElements.define("cost-calculator", CostCalculator);
