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
  defined: (word, text, likely) => `${word}: ${text}. ${likely ? "Each time the likeliest token." : "Drawn at random, by the probabilities."}`,
  unfinished: (word, text) => `${word}: ${text} … and so on.`,
  withheld: "This explorer won’t define that word.",
};
