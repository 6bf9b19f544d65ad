/**
 * The building blocks of explorers and practice: fields, tables, bars, and what basics.js and numbers.js have.
 * All text enters the page as text, never as markup.
 */

import { button, copyOf, create, readings, svg } from "./basics.js";
import { counted, decimals, exact, megabytes, number, scientific } from "./numbers.js";
import { strings } from "../strings/shared.js";

export { button, copyOf, counted, create, decimals, exact, megabytes, number, scientific, svg };

/**
 * Says which part of a long text is used: "Only the first 20 words are used; the 3 after them are left out.", or "" if nothing is lost.
 * things: "characters", "tokens" or "words".
 */
export const leftOut = (most, things, lost, { end = false } = {}) => (lost > 0 ? strings.leftOut(most, strings.things[things], lost, end) : "");

/** The characters of a text as a reader counts them: 👩‍👧 is one, and so is é however it is encoded. */
function characters(text) {
  if (!Intl.Segmenter) return [...text];
  const found = [...new Intl.Segmenter("en").segment(text)];
  return found.flatMap(({ segment }) => (segment.length > 32 ? [...segment] : segment)); // anything that long isn't a letter but a pile of accents
}

/** Cuts a text to this many characters from its beginning or, with `end`, from its end. Returns [text, how many were cut off]. */
export function cut(text, most, { end = false } = {}) {
  if (text.length <= most) return [text, 0];
  const all = characters(text), lost = Math.max(0, all.length - most);
  return lost ? [(end ? all.slice(lost) : all.slice(0, most)).join(""), lost] : [text, 0];
}

/**
 * A field for a number, with its label.
 * @param {Object} options label: its name, announced but not shown when `quiet`; plain: no comma in 1000; unit; min, max; whole: no fraction;
 *     onNumber(value): each number that can be read and is in range; onRefused(sentence): anything else, and again when the
 *     reader leaves the field, which then gets its last number back
 * @returns {HTMLElement} with show(value), which fills in a number unless the reader is typing that very number, and limit(max)
 */
export function numberField({ label, quiet, plain, unit, min, max, whole, onNumber, onRefused }) {
  // "10,000" can be read in two ways; fields print thousands that way, so they are read that way if that is in range.
  const read = (text) => readings(text, unit).filter((value) => value >= min && value <= max && (!whole || Number.isInteger(value))).at(-1);
  let last; // the number in use
  const input = create("input", {
    type: "text", class: "explorer__number", inputmode: min < 0 ? "text" : "decimal", autocomplete: "off", maxlength: "24",
    "aria-label": quiet && label,
    oninput: () => {
      const value = read(input.value);
      input.setAttribute("aria-invalid", value === undefined);
      if (value !== undefined) return onNumber(value);
      const kind = whole ? strings.wholeNumber : strings.anyNumber;
      const what = input.value.trim() ? label : strings.nowEmpty(label);
      onRefused(strings.enter(what, kind, min, max));
    },
    onblur: ({ relatedTarget }) => {
      if (input.getAttribute("aria-invalid") !== "true" || last === undefined) return;
      field.show(last);
      // A button being pressed reports what it did; a new sentence would also move it out from under the pointer.
      if (!relatedTarget?.matches("button")) onRefused(strings.backTo(label, input.value, min, max));
    },
  });
  const field = quiet ? input : create("label", { class: "explorer__field" }, create("span", {}, label), input, unit ? ` ${unit}` : "");
  field.show = (value) => {
    last = value;
    if (read(input.value) !== value || document.activeElement !== input) input.value = plain ? value : exact(value);
    input.setAttribute("aria-invalid", "false");
  };
  field.limit = (most) => (max = most);
  return field;
}

/** A checkbox. Returns the label, with show(whether). */
export function toggle(label, onChange) {
  const input = create("input", { type: "checkbox", onchange: () => onChange(input.checked) });
  const field = create("label", { class: "explorer__toggle" }, input, ` ${label}`);
  field.show = (checked) => (input.checked = checked);
  return field;
}

/** A drop-down list. options: { value: text }. Returns the label, with show(value). */
export function choice(label, options, onChoose) {
  const list = create("select", { onchange: () => onChoose(list.value) },
    ...Object.entries(options).map(([value, text]) => create("option", { value }, text)));
  const field = create("label", { class: "explorer__field" }, create("span", {}, label), list);
  field.show = (value) => (list.value = value);
  return field;
}

/** A table. head: texts of the columns; rows: lists of texts or nodes, the first being the row header. */
export function table(caption, head, rows) {
  const line = (cells) => create("tr", {}, create("th", { scope: "row" }, cells[0]), ...cells.slice(1).map((cell) => create("td", {}, cell)));
  return create("table", { class: "explorer__table" }, create("caption", {}, create("span", {}, caption)),
    create("thead", {}, create("tr", {}, ...head.map((cell) => create("th", { scope: "col" }, cell)))),
    create("tbody", {}, ...rows.map(line)));
}

/** A box that scrolls sideways, by keyboard too, so that a wide table isn't cut off on a phone. label: what is in it. */
export const scroller = (label, ...nodes) =>
  create("div", { class: "explorer__scroll", tabindex: "0", role: "region", "aria-label": label }, ...nodes);

/**
 * Horizontal bars, each with its number at the end: a table, so it can be read without seeing the bars.
 * @param {Array} rows { label, share: 0 to 1 of the longest bar, text: the number as shown, role: a color's name }
 */
