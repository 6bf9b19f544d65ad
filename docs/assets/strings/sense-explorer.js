/** What <sense-explorer> says. */

import { counted } from "../shared/numbers.js";

export const strings = {
  readings: (count, large) => counted(count, "reading", "readings", large),
  combinations: (sum, count, trees) => `${sum} ${count === 1 ? "combination" : "combinations"} of senses, times ${counted(trees, "tree")}: `,
  treesStep: (count) => `· ${counted(count, "tree")}`,
  sentences: [
    "We saw the car.",
    "We saw the car with the telescope.",
    "We saw the car in the park with the telescope.",
    "We saw the car in the park on the hill with the telescope.",
    "We saw the red car with the telescope.",
  ],
  parts: { n: "noun", v: "verb", a: "adjective", r: "adverb" },
  fromPage: "A sentence from the page",
  yourOwn: "your own",
  phrases: "Phrases that can attach",
  orWrite: (most) => `Or write your own, up to ${most} words`,
  loadAgain: "Load WordNet’s counts again",
  notLoaded: "WordNet’s counts couldn’t be loaded. Check the network and try again.",
  sensesStep: (senses, word) => `· ${senses} for ${word}`,
  caption: "Words and their senses in WordNet 3.0",
  head: ["Word", "Taken as", "Senses"],
  notCounted: (words) => `Not counted: ${words}. WordNet has nouns, verbs, adjectives and adverbs.`,
  barsCaption: "Multiplied step by step (the bars on a log scale)",
  unknown: (words) => `Not among the words counted here: ${words.join(", ")}. Each is left out, as if it had 1 sense.`,
  writeSentence: "Write a sentence, or choose one.",
  notAmong: "not among the words counted here",
  takenAs: (word) => `${word}, taken as`,
  showSenses: "Show the senses of",
  none: "none",
  csvHead: ["word", "taken as", "part of speech", "senses"],
};
