/** A guess before the answer: a slider that a picture's handle moves too, and a picture as wide as there is room for. */

import { button, create, slider, svg, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/shared.js";

/**
 * The row for a guess. Returns it, with show(value).
 * @param {Object} options label, min, max, step, says, onNumber: as for slider(); onEnd(whether the guess counts): the reader
 *     has pressed "Check", or skips it
 */
export function guessing({ label, min, max, step = 1, says, onNumber, onEnd }) {
  const field = slider({ label, min, max, step, says, onNumber });
  field.classList.add("explorer__guess");
  const row = create("div", { class: "explorer__row" }, field, button(strings.check, () => onEnd(true)), button(strings.skip, () => onEnd(false)));
  row.show = field.show;
  return row;
}

/** The guess in the state's text: a whole number from min to max, or undefined. */
export const guessFrom = (text, min, max) => (/^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined);

/** The grip of a guess in a drawing: a mark, and a larger target around it. */
export const handle = (x, y, hold = "guess") => [
  svg("circle", { cx: x, cy: y, r: 10, class: "explorer__handle" }), svg("circle", { cx: x, cy: y, r: 24, class: "explorer__grip", "data-hold": hold })];

/** A container for a drawing that calls onWidth(pixels) whenever its width changes. */
export function roomFor(onWidth) {
  const holder = create("div");
  watchWidth(holder, onWidth);
  return holder;
}

/** The guided steps: a button each, the best find first. Returns the row, with show(which of them is on display, or -1). */
export function tour(names, onStep) {
  const made = names.map((name, at) => button(name, () => onStep(at)));
  const row = create("div", { class: "explorer__row explorer__tour", role: "group", "aria-label": strings.tour }, ...made);
  row.show = (which) => made.forEach((one, at) => one.setAttribute("aria-pressed", String(at === which)));
  return row;
}

/** Whether the state is still the initial one, apart from a guess and whether one is asked for. */
export const untouched = ({ state, begins }) => Object.entries(begins).every(([key, value]) => ["asked", "guess"].includes(key) || state[key] === value);
