/** Records a reader's answers, wherever they were given. */

import { ready, replay } from "./schedule.js";
import { inSite, store } from "./state.js";
import { reviews } from "./store.js";

const counted = new Set(); // a second try on the same visit only shows what was just read

/**
 * Adds a review; returns takeBack(), which restores the card.
 * A time before the card's last one (the clock was set back) counts as right after it.
 */
export function review(card, section, grade, now = Date.now()) {
  const last = reviews(store.entries).get(card)?.at(-1)[0] ?? -1, key = () => `review/${card}/${time}`;
  let time = Math.max(now, last + 1);
  while (store.entries.has(key())) time++; // an undone review keeps its place
  write(key(), grade, card, section);
  return () => write(key(), 0, card, section);
}

/** Writes an entry, then the card's new due time. If the schedule can't be loaded, the Practice page notes it later. */
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

/** A question was answered in a page: right is "good", wrong is "again"; ignored if its answer was open. */
export function answered(question, right) {
  const card = question.dataset.card ?? `question/${question.dataset.question}`; // its name on the Practice page
  if (counted.has(card) || question.querySelector(".question__answer").open) return;
  counted.add(card);
  review(card, question.closest("[data-section]")?.dataset.section ?? inSite(), right ? 3 : 1);
}
