/**
 * <sense-explorer>: the senses that WordNet lists for the words of a sentence, and how they multiply with its trees, drawn as
 * branches that grow to the right on a fixed log scale. The counts come from data/senses.json, made by lab/senses.py; that file says how its entries are written.
 */

import { Explorer } from "./base.js";
import { follow } from "./dragging.js";
import { branches } from "./sense-branches.js";
import { button, chip, choice, create, cut, leftOut, number, numberField, scientific, slider, table, watchWidth } from "../shared/parts.js";
import { strings } from "../strings/sense-explorer.js";

const [ASKED, KNOWN] = strings.steps.map(({ text }) => text); // the question's sentence, and the one whose count it gives
const STEPS = 20, DECADES = 8; // of the guess: steps per power of ten
const PARTS = strings.parts;
const LONGEST = 200, WORDS = 24, PHRASES = 20;
// WordNet has no articles, pronouns, prepositions, conjunctions; its "in" is an inch, its "a" a vitamin.
const PREPOSITIONS = "about above across after along around at before behind below beside between by during for from in inside into near of off on over past through to toward under until up upon with within without".split(" ");
const DETERMINERS = "a an the this that these those my your his her its our their some any no each every".split(" ");
const NOT_LISTED = new Set([...PREPOSITIONS, ...DETERMINERS, ..."i you he she it we they me him us them who whom whose which what and or but if because while as than when where although".split(" ")]);

const AUXILIARIES = "be am is are was were been do does did has have had will would can could may might must should shall".split(" ");

/** Ways to attach phrases to the verb, the object or a preceding noun without crossing: the Catalan numbers 1, 2, 5, 14. */
export function trees(phrases) {
  let ways = 1;
  for (let k = 1; k <= phrases + 1; k++) ways = (ways * (4 * k - 2)) / (k + 1);
  return ways;
}

/** The readings of a word: { key: "v.see", word, part, senses, marked }, the one marked most often in WordNet's texts first. */
export function readings(form, data) {
  const found = new Map();
  const add = (word, only) => {
    for (const [, part, senses, marked] of (Object.hasOwn(data.words, word) ? data.words[word] : "").matchAll(/([nvar])(\d+)\.(\d+)/g)) {
      if (!only || only === part) found.set(`${part}.${word}`, { key: `${part}.${word}`, word, part, senses: Number(senses), marked: Number(marked) });
    }
  };
  add(form);
  for (const base of (Object.hasOwn(data.irregular, form) ? data.irregular[form] : "").split(" ")) add(base.slice(2), base[0]);
  for (const [part, endings] of Object.entries(data.endings)) {
    for (const [ending, instead] of endings) {
      if (form.endsWith(ending) && form.length > ending.length + 1) add(form.slice(0, -ending.length) + instead, part);
    }
  }
  return [...found.values()].sort((a, b) => b.marked - a.marked);
}

/** Which reading to start with: after "the" the last word is a noun and those before it adjectives; otherwise the one marked most often. */
function guess(words, at) {
  const ends = ({ form }) => NOT_LISTED.has(form) || AUXILIARIES.includes(form);
  let start = at - 1;
  while (start >= 0 && !ends(words[start])) start -= 1;
  const last = at + 1 === words.length || ends(words[at + 1]);
  const wanted = !DETERMINERS.includes(words[start]?.form) ? "" : last ? "n" : start === at - 1 ? "a" : "";
  return words[at].readings.find(({ part }) => part === wanted) ?? words[at].readings[0];
}

/** A sentence that begins with its own parts of speech and phrases; the question is over. */
const FRESH = { picks: "", phrases: "", asked: "0" };

class SenseExplorer extends Explorer {
  static state = { text: KNOWN, picks: "", phrases: "", senses: "", asked: "1", guess: "" };
  wide = 640; // pixels of the picture: as many as there is room for, so that its text keeps its size

