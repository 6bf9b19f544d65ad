/** Multi-head attention (Vaswani 2017, arXiv 1706.03762, section 3.2), and the collector of intermediate values. */

import { columns, linear, norm, softmax, stack, tensor, zeros } from "./tensor.js";
import { strings } from "../../strings/models.js";

/**
 * softmax(Q Kᵀ · scale + bias) V for each of h heads, the heads' outputs side by side.
 * q (n, h·d_k), k and v (m, h_kv·d_k): with h_kv < h, h/h_kv neighboring heads of q share one of k and v (grouped-query
 * attention, Ainslie 2023, arXiv 2305.13245). scale is 1/√d_k in the paper; visible(i, j): may query i see key j?; bias(head, i, j)
 * is added to the score. What is kept is called name + ".q", ".scores", … Returns (n, h·d_k).
 * @typedef {{visible?: (i: number, j: number) => boolean, bias?: (head: number, i: number, j: number) => number}} Seen
 * @typedef {import("./tensor.js").Tensor} Tensor
 * @param {string} name @param {Tensor} q @param {Tensor} k @param {Tensor} v
 * @param {{h: number, scale: number, run: ReturnType<typeof makeRun>} & Seen} how
 */
export function attention(name, q, k, v, { h, scale, visible = () => true, bias = () => 0, run }) {
  const n = q.shape[0], m = k.shape[0], d_k = q.shape[1] / h, h_kv = k.shape[1] / d_k, heads = zeros(n, h * d_k);
  const scores = zeros(h, n, m), weights = zeros(h, n, m);
  for (let head = 0; head < h; head++) {
    run.heads.add(`${name}.${head}`);
    const shared = Math.floor((head * h_kv) / h), part = (x, which) => columns(x, which * d_k, (which + 1) * d_k);
    const QK = linear(part(q, head), part(k, shared)).data; // (n, d_k) (m, d_k)ᵀ -> (n, m)
    for (let i = 0; i < n; i++) {
      const start = (head * n + i) * m, score = scores.data.subarray(start, start + m);
      for (let j = 0; j < m; j++) score[j] = visible(i, j) ? QK[i * m + j] * scale + bias(head, i, j) : -Infinity;
      const weight = weights.data.subarray(start, start + m);
      weight.set(score);
      softmax(weight); // adds up to 1
      if (run.ablated_heads.includes(`${name}.${head}`)) continue; // an ablated head gives zeros
      const out = heads.data.subarray((i * h + head) * d_k, (i * h + head + 1) * d_k); // (d_k) = (m) (m, d_k)
      for (let j = 0; j < m; j++) for (let t = 0; t < d_k; t++) out[t] += weight[j] * v.data[(j * h_kv + shared) * d_k + t];
    }
  }
  for (const [key, x] of Object.entries({ q, k, v, heads })) run.keep(`${name}.${key}`, tensor(x.data, x.shape[0], x.shape[1] / d_k, d_k));
  run.keep(`${name}.scores`, scores);
  run.keep(`${name}.weights`, weights);
  return heads;
}

const AT_ONCE = 32; // tokens read between two checks for messages

/** What decoder-only models share; a class adds run() and model_max_length. */
export class Decoder {
  /**
   * The logits of the token that follows input_ids: (V). Anything before the window is ignored.
   * With a cache, only the missing tokens are computed; once the window is full, all positions shift, so it can't help.
   * @this {any}
   */
  next({ input_ids, ablated_heads = [], past_key_values = null }) {
    const full = input_ids.length > this.model_max_length, { past } = makeRun([], [], past_key_values);
    const fresh = full ? input_ids.slice(-this.model_max_length) : input_ids.slice(past);
    return this.run({ input_ids: fresh, ablated_heads, past_key_values: full ? null : past_key_values, last: true }).logits.data;
  }

  /**
   * Reads a long input into the cache, a piece at a time, so that the caller may stop in between; what is left is for next().
   * @this {any}
   * @yields {number} how many tokens have been read
   */
  *read({ input_ids, ablated_heads = [], past_key_values }) {
    if (input_ids.length > this.model_max_length) return; // its beginning will be forgotten, which no cache allows
    for (let past = pastOf(past_key_values); past + AT_ONCE < input_ids.length; past += AT_ONCE) {
      this.run({ input_ids: input_ids.slice(past, past + AT_ONCE), want: [], ablated_heads, past_key_values });
      yield past + AT_ONCE;
    }
  }

  /** Where generation starts: the given tokens. */
  start({ input_ids }) {
    return { input_ids: [...input_ids] };
  }
}

/** How many positions a cache of keys and values holds. */
export const pastOf = (past_key_values) => past_key_values?.get("decoder.0.attention")?.[0].shape[0] ?? 0;

/**
 * One pass through a model: which values to keep, which heads are ablated, and the keys and values of earlier positions.
 * @param {string[]} want names of values; * stands for anything, as in "encoder.*.attention.weights"
 * @param {string[]} ablated_heads heads to switch off, such as "decoder.1.cross.2" for head 2
 * @param {Map} past_key_values by name, [k, v] of the positions already seen; an empty Map starts one, null keeps none
 */
export function makeRun(want = [], ablated_heads = [], past_key_values = null) {
  const patterns = want.map((name) => new RegExp(`^${name.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`));
  const kept = {}, names = [], heads = new Set();
  return {
    ablated_heads, past_key_values, heads,
    past: pastOf(past_key_values),
    keep(name, value) {
      names.push(name);
      if (patterns.some((pattern) => pattern.test(name))) kept[name] = value instanceof Function ? value() : value;
    },
    /** Joins k and v to those of earlier positions: (new, d) -> (earlier + new, d). */
    extend(name, k, v) {
      const earlier = past_key_values?.get(name), joined = earlier ? [stack(earlier[0], k), stack(earlier[1], v)] : [k, v];
      past_key_values?.set(name, joined);
      return joined;
    },
    /** Returns what was kept; a name that matched nothing is an error. With past_key_values, not every head needs to have run. */
    finish(whole = !past_key_values) {
      const missing = want.find((_, i) => !names.some((name) => patterns[i].test(name)));
      if (missing) throw new Error(strings.noValue(missing, names));
      const stranger = ablated_heads.find((head) => !heads.has(head));
      if (whole && stranger) throw new Error(strings.noHead(stranger, [...heads]));
      return kept;
    },
  };
}

/** What all models do with their weights: look one up by its name in the file, and apply it to x (n, d). */
export function weightsOf(tensors, prefix, epsilon) {
  const get = (name) => {
    const found = tensors[prefix + name] ?? tensors[name];
    if (!found) throw new Error(strings.noTensor(prefix, name));
    return found;
  };
  return {
    get,
    dense: (x, name) => linear(x, get(`${name}.weight`), get(`${name}.bias`)), // x Wᵀ + b: (n, d) -> (n, m)
    norm: (x, name) => norm(x, get(`${name}.weight`), get(`${name}.bias`), epsilon), // (n, d) -> (n, d)
  };
}
