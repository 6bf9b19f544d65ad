/**
 * <sense-explorer>: the senses that WordNet lists for the words of a sentence, and how they multiply with its trees.
 * The counts come from data/senses.json, made by lab/senses.py; that file says how its entries are written.
 */

import { Explorer } from "./base.js";
import { bars, barsDrawing, button, choice, create, cut, leftOut, number, numberField, scientific, table } from "../shared/parts.js";
import { strings } from "../strings/sense-explorer.js";

const SENTENCES = strings.sentences;
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

class SenseExplorer extends Explorer {
  static state = { text: SENTENCES[2], picks: "", phrases: "", senses: "" };

  build() {
    this.text = create("textarea", { rows: 2, dir: "auto", autocomplete: "off", oninput: () => this.set({ text: cut(this.text.value, LONGEST)[0], picks: "", phrases: "" }) });
    this.text.style.width = "100%";
    const sentences = Object.fromEntries(SENTENCES.map((sentence) => [sentence, sentence]));
    this.examples = choice(strings.fromPage, { "": strings.yourOwn, ...sentences }, (text) => text && this.set({ text, picks: "", phrases: "" }, { step: true }));
    this.phrases = numberField({ label: strings.phrases, min: 0, max: PHRASES, whole: true,
      onNumber: (value) => this.set({ phrases: value }), onRefused: (sentence) => this.say(sentence) });
    this.result = create("div");
    this.glosses = create("div");
    this.fetch();
    return [this.examples, create("label", { class: "explorer__field" }, create("span", {}, strings.orWrite(WORDS)), this.text),
      this.phrases, this.result, this.glosses];
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

  update() {
    if (cut(this.text.value, LONGEST)[0] !== this.state.text) this.text.value = this.state.text; // otherwise it stays as the reader wrote it
    this.examples.show(SENTENCES.includes(this.state.text) ? this.state.text : "");
    if (!this.data) return;
    const words = this.words(), counted = words.filter(({ taken }) => taken);
    const own = /^\d+$/.test(this.state.phrases) && Number(this.state.phrases) <= PHRASES;
    const phrases = own ? Number(this.state.phrases) : Math.min(PHRASES, words.filter(({ form }) => PREPOSITIONS.includes(form)).length);
    this.phrases.show(phrases);
    this.show(words, counted, phrases);
    this.showGlosses(counted);
  }

  show(words, found, phrases) {
    const focused = this.result.contains(document.activeElement) && document.activeElement.dataset.at;
    const rows = words.flatMap((word, at) => (NOT_LISTED.has(word.form) ? [] : [[word.shown, ...this.cells(word, at)]]));
    const left = [...new Set(words.filter(({ form }) => NOT_LISTED.has(form)).map(({ form }) => form))].join(", ");
    const combinations = found.reduce((product, { taken }) => product * taken.senses, 1), total = combinations * trees(phrases);
    const readingsOf = strings.readings(total, large);
    let sofar = 1;
    const steps = found.map(({ taken }) => ({ label: strings.sensesStep(taken.senses, taken.word), so: (sofar *= taken.senses) }));
    steps.push({ label: strings.treesStep(trees(phrases)), so: total });
    const digits = (value) => (total > 1 ? Math.log10(value) / Math.log10(total) : 0);
    this.rows = steps.map(({ label, so }, index) => ({ label, share: digits(so), text: large(so), role: index === steps.length - 1 ? "focus" : "plain" }));
    const sum = found.map(({ taken }) => taken.senses).join(" · ") || "1";
    this.result.style.overflowWrap = "anywhere";
    this.result.replaceChildren(
      table(strings.caption, strings.head, rows),
      create("p", {}, left && strings.notCounted(left)),
      create("p", {}, strings.combinations(`${sum}${found.length > 1 ? ` = ${large(combinations)}` : ""}`, combinations, trees(phrases)), create("strong", {}, readingsOf), "."),
      bars(strings.barsCaption, this.rows));
    if (focused) this.result.querySelector(`[data-at="${focused}"]`)?.focus();
    const unknown = words.filter(({ form, readings: own }) => !own.length && !NOT_LISTED.has(form)).map(({ shown }) => shown);
    this.say([`${readingsOf}.`,
      unknown.length ? strings.unknown(unknown) : "",
      ...words.more,
      words.length ? "" : strings.writeSentence].filter(Boolean).join(" "), { soon: true });
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
    if (!known.length) {
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
  drawing = () => barsDrawing(this.rows ?? []);
}

/** A count: whole up to a thousand billion, then by powers of ten. */
const large = (value) => (value < 1e12 ? number(value) : scientific(value));

customElements.define("sense-explorer", SenseExplorer);
