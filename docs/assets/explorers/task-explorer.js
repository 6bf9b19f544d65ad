/**
 * <task-explorer>: one sentence and the six tasks of the page What is NLP?: what goes in, what a person would answer,
 * which pocket model does the task or comes closest, and what it answers; it says so when none of them can.
 */

import { ANSWERS, encodeFor } from "./answers.js";
import { Explorer } from "./base.js";
import { button, chip, counted, create, showChips, table, textField } from "../shared/parts.js";

const SENTENCE = "Anna Keller loves the red car that she bought in New York.", BEGUN = "Anna Keller loves the red car that she";
const LONGEST = 300;
const WORDS = 30; // to choose a gap from
const UNKNOWN = new Set(["<unk>", "[UNK]"]);

/** Each task: what goes in, what a person would accept, the pipeline that runs here (if any), a text of the kind the model was trained on, what it gets from the page's sentence. */
const TASKS = {
  "Sentence classification": {
    in: "the sentence", person: "one label: positive", pipeline: "text classification", own: "a vehicle with four wheels",
    note: "It was trained to sort definitions of nouns into categories, such as animal, food or act. It has no label for positive or negative, and it names a category for any text.",
  },
  "Word-level classification": {
    in: "the sentence, cut into 13 tokens", person: "13 labels: Anna Keller is a person, New York a location", pipeline: "fill-mask", own: "a [MASK] with four wheels", page: SENTENCE.replace("car", "[MASK]"),
    note: "No pocket model tags words. The closest is pocket-bert: at [MASK], it gives a probability to each of its tokens, so its label for this position is a token.",
  },
  "Text generation": {
    in: BEGUN, person: "bought in New York.", pipeline: "text generation", own: "red car:", page: BEGUN,
    note: "It has read nothing but lines from a dictionary (word: definition), so it continues everything in that style.",
  },
  "Question answering": {
    in: "the sentence, and: Where did Anna Keller buy the car?", person: "New York (characters 50 to 57)",
    note: "No pocket model does this. That takes a model trained on texts with questions and answers.",
  },
  "Translation": {
    in: "the sentence", person: "Anna Keller adore la voiture rouge qu’elle a achetée à New York.", lang: "fr", pipeline: "translation", own: "she loves the red car",
    note: "It knows the words of a small grammar. Any other word is <unk> to it, but it writes French all the same.",
  },
  "Summarization": {
    in: "the sentence (usually a long text)", person: "Anna Keller loves her red car.",
    note: "No pocket model does this. That takes training on long texts with summaries written by people.",
  },
};

const pageText = (task) => TASKS[task].page ?? SENTENCE;

class TaskExplorer extends Explorer {
  static state = { task: "Translation", text: SENTENCE };

  build() {
    this.tasks = Object.keys(TASKS).map((task) => button(task, () => this.set({ task, text: this.textFor(task) }, { step: true })));
    this.about = create("div");
    this.note = create("p");
    this.field = textField({ label: "Text for the model", most: LONGEST, onText: (text) => this.set({ text }) });
    this.own = button("", () => this.set({ text: TASKS[this.task].own }, { step: true }));
    this.start = button("", () => this.answer());
    this.live = create("div", {}, this.field, create("div", { class: "explorer__row" },
      button("The page’s sentence", () => this.set({ text: pageText(this.task) }, { step: true })),
      this.own, this.start));
    this.result = create("div", { class: "explorer__result" });
    return [create("div", { class: "explorer__row", role: "group", "aria-label": "Task" }, ...this.tasks), this.about, this.note, this.live, this.result];
  }

  /** The text to continue with in another task: an example becomes that task's own, the reader's text stays. */
  textFor(task) {
    const { text } = this.state;
    if (text === pageText(this.task)) return pageText(task);
    return text === TASKS[this.task].own ? TASKS[task].own ?? pageText(task) : text;
  }

  get task() {
    return Object.hasOwn(TASKS, this.state.task) ? this.state.task : "Translation";
  }

  update() {
    const { task } = this, { in: given, person, note, pipeline, own, lang } = TASKS[task], model = ANSWERS[pipeline]?.model;
    this.tasks.forEach((choice) => choice.setAttribute("aria-pressed", choice.textContent === task));
    this.about.replaceChildren(table(task, ["What", "Answer"], [
      ["Goes in", given], ["A person would accept", create("span", { lang }, person)], ["Runs here", model ?? "nothing"]]));
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
    this.start.textContent = `Run ${model}`;
    try {
      const size = this.models.has(model) ? "" : `: loads ${await this.sizeOf(model)}`;
      if (this.offered !== task) return;
      this.start.textContent = `Run ${model}${size}`;
      this.start.disabled = false;
      this.say(`${task}: ${model} runs here. ${this.field.told}`.trim());
    } catch (error) {
      if (this.offered !== task) return;
      this.start.textContent = `Run ${model}`;
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
      return this.say("Write some text first.");
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
      const answers = table(`What ${name} answers`, head, rows);
      if (lang) answers.tBodies[0].lang = lang;
      this.rows = { head, rows };
      const chips = create("div", { class: "explorer__tokens", role: "group", "aria-label": "Tokens" });
      showChips(chips, ...read.map((piece, at) => chip(piece.text, { ...piece, ...(UNKNOWN.has(tokens[at]) ? { role: "masked", kind: "unknown" } : {}) })));
      const more = truncated ? ` It sees ${counted(model.model_max_length, "token")}; ${truncated} more ${pipeline === "text generation" ? "before" : "after"} them ${truncated === 1 ? "is" : "are"} cut off.` : "";
      this.result.replaceChildren(create("p", {}, `What ${name} reads${unknown ? `; ${unknown} of these tokens it doesn’t know` : ""}:`), chips,
        ...(more ? [create("p", {}, more)] : []), answers);
      this.say(`${name} answers: ${rows[0].join(", ")}${this.field.told ? `. ${this.field.told}` : ""}`);
    } catch (error) {
      if (this.question !== question || !this.isConnected) return;
      this.answered = question;
      this.result.replaceChildren(...(error.gap ? this.gaps(text) : []));
      this.say(error.message);
    } finally {
      if (this.task === task) {
        this.start.disabled = false;
        this.start.textContent = `Run ${name}`;
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
    return words.length ? [create("p", {}, "Or choose a word to turn into the gap:"),
      create("div", { class: "explorer__row", role: "group", "aria-label": "Words" }, ...words.map((word) => button(word[0], () => put(word))))] : [];
  }

  csv = () => [["task", "goes in", "a person would accept", "runs here"],
    ...Object.entries(TASKS).map(([task, one]) => [task, one.in, one.person, ANSWERS[one.pipeline]?.model ?? "nothing"]),
    ...(this.result.firstChild ? [this.rows.head, ...this.rows.rows] : [])];
}

customElements.define("task-explorer", TaskExplorer);
