/** The quiet marks in the navigation: sections that have been read, cards that are due. Also in words, for those who can't see them. */

import { endOfDay } from "./days.js";
import { inSite, store } from "./state.js";
import { strings } from "../strings/page.js";

/** The end of this page's section came into view. */
export function read() {
  store.add([[`read/${inSite()}`, String(Date.now())]]);
  show();
}

/** Puts the marks where they belong now. */
export function show() {
  const today = endOfDay(Date.now()), due = new Map([["practice/", 0]]);
  for (const [time, section] of store.due.values()) {
    if (time <= today) for (const place of [section, "practice/"]) due.set(place, (due.get(place) ?? 0) + 1);
  }
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(".md-nav--primary a.md-nav__link, .md-tabs__link");
  for (const link of links) {
    const section = inSite(link), count = due.get(section), read = store.entries.has(`read/${section}`);
    link.querySelector(".practice-mark")?.remove();
    if (!read && !count) continue;
    const mark = document.createElement("span"), heard = document.createElement("span");
    mark.className = "practice-mark";
    mark.dataset.seen = [read && "✓", count].filter(Boolean).join(" ");
    heard.className = "practice-heard";
    heard.textContent = ` (${[read && strings.read, count && strings.due(count)].filter(Boolean).join(", ")})`;
    mark.append(heard);
    (link.querySelector(".md-ellipsis") ?? link).append(mark);
  }
}

store.addEventListener("change", show);
