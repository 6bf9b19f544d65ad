/**
 * The drawing of a Transformer: its halves side by side, parts with areas in proportion to their parameters, and tokens as chips
 * somewhere on their way. Nothing here knows about the page: what to draw comes in, an <svg> goes out.
 */

import { HALVES, inAll, inOne, stepsOf } from "./architecture-models.js";
import { number, svg } from "../shared/parts.js";
import { strings } from "../strings/architecture-explorer.js";

export const MOVE = 320; // milliseconds
const WIDE = 360, EDGE = 4, FULL = WIDE - 2 * EDGE; // the drawing's units
const CHIPS = 50, TABLE = 76, HIGH = 264; // the row of words, the table's upper edge, and the total height of all parts
const GAP = 12, LETTER = 7.3, CHIP = 23, TEXT = 14.2;
const REST = 26; // how far below the encoder its result waits

/** Left edge and width of each half, and of the place where a half is missing. */
const COLUMNS = {
  both: { encoder: [EDGE, 152], decoder: [WIDE - EDGE - 182, 182] },
  encoder: { encoder: [EDGE, 244], missing: [EDGE + 260, FULL - 260] },
  decoder: { decoder: [WIDE - EDGE - 244, 244], missing: [EDGE, FULL - 260] },
};
const columnsOf = (model) => COLUMNS[HALVES[model.kind].length > 1 ? "both" : HALVES[model.kind][0]];

/** A round number of parameters that fills a small square; unit: parameters per square of the drawing. */
function roundFor(unit) {
  const target = unit * 170, power = 10 ** Math.floor(Math.log10(target));
  return [5, 2, 1].map((factor) => factor * power).find((value) => value <= target);
}

/**
 * Where everything is: { unit, boxes: Map of id -> { id, x, y, w, h, part, half, what, layer }, bottom: of each half }.
 * Everything with parameters of its own has an area in proportion to them, on one scale.
 */
export function layout(model, parts) {
  const columns = columnsOf(model), drawn = Object.fromEntries(parts.filter((one) => one.drawn).map((one) => [one.drawn, one]));
  const inside = (half) => ["self", "cross", "feed"].filter((what) => drawn[`${half}.${what}`]);
  const heights = HALVES[model.kind].map((half) =>
    inside(half).reduce((sum, what) => sum + model.L * inOne(drawn[`${half}.${what}`]), 0) / columns[half][1]);
  const unit = (inOne(drawn.table) / FULL + Math.max(...heights)) / HIGH;
  const between = model.L > 6 ? 2 : 5, boxes = new Map(), bottom = {};
  const put = (id, x, y, w, part, more) => boxes.set(id, { id, x, y, w, h: inOne(part) / unit / w, part, ...more });
  put("table", EDGE, TABLE, FULL, drawn.table);
  const top = TABLE + boxes.get("table").h + GAP;
  for (const half of HALVES[model.kind]) {
    const [x, w] = columns[half];
    let y = top;
    for (let layer = 0; layer < model.L; layer++) {
      for (const what of inside(half)) {
        const id = `${half}.${layer}.${what}`;
        put(id, x, y, w, drawn[`${half}.${what}`], { half, what, layer });
        y += boxes.get(id).h;
      }
      y += between;
    }
    bottom[half] = y - between;
  }
  const last = HALVES[model.kind].at(-1), [x, w] = columns[last];
  const high = HALVES[model.kind].length > 1 ? 2 * CHIP + 2 : CHIP + 2; // with both halves, chips are on two rows
  boxes.set("out", { id: "out", x, y: bottom[last] + GAP, w, h: high, part: drawn.out });
  return { unit, boxes, bottom, top, columns, height: bottom[last] + GAP + high + 44 };
}

/** Where the chips of a half are from left to right, on one row if they fit; otherwise every other one is lower. */
function lanesOf(wide, [x, w]) {
  const spare = w - wide.reduce((sum, one) => sum + one, 0), even = w / wide.length;
  let left = x;
  return wide.map((one, index) => {
    if (spare < 3 * (wide.length - 1)) {
      return [Math.min(x + w - one / 2, Math.max(x + one / 2, x + even * (index + 0.5))), (index % 2 ? 1 : -1) * (CHIP / 2 + 1)];
    }
    const middle = left + spare / wide.length / 2 + one / 2;
    left += one + spare / wide.length;
    return [middle, 0];
  });
}

/** The height of a half's chips at a station: on it, or waiting before or after it. */
function heightOf(half, step, { boxes, bottom }) {
  const box = boxes.get(step), read = half === "encoder" && bottom.decoder !== undefined && (step === "out" || box?.half === "decoder");
  if (read) return bottom.encoder + REST;
  return step === "words" || (box.half && box.half !== half) ? CHIPS : box.y + box.h / 2;
}

const text = (x, y, words, look = "ln-text", more = {}) => svg("text", { x, y, "font-size": TEXT, "text-anchor": "middle", class: look, ...more }, words);