export function bars(caption, rows) {
  const made = table(caption, strings.barsHead, rows.map(({ label, share, text, role = "plain" }) => {
    const bar = create("span", { class: `explorer__bar ln-role-${role}` });
    bar.style.setProperty("--share", share); // a style attribute would break the Content-Security-Policy
    return [label, create("span", { class: "explorer__amount" }, bar, create("span", {}, text))];
  }));
  made.classList.add("explorer__bars");
  return made;
}

/** The same bars as a drawing that can be saved. */
export function barsDrawing(rows) {
  const high = 24, wide = 640, from = 200, room = 300;
  return svg("svg", { viewBox: `0 0 ${wide} ${rows.length * high}`, class: "explorer__drawing" }, ...rows.flatMap(({ label, share, text, role = "plain" }, index) => [
    svg("text", { x: from - 8, y: index * high + 16, "text-anchor": "end", class: "ln-text" }, label),
    svg("rect", { x: from, y: index * high + 4, width: share * room, height: high - 8, class: `ln-fill-${role}` }),
    svg("text", { x: from + share * room + 8, y: index * high + 16, class: "ln-text" }, text),
  ]));
}

/**
 * A text field. Returns the label, with show(text), which leaves what the reader is typing; .text, the part that is used;
 * .told, a sentence about the part that isn't, or ""; .keepsEnd, which may be changed.
 * @param {Object} options label; most: how many characters are used; keepsEnd: the last ones of a longer text, not the first;
 *     onText(text): the text at each keystroke, cut; enters: the button that Enter presses, as long as it can be pressed
 */
export function textField({ label, most, keepsEnd = false, onText, enters }) {
  const input = create("input", { type: "text", class: "explorer__text", dir: "auto", autocomplete: "off", spellcheck: "false",
    oninput: () => onText(field.text),
    // not the Enter that ends a word in an input method; a disabled button ignores its click
    onkeydown: (event) => event.key === "Enter" && !event.isComposing && enters?.click() });
  const field = create("label", { class: "explorer__field explorer__field--wide" }, create("span", {}, label), input);
  const kept = (text) => cut(text, most, { end: field.keepsEnd });
  field.keepsEnd = keepsEnd;
  field.show = (text) => {
    if (kept(text)[0] !== field.text) input.value = text;
  };
  Object.defineProperty(field, "text", { get: () => kept(input.value)[0] });
  Object.defineProperty(field, "told", { get: () => leftOut(most, "characters", kept(input.value)[1], { end: field.keepsEnd }) });
  return field;
}

/** A slider. says(value): its value as text, shown and announced. Returns the label, with show(value). */
export function slider({ label, min, max, step, says, onNumber }) {
  const shown = create("span"); // announced as the slider’s value
  const input = create("input", { type: "range", min, max, step, oninput: () => onNumber(Number(input.value)) });
  const field = create("label", { class: "explorer__field" }, create("span", {}, `${label}: `, shown), input);
  field.show = (value) => {
    input.value = value;
    shown.textContent = says(value);
    input.setAttribute("aria-valuetext", says(value));
  };
  return field;
}

/**
 * A token as a chip. role: a color's name; kind: what the role says, announced only. part and words: for a byte of a character,
 * "2/3" and "byte 2 of 3 of 中", as the model's pieces() gives them; the words are announced, and shown on hover or focus.
 */
export function chip(text, { role, kind, part, words } = {}) {
  const made = create("span", { class: `explorer__token${role ? ` ln-role-${role}` : ""}${words ? " explorer__token--part" : ""}` }, text);
  if (part) made.append(create("span", { class: "explorer__part" }, `\u00a0${part}`));
  const said = [words, kind].filter(Boolean).join(", ");
  if (said) made.append(create("span", { class: "explorer__heard" }, ` (${said})`));
  return made;
}

/** Puts chips into their row. Those with words are a single Tab stop, and the arrow keys move between them. */
export function showChips(row, ...chips) {
  row.replaceChildren(...chips);
  const able = chips.filter((one) => one.matches?.(".explorer__token--part"));
  able.forEach((one, at) => {
    one.tabIndex = at ? -1 : 0;
    // The words open on the side with room.
    one.onfocus = one.onpointerenter = () => one.classList.toggle("explorer__token--right", one.offsetLeft - row.offsetLeft > row.offsetWidth / 2);
  });
  row.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], at = able.indexOf(event.target);
    if (!step || !able[at + step]) return;
    event.preventDefault();
    able[at].tabIndex = -1;
    able[at + step].tabIndex = 0;
    able[at + step].focus();
  };
}

/**
 * Tells a drawing how wide it may be in CSS pixels, so that its text keeps its size; onWidth(width) is called at each change. It draws in the
 * next frame: drawn inside the observer, the new height would be reported as an error in Firefox and WebKit.
 */
export function watchWidth(node, onWidth) {
  let last = 0;
  new ResizeObserver(([{ contentRect: { width } }]) => {
    const now = Math.round(width);
    if (!now || now === last) return;
    last = now;
    requestAnimationFrame(() => onWidth(now));
  }).observe(node);
}

/** Adds a style sheet to the page; resolves once it has loaded or failed. name: its file in assets/stylesheets/. */
export function addStyles(name) {
  const sheet = create("link", { rel: "stylesheet", href: new URL(`../stylesheets/${name}`, import.meta.url).href });
  return new Promise((done) => {
    sheet.onload = sheet.onerror = done;
    document.head.append(sheet);
  });
}

/** Saves a text as a file on the reader's device. type: its media type. */
export function save(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  create("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
