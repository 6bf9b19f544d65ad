/** The deck: the cards, what is known about each, and which ones a session uses. */

import { shuffle } from "../shared/basics.js";
import { endOfDay, HALF_A_DAY } from "./days.js";
import { replay } from "./schedule.js";
import { HOME } from "./state.js";
import { reviews } from "./store.js";

/**
 * Fetches what is known about the cards from practice/cards.json (src/llm_notes/outputs/practice.py says what that is). Rejects
 * without a network.
 * Returns chapters: { title, address, list: href of the page with its cards, sections: [{ address, title, href, needs, chapter,
 *   cards: [card] }] }; a card is { name, kind: "question", "drill" or "term", element: once it has been fetched, section,
 *   diagnostic: whether it helps find where to start, explained: { href, title } of the place that explains it, or undefined }.
 */
export async function readDeck() {
  const answer = await fetch(new URL("practice/cards.json", HOME));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const href = (address) => new URL(address, HOME).href;
  return (await answer.json()).chapters.map(({ title, address, list, sections }) => {
    const chapter = { title, address, list: href(list), sections: [] };
    for (const { cards, ...about } of sections) {
      const section = { ...about, href: href(about.address), chapter, cards: [] };
      section.cards = cards.map(({ name, diagnostic = false, explained }) => ({
        name, kind: name.split("/")[0], element: undefined, section, diagnostic,
        explained: explained && { href: href(explained.address), title: explained.title } }));
      chapter.sections.push(section);
    }
    return chapter;
  });
}

const lists = new Map(); // href -> the page's document

/** A page with cards. Its links and images are rewritten to work from any page. */
async function fetchList(href) {
  const answer = await fetch(href);
  const text = await answer.text(), article = text.slice(text.indexOf("<article")); // this page's policy rejects the other's style sheet
  const page = new DOMParser().parseFromString(article, "text/html");
  if (!page.querySelector("[data-card]")) throw new Error(`${href}: ${answer.status}`); // a page of the host or network itself
  for (const name of ["href", "src"]) {
    for (const element of page.querySelectorAll(`[data-card] [${name}]`)) element.setAttribute(name, new URL(element.getAttribute(name), href).href);
  }
  return page;
}

/** Fetches those lists of these cards that aren't here yet. Rejects without a network. */
export function fetchLists(cards) {
  const wanted = new Set(cards.map(({ section }) => section.chapter.list));
  return Promise.all([...wanted].filter((href) => !lists.has(href)).map(async (href) => lists.set(href, await fetchList(href))));
}

/**
 * Fetches the lists of these cards and puts the cards into `place`, an element that
 * isn't shown. Returns the cards, except any missing from the lists: the host may have a newer version of these than of
 * the data. Rejects without a network.
 */
export async function layOut(cards, place) {
  await fetchLists(cards);
  for (const card of cards) {
    card.element ??= lists.get(card.section.chapter.list).querySelector(`[data-card="${card.name}"]`) ?? undefined;
    if (card.element) place.append(card.element);
  }
  return cards.filter(({ element }) => element);
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
