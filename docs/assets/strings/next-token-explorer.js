/** What <next-token-explorer> says. */

import { counted, number } from "../shared/numbers.js";

export const strings = {
  withheld: "(not printed here)",
  tiny: "under 0.0005",
  beginning: "A beginning",
  temperature: "Temperature T",
  topK: "Top-k",
  allTokens: "all tokens",
  topP: "Top-p",
  seed: "Seed",
  step: "Step",
  run: "Run",
  stop: "Stop",
  undo: "Undo",
  textAsTokens: "The text as tokens",
  defineMadeUp: "Define a made-up word",
  defineReal: "Define a real word",
  confidence: (chance, count) => `Confidence ${chance}: the geometric mean of the probabilities `
    + `that the model gave, before temperature and cuts, to the ${counted(count, "token")} it wrote.`,
  ended: (chance) => `The model ended its text. Confidence ${chance}.`,
  mostLikely: (token, chance) => `Most likely next: ${token}, ${chance}.`,
  completesWithheld: "The next token completes a word that isn’t printed here. Undo it, or try another seed.",
  wontContinue: "This explorer won’t continue that beginning.",
  end: "end",
  start: "start",
  fallenOut: "fallen out of the window",
  written: "written",
  moreBefore: (count) => ` ${number(count)} more before them aren’t shown.`,
  window: (window, count, more) => `The model sees ${counted(window, "token")}. The first ${count === 1 ? "one" : number(count)}, struck through, `
    + `${count === 1 ? "has" : "have"} fallen out and ${count === 1 ? "has" : "have"} no influence.${more}`,
  cutHad: (chance) => `cut, had ${chance}`,
  barsCaption: "The twenty most likely next tokens (␣ is a space)",
  kept: (kept, all) => `${number(kept)} of ${counted(all, "token")} ${kept === 1 ? "is" : "are"} kept.`,
  csvHead: ["token", "id", "probability", "before cuts"],
};
