/** The sum a − b + c: as a picture in the plane through the three words, true to every distance from where it arrives; and its nearest words, ranked. */

import { create, number, svg, table } from "../shared/parts.js";
import { strings } from "../strings/words-map.js";
import { glide } from "./gliding.js";
import { along, around, placeLabels } from "./labels.js";
import { dot, unit } from "./word-vectors.js";

const HIGH = 280, NARROW = 440, EDGE = 30, LEAST = 1e-3, WIDER = 0.09, APART = 12; // pixels; WIDER: radians on both sides of the words; APART: pixels between two dots; LEAST: shorter than this, a side of the triangle has no direction

const minus = (one, other) => Array.from(one, (value, at) => value - other[at]);
const direction = (vector) => (Math.hypot(...vector) < LEAST ? vector.map(() => 0) : unit(vector));

/** The plane through three vectors, b at its origin and c to the right of it. Returns row => the two numbers of its foot in the plane. */
export function planeThrough(a, b, c) {
  const right = direction(minus(c, b)), side = minus(a, b), reach = dot(side, right);
  const up = direction(side.map((value, at) => value - reach * right[at]));
  return (row) => {
    const from = minus(row, b);
    return [dot(from, right), dot(from, up)];
  };
}

/** Where a word is drawn: in the direction of its foot, as seen from the ring, but as far away as it is in all dimensions. */
export function trueTo(ring, foot, far) {
  const way = minus(foot, ring), long = Math.hypot(...way);
  return long < LEAST ? [ring[0], ring[1] - far] : ring.map((value, axis) => value + (way[axis] * far) / long);
}

/** An arrow that stops short of what is at its end. */
function arrow([x1, y1], [x2, y2]) {
  const long = Math.hypot(x2 - x1, y2 - y1);
  if (long < 24) return svg("g");
  const [across, down] = [(x2 - x1) / long, (y2 - y1) / long], point = (back, aside) => `${x2 - back * across - aside * down} ${y2 - back * down + aside * across}`;
  return svg("g", {}, svg("path", { d: `M${x1} ${y1} L${point(20, 0)}`, class: "ln-line-focus", "stroke-width": 3 }),
    svg("path", { d: `M${point(10, 0)} L${point(22, 6)} L${point(22, -6)} Z`, class: "ln-fill-focus" }));
}

/** The part of a circle around [x, y] in which places lie: { at: its middle, as an angle, first and last: its ends, from there }; null if it has none. */
function sector([x, y], places) {
  const ways = places.map((at) => [at[0] - x, at[1] - y]).filter((way) => Math.hypot(...way) > 1).map((way) => Math.atan2(way[1], way[0]));
  if (!ways.length) return null;
  const turn = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle)), at = Math.atan2(...["sin", "cos"].map((of) => ways.reduce((sum, way) => sum + Math[of](way), 0)));
  const aside = ways.map((way) => turn(way - at));
  return { at, first: Math.max(-Math.PI + 0.01, Math.min(...aside) - WIDER), last: Math.min(Math.PI - 0.01, Math.max(...aside) + WIDER) };
}

/** What no word is in: its area, its rim, and words in its middle if there is room; beside: a place on the line that the words keep off, or undefined. */
function emptiness([x, y], far, { at, first, last }, beside) {
  const place = (angle, part = 1) => [x + part * far * Math.cos(at + angle), y + part * far * Math.sin(at + angle)];
  const [one, other] = [first, last].map((angle) => place(angle).map((value) => value.toFixed(1)).join(" ")), middle = (first + last) / 2;
  const free = beside ? [middle, first * 0.75 + last * 0.25, first * 0.25 + last * 0.75].map((angle) => ({ angle, off: Math.hypot(...place(angle, 0.6).map((value, axis) => value - (x * 0.4 + beside[0] * 0.6) * (1 - axis) - (y * 0.4 + beside[1] * 0.6) * axis)) })) : [{ angle: middle, off: APART }];
  const here = place((free.find(({ off }) => off > 2 * APART) ?? free[0]).angle, 0.6);
  const rim = `A${far} ${far} 0 ${Number(last - first > Math.PI)} 1 ${other}`;
  return [svg("path", { d: `M${x} ${y}L${one}${rim}Z`, class: "explorer__empty" }), svg("path", { d: `M${one}${rim}`, class: "explorer__rim", "data-empty": far }),
    ...(0.6 * far * (last - first) > 8 * strings.nobody.length ? [svg("text", { x: here[0], y: here[1], "font-size": 14, "text-anchor": "middle", class: "ln-text-muted" }, strings.nobody)] : [])];
}

