/**
 * <parameter-counter>: counts a GPT's parameters from L blocks, d numbers per token, V tokens and n positions; the same
 * parts as exact() on the page Large Language Models. BigInt throughout, to keep the count exact.
 */

import { Explorer } from "./base.js";
import { parts, rule } from "../shared/counting.js";
import { bars, barsDrawing, choice, counted, create, number, numberField, scroller, table } from "../shared/parts.js";

// Shapes: Radford and others 2019, table 2; Brown and others 2020, table 2.1, with GPT-2's list of tokens.
const MODELS = {
  "GPT-2 small": { L: 12, d: 768, V: 50257, n: 1024 },
  "GPT-2 medium": { L: 24, d: 1024, V: 50257, n: 1024 },
  "GPT-2 large": { L: 36, d: 1280, V: 50257, n: 1024 },
  "GPT-2 XL": { L: 48, d: 1600, V: 50257, n: 1024 },
  "GPT-3": { L: 96, d: 12288, V: 50257, n: 2048 },
};
const SIZES = {
  L: ["Blocks L", 10_000], d: ["Numbers per token d", 1_000_000], V: ["Tokens in the list V", 10_000_000], n: ["Positions n", 10_000_000],
};
const OWN = "Your own sizes";
const START = Object.fromEntries(Object.entries(MODELS["GPT-2 small"]).map(([key, value]) => [key, String(value)]));

const percent = (share) => (share < 0.00005 ? "under 0.01%" : `${number(100 * share, share < 0.01 ? 2 : 1)}%`);

class ParameterCounter extends Explorer {
  static state = { ...START, own: "0" };

  build() {
    this.model = choice("Model", Object.fromEntries([...Object.keys(MODELS), OWN].map((name) => [name, name])),
      (name) => this.set(name === OWN ? { own: 1 } : { ...MODELS[name], own: 0 }, { step: true }));
    this.fields = Object.entries(SIZES).map(([key, [label, max]]) => [key, numberField({
      label, min: 1, max, whole: true, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence),
    })]);
    this.bars = scroller("Parameters of each part");
    this.counts = scroller("All parameters");
    return [create("div", { class: "explorer__row" }, this.model, ...this.fields.map(([, field]) => field)), this.bars, this.counts];
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
    this.rows = Object.entries(this.parts).map(([label, part]) => {
      const share = Number(part) / Number(exact);
      return { label, share, text: `${percent(share)}, ${number(part)}`, role: label === "Token table" ? "focus" : "decoder" };
    });
    this.bars.replaceChildren(bars("Parameters of each part", this.rows));
    const off = Number(exact - estimate) / Number(exact);
    this.counts.replaceChildren(table("All parameters", ["Count", "Parameters"], [
      ["Exact", create("strong", {}, number(exact))],
      ["By the rule 12·L·d² + V·d", number(estimate)],
      ["Missing from the rule", `${number(exact - estimate)}, ${number(100 * off, 2)}%`],
      ["At 2 bytes each", `${number(Number(2n * exact) / 1e9, 2)} GB`],
    ]));
    this.say(`${known ?? OWN}: ${counted(exact, "parameter")}, ${percent(Number(this.parts["Token table"]) / Number(exact))} of them in the token table.`, { soon: true });
  }

  csv() {
    return [["part", "parameters", "share"], ...this.rows.map(({ label, share }) => [label, this.parts[label], share])];
  }

  drawing() {
    return barsDrawing(this.rows);
  }
}

customElements.define("parameter-counter", ParameterCounter);
