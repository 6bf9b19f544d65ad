/**
 * Fixes what Material creates in the browser: boxes for copy buttons and for tags of a search result that are landmarks
 * without a name (axe: landmark-unique), tables and code that scroll on a narrow screen, which not every browser lets the
 * keyboard reach (axe: scrollable-region-focusable), and tooltips that have no name, are outside every landmark, or don't
 * close on Escape. The space bar chooses light or dark, as Enter does.
 * An error report names the section in the page's address, and the edit link leads to it.
 * When the search is closed, it returns the focus to where it was. And the menu of a narrow screen opens and closes by
 * keyboard; without this script, the space bar does it, see notes.css.
 */

import { strings } from "../strings/page.js";

const names = new WeakMap();

/** Turns such landmarks into plain boxes, and lets the keyboard reach what scrolls. */
function repair() {
  for (const box of document.querySelectorAll("nav:is(.md-code__nav, .md-tags):not([role])")) box.setAttribute("role", "none");
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    if (!box.checkVisibility()) continue; // in a closed box of details
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls === (box.tabIndex === 0)) continue;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    if (box.ariaLabel) names.set(box, box.ariaLabel); // a table's: only a landmark if it scrolls
    if (!names.has(box)) continue;
    box.role = scrolls ? "region" : null;
    box.ariaLabel = scrolls ? names.get(box) : null;
  }
}

/** Names the box that shows a reference, and moves a definition into a landmark (axe: aria-dialog-name, region). */
function place() {
  for (const tip of document.querySelectorAll("body > .md-tooltip2")) {
    if (tip.role === "dialog") tip.ariaLabel = strings.reference;
    else document.querySelector("main").append(tip);
    for (const link of tip.querySelectorAll("a")) link.tabIndex = -1; // keyboard users find them under Sources
  }
}

repair();
new MutationObserver(place).observe(document.body, { childList: true });
const found = document.querySelector(".md-search-result__list");
if (found) {
  new MutationObserver(repair).observe(found, { childList: true, subtree: true });
  new ResizeObserver(repair).observe(found); // results may come before the search has opened, and have no width then
}
// On devices that can't hover, the theme removes the tabindex whenever a block of code changes size.
new MutationObserver(repair).observe(document.querySelector(".md-content") ?? document.body,
  { childList: true, subtree: true, attributeFilter: ["tabindex"] });
addEventListener("resize", repair);
addEventListener("toggle", repair, { capture: true }); // of details

// Material's switch is outside every landmark and doesn't say whether the menu is open: a button in the header does.
const drawer = document.querySelector("#__drawer");
const narrow = matchMedia("(max-width: 76.2344em)");
const menu = Object.assign(document.createElement("button"), { id: "menu", type: "button", ariaLabel: strings.menu });
document.querySelector(".md-header [for=__drawer]").before(menu);
menu.addEventListener("click", () => drawer.click());

/** Says whether the menu is open, and keeps the focus off what it covers. */
function cover() {
  const open = drawer.checked && narrow.matches;
  menu.ariaExpanded = open;
  const covered = ".md-skip, .md-header__inner > :not(#menu), .md-tabs, .md-content, .md-sidebar--secondary, .md-top, .md-footer";
  for (const part of document.querySelectorAll(covered)) part.inert = open;
}

drawer.addEventListener("change", cover);
narrow.addEventListener("change", cover);
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".md-nav__toggle")) event.target.click();
  if (event.key === " " && event.target.name === "__palette") { // a switch, though made of radio buttons; Material only listens for Enter
    event.preventDefault();
    event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  }
  if (event.key === "Escape") for (const tip of document.querySelectorAll(".md-tooltip2--active")) tip.classList.remove("md-tooltip2--active");
  if (event.key !== "Escape" || !drawer.checked || !narrow.matches) return;
  drawer.click();
  menu.focus();
});
cover();

const search = document.querySelector("#__search");
let before;
document.querySelector("[data-md-component=search-query]")?.addEventListener("focus", ({ relatedTarget }) => {
  if (!relatedTarget?.closest(".md-search")) before = relatedTarget;
});
search?.addEventListener("change", () => setTimeout(() => {
  if (!search.checked && document.activeElement.matches("body, .md-search *")) before?.focus({ preventScroll: true });
}));

document.querySelector(".page-end")?.addEventListener("click", ({ target }) => {
  const section = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("h2, h3, llm-question, .term");
  if (!section || !target.href) return;
  const link = new URL(target.href);
  const body = link.searchParams.get("body");
  if (body) link.searchParams.set("body", body.replace(/^Section: .*$/m, strings.section(location.hash)));
  else link.hash = location.hash;
  target.href = link.href;
});
