/**
 * Vectors of words and of the notes' passages, and which passages are nearest to a text: the search by meaning, without its display.
 * src/llm_notes/publish/meaning.py embeds the passages in the same way, when the site is published; docs/search.md explains it.
 */

import { readSafetensors } from "../explorers/runtime/safetensors.js";

const WORD = /[a-z0-9]+(?:-[a-z0-9]+)*/g;
const ACCENTS = /[\u0300-\u036f]/g;
const SENTENCE = /(?<=[.?!”]) (?=[A-Z“])/;
const PIECE = 3; // letters of a piece that says something
const GZIP = 0x1f8b;

/**
 * Fetches a packed file of tensors.
 * @param {URL} address
 */
async function fetchTensors(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  const sent = await answer.arrayBuffer();
  if (new DataView(sent).getUint16(0) !== GZIP) return readSafetensors(sent); // the host has already unpacked it
  const plain = new Blob([sent]).stream().pipeThrough(new DecompressionStream("gzip"));
  return readSafetensors(await new Response(plain).arrayBuffer());
}

/**
 * Integers from -7 to 7, two per byte.
 * @param {Uint8Array} packed
 */
function unpacked(packed) {
  const codes = new Int8Array(2 * packed.length);
  packed.forEach((byte, at) => {
    codes[2 * at] = (byte >> 4) - 8;
    codes[2 * at + 1] = (byte & 15) - 8;
  });
  return codes;
}

const text = (bytes) => new TextDecoder().decode(bytes);

/** A passage's HTML as text, without code and citation numbers. */
function plain(html) {
  const spaced = html.replace(/<pre.*?<\/pre>|<sup>\d+<\/sup>|<[^>]+>/gs, " ");
  return (new DOMParser().parseFromString(spaced, "text/html").body.textContent ?? "").replace(/\s+/g, " ").trim();
}

export class Meaning {
  /**
   * @param {Object<string, { data: any, shape: number[] }>} table
   * @param {Object<string, { data: any, shape: number[] }>} passages
   * @param {{ location: string, title: string, text: string, tags?: string[], boost?: number }[]} docs the entries of the search index
   */
  constructor(table, passages, docs) {
    this.docs = docs;
    this.tokens = text(table.tokens.data).split("\n");
    this.ids = new Map(this.tokens.map((token, row) => [token, row]));
    this.codes = unpacked(table.codes.data);
    this.scales = table.scales.data;
    this.threshold = table.threshold.data[0];
    this.width = this.codes.length / this.tokens.length;
    this.passages = unpacked(passages.codes.data);
    /** @type {[number, number, number][]} the entry, and where in its text */
    this.places = JSON.parse(text(passages.places.data));
    this.factors = this.places.map(([entry], at) => {
      const row = this.passages.subarray(at * this.width, (at + 1) * this.width);
      return (0.8 + 0.2 * (docs[entry].boost ?? 1)) / (Math.hypot(...row) || 1); // a page that counts less in the search does here too
    });
  }

  /**
   * Loads both files.
   * @param {URL} home the site's address
   * @param {{ docs: any[], meaning: { table: string, passages: string } }} index the search index
   */
  static async load(home, { docs, meaning }) {
    const [table, passages] = await Promise.all([meaning.table, meaning.passages].map((path) => fetchTensors(new URL(path, home))));
    return new Meaning(table, passages, docs);
  }

  /**
   * The rows of a text's words. A word that has none is cut into the longest pieces that have one; short ones are left out.
   * @param {string} words
   * @returns {number[]}
   */
  rows(words) {
    const found = words.toLowerCase().normalize("NFD").replace(ACCENTS, "").match(WORD) ?? [];
    return found.flatMap((word) => (this.ids.has(word) ? [word] : word.split("-"))).flatMap((part) => this.ids.get(part) ?? this.pieces(part));
  }

