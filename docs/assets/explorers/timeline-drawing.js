/**
 * The picture of <timeline-explorer>: dates across, sizes upward, the growth between two of them as stairs, and before it the pace that
 * predicted it; the models not in question are gray. Below, the amount of training text, if both models report it.
 */

import { svg } from "../shared/parts.js";
import { strings } from "../strings/timeline-explorer.js";
import { handle } from "./guessing.js";
import { along, around, placeLabels } from "./labels.js";

export const [SMALL, LARGE] = [7, 12]; // powers of ten
export const SHAPES = { "encoder-decoder": "square", "encoder-only": "triangle", "decoder-only": "circle" };
const ROLES = { "encoder-decoder": "cross", "encoder-only": "encoder", "decoder-only": "decoder" }; // as in the page's figure
const RING = 16; // radius of the open ring where a pace leads: around an end's grip
const LEFT = 48, TOP = 30, BOTTOM = 292, RIGHT = 8, STRIP = 92; // pixels; STRIP: of the text's bars, with their title
const [FIRST, LAST] = [Date.UTC(2017, 0), Date.UTC(2025, 3)], YEARS = Array.from({ length: 8 }, (_, at) => 2017 + at);
const EVEN = 200e9, EACH = 50e9, READ = 13e12; // the top of the linear axis and its lines; the highest bar of tokens
const ASIDE = 12; // size of the names of models not in question
const ROOMY = 480; // from this width on, years have four digits, and labels sizes

/** 1.5e9 as "1.5B". */
export const size = (value) => (value >= 1e12 ? `${value / 1e12}T` : value >= 1e9 ? `${value / 1e9}B` : `${value / 1e6}M`);

/** Where days and sizes are in a picture of that many pixels, on an axis that is linear (1), logarithmic (0) or in between; sizeAt(y): on the logarithmic one. */
export function scale(wide, even) {
  return {
    across: (day) => LEFT + ((day - FIRST) / (LAST - FIRST)) * (wide - RIGHT - LEFT),
    upward: (value) => BOTTOM - ((1 - even) * ((Math.log10(value || 1) - SMALL) / (LARGE - SMALL)) + even * (value / EVEN)) * (BOTTOM - TOP),
    sizeAt: (y) => 10 ** (SMALL + ((LARGE - SMALL) * (BOTTOM - y)) / (BOTTOM - TOP)),
  };
}

/** A mark in the architecture's shape around 0, of this size. */
function mark(architecture, far, attributes) {
  if (SHAPES[architecture] === "square") return svg("rect", { x: -far * 0.9, y: -far * 0.9, width: far * 1.8, height: far * 1.8, ...attributes });
  if (SHAPES[architecture] === "triangle") return svg("path", { d: `M0 ${-far * 1.15}l${far * 1.15} ${far * 2}h${-far * 2.3}z`, ...attributes });
  return svg("circle", { r: far, ...attributes });
}

const text = (words, x, y, more) => svg("text", { x, y, "font-size": 14, class: "ln-text", ...more }, words);
const move = (node, x, y) => node.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);

/** Stairs from one place to another: each step goes across, then up to places[at]. */
const stairs = (x1, y1, places) => `M${x1} ${y1}${places.map(([x, y]) => `H${x.toFixed(1)}V${y.toFixed(1)}`).join("")}`;

/**
 * Draws it. Returns { made, show(pose) }; pose: the two ends of the growth, each a day and a power of ten, and how linear the axis is.
 * @param {Object} options wide; pose; events; from, to, focus: events; grown: the growth; months: whether the notes' months are shown, too;
 *     grips: attributes of the two ends' grips, or null; asks; guess: { day, value, words, start: the event that stairs lead from, or null } or null;
 *     pace: { first, last: the events of an earlier stretch, goal: the size it leads to at the day of the event `to`, words } or null; onEvent(title), or null
 */
