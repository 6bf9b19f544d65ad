/** What <cost-calculator> says. */

import { counted } from "../shared/numbers.js";

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
  computed: "Computed",
  reported: "Reported",
  co2: "CO₂ equivalent",
  both: (computed, reported, whole) => `${counted(computed, "tonne", "tonnes", whole)} computed, ${reported} reported.`,
  csvHead: ["quantity", "computed", "reported"],
};
