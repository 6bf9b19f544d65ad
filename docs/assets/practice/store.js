/**
 * What this browser keeps of a reader's practice: one short entry per event, never removed afterwards. Each key begins with the
 * site's path, because two copies of the site may share a host: `llm-notes:/some/path/:`, then
 *   review/question/attention-mask-late/1764000000000   "3"     a card, when (ms since 1970), the grade from 1 to 4; 0: taken back
 *   read/how-transformers-work/attention/                "1764…" a section, when its end was reached
 *   diagnostic                                            "1764… what-is-nlp-f1=1 llm-new-chat=0"
 * Each is a key of its own in localStorage, so two tabs that write at once lose nothing, and a damaged entry doesn't affect
 * others. Two states merge by joining their entries: in any order, any number of times, with the same result.
 * Entries `due/…` are a copy of what the reviews say, for pages that don't compute it; they are neither exported nor merged.
 */

import { strings } from "../strings/store.js";

const HOME = new URL("../../", import.meta.url).pathname;
const PREFIX = `llm-notes:${HOME}:`;
const SHARED = "llm-notes/"; // what the keys began with when all copies on a host shared their answers
const TAKEN = `llm-notes:${HOME}`; // whether this copy has taken those over
const FORMAT = "llm-notes practice", VERSION = 1;
const LATEST = 8.64e15; // the last moment that a Date can represent
const REVIEW = /^review\/((?:question|term|drill)\/[a-z0-9]+(?:-[a-z0-9]+)*)\/(\d{1,16})$/;
const READ = /^read\/(?:[a-z0-9-]+\/)+$/;
const DIAGNOSTIC = /^\d{1,16}(?: [a-z0-9-]+=[01])*$/;

const isTime = (text) => /^\d{1,16}$/.test(text) && Number(text) <= LATEST;

/** Whether key and value are an entry as this module writes them. */
export function isEntry(key, value) {
  if (typeof value !== "string") return false;
  const review = REVIEW.exec(key);
  if (review) return /^[0-4]$/.test(value) && isTime(review[2]);
  if (READ.test(key)) return isTime(value);
  return key === "diagnostic" && DIAGNOSTIC.test(value) && isTime(value.split(" ")[0]);
}

/** Of two values for one key, the one that counts: the lower grade, so an undone one stays undone; the later time. The order doesn't matter. */
function join(key, one, other) {
  if (one === undefined || one === other) return other;
  const [first, second] = [one, other].sort((a, b) => parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1));
  return key.startsWith("review/") ? first : second;
}

/**
 * Joins states. Each is a Map from key to value; the result is a new one.
 * @param {...Map<string, string>} states
 */
export function merge(...states) {
  const merged = new Map();
  for (const state of states) for (const [key, value] of state) merged.set(key, join(key, merged.get(key), value));
  return merged;
}