export function draw({ wide, pose, events, from, to, focus, grown, months, grips, asks, guess, pace, onEvent }) {
  const { factor, days, doublings, doubling, both, whole, last, up } = grown, roomy = wide >= ROOMY, right = wide - RIGHT;
  const even = pose.at(-1), { across, upward } = scale(wide, even), grows = both && factor > 1 && days > 0;
  const read = !asks && both && from.tokens && to.tokens ? events.filter(({ tokens }) => tokens) : [], low = read.length ? BOTTOM + STRIP : BOTTOM, high = low + 24;

  // The axes. The one not in use is visible only in between.
  const lines = [0, 1].map((kind) => {
    const values = kind ? Array.from({ length: 5 }, (_, at) => at * EACH) : Array.from({ length: LARGE - SMALL + 1 }, (_, at) => 10 ** (SMALL + at));
    const each = values.map((value) => ({ value, node: svg("g", {}, svg("line", { class: "ln-axis", x1: LEFT, x2: right, y1: 0, y2: 0 }), text(value ? size(value) : "0", LEFT - 6, 5, { "text-anchor": "end", class: "ln-text-muted" })) }));
    return { each, node: svg("g", {}, ...each.map(({ node }) => node)) };
  }), grid = svg("g");
  const years = YEARS.flatMap((year) => {
    const [x, next] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)].map(across);
    return [...(year > YEARS[0] ? [svg("line", { class: "ln-axis", x1: x, x2: x, y1: TOP, y2: low + 6 })] : []), text(roomy ? year : `’${year % 100}`, (x + next) / 2, high - 4, { "text-anchor": "middle", class: "ln-text-muted" })];
  });

  // Events: the largest size as a mark; a thin line down to the smallest.
  const made = events.map((event) => {
    const { architecture, least, most, notes, month, day } = event, x = across(day), end = both && (event === from || event === to);
    const aside = both && !end && event !== focus && event !== pace?.first, role = aside ? "plain" : ROLES[architecture], faint = aside ? 0.45 : 1;
    const ghost = months && notes !== month ? across(Date.parse(`${notes}-15`)) : null;
    const top = svg("g", {}, ...(ghost === null ? [] : [svg("line", { class: "ln-line-masked", x1: ghost - x, x2: 0 }), svg("g", { transform: `translate(${(ghost - x).toFixed(1)} 0)` }, mark(architecture, 6, { class: "ln-soft-masked" }))]),
      mark(architecture, aside ? 4.5 : 6, { class: `ln-fill-${role}`, "fill-opacity": aside ? 0.7 : 1 }));
    const line = svg("line", { class: `ln-line-${role}`, "stroke-width": aside ? 1 : 1.5, "stroke-opacity": 0.6 * faint, x1: x, x2: x }), foot = least < most ? svg("g", {}, mark(architecture, aside ? 2 : 3, { class: `ln-fill-${role}`, "fill-opacity": faint })) : null;
    return { event, x, end, aside, top, line, foot, words: end && roomy && !asks ? `${event.title} ${size(most)}` : event.title };
  });

  // The growth: a dot for each doubling, filled as far as the reader has climbed.
  const path = svg("path", { class: "ln-line-focus", "stroke-width": grows ? 2.5 : 3 }), on = svg("path", { class: "ln-line-focus", "stroke-width": 2, "stroke-dasharray": "2 5" });
  const dots = Array.from({ length: whole }, (_, at) => svg("circle", { r: at + 1 === up && up < last ? 6 : 3.5, class: at < up ? "ln-fill-focus" : "explorer__hollow ln-line-focus" }));
  const ends = grips ? ["from", "to"].map((key) => handle(0, 0, key)) : [];
  ends.forEach(([, grip], at) => {
    for (const [name, value] of Object.entries(grips[at])) if (typeof value === "function") grip.addEventListener(name.slice(2), value); else if (!["cx", "cy"].includes(name)) grip.setAttribute(name, value);
  });
  const climbed = up && up < last ? text(strings.step(size(Number((from.most * 2 ** up).toPrecision(3))), Math.round(up * doubling)), 0, 0, { "text-anchor": "end", class: "ln-text-strong explorer__halo" }) : null;

  const earlier = pace && !even ? paceMarks(pace, to, scale(wide, 0), roomy) : null;
  const marks = guess && (asks || !even) ? guessMarks(guess, asks, scale(wide, 0), wide, events, roomy, earlier ? to : null) : null;

  const show = ([day1, power1, day2, power2, mix]) => {
    const { upward: now } = scale(wide, mix), x = [across(day1), across(day2)], y = [now(10 ** power1), now(10 ** power2)];
    lines.forEach(({ each, node }, kind) => {
      node.setAttribute("opacity", kind ? mix : 1 - mix);
      for (const { value, node: one } of each) move(one, 0, now(value));
    });
    grid.replaceChildren(...lines.flatMap(({ node }, kind) => ((kind ? mix : 1 - mix) ? [node] : [])));
    for (const { event: { least, most }, x: at, top, line, foot, label } of made) {
      move(top, at, now(most));
      line.setAttribute("y1", now(least));
      line.setAttribute("y2", now(most));
      if (foot) move(foot, at, now(least));
      if (label) move(label, 0, now(most) - upward(most));
    }
    const place = (step) => [x[0] + (step / doublings) * (x[1] - x[0]), now(10 ** (power1 + (step / doublings) * (power2 - power1)))];
    path.setAttribute("d", !both ? "" : grows ? stairs(x[0], y[0], [...dots.map((_, at) => place(at + 1)), [x[1], y[1]]]) : `M${x[0]} ${y[0]}L${x[1]} ${y[1]}`);
    const way = Math.min((right - x[1]) / (x[1] - x[0]), (TOP - y[1]) / (y[1] - y[0])); // to the first edge
    on.setAttribute("d", grows && !asks && !earlier && !mix && way > 0 ? `M${x[1]} ${y[1]}l${way * (x[1] - x[0])} ${way * (y[1] - y[0])}` : "");
    dots.forEach((dot, at) => {
      const [cx, cy] = place(at + 1);
      dot.setAttribute("cx", cx);
      dot.setAttribute("cy", cy);
      if (climbed && at + 1 === up) for (const [name, value] of [["x", cx - 11], ["y", cy - 3]]) climbed.setAttribute(name, value);
    });
    ends.forEach((pair, at) => pair.forEach((one) => (one.setAttribute("cx", x[at]), one.setAttribute("cy", y[at]))));
  };

  // Names go where they cover least: the ends' first, then from the left.
  const [x1, p1, x2, p2] = pose, fromAt = [across(x1), upward(10 ** p1)], toAt = [across(x2), upward(10 ** p2)];
  const sum = both && days > 0 ? sumText(strings.sum(factor, days), roomy) : null;
  const taken = [...(both ? along(fromAt, toAt, 4) : []), ...(ends.length ? [around(...fromAt, 11), around(...toAt, 11)] : []),
    ...(sum ? [{ x1: 0, x2: LEFT + (roomy ? 130 : 96), y1: 0, y2: TOP + (roomy ? 52 : 44), weight: 3 }] : [{ x1: 0, x2: LEFT, y1: 0, y2: high }]), ...(marks ? marks.boxes : []), ...(earlier ? earlier.boxes : []),
    ...made.flatMap(({ event: { least, most }, x }) => [{ ...around(x, upward(most), 6), weight: 3 }, { x1: x - 2, x2: x + 2, y1: upward(most), y2: upward(least) + 4 }, ...(least < most ? [{ ...around(x, upward(least), 5), weight: 3 }] : [])])];
  const named = [...made].sort((one, other) => other.end - one.end || one.aside - other.aside);
  placeLabels(named.map(({ x, event, event: { least, most }, end, aside, words }) => ({ size: aside ? ASIDE : 15, at: [x, upward(most)], also: least < most && !even ? [x, upward(least)] : undefined, words, far: earlier && event === to ? RING + 5 : end && ends.length ? 14 : aside ? 8 : 10, most: aside ? (even ? 8 : 20) : undefined })), taken, { wide: wide - 6, tall: BOTTOM }).forEach((place, at) => {
    const { event, end, aside, words } = named[at];
    if (!place) return;
    named[at].label = svg("g", {}, text(words, place.x, place.y, { "text-anchor": place["text-anchor"], class: aside ? "ln-text-muted explorer__halo" : "ln-text explorer__halo", "font-size": aside ? ASIDE : 14, "font-weight": event === focus || end ? 700 : 400 }));
  });
  show(pose);

  const drawn = svg("svg", { viewBox: `0 0 ${wide} ${high}`, class: "explorer__drawing explorer__curve explorer__vectors" },
    svg("g", { role: "img", "aria-label": strings.drawing(even, events.map(({ title, time, least, most }) => strings.event(title, time, least < most && size(least), size(most))), read.map(({ title, tokens }) => strings.read(title, size(tokens)))) },
      text(strings.axis(even), 2, 14, { class: "ln-text-muted" }), ...years, grid, ...textRead(read, across, right, low),
      ...made.flatMap(({ line, foot }) => [line, ...(foot ? [foot] : [])]), on, ...(earlier ? earlier.nodes : []), path, ...dots, ...(earlier ? [earlier.onward] : []), ...made.map(({ top }) => top),
      ...(sum ? [sum] : []), ...(marks ? marks.nodes : []), ...made.flatMap(({ label }) => (label ? [label] : [])), ...(climbed ? [climbed] : [])),
    // The targets for pointing and tapping, larger than the marks.
    ...(onEvent ? made.map(({ x, event: { title, least, most } }) => svg("rect", { x: x - 14, y: upward(most) - 14, width: 28, height: upward(least) - upward(most) + 28, fill: "transparent", "data-event": title, onclick: () => onEvent(title) })) : []),
    ...(earlier ? [earlier.ring] : []), ...ends.flat(), ...(marks ? marks.handle : []));
  return { made: drawn, show };
}

