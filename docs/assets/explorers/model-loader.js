/**
 * Runs a pocket model for a page; all answers come from a Worker, as plain objects and typed arrays.
 *   const model = await load("pocket-gpt", { onProgress: ({ done, total }) => …, signal })    bytes; signal: an AbortSignal
 *   await sizeOf("pocket-gpt")      bytes to fetch, known before loading; "pocket-gpt@100" is the model after 100 steps of its training
 *   model.config, .shapes (of each weight), .model_max_length (tokens it sees), .eos_token_id (ends a text);    model.close()
 *   await model.encode(text)  { ids, tokens, truncated }, at most model_max_length of them, or encode({ text, max_length })
 *   await model.decode(ids)   text;    model.tokens(ids): each as text;    model.pieces([ids]): of each row [{ text, part, words }], as a reader sees it
 *   await model.untrained(seed, spreads)     a model with the same shapes and random weights, in its own Worker; spreads: see drawn() there
 *   await model.run({ input_ids, want, ablated_heads })   { name: { data, shape } }, see run() in bert.js, gpt2.js, llama.js, t5.js; an unknown name gets an error that lists all
 *   await model.next({ input_ids, ablated_heads, temperature, top_k, top_p })  { logits, probabilities } of the next token, each (V)
 *   await model.generate({ input_ids, max_new_tokens, seed, ablated_heads, … }, { onToken, signal })  { ids, text };    model.features(texts): (d) each
 * want: "encoder.0.attention.weights" (h, n, m), "logits", …; ablated_heads: "decoder.1.cross.2" is head 2. All errors are ModelError.
 */

import { strings } from "../strings/models.js";

const MODELS = new URL("../models/", import.meta.url);
const FILES = ["config.json", "tokenizer.json", "model.safetensors"];
const suspect = new Set(); // files that failed: the next fetch bypasses the browser's cache

/** kind: "network", "status", "truncated", "hash", "format", "aborted" or "input"; message: one sentence for the reader. */
export class ModelError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** How many bytes load() will fetch. */
export const sizeOf = async (name, signal) => sum(await filesOf(name, signal));
const sum = (known) => FILES.reduce((total, file) => total + known[file].bytes, 0);

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

/** Loads a model; see the top of this file. A failed load leaves nothing behind, so it can be tried again. */
export async function load(name, { onProgress, signal } = {}) {
  const known = await filesOf(name, signal), total = sum(known);
  let done = 0;
  const [config, rules, weights] = await Promise.all(FILES.map(async (file) => {
    const path = known[file].path ?? `${name}/${file}`, cache = suspect.has(path) ? "reload" : "default";
    suspect.add(path);
    const onBytes = (count) => onProgress?.({ done: (done += count), total });
    const bytes = await download(path, { signal, cache, known: known[file], onBytes });
    suspect.delete(path);
    return file.endsWith(".json") ? parse(bytes, path) : bytes;
  }));
  const model = await start({ config, rules, weights }, { signal, transfer: [weights] });
  return { name, ...model, untrained: (seed, spreads) => start({ config, rules, shapes: model.shapes, seed, spreads }) };
}

/** Gives a Worker its model; resolves with the methods that the page may call. */
async function start(given, how) {
  const { call, close } = connect();
  try {
    const facts = await call("load", given, how);
    const methods = ["encode", "decode", "tokens", "pieces", "run", "next", "generate", "features"];
    return { ...facts, ...Object.fromEntries(methods.map((method) => [method, (options, how) => call(method, options, how)])), close };
  } catch (error) {
    close();
    throw error;
  }
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
  worker.onmessage = ({ data: { id, token, result, error } }) => {
    const asked = waiting.get(id);
    if (!asked) return;
    if (token !== undefined) return void asked.onToken?.(token);
    waiting.delete(id);
    if (error === undefined) asked.resolve(result);
    else asked.reject(new ModelError("input", error));
  };
  return {
    call: (method, options, { onToken, signal, transfer = [] } = {}) => new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject, onToken });
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