  build() {
    this.task = create("p", { class: "explorer__task" });
    this.picture = create("div");
    watchWidth(this.picture, (wide) => {
      this.wide = wide;
      if (this.data) this.update();
    });
    this.guess = slider({ label: strings.guess, min: 0, max: STEPS * DECADES, step: 1, says: (at) => strings.readings(guessed(at), number), onNumber: (guess) => this.set({ guess }) });
    this.guess.classList.add("explorer__guess");
    this.asking = create("div", { class: "explorer__row" }, this.guess, button(strings.check, () => this.reveal()), button(strings.skip, () => this.reveal("")));
    this.found = create("p", { class: "explorer__result" });
    this.chips = create("div", { class: "explorer__tokens", dir: "auto" });
    this.tour = create("div", { class: "explorer__row", role: "group", "aria-label": strings.tour },
      ...strings.steps.map(({ name, text }) => button(name, () => this.set({ text, ...FRESH }, { step: true }))));
    this.text = create("textarea", { rows: 2, dir: "auto", autocomplete: "off", class: "explorer__text", oninput: () => this.set({ text: cut(this.text.value, LONGEST)[0], ...FRESH }) });
    this.text.style.width = "100%";
    this.phrases = numberField({ label: strings.phrases, min: 0, max: PHRASES, whole: true,
      onNumber: (value) => this.set({ phrases: value }), onRefused: (sentence) => this.say(sentence) });
    this.result = create("div");
    this.glosses = create("div");
    this.own = create("div", {}, this.chips, create("label", { class: "explorer__field" }, create("span", {}, strings.write(WORDS)), this.text));
    this.numbers = create("div", {}, create("details", { class: "figure__words" }, create("summary", {}, strings.numbers), this.result, this.phrases, this.glosses));
    this.fetch();
    return [this.task, this.picture, this.asking, this.found, this.tour, this.own, this.numbers];
  }

  /** The counts, fetched when the explorer opens. */
  async fetch() {
    try {
      const answer = await fetch(new URL("data/senses.json", import.meta.url));
      if (!answer.ok) throw new Error(answer.status);
      this.data = await answer.json();
      this.waiting.replaceChildren();
      this.update();
    } catch {
      this.waiting.replaceChildren(button(strings.loadAgain, () => this.fetch()));
      this.say(strings.notLoaded);
    }
  }

