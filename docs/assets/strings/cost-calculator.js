/** What <cost-calculator> says. */

import { counted, exact, number } from "../shared/numbers.js";

/** 451 times, 7.8 times. */
const fold = (times) => counted(times, "time", "times", (value) => number(value, value < 10 ? 1 : 0));
/** 7 billion as 7B, 2,000 billion as 2T. */
const short = (billions) => (billions >= 1000 ? `${exact(billions / 1000)}T` : `${exact(billions)}B`);

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
  question: (tonnes, parameters, tokens) => `The path shows Llama 2 7B, with ${tonnes} t. Drag the ring to your guess for Llama 3.1 405B: ${fold(parameters)} the parameters, ${fold(tokens)} the tokens, newer chips. Each block is ten times the one before.`,
  guess: "Your guess: tonnes for Llama 3.1 405B",
  tonnes: (count, whole) => counted(count, "tonne", "tonnes", whole),
  guessing: (count, whole) => `Your guess: ${counted(count, "tonne", "tonnes", whole)}.`,
  yourGuess: (tonnes) => `your guess: ${tonnes} t`,
  verdict: (guess, reported) => `Your guess: ${guess} t. Meta reports ${reported} t.`,
  drag: "Drag a dot: the lanes below it move along. On the first lane it changes the tokens, then the utilization, the power of a chip, and the grid.",
  // The guided steps: a name, and what to see, given how many times the operations and the carbon of the 7B model, and the tonnes.
  guided: [
    ["Llama 3.1 405B", ({ operations, carbon, tonnes }) => `The formula gives ${tonnes} t. That is ${fold(operations)} the operations of 7B (dashed), but ${fold(carbon)} the carbon: an H100 does three times as much per second as an A100 and draws less than twice the power.`],
    ["Trained in France", ({ tonnes }) => `Only the last dot moves. The same energy, at 0.057 kg per kWh instead of 0.385, makes ${tonnes} t.`],
    ["On the older chips", ({ carbon, tonnes }) => `The two paths run side by side: with the chips of 7B, carbon grows as much as the operations, ${fold(carbon)}. That makes ${tonnes} t.`],
    ["Chips busy 30% of the time", ({ tonnes }) => `More hours for the same operations, and everything below moves along: ${tonnes} t.`],
  ],
  lanes: ({ N, D, peak, util, watts, pue, grid }) => [
    `Operations: 6 · ${short(N)} (parameters) · ${short(D)} (tokens)`, `GPU hours: ÷ ${exact(peak)}·10¹² per second at ${number(util, 1)}%`,
    `Energy in MWh: × ${exact(watts)} W × PUE ${exact(pue)}`, `CO₂ equivalent in tonnes: × ${exact(grid)} kg per kWh`],
  ticks: [["10¹⁹", "10²¹", "10²³", "10²⁵", "10²⁷"], ["10", "1,000", "100,000", "10 million", "1 billion"], ["0.01", "1", "100", "10,000", "1 million"], ["0.01", "1", "100", "10,000", "1 million"]],
  report: (value) => `Meta: ${value}`,
  picture: (model, [operations, hours, energy, carbon], reported) => `${model}: operations ${operations}, ${hours} GPU hours, ${energy} MWh, ${carbon} t of CO₂ equivalent; Meta reports ${reported} t.`,
  both: (computed, reported, whole) => `${counted(computed, "tonne", "tonnes", whole)} computed, ${reported} reported.`,
  csvHead: ["quantity", "computed", "reported"],
};
