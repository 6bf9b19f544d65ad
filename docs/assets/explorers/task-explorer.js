/**
 * <task-explorer>: one sentence and the six tasks of the page What is NLP?: what goes in, what a person would answer,
 * which pocket model does the task or comes closest, and what it answers; it says so when none of them can.
 */

import { ANSWERS, encodeFor } from "./answers.js";
import { Explorer } from "./base.js";
import { button, chip, create, showChips, table, textField } from "../shared/parts.js";
import { strings } from "../strings/task-explorer.js";

const LONGEST = 300;
const WORDS = 30; // to choose a gap from
const UNKNOWN = new Set(["<unk>", "[UNK]"]);

const TASKS = strings.tasks;

const pageText = (task) => TASKS[task].page ?? strings.sentence;

class TaskExplorer extends Explorer {
  static state = { task: strings.firstTask, text: strings.sentence };

  build() {
    this.tasks = Object.keys(TASKS).map((task) => button(task, () => this.set({ task, text: this.textFor(task) }, { step: true })));
    this.about = create("div");
    this.note = create("p");
    this.field = textField({ label: strings.field, most: LONGEST, onText: (text) => this.set({ text }) });
    this.own = button("", () => this.set({ text: TASKS[this.task].own }, { step: true }));
    this.start = button("", () => this.answer());
    this.live = create("div", {}, this.field, create("div", { class: "explorer__row" },
      button(strings.pageSentence, () => this.set({ text: pageText(this.task) }, { step: true })),
      this.own, this.start));
    this.result = create("div", { class: "explorer__result" });
    return [create("div", { class: "explorer__row", role: "group", "aria-label": strings.task }, ...this.tasks), this.about, this.note, this.live, this.result];
  }

  /** The text to continue with in another task: an example becomes that task's own, the reader's text stays. */
  textFor(task) {
    const { text } = this.state;
    if (text === pageText(this.task)) return pageText(task);
    return text === TASKS[this.task].own ? TASKS[task].own ?? pageText(task) : text;
  }

  get task() {
    return Object.hasOwn(TASKS, this.state.task) ? this.state.task : strings.firstTask;
  }

  update() {
    const { task } = this, { in: given, person, note, pipeline, own, lang } = TASKS[task], model = ANSWERS[pipeline]?.model;
    this.tasks.forEach((choice) => choice.setAttribute("aria-pressed", choice.textContent === task));
    this.about.replaceChildren(table(task, strings.aboutHead, [
      [strings.goesIn, given], [strings.person, create("span", { lang }, person)], [strings.runsHere, model ?? strings.nothing]]));
    this.note.textContent = note;
    this.live.hidden = !pipeline;
    this.field.keepsEnd = pipeline === "text generation";
    this.field.show(this.state.text);
    if (this.answered !== this.question) {
      this.result.replaceChildren();
      this.say(this.field.told);
    }
    if (!pipeline) return this.say(note);
    this.own.textContent = own;
    if (this.offered !== task) this.offer(task, model);
  }

  /** Names the model and its size on the button before any of it is fetched. */
  async offer(task, model) {
    this.offered = task;
    this.start.disabled = true;
    this.start.textContent = strings.run(model);
    try {
      const size = this.models.has(model) ? "" : strings.loads(await this.sizeOf(model));
      if (this.offered !== task) return;
      this.start.textContent = `${strings.run(model)}${size}`;
      this.start.disabled = false;
      this.say(strings.modelRuns(task, model, this.field.told).trim());
    } catch (error) {
      if (this.offered !== task) return;
      this.start.textContent = strings.run(model);
      this.start.disabled = false; // it says what is wrong again, or loads
      this.offered = null;
      this.say(error.message);
    }
  }

  /** What an answer belongs to. */
  get question() {
    return `${this.task}:${this.field.text}`;
  }

  async answer() {
    const { task, question, field: { text } } = this, { pipeline, lang } = TASKS[task], { model: name, head, answer } = ANSWERS[pipeline];
    if (!text.trim()) {
      this.answered = question;
      return this.say(strings.writeFirst);
    }
    this.start.disabled = true;
    try {
      if (!this.dataset.models?.includes(`${name}=`)) await this.sizeOf(name);
      const model = await this.load(name);
      if (this.question !== question) return;
      this.answered = question;
      const { ids, tokens, truncated } = await encodeFor(pipeline, model, text), rows = await answer(model, text);
      const [read] = await model.pieces([ids]), unknown = tokens.filter((token) => UNKNOWN.has(token)).length;
      if (this.question !== question) return;
      const answers = table(strings.whatItAnswers(name), head, rows);
      if (lang) answers.tBodies[0].lang = lang;
      this.rows = { head, rows };
      const chips = create("div", { class: "explorer__tokens", role: "group", "aria-label": strings.tokens });
      showChips(chips, ...read.map((piece, at) => chip(piece.text, { ...piece, ...(UNKNOWN.has(tokens[at]) ? { role: "masked", kind: strings.unknown } : {}) })));
      const more = truncated ? strings.cutOff(model.model_max_length, truncated, pipeline === "text generation") : "";
      this.result.replaceChildren(create("p", {}, strings.whatItReads(name, unknown)), chips,
        ...(more ? [create("p", {}, more)] : []), answers);
      this.say(strings.answers(name, rows[0], this.field.told));
    } catch (error) {
      if (this.question !== question || !this.isConnected) return;
      this.answered = question;
      this.result.replaceChildren(...(error.gap ? this.gaps(text) : []));
      this.say(error.message);
    } finally {
      if (this.task === task) {
        this.start.disabled = false;
        this.start.textContent = strings.run(name);
      }
    }
  }

  /** The words of a text without a gap, to turn one of them into the gap. */
  gaps(text) {
    const words = [...text.matchAll(/[\p{L}\p{N}\p{M}’'-]+/gu)].slice(0, WORDS);
    const put = ({ 0: word, index }) => {
      this.set({ text: `${text.slice(0, index)}[MASK]${text.slice(index + word.length)}` }, { step: true });
      this.start.focus();
      this.answer();
    };
    return words.length ? [create("p", {}, strings.chooseGap),
      create("div", { class: "explorer__row", role: "group", "aria-label": strings.words }, ...words.map((word) => button(word[0], () => put(word))))] : [];
  }

  csv = () => [strings.csvHead,
    ...Object.entries(TASKS).map(([task, one]) => [task, one.in, one.person, ANSWERS[one.pipeline]?.model ?? strings.nothing]),
    ...(this.result.firstChild ? [this.rows.head, ...this.rows.rows] : [])];
}

customElements.define("task-explorer", TaskExplorer);
