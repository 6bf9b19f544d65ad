/**
 * The drawings of <inside-explorer>: all heads as a wall, results on one scale, and what one head looks at.
 * A head is named by its place, layer · heads + head. Each role has a color and a shape, whose area is a share of attention.
 */

import { create, svg, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/inside-explorer.js";

/** Each role's color, and its shape as a path of radius 1. */
const SHAPES = {
  induction: ["decoder", "M0-1.25L1.25 0 0 1.25-1.25 0Z"],
  previous: ["encoder", "M.9-1.1V1.1L-1.2 0Z"],
  same: ["cross", "M-1 0A1 1 0 1 1 1 0 1 1 0 1 1-1 0Z"],
  sink: ["value", "M-.9-.9H.9V.9H-.9Z"],
  result: ["plain", "M-1 0A1 1 0 1 1 1 0 1 1 0 1 1-1 0Z"],
};
const HIGH = 21, SIDE = 32, HEAD = 32; // pixels: a cell's height; room for the axes
const BANKS = 3, FINE = 14, COARSE = 24; // most banks; pixels that a cell needs for a mouse, and for a finger
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const moves = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A role's shape. share: 0 to 1, of the area; radius: where the share is 1, in pixels; hollow: not enough for the name. */
const shape = (role, share, radius, hollow = false) => svg("path", { d: SHAPES[role][1], transform: `scale(${radius * Math.sqrt(share)})`,
  class: `ln-${hollow ? "soft" : "fill"}-${SHAPES[role][0]}`, "vector-effect": "non-scaling-stroke" });

/** A role's shape for a line of text. */
export const sign = (role) => svg("svg", { viewBox: "-8 -8 16 16", class: "explorer__sign", "aria-hidden": "true" }, shape(role, 1, 6));

/** The wall: a column for each layer, in two or three banks where space is tight. */
export class Wall {
  /**
   * @param {{layers: number, heads: number, onOpen: (at: number) => void, onPress: (at: number) => void}} options
   *     onOpen: a head gets the focus; onPress: it is clicked, or Enter or Space is pressed on it
   */
  constructor({ layers, heads, onOpen, onPress }) {
    Object.assign(this, { layers, heads, onOpen, onPress, wide: 600 });
    // A head that got the focus at once would be drawn again under the pointer, and the click would be lost.
    this.node = create("div", { class: "explorer__headwall", onmousedown: (event) => event.preventDefault() });
    watchWidth(this.node, (wide) => {
      this.wide = wide;
      if (this.shown) this.show(this.shown);
    });
  }

  /** Where a head is drawn: [x, y] of its cell's upper left corner. */
  placeOf(at) {
    const layer = Math.floor(at / this.heads), bank = Math.floor(layer / this.columns);
    return [SIDE + (layer % this.columns) * this.cell, bank * (this.heads * this.high + HEAD + 8) + HEAD + (at % this.heads) * this.high];
  }

  /**
   * Shows the heads. cells: for each one { kind, share, enough, label, marked, off }; kind: a role, or "" for nothing;
   * enough: whether its share is enough for the name; open: the one head that is open, and outlined unless it is `quiet`;
   * role: what a cell is to the keyboard, "radio", "checkbox" or "switch"; on(at): whether it is checked
   */
  show({ cells, open, role, on, quiet = false, again = false }) {
    const fresh = again && moves() && this.shown;
    this.shown = { cells, open, role, on, quiet };
    const coarse = matchMedia("(pointer: coarse)").matches, room = this.wide - SIDE - 2, fits = (count) => room / Math.ceil(this.layers / count) >= (coarse ? COARSE : FINE);
    const banks = [1, 2].find(fits) ?? BANKS;
    this.columns = Math.ceil(this.layers / banks);
    this.cell = room / this.columns;
    this.high = coarse ? COARSE : HIGH;
    const held = this.node.contains(document.activeElement), radius = Math.min(this.cell, this.high) / 2 - 2.5;
    const text = (attributes, word) => svg("text", { "font-size": 11, class: "ln-text-muted", ...attributes }, word);
    const tall = banks * (this.heads * this.high + HEAD + 8);
    this.drawing = svg("svg", { viewBox: `0 0 ${this.wide} ${tall}`, class: "explorer__drawing explorer__heads-drawn", role: role === "radio" ? "radiogroup" : "group", "aria-label": strings.wall },
      ...Array.from({ length: this.layers }, (_, layer) => layer).filter((layer) => this.cell > 18 || layer % 2 === 0).map((layer) => {
        const [x, y] = this.placeOf(layer * this.heads);
        return text({ x: x + this.cell / 2, y: y - 5, "text-anchor": "middle" }, layer);
      }),
      ...Array.from({ length: banks }, (_, bank) => Array.from({ length: this.heads }, (_, head) => {
        const [, y] = this.placeOf(bank * this.columns * this.heads + head);
        return text({ x: SIDE - 7, y: y + this.high / 2 + 4, "text-anchor": "end" }, head);
      })).flat(),
      ...Array.from({ length: banks }, (_, bank) => this.placeOf(bank * this.columns * this.heads)).flatMap(([x, y]) => [
        text({ x, y: y - 19 }, `${strings.layer} →`),
        text({ transform: `translate(10 ${y + (this.heads * this.high) / 2}) rotate(-90)`, "text-anchor": "middle" }, `← ${strings.head}`),
      ]),
      ...cells.map((one, at) => this.drawn(one, at, { open, role, on, quiet, radius })));
    this.node.replaceChildren(this.drawing);
    if (held) this.focus(open);
    if (fresh) this.light();
  }

  drawn({ kind, share, enough, label, marked, off }, at, { open, role, on, quiet, radius }) {
    const [x, y] = this.placeOf(at), { cell, high } = this, out = Math.min(cell, high) / 2 - 1;
    return svg("g", {
      role, tabindex: at === open ? 0 : -1, "aria-checked": `${on(at)}`, "aria-label": label, class: "explorer__headcell", "data-at": at, "data-layer": Math.floor(at / this.heads),
      transform: `translate(${x + cell / 2} ${y + high / 2})`,
      onfocus: () => this.onOpen(at),
      onclick: () => this.press(at),
      onkeydown: (event) => {
        if (event.key === "Enter" || event.key === " ") this.press(at);
        else if (!this.walk(at, event.key)) return;
        event.preventDefault();
      },
    },
    svg("rect", { x: -cell / 2, y: -high / 2, width: cell, height: high, class: "explorer__cell ln-axis" }),
    ...(kind && share >= 0.005 ? [shape(kind, share, radius, !enough)] : []), // a share that prints as 0% is drawn as nothing
    ...(marked ? [svg("rect", { x: -out, y: -out, width: 2 * out, height: 2 * out, rx: 4, class: "explorer__guessed" })] : []),
    ...(off ? [svg("path", { d: `M${-out} ${-out}L${out} ${out}M${-out} ${out}L${out} ${-out}`, class: "explorer__crossed" })] : []),
    ...(at === open && !quiet ? [svg("rect", { x: -cell / 2 + 1, y: -high / 2 + 1, width: cell - 2, height: high - 2, class: "explorer__opened" })] : []));
  }

  press(at) {
    this.onPress(at);
    this.focus(at);
  }

  focus(at) {
    this.drawing.querySelector(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  }

  /** An arrow key: to the next head or layer. Returns whether there is one. */
  walk(at, key) {
    if (!ARROWS[key]) return false;
    const [dx, dy] = ARROWS[key], layer = Math.floor(at / this.heads) + dx, head = (at % this.heads) + dy;
    if (layer >= 0 && layer < this.layers && head >= 0 && head < this.heads) this.focus(layer * this.heads + head);
    return true;
  }

  /** Makes the shapes appear layer by layer, as a text passes through them. */
  light() {
    for (const one of this.drawing.querySelectorAll("[data-at] > path")) {
      one.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 200, delay: 7 * one.parentNode.dataset.layer, fill: "backwards", easing: "ease-out" });
    }
  }
}

