/**
 * The picture of patch-explorer, cut: patches with gaps between them, and below it the same patches as one line in reading order, like
 * the words of a text, after the one extra: the class token. The line shows its beginning, its end and what is around the chosen patch;
 * dots mark where some are left out. When the cut changes, the patches fly from one to the other; a patch that is pointed at is marked in
 * both, with a line between.
 */

import { button, create, svg, watchWidth } from "../shared/parts.js";
import { glide } from "./gliding.js";

const PIXELS = 224; // of the picture's side
const FINE = 3; // pixels of the canvas for one of the picture, so that gaps are sharp
const GAP = 2; // between patches of the picture, in pixels of the picture
const SLOT = 38, FEWEST = 7; // pixels of the line that a patch or the dots take; how many fit on the smallest phone: two patches with the ends and dots
const APART = 4, CHANNEL = 20; // pixels between patches of the line; above the line, so that nothing blocks what joins a patch to the picture
const LAG = 0.5; // the fraction of the time that the last patch waits before leaving

/** A patch [x, y, side] drawn on another canvas, with half a gap on each side. */
function tile(context, pixels, [x, y, side], [left, top, wide], gap) {
  context.drawImage(pixels, x, y, side, side, left + gap / 2, top + gap / 2, wide - gap, wide - gap);
}

/**
 * Which items are shown in a line with a given number of slots: first the first, the last and those to look at, then their neighbors; dots take a slot, too.
 * @returns {(number|null)[]} in order, from 0; null for dots
 */
export function inLine(many, slots, wanted) {
  const withDots = (some) => [...some].sort((one, other) => one - other).flatMap((one, at, all) => (at && one - all[at - 1] > 1 ? [null, one] : [one]));
  const ends = [0, many - 1], middles = [...wanted, ...ends];
  let shown = new Set([...ends, ...wanted]);
  for (let far = 1; far < Math.min(many, slots); far++) {
    for (const next of middles.flatMap((one) => [one - far, one + far])) {
      const more = new Set([...shown, next]);
      if (next >= 0 && next < many && withDots(more).length <= slots) shown = more;
    }
  }
  return withDots(shown);
}

/** A square that stands out on any color: light within dark. */
function outline(context, [x, y, side], line) {
  for (const [color, width] of [["#000000", 2 * line], ["#f0e442", line]]) Object.assign(context, { strokeStyle: color, lineWidth: width }).strokeRect(x, y, side, side);
}

/**
 * @param {Object} given picture: the canvas of the picture; pixels: the canvas with its 224 × 224 pixels; label: of the row; extra: what the
 *     class token is called, as lines; onTap(at): the reader has chosen a patch of the row, counted from 1, or the class token, 0;
 *     onPoint(at): points at one, in the picture or in the row, or, undefined, no longer
 * @returns {{row, list, over, show, light}} row: a node for the line of patches; list: its canvas; over: nodes for those in flight and
 *     those that are marked, over both in a place of position: relative
 */
