/**
 * Loads an explorer's module when the reader scrolls near it, opens it, or follows a link to a view of it.
 * Needed by: .explorer__element.
 */

import { strings } from "../strings/page.js";

const PATIENCE = 15_000; // ms

const buttonOf = (element) => element.querySelector(".explorer__open");

let last = Promise.resolve();

/** Imports the element's module, one after another: bugs.webkit.org 242740. */
async function load(element) {
  near.unobserve(element);
  try {
    await (last = last.catch(() => {}).then(() => import(`./${element.localName}.js`)));
    if (!customElements.get(element.localName)) throw new Error("an empty module");
  } catch {
    offerReload(element, navigator.onLine ? strings.notLoaded : strings.notKept);
  }
}

/** The button says why and reloads the page: a failed module isn't fetched again. */
function offerReload(element, sentence) {
  const button = buttonOf(element);
  if (!button) return; // it is open
  button.textContent = sentence;
  button.onclick = () => {
    location.hash = `#${element.localName}:`;
    location.reload();
  };
}

const near = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && load(entry.target)), {
  rootMargin: "400px",
});

/** Loads the explorer that the address names. */
function follow() {
  const name = /^#([a-z-]+):/.exec(location.hash)?.[1];
  for (const element of elements) {
    if (element.localName !== name) continue;
    element.closest("details")?.setAttribute("open", "");
    load(element);
  }
}

const elements = document.querySelectorAll(".explorer__element");
for (const element of elements) {
  buttonOf(element).onclick = () => {
    element.setAttribute("open", ""); // the module, once here, opens it and removes the button
    load(element);
    const button = buttonOf(element);
    if (button) button.textContent = strings.loading;
    setTimeout(() => offerReload(element, strings.slow), PATIENCE);
  };
}
// An explorer on the first screen isn't loaded until the reader scrolls.
addEventListener("scroll", () => elements.forEach((element) => near.observe(element)), { once: true });
addEventListener("hashchange", follow);
follow();
