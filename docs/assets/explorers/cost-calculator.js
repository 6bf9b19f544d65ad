/**
 * <cost-calculator>: from parameters and tokens to operations, GPU hours, energy and carbon, as training_cost() on the
 * page Limitations does it; every assumption is a field, and reported figures appear beside computed ones.
 */

import { Explorer } from "./base.js";
import { bars, barsDrawing, button, choice, create, number, numberField, scientific, scroller, table } from "../shared/parts.js";
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
const FIRST = "Llama 2 7B";
const FIELDS = {
  N: [strings.parameters, strings.billion, 0.001, 1e6], D: [strings.tokens, strings.billion, 0.001, 1e7],
  peak: [strings.peak, "10¹²", 0.01, 1e6], util: [strings.utilization, "%", 0.1, 100], watts: [strings.power, "W", 1, 1e5],
  pue: [strings.pue, "", 1, 10], grid: [strings.grid, "kg", 0, 5],
};

/** N, D: plain numbers; peak: operations per second; util: 0 to 1; watts; kg per kWh. Tonnes of CO₂ equivalent. */
export function cost({ N, D, peak, util, watts, pue, grid }) {
  const flops = 6 * N * D, hours = flops / (peak * util) / 3600, kwh = (hours * watts) / 1000 * pue;
  return { flops, hours, kwh, tonnes: (kwh * grid) / 1000 };
}

class CostCalculator extends Explorer {
  // Empty if the reader hasn't touched the field: then it follows the model.
  static state = { model: FIRST, ...Object.fromEntries(Object.keys(FIELDS).map((key) => [key, ""])) };

  build() {
    this.model = choice(strings.training, Object.fromEntries(Object.keys(MODELS).map((name) => [name, name])),
      (model) => this.set({ ...this.begins, model }, { step: true }));
    this.fields = Object.entries(FIELDS).map(([key, [label, unit, min, max]]) => [key, numberField({
      label, unit, min, max, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence),
    })]);
    const grid = (name, value) => button(`${name}, ${value}`, () => this.set({ grid: value }, { step: true }));
    const implied = button(strings.implied, () => this.set({ util: this.implied.toFixed(6) }, { step: true }));
    this.steps = scroller(strings.steps);
    this.bars = create("div");
    return [
      this.model, create("div", { class: "explorer__columns" }, ...this.fields.map(([, field]) => field)),
      create("div", { class: "explorer__row" }, strings.try, grid(strings.gridUS, 0.385), grid(strings.gridFrance, 0.057), implied),
      this.steps, this.bars,
    ];
  }

  /** The state as numbers; empty or invalid values are the model's. */
  get numbers() {
    const model = MODELS[Object.hasOwn(MODELS, this.state.model) ? this.state.model : FIRST];
    return { ...model, ...Object.fromEntries(Object.entries(FIELDS).map(([key, [, , min, max]]) => {
      const value = Number(this.state[key]);
      return [key, this.state[key].trim() && value >= min && value <= max ? value : model[key]];
    })) };
  }

  update() {
    const now = this.numbers, { reported } = now;
    for (const [key, field] of this.fields) field.show(now[key]);
    this.model.show(Object.hasOwn(MODELS, this.state.model) ? this.state.model : FIRST);
    const result = cost({ ...now, N: now.N * 1e9, D: now.D * 1e9, peak: now.peak * 1e12, util: now.util / 100 });
    this.implied = (100 * result.flops) / (now.peak * 1e12 * reported.hours * 3600);
    const whole = (value) => (value < 1000 ? number(value, 2) : value < 1e12 ? number(Math.round(value)) : scientific(value));
    this.steps.replaceChildren(table(strings.steps, strings.stepsHead, [
      [strings.operations, `${scientific(result.flops)} FLOPs`, "—"],
      [strings.hours, whole(result.hours), whole(reported.hours)],
      [strings.energy, `${whole(result.kwh)} kWh`, "—"],
      [strings.carbon, create("strong", {}, `${whole(result.tonnes)} t`), `${whole(reported.tonnes)} t`],
      [strings.utilization, `${number(now.util, 1)}%`, strings.impliedByHours(this.implied < 1e6 ? number(this.implied, 1) : scientific(this.implied))],
    ]));
    const most = Math.max(result.tonnes, reported.tonnes);
    this.rows = [
      { label: strings.computed, share: result.tonnes / most, text: `${whole(result.tonnes)} t`, role: "query" },
      { label: strings.reported, share: reported.tonnes / most, text: `${whole(reported.tonnes)} t`, role: "key" },
    ];
    this.bars.replaceChildren(bars(strings.co2, this.rows));
    this.result = result;
    this.say(strings.both(result.tonnes, whole(reported.tonnes), whole), { soon: true });
  }

  csv() {
    const { reported, ...inputs } = this.numbers;
    return [strings.csvHead, ...Object.entries({ ...inputs, ...this.result }).map(([key, value]) =>
      [key, value, reported[key] ?? ""])];
  }

  drawing() {
    return barsDrawing(this.rows);
  }
}

customElements.define("cost-calculator", CostCalculator);
