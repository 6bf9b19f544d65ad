/**
 * <chat-explorer>: a question to SmolLM2, and its answer with the probability of every token, before temperature and cuts, and its rivals.
 * data/asked.json has recorded answers to presets; once the reader has loaded the model, anything can be asked, with or without the
 * chat template, sampled or not, and continued.
 */

import { Explorer } from "./base.js";
import { isClean } from "./blocked.js";
import { chatTemplate } from "./chat-template.js";
import { tour } from "./guessing.js";
import { LargeModel } from "./large-model.js";
import { chance, fetchRecorded, still, visible } from "./recorded.js";
import { bars, button, chip, create, number, numberField, showChips, slider, svg, table, textField, toggle, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/chat-explorer.js";

const LONGEST = 500; // characters of a question
const WRITTEN = 60, RIVALS = 4; // tokens of an answer, likeliest tokens listed for each: as in lab/smollm2.py
const WINDOW = 700; // tokens of a conversation: more take too long to read
const TOP = 10, HIGH = 84, LEFT = 22; // of the picture, in pixels
const MOVE = 250; // ms
const END = "<|im_end|>";
const WRONG = Number(strings.steps[0].at); // the first wrong digit of the first question
const SETTINGS = ["text", "chat", "t", "p", "seed"];

const within = (text, least, most, other) => (text.trim() && Number.isFinite(Number(text)) ? Math.min(most, Math.max(least, Number(text))) : other);

class ChatExplorer extends Explorer {
  static state = { text: strings.steps[0].text, chat: "1", t: "0", p: "1", seed: "0", at: "", asked: "1", guess: "" };
  notCarried = strings.notCarried;
  earlier = []; // what this conversation had before the question: [{ text, said }]
  runs = new Map(); // settings -> { tokens: [[text, p, [[text of a rival, p], …]], …], done }
  wide = 560;

  build() {
    this.draft = this.settings; // what the next question is asked with
    this.task = create("p", { class: "explorer__task" });
    this.skip = button(strings.skip, () => this.reveal(""));
    this.before = create("div");
    this.asks = create("p", { class: "explorer__asks", dir: "auto" });
    this.tokens = create("div", { class: "explorer__said", role: "group", dir: "auto", "aria-label": strings.answer });
    this.rivals = create("div");
    this.strip = create("div");
    watchWidth(this.strip, (wide) => {
      this.wide = wide;
      if (this.data) this.showStrip();
    });
    this.found = create("p", { class: "explorer__result" });
    this.legend = create("p", { class: "explorer__note" });
    this.tour = tour(strings.steps.map(({ title }) => title), (at) => this.preset(strings.steps[at]));
    this.see = create("p");
    this.reads = create("pre", { class: "explorer__reads", tabindex: "0" });
    this.reading = create("details", { class: "figure__words" }, create("summary", {}, strings.reads), this.reads);
    this.listed = create("div");
    this.numbers = create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.listed);
    this.place = new LargeModel(this, { why: strings.why, onModel: () => this.welcome(), onFreed: () => this.update() });
    return [
      this.task, create("div", { class: "explorer__beside" }, create("div", {}, this.before, this.asks, this.tokens), this.rivals), this.found, this.form(), this.strip, this.legend,
      create("div", { class: "explorer__row" }, this.skip), this.tour, this.see, this.place.node, create("div", {}, this.reading, this.numbers),
    ];
  }

  /** The form for asking, once the model is loaded. Its settings apply when the question is asked. */
  form() {
    const changed = (key) => (value) => this.change({ [key]: String(value) });
    const refused = (sentence) => this.say(sentence);
    this.ask = button(strings.ask, () => this.write([]));
    this.question = textField({ label: strings.question, most: LONGEST, onText: changed("text"), enters: this.ask });
    this.template = toggle(strings.template, (checked) => this.change({ chat: checked ? "1" : "0" }));
    this.heat = slider({ label: strings.temperature, min: 0, max: 2, step: 0.1, says: strings.degrees, onNumber: changed("t") });
    this.cut = numberField({ label: strings.topP, min: 0.01, max: 1, onNumber: changed("p"), onRefused: refused });
    this.seed = numberField({ label: strings.seed, min: 0, max: 9999, whole: true, plain: true, onNumber: changed("seed"), onRefused: refused });
    this.follow = button(strings.follow, () => this.write([...this.earlier, { text: this.state.text, said: this.said(this.run), broken: this.broken(this.run) }]));
    this.stop = button(strings.stop, () => this.writing?.abort());
    this.next = create("p", { class: "explorer__note", id: "chat-explorer-next" }); // what "Ask as a follow-up" does, or why it can't
    this.follow.setAttribute("aria-describedby", this.next.id);
    return (this.controls = create("div", {}, this.question, create("div", { class: "explorer__row" }, this.ask, this.follow, this.template), this.next,
      create("div", { class: "explorer__row" }, this.heat, this.cut, this.seed)));
  }

  disconnectedCallback() {
    this.writing?.abort();
    super.disconnectedCallback();
  }

  /* ---- The state, checked ---- */

  /** What is asked and how, as text. */
  get settings() {
    const { text, chat, t, p, seed } = this.state;
    return {
      text: text.slice(0, LONGEST), chat: chat === "0" ? "0" : "1", t: String(within(t, 0, 2, 0)), p: String(within(p, 0.01, 1, 1)),
      seed: String(Math.round(within(seed, 0, 9999, 0))),
    };
  }

  keyOf({ text, chat, t, p, seed }, earlier = this.earlier) {
    return JSON.stringify([text, chat, t, ...(t === "0" ? [] : [p, seed]), earlier]);
  }

  /** The run on display; undefined if that hasn't been asked yet. */
  get run() {
    return this.runs.get(this.keyOf(this.settings));
  }

  /** Which token is examined: the chosen one, or else the one that the model was least sure of. */
  get at() {
    const { tokens } = this.run, chosen = Number(this.state.at);
    return this.state.at && chosen in tokens ? chosen : this.least;
  }

  get least() {
    const all = this.run.tokens.map(([, p]) => p);
    return all.indexOf(Math.min(...all));
  }

  get asking() {
    return this.state.asked !== "0" && this.settings.text === strings.steps[0].text && !!this.run?.done;
  }

  said({ tokens }) {
    return tokens.filter(([text]) => text !== END).map(([text]) => text).join("");
  }

  /** Whether an answer stopped before the model ended it: after sixty tokens, or by the reader. */
  broken({ tokens, done }) {
    return done && tokens.at(-1)[0] !== END;
  }

  /** What the model reads. */
  prompt({ text, chat }) {
    return chat === "0" ? text : chatTemplate(this.data.system, this.earlier, text);
  }

  /** Goes to a guided step: its question and settings. */
  preset(step) {
    this.earlier = [];
    this.set({ ...settingsOf(step, this.constructor.state), asked: 0 }, { step: true });
  }

  reveal(guess) {
    this.set({ asked: 0, guess, at: guess === "" ? WRONG : guess }, { step: true });
    this.tokens.querySelector("[tabindex='0']")?.focus(); // the button that had the focus is gone
  }

  /** Changes a setting for the next question; if that question has been answered, shows the answer. */
  change(changes) {
    Object.assign(this.draft, changes);
    if (!("text" in changes) && this.runs.has(this.keyOf(this.draft))) this.set({ ...this.draft, at: "", guess: "", asked: 0 }, { step: true });
    else {
      this.heat.show(Number(this.draft.t));
      this.showForm();
    }
  }

  /** Takes the reader who pressed "Load" to the question. */
  welcome() {
    const held = this.place.node.contains(document.activeElement);
    this.update();
    if (!held || this.question.hidden || this.controls.hidden) return;
    this.question.querySelector("input").focus({ preventScroll: true });
    this.controls.scrollIntoView({ block: "end", behavior: still() ? "auto" : "smooth" }); // with the answer in view above it
  }

  /* ---- What is shown ---- */

  update() {
    if (!this.data) return void (this.fetching ??= this.fetch());
    this.draft = { ...this.settings };
    this.question.show(this.draft.text);
    this.heat.show(Number(this.draft.t));
    this.cut.show(Number(this.draft.p));
    this.seed.show(Number(this.draft.seed));
    this.template.show(this.draft.chat === "1");
    this.show();
  }

  async fetch() {
    await fetchRecorded(this, "asked");
  }

  set data(data) {
    this.recorded = data;
    for (const { text, chat, tokens } of data.runs) this.runs.set(this.keyOf({ text, chat: chat ? "1" : "0", t: "0" }, []), { tokens, done: true });
  }

  get data() {
    return this.recorded;
  }

  show() {
    const { run, asking, settings } = this, there = !!run?.tokens.length, waits = !!run && !there; // for the first token
    const which = this.earlier.length ? -1 : strings.steps.findIndex((step) => {
      const its = settingsOf(step, this.constructor.state);
      return SETTINGS.every((key) => its[key] === settings[key]);
    });
    this.tour.show(which);
    this.see.textContent = strings.steps[which]?.see ?? "";
    this.task.textContent = asking ? strings.guess(END) : "";
    this.task.hidden = this.skip.hidden = !asking;
    for (const part of [this.legend, this.strip, this.rivals, this.found, this.tour, this.see, this.reading, this.numbers, this.place.node]) part.hidden = asking;
    for (const part of [this.legend, this.strip, this.rivals]) part.hidden ||= !there && !waits;
    this.numbers.hidden ||= !there;
    if (asking || !there) for (const part of [this.strip, this.rivals, this.listed]) part.replaceChildren();
    if (waits) { // the space it will need, so that the form below stays where it is
      this.rivals.replaceChildren(bars(strings.waits, [...Array(RIVALS).fill("…"), strings.others].map((label) => ({ label, share: 0, text: "" }))));
      this.strip.replaceChildren(this.drawing());
    }
    this.legend.textContent = [strings.legend(settings.t !== "0"), run && this.broken(run) ? "" : strings.ends(END)].filter(Boolean).join(" ");
    this.before.replaceChildren(...this.earlier.flatMap(({ text, said, broken }) => [
      create("p", { class: "explorer__asks", dir: "auto" }, text), create("p", { class: "explorer__said", dir: "auto" }, `${said.trim()}${broken ? " …" : ""}`)]));
    this.asks.hidden = settings.chat === "0";
    this.asks.textContent = settings.text;
    this.reads.textContent = this.prompt(settings);
    this.showForm();
    this.showTokens();
    this.found.textContent = "";
    this.found.hidden = true;
    this.see.hidden ||= !this.see.textContent;
    if (!there) return this.say(run ? strings.readsNow : this.place.model ? strings.notAsked : strings.notRecorded, { soon: true });
    if (!asking) this.showChosen(this.at, true);
    const { tokens } = run, guess = this.state.guess && tokens[Number(this.state.guess)], least = tokens[this.least];
    this.found.hidden = asking || !guess;
    if (guess) this.found.textContent = strings.guessed(visible(guess[0]), chance(guess[1]), visible(least[0]), chance(least[1]), guess === least);
    if (guess && tokens === this.recorded.runs[0].tokens) {
      const [[wrong, its, [[rival, p]]]] = tokens.slice(WRONG);
      this.found.append(" ", strings.wrong(wrong, chance(its), rival, chance(p)));
    }
    this.listed.replaceChildren(table(strings.table, strings.head, tokens.map(([text, p, rivals]) =>
      [visible(text), chance(p), rivals.map(([rival, its]) => `${visible(rival)} ${chance(its)}`).join(" · ")])));
    if (asking) this.say(strings.asks, { soon: true });
  }

  showForm() {
    const { model } = this.place, writing = !!this.writing, other = { ...this.draft, chat: this.draft.chat === "1" ? "0" : "1" };
    this.controls.hidden = this.asking || (!model && !this.runs.has(this.keyOf(other)));
    for (const part of [this.question, this.heat, this.cut, this.seed, this.ask, this.follow]) part.hidden = !model;
    if (writing) this.follow.after(this.stop);
    else this.stop.remove();
    this.ask.disabled = writing || !this.draft.text.trim();
    const plain = this.draft.chat === "0" || this.settings.chat === "0", same = this.draft.text === this.settings.text;
    this.follow.disabled = this.ask.disabled || plain || !this.run?.done || same;
    this.next.hidden = !model;
    this.next.textContent = writing ? strings.writes : plain ? strings.needsTemplate : !this.run?.done ? strings.needsAnswer : same ? strings.needsQuestion : strings.goesOn;
  }

  showTokens() {
    const { run, asking } = this, { text, chat } = this.settings, tokens = run?.tokens ?? [];
    const chips = tokens.map(([token, p], i) => {
      const made = chip(asking ? visible(token) : shown(token), { words: asking ? strings.surest : chance(p) });
      if (!asking) {
        made.classList.add("explorer__sure");
        made.style.setProperty("--share", p);
      }
      if (token === END) made.classList.add("explorer__end");
      const choose = () => (asking ? this.reveal(i) : this.set({ at: i }));
      made.setAttribute("role", "button");
      made.addEventListener("click", choose);
      made.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), choose()));
      if (!asking) for (const kind of ["focus", "pointerenter"]) made.addEventListener(kind, () => this.showChosen(i));
      return made;
    });
    const focused = [...this.tokens.querySelectorAll("[role=button]")].indexOf(document.activeElement);
    this.tokens.classList.toggle("explorer__said--apart", asking);
    this.tokens.classList.toggle("explorer__said--roomy", !!run?.live);
    showChips(this.tokens, ...chips);
    if (!asking) this.tokens.replaceChildren(...(chat === "0" ? [create("span", { class: "explorer__given" }, text)] : []), ...inWords(tokens, chips), ...(run && this.broken(run) ? [" …"] : []));
    if (!asking) chips.forEach((one, i) => (one.tabIndex = i === this.at ? 0 : -1)); // Tab leads to the chosen one
    if (focused >= 0) chips[focused]?.focus({ preventScroll: true });
    this.tokens.setAttribute("aria-busy", !!run && !run.done);
  }

  /** Shows what else might have been written at a place. fixed: also say it. */
  showChosen(at, fixed = false) {
    const { tokens } = this.run, [text, p, rivals] = tokens[at];
    this.shown = at;
    [...this.tokens.querySelectorAll("[role=button]")].forEach((one, i) => one.classList.toggle("explorer__token--chosen", i === at));
    const all = [[text, p, "decoder"], ...rivals.map((rival) => [...rival, "plain"])].sort((a, b) => b[1] - a[1]);
    const rest = Math.max(0, 1 - all.reduce((sum, [, share]) => sum + share, 0));
    this.rivals.replaceChildren(bars(strings.instead(visible(text)), [...all.map(([label, share, role]) => ({ label: visible(label), share, text: chance(share), role })),
      { label: strings.others, share: rest, text: chance(rest), role: "masked" }]));
    this.showStrip();
    if (fixed && this.run.done) this.say(this.told(at), { soon: true });
  }

  /** A token and its likeliest rivals, as a sentence. */
  told(at) {
    const [text, p, rivals] = this.run.tokens[at], others = rivals.slice(0, 2).map(([rival, its]) => strings.rival(visible(rival), chance(its)));
    return rivals[0]?.[1] > p ? strings.drawn(visible(text), chance(p), others[0]) : strings.chosen(visible(text), chance(p), others);
  }

  showStrip() {
    if (!this.run?.tokens.length || this.asking) return;
    const drawing = this.drawing(), drawn = this.run.tokens;
    drawing.onpointermove = drawing.onpointerdown = (event) => {
      const box = drawing.getBoundingClientRect(), at = Math.floor((event.clientX - box.left - LEFT) / this.step);
      if (at !== this.shown && at in drawn) this.showChosen(at);
    };
    drawing.onclick = () => this.set({ at: this.shown });
    const risen = this.strip.firstChild && this.drawn === drawn;
    this.drawn = drawn;
    this.strip.replaceChildren(drawing);
    if (risen || still()) return;
    for (const bar of drawing.querySelectorAll("[data-bar]")) bar.animate([{ transform: `translateY(${TOP + HIGH}px) scaleY(0)` }, { transform: "none" }], { duration: MOVE, easing: "ease-out" });
  }

  /** Pixels for each token. */
  get step() {
    return Math.min(46, (this.wide - LEFT) / Math.max(1, this.run.tokens.length));
  }

  /** The probabilities of all tokens in a row, on a scale from 0 to 1. */
  drawing() {
    const { tokens } = this.run ?? { tokens: [] }, { step } = this.run ? this : { step: 1 }, low = TOP + HIGH, named = step > 30;
    const label = (x, y, text, more) => svg("text", { x, y, "font-size": 15, class: "ln-text-muted", ...more }, text);
    return svg("svg", { viewBox: `0 0 ${this.wide} ${low + 22}`, class: "explorer__drawing explorer__curve", role: "img", "aria-label": strings.picture(tokens.length) },
      ...[0, 1].flatMap((p) => [svg("path", { d: `M${LEFT} ${low - p * HIGH} H${this.wide}`, class: "ln-axis" }),
        label(LEFT - 6, low - p * HIGH + 5, number(p), { "text-anchor": "end" })]),
      ...tokens.map(([, p], i) => svg("rect", { x: LEFT + i * step + step * 0.12, y: low - p * HIGH, width: step * 0.76, height: p * HIGH, "data-bar": true,
        class: i === this.shown ? "ln-fill-decoder" : "ln-soft-decoder", "stroke-width": i === this.shown ? 2.5 : 1 })),
      ...(named ? tokens.map(([text], i) => label(LEFT + (i + 0.5) * step, low + 17, shortened(visible(text)), { "text-anchor": "middle", class: "ln-text ln-text-mono", "font-size": 13 }))
        : [label(LEFT, low + 18, strings.axis)]));
  }

  csv() {
    const tokens = this.run?.tokens ?? [];
    return [strings.csv, ...tokens.flatMap(([text, p, rivals], i) => [[i + 1, text, p, text], ...rivals.map(([rival, its]) => [i + 1, rival, its, text])])];
  }

  /* ---- The model ---- */

  async write(earlier) {
    const { model } = this.place, draft = { ...this.draft };
    this.earlier = earlier;
    const run = { tokens: [], done: false, live: true }, stop = (this.writing = new AbortController()), key = this.keyOf(draft);
    this.runs.set(key, run);
    this.set({ ...draft, at: "", asked: 0, guess: "" }, { step: true });
    (draft.chat === "0" ? this.tokens : this.asks).scrollIntoView({ block: "nearest", behavior: "instant" }); // where the answer will be
    const shown = () => this.isConnected && this.run === run && this.show();
    let told = Promise.resolve();
    try {
      const { ids } = await model.encode({ text: this.prompt(draft), max_length: Infinity });
      if (ids.length > WINDOW) throw new Error(strings.tooLong(ids.length, WINDOW));
      const onToken = (id, { p, rivals }) => {
        told = told.then(async () => {
          const others = rivals.filter((one) => one.id !== id).slice(0, RIVALS - 1), names = await model.tokens([id, ...others.map((one) => one.id)]);
          run.tokens.push([names[0], p, others.map((one, i) => [isClean(names[i + 1]) ? names[i + 1] : strings.withheld, one.p])]);
          if (!isClean(this.said(run))) {
            run.tokens.splice(0, Infinity);
            stop.abort(strings.withheldAll);
          }
          shown();
        });
      };
      const onRead = ({ read, of }) => this.say(strings.reading(read, of));
      await model.generate({ input_ids: ids, max_new_tokens: WRITTEN, rivals: RIVALS + 1, temperature: Number(draft.t), top_p: Number(draft.p), seed: Number(draft.seed) },
        { onToken, onRead, signal: stop.signal });
    } catch (error) {
      if (error.kind !== "aborted") run.failed = error.message;
    }
    await told.catch(() => {});
    run.done = run.tokens.length > 0;
    if (!run.done) this.runs.delete(key);
    this.writing = null;
    if (!this.isConnected) return;
    this.show();
    const why = run.failed ?? (stop.signal.reason === strings.withheldAll ? strings.withheldAll : "");
    if (why) this.say(why);
  }
}

/** The settings of a guided step. */
const settingsOf = ({ name, title, see, ...settings }, initial) => ({ ...initial, ...settings });

/** A token as part of a text: without the space before it; a token of only white space is made visible. */
const shown = (token) => (token.trim() ? token.replace(/^ /, "").replaceAll("\n", "↵") : visible(token));

/** Chips as text: words, each of one or more tokens, with the spaces and line breaks between them. A line ends between words only. */
function inWords(tokens, chips) {
  const parts = [];
  let word;
  tokens.forEach(([token], i) => {
    if (!word || /^\s/.test(token)) {
      if (token.trim() && token.startsWith(" ")) parts.push(" ");
      parts.push(word = create("span", { class: "explorer__word" }));
    }
    word.append(chips[i]);
    if (!token.includes("\n")) return;
    parts.push("\n");
    word = null;
  });
  return parts;
}

const shortened = (text) => (text.length > 5 ? `${text.slice(0, 4)}…` : text);

customElements.define("chat-explorer", ChatExplorer);
