/**
 * <pipeline-chooser>: a map of what goes in and what comes out, with a dot for each pipeline, and its call that works in
 * Transformers 5. First the reader guesses how many of those from text to text are left.
 * All data comes from the page: its table of versions, "In short", the code blocks, and the table that this replaces.
 */

import { ANSWERS } from "./answers.js";
import { Explorer } from "./base.js";
import { button, choice, create, scroller, table, textField } from "../shared/parts.js";
import { strings } from "../strings/pipeline-chooser.js";

const ANY = strings.anything;
const LONGEST = 200;
const ASKED = strings.asked; // what goes in and comes out of the pipelines that are guessed
// One click each, the best find first.
const STEPS = [
  { name: "gone", set: { in: ASKED, out: ASKED, pick: "summarization" } },
  { name: "here", set: { in: ASKED, out: ANY, pick: "fill-mask" } },
  { name: "sound", set: { in: "a sound", out: ANY } },
  { name: "empty", set: { in: "a sound", out: "a sound" } },
];
/** Rows of a table as cells of text, with the codes in each: [{ text, codes }]. */
const rowsOf = (found) => [...found.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => ({
  text: cell.textContent.trim(), codes: [...cell.querySelectorAll("code")].map((code) => code.textContent) })));

/** The paragraphs of the page's code that a call needs: imports, earlier assignments to its names, and the call's own. */
export function linesOf(call, blocks) {
  const beginning = call.split("…")[0].replace(/[ ,]+$/, "");
  for (const block of blocks) {
    const paragraphs = block.trim().split(/\n\s*\n/), at = paragraphs.findIndex((paragraph) => paragraph.includes(beginning));
    if (at < 0) continue;
    const needed = new Set([...paragraphs.keys()].filter((index) => index < at && /^(import|from) /.test(paragraphs[index])));
    const own = new Set([...paragraphs[at].matchAll(/^(\w+) =/gm)].map(([, name]) => name));
    for (const [name] of paragraphs[at].replace(/"[^"]*"/g, "").matchAll(/\b[a-z_]+\b(?!=)/g)) {
      const set = paragraphs.findIndex((paragraph, index) => index < at && new RegExp(`^${name} =`, "m").test(paragraph));
      if (set >= 0 && !own.has(name)) needed.add(set);
    }
    return [...[...needed].sort((a, b) => a - b), at].map((index) => paragraphs[index]);
  }
  return [];
}

class PipelineChooser extends Explorer {
  static state = { in: "a text", out: "a text", pick: "", text: "", asked: "1", guess: "" };

  build() {
    this.pipelines = this.readPage();
    this.asked = this.pipelines.filter((one) => one.in === ASKED && one.out === ASKED);
    this.task = create("p", {}, strings.asks(this.asked.length));
    const end = (guess, words) => button(words, () => this.set({ asked: 0, guess }, { step: true }));
    this.guesses = create("div", { class: "explorer__row", role: "group", "aria-label": strings.yourGuess },
      ...[...Array(this.asked.length + 1).keys()].map((count) => end(count, String(count))), end("", strings.skip));
    this.answered = create("p", { class: "explorer__result" });
    this.map = create("div");
    this.steps = STEPS.map(({ name, set }) => {
      const all = { pick: "", ...set };
      return Object.assign(button(strings.steps[name][0], () => this.set({ text: "", ...all, asked: 0, guess: "" }, { step: true })), { all });
    });
    const kinds = (key) => Object.fromEntries([ANY, ...new Set(this.pipelines.map((one) => one[key]))].map((kind) => [kind, kind]));
    this.kinds = { in: choice(strings.goesIn, kinds("in"), (kind) => this.set({ in: kind, pick: "" }, { step: true })),
      out: choice(strings.comesOut, kinds("out"), (kind) => this.set({ out: kind, pick: "" }, { step: true })) };
    this.found = create("div", { class: "explorer__row", role: "group", "aria-label": strings.pipelines });
    this.detail = create("div");
    this.run = create("div", { class: "explorer__row" });
    return [
      this.task, this.guesses, this.answered, this.map, this.found, this.detail, this.run,
      create("ol", { class: "explorer__guide" }, ...this.steps.map((made, at) => create("li", {}, made, " ", strings.steps[STEPS[at].name][1]))),
      create("div", { class: "explorer__row" }, this.kinds.in, this.kinds.out),
    ];
  }

  /** The notes' pipelines: { name, in, out, calls, tasks, version, item }. */
  readPage() {
    const versions = rowsOf(document.querySelector("#which-version-5-has ~ * table, #which-version-5-has ~ table"));
    const items = [...document.querySelectorAll(".notes li")];
    this.blocks = [...document.querySelectorAll("article pre code")].map((code) => code.textContent);
    return rowsOf(this.querySelector("table")).map(([name, goesIn, comesOut, call]) => {
      const [, task, version] = versions.find(([other]) => other.text === name.text);
      const item = items.find((one) => one.querySelector("strong")?.textContent.toLowerCase() === name.text);
      return { name: name.text, in: goesIn.text, out: comesOut.text, calls: call.codes, tasks: task.codes, version: version.text, item };
    });
  }

  /** Whether the reader is still to guess: not where an address already shows something else. */
  get asks() {
    const { asked, pick, in: goesIn, out } = this.state;
    return asked !== "0" && !pick && goesIn === ASKED && out === ASKED;
  }

