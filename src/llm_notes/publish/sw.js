/**
 * The service worker: keeps what the reader visits, and serves it when the network is gone.
 *
 * Two rules. A version's cache holds only the bytes that were published with it: each file is checked against its
 * SHA-256 when it is kept and again when it is read. And each open page is served from the version it came from;
 * files that aren't kept come from the network and are refused if their bytes differ. So no page ever gets
 * a mix of two versions, a broken cache repairs itself, and the site works the same without this worker.
 *
 * offline.py, next to this file, writes two lines above this: STRINGS, the texts for readers (strings.py), and BUILD = { version, core: [path, …], files: { path: [bytes, hash] },
 * unkept: [path, …] }, the last for the site's other files, such as the Anki deck.
 * Messages: { keep: [address, …] } keeps them, { ask: "state" } asks what is kept; both are answered on the port, if any.
 */

const HOME = self.registration.scope;
const MINE = `llm-notes ${HOME} `; // other sites may be on the same host, and all share its caches
const PAGES = `${MINE}open pages`; // which version each open page came from
const SHOWN_ARRIVING = "assets/models/"; // large; the page shows their progress and checks them itself
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", json: "application/json",
  svg: "image/svg+xml", png: "image/png", webmanifest: "application/manifest+json", safetensors: "application/octet-stream", bin: "application/octet-stream" };
const versions = new Map(); // id of an open page -> version; "" if it came from the network unchecked

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => event.waitUntil(heed(event)));
self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (event.request.method !== "GET" || path === undefined) return;
  const answer = event.request.mode === "navigate" ? openPage(event, path) : openFile(event, path);
  event.respondWith(answer.catch(() => fetch(event.request))); // if the browser's storage is broken, the network serves
});

