/** Writes down what a reader answered, wherever that happened. */

import { ready, replay } from "./schedule.js";
import { inSite, store } from "./state.js";
import { reviews } from "./store.js";

const counted = new Set(); // a second try on the same visit shows what was read a moment ago

/**
 * Adds a review; returns takeBack(), which makes the card what it was before.
 * A time before the card's last one (a clock that was set back) counts as right after it.
 */
export function review(card, section, grade, now = Date.now()) {
  const last = reviews(store.entries).get(card)?.at(-1)[0] ?? -1, key = () => `review/${card}/${time}`;
  let time = Math.max(now, last + 1);
  while (store.entries.has(key())) time++; // a review that was taken back keeps its place
  write(key(), grade, card, section);
  return () => write(key(), 0, card, section);
}

/** Writes an entry, then when the card is due now. Without a schedule to be had, the page Practice notes that later. */
async function write(key, grade, card, section) {
  store.add([[key, String(grade)]]);
  try {
    await ready();
  } catch {
    return;
  }
  const memory = replay(reviews(store.entries).get(card) ?? []);
  if (memory) store.note(card, memory.due.getTime(), section);
  else store.unnote(card);
  store.changed();
}

/** A question was answered in a page: right is "good", wrong is "again"; not if its answer stood open. */
export function answered(question, right) {
  const card = question.dataset.card ?? `question/${question.dataset.question}`; // named so on the page Practice
  if (counted.has(card) || question.querySelector(".question__answer").open) return;
  counted.add(card);
  review(card, question.closest("[data-section]")?.dataset.section ?? inSite(), right ? 3 : 1);
}
