/** The picture of patch-explorer: a table of scores as a square, to a scale that stays; a row and a column for each position. */

import { svg } from "../shared/parts.js";
import { handle } from "./guessing.js";

const TOP = 44, FOOT = 32, EDGE = 14, LETTER = 7.7; // pixels above the square, below it, beside it for the handle, and of a character at 15 pixels

/**
 * @param {Object} given wide: pixels; most: positions that would fill the picture; positions; other: { positions, name } of the square to
 *     compare with; at: the position whose row and column are shown, or null; title, size: lines above; guess: { positions, text, held }
 *     or null; label: for a screen reader
 * @returns {{drawing: SVGElement, show: Function, positionsAt: Function}} show(positions) draws the square of another size; positionsAt([x, y])
 *     is the side of the square with this corner
 */
export function scoreSquare({ wide, most, positions, other, at, title, size, guess, label }) {
  const room = wide - 2 * EDGE, side = (count) => (room * count) / most, left = EDGE;
  const text = (x, y, words, more = {}) => svg("text", { x, y, "font-size": 15, class: "ln-text", ...more }, words);
  const box = (count, attributes) => svg("rect", { x: left, y: TOP, width: side(count), height: side(count), ...attributes });
  const now = box(positions, { class: "ln-soft-query", "stroke-width": 2 }), copies = svg("path", { class: "ln-line-query", "stroke-width": 1, "stroke-opacity": 0.7 });
  const chosen = svg("path", { class: "ln-line-focus", "stroke-width": 2 });
  const show = (count) => {
    for (const name of ["width", "height"]) now.setAttribute(name, side(count).toFixed(1));
    const end = side(count), step = side(other.positions), lines = [];
    for (let line = step; line < end - 1; line += step) lines.push(`M${left + line} ${TOP}v${end}M${left} ${TOP + line}h${end}`);
    copies.setAttribute("d", lines.join(""));
    const along = at === null ? 0 : side(at + 0.5);
    chosen.setAttribute("d", at === null || along > end ? "" : `M${left} ${TOP + along}h${end}M${left + along} ${TOP}v${end}`);
  };
  show(positions);
  const shapes = [now, copies, chosen];
  if (other.positions !== positions) {
    shapes.push(box(other.positions, { class: "ln-line-plain", "stroke-width": 2 }));
    const inside = side(other.positions) > other.name.length * LETTER + 8;
    shapes.push(text(left + (inside ? 5 : side(other.positions) + 6), TOP + (inside ? 19 : Math.min(side(other.positions), 19)), other.name, { class: "ln-text explorer__halo" }));
  }
  if (guess) {
    const end = side(guess.positions), low = TOP + end, half = (guess.text.length * LETTER) / 2;
    shapes.push(box(guess.positions, { class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "7 4" }),
      text(Math.min(wide - half, Math.max(half, left + end)), low + (guess.held ? 29 : 19), guess.text, { class: "ln-text-strong explorer__halo", "text-anchor": "middle" }),
      ...(guess.held ? handle(left + end, low) : []));
  }
  return { show, positionsAt: ([x, y]) => (Math.max(x - left, y - TOP) / room) * most,
    drawing: svg("svg", { viewBox: `0 0 ${wide} ${TOP + room + FOOT}`, class: "explorer__drawing explorer__curve explorer__vectors", role: "img", "aria-label": label },
      text(0, 15, title), text(0, 34, size, { class: "ln-text-strong" }), ...shapes) };
}
