/**
 * Weights kept as integers of 4 or 8 bits: 32 neighbors in a row share a scale and, with 4 bits, a minimum, so that
 * weight = scale · q (+ least). They stay that small in memory and are widened where they are used; x stays in floats.
 * src/llm_notes/publish/smollm2.py writes such tensors. The names are those of tensor.js, which does the rest.
 */

import { embed as lookUp, linear as multiply, tensor, zeros } from "./tensor.js";

const BLOCK = 32, ROWS = 96; // weights that share a scale; rows widened at a time

/**
 * @typedef {import("./tensor.js").Tensor} Tensor
 * @typedef {{shape: any, q: Uint8Array | Int8Array, scale: Float32Array, least: Float32Array | undefined}} Quantized
 *   shape: (m, d); q: (m, d) whole numbers, with 4 bits (m, d/2): of a block's 16 bytes, byte i has weight i in its low half
 *   and weight i + 16 in its high half; scale, least: (m, d/32)
 */

/**
 * All weights of a model from the parts of its file.
 * @param {Object<string, {data: any, shape: number[]}>[]} parts what readSafetensors returned for each; a tensor that is in several is
 *   their rows, one part below the other
 * @returns {Object<string, Tensor | Quantized>} each weight by its name
 */
export function assemble(parts) {
  const found = {};
  /** @type {Object<string, Tensor | Quantized>} */
  const weights = {};
  for (const part of parts) for (const [name, slice] of Object.entries(part)) (found[name] ??= []).push(slice);
  for (const name of Object.keys(found)) found[name] = joined(found[name]);
  for (const [name, { data, shape: [m, d] }] of Object.entries(found)) {
    if (/\.(scale|least)$/.test(name)) continue;
    const scale = found[`${name}.scale`]?.data, least = found[`${name}.least`]?.data;
    weights[name] = scale ? { shape: [m, least ? 2 * d : d], q: data, scale, least } : found[name];
  }
  return weights;
}

function joined(slices) {
  if (slices.length === 1) return slices[0];
  const [{ data, shape: [, d] }] = slices, rows = slices.reduce((sum, { shape }) => sum + shape[0], 0);
  const whole = new data.constructor(rows * d);
  let at = 0;
  for (const slice of slices) {
    whole.set(slice.data, at);
    at += slice.data.length;
  }
  return { data: whole, shape: [rows, d] };
}

/** Rows from..to of W as floats: (to - from, d). @param {Quantized} W */
export function widen({ shape: [, d], q, scale, least }, from, to) {
  const rows = zeros(to - from, d), w = rows.data, first = from * d;
  for (let i = 0; i < w.length; i += BLOCK) {
    const place = first + i, s = scale[place / BLOCK];
    if (!least) for (let t = 0; t < BLOCK; t++) w[i + t] = s * q[place + t];
    else {
      const l = least[place / BLOCK];
      for (let t = 0, byte = place / 2; t < 16; t++, byte++) {
        w[i + t] = s * (q[byte] & 15) + l;
        w[i + t + 16] = s * (q[byte] >> 4) + l;
      }
    }
  }
  return rows;
}

/** Looks ids up in the table E: (V, d) -> (n, d). @param {Tensor | Quantized} E */
export function embed(E, ids) {
  if (!("q" in E)) return lookUp(E, ids);
  const d = E.shape[1], y = zeros(ids.length, d);
  ids.forEach((id, i) => y.data.set(widen(E, id, id + 1).data, i * d));
  return y;
}

/** x Wᵀ: (n, d) (m, d)ᵀ -> (n, m). @param {Tensor} x @param {Tensor | Quantized} W */
export function linear(x, W) {
  if (!("q" in W)) return multiply(x, W);
  if (x.shape[0] === 1) return W.least ? oneBy4(x, W) : oneBy8(x, W);
  const [n] = x.shape, [m] = W.shape, y = zeros(n, m);
  for (let from = 0; from < m; from += ROWS) { // what is widened is used for all rows of x, then dropped
    const to = Math.min(from + ROWS, m), part = multiply(x, widen(W, from, to)).data;
    for (let i = 0; i < n; i++) y.data.set(part.subarray(i * (to - from), (i + 1) * (to - from)), i * m + from);
  }
  return y;
}

/** One row of x and 8 bits: in a block, Σ x · scale · q is scale · Σ x · q. Four rows of W at once use each number of x four times. */
function oneBy8({ data }, { shape: [m, d], q, scale }) {
  const x = Float64Array.from(data), y = new Float32Array(m);
  for (let j = 0; j < m; j += 4) {
    const last = m - 1, r1 = Math.min(j + 1, last), r2 = Math.min(j + 2, last), r3 = Math.min(j + 3, last); // at the end, the last row repeats
    let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
    for (let t = 0; t < d; t += BLOCK) {
      const p0 = j * d + t, p1 = r1 * d + t, p2 = r2 * d + t, p3 = r3 * d + t;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let i = 0; i < BLOCK; i++) {
        const value = x[t + i];
        s0 += value * q[p0 + i]; s1 += value * q[p1 + i]; s2 += value * q[p2 + i]; s3 += value * q[p3 + i];
      }
      a0 += scale[p0 >> 5] * s0; a1 += scale[p1 >> 5] * s1; a2 += scale[p2 >> 5] * s2; a3 += scale[p3 >> 5] * s3;
    }
    y[j] = a0; y[r1] = a1; y[r2] = a2; y[r3] = a3;
  }
  return tensor(y, 1, m);
}

/** The same with 4 bits: Σ x · (scale · q + least) is scale · Σ x · q + least · Σ x. Two rows of W at once. */
function oneBy4({ data }, { shape: [m, d], q, scale, least }) {
  const x = Float64Array.from(data), sums = new Float64Array(d / BLOCK), y = new Float32Array(m);
  for (let t = 0; t < d; t++) sums[t >> 5] += x[t];
  for (let j = 0; j < m; j += 2) {
    const next = Math.min(j + 1, m - 1);
    let a = 0, b = 0;
    for (let t = 0; t < d; t += BLOCK) {
      const p = (j * d + t) >> 1, r = (next * d + t) >> 1;
      let u = 0, v = 0;
      for (let i = 0; i < 16; i++) {
        const low = x[t + i], high = x[t + 16 + i], byte = q[p + i], other = q[r + i];
        u += low * (byte & 15) + high * (byte >> 4);
        v += low * (other & 15) + high * (other >> 4);
      }
      a += scale[p >> 4] * u + least[p >> 4] * sums[t >> 5];
      b += scale[r >> 4] * v + least[r >> 4] * sums[t >> 5];
    }
    y[j] = a; y[next] = b;
  }
  return tensor(y, 1, m);
}
