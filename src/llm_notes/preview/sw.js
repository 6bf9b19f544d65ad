/**
 * Removes the service worker that the published notes left in this browser, if the preview is served at their
 * address: it would keep showing their pages. Only the preview serves this file, as sw.js; the publish step writes another.
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
