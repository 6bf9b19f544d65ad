/** The continuations that a reader tried after one beginning, as a tree: paths of token ids, each a list, kept in the address. */

import { button, create } from "../shared/parts.js";

const MOST = 6; // paths kept; an address holds them all

const startsWith = (path, start) => start.every((id, at) => path[at] === id);

/** Paths as text, "12,5.12,7", and back; what isn't a list of whole numbers is left out. */
export const pathsOf = (text) => text.split(".").filter((path) => /^\d+(,\d+)*$/.test(path)).slice(-MOST).map((path) => path.split(",").map(Number));
export const textOf = (paths) => paths.map((path) => path.join()).join(".");

/** The paths with one more: it replaces those that it continues, and is left out where another one continues it. */
export const grown = (paths, path) => (!path.length || paths.some((one) => startsWith(one, path)) ? paths
  : [...paths.filter((one) => !startsWith(path, one)), path].slice(-MOST));

/** Whether a path that was tried goes on from here with this token. */
export const wentOn = (paths, from, id) => paths.some((path) => startsWith(path, [...from, id]));

/**
 * The tree as nested lists of buttons, one for each stretch without a branch.
 * @param {number[][]} paths
 * @param {Object} options now: the path on display, where a stretch ends too; say(ids, from): the text of a stretch, or null if it
 *     can't be shown; withheld: said instead; onGo(path): a stretch was pressed
 * @returns {HTMLElement}
 */
export function tree(paths, { now, say, withheld, onGo }, from = []) {
  const firsts = [...new Set(paths.map((path) => path[from.length]).filter((id) => id !== undefined))];
  return create("ul", { class: "explorer__tree" }, ...firsts.map((first) => {
    const along = paths.filter((path) => path[from.length] === first), end = [...from, first];
    const here = () => end.length === now.length && startsWith(now, end);
    const next = () => along[0][end.length];
    while (!here() && next() !== undefined && along.every((path) => path[end.length] === next())) end.push(next());
    const text = say(end.slice(from.length), from);
    return create("li", {}, text === null ? withheld
      : button(text, () => onGo(end), { dir: "auto", "aria-current": here() && "true", "data-on": startsWith(now, end) }),
    along.some((path) => path.length > end.length) ? tree(along, { now, say, withheld, onGo }, end) : "");
  }));
}
