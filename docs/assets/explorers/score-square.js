/** The picture of patch-explorer: a table of scores as a square, on a fixed scale; a row and a column for each position. */

import { svg } from "../shared/parts.js";
import { handle } from "./guessing.js";

export const TOP = 12; // pixels above the square, for the line of colors
const LEFT = 12, RIGHT = 2, FEET = [26, 40], LETTER = 7.7; // pixels to the left of it, to the right, below it (with one or two lines), and of a 15 px character
const ROOMY = 230; // from this width on, both parts of the key fit on one line
const LINE = 8; // height of the line of colors along an edge
const SMALLEST = 24; // side of a copy with room for its number

/**
 * @param {Object} given wide: pixels; most: positions that would fill the picture; positions; other: { positions, name } of the square to
 *     compare with; at: the position whose row is shown, from 0, or null; to: the one whose column is, or undefined; line: an image of all positions in a row, for the edges, or null;
 *     guess: { positions, text, held } or null; row(position): what the line of the row is called, or null; label: for a screen reader
 * @returns {{drawing: SVGElement, show: Function, light: Function, positionsAt: Function, cellAt: Function}} show(positions) draws the square of
 *     another size; light(at, to) shows another row and column; positionsAt([x, y]) is the side of the square with this corner, and
 *     cellAt([x, y]) the row and the column of a place in the square, or undefined
 */
