/**
 * When a card comes back: FSRS-6 (ts-fsrs, vendored as published) with its default weights, without random shifts.
 * A card comes back when the chance of knowing it has fallen to 90%. A forgotten or new one comes back after 10 minutes.
 */

let newCard, scheduler;

/** Fetches the library. Await it before replaying a card with reviews, and before next(). Rejects without a network. */
export async function ready() {
  if (scheduler) return;
  const { createEmptyCard, fsrs } = await import("../vendor/ts-fsrs/ts-fsrs.js");
  newCard = createEmptyCard;
  scheduler = fsrs({ request_retention: 0.9, enable_fuzz: false, enable_short_term: true, learning_steps: ["10m"], relearning_steps: ["10m"] });
}

/**
 * A card's memory after its reviews, as ts-fsrs has it (due, stability, difficulty, state, …); null before the first.
 * @param {Array<[number, number]>} reviews [time in ms, grade 1 to 4], the oldest first
 */
export function replay(reviews) {
  let card = null;
  for (const [time, grade] of reviews) card = next(card, time)[grade].card;
  return card;
}

/** What each grade would lead to: 1 to 4 -> { card }. Even if the clock was set back, it never leads to a time before the last review. */
export function next(card, time) {
  const now = new Date(Math.max(time, card?.last_review?.getTime() ?? 0));
  return scheduler.repeat(card ?? newCard(now), now);
}