/** Boxes that cover it, which labels avoid if they can. */
const over = ([x, y], far, { at, first, last }) => Array.from({ length: 21 }, (_, part) => at + first + ((last - first) * part) / 20)
  .flatMap((angle) => along([x, y], [x + far * Math.cos(angle), y + far * Math.sin(angle)], 6)).map((box) => ({ ...box, weight: 0.05 }));

/** Places far enough from earlier ones to be told apart: rotated about the ring, which keeps their distance from it. */
function toldApart(places, ring, others) {
  const set = [...others];
  return places.map((place) => {
    const way = place.map((value, axis) => value - ring[axis]), long = Math.hypot(...way) || 1;
    const turned = Array.from({ length: 41 }, (_, step) => (step % 2 ? 1 : -1) * Math.ceil(step / 2) / long).map((angle) => [
      ring[0] + way[0] * Math.cos(angle) - way[1] * Math.sin(angle), ring[1] + way[0] * Math.sin(angle) + way[1] * Math.cos(angle)]);
    const at = turned.find((one) => set.every((other) => Math.hypot(one[0] - other[0], one[1] - other[1]) >= APART)) ?? place;
    set.push(at);
    return at;
  });
}

export class SumPicture {
  constructor() {
    this.node = svg("svg", { class: "explorer__drawing explorer__sum", role: "img" });
  }

  /**
   * @param {Object} options words: a, b and c; vectors: theirs; near: { word, row } for each word that is shown beside them;
   *     empty: how far the nearest word is from the ring, or 0 for no circle; guess: the word among all these that the reader guessed, or ""; wide: pixels; moves: whether the arrow moves to its new place
   */
  show({ words, vectors, near, empty, guess, wide, moves }) {
    const place = planeThrough(...vectors), [a, b, c] = vectors.map(place), ring = [a[0] + c[0], a[1] + c[1]], sum = vectors[0].map((value, at) => value - vectors[1][at] + vectors[2][at]);
    const others = near.map(({ word, row }) => ({ word, at: trueTo(ring, place(row), Math.hypot(...minus(row, sum))) })), all = [a, b, c, ring, ...others.map(({ at }) => at)];
    const [least, most] = [Math.min, Math.max].map((of) => [0, 1].map((axis) => of(...all.map((at) => at[axis]))));
    const high = Math.round(Math.min(HIGH, Math.max(200, wide * 0.6)));
    const scale = Math.min((wide - 3 * EDGE) / (most[0] - least[0] || 1), (high - 2 * EDGE) / (most[1] - least[1] || 1));
    const start = [(wide - scale * (most[0] - least[0])) / 2, high - (high - scale * (most[1] - least[1])) / 2];
    const spot = ([x, y]) => [start[0] + (x - least[0]) * scale, start[1] - (y - least[1]) * scale];
    const [from, to, moved, end] = [b, c, a, ring].map(spot), spots = toldApart(others.map(({ at }) => spot(at)), end, [from, to, moved]);
    const far = Number((empty * scale).toFixed(1)), part = empty ? sector(end, [moved, to, ...spots]) : null, marked = [...words, ...near.map(({ word }) => word)].indexOf(guess), bet = [moved, from, to, ...spots][marked];
    const said = (word) => (bet && word === guess ? (wide < NARROW ? strings.guessedShort : strings.guessed)(word) : word);
    const named = [...words.map((word, at) => ({ at: [moved, from, to][at], words: said(word), far: bet && word === guess ? 14 : 11, strong: true })), { at: end, words: strings.arrive, far: 16, strong: true, ring: true },
      ...others.map(({ word }, at) => ({ at: spots[at], words: said(word), far: word === guess ? 14 : 9, most: word === guess ? Infinity : 80, of: at, strong: word === guess }))].filter(({ words: word }, at, list) => list.findIndex((one) => one.words === word) === at);
    const taken = [...along(from, to), ...along(moved, end), around(...end, 12), ...[from, to, moved].map((at) => around(...at, 7)), ...spots.map((at) => around(...at, 5)), ...(part ? over(end, far, part) : [])];
    const labels = placeLabels(named, taken, { wide, tall: high });
    // A dot without its word says nothing.
    const dots = [...named.flatMap(({ of }, at) => (of === undefined || !labels[at] ? [] : [svg("circle", { cx: spots[of][0], cy: spots[of][1], r: 4.5, class: "ln-fill-query", "data-word": near[of].word })])),
      ...[moved, from, to].map(([cx, cy], at) => svg("circle", { cx, cy, r: 6, class: "explorer__bet", "data-word": words[at] }))];
    const written = named.flatMap(({ words: word, strong }, at) => (labels[at] ? [svg("text", { ...labels[at], "font-size": strong ? 15 : 14, class: `${strong ? "ln-text-strong" : "ln-text"} explorer__halo` }, word)] : []));
    const goal = svg("circle", { cx: end[0], cy: end[1], r: 10, class: "explorer__ring", "stroke-width": 3, "data-ring": true });
    const circle = part ? emptiness(end, far, part, bet) : [];
    const lead = bet && Math.hypot(bet[0] - end[0], bet[1] - end[1]), onLine = (from) => end.map((value, axis) => value + ((bet[axis] - value) * from) / lead);
    if (bet && lead > 30) circle.push(svg("path", { d: `M${onLine(11)} L${onLine(lead - 9)}`, class: "ln-line-focus", "stroke-width": 1.5, "stroke-dasharray": "5 4" }), svg("circle", { cx: bet[0], cy: bet[1], r: 9, class: "ln-line-focus", "stroke-width": 2.5 }));
    this.node.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    this.node.setAttribute("aria-label", strings.sumPicture(...words, named.filter(({ of }, at) => of !== undefined && labels[at]).map(({ of }) => near[of].word)));
    this.stop?.();
    const draw = (part) => {
      const way = [0, 1].map((axis) => from[axis] + (moved[axis] - from[axis]) * part);
      this.node.replaceChildren(...(part === 1 ? circle : []), arrow(from, to), arrow(way, way.map((value, axis) => value + to[axis] - from[axis])), ...dots, ...(part === 1 ? [goal] : []), ...written);
    };
    if (moves) this.stop = glide(draw);
    else draw(1);
  }