/** The stairs of an earlier stretch, dotted from its end on, and an open ring where they lead: { nodes, onward, ring, boxes: what labels keep free }. */
function paceMarks({ first, last, goal, words }, to, { across, upward }, roomy) {
  const at = ({ day, most }) => [across(day), upward(most)], [x0, y0] = at(first), [x1, y1] = at(last), x2 = across(to.day), y2 = upward(goal);
  const steps = (one, other, [fromX, fromY], [toX, toY]) => {
    const many = Math.log2(other / one), place = (step) => [fromX + (step / many) * (toX - fromX), fromY + (step / many) * (toY - fromY)];
    return stairs(fromX, fromY, [...Array.from({ length: Math.floor(many) }, (_, step) => place(step + 1)), [toX, toY]]);
  };
  const font = roomy ? 14 : 13, long = 0.55 * font * words.length, left = roomy ? x2 + 44 - long : x2 - 4, line = y2 - RING - 6;
  return {
    nodes: [svg("path", { class: "ln-line-plain", "stroke-width": 3, d: steps(first.most, last.most, [x0, y0], [x1, y1]) }),
      text(words, left, line, { "font-size": font, class: "ln-text explorer__halo" })],
    // In front of the later stairs, which follow the same path: on a log axis, a steady pace is a straight line.
    onward: svg("path", { class: "explorer__dashes", "stroke-width": 2, "stroke-dasharray": "0.1 5", "stroke-linecap": "round", d: `M${x1} ${y1}L${x2} ${y2}` }),
    ring: svg("circle", { cx: x2, cy: y2, r: RING, fill: "none", class: "ln-line-plain", "stroke-width": 2.5, "stroke-dasharray": "3 3", "pointer-events": "none" }),
    boxes: [{ x1: left, x2: left + long, y1: line - 14, y2: line + 4, weight: 3 }, around(x2, y2, RING), ...along([x0, y0], [x1, y1], 4)],
  };
}

