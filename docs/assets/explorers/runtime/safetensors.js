/** Reads a safetensors file: 8 bytes length, a JSON header, then the numbers (huggingface.co/docs/safetensors). */

import { strings } from "../../strings/models.js";

/**
 * @param {ArrayBuffer} file the whole file
 * @returns {Object<string, {data: any, shape: number[]}>} every tensor by its name, floats widened to 32 bits; 8-bit integers
 *   stay as they are, for quantized.js
 * @throws {Error} one sentence if the file isn't a whole safetensors file
 */
export function readSafetensors(file) {
  const length = file.byteLength < 8 ? Infinity : Number(new DataView(file).getBigUint64(0, true));
  if (length > file.byteLength - 8) throw new Error(strings.notSafetensors);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  /** @type {Object<string, {data: any, shape: number[]}>} */
  const tensors = {};
  delete header.__metadata__;
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(header)) {
    if (8 + length + end > file.byteLength) throw new Error(strings.endsEarly(name));
    const bytes = file.slice(8 + length + start, 8 + length + end); // a copy, since offsets need not be aligned
    if (dtype === "F32") tensors[name] = { data: new Float32Array(bytes), shape };
    else if (dtype === "F16") tensors[name] = { data: Float32Array.from(new Uint16Array(bytes), (bits) => HALVES[bits]), shape };
    else if (dtype === "U8") tensors[name] = { data: new Uint8Array(bytes), shape };
    else if (dtype === "I8") tensors[name] = { data: new Int8Array(bytes), shape };
    else throw new Error(strings.dtype(name, dtype));
  }
  return tensors;
}

/** Returns the number that 16 bits encode: 1 sign, 5 exponent, 10 fraction (IEEE 754 binary16). */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24; // zero and the numbers too small for a leading 1
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const HALVES = Float32Array.from({ length: 1 << 16 }, (_, bits) => half(bits)); // a lookup table, since a model has a million of them