/** A label that fits into a box, in one line or two, or nothing. */
function labelOf({ x, y, w, h, part, what }) {
  const name = strings.short[what ?? part.drawn], count = number(inOne(part)), middle = y + h / 2;
  const whole = part.drawn === "out" ? name : `${name} ${count}`;
  if (h < 12.5) return [];
  if (h >= 34 && what) return [text(x + w / 2, middle - 3, name, "ln-text explorer__halo"), text(x + w / 2, middle + 12, count, "ln-text-muted explorer__halo")];
  return [text(x + w / 2, middle + 4.5, whole.length * 7.1 < w ? whole : name, "ln-text explorer__halo")];
}

/** A line from one chip to another that it looks at: an arc above a row, or a curve between two places. */
function arc([x1, y1], [x2, y2], look) {
  const up = CHIP / 2, high = up + 12 + Math.min(20, Math.abs(x1 - x2) / 6); // not as far as the title
  const d = Math.abs(y1 - y2) < 2 * CHIP
    ? `M${x1} ${y1 - up} C${x1} ${y1 - high} ${x2} ${y2 - high} ${x2} ${y2 - up}`
    : `M${x1} ${y1} C${x1 - 50} ${y1} ${x2 + 40} ${y2} ${x2} ${y2}`;
  return svg("path", { d, ...look });
}

/**
 * @param {Object} what model, parts; step; tokens: [{ word, half }], the halves one after the other; looking: the index of the one that looks; sees(j):
 *     whether it may look at j, or null while that is still the question; marked: a Set of guessed indices; outputs: words at the
 *     end; chip(index), box(id): attributes that make them things to point at
 * @returns {{drawing: SVGElement, places: number[][], boxes: Map}}
 */
export function draw({ model, parts, step, tokens, looking, sees, marked, outputs, chip, box }) {
  const plan = layout(model, parts), { boxes, bottom, columns, top } = plan, active = boxes.get(step);
  const wide = tokens.map(({ word }) => Math.max(24, word.length * LETTER + 8));
  const places = HALVES[model.kind].flatMap((half) => {
    const high = heightOf(half, step, plan);
    return lanesOf(wide.filter((_, index) => tokens[index].half === half), columns[half]).map(([x, lower]) => [x, high + lower]);
  });
  const shown = [...boxes.values()].map((one) => {
    const role = one.what === "cross" ? "cross" : one.half ?? "plain";
    const look = one.id === "out" ? `ln-line-${HALVES[model.kind].at(-1)}` : one.what === "feed" ? `ln-line-${role} explorer__hollow` : `ln-soft-${role}`;
    return svg("g", { "data-box": one.id, ...box(one.id) },
      svg("rect", { x: one.x, y: one.y, width: one.w, height: one.h, rx: Math.min(3, one.h / 4), class: one.id === step ? "ln-soft-focus" : look,
        "stroke-width": one.id === step ? 2.5 : one.h < 12 ? 0.75 : 1.25, "stroke-dasharray": one.id === "out" ? "4 3" : null }),
      ...(one.id === step ? [] : labelOf(one))); // the chips are on it
  });
  const lanes = tokens.map(({ half }, index) => {
    const [x] = places[index], box = boxes.get("out"), end = half === HALVES[model.kind].at(-1) ? box.y : bottom[half] + 16;
    return svg("path", { d: `M${x} ${TABLE - 12} V${end}`, class: `ln-line-${half}`, "stroke-width": 1, "stroke-opacity": 0.35 });
  });
  const crossing = [...boxes.values()].filter(({ what }) => what === "cross").map(({ id, x, y, h }) => {
    const from = bottom.encoder + REST, on = id === step, middle = y + h / 2, bend = x - 9;
    return svg("path", { d: `M${columns.encoder[0] + columns.encoder[1]} ${from} H${bend} V${middle} H${x - 2} M${x - 7} ${middle - 4} L${x - 2} ${middle} L${x - 7} ${middle + 4}`,
      class: "ln-line-cross", "stroke-width": on ? 3.5 : 1.75 });
  });
  const missing = columns.missing && (([x, w]) => svg("g", {},
    svg("rect", { x, y: top, width: w, height: Object.values(bottom)[0] - top, rx: 4, class: "ln-line-masked", "stroke-width": 1 }),
    text(x + w / 2, (top + Object.values(bottom)[0]) / 2, HALVES[model.kind][0] === "encoder" ? strings.noDecoder : strings.noEncoder, "ln-text-muted")))(columns.missing);
  const looks = step === "words" || active?.what === "self" || active?.what === "cross";
  const asks = looks && sees ? tokens.flatMap(({ half }, i) => tokens.flatMap((other, j) => {
    const crosses = half !== other.half, between = step === "words" ? true : crosses === (active.what === "cross");
    const mine = i === looking && sees(j) && i !== j && between && (step === "words" || half === active.half);
    return mine ? [arc(places[j], places[i], { class: `ln-line-${crosses ? "cross" : "query"}`, "stroke-width": 2.5 })] : [];
  })) : [];
  const chips = tokens.map(({ word, half }, index) => {
    const [x, y] = places[index], hidden = looks && sees && !sees(index), own = index === looking;
    const w = wide[index], focus = sees ? own : marked.has(index), role = hidden ? "masked" : focus ? "focus" : half;
    return svg("g", { transform: `translate(${x} ${y})`, ...chip(index) }, svg("g", { "data-chip": index },
      svg("rect", { x: -w / 2, y: -CHIP / 2, width: w, height: CHIP, rx: 4, class: `ln-soft-${role}`, "stroke-width": own || marked.has(index) ? 2.75 : 1.5 }),
      text(0, 4.5, word, hidden ? "ln-text-muted" : own ? "ln-text-strong" : "ln-text", { "font-size": 14, "text-decoration": hidden ? "line-through" : null })));
  });
  const began = step === "words" ? [] : tokens.map(({ word }, index) => text(places[index][0], CHIPS + 5 + (places[index][1] - heightOf(tokens[index].half, step, plan)), places[index][1] < TABLE ? "" : word, "ln-text-muted"));
  const out = boxes.get("out"), last = places.slice(-outputs.length); // what a position writes is below it
  const ends = step === "out" ? outputs.map((word, index) =>
    svg("g", { "data-end": index }, text(last[index][0], out.y + out.h + 17, word, "ln-text-strong", { "font-size": 14 }))) : [];
  const square = roundFor(plan.unit), side = Math.sqrt(square / plan.unit);
  const drawnShare = inAll(parts.filter((one) => one.drawn && one.drawn !== "out")) / inAll(parts);
  const legend = svg("g", {}, svg("rect", { x: EDGE, y: plan.height - 12 - side, width: side, height: side, class: "ln-soft-plain", "stroke-width": 1 }),
    text(EDGE + side + 5, plan.height - 13, strings.legend(square), "ln-text-muted", { "text-anchor": "start" }));
  const names = HALVES[model.kind].map((half) => {
    const [x, w] = columns[half];
    return text(x + w / 2, 13, half === "encoder" ? strings.encoder : strings.decoder, "ln-text-strong");
  });
  return { places, boxes, drawnShare, drawing: svg("svg", { viewBox: `0 0 ${WIDE} ${plan.height}`, class: "explorer__drawing explorer__halves" },
    ...(missing ? [missing] : []), ...crossing, svg("g", box(null), ...shown), ...lanes, ...names, ...began, ...asks, svg("g", chip(null), ...chips), ...ends, legend) };
}

