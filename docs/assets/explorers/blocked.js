// Keeps slurs and obscenities off the page: pocket-gpt can assemble one from harmless pieces.
// The list travels as hashes (FNV-1a, 32 bits), so nobody has to read it here; lab/export.py writes it from lab/blocked.txt.

import { button } from "../shared/parts.js";
import { strings } from "../strings/shared.js";

let hashes;

/** FNV-1a of a string of ASCII letters and hyphens, as a number from 0 to 2**32 - 1 (Fowler, Noll, Vo 1991). */
export function fnv1a(word) {
  let hash = 0x811c9dc5;
  for (const letter of word) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** Where the list is, for callers who keep it with a model. */
export const LIST = new URL("../models/blocked.json", import.meta.url).href;

/** Fetches the list once, or takes the one kept with a model; throws, with a sentence for readers, if there is none: no model output should be shown then. */
export async function loadBlocked() {
  const read = async (answer) => new Set(await answer.json());
  hashes ??= await fetch(LIST).then(read).catch(async () => read(await caches.match(LIST))).catch(() => undefined);
  if (!hashes) throw Object.assign(new Error(strings.blockedNotLoaded), { kind: "list" });
}

/** Loads a model and the list for an explorer; if the list is unavailable, offers to try again and throws. Returns the model. */
export async function loadWithList(explorer, name) {
  const model = await explorer.load(name);
  await loadBlocked().catch((error) => {
    explorer.waiting.replaceChildren(button(strings.loadAgain, () => explorer.update()));
    throw error;
  });
  explorer.waiting.replaceChildren();
  return model;
}

/** Whether no word of the text is on the list. Call loadBlocked() first. */
export function isClean(text) {
  const lower = text.toLowerCase();
  const words = [...(lower.match(/[a-z]+(?:-[a-z]+)*/g) ?? []), ...(lower.match(/[a-z]+/g) ?? [])];
  return !words.some((word) => hashes.has(fnv1a(word)));
}