  /** The map: for each kind of input and output a button with a dot for each pipeline, a ring for one that version 5 hasn't. */
  showMap(into, out) {
    const { asks } = this, ins = [...new Set(this.pipelines.map((one) => one.in))], outs = [...new Set(this.pipelines.map((one) => one.out))];
    const held = this.map.contains(document.activeElement) && document.activeElement.dataset.cell;
    const cell = (goesIn, comesOut) => {
      const there = this.pipelines.filter((one) => one.in === goesIn && one.out === comesOut), kept = there.filter(({ version }) => version.startsWith("work"));
      if (!there.length) return create("span", { class: "explorer__none" }, strings.nothing);
      const dots = there.map((one) => create("span", { class: asks || kept.includes(one) ? "" : "explorer__gone" }));
      const made = button("", () => this.set({ in: goesIn, out: comesOut, pick: "", text: "", asked: 0 }, { step: true }), {
        "aria-pressed": String([ANY, goesIn].includes(into) && [ANY, comesOut].includes(out)), "data-cell": `${goesIn}|${comesOut}`,
        "aria-label": strings.cell(goesIn, comesOut, there.length, asks ? null : kept.length) });
      made.append(...dots);
      return made;
    };
    const made = table(strings.map, [strings.corner, ...outs], ins.map((goesIn) => [goesIn, ...outs.map((comesOut) => cell(goesIn, comesOut))]));
    made.classList.add("explorer__matrix");
    this.map.replaceChildren(scroller(strings.map, made));
    if (held) this.map.querySelector(`[data-cell="${held}"]`)?.focus({ preventScroll: true });
  }

  update() {
    const [into, out] = ["in", "out"].map((key) => (this.pipelines.some((one) => one[key] === this.state[key]) ? this.state[key] : ANY));
    this.kinds.in.show(into);
    this.kinds.out.show(out);
    this.fitting = this.pipelines.filter((one) => [ANY, one.in].includes(into) && [ANY, one.out].includes(out));
    const picked = this.fitting.find(({ name }) => name === this.state.pick) ?? this.fitting[0];
    const focused = this.found.contains(document.activeElement);
    this.found.replaceChildren(...this.fitting.map(({ name }) => button(name, () => this.set({ pick: name, text: "" }, { step: true }), { "aria-pressed": String(name === picked?.name) })));
    if (focused) this.found.querySelector("[aria-pressed=true]")?.focus();
    const { asks } = this, left = this.asked.filter(({ version }) => version.startsWith("work"));
    this.showMap(into, out);
    for (const made of this.steps) made.ariaPressed = String(Object.entries(made.all).every(([key, value]) => this.state[key] === value));
    const guess = /^\d$/.test(this.state.guess) && !asks && this.state.asked === "0" ? Number(this.state.guess) : null;
    this.task.hidden = this.guesses.hidden = !asks;
    this.found.hidden = asks;
    this.answered.hidden = guess === null;
    if (guess !== null) this.answered.textContent = strings.answered(guess, left.length, this.asked.length, left.map(({ name }) => name));
    this.show(asks ? undefined : picked);
    this.showText();
    if (asks) return this.say(strings.guessFirst);
    const kept = this.fitting.filter(({ version }) => version.startsWith("work")).length;
    this.say(this.fitting.length ? strings.found(kept === this.fitting.length, this.fitting.length, this.pipelines.length, kept)
      : strings.none(into, out));
  }

  /** Puts the state's text into the field, unless the reader is typing. */
  showText() {
    if (this.field && !this.field.contains(document.activeElement)) this.field.show(this.state.text || this.field.begins);
  }

  show(picked) {
    if (this.picked === picked?.name) return;
    this.picked = picked?.name;
    this.detail.replaceChildren();
    this.run.replaceChildren();
    this.field = null;
    if (!picked) return;
    const code = [...new Set(picked.calls.flatMap((call) => linesOf(call, this.blocks)))].join("\n\n");
    const words = create("p", {}, ...picked.item.cloneNode(true).childNodes);
    this.detail.append(words,
      table(strings.caption, strings.detailHead, [[strings.task, picked.tasks.join(", ")], [strings.version, picked.version], [strings.in, picked.in], [strings.out, picked.out]]),
      create("p", {}, picked.version.startsWith("work") ? strings.theCall : strings.instead),
      create("pre", {}, create("code", { tabindex: 0, role: "group", "aria-label": strings.codeFor(picked.name) }, code)));
    if (ANSWERS[picked.name]) this.offer(picked.name);
  }

  /* ---- With a pocket model, in the page ---- */

  /** Offers to run a pipeline here if the site has its model, and says how much will be downloaded. */
  async offer(name) {
    const { model, text } = ANSWERS[name];
    try {
      const size = await this.sizeOf(model);
      if (this.picked !== name) return;
      const field = textField({ label: strings.field(model), most: LONGEST, keepsEnd: name === "text generation",
        onText: (text) => {
          this.set({ text });
          if (field.told) this.say(field.told);
        } });
      this.field = Object.assign(field, { begins: text });
      this.showText();
      const result = create("div", { class: "explorer__result" });
      const start = button(this.models.has(model) ? strings.run : strings.runHere(model, size), () => this.answer(name, field, result, start));
      this.run.replaceChildren(field, start, result);
    } catch {
      // The site has no such model, or there is no network: the page works without it.
    }
  }

  async answer(name, field, result, start) {
    const { model, head, answer } = ANSWERS[name], text = field.text.trim();
    if (!text) return this.say(strings.writeFirst);
    start.disabled = true;
    result.replaceChildren();
    try {
      const rows = await answer(await this.load(model), text);
      start.textContent = strings.run;
      result.replaceChildren(table(strings.whatItAnswers(model), head, rows.map((row) => row.map((cell) => create("bdi", {}, cell)))));
      this.say(strings.answers(model, rows[0]));
    } catch (error) {
      this.say(error.message);
    }
    start.disabled = false;
  }

  csv = () => [strings.csvHead, ...this.pipelines.map((one) => [one.name, one.in, one.out, one.tasks.join(" "), one.version])];
}

customElements.define("pipeline-chooser", PipelineChooser);
