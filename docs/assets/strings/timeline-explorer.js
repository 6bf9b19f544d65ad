/** What <timeline-explorer> says. */

import { counted, number } from "../shared/numbers.js";

const days = (count) => counted(count, "day");
const doubled = (count, digits = 2) => counted(count, "doubling", "doublings", (value) => number(value, digits));

export const strings = {
  kind: (architecture, shape) => `${{ square: "■", triangle: "▲", circle: "●" }[shape]} ${architecture}`,
  drawing: (even, events, read) => `Date across, parameters upward on ${even ? "an even" : "a log"} axis. ${events.join("; ")}.${read.length ? ` Below, the tokens that each was trained on: ${read.join("; ")}.` : ""}`,
  event: (title, time, least, most) => `${title}, ${time}: ${least ? `${least} to ` : ""}${most}`,
  read: (title, tokens) => `${title} ${tokens}`,
  question: "Each step of the stairs is one doubling. Drag GPT-3’s ring up the dashed line.",
  guess: "Your guess: the parameters of GPT-3",
  guessing: (size, count) => `Your guess: ${size}${count >= 0.5 ? `, ${doubled(count, 1)} above GPT-2` : ""}.`,
  yourGuess: (long, size, count) => [long ? "your guess" : "guess", size, ...(count >= 0.5 ? [`${counted(Math.round(10 * count) / 10, "step", "steps", (steps) => number(steps, 1))} up`] : [])],
  verdict: (guess, size, goal) => `Your guess: ${guess}. GPT-3 has ${size}; at the earlier pace, it would be ${goal}.`,
  // The guided steps: two events, the axis, and what to see. The first answers the question.
  guided: [
    { ends: ["GPT-2", "GPT-3"], name: "GPT-2 to GPT-3", see: () => "The earlier stairs, GPT to GPT-2, continue as dots and end almost exactly where GPT-3 came out." },
    { ends: ["GPT", "GPT-3"], name: "The whole climb", see: ({ factor, whole }) => `More than ${number(10 ** Math.floor(Math.log10(factor)))}-fold in under two years. On this axis all ${counted(whole, "step")} are equally high, because each is × 2.` },
    { ends: ["GPT", "GPT-3"], even: true, name: "An even axis", see: () => "The same stairs. Now each line is 50B more, each step is twice as high as the one before, and the small models lie on the floor." },
    { ends: ["GPT-3", "SmolLM2"], name: "After the top", see: ({ factor, read }) => `Size stops telling the story. SmolLM2 has less than a ${number(Math.floor(1 / factor / 100) * 100)}th of GPT-3’s parameters, but was trained on about ${number(Math.round(read))} times as much text, as the bars show.` },
  ],
  axis: (even) => (even ? "parameters; each line is 50B more" : "parameters; each line is 10 times more"),
  text: "training text in tokens, where published",
  // Beside the stairs: how much larger or smaller, and in what time.
  sum: (factor, shownDays) => [factor >= 1 ? `× ${number(factor, factor < 1000 ? 1 : 0)}` : `÷ ${number(1 / factor, 1)}`, `in ${days(shownDays)}`],
  climb: "Climb",
  climbed: (count, start, factor, reached) => `${doubled(count)}, ${start} × ${number(factor, 1)} = ${reached}`,
  step: (reached, day) => `${reached}, day ${number(day)}`,
  grip: (key) => `${key === "from" ? "From" : "To"}: go to another event with the arrow keys`,
  from: "From",
  to: "To",
  even: "Even axis",
  months: "Dates in the study notes",
  oneByOne: "The models one by one",
  atThatPace: (size) => `${size} at that pace`,
  eventToRead: "The event to read",
  monthsDiffer: (count, all, titles) => `The study notes give a different month for ${count} of ${all}: ${titles.join(", ")}.`,
  growth: (from, to, larger, smaller, factor) => `${from} to ${to}: ${larger} ÷ ${smaller} = ${factor}`,
  chooseTwo: "Choose two different events.",
  older: (to, from) => `${to} is older than ${from}: swap the two.`,
  same: (start, count) => `${start}. Over ${days(count)}, the largest size stayed the same.`,
  fell: (start, count) => `${start}. Over ${days(count)}, the largest size fell, so there is no doubling.`,
  doubling: (start, count, factor, doublings, shownDoublings, doubling) => `${start}, in ${days(count)}. That is log₂ ${factor} = ${doublings}; ${number(count)} ÷ ${shownDoublings} = `
    + `${days(doubling)} for one doubling.`,
  csvHead: ["event", "date", "month in the notes", "architecture", "least parameters", "most parameters", "tokens"],
};
