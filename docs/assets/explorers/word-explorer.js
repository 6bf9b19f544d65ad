/**
 * <word-explorer>: pocket-gpt defines any word, one that the reader makes up too. First the reader chooses a word and guesses whether it
 * will be defined; no model is loaded before that. With seed 0 it takes the likeliest token each
 * time, as the recorded definitions on the page do; with another seed it draws. Under each token a bar from 0 to 1: its probability.
 */

import { Explorer, latest } from "./base.js";
import { isClean, loadWithList } from "./blocked.js";
import { button, create, number, table, textField } from "../shared/parts.js";
import { seeded } from "../shared/random.js";
import { argmax, distribution, draw } from "./runtime/sampling.js";
import { strings } from "../strings/word-explorer.js";

const MODEL = "pocket-gpt";
const LONGEST = 40; // characters of a word
const MOST = 32; // tokens of a definition, as in lab/hallucination.py
const GUESSES = Object.keys(strings.guesses);
const CUTS = { top_p: 0.9 }; // of definitions that are drawn

class WordExplorer extends Explorer {
  static state = { word: strings.tries[0], seed: "0", asked: "1", guess: "" };
  tokens = []; // of the definition shown: { id, text, p }

  build() {
    this.field = textField({ label: strings.word, most: LONGEST, onText: (word) => this.set({ word, seed: 0 }) });
    this.likeliest = button(strings.likeliest, () => this.set({ seed: 0 }, { step: true }));
    this.another = button(strings.another, () => this.set({ seed: (this.seed % 9999) + 1 }, { step: true }));
    this.line = create("p", { class: "explorer__defined", role: "group", "aria-label": strings.definition, "aria-live": "polite" });
    this.numbers = create("div");
    this.sureness = create("p");
    this.look = latest(() => this.show());
    this.task = create("p", {}, strings.question);
    this.tries = strings.tries.map((word) => button(word, () => this.set({ word, seed: 0 }, { step: true })));
    const end = (guess, words) => button(words, () => this.reveal(guess));
    this.guesses = create("div", { class: "explorer__row", role: "group", "aria-label": strings.yourGuess },
      ...GUESSES.map((guess) => end(guess, strings.guesses[guess])), end("", strings.skip));
    this.found = create("p", { class: "explorer__result" });
    this.how = create("div", { class: "explorer__row explorer__row--one" }, this.likeliest, this.another);
    this.folded = create("div", {}, create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.numbers));
    return [this.task, this.field, create("div", { class: "explorer__row explorer__row--one", role: "group", "aria-label": strings.orTry }, create("span", {}, `${strings.orTry}:`), ...this.tries),
      this.guesses, this.line, this.sureness, this.found, this.how, this.folded];
  }

  /** Whether the reader is still to guess. */
  get asks() {
    return this.state.asked !== "0";
  }

  reveal(guess) {
    this.set({ asked: 0, guess }, { step: true });
    this.field.querySelector("input").focus({ preventScroll: true }); // the button that had the focus is gone
  }

  get seed() {
    return /^\d{1,4}$/.test(this.state.seed) ? Number(this.state.seed) : 0;
  }

  update() {
    this.field.show(this.state.word);
    this.likeliest.ariaPressed = String(!this.seed);
    this.another.ariaPressed = String(!!this.seed);
    const { asks } = this;
    this.tries.forEach((one) => one.setAttribute("aria-pressed", one.textContent === this.state.word));
    this.task.hidden = this.guesses.hidden = !asks;
    for (const part of [this.line, this.sureness, this.found, this.how, this.folded]) part.hidden = asks;
    if (asks) return this.say(strings.guessFirst(this.field.text.trim()), { soon: true });
    this.look().catch((error) => this.isConnected && this.say(error.message));
  }

  async show() {
    if (this.asks || !this.isConnected) return;
    const model = await loadWithList(this, MODEL), word = this.field.text.trim(), { seed } = this, numbers = seeded(seed);
    const stays = () => this.isConnected && !this.asks && word === this.field.text.trim() && seed === this.seed;
    if (!word || !isClean(word)) return this.end(word ? strings.withheld : strings.empty);
    const { ids: given } = await model.encode(`${word}:`), tokens = [];
    while (tokens.length < MOST && tokens.at(-1)?.id !== model.eos_token_id) {
      const { logits, probabilities } = await model.next({ input_ids: [...given, ...tokens.map(({ id }) => id)] });
      const id = seed ? draw(distribution(logits, CUTS), numbers()) : argmax(logits);
      const [pieces] = await model.pieces([[...tokens.map((one) => one.id), id]]);
      tokens.push({ id, text: id === model.eos_token_id ? "" : pieces.at(-1).text, p: probabilities[id] });
      if (!stays()) return;
      this.line.ariaBusy = "true"; // read out once it is whole
      if (!isClean(`${word} ${tokens.map(({ text }) => text).join("")}`)) return this.end(strings.withheld);
      this.showTokens(word, tokens);
    }
    this.line.ariaBusy = "false";
    this.say(`${tokens.at(-1).text ? strings.unfinished : ""} ${strings.chosen(!seed)}`.trim(), { soon: true });
  }

  end(sentence) {
    this.line.ariaBusy = "false";
    this.showTokens("", []);
    this.say(sentence);
  }

  /** How sure the model was, and what the reader had guessed. */
  showSureness(word, tokens) {
    const written = tokens.filter(({ text }) => text.trim()), { guess } = this.state;
    const mean = Math.exp(written.reduce((sum, { p }) => sum + Math.log(p), 0) / written.length);
    const meter = create("span", { class: "explorer__meter" });
    meter.style.setProperty("--share", written.length ? mean : 0);
    this.sureness.replaceChildren(...(written.length ? [strings.sure(word, number(mean, 2)), meter] : []));
    this.found.textContent = GUESSES.includes(guess) && word ? strings.verdict(guess, written.length > 0) : "";
  }

  showTokens(word, tokens) {
    this.tokens = tokens;
    this.showSureness(word, tokens);
    this.line.replaceChildren(create("b", {}, word && `${word}:`), ...tokens.map(({ text, p }) => {
      const made = create("span", { class: "explorer__sure" }, text || ` (${strings.end})`);
      made.style.setProperty("--share", p); // a style attribute would break the Content-Security-Policy
      return made;
    }));
    this.numbers.replaceChildren(table(strings.caption, strings.head, tokens.map(({ text, p }) => [text.trim() || strings.end, p.toFixed(3)])));
  }

  csv() {
    const word = this.field.text.trim(), tokens = this.asks ? [] : this.tokens;
    return [[strings.one, ...strings.head], ...(tokens.length ? tokens.map(({ text, p }) => [word, text || strings.end, p]) : [[word, "", ""]])];
  }
}

customElements.define("word-explorer", WordExplorer);
