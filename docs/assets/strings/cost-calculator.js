/** What <cost-calculator> says. */

import { counted, exact, number, scientific } from "../shared/numbers.js";

/** 451 times, 7.8 times. */
const fold = (times) => counted(times, "time", "times", (value) => number(value, value < 10 ? 1 : 0));
/** 7 billion as 7B, 2,000 billion as 2T. */
const short = (billions) => (billions >= 1000 ? `${exact(billions / 1000)}T` : `${exact(billions)}B`);

/** A chip's name, if its operations per second match a known one. */
const CHIPS = { 312: "A100", 989: "H100" };
const chip = (peak) => CHIPS[peak] ?? `${exact(peak)}·10¹²/s`;

/** A factor to the digits that matter. */
const few = (times) => (times < 1e6 ? number(times, times < 10 ? 1 : 0) : scientific(times));

/** 0.6 cars, 138 cars. */
const cars = (count) => `${few(count)} ${few(count) === "1" ? "car" : "cars"}`;

export const strings = {
  parameters: "Parameters N",
  billion: "billion",
  tokens: "Tokens D",
  peak: "Peak operations per second",
  utilization: "Utilization",
  power: "Power of a GPU",
  pue: "PUE of the data center",
  grid: "CO₂ equivalent per kWh",
  training: "Training of",
  implied: "Utilization implied by the reported hours",
  steps: "Step by step",
  try: "Try:",
  gridUS: "the grid of the United States",
  gridFrance: "of France",
  stepsHead: ["Step", "Computed", "Reported"],
  operations: `Operations, 6·N·D`,
  hours: "GPU hours",
  energy: "Energy",
  carbon: "Carbon",
  impliedByHours: (share) => `${share}%, implied by the hours`,
  numbers: "The numbers",
  question: "The dot is Llama 2 7B. Drag the ring to your guess for Llama 3.1 405B: each factor is a step to the right, or back.",
  guess: "Your guess",
  tonnes: (count, whole) => counted(count, "tonne", "tonnes", whole),
  guessing: (count, whole) => `Your guess: ${counted(count, "tonne", "tonnes", whole)}.`,
  yourGuess: (tonnes) => `your guess: ${tonnes} t`,
  verdict: (guess, reported) => `Your guess: ${guess} t. Meta reports ${reported} t.`,
  drag: "Drag the end of a bar to change its factor: everything below it moves along.",
  // The guided steps: a name, and what to see, given how many times the operations and the carbon of the 7B model, and the tonnes.
  guided: [
    ["Llama 3.1 405B", ({ operations, carbon }) => `405B takes ${fold(operations)} the operations of 7B but makes ${fold(carbon)} the carbon: an H100 does three times the work of an A100 for less than twice the power.`],
    ["In France", ({ tonnes }) => `Only the last bar changes. The same energy, at 0.057 kg per kWh instead of 0.385, makes ${tonnes} t.`],
    ["Older chips", ({ carbon, tonnes }) => `No bar leads back: with 7B’s chips, carbon grows as much as the operations, ${fold(carbon)}. That makes ${tonnes} t.`],
    ["Chips busy 30%", ({ tonnes }) => `Each chip waits more of the time, so the same operations take more hours: ${tonnes} t.`],
  ],
  rows: ({ N, D, peak, util, watts, pue, grid }, first) => [
    { name: "Parameters", value: short(N) }, { name: "Tokens", value: short(D) }, { name: "Chip", value: peak === first.peak || !CHIPS[peak] ? chip(peak) : `${chip(first.peak)} → ${chip(peak)}`, short: CHIPS[peak] },
    { name: "Busy", value: `${number(util, 1)}%` }, { name: "Power", value: `${exact(watts)} W` }, { name: "PUE", value: exact(pue) }, { name: "Grid", value: `${exact(grid)} kg/kWh` }],
  // Brackets over the bars: what the first ones and what all of them multiply.
  spans: [(times) => `${times} operations`, (times) => `${times} carbon`],
  computed: "computed",
  times: (times) => (Math.abs(times - 1) < 1e-9 ? "× 1" : times > 1 ? `× ${few(times)}` : times ? `÷ ${few(1 / times)}` : "× 0"),
  sums: { operations: "operations", hours: "GPU hours", energy: "MWh" },
  result: (tonnes) => `${tonnes} t`,
  unknown: "? t",
  report: (tonnes) => `Meta: ${tonnes} t`,
  millions: (count) => `${count} million`,
  // In cars: how many, and what one of them stands for, as lines.
  cars: (count) => cars(count),
  eachCar: (tonnes) => [`for life (${tonnes} t each,`, "fuel included)"],
  ticks: ["1 t", "10", "100", "1,000", "10,000", "100,000"],
  shortTicks: ["1 t", "10", "100", "1k", "10k", ""],
  picture: (model, [operations, hours, energy, carbon], count, reported) => `${model}: operations ${operations}, ${hours} GPU hours, ${energy} MWh, ${carbon} t of CO₂ equivalent, as much as ${cars(count)}${reported ? `; Meta reports ${reported} t` : ""}.`,
  both: (computed, reported, whole) => `${counted(computed, "tonne", "tonnes", whole)} computed${reported ? `, ${reported} reported` : ""}.`,
  csvHead: ["quantity", "computed", "reported"],
};
