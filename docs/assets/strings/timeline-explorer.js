/** What <timeline-explorer> says. */

import { counted, number } from "../shared/numbers.js";

export const strings = {
  kind: (architecture, shape) => `${architecture} (${shape})`,
  drawing: (events) => `Date across, parameters upward on a log axis. ${events.join("; ")}`,
  event: (title, time, least, most) => `${title}, ${time}: ${least ? `${least} to ` : ""}${most}`,
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
  axis: "parameters; each line is ten times the one below",
  csvHead: ["event", "date", "month in the notes", "architecture", "least parameters", "most parameters"],
};
