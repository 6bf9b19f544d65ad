/** What <parameter-counter> says. */

import { counted, number } from "../shared/numbers.js";

export const strings = {
  parts: { attention: "Attention", feedForward: "Feed-forward", normalization: "Normalization", tokenTable: "Token table", positions: "Positions" },
  blocks: "Blocks L",
  width: "Numbers per token d",
  vocabulary: "Tokens in the list V",
  positions: "Positions n",
  own: "Your own sizes",
  tiny: "under 0.01%",
  model: "Model",
  partsCaption: "Parameters of each part",
  all: "All parameters",
  countHead: ["Count", "Parameters"],
  exact: "Exact",
  byRule: "By the rule 12·L·d² + V·d",
  missing: "Missing from the rule",
  atTwoBytes: "At 2 bytes each",
  sum: (share, name, all) => `${name}: ${counted(all, "parameter")}, ${share} of them in the token table.`,
  question: "The strip at the bottom is the token table of GPT-2 small. How high is it in GPT-3? Drag the dashed line.",
  guess: "Your guess: the token table’s share in GPT-3",
  yourGuess: (share) => `your guess: ${share}%`,
  guessing: (share) => `Your guess: ${share}%.`,
  verdict: (guess, share) => `Your guess was ${guess}%; it is ${share}.`,
  numbers: "The numbers",
  tableShare: (share) => `token table ${share}`,
  size: "Its size",
  ofLargest: (size) => (size > 1.0001 ? "larger than GPT-3" : `${number(100 * size, size < 0.01 ? 2 : 1)}% of GPT-3`),
  billions: (count) => (count < 1e6 ? number(count) : count < 1e9 ? `${number(count / 1e6, 1)} million` : count < 1e15 ? `${number(count / 1e9, 1)} billion` : number(count)),
  picture: (name, shares, size) => `The parts of ${name} as areas: ${shares.join(", ")}. Beside it, its size: ${strings.ofLargest(size)}.`,
  // The guided steps: a model or sizes, and what to see. The first answers the question.
  steps: [
    { name: "GPT-3", see: "The strip is nearly gone. The table grows with the numbers per token, but each block grows with their square, and there are more blocks." },
    { name: "GPT-2 small", see: "Almost a third is the table: one row for each token, however few blocks there are. Beside GPT-3, all of this model is the small square in the corner." },
    { name: "Twice as wide", sizes: { L: 12, d: 1536, V: 50257, n: 1024 }, see: "GPT-2 small with twice as many numbers per token: twice the table, four times the blocks." },
    { name: "Tiny model, long list", sizes: { L: 4, d: 128, V: 50257, n: 1024 }, see: "In a model this small, so long a list takes nearly everything." },
  ],
  csvHead: ["part", "parameters", "share"],
};
