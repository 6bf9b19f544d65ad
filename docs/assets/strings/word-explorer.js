/** What <word-explorer> says. */

export const strings = {
  word: "Any word, real or made up",
  likeliest: "The likeliest tokens",
  another: "Draw another",
  definition: "The definition, token by token",
  numbers: "The numbers",
  caption: "Each token with the probability that the model gave it",
  head: ["Token", "Probability"],
  end: "end",
  empty: "Type a word.",
  orTry: "Or try",
  tries: ["Brindlewick", "volcanoe", "zzzzz", "whale"],
  chosen: (likely) => `${likely ? "Each time the likeliest token." : "Drawn at random, according to the probabilities."} Under each, a bar from 0 to 1: its probability.`,
  unfinished: "It would go on.",
  withheld: "This explorer won’t define that word.",
};
