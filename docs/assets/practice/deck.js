/** The deck: the cards, what is known about each, and which ones a session uses. */

import { shuffle } from "../shared/basics.js";
import { endOfDay, HALF_A_DAY } from "./days.js";
import { replay } from "./schedule.js";
import { HOME } from "./state.js";
import { reviews } from "./store.js";

/**
 * Fetches what is known of the cards from cards.json beside the page (src/llm_notes/outputs/practice.py says what that is) and
 * finds each card's element in the page. Rejects without a network. Cards that the page doesn't have, since the host has a newer
 * version of one of the two, are left out.
 * Returns chapters: { title, sections: [{ address, title, href, needs, chapter, cards: [card] }] }; a card is
 * { name, kind: "question", "drill" or "term", element, section, diagnostic: whether it helps find where to start,
 *   explained: { href, title } of the place that explains it, or undefined }.
 */
export async function readDeck(root) {
  const answer = await fetch(new URL("practice/cards.json", HOME));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const elements = new Map([...root.querySelectorAll("[data-card]")].map((element) => [element.dataset.card, element]));
  const href = (address) => new URL(address, HOME).href;
  return (await answer.json()).chapters.map(({ title, sections }) => {
    const chapter = { title, sections: [] };
    for (const { cards, ...about } of sections) {
      const section = { ...about, href: href(about.address), chapter, cards: [] };
      section.cards = cards.filter(({ name }) => elements.has(name)).map(({ name, diagnostic = false, explained }) => ({
        name, kind: name.split("/")[0], element: elements.get(name), section, diagnostic,
        explained: explained && { href: href(explained.address), title: explained.title } }));
      chapter.sections.push(section);
    }
    return chapter;
  });
}

/**
 * What is known about each card: name -> { memory, due: ms, or null for a new card, today: whether it is due today }.
 * Reviews of cards that are no longer in the notes stay in the state and don't count here.
 */
export function standing(cards, state, now) {
  const past = reviews(state), today = endOfDay(now);
  return new Map(cards.map(({ name }) => {
    const memory = replay(past.get(name) ?? []), due = memory ? memory.due.getTime() : null;
    return [name, { memory, due, today: due !== null && due <= today }];
  }));
}

/** How many cards are due: today, tomorrow, in the six days after that, and later; and how many are new. */
export function forecast(known, now) {
  const all = [...known.values()].map(({ due }) => due), dues = all.filter((due) => due !== null);
  const until = (days) => dues.filter((due) => due <= endOfDay(now, days)).length;
  return { today: until(0), tomorrow: until(1) - until(0), week: until(7) - until(1), later: dues.length - until(7), fresh: all.length - dues.length };
}

/**
 * The cards of a session, at most `most`, mixed: due cards, the longest overdue first; then new ones, those of sections that
 * have been read first; then cards answered a moment ago and due again later today; if there are none, the next ones to come due.
 * @param {Set<string>} read addresses of sections that were read
 */
export function choose(cards, known, read, most, now, random = Math.random) {
  const byDue = (a, b) => known.get(a.name).due - known.get(b.name).due;
  const justSeen = ({ due, memory }) => due > now && due - memory.last_review < HALF_A_DAY;
  const today = cards.filter(({ name }) => known.get(name).today).sort(byDue);
  const due = today.filter(({ name }) => !justSeen(known.get(name))), again = today.filter(({ name }) => justSeen(known.get(name)));
  const fresh = shuffle(cards.filter(({ name }) => known.get(name).due === null), random)
    .sort((a, b) => Number(read.has(b.section.address)) - Number(read.has(a.section.address)));
  const wanted = [...due, ...fresh, ...again];
  return shuffle((wanted.length ? wanted : [...cards].sort(byDue)).slice(0, most), random);
}
