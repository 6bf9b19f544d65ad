/**
 * Takes away the service worker that the published notes have left in this browser, when the preview is served where they
 * were: it would show their pages for good. Only the preview serves this file, as sw.js; the publish step writes another.
 */

const MINE = `llm-notes ${self.registration.scope} `;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) {
    if (name.startsWith(MINE)) await caches.delete(name);
  }
  const pages = await self.clients.matchAll({ type: "window" });
  await self.registration.unregister();
  for (const page of pages) page.navigate(page.url);
}