/** The state as a file: the same state always gives the same text. */
export function print(state) {
  const entries = Object.fromEntries([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ format: FORMAT, version: VERSION, entries }, null, 1)}\n`;
}

/** Reads a file back. Throws an Error with a sentence for the reader; then nothing in the file counts. */
export function parse(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error(strings.unreadableFile);
  }
  if (file?.format !== FORMAT) throw new Error(strings.otherFile);
  if (file.version !== VERSION) throw new Error(strings.otherVersion(cut(file.version), VERSION));
  if (typeof file.entries !== "object" || file.entries === null || Array.isArray(file.entries)) throw new Error(strings.noEntries);
  const state = new Map(Object.entries(file.entries));
  for (const [key, value] of state) {
    if (!isEntry(key, value)) throw new Error(strings.damaged(cut(key)));
  }
  return state;
}

const cut = (value) => [...String(value)].slice(0, 60).join("");

/** The reviews of a state by card: name -> [[time, grade], …], the oldest first, without the undone ones. */
export function reviews(state) {
  const found = new Map();
  for (const [key, value] of state) {
    const review = REVIEW.exec(key);
    if (!review || value === "0") continue;
    if (!found.has(review[1])) found.set(review[1], []);
    found.get(review[1]).push([Number(review[2]), Number(value)]);
  }
  for (const list of found.values()) list.sort(([a], [b]) => a - b);
  return found;
}

/** Copies what was shared into this copy's own entries, at its first visit. The shared ones stay for the other copies. */
function takeOver(storage) {
  const shared = Object.keys(storage).filter((key) => key.startsWith(SHARED));
  if (!shared.length || storage.getItem(TAKEN) !== null) return;
  for (const key of shared) {
    const own = PREFIX + key.slice(SHARED.length);
    if (storage.getItem(own) === null) storage.setItem(own, storage.getItem(key) ?? "");
  }
  storage.setItem(TAKEN, "taken");
}

/**
 * The state as stored in this browser. Without storage, it lasts until the page is closed.
 *   entries     Map of all entries
 *   trouble     a sentence for the reader if something can't be stored, or ""
 *   unreadable  number of unreadable entries; they are left alone
 * Fires an event "change" after each change, including those made in another tab.
 */
export class Store extends EventTarget {
  constructor() {
    super();
    this.unsaved = new Map();
    try {
      this.storage = localStorage;
      this.storage.getItem(PREFIX);
    } catch {
      this.storage = null;
    }
    try {
      if (this.storage) takeOver(this.storage);
    } catch {
      // No room for both: the next visit tries again.
    }
    this.load();
    addEventListener("storage", ({ key }) => (key === null || key.startsWith(PREFIX)) && this.load());
    addEventListener("pageshow", ({ persisted }) => persisted && this.load()); // back from the browser's page cache
  }

  /** Reads everything again; what couldn't be stored so far stays in memory. */
  load() {
    this.entries = new Map(this.unsaved);
    this.due = new Map(); // card -> [time, section]
    this.unreadable = 0;
    for (const full of this.storage ? Object.keys(this.storage) : []) {
      if (!full.startsWith(PREFIX)) continue;
      const key = full.slice(PREFIX.length), value = this.storage.getItem(full);
      if (key.startsWith("due/")) {
        const [time, section] = (value ?? "").split(" ");
        if (isTime(time) && section) this.due.set(key.slice(4), [Number(time), section]);
      } else if (isEntry(key, value)) this.entries.set(key, join(key, this.entries.get(key), value));
      else this.unreadable++;
    }
    this.changed();
  }

  /** Adds entries: Map or pairs. Each is in memory in any case. */
  add(entries) {
    for (const [key, value] of entries) {
      const joined = join(key, this.entries.get(key), value);
      if (this.entries.get(key) === joined) continue;
      this.entries.set(key, joined);
      this.unsaved.set(key, joined);
    }
    this.save();
    this.changed();
  }

  /** Notifies all listeners. */
  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Notes when a card is due, for the marks on other pages. Losing this loses nothing. */
  note(card, time, section) {
    this.due.set(card, [time, section]);
    try {
      this.storage?.setItem(`${PREFIX}due/${card}`, `${time} ${section}`);
    } catch {
      // The Practice page recomputes it.
    }
  }

  /** Removes such a note. */
  unnote(card) {
    this.due.delete(card);
    this.storage?.removeItem(`${PREFIX}due/${card}`);
  }

  /** Stores what hasn't been stored yet; what can't be stored waits for the next time. */
  save() {
    let freed = false;
    for (const [key, value] of this.unsaved) {
      try {
        this.storage.setItem(PREFIX + key, value);
        this.unsaved.delete(key);
      } catch {
        if (!this.storage || freed) break;
        freed = true;
        this.drop("due/"); // only a copy: it makes room for originals
        try {
          this.storage.setItem(PREFIX + key, value);
          this.unsaved.delete(key);
        } catch {
          break;
        }
      }
    }
  }

  /** What the reader should know about the storage, or "". */
  get trouble() {
    const count = this.unsaved.size;
    if (!this.storage) return strings.noStorage;
    if (count) return strings.full(count);
    if (this.unreadable) return strings.unreadable(this.unreadable);
    return "";
  }

  /** Forgets all entries whose key starts with this; "" for everything, including what these were copied from. */
  drop(start) {
    for (const full of this.storage ? Object.keys(this.storage) : []) {
      if (full.startsWith(PREFIX + start) || !start && full.startsWith(SHARED)) this.storage?.removeItem(full);
    }
    if (start) return;
    this.unsaved.clear();
    this.load();
  }
}