export function scoreSquare({ wide, most, positions, other, at, to, line, guess, row: rowName, label }) {
  const room = wide - LEFT - RIGHT, side = (count) => (room * count) / most, left = LEFT;
  const text = (x, y, words, more = {}) => svg("text", { x, y, "font-size": 15, class: "ln-text", ...more }, words);
  const box = (count, attributes) => svg("rect", { x: left, y: TOP, width: side(count), height: side(count), ...attributes });
  const now = box(positions, { class: "ln-soft-query", "stroke-width": 2 }), copies = svg("path", { class: "ln-line-query", "stroke-width": 1, "stroke-opacity": 0.7 });
  const first = box(other.positions, { class: "ln-fill-query", "fill-opacity": 0.5 }), numbers = svg("g", { "aria-hidden": "true" });
  const every = svg("path", { class: "ln-fill-query", "fill-opacity": 0.16 }); // every second copy, as on a chessboard
  // As the patch is marked in the picture and in the line.
  const [chosen, across] = [{}, { "stroke-dasharray": "4 3" }].map((more) => ["explorer__lamp--edge", "explorer__lamp"].map((name) => svg("path", { class: name, ...more })));
  const named = text(0, 0, "", { "font-size": 12, class: "ln-text-strong explorer__halo" }), crossing = svg("circle", { r: 5, class: "explorer__handle" });
  let drawn = positions;
  const light = (row, column) => {
    const end = side(drawn), way = (position) => (position === null || position === undefined || position >= drawn ? undefined : side(position + 0.5)), [down, right] = [way(row), way(column)];
    for (const one of chosen) one.setAttribute("d", down === undefined ? "" : `M${left} ${TOP + down}h${end}`);
    for (const one of across) one.setAttribute("d", right === undefined ? "" : `M${left + right} ${TOP}v${end}`);
    named.textContent = down === undefined || !rowName ? "" : rowName(row);
    // Above the line's end, where there is room, or else beside the square.
    const inside = end > 2 * LETTER * named.textContent.length;
    named.setAttribute("text-anchor", inside ? "end" : "start");
    named.setAttribute("x", left + (inside ? end - 4 : Math.max(end, side(other.positions)) + 6));
    const step = side(other.positions), counted = end / step > 1.9 && step >= SMALLEST; // then there are numbers in the middle of each copy
    const shift = inside ? [-5, -10, 15, 20].find((by) => down + by > 10 && (!counted || Math.abs((((down + by - 4.5) / step) % 1) - 0.5) * step > 11)) : 5;
    named.setAttribute("y", TOP + (down ?? 0) + (shift ?? -5));
    crossing.setAttribute("visibility", down === undefined || right === undefined ? "hidden" : "visible");
    crossing.setAttribute("cx", left + (right ?? 0));
    crossing.setAttribute("cy", TOP + (down ?? 0));
  };
  const edges = line ? [{}, { transform: "matrix(0 1 1 0 0 0)" }].map((turned) => svg("image", { x: 0, y: -LINE - 3, height: LINE, href: line, preserveAspectRatio: "none", ...turned })) : [];
  const show = (count) => {
    const end = side(count), step = side(other.positions), lines = [], whole = Math.floor(end / step + 0.02);
    for (const name of ["width", "height"]) now.setAttribute(name, end.toFixed(1));
    for (const edge of edges) edge.setAttribute("width", end.toFixed(1));
    for (let mark = step; mark < end - 1; mark += step) lines.push(`M${left + mark} ${TOP}v${end}M${left} ${TOP + mark}h${end}`);
    copies.setAttribute("d", lines.join(""));
    first.setAttribute("visibility", whole > 1 ? "visible" : "hidden");
    const squares = Array.from({ length: whole > 1 ? whole * whole : 0 }, (_, index) => [index % whole, Math.floor(index / whole)]);
    every.setAttribute("d", squares.filter(([column, row]) => (column + row) % 2 === 0).map(([column, row]) => `M${left + column * step} ${TOP + row * step}h${step}v${step}h${-step}z`).join(""));
    // How many copies of the other square fit: they are counted.
    numbers.replaceChildren(...(step >= SMALLEST ? squares.map(([column, row], index) =>
      text(left + (column + 0.5) * step, TOP + (row + 0.5) * step + 5, String(index + 1), { "text-anchor": "middle", "font-size": 14, class: "ln-text explorer__halo" })) : []));
    drawn = count;
    light(at, to);
  };
  show(positions);
  const shapes = [now, every, first, copies, ...chosen, ...across, numbers, crossing, named, svg("g", { transform: `translate(${left} ${TOP})` }, ...edges)];
  // Below the square: which is the other one, and which the guess.
  let keyed = TOP + Math.max(side(positions), other.positions > positions ? side(other.positions) : 0, guess ? side(guess.positions) : 0) + 7, beside = left;
  const key = (sample, words) => {
    shapes.push(sample(beside, keyed), text(beside + 20, keyed + 11, words, { "font-size": 13 }));
    if (wide < ROOMY) keyed += 16;
    else beside += wide / 2 - 4;
  };
  if (other.positions > positions) shapes.push(box(other.positions, { class: "ln-line-plain", "stroke-width": 2 }));
  if (other.positions !== positions) key((x, y) => svg("rect", { x: x + 1, y, width: 12, height: 12, ...(other.positions > positions ? { class: "ln-line-plain", "stroke-width": 2 } : { class: "ln-fill-query", "fill-opacity": 0.5 }) }), other.name);
  if (guess) {
    const dashed = { class: "explorer__dashes", "stroke-width": 2.5, "stroke-dasharray": "6 3" }, end = side(guess.positions);
    shapes.push(box(guess.positions, dashed));
    if (guess.held) shapes.push(text(Math.min(wide - (guess.text.length * LETTER) / 2, Math.max((guess.text.length * LETTER) / 2, left + end)), TOP + end + 25, guess.text, { class: "ln-text-strong explorer__halo", "text-anchor": "middle" }), ...handle(left + end, TOP + end));
    else key((x, y) => svg("path", { d: `M${x} ${y + 6}h15`, ...dashed }), guess.text);
  }
  const cellAt = ([x, y]) => {
    const cell = [y - TOP, x - left].map((value) => Math.floor((value / room) * most));
    return cell.every((value) => value >= 0 && value < positions) ? cell : undefined;
  };
  return { show, light, cellAt, positionsAt: ([x, y]) => (Math.max(x - left, y - TOP) / room) * most,
    drawing: svg("svg", { viewBox: `0 0 ${wide} ${TOP + room + FEET[wide < ROOMY ? 1 : 0]}`, class: "explorer__drawing explorer__curve explorer__vectors", role: "img", "aria-label": label }, ...shapes) };
}
