/**
 * All tokens that may come next, as one picture, likeliest first: above, a bar of all the probability, 0 to 1, with top-p to drag;
 * below, a step for each token, its height from 0 to 1 and its rank on a log axis, with top-k to drag. Nothing is ever rescaled.
 */

import { follow, gripAttributes } from "./dragging.js";
import { between, glide as move } from "./gliding.js";
import { number, svg } from "../shared/parts.js";
import { strings } from "../strings/next-token-explorer.js";

const LEFT = 34, RIGHT = 16, BAR = { top: 24, high: 24 }, FOOT = 56, ROW = 27, KNOB = 8;
const SINGLE = 60, APART = 1.03; // ranks drawn one by one; then each is this many times the previous one
export const FLAGS = 8, FEW = 6; // tokens with their names, in a large and in a small picture
const MONO = 8.5, SANS = 7.6; // generous width of a 14 px character

/** Ranks at which a step of the curve begins, from 1 to the number of tokens. */
function ranksOf(size) {
  const ranks = [];
  for (let rank = 1; rank <= size; rank = rank < SINGLE ? rank + 1 : Math.ceil(rank * APART)) ranks.push(rank);
  return ranks;
}

/**
 * Draws it.
 * @param {Object} given
 *   id: a name, unique on the page; wide, tall: pixels, of all and of the curve; label: for a screen reader
 *   flat, first, after (V) each: probabilities by rank, before the cuts, at T = 1 (null if not to be shown), and after the cuts; kept: how many tokens
 *   p, k: of the cuts; k is 0 for all. asks: "mass" where the cut is a guess, "likeliest" where a
 *   name is: then neither the sums nor the names are shown
 *   guess: a number of tokens to mark, or null; flags: the first tokens, { id, label, text, kept, tried, marked }, id null if it can't be chosen
 *   onP(p), onK(k), onKept(count): a cut was dragged; onFlag(id)
 * @returns {{drawing: SVGElement, show: Function}} show(heights) moves the curve to { flat, after, kept } in between
 */
