/** Durations. */

import { counted, number } from "../shared/numbers.js";

export const strings = {
  minutes: (count) => `${count} min`,
  days: (count) => counted(count, "day"),
  months: (count) => counted(count, "month"),
  years: (count) => counted(count, "year", "years", (value) => number(value, 1)),
};
