/** What <parameter-counter> says. */

import { counted } from "../shared/numbers.js";

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
  csvHead: ["part", "parameters", "share"],
};
