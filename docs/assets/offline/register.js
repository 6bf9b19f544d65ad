/**
 * Starts the service worker (sw.js in the site's root) once the page is idle. Only published pages load this file:
 * a preview must not keep anything. The reader can switch it off on the page "Offline"; the notes work without it.
 */

export const home = new URL(".", document.querySelector("link[rel=manifest]").href);

/** Whether the reader has switched keeping off on this device; if nothing can be stored, no. */
function isOff() {
  try {
    return localStorage.getItem(`llm-notes offline ${home}`) === "off";
  } catch {
    return false;
  }
}

/** Starts the worker; a page loaded before it reports what it has loaded, so one visit is enough. */
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
  const begin = () => rest(() => start().catch(() => {})); // the page works without a worker
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
