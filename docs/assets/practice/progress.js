/** Progress in words and as a table: what has been read, answered and is due, by section and in total. */

import { create, table } from "../shared/parts.js";
import { HALF_A_DAY, inWords } from "./days.js";
import { strings } from "../strings/practice.js";

/** The sentence at the top of the desk. ahead: what forecast() gives; all: the number of cards. */
export function summary(ahead, all) {
  return ahead.fresh === all ? strings.allNew(all) : strings.ahead(ahead, all);
}

/** The table, one row per section and a last one for all. */
export function progressTable(sections, known, state) {
  const row = (title, cards, read) => [title, read,
    strings.countOf(cards.filter(({ name }) => known.get(name).due !== null).length, cards.length), String(cards.filter(({ name }) => known.get(name).today).length)];
  const isRead = ({ address }) => state.has(`read/${address}`);
  return table(strings.progress, strings.progressHead, [
    ...sections.map((section) => row(create("a", { href: section.href }, section.title), section.cards, isRead(section) ? strings.yes : strings.no)),
    row(strings.all, sections.flatMap(({ cards }) => cards), strings.countOf(sections.filter(isRead).length, sections.length))]);
}

/** A warning if the clock is behind the last answer; otherwise "". */
export function clockTrouble(known, now) {
  const last = Math.max(...[...known.values()].map(({ memory }) => memory?.last_review.getTime() ?? 0));
  if (last < now + HALF_A_DAY) return "";
  return strings.clockBehind(inWords(last - now));
}
