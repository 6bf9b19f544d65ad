/** Writes down what a reader answered, wherever that happened. */

import { next, replay } from "./schedule.js";
import { inSite, store } from "./state.js";
import { reviews } from "./store.js";

const counted = new Set(); // a second try on the same visit shows what was read a moment ago

/**
 * Adds a review; returns the card's memory after it.
 * A time before the card's last one (a clock that was set back) counts as right after it.
 */
export function review(card, section, grade, now = Date.now()) {
  const past = reviews(store.entries).get(card) ?? [], last = past.at(-1)?.[0] ?? -1;
  const time = Math.max(now, last + 1), memory = next(replay(past), time)[grade].card;
  store.note(card, memory.due.getTime(), section);
  store.add([[`review/${card}/${time}`, String(grade)]]);
  return memory;
}

/** A question was answered in a page: right is "good", wrong is "again"; not if its answer stood open. */
export function answered(question, right) {
  const card = `question/${question.dataset.question}`;
  if (counted.has(card) || question.querySelector(".question__answer").open) return;
  counted.add(card);
  review(card, question.closest("[data-section]")?.dataset.section ?? inSite(), right ? 3 : 1);
}
