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
  sum: (name, all) => `${name}: ${counted(all, "parameter")}.`,
  question: "The orange strip is the token table. Drag the dashed line to its height in GPT-3.",
  guess: "Your guess: the token table’s share in GPT-3",
  yourGuess: (share) => `your guess: ${share}%`,
  toScale: (name) => `${name}${name ? ", " : ""}to scale`,
  yours: (share) => `you: ${share}%`,
  guessing: (share) => `Your guess: ${share}%.`,
  verdict: (guess, share) => `Your guess was ${guess}%; it is ${share}.`,
  numbers: "The numbers",
  tableIs: "token table",
  billions: (count, full) => `${count < 1e6 ? number(count) : count < 1e9 ? `${number(count / 1e6, 1)} million` : count < 1e15 ? `${number(count / 1e9, 1)} billion` : number(count)}${full && count < 1e15 ? " parameters" : ""}`,
  picture: (squares) => `Two squares of the same size: the shares of the parameters. ${squares.join(" ")}`,
  shares: (name, shares) => `${name}: ${shares.join(", ")}.`,
  unknown: (name) => `${name}: not shown yet.`,
  tiled: "Below, d is doubled: the token table becomes 2 times as large, and a table in a block 4 times.",
  tiles: [["The token table", "a row for each token", "×2"], ["A table in a block", "d rows of d numbers", "×4"]],
  // The guided steps: a model or sizes, and what to see, given how many times the parameters of GPT-2 small it has. The first answers the question.
  steps: [
    { name: "GPT-3", see: (times) => `GPT-3 has ${number(Math.round(times))} times as many parameters, and nearly all of the new ones are in its blocks. See why: double d.` },
    { name: "Double d", title: "with d doubled", tiles: true, sizes: { L: 12, d: 1536, V: 50257, n: 1024 }, see: () => "GPT-2 small with twice as many numbers per token. The token table keeps its rows, each twice as long. A table in a block gets longer rows and more of them." },
    { name: "Tiny model, long list", sizes: { L: 4, d: 128, V: 50257, n: 1024 }, see: () => "The other way around: with small blocks, a list this long takes up nearly everything." },
  ],
  csvHead: ["part", "parameters", "share"],
};