  /** The words of the sentence: { form, shown, readings, taken }; taken is undefined if nothing is counted. */
  words() {
    const shown = cut(this.state.text, LONGEST)[0].match(/[\p{L}\p{N}\p{M}]+(['’]\p{L}+)*/gu) ?? [];
    const words = shown.slice(0, WORDS).map((word) => ({ shown: word, form: word.toLowerCase().replace(/(n['’]t|['’]\p{L}+)$/u, "") }));
    for (const word of words) word.readings = NOT_LISTED.has(word.form) ? [] : readings(word.form, this.data);
    const picks = new Map(this.state.picks.split(",").map((pick) => pick.split(":")));
    words.forEach((word, at) => (word.taken = word.readings.find(({ key }) => key === picks.get(String(at))) ?? guess(words, at)));
    const [, lost] = cut(this.text.value, LONGEST);
    return Object.assign(words, { more: [leftOut(LONGEST, "characters", lost), leftOut(WORDS, "words", shown.length - WORDS)] });
  }

  /** Whether the question is still open: its sentence isn't shown yet. */
  get open() {
    return this.state.asked !== "0" && this.state.text === KNOWN && !this.state.picks && !this.state.phrases;
  }

  /** Shows the answer beside the guess. */
  reveal(guess = this.state.guess || String(this.start)) {
    this.set({ ...FRESH, text: ASKED, guess }, { step: true });
    this.tour.firstChild.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  update() {
    if (cut(this.text.value, LONGEST)[0] !== this.state.text) this.text.value = this.state.text; // otherwise it stays as the reader wrote it
    const { open } = this;
    this.asking.hidden = this.task.hidden = !open || !this.data;
    for (const part of [this.found, this.own, this.tour, this.numbers]) part.hidden = open || !this.data; // they hold the answer, or lead away from the question
    if (!this.data) return;
    [...this.tour.children].forEach((one, at) => one.setAttribute("aria-pressed", strings.steps[at].text === this.state.text));
    if (open) for (const one of this.tour.children) one.removeAttribute("aria-pressed"); // there is nothing to choose yet
    const words = this.words(), counted = words.filter(({ taken }) => taken);
    const own = /^\d+$/.test(this.state.phrases) && Number(this.state.phrases) <= PHRASES;
    const phrases = own ? Number(this.state.phrases) : Math.min(PHRASES, words.filter(({ form }) => PREPOSITIONS.includes(form)).length);
    this.phrases.show(phrases);
    this.count(counted, phrases);
    this.showPicture();
    this.showChips(words);
    this.show(words, counted);
    this.showGlosses(counted);
    this.tell(words);
  }

  /** The factors: { name, times } for each word that is counted, and for the trees. */
  count(counted, phrases) {
    this.ways = trees(phrases);
    this.factors = [...counted.map(({ shown, taken }) => ({ name: shown, times: taken.senses })), { name: strings.trees(this.ways), times: this.ways, trees: true }];
    this.total = this.factors.reduce((product, { times }) => product * times, 1);
  }

  /* ---- The guess and the picture ---- */

  /** Where the guess starts: at the known count. */
  get start() {
    return Math.round(STEPS * Math.log10(this.total));
  }

  /** The guess in steps of the scale; undefined if there is none to show. */
  get guessAt() {
    const given = /^\d{1,3}$/.test(this.state.guess) && Number(this.state.guess) <= STEPS * DECADES;
    if (this.open) return given ? Number(this.state.guess) : this.start;
    return given && this.state.text === ASKED ? Number(this.state.guess) : undefined;
  }

  showPicture() {
    const { open, guessAt } = this, drawing = this.drawing();
    if (open) {
      this.guess.show(guessAt);
      drawing.classList.add("explorer__vectors");
      drawing.onpointerdown = (event) => follow(event, this.picture, ([x]) => {
        const guess = Math.round(STEPS * drawing.scale.powerAt(x));
        if (guess !== this.guessAt) this.set({ guess: Math.max(0, Math.min(STEPS * DECADES, guess)) });
      });
    }
    const before = this.drawn ?? [];
    this.picture.replaceChildren(drawing);
    this.drawn = this.factors.map((_, at) => this.factors.slice(0, at + 1).map(({ times }) => times).join());
    if (!before.length || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const grown = [...drawing.querySelectorAll("[data-level]")].filter(({ dataset }) => before[dataset.level] !== this.drawn[dataset.level]);
    grown.forEach((one, at) => one.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 200, delay: Math.min(at, 4) * 50, fill: "backwards" }));
  }

  drawing() {
    const { guessAt } = this;
    return branches({ factors: this.factors, wide: this.wide, decades: DECADES, label: large(this.total), says: strings.picture(strings.readings(this.total, large), this.factors),
      guess: guessAt === undefined ? undefined : { power: guessAt / STEPS, text: strings.yourGuess(guessed(guessAt)), held: this.open } });
  }

  /** The sentence with the number of senses at each word, in reading order. */
  showChips(words) {
    this.chips.replaceChildren(...words.map(({ shown, taken }) => (taken
      ? chip(shown, { role: taken.senses > 1 ? "query" : undefined, part: strings.times(taken.senses) }) : create("span", { class: "explorer__unread" }, shown))),
    ...(words.length ? [chip(strings.trees(this.ways), { role: "value", part: strings.times(this.ways) })] : []));
  }

  tell(words) {
    const readingsOf = strings.readings(this.total, large), { open, guessAt } = this;
    this.task.textContent = open ? strings.question(readingsOf) : "";
    const step = strings.steps.find(({ text }) => text === this.state.text && !this.state.picks && !this.state.phrases);
    const verdict = guessAt === undefined || open ? "" : strings.verdict(guessed(guessAt), guessAt === this.start ? 1 : this.total / guessed(guessAt));
    this.found.replaceChildren(create("strong", {}, `${readingsOf}.`), ` ${[strings.seconds(this.total, large), verdict,
      step && !open ? step.see : "", this.total > 10 ** DECADES ? strings.offScale : ""].filter(Boolean).join(" ")}`);
    const unknown = words.filter(({ form, readings: own }) => !own.length && !NOT_LISTED.has(form)).map(({ shown }) => shown);
    this.say(open ? strings.guessing(guessed(guessAt)) : [`${readingsOf}.`,
      unknown.length ? strings.unknown(unknown) : "", ...words.more, words.length ? "" : strings.writeSentence].filter(Boolean).join(" "), { soon: true });
  }

  /* ---- As numbers ---- */

  show(words, found) {
    if (this.open) return this.result.replaceChildren();
    const focused = this.result.contains(document.activeElement) && document.activeElement.dataset.at;
    const rows = words.flatMap((word, at) => (NOT_LISTED.has(word.form) ? [] : [[word.shown, ...this.cells(word, at)]]));
    const left = [...new Set(words.filter(({ form }) => NOT_LISTED.has(form)).map(({ form }) => form))].join(", ");
    const combinations = this.total / this.ways, sum = found.map(({ taken }) => taken.senses).join(" · ") || "1";
    this.result.style.overflowWrap = "anywhere";
    this.result.replaceChildren(
      table(strings.caption, strings.head, rows),
      create("p", {}, left && strings.notCounted(left)),
      create("p", {}, strings.combinations(`${sum}${found.length > 1 ? ` = ${large(combinations)}` : ""}`, combinations, this.ways), create("strong", {}, strings.readings(this.total, large)), "."));
    if (focused) this.result.querySelector(`[data-at="${focused}"]`)?.focus();
  }

  /** What a word is taken as, with a list if there is a choice, and its senses. */
  cells({ readings: found, taken, shown }, at) {
    if (!taken) return [strings.notAmong, "–"];
    const name = ({ word, part, senses }) => `${PARTS[part]} ${word}: ${senses}`;
    if (found.length === 1) return [`${PARTS[taken.part]} ${taken.word}`, String(taken.senses)];
    const list = create("select", { "aria-label": strings.takenAs(shown), "data-at": at, onchange: () => this.pick(at, list.value) },
      ...found.map((reading) => create("option", { value: reading.key, selected: reading === taken }, name(reading))));
    list.style.width = "10.5em"; // a longer name is cut off, leaving room for the table on a small phone
    return [list, String(taken.senses)];
  }

  pick(at, key) {
    const others = this.state.picks.split(",").filter((pick) => pick && !pick.startsWith(`${at}:`));
    this.set({ picks: [...others, `${at}:${key}`].join(",") }, { step: true });
  }

  /** The definitions of one word of the sentence, if the file has them. */
  showGlosses(counted) {
    const known = [...new Set(counted.map(({ taken }) => taken.key))].filter((key) => Object.hasOwn(this.data.glosses, key));
    const word = known.includes(this.state.senses) ? this.state.senses : "";
    if (!known.length || this.open) {
      this.chooser = null;
      return this.glosses.replaceChildren();
    }
    if (!this.chooser || this.chooser.known !== known.join()) {
      const options = Object.fromEntries([["", strings.none], ...known.map((key) => [key, key.slice(2)])]);
      this.chooser = Object.assign(choice(strings.showSenses, options, (senses) => this.set({ senses }, { step: true })), { known: known.join() });
      this.list = create("ol", { class: "explorer__sums" });
      this.glosses.replaceChildren(this.chooser, this.list);
    }
    this.chooser.show(word);
    this.list.replaceChildren(...(word ? this.data.glosses[word] : []).map((gloss) => create("li", {}, gloss)));
  }

  csv = () => [strings.csvHead,
    ...(this.data ? this.words() : []).map(({ shown, taken }) => [shown, taken?.word ?? "", PARTS[taken?.part] ?? "", taken?.senses ?? ""])];
}

/** What one step of the guess means: a count to two significant digits. */
const guessed = (at) => Number((10 ** (at / STEPS)).toPrecision(2));

/** A count: whole up to a thousand billion, then by powers of ten. */
const large = (value) => (value < 1e12 ? number(value) : scientific(value));

customElements.define("sense-explorer", SenseExplorer);