/**
 * Results on one scale, a line for each kind.
 * @param {number} most the scale's end
 * @param {{name: string, values: number[], role?: string, mean?: number, pick?: (at: number) => void, picked?: number}[]} rows pick:
 *     what happens when a value is chosen; role: a shape, or none for a guess
 * @param {number} wide pixels
 */
export function strip(most, rows, wide) {
  const x = (value) => 10 + (value / most) * (wide - 20), step = most > 200 || wide < 400 ? 50 : 25, row = 40;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step).filter((value) => most - value > step / 2).concat(most), low = rows.length * row + 4;
  const text = (attributes, words, kind = "ln-text") => svg("text", { "font-size": 14, class: kind, ...attributes }, words);
  return svg("svg", { viewBox: `0 0 ${wide} ${low + 20}`, class: "explorer__drawing explorer__strip", role: "group", "aria-label": strings.strip(most) },
    ...ticks.map((value) => svg("path", { d: `M${x(value)} 18V${low}`, class: "ln-axis" })),
    ...ticks.map((value) => text({ x: x(value), y: low + 14, "font-size": 12, "text-anchor": value === 0 ? "start" : value === most ? "end" : "middle" }, value, "ln-text-muted")),
    ...rows.flatMap(({ name, values, role, mean, pick, picked }, index) => {
      const y = index * row + 28, many = values.length > 1, told = values.length === 1 ? `${name}: ${values[0]}` : name;
      const dots = values.map((value, at) => svg("g", { transform: `translate(${x(value)} ${y})`, class: "explorer__thing", ...pick?.(at, value) },
        svg("rect", { x: -9, y: -10, width: 18, height: 20, class: "explorer__unseen" }),
        role ? shape(role, 1, many ? 5 : 7, many && at !== picked) : svg("path", { d: "M0 8L-6-4H6Z", class: "explorer__bet" }),
        ...(at === picked ? [svg("circle", { r: 9, class: "explorer__opened" })] : [])));
      return [
        svg("path", { d: `M${x(0)} ${y}H${x(most)}`, class: "ln-axis" }),
        text({ x: 10, y: y - 15, class: "ln-text explorer__halo" }, told),
        ...(mean === undefined ? [] : [svg("path", { d: `M${x(mean)} ${y - 11}V${y + 11}`, class: "ln-line-plain", "stroke-width": 2.5 })]),
        svg("g", many ? { role: "radiogroup", "aria-label": name } : {}, ...dots),
      ];
    }));
}