export function cutter({ picture, pixels, label, extra, onTap, onPoint }) {
  let now, landed, lit = [], wide = 0, flown, stop = () => {};
  let line = []; // what is in the line, as inLine() gives it
  const inSquare = (event) => {
    const { side } = shape(), [column, row] = [event.offsetX, event.offsetY].map((value) => Math.min(side - 1, Math.max(0, Math.floor((value / picture.clientWidth) * side))));
    return row * side + column + 1;
  };
  const underLine = (event) => {
    const one = line[Math.max(0, Math.floor(event.offsetX / slot()))] ?? null;
    return one === null ? undefined : one + 1;
  };
  const pointed = (node, under) => {
    // A finger taps; nothing stays pointed at when it is lifted.
    node.addEventListener("pointermove", (event) => event.pointerType === "mouse" && !now.draw && onPoint(under(event)));
    node.addEventListener("pointerleave", () => onPoint());
  };
  const list = create("canvas", { role: "img", "aria-label": label, onclick: (event) => {
    const at = now.draw ? undefined : underLine(event);
    if (at !== undefined) onTap(at);
  } });
  const token = button("", () => onTap(0));
  token.append(...extra.map((words) => create("span", {}, words, " ")));
  for (const [event, at] of [["pointerenter", 0], ["focus", 0], ["pointerleave"], ["blur"]]) token.addEventListener(event, () => onPoint(at));
  pointed(list, underLine);
  pointed(picture, inSquare);
  const numbers = create("div", { class: "explorer__places", "aria-hidden": "true" }), room = create("div", {}, list, numbers), row = create("div", { class: "explorer__queue" }, token, room);
  const air = create("canvas", { class: "explorer__air", "aria-hidden": "true", width: 0, height: 0 }), lamps = svg("svg", { class: "explorer__air explorer__lamps", "aria-hidden": "true" });
  list.style.width = "100%";
  Object.assign(picture, { width: PIXELS * FINE, height: PIXELS * FINE });

  const sharp = () => devicePixelRatio || 1;
  const shape = () => ({ side: PIXELS / now.size });
  const slots = () => Math.max(FEWEST, Math.floor(wide / SLOT)), slot = () => wide / slots();
  const inPicture = (index) => [(index % shape().side) * now.size, Math.floor(index / shape().side) * now.size, now.size];
  /** Where a patch is in the line: [left, top, side]; one that is left out has no side, and is at the dots. */
  const inRow = (index, scale = 1) => {
    const here = line.indexOf(index), side = (slot() - APART) * scale, next = line.findIndex((one) => one > index);
    return here < 0 ? [(next - 0.5) * slot() * scale, (slot() * scale) / 2, 0] : [here * slot() * scale + (APART / 2) * scale, (APART / 2) * scale, side];
  };

  /** Chooses what is in the line so that the marked patches are in it, and numbers it. */
  function choose() {
    const wanted = lit.filter(Boolean).map((at) => at - 1);
    line = now.draw ? [] : inLine(shape().side ** 2, slots(), wanted);
    Object.assign(numbers.style, { gridTemplateColumns: `repeat(${slots()}, 1fr)`, paddingTop: `${slot()}px` });
    numbers.replaceChildren(...line.map((one) => (one === null ? create("span", { class: "explorer__dots" }, "…") : create("span", { "data-at": one + 1, ...(wanted.includes(one) ? { class: "ln-text-strong" } : {}) }, String(one + 1)))));
  }

  function drawPicture() {
    const context = picture.getContext("2d"), index = now.at - 1;
    context.clearRect(0, 0, picture.width, picture.height);
    for (let one = 0; one < shape().side ** 2; one++) tile(context, pixels, inPicture(one), inPicture(one).map((value) => value * FINE), GAP * FINE * Math.min(1, now.size / 16));
    if (now.at) outline(context, inPicture(index).map((value) => value * FINE), 2 * FINE);
  }

  function drawRow() {
    if (!wide) return;
    choose();
    const context = list.getContext("2d"), scale = sharp();
    Object.assign(list, { width: Math.round(wide * scale), height: Math.round(slot() * scale) });
    if (now.draw) return now.draw(context, list.width, list.height);
    for (const one of line) if (one !== null) tile(context, pixels, inPicture(one), inRow(one, scale), 0);
    if (line.includes(now.at - 1)) outline(context, inRow(now.at - 1, scale), 1.5 * scale);
  }

  /** Where a node is within the stage: [left, top, width]. */
  function place(node) {
    const home = air.parentElement.getBoundingClientRect(), box = node.getBoundingClientRect();
    return [box.left - home.left, box.top - home.top, box.width];
  }

  /** Marks positions, 0 being the class token, in the picture and in the line, and joins the two: the first one with a solid line, a second one with a dashed one. */
  function light(positions) {
    lit = positions;
    if (!wide || air.width) return; // those in flight are marked once they have landed
    if (positions.some((at) => at && !line.includes(at - 1))) drawRow();
    const [left, top, across] = place(picture), [rowLeft, rowTop] = place(list), zoom = across / PIXELS, low = rowTop - CHANNEL, half = rowTop - CHANNEL / 2;
    for (const one of numbers.children) one.classList.toggle("ln-text-strong", positions.includes(Number(one.dataset.at)));
    lamps.replaceChildren(...(now.draw ? [] : positions).flatMap((at, which) => {
      if (!at) return [];
      const [x, y, side] = inPicture(at - 1).map((value) => value * zoom), [column, down, length] = inRow(at - 1), broken = which && "4 3";
      // The chosen one is marked already.
      const mark = (from, to, size) => at === now.at ? [] : ["explorer__lamp--edge", "explorer__lamp"].map((name) => svg("rect", { x: from - 2, y: to - 2, width: size + 4, height: size + 4, class: name, "stroke-dasharray": broken }));
      const from = left + x + side / 2, to = rowLeft + column + length / 2;
      const way = `M${from} ${top + y + side + 2}V${low}C${from} ${half} ${to} ${half} ${to} ${rowTop + down - 2}`; // sideways where there is nothing else: right above the line
      return [...["explorer__lamp--edge", "explorer__lamp"].map((name) => svg("path", { d: way, class: name, "stroke-dasharray": broken })), ...mark(left + x, top + y, side), ...mark(rowLeft + column, rowTop + down, length)];
    }));
  }

  /** The patches leave the picture, the first one first, and land in the row; then onLanded is called. */
  function fly(onLanded) {
    const home = air.parentElement.getBoundingClientRect(), scale = sharp(), context = air.getContext("2d");
    const [fromLeft, fromTop, fromWide] = place(picture), [toLeft, toTop] = place(list), many = shape().side ** 2, zoom = fromWide / PIXELS;
    const ways = Array.from({ length: many }, (_, index) => {
      const [x, y, side] = inPicture(index), [left, top, length] = inRow(index);
      return [[x * zoom + fromLeft, y * zoom + fromTop, side * zoom], [left + toLeft, top + toTop, length]];
    });
    list.getContext("2d").clearRect(0, 0, list.width, list.height);
    numbers.style.opacity = 0; // until the patches are there
    Object.assign(air, { width: Math.round(home.width * scale), height: Math.round(home.height * scale) });
    stop = glide((part) => {
      context.clearRect(0, 0, air.width, air.height);
      if (part === 1) {
        air.width = air.height = 0;
        numbers.style.opacity = 1;
        drawRow();
        onLanded();
        return light(lit);
      }
      ways.forEach(([from, to], index) => {
        const gone = Math.max(0, Math.min(1, part * (1 + LAG) - (LAG * index) / many));
        if (gone && (gone < 1 || to[2])) tile(context, pixels, inPicture(index), from.map((value, axis) => (value + (to[axis] - value) * gone) * scale), 1);
      });
    });
  }

  watchWidth(room, (width) => {
    wide = width;
    if (now) show(now, landed);
  });

  /**
   * Shows the picture and its row. next: { size: of a patch; at: the chosen one, from 1, or 0 for the class token; what: a name of the picture; draw(context, width,
   * height): draws something else into the row, if it isn't patches }. onLanded: called once the patches are in their row, at once if none flies.
   */
  function show(next, onLanded) {
    [now, landed] = [next, onLanded];
    stop();
    air.width = air.height = 0;
    numbers.style.opacity = 1;
    token.hidden = Boolean(now.draw);
    token.setAttribute("aria-pressed", String(now.at === 0));
    lamps.replaceChildren();
    if (!now.draw) drawPicture();
    drawRow();
    const cut = !now.draw && `${now.size} ${now.what}`;
    const flies = wide && cut && cut !== flown;
    if (wide) flown = cut;
    if (flies) fly(onLanded);
    else {
      onLanded();
      light(lit);
    }
  }

  return { row, list, over: [air, lamps], show, light };
}

/** The row of patches as a line of colors, one for each position, the class token's left empty first; as an address of an image. */
export function colorLine(pixels, side) {
  const small = create("canvas", { width: side, height: side }), line = create("canvas", { width: side * side + 1, height: 1 });
  small.getContext("2d").drawImage(pixels, 0, 0, side, side);
  for (let row = 0; row < side; row++) line.getContext("2d").drawImage(small, 0, row, side, 1, 1 + row * side, 0, side, 1);
  return line.toDataURL();
}