/** An address's path in the site; undefined if outside. A folder means its page. */
function pathOf(address) {
  const plain = address.split(/[?#]/)[0];
  if (!plain.startsWith(HOME)) return undefined;
  const path = decodeURI(plain.slice(HOME.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

const cacheOf = (version) => caches.open(MINE + version);

/** The files of a version: { path: [bytes, hash] }. An older version's list is in its cache; {} if that is gone. */
async function filesOf(version) {
  if (version === BUILD.version) return BUILD.files;
  return (await caches.match(`${HOME}files.json`, { cacheName: MINE + version }))?.json() ?? {};
}

/* ---- Opening ---- */

/** Answers a link or a typed address: with the kept page, or else from the network. */
async function openPage(event, path) {
  event.waitUntil(tidy());
  const known = BUILD.files[path], id = event.resultingClientId;
  const page = known && await kept(BUILD.version, path);
  if (page) return note(id, BUILD.version, page);
  try {
    const answer = await fetch(event.request);
    const right = known && answer.ok && await store(BUILD.version, path, answer.clone());
    // Other bytes: the host has a new version. Its page is shown and gets nothing from this version's cache.
    return note(id, right ? BUILD.version : "", right || answer);
  } catch {
    if (BUILD.files[`${path}/index.html`]) return Response.redirect(`${HOME}${path}/`);
    const wrong = !known && !BUILD.unkept.includes(path) && await kept(BUILD.version, "404.html"); // no such page, not even with a network
    return wrong ? new Response(wrong.body, { status: 404, headers: wrong.headers }) : missing(event.request.url);
  }
}

/** Answers what a page or its worker asks for: a file of the version that the page came from. */
async function openFile(event, path) {
  const version = await versionOf(event.clientId);
  if (event.resultingClientId) await note(event.resultingClientId, version); // a worker belongs to its page's version
  if (version === "") return fetch(event.request, { cache: "no-cache" }); // nor an old file from the browser's own cache
  const known = version && (await filesOf(version))[path];
  if (!known) return fetch(event.request);
  const file = await kept(version, path);
  if (file) return file;
  const answer = await fetch(event.request);
  if (!answer.ok) return answer;
  if (path.startsWith(SHOWN_ARRIVING)) {
    event.waitUntil(store(version, path, answer.clone()).catch(() => {}));
    return answer;
  }
  return await store(version, path, answer) || await store(version, path, await fetch(event.request.url, { cache: "reload" }))
    || new Response(STRINGS.changed, { status: 502 });
}

/** Remembers which version an open page belongs to, even if the browser stops this worker in between. */
async function note(id, version, answer) {
  versions.set(id, version);
  await caches.open(PAGES).then((pages) => pages.put(HOME + id, new Response(version))).catch(() => {});
  return answer;
}

async function versionOf(id) {
  if (!versions.has(id)) versions.set(id, await (await caches.match(HOME + id, { cacheName: PAGES }))?.text());
  return versions.get(id);
}

/** Says that there is neither a kept page nor a network, and lists the pages that are kept. */
async function missing(address) {
  const links = [];
  for (const path of Object.keys(BUILD.files).filter((name) => name.endsWith("/index.html") || name === "index.html")) {
    const title = /<title>([^<]*?)(?: - [^<-]*)?</.exec(await (await kept(BUILD.version, path))?.text() ?? "")?.[1];
    if (title) links.push(`<li><a href="${HOME}${path.replace(/index\.html$/, "")}">${title}</a></li>`);
  }
  const again = address.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt()};`);
  return new Response(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${STRINGS.title}</title>
    <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><style>body{max-width:36em;margin:2rem auto;padding:0 1rem;
    font:1.1rem/1.6 system-ui,sans-serif}a{padding:.2em 0}</style><main><h1>${STRINGS.title}</h1>
    <p>${BUILD.unkept.includes(pathOf(address)) ? STRINGS.file : STRINGS.page}</p><p><a href="${again}">${STRINGS.again}</a></p>
    <p>${STRINGS.later.replace("{link}", `<a href="${HOME}offline/">${STRINGS.link}</a>`)}</p>
    ${links.length ? `<h2>${STRINGS.kept}</h2><ul>${links.join("")}</ul>` : ""}</main></html>`,
  { status: 503, headers: { "Content-Type": TYPES.html } });
}

/* ---- Keeping ---- */

/** The answer with its bytes if they are the published ones, otherwise undefined. */
async function checked(answer, [bytes, hash], path) {
  const body = await answer.arrayBuffer();
  if (body.byteLength !== bytes) return undefined;
  const digest = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", body)), (byte) => byte.toString(16).padStart(2, "0"));
  if (!digest.join("").startsWith(hash)) return undefined;
  const headers = new Headers(answer.headers);
  headers.set("Content-Type", TYPES[path.split(".").pop()]); // a host may have it wrong
  return new Response(body, { headers });
}

/** A file from a version's cache; undefined if it is missing or damaged; a damaged one is thrown away. */
async function kept(version, path) {
  const cache = await cacheOf(version), found = await cache.match(HOME + path);
  const whole = found && await checked(found, (await filesOf(version))[path], path);
  if (found && !whole) await cache.delete(HOME + path);
  return whole;
}

/** If an answer from the network is right, keeps and returns it, even if there is no room to keep it. */
async function store(version, path, answer) {
  const right = await checked(answer, (await filesOf(version))[path], path);
  if (right) await (await cacheOf(version)).put(HOME + path, right.clone()).catch(() => {});
  return right;
}

/**
 * Keeps a file of this version: from an older cache, the browser's own, or the network. Returns "kept", "status" or
 * "bytes" (the host answered with an error or with something else), or "room" (the device is full); throws without a network.
 */
async function keep(path) {
  const known = BUILD.files[path], cache = await cacheOf(BUILD.version);
  if (await kept(BUILD.version, path)) return "kept";
  const older = (await caches.keys()).filter((name) => name.startsWith(MINE) && name !== PAGES);
  let right, answer;
  for (const cacheName of older) {
    const found = right ? undefined : await caches.match(HOME + path, { cacheName });
    right ??= found && await checked(found, known, path);
  }
  for (const way of right ? [] : ["force-cache", "reload"]) {
    answer = await fetch(HOME + path, { cache: way });
    right ??= answer.ok ? await checked(answer, known, path) : undefined;
    if (right) break;
  }
  if (!right) return answer.ok ? "bytes" : "status";
  return cache.put(HOME + path, right).then(() => "kept", () => "room");
}

/** Keeps the core of this version, and whatever the reader had of the previous one: everything, if that was complete. */
async function install() {
  await (await cacheOf(BUILD.version)).put(`${HOME}files.json`, new Response(JSON.stringify(BUILD.files)));
  const wanted = new Set(BUILD.core);
  for (const name of await caches.keys()) {
    if (!name.startsWith(MINE) || name === PAGES) continue;
    const had = (await (await caches.open(name)).keys()).map(({ url }) => pathOf(url)), before = await filesOf(name.slice(MINE.length));
    const whole = Object.keys(before).every((path) => had.includes(path));
    for (const path of Object.keys(BUILD.files)) if (whole || had.includes(path)) wanted.add(path);
  }
  for (const path of wanted) { // a host that changes what it delivers gets no worker: the core shows that
    const outcome = await keep(path);
    if (BUILD.core.includes(path) && ["status", "bytes"].includes(outcome)) throw new Error(`${path} isn't what was published`);
  }
  await self.skipWaiting();
}

/** Removes the caches of versions that no open page comes from anymore. */
async function tidy() {
  if (self.registration.installing || self.registration.waiting) return; // their cache is being filled
  const used = new Set([BUILD.version, "open pages"]);
  for (const { id } of await clients.matchAll({ includeUncontrolled: true })) used.add(await versionOf(id));
  for (const name of await caches.keys()) {
    if (name.startsWith(MINE) && !used.has(name.slice(MINE.length))) await caches.delete(name);
  }
}

async function heed({ data, ports: [port] }) {
  if (data.ask === "state") {
    const held = (await (await cacheOf(BUILD.version)).keys()).map(({ url }) => pathOf(url));
    port.postMessage({ ...BUILD, kept: held.filter((path) => BUILD.files[path]) });
  }
  const outcomes = {};
  for (const path of new Set((data.keep ?? []).map(pathOf))) {
    if (BUILD.files[path]) outcomes[path] = await keep(path).catch(() => "network");
  }
  if (data.keep) port?.postMessage(outcomes);
}
