/**
 * Starts the service worker (sw.js in the site's root) once the page is at rest. Only published pages load this file:
 * in a preview nothing may be kept. The reader can switch it off on the page "Offline"; the notes work without it.
 */

export const home = new URL(".", document.querySelector("link[rel=manifest]").href);

/** Whether the reader has switched keeping off on this device; where nothing can be stored, nothing was. */
function isOff() {
  try {
    return localStorage.getItem(`llm-notes offline ${home}`) === "off";
  } catch {
    return false;
  }
}

/** Starts the worker; a page that was loaded before it tells what it has loaded, so that one visit is enough. */
async function start() {
  await navigator.serviceWorker.register(new URL("sw.js", home), { updateViaCache: "none" });
  if (navigator.serviceWorker.controller) return;
  const { active } = await navigator.serviceWorker.ready;
  const tell = () => active.postMessage({ keep: [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)] });
  tell();
  document.addEventListener("visibilitychange", tell); // what was opened since, such as an explorer
}

const rest = globalThis.requestIdleCallback ?? setTimeout;
if (navigator.serviceWorker && !isOff()) {
  const begin = () => rest(() => start().catch(() => {})); // no worker: the page is whole without
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
