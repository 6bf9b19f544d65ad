/**
 * The two pictures of <pipeline-stepper>: ids as rows that the model looks up, and logits with their softmax. Their scales stay
 * the same whatever is shown: the list has all rows of the model, a logit is drawn from -10 to 20, a probability from 0 to 1.
 */

import { follow, gripAttributes } from "./dragging.js";
import { number, svg } from "../shared/parts.js";
import { strings } from "../strings/pipeline-stepper.js";

const ROW = 27, HEAD = 28, FOOT = 26;
export const MOST = 10; // tokens drawn
const LOW = -10, HIGH = 20; // of the logits' scale
const MONO = 8.5, SANS = 8; // generous width of a 14 px character
const ID = 50; // pixels of an id

const text = (x, y, words, more = {}) => svg("text", { x, y, "font-size": 14, class: "ln-text", ...more }, words);
const clipped = (value, least, most) => Math.min(most, Math.max(least, value));

/** Where a thing was grabbed, so that it moves with the pointer and doesn't jump. */
function dragged(drawing, moves) {
  drawing.onpointerdown = (event) => {
    const { hold } = event.target.dataset, holder = drawing.parentElement;
    if (!(hold in moves)) return;
    let from;
    follow(event, holder, (at) => moves[hold](at, (from ??= at)));
    holder.querySelector(`[data-hold="${hold}"]`)?.focus({ preventScroll: true });
  };
}

/** Turns a shape into a button. */
const pressable = (label, pressed, onPress) => ({
  role: "button", tabindex: 0, "aria-label": label, "aria-pressed": String(pressed), onclick: onPress,
  onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), onPress()),
});

/**
 * Each token's path through the model's list: its text, its id, the row with this number, and the token in that row.
 * @param {Object} given wide: pixels; rows: how many the model has; tokens: [{ written, id, read, seen, same }], written and read as text,
 *     same: whether they are; more: how many aren't drawn; label: for a screen reader; onId(at, id); onSeen(at, whether)
 * @returns {{drawing: SVGElement, show: Function}} show(ids) leads the paths through other rows, including between two
 */