/** How much larger, and in what time, in the corner that no model reaches. */
function sumText([first, ...rest], roomy) {
  const step = roomy ? 19 : 17, x = LEFT + 6;
  return svg("g", {}, text(first, x, TOP + (roomy ? 28 : 24), { "font-size": roomy ? 26 : 20, class: "ln-text-strong explorer__halo" }),
    ...rest.map((words, at) => text(words, x, TOP + (roomy ? 30 : 25) + step * (at + 1), { "font-size": roomy ? 15 : 13, class: "ln-text explorer__halo" })));
}

/** Bars of the text that models were trained on, all on one linear scale. */
function textRead(events, across, right, low) {
  if (!events.length) return [];
  const most = STRIP - 42, floor = low;
  return [text(strings.text, 2, low - STRIP + 28, { class: "ln-text-muted" }), svg("line", { class: "ln-axis", x1: LEFT, x2: right, y1: floor, y2: floor }),
    ...events.flatMap(({ title, day, tokens }, at) => {
      const x = across(day), tall = (tokens / READ) * most, next = events[at + 1], before = events[at - 1], tight = (other) => other && Math.abs(across(other.day) - x) < 34;
      const anchor = tight(next) ? "end" : tight(before) ? "start" : "middle", aside = { end: 5, start: -5, middle: 0 }[anchor];
      return [svg("rect", { x: x - 6, y: floor - tall, width: 12, height: tall, class: "ln-fill-value", "data-read": title }),
        text(size(tokens), x + aside, floor - tall - 4, { "font-size": 13, "text-anchor": anchor, class: "ln-text explorer__halo" })];
    })];
}

