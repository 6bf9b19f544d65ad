/** The pictures of transfer-explorer: a map of definitions, and the question's columns. Places are in the drawing's units. */

import { number, svg } from "../shared/parts.js";
import { strings } from "../strings/transfer-explorer.js";

export const MAP = { wide: 320, high: 212, edge: 12 }; // edge: kept free of held-out points
const COLUMNS = { wide: 320, high: 142, left: 30, low: 110, top: 10, most: 120 }; // most: right answers at the upper end of the axis

const around = (count, radius, turn) => ([x, y], size) => `M${Array.from({ length: count }, (_, i) => {
  const angle = turn + (2 * Math.PI * i) / count;
  return `${(x + radius * size * Math.cos(angle)).toFixed(1)} ${(y + radius * size * Math.sin(angle)).toFixed(1)}`;
}).join("L")}Z`;
const circle = ([x, y], r) => `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
/** The kinds that a map can show, each with a color's name and a shape: a function of its center and half its width. */
export const KINDS = {
  animal: ["encoder", circle],
  person: ["decoder", around(3, 1.25, -Math.PI / 2)],
  act: ["cross", around(4, 1.2, Math.PI / 4)],
  plant: ["value", around(4, 1.3, 0)],
  communication: ["query", around(3, 1.25, Math.PI / 2)],
  artifact: ["plain", around(6, 1.1, 0)],
};

/** A kind's shape: filled, or only its outline. */
export const mark = (kind, at, { size = 4.2, filled = true } = {}) => {
  const [role, shape] = KINDS[kind];
  return svg("path", { d: shape(at, size), class: `ln-${filled ? "fill" : "line"}-${role}`, "stroke-width": filled ? null : 1.6 });
};

/**
 * Places points in the drawing: both axes on the same scale, so distances are true.
 * @param {number[][]} points of the plane that must be inside
 * @returns {(point: number[]) => number[]} a point of the plane -> its place; with .back, a place -> its point
 */
export function fitting(points) {
  const { wide, high, edge } = MAP, spans = [0, 1].map((j) => [Math.min(...points.map((point) => point[j])), Math.max(...points.map((point) => point[j]))]);
  const unit = Math.min((wide - 2 * edge) / (spans[0][1] - spans[0][0]), (high - 2 * edge) / (spans[1][1] - spans[1][0]));
  const middle = spans.map(([least, most]) => (least + most) / 2);
  const fit = ([x, y]) => [wide / 2 + (x - middle[0]) * unit, high / 2 - (y - middle[1]) * unit];
  return Object.assign(fit, { back: ([x, y]) => [middle[0] + (x - wide / 2) / unit, middle[1] - (y - high / 2) / unit] });
}

/**
 * A map.
 * @param {Object} options label: what a screen reader says; areas: [kind, polygon] each; points: { at, kind, right: whether the head's
 *     answer is right, labeled: whether the head learned from it }; chosen: the place of the chosen one
 * @returns {SVGElement} not an image as a whole, so that a grip can be added
 */
export function mapDrawing({ label, areas, points, chosen }) {
  const { wide, high } = MAP, inside = ([x, y]) => [Math.min(wide - 5, Math.max(5, x)), Math.min(high - 5, Math.max(5, y))];
  const many = points.filter(({ labeled }) => labeled).length > 60;
  const held = points.filter(({ labeled }) => !labeled), learned = points.filter(({ labeled }) => labeled);
  return svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "explorer__drawing explorer__features" },
    svg("g", { role: "img", "aria-label": label },
      ...areas.filter(([, polygon]) => polygon.length).map(([kind, polygon]) => svg("polygon", {
        points: polygon.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" "), class: `ln-fill-${KINDS[kind][0]}`, "fill-opacity": 0.16 })),
      ...areas.filter(([, polygon]) => polygon.length).map(([, polygon]) => svg("polygon", {
        points: polygon.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" "), class: "ln-line-plain", "stroke-width": 2 })),
      svg("rect", { x: 0.5, y: 0.5, width: wide - 1, height: high - 1, class: "ln-axis" }),
      ...held.map(({ at, kind, right }) => mark(kind, at, { filled: right })),
      ...learned.flatMap(({ at, kind }) => [
        mark(kind, inside(at), { size: many ? 2.6 : 4.2 }),
        svg("path", { d: circle(inside(at), many ? 4.5 : 8), class: "explorer__ring", "stroke-width": many ? 0.8 : 1.6, "stroke-opacity": many ? 0.5 : 1 })]),
      ...(chosen ? [svg("path", { d: circle(chosen, 12), class: "ln-line-focus", "stroke-width": 3 })] : []),
      ...areas.filter(([, polygon]) => polygon.length).flatMap(([kind, polygon]) => {
        const name = strings.kinds[kind], room = roomFor(polygon, points.map(({ at }) => at), 4.4 * name.length);
        return room ? [svg("text", { x: room[0], y: room[1] + 5, "text-anchor": "middle", "font-size": 15, class: "ln-text-strong explorer__halo" }, name)] : [];
      })));
}

/**
 * Where the name of an area goes: where it fits into the area and the points leave the most room; null if it fits nowhere.
 * @param {number[][]} polygon the area, convex
 * @param {number[][]} taken the places of the points
 * @param {number} half of the name's width
 */
function roomFor(polygon, taken, half) {
  const { wide, high } = MAP, turns = ([x, y]) => polygon.map(([right, down], i) => {
    const [left, up] = polygon.at(i - 1);
    return (right - left) * (y - up) - (down - up) * (x - left);
  });
  const fits = ([x, y]) => [[-half, -9], [half, -9], [half, 9], [-half, 9]].every(([right, down]) => {
    const sides = turns([x + right, y + down]);
    return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
  });
  let best = null, most = -1;
  for (let x = half + 4; x < wide - half; x += 12) {
    for (let y = 13; y < high - 10; y += 12) {
      if (!fits([x, y])) continue;
      let room = Math.min(y, high - y) ** 2; // of squared distances
      for (const [left, up] of taken) room = Math.min(room, Math.max(0, Math.abs(left - x) - half) ** 2 + (up - y) ** 2);
      if (room > most) [best, most] = [[x, y], room];
    }
  }
  return best;
}

/** The middle of a column and of the line at that height: where the ring of the question is. */
export const columnPlace = (at, count, amount) => {
  const { wide, left, low, top, most } = COLUMNS;
  return [left + ((wide - left) * (at + 0.5)) / count, low - ((low - top) * amount) / most];
};

/** The column at a place, 0 to count − 1. */
export const columnAt = ([x], count) => Math.min(count - 1, Math.max(0, Math.floor(((x - COLUMNS.left) * count) / (COLUMNS.wide - COLUMNS.left))));

/**
 * The question's columns: right answers of the untrained network by number of labels, once they may be seen, and the line to reach.
 * @param {Object} options label; sizes: the columns' names; goal: right answers at the line; means: right answers of each column, or null;
 *     guess: the number of the guessed column, or -1
 */
export function columnsDrawing({ label, sizes, goal, means, guess }) {
  const { wide, high, left, low } = COLUMNS, count = sizes.length, room = (wide - left) / count, line = columnPlace(0, count, goal)[1];
  const bars = (means ?? []).map((mean, at) => ({ mean, x: columnPlace(at, count, mean)[0], y: columnPlace(at, count, mean)[1] }));
  return svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "explorer__drawing explorer__vectors" }, svg("g", { role: "img", "aria-label": label },
    ...[0, 40, 80, 120].flatMap((amount) => {
      const y = columnPlace(0, count, amount)[1];
      return [svg("line", { class: "ln-axis", x1: left, x2: wide, y1: y, y2: y }), svg("text", { x: left - 5, y: y + 5, "font-size": 13, "text-anchor": "end", class: "ln-text-muted" }, number(amount))];
    }),
    ...sizes.map((size, at) => svg("text", { x: columnPlace(at, count, 0)[0], y: low + 18, "font-size": 14, "text-anchor": "middle", class: "ln-text" }, number(size))),
    ...bars.map(({ x, y }) => svg("rect", { "data-column": true, x: x - room * 0.3, y, width: room * 0.6, height: low - y, class: "ln-fill-key" })),
    svg("line", { x1: left, x2: wide, y1: line, y2: line, class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "6 4" }),
    ...bars.map(({ x, y, mean }) => svg("text", { x, y: y - 5, "font-size": 14, "text-anchor": "middle", class: "ln-text-strong explorer__halo" }, number(mean, 0))),
    svg("text", { x: left + 4, y: line - 20, "font-size": 14, class: "ln-text-strong explorer__halo" }, strings.goal(number(goal, 0))),
    ...(guess >= 0 ? [svg("circle", { cx: columnPlace(guess, count, goal)[0], cy: means ? low + 13 : line, r: means ? 16 : 11, class: "explorer__ring", "stroke-width": 3.5 })] : [])));
}
