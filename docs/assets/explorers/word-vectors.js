/** The table of the map of words, data/words-map.safetensors: vectors for a few thousand words; lab/words_map.py makes it. */

import { readSafetensors } from "./runtime/safetensors.js";

/** The direction of a vector. */
export const unit = (vector) => {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
};
export const dot = (one, other) => one.reduce((sum, value, at) => sum + value * other[at], 0);

export class WordVectors {
  /** @param {ArrayBuffer} file */
  constructor(file) {
    const { vectors, words } = readSafetensors(file), [, width] = vectors.shape;
    this.words = new TextDecoder().decode(words.data).split("\n");
    this.at = new Map(this.words.map((word, row) => [word, row]));
    this.rows = this.words.map((_, row) => unit(Float32Array.from(vectors.data.subarray(row * width, (row + 1) * width))));
  }

  /** Fetches the table and the lists beside it; throws if one is unavailable. */
  static async load() {
    const [table, lists] = await Promise.all(["safetensors", "json"].map(async (kind) => {
      const answer = await fetch(new URL(`data/words-map.${kind}`, import.meta.url));
      if (!answer.ok) throw new Error(`${answer.status}`);
      return kind === "json" ? answer.json() : answer.arrayBuffer();
    }));
    return { table: new WordVectors(table), lists };
  }

  has = (word) => this.at.has(word);
  of = (word) => this.rows[this.at.get(word)];

  /** The words nearest to a vector, without those of a list: [{ word, cosine }], the nearest first. */
  near(vector, count, without = []) {
    const wanted = unit(vector);
    return this.rows.map((row, at) => ({ word: this.words[at], cosine: dot(row, wanted) }))
      .filter(({ word }) => !without.includes(word)).sort((one, other) => other.cosine - one.cosine).slice(0, count);
  }
}

/** Where rows are in the plane of their two principal directions: { mean, axes }; place(row) gives the two numbers. */
export function plane(rows) {
  const width = rows[0].length, mean = new Float64Array(width);
  for (const row of rows) row.forEach((value, at) => (mean[at] += value / rows.length));
  const centered = rows.map((row) => Float64Array.from(row, (value, at) => value - mean[at]));
  const axes = [];
  for (let axis = 0; axis < 2; axis++) {
    let way = Float64Array.from({ length: width }, (_, at) => Math.cos(at * (axis + 1))); // any start that isn't at a right angle to it
    for (let turn = 0; turn < 40; turn++) { // power iteration
      for (const done of axes) {
        const along = dot(way, done);
        way = way.map((value, at) => value - along * done[at]);
      }
      const sum = new Float64Array(width);
      for (const row of centered) {
        const along = dot(row, way);
        for (let at = 0; at < width; at++) sum[at] += along * row[at];
      }
      way = unit(sum);
    }
    axes.push(way);
  }
  return { place: (row) => axes.map((way) => dot(row, way) - dot(mean, way)) };
}
