/** What <timeline-explorer> says. */

import { counted, number } from "../shared/numbers.js";

export const strings = {
  kind: (architecture, shape) => `${architecture} (${shape})`,
  drawing: (events) => `Date across, parameters upward on a log axis. ${events.join("; ")}`,
  event: (title, time, least, most) => `${title}, ${time}: ${least ? `${least} to ` : ""}${most}`,
  question: (factor, days, doubling, later) => `${counted(factor, "time", "times", (value) => number(value, 1))} the parameters in ${counted(days, "day")}, from GPT to GPT-2: each dot on the line is one doubling, ${counted(doubling, "day")}. GPT-3 came ${counted(later, "day")} later. Drag its ring up the dashed line.`,
  guess: "Your guess: the parameters of GPT-3",
  guessing: (size) => `Your guess: ${size}.`,
  yourGuess: (size) => `your guess: ${size}`,
  verdict: (guess, size, goal) => `Your guess: ${guess}. GPT-3 has ${size}; at the pace before it, it would be ${goal}.`,
  // The guided steps: two events, and what to see. The first answers the question.
  guided: [
    [["GPT-2", "GPT-3"], "Each dot on the line is one doubling. The dotted line goes on at the same pace: no later model of the notes is on it."],
    [["BERT", "GPT-2"], "The steeper the line, the shorter a doubling: a smaller factor, but in half the time."],
    [["Transformer", "T5"], "Among the models with an encoder and a decoder, a doubling took more than twice as long."],
    [["GPT-3", "Gemma 2"], "No doubling: four years later, the largest model of the kind is smaller."],
  ],
  step: (from, to) => `${from} to ${to}`,
  each: (days) => `one doubling: ${counted(days, "day")}`,
  grip: (key) => `${key === "from" ? "From" : "To"}: go to another event with the arrow keys`,
  from: "From",
  to: "To",
  months: "The notes’ months, where they differ",
  eventToRead: "The event to read",
  monthsDiffer: (count, all, titles) => `The record and the notes give different months for ${count} of ${all}: ${titles.join(", ")}.`,
  growth: (from, to, larger, smaller, factor) => `${from} to ${to}: ${larger} ÷ ${smaller} = ${factor}`,
  chooseTwo: "Choose two different events.",
  older: (to, from) => `${to} is older than ${from}: swap the two.`,
  same: (start, days) => `${start}. Over ${counted(days, "day")}, the largest size stayed the same.`,
  fell: (start, days) => `${start}. Over ${counted(days, "day")}, the largest size fell, so there is no doubling.`,
  doubling: (start, days, factor, doublings, shownDoublings, doubling) => `${start}, in ${counted(days, "day")}. That is log₂ ${factor} = ${doublings}; ${number(days)} ÷ ${shownDoublings} = `
    + `${counted(doubling, "day")} for one doubling.`,
  axis: "parameters; each line is 10 times more",
  csvHead: ["event", "date", "month in the notes", "architecture", "least parameters", "most parameters"],
};
