/**
 * The few operations that a Transformer consists of. A tensor is { data: Float32Array, shape: [rows, columns] };
 * rows are positions, as in the papers: n positions of d numbers are (n, d).
 */

import { strings } from "../../strings/models.js";

/** @typedef {{data: Float32Array, shape: number[]}} Tensor */
/** @type {(data: Float32Array, ...shape: number[]) => Tensor} */
export const tensor = (data, ...shape) => ({ data, shape });
export const zeros = (...shape) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), ...shape);

/** Rows from..to of x, copied: (n, d) -> (to - from, d). */
export const rows = (x, from, to) => tensor(x.data.slice(from * x.shape[1], to * x.shape[1]), to - from, x.shape[1]);

/** Row i of x: (n, d) -> (1, d) */
export const row = (x, i) => rows(x, i, i + 1);

/** The rows of a above those of b: (n, d), (m, d) -> (n + m, d). */
export function stack(a, b) {
  const joined = zeros(a.shape[0] + b.shape[0], a.shape[1]);
  joined.data.set(a.data);
  joined.data.set(b.data, a.data.length);
  return joined;
}

/** Columns from..to of x, copied: (n, d) -> (n, to - from). */
export function columns(x, from, to) {
  const [n, d] = x.shape, y = zeros(n, to - from);
  for (let i = 0; i < n; i++) y.data.set(x.data.subarray(i * d + from, i * d + to), i * (to - from));
  return y;
}

/** (n, d) -> (d, n) */
export function transpose(x) {
  const [n, d] = x.shape, y = zeros(d, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) y.data[j * n + i] = x.data[i * d + j];
  return y;
}

/** Looks ids up in the table E: (V, d) -> (n, d). */
export function embed(E, ids) {
  const d = E.shape[1], y = zeros(ids.length, d);
  ids.forEach((id, i) => y.data.set(E.data.subarray(id * d, (id + 1) * d), i * d));
  return y;
}

/** Sum of two tensors of one shape. */
export function add(x, y) {
  const sum = zeros(...x.shape);
  for (let i = 0; i < x.data.length; i++) sum.data[i] = x.data[i] + y.data[i];
  return sum;
}

/**
 * x Wᵀ + b: (n, d) (m, d)ᵀ + (m) -> (n, m), W as PyTorch's Linear keeps it. Most time is spent here, so four
 * rows of x meet three of W at once: each number fetched is used more than once. A single row is handled separately.
 */
export function linear(x, W, b) {
  const [n, d] = x.shape, m = W.shape[0], y = zeros(n, m), X = x.data, w = W.data, Y = y.data;
  let i = 0;
  for (; i + 1 < n; i += 4) {
    const [i1, i2, i3] = [i + 1, i + 2, i + 3].map((row) => Math.min(row, n - 1)); // at the end the last row repeats
    const p0 = i * d, p1 = i1 * d, p2 = i2 * d, p3 = i3 * d, o0 = i * m, o1 = i1 * m, o2 = i2 * m, o3 = i3 * m;
    for (let j = 0; j < m; j += 3) {
      const j1 = Math.min(j + 1, m - 1), j2 = Math.min(j + 2, m - 1), q0 = j * d, q1 = j1 * d, q2 = j2 * d;
      let a0 = 0, a1 = 0, a2 = 0, b0 = 0, b1 = 0, b2 = 0, c0 = 0, c1 = 0, c2 = 0, d0 = 0, d1 = 0, d2 = 0;
      for (let t = 0; t < d; t++) {
        const w0 = w[q0 + t], w1 = w[q1 + t], w2 = w[q2 + t], x0 = X[p0 + t], x1 = X[p1 + t], x2 = X[p2 + t], x3 = X[p3 + t];
        a0 += x0 * w0; b0 += x1 * w0; c0 += x2 * w0; d0 += x3 * w0;
        a1 += x0 * w1; b1 += x1 * w1; c1 += x2 * w1; d1 += x3 * w1;
        a2 += x0 * w2; b2 += x1 * w2; c2 += x2 * w2; d2 += x3 * w2;
      }
      Y[o0 + j] = a0; Y[o1 + j] = b0; Y[o2 + j] = c0; Y[o3 + j] = d0;
      Y[o0 + j1] = a1; Y[o1 + j1] = b1; Y[o2 + j1] = c1; Y[o3 + j1] = d1;
      Y[o0 + j2] = a2; Y[o1 + j2] = b2; Y[o2 + j2] = c2; Y[o3 + j2] = d2;
    }
  }
  for (; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let t = 0, p = i * d, q = j * d; t < d; t++) sum += X[p + t] * w[q + t];
      Y[i * m + j] = sum;
    }
  }
  if (b) for (let o = 0; o < n; o++) for (let j = 0; j < m; j++) Y[o * m + j] += b.data[j];
  return y;
}

/**
 * Each row to mean 0 and variance 1, then gain and bias (LayerNorm, Ba 2016, arXiv 1607.06450). Without a bias, the mean
 * isn't subtracted, and the mean square takes the variance's place (RMSNorm, Zhang & Sennrich 2019, arXiv 1910.07467). (n, d) -> (n, d)
 */
export function norm(x, gain, bias, epsilon) {
  const [n, d] = x.shape, y = zeros(n, d);
  for (let i = 0; i < n; i++) {
    const values = x.data.subarray(i * d, (i + 1) * d), mean = bias ? values.reduce((a, b) => a + b, 0) / d : 0;
    const scale = 1 / Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / d + epsilon);
    for (let j = 0; j < d; j++) y.data[i * d + j] = (values[j] - mean) * scale * gain.data[j] + (bias ? bias.data[j] : 0);
  }
  return y;
}

/** Scores to weights that add up to 1, in place; a score of -Infinity gets the weight 0. */
export function softmax(scores) {
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let j = 0; j < scores.length; j++) sum += scores[j] = Math.exp(scores[j] - top);
  for (let j = 0; j < scores.length; j++) scores[j] /= sum;
  return scores;
}

const tanh = (z) => 1 - 2 / (Math.exp(2 * z) + 1); // a third of Math.tanh's time
/** The error function within 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26). */
function erf(z) {
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(z) * (1 - series * Math.exp(-z * z));
}
const ACTIVATIONS = { // by the names that config.json uses; GELU: Hendrycks & Gimpel 2016, arXiv 1606.08415
  gelu: (z) => 0.5 * z * (1 + erf(z / Math.SQRT2)),
  gelu_new: (z) => 0.5 * z * (1 + tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
  relu: (z) => Math.max(0, z),
  silu: (z) => z / (1 + Math.exp(-z)),
  relu2: (z) => Math.max(0, z) ** 2,
  tanh,
};

/** Applies the activation that config.json names to every number. */
export function activate(x, name) {
  const f = ACTIVATIONS[name];
  if (!f) throw new Error(strings.noActivation(name, Object.keys(ACTIVATIONS)));
  const y = zeros(...x.shape);
  for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i]);
  return y;
}