/** The guess at the day of the event that is asked for, joined to the answer, if there is one, and its grip: { nodes, handle, boxes: what labels keep free }. */
function guessMarks({ day, value, words, start }, asks, { across, upward }, wide, events, roomy, answer) {
  const x = across(day), y = upward(value), all = words(roomy || asks);
  const font = roomy ? 15 : 13, long = 0.55 * font * Math.max(...all.map((one) => one.length)), tall = 17 * all.length;
  const full = events.map(({ day: at, most, least }) => ({ x1: across(at) - 7, x2: across(at) + 7, y1: upward(most) - 7, y2: upward(least) + 7 }));
  const covers = ([x1, y1]) => full.filter((one) => one.x1 < x1 + long && one.x2 > x1 && one.y1 < y1 + tall && one.y2 > y1).length + (x1 + long > wide ? 9 : 0);
  const far = asks || roomy ? 16 : 12, places = [[x + far, y - tall / 2], [x - far - long, y - tall / 2], [x + far, y - tall], [x + far, y]], [left, top] = places.reduce((best, one) => (covers(one) < covers(best) ? one : best));
  const ends = left < x, steps = start ? Math.log2(value / start.most) : 0, from = start && [across(start.day), upward(start.most)];
  const place = (step) => [from[0] + (step / steps) * (x - from[0]), upward(start.most * 2 ** step)];
  const ghost = steps > 0 ? [svg("path", { class: "ln-line-focus", "stroke-width": 1.5, "stroke-dasharray": "3 3", d: stairs(...from, [...Array.from({ length: Math.floor(steps) }, (_, at) => place(at + 1)), [x, y]]) })] : [];
  const apart = answer ? upward(answer.most) : y, joined = Math.abs(apart - y) > RING ? [svg("path", { class: "explorer__dashes", "stroke-width": 1.5, "stroke-dasharray": "2 3", d: `M${x} ${y}V${apart + Math.sign(y - apart) * RING}` })] : [];
  return {
    nodes: [...ghost, ...joined, svg("path", { class: "explorer__dashes", "stroke-width": asks ? 2 : 3, "stroke-dasharray": asks ? "7 4" : "none", d: asks ? `M${x} ${TOP}V${BOTTOM}` : `M${x - 12} ${y}h24` }),
      ...all.map((one, at) => text(one, ends ? left + long : left, top + 13 + 17 * at, { "font-size": font, "text-anchor": ends ? "end" : "start", class: "ln-text-strong explorer__halo" }))],
    handle: asks ? handle(x, y) : [],
    boxes: [{ x1: left, x2: left + long, y1: top, y2: top + tall, weight: 3 }, around(x, y, 12)],
  };
}
