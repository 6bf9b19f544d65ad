/** What every explorer says, and the fields that practice uses too. */

import { exact, megabytes, number } from "../shared/numbers.js";

export const strings = {
  // shared/parts.js
  things: { characters: "characters", tokens: "tokens", words: "words" },
  leftOut: (most, things, lost, end) => `Only the ${end ? "last" : "first"} ${most} ${things} are used; `
    + `the ${lost === 1 ? "one" : number(lost)} ${end ? "before" : "after"} them ${lost === 1 ? "is" : "are"} left out.`,
  wholeNumber: "a whole number",
  anyNumber: "a number",
  nowEmpty: (label) => `${label}, now empty`,
  enter: (what, kind, min, max) => `${what}: enter ${kind} from ${exact(min)} to ${exact(max)}. Until then, the last one is used.`,
  backTo: (label, value, min, max) => `${label}: back to ${value}, because what you entered isn’t a number from ${exact(min)} to ${exact(max)}.`,
  barsHead: ["Part", "Amount"],
  // explorers/guessing.js
  check: "Check",
  skip: "Skip the guess",
  tour: "What to look at",
  // explorers/blocked.js
  loadAgain: "Load it again",
  blockedNotLoaded: "The list of words that aren’t printed here couldn’t be loaded, so nothing the model writes is shown. Check the network and try again.",
  // explorers/base.js
  explorer: "Explorer",
  copied: (what, more) => `${what} copied.${more ? ` ${more}` : ""}`,
  noClipboard: "This browser doesn’t let the page copy to the clipboard.",
  linkToView: "Link to this view",
  startOver: "Start over",
  copyLink: "Copy link",
  copyCsv: "Copy as CSV",
  data: "Data",
  saveSvg: "Save as SVG",
  drawingSaved: "Drawing saved.",
  loadingModel: (name) => `Loading ${name}`,
  loadedOf: (name, done, total) => `${name}: ${megabytes(done)} of ${megabytes(total)}`,
  stop: "Stop",
  loadModel: (name, size) => `Load ${name}, ${megabytes(size)}`,
  programNotLoaded: "The program that runs the model couldn’t be loaded. Check the network and try again.",
  nothingOf: (name, size) => `${name}: 0 of ${megabytes(size)}`,
};
