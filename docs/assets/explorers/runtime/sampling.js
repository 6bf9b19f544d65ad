/** From logits to the next token: temperature, top-k, top-p (Holtzman 2019, arXiv 1904.09751), and generation. */

import { seeded } from "../../shared/random.js";
import { softmax } from "./tensor.js";
import { strings } from "../../strings/models.js";

/**
 * @param {Float32Array} logits (V)
 * @param {object} options temperature above 0; top_k, how many of the most likely stay (0: all; ties with the last one stay
 *   too); top_p, the most likely stay until their sum reaches it, including the one that crosses it (1: all)
 * @returns {Float64Array} (V) probabilities of all tokens, adding up to 1; 0 for those cut
 */
export function distribution(logits, { temperature = 1, top_k = 0, top_p = 1 } = {}) {
  if (!(temperature > 0)) throw new Error(strings.temperature);
  const scores = Float64Array.from(logits, (logit) => logit / temperature);
  if (top_k > 0 && top_k < scores.length) {
    const least = scores.toSorted()[scores.length - top_k];
    for (let i = 0; i < scores.length; i++) if (scores[i] < least) scores[i] = -Infinity;
  }
  const p = softmax(scores);
  if (top_p >= 1) return p;
  const order = Array.from(p.keys()).sort((a, b) => p[b] - p[a]);
  let sum = 0, kept = 0;
  while (kept === 0 || (sum < top_p && kept < order.length)) sum += p[order[kept++]];
  for (const i of order.slice(kept)) p[i] = 0;
  return p.map((value) => value / sum);
}

/** The index of the largest number; the first if there is a tie. */
export const argmax = (row) => row.reduce((best, value, i) => (value > row[best] ? i : best), 0);

/** Draws an index with its probability: the first at which the running sum passes chance, a number in [0, 1). */
export function draw(p, chance) {
  let sum = 0, last = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) continue;
    sum += p[last = i];
    if (chance < sum) return i;
  }
  return last; // the sum may end a hair below 1
}

/**
 * A token's probability and rank, and its likeliest rivals, by the model's own distribution: before temperature and cuts.
 * @param {Float32Array} logits (V)
 * @param {number} id the token
 * @param {number} count how many of the most likely tokens to name
 * @returns {{p: number, rank: number, rivals: {id: number, p: number}[]}} rank: 1 for the most likely
 */
export function standing(logits, id, count) {
  const p = distribution(logits), best = [];
  let rank = 1;
  for (let i = 0; i < p.length; i++) {
    if (p[i] > p[id]) rank++;
    if (best.length === count && p[i] <= best[count - 1].p) continue;
    const at = best.findIndex((one) => one.p < p[i]);
    best.splice(at < 0 ? best.length : at, 0, { id: i, p: p[i] });
    best.length = Math.min(best.length, count);
  }
  return { p: p[id], rank, rivals: best };
}

/**
 * Writes token by token; a generator, so the caller may stop between two tokens.
 * @param {object} model a Gpt2, Llama or T5
 * @param {object} options input_ids given; max_new_tokens; greedy without a temperature, else drawn with temperature, top_k, top_p
 *   and seed; ablated_heads; use_cache: false recomputes everything at each step; past_key_values: a cache that holds the beginning
 * @yields {{read: number} | {id: number, logits: Float32Array}} while a long input is read, how many of its tokens have been read; then each
 *   new token, the stop token included, and the logits (V) that it was chosen by
 */
export function* steps(model, { input_ids, max_new_tokens = 32, temperature = 0, top_k = 0, top_p = 1, seed = 0, ablated_heads = [], use_cache = true,
  past_key_values = use_cache ? new Map() : null }) {
  const state = model.start({ input_ids, ablated_heads }), chance = seeded(seed);
  if (past_key_values) for (const read of model.read?.({ input_ids, ablated_heads, past_key_values }) ?? []) yield { read };
  for (let step = 0; step < max_new_tokens; step++) {
    const logits = model.next({ ...state, ablated_heads, past_key_values });
    const id = temperature > 0 ? draw(distribution(logits, { temperature, top_k, top_p }), chance()) : argmax(logits);
    state.input_ids.push(id);
    yield { id, logits };
    if (id === model.eos_token_id) return;
  }
}

/** The same, only the tokens. @yields {number} */
export function* generate(model, options) {
  for (const step of steps(model, options)) if ("id" in step) yield step.id;
}
