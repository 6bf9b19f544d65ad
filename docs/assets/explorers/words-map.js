/**
 * <words-map>: word vectors on the page Challenges in Language Processing: neighbors, sums, a direction, a picture, and the passages
 * of the notes, where the search by meaning looks. word-vectors.js has the table, words-map-views.js what is drawn.
 */

import { Explorer } from "./base.js";
import { bars, button, create, number, textField, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/words-map.js";
import { WordVectors } from "./word-vectors.js";
import { Direction, Notes, Picture } from "./words-map-views.js";

const SHOWN = 7, LONGEST = 30;
const SUM = ["king", "man", "woman"];
const EXAMPLES = [SUM, ["paris", "france", "italy"], ["bigger", "big", "small"], ["walked", "walk", "run"]];

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
      if (this.table) this.drawn[this.state.view]?.show();
    });
    return [create("div", { class: "explorer__row", role: "group", "aria-label": strings.view }, ...this.tabs), inside];
  }

  field(label, key) {
    return Object.assign(textField({ label, most: LONGEST, onText: (text) => this.set({ [key]: text }) }), { key });
  }

  buildSums() {
    this.task = create("div", {}, create("p", {}, strings.question), create("div", { class: "explorer__row", role: "group", "aria-label": strings.guess },
      ...strings.guesses.map((guess) => button(guess, () => this.reveal(guess))), button(strings.skip, () => this.reveal(""))));
    this.inputs = [this.field(strings.start, "a"), this.field(strings.minus, "b"), this.field(strings.plus, "c")];
    const examples = EXAMPLES.map(([a, b, c]) => button(strings.sum(a, b, c), () => this.set({ a, b, c, guess: "" }, { step: true })));
    this.found = create("div", { class: "explorer__columns" });
    this.opened = create("section", {}, create("div", { class: "explorer__row", role: "group", "aria-label": strings.examples }, ...examples),
      create("div", { class: "explorer__columns" }, ...this.inputs), this.found);
    return create("section", {}, this.task, this.opened);
  }

  buildNear() {
    this.words = [this.field(strings.word, "word"), this.field(strings.beside, "beside")];
    this.lists = create("div", { class: "explorer__planes" });
    return create("section", {}, create("div", { class: "explorer__columns" }, ...this.words), this.lists);
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
    if (view === "sums") this.showSums();
    else if (view === "near") this.showNear();
    else this.drawn[view].show();
  }

  /** The words of the fields that the map has; says which it hasn't, and returns null. */
  known(fields) {
    const words = fields.map(({ key }) => clean(this.state[key])), unknown = words.filter((word) => !this.table.has(word));
    if (unknown.length) this.say(strings.unknown(unknown.map((word) => word.slice(0, LONGEST)), this.table.words.length), { soon: true });
    return unknown.length ? null : words;
  }

  bars(caption, found) {
    return create("div", {}, bars(caption, found.map(({ word, cosine: value }) => ({ label: word, share: Math.max(0, value), text: cosine(value), role: "query" }))));
  }

  showSums() {
    const asking = this.state.asked !== "0" && !this.changed;
    this.task.hidden = !asking;
    this.opened.hidden = asking;
    if (asking) return this.say(strings.guessing);
    const words = this.known(this.inputs);
    if (!words) return this.found.replaceChildren();
    const [a, b, c] = words.map((word) => this.table.of(word)), sum = a.map((value, at) => value - b[at] + c[at]);
    this.answers = [this.table.near(sum, SHOWN), this.table.near(sum, SHOWN, words)];
    this.found.replaceChildren(this.bars(strings.every, this.answers[0]), this.bars(strings.without, this.answers[1]));
    const [every, without] = this.answers.map(([{ word }]) => word), { guess } = this.state;
    const verdict = strings.guesses.includes(guess) && `${words}` === `${SUM}` ? `${strings.verdict(guess, every)} ` : "";
    this.say(`${verdict}${strings.told(every, without, words)}`, { soon: true });
  }

  /** Whether an address brings another sum than the one that is asked about. */
  get changed() {
    return `${[this.state.a, this.state.b, this.state.c]}` !== `${SUM}`;
  }

  showNear() {
    const words = this.known(this.words);
    if (!words) return this.lists.replaceChildren();
    this.neighbors = words.map((word) => this.table.near(this.table.of(word), SHOWN, [word]));
    this.lists.replaceChildren(...words.map((word, at) => this.bars(strings.nearTo(word), this.neighbors[at])));
    const [one, other] = words.map((word) => this.table.of(word));
    this.say(strings.cosine(...words, cosine(one.reduce((sum, value, at) => sum + value * other[at], 0))), { soon: true });
  }

  csv() {
    const view = this.chosen, head = strings.csv[view];
    if (view === "sums") return [head, ...(this.answers ?? [[], []]).flatMap((found, at) => found.map(({ word, cosine: value }) => [at ? "no" : "yes", word, value]))];
    if (view === "near") return [head, ...(this.neighbors ?? []).flatMap((found, at) => found.map(({ word, cosine: value }) => [clean(this.state[at ? "beside" : "word"]), word, value]))];
    return [head, ...this.drawn[view].csv()];
  }
}

customElements.define("words-map", WordsMap);
