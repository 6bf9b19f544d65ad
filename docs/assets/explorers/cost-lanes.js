/**
 * The picture of <cost-calculator>: a lane for each quantity from operations to carbon, and a path through all of them. Each lane is a
 * log scale of its own that stays; in all of them a power of ten is equally wide, so what multiplies by the same goes equally far.
 */

import { svg } from "../shared/parts.js";
import { handle } from "./guessing.js";

export const DECADES = 8; // powers of ten in each lane
const FIRST = [19, 1, -2, -2]; // the power of ten at a lane's left end
const EDGE = 14, HIGH = 76, BAND = 16; // pixels: beside the lanes, of a lane, and of its scale
const LETTER = 7.6; // pixels of a character at 15 pixels, generously

const clipped = (power) => Math.min(DECADES, Math.max(0, power));
const middle = (lane) => lane * HIGH + 46; // the height of a lane's scale

/**
 * @param {Object} given wide: pixels; titles, values: of each lane, as text; reports: [power of ten, text] of each lane that somebody
 *     reports, or null; ticks: of each lane, a text for each second power of ten; powers: of each lane, as powers of ten; first: those
 *     of the path to compare with, or null; guess: { power, text, held: whether it can be dragged } of the last lane, or null; label: for a
 *     screen reader; free: whether the path's own points can be dragged
 * @returns {{drawing: SVGElement, show: Function, powerAt: Function}} show(powers) moves the path; powerAt(lane, x)
 */
export function lanes({ wide, titles, values, reports, ticks, powers, first, guess, label, free }) {
  const room = wide - 2 * EDGE, across = (lane, power) => EDGE + (clipped(power - FIRST[lane]) / DECADES) * room;
  const text = (x, y, words, more = {}) => svg("text", { x, y, "font-size": 15, class: "ln-text", ...more }, words);
  const line = (all) => all.map((power, lane) => `${lane ? "L" : "M"}${across(lane, power).toFixed(1)} ${middle(lane)}`).join("");
  const path = svg("path", { class: "ln-line-query", "stroke-width": 3 });
  const dots = powers.map((_, lane) => svg("circle", { cy: middle(lane), r: 7, class: "ln-fill-query" }));
  const grips = free ? powers.map((_, lane) => svg("circle", { cy: middle(lane), r: 22, class: "explorer__grip", "data-hold": lane })) : [];
  const marks = powers.map((_, lane) => text(0, middle(lane) - 13, "", { class: "ln-text-strong explorer__halo" }));
  const ghosts = powers.map((_, lane) => text(0, middle(lane) - 13, "", { class: "ln-text-muted explorer__halo" }));
  const show = (now) => {
    path.setAttribute("d", line(now));
    now.forEach((power, lane) => {
      const x = across(lane, power), right = x > wide / 2, words = values[lane], report = reports[lane]?.[1] ?? "", long = (words.length + report.length + 2) * LETTER;
      for (const one of [dots[lane], ...(free ? [grips[lane]] : [])]) one.setAttribute("cx", x.toFixed(1));
      const from = right ? Math.max(long + 4, x - 11) : Math.min(wide - long - 4, x + 11);
      for (const [key, value] of [["x", from.toFixed(1)], ["text-anchor", right ? "end" : "start"]]) marks[lane].setAttribute(key, value);
      marks[lane].replaceChildren(words, ...(report ? [svg("tspan", { class: "ln-text-muted", "font-weight": 400 }, `  ${report}`)] : []));
      const ghost = first && across(lane, first.powers[lane]), left = right ? from - long - 8 : wide - from - long - 8; // room on the ghost's side
      const fits = first && (right ? ghost < x && left > ghost : ghost > x && left > wide - ghost);
      ghosts[lane].textContent = fits ? first.values[lane] : "";
      if (fits) for (const [key, value] of [["x", ghost + (right ? -11 : 11)], ["text-anchor", right ? "end" : "start"]]) ghosts[lane].setAttribute(key, value);
    });
  };
  show(powers);
  const scales = titles.flatMap((_, lane) => {
    const y = middle(lane) - BAND / 2;
    return [
      svg("rect", { x: EDGE, y, width: room, height: BAND, class: "explorer__decade" }),
      ...Array.from({ length: DECADES / 2 }, (_, at) => svg("rect", { x: EDGE + ((2 * at + 1) * room) / DECADES, y, width: room / DECADES, height: BAND, class: "explorer__decade explorer__decade--odd" }))];
  });
  const named = titles.flatMap((title, lane) => [text(0, lane * HIGH + 14, title, { class: "ln-text-muted explorer__halo" }),
    ...ticks[lane].map((words, at) => text(EDGE + (2 * at * room) / DECADES, middle(lane) + BAND / 2 + 14, words,
      { "font-size": 13, class: "ln-text-muted explorer__halo", "text-anchor": at ? (2 * at === DECADES ? "end" : "middle") : "start", ...(2 * at === DECADES ? { x: wide } : at ? {} : { x: 0 }) }))]);
  const diamond = ([power], lane) => {
    const x = across(lane, power), y = middle(lane);
    return svg("path", { d: `M${x} ${y - 11}l11 11l-11 11l-11-11z`, class: "ln-line-key", "stroke-width": 2.5 });
  };
  const last = powers.length - 1, tall = powers.length * HIGH + (guess ? 20 : 2), x = guess && across(last, guess.power + FIRST[last]);
  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${tall}`, class: `explorer__drawing explorer__curve${guess?.held || free ? " explorer__vectors" : ""}`, role: "img", "aria-label": label },
    ...scales,
    ...(first ? [svg("path", { d: line(first.powers), class: "ln-line-masked", "stroke-width": 2 }),
      ...first.powers.map((power, lane) => svg("circle", { cx: across(lane, power), cy: middle(lane), r: 5, class: "ln-soft-masked", "stroke-dasharray": "none" }))] : []),
    path, ...named, ...reports.flatMap((report, lane) => (report ? [diamond(report, lane)] : [])), ...dots, ...ghosts, ...marks,
    ...(guess ? [svg("path", { d: `M${x} ${middle(last) - 11}V${tall - 18}`, class: "ln-line-focus", "stroke-width": 3, "stroke-dasharray": "7 4" }),
      text(Math.min(wide - guess.text.length * LETTER / 2, Math.max(guess.text.length * LETTER / 2, x)), tall - 4, guess.text, { class: "ln-text-strong explorer__halo", "text-anchor": "middle" }),
      ...(guess.held ? handle(x, middle(last)) : [])] : []),
    ...grips);
  return { drawing, show, powerAt: (lane, at) => FIRST[lane] + clipped(((at - EDGE) / room) * DECADES) };
}
