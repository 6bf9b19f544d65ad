/**
 * <word-explorer>: how sure pocket-gpt is of its definition of a word, as a mark on one line from 0 to 1; words that the reader makes up, too.
 * First the reader guesses the place of a made-up word beside a real one; no model is loaded before that. With seed 0 the model takes the
 * likeliest token each time, as the recorded definitions on the page do; with another seed it draws. Under each token a bar: its probability.
 * How sure it was is the geometric mean of these, as in lab/hallucination.py.
 */

import { Explorer, latest } from "./base.js";
import { isClean, loadWithList } from "./blocked.js";
import { follow } from "./dragging.js";
import { glide } from "./gliding.js";
import { guessFrom, guessing, roomFor, tour } from "./guessing.js";
import { sureLine } from "./sure-line.js";
import { button, create, number, table, textField } from "../shared/parts.js";
import { seeded } from "../shared/random.js";
import { argmax, distribution, draw } from "./runtime/sampling.js";
import { strings } from "../strings/word-explorer.js";

const MODEL = "pocket-gpt";
const LONGEST = 40; // characters of a word
const MOST = 32; // tokens of a definition, as in lab/hallucination.py
const KEPT = 5; // words on the line at once
const CUTS = { top_p: 0.9 }; // of definitions that are drawn
const ASKED = strings.asked, BESIDE = strings.beside, WORDS = strings.words;

/** Whether a word is real or made up, where this is known. */
const kindOf = (word) => (Object.hasOwn(WORDS, word) ? WORDS[word] : undefined);

class WordExplorer extends Explorer {
  static state = { word: ASKED, seed: "0", kept: "", many: "0", asked: "1", guess: "" };
  wide = 560; // pixels of the picture
  answers = new Map(); // "seed word" -> { tokens: { id, text, p }, sure }

