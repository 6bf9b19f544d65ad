/**
 * The group "By meaning" under the best hits of the search: passages close to what was typed, though they may use other words.
 * late_search.js in src/llm_notes/publish loads this file when a reader pauses.
 */

import { create } from "../shared/basics.js";
import { strings } from "../strings/search.js";
import { Meaning } from "./meaning.js";

const MOST = 3; // pages
const BEFORE = 3; // hits by words above the group
const LONGEST = 180; // characters of a passage that are shown

let loading; // both files, once for a page

/**
 * Shows the group, unless nothing is close enough.
 * @param {string} query
 * @param {{ index: any, instead: Map<string, string>, home: URL, place: Element, isOld: () => boolean }} options instead: words that the search
 *   has read as other ones; place: where the hits are; isOld: whether the reader has continued typing
 */
export async function show(query, { index, instead, home, place, isOld }) {
  const group = (...nodes) => create("section", { class: "by-meaning", "aria-label": strings.title }, create("h2", { class: "by-meaning__title" }, strings.title), ...nodes);
  let meaning;
  try {
    loading ??= Meaning.load(home, index);
    meaning = await loading;
  } catch {
    loading = undefined; // the next query tries again
    if (!isOld()) place.append(group(create("p", { class: "by-meaning__failed", role: "status" }, strings.failed)));
    return;
  }
  if (isOld()) return;
  const read = meaning.mended(query, instead), found = meaning.search(read).slice(0, MOST), vector = meaning.vector(read);
  if (!found.length) return;
  const shown = group(create("ol", { class: "by-meaning__list" }, ...found.map(({ entry, passage }, rank) => {
    const { location } = meaning.docs[entry];
    return create("li", {}, create("a", { href: new URL(location, home).href, class: "md-search-result__link", tabindex: "-1" },
      // The theme opens the hit of the highest score at Enter: one by meaning only where there is no other.
      create("article", { class: "md-search-result__article md-typeset", "data-md-score": String(-1 - rank) },
        create("h2", {}, meaning.heading(entry)), create("p", {}, meaning.excerpt(passage, vector, LONGEST)))));
  })));
  // After the best hits by words: under all of them it would be out of sight, as the theme adds more while a reader scrolls down.
  const last = place.querySelectorAll(".md-search-result__item")[BEFORE - 1];
  if (last) last.after(create("li", { class: "by-meaning__place" }, shown));
  else place.append(shown);
}