/**
 * Moves what was elsewhere before: chips travel, parts grow and shrink. Nothing moves where motion is not wanted.
 * before: what draw() returned for the view that is replaced; a part that wasn't there fades in.
 */
export function move(before, now) {
  if (!before || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const how = { duration: MOVE, easing: "ease-in-out" };
  for (const chip of now.drawing.querySelectorAll("[data-chip]")) {
    const from = before.places[chip.dataset.chip], to = now.places[chip.dataset.chip];
    if (from && (from[0] !== to[0] || from[1] !== to[1])) {
      chip.animate([{ transform: `translate(${from[0] - to[0]}px, ${from[1] - to[1]}px)` }, { transform: "none" }], how);
    }
  }
  for (const [id, to] of now.boxes) {
    const from = before.boxes.get(id), one = now.drawing.querySelector(`[data-box="${id}"]`);
    if (!from) one.animate([{ opacity: 0 }, { opacity: 1 }], how);
    else if (from.x !== to.x || from.y !== to.y || from.w !== to.w || from.h !== to.h) {
      one.animate([{ transformOrigin: "0 0", transform: `translate(${from.x - (to.x * from.w) / to.w}px, ${from.y - (to.y * from.h) / to.h}px) scale(${from.w / to.w}, ${from.h / to.h})` },
        { transformOrigin: "0 0", transform: "none" }], how);
    }
  }
  for (const id of before.boxes.keys()) {
    if (now.boxes.has(id)) continue;
    const gone = svg("g", { "aria-hidden": "true" }, before.drawing.querySelector(`[data-box="${id}"] rect`)); // without its words
    now.drawing.prepend(gone);
    gone.animate([{ opacity: 1 }, { opacity: 0 }], how).onfinish = () => gone.remove();
  }
  for (const word of now.drawing.querySelectorAll("[data-end]")) word.animate([{ opacity: 0, transform: "translate(0, -14px)" }, { opacity: 1, transform: "none" }], how);
}

/** The next station in a direction, by 1 or -1; the same one at either end. */
export function nextStep(model, step, by) {
  const steps = stepsOf(model);
  return steps[Math.min(steps.length - 1, Math.max(0, steps.indexOf(step) + by))];
}
