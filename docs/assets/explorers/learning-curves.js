/** The measured curves of transfer-explorer, with what was trained in the page on top. */

import { number, svg } from "../shared/parts.js";
import { strings } from "../strings/transfer-explorer.js";

const ARMS = { // as in the page's figure: color, dashes
  pretrained: ["encoder", ""], plain: ["encoder", ""], headword: ["query", "12 3"], frozen: ["decoder", "7 3"], "bag of words": ["cross", "2 3"], scratch: ["value", "9 3 2 3"],
};
const WIDE = 360, LEFT = 32, RIGHT = 256, TOP = 26, LOW = 212, MOST = 80; // of the drawing; MOST is in percent
const SIZES = [32, 128, 512, 2048, 8192];
const across = (labels) => LEFT + 10 + ((RIGHT - LEFT - 20) * Math.log2(labels / 32)) / 8;
const upward = (percent) => LOW - ((LOW - TOP) * percent) / MOST;

/**
 * @param {Object<string, number[][]>} curves arm -> [labels, mean, low, high], the last three in percent
 * @param {Object[]} found { size, pretrained, untrained } each, the last two in percent
 */
export function curvesDrawing(curves, found) {
  const text = (words, x, y, anchor = "start", kind = "-muted") => svg("text", { x, y, "text-anchor": anchor, "font-size": 12, class: `ln-text${kind}` }, words);
  const nameOf = (arm) => strings.arms[arm] ?? arm, look = (arm) => ARMS[arm] ?? ["plain", ""];
  const ends = Object.entries(curves).map(([arm, points]) => ({ arm, y: upward(points.at(-1)[1]) + 4 })).sort((a, b) => a.y - b.y);
  ends.forEach((end, i) => (end.y = Math.max(end.y, i ? ends[i - 1].y + 14 : 0)));
  const described = Object.entries(curves).map(([arm, points]) => `${nameOf(arm)}: ${points.map(([size, mean]) => `${size} ${number(mean, 1)}`).join(", ")}`);
  const here = found.map(({ size, pretrained, untrained }) => strings.inPage(size, number(pretrained, 1), number(untrained, 1)));
  return svg("svg", { viewBox: `0 0 ${WIDE} 262`, class: "explorer__drawing", role: "img", "aria-label": strings.drawing(described, here) },
    text(strings.rightAxis, 0, 12), text(strings.labelsAxis, (LEFT + RIGHT) / 2, LOW + 32, "middle"),
    ...[0, 20, 40, 60, 80].flatMap((percent) => [svg("line", { class: "ln-axis", x1: LEFT, x2: RIGHT, y1: upward(percent), y2: upward(percent) }), text(String(percent), LEFT - 5, upward(percent) + 4, "end")]),
    ...SIZES.map((size) => text(number(size), across(size), LOW + 16, "middle")),
    ...Object.entries(curves).flatMap(([arm, points]) => [
      svg("polyline", { class: `ln-line-${look(arm)[0]}`, "stroke-width": 2, "stroke-dasharray": look(arm)[1] || null, points: points.map(([size, mean]) => `${across(size)},${upward(mean)}`).join(" ") }),
      ...points.map(([size, , low, high]) => svg("line", { class: `ln-line-${look(arm)[0]}`, "stroke-width": 1, x1: across(size), x2: across(size), y1: upward(low), y2: upward(high) }))]),
    ...ends.map(({ arm, y }) => text(nameOf(arm), RIGHT - 4, y, "start", "")),
    ...found.flatMap(({ size, pretrained, untrained }) => [
      svg("circle", { class: "ln-fill-focus", cx: across(size), cy: upward(pretrained), r: 5 }),
      svg("path", { class: "ln-line-key", "stroke-width": 2.5, d: `M${across(size) - 5} ${upward(untrained) - 5}l10 10m-10 0l10 -10` })]),
    svg("circle", { class: "ln-fill-focus", cx: 10, cy: 254, r: 5 }), text(strings.pretrainedHere, 20, 258),
    svg("path", { class: "ln-line-key", "stroke-width": 2.5, d: "M185 249l10 10m-10 0l10 -10" }), text(strings.untrainedHere, 202, 258));
}
