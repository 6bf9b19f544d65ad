/**
 * Runs a model for a page; all answers come from a Worker, as plain objects and typed arrays.
 *   const model = await load("pocket-gpt", { onProgress: ({ done, total }) => …, signal, keep })    bytes; signal: an AbortSignal;
 *       keep: whether a model in parts, such as smollm2, stays on this device (a load that goes on does as the first one said). The parts of such a model that have arrived are kept when a
 *       load stops or fails, and the next one resumes from there; forget(name) drops them; heldOf(name): their bytes
 *   await sizeOf("pocket-gpt")      bytes to fetch, known before loading; "pocket-gpt@100" is the model after 100 steps of its training
 *   model.config, .shapes (of each weight), .model_max_length (tokens it sees), .eos_token_id (ends a text);    model.close()
 *   await model.encode(text)  { ids, tokens, truncated }, at most model_max_length of them, or encode({ text, max_length })
 *   await model.decode(ids)   text;    model.tokens(ids): each as text;    model.pieces([ids]): of each row [{ text, part, words }], as a reader sees it
 *   await model.untrained(seed, spreads)     a model with the same shapes and random weights, in its own Worker; spreads: see drawn() there
 *   await model.run({ input_ids, want, ablated_heads })   { name: { data, shape } }, see run() in bert.js, gpt2.js, llama.js, t5.js; an unknown name gets an error that lists all
 *   await model.next({ input_ids, ablated_heads, temperature, top_k, top_p })  { logits, probabilities } of the next token, each (V)
 *   await model.generate({ input_ids, max_new_tokens, seed, ablated_heads, … }, { onToken, signal })  { ids, text };    model.features(texts): (d) each
 *       onToken(id, details) at each step. With rivals: 5 in the options, details is { p, rank, rivals: [{ id, p }] } by the model's own
 *       distribution, before temperature and cuts; else undefined. onRead({ read, of }): while it reads a long input
 *   model.memory()   bytes of its weights
 * want: "encoder.0.attention.weights" (h, n, m), "logits", …; ablated_heads: "decoder.1.cross.2" is head 2. All errors are ModelError.
 */

import { strings } from "../strings/models.js";

const MODELS = new URL("../models/", import.meta.url);
const RULES = ["config.json", "tokenizer.json"]; // a model's other files are its weights, one or several
const LANES = 3; // files fetched at a time
const begun = new Map(); // name of a model in parts -> what an unfinished load has: { call, close, arrived: { file: its content }, done, keep }
const suspect = new Set(); // files that failed: the next fetch bypasses the browser's cache

/** kind: "network", "status", "truncated", "hash", "format", "aborted", "memory" or "input"; message: one sentence for the reader. */
export class ModelError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** How many bytes load() will fetch. */
export const sizeOf = async (name, signal) => sum(await filesOf(name, signal));
/** Where a model's file is, from models/. */
const pathOf = (name, file, known) => known[file].path ?? `${name}/${file}`;
const sum = (known) => Object.values(known).reduce((total, { bytes }) => total + bytes, 0);

/** Whether this copy of the notes has the model: a large one may have been left out. Throws a ModelError if the list is unavailable. */
export const isThere = (name) => filesOf(name).then(() => true, (error) => {
  if (error.kind === "input") return false;
  throw error;
});

/** What the manifest says about a model's files: { file: { bytes, sha256, path } }; path, from models/, where it isn't in the model's folder. */
async function filesOf(name, signal) {
  const manifest = parse(await download("manifest.json", { signal, cache: "no-cache" }), "manifest.json");
  if (!manifest[name]) throw new ModelError("input", strings.noModel(name));
  return manifest[name];
}

/** Fetches one file as bytes and reports each piece that arrives; throws a ModelError if anything goes wrong. */
async function download(path, { signal, cache, known, onBytes }) {
  const pieces = [], address = new URL(path, MODELS);
  if (known) address.searchParams.set("v", known.sha256.slice(0, 12)); // a new version is never mixed with an old cached one
  try {
    const answer = await fetch(address, { signal, cache });
    if (!answer.ok) throw new ModelError("status", strings.serverAnswered(answer.status, path));
    const reader = answer.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      pieces.push(piece.value);
      onBytes?.(piece.value.length);
    }
  } catch (error) {
    if (signal?.aborted) throw new ModelError("aborted", strings.stopped);
    if (error instanceof ModelError) throw error;
    throw new ModelError("network", strings.connectionLost(path));
  }
  const bytes = await new Blob(pieces).arrayBuffer(), got = bytes.byteLength;
  if (got < known?.bytes) throw new ModelError("truncated", strings.cutShort(path, got, known.bytes));
  const right = !known || (got === known.bytes && (await sha256(bytes)) === known.sha256);
  if (!right) throw new ModelError("hash", strings.otherBytes(path));
  return bytes;
}

async function sha256(bytes) {
  if (!crypto.subtle) throw new ModelError("input", strings.needsHttps);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function parse(bytes, path) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new ModelError("format", strings.notJson(path));
  }
}