export function lookup({ wide, rows, tokens, more, label, onId, onSeen }) {
  const tall = ROW * Math.max(6, tokens.length), room = clipped(wide * 0.27, 78, 150), idAt = room + 6, right = wide - room;
  const axis = (idAt + ID + right) / 2, end = HEAD + tall;
  const high = (id) => HEAD + 3 + (id / (rows - 1)) * (tall - 6), middle = (at) => HEAD + (at + 0.5) * ROW;
  const cut = (words) => (words.length * MONO > room - 12 ? `${words.slice(0, Math.floor((room - 12) / MONO) - 1)}…` : words);
  const kind = ({ seen, same }) => (seen ? (same ? "encoder" : "astray") : "masked");
  const ways = tokens.map((token) => svg("path", { class: `ln-line-${kind(token)}`, "stroke-width": token.seen ? 2.5 : 1.5 }));
  const dots = tokens.map((token) => svg("circle", { cx: axis, r: 4.5, class: `ln-fill-${kind(token)}` }));
  const show = (ids) => ids.forEach((id, at) => {
    const y = middle(at), to = high(id), bend = (axis - idAt - ID) * 0.55;
    ways[at].setAttribute("d", `M${idAt + ID} ${y}C${idAt + ID + bend} ${y} ${axis - bend} ${to} ${axis} ${to}C${axis + bend} ${to} ${right - bend} ${y} ${right} ${y}`);
    dots[at].setAttribute("cy", to);
  });
  show(tokens.map(({ id }) => id));
  const chip = (x, at, words, role, more = {}) => [
    svg("rect", { x: x + 1, y: middle(at) - 12, width: room - 2, height: 24, rx: 4, class: `ln-soft-${role}` }),
    text(x + room / 2, middle(at) + 5, cut(words), { class: "ln-text ln-text-mono", "text-anchor": "middle", ...more })];
  const struck = (token) => (token.seen ? {} : { "text-decoration": "line-through" });
  const moved = (at, id) => onId(at, clipped(Math.round(id), 0, rows - 1));
  const heads = [[0, "start", strings.tokens], [idAt + ID / 2, "middle", strings.id], [axis, "middle", strings.list], [wide, "end", strings.reads]];

  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${end + FOOT}`, class: "explorer__drawing explorer__flow" },
    svg("g", { role: "img", "aria-label": label },
      ...heads.map(([x, anchor, words]) => text(x, 14, words, { class: "ln-text-muted", "text-anchor": anchor })),
      svg("rect", { x: axis - 5, y: HEAD, width: 10, height: tall, rx: 5, class: "explorer__list" }),
      ...ways, ...dots, ...tokens.flatMap(({ written }, at) => chip(0, at, written, "plain")),
      text(axis, end + 18, strings.rows(rows), { class: "ln-text-muted", "text-anchor": "middle" }),
      ...(more ? [text(0, end + 18, strings.notDrawn(more), { class: "ln-text-muted" })] : [])),
    ...tokens.flatMap((token, at) => [
      svg("rect", { x: idAt + 1, y: middle(at) - 12, width: ID - 2, height: 24, rx: 12, class: "explorer__handle explorer__handle--thin" }),
      text(idAt + ID / 2, middle(at) + 5, String(token.id), { "text-anchor": "middle" }),
      svg("circle", { ...gripAttributes({ at: [idAt + ID / 2, middle(at)], label: strings.idOf(token.written, at), says: strings.rowHas(token.id, token.read),
        onArrow: ([dx, dy]) => moved(at, token.id + dx - dy) }), r: 14, "data-hold": `id${at}`, "aria-valuemax": rows - 1, "aria-valuenow": token.id }),
      svg("g", { ...pressable(strings.readAt(token.read, at), token.seen, () => onSeen(at, !token.seen)), class: "explorer__thing", "data-hold": `seen${at}` },
        ...chip(right, at, token.read, kind(token), struck(token)))]));
  // A pointer can move an id across the whole list: a few rows per pixel. The arrow keys take one row at a time.
  dragged(drawing, Object.fromEntries(tokens.map(({ id }, at) => [`id${at}`, ([, y], [, from]) => moved(at, id + ((y - from) / (tall - 6)) * (rows - 1))])));
  return { drawing, show };
}

/**
 * Some labels with their logits and probabilities.
 * @param {Object} given wide: pixels; rows: [{ name, z, p, before: { z, p } or null, best }]; before: what to compare with, drawn as an
 *     outline; answer: a sentence; label: for a screen reader; onLogit(at, z)
 * @returns {{drawing: SVGElement, show: Function}} show({ z, p }) moves the bars; each is a list with a number per row
 */
export function outcome({ wide, rows, answer, label, onLogit }) {
  const names = SANS * Math.max(...rows.map(({ name }) => name.length), 8), scores = wide - names - 46 - 22, left = names + 6, width = scores * 0.5, from = left + width + 16, room = scores * 0.5;
  const across = (z) => left + ((clipped(z, LOW, HIGH) - LOW) / (HIGH - LOW)) * width, end = HEAD + rows.length * ROW;
  const span = (z) => ({ x: Math.min(across(0), across(z)), width: Math.abs(across(z) - across(0)) });
  const set = (node, values) => Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));
  const top = (at) => HEAD + at * ROW + 6, bar = (role, at) => svg("rect", { y: top(at), height: ROW - 12, class: role });
  const logits = rows.map((_, at) => bar("ln-fill-plain", at)), chances = rows.map(({ best }, at) => bar(best ? "ln-fill-focus" : "ln-fill-encoder", at));
  const knobs = rows.map((_, at) => svg("circle", { cy: top(at) + 7.5, r: 5, class: "explorer__handle explorer__handle--thin" }));
  const show = ({ z, p }) => rows.forEach((_, at) => {
    set(logits[at], span(z[at]));
    set(chances[at], { x: from, width: p[at] * room });
    set(knobs[at], { cx: across(z[at]) });
  });
  show({ z: rows.map(({ z }) => z), p: rows.map(({ p }) => p) });
  const was = (at, { z, p }) => [svg("path", { d: `M${across(z)} ${top(at) - 3}v${ROW - 6}`, class: "ln-line-masked", "stroke-width": 2, "stroke-dasharray": "3 2" }),
    ...(p * room > 1 ? [svg("rect", { x: from, y: top(at) - 2, width: p * room, height: ROW - 8, class: "ln-line-masked" })] : [])];
  const line = (x) => svg("path", { d: `M${x} ${HEAD}V${end}`, class: "ln-axis" });
  const foot = (x, words, anchor = "middle") => text(x, end + 18, words, { class: "ln-text-muted", "text-anchor": anchor });

  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${end + FOOT + 30}`, class: "explorer__drawing explorer__flow" },
    svg("g", { role: "img", "aria-label": label },
      text(0, 14, strings.label, { class: "ln-text-muted" }), text(left + width / 2, 14, strings.logits, { class: "ln-text-muted", "text-anchor": "middle" }),
      text(from, 14, strings.softmax, { class: "ln-text-muted" }),
      ...rows.map(({ name, best }, at) => text(0, top(at) + 13, name, best ? { class: "ln-text-strong" } : {})),
      ...[across(LOW), across(0), across(HIGH), from, from + room].map(line), ...logits, ...chances,
      ...rows.flatMap(({ before }, at) => (before ? was(at, before) : [])),
      ...rows.map(({ p, best }, at) => text(wide, top(at) + 13, number(p), { class: best ? "ln-text-strong" : "ln-text", "text-anchor": "end" })),
      foot(across(LOW), number(LOW), "start"), ...(across(0) - across(LOW) > 38 ? [foot(across(0), "0")] : []), foot(across(HIGH), String(HIGH), "end"), foot(from, "0"), foot(from + room, "1"),
      text(0, end + FOOT + 24, answer, { class: "ln-text-strong", "font-size": 17 })),
    ...knobs,
    ...rows.map(({ name, z }, at) => svg("circle", { ...gripAttributes({ at: [across(z), top(at) + 7.5], label: strings.barOf(name), says: number(z, 2),
      onArrow: ([dx, dy]) => onLogit(at, z + (dx + dy) / 2) }), r: 13, "data-hold": `z${at}` })));
  dragged(drawing, Object.fromEntries(rows.map((_, at) => [`z${at}`, ([x]) => onLogit(at, clipped(LOW + ((x - left) / width) * (HIGH - LOW), LOW, HIGH))])));
  return { drawing, show };
}
