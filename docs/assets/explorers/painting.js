/**
 * A painting as text, short enough for an address: "car.0HjKm!1205" is the red car, a stroke in ink 0 through the points Hj
 * and Km, and a whole patch in ink 1. Reading the text back paints exactly the same squares.
 */

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const SIDES = [8, 14, 16, 28, 32, 56]; // of the patches
const CELL = 4, CELLS = 56, BRUSH = 10; // pixels; the pen moves from cell to cell
const FORM = /^(car|sky|blank|photo)((?:[.!][\w-]*)*)$/;

/** The cell [column, row] of a place in pixels. */
export const cellAt = (...place) => place.map((value) => Math.max(0, Math.min(CELLS - 1, Math.floor(value / CELL))));

/** The middle of a cell, in pixels. */
export const middle = (cell) => cell.map((value) => value * CELL + CELL / 2);

export const strokeMark = (ink, cell) => `.${ink}${pointMark(cell)}`;
export const pointMark = ([column, row]) => SIGNS[column] + SIGNS[row];
export const patchMark = (ink, side, at) => `!${ink}${SIDES.indexOf(side)}${SIGNS[at >> 6]}${SIGNS[at & 63]}`;

/** The squares [x, y, side] of the pen moving between two cells, without gaps. */
export function between(from, to) {
  const [[left, top], [right, low]] = [middle(from), middle(to)], steps = Math.max(1, Math.ceil(Math.hypot(right - left, low - top) / 5));
  return Array.from({ length: steps + 1 }, (_, step) =>
    [left + ((right - left) * step) / steps, top + ((low - top) * step) / steps].map((value) => Math.round(value) - BRUSH / 2).concat(BRUSH));
}

/** The square of a patch, counted from 1 in reading order, in a picture of that many pixels. */
export const patchSquare = (side, at, pixels = CELL * CELLS) =>
  [((at - 1) % (pixels / side)) * side, Math.floor((at - 1) / (pixels / side)) * side, side];

/** The name of the picture that was painted on; undefined if the text isn't a painting. */
export const groundOf = (text) => FORM.exec(text)?.[1];

/** All squares of a painting, as [number of the ink, [x, y, side]]. Impossible marks are left out. */
export function* squaresOf(text) {
  for (const [, kind, ink, signs] of (FORM.exec(text)?.[2] ?? "").matchAll(/([.!])([0-3])([\w-]+)/g)) {
    const values = [...signs].map((sign) => SIGNS.indexOf(sign));
    if (kind === "!") {
      const side = SIDES[values[0]], at = values[1] * 64 + values[2];
      if (at >= 1 && at <= ((CELL * CELLS) / side) ** 2) yield [ink, patchSquare(side, at)];
      continue;
    }
    let before;
    for (let i = 0; i + 1 < values.length; i += 2) {
      const cell = [values[i], values[i + 1]];
      if (Math.max(...cell) >= CELLS) continue;
      for (const square of between(before ?? cell, cell)) yield [ink, square];
      before = cell;
    }
  }
}