  build() {
    this.task = create("p", { class: "explorer__task" }, strings.question);
    this.found = create("p", { class: "explorer__result" });
    this.picture = roomFor((wide) => {
      this.wide = wide;
      this.showLine();
    });
    this.guess = guessing({ label: strings.yourGuess, min: 0, max: 100, says: (guess) => number(guess / 100, 2), onNumber: (guess) => this.set({ guess }), onEnd: (counts) => this.reveal(counts) });
    this.line = create("p", { class: "explorer__defined", role: "group", "aria-label": strings.definition, "aria-live": "polite" });
    this.bars = create("p", { class: "explorer__note" });
    this.steps = tour(strings.guided.map(([name]) => name), (at) => this.step(at));
    this.story = create("p", { class: "explorer__result" });
    this.field = textField({ label: strings.word, most: LONGEST, onText: (word) => this.set({ word, seed: 0, many: 0 }) });
    this.field.querySelector("input").addEventListener("change", () => this.asks || this.set({ kept: this.keeping(this.word) }, { step: true }));
    this.likeliest = button(strings.likeliest, () => this.set({ seed: 0 }, { step: true }));
    this.another = button(strings.another, () => this.set({ seed: (this.seed % 9999) + 1 }, { step: true }));
    this.own = create("div", { class: "explorer__row" }, this.field, this.likeliest, this.another);
    this.numbers = create("div");
    this.folded = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.numbers);
    this.look = latest(() => this.showWords());
    this.awaited = this.line;
    return [this.task, this.found, this.picture, this.guess, this.line, this.bars, this.steps, this.story, this.own, this.folded];
  }

  /** Whether the reader is still to guess. */
  get asks() {
    return this.state.asked !== "0";
  }

  get word() {
    return this.field.text.trim();
  }

  get seed() {
    return /^\d{1,4}$/.test(this.state.seed) ? Number(this.state.seed) : 0;
  }

  /** The guess, from 0 to 1; undefined if there is none to show. */
  get guessAt() {
    const given = guessFrom(this.state.guess, 0, 100);
    return given === undefined ? (this.asks ? 0.5 : undefined) : given / 100;
  }

  /** The words on the line other than the current one, in order of arrival. */
  get kept() {
    return [...new Set(this.state.kept.split(",").map((word) => word.trim()).filter((word) => word && word.length <= LONGEST))].slice(-KEPT);
  }

  /** The state's text for these words and one more. */
  keeping(word) {
    const clean = word.replaceAll(",", " ").trim();
    return [...this.kept.filter((one) => one !== clean), clean].slice(-KEPT).join(",");
  }

  reveal(counts) {
    this.set({ asked: 0, word: ASKED, seed: 0, kept: `${BESIDE},${ASKED}`, guess: counts ? Math.round(this.guessAt * 100) : "" }, { step: true });
    this.steps.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  step(at) {
    const [word, , many] = strings.guided[at];
    this.set(many ? { many: 1, seed: 0 } : { word, seed: 0, many: 0, kept: this.keeping(word) }, { step: true });
  }

  update() {
    const { asks } = this, many = this.state.many === "1";
    this.field.show(this.state.word);
    this.likeliest.ariaPressed = String(!this.seed);
    this.another.ariaPressed = String(!!this.seed);
    this.guess.show(Math.round((this.guessAt ?? 0.5) * 100));
    const step = strings.guided.findIndex(([word, , all]) => (many ? all : !this.seed && word === this.word));
    this.steps.show(step);
    this.story.textContent = step < 0 ? "" : strings.guided[step][1];
    this.task.hidden = this.guess.hidden = !asks;
    for (const part of [this.found, this.line, this.bars, this.steps, this.story, this.own, this.folded]) part.hidden = asks;
    this.showLine();
    if (!asks && many) this.found.textContent = strings.many;
    else if (!asks && !this.answers.has(`${this.seed} ${this.word}`)) this.found.textContent = strings.defining(this.word); // the line stays where it is in the window
    if (asks) return this.say(strings.guessing(number(this.guessAt, 2)), { soon: true });
    this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  /* ---- The line ---- */

  /** The words whose mark is known: before the answer, only the one that the page gives. */
  get marks() {
    const { seed, word } = this, about = (one, now) => {
      const sure = this.answers.get(`${now ? seed : 0} ${one}`)?.sure;
      return sure === undefined ? [] : [{ word: one, sure, kind: kindOf(one), now }];
    };
    if (this.asks) return this.told === undefined ? [] : [{ word: BESIDE, sure: this.told, kind: kindOf(BESIDE), now: false }];
    return [...this.kept.filter((one) => one !== word).flatMap((one) => about(one, false)), ...about(word, true)];
  }

  /** How sure the model is of the comparison word, as the page has it from the lab. */
  get told() {
    const told = Number(this.begins.told);
    return told > 0 && told < 1 ? told : undefined;
  }

  /** Bands of many words: the middle halves, as the page has them from the lab. */
  get bands() {
    const ends = (this.begins.halves ?? "").split(" ").map(Number);
    if (this.state.many !== "1" || this.asks || ends.length !== 4 || !ends.every((end) => end > 0 && end < 1)) return [];
    return [[strings.manyReal, "real"], [strings.manyMade, "made"]].map(([text, kind], at) => ({ from: ends[2 * at], to: ends[2 * at + 1], text, kind }));
  }

  showLine() {
    if (!this.picture) return;
    const { marks, guessAt, asks, bands } = this, before = this.shown ?? {};
    this.stop?.();
    const draw = (part) => {
      const words = marks.map((one) => ({ ...one, sure: (before[one.word] ?? 0) + (one.sure - (before[one.word] ?? 0)) * part }));
      const made = sureLine({ wide: this.wide, words: part === 1 ? marks : words, bands, ends: strings.ends, key: strings.key,
        guess: guessAt === undefined ? null : { sure: guessAt, text: strings.guessed(number(guessAt, 2)), held: asks },
        label: strings.picture(marks.map(({ word, sure }) => `${word} ${number(sure, 2)}`), bands.map(({ from, to, text }) => `${text}: ${number(from, 2)} – ${number(to, 2)}`)) });
      if (asks) made.drawing.onpointerdown = (event) => follow(event, this.picture, (point) => {
        const guess = Math.round(made.sureAt(point) * 100);
        if (guess !== Math.round(this.guessAt * 100)) this.set({ guess });
      });
      this.picture.replaceChildren(made.drawing);
    };
    this.shown = Object.fromEntries(marks.map(({ word, sure }) => [word, sure]));
    if (asks || marks.every(({ word, sure }) => before[word] === sure)) draw(1);
    else this.stop = glide(draw);
  }

  /* ---- The definitions ---- */

  /** Defines the words on the line that have no definition yet, the current one last and in full view. */
  async showWords() {
    if (this.asks || !this.isConnected) return;
    const model = await loadWithList(this, MODEL), { word, seed } = this, stays = () => this.isConnected && !this.asks && word === this.word && seed === this.seed;
    this.line.ariaBusy = "true"; // read out once it is whole
    for (const one of this.kept) if (one !== word && isClean(one) && stays()) await this.define(model, one, 0, stays);
    if (!stays()) return;
    if (!word || !isClean(word)) return this.end(word ? strings.withheld : strings.empty);
    const found = await this.define(model, word, seed, stays, (tokens) => this.showTokens(word, tokens));
    if (!stays()) return;
    if (!found) return this.end(strings.withheld);
    this.showTokens(word, found.tokens, found.sure);
    this.line.ariaBusy = "false";
    this.showLine();
    const sure = number(found.sure, 2), { guessAt } = this;
    if (this.state.many === "1") this.found.textContent = strings.many; // it is about them, not this one
    else this.found.textContent = word === ASKED && !seed && guessAt !== undefined ? strings.verdict(word, number(guessAt, 2), sure) : strings.sure(word, sure);
    this.say(`${found.tokens.at(-1).text ? strings.unfinished : ""} ${strings.chosen(!seed)}`.trim(), { soon: true });
  }

  /** The definition of a word: { tokens, sure }, or undefined if it isn't printed here. onToken: gets the tokens so far. */
  async define(model, word, seed, stays, onToken) {
    const key = `${seed} ${word}`, known = this.answers.get(key);
    if (known) return known;
    const numbers = seeded(seed), { ids: given } = await model.encode(`${word}:`), tokens = [];
    while (tokens.length < MOST && tokens.at(-1)?.id !== model.eos_token_id) {
      const { logits, probabilities } = await model.next({ input_ids: [...given, ...tokens.map(({ id }) => id)] });
      const id = seed ? draw(distribution(logits, CUTS), numbers()) : argmax(logits);
      const [pieces] = await model.pieces([[...tokens.map((one) => one.id), id]]);
      tokens.push({ id, text: id === model.eos_token_id ? "" : pieces.at(-1).text, p: probabilities[id] });
      if (!stays() || !isClean(`${word} ${tokens.map(({ text }) => text).join("")}`)) return undefined;
      onToken?.(tokens);
    }
    const found = { tokens, sure: Math.exp(tokens.reduce((sum, { p }) => sum + Math.log(p), 0) / tokens.length) };
    this.answers.set(key, found);
    return found;
  }

  end(sentence) {
    this.line.ariaBusy = "false";
    this.showTokens("", []);
    this.found.textContent = sentence;
    this.say(sentence);
  }

  showTokens(word, tokens, sure) {
    this.tokens = tokens;
    this.bars.textContent = tokens.length ? strings.bars(sure === undefined ? sure : number(sure, 2)) : "";
    this.line.replaceChildren(create("b", {}, word && `${word}:`), ...tokens.flatMap(({ text, p }) => {
      const whole = text || ` (${strings.end})`, made = create("span", { class: "explorer__sure" }, whole.trimStart());
      made.style.setProperty("--share", p); // a style attribute would break the Content-Security-Policy
      return [whole.startsWith(" ") ? " " : "", made]; // the bar begins below the first letter
    }));
    this.numbers.replaceChildren(table(strings.lineCaption, strings.lineHead, this.marks.map(({ word: one, kind, sure }) => [one, strings.kinds[kind] ?? "", number(sure, 3)])),
      table(strings.caption, strings.head, tokens.map(({ text, p }) => [text.trim() || strings.end, p.toFixed(3)])));
  }

  csv() {
    const tokens = this.asks ? [] : this.tokens ?? [];
    return [[strings.one, ...strings.head], ...(tokens.length ? tokens.map(({ text, p }) => [this.word, text || strings.end, p]) : [[this.word, "", ""]])];
  }

  drawing = () => this.picture.firstChild;
}

customElements.define("word-explorer", WordExplorer);
