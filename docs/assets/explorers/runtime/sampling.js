/** From logits to the next token: temperature, top-k, top-p (Holtzman 2019, arXiv 1904.09751), and generation. */

import { softmax } from "./tensor.js";

/**
 * @param {Float32Array} logits (V)
 * @param {object} options temperature above 0; topK, how many of the most likely stay (0: all; ties with the last one stay
 *   too); topP, the most likely stay until their sum reaches it, including the one that crosses it (1: all)
 * @returns {Float64Array} (V) probabilities of all tokens, adding up to 1; 0 for those cut
 */
export function distribution(logits, { temperature = 1, topK = 0, topP = 1 } = {}) {
  if (!(temperature > 0)) throw new Error("The temperature must be above 0.");
  const scores = Float64Array.from(logits, (logit) => logit / temperature);
  if (topK > 0 && topK < scores.length) {
    const least = scores.toSorted()[scores.length - topK];
    for (let i = 0; i < scores.length; i++) if (scores[i] < least) scores[i] = -Infinity;
  }
  const p = softmax(scores);
  if (topP >= 1) return p;
  const order = Array.from(p.keys()).sort((a, b) => p[b] - p[a]);
  let sum = 0, kept = 0;
  while (kept === 0 || (sum < topP && kept < order.length)) sum += p[order[kept++]];
  for (const i of order.slice(kept)) p[i] = 0;
  return p.map((value) => value / sum);
}

/** Returns a function that returns numbers in [0, 1), the same for the same seed (Mulberry32, public domain). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
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
 * Writes token by token; a generator, so the caller may stop between two tokens.
 * @param {object} model a Gpt2, Llama or T5
 * @param {object} options ids given; max new tokens; greedy without a temperature, else drawn with temperature, topK, topP
 *   and seed; off: heads switched off; cache: false recomputes everything at each step
 * @yields {number} each new token, the stop token included
 */
export function* generate(model, { ids, max = 32, temperature = 0, topK = 0, topP = 1, seed = 0, off = [], cache = true }) {
  const state = model.start({ ids, off }), memory = cache ? new Map() : null, chance = random(seed);
  for (let step = 0; step < max; step++) {
    const logits = model.next({ ...state, off, cache: memory });
    const id = temperature > 0 ? draw(distribution(logits, { temperature, topK, topP }), chance()) : argmax(logits);
    state.ids.push(id);
    yield id;
    if (id === model.stop) return;
  }
}
