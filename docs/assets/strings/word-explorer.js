/** What <word-explorer> says. */

import { strings as shared } from "./shared.js";

export const strings = {
  question: "Choose or type a word. Will the model define it?",
  yourGuess: "Your guess",
  guesses: { yes: "It will define it", no: "It won’t" },
  skip: shared.skip,
  guessFirst: (word) => (word ? `“${word}”: what will it do?` : "Type a word, and guess."),
  verdict: (guess, defined) => (defined
    ? `You guessed that it ${guess === "yes" ? "would" : "wouldn’t"} define it, and it ${guess === "yes" ? "did" : "did all the same"}. Try another one: is there a word that makes it say no?`
    : `It wrote nothing. You guessed that it ${guess === "yes" ? "would" : "wouldn’t"} define it.`),
  sure: (word, share) => `How sure it was of each token about “${word}”, on average: ${share} of 1`,
  word: "Any word, real or made up",
  likeliest: "The likeliest tokens",
  another: "Draw another",
  definition: "The definition, token by token",
  numbers: "The numbers",
  caption: "Each token with the probability that the model gave it",
  head: ["Token", "Probability"],
  one: "Word",
  end: "end",
  empty: "Type a word.",
  orTry: "Or try",
  tries: ["zzzzz", "volcanoe", "Brindlewick", "whale"],
  chosen: (likely) => `${likely ? "Each time the likeliest token." : "Drawn at random, according to the probabilities."} Under each, a bar from 0 to 1: its probability.`,
  unfinished: "It would go on.",
  withheld: "This explorer won’t define that word.",
};
