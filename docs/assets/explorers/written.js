/**
 * A text that a model continues, token by token: under each written one its probability, a bar from 0 to 1 as wide as the token
 * (.explorer__sure in explorers.css), and how sure the model was of all of them.
 */

import { chip, create, showChips } from "../shared/parts.js";
import { strings } from "../strings/next-token-explorer.js";

/** A probability of any size in a few characters. */
export const chance = (p) => (p >= 0.0005 ? p.toFixed(3) : p > 0 ? strings.tiny : "0");

/**
 * Shows the text in its row.
 * @param {HTMLElement} row
 * @param {Object} found given, written: token ids of the beginning and of what came after it, 0 at the end of a text; pieces: what the
 *     model calls them all, { text, part, words }; chances: the written ones' probabilities before any cut; window: how many tokens
 *     the model sees; left: how many come before those given and aren't shown
 * @param {Function} onBack gets the written ids before the one that was pressed
 */
export function inLine(row, { given, written, pieces, chances, window, left }, onBack) {
  const ids = [...given, ...written], lost = ids.length - window;
  showChips(row, ...ids.map((id, at) => {
    const text = id ? pieces[at].text : at ? ` (${strings.end})` : strings.start, { words, ...piece } = pieces[at], place = at - given.length;
    const out = at < lost ? { role: "masked", kind: strings.fallenOut } : {};
    if (place < 0) return chip(text, { ...pieces[at], ...out });
    const back = () => onBack(written.slice(0, place));
    const made = chip(text, { ...piece, words: [words, strings.had(chance(chances[place]))].filter(Boolean).join(", "), role: "decoder", kind: strings.written, ...out });
    made.classList.add("explorer__sure");
    made.style.setProperty("--share", chances[place]); // a style attribute would break the Content-Security-Policy
    made.setAttribute("role", "button");
    made.addEventListener("click", back);
    made.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), back()));
    return made;
  }));
  if (lost > 0) row.append(create("p", {}, strings.window(window, lost, left ? strings.moreBefore(left) : "")));
}

/** Shows how sure the model was: the geometric mean of the written tokens' probabilities; nothing if there is none (NaN). */
export function sureness(line, mean) {
  line.replaceChildren(...(mean >= 0 ? [strings.confidence(chance(mean)), create("span", { class: "explorer__meter" })] : []));
  line.style.setProperty("--share", mean || 0);
}
