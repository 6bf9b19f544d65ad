/**
 * What a hundred held-out sentences lose without some heads of pocket-t5. The sentences: data/surgery.json, which
 * lab/surgery.py makes.
 */

import { strings } from "../strings/attention-explorer.js";

const MOST_NEW = 32; // French tokens, as in lab/train_t5.py

/**
 * The contents of data/surgery.json. Throws an Error with a sentence for the reader.
 * @returns {Promise<{sentences: [string, string][], singular: string[], plural: string[]}>} sentences: [English, French];
 *     singular and plural: French words before a noun that show its number
 */
export async function fetchSentences() {
  const answer = await fetch(new URL("data/surgery.json", import.meta.url)).catch(() => null);
  const data = answer?.ok && await answer.json().catch(() => null);
  if (!data) throw new Error(strings.notLoaded);
  return data;
}

/**
 * Translates all sentences without these heads.
 * @param {Object} model as load() in model-loader.js returns it
 * @param {{sentences: [string, string][], singular: string[], plural: string[]}} data
 * @param {string[]} heads by the runtime's names, like "encoder.1.attention.2"
 * @param {(done: number) => boolean} onDone gets the fraction done, 0 to 1, and returns whether to go on
 * @returns {Promise<?{right: number, mixed: number, mistakes: string[][]}>} right: translated word for word; mixed: with a
 *     singular for a plural or the reverse; mistakes: [English, right French, written French]; null if it was stopped
 */
export async function score(model, data, heads, onDone) {
  const { sentences } = data, mistakes = [];
  for (const [at, [english, french]] of sentences.entries()) {
    const { ids } = await model.encode(english), { text } = await model.generate({ input_ids: ids, max_new_tokens: MOST_NEW, ablated_heads: heads });
    if (text !== french) mistakes.push([english, french, text]);
    if (!onDone((at + 1) / sentences.length)) return null;
  }
  const mixed = mistakes.filter(([, right, wrong]) => isMixed(numberOf(right, data), numberOf(wrong, data))).length;
  return { right: sentences.length - mistakes.length, mixed, mistakes };
}

/** Whether a singular was written for a plural or the reverse. Words that are missing or repeated don’t count. */
const isMixed = (right, wrong) => right.length === wrong.length && right !== wrong;

/** The grammatical numbers that a French sentence's words show, in order: "SP" for "le chat voit des chiens". */
const numberOf = (french, { singular, plural }) => french.replaceAll("'", "' ").split(" ")
  .map((word) => (singular.includes(word) ? "S" : plural.includes(word) ? "P" : "")).join("");
