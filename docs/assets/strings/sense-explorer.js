/** What <sense-explorer> says. */

import { counted, exact, number } from "../shared/numbers.js";

/** @type {[number, string][]} how many of each unit make the next one */
const SECONDS = [[60, "second"], [60, "minute"], [24, "hour"], [365.25, "day"], [Infinity, "year"]];

/** A number to two significant digits, if it isn't large. */
const short = (value) => exact(Number(value.toPrecision(2)));

/** Seconds as a length of time: "14 hours", "3.4 days". */
function lasting(seconds, large) {
  let left = seconds;
  for (const [most, unit] of SECONDS) {
    if (left < most) return counted(left, unit, `${unit}s`, (value) => (value < 1e6 ? short(value) : large(value)));
    left /= most;
  }
}

export const strings = {
  readings: (count, large) => counted(count, "reading", "readings", large),
  combinations: (sum, count, trees) => `${sum} ${count === 1 ? "combination" : "combinations"} of senses, times ${counted(trees, "tree")}: `,
  trees: (count) => (count === 1 ? "tree" : "trees"),
  times: (count) => `×${number(count)}`,
  question: (readings) => `“We saw the car in the park with the telescope” has ${readings}. Drag the dashed line to where “on the hill” takes them.`,
  guess: "Your guess",
  yourGuess: (count) => `your guess: ${number(count)}`,
  guessing: (count) => `Your guess: ${number(count)}.`,
  check: "Check",
  skip: "Skip the guess",
  verdict: (guess, times) => (times === 1 ? `Your guess, ${number(guess)}, is as close as this scale allows.`
    : `Your guess was ${number(guess)}, ${times > 1 ? `too few by a factor of ${short(times)}` : `too many by a factor of ${short(1 / times)}`}.`),
  seconds: (count, large) => (count > 1 ? `At one second for each: ${lasting(count, large)}.` : ""),
  offScale: "That is beyond the right end of the scale.",
  picture: (readings, factors) => `Branches that split at each word: ${factors.map(({ name, times }) => `${name} ×${number(times)}`).join(", ")}. At the end, ${readings}; one of them is drawn thick.`,
  // Marks of the scale, as powers of ten; the lower row reads the number as seconds; wide: only in a picture of at least that many pixels.
  ticks: [
    { power: 0, name: "1" }, { power: 2, name: "100" }, { power: 4, name: "10,000" }, { power: 6, name: "1 million", wide: 480 }, { power: 8, name: "100 million" },
    { power: Math.log10(60), name: "a minute", time: true }, { power: Math.log10(3600), name: "an hour", time: true },
    { power: Math.log10(86_400), name: "a day", time: true }, { power: Math.log10(86_400 * 365.25), name: "a year", time: true },
  ],
  tour: "What to look at",
  // The guided steps: a name, a sentence, what to see. The first answers the question; the second is the one that it starts from.
  steps: [
    { name: "On the hill", text: "We saw the car in the park on the hill with the telescope.", see: "You read it once, in one way: the thick line." },
    { name: "Without the hill", text: "We saw the car in the park with the telescope.", see: "Two phrases that can attach instead of three, and one word fewer." },
    { name: "Short words", text: "Take a break and make a run.", see: "Short, everyday words have the most senses, and even without a second tree they multiply." },
    { name: "Rare words", text: "We saw the bacteria with the microscope.", see: "Bacteria and a microscope are one thing each, so they add no branches. All the branches come from “saw” and the two trees." },
  ],
  parts: { n: "noun", v: "verb", a: "adjective", r: "adverb" },
  phrases: "Phrases that can attach",
  write: (most) => `Your own sentence, up to ${most} words`,
  numbers: "The numbers",
  loadAgain: "Load WordNet’s counts again",
  notLoaded: "WordNet’s counts couldn’t be loaded. Check the network and try again.",
  caption: "Words and their senses in WordNet 3.0",
  head: ["Word", "Taken as", "Senses"],
  notCounted: (words) => `Not counted: ${words}. WordNet has nouns, verbs, adjectives and adverbs.`,
  unknown: (words) => `Not among the words counted here: ${words.join(", ")}. Each is left out, as if it had 1 sense.`,
  writeSentence: "Write a sentence.",
  notAmong: "not among the words counted here",
  takenAs: (word) => `${word}, taken as`,
  showSenses: "Show the senses of",
  none: "none",
  csvHead: ["word", "taken as", "part of speech", "senses"],
};