/**
 * What a head gives to the words around, as arcs as thick as their share, when it reads `word` the second time.
 * @param {[string, string, string]} words the word before, the word, the one after it, in the list's order
 * @param {{previous: number, same: number, induction: number}} shares
 * @param {number} wide pixels
 */
export function arcs([before, word, after], shares, wide) {
  const slots = [["same", word], ["induction", after], [null, "…"], ["previous", before], [null, word]], base = 84, thick = 14;
  const part = wide / slots.length, middle = (at) => (at + 0.5) * part, now = slots.length - 1;
  return svg("svg", { viewBox: `0 0 ${wide} ${base + 46}`, class: "explorer__drawing explorer__strip", role: "img", "aria-label": strings.arcs },
    ...slots.flatMap(([kind], at) => {
      const share = kind ? shares[kind] : 0;
      if (share < 0.005) return [];
      const [from, to] = [middle(now), middle(at)], up = base - 12 - Math.min(66, 22 * (now - at));
      return [svg("path", { d: `M${from} ${base - 12}C${from} ${up} ${to} ${up} ${to} ${base - 12}`, class: `ln-line-${SHAPES[kind][0]}`, "stroke-width": (thick * share).toFixed(2), "stroke-linecap": "butt" })];
    }),
    ...slots.flatMap(([kind, shown], at) => [
      svg("text", { x: middle(at), y: base + 4, "text-anchor": "middle", "font-size": 14, "font-weight": at === now ? 700 : 400, class: "ln-text" }, shown),
      ...(kind ? [svg("g", { transform: `translate(${middle(at)} ${base + 16})` }, shape(kind, 1, 5)),
        svg("text", { x: middle(at), y: base + 38, "text-anchor": "middle", "font-size": 13, class: "ln-text" }, strings.percent(shares[kind]))] : []),
    ]));
}
