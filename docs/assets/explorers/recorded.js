/** Recorded runs of a large model, for the explorers that show them until the model is loaded; made by lab/smollm2_page.py. */

import { button } from "../shared/parts.js";
import { strings } from "../strings/recorded.js";

/**
 * Fetches data/NAME.json and shows it; if it is unavailable, says so and offers to try again.
 * @param {import("./base.js").Explorer} explorer gets the contents as .data, and is updated
 */
export async function fetchRecorded(explorer, name) {
  try {
    const answer = await fetch(new URL(`data/${name}.json`, import.meta.url));
    if (!answer.ok) throw new Error(answer.status);
    explorer.data = await answer.json();
  } catch {
    explorer.waiting.replaceChildren(button(strings.again, () => fetchRecorded(explorer, name)));
    return explorer.say(strings.failed);
  }
  explorer.waiting.replaceChildren();
  explorer.update();
}

/** A probability of any size in a few characters. */
export const chance = (p) => (p >= 0.0005 ? p.toFixed(3) : strings.tiny);

/** A token with its spaces and line breaks made visible. */
export const visible = (token) => token.replaceAll(" ", "␣").replaceAll("\n", "↵");

/** Whether the reader asked for no motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
