/** Progress in words and as a table: what has been read, answered and is due, by section and in total. */

import { counted, create, table } from "../shared/parts.js";
import { HALF_A_DAY, inWords } from "./days.js";

/** The sentence at the top of the desk. ahead: what forecast() gives; all: the number of cards. */
export function summary(ahead, all) {
  if (ahead.fresh === all) return `${counted(all, "card")}, all of them new to you.`;
  const today = ahead.today ? `${counted(ahead.today, "card is", "cards are")} due today` : "Nothing is due today";
  return `${today}, ${ahead.tomorrow || "none"} tomorrow, ${ahead.week || "none"} in the six days after that${ahead.later ? `, ${ahead.later} later` : ""}. ${ahead.fresh} of ${all} are still new.`;
}

/** The table, one row per section and a last one for all. */
export function progressTable(sections, known, state) {
  const row = (title, cards, read) => [title, read,
    `${cards.filter(({ name }) => known.get(name).due !== null).length} of ${cards.length}`, String(cards.filter(({ name }) => known.get(name).today).length)];
  const isRead = ({ address }) => state.has(`read/${address}`);
  return table("Progress by section", ["Section", "Read", "Answered", "Due today"], [
    ...sections.map((section) => row(create("a", { href: section.href }, section.title), section.cards, isRead(section) ? "yes" : "no")),
    row("All", sections.flatMap(({ cards }) => cards), `${sections.filter(isRead).length} of ${sections.length}`)]);
}

/** A warning if the clock is behind the last answer; otherwise "". */
export function clockTrouble(known, now) {
  const last = Math.max(...[...known.values()].map(({ memory }) => memory?.last_review.getTime() ?? 0));
  if (last < now + HALF_A_DAY) return "";
  return `This device’s clock is ${inWords(last - now)} behind your last answer. Cards come back by that answer’s date; until then, practice a chapter or a mixed ten.`;
}
