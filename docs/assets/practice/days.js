/** Days and durations, by this device's calendar. */

export const HALF_A_DAY = 12 * 3600e3; // ms: cards that come back sooner than this come back on the same day

/** The last moment of the day `days` days after `time`, by this device's calendar. A card is due all day. */
export function endOfDay(time, days = 0) {
  const day = new Date(time);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days + 1).getTime() - 1;
}

/** A duration in words: "10 min", "2 days", "5 months". */
export function inWords(ms) {
  const days = ms / 864e5;
  const [amount, unit] = days < 1 ? [ms / 6e4, "min"] : days < 45 ? [days, "day"] : days < 548 ? [days / 30.44, "month"] : [days / 365.25, "year"];
  const shown = unit === "year" ? Math.round(amount * 10) / 10 : Math.round(amount);
  return `${shown} ${unit}${shown === 1 || unit === "min" ? "" : "s"}`;
}
