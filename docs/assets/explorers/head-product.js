/** One head's matrix product as a drawing: Q (n, d_k) on the left, Kᵀ (d_k, m) above, the scores (n, m) where they meet. */

import { decimals, svg } from "../shared/parts.js";
import { strings } from "../strings/architecture-explorer.js";

const WIDE = 262, LEFT = 54, Q = 72, TOP = 54, K = 72; // units; Q: width of the queries, K: height of the keys
const ROOM = WIDE - LEFT - Q - 8 - 12; // for the scores, beside the last slanted label
const LETTERS = 8; // of a label

const cut = (word) => (word.length > LETTERS ? `${word.slice(0, LETTERS - 1)}…` : word);

/**
 * @param {Object} head rows and columns: the tokens that look and that are looked at; d_k; hidden(i, j): whether the mask hides j
 *     from i; at: [i, j], the score that is worked out; values, or nothing before a model has run: { q(i, t), k(j, t), weight(i, j) }
 * @param {Function} pointing gives the attributes of a score's cell for i and j; without them, those of their group
 */
export function productDrawing({ rows, columns, d_k, hidden, at: [row, column], values }, pointing) {
  const cell = Math.min(32, ROOM / columns.length), high = Math.min(26, 120 / rows.length), thin = Q / d_k, flat = K / d_k;
  const x0 = LEFT + Q + 8, y0 = TOP + K + 8, high0 = y0 + rows.length * high, wide = columns.length * cell;
  const label = (x, y, words, look = "ln-text", more = {}) => svg("text", { x, y, "font-size": 12.5, class: look, ...more }, words);
  const most = (count, value) => Math.max(...range(count).flatMap((i) => range(d_k).map((t) => Math.abs(value(i, t)))));
  const largest = values && { query: most(rows.length, values.q), key: most(columns.length, values.k) };
  // A number as a square: the stronger the color, the farther from zero; a negative one is grey. Zero is nothing.
  const square = (x, y, w, h, value, role) => svg("rect", { x, y, width: w, height: h,
    class: `ln-fill-${value < 0 ? "plain" : role}`, "fill-opacity": Math.abs(value) / largest[role] });
  const frame = (x, y, w, h, look) => svg("rect", { x, y, width: w, height: h, class: look, "stroke-width": 1.25 });
  const numbers = values ? [
    ...rows.flatMap((_, i) => range(d_k).map((t) => square(LEFT + t * thin, y0 + i * high + 1, thin, high - 2, values.q(i, t), "query"))),
    ...columns.flatMap((_, j) => range(d_k).map((t) => square(x0 + j * cell + 1, TOP + t * flat, cell - 2, flat, values.k(j, t), "key")))] : [];
  const cells = rows.flatMap((_, i) => columns.map((__, j) => {
    const x = x0 + j * cell, y = y0 + i * high, off = hidden(i, j), weight = values?.weight(i, j);
    return svg("g", pointing(i, j),
      svg("rect", { x: x + 1, y: y + 1, width: cell - 2, height: high - 2, class: off ? "ln-soft-masked" : "ln-line-plain explorer__cell", "stroke-width": 1 }),
      ...(weight && !off ? [svg("rect", { x: x + 1, y: y + 1, width: cell - 2, height: high - 2, class: "ln-fill-cross", "fill-opacity": weight * 0.75 })] : []),
      ...(weight === undefined || off || cell < 26 ? [] : [label(x + cell / 2, y + high / 2 + 4, decimals(weight, 2), "ln-text explorer__halo", { "text-anchor": "middle", "font-size": 11.5 })]));
  }));
  return svg("svg", { viewBox: `0 0 ${WIDE} ${high0 + 22}`, class: "explorer__drawing explorer__product" },
    ...numbers, frame(LEFT, y0, Q, rows.length * high, "ln-line-query"), frame(x0, TOP, wide, K, "ln-line-key"),
    ...rows.map((word, i) => label(LEFT - 5, y0 + i * high + high / 2 + 4, cut(word), i === row ? "ln-text-strong" : "ln-text", { "text-anchor": "end" })),
    ...columns.map((word, j) => label(0, 0, cut(word), j === column ? "ln-text-strong" : "ln-text", { transform: `translate(${x0 + j * cell + cell / 2 + 2} ${TOP - 5}) rotate(-55)` })),
    frame(LEFT - 1, y0 + row * high, Q + 2, high, "ln-line-focus explorer__picked"), frame(x0 + column * cell, TOP - 1, cell, K + 2, "ln-line-focus explorer__picked"),
    label(LEFT, y0 - 8, strings.shapeOf("Q", rows.length, d_k)), label(LEFT, TOP + 14, strings.shapeOf("Kᵀ", d_k, columns.length)),
    label(x0, high0 + 16, values ? strings.weightsBelow : strings.scoresShape(rows.length, columns.length)),
    svg("g", pointing(), ...cells),
    frame(x0 + column * cell, y0 + row * high, cell, high, "ln-line-focus explorer__picked"));
}

const range = (count) => Array.from({ length: count }, (_, index) => index);