  /** @param {string} word */
  pieces(word) {
    const found = [];
    for (let start = 0, end; start < word.length; start = end) {
      const mark = start ? "##" : "";
      for (end = word.length; end > start + 1 && !this.ids.has(mark + word.slice(start, end));) end--;
      if (end - start >= PIECE) found.push(this.ids.get(mark + word.slice(start, end)));
      else if (!start) return []; // its beginning means nothing, so its end doesn't either
    }
    return found;
  }

  /**
   * A word's numbers.
   * @param {number} row
   */
  vectorOf(row) {
    return Float32Array.from(this.codes.subarray(row * this.width, (row + 1) * this.width), (code) => code * this.scales[row]);
  }

  /**
   * The sum of the words' vectors, normalized to length 1.
   * @param {string} words
   */
  vector(words) {
    const sum = new Float32Array(this.width);
    for (const row of this.rows(words)) this.vectorOf(row).forEach((value, at) => (sum[at] += value));
    const length = Math.hypot(...sum) || 1;
    return sum.map((value) => value / length);
  }

  /**
   * A query with its typos fixed. A word in the table isn't one, even if it isn't in the notes.
   * @param {string} query
   * @param {Map<string, string>} instead words that the search has read as other ones
   */
  mended(query, instead) {
    return query.toLowerCase().replace(/\p{L}+/gu, (word) => (this.ids.has(word) ? word : instead.get(word) ?? word));
  }

  /**
   * How near each passage is to a vector, in the passages' order.
   * @param {Float32Array} vector
   */
  near(vector) {
    return Float32Array.from(this.places, (_, at) => {
      let sum = 0;
      for (let j = 0, from = at * this.width; j < this.width; j++) sum += vector[j] * this.passages[from + j];
      return sum * this.factors[at];
    });
  }

  /**
   * The best passage of each page that has one above the threshold, the best page first. Where one of the page's tags is nearest, the page
   * is ranked by that, and its best passage is shown.
   * @param {string} words
   * @returns {{ entry: number, passage: number, near: number }[]}
   */
  search(words) {
    const near = this.near(this.vector(words)), best = new Map();
    this.places.forEach(([entry, , end], passage) => {
      const page = this.docs[entry].location.split("#")[0], before = best.get(page) ?? { near: 0, shown: -Infinity };
      const shown = end > 0 && near[passage] > before.shown ? { entry, passage, shown: near[passage] } : {};
      best.set(page, { entry, passage, ...before, ...shown, near: Math.max(before.near, near[passage]) });
    });
    return [...best.values()].filter((one) => one.near >= this.threshold).sort((one, other) => other.near - one.near);
  }

  /**
   * "Page: Section" of an entry, as text.
   * @param {number} entry
   */
  heading(entry) {
    const { location, title } = this.docs[entry], [path, place] = location.split("#");
    const page = place && this.docs.find((one) => one.location === path)?.title;
    return plain(page && page !== title ? `${page}: ${title}` : title);
  }

  /**
   * The tag that a passage represents; undefined if it has text of its own.
   * @param {number} passage
   */
  tag(passage) {
    const [entry, , end] = this.places[passage], before = this.places.slice(0, passage).filter((one) => one[0] === entry && !one[2]).length;
    return end ? undefined : this.docs[entry].tags?.[before];
  }

  /**
   * The sentence of a passage that is nearest to a vector, and what follows it.
   * @param {number} passage
   * @param {Float32Array} vector
   * @param {number} most characters
   */
  excerpt(passage, vector, most) {
    const [entry, start, end] = this.places[passage], whole = this.docs[entry].text;
    const sentences = plain(end ? whole.slice(start, end) : whole).split(SENTENCE); // a page may have tags and no passage
    const scores = sentences.map((sentence) => this.vector(sentence).reduce((sum, value, at) => sum + value * vector[at], 0));
    const from = scores.indexOf(Math.max(...scores)), said = sentences.slice(from).join(" ");
    return said.length <= most ? said : `${said.slice(0, said.lastIndexOf(" ", most))} …`;
  }
}
