/** The deck: the cards in the page, what is known about each, and which ones a session uses. */

import { shuffle } from "../shared/basics.js";
import { endOfDay, HALF_A_DAY } from "./days.js";
import { replay } from "./schedule.js";
import { reviews } from "./store.js";

/**
 * Reads chapters, sections and cards from the page's own list.
 * Returns chapters: { title, sections: [{ address, title, href, needs, chapter, cards: [card] }] }; a card is
 * { name, kind: "question", "drill" or "term", element, section, diagnostic: whether it helps find where to start }.
 */
export function readDeck(root) {
  return [...root.querySelectorAll(".practice__chapter")].map((frame) => {
    const chapter = { title: words(frame.querySelector("h2")) };
    chapter.sections = [...frame.querySelectorAll(".practice__section")].map((part) => {
      const link = part.querySelector("h3 a"), { section: address, needs } = part.dataset;
      const section = { address, title: words(link), href: link.href, needs: needs.split(" ").filter(Boolean), chapter };
      section.cards = [...part.querySelectorAll("[data-card]")].map((element) => {
        const name = element.dataset.card;
        return { name, kind: name.split("/")[0], element, section, diagnostic: element.hasAttribute("data-diagnostic") };
      });
      return section;
    });
    return chapter;
  });
}

const words = (heading) => [...heading.childNodes].filter((node) => !node.classList?.contains("headerlink")).map((node) => node.textContent).join("").trim();

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