/** Loads a model; see the top of this file. A failed load can be tried again; for a model in one file, it leaves nothing behind. */
export async function load(name, { onProgress, signal, keep = false } = {}) {
  const known = await filesOf(name, signal), total = sum(known), inParts = Object.keys(known).length > RULES.length + 1;
  const state = begun.get(name) ?? { ...connect(), arrived: {}, done: 0, keep };
  if (inParts) begun.set(name, state);
  const missing = Object.keys(known).filter((file) => !(file in state.arrived)), store = inParts ? await openStore() : undefined;
  let arriving = 0; // bytes of files that aren't whole yet
  const report = (count) => {
    arriving += count;
    onProgress?.({ done: state.done + arriving, total });
  };
  report(0);
  const lane = async () => {
    for (let file = missing.shift(); file; file = missing.shift()) {
      const bytes = await obtain(pathOf(name, file, known), known[file], { store, keep: state.keep, signal, onBytes: report });
      arriving -= known[file].bytes;
      state.done += known[file].bytes;
      if (RULES.includes(file)) state.arrived[file] = parse(bytes, `${name}/${file}`);
      else {
        state.arrived[file] = true; // the Worker has it, so the page doesn't keep it too
        await state.call("part", { file, bytes }, { transfer: [bytes] }).catch((error) => {
          forget(name);
          throw error;
        });
      }
    }
  };
  try {
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane)), failed = lanes.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  } catch (error) {
    if (!inParts) state.close();
    throw error;
  }
  begun.delete(name);
  const [config, rules] = RULES.map((file) => state.arrived[file]), parts = Object.keys(known).filter((file) => !RULES.includes(file));
  const model = await start(state, { config, rules, parts }, signal);
  return { name, ...model, untrained: (seed, spreads) => start(connect(), { config, rules, shapes: model.shapes, seed, spreads }) };
}

/** Bytes of a model in parts that an unfinished load has fetched. */
export const heldOf = (name) => begun.get(name)?.done ?? 0;

/** Drops what an unfinished load has fetched. */
export function forget(name) {
  begun.get(name)?.close();
  begun.delete(name);
}

/** Gives a Worker its model; resolves with the methods that the page may call. */
async function start({ call, close }, given, signal) {
  try {
    const facts = await call("load", given, { signal });
    const methods = ["encode", "decode", "tokens", "pieces", "run", "next", "generate", "features", "memory"];
    return { ...facts, ...Object.fromEntries(methods.map((method) => [method, (options, how) => call(method, options, how)])), close };
  } catch (error) {
    close();
    throw error;
  }
}

/* ---- A large model stays on the device only if the reader says so; small ones are kept by the service worker (sw.js) ---- */

const STORE = `llm-notes large models ${MODELS.href}`;

/** The browser's store of large models' files; undefined where there is none (private windows, plain http). */
const openStore = () => globalThis.caches?.open(STORE).catch(() => undefined);
const addressOf = (path, known) => `${new URL(path, MODELS).href}?v=${known.sha256.slice(0, 12)}`;

/** Keeps the file at an address of ours too, which a kept model needs without a network. */
export const keepBeside = async (address) => (await openStore())?.add(address).catch(() => {});

/** Whether all of a model's files are on this device. */
export async function isKept(name) {
  const known = await filesOf(name), store = await openStore();
  const found = await Promise.all(Object.entries(known).map(([file, one]) => store?.match(addressOf(pathOf(name, file, known), one))));
  return found.every(Boolean);
}

/** Removes a model's files from this device, those of older versions too. */
export async function unkeep(name) {
  const store = await openStore();
  for (const request of await store?.keys() ?? []) if (request.url.startsWith(new URL(`${name}/`, MODELS).href)) await store.delete(request);
  const models = (await store?.keys() ?? []).filter(({ url }) => url.slice(MODELS.href.length).includes("/"));
  if (!models.length) await globalThis.caches?.delete(STORE); // what is kept beside a model is useless without one
}

/** One file of a model: from this device, or else from the network, and then kept if wanted. Resolves with its bytes, checked. */
async function obtain(path, known, { store, keep, signal, onBytes }) {
  const kept = await store?.match(addressOf(path, known)), bytes = await kept?.arrayBuffer();
  if (bytes && bytes.byteLength === known.bytes && await sha256(bytes) === known.sha256) {
    onBytes(known.bytes);
    return bytes;
  }
  const cache = suspect.has(path) ? "reload" : "default";
  suspect.add(path);
  let got = 0;
  const counted = (count) => onBytes((got += count) && count);
  const fresh = await download(path, { signal, cache, known, onBytes: counted }).catch((error) => {
    onBytes(-got); // the file has to be fetched again from the start
    throw error;
  });
  suspect.delete(path);
  if (keep) await store?.put(addressOf(path, known), new Response(fresh.slice(0))).catch(() => {}); // a full device keeps what fits
  return fresh;
}

/** Starts a Worker; call(method, options) sends it a request and returns a promise of its answer. */
function connect() {
  const worker = new Worker(new URL("runtime/worker.js", import.meta.url), { type: "module" }), waiting = new Map();
  let last = 0;
  const fail = (error) => {
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
  };
  worker.onerror = () => fail(new ModelError("network", strings.programNotLoaded));
  worker.onmessage = ({ data: { id, token, details, read, of, result, error, kind = "input" } }) => {
    const asked = waiting.get(id);
    if (!asked) return;
    if (read !== undefined) return void asked.onRead?.({ read, of });
    if (token !== undefined) return void asked.onToken?.(token, details);
    waiting.delete(id);
    if (error === undefined) asked.resolve(result);
    else asked.reject(new ModelError(kind, error));
  };
  return {
    call: (method, options, { onToken, onRead, signal, transfer = [] } = {}) => new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject, onToken, onRead });
      worker.postMessage({ id, method, options }, transfer);
      const stop = () => {
        worker.postMessage({ id, cancel: true });
        if (waiting.delete(id)) reject(new ModelError("aborted", strings.thisStopped));
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
    close() {
      worker.terminate();
      fail(new ModelError("aborted", strings.closed));
    },
  };
}
