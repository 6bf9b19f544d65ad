/** The picture of word-explorer: how sure the model was of each definition, as marks on one line from 0 to 1. */

import { number, svg } from "../shared/parts.js";
import { handle } from "./guessing.js";

const EDGE = 16, LANE = 21, TOP = 4, LETTER = 7.7; // pixels beside the line, of a lane for labels and above them, and of a 15 px character
const LANES = 4, FOOT = 50, BAND = 24; // lanes that are always there; pixels below the line, and of a band of many words
const MARK = 7, RAISED = 17; // of a mark, and of the step up from one that it would cover

/**
 * The lane of each label, counted from the line. Labels are like flags to the right of their poles, so each has to be higher than those that
 * begin below it: then no pole crosses a label. flags: { x, x2: where the label ends }
 */
function lanesOf(flags) {
  const lanes = new Map();
  for (const one of flags.toSorted((a, b) => b.x - a.x)) {
    const below = [...lanes].filter(([other]) => other.x < one.x2).map(([, lane]) => lane + 1);
    lanes.set(one, Math.max(0, ...below));
  }
  return flags.map((one) => lanes.get(one));
}

/** How many marks each one is stacked on: earlier ones that it would cover. */
function levelsOf(places) {
  const levels = [];
  for (const x of places) {
    const taken = levels.filter((_, other) => Math.abs(places[other] - x) < 2 * MARK + 3);
    let level = 0;
    while (taken.includes(level)) level++;
    levels.push(level);
  }
  return levels;
}

/** A word's mark: a disk for a real one, a diamond for a made-up one, a ring if that isn't known. */
const mark = (x, y, kind) => (kind === "made" ? svg("path", { d: `M${x} ${y - MARK - 2}l${MARK + 2} ${MARK + 2}l${-MARK - 2} ${MARK + 2}l${-MARK - 2} ${-MARK - 2}z`, class: "ln-soft-decoder", "stroke-width": 3 })
  : svg("circle", { cx: x, cy: y, r: MARK, class: kind === "real" ? "ln-fill-decoder" : "explorer__inked explorer__ring", "stroke-width": 3 }));

/**
 * @param {Object} given wide: pixels; words: { word, sure: 0 to 1, kind: "real", "made" or undefined, now: whether it is the one looked at };
 *     guess: { sure, text, held } or null; bands: { from, to, text, kind } of many words, below the line; ends: what 0 and 1 mean; key: what a disk and a diamond mean; label: for a screen reader
 * @returns {{drawing: SVGElement, sureAt: Function}} sureAt([x]) is the number at a place
 */
export function sureLine({ wide, words, guess, bands, ends, key, label }) {
  const room = wide - 2 * EDGE, at = (sure) => EDGE + room * sure;
  const text = (x, y, said, more = {}) => svg("text", { x, y, "font-size": 15, class: "ln-text", ...more }, said);
  const flags = [...words.map((one) => ({ ...one, said: `${one.word} ${number(one.sure, 2)}` })), ...(guess ? [{ sure: guess.sure, said: guess.text, guessed: true }] : [])]
    .map((one) => ({ ...one, x: at(one.sure), x2: at(one.sure) + one.said.length * LETTER + 10 }));
  const lanes = lanesOf(flags), levels = levelsOf(words.map(({ sure }) => at(sure))), lift = RAISED * Math.max(0, ...levels);
  const low = TOP + Math.max(LANES * LANE, (Math.max(-1, ...lanes) + 1) * LANE + lift) + 14, keyed = wide / 2, marks = [];
  const shapes = [svg("path", { d: `M${at(0)} ${low}H${at(1)}`, class: "ln-line-plain", "stroke-width": 2 }),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((sure) => [svg("path", { d: `M${at(sure)} ${low - 5}v10`, class: "ln-line-plain", "stroke-width": 1.5 }),
      text(at(sure), low + 23, String(sure), { "text-anchor": "middle", class: "ln-text ln-text-muted explorer__halo", "font-size": 14 })]),
    text(0, low + 42, ends[0], { class: "ln-text ln-text-muted", "font-size": 14 }), text(wide, low + 42, ends[1], { class: "ln-text ln-text-muted", "text-anchor": "end", "font-size": 14 }),
    svg("g", {}, mark(keyed - 62, low + 37, "real"), text(keyed - 49, low + 42, key[0], { "font-size": 14 }), mark(keyed + 8, low + 37, "made"), text(keyed + 23, low + 42, key[1], { "font-size": 14 }))];
  flags.forEach(({ x, x2, said, kind, now, guessed }, index) => {
    const y = low - 16 - lift - lanes[index] * LANE, turned = x2 > wide; // at the right edge a flag flies to the left
    shapes.push(svg("path", { d: `M${x} ${guessed ? low + 12 : low}V${y - 11}`, class: guessed ? "ln-line-focus" : "ln-line-plain", "stroke-width": guessed ? 3 : now ? 2 : 1, "stroke-dasharray": guessed ? "5 3" : null }),
      text(turned ? x - 6 : x + 6, y, said, { "text-anchor": turned ? "end" : "start", class: `explorer__halo ${now || guessed ? "ln-text-strong" : "ln-text"}` }),
      ...(guessed && guess.held ? handle(x, low) : []));
    if (!guessed) marks.push(mark(x, low - levels[index] * RAISED, kind));
  });
  shapes.push(...marks);
  bands.forEach(({ from, to, text: said, kind }, index) => {
    const y = low + FOOT + 6 + index * BAND;
    shapes.unshift(...[from, to].map((end) => svg("path", { d: `M${at(end)} ${low}V${y}`, class: "explorer__joint" })));
    shapes.push(svg("rect", { x: at(from), y, width: at(to) - at(from), height: 14, class: kind === "made" ? "ln-soft-decoder" : "ln-fill-decoder", "stroke-width": 2 }), text(at(to) + 8, y + 11, said, { "font-size": 14 }));
  });
  return { sureAt: ([x]) => Math.max(0, Math.min(1, (x - EDGE) / room)),
    drawing: svg("svg", { viewBox: `0 0 ${wide} ${low + FOOT + 6 * Math.sign(bands.length) + bands.length * BAND}`, class: "explorer__drawing explorer__curve explorer__vectors", role: "img", "aria-label": label }, ...shapes) };
}
