/** The picture of <sense-explorer>: each choice splits every branch, and the front of the branches is at their number, on a log scale. */

import { svg } from "../shared/parts.js";
import { strings } from "../strings/sense-explorer.js";

const LEFT = 6, RIGHT = 14, TOP = 62, HIGH = 176, LOW = TOP + HIGH;
const MOST = 1500, APART = 300; // branches drawn one by one; where there are more, that many fans; beyond, no gaps are visible
const INK = 0.55; // the part of the height that branches cover where they are closest

/** One fork's branches as the data of a path: each of `parents` points splits into `times`. */
function fork(from, to, parents, times) {
  const middle = (from + to) / 2, count = parents * times, y = (at, of) => (TOP + (HIGH * (at + 0.5)) / of).toFixed(1);
  return Array.from({ length: count }, (_, at) => `M${from} ${y(Math.floor(at / times), parents)}C${middle} ${y(Math.floor(at / times), parents)} ${middle} ${y(at, count)} ${to} ${y(at, count)}`).join("");
}

/** The same as surfaces, one opening from each parent, for branches too many to draw. */
function fans(from, to, parents) {
  const middle = (from + to) / 2, edge = (at) => (TOP + (HIGH * at) / parents).toFixed(1);
  if (parents > APART) return `M${from} ${TOP}H${to}V${LOW}H${from}Z`;
  return Array.from({ length: parents }, (_, at) => `M${from} ${edge(at + 0.5)}C${middle} ${edge(at + 0.5)} ${middle} ${edge(at)} ${to} ${edge(at)}V${edge(at + 1)}C${middle} ${edge(at + 1)} ${middle} ${edge(at + 0.5)} ${from} ${edge(at + 0.5)}Z`).join("");
}

/**
 * @param {Object} options factors: [{ name, times, trees }]; wide: pixels; decades: the scale ends at this power of ten; label: the
 *     product as text; says: the picture in words; guess: { power: its power of ten, text, held: whether it can be dragged } or undefined
 * @returns {SVGElement} with .scale.powerAt(x), the power of ten at a place
 */
export function branches({ factors, wide, decades, label, says, guess }) {
  const room = wide - LEFT - RIGHT, across = (power) => Number((LEFT + (room * Math.min(power, decades)) / decades).toFixed(1));
  const text = (x, y, words, kind = "ln-text-muted", anchor = "middle") => svg("text", { x, y, "font-size": 15, "text-anchor": anchor, class: kind }, words);
  let count = 1, one = 0; // so far: branches, and which of them is the thick one
  const levels = [], names = [], thick = [];
  factors.forEach(({ name, times, trees }, level) => {
    const from = across(Math.log10(count)), to = across(Math.log10(count * times)), role = trees ? "value" : "query";
    if (times > 1 && to > from) {
      const next = count * times <= 1e15 ? one * times + Math.floor(times * 0.6) : one;
      const lines = count * times <= MOST;
      levels.push(svg("g", { "data-level": level }, lines
        ? svg("path", { d: fork(from, to, count, times), class: `ln-line-${role}`, "stroke-width": Math.min(1.6, (INK * HIGH) / (count * times)).toFixed(2) })
        : svg("path", { d: fans(from, to, count), class: `ln-fill-${role}`, "fill-opacity": INK })));
      const [y, then] = [[one, count], [next, count * times]].map(([at, of]) => (TOP + (HIGH * (at + 0.5)) / of).toFixed(1));
      thick.push(`${thick.length ? "" : `M${from} ${y}`}C${(from + to) / 2} ${y} ${(from + to) / 2} ${then} ${to} ${then}`);
      const fits = (words) => words.length * 7.6 < to - from, middle = (from + to) / 2, short = strings.times(times);
      if (fits(name)) names.push(text(middle, 37, name, "ln-text"));
      if (fits(short)) names.push(text(middle, 54, short));
      one = next;
    }
    count *= times;
  });
  const front = across(Math.log10(count)), marks = strings.ticks.filter(({ wide: needed = 0 }) => wide >= needed);
  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${LOW + 48}`, class: "explorer__drawing explorer__curve", role: "img", "aria-label": says },
    ...Array.from({ length: decades + 1 }, (_, power) => svg("path", { d: `M${across(power)} ${TOP} V${LOW + 6}`, class: "ln-axis" })),
    svg("path", { d: `M${LEFT} ${LOW + 6} H${wide - RIGHT}`, class: "ln-axis" }),
    ...marks.map(({ power, name, time }) => text(across(power), LOW + (time ? 43 : 23), name, "ln-text-muted", power === 0 ? "start" : power === decades ? "end" : "middle")),
    ...levels,
    svg("path", { d: thick.join(""), class: "ln-line-focus", "stroke-width": 2.5 }),
    ...names,
    svg("path", { d: `M${front} ${TOP - 4} V${LOW + 6}`, class: "ln-line-plain", "stroke-width": 2 }),
    text(front, 16, label, "ln-text-strong explorer__halo", front < 60 ? "start" : front > wide - 80 ? "end" : "middle"));
  if (guess) {
    const x = across(guess.power), right = x < wide / 2;
    drawing.append(svg("path", { d: `M${x} ${TOP - 4} V${LOW + 6}`, class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "7 4" }),
      text(x + (right ? 14 : -14), LOW - 8, guess.text, "ln-text-strong explorer__halo", right ? "start" : "end"));
    if (guess.held) drawing.append(svg("circle", { cx: x, cy: TOP + HIGH / 2, r: 10, class: "explorer__handle" }), svg("circle", { cx: x, cy: TOP + HIGH / 2, r: 24, class: "explorer__grip" }));
  }
  drawing.scale = { powerAt: (x) => ((x - LEFT) / room) * decades };
  return drawing;
}
