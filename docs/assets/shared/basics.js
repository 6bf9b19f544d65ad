/**
 * The few helpers that the questions of a page need and everything else shares: elements, numbers as people type them, a random
 * order. It is small, since most pages load it; what only explorers and practice need is in parts.js.
 */

const SVG = "http://www.w3.org/2000/svg";
const MINUS = /[\u2212\u2013]/g;
const SPACES = /[\s\u00a0\u2009\u202f_]/g;
const NUMBER = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i;
const THOUSANDS = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/**
 * Creates an element: create("button", { type: "button", onclick: () => … }, "Step").
 * @param {string} name tag name
 * @param {Object} attributes text is set as an attribute, true as an empty one, and a function as a listener; false, null
 *     and undefined are left out
 * @param {...(Node|string)} children
 */
export const create = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** The same for the parts of a drawing: svg("line", { x1: "0", class: "ln-line-query" }). */
export const svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function fill(element, attributes = {}, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A button. */
export const button = (text, onclick, attributes = {}) => create("button", { type: "button", onclick, ...attributes }, text);

/** A copy of a node without ids, to avoid duplicate ids in the page. */
export function copyOf(node) {
  const clone = node.cloneNode(true);
  for (const element of clone.querySelectorAll("[id]")) element.removeAttribute("id");
  return clone;
}

/**
 * Reads a number as people write it: "0,73", "1 000", "1,000,000", "\u22122", "20 tokens".
 * "1,000" can be read in two ways, so all readings are returned.
 * @param {string} text what was typed
 * @param {string} unit a unit that may follow the number
 * @returns {number[]} the readings; none if it isn't a number
 */
export function readings(text, unit = "") {
  let plain = text.trim();
  if (unit && plain.toLowerCase().endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length);
  plain = plain.replace(MINUS, "-").replace(SPACES, "");
  const found = [];
  if (NUMBER.test(plain)) found.push(Number(plain.replace(",", ".")));
  if (THOUSANDS.test(plain)) found.push(Number(plain.replaceAll(",", "")));
  return found.filter(Number.isFinite);
}

/** A copy in random order. random() works like Math.random(). */
export function shuffle(list, random = Math.random) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}
