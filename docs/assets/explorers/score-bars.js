/** Scores as bars on one scale from 0 to 1, the best first, which move to where they belong when the scores change. */

import { create, number } from "../shared/parts.js";
import { PACE, still } from "./gliding.js";

/**
 * Shows scores in a list.
 * @param {HTMLElement} list an <ul>
 * @param {Object[]} rows { label, share: 0 to 1; before: the share to compare with, if any; mark: a word beside the label, if any }
 */
export function showScores(list, rows) {
  const old = new Map([...list.children].map((one) => [one.dataset.label, { top: one.offsetTop, share: one.dataset.share }]));
  const made = rows.map(({ label, share, before, mark }) => {
    const bar = create("span", { class: "explorer__part-bar" }), track = create("span", { class: "explorer__track" }, bar);
    bar.style.width = `${100 * share}%`;
    if (before !== undefined) {
      const tick = create("span", { class: "explorer__before" });
      tick.style.left = `${100 * before}%`;
      track.append(tick);
    }
    return create("li", { "data-label": label, "data-share": share },
      create("span", { class: "explorer__what" }, label, ...(mark ? [" ", create("em", {}, mark)] : [])), track, create("span", { class: "explorer__score" }, number(share, 2)));
  });
  list.replaceChildren(...made);
  if (still()) return;
  for (const one of made) {
    const from = old.get(one.dataset.label), bar = one.querySelector(".explorer__part-bar");
    one.animate(from ? { translate: [`0 ${from.top - one.offsetTop}px`, "0 0"] } : { opacity: [0, 1] }, PACE);
    bar.animate({ width: [`${100 * (from?.share ?? 0)}%`, bar.style.width] }, PACE);
  }
}
