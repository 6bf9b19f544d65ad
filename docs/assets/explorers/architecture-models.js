/**
 * Eight models as <architecture-explorer> draws and counts them: their sizes, their parts, and who may see whom.
 * Sizes, as named in the papers: L blocks, h heads of d_k numbers (h_kv of them with keys of their own), d = d_model, ff wide in
 * between, V tokens in the list, P positions. A matrix that turns d numbers into m is written (d, m), whatever the file's order.
 */

import { strings } from "../strings/architecture-explorer.js";

/** From the configurations: docs/assets/models/ and, for the published ones, Transformers' defaults for these classes. */
export const MODELS = {
  "pocket-bert": { kind: "bert", L: 4, h: 4, d_k: 32, d: 128, ff: 512, V: 4096, P: 64 },
  "BERT-base": { kind: "bert", L: 12, h: 12, d_k: 64, d: 768, ff: 3072, V: 30522, P: 512 },
  "pocket-gpt": { kind: "gpt2", L: 4, h: 4, d_k: 32, d: 128, ff: 512, V: 4096, P: 64 },
  "GPT-2": { kind: "gpt2", L: 12, h: 12, d_k: 64, d: 768, ff: 3072, V: 50257, P: 1024 },
  "pocket-t5": { kind: "t5", L: 2, h: 4, d_k: 16, d: 64, ff: 256, V: 537, P: 32, buckets: 32, wide: 2 },
  "T5-small": { kind: "t5", L: 6, h: 8, d_k: 64, d: 512, ff: 2048, V: 32128, P: 512, buckets: 32, wide: 1 },
  "pocket-llama": { kind: "llama", L: 4, h: 4, h_kv: 2, d_k: 32, d: 128, ff: 392, V: 4096, P: 64, wide: 2 },
};

/** The halves that a kind of model has. */
export const HALVES = { bert: ["encoder"], gpt2: ["decoder"], t5: ["encoder", "decoder"], llama: ["decoder"] };

/** May position i look at position j? Both count the tokens read first, then those written; read: how many are read. */
export const sees = (kind, i, j, read) => kind === "bert" || (kind === "t5" && i < read ? j < read : j <= i);

/**
 * A part of a model: how many times it occurs, its weights as [how many, shape], the shape of its output, and what of the
 * drawing it is: the table, the end, or "encoder.self" and the like in each block; nothing if it is too small to be drawn.
 */
const part = (name, times, weights, out, drawn) => ({ name, times, weights, out, drawn });

/** The parts of a model, in the order in which data passes through them; n tokens are read and, in T5, m are written. */
export function partsOf({ kind, L, h, h_kv, d_k, d, ff, V, P, buckets, wide }, n, m) {
  const dense = (count, from, to) => [[count, [from, to]], [count, [to]]]; // BERT and GPT-2: a matrix and its biases
  const norms = (count) => [[2 * count, [d]]]; // scale and shift
  const table = part(strings.embedding, 1, [[1, [V, d]]], [n, d], "table");
  const end = (rows, weights = []) => part(strings.unembedding, 1, weights, [rows, V], "out");
  const gated = [[wide, [d, ff]], [1, [ff, d]]]; // wide: how many matrices project up in the feed-forward part; no biases
  if (kind === "t5") { // norms without shift
    const attention = [[3, [d, h * d_k]], [1, [h * d_k, d]]], feed = wide > 1 ? strings.gatedFeed : strings.feedForward;
    return [
      table,
      part(strings.distances, 2, [[1, [buckets, h]]], [h, n, n]),
      part(strings.inEncoder(strings.selfAttention), L, attention, [n, d], "encoder.self"),
      part(strings.inEncoder(feed), L, gated, [n, d], "encoder.feed"),
      part(strings.inEncoder(strings.norms), L, [[2, [d]]], [n, d]),
      part(strings.inDecoder(strings.maskedSelf), L, attention, [m, d], "decoder.self"),
      part(strings.inDecoder(strings.cross), L, attention, [m, d], "decoder.cross"),
      part(strings.inDecoder(feed), L, gated, [m, d], "decoder.feed"),
      part(strings.inDecoder(strings.norms), L, [[3, [d]]], [m, d]),
      part(strings.lastNorms, 2, [[1, [d]]], [m, d]),
      end(m),
    ];
  }
  if (kind === "llama") {
    return [
      table,
      part(strings.grouped, L, [[2, [d, h * d_k]], [2, [d, h_kv * d_k]]], [n, d], "decoder.self"),
      part(strings.gatedFeed, L, gated, [n, d], "decoder.feed"),
      part(strings.rmsNorms, L, [[2, [d]]], [n, d]),
      part(strings.lastNorm, 1, [[1, [d]]], [n, d]),
      end(n),
    ];
  }
  const [half] = HALVES[kind];
  const blocks = [
    part(half === "encoder" ? strings.selfAttention : strings.maskedSelf, L, dense(4, d, d), [n, d], `${half}.self`),
    part(strings.feedForward, L, [...dense(1, d, ff), ...dense(1, ff, d)], [n, d], `${half}.feed`),
    part(strings.norms, L, norms(2), [n, d])];
  const start = [table, part(strings.positions, 1, [[1, [P, d]]], [n, d])];
  if (kind === "gpt2") return [...start, ...blocks, part(strings.lastNorm, 1, norms(1), [n, d]), end(n)];
  return [...start, part(strings.segments, 1, [[2, [d]], ...norms(1)], [n, d]), ...blocks,
    part(strings.maskedHead, 1, [...dense(1, d, d), ...norms(1)], [n, d]), end(n, [[1, [V]]])];
}

const product = (numbers) => numbers.reduce((result, value) => result * value, 1);

/** The parameters of a part where it occurs once. */
export const inOne = ({ weights }) => weights.reduce((sum, [count, shape]) => sum + count * product(shape), 0);

/** The parameters of a list of parts. */
export const inAll = (parts) => parts.reduce((sum, one) => sum + one.times * inOne(one), 0);

/** How many attention scores all heads of all blocks compute. */
export const scoresOf = ({ kind, L, h }, n, m) => L * h * (kind === "t5" ? n * n + m * m + m * n : n * n);

/** The stations of a sentence on its way: "words", "table", "encoder.0.self" and so on, "out". */
export function stepsOf({ kind, L }) {
  const blocks = HALVES[kind].flatMap((half) => Array.from({ length: L }, (_, layer) => {
    const inside = kind === "t5" && half === "decoder" ? ["self", "cross", "feed"] : ["self", "feed"];
    return inside.map((what) => `${half}.${layer}.${what}`);
  }));
  return ["words", "table", ...blocks.flat(), "out"];
}