  /** Shows that the drawing isn't what is now asked for. */
  set stale(stale) {
    this.node.setAttribute("opacity", stale ? 0.35 : 1);
  }
}

/** Sums as squares: full if right, half full if right only without the words that went in, or empty. */
export function squares(count, without, every) {
  const kinds = ["full", "half", "none"], [side, step] = [13, 17], kind = (at) => (at < every ? 0 : at < without ? 1 : 2), across = (at) => 1 + at * step;
  return svg("svg", { viewBox: `0 0 ${count * step} ${side + 2}`, class: "explorer__drawing explorer__curve", role: "img", "aria-label": strings.squares(count, without, every)},
    ...Array.from({ length: count }, (_, at) => svg("g", { "data-sum": kinds[kind(at)] },
      kind(at) < 2 ? svg("path", { d: `M${across(at)} 1V${1 + side}H${across(at) + side}${kind(at) ? "" : "V1"}Z`, class: "explorer__bet" }) : "",
      svg("rect", { x: across(at), y: 1, width: side, height: side, class: "ln-line-plain", "stroke-width": 1.5 }))));
}

/** Words and their cosines, the nearest first, each on a line from 0 to 1, with a third digit where two look the same. inputs: those that went in, which are marked. */
export function ranking(caption, found, inputs) {
  const short = found.map(({ cosine }) => number(cosine, 2)), digits = (at) => (short.indexOf(short[at]) !== short.lastIndexOf(short[at]) ? 3 : 2);
  const made = table(caption, strings.rankHead, found.map(({ word, cosine }, at) => [
    create("span", {}, word, ...(inputs.includes(word) ? [" ", create("em", {}, strings.wentIn)] : [])), number(cosine, digits(at))]));
  made.classList.add("explorer__ranking");
  [...made.tBodies[0].rows].forEach((row, at) => row.style.setProperty("--share", Math.max(0, found[at].cosine)));
  return made;
}