export function skyline(given) {
  const { id, wide, tall, label, flat, first, kept, p, k, asks, guess, flags, onP, onK, onKept, onFlag } = given, size = flat.length;
  const TOP = asks ? 26 : 72, BASE = TOP + tall, room = wide - LEFT - RIGHT, ranks = ranksOf(size), sum = total(flat, kept);
  const edge = (rank) => LEFT + (Math.log(rank) / Math.log(size + 1)) * room; // the left edge of a token's step
  const middle = (rank) => (edge(rank) + edge(rank + 1)) / 2;
  const rankAt = (x) => Math.max(1, Math.min(size, Math.round(Math.exp(((x - LEFT) / room) * Math.log(size + 1))) - 1));
  const share = (value) => LEFT + value * room, high = (value) => BASE - value * tall;
  const steps = (heights) => ranks.map((rank, at) => `V${high(heights[rank - 1]).toFixed(2)}H${edge(ranks[at + 1] ?? size + 1).toFixed(2)}`).join("");
  const area = (heights) => `M${LEFT} ${BASE}${steps(heights)}V${BASE}Z`;
  const small = { "font-size": 14 };
  const text = (x, y, words, more = {}) => svg("text", { x, y, ...small, class: "ln-text", ...more }, words);

  /* What moves with the curve. */
  const keptBox = svg("rect", { x: 0, y: 0, height: BASE }), cutBox = svg("rect", { y: 0, height: BASE });
  const solid = svg("path", { class: "ln-fill-decoder", "clip-path": `url(#${id}-kept)` });
  const gain = svg("path", { class: "explorer__gain", "clip-path": `url(#${id}-kept)` });
  const pale = svg("path", { fill: `url(#${id}-hatch)`, "clip-path": `url(#${id}-cut)` });
  const line = svg("path", { class: "ln-line-plain", "stroke-width": 1.5 });
  const poles = flags.map(() => svg("path", { class: "ln-axis explorer__pole" }));
  const show = (now) => {
    const x = edge(now.kept + 1), from = share(total(now.flat, Math.round(now.kept)));
    keptBox.setAttribute("width", x);
    cutBox.setAttribute("x", x);
    cutBox.setAttribute("width", Math.max(0, wide - x));
    solid.setAttribute("d", area(now.flat));
    pale.setAttribute("d", area(now.flat));
    gain.setAttribute("d", area(now.after));
    line.setAttribute("d", asks ? `M${x} ${TOP - 6}V${BASE}` : `M${from} ${BAR.top + BAR.high}V${BAR.top + BAR.high + 8}L${x} ${TOP - 8}V${BASE}`);
    poles.forEach((pole, at) => pole.setAttribute("d", `M${middle(at + 1)} ${TOP + at * ROW + 24}V${Math.max(TOP + at * ROW + 24, high(now.flat[at]))}`));
  };
  show(given);

  /* The bar of all the probability. */
  const segments = [], labels = [];
  for (let rank = 1, from = 0; rank <= kept && rank <= 40; rank++) {
    const x = share(from), room = share(from + flat[rank - 1]) - x, name = flags[rank - 1]?.label ?? "";
    if (room < 4) break;
    from += flat[rank - 1];
    if (rank < kept) segments.push(svg("path", { d: `M${x + room} ${BAR.top}V${BAR.top + BAR.high}`, class: "explorer__seam" }));
    if (room > name.length * MONO + 8) labels.push(text(x + room / 2, BAR.top + 17, name, { class: "ln-text ln-text-mono explorer__inked", "text-anchor": "middle" }));
  }
  const bar = [
    svg("rect", { x: share(sum), y: BAR.top, width: Math.max(0, share(1) - share(sum)), height: BAR.high, fill: `url(#${id}-hatch)` }),
    svg("rect", { x: LEFT, y: BAR.top, width: share(sum) - LEFT, height: BAR.high, class: "ln-fill-decoder" }), ...segments, ...labels,
    svg("rect", { x: LEFT, y: BAR.top, width: room, height: BAR.high, class: "ln-axis explorer__frame" }),
    ...(p > 0.96 ? [0] : [0, 1]).map((value) => text(share(value) + (value ? 4 : -6), BAR.top + 17, String(value), { class: "ln-text-muted", "text-anchor": value ? "start" : "end" }))];

  /* Axes. */
  const ticks = [1, 10, 100, 1000, size].filter((rank, at, all) => rank <= size && (at === all.length - 1 || edge(size) - edge(rank) > 56));
  const kRank = asks ? size : k || size, kx = edge(kRank + 1), px = share(p);
  const axes = [
    ...[0, 0.5, 1].flatMap((value) => [svg("path", { d: `M${LEFT} ${high(value)}H${LEFT + room}`, class: "ln-axis" }),
      text(LEFT - 6, high(value) + 5, number(value, 1), { class: "ln-text-muted", "text-anchor": "end" })]),
    ...ticks.map((rank) => text(Math.min(middle(rank), wide - 18), BASE + 23, number(rank), { class: "ln-text-muted", "text-anchor": "middle" })),
    text(LEFT + room, high(0.5) - 6, strings.probabilityAxis, { class: "ln-text-muted", "text-anchor": "end" }),
    text(kx > LEFT + room * 0.55 ? LEFT : LEFT + room, BASE + 46, strings.rankAxis, { class: "ln-text-muted", "text-anchor": kx > LEFT + room * 0.55 ? "start" : "end" })];

  /* The cut with its number, and the guess beside it. */
  const cutX = edge(kept + 1), first0 = flags.length ? middle(1) + (flags[0].label.length * MONO) + flags[0].text.length * SANS + (flags[0].tried ? 48 : 34) : 0;
  const beside = (x, y, words, more) => text(x > wide - 130 ? x - 6 : Math.max(x + 6, more.least ?? 0), y, words, { class: "ln-text-strong explorer__halo", "text-anchor": x > wide - 130 ? "end" : "start" });
  const marks = [
    ...(asks || kept === size ? [] : [beside(cutX, TOP + 18, strings.keptHere(kept), { least: first0 })]),
    ...(guess === null ? [] : [svg("path", { d: `M${edge(guess + 1)} ${TOP - 4}V${BASE}`, class: "ln-line-focus", "stroke-width": 2.5, "stroke-dasharray": "7 4" }),
      beside(edge(guess + 1), TOP - 9, strings.yourGuess(guess), {})])];

  /* The grips. */
  const held = (name, at, words, says, value, onArrow) => svg("circle", { ...gripAttributes({ at, label: words, says, onArrow }), "data-hold": name, ...value });
  const knob = ([cx, cy]) => svg("circle", { cx, cy, r: KNOB, class: "explorer__handle" });
  const faster = (count, way) => (count > 20 ? Math.round(count * 1.2 ** way) : count + way);
  const grips = asks === "likeliest" ? [] : asks ? [[[edge(kept + 1), BASE], held("kept", [edge(kept + 1), BASE], strings.guessGrip, strings.tokens(kept), { "aria-valuemin": 1, "aria-valuemax": size, "aria-valuenow": kept },
    ([dx, dy]) => onKept(Math.max(1, Math.min(size, faster(kept, dx + dy)))))]]
    : [[[px, BAR.top + BAR.high / 2], held("p", [px, BAR.top + BAR.high / 2], strings.pGrip, number(p, 2), { "aria-valuemax": 1, "aria-valuenow": p },
      ([dx, dy]) => onP(p + (dx + dy) / 100))],
    [[kx, BASE], held("k", [kx, BASE], strings.kGrip, k ? strings.tokens(k) : strings.allTokens, { "aria-valuemin": 1, "aria-valuemax": size, "aria-valuenow": kRank },
      ([dx, dy]) => onK(faster(kRank, dx + dy)))]];
  const names = asks === "likeliest" ? [] : asks ? [text(Math.min(Math.max(edge(kept + 1), 60), wide - 60), TOP - 12, strings.tokens(kept), { class: "ln-text-strong", "text-anchor": "middle" })] : [
    text(px, 15, strings.pIs(number(p, 2)), { class: "ln-text-strong", "text-anchor": p > 0.85 ? "end" : p < 0.15 ? "start" : "middle" }),
    text(kx, BASE + 46, strings.kIs(k ? number(k) : strings.allTokens), { class: "ln-text-strong", "text-anchor": kx > wide - 90 ? "end" : kx < 90 ? "start" : "middle" })];

  const chips = flags.map((flag, at) => {
    const x = Math.min(middle(at + 1), LEFT + room), y = TOP + at * ROW + 1, name = flag.label.length * MONO;
    const chosen = () => flag.id !== null && onFlag(flag.id);
    return svg("g", { class: "explorer__flag", "data-hold": `flag${at}`, "data-kept": flag.kept, ...(flag.id === null ? {} : { role: "button", tabindex: at ? -1 : 0,
      "aria-label": strings.writeIt(flag.label, flag.text, flag.tried), onclick: chosen,
      onkeydown: (event) => (event.key === "Enter" || event.key === " " ? (event.preventDefault(), chosen()) : rove(event)) }) },
    svg("rect", { x: x - 1, y, width: name + flag.text.length * SANS + 24 + (flag.tried ? 14 : 0), height: ROW - 3, rx: 4, class: flag.kept ? "ln-soft-decoder" : "ln-soft-masked", ...(flag.marked ? { "stroke-width": 3 } : {}) }),
    text(x + 7, y + 17, flag.label, { class: "ln-text ln-text-mono" }), text(x + 15 + name, y + 17, flag.text, { class: "ln-text-muted" }),
    ...(flag.tried ? [svg("circle", { cx: x + name + flag.text.length * SANS + 24, cy: y + 12, r: 4, class: "ln-fill-decoder" })] : []));
  });

  const drawing = svg("svg", { viewBox: `0 0 ${wide} ${BASE + FOOT}`, class: "explorer__drawing explorer__skyline" },
    svg("defs", {}, svg("clipPath", { id: `${id}-kept` }, keptBox), svg("clipPath", { id: `${id}-cut` }, cutBox),
      svg("pattern", { id: `${id}-hatch`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("path", { d: "M0 0V6", class: "ln-line-masked", "stroke-dasharray": "none", "stroke-width": 2 }))),
    svg("g", { role: "img", "aria-label": label }, ...(asks ? [] : bar), ...axes, ...(asks ? [] : poles), gain, pale, solid,
      ...(first ? [svg("path", { d: `M${LEFT} ${high(first[0])}${steps(first).slice(steps(first).indexOf("H"))}`, class: "ln-line-plain explorer__first" })] : []),
      ...(asks === "likeliest" ? [] : [line]), ...marks, ...names),
    ...(asks === "likeliest" ? [] : [svg("rect", { x: edge(kept + 1) - 9, y: TOP, width: 18, height: tall - 20, class: "explorer__grip explorer__cut", "data-hold": "line" })]),
    ...(asks ? [] : chips), ...grips.map(([at]) => knob(at)), ...grips.map(([, grip]) => grip));
  drawing.onpointerdown = (event) => {
    const holder = drawing.parentElement, name = event.target.dataset.hold;
    const move = { p: ([x]) => onP((x - LEFT) / room), k: ([x]) => onK(x > edge(size) ? size : rankAt(x)), kept: ([x]) => onKept(rankAt(x)), line: ([x]) => onKept(rankAt(x)) }[name];
    if (!move) return;
    follow(event, holder, move);
    holder.querySelector(`circle[data-hold="${name}"]`)?.focus({ preventScroll: true });
  };
  return { drawing, show };
}

/** The sum of the first `count`. */
function total(values, count) {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += values[at];
  return Math.min(1, sum);
}

/** Arrow keys move between the tokens with names, which are one Tab stop. */
function rove(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], here = event.currentTarget;
  const all = [...here.parentElement.querySelectorAll(".explorer__flag[tabindex]")], next = all[all.indexOf(here) + step];
  if (!next) return;
  event.preventDefault();
  here.setAttribute("tabindex", -1);
  next.setAttribute("tabindex", 0);
  next.focus();
}

/**
 * Moves a curve from one place to another; at once if motion isn't wanted. Returns a function that stops it.
 * @param {Object} from, to { flat, after (V), kept }
 * @param {Function} show gets each place on the way, and `to` at the end
 */
export function glide(from, to, show) {
  if (from.flat.length !== to.flat.length) return void show(to);
  return move((part) => show(part === 1 ? to : { flat: between(from.flat, to.flat, part), after: between(from.after, to.after, part), kept: from.kept * (to.kept / from.kept) ** part }));
}
