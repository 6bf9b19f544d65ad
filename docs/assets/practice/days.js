/** Days and durations, by this device's calendar. */

import { strings } from "../strings/days.js";

export const HALF_A_DAY = 12 * 3600e3; // ms: cards that come back sooner than this come back on the same day

/** The last moment of the day `days` days after `time`, by this device's calendar. A card is due all day. */
export function endOfDay(time, days = 0) {
  const day = new Date(time);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days + 1).getTime() - 1;
}

/** A duration in words: "10 min", "2 days", "5 months". */
export function inWords(ms) {
  const days = ms / 864e5;
  if (days < 1) return strings.minutes(Math.round(ms / 6e4));
  if (days < 45) return strings.days(Math.round(days));
  return days < 548 ? strings.months(Math.round(days / 30.44)) : strings.years(Math.round((days / 365.25) * 10) / 10);
}
