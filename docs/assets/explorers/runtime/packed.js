/**
 * Reads matrices that lab/childhood.py stores in 3 or 4 bits per weight: neighbors in a row share a scale and a minimum, and
 * weight = least + scale · level. They are widened once, while a model is loaded.
 */

const BLOCK = 128; // weights that share a scale

/**
 * @param {Object<string, {data: any, shape: number[]}>} tensors what readSafetensors returned. X.packed: levels, bit by bit, the lowest
 *   first; X.scale and X.least: (n, m / BLOCK)
 * @returns {Object<string, {data: any, shape: number[]}>} the same with X (n, m) instead of each three; all others unchanged
 */
export function unpacked(tensors) {
  return Object.fromEntries(Object.entries(tensors).flatMap(([key, tensor]) => {
    const name = key.replace(/\.(packed|scale|least)$/, ""), scale = tensors[`${name}.scale`], least = tensors[`${name}.least`];
    if (!tensors[`${name}.packed`]) return [[key, tensor]];
    if (!key.endsWith(".packed")) return [];
    const { data: bytes } = tensor, data = new Float32Array(scale.data.length * BLOCK), bits = (bytes.length * 8) / data.length;
    for (let i = 0; i < data.length; i++) {
      const at = i * bits, two = bytes[at >> 3] | (bytes[(at >> 3) + 1] << 8); // the levels of 3 bits cross from byte to byte
      data[i] = least.data[Math.floor(i / BLOCK)] + scale.data[Math.floor(i / BLOCK)] * ((two >> (at & 7)) & (2 ** bits - 1));
    }
    return [[name, { data, shape: [scale.shape[0], scale.shape[1] * BLOCK] }]];
  }));
}
