/**
 * <parameter-counter>: counts a GPT's parameters from L blocks, d numbers per token, V tokens and n positions; the same
 * parts as exact() on the page Large Language Models. BigInt throughout, to keep the count exact.
 */

import { Explorer } from "./base.js";
import { parts, rule } from "../shared/counting.js";
import { bars, barsDrawing, choice, create, number, numberField, scroller, table } from "../shared/parts.js";
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
const OWN = strings.own;
const START = Object.fromEntries(Object.entries(MODELS["GPT-2 small"]).map(([key, value]) => [key, String(value)]));

const percent = (share) => (share < 0.00005 ? strings.tiny : `${number(100 * share, share < 0.01 ? 2 : 1)}%`);

class ParameterCounter extends Explorer {
  static state = { ...START, own: "0" };

  build() {
    this.model = choice(strings.model, Object.fromEntries([...Object.keys(MODELS), OWN].map((name) => [name, name])),
      (name) => this.set(name === OWN ? { own: 1 } : { ...MODELS[name], own: 0 }, { step: true }));
    this.fields = Object.entries(SIZES).map(([key, [label, max]]) => [key, numberField({
      label, min: 1, max, whole: true, onNumber: (value) => this.set({ [key]: value }), onRefused: (sentence) => this.say(sentence),
    })]);
    this.bars = scroller(strings.partsCaption);
    this.counts = scroller(strings.all);
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
    this.rows = Object.entries(this.parts).map(([key, part]) => {
      const share = Number(part) / Number(exact);
      return { key, label: strings.parts[key], share, text: `${percent(share)}, ${number(part)}`, role: key === "tokenTable" ? "focus" : "decoder" };
    });
    this.bars.replaceChildren(bars(strings.partsCaption, this.rows));
    const off = Number(exact - estimate) / Number(exact);
    this.counts.replaceChildren(table(strings.all, strings.countHead, [
      [strings.exact, create("strong", {}, number(exact))],
      [strings.byRule, number(estimate)],
      [strings.missing, `${number(exact - estimate)}, ${number(100 * off, 2)}%`],
      [strings.atTwoBytes, `${number(Number(2n * exact) / 1e9, 2)} GB`],
    ]));
    this.say(strings.sum(percent(Number(this.parts.tokenTable) / Number(exact)), known ?? OWN, exact), { soon: true });
  }

  csv() {
    return [strings.csvHead, ...this.rows.map(({ key, label, share }) => [label, this.parts[key], share])];
  }

  drawing() {
    return barsDrawing(this.rows);
  }
}

customElements.define("parameter-counter", ParameterCounter);
