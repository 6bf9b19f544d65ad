/**
 * <words-map>: word vectors on the page Challenges in Language Processing: neighbors, sums, a direction, a picture, and the passages
 * of the notes, where the search by meaning looks. word-vectors.js has the table, words-map-views.js what is drawn.
 */

import { Explorer } from "./base.js";
import { button, create, number, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/words-map.js";
import { WordVectors } from "./word-vectors.js";
import { ranking, squares, SumPicture } from "./words-map-sum.js";
import { Direction, Notes, Picture } from "./words-map-views.js";

const SHOWN = 7, RANKED = 5, LONGEST = 30;
const AROUND = { few: 4, many: 7, wide: 480 }; // words around the sum; many from this width on
const SUM = ["king", "man", "woman"];
const EXAMPLES = [SUM, ["paris", "france", "italy"], ["bigger", "big", "small"], ["walked", "walk", "run"], ["doctor", "he", "she"]];
const WARNED = ["doctor", "he", "she"], OTHER = ["doctor", "man", "woman"]; // the sum that became famous, and the same by another pair

const cosine = (value) => number(value, 2);
const clean = (text) => text.trim().toLowerCase();

class WordsMap extends Explorer {
  static state = {
    view: "sums", a: SUM[0], b: SUM[1], c: SUM[2], asked: "1", guess: "", word: "mouse", beside: "apple", way: "pca", group: "animals", point: "mouse",
    query: strings.firstQuery,
  };
  wide = 560;

  build() {
    this.tabs = Object.entries(strings.views).map(([view, name]) => Object.assign(button(name, () => this.set({ view }, { step: true })), { view }));
    this.sums = this.buildSums();
    this.near = this.buildNear();
    this.drawn = { axis: new Direction(this), picture: new Picture(this), notes: new Notes(this) };
    this.parts = { sums: this.sums, near: this.near, ...Object.fromEntries(Object.entries(this.drawn).map(([view, { node }]) => [view, node])) };
    const inside = create("div", {}, ...Object.values(this.parts));
    watchWidth(inside, (wide) => {
      this.wide = wide;
      if (!this.table) return;
      if (this.chosen === "sums") this.drawSum();
      else this.drawn[this.chosen]?.show();
    });
    return [create("div", { class: "explorer__row", role: "group", "aria-label": strings.view }, ...this.tabs), inside];
  }

  /** A field for a word; more: what else changes with it. */
  field(label, key, more = {}) {
    return Object.assign(textField({ label, most: LONGEST, onText: (text) => this.set({ [key]: text, ...more }) }), { key });
  }

  buildSums() {
    this.task = create("div", { class: "explorer__row explorer__task", role: "group", "aria-label": strings.guess },
      ...strings.guesses.map((guess) => button(guess, () => this.reveal(guess))), button(strings.skip, () => this.reveal("")));
    this.inputs = [[strings.start, "a"], [strings.minus, "b"], [strings.plus, "c"]].map(([label, key]) => this.field(label, key, { asked: 0 }));
    const examples = EXAMPLES.map(([a, b, c]) => Object.assign(button(strings.sum(a, b, c), () => this.set({ a, b, c, asked: 0 }, { step: true })), { sum: `${[a, b, c]}` }));
    this.examples = examples;
    this.found = create("div", { class: "explorer__rankings" });
    this.warning = create("p");
    this.fields = create("div", { class: "explorer__three" }, ...this.inputs);
    this.sum = new SumPicture();
    this.caption = create("p", { class: "explorer__note" });
    this.tally = create("div");
    this.opened = create("div", {}, this.warning, this.found, this.tally, create("div", { class: "explorer__row explorer__tour", role: "group", "aria-label": strings.examples }, ...examples));
    return create("section", {}, this.fields, this.sum.node, this.task, this.opened, this.caption);
  }

  buildNear() {
    this.words = [this.field(strings.word, "word"), this.field(strings.beside, "beside")];
    this.lists = create("div", { class: "explorer__rankings" });
    this.pair = create("div", { class: "explorer__rankings" }, ...this.words);
    return create("section", {}, this.pair, this.lists);
  }

  reveal(guess) {
    this.set({ asked: 0, guess }, { step: true });
    this.opened.querySelector("button").focus({ preventScroll: true }); // the button that had it is gone
  }

  get chosen() {
    return Object.hasOwn(strings.views, this.state.view) ? this.state.view : "sums";
  }

  async fetchTable() {
    try {
      const { table, lists } = await WordVectors.load();
      this.table = table;
      this.listed = lists;
    } catch {
      this.waiting.replaceChildren(button(strings.again, () => {
        this.fetching = null;
        this.update();
      }));
      return this.say(strings.failed);
    }
    this.waiting.replaceChildren();
    if (this.isConnected) this.update();
  }

  update() {
    if (!this.table) return void (this.fetching ??= this.fetchTable());
    const view = this.chosen;
    for (const field of [...this.inputs, ...this.words]) field.show(this.state[field.key]);
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", tab.view === view);
    for (const [name, part] of Object.entries(this.parts)) part.hidden = name !== view;
    this.task.hidden = view !== "sums" || !this.asking;
    const about = { sums: this.asking ? this.task : this.sum.node, near: this.pair }[view] ?? this.drawn[view].chart;
    if (about.nextSibling !== this.status) about.after(this.status); // the message is beside what it is about
    if (view === "sums") this.showSums();
    else if (view === "near") this.showNear();
    else this.drawn[view].show();
    this.told = view;
  }

  /** Says a sentence: at once if the view is new, so that the previous view's doesn't stay. */
  tell(sentence) {
    this.say(sentence, { soon: this.told === this.chosen });
  }

  /** The words of the fields; if the map lacks any, says which, and returns null. */
  known(fields) {
    const words = fields.map(({ key }) => clean(this.state[key])), unknown = words.filter((word) => !this.table.has(word));
    if (unknown.length) this.tell(strings.unknown(unknown.map((word) => word.slice(0, LONGEST)), this.table.words.length));
    return unknown.length ? null : words;
  }

  showSums() {
    const { asking } = this;
    this.fields.hidden = this.opened.hidden = asking;
    if (!asking && !this.tally.firstChild) this.showTally();
    const words = this.known(this.inputs);
    this.sum.stale = !words;
    if (!words) return this.found.replaceChildren();
    this.drawSum();
    this.caption.textContent = strings.caption(words, this.table.of(words[0]).length, asking);
    if (asking) return this.say(strings.guessing);
    const sum = this.total(words);
    this.answers = [this.table.near(sum, RANKED), this.table.near(sum, RANKED, words)];
    this.found.replaceChildren(...[strings.every, strings.without].map((caption, at) => ranking(caption, this.answers[at], words)));
    for (const example of this.examples) example.setAttribute("aria-pressed", example.sum === `${words}`);
    this.warning.hidden = `${words}` !== `${WARNED}`;
    if (!this.warning.hidden) this.warning.textContent = strings.warning(this.answers[0], this.table.near(this.total(OTHER), 1)[0].word);
    const [every, without] = this.answers.map(([{ word }]) => word), guess = this.guessed(words);
    const verdict = guess ? `${strings.verdict(guess, every)} ` : "";
    this.tell(`${verdict}${strings.told(every, without, words)}`);
  }

  /** The reader's guess, if it is about this sum, or "". */
  guessed(words) {
    return strings.guesses.includes(this.state.guess) && `${words}` === `${SUM}` ? this.state.guess : "";
  }

  /** How many of the page's sums come out right, as its block has it from the lab. */
  showTally() {
    const counts = (this.begins.right ?? "").split(" ").map(Number), [count, without, every] = counts;
    if (counts.length === 3 && every <= without && without <= count) this.tally.replaceChildren(squares(...counts), create("p", { class: "explorer__note" }, strings.squares(...counts)));
  }

  /** The vector that a − b + c arrives at. */
  total(words) {
    const [a, b, c] = words.map((word) => this.table.of(word));
    return a.map((value, at) => value - b[at] + c[at]);
  }

  /** Draws the sum; while the reader guesses, without the words around it. */
  drawSum() {
    const words = this.inputs.map(({ key }) => clean(this.state[key]));
    if (!words.every((word) => this.table.has(word))) return;
    const vectors = words.map((word) => this.table.of(word)), { wide } = this, moves = `${words}` !== this.drew, sum = this.total(words);
    const near = this.opened.hidden ? [] : this.table.near(sum, wide < AROUND.wide ? AROUND.few : AROUND.many, words), guess = this.opened.hidden ? "" : this.guessed(words);
    if (guess && ![...words, ...near.map(({ word }) => word)].includes(guess)) near.push({ word: guess });
    const [{ word }] = this.table.near(sum, 1);
    const empty = this.opened.hidden ? 0 : Math.hypot(...this.table.of(word).map((value, at) => value - sum[at]));
    this.drew = `${words}`;
    this.sum.show({ words, vectors, near: near.map(({ word }) => ({ word, row: this.table.of(word) })), empty, guess, wide, moves });
  }

  /** Whether the question is open; an address may hold another sum than the one asked about. */
  get asking() {
    return this.state.asked !== "0" && `${[this.state.a, this.state.b, this.state.c]}` === `${SUM}`;
  }

  showNear() {
    const words = this.known(this.words);
    if (!words) return this.lists.replaceChildren();
    this.neighbors = words.map((word) => this.table.near(this.table.of(word), SHOWN, [word]));
    this.lists.replaceChildren(...words.map((word, at) => ranking(strings.nearTo(word), this.neighbors[at], [])));
    const [one, other] = words.map((word) => this.table.of(word));
    this.tell(strings.cosine(...words, cosine(one.reduce((sum, value, at) => sum + value * other[at], 0))));
  }

  csv() {
    const view = this.chosen, head = strings.csv[view];
    if (view === "sums") return [head, ...(this.answers ?? [[], []]).flatMap((found, at) => found.map(({ word, cosine: value }) => [at ? "no" : "yes", word, value]))];
    if (view === "near") return [head, ...(this.neighbors ?? []).flatMap((found, at) => found.map(({ word, cosine: value }) => [clean(this.state[at ? "beside" : "word"]), word, value]))];
    return [head, ...this.drawn[view].csv()];
  }
}

customElements.define("words-map", WordsMap);
